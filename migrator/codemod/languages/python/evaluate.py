"""What expressions can be: a lazy, memoised evaluation over one file's tree.

Only what is asked for is evaluated. Nothing is run: a call of another package gives the path of its
result, a call of the file's own function what its returns can be. An expression of which nothing is
known is `Opaque` and equal only to itself, so that what is set on it later still finds it.
"""

import ast
import builtins
from collections.abc import Callable, Iterable

from migrator.catalog import sdk as catalog
from migrator.codemod.languages.python import classes, functions
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
    Text,
    Value,
    Values,
)

_MOST = 256  # values of one expression; beyond that nothing useful can be said
_BUILTINS = frozenset(dir(builtins))
_SAME_ELEMENTS = frozenset(
    f"builtins.{name}" for name in ("list", "tuple", "set", "frozenset", "sorted", "reversed")
)
_ENVIRONMENT = frozenset({"os.getenv", "os.environ.get", "os.environ.setdefault"})
_SAME_VALUE = frozenset(
    {"functools.partial", "builtins.next", "asyncio.run", "anyio.run", "asyncio.wait_for"}
)


class Evaluator:
    """Evaluates expressions of one file."""

    def __init__(self, tree: Tree, scopes: Scopes) -> None:
        self.tree = tree
        self.scopes = scopes
        self.classes = classes.Classes(self)
        self.functions = functions.Functions(self)
        self._known: dict[ast.AST, Values] = {}
        self._running: set[ast.AST] = set()
        self._sdk = catalog.sdk()

    def values(self, node: ast.expr) -> Values:
        """Return what an expression can be; empty for numbers, None, and what ends in a cycle."""
        known = self._known.get(node)
        if known is not None:
            return known
        if node in self._running:
            return NOTHING
        self._running.add(node)
        try:
            result = _HANDLERS.get(type(node), Evaluator._opaque)(self, node)
        finally:
            self._running.discard(node)
        if len(result) > _MOST:
            result = frozenset({Opaque(node)})
        self._known[node] = result
        return result

    def paths(self, node: ast.expr) -> list[str]:
        """Return the paths that an expression can be, sorted."""
        return sorted(v.dotted for v in self.values(node) if isinstance(v, Path))

    def union(self, nodes: Iterable[ast.expr]) -> Values:
        """Return what any of several expressions can be."""
        result: set[Value] = set()
        for node in nodes:
            result |= self.values(node)
        return frozenset(result)

    def bound(self, binding: Binding) -> Values:
        """Return what one binding of a name makes of it."""
        match binding.kind:
            case Kind.IMPORT:
                return frozenset({Path(binding.dotted)})
            case Kind.FUNCTION if isinstance(binding.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                return frozenset({Function(binding.node)})
            case Kind.CLASS if isinstance(binding.node, ast.ClassDef):
                return frozenset({Class(binding.node)})
            case Kind.PARAMETER if isinstance(binding.node, ast.arg):
                return self.functions.parameter(binding.node)
            case Kind.DECLARED:
                return self.annotated(binding.annotation) or frozenset({Opaque(binding.node)})
            case _:
                return self._bound_value(binding)

    def _bound_value(self, binding: Binding) -> Values:
        if binding.value is None:
            return frozenset({Opaque(binding.node)})
        if binding.kind is Kind.ELEMENT:
            result = self.elements(binding.value)
        elif binding.kind is Kind.ENTERED:
            result = self._entered(binding.value)
        else:
            result = self._unpacked_display(binding)
            if result is not None:
                return result
            result = self.values(binding.value)
        for position in binding.unpack:
            result = self._taken(result, position, binding.node)
        if binding.annotation is not None and all(isinstance(v, Opaque) for v in result):
            result = self.annotated(binding.annotation) or result
        return result

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
        match annotation:
            case ast.Constant(value=str(text)):
                return self._quoted(annotation, text)
            case ast.BinOp(op=ast.BitOr()):
                return self.annotated(annotation.left) | self.annotated(annotation.right)
            case ast.Subscript():
                outer = self.paths(annotation.value)
                inner = annotation.slice
                parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
                if any(path.endswith((".Optional", ".Union")) for path in outer):
                    return frozenset().union(*(self.annotated(part) for part in parts))
                if any(path.endswith(".Annotated") for path in outer):
                    return self.annotated(parts[0])
                return NOTHING
            case ast.Name() | ast.Attribute():
                return frozenset(
                    Instance(value.node) if isinstance(value, Class) else Path(f"{value.dotted}()")
                    for value in self.values(annotation)
                    if isinstance(value, Class)
                    or (isinstance(value, Path) and not value.dotted.startswith(_PLAIN_TYPES))
                )
            case _:
                return NOTHING

    def _quoted(self, node: ast.Constant, text: str) -> Values:
        """Evaluate a quoted annotation with the names that are seen at its place."""
        parts = text.split(".")
        if not all(part.isidentifier() for part in parts):
            return NOTHING
        result: set[Value] = set()
        for binding in self.scopes.lookup(parts[0], node):
            for value in self.bound(binding):
                if isinstance(value, Class) and len(parts) == 1:
                    result.add(Instance(value.node))
                elif isinstance(value, Path):
                    result.add(Path(".".join([value.dotted, *parts[1:]]) + "()"))
        return frozenset(result)

    def elements(self, node: ast.expr) -> Values:
        """Return what iterating over an expression gives."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            maps = [v for v in self.values(node.func.value) if isinstance(v, Map)]
            if maps and node.func.attr == "values":
                return frozenset().union(*(self.map_values(each) for each in maps))
        result: set[Value] = set()
        for value in self.values(node):
            match value:
                case Path(dotted):
                    result.add(Path(f"{dotted}[]"))
                case Items(display):
                    result |= self.union(display.elts)
                case _:
                    result.add(Opaque(node))
        return frozenset(result)

    def map_values(self, value: Map) -> Values:
        """Return what any value of a dict display can be."""
        if isinstance(value.node, ast.Dict):
            return self.union(value.node.values)
        if isinstance(value.node, ast.Call):
            return self.union(keyword.value for keyword in value.node.keywords)
        return NOTHING

    def map_item(self, value: Map, key: str) -> Values:
        """Return what a dict display holds under a constant key; empty where it has none."""
        if isinstance(value.node, ast.Dict):
            return self.union(
                item
                for name, item in zip(value.node.keys, value.node.values, strict=True)
                if isinstance(name, ast.Constant) and name.value == key
            )
        if isinstance(value.node, ast.Call):
            return self.union(word.value for word in value.node.keywords if word.arg == key)
        return NOTHING

    def _entered(self, node: ast.expr) -> Values:
        result: set[Value] = set()
        for value in self.values(node):
            if isinstance(value, Instance):
                entered = self.classes.attribute(value.node, "__enter__")
                entered |= self.classes.attribute(value.node, "__aenter__")
                result |= self.functions.called(entered, node) or frozenset({value})
            else:
                result.add(value)
        return frozenset(result)

    def _opaque(self, node: ast.expr) -> Values:
        return frozenset({Opaque(node)})

    def _constant(self, node: ast.expr) -> Values:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return frozenset({Text(node.value, node)})
        return NOTHING

    def _name(self, node: ast.expr) -> Values:
        assert isinstance(node, ast.Name)  # noqa: S101  # told by the table of handlers
        bindings = self.scopes.lookup(node.id, node)
        if not bindings:
            known = node.id in _BUILTINS
            return frozenset({Path(f"builtins.{node.id}") if known else Opaque(node)})
        result: set[Value] = set()
        for binding in bindings:
            result |= self.bound(binding)
        return frozenset(result)

    def _attribute(self, node: ast.expr) -> Values:
        assert isinstance(node, ast.Attribute)  # noqa: S101  # told by the table of handlers
        return self.member(self.values(node.value), node.attr, node)

    def member(self, values: Values, name: str, node: ast.expr) -> Values:
        """Return what the attribute `name` of any of these values can be."""
        result: set[Value] = set()
        for value in values:
            match value:
                case Path(dotted) if name in self._sdk.identity_attributes:
                    result.add(value)
                case Path(dotted):
                    result.add(Path(f"{dotted}.{name}"))
                case Instance(owner):
                    result |= self.classes.attribute(owner, name)
                case Class(owner):
                    result |= self.classes.static(owner, name)
                case Text() if name == "value":
                    result.add(value)
                case _:
                    pass
        return frozenset(result) or frozenset({Opaque(node)})

    def _call(self, node: ast.expr) -> Values:
        assert isinstance(node, ast.Call)  # noqa: S101  # told by the table of handlers
        if isinstance(node.func, ast.Attribute):
            special = self._method(node, node.func)
            if special is not None:
                return special
        result: set[Value] = set()
        for value in self.values(node.func):
            result |= self._result(value, node)
        return frozenset(result) or frozenset({Opaque(node)})

    def _method(self, node: ast.Call, func: ast.Attribute) -> Values | None:
        """Return what a method of a dict display, or one that gives its object, gives back."""
        if func.attr in self._sdk.identity_calls:
            own = self.values(func.value)
            return own if any(isinstance(value, (Path, Map)) for value in own) else None
        if func.attr in {"enter_context", "enter_async_context"} and node.args:
            return self._entered(node.args[0])
        if func.attr in {"get", "pop"} and node.args:
            key = node.args[0]
            maps = [v for v in self.values(func.value) if isinstance(v, Map)]
            if maps and isinstance(key, ast.Constant) and isinstance(key.value, str):
                found = [self.map_item(each, key.value) for each in maps]
                return frozenset().union(*found, *(self.values(rest) for rest in node.args[1:]))
            if maps:
                found = [self.map_values(each) for each in maps]
                return frozenset().union(*found, *(self.values(rest) for rest in node.args[1:]))
        return None

    def _result(self, value: Value, node: ast.Call) -> Values:
        match value:
            case Path(dotted):
                return self._foreign(dotted, node)
            case Function() | Class() | Instance():
                return self.functions.called(frozenset({value}), node)
            case _:
                return NOTHING

    def _foreign(self, dotted: str, node: ast.Call) -> Values:
        """Return the result of calling something of another package."""
        if dotted == "builtins.dict" or self._makes_dict(dotted):
            return frozenset({Map(node)})
        if dotted == "builtins.getattr" and len(node.args) > 1:
            name = node.args[1]
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                return self.member(self.values(node.args[0]), name.value, node)
        if dotted == "builtins.super":
            return self.classes.parent_of(node)
        if dotted in _ENVIRONMENT:
            return frozenset({Path(f"{dotted}()")}) | self.union(node.args[1:])
        if dotted in self._sdk.wrappers and node.args:
            given = node.args[-1] if dotted == "typing.cast" else node.args[0]
            return self.values(given)
        if dotted in _SAME_VALUE and node.args:
            return self.values(node.args[0])
        if dotted in _SAME_ELEMENTS and node.args:
            return self.values(node.args[0])
        return frozenset({Path(f"{dotted}()")})

    def _makes_dict(self, dotted: str) -> bool:
        """Whether a type of the SDK describes a dict that is sent."""
        return dotted.endswith("Param") and dotted.startswith(self._sdk.type_prefixes)

    def _subscript(self, node: ast.expr) -> Values:
        assert isinstance(node, ast.Subscript)  # noqa: S101  # told by the table of handlers
        result: set[Value] = set()
        key = node.slice.value if isinstance(node.slice, ast.Constant) else None
        for value in self.values(node.value):
            match value:
                case Path(dotted):
                    result.add(Path(f"{dotted}[]"))
                case Map() if isinstance(key, str):
                    result |= self.map_item(value, key)
                case Map():
                    result |= self.map_values(value)
                case Items(display):
                    result |= self.union(display.elts)
                case Class():
                    result.add(value)
                case _:
                    pass
        return frozenset(result) or frozenset({Opaque(node)})

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
                return frozenset(v for v in sides if isinstance(v, Items)) or self._opaque(node)
            case _:
                return self._opaque(node)

    def _inner(self, node: ast.expr) -> Values:
        assert isinstance(node, (ast.Await, ast.NamedExpr, ast.Starred))  # noqa: S101  # handlers
        return self.values(node.value)

    def _display(self, node: ast.expr) -> Values:
        if isinstance(node, ast.Dict):
            return frozenset({Map(node)})
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            return frozenset({Items(node)})
        return self._opaque(node)

    def _filtered(self, node: ast.expr) -> Values:
        """Follow `{key: value for key, value in other.items() if …}` to the other dict."""
        assert isinstance(node, ast.DictComp)  # noqa: S101  # told by the table of handlers
        source = node.generators[0].iter
        match source:
            case ast.Call(func=ast.Attribute(value=other, attr="items")):
                maps = [value for value in self.values(other) if isinstance(value, Map)]
                return frozenset(maps) or self._opaque(node)
            case _:
                return self._opaque(node)

    def _lambda(self, node: ast.expr) -> Values:
        assert isinstance(node, ast.Lambda)  # noqa: S101  # told by the table of handlers
        return frozenset({Function(node)})


_PLAIN_TYPES = ("builtins.", "typing.", "collections.", "typing_extensions.")
_HANDLERS: dict[type[ast.AST], Callable[[Evaluator, ast.expr], Values]] = {
    ast.Attribute: Evaluator._attribute,
    ast.Await: Evaluator._inner,
    ast.BinOp: Evaluator._either,
    ast.BoolOp: Evaluator._either,
    ast.Call: Evaluator._call,
    ast.Constant: Evaluator._constant,
    ast.Dict: Evaluator._display,
    ast.IfExp: Evaluator._either,
    ast.Lambda: Evaluator._lambda,
    ast.List: Evaluator._display,
    ast.Name: Evaluator._name,
    ast.NamedExpr: Evaluator._inner,
    ast.Set: Evaluator._display,
    ast.Starred: Evaluator._inner,
    ast.Subscript: Evaluator._subscript,
    ast.Tuple: Evaluator._display,
    ast.DictComp: Evaluator._filtered,
}
