"""What expressions can be: a lazy, memoised evaluation over one file's tree.

Only what is asked for is evaluated. Nothing is run: a call of another package gives the path of its
result, a call of the project's own function what its returns can be. An expression of which nothing
is known is `Opaque` and equal only to itself, so that what is set on it later still finds it.
"""

import ast
import builtins
import weakref
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import ClassVar

from migrator.catalog import sdk as catalog
from migrator.codemod.languages.python import annotations, classes, functions, links, results
from migrator.codemod.languages.python.links import Links
from migrator.codemod.languages.python.memory import CYCLE, Memory
from migrator.codemod.languages.python.scopes import Binding, Kind, Scopes
from migrator.codemod.languages.python.tree import Tree
from migrator.codemod.languages.python.values import (
    NOTHING,
    Class,
    Function,
    Instance,
    Items,
    Map,
    Opaque,
    Path,
    RemoteClass,
    RemoteInstance,
    RemoteItems,
    RemoteMap,
    Text,
    Value,
    Values,
)

_DEEPEST = 100  # expressions within one another; Python's own stack ends not far beyond
_MOST = 256  # values of one expression; beyond that nothing useful can be said
_BUILTINS = frozenset(dir(builtins))


class Evaluator:
    """Evaluates expressions of one file; `links` tell what other files mean to it."""

    def __init__(self, tree: Tree, scopes: Scopes, links: Links | None = None) -> None:
        self.tree = tree
        self.scopes = scopes
        self.links = links
        self.memory = links.memory if links else Memory()
        self._depth = 0
        self.sdk = catalog.sdk()
        # Weak, so that a tree goes with its last user and not with the next garbage collection.
        own = weakref.proxy(self)
        self.classes = classes.Classes(own)
        self.functions = functions.Functions(own)
        self.annotations = annotations.Annotations(own)

    def values(self, node: ast.expr) -> Values:
        """Return what an expression can be; empty for numbers, None, and what ends in a cycle."""
        if self._depth >= _DEEPEST and not self.memory.knows(node):
            self.memory.touched |= CYCLE  # from another end it would not be as deep
            return _opaque(node)
        found: Values = self.memory.recall(node, self._evaluated, node)
        return found

    def _evaluated(self, node: ast.expr) -> Values:
        self._depth += 1
        try:
            handler = self._HANDLERS.get(type(node))
            result = handler(self, node) if handler else _opaque(node)
        finally:
            self._depth -= 1
        return result if len(result) <= _MOST else _opaque(node)

    def paths(self, node: ast.expr) -> list[str]:
        """Return the paths that an expression can be, sorted."""
        found = [value.dotted for value in self.values(node) if isinstance(value, Path)]
        return sorted(found) if len(found) > 1 else found

    def union(self, nodes: Iterable[ast.expr]) -> Values:
        """Return what any of several expressions can be."""
        result: set[Value] = set()
        for node in nodes:
            result |= self.values(node)
        return frozenset(result)

    def bound(self, binding: Binding) -> Values:
        """Return what one binding of a name makes of it."""
        node = binding.node
        match binding.kind:
            case Kind.IMPORT:
                return self.imported(binding.dotted)
            case Kind.FUNCTION if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                return frozenset({Function(node)})
            case Kind.CLASS if isinstance(node, ast.ClassDef):
                return frozenset({Class(node)})
            case Kind.PARAMETER if isinstance(node, ast.arg):
                return self.functions.parameter(node)
            case Kind.DECLARED:
                return self.annotated(binding.annotation) or _opaque(node)
            case _:
                return self._bound_value(binding)

    def imported(self, dotted: str) -> Values:
        """Return what an imported name is: something of the project, or a path."""
        found = self.links.lookup(dotted) if self.links else None
        return frozenset({Path(dotted)}) if found is None else frozenset(found)

    def _bound_value(self, binding: Binding) -> Values:
        if binding.value is None:
            return _opaque(binding.node)
        if binding.kind is Kind.ELEMENT:
            paired = self._paired(binding)
            if paired is not None:
                return paired
            result = self.elements(binding.value)
        elif binding.kind is Kind.ENTERED:
            result = self.entered(binding.value)
        else:
            display = self._unpacked_display(binding)
            if display is not None:
                return display
            result = self.values(binding.value)
        for position in binding.unpack:
            result = self._taken(result, position, binding.node)
        if binding.annotation is not None and all(isinstance(v, Opaque) for v in result):
            result = self.annotated(binding.annotation) or result
        return result

    def _paired(self, binding: Binding) -> Values | None:
        """Follow the second of `for _, value in maps.items()`, and of `enumerate(values)`."""
        if binding.unpack != (1,):
            return None
        match binding.value:
            case ast.Call(func=ast.Attribute(value=holder, attr="items"), args=[]):
                maps = [v for v in self.values(holder) if isinstance(v, (Map, RemoteMap))]
                return NOTHING.union(*(self.map_values(each) for each in maps)) if maps else None
            case ast.Call(func=ast.Name(id="enumerate"), args=[values, *_]):
                return self.elements(values)
            case _:
                return None

    def _unpacked_display(self, binding: Binding) -> Values | None:
        """Follow `a, b = x, y` to the expression on the same place."""
        value = binding.value
        if not binding.unpack or value is None:
            return None
        for position in binding.unpack:
            if not isinstance(value, (ast.Tuple, ast.List)) or position >= len(value.elts):
                return None
            value = value.elts[position]
        return self.values(value)

    def _taken(self, values: Values, position: int, node: ast.AST) -> Values:
        result: set[Value] = set()
        for value in values:
            match value:
                case Path(dotted):
                    result.add(Path(f"{dotted}[]"))
                case Items(display) if position < len(display.elts):
                    result |= self.values(display.elts[position])
                case _:
                    result.add(Opaque(node))
        return frozenset(result)

    def annotated(self, annotation: ast.expr | None) -> Values:
        """Return what something with this annotation is, as far as it names clients or classes."""
        return self.annotations.objects(annotation)

    def elements(self, node: ast.expr) -> Values:
        """Return what iterating over an expression gives."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            maps = [v for v in self.values(node.func.value) if isinstance(v, (Map, RemoteMap))]
            if maps and node.func.attr == "values":
                return NOTHING.union(*(self.map_values(each) for each in maps))
        result: set[Value] = set()
        for value in self.values(node):
            match value:
                case Path(dotted):
                    result.add(Path(f"{dotted}[]"))
                case Items(display):
                    result |= self.union(display.elts)
                case RemoteItems():
                    result |= links.elements(self.links, value)
                case _:
                    result.add(Opaque(node))
        return frozenset(result)

    def map_values(self, value: Map | RemoteMap) -> Values:
        """Return what any value of a dict can be."""
        if isinstance(value, RemoteMap):
            return frozenset(links.elements(self.links, value))
        if isinstance(value.node, ast.Dict):
            return self.union(value.node.values)
        if isinstance(value.node, ast.Call):
            return self.union(keyword.value for keyword in value.node.keywords)
        return NOTHING

    def map_item(self, value: Map | RemoteMap, key: str) -> Values:
        """Return what a dict holds under a constant key; empty where it has none."""
        if isinstance(value, RemoteMap):
            return frozenset(self.links.entry(value, key)) if self.links else NOTHING
        if isinstance(value.node, ast.Dict):
            return self.union(
                item
                for name, item in zip(value.node.keys, value.node.values, strict=True)
                if isinstance(name, ast.Constant) and name.value == key
            )
        if isinstance(value.node, ast.Call):
            return self.union(word.value for word in value.node.keywords if word.arg == key)
        return NOTHING

    def entered(self, node: ast.expr) -> Values:
        """Return what `with` gives for an expression."""
        result: set[Value] = set()
        for value in self.values(node):
            if isinstance(value, Instance):
                entering = self.classes.attribute(value.node, "__enter__")
                entering |= self.classes.attribute(value.node, "__aenter__")
                result |= self.functions.called(entering, node) or frozenset({value})
            else:
                result.add(value)
        return frozenset(result)

    def member(self, values: Values, name: str, node: ast.expr) -> Values:
        """Return what the attribute `name` of any of these values can be."""
        result: set[Value] = set()
        for value in values:
            match value:
                case Path() if name in self.sdk.identity_attributes:
                    result.add(value)
                case Path() | RemoteInstance() | RemoteClass():
                    result |= links.member(self.links, value, name)
                case Instance(owner):
                    result |= self.classes.attribute(owner, name)
                case Class(owner):
                    result |= self.classes.static(owner, name)
                case Text() if name == "value":
                    result.add(value)
                case _:
                    pass
        return frozenset(result) or _opaque(node)

    def _constant(self, node: ast.Constant) -> Values:
        return frozenset({Text(node.value, node)}) if isinstance(node.value, str) else NOTHING

    def _name(self, node: ast.Name) -> Values:
        bindings = self.scopes.lookup(node.id, node)
        if not bindings:
            return self._unbound(node)
        result: set[Value] = set()
        for binding in bindings:
            result |= self.bound(binding)
        return frozenset(result)

    def _unbound(self, node: ast.Name) -> Values:
        """Return what a name is that nothing binds: from `import *`, or a builtin."""
        for star in self.scopes.exported().get("*", ()):
            found = (
                self.links.lookup(f"{star.dotted.removesuffix('*')}{node.id}")
                if self.links
                else None
            )
            if found is not None:
                return frozenset(found)
        return frozenset({Path(f"builtins.{node.id}")}) if node.id in _BUILTINS else _opaque(node)

    def _attribute(self, node: ast.Attribute) -> Values:
        return self.member(self.values(node.value), node.attr, node)

    def _call(self, node: ast.Call) -> Values:
        return results.result(self, node) or _opaque(node)

    def _subscript(self, node: ast.Subscript) -> Values:
        result: set[Value] = set()
        key = node.slice.value if isinstance(node.slice, ast.Constant) else None
        for value in self.values(node.value):
            match value:
                case Path(dotted):
                    result.add(Path(f"{dotted}[]"))
                case Map() | RemoteMap() if isinstance(key, str):
                    result |= self.map_item(value, key) or self._set_later(value, key, node)
                case Map() | RemoteMap():
                    result |= self.map_values(value)
                case Items(display):
                    result |= self.union(display.elts)
                case RemoteItems():
                    result |= links.elements(self.links, value)
                case Class() | RemoteClass():
                    result.add(value)
                case _:
                    pass
        return frozenset(result) or _opaque(node)

    def _set_later(self, value: Map | RemoteMap, key: str, asked: ast.Subscript) -> Values:
        """Return what is assigned to a key of a dict that is built without it."""
        result: set[Value] = set()
        for store in self._subscript_stores.get(key, ()):
            holder = self.tree.parents[store]
            if store is asked or not isinstance(holder, ast.Assign):
                continue
            if value in self.values(store.value):
                result |= self.values(holder.value)
        return frozenset(result)

    @cached_property
    def _subscript_stores(self) -> dict[str, list[ast.Subscript]]:
        """The assignments to constant keys, by key."""
        stores: dict[str, list[ast.Subscript]] = {}
        for subscript in self.tree.nodes(ast.Subscript):
            key = subscript.slice
            text = key.value if isinstance(key, ast.Constant) else None
            if isinstance(subscript.ctx, ast.Store) and isinstance(text, str):
                stores.setdefault(text, []).append(subscript)
        return stores

    def _either(self, node: ast.expr) -> Values:
        match node:
            case ast.IfExp():
                return self.union((node.body, node.orelse))
            case ast.BoolOp():
                return self.union(node.values)
            case ast.BinOp(op=ast.BitOr()):
                return self.union((node.left, node.right))
            case ast.BinOp(op=ast.Add()):
                sides = self.union((node.left, node.right))
                return frozenset(v for v in sides if isinstance(v, Items)) or _opaque(node)
            case _:
                return _opaque(node)

    def _inner(self, node: ast.Await | ast.NamedExpr | ast.Starred) -> Values:
        return self.values(node.value)

    def _map(self, node: ast.Dict) -> Values:
        return frozenset({Map(node)})

    def _items(self, node: ast.List | ast.Tuple | ast.Set) -> Values:
        return frozenset({Items(node)})

    def _filtered(self, node: ast.DictComp) -> Values:
        """Follow `{key: value for key, value in other.items() if …}` to the other dict."""
        match node.generators[0].iter:
            case ast.Call(func=ast.Attribute(value=other, attr="items")):
                maps = [v for v in self.values(other) if isinstance(v, (Map, RemoteMap))]
                return frozenset(maps) or _opaque(node)
            case _:
                return _opaque(node)

    def _lambda(self, node: ast.Lambda) -> Values:
        return frozenset({Function(node)})

    _HANDLERS: ClassVar[dict[type[ast.AST], Callable[..., Values]]] = {
        ast.Attribute: _attribute,
        ast.Await: _inner,
        ast.BinOp: _either,
        ast.BoolOp: _either,
        ast.Call: _call,
        ast.Constant: _constant,
        ast.Dict: _map,
        ast.DictComp: _filtered,
        ast.IfExp: _either,
        ast.Lambda: _lambda,
        ast.List: _items,
        ast.Name: _name,
        ast.NamedExpr: _inner,
        ast.Set: _items,
        ast.Starred: _inner,
        ast.Subscript: _subscript,
        ast.Tuple: _items,
    }


def _opaque(node: ast.AST) -> Values:
    return frozenset({Opaque(node)})
