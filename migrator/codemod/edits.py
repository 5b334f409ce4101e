"""Edits of a text: their order, their overlap, and the text that they make."""

from collections.abc import Iterable

from msgspec import Struct

from migrator.codemod.findings import Edit, Span


class Obstacle(Struct, frozen=True):
    """Why an edit cannot be made: a clause for the user, such as "it holds an escape"."""

    reason: str


class OverlapError(Exception):
    """Two edits want the same characters: a defect of the program that planned them."""

    def __init__(self, first: Edit, second: Edit) -> None:
        super().__init__(f"{first} overlaps {second}")
        self.first = first
        self.second = second


def normalised(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Put edits in the order of the text, identical ones once, adjacent deletions as one.

    An insertion may touch the start or the end of another edit. Raises OverlapError where spans
    share a character, where an insertion lies inside another span, and where two different texts
    are inserted at one place.
    """
    ordered = sorted(
        {edit for edit in edits if edit.text or edit.span.start < edit.span.end},
        key=lambda edit: (edit.span, edit.text),
    )
    result: list[Edit] = []
    for edit in ordered:
        if result:
            last = result[-1]
            if edit.span.start < last.span.end or edit.span == last.span:
                raise OverlapError(last, edit)
            if edit.span.start == last.span.end and not edit.text and not last.text:
                result[-1] = Edit(Span(last.span.start, edit.span.end), "")
                continue
        result.append(edit)
    return tuple(result)


def splice(text: str, edits: Iterable[Edit]) -> str:
    """Return `text` with all edits made; raises OverlapError as `normalised` does."""
    pieces: list[str] = []
    done = 0
    for edit in normalised(edits):
        pieces += (text[done : edit.span.start], edit.text)
        done = edit.span.end
    pieces.append(text[done:])
    return "".join(pieces)


def shifted(offset: int, edits: Iterable[Edit]) -> int:
    """Return where an offset is after edits; those that end before it, or at it, move it."""
    return offset + sum(
        len(edit.text) - (edit.span.end - edit.span.start)
        for edit in edits
        if edit.span.end <= offset
    )


def moved(span: Span, edits: Iterable[Edit]) -> Span:
    """Return where a span that no edit touches is after edits."""
    start = shifted(span.start, edits)
    return Span(start, start + span.end - span.start)


def inside(edits: Iterable[Edit], span: Span) -> tuple[Edit, ...]:
    """Return those edits whose whole span lies in `span`, in the given order."""
    return tuple(
        edit for edit in edits if span.start <= edit.span.start and edit.span.end <= span.end
    )


def unchanged_outside(before: str, after: str, edits: Iterable[Edit]) -> bool:
    """Tell whether `after` holds every character of `before` outside the edits, in order.

    A proof apart from `splice`: it walks both texts side by side and looks at nothing but the
    stretches between the edits and the lengths of what stands in their place.
    """
    old = new = 0
    for edit in sorted(set(edits), key=lambda edit: edit.span):
        kept = edit.span.start - old
        if kept < 0 or edit.span.end > len(before):
            return False
        if before[old : edit.span.start] != after[new : new + kept]:
            return False
        old = edit.span.end
        new += kept + len(edit.text)
    return before[old:] == after[new:] and len(before) - old == len(after) - new
