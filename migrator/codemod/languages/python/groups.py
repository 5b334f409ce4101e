"""What stands side by side: collections, choices, enumerations, chains of comparisons."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from migrator.catalog import claude, qwen
from migrator.codemod.languages.python import links, uses
from migrator.codemod.languages.python.fixed import annotation_of_default, is_fixed
from migrator.codemod.languages.python.program import Program
from migrator.codemod.languages.python.targets import Item
from migrator.codemod.languages.python.traffic import Traffic
from migrator.codemod.languages.python.values import Items, RemoteItems, ordered, texts
from migrator.codemod.sites import Group, GroupKind

Display = ast.List | ast.Tuple | ast.Set
_NAMES = frozenset({claude.NameKind.ID, claude.NameKind.UNDATED, claude.NameKind.NEVER_ISSUED})


@dataclass(frozen=True, slots=True)
class Membership:
    """A literal's place in a group; see `ModelName`."""

    group: Group
    index: int
    removal: int | None = None
    is_default: bool = False


def of(
    program: Program, traffic: Traffic, node: ast.Constant, place: uses.Place
) -> Membership | None:
    """Return the group that a literal belongs to, or None."""
    described = _described(program, node)
    if described is not None:
        kind = _kind(program, described, GroupKind.CHOICES)
        group = _group(traffic, kind, _names_in(described.elts))
        if group is not None:
            return Membership(group, 0, is_default=True)
    holder = program.tree.parents[node]
    if isinstance(holder, (ast.List, ast.Tuple, ast.Set)):
        return _in_display(program, traffic, node, holder)
    if isinstance(holder, ast.Subscript) and _is_literal_type(holder):
        return None
    if isinstance(holder, ast.Compare):
        return _in_chain(program, traffic, node, holder)
    if isinstance(holder, ast.MatchValue):
        return _in_match(program, traffic, node)
    if isinstance(holder, ast.Assign) and isinstance(
        program.tree.parents.get(holder), ast.ClassDef
    ):
        return _in_enum(program, traffic, node, holder)
    return _default(program, traffic, node, place)


def _described(program: Program, node: ast.Constant) -> Display | None:
    """Return the collection whose annotation a literal is part of: the two must agree."""
    child: ast.AST = node
    for parent in program.tree.ancestors(node):
        if isinstance(parent, ast.AnnAssign) and child is parent.annotation:
            value = parent.value
            return value if isinstance(value, (ast.List, ast.Tuple, ast.Set)) else None
        if isinstance(parent, ast.stmt):
            return None
        child = parent
    return None


def _group(traffic: Traffic, kind: GroupKind, members: list[ast.Constant]) -> Group | None:
    named = [(str(each.value), each in traffic.thinking) for each in members]
    return Group(kind, tuple(named)) if len(named) > 1 else None


def _names_in(nodes: list[ast.expr]) -> list[ast.Constant]:
    """Return the constants among nodes that are names, or are what names become."""
    return [
        each
        for each in nodes
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and _is_name(each.value)
    ]


def _in_display(
    program: Program, traffic: Traffic, node: ast.Constant, holder: Display
) -> Membership | None:
    outer = program.tree.parents[holder]
    if isinstance(outer, ast.Assign) and any(
        isinstance(target, (ast.Tuple, ast.List)) for target in outer.targets
    ):
        return None
    kind = GroupKind.CHOICES if _is_choices(outer) else GroupKind.COLLECTION
    if isinstance(holder, ast.Tuple) and kind is GroupKind.COLLECTION and _is_row(program, holder):
        return _in_column(program, traffic, node, holder)
    members = _names_in(holder.elts)
    group = _group(traffic, _kind(program, holder, kind), members)
    if group is None or node not in members:
        return None
    owner: ast.expr = outer if isinstance(outer, ast.Subscript) else holder
    removal = program.targets.handle(Item(owner, holder.elts.index(node)))
    return Membership(group, members.index(node), removal)


