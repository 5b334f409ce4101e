"""What a statement binds: the names, each with where its value comes from."""

import ast
from collections.abc import Callable, Iterator
from enum import Enum, auto

from msgspec import Struct


class Kind(Enum):
    """How a name is bound."""

    VALUE = auto()  # to the value of an expression
    ELEMENT = auto()  # to the elements of an expression
    ENTERED = auto()  # to what `with` gives for an expression
    AUGMENTED = auto()  # changed in place by an expression
    DECLARED = auto()  # an annotation without a value
    IMPORT = auto()
    FUNCTION = auto()
    CLASS = auto()
    PARAMETER = auto()
    UNKNOWN = auto()  # deleted, caught, captured by a pattern


class Binding(Struct, frozen=True, eq=False):
    """One binding of a name.

    `value` is the expression, where the kind has one; `unpack` the positions taken out of it by
    tuple targets, outermost first; `annotation` what is written beside it; `dotted` the name of
    an import, dots in front where it is relative.
    """

    kind: Kind
    node: ast.AST
    value: ast.expr | None = None
    unpack: tuple[int, ...] = ()
    annotation: ast.expr | None = None
    dotted: str = ""


Named = tuple[str, Binding]


def of_statement(node: ast.AST) -> Iterator[Named]:
    """Return what a statement, handler or case itself binds, in the order in which it does.

    What its blocks bind is left out, and so are the `:=` inside it.
    """
    binder = _BINDERS.get(type(node))
    return iter(()) if binder is None else binder(node)


def of_parameters(arguments: ast.arguments) -> Iterator[Named]:
    """Yield what the parameters of a function bind."""
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    every.extend(each for each in (arguments.vararg, arguments.kwarg) if each is not None)
    for parameter in every:
        annotation = parameter.annotation
        yield parameter.arg, Binding(Kind.PARAMETER, parameter, annotation=annotation)


def of_target(
    target: ast.expr,
    kind: Kind,
    value: ast.expr | None,
    node: ast.AST | None = None,
    unpack: tuple[int, ...] = (),
) -> Iterator[Named]:
    """Yield what a target binds when it is given `value`; `node` stands for it, else the name."""
    if isinstance(target, ast.Starred):
        yield from of_target(target.value, Kind.UNKNOWN, None, node)
    elif isinstance(target, ast.Name):
        yield target.id, Binding(kind, node or target, value, unpack)
    elif isinstance(target, (ast.Tuple, ast.List)):
        after_star = False
        for index, part in enumerate(target.elts):
            if after_star:
                yield from of_target(part, Kind.UNKNOWN, None, node)
            else:
                yield from of_target(part, kind, value, node, (*unpack, index))
            after_star = after_star or isinstance(part, ast.Starred)


def imported_name(node: ast.ImportFrom, alias: ast.alias) -> str:
    """Return the dotted name of what is imported, dots in front where it is relative."""
    start = "." * node.level + (f"{node.module}." if node.module else "")
    return f"{start}{alias.name}"


def _assign(node: ast.Assign) -> Iterator[Named]:
    for target in node.targets:
        yield from of_target(target, Kind.VALUE, node.value)


def _annotated(node: ast.AnnAssign) -> Iterator[Named]:
    if isinstance(node.target, ast.Name):
        kind = Kind.VALUE if node.value is not None else Kind.DECLARED
        yield node.target.id, Binding(kind, node, node.value, annotation=node.annotation)


def _augmented(node: ast.AugAssign) -> Iterator[Named]:
    if isinstance(node.target, ast.Name):
        yield node.target.id, Binding(Kind.AUGMENTED, node, node.value)


def _loop(node: ast.For | ast.AsyncFor) -> Iterator[Named]:
    yield from of_target(node.target, Kind.ELEMENT, node.iter, node)


def _with(node: ast.With | ast.AsyncWith) -> Iterator[Named]:
    for item in node.items:
        if item.optional_vars is not None:
            yield from of_target(item.optional_vars, Kind.ENTERED, item.context_expr, node)


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Named]:
    yield node.name, Binding(Kind.FUNCTION, node)


def _class(node: ast.ClassDef) -> Iterator[Named]:
    yield node.name, Binding(Kind.CLASS, node)


def _delete(node: ast.Delete) -> Iterator[Named]:
    for target in node.targets:
        yield from of_target(target, Kind.UNKNOWN, None, node)


def _handler(node: ast.ExceptHandler) -> Iterator[Named]:
    if node.name is not None:
        yield node.name, Binding(Kind.UNKNOWN, node)


def _case(node: ast.match_case) -> Iterator[Named]:
    for part in ast.walk(node.pattern):
        captured = getattr(part, "name", None) or getattr(part, "rest", None)
        if isinstance(captured, str):
            yield captured, Binding(Kind.UNKNOWN, node)


def _import(node: ast.Import) -> Iterator[Named]:
    for alias in node.names:
        top = alias.name.partition(".")[0]
        dotted = alias.name if alias.asname else top
        yield alias.asname or top, Binding(Kind.IMPORT, node, dotted=dotted)


def _import_from(node: ast.ImportFrom) -> Iterator[Named]:
    for alias in node.names:
        dotted = imported_name(node, alias)
        yield alias.asname or alias.name, Binding(Kind.IMPORT, node, dotted=dotted)


_BINDERS: dict[type[ast.AST], Callable[..., Iterator[Named]]] = {
    ast.AnnAssign: _annotated,
    ast.Assign: _assign,
    ast.AsyncFor: _loop,
    ast.AsyncFunctionDef: _function,
    ast.AsyncWith: _with,
    ast.AugAssign: _augmented,
    ast.ClassDef: _class,
    ast.Delete: _delete,
    ast.ExceptHandler: _handler,
    ast.For: _loop,
    ast.FunctionDef: _function,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.With: _with,
    ast.match_case: _case,
}
