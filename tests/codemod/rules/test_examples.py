"""The examples that the rules show, run through the real engine."""

import codecs
from collections.abc import Callable, Sequence

import pytest

from migrator.catalog import endpoints
from migrator.catalog.mapping import Mapping
from migrator.codemod.engine import Outcome, Settings, migrate
from migrator.codemod.findings import Finding
from migrator.codemod.rules.registry import ids, rules
from migrator.codemod.rules.rule import Desk, Example, Flagged, Rule

Dress = Callable[[str], bytes]


def indented_by_tabs(source: str) -> str:
    lines = source.split("\n")
    dressed = []
    for line in lines:
        body = line.lstrip(" ")
        depth, rest = divmod(len(line) - len(body), 4)
        dressed.append("\t" * depth + " " * rest + body)
    return "\n".join(dressed)


DRESSES: dict[str, Dress] = {
    "as it is": lambda source: source.encode(),
    "CRLF": lambda source: source.replace("\n", "\r\n").encode(),
    "CR": lambda source: source.replace("\n", "\r").encode(),
    "BOM": lambda source: codecs.BOM_UTF8 + source.encode(),
    "tabs": lambda source: indented_by_tabs(source).encode(),
    "no final newline": lambda source: source.rstrip("\n").encode(),
    "form feed": lambda source: b"\x0c\n" + source.encode(),
    "latin-1": lambda source: f"# coding: latin-1\n# caf\xe9\n{source}".encode("latin-1"),
}


def settings(models: tuple[tuple[str, str], ...] = (), *, unsafe: bool = False) -> Settings:
    desk = Desk(Mapping(models), endpoints.default_base_url(), unsafe)
    return Settings(desk, frozenset(ids()))


def run(data: bytes, choices: Settings) -> Outcome:
    outcome = migrate(data, choices)
    assert outcome.failed is None
    assert outcome.judgement.faults == ()
    return outcome


def result(data: bytes, choices: Settings) -> bytes:
    after = run(data, choices).data
    return data if after is None else after


def of_rule(outcome: Outcome, rule: Rule) -> list[Finding]:
    return [found for found in outcome.judgement.findings if found.rule == rule.id]


REWRITES = [
    (rule, example) for rule in rules() for example in rule.examples if isinstance(example, Example)
]
UNSAFE = [case for case in REWRITES if case[1].unsafe]
FLAGS = [
    (rule, example) for rule in rules() for example in rule.examples if isinstance(example, Flagged)
]
KEPT = [(rule, source) for rule in rules() for source in rule.keeps]


def numbered(cases: Sequence[tuple[Rule, object]]) -> list[str]:
    return [f"{rule.id}-{number}" for number, (rule, _) in enumerate(cases)]


@pytest.mark.parametrize("dress", DRESSES.values(), ids=DRESSES)
@pytest.mark.parametrize(("rule", "source"), KEPT, ids=numbered(KEPT))
def test_what_is_kept(rule: Rule, source: str, dress: Dress) -> None:
    outcome = run(dress(source), settings(unsafe=True))
    assert of_rule(outcome, rule) == []
    assert outcome.judgement.edits == ()
    assert outcome.data is None


@pytest.mark.parametrize("dress", DRESSES.values(), ids=DRESSES)
@pytest.mark.parametrize(("rule", "example"), REWRITES, ids=numbered(REWRITES))
def test_what_is_rewritten(rule: Rule, example: Example, dress: Dress) -> None:
    choices = settings(unsafe=example.unsafe)
    assert result(dress(example.before), choices) == dress(example.after)


@pytest.mark.parametrize(("rule", "example"), REWRITES, ids=numbered(REWRITES))
def test_a_rewrite_is_reported(rule: Rule, example: Example) -> None:
    outcome = run(example.before.encode(), settings(unsafe=example.unsafe))
    assert any(outcome.is_applied(found) for found in outcome.judgement.findings if found.intent)
    if rule.id != "MS205":  # its rewrite is the name that MS101 puts in
        assert any(outcome.is_applied(found) for found in of_rule(outcome, rule))


@pytest.mark.parametrize(("rule", "example"), REWRITES, ids=numbered(REWRITES))
def test_a_second_pass_changes_nothing(rule: Rule, example: Example) -> None:
    again = run(example.after.encode(), settings(unsafe=example.unsafe))
    assert again.judgement.edits == ()
    assert again.data is None


@pytest.mark.parametrize(("rule", "example"), UNSAFE, ids=numbered(UNSAFE))
def test_what_needs_the_users_word_is_left_without_it(rule: Rule, example: Example) -> None:
    outcome = run(example.before.encode(), settings())
    assert outcome.data is None
    assert of_rule(outcome, rule)


@pytest.mark.parametrize("dress", DRESSES.values(), ids=DRESSES)
@pytest.mark.parametrize(("rule", "example"), FLAGS, ids=numbered(FLAGS))
def test_what_is_flagged(rule: Rule, example: Flagged, dress: Dress) -> None:
    outcome = run(dress(example.source), settings(example.models))
    found = of_rule(outcome, rule)
    assert example.token in [each.token for each in found]
    assert [each.intent for each in found] == [None] * len(found)
