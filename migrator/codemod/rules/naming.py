"""Which row of the policy takes a name: one answer, so that one rule speaks for each place."""

from enum import Enum, auto

from msgspec import Struct

from migrator.catalog.claude import (
    Name,
    NameKind,
    classify,
    is_part_of_other_route,
    mentions,
)
from migrator.catalog.sdk import clouds
from migrator.codemod.rules.collisions import collides, is_allowed_by_kept
from migrator.codemod.rules.rule import Desk
from migrator.codemod.sites import ANTHROPIC, ModelName, Use


class Row(Enum):
    """The rows that a name can fall into, with the rule that speaks for each."""

    KEEP = auto()  # none
    RENAME = auto()  # MS101
    UNMAPPED = auto()  # MS101, a flag
    TABLE = auto()  # MS102
    PART = auto()  # MS103: a piece of an id that decides or builds
    SPELLING = auto()  # MS103: a whole name that the first-party API does not serve
    FOREIGN_ID = auto()  # MS104: the id itself belongs to another route
    FOREIGN_CALL = auto()  # MS104: the id is passed to another route
    COLLISION = auto()  # MS105
    NO_THINKING = auto()  # MS205


class Verdict(Struct, frozen=True):
    """The row, what the name is (None where it is no name by itself), the Qwen id it maps to."""

    row: Row
    name: Name | None = None
    target: str | None = None


_TABLE_USES = frozenset(
    {Use.TABLE_KEY, Use.TABLE_LOOKUP, Use.REGISTRATION, Use.CAPABILITY, Use.TESTED}
)
_PART_USES = frozenset({Use.PART, Use.BUILT, Use.QUOTED})
_PASSED_ON = frozenset(
    {NameKind.ID, NameKind.UNDATED, NameKind.NEVER_ISSUED, NameKind.UNKNOWN_FAMILY}
)
_SPEAKS_AS_MODEL_ALONE = frozenset({NameKind.DOTTED, NameKind.BARE_GENERATION})


def verdict(site: ModelName, desk: Desk) -> Verdict:
    """Return the row of the policy that takes `site`, under the mapping of `desk`."""
    if site.bytes_literal:
        return Verdict(Row.KEEP)
    name = classify(site.text)
    if name is None:
        return Verdict(Row.PART if _decides_by_part(site) else Row.KEEP)
    row = _by_shape(site, name) or _by_spelling(site, name) or _by_use(site)
    if row is not None:
        return Verdict(row, name)
    return _by_mapping(site, name, desk)


def _decides_by_part(site: ModelName) -> bool:
    """Return whether a text that is no name decides on ids: a pattern, or one that holds an id."""
    is_one_word = not any(character.isspace() for character in site.text)
    told = site.use in _PART_USES and is_one_word and mentions(site.text)
    # Names of other routes stay, so what looks for them decides as before.
    return told and not (site.use is Use.PART and is_part_of_other_route(site.text))


def _by_shape(site: ModelName, name: Name) -> Row | None:
    if name.kind is NameKind.OTHER_ROUTE:
        return Row.FOREIGN_ID
    if site.use in _PART_USES:
        return Row.PART
    if name.kind is NameKind.PART:
        return Row.KEEP
    if name.kind in _PASSED_ON and _goes_elsewhere(site):
        return Row.FOREIGN_CALL
    return None


def _goes_elsewhere(site: ModelName) -> bool:
    """Return whether a name is passed to another route.

    Where a cloud's client can stand in for the first-party one, an id of the first-party shape is
    the first party's: the clouds have ids of their own.
    """
    others = site.routes - {ANTHROPIC}
    return bool(others) and not (ANTHROPIC in site.routes and others <= clouds())


def _by_spelling(site: ModelName, name: Name) -> Row | None:
    if name.kind is NameKind.SUFFIXED:
        return Row.SPELLING
    if name.kind in _SPEAKS_AS_MODEL_ALONE:
        return Row.SPELLING if site.use is Use.MODEL else Row.KEEP
    if name.kind is NameKind.UNDATED and site.use not in (Use.MODEL, Use.TABLE_VALUE):
        return Row.SPELLING
    return None


def _by_use(site: ModelName) -> Row | None:
    if site.use in _TABLE_USES:
        return Row.TABLE
    return Row.KEEP if site.use is Use.TABLE_VALUE else None


def _by_mapping(site: ModelName, name: Name, desk: Desk) -> Verdict:
    target = desk.mapping.target(site.text, site.thinks)
    if target is None:
        return Verdict(_without_target(site, desk), name)
    if collides(site, desk) or (site.group is None and is_allowed_by_kept(site, desk)):
        return Verdict(Row.COLLISION, name, target)
    return Verdict(Row.RENAME, name, target)


def _without_target(site: ModelName, desk: Desk) -> Row:
    if site.thinks and desk.mapping.target(site.text, thinking=False) is not None:
        return Row.NO_THINKING
    return Row.UNMAPPED
