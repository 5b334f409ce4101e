"""Removes arguments, dict entries and elements."""

import ast
from collections.abc import Collection, Iterator

from msgspec import Struct

from migrator.codemod.edits import Obstacle, normalised
from migrator.codemod.findings import Edit, Span
from migrator.codemod.languages.python.removal.layout import UNREADABLE, layout_of
from migrator.codemod.languages.python.removal.lines import (
    SPACE,
    comment_behind,
    ends_line,
    has_line_end,
    indentation,
    leading_space,
    line_start,
    next_line,
    own_start,
    rest_of_line,
    without_blank_neighbours,
)
from migrator.codemod.languages.python.removal.ownership import (
    Stretch,
    block_above,
    staying_comments,
)
from migrator.codemod.languages.python.removal.pieces import Display, Item, Layout, items_of
from migrator.codemod.languages.python.removal.proof import is_proven
from migrator.codemod.languages.python.source import LineTable

_LOST = Obstacle("a comment of the code that stays would be lost")


def remove_items(
    text: str, table: LineTable, node: Display, items: Collection[ast.AST]
) -> tuple[Edit, ...] | Obstacle:
    """Return the edits that remove `items` from `node`, all of one node asked for together.

    `items` are nodes out of `items_of(node)`; ValueError for any other. The edits delete spans of
    `text` (a tuple of one may get its comma inserted), so others can stand beside them in the same
    call. Comments go and stay as `ownership` tells. An Obstacle where a comment that stays would
    be lost, where the display cannot be empty (a set, a subscript, a tuple without parentheses),
    and where the expression cannot be read; parsed again, the result is `node` without the items.
    """
    wanted = {id(item) for item in items}
    order = items_of(node)
    doomed = frozenset(index for index, item in enumerate(order) if id(item) in wanted)
    if len(doomed) != len(wanted):
        raise ValueError("an item to be removed is not part of the node")
    if not doomed:
        return ()
    layout = layout_of(text, table, node)
    if isinstance(layout, Obstacle):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
            return remove_items(text, table, node.slice, items)
        return layout
    if len(doomed) == len(order):
        if isinstance(node, ast.Set):
            return Obstacle("a set that loses all its elements would become a dict")
        if isinstance(node, ast.Subscript) or layout.bare:
            return Obstacle("nothing would be left where a value is needed")
    staying = staying_comments(text, layout, doomed)
    if _hides_comment(layout, doomed, staying):
        return _LOST
    edits = normalised(_plan(text, layout, doomed, staying, is_tuple=isinstance(node, ast.Tuple)))
    if any(_touches(edit.span, comment) for edit in edits for comment in staying):
        return _LOST
    return edits if is_proven(text, table, node, doomed, edits) else UNREADABLE


def _hides_comment(layout: Layout, doomed: frozenset[int], staying: list[Stretch]) -> bool:
    """Tell whether a comment that stays stands between a removed item and its own comma."""
    return any(
        layout.items[index].span.end <= comment < layout.items[index].end
        for index in doomed
        for comment, _ in staying
    )


def _plan(
    text: str,
    layout: Layout,
    doomed: frozenset[int],
    staying: list[Stretch],
    *,
    is_tuple: bool,
) -> list[Edit]:
    """Return the edits, not yet in order; they may hit a comment that stays."""
    items = layout.items
    kept = [index for index in range(len(items)) if index not in doomed]
    if not kept and not staying:
        return [_deletion(layout.opening, layout.closing)]
    single = is_tuple and len(kept) == 1
    lost = None
    if kept and kept[-1] < len(items) - 1 and items[-1].comma is None and not single:
        lost = items[kept[-1]]
    removal = _Removal(text, layout, doomed, staying, items[kept[-1]] if kept else None, lost)
    edits = [edit for first, last in removal.runs() for edit in removal.run(first, last)]
    if lost is not None and not any(edit.span.start < lost.end <= edit.span.end for edit in edits):
        edits.append(_comma(text, lost))
    if single and items[kept[0]].comma is None:
        end = items[kept[0]].span.end
        edits.append(Edit(Span(end, end), ","))
    return edits


def _comma(text: str, item: Item) -> Edit:
    """Delete the comma of an item, with the space before it or the line that it has alone."""
    comma = item.end - 1
    if indentation(text, comma) is None:
        between = text[item.span.end : comma]
        return _deletion(comma if between.strip(SPACE) else item.span.end, comma + 1)
    if comment_behind(text, comma + 1) or not ends_line(text, comma + 1):
        return _deletion(comma, comma + 1)
    return _deletion(own_start(text, comma), next_line(text, comma))


