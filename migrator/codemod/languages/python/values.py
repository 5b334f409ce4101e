"""What an expression can be, as far as that can be told without running the program."""

import ast
from collections.abc import Iterable

from msgspec import Struct


class Path(Struct, frozen=True):
    """Something of another package, spelled as the way to it from an import.

    `()` stands for the result of a call, `[]` for an element: the reply of a request is
    `anthropic.Anthropic().messages.create()`. Builtins are below `builtins.`.
    """

    dotted: str


class Origin(Struct, frozen=True):
    """Where something of another file stands: the file, and the offset at which it begins."""

    file: str
    start: int


class Text(Struct, frozen=True):
    """A string constant; where it stands in another file, `node` is None and `at` tells where."""

    value: str
    node: ast.Constant | None
    at: Origin | None = None


class Map(Struct, frozen=True):
    """A dict that this file builds: a display, a `dict(...)` call, or a `**keywords` parameter."""

    node: ast.AST


class Items(Struct, frozen=True):
    """A list, tuple or set display."""

    node: ast.List | ast.Tuple | ast.Set


class Function(Struct, frozen=True):
    """A function or lambda of this file; `owner` is the class that it was reached through."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    owner: ast.ClassDef | None = None


class Class(Struct, frozen=True):
    """A class of this file."""

    node: ast.ClassDef


class Instance(Struct, frozen=True):
    """An object of a class of this file."""

    node: ast.ClassDef


class Opaque(Struct, frozen=True):
    """Something unknown that is known to be one thing: the expression or parameter it came from."""

    node: ast.AST


class _Elsewhere(Struct, frozen=True):
    """Something of another file, by the place where it begins."""

    at: Origin


class RemoteMap(_Elsewhere, frozen=True):
    """A dict that another file builds."""


class RemoteItems(_Elsewhere, frozen=True):
    """A list, tuple or set display of another file."""


class RemoteFunction(_Elsewhere, frozen=True):
    """A function of another file."""


class RemoteClass(_Elsewhere, frozen=True):
    """A class of another file."""


class RemoteInstance(_Elsewhere, frozen=True):
    """An object of a class of another file."""


Remote = RemoteMap | RemoteItems | RemoteFunction | RemoteClass | RemoteInstance
Shape = Path | Text | Remote
Value = Shape | Map | Items | Function | Class | Instance | Opaque
Values = frozenset[Value]
Shapes = frozenset[Shape]

NOTHING: Values = frozenset()


def object_of(value: Value) -> Values:
    """Return what calling a value gives if it is a class: an object of it; else nothing."""
    match value:
        case Class(node):
            return frozenset({Instance(node)})
        case RemoteClass(at):
            return frozenset({RemoteInstance(at)})
        case Path(dotted):
            return frozenset({Path(f"{dotted}()")})
        case _:
            return NOTHING


def paths(values: Values) -> list[str]:
    """Return the paths among values, sorted."""
    return sorted(value.dotted for value in values if isinstance(value, Path))


def texts(values: Values) -> list[Text]:
    """Return the string constants among values, by value."""
    found = [value for value in ordered(values) if isinstance(value, Text)]
    return sorted(found, key=lambda text: text.value)


def ordered(values: Iterable[Value]) -> list[Value]:
    """Return values by place, then by what they spell: the same order in every run."""
    return sorted(values, key=_order)


def _order(value: Value) -> tuple[int, int, str, str]:
    node = getattr(value, "node", None)
    place = getattr(node, "lineno", 0), getattr(node, "col_offset", 0)
    spelled = (getattr(value, name, "") for name in ("dotted", "value", "at"))
    return (*place, type(value).__name__, " ".join(map(str, spelled)))
