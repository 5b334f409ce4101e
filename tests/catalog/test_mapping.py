import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.catalog import qwen
from migrator.catalog.mapping import Mapping, MappingError, parse_override, thinks
from migrator.catalog.tables import table

DEFAULT = Mapping()


@pytest.mark.parametrize(
    "text",
    [
        "claude-code",
        "claude-3",
        "claude-3.5-sonnet",
        "claude-opus-4-6[1m]",
        "anthropic/claude-opus-5",
        "claude-saga-6",
        "sonnet",
        "qwen-plus",
        "",
    ],
)
def test_no_target(text: str) -> None:
    assert DEFAULT.target(text, thinking=False) is None
    assert DEFAULT.target(text, thinking=True) is None


@pytest.mark.parametrize(
    ("text", "plain", "thinking"),
    [
        ("claude-3-opus-20240229", "qwen3-max", "qwen3-max-2026-01-23"),
        ("claude-fable-5", "qwen3-max", "qwen3-max-2026-01-23"),
        ("claude-mythos-preview", "qwen3-max", "qwen3-max-2026-01-23"),
        ("claude-2.1", "qwen3-max", "qwen3-max-2026-01-23"),
        ("claude-v1", "qwen3-max", "qwen3-max-2026-01-23"),
        ("claude-sonnet-4-5", "qwen-plus", "qwen-plus"),
        ("claude-haiku-4-5", "qwen-flash", "qwen-flash"),
        ("claude-instant-1.2", "qwen-flash", "qwen-flash"),
        ("claude-3-opus", "qwen3-max", "qwen3-max-2026-01-23"),
        ("claude-sonnet-4", "qwen-plus", "qwen-plus"),
        ("claude-3-5-sonnet", "qwen-plus", "qwen-plus"),
        ("claude-haiku-3-5-20241022", "qwen-flash", "qwen-flash"),
    ],
)
def test_by_tier(text: str, plain: str, thinking: str) -> None:
    assert DEFAULT.target(text, thinking=False) == plain
    assert DEFAULT.target(text, thinking=True) == thinking


def test_every_target_is_a_model_of_the_page_and_thinks_where_it_must() -> None:
    for tier in table("mapping")["tiers"].values():
        assert qwen.find(tier["plain"]) is not None
        assert qwen.find(tier["thinking"]) is not None
        assert thinks(tier["thinking"])


def test_an_exact_override_wins_over_an_earlier_glob() -> None:
    mapping = Mapping((("claude-*", "qwen-turbo"), ("claude-opus-5", "qwen3.5-plus")))

    assert mapping.target("claude-opus-5", thinking=False) == "qwen3.5-plus"
    assert mapping.target("claude-haiku-4-5", thinking=False) == "qwen-turbo"


def test_the_first_glob_that_matches_wins() -> None:
    mapping = Mapping((("claude-opus-*", "qwen3.5-plus"), ("claude-*", "qwen-turbo")))

    assert mapping.target("claude-opus-5", thinking=False) == "qwen3.5-plus"
    assert mapping.target("claude-sonnet-5", thinking=False) == "qwen-turbo"


def test_an_override_without_a_glob_is_exact_and_case_sensitive() -> None:
    mapping = Mapping((("claude-opus-5", "qwen-turbo"), ("Claude-*", "qwen-flash")))

    assert mapping.target("claude-opus-5-5", thinking=False) == "qwen3-max"


def test_an_override_gives_an_unknown_family_a_target() -> None:
    assert Mapping((("claude-saga-*", "qwen-plus"),)).target("claude-saga-6", True) == "qwen-plus"


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("qwen3-max", "qwen3-max-2026-01-23"),
        ("qwen-plus", "qwen-plus"),
        ("qwen3-coder-plus", None),
        ("qwen3-vl-plus", None),
        ("qwen9-new", "qwen9-new"),
    ],
)
def test_an_override_with_thinking(target: str, expected: str | None) -> None:
    assert Mapping((("claude-*", target),)).target("claude-opus-5", thinking=True) == expected


def test_unknown_targets_are_told_once_in_order() -> None:
    mapping = Mapping(
        (("claude-a-1", "qwen9"), ("claude-*", "qwen-plus"), ("b", "qwen8"), ("c", "qwen9"))
    )

    assert mapping.unknown_targets() == ("qwen9", "qwen8")
    assert DEFAULT.unknown_targets() == ()


def test_pickles() -> None:
    mapping = Mapping((("claude-*", "qwen-turbo"),))

    assert pickle.loads(pickle.dumps(mapping)) == mapping


@given(st.text(max_size=30), st.booleans())
def test_nothing_but_models_of_the_page_is_emitted(text: str, thinking: bool) -> None:
    target = DEFAULT.target(f"claude-{text}", thinking)

    assert target is None or qwen.find(target) is not None


@pytest.mark.parametrize("text", ["", "=", "claude-opus-5", "claude-opus-5=", "=qwen-plus", " = "])
def test_an_override_that_cannot_be_read(text: str) -> None:
    with pytest.raises(MappingError, match="CLAUDE=QWEN") as caught:
        parse_override(text)
    assert caught.value.exit_code == 2


def test_an_override_is_read() -> None:
    assert parse_override(" claude-opus-* = qwen-plus ") == ("claude-opus-*", "qwen-plus")


@pytest.mark.parametrize("target", ["qwen3-max-2026-01-23", "qwen9.5-new", "house/qwen:tuned_v1"])
def test_a_target_may_be_any_name_of_a_model(target: str) -> None:
    assert parse_override(f"claude-*={target}") == ("claude-*", target)


@pytest.mark.parametrize("target", ["claude-opus-5", "claude-3-opus", "anthropic/claude-opus-5"])
def test_a_claude_name_is_no_target(target: str) -> None:
    with pytest.raises(MappingError, match=f"'{target}' is the name of a Claude model"):
        parse_override(f"claude-*={target}")


@pytest.mark.parametrize("target", ["qwen 3", "a\nb", "'qwen'", 'a"', "a\\b", "{x}", "a\x7fb"])
def test_what_would_need_another_spelling_is_no_target(target: str) -> None:
    with pytest.raises(MappingError, match="is no name of a model"):
        parse_override(f"claude-*={target}")
