"""Which names that stand side by side would become one."""

import pytest

from migrator.catalog.mapping import Mapping
from migrator.codemod.findings import Span
from migrator.codemod.group import Group, GroupKind
from migrator.codemod.rules.collisions import collides, is_later_twin
from migrator.codemod.rules.rule import Desk
from migrator.codemod.sites import ModelName, Use

OPUS, OLD_OPUS, SONNET = "claude-opus-4-1", "claude-3-opus-20240229", "claude-sonnet-4-5"


def sites(
    *texts: str, kind: GroupKind = GroupKind.COLLECTION, use: Use = Use.VALUE
) -> list[ModelName]:
    group = Group(kind, tuple((text, False) for text in texts))
    return [
        ModelName(Span(0, 1), text, use, group=group, index=index)
        for index, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    "texts",
    [
        (OPUS,),
        (OPUS, SONNET),
        (OPUS, OPUS),  # one text twice was a repetition before
        (OPUS, "claude-3-opus"),  # an undated name is no model here and stays
        (OPUS, "anthropic.claude-3-opus-20240229-v1:0"),
        (OPUS, "gpt-4o", "qwen-plus"),
    ],
)
@pytest.mark.parametrize("kind", list(GroupKind))
def test_no_collision(texts: tuple[str, ...], kind: GroupKind, desk: Desk) -> None:
    assert not any(collides(site, desk) for site in sites(*texts, kind=kind))


def test_a_name_that_stands_alone_collides_with_nothing(desk: Desk) -> None:
    assert not collides(ModelName(Span(0, 1), OPUS, Use.VALUE), desk)


def test_a_mapping_that_tells_them_apart(desk: Desk) -> None:
    apart = Desk(Mapping(((OLD_OPUS, "qwen3.5-plus"),)), desk.base_url)
    assert not any(collides(site, apart) for site in sites(OPUS, OLD_OPUS))


@pytest.mark.parametrize("kind", [GroupKind.COLLECTION, GroupKind.CHOICES, GroupKind.ENUM])
def test_the_whole_group_is_kept(kind: GroupKind, desk: Desk) -> None:
    assert all(collides(site, desk) for site in sites(OPUS, SONNET, OLD_OPUS, kind=kind))


def test_of_comparisons_only_the_twins_are_kept(desk: Desk) -> None:
    chain = sites(OPUS, SONNET, OLD_OPUS, kind=GroupKind.COMPARISON)
    assert [collides(site, desk) for site in chain] == [True, False, True]


def test_undated_names_count_in_a_model_position(desk: Desk) -> None:
    assert all(collides(site, desk) for site in sites(OPUS, "claude-3-opus", use=Use.MODEL))


def test_a_qwen_name_counts_as_a_twin(desk: Desk) -> None:
    assert collides(sites(SONNET, "qwen-plus")[0], desk)


def test_thinking_tells_twins_apart(desk: Desk) -> None:
    group = Group(GroupKind.COLLECTION, ((OPUS, True), (OLD_OPUS, False)))
    site = ModelName(Span(0, 1), OPUS, Use.VALUE, thinks=True, group=group)
    assert not collides(site, desk)


@pytest.mark.parametrize(
    ("texts", "later"),
    [
        ((OPUS, SONNET, OLD_OPUS), [False, False, True]),
        ((OPUS, OLD_OPUS, "claude-opus-4-8"), [False, True, True]),
        (("qwen-plus", SONNET), [True]),
        ((SONNET, "qwen-plus"), [True]),  # what is there already is the one that stays
    ],
)
def test_later_twins(texts: tuple[str, ...], later: list[bool], desk: Desk) -> None:
    claude = [site for site in sites(*texts) if site.text.startswith("claude")]
    assert [is_later_twin(site, desk) for site in claude] == later


def test_one_of_each_name_is_left(desk: Desk) -> None:
    group = sites(OPUS, SONNET, OLD_OPUS, "claude-3-7-sonnet-latest", "claude-haiku-4-5")
    left = [
        desk.mapping.target(site.text, thinking=False)
        for site in group
        if not is_later_twin(site, desk)
    ]
    assert left == ["qwen3-max", "qwen-plus", "qwen-flash"]
