"""The models that a file states facts about: keys, registrations, abilities; and Qwen's names."""

import ast

from migrator.catalog import claude, qwen
from migrator.codemod.languages.python import groups, uses
from migrator.codemod.languages.python.program import Program
from migrator.codemod.sites import Use

_FACTS = frozenset({Use.TABLE_KEY, Use.REGISTRATION})
_WORD = "claude"


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
        states = place.use in _FACTS and not _is_renaming(program, node)
        if states or stated[place.display]:
            found.add(text)
    return frozenset(found)


def infers_provider(program: Program) -> bool:
    """Whether a file tells the provider by a word in the name: `"claude" in model`."""
    return any(
        node.value == _WORD
        and (place := uses.place(program, node)) is not None
        and place.use is Use.PART
        for node in program.tree.strings
    )


def _is_renaming(program: Program, key: ast.AST) -> bool:
    """Whether beside a key of a table stands what its model is called elsewhere: no fact of it."""
    table = program.tree.parents[key]
    if not isinstance(table, ast.Dict) or key not in table.keys:
        return False
    value = table.values[table.keys.index(key)]
    return (
        isinstance(value, ast.Constant)
        and isinstance(value.value, str)
        and claude.classify(value.value) is not None
    )


def successors(program: Program) -> frozenset[str]:
    """Return the names of Qwen models that a file spells, which may have been Claude's once."""
    if "qwen" not in program.text:
        return frozenset()
    texts = {node.value for node in program.tree.strings if isinstance(node.value, str)}
    return frozenset(text for text in texts if "qwen" in text and qwen.looks_like(text))
