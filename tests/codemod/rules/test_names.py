"""What MS101 to MS106 answer about names."""

from collections.abc import Callable
from typing import Any

import pytest

from migrator.catalog.mapping import Mapping
from migrator.codemod.findings import Action, Finding, Remove, Rename, Span
from migrator.codemod.group import Group, GroupKind
from migrator.codemod.rules.rule import Desk
from migrator.codemod.sites import ANTHROPIC, ModelName, Remark, Site, Use

Judge = Callable[..., list[Finding]]
OPUS, OLD_OPUS, SONNET = "claude-opus-4-1", "claude-3-opus-20240229", "claude-sonnet-4-5"


def name(text: str, use: Use = Use.VALUE, **changes: Any) -> ModelName:
    return ModelName(Span(3, 3 + len(text)), text, use, **changes)


def only(judge: Judge, site: Site) -> Finding:
    (finding,) = judge(site)
    return finding


def test_ms101_renames_and_says_what(judge: Judge) -> None:
    found = only(judge, name(SONNET))
    assert (found.rule, found.action) == ("MS101", Action.REWRITE)
    assert (found.token, found.before, found.after) == (SONNET, SONNET, "qwen-plus")
    assert found.intent == Rename(found.span, "qwen-plus")


def test_ms101_says_that_a_label_belongs_to_recorded_data(judge: Judge) -> None:
    found = only(judge, name(SONNET, labels_data=True))
    assert "recorded data" in found.message
    assert "exclude" in found.help


def test_ms101_says_that_a_framework_has_a_table_of_its_own(judge: Judge) -> None:
    found = only(judge, name(SONNET, Use.MODEL, own_table="LlamaIndex"))
    assert found.action is Action.REWRITE
    assert "LlamaIndex looks ids up in a table of its own" in found.message


def test_ms101_flags_an_unknown_family(judge: Judge) -> None:
    found = only(judge, name("claude-lyric-6-1"))
    assert (found.rule, found.action, found.intent) == ("MS101", Action.FLAG, None)


def test_ms101_renames_an_unknown_family_that_the_user_maps(desk: Desk, judge: Judge) -> None:
    mapped = Desk(Mapping((("claude-lyric-*", "qwen3-max"),)), desk.base_url)
    (found,) = judge(name("claude-lyric-6-1"), mapped)
    assert found.intent == Rename(found.span, "qwen3-max")


def test_ms101_updates_what_a_comment_says(judge: Judge) -> None:
    found = only(judge, Remark(Span(3, 20), SONNET))
    assert (found.rule, found.intent) == ("MS101", Rename(Span(3, 20), "qwen-plus"))


@pytest.mark.parametrize(
    "text", ["claude-3-opus", "claude-3.5-sonnet", "claude-lyric-6-1", "claude-code", "haiku"]
)
def test_ms101_keeps_a_comment_on_anything_but_an_id(text: str, judge: Judge) -> None:
    assert judge(Remark(Span(3, 20), text)) == []


@pytest.mark.parametrize("use", [Use.TABLE_KEY, Use.TABLE_LOOKUP, Use.REGISTRATION, Use.CAPABILITY])
def test_ms102_names_the_entry_to_add(use: Use, judge: Judge) -> None:
    found = only(judge, name(SONNET, use))
    assert (found.rule, found.action, found.after) == ("MS102", Action.FLAG, None)
    assert "`qwen-plus`" in found.help


@pytest.mark.parametrize("use", [Use.PART, Use.BUILT])
def test_ms103_flags_parts(use: Use, judge: Judge) -> None:
    found = only(judge, name("claude-3-", use))
    assert (found.rule, found.action, found.token) == ("MS103", Action.FLAG, "claude-3-")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("claude-3-5-sonnet-20240620-v2", "suffix"),
        ("claude-3.5-sonnet", "full stop"),
        ("claude-3", "generation"),
    ],
)
def test_ms103_says_what_is_odd_about_a_spelling(text: str, reason: str, judge: Judge) -> None:
    found = only(judge, name(text, Use.MODEL))
    assert found.rule == "MS103"
    assert reason in found.message