def _in_column(
    program: Program, traffic: Traffic, node: ast.Constant, row: ast.Tuple
) -> Membership | None:
    """Group the names at one place of several rows: equal names would make rows contradict."""
    outer = program.tree.parents[row]
    index = row.elts.index(node)
    rows = [each for each in getattr(outer, "elts", ()) if isinstance(each, ast.Tuple)]
    if len(rows) < 2 or len(row.elts) < 2:  # nothing stands beside, or above and below
        return None
    members = _names_in([each.elts[index] for each in rows])
    distinct = {str(each.value) for each in members}
    group = _group(traffic, GroupKind.COLLECTION, members) if len(distinct) > 1 else None
    return Membership(group, members.index(node)) if group and node in members else None


def _is_row(program: Program, holder: ast.Tuple) -> bool:
    """Whether a tuple is one row among several: its places mean different things."""
    outer = program.tree.parents[holder]
    return isinstance(outer, (ast.List, ast.Tuple, ast.Set)) and all(
        isinstance(each, ast.Tuple) and len(each.elts) == len(holder.elts) for each in outer.elts
    )


def _kind(program: Program, display: Display, kind: GroupKind) -> GroupKind:
    """Return the kind of the group of a collection: another where its length must stay."""
    several = len(_names_in(display.elts)) > 1
    return GroupKind.FIXED if several and is_fixed(program, display) else kind


def _is_choices(outer: ast.AST) -> bool:
    if isinstance(outer, ast.keyword):
        return outer.arg == "choices"
    return isinstance(outer, ast.Subscript) and _is_literal_type(outer)


def _is_literal_type(node: ast.Subscript) -> bool:
    return uses.last_name(node.value) == "Literal"


def _in_enum(
    program: Program, traffic: Traffic, node: ast.Constant, holder: ast.Assign
) -> Membership | None:
    owner = program.tree.parents[holder]
    if not isinstance(owner, ast.ClassDef) or not program.of.classes.is_enum(owner):
        return None
    values = [each.value for each in owner.body if isinstance(each, ast.Assign)]
    members = _names_in(values)
    group = _group(traffic, GroupKind.ENUM, members)
    return Membership(group, members.index(node)) if group and node in members else None


def _in_chain(
    program: Program, traffic: Traffic, node: ast.Constant, test: ast.Compare
) -> Membership | None:
    """Group what one subject is compared with in the branches of an `if` chain."""
    if not isinstance(test.ops[0], ast.Eq):
        return None
    subject = ast.dump(_subject(test, node))
    statement = program.tree.statement(test)
    if not isinstance(statement, ast.If):
        return None
    members = [
        constant
        for branch in _branches(program, statement)
        for constant, other in _comparisons(branch.test)
        if ast.dump(other) == subject
    ]
    named = _names_in(list(members))
    group = _group(traffic, GroupKind.COMPARISON, named)
    return Membership(group, named.index(node)) if group and node in named else None


def _subject(test: ast.Compare, node: ast.Constant) -> ast.expr:
    return test.comparators[0] if test.left is node else test.left


def _comparisons(test: ast.expr) -> Iterator[tuple[ast.Constant, ast.expr]]:
    for part in ast.walk(test):
        if isinstance(part, ast.Compare) and isinstance(part.ops[0], ast.Eq):
            for one, other in ((part.left, part.comparators[0]), (part.comparators[0], part.left)):
                if isinstance(one, ast.Constant):
                    yield one, other


def _branches(program: Program, statement: ast.If) -> Iterator[ast.If]:
    """Yield the `if` and `elif` branches of the chain that a branch belongs to."""
    first = statement
    parent = program.tree.parents.get(first)
    while isinstance(parent, ast.If) and parent.orelse == [first]:
        first, parent = parent, program.tree.parents.get(parent)
    current: ast.If | None = first
    while current is not None:
        yield current
        following = current.orelse
        only = following[0] if len(following) == 1 else None
        current = only if isinstance(only, ast.If) else None


