"""Lines, blank lines and comments of a text, where it is known not to be inside a string.

Offsets are 0-based characters. A line ends at CR LF, CR or LF. A blank line holds spaces and tabs
only: one with a form feed is a page break, which stays.
"""

import re

_NEWLINE = r"(?:\r\n|\r|\n)"
_BEFORE = re.compile(r"[^\r\n]*")
_TRIVIA = re.compile(rf"(?:[ \t\f]+|{_NEWLINE}|\\{_NEWLINE}|#[^\r\n]*)*+")
_BLANK = re.compile(rf"[ \t]*{_NEWLINE}")
_END_OF_LINE = re.compile(rf"[ \t\f]*(?:(?P<comment>#[^\r\n]*)|(?P<joined>\\))?(?={_NEWLINE}|\Z)")
_COMMENT = re.compile(r"#[^\r\n]*")
SPACE = " \t\f"
_DIRECTIVE = re.compile(
    r"#\s*(?:fmt|yapf|autopep8|isort|ruff|pylint|mypy|pyright|pragma|(?:end)?region|<)\b|#\s*<"
)
_RULED = re.compile(r"#\W*?([-=#*_~+])\1{2,}")


def trivia_end(text: str, offset: int) -> int:
    """Return where the space, line ends and comments that begin at `offset` end."""
    match = _TRIVIA.match(text, offset)
    return match.end() if match else offset


def line_start(text: str, offset: int) -> int:
    """Return where the line that holds `offset` begins."""
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def line_end(text: str, offset: int) -> int:
    """Return where the line that holds `offset` ends, before its line end."""
    match = _BEFORE.match(text, offset)
    return match.end() if match else offset


def next_line(text: str, offset: int) -> int:
    """Return where the line after the one that holds `offset` begins; the end after the last."""
    end = line_end(text, offset)
    return end + 2 if text.startswith("\r\n", end) else min(end + 1, len(text))


def previous_line(text: str, start: int) -> int | None:
    """Return where the line before the one that begins at `start` begins; None for the first."""
    if start == 0:
        return None
    end = start - 2 if text.endswith("\r\n", 0, start) else start - 1
    return line_start(text, end)


def indentation(text: str, offset: int) -> str | None:
    """Return what stands before `offset` on its line; None unless that is space only."""
    before = text[line_start(text, offset) : offset]
    return None if before.strip(SPACE) else before


def leading_space(text: str, offset: int) -> str:
    """Return the space at the start of the line that holds `offset`."""
    start = line_start(text, offset)
    line = text[start : line_end(text, start)]
    return line[: len(line) - len(line.lstrip(SPACE))]


def has_line_end(text: str, start: int, end: int) -> bool:
    """Tell whether a line ends in a stretch."""
    return text.find("\n", start, end) >= 0 or text.find("\r", start, end) >= 0


def own_start(text: str, offset: int) -> int:
    """Return where a line that is to go begins: at its start, or behind its last form feed."""
    start = line_start(text, offset)
    return max(start, text.rfind("\f", start, offset) + 1)


def comment_behind(text: str, offset: int) -> tuple[int, int] | None:
    """Return the span of the comment that is all that follows `offset` on its line."""
    match = _END_OF_LINE.match(text, offset)
    return match.span("comment") if match and match["comment"] else None


def ends_line(text: str, offset: int) -> bool:
    """Tell whether nothing but space, a comment or a joining backslash follows on the line."""
    return _END_OF_LINE.match(text, offset) is not None


def rest_of_line(text: str, offset: int) -> int:
    """Return the end of the space and the comment that follow `offset`, before the line end.

    Of a line that a backslash joins to the next, the space before the backslash is left.
    """
    match = _END_OF_LINE.match(text, offset)
    return offset if match is None or match["joined"] else match.end()


def comments(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the comments in a stretch that holds trivia and punctuation only."""
    return [match.span() for match in _COMMENT.finditer(text, start, end)]


def is_comment_line(text: str, start: int) -> bool:
    """Tell whether the line that begins at `start` holds a comment and nothing else."""
    return text[start : line_end(text, start)].lstrip(SPACE).startswith("#")


def comment_block_above(text: str, start: int, floor: int) -> int | None:
    """Return where the comment lines directly above the line at `start` begin, if there are any.

    Looks at lines that begin at `floor` or later.
    """
    found = None
    above = previous_line(text, start)
    while above is not None and above >= floor and is_comment_line(text, above):
        found = above
        above = previous_line(text, above)
    return found


def blank_lines_above(text: str, start: int, floor: int = 0) -> int:
    """Return where the blank lines directly above the line at `start` begin; `start` for none."""
    above = previous_line(text, start)
    while above is not None and above >= floor and _BLANK.match(text, above):
        start = above
        above = previous_line(text, start)
    return start


def blank_lines_below(text: str, start: int) -> int:
    """Return where the blank lines that begin with the line at `start` end; `start` for none."""
    while match := _BLANK.match(text, start):
        start = match.end()
    return start


def is_heading(block: str) -> bool:
    """Tell whether comment lines are a ruled heading or speak to a tool: these stay."""
    return bool(_DIRECTIVE.search(block) or _RULED.search(block))


def without_blank_neighbours(
    text: str, start: int, end: int, *, opens: bool, closes: bool, floor: int = 0
) -> tuple[int, int]:
    """Widen a stretch of whole lines by blank lines that its removal would leave doubled.

    `opens`: nothing stands before it in its block or bracket; `closes`: nothing after it. Between
    two things that stay the smaller gap goes, of two equal ones the upper.
    """
    above = blank_lines_above(text, start, floor)
    below = blank_lines_below(text, end)
    if opens:
        return start, below
    if closes:
        return above, end
    if above == start or below == end:
        return start, end
    if text.count("\n", end, below) + text.count("\r", end, below) < (
        text.count("\n", above, start) + text.count("\r", above, start)
    ):
        return start, below
    return above, end
