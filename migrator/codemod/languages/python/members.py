"""The names of models in collections, found once for each: every name of a long one asks."""

import ast
from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from migrator.catalog import claude, qwen
from migrator.codemod.group import Group, GroupKind
from migrator.codemod.languages.python.traffic import Traffic

_NAMES = frozenset({claude.NameKind.ID, claude.NameKind.UNDATED, claude.NameKind.NEVER_ISSUED})


class Membership(Struct, frozen=True):
    """A literal's place in a group; see `ModelName`."""

    group: Group
    index: int
    removal: int | None = None
    is_default: bool = False


class Together(Struct, frozen=True):
    """Names that stand side by side; `group` is None where there are not two of them."""

    group: Group | None
    places: Mapping[ast.expr, int]

    def of(self, node: ast.Constant, removal: int | None = None) -> Membership | None:
        """Return the place of a literal, or None where it is none of these names."""
        index = self.places.get(node)
        if self.group is None or index is None:
            return None
        return Membership(self.group, index, removal)


class Members:
    """The names that stand side by side in a file."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self._known: dict[tuple[ast.AST, int, GroupKind], Together] = {}

    def together(
        self,
        holder: ast.AST,
        kind: GroupKind,
        nodes: Callable[[], Iterable[ast.expr]],
        column: int = -1,
    ) -> Together:
        """Return the names among nodes that `holder` has, perhaps in one column of its rows."""
        known = self._known.get((holder, column, kind))
        if known is None:
            known = self._known[holder, column, kind] = self.among(kind, nodes())
        return known

    def among(self, kind: GroupKind, nodes: Iterable[ast.expr]) -> Together:
        """Return the names among nodes."""
        names = names_in(nodes)
        named = tuple((str(each.value), each in self._traffic.thinking) for each in names)
        group = Group(kind, named) if len(named) > 1 else None
        return Together(group, {each: index for index, each in enumerate(names)})


def names_in(nodes: Iterable[ast.expr]) -> list[ast.Constant]:
    """Return the constants among nodes that are names, or are what names become."""
    return [
        each
        for each in nodes
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and is_name(each.value)
    ]


def is_name(text: str) -> bool:
    """Whether a text is the name of a Claude model, or looks like one of Qwen's."""
    name = claude.classify(text)
    return qwen.looks_like(text) or (name is not None and name.kind in _NAMES)
