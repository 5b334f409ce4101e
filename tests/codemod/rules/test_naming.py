"""Each name falls into one row of the policy, whatever it is and wherever it stands."""

from itertools import product
from typing import Any

import pytest

from migrator.catalog.mapping import Mapping
from migrator.codemod.findings import Span
from migrator.codemod.group import Group, GroupKind
from migrator.codemod.rules.naming import Row, verdict
from migrator.codemod.rules.registry import by_site
from migrator.codemod.rules.rule import Desk
from migrator.codemod.sites import ANTHROPIC, ModelName, Use

ID = "claude-sonnet-4-5"
UNDATED = "claude-3-opus"
SUFFIXED = "claude-3-5-sonnet-20240620-v2"
DOTTED = "claude-3.5-sonnet"
GENERATION = "claude-3"
UNKNOWN = "claude-lyric-6-1"
BEDROCK = "anthropic.claude-3-5-sonnet-20241022-v2:0"
PREFIXED = "openrouter/anthropic/claude-sonnet-4"
PLAIN_USES = [Use.VALUE, Use.MODEL]
TABLE_USES = [Use.TABLE_KEY, Use.TABLE_LOOKUP, Use.REGISTRATION, Use.CAPABILITY]
ANTHROPIC_ONLY = frozenset({ANTHROPIC})


def name(text: str, use: Use = Use.VALUE, **changes: Any) -> ModelName:
    return ModelName(Span(0, len(text)), text, use, **changes)


@pytest.mark.parametrize(
    "text",
    [
        "claude-code",
        "claude-desktop",
        "claude_desktop_config.json",
        "claude-3-rag",
        "anthropic.chat",
        "gpt-4o",
        "qwen-plus",
        "ask claude-sonnet-4-5 about it",
        "https://example.org/claude-sonnet-4-5",
        "",
    ],
)
@pytest.mark.parametrize("use", [*PLAIN_USES, *TABLE_USES, Use.TABLE_VALUE])
def test_what_is_no_name_is_kept(text: str, use: Use, desk: Desk) -> None:
    assert verdict(name(text, use), desk).row is Row.KEEP


@pytest.mark.parametrize("text", [ID, UNDATED, SUFFIXED, BEDROCK, GENERATION])
@pytest.mark.parametrize("use", list(Use))
def test_bytes_are_kept(text: str, use: Use, desk: Desk) -> None:
    assert verdict(name(text, use, bytes_literal=True), desk).row is Row.KEEP


@pytest.mark.parametrize("text", [GENERATION, DOTTED])
def test_a_generation_or_dotted_name_that_is_no_model_is_kept(text: str, desk: Desk) -> None:
    assert verdict(name(text, Use.VALUE), desk).row is Row.KEEP


@pytest.mark.parametrize("text", [ID, UNDATED, UNKNOWN])
def test_the_value_beside_a_table_key_belongs_to_that_flag(text: str, desk: Desk) -> None:
    assert verdict(name(text, Use.TABLE_VALUE), desk).row is Row.KEEP


@pytest.mark.parametrize("text", ["us.anthropic.", "anthropic.", "/chat/claude", "--opus", "gpt"])
@pytest.mark.parametrize("use", [Use.PART, Use.BUILT])
def test_a_part_of_something_else_is_kept(text: str, use: Use, desk: Desk) -> None:
    assert verdict(name(text, use), desk).row is Row.KEEP


@pytest.mark.parametrize("use", [Use.PART, Use.BUILT])
def test_a_sentence_is_kept(use: Use, desk: Desk) -> None:
    assert verdict(name("the model claude-3-opus said ", use), desk).row is Row.KEEP


def test_a_part_that_stands_alone_is_kept(desk: Desk) -> None:
    assert verdict(name("haiku", Use.VALUE), desk).row is Row.KEEP


@pytest.mark.parametrize("use", PLAIN_USES)
@pytest.mark.parametrize("routes", [frozenset[str](), ANTHROPIC_ONLY])
def test_an_id_is_renamed(use: Use, routes: frozenset[str], desk: Desk) -> None:
    found = verdict(name(ID, use, routes=routes), desk)
    assert (found.row, found.target) == (Row.RENAME, "qwen-plus")


def test_an_undated_name_is_renamed_in_a_model_position_alone(desk: Desk) -> None:
    assert verdict(name(UNDATED, Use.MODEL), desk).target == "qwen3-max"
    assert verdict(name(UNDATED, Use.VALUE), desk).row is Row.SPELLING
    assert verdict(name(UNDATED, Use.TABLE_KEY), desk).row is Row.SPELLING


def test_thinking_chooses_the_model(desk: Desk) -> None:
    plain = verdict(name("claude-opus-4-1", Use.MODEL), desk)
    thinks = verdict(name("claude-opus-4-1", Use.MODEL, thinks=True), desk)
    assert (plain.target, thinks.target) == ("qwen3-max", "qwen3-max-2026-01-23")


