"""Reads the layout of a call or a display from its tokens, where nothing is odd about it.

What stands inside the items is masked by names (see `layout`), so that brackets, commas, names,
`=`, `:`, stars and comments are all that is left. This is many times faster than LibCST, which
also need not be imported then.
"""

import ast
import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from migrator.codemod.findings import Span
from migrator.codemod.languages.python.removal.lines import trivia_end
from migrator.codemod.languages.python.removal.pieces import Display, Item, Layout

_ODD = re.compile(r"\f|\r(?!\n)|\\(?!\r?\n)")
_TOKEN = re.compile(r"\w+|\*\*?|[][(){}:=,]")
_CLOSING = {"(": ")", "[": "]", "{": "}"}


class _Token(Struct, frozen=True):
    text: str
    start: int
    end: int


def simple_layout(code: str, node: Display, head: int) -> Layout | None:
    """Return the layout of `node`, whose masked text is `code`; None where that is not simple.

    `head` is the offset at which what stands before the bracket ends: the callee of a call, the
    value of a subscript; 0 for the others.
    """
    tokens = None if _ODD.search(code) else _tokens(code)
    if not tokens:
        return None
    named = isinstance(node, ast.Call | ast.Dict)
    first = _opening(tokens, node, head)
    if first is None:
        bare = _items(tokens)
        return None if bare is None else Layout(0, len(code), bare, bare=True, named=named)
    if _partner(tokens, first) != len(tokens) - 1:
        return None
    inside = tokens[first + 1 : -1]
    items = _items(inside) if inside else ()
    if items is None:
        return None
    return Layout(tokens[first].end, tokens[-1].start, items, bare=False, named=named)


def _tokens(code: str) -> list[_Token] | None:
    """Return what is no trivia; None where anything unexpected stands."""
    found: list[_Token] = []
    offset = trivia_end(code, 0)
    while offset < len(code):
        match = _TOKEN.match(code, offset)
        if match is None:
            return None
        found.append(_Token(match[0], offset, match.end()))
        offset = trivia_end(code, match.end())
    return found


def _opening(tokens: Sequence[_Token], node: Display, head: int) -> int | None:
    """Return the index of the bracket that opens; None for a tuple without one of its own."""
    if isinstance(node, ast.Call | ast.Subscript):
        wanted = "(" if isinstance(node, ast.Call) else "["
        return next(
            index
            for index, token in enumerate(tokens)
            if token.start >= head and token.text == wanted
        )
    if isinstance(node, ast.Tuple) and _partner(tokens, 0) != len(tokens) - 1:
        return None
    return 0


def _partner(tokens: Sequence[_Token], index: int) -> int | None:
    """Return the index of the bracket that closes the one at an index; None where none does."""
    waiting: list[str] = []
    for at in range(index, len(tokens)):
        text = tokens[at].text
        if text in _CLOSING:
            waiting.append(_CLOSING[text])
        elif text in ")]}" and (not waiting or waiting.pop() != text):
            return None
        if not waiting:
            return at if at > index else None
    return None


def _items(tokens: Sequence[_Token]) -> tuple[Item, ...] | None:
    """Cut at the commas that stand in no bracket; None where one has nothing before it."""
    items: list[Item] = []
    for run, comma in _runs(tokens):
        if not run:
            return None
        span = Span(run[0].start, run[-1].end)
        items.append(Item(span, None if comma is None else comma.start))
    return tuple(items)


def _runs(tokens: Sequence[_Token]) -> Iterator[tuple[list[_Token], _Token | None]]:
    """Yield what stands before each comma, with the comma; what follows the last with none."""
    run: list[_Token] = []
    depth = 0
    for token in tokens:
        if token.text == "," and not depth:
            yield run, token
            run = []
            continue
        depth += (token.text in _CLOSING) - (token.text in ")]}")
        run.append(token)
    if run:
        yield run, None
