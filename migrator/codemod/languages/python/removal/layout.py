"""Where the brackets, items and commas of a call or a display stand."""

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.codemod.edits import Obstacle
from migrator.codemod.findings import Span
from migrator.codemod.languages.python.removal.lines import trivia_end
from migrator.codemod.languages.python.source import LineTable

if TYPE_CHECKING:
    from collections.abc import Iterable

    import libcst as cst

Display = ast.Call | ast.Dict | ast.List | ast.Tuple | ast.Set | ast.Subscript
"""What items can be removed from; of a subscript, the parts between its brackets."""

_FIRST_NEWLINE = re.compile(r"\r\n|\r|\n")
"""LibCST takes the first line end of what it parses for the usual one."""

UNREADABLE = Obstacle("the expression around it is written in a way that cannot be edited safely")


@dataclass(frozen=True, slots=True)
class Item:
    """An argument, entry or element: its span with its own parentheses, and its comma's offset."""

    span: Span
    comma: int | None

    @property
    def end(self) -> int:
        """Where the item ends, its comma included."""
        return self.span.end if self.comma is None else self.comma + 1


@dataclass(frozen=True, slots=True)
class Layout:
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


def layout_of(text: str, table: LineTable, node: Display) -> Layout | Obstacle:
    """Find the pieces of `node` with LibCST; an Obstacle where LibCST does not take it.

    LibCST is shown the node with every expression in it masked by a name of the same length: what
    is inside them does not matter here, may be long, and may be nested too deeply for LibCST.
    """
    span = table.span(node)
    masked = _masked(text, table, node)
    found = _bracket_and_items(masked)
    if found is None:
        return UNREADABLE
    offset, elements = found
    layout = _located(masked, offset, elements, named=isinstance(node, ast.Call | ast.Dict))
    if layout is None or len(layout.items) != len(items_of(node)):
        return UNREADABLE
    return layout.moved(span.start)


def _masked(text: str, table: LineTable, node: Display) -> str:
    span = table.span(node)
    pieces: list[str] = []
    done = span.start
    for expression in expressions_of(node):
        inner = table.span(expression)
        if inner.start < done or (inner.end == span.end and isinstance(node, ast.Call)):
            continue  # a lone generator, which shares the brackets of its call
        pieces += (text[done : inner.start], "_" * (inner.end - inner.start))
        done = inner.end
    pieces.append(text[done : span.end])
    return "".join(pieces)


def _bracket_and_items(code: str) -> tuple[int | None, list[str]] | None:
    """Return the length of what stands before the bracket and the code of every item.

    The length is None for a tuple without parentheses of its own. None in all where LibCST does
    not take the code, does not give it back as it is, or finds another kind of expression.
    """
    import libcst as cst

    wrapped = f"({code})"
    try:
        tree = cst.parse_expression(wrapped)
        newline = _FIRST_NEWLINE.search(wrapped)
        printer = cst.Module([], default_newline=newline[0] if newline else "\n")
        if printer.code_for_node(tree) != wrapped:
            return None
        return _taken_apart(tree, printer)
    except (cst.ParserSyntaxError, cst.CSTValidationError, RecursionError, ValueError):
        return None


def _taken_apart(
    tree: "cst.BaseExpression", printer: "cst.Module"
) -> tuple[int | None, list[str]] | None:
    import libcst as cst

    before: int | None = 0
    elements: Iterable[cst.CSTNode]
    match tree:
        case cst.Call():
            before, elements = len(printer.code_for_node(tree.func)), tree.args
        case cst.Subscript():
            before, elements = len(printer.code_for_node(tree.value)), tree.slice
        case cst.Tuple():
            before, elements = (0 if len(tree.lpar) > 1 else None), tree.elements
        case cst.List() | cst.Set() | cst.Dict():
            elements = tree.elements
        case _:
            return None
    return before, [printer.code_for_node(_bare(element)) for element in elements]


def _bare(element: "cst.CSTNode") -> "cst.CSTNode":
    """Return an item without its comma and what follows it."""
    import libcst as cst

    changes: dict[str, object] = {"comma": cst.MaybeSentinel.DEFAULT}
    if isinstance(element, cst.Arg):
        changes["whitespace_after_arg"] = cst.SimpleWhitespace("")
    return element.with_changes(**changes)


def _located(code: str, before: int | None, elements: list[str], *, named: bool) -> Layout | None:
    """Find the items in the code one after the other; None where it is not as expected."""
    bare = before is None
    opening = 0 if before is None else trivia_end(code, before) + 1
    closing = len(code) if bare else len(code) - 1
    items: list[Item] = []
    offset = opening
    for element in elements:
        start = trivia_end(code, offset)
        end = start + len(element)
        if code[start:end] != element:
            return None
        comma = trivia_end(code, end)
        items.append(Item(Span(start, end), comma if code.startswith(",", comma) else None))
        offset = items[-1].end
    separated = all(item.comma is not None for item in items[:-1])
    closed = offset == closing if bare else trivia_end(code, offset) == closing
    if not separated or not closed:
        return None
    return Layout(opening, closing, tuple(items), bare, named)