@pytest.mark.parametrize("text", [BEDROCK, PREFIXED])
@pytest.mark.parametrize("use", list(Use))
def test_an_id_of_another_route_is_its_own_row_in_every_use(
    text: str, use: Use, desk: Desk
) -> None:
    assert verdict(name(text, use), desk).row is Row.FOREIGN_ID


@pytest.mark.parametrize("text", [ID, UNDATED, UNKNOWN])
@pytest.mark.parametrize("routes", [{"litellm"}, {"litellm", ANTHROPIC}, {"bedrock"}])
@pytest.mark.parametrize("use", [*PLAIN_USES, *TABLE_USES])
def test_what_reaches_another_route_stays(
    text: str, routes: set[str], use: Use, desk: Desk
) -> None:
    found = verdict(name(text, use, routes=frozenset(routes)), desk)
    assert found.row is Row.FOREIGN_CALL


def test_a_cloud_in_place_of_the_first_party_has_ids_of_its_own(desk: Desk) -> None:
    routes = frozenset({"bedrock", "vertex", ANTHROPIC})
    assert verdict(name(ID, Use.MODEL, routes=routes), desk).row is Row.RENAME


@pytest.mark.parametrize("text", [SUFFIXED, DOTTED])
def test_a_spelling_is_one_whatever_route_it_is_passed_to(text: str, desk: Desk) -> None:
    routes = frozenset({"litellm"})
    assert verdict(name(text, Use.MODEL, routes=routes), desk).row is Row.SPELLING


@pytest.mark.parametrize("use", [Use.PART, Use.BUILT])
@pytest.mark.parametrize("text", [ID, UNDATED, DOTTED, "claude-", "haiku", "3-5-sonnet"])
@pytest.mark.parametrize("routes", [frozenset[str](), frozenset({"litellm"})])
def test_a_part_that_decides_or_builds(
    use: Use, text: str, routes: frozenset[str], desk: Desk
) -> None:
    assert verdict(name(text, use, routes=routes), desk).row is Row.PART


@pytest.mark.parametrize("text", [r"claude-3-(opus|sonnet)-.*", "^claude-[a-z]+$", "*-opus-4-*"])
def test_a_pattern(text: str, desk: Desk) -> None:
    assert verdict(name(text, Use.PART), desk).row is Row.PART


@pytest.mark.parametrize("text", [SUFFIXED, DOTTED, GENERATION])
def test_a_spelling_that_is_not_served_in_a_model_position(text: str, desk: Desk) -> None:
    assert verdict(name(text, Use.MODEL), desk).row is Row.SPELLING


@pytest.mark.parametrize("use", [*PLAIN_USES, *TABLE_USES])
def test_a_suffixed_name_is_never_renamed(use: Use, desk: Desk) -> None:
    assert verdict(name(SUFFIXED, use), desk).row is Row.SPELLING


@pytest.mark.parametrize("use", TABLE_USES)
@pytest.mark.parametrize("text", [ID, UNKNOWN, "claude-haiku-3-5-20241022"])
def test_facts_about_a_model(use: Use, text: str, desk: Desk) -> None:
    assert verdict(name(text, use), desk).row is Row.TABLE


@pytest.mark.parametrize("use", PLAIN_USES)
def test_an_unknown_family(use: Use, desk: Desk) -> None:
    assert verdict(name(UNKNOWN, use), desk).row is Row.UNMAPPED


def test_an_override_without_a_thinking_model_of_its_series(desk: Desk) -> None:
    mapping = Mapping((("claude-opus-*", "qwen3-coder-plus"),))
    other = Desk(mapping, desk.base_url)
    opus = "claude-opus-4-1"
    assert verdict(name(opus, Use.MODEL), other).target == "qwen3-coder-plus"
    assert verdict(name(opus, Use.MODEL, thinks=True), other).row is Row.NO_THINKING


GROUPS = [
    None,
    Group(GroupKind.COLLECTION, ((ID, False), ("claude-3-7-sonnet-latest", False))),
    Group(GroupKind.COMPARISON, ((ID, False), ("claude-3-7-sonnet-latest", True))),
    Group(GroupKind.ENUM, ((ID, True), (UNDATED, False))),
]


def test_at_most_one_rule_speaks_for_a_name(desk: Desk) -> None:
    texts = [ID, UNDATED, SUFFIXED, DOTTED, GENERATION, UNKNOWN, BEDROCK, "haiku", "qwen9-x"]
    routes = [frozenset[str](), ANTHROPIC_ONLY, frozenset({"openai"})]
    for text, use, route, group, thinks in product(texts, Use, routes, GROUPS, [False, True]):
        site = name(text, use, routes=route, group=group, thinks=thinks)
        speaking = [rule.id for rule in by_site(ModelName) if list(rule.judge(site, desk))]
        assert len(speaking) <= 1, (site, speaking)
