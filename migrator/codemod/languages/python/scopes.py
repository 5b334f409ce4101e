"""What a name can be bound to where it is used: the scopes of a file, and lookup through them.

A scope's bindings are collected when a name is first looked up in it. In the same scope the flow of
control decides which of them reach a use (see `reach`). A nested function sees every binding of the
scopes around it, since it may be called at any time; so does everybody see what a function binds
that declares the name `global` or `nonlocal`.
"""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from migrator.codemod.languages.python import bindings
from migrator.codemod.languages.python.bindings import Binding, Kind, imported_name
from migrator.codemod.languages.python.reach import UNBOUND, Flow
from migrator.codemod.languages.python.tree import COMPREHENSIONS, FUNCTIONS, Tree

__all__ = ["Binding", "Kind", "Scope", "Scopes", "imported_name"]

_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
_DECLARATIONS = frozenset({ast.Global, ast.Nonlocal})
_JUMPS = frozenset({ast.Break, ast.Continue})
_SCOPES_OF_THEIR_OWN = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef})
_WITHOUT_FLOW = frozenset({*COMPREHENSIONS, ast.Lambda})


# The fields of statements, handlers and cases that hold further statements.
_BLOCKS_OF: dict[type[ast.AST], tuple[str, ...]] = {
    kind: tuple(block for block in _BLOCKS if block in kind._fields)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, (ast.stmt, ast.ExceptHandler, ast.match_case))
}


@dataclass(slots=True)
class Scope:
    """The names that one module, class, function or comprehension binds.

    `places` tells for each binding made by a statement of the scope which statement, handler or
    case makes it; a binding without a place is made before the first statement, or at any time.
    `jumps` are the `break` and `continue` statements, `elsewhere` the names declared `global` or
    `nonlocal`, with the type of the declaration.
    """

    node: ast.AST
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    places: dict[Binding, ast.AST] = field(default_factory=dict)
    jumps: list[ast.AST] = field(default_factory=list)
    elsewhere: dict[str, type[ast.AST]] = field(default_factory=dict)

    def add(self, name: str, binding: Binding, place: ast.AST | None = None) -> None:
        """Remember one more binding."""
        self.bindings.setdefault(name, []).append(binding)
        if place is not None:
            self.places[binding] = place


def _is_open(scope: Scope, name: str) -> bool:
    """Whether what scopes around bind to a name can be seen in a scope that binds it, too."""
    return isinstance(scope.node, ast.ClassDef) or name in scope.elsewhere


