"""What a name can be bound to where it is used: scopes, bindings, and which bindings reach a use.

A scope's bindings are collected when a name is first looked up in it. In the same scope the order
of statements decides: a binding that surely runs later hides an earlier one, branches that exclude
each other do not see each other, a loop lets what is below reach what is above. A nested function
sees every binding of the scopes around it, since it may be called at any time.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from migrator.codemod.languages.python.tree import COMPREHENSIONS, FUNCTIONS, Tree


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


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """One binding of a name.

    `value` is the expression, where the kind has one; `unpack` the positions taken out of it by
    tuple targets, outermost first; `annotation` what is written beside it; `dotted` the full name
    of an import.
    """

    kind: Kind
    node: ast.AST
    value: ast.expr | None = None
    unpack: tuple[int, ...] = ()
    annotation: ast.expr | None = None
    dotted: str = ""


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where a statement stands: its holder, the field of the holder, and its index there."""

    holder: ast.AST
    field: str
    index: int


@dataclass(slots=True)
class Scope:
    """The names that one module, class, function or comprehension binds."""

    node: ast.AST
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    slots: dict[ast.AST, _Slot] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)  # declared global or nonlocal

    def add(self, name: str, binding: Binding) -> None:
        """Remember one more binding, in source order."""
        self.bindings.setdefault(name, []).append(binding)


class Scopes:
    """Looks names up in a tree."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._scopes: dict[ast.AST, Scope] = {}
        self._walrus: dict[ast.AST, list[ast.NamedExpr]] | None = None

    def of(self, node: ast.AST) -> Scope:
        """Return the bindings of a scope's node."""
        scope = self._scopes.get(node)
        if scope is None:
            scope = self._scopes[node] = self._collect(node)
        return scope

    def lookup(self, name: str, use: ast.AST) -> tuple[Binding, ...]:
        """Return the bindings of `name` that can reach `use`; empty for a name bound nowhere."""
        where: ast.AST | None = self._tree.scope(use)
        position: ast.AST | None = use
        first = True
        while where is not None:
            scope = self.of(where)
            found = scope.bindings.get(name)
            visible = first or not isinstance(where, ast.ClassDef)
            if found and visible and name not in scope.elsewhere:
                if position is None:
                    return tuple(found)
                return tuple(_reaching(found, scope, position, self._tree))
            if isinstance(where, ast.Module):
                return ()
            # A comprehension runs where it stands; a function at any time.
            position = where if isinstance(where, COMPREHENSIONS) and position else None
            if name in scope.elsewhere:
                position = None
            first = first and isinstance(where, COMPREHENSIONS)
            where = self._tree.scope(where)
        return ()

    def exported(self) -> dict[str, list[Binding]]:
        """Return every binding of the module itself."""
        return self.of(self._tree.root).bindings

    def _collect(self, node: ast.AST) -> Scope:
        scope = Scope(node)
        if isinstance(node, COMPREHENSIONS):
            for generator in node.generators:
                _bind_target(scope, generator.target, Kind.ELEMENT, generator.iter)
            return scope
        if isinstance(node, FUNCTIONS):
            for parameter in _parameters(node.args):
                binding = Binding(Kind.PARAMETER, parameter, annotation=parameter.annotation)
                scope.add(parameter.arg, binding)
        if isinstance(node, ast.Lambda):
            return scope
        for name in ("body", "orelse", "finalbody"):
            self._block(scope, node, name, getattr(node, name, ()))
        for named in self._walruses(node):
            scope.add(named.target.id, Binding(Kind.VALUE, named, named.value))
        return scope

    def _walruses(self, node: ast.AST) -> Iterable[ast.NamedExpr]:
        if self._walrus is None:
            self._walrus = {}
            for named in self._tree.nodes(ast.NamedExpr):
                owner = self._tree.scope(named)
                while isinstance(owner, COMPREHENSIONS):
                    owner = self._tree.scope(owner)
                self._walrus.setdefault(owner, []).append(named)
        return self._walrus.get(node, ())

    def _block(
        self, scope: Scope, holder: ast.AST, name: str, statements: Iterable[ast.AST]
    ) -> None:
        for index, statement in enumerate(statements):
            scope.slots[statement] = _Slot(holder, name, index)
            _bind_statement(scope, statement)
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                continue
            for inner in ("body", "orelse", "finalbody", "handlers", "cases"):
                block = getattr(statement, inner, None)
                if block:
                    self._block(scope, statement, inner, block)


