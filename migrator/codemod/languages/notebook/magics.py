"""What IPython reads in a cell and Python does not: magics, shell lines, help.

Such text is replaced by a stand-in of the same length, a name of underscores: an expression of
which nothing is known. So every other character keeps its place.
"""

import re
from collections.abc import Iterator

from migrator.codemod.findings import Span

_NEWLINE = r"(?:\r\n|\r|\n)"
_TO_THE_END = rf"(?:\\{_NEWLINE}|[^\r\n])*"
_NO_STRING = r"[^\r\n\"'#]"

_LINE = re.compile(
    rf"""
    [ \t\f]*
    (?:
      (?P<runs> %(?:time|timeit|prun|memit|lprun|mprun) [ \t]+
        (?: -(?: [nrpslTDfmu] [ \t]* [^ \t\r\n]+ | [A-Za-z]) [ \t]+){{0,9}}) (?=[^ \t\r\n])
    | (?P<escape> [%!?,;/] {_TO_THE_END})              # %magic  !command  ?help  /call
    | (?P<help> {_NO_STRING}*\?) [ \t]* (?=\r|\n|\Z)   # help?
    | [A-Za-z_] [^=\#\r\n]* (?<![-+*/%&|^@<>!]) = [ \t]*
      (?P<value> [%!] {_TO_THE_END})                   # name = !command
    | (?P<bare> (?:pip3?|conda|mamba|uv|cd|ls|env|run|load_ext|cat|mkdir|cp|mv|rm)
      [ \t]+ [\w./~"'$-] {_TO_THE_END})                # automagic: pip install
    )
    """,
    re.VERBOSE,
)
_TOKEN = re.compile(
    rf"""
    (?P<triple> \"\"\" (?:\\.|[^\\])*? (?:\"\"\"|\Z) | ''' (?:\\.|[^\\])*? (?:'''|\Z))
    | (?P<string> " (?:\\.|[^"\\\r\n])* "? | ' (?:\\.|[^'\\\r\n])* '?)
    | (?P<comment> \#[^\r\n]*)
    | (?P<joined> \\{_NEWLINE})
    | (?P<open> [(\[{{])
    | (?P<close> [)\]}}])
    | (?P<newline> {_NEWLINE})
    | [^"'#\\()\[\]{{}}\r\n]+
    | .
    """,
    re.VERBOSE | re.DOTALL,
)


def magics(source: str) -> Iterator[tuple[Span, str]]:
    """Yield the stretches of a cell's source that IPython alone reads, each with its stand-in."""
    at = 0
    while at < len(source):
        match = _LINE.match(source, at)
        if match is not None:
            span = Span(*match.span(match.lastgroup or 0))
            at = span.end
            text = stand_in(source[span.start : at])
            yield (
                span,
                f"{text[:-1]};" if match.lastgroup == "runs" else text,
            )  # a statement follows
        at = _line_end(source, at)


def stand_in(text: str) -> str:
    """Return a name as long as a text, which may join lines by backslashes."""
    first, *rest = re.split(rf"(\\{_NEWLINE})", text)
    # What a backslash joins on becomes space: one name stands for the whole.
    return "_" * len(first) + "".join(
        part if part[:1] == "\\" else " " * len(part) for part in rest
    )


def blanked(source: str, kept: re.Pattern[str]) -> str:
    """Return the source with every line a comment of nothing but what `kept` finds in it."""
    return re.sub(r"[^\r\n]+", lambda line: _comment(line[0], kept), source)


def _comment(line: str, kept: re.Pattern[str]) -> str:
    found = kept.search(line)
    if found is None:
        return "#" + " " * (len(line) - 1)
    return " " * found.start() + found[0] + " " * (len(line) - found.end())


def _line_end(source: str, at: int) -> int:
    """Return where the logical line that goes on at an offset ends, behind its line end."""
    depth = 0
    while at < len(source):
        token = _TOKEN.match(source, at)
        if token is None:
            return len(source)
        at = token.end()
        if token.lastgroup == "open":
            depth += 1
        elif token.lastgroup == "close":
            depth = max(0, depth - 1)
        elif token.lastgroup == "newline" and depth == 0:
            break
    return at