class Scopes:
    """Looks names up in a tree."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._known: dict[tuple[str, ast.AST], tuple[Binding, ...]] = {}
        self._everywhere: dict[tuple[str, ast.AST], tuple[Binding, ...]] = {}
        self._scopes: dict[ast.AST, Scope] = {}
        self._flows: dict[tuple[ast.AST, str], Flow] = {}

    def of(self, node: ast.AST) -> Scope:
        """Return the bindings of a scope's node."""
        scope = self._scopes.get(node)
        if scope is None:
            scope = self._scopes[node] = self._collect(node)
            for name, binding in self._from_inside.get(node, ()):
                scope.add(name, binding)
        return scope

    def lookup(self, name: str, use: ast.AST) -> tuple[Binding, ...]:
        """Return the bindings of `name` that can reach `use`; empty for a name bound nowhere."""
        where = self.tree.scope(use)
        known = self._everywhere.get((name, where))
        if known is not None:
            return known
        if self._is_same_everywhere(self.of(where), name):
            known = self._everywhere[name, where] = self._lookup(name, use, where)
            return known
        known = self._known.get((name, use))
        if known is None:
            known = self._known[name, use] = self._lookup(name, use, where)
        return known

    @staticmethod
    def _is_same_everywhere(scope: Scope, name: str) -> bool:
        """Whether the same bindings of a name reach every use in a scope."""
        every = scope.bindings.get(name)
        if not every or scope.node.__class__ in _WITHOUT_FLOW:
            return True
        return len(every) == 1 and not _is_open(scope, name)

    def _lookup(self, name: str, use: ast.AST, where: ast.AST) -> tuple[Binding, ...]:
        found, complete = self._found(self.of(where), name, use)
        position: ast.AST | None = use
        while not complete and where is not self.tree.root:
            scope = self.of(where)
            position = where if position is not None and self._runs_in_place(where) else None
            where = self._outer(scope, name)
            if not isinstance(where, ast.ClassDef):
                more, complete = self._found(self.of(where), name, position)
                found.update(dict.fromkeys(more))
        return tuple(found)

    def exported(self) -> dict[str, list[Binding]]:
        """Return every binding of the module itself."""
        return self.of(self.tree.root).bindings

    def _found(
        self, scope: Scope, name: str, position: ast.AST | None
    ) -> tuple[dict[Binding, None], bool]:
        """Return what reaches a position in a scope, and whether outer scopes have no part in it.

        Without a position every binding counts.
        """
        every = scope.bindings.get(name)
        if not every:
            return {}, False
        if position is None or scope.node.__class__ in _WITHOUT_FLOW:
            return dict.fromkeys(every), name not in scope.elsewhere
        is_open = _is_open(scope, name)
        if len(every) == 1 and not is_open:
            return dict.fromkeys(every), True
        reached = self._flow(scope, name).at(position)
        known = {each: None for each in every if each in reached or not self._has_time(scope, each)}
        if is_open:
            return known, bool(reached) and UNBOUND not in reached
        if not reached:  # control never comes here, but what stands here means something
            return dict.fromkeys(every), True
        return known or {Binding(Kind.UNKNOWN, position): None}, True

    @staticmethod
    def _has_time(scope: Scope, binding: Binding) -> bool:
        """Whether a binding is made by the scope itself, at a known time."""
        return binding.kind is Kind.PARAMETER or binding in scope.places

    def _flow(self, scope: Scope, name: str) -> Flow:
        flow = self._flows.get((scope.node, name))
        if flow is None:
            binders: dict[ast.AST, list[Binding]] = {}
            for binding in scope.bindings[name]:
                if binding in scope.places:
                    binders.setdefault(scope.places[binding], []).append(binding)
            given = [each for each in scope.bindings[name] if each.kind is Kind.PARAMETER]
            entry = frozenset(given or [UNBOUND])
            flow = Flow(scope.node, self.tree.parents, binders, scope.jumps, entry)
            self._flows[scope.node, name] = flow
        return flow

    def _runs_in_place(self, node: ast.AST) -> bool:
        """Whether a scope's code runs where it stands, and not later."""
        if isinstance(node, ast.GeneratorExp):
            return isinstance(self.tree.parents[node], ast.Call)
        return isinstance(node, (ast.ClassDef, *COMPREHENSIONS))

    def _outer(self, scope: Scope, name: str) -> ast.AST:
        """Return the scope around another one in which a name is looked up next."""
        if scope.elsewhere.get(name) is ast.Global:
            return self.tree.root
        return self.tree.scope(scope.node)

    def _collect(self, node: ast.AST) -> Scope:
        scope = Scope(node)
        if isinstance(node, COMPREHENSIONS):
            for generator in node.generators:
                made = bindings.of_target(generator.target, Kind.ELEMENT, generator.iter)
                for name, binding in made:
                    scope.add(name, binding)
            return scope
        if isinstance(node, FUNCTIONS):
            for name, binding in bindings.of_parameters(node.args):
                scope.add(name, binding)
        if not isinstance(node, ast.Lambda):
            self._add_block(scope, getattr(node, "body", ()))
        for named in self._walruses.get(node, ()):
            binding = Binding(Kind.VALUE, named, named.value)
            scope.add(named.target.id, binding, self._place(named))
        return scope

    def _add_block(self, scope: Scope, statements: Iterable[ast.AST]) -> None:
        waiting = list(statements)[::-1]
        while waiting:
            statement = waiting.pop()
            for name, binding in bindings.of_statement(statement):
                scope.add(name, binding, statement)
            kind = statement.__class__
            if kind in _DECLARATIONS:
                names = statement.names  # type: ignore[attr-defined]  # a declaration, by its type
                scope.elsewhere.update(dict.fromkeys(names, kind))
            elif kind in _JUMPS:
                scope.jumps.append(statement)
            elif kind not in _SCOPES_OF_THEIR_OWN and (blocks := _BLOCKS_OF[kind]):
                inner = [each for block in blocks for each in getattr(statement, block)]
                waiting.extend(reversed(inner))

    def _place(self, node: ast.AST) -> ast.AST:
        """Return the statement, handler or case whose expressions a node is part of."""
        while not isinstance(node, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            node = self.tree.parents[node]
        return node

    @cached_property
    def _walruses(self) -> dict[ast.AST, list[ast.NamedExpr]]:
        """The `:=` of the file by the scope that they bind in."""
        found: dict[ast.AST, list[ast.NamedExpr]] = {}
        for named in self.tree.nodes(ast.NamedExpr):
            owner = self.tree.scope(named)
            while isinstance(owner, COMPREHENSIONS):
                owner = self.tree.scope(owner)
            found.setdefault(owner, []).append(named)
        return found

    @cached_property
    def _from_inside(self) -> dict[ast.AST, list[bindings.Named]]:
        """What functions bind in scopes around them, by `global` and `nonlocal`."""
        found: dict[ast.AST, list[bindings.Named]] = {}
        declarations: list[ast.Global | ast.Nonlocal] = [
            *self.tree.nodes(ast.Global),
            *self.tree.nodes(ast.Nonlocal),
        ]
        for declaration in declarations:
            inside = self.tree.scope(declaration)
            for name in declaration.names:
                owner = self._owner(inside, name, type(declaration))
                if owner is not inside:
                    made = self._own(inside).bindings.get(name, ())
                    found.setdefault(owner, []).extend((name, each) for each in made)
        return found

    def _own(self, node: ast.AST) -> Scope:
        return self._scopes.get(node) or self._collect(node)

    def _owner(self, inside: ast.AST, name: str, kind: type[ast.AST]) -> ast.AST:
        """Return the scope whose name a declaration means."""
        if kind is ast.Global:
            return self.tree.root
        owner = self.tree.scope(inside)
        while owner is not self.tree.root:
            around = self._own(owner)
            is_its = name in around.bindings and name not in around.elsewhere
            if isinstance(owner, FUNCTIONS) and is_its:
                break
            owner = self.tree.scope(owner)
        return owner