def _parameters(arguments: ast.arguments) -> Iterator[ast.arg]:
    yield from arguments.posonlyargs
    yield from arguments.args
    yield from arguments.kwonlyargs
    if arguments.vararg:
        yield arguments.vararg
    if arguments.kwarg:
        yield arguments.kwarg


def _bind_statement(scope: Scope, node: ast.AST) -> None:
    match node:
        case ast.Assign():
            for target in node.targets:
                _bind_target(scope, target, Kind.VALUE, node.value)
        case ast.AnnAssign(target=ast.Name(id=name)):
            kind = Kind.VALUE if node.value is not None else Kind.DECLARED
            scope.add(name, Binding(kind, node, node.value, annotation=node.annotation))
        case ast.AugAssign(target=ast.Name(id=name)):
            scope.add(name, Binding(Kind.AUGMENTED, node, node.value))
        case ast.For() | ast.AsyncFor():
            _bind_target(scope, node.target, Kind.ELEMENT, node.iter, node)
        case ast.With() | ast.AsyncWith():
            for item in node.items:
                if item.optional_vars is not None:
                    entered = item.context_expr
                    _bind_target(scope, item.optional_vars, Kind.ENTERED, entered, node)
        case ast.Import():
            for alias in node.names:
                top = alias.name.partition(".")[0]
                dotted = alias.name if alias.asname else top
                scope.add(alias.asname or top, Binding(Kind.IMPORT, node, dotted=dotted))
        case ast.ImportFrom():
            for alias in node.names:
                dotted = imported_name(node, alias)
                scope.add(alias.asname or alias.name, Binding(Kind.IMPORT, node, dotted=dotted))
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            scope.add(node.name, Binding(Kind.FUNCTION, node))
        case ast.ClassDef():
            scope.add(node.name, Binding(Kind.CLASS, node))
        case ast.Global() | ast.Nonlocal():
            scope.elsewhere.update(node.names)
        case ast.Delete():
            for target in node.targets:
                _bind_target(scope, target, Kind.UNKNOWN, None, node)
        case ast.ExceptHandler(name=str(name)):
            scope.add(name, Binding(Kind.UNKNOWN, node))
        case ast.match_case():
            for part in ast.walk(node.pattern):
                captured = getattr(part, "name", None) or getattr(part, "rest", None)
                if isinstance(captured, str):
                    scope.add(captured, Binding(Kind.UNKNOWN, node))
        case _:
            pass


def imported_name(node: ast.ImportFrom, alias: ast.alias) -> str:
    """Return the dotted name of what is imported, dots in front where it is relative."""
    start = "." * node.level + (f"{node.module}." if node.module else "")
    return f"{start}{alias.name}"


def _bind_target(
    scope: Scope,
    target: ast.expr,
    kind: Kind,
    value: ast.expr | None,
    node: ast.AST | None = None,
    unpack: tuple[int, ...] = (),
) -> None:
    if isinstance(target, ast.Starred):
        _bind_target(scope, target.value, Kind.UNKNOWN, None, node or target)
    elif isinstance(target, ast.Name):
        scope.add(target.id, Binding(kind, node or target, value, unpack))
    elif isinstance(target, (ast.Tuple, ast.List)):
        for index, part in enumerate(target.elts):
            _bind_target(scope, part, kind, value, node, (*unpack, index))


def _chain(scope: Scope, node: ast.AST, tree: Tree) -> list[tuple[ast.AST, _Slot]]:
    """Return the statements of the scope around `node`, outermost first, each with its slot."""
    chain: list[tuple[ast.AST, _Slot]] = []
    current: ast.AST | None = node
    while current is not None and current is not scope.node:
        slot = scope.slots.get(current)
        if slot is not None:
            chain.append((current, slot))
        current = tree.parents.get(current)
    chain.reverse()
    return chain


