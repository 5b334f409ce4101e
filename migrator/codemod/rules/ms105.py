"""MS105: names that would become the same name."""

from collections.abc import Iterator

from migrator.codemod.findings import Action, Finding, Remove, Rename
from migrator.codemod.group import GroupKind
from migrator.codemod.rules.collisions import is_later_twin
from migrator.codemod.rules.naming import Row, verdict
from migrator.codemod.rules.rule import Desk, Example, Flagged, Rule
from migrator.codemod.sites import ModelName

_BESIDE = (
    "names beside it would become equal, so the whole collection is changed only where you ask "
    "for it."
)
_ALLOWED = (
    "names in the collection that it is checked against would become equal. That collection is "
    "changed only where you ask for it, so this name stays in step with it."
)
_KEPT = {
    GroupKind.FIXED: "Its annotation, names that it is unpacked into, or an index fix the length "
    "of this collection, so none can be dropped",
    GroupKind.ENUM: "Members of an Enum with one value turn into aliases of the first",
    GroupKind.COMPARISON: "Of several comparisons with one name only the first would be reached",
}
_BY_HAND = {
    GroupKind.FIXED: "Put Qwen names in, and where one stood for several change what fixes the "
    "length with it.",
    GroupKind.ENUM: "Give the members Qwen names that differ, and drop those that are not needed "
    "together with their uses.",
    GroupKind.COMPARISON: "Write one branch for each Qwen model.",
}


def _judge(site: ModelName, desk: Desk) -> Iterator[Finding]:
    found = verdict(site, desk)
    if found.row is not Row.COLLISION or found.target is None:
        return
    if site.group is None:
        yield _beside_allowed(site, found.target)
    elif site.group.kind in _KEPT:
        yield _flag(site, found.target, f"{_KEPT[site.group.kind]}.", _BY_HAND[site.group.kind])
    elif not is_later_twin(site, desk):
        yield _rename(site, found.target, _BESIDE)
    elif site.removal is not None:
        yield _drop(site, found.target, site.removal)
    else:
        yield _flag(
            site,
            found.target,
            "The entry cannot be cut out alone.",
            "Put Qwen names in and take the repeated ones out.",
        )


def _beside_allowed(site: ModelName, target: str) -> Finding:
    """Return what becomes of a name that collections hold which models are checked against."""
    kind = GroupKind.FIXED
    if any(group.kind is kind for group in site.allowed_by):
        return _flag(site, target, f"{_KEPT[kind]}, and this name stays in step.", _BY_HAND[kind])
    return _rename(site, target, _ALLOWED)


def _flag(site: ModelName, target: str, why: str, advice: str) -> Finding:
    return RULE.flag(
        site.span,
        site.text,
        f"`{site.text}` stays: it would become `{target}`, and names beside it would become equal. "
        f"{why}",
        advice,
        before=site.text,
    )


def _rename(site: ModelName, target: str, why: str) -> Finding:
    return RULE.edit(
        site.span,
        site.text,
        f"`{site.text}` becomes `{target}`, and {why}",
        "Look over the collection, then run with `--unsafe`: the first of equal names is kept.",
        intent=Rename(site.span, target),
        before=site.text,
        after=target,
        action=Action.UNSAFE,
    )


def _drop(site: ModelName, target: str, removal: int) -> Finding:
    return RULE.edit(
        site.span,
        site.text,
        f"`{site.text}` would become `{target}`, which the collection then holds already, so this "
        "entry would be dropped.",
        "Look over the collection, then run with `--unsafe`: the first of equal names is kept.",
        intent=Remove(removal),
        before=site.text,
        action=Action.UNSAFE,
    )


RULE = Rule(
    id="MS105",
    name="model-name-collision",
    action="unsafe",
    what="A list, tuple, set, `choices=` or `Literal[…]` in which two ids would become the same "
    "Qwen id, and the names that are checked against such a collection; members of an Enum, "
    "comparisons in one if chain or match, and a collection whose length is fixed by an "
    "annotation, an unpacking or an index, as a flag.",
    why="There are fewer Qwen models than Claude models, so a menu would offer one twice, and a "
    "test would run twice. With --unsafe the first is kept and later ones are dropped.",
    site=ModelName,
    judge=_judge,
    examples=(
        Example(
            """\
MENU = ["claude-opus-4-1", "claude-3-opus-20240229", "claude-sonnet-4-5"]
print(MENU)
""",
            """\
MENU = ["qwen3-max", "qwen-plus"]
print(MENU)
""",
            unsafe=True,
        ),
        Example(
            """\
import argparse

parser = argparse.ArgumentParser()
parser.add_argument(
    "--name",
    choices=["claude-sonnet-4-5", "claude-3-5-sonnet-latest"],
    default="claude-3-5-sonnet-latest",
)
""",
            """\
import argparse

parser = argparse.ArgumentParser()
parser.add_argument(
    "--name",
    choices=["qwen-plus"],
    default="qwen-plus",
)
""",
            unsafe=True,
        ),
        Flagged(
            """\
from enum import StrEnum


class Model(StrEnum):
    OLD = "claude-opus-4-1"
    NEW = "claude-opus-4-8"
""",
            "claude-opus-4-8",
        ),
        Flagged(
            """\
def label(model: str) -> str:
    if model == "claude-opus-4-1":
        return "old"
    elif model == "claude-opus-4-8":
        return "new"
    return "other"
""",
            "claude-opus-4-1",
        ),
    ),
    keeps=(
        """\
# Nothing of Claude's in it.
MENU = ["qwen3-max", "qwen-plus", "qwen-plus"]
print(MENU)
""",
        """\
# Values under different keys may become equal.
ROLES = {"writer": "qwen-plus", "critic": "qwen-plus"}
print(ROLES)
""",
        """\
# Products.
APPS = ("claude-code", "claude-desktop")
print(APPS)
""",
    ),
)