def test_ms104_names_the_route_of_the_id(judge: Judge) -> None:
    found = only(judge, name("anthropic.claude-3-opus-20240229-v1:0"))
    assert (found.rule, found.action) == ("MS104", Action.FLAG)
    assert "bedrock" in found.message


def test_ms104_names_the_call_that_an_id_goes_to(judge: Judge) -> None:
    routes = frozenset({"litellm", ANTHROPIC})
    found = only(judge, name(SONNET, Use.MODEL, routes=routes, callee="litellm.completion"))
    assert found.rule == "MS104"
    assert "`litellm.completion`" in found.message
    assert "can also go" in found.message


def group(kind: GroupKind, *texts: str, **changes: Any) -> list[ModelName]:
    members = Group(kind, tuple((text, False) for text in texts))
    return [
        name(text, group=members, index=index, removal=40 + index, **changes)
        for index, text in enumerate(texts)
    ]


def test_ms105_keeps_the_first_and_drops_later_twins(judge: Judge) -> None:
    found = [only(judge, site) for site in group(GroupKind.COLLECTION, OPUS, SONNET, OLD_OPUS)]
    assert {(each.rule, each.action) for each in found} == {("MS105", Action.UNSAFE)}
    assert [each.intent for each in found] == [
        Rename(found[0].span, "qwen3-max"),
        Rename(found[1].span, "qwen-plus"),
        Remove(42),
    ]


def test_ms105_renames_a_default_with_its_choices(judge: Judge) -> None:
    choices = Group(GroupKind.CHOICES, ((OPUS, False), (OLD_OPUS, False)))
    found = only(judge, name(OLD_OPUS, group=choices, index=1, default_of_group=True))
    assert (found.rule, found.action) == ("MS105", Action.UNSAFE)
    assert found.intent == Rename(found.span, "qwen3-max")


def test_a_default_beside_choices_that_do_not_collide_is_ms101(judge: Judge) -> None:
    choices = Group(GroupKind.CHOICES, ((OPUS, False), (SONNET, False)))
    assert only(judge, name(OPUS, group=choices, default_of_group=True)).rule == "MS101"


def test_ms105_flags_what_cannot_be_dropped(judge: Judge) -> None:
    members = Group(GroupKind.COLLECTION, ((OPUS, False), (OLD_OPUS, False)))
    found = only(judge, name(OLD_OPUS, group=members, index=1))
    assert (found.rule, found.action, found.intent) == ("MS105", Action.FLAG, None)


@pytest.mark.parametrize("kind", [GroupKind.FIXED, GroupKind.ENUM, GroupKind.COMPARISON])
def test_ms105_flags_members_that_are_named_or_reached(kind: GroupKind, judge: Judge) -> None:
    for site in group(kind, OPUS, OLD_OPUS):
        found = only(judge, site)
        assert (found.rule, found.action, found.intent) == ("MS105", Action.FLAG, None)


@pytest.mark.parametrize(
    ("text", "use", "routes"),
    [
        ("qwen-plus", Use.MODEL, {ANTHROPIC}),
        ("qwen9-plus", Use.VALUE, set()),  # no model position
        ("qwen2.5-coder", Use.MODEL, {"openai"}),  # another route has names of its own
        ("qwen-notes.txt", Use.MODEL, set()),
    ],
)
def test_ms106_keeps(text: str, use: Use, routes: set[str], judge: Judge) -> None:
    assert judge(name(text, use, routes=frozenset(routes))) == []


def test_ms106_keeps_bytes(judge: Judge) -> None:
    assert judge(name("qwen9-plus", Use.MODEL, bytes_literal=True)) == []


def test_ms106_suggests_a_listed_name(judge: Judge) -> None:
    found = only(judge, name("qwen-plsu", Use.MODEL))
    assert (found.rule, found.action) == ("MS106", Action.FLAG)
    assert "`qwen-plus`" in found.help


def test_ms106_knows_the_name_that_only_the_introduction_has(judge: Judge) -> None:
    assert "introduction" in only(judge, name("qwen3-plus", Use.MODEL)).message