def _reaching(bindings: list[Binding], scope: Scope, use: ast.AST, tree: Tree) -> Iterator[Binding]:
    """Yield the bindings of one scope that can reach `use` in the same scope."""
    if len(bindings) == 1:
        yield bindings[0]
        return
    here = _chain(scope, use, tree)
    surely: Binding | None = None
    perhaps: list[Binding] = []
    for binding in bindings:
        reach = _Reach.SURELY
        if binding.kind is not Kind.PARAMETER:
            reach = _compare(binding, _chain(scope, binding.node, tree), here, use, tree)
        if reach is _Reach.SURELY and binding.kind is not Kind.AUGMENTED:
            surely = binding
            perhaps = [late for late in perhaps if _is_later(late, here)]
        elif reach is not _Reach.NEVER:
            perhaps.append(binding)
    if surely is not None:
        yield surely
    yield from perhaps
    if surely is None and not perhaps:
        yield Binding(Kind.UNKNOWN, use)


class _Reach(Enum):
    SURELY = auto()
    PERHAPS = auto()
    NEVER = auto()


_TRANSPARENT = (ast.With, ast.AsyncWith)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


def _is_later(binding: Binding, here: list[tuple[ast.AST, _Slot]]) -> bool:
    """Whether a binding stands below the use, so that only a loop brings it there."""
    if not here:
        return False
    return getattr(binding.node, "lineno", 0) > getattr(here[-1][0], "lineno", 0)


def _compare(
    binding: Binding,
    there: list[tuple[ast.AST, _Slot]],
    here: list[tuple[ast.AST, _Slot]],
    use: ast.AST,
    tree: Tree,
) -> _Reach:
    """Tell whether what is bound at one chain of statements reaches another."""
    in_loop = False
    for depth, ((left, left_slot), (right, right_slot)) in enumerate(
        zip(there, here, strict=False)
    ):
        if left is not right:
            return _diverged(there[depth:], left_slot, right_slot, in_loop)
        in_loop = in_loop or isinstance(left, _LOOPS)
    looped = _Reach.PERHAPS if in_loop else _Reach.NEVER
    if len(there) < len(here):  # the use stands inside the statement that binds
        return _Reach.SURELY
    if len(there) > len(here):  # the binding stands inside the statement whose head is the use
        return looped
    if isinstance(binding.node, ast.NamedExpr):
        return _Reach.PERHAPS
    statement = there[-1][0] if there else None
    if isinstance(statement, (*_LOOPS, *_TRANSPARENT)) and _in_body(statement, use, tree):
        return _Reach.SURELY
    return looped


def _in_body(statement: ast.AST | None, use: ast.AST, tree: Tree) -> bool:
    child = use
    for parent in tree.ancestors(use):
        if parent is statement:
            return child in getattr(statement, "body", ())
        child = parent
    return False


def _diverged(
    inner: list[tuple[ast.AST, _Slot]], left: _Slot, right: _Slot, in_loop: bool
) -> _Reach:
    """Compare two statements that stand apart; `inner` leads from the left one to the binding."""
    looped = _Reach.PERHAPS if in_loop else _Reach.NEVER
    if left.holder is not right.holder:
        return looped
    if left.field != right.field:
        exclusive = isinstance(left.holder, ast.If) or left.field == "handlers"
        if exclusive and right.field != "finalbody":
            return looped
        return _Reach.PERHAPS if left.field == "body" or right.field == "finalbody" else looped
    if left.field in {"handlers", "cases"} or left.index > right.index:
        return looped
    if any(_leaves(slot) for _, slot in inner[1:]):
        return looped
    if all(isinstance(statement, _TRANSPARENT) for statement, _ in inner[:-1]):
        return _Reach.SURELY
    return _Reach.PERHAPS


def _leaves(slot: _Slot) -> bool:
    """Whether the block of a statement ends by leaving the function."""
    block = getattr(slot.holder, slot.field, None)
    last = block[-1] if isinstance(block, list) and block else None
    return isinstance(last, (ast.Return, ast.Raise))
