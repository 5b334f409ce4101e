"""From edits of a cell's source to edits of the JSON text that spells it.

What stays keeps its spelling; only what stands between two kept stretches is spelled anew. A source
in lines stays one: each string ends with its line end, and a line that goes takes its string along.
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from migrator.codemod.edits import normalised
from migrator.codemod.findings import Edit, Span
from migrator.codemod.languages.notebook.document import Cell
from migrator.codemod.languages.notebook.strings import encoded, offset_of

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


class _Kept(Struct, frozen=True):
    """A stretch of one string that stays: where in the source, and where it is spelled.

    `ends_line`: it ends the string with a line end.
    """

    source: Span
    text: Span
    ends_line: bool


def in_text(
    text: str, cell: Cell, edits: Sequence[Edit], *, escape_foreign: bool
) -> Iterator[Edit]:
    """Yield the edits of the text that make edits of a cell's source.

    `escape_foreign`: spell characters beyond ASCII as escapes.
    """
    changes = normalised(edits)
    length = sum(len(literal.value) for literal in cell.strings)
    before: _Kept | None = None
    for after in (*_kept(text, cell, changes), None):
        start = before.source.end if before else 0
        end = after.source.start if after else length
        between = [edit for edit in changes if start <= edit.span.start and edit.span.end <= end]
        if between:
            new = "".join(edit.text for edit in between)
            gap = _Gap(text, cell, before, after)
            yield _shortened(text, Edit(gap.place, gap.spelling(new, escape_foreign)))
        before = after


def _kept(text: str, cell: Cell, changes: Sequence[Edit]) -> Iterator[_Kept]:
    """Yield what stays of each string, in order."""
    first = 0
    for literal in cell.strings:
        for span in _between(changes, first, first + len(literal.value)):
            place = Span(
                offset_of(text, literal, span.start - first),
                offset_of(text, literal, span.end - first),
            )
            is_last = span.end == first + len(literal.value)
            yield _Kept(span, place, is_last and literal.value.endswith("\n"))
        first += len(literal.value)


def _between(changes: Sequence[Edit], start: int, end: int) -> Iterator[Span]:
    """Yield the stretches from `start` to `end` that no change touches; insertions cut too."""
    for edit in changes:
        if start < min(edit.span.start, end):
            yield Span(start, min(edit.span.start, end))
        start = max(start, edit.span.end)
    if start < end:
        yield Span(start, end)


class _Gap(Struct, frozen=True):
    """What stands between two kept stretches of a cell's source, or beside the only ones."""

    text: str
    cell: Cell
    before: _Kept | None
    after: _Kept | None

    @property
    def place(self) -> Span:
        """Where the text is replaced: inside the string, or inside the brackets."""
        start = self.before.text.end if self.before else self.cell.span.start + 1
        if self.after:
            return Span(start, self.after.text.start)
        if self.cell.is_list and self.cell.strings and self.before:
            return Span(start, self.cell.strings[-1].end)
        return Span(start, self.cell.span.end - 1)

    def spelling(self, new: str, escape_foreign: bool) -> str:
        """Return what to put there, so that `new` stands between the kept stretches."""
        if not self.cell.is_list:
            return encoded(new, escape_foreign=escape_foreign)
        if not (new or self.before or self.after):
            return ""
        parts = [] if self.before else [self._lead(), '"']
        ended = self.before is not None and self.before.ends_line
        for line in _LINE.findall(new):
            parts += [self._next() if ended else "", encoded(line, escape_foreign=escape_foreign)]
            ended = line.endswith("\n")
        if self.after:
            parts.append(self._next() if ended else "")
        else:
            parts += ['"'] if self.before else ['"', self._tail()]
        return "".join(parts)

    def _lead(self) -> str:
        strings = self.cell.strings
        return self.text[self.cell.span.start + 1 : strings[0].start] if strings else ""

    def _tail(self) -> str:
        strings = self.cell.strings
        return self.text[strings[-1].end : self.cell.span.end - 1] if strings else ""

    def _next(self) -> str:
        """Return what closes one string of the list and opens the next."""
        strings = self.cell.strings
        if len(strings) > 1:
            return f'"{self.text[strings[0].end : strings[1].start]}"'
        return f'",{self._lead() or " "}"'


def _shortened(text: str, edit: Edit) -> Edit:
    """Leave out of an edit what it begins with and would not change."""
    old = text[edit.span.start : edit.span.end]
    same = 0
    while same < min(len(old), len(edit.text)) and old[same] == edit.text[same]:
        same += 1
    return Edit(Span(edit.span.start + same, edit.span.end), edit.text[same:])
