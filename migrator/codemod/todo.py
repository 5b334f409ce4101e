"""Comments at what a person must decide: `# TODO(msmigrate MS301): …`, on a line of their own.

A comment stands above the line of what it speaks of, or above the nearest line before it where a
comment line can be put. Pure text: the language says which lines those are.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from textwrap import shorten

from msgspec import Struct

from migrator.codemod.findings import TODO, Action, Edit, Finding, Span
from migrator.codemod.rules import ms901
from migrator.report.printable import visible
from migrator.secret import mask

MARK = TODO.encode()

_LONGEST = 72  # with what stands before it, a line of 100
_OURS = re.compile(r"[ \t]*# TODO\(msmigrate (?P<rule>MS\d+)\): [^\r\n]*(?:\r\n|\r|\n|\Z)")
_INDENT = re.compile(r"[ \t]*")
_NEWLINE = re.compile(r"\r\n|\r|\n")


class Todo(Struct, frozen=True):
    """What a comment says; `at` is the offset of what it speaks of."""

    at: int
    rule: str
    words: str


def todos(findings: Iterable[Finding]) -> Iterator[Todo]:
    """Yield what is to be said of findings: of flags, and of nothing that cannot be read."""
    for finding in findings:
        if finding.action is Action.FLAG and finding.rule != ms901.RULE.id:
            yield Todo(finding.span.start, finding.rule, _words(finding.message))


def additions(text: str, lines: Sequence[int], wanted: Iterable[Todo]) -> tuple[Edit, ...]:
    """Return the edits that put in the comments that are not there yet.

    `lines` are the offsets in `text`, sorted, at which a line begins and a comment line may stand.
    A comment is there where one of its rule stands above the same line, whatever its words.
    """
    by_line: dict[int, list[Todo]] = {}
    for todo in wanted:
        number = bisect_right(lines, todo.at) - 1
        if number >= 0:
            by_line.setdefault(lines[number], []).append(todo)
    edits = []
    for start, said in sorted(by_line.items()):
        once = {(todo.rule, todo.words): todo for todo in said}
        missing = _missing(once.values(), _rules_above(text, lines, start))
        if missing:
            edits.append(Edit(Span(start, start), "".join(_comments(text, start, missing))))
    return tuple(edits)


def removals(text: str, lines: Iterable[int]) -> tuple[Edit, ...]:
    """Return the edits that take every such comment out; `lines` as for `additions`."""
    return tuple(
        Edit(Span(start, match.end()), "")
        for start in lines
        if (match := _OURS.match(text, start)) is not None
    )


def _missing(said: Iterable[Todo], there: Counter[str]) -> list[Todo]:
    missing = []
    for todo in said:
        if there[todo.rule] > 0:
            there[todo.rule] -= 1
        else:
            missing.append(todo)
    return missing


def _rules_above(text: str, lines: Sequence[int], start: int) -> Counter[str]:
    """Count the comments right above a line by their rules."""
    found: Counter[str] = Counter()
    number = bisect_right(lines, start) - 2
    end = start
    while number >= 0:
        match = _OURS.fullmatch(text, lines[number], end)
        if match is None:
            break
        found[match["rule"]] += 1
        end = lines[number]
        number -= 1
    return found


def _comments(text: str, start: int, missing: Iterable[Todo]) -> Iterator[str]:
    indent = _INDENT.match(text, start)
    newline = _NEWLINE.search(text, start) or _NEWLINE.search(text)
    for todo in missing:
        yield indent[0] if indent else ""
        yield f"# TODO(msmigrate {todo.rule}): {todo.words}"
        yield newline[0] if newline else "\n"


def _words(message: str) -> str:
    """Return the beginning of a message in ASCII, so that every encoding can spell it."""
    sentence = visible(" ".join(mask(message).split())).partition(". ")[0].removesuffix(".")
    spelled = sentence.replace("…", "...").encode("ascii", "replace").decode()
    # PEP 263 would read "coding: x" in one of the first lines as an encoding.
    harmless = spelled.replace("coding:", "coding :").replace("coding=", "coding =")
    return shorten(harmless, _LONGEST, break_on_hyphens=False, placeholder=" ...").rstrip("\\ ")
