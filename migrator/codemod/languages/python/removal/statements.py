"""Removes simple statements, with the lines that they leave empty."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from migrator.codemod.edits import Obstacle, normalised
from migrator.codemod.findings import Edit, Span
from migrator.codemod.languages.python.removal.lines import (
    blank_lines_above,
    blank_lines_below,
    comment_block_above,
    comments,
    indentation,
    is_comment_line,
    is_heading,
    leading_space,
    line_end,
    line_start,
    next_line,
    own_start,
    previous_line,
    without_blank_neighbours,
)
from migrator.codemod.languages.python.source import LineTable

_NEWLINE = r"(?:\r\n|\r|\n)"
_GAP = rf"(?:[ \t\f]|\\{_NEWLINE})*"
_JOINED = re.compile(rf"{_GAP};{_GAP}")
_BEHIND = re.compile(rf"[ \t\f]*(?P<semicolon>;[ \t\f]*)?(?P<comment>#[^\r\n]*)?(?={_NEWLINE}|\Z)")
_SUITE = re.compile(rf":{_GAP}\Z")
_FAR = 1000
"""Characters: a colon farther before its one-line suite is not looked for."""

_COMPOUND = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.If,
    ast.With,
    ast.AsyncWith,
    ast.Match,
    ast.Try,
    ast.TryStar,
)


def remove_statements(
    text: str, table: LineTable, block: Sequence[ast.stmt], statements: Iterable[ast.stmt]
) -> tuple[Edit, ...] | Obstacle:
    """Return the edits that remove `statements` from `block`, all of one block asked together.

    `block` is the whole list that holds them (a `body`, `orelse` or `finalbody`); ValueError for a
    statement of another. A block that loses all its statements gets one `pass`, a module none.

    A statement takes its line along, indentation, line end and end-of-line comment included, and a
    blank line that would be left doubled. The comment lines directly above go only where they
    speak of nothing that stays: where all statements below them, up to a blank line, a comment
    line or the end of the block, are removed. Ruled headings and directives to tools stay.
    """
    wanted = {id(statement) for statement in statements}
    if len(wanted) != sum(1 for statement in block if id(statement) in wanted):
        raise ValueError("a statement to be removed is not part of the block")
    if any(isinstance(statement, _COMPOUND) for statement in block if id(statement) in wanted):
        return Obstacle("it is a compound statement")
    if not wanted:
        return ()
    rows = _rows(text, table, block, wanted)
    empties = all(row.goes for row in rows)
    if empties and _SUITE.search(text, max(0, rows[0].start - _FAR), rows[0].start):
        return (Edit(Span(rows[0].start, rows[-1].spans[-1].end), "pass"),)
    if not all(_is_whole(text, rows, index) for index, row in enumerate(rows) if row.goes):
        return Obstacle("its line is joined to another in a way that cannot be edited safely")
    edits = [edit for row in rows if not row.goes for edit in _partial(row)]
    first = 0
    if empties and _indent(text, rows[0]):
        edits += _replaced_by_pass(text, rows)
        first = 1
    edits += [_lines(text, rows, *stretch) for stretch in _stretches(text, rows, first)]
    return normalised(edits)


class _Row(Struct, frozen=True):
    """Statements that semicolons join; `end` is behind their comment, before the line end.

    `end` is None where something else follows on the line.
    """

    spans: tuple[Span, ...]
    doomed: tuple[bool, ...]
    end: int | None

    @property
    def start(self) -> int:
        return self.spans[0].start

    @property
    def goes(self) -> bool:
        return all(self.doomed)


def _rows(text: str, table: LineTable, block: Sequence[ast.stmt], wanted: set[int]) -> list[_Row]:
    rows: list[list[tuple[Span, bool]]] = []
    for statement in block:
        member = (table.span(statement), id(statement) in wanted)
        if rows and _JOINED.fullmatch(text, rows[-1][-1][0].end, member[0].start):
            rows[-1].append(member)
        else:
            rows.append([member])
    return [_row(text, members) for members in rows]


def _row(text: str, members: list[tuple[Span, bool]]) -> _Row:
    spans = tuple(span for span, _ in members)
    behind = _BEHIND.match(text, spans[-1].end)
    return _Row(spans, tuple(doomed for _, doomed in members), behind.end() if behind else None)


def _is_whole(text: str, rows: list[_Row], index: int) -> bool:
    """Tell whether a row has its lines to itself: no backslash joins it to the line above."""
    row = rows[index]
    if row.end is None or indentation(text, row.start) is None:
        return False
    above = previous_line(text, line_start(text, row.start))
    if above is None or is_comment_line(text, above):
        return True
    end = line_end(text, above)
    return not text[above:end].endswith("\\") or (index > 0 and rows[index - 1].end == end)


def _indent(text: str, row: _Row) -> str:
    """Return the space before a row, as Python counts it: from the last form feed on."""
    return (indentation(text, row.start) or "").rpartition("\f")[2]


def _partial(row: _Row) -> Iterator[Edit]:
    """Yield the edits that remove some statements of a row, each with one semicolon."""
    for index, (span, doomed) in enumerate(zip(row.spans, row.doomed, strict=True)):
        if not doomed:
            continue
        if all(row.doomed[index:]):
            kept = max(other for other in range(index) if not row.doomed[other])
            yield Edit(Span(row.spans[kept].end, row.spans[-1].end), "")
            return
        yield Edit(Span(span.start, row.spans[index + 1].start), "")


def _replaced_by_pass(text: str, rows: list[_Row]) -> Iterator[Edit]:
    first = rows[0]
    block = _block_above(text, rows, 0)
    if block is not None:
        yield Edit(Span(block, line_start(text, first.start)), "")
    yield Edit(Span(first.start, first.end or first.spans[-1].end), "pass")


def _stretches(text: str, rows: list[_Row], first: int) -> Iterator[tuple[int, int]]:
    """Yield first and last of the rows that go together, with nothing that stays among them."""
    begin: int | None = None
    for index in range(first, len(rows)):
        if not rows[index].goes:
            if begin is not None:
                yield begin, index - 1
            begin = None
        elif begin is None:
            begin = index
        elif comments(text, _below(text, rows[index - 1]), _top(text, rows, index)):
            yield begin, index - 1
            begin = index
    if begin is not None:
        yield begin, len(rows) - 1


def _lines(text: str, rows: list[_Row], first: int, last: int) -> Edit:
    """Delete whole rows with their lines, and a blank line that would be left doubled."""
    top, bottom = _top(text, rows, first), _below(text, rows[last])
    above = previous_line(text, blank_lines_above(text, line_start(text, top)))
    opens = first == 0 and (above is None or not is_comment_line(text, above))
    follower = blank_lines_below(text, bottom)
    remark = is_comment_line(text, follower) and (
        len(leading_space(text, follower)) >= len(_indent(text, rows[last]))
    )
    closes = follower == len(text) or (last == len(rows) - 1 and not remark)
    start, end = without_blank_neighbours(text, top, bottom, opens=opens, closes=closes)
    return Edit(Span(start, end), "")


def _top(text: str, rows: list[_Row], index: int) -> int:
    block = _block_above(text, rows, index)
    return own_start(text, rows[index].start) if block is None else block


def _below(text: str, row: _Row) -> int:
    return next_line(text, row.spans[-1].end if row.end is None else row.end)


def _block_above(text: str, rows: list[_Row], index: int) -> int | None:
    """Return where the comment lines that go with a row begin, above its own line.

    Those at the top of a file, where licences and coding cookies stand, never go.
    """
    line = line_start(text, rows[index].start)
    block = comment_block_above(text, line, 0)
    if not block or is_heading(text[block:line]):
        return None
    indent = leading_space(text, line)
    start = block
    while start < line:
        if leading_space(text, start) != indent:
            return None
        start = next_line(text, start)
    last = index
    while last + 1 < len(rows) and (
        _below(text, rows[last]) == line_start(text, rows[last + 1].start)
    ):
        last += 1
    return block if all(row.goes for row in rows[index : last + 1]) else None
