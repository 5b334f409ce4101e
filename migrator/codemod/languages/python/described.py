"""The models that a file states facts about: keys, registrations, abilities; and Qwen's names."""

from typing import TYPE_CHECKING

from migrator.catalog import claude, qwen
from migrator.codemod.languages.python import groups, uses
from migrator.codemod.languages.python.program import Program
from migrator.codemod.sites import Use

if TYPE_CHECKING:
    import ast

_FACTS = frozenset({Use.TABLE_KEY, Use.REGISTRATION})


def names(program: Program) -> frozenset[str]:
    """Return the ids that stand where a file says what is true of them.

    A list of ids that only by its name says that they are supported states nothing of them.
    """
    if "claude-" not in program.text:
        return frozenset()
    found: set[str] = set()
    stated: dict[ast.AST | None, bool] = {None: False}
    for node in program.tree.strings:
        text = node.value
        if not isinstance(text, str) or "claude-" not in text or claude.classify(text) is None:
            continue
        place = uses.place(program, node)
        if place is None:
            continue
        if place.display not in stated:
            stated[place.display] = groups.states_ability(program, place)
        if place.use in _FACTS or stated[place.display]:
            found.add(text)
    return frozenset(found)


def parts(program: Program) -> frozenset[str]:
    """Return the parts of names that a file looks for in names: `"claude" in model`."""
    texts = (node for node in program.tree.strings if isinstance(node.value, str))
    return frozenset(
        str(node.value)
        for node in texts
        if "claude" in str(node.value)
        and claude.mentions(str(node.value))
        and (place := uses.place(program, node)) is not None
        and place.use is Use.PART
        and not any(map(str.isspace, str(node.value)))
    )


def successors(program: Program) -> frozenset[str]:
    """Return the names of Qwen models that a file spells, which may have been Claude's once."""
    if "qwen" not in program.text:
        return frozenset()
    texts = {node.value for node in program.tree.strings if isinstance(node.value, str)}
    return frozenset(text for text in texts if "qwen" in text and qwen.looks_like(text))
