"""Which names that stand side by side would become the same Qwen id."""

from functools import lru_cache

from migrator.catalog.claude import NameKind, classify
from migrator.codemod.group import Group, GroupKind
from migrator.codemod.rules.rule import Desk
from migrator.codemod.sites import ModelName, Use

_RENAMED_ANYWHERE = frozenset({NameKind.ID, NameKind.NEVER_ISSUED, NameKind.UNKNOWN_FAMILY})


def collides(site: ModelName, desk: Desk) -> bool:
    """Return whether the group of `site` keeps its names because some would become one.

    Where one subject is compared with several names, each comparison stands alone: then only the
    names that would become equal are kept. Any other group stays as a whole.
    """
    if site.group is None:
        return False
    if site.group.kind is not GroupKind.COMPARISON:
        return _stays(site.group, site.use, desk)
    results = _results(site.group, site.use, desk)
    return bool(_twins(site.group, results, site.index))


def is_allowed_by_kept(site: ModelName, desk: Desk) -> bool:
    """Return whether a collection that models are checked against holds the name, and stays.

    The name must stay with it: renamed alone, it would no longer be allowed.
    """
    return any(_stays(group, site.use, desk) for group in site.allowed_by)


@lru_cache(maxsize=64)
def _stays(group: Group, use: Use, desk: Desk) -> bool:
    """Return whether a collection keeps its names because some of them would become one."""
    first: dict[str, str] = {}
    for text, thinks in group.members:
        if first.setdefault(_becomes(text, thinks, use, desk), text) != text:
            return True
    return False


def is_later_twin(site: ModelName, desk: Desk) -> bool:
    """Return whether another member already gives the Qwen id that `site` would become.

    The first of several twins is no later twin, unless one that stays what it is follows it.
    """
    if site.group is None or site.default_of_group:
        return False
    own = _results(site.group, site.use, desk)[site.index]
    first, unchanged = _places(site.group, site.use, desk)
    return first[own] < site.index or unchanged.get(own, -1) > site.index


@lru_cache(maxsize=64)
def _places(group: Group, use: Use, desk: Desk) -> tuple[dict[str, int], dict[str, int]]:
    """Return where each result comes first, and where each text stands last."""
    results = _results(group, use, desk)
    first = {result: index for index, result in reversed([*enumerate(results)])}
    return first, {text: index for index, (text, _) in enumerate(group.members)}


@lru_cache(maxsize=64)
def _results(group: Group, use: Use, desk: Desk) -> tuple[str, ...]:
    return tuple(_becomes(text, thinks, use, desk) for text, thinks in group.members)


def _becomes(text: str, thinks: bool, use: Use, desk: Desk) -> str:
    name = classify(text)
    renamed = name is not None and (
        name.kind in _RENAMED_ANYWHERE or (name.kind is NameKind.UNDATED and use is Use.MODEL)
    )
    return (desk.mapping.target(text, thinks) if renamed else None) or text


def _twins(group: Group, results: tuple[str, ...], index: int) -> list[int]:
    """Return the members with another text that `index` would share its name with."""
    return [
        other
        for other, result in enumerate(results)
        if result == results[index] and group.members[other][0] != group.members[index][0]
    ]