class _Removal(Struct, frozen=True):
    """The removal of the items `doomed` from one bracket.

    `staying` are the comments that stay, `last_kept` the last item that stays, `lost` the same item
    where it loses its comma, since the last item of all had none.
    """

    text: str
    layout: Layout
    doomed: frozenset[int]
    staying: list[Stretch]
    last_kept: Item | None
    lost: Item | None

    def runs(self) -> Iterator[tuple[int, int]]:
        """Yield first and last of removed items in a row with no staying comment among them."""
        items = self.layout.items
        row: list[int] = []
        for index in sorted(self.doomed):
            if row and (
                index > row[-1] + 1 or self._stays(items[row[-1]].span.end, items[index].span.start)
            ):
                yield row[0], row[-1]
                row = []
            row.append(index)
        yield row[0], row[-1]

    def run(self, first: int, last: int) -> Iterator[Edit]:
        """Yield the edits that remove the items `first` to `last`."""
        text, items = self.text, self.layout.items
        start, end = self._start(first), items[last].end
        before = items[first - 1].span.end if first else self.layout.opening
        begins = indentation(text, start) is not None and line_start(text, start) >= before
        closes = last == len(items) - 1 and not has_line_end(text, end, self.layout.closing)
        if closes:
            yield from self._up_to_bracket(first, start, end, begins=begins)
        elif not ends_line(text, end):
            yield _deletion(start, items[last + 1].span.start)
        elif begins:
            yield self._whole_lines(first, last, start, end)
        else:
            yield self._end_of_line(first, last, start, end)

    def _stays(self, start: int, end: int) -> bool:
        """Tell whether a comment that stays begins in a stretch."""
        return any(start <= comment < end for comment, _ in self.staying)

    def _start(self, index: int) -> int:
        """Return where an item begins, with a comma that is lost and stands before it on its line,
        first of all.
        """
        start = self.layout.items[index].span.start
        if self.lost is None or self.layout.items[index - 1] is not self.lost:
            return start
        comma = self.lost.end - 1
        leads = line_start(self.text, comma) == line_start(self.text, start)
        return comma if leads and indentation(self.text, comma) is not None else start

    def _whole_lines(self, first: int, last: int, start: int, end: int) -> Edit:
        """Delete lines that hold nothing else, with a blank line that would be left doubled."""
        text, layout = self.text, self.layout
        block = block_above(text, layout, self.doomed, first)
        top = own_start(text, start) if block is None else block
        bottom = next_line(text, end)
        floor = next_line(text, layout.items[first - 1].end if first else layout.opening)
        ends = last + 1 == len(layout.items) and not self._stays(bottom, layout.closing)
        opens = first == 0 and not self._stays(floor, top)
        return _deletion(
            *without_blank_neighbours(text, top, bottom, opens=opens, closes=ends, floor=floor)
        )

    def _end_of_line(self, first: int, last: int, start: int, end: int) -> Edit:
        """Delete from behind what stays on the line to the line's end.

        Behind the bracket itself the next item moves up instead.
        """
        items = self.layout.items
        if first == 0 and last + 1 < len(items):
            follower = items[last + 1].span.start
            if not self._stays(start, follower):
                return _deletion(start, follower)
        before = items[first - 1].end if first else self.layout.opening
        comment = comment_behind(self.text, end)
        kept = comment is not None and self._stays(*comment)
        return _deletion(before, end if kept else rest_of_line(self.text, end))

    def _up_to_bracket(self, first: int, start: int, end: int, *, begins: bool) -> Iterator[Edit]:
        """Delete the last items where the closing bracket stands on their line.

        The bracket moves up to what stays, or, where a comment stands between, to the indentation
        of the line that opens the bracket.
        """
        text, layout = self.text, self.layout
        before = layout.opening
        if self.last_kept:
            before = self.last_kept.span.end if self.lost else self.last_kept.end
        if begins and self._stays(before, start):
            line = line_start(text, start)
            block = block_above(text, layout, self.doomed, first)
            if block is not None:
                yield _deletion(block, line)
            indent = leading_space(text, layout.opening)
            shared = text.startswith(indent, line) and line + len(indent) <= start
            yield _deletion(line + len(indent) if shared else start, layout.closing)
            return
        padded = text[layout.opening] in SPACE
        trailing = layout.items[-1].comma is not None and not padded and not layout.bare
        yield _deletion(before, layout.closing if trailing else end)


def _deletion(start: int, end: int) -> Edit:
    return Edit(Span(start, end), "")


def _touches(span: Span, comment: Stretch) -> bool:
    return span.start < comment[1] and comment[0] < span.end
