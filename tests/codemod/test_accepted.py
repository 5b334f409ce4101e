"""Edits of chosen findings alone: what the engine does with a person's decisions."""

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.codemod import engine
from migrator.codemod.choices import Choices
from migrator.codemod.engine import Key, Outcome
from migrator.codemod.languages.python import frontend
from migrator.codemod.settings import settings_of

SETTINGS = settings_of(Choices())
UNSAFE = settings_of(Choices(unsafe=True))

SOURCE = b"""\
import anthropic

client = anthropic.Anthropic()
client.beta.messages.create(
    model="claude-opus-4-1",
    metadata={"model": "claude-3-haiku-20240307"},
    betas=["x"],
    max_tokens=10,
    messages=[],
)
OTHER = "claude-sonnet-4-5"
"""
TWINS = b'NAMES = ["claude-opus-4-1", "claude-3-opus-20240229", "claude-sonnet-4-5"]\n'

Chosen = Callable[[str], bool]


def keys(data: bytes, rules: Iterable[str], given: engine.Settings = SETTINGS) -> frozenset[Key]:
    judged = engine.judge(frontend.parse(data).opened(), given)
    return frozenset((one.rule, one.span) for one in judged.findings if one.rule in rules)


def migrated(data: bytes, accepted: frozenset[Key] | None, *, unsafe: bool = False) -> Outcome:
    given = UNSAFE if unsafe else SETTINGS
    return engine.carry_out(frontend.parse(data), frontend, given, accepted=accepted)


def text(outcome: Outcome) -> str:
    assert outcome.failed is None
    return outcome.after or ""


def test_nothing_accepted_changes_nothing() -> None:
    outcome = migrated(SOURCE, frozenset())
    assert (outcome.after, outcome.failed) == (None, None)


def test_all_accepted_is_the_whole_run() -> None:
    every = keys(SOURCE, ["MS101", "MS201", "MS202", "MS204"])
    assert migrated(SOURCE, every).after == migrated(SOURCE, None).after


def test_the_findings_are_the_same_whatever_is_accepted() -> None:
    whole = migrated(SOURCE, None).judgement.findings
    assert migrated(SOURCE, keys(SOURCE, ["MS101"])).judgement.findings == whole


def test_only_what_was_accepted_is_changed() -> None:
    found = text(migrated(SOURCE, keys(SOURCE, ["MS101"])))
    assert 'model="qwen3-max"' in found
    assert 'OTHER = "qwen-plus"' in found
    assert 'metadata={"model": "claude-3-haiku-20240307"}' in found
    assert "client.beta.messages" in found


def test_what_stands_inside_of_a_declined_removal_stays() -> None:
    rest = keys(SOURCE, ["MS101", "MS202", "MS204"])
    found = text(migrated(SOURCE, rest))
    assert 'metadata={"model": "claude-3-haiku-20240307"}' in found


def test_a_change_that_needs_a_declined_one_is_not_made() -> None:
    found = text(migrated(SOURCE, keys(SOURCE, ["MS101", "MS204"])))
    assert "client.beta.messages.create(" in found
    assert 'betas=["x"]' in found
    assert text(migrated(SOURCE, keys(SOURCE, ["MS202", "MS204"]))).count("beta") == 0


def test_is_applied_tells_what_was_made() -> None:
    outcome = migrated(SOURCE, keys(SOURCE, ["MS101", "MS204"]))
    made = [one.rule for one in outcome.judgement.findings if outcome.is_applied(one)]
    assert made == ["MS101", "MS101"]


def test_a_key_of_another_state_of_the_file_accepts_nothing() -> None:
    stale = keys(b"# one line more\n" + SOURCE, ["MS101", "MS201", "MS202"])
    assert migrated(SOURCE, stale).after is None


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_unsafe_changes_one_by_one(count: int) -> None:
    every = sorted(keys(TWINS, ["MS101", "MS105"], UNSAFE), key=lambda key: key[1])
    outcome = migrated(TWINS, frozenset(every[:count]), unsafe=True)
    assert outcome.failed is None


@settings(max_examples=60, deadline=None)
@given(st.sets(st.integers(0, 7)))
def test_any_choice_passes_the_gates_and_can_be_completed(chosen: set[int]) -> None:
    every = sorted(keys(SOURCE, ["MS101", "MS201", "MS202", "MS204"]), key=lambda key: key[1])
    accepted = frozenset(key for index, key in enumerate(every) if index in chosen)
    outcome = migrated(SOURCE, accepted)
    assert outcome.failed is None
    partly = SOURCE if outcome.data is None else outcome.data
    completed = migrated(partly, None).data or partly
    assert completed == migrated(SOURCE, None).data
