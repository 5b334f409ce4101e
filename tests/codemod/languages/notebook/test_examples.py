"""The examples of the rules, as notebooks: in one cell, and with a cell for each statement."""

import ast
from collections.abc import Callable

import pytest

from migrator.codemod.engine import Outcome
from migrator.codemod.rules.registry import rules
from migrator.codemod.rules.rule import Example, Flagged, Rule

Make = Callable[..., bytes]
Migrate = Callable[..., Outcome]

REWRITES = [
    (rule, example) for rule in rules() for example in rule.examples if isinstance(example, Example)
]
FLAGS = [
    (rule, example)
    for rule in rules()
    for example in rule.examples
    if isinstance(example, Flagged) and not example.models
]
KEPT = [(rule, source) for rule in rules() for source in rule.keeps]


def whole(source: str) -> list[str]:
    return [source.removesuffix("\n")]


def apart(source: str) -> list[str]:
    """Cut a source into cells before each statement, or the comments above it."""
    lines = source.splitlines(keepends=True)
    starts = []
    for statement in ast.parse(source).body[1:]:
        above = [one.lineno for one in getattr(statement, "decorator_list", ())]
        start = min([statement.lineno, *above]) - 1
        while lines[start - 1].startswith("#"):
            start -= 1
        starts.append(start)
    ends = [*starts, len(lines)]
    cells = ["".join(lines[a:b]) for a, b in zip([0, *starts], ends, strict=True)]
    return [cell.rstrip("\n") for cell in cells if cell.strip()]


CUTS = pytest.mark.parametrize("cut", [whole, apart])


@CUTS
@pytest.mark.parametrize(("rule", "example"), REWRITES)
def test_what_is_rewritten(
    rule: Rule,
    example: Example,
    cut: Callable[[str], list[str]],
    notebook: Make,
    changed: Callable[..., list[str]],
) -> None:
    after = changed(notebook(*cut(example.before)), unsafe=example.unsafe)
    if cut is whole:
        assert after == whole(example.after)
    else:
        assert "\n".join(after).split() == example.after.split()


@CUTS
@pytest.mark.parametrize(("rule", "example"), FLAGS)
def test_what_is_flagged(
    rule: Rule,
    example: Flagged,
    cut: Callable[[str], list[str]],
    notebook: Make,
    migrate: Migrate,
) -> None:
    found = migrate(notebook(*cut(example.source))).judgement.findings
    assert example.token in [each.token for each in found if each.rule == rule.id]


@CUTS
@pytest.mark.parametrize(("rule", "source"), KEPT)
def test_what_is_kept(
    rule: Rule, source: str, cut: Callable[[str], list[str]], notebook: Make, migrate: Migrate
) -> None:
    outcome = migrate(notebook(*cut(source)), unsafe=True)
    assert [each for each in outcome.judgement.findings if each.rule == rule.id] == []
    assert outcome.data is None
