"""The cells of a notebook joined to one text, and what becomes of edits there.

Cells stand one after the other with a line of ours before each, so that they share their names and
nothing else: no comment, blank line or string of one is a neighbour of what another holds.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from migrator.codemod.edits import normalised
from migrator.codemod.findings import Edit, Span
from migrator.codemod.languages.notebook.cells import Reading, read
from migrator.codemod.languages.notebook.document import Cell

_SPACE = " \t"
_LINE_ENDS = "\r\n"


class Piece(Struct, frozen=True):
    """A cell in the joined text: `span` is where it stands, as long as its source.

    `program` is the 0-based number of the program that it belongs to.
    """

    cell: Cell
    reading: Reading
    span: Span
    program: int

    def editable(self) -> Iterator[Span]:
        """Yield the stretches of the joined text that are the cell's own.

        The line end after what is hidden is not: no line may be joined to it.
        """
        at = 0
        for hidden in sorted(self.reading.hidden):
            yield self._in_text(at, hidden.start)
            at = _after_line_end(self.reading.text, hidden.end)
        yield self._in_text(at, len(self.reading.text))

    def _in_text(self, start: int, end: int) -> Span:
        return Span(self.span.start + start, self.span.start + end)


class Joined(Struct, frozen=True):
    """The joined text, its pieces in order, and how many programs it holds."""

    text: str
    pieces: tuple[Piece, ...]
    programs: int

    def piece(self, offset: int) -> Piece:
        """Return the piece that an offset stands in; raises IndexError where there are none."""
        starts = [piece.span.start for piece in self.pieces]
        return self.pieces[max(0, bisect_right(starts, offset) - 1)]

    def within_cells(self, edits: Iterable[Edit]) -> tuple[Edit, ...]:
        """Return the edits cut to what they change in cells, with tidy ends.

        A deletion that reaches the first or last line of a cell takes along the blank lines that it
        would leave there, and the line end before.
        """
        cut = normalised(part for edit in edits for part in self._cut(edit))
        return normalised(self._tidy(cut, index) for index in range(len(cut)))

    def _cut(self, edit: Edit) -> Iterator[Edit]:
        if edit.span.start == edit.span.end:
            yield edit
            return
        text = edit.text
        for piece in self.pieces:
            if piece.span.start >= edit.span.end or piece.span.end <= edit.span.start:
                continue
            for own in piece.editable():
                start, end = max(own.start, edit.span.start), min(own.end, edit.span.end)
                if start < end:
                    yield Edit(Span(start, end), text)
                    text = ""

    def _tidy(self, edits: Sequence[Edit], index: int) -> Edit:
        edit = edits[index]
        if edit.text:
            return edit
        cell = self.piece(edit.span.start).span
        start, end = edit.span.start, edit.span.end
        floor = edits[index - 1].span.end if index else 0
        ceiling = edits[index + 1].span.start if index + 1 < len(edits) else len(self.text)
        if start == cell.start:
            end = _blank_lines_below(self.text, end, min(cell.end, ceiling))
        if end == cell.end and not self.text[cell.start : end].endswith(("\r", "\n")):
            start = _line_ends_above(self.text, start, max(cell.start, floor))
        return Edit(Span(start, end), "")


def joined(cells: Iterable[Cell]) -> Joined:
    """Join the cells that hold Python."""
    text, pieces = "", []
    modules: dict[str, int] = {}
    programs = 1
    for cell in cells:
        reading = read(cell.source)
        if reading is None:
            continue
        program = 0
        if reading.module is not None:
            if not reading.adds or reading.module not in modules:
                modules[reading.module] = programs
                programs += 1
            program = modules[reading.module]
        start = len(text) + len(reading.opener)
        span = Span(start, start + len(reading.text))
        pieces.append(Piece(cell, reading, span, program))
        text += f"{reading.opener}{reading.text}\n"
    return Joined(text, tuple(pieces), programs)


def _blank_lines_below(text: str, at: int, end: int) -> int:
    """Return where blank lines from `at` on end, if `at` is where a line begins."""
    found = at
    while at < end and text[at] in _SPACE + _LINE_ENDS:
        at += 1
        if text[at - 1] == "\n" or (text[at - 1] == "\r" and not text.startswith("\n", at)):
            found = at
    return at if at == end else found


def _line_ends_above(text: str, at: int, floor: int) -> int:
    """Return where the line ends and blank lines directly above the line at `at` begin."""
    while (end := _before_line_end(text, at, floor)) is not None:
        at = end
        start = len(text[:at].rstrip(_SPACE))
        if start > floor and text[start - 1] not in _LINE_ENDS:
            return at  # space behind what stays
        at = max(start, floor)
    return at


def _after_line_end(text: str, at: int) -> int:
    """Return where the line end that stands at `at` ends; `at` for none."""
    for line_end in ("\r\n", "\n", "\r"):
        if text.startswith(line_end, at):
            return at + len(line_end)
    return at


def _before_line_end(text: str, at: int, floor: int) -> int | None:
    """Return where the line end that stands right before `at` begins; None for none."""
    for line_end in ("\r\n", "\n", "\r"):
        if at - len(line_end) >= floor and text.endswith(line_end, floor, at):
            return at - len(line_end)
    return None
