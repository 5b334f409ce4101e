"""From intents to edits of a Python file, all of a file together."""

import ast
from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from migrator.codemod.edits import Obstacle
from migrator.codemod.findings import Edit, Intent, Remove, Rename, Span
from migrator.codemod.languages.python import literals
from migrator.codemod.languages.python.program import Program
from migrator.codemod.languages.python.removal import (
    remove_attribute,
    remove_items,
    remove_statements,
)
from migrator.codemod.languages.python.targets import Attributes, Item, Statement, Target


class Plan(Struct, frozen=True):
    """What becomes of the intents of a file.

    `edits` are made together. `obstacles` tells why an intent cannot be carried out. `removed` are
    the spans that go: what else stands inside them goes along. `targets` tells for each removal
    where the thing itself stands.
    """

    edits: tuple[Edit, ...] = ()
    obstacles: dict[Intent, Obstacle] = field(default_factory=dict)
    removed: tuple[Span, ...] = ()
    targets: dict[Intent, Span] = field(default_factory=dict)


def plan(program: Program, intents: Iterable[Intent]) -> Plan:
    """Return the edits that carry out the intents, as far as they can be carried out."""
    wanted = list(dict.fromkeys(intents))
    removals: dict[Intent, Target] = {
        intent: program.targets.target(intent.handle)
        for intent in wanted
        if isinstance(intent, Remove)
    }
    result = _remove(program, removals)
    edits = list(result.edits)
    for intent in wanted:
        if isinstance(intent, Rename) and not _within(intent.span, result.removed):
            edit = _rename(program, intent)
            if isinstance(edit, Obstacle):
                result.obstacles[intent] = edit
            else:
                edits.append(edit)
    ordered = tuple(sorted(edits, key=lambda edit: edit.span))
    return Plan(ordered, result.obstacles, result.removed, result.targets)


def _rename(program: Program, intent: Rename) -> Edit | Obstacle:
    """Rename in a literal, or the bare text of a comment or docstring."""
    source = program.source(intent.span)
    if source[-1:] in {'"', "'"}:
        return literals.rename(program.text, intent.span, intent.value)
    return Edit(intent.span, intent.value)


def _remove(program: Program, removals: Mapping[Intent, Target]) -> Plan:
    targets = _widened(set(removals.values()))
    obstacles: dict[Intent, Obstacle] = {}
    edits: list[Edit] = []
    removed: list[Span] = []
    outer = [_span(program, target) for target in targets]
    for group in _groups(program, targets, outer):
        answer = _edits(program, group)
        if isinstance(answer, Obstacle):
            for intent, target in removals.items():
                if target in group or _alone(target) in group:
                    obstacles[intent] = answer
        else:
            edits.extend(answer)
            removed.extend(_span(program, target) for target in group)
    places = {intent: _span(program, target) for intent, target in removals.items()}
    return Plan(tuple(edits), obstacles, tuple(removed), places)


def _alone(target: Target) -> Target | None:
    return target.alone if isinstance(target, Item) else None


def _widened(targets: set[Target]) -> set[Target]:
    """Replace the last items of a holder by what goes with them, until nothing more changes."""
    while True:
        by_holder: dict[ast.expr, set[Item]] = {}
        for target in targets:
            if isinstance(target, Item):
                by_holder.setdefault(target.holder, set()).add(target)
        wider = set(targets)
        for holder, items in by_holder.items():
            alone = next(iter(items)).alone
            if alone is not None and len(items) == _size(holder):
                wider = (wider - items) | {alone}
        if wider == targets:
            return targets
        targets = wider


def _size(holder: ast.expr) -> int:
    return len(_items(holder))


def _items(holder: ast.expr) -> list[ast.AST]:
    """Return the items of a holder, counted as `Item.index` counts."""
    match holder:
        case ast.Call():
            return [*holder.args, *holder.keywords]
        case ast.Dict():
            return [key or value for key, value in zip(holder.keys, holder.values, strict=True)]
        case ast.Subscript(slice=ast.Tuple(elts=elements)):
            return list(elements)
        case ast.List() | ast.Tuple() | ast.Set():
            return list(holder.elts)
        case _:
            raise TypeError(f"{type(holder).__name__} holds no items")


def _span(program: Program, target: Target) -> Span:
    match target:
        case Item(holder=ast.Dict() as holder, index=index) if holder.keys[index] is not None:
            key = holder.keys[index]
            value = program.span(holder.values[index])
            return Span(program.span(key).start, value.end) if key is not None else value
        case Item():
            item = _items(target.holder)[target.index]
            assert isinstance(item, (ast.expr, ast.keyword))  # noqa: S101  # what holders hold
            return program.span(item)
        case Statement():
            return program.span(target.node)
        case Attributes():
            last = program.span(target.nodes[-1])
            return Span(program.span(target.nodes[0].value).end, last.end)


def _groups(program: Program, targets: set[Target], outer: list[Span]) -> list[list[Target]]:
    """Group the targets that must be removed together; what stands inside another is left out."""
    groups: dict[object, list[Target]] = {}
    for target in sorted(targets, key=lambda target: _span(program, target)):
        span = _span(program, target)
        if _within(span, [other for other in outer if other != span]):
            continue
        groups.setdefault(_group_key(program, target), []).append(target)
    return list(groups.values())


def _group_key(program: Program, target: Target) -> object:
    if isinstance(target, Item):
        return target.holder
    if isinstance(target, Statement):
        parent = program.tree.parents[target.node]
        return (parent, _block_name(parent, target.node))
    return target


def _block_name(parent: ast.AST, statement: ast.stmt) -> str:
    for name in ("body", "orelse", "finalbody"):
        if statement in getattr(parent, name, ()):
            return name
    raise ValueError("the statement stands in no block of its parent")


def _edits(program: Program, group: list[Target]) -> tuple[Edit, ...] | Obstacle:
    first = group[0]
    text, lines = program.text, program.lines
    match first:
        case Item(holder=holder):
            items = _items(holder)
            chosen = [items[target.index] for target in group if isinstance(target, Item)]
            return remove_items(text, lines, holder, chosen)  # type: ignore[arg-type]  # displays
        case Statement(node=node):
            parent = program.tree.parents[node]
            block = getattr(parent, _block_name(parent, node))
            statements = [target.node for target in group if isinstance(target, Statement)]
            return remove_statements(text, lines, block, statements)
        case Attributes(nodes=nodes):
            edits: list[Edit] = []
            for each in nodes:
                answer = remove_attribute(text, lines, each)
                if isinstance(answer, Obstacle):
                    return answer
                edits.extend(answer)
            return tuple(edits)


def _within(span: Span, spans: Iterable[Span]) -> bool:
    return any(other.start <= span.start and span.end <= other.end for other in spans)