def _in_match(program: Program, traffic: Traffic, node: ast.Constant) -> Membership | None:
    for parent in program.tree.ancestors(node):
        if isinstance(parent, ast.Match):
            constants = [
                part.value
                for case in parent.cases
                for part in ast.walk(case.pattern)
                if isinstance(part, ast.MatchValue)
            ]
            members = _names_in(constants)
            group = _group(traffic, GroupKind.COMPARISON, members)
            return Membership(group, members.index(node)) if group and node in members else None
    return None


def _default(
    program: Program, traffic: Traffic, node: ast.Constant, _place: uses.Place
) -> Membership | None:
    """Return the choices that a default stands beside, by keyword or by annotation."""
    holder = program.tree.parents[node]
    choices: ast.expr | None = None
    if isinstance(holder, ast.keyword) and holder.arg == "default":
        call = program.tree.parents[holder]
        if isinstance(call, ast.Call):
            choices = next((word.value for word in call.keywords if word.arg == "choices"), None)
    elif isinstance(holder, ast.AnnAssign):
        choices = _literal_members(holder.annotation)
    elif isinstance(holder, ast.arguments):
        choices = _literal_members(annotation_of_default(node, holder))
    if choices is None:
        return None
    for value in ordered(program.of.values(choices)):
        group = None
        if isinstance(value, Items):
            kind = _kind(program, value.node, GroupKind.CHOICES)
            group = _group(traffic, kind, _names_in(value.node.elts))
        elif isinstance(value, RemoteItems):
            group = _remote_group(program, value)
        if group is not None:
            return Membership(group, 0, is_default=True)
    return None


def _remote_group(program: Program, value: RemoteItems) -> Group | None:
    """Return the names in a collection of another file; whether a call of theirs thinks is lost."""
    members = texts(frozenset(links.elements(program.of.links, value)))
    named = [text.value for text in members if _is_name(text.value)]
    kind = GroupKind.CHOICES
    return Group(kind, tuple((name, False) for name in named)) if len(named) > 1 else None


def _is_name(text: str) -> bool:
    name = claude.classify(text)
    return qwen.looks_like(text) or (name is not None and name.kind in _NAMES)


def _literal_members(annotation: ast.expr | None) -> ast.expr | None:
    if isinstance(annotation, ast.Subscript) and _is_literal_type(annotation):
        return annotation.slice
    return None


def is_capability(program: Program, place: uses.Place) -> bool:
    """Whether a collection states what its members can do: by its name, or by how it is asked."""
    display = place.display
    if display is None:
        return False
    name = _bound_name(program, display)
    stated = _states_ability(program, display, name)
    return bool(name) and uses.names_capability(name) if stated is None else stated


def states_ability(program: Program, place: uses.Place) -> bool:
    """Whether a collection is asked what its members can do, or named after something like that."""
    display = place.display
    return display is not None and bool(
        _states_ability(program, display, _bound_name(program, display))
    )


def _states_ability(program: Program, display: ast.expr, name: str) -> bool | None:
    """Return whether a collection states an ability; None where only its name could tell."""
    if name and uses.names_ability(name):
        return True
    asked = [test for test in _memberships(program) if _asks(program, test, display)]
    return any(uses.states_capability(program, test) for test in asked) if asked else None


def _bound_name(program: Program, display: ast.expr) -> str:
    """Return the name that a collection is assigned to, also through `set(...)`."""
    holder = program.tree.parents[display]
    if isinstance(holder, ast.Call):
        holder = program.tree.parents[holder]
    if isinstance(holder, ast.Assign):
        return uses.last_name(holder.targets[0])
    return uses.last_name(holder.target) if isinstance(holder, ast.AnnAssign) else ""


def _memberships(program: Program) -> Iterator[ast.Compare]:
    for test in program.tree.nodes(ast.Compare):
        if isinstance(test.ops[0], (ast.In, ast.NotIn)) and not isinstance(test.left, ast.Constant):
            yield test


def _asks(program: Program, test: ast.Compare, display: ast.expr) -> bool:
    return any(
        isinstance(value, Items) and value.node is display
        for value in program.of.values(test.comparators[0])
    )
