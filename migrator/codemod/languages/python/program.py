"""One Python file with everything that is asked about it: text, tree, values, payloads, targets."""

import ast

from msgspec import Struct

from migrator.catalog import claude, endpoints
from migrator.codemod.findings import Span
from migrator.codemod.languages.python.evaluate import Evaluator
from migrator.codemod.languages.python.links import Links
from migrator.codemod.languages.python.payloads import Payloads
from migrator.codemod.languages.python.scopes import Scopes
from migrator.codemod.languages.python.source import LineTable
from migrator.codemod.languages.python.targets import Item, Targets
from migrator.codemod.languages.python.tree import Tree
from migrator.codemod.languages.python.values import Items, Map, Opaque, RemoteMap, texts
from migrator.codemod.sites import Value


class Program(Struct, frozen=True):
    """A parsed file. `text` is decoded and keeps its line ends."""

    text: str
    lines: LineTable
    tree: Tree
    of: Evaluator
    payloads: Payloads
    targets: Targets

    def span(self, node: ast.expr | ast.stmt | ast.keyword | ast.arg) -> Span:
        """Return where a node stands."""
        return self.lines.span(node)

    def attribute_span(self, node: ast.Attribute) -> Span:
        """Return where the name after the dot stands."""
        end = self.span(node).end
        return Span(end - len(node.attr), end)

    def name_span(self, node: ast.expr) -> Span:
        """Return where the last name of what is called stands."""
        return self.attribute_span(node) if isinstance(node, ast.Attribute) else self.span(node)

    def key_span(self, key: ast.expr | ast.keyword) -> Span:
        """Return where the key of an entry, or the name of an argument, stands."""
        if isinstance(key, ast.keyword) and key.arg is not None:
            start = self.span(key).start
            return Span(start, start + len(key.arg))
        return self.span(key)

    def source(self, span: Span) -> str:
        """Return the text of a span."""
        return self.text[span.start : span.end]

    def appended(self, items: Items) -> list[ast.expr]:
        """Return what is appended to a list display under a name of it."""
        return [
            call.args[0]
            for call in self.tree.methods("append", "extend")
            if isinstance(call.func, ast.Attribute)
            and call.args
            and items in self.of.values(call.func.value)
        ]

    def argument(self, call: ast.Call, keyword: ast.keyword) -> int:
        """Return the handle that removes an argument."""
        return self.targets.handle(Item(call, len(call.args) + call.keywords.index(keyword)))

    def kinds(self, node: ast.expr) -> set[str]:
        """Return what the `type` entry of a dict can be, set later included."""
        found: set[str] = set()
        for value in self.of.values(node):
            if isinstance(value, (Map, RemoteMap)):
                found.update(text.value for text in texts(self.of.map_item(value, "type")))
            if isinstance(value, (Map, Opaque)):
                for entry in self.payloads.entries(value):
                    if entry.name == "type":
                        found.update(text.value for text in texts(self.of.values(entry.value)))
        return found

    def known(self, node: ast.expr) -> Value:
        """Return what can be told of a value without running the program."""
        literal = node.value if isinstance(node, ast.Constant) else None
        kinds = self.kinds(node)
        calls, effects = _what_it_does(node)
        return Value(
            literal=literal if isinstance(literal, (str, int, float, bool)) else None,
            kinds=tuple(sorted(kinds)),
            calls=calls,
            effects=effects,
        )


_EFFECTS = (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)


def _what_it_does(node: ast.expr) -> tuple[bool, bool]:
    """Return whether an expression calls something, and whether it awaits, yields or assigns."""
    if isinstance(node, (ast.Constant, ast.Name)):
        return False, False
    parts = list(ast.walk(node))
    return (
        any(isinstance(part, ast.Call) for part in parts),
        any(isinstance(part, _EFFECTS) for part in parts),
    )


def absorbed(node: ast.expr) -> tuple[str, ...]:
    """Return the names of models and the keys inside an expression, in order, each once."""
    names = [
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant)
        and isinstance(part.value, str)
        and (
            claude.classify(part.value) is not None
            or part.value.startswith(endpoints.anthropic_key_prefix())
        )
    ]
    return tuple(dict.fromkeys(names))


def read(text: str, scopes: Scopes, lines: LineTable, links: Links | None = None) -> Program:
    """Return the program of a surveyed module; `links` tell what other files mean to it.

    What names are bound to does not depend on the links, so the same scopes can serve again.
    """
    tree = scopes.tree
    evaluator = Evaluator(tree, scopes, links)
    return Program(text, lines, tree, evaluator, Payloads(evaluator), Targets())
