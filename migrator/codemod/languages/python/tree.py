"""A parsed file with what one walk over it finds: parents, and the nodes of interest by type."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TypeVar

Parents = dict[ast.AST, ast.AST]
Node = TypeVar("Node", bound=ast.AST)
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
SCOPES = (ast.Module, ast.ClassDef, *FUNCTIONS, *COMPREHENSIONS)
# To ask for the exact type is several times faster than `isinstance`.
_SCOPE_TYPES = frozenset(SCOPES)
_STATEMENT_TYPES = frozenset(
    kind for kind in vars(ast).values() if isinstance(kind, type) and issubclass(kind, ast.stmt)
)

_COLLECTED: tuple[type[ast.AST], ...] = (
    ast.AnnAssign,
    ast.AsyncFunctionDef,
    ast.Attribute,
    ast.AugAssign,
    ast.Call,
    ast.ClassDef,
    ast.Compare,
    ast.Constant,
    ast.Dict,
    ast.FunctionDef,
    ast.Global,
    ast.Import,
    ast.ImportFrom,
    ast.NamedExpr,
    ast.Nonlocal,
    ast.Return,
    ast.Subscript,
    ast.Try,
    ast.TryStar,
    ast.Yield,
)
_TEXTS = (str, bytes)
# Fields that never hold a node of interest: names, operators, contexts.
_SKIPPED = frozenset({
    "arg", "attr", "conversion", "ctx", "id", "is_async", "kind", "kwd_attrs", "level", "lineno",
    "module", "name", "names", "op", "ops", "rest", "simple", "tag", "type_comment",
    "type_ignores", "type_params",
})  # fmt: skip
_LEAVES = frozenset({ast.Constant, ast.Import, ast.ImportFrom, ast.Name})
_CHILDREN: dict[type[ast.AST], tuple[str, ...]] = {
    kind: () if kind in _LEAVES else tuple(field for field in kind._fields if field not in _SKIPPED)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}


@dataclass(frozen=True, slots=True)
class Tree:
    """The nodes of one file.

    `parents` maps every node but the module to what holds it. `found` lists nodes by their exact
    type, in no promised order. `strings` are the str and bytes constants; `betas` the
    attributes of that name, `attribute_stores` those that are assigned to.
    """

    root: ast.Module
    parents: Parents
    found: dict[type[ast.AST], list[ast.AST]]
    strings: tuple[ast.Constant, ...]
    betas: tuple[ast.Attribute, ...]
    attribute_stores: tuple[ast.Attribute, ...]
    _scopes: dict[ast.AST, ast.AST] = field(default_factory=dict, repr=False, compare=False)
    _methods: dict[str, list[ast.Call]] = field(default_factory=dict, repr=False, compare=False)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield what holds `node`, from the nearest to the module."""
        parents = self.parents
        current = parents.get(node)
        while current is not None:
            yield current
            current = parents.get(current)

    def statement(self, node: ast.AST) -> ast.stmt:
        """Return the statement that `node` is or stands in."""
        current = node
        while current.__class__ not in _STATEMENT_TYPES:
            current = self.parents[current]
        return current

    def scope(self, node: ast.AST) -> ast.AST:
        """Return the node whose names are seen first at `node`: a function, class, module, …"""
        inner, child = node, node
        parents = self.parents
        parent = parents.get(node)
        while parent is not None:
            kind = parent.__class__
            if kind in _SCOPE_TYPES and _inside(parent, child, inner):
                return parent
            if kind in _STATEMENT_TYPES:
                return self._around(parent)
            inner, child, parent = child, parent, parents.get(parent)
        return self.root

    def _around(self, statement: ast.AST) -> ast.AST:
        """Return the scope that a statement stands in."""
        known = self._scopes.get(statement)
        if known is None:
            child: ast.AST = statement
            parent = self.parents.get(statement)
            while parent is not None and not (
                parent.__class__ in _SCOPE_TYPES and _inside(parent, child, child)
            ):
                child, parent = parent, self.parents.get(parent)
            known = self._scopes[statement] = parent or self.root
        return known

    def calls(self) -> list[ast.Call]:
        """Return every call of the file, in source order."""
        return self.nodes(ast.Call)

    def methods(self, *names: str) -> list[ast.Call]:
        """Return the calls of attributes of these names, in source order."""
        if not self._methods:
            for call in self.calls():
                if call.func.__class__ is ast.Attribute:
                    self._methods.setdefault(call.func.attr, []).append(call)
        found = [call for name in names for call in self._methods.get(name, ())]
        return sorted(found, key=_position) if len(names) > 1 else found

    def nodes(self, kind: type[Node]) -> list[Node]:
        """Return the collected nodes of exactly this type, in source order."""
        return self.found[kind]  # type: ignore[return-value]  # the lists are keyed by type


def _inside(scope: ast.AST, child: ast.AST, inner: ast.AST) -> bool:
    """Whether `child` of a scope's node is evaluated with the scope's own names.

    `inner` is the child of `child` that the way up came from: the first iterable of a comprehension
    is evaluated outside of it.
    """
    if isinstance(scope, ast.Lambda):
        return child is scope.body
    if isinstance(scope, COMPREHENSIONS):
        first = scope.generators[0]
        return not (child is first and inner is first.iter)
    return isinstance(child, ast.stmt) or isinstance(scope, ast.Module)


def survey(root: ast.Module) -> Tree:
    """Walk a module once and return its tree."""
    parents, found = _walk(root)
    constants: list[ast.Constant] = found.pop(ast.Constant)  # type: ignore[assignment]  # by type
    attributes: list[ast.Attribute] = found.pop(ast.Attribute)  # type: ignore[assignment]  # by type
    for bucket in found.values():
        bucket.sort(key=_position)
    return Tree(
        root,
        parents,
        found,
        strings=_in_order(node for node in constants if node.value.__class__ in _TEXTS),
        betas=_in_order(node for node in attributes if node.attr == "beta"),
        attribute_stores=_in_order(node for node in attributes if node.ctx.__class__ is ast.Store),
    )


def _walk(root: ast.Module) -> tuple[Parents, dict[type[ast.AST], list[ast.AST]]]:
    """Return what holds each node, and the collected nodes by type, in no order."""
    parents: Parents = {}
    found: dict[type[ast.AST], list[ast.AST]] = {kind: [] for kind in _COLLECTED}
    children, collect, node_type = _CHILDREN, found.get, ast.AST
    leaf = ast.Name  # holds nothing, and every third node is one
    waiting: list[ast.AST] = [root]
    add = waiting.append
    for node in waiting:  # the list grows until the whole tree has been seen
        kind = node.__class__
        bucket = collect(kind)
        if bucket is not None:
            bucket.append(node)
        for name in children[kind]:
            child = getattr(node, name)
            if child.__class__ is list:
                for item in child:
                    if item is not None:
                        parents[item] = node
                        if item.__class__ is not leaf:
                            add(item)
            elif isinstance(child, node_type):
                parents[child] = node
                if child.__class__ is not leaf:
                    add(child)
    return parents, found


_position = attrgetter("lineno", "col_offset")


def _in_order(nodes: Iterable[Node]) -> tuple[Node, ...]:
    return tuple(sorted(nodes, key=_position))
