"""The pieces of a call or a display: what its brackets hold, and where."""

import ast

from msgspec import Struct

from migrator.codemod.findings import Span

Display = ast.Call | ast.Dict | ast.List | ast.Tuple | ast.Set | ast.Subscript
"""What items can be removed from; of a subscript, the parts between its brackets."""


class Item(Struct, frozen=True):
    """An argument, entry or element: its span with its own parentheses, and its comma's offset."""

    span: Span
    comma: int | None

    @property
    def end(self) -> int:
        """Where the item ends, its comma included."""
        return self.span.end if self.comma is None else self.comma + 1


class Layout(Struct, frozen=True):
    """The items between `opening`, just behind the bracket, and `closing`, the other bracket.

    A tuple without parentheses reaches from its first item to its end and is `bare`. `named`: the
    items are arguments or entries, which a comment may explain one by one.
    """

    opening: int
    closing: int
    items: tuple[Item, ...]
    bare: bool
    named: bool

    def moved(self, by: int) -> "Layout":
        """Return the same layout, `by` characters farther on."""
        items = (
            Item(
                Span(item.span.start + by, item.span.end + by),
                None if item.comma is None else item.comma + by,
            )
            for item in self.items
        )
        opening, closing = self.opening + by, self.closing + by
        return Layout(opening, closing, tuple(items), self.bare, self.named)


def items_of(node: Display) -> tuple[ast.expr | ast.keyword, ...]:
    """Return the items of a node in the order of the text.

    Arguments and keywords of a call; keys of a dict, for `**x` the x; elements of the others.
    """
    if isinstance(node, ast.Call):
        arguments: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
        return tuple(sorted(arguments, key=lambda item: (item.lineno, item.col_offset)))
    if isinstance(node, ast.Dict):
        return tuple(key or value for key, value in zip(node.keys, node.values, strict=True))
    if isinstance(node, ast.Subscript):
        return tuple(node.slice.elts) if isinstance(node.slice, ast.Tuple) else (node.slice,)
    return tuple(node.elts)


def expressions_of(node: Display) -> list[ast.expr]:
    """Return what is directly in a node, in the order of the text: of a call the callee too, of a
    dict the values too, of a keyword and of `*x` the value.
    """
    items = items_of(node)
    found = [item.value if isinstance(item, ast.keyword | ast.Starred) else item for item in items]
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return [part for pair in pairs for part in pair if part is not None]
    if isinstance(node, ast.Call):
        return [node.func, *found]
    return [node.value, *found] if isinstance(node, ast.Subscript) else found
