"""What calls give."""

import ast
from typing import TYPE_CHECKING

from migrator.codemod.languages.python import links
from migrator.codemod.languages.python.values import (
    NOTHING,
    Class,
    Function,
    Instance,
    Map,
    Path,
    RemoteClass,
    RemoteFunction,
    RemoteInstance,
    RemoteMap,
    Value,
    Values,
)

if TYPE_CHECKING:
    from migrator.codemod.languages.python.evaluate import Evaluator

_SAME_ELEMENTS = frozenset(
    f"builtins.{name}" for name in ("list", "tuple", "set", "frozenset", "sorted", "reversed")
)
_ENVIRONMENT = frozenset({"os.getenv", "os.environ.get", "os.environ.setdefault"})
_SAME_VALUE = frozenset(
    {"functools.partial", "builtins.next", "asyncio.run", "anyio.run", "asyncio.wait_for"}
)
_ENTERING = frozenset({"enter_context", "enter_async_context"})


def result(of: "Evaluator", node: ast.Call) -> Values:
    """Return what a call gives; empty where nothing is known."""
    if isinstance(node.func, ast.Attribute):
        special = _method(of, node, node.func)
        if special is not None:
            return special
    found: set[Value] = set()
    for value in of.values(node.func):
        match value:
            case Path(dotted):
                found |= _foreign(of, dotted, node)
            case Function() | Class() | Instance():
                found |= of.functions.called(frozenset({value}), node)
            case RemoteFunction() | RemoteClass() | RemoteInstance():
                found |= links.called(of.links, value)
            case _:
                pass
    return frozenset(found)


def _method(of: "Evaluator", node: ast.Call, func: ast.Attribute) -> Values | None:
    """Return what a method of a dict, or one that gives its own object, gives back."""
    if func.attr in of.sdk.identity_calls:
        own = of.values(func.value)
        return own if any(isinstance(value, (Path, Map, RemoteMap)) for value in own) else None
    if func.attr in _ENTERING and node.args:
        return of.entered(node.args[0])
    if func.attr in {"get", "pop"} and node.args:
        maps = [v for v in of.values(func.value) if isinstance(v, (Map, RemoteMap))]
        if maps:
            key = node.args[0]
            constant = isinstance(key, ast.Constant) and isinstance(key.value, str)
            found = [
                of.map_item(each, key.value)  # type: ignore[attr-defined]  # a constant, as told
                if constant
                else of.map_values(each)
                for each in maps
            ]
            return NOTHING.union(*found, of.union(node.args[1:]))
    return None


def _foreign(of: "Evaluator", dotted: str, node: ast.Call) -> Values:
    """Return the result of calling something of another package."""
    if dotted == "builtins.dict" or _makes_dict(of, dotted):
        return frozenset({Map(node)})
    if dotted == "builtins.getattr" and len(node.args) > 1:
        name = node.args[1]
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            return of.member(of.values(node.args[0]), name.value, node)
    if dotted == "builtins.super":
        return of.classes.parent_of(node)
    if dotted in _ENVIRONMENT:
        return frozenset({Path(f"{dotted}()")}) | of.union(node.args[1:])
    if dotted in of.sdk.wrappers and node.args:
        given = node.args[-1] if dotted == "typing.cast" else node.args[0]
        return of.values(given)
    if (dotted in _SAME_VALUE or dotted in _SAME_ELEMENTS) and node.args:
        return of.values(node.args[0])
    found = of.links.lookup(f"{dotted}()") if of.links else None
    return frozenset({Path(f"{dotted}()")}) if found is None else frozenset(found)


def _makes_dict(of: "Evaluator", dotted: str) -> bool:
    """Whether a type of the SDK describes a dict that is sent."""
    return dotted.endswith("Param") and dotted.startswith(of.sdk.type_prefixes)
