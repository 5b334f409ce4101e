"""How the source of one code cell is read as Python."""

import re

from msgspec import Struct

from migrator.codemod.findings import Span
from migrator.codemod.languages.errors import SourceError
from migrator.codemod.languages.notebook.magics import blanked, magics, stand_in
from migrator.codemod.languages.python.source import Source, parse

PLAIN = "pass\n"
INDENTED = "with _:\n"
"""What stands before a cell, so that no statement of one cell is a neighbour of another's."""

_CELL_MAGIC = re.compile(r"\s*(?P<line>%%(?P<name>[^\s]*)[ \t]*(?P<rest>[^\r\n]*))")
_AROUND_PYTHON = frozenset(
    {
        "capture",
        "debug",
        "heat",
        "ipytest",
        "lprun",
        "memit",
        "memray_flamegraph",
        "mprun",
        "prun",
        "px",
        "pyinstrument",
        "run_pytest",
        "scalene",
        "skip",
        "snakeviz",
        "time",
        "timeit",
    }
)
_WRITES = frozenset({"file", "writefile"})
_OWN_PROCESS = frozenset({"pypy", "python", "python3"})
_DIRECTIVE = re.compile(r"#\s*msmigrate:.*")


class Reading(Struct, frozen=True):
    """A cell as Python reads it.

    `text` is as long as the source, and `hidden` are the stretches of it that stand for something
    else. `opener` is the line to put before it. `module` names the program that the cell belongs
    to where that is not the notebook's own, `adds` says that it goes on with it. `fault` tells why
    all of it is hidden.
    """

    text: str
    hidden: tuple[Span, ...] = ()
    opener: str = PLAIN
    module: str | None = None
    adds: bool = False
    fault: SourceError | None = None


def read(source: str) -> Reading | None:
    """Read the source of a code cell; None for a cell of another language."""
    text, hidden = source, []
    at = 0
    while match := _CELL_MAGIC.match(source, at):
        span = Span(*match.span("line"))
        text = _with(text, span, stand_in(match["line"]))
        hidden.append(span)
        at = match.end()
        name, words = match["name"], match["rest"].split()
        if name in _AROUND_PYTHON:
            continue
        if name in _OWN_PROCESS:
            return _program(source, text, hidden, f"%%{name}", adds=False)
        if name in _WRITES and words and words[-1].strip("\"'").endswith(".py"):
            adds = not {"-a", "--append"}.isdisjoint(words)
            return _program(source, text, hidden, words[-1].strip("\"'"), adds=adds)
        return None
    return _cell(source, text, hidden)


def _cell(source: str, text: str, hidden: list[Span]) -> Reading:
    """Read what IPython runs: only where Python does not take it, IPython's own is looked for."""
    fault, opener = _parsed(text)
    if fault is not None:
        for span, instead in magics(text):
            text = _with(text, span, instead)
            hidden.append(span)
        fault, opener = _parsed(text)
    if fault is not None:
        return _unread(source, fault)
    return Reading(text, tuple(hidden), opener)


def _program(source: str, text: str, hidden: list[Span], module: str, *, adds: bool) -> Reading:
    """Read what is a program of its own."""
    fault, opener = _parsed(text)
    if fault is not None:
        return _unread(source, fault)
    return Reading(text, tuple(hidden), opener, module, adds)


def _with(text: str, span: Span, instead: str) -> str:
    return text[: span.start] + instead + text[span.end :]


def _parsed(text: str) -> tuple[SourceError | None, str]:
    """Tell why a text does not parse, and what to put before it; IPython takes off an indent."""
    try:
        parse(Source(text))
    except SourceError as error:
        if text.lstrip("\r\n")[:1] in {" ", "\t"}:
            try:
                parse(Source(INDENTED + text))
            except SourceError:
                return error, PLAIN
            return None, INDENTED
        return error, PLAIN
    return None, PLAIN


def _unread(source: str, fault: SourceError) -> Reading:
    return Reading(
        blanked(source, _DIRECTIVE), (Span(0, len(source)),) if source else (), fault=fault
    )
