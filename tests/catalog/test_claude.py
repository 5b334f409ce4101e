import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.catalog import mapping
from migrator.catalog.claude import NameKind, classify, families, mentions

SDK_AND_PAGES = """
claude-fable-5-2 claude-mythos-5-2 claude-haiku-5-5 claude-sonnet-5-5 claude-fable-5-1
claude-opus-5-5 claude-mythos-5-1 claude-sonnet-5 claude-fable-5 claude-mythos-5 claude-opus-5
claude-opus-4-8 claude-opus-4-7 claude-mythos-preview claude-opus-4-6 claude-sonnet-4-6
claude-haiku-4-5 claude-haiku-4-5-20251001 claude-opus-4-5 claude-opus-4-5-20251101
claude-sonnet-4-5 claude-sonnet-4-5-20250929 claude-opus-4-1 claude-opus-4-1-20250805
claude-opus-4-0 claude-opus-4-20250514 claude-4-opus-20250514 claude-sonnet-4-0
claude-sonnet-4-20250514 claude-4-sonnet-20250514 claude-3-7-sonnet-latest
claude-3-7-sonnet-20250219 claude-3-5-sonnet-latest claude-3-5-sonnet-20241022
claude-3-5-sonnet-20240620 claude-3-5-haiku-latest claude-3-5-haiku-20241022
claude-3-opus-latest claude-3-opus-20240229 claude-3-sonnet-20240229 claude-3-haiku-20240307
claude-2 claude-2.0 claude-2.1 claude-1 claude-1-100k claude-1.0 claude-1.1 claude-1.2 claude-1.3
claude-1.3-100k claude-instant-1 claude-instant-1-100k claude-instant-1.0 claude-instant-1.1
claude-instant-1.1-100k claude-instant-1.2 claude-v0 claude-v1
"""
OF_2023 = """
claude-v1-100k claude-v1.0 claude-v1.2 claude-v1.3 claude-v1.3-100k claude-instant-v1
claude-instant-v1-100k claude-instant-v1.0 claude-instant-v1.1 claude-instant-v1.1-100k
"""
LATER = """
claude-opus-4-6-20260205 claude-opus-4-7-20260416 claude-opus-6 claude-sonnet-5-6-20270101
claude-haiku-12 claude-3-haiku-20240229 claude-haiku-4-20250514
"""

NO_MODEL = """
claude claude-code claude-desktop claude-agent-sdk claude-tag claude-test claude-x claude-latest
claude.ai claude-code-action@v1 claude-unknown-model give-claude-a-role claude-2024 claude-code-2
claude_desktop_config.json .claude_settings.json claude-code-sdk-python claude_code_sdk
claude-3-rag claude-experimental-v2 claude-3-opus.json claude-sonnet-4-5.md claude-3-haiku-notes
anthropics/claude-code anthropic/claude-code @anthropic-ai/claude-code anthropic-ai/sdk
https://claude.ai/chat https://example.com/claude-3-opus-20240229 /chat/claude /claude-2.1
results/claude-3-opus-20240229 docs/claude-sonnet-4 test-1 session-2 claude-session-3
claude-cookbooks claude-user@example.com Claude Claude-3-Sonnet CLAUDE-OPUS-5 claude_3_opus
--opus --sonnet audio/opus libopus opusplan best opus-mt-en-de sonnets haikus qwen-plus qwen3-max
claude-2.1' gpt-4o sonnet[1m] opus[1m] claude-opus-5,claude-haiku-4-5 claude-3-sonnet-latest2
"""
PROSE = [
    "",
    " ",
    "claude-3-opus-20240229 ",
    "Ask claude-3-opus-20240229 about it.",
    "chat claude-3-5-sonnet-20241022",
    "claude-3-opus-20240229\n",
    "Write a haiku about the sea",
    "Error: model claude-fable-5 not found",
    "claude-" + "3-" * 500,
    "claude-3-opus-2024022٩",
]

OTHER_ROUTES = {
    "bedrock": """
        anthropic.claude-v1 anthropic.claude-v2 anthropic.claude-v2:1 anthropic.claude-instant-v1
        anthropic.claude-3-5-sonnet-20241022-v2:0 us.anthropic.claude-sonnet-4-5-20250929-v1:0
        eu.anthropic.claude-sonnet-4-20250514-v1:0 apac.anthropic.claude-sonnet-4-6
        au.anthropic.claude-opus-5 jp.anthropic.claude-sonnet-5 us-gov.anthropic.claude-haiku-5-5
        global.anthropic.claude-opus-5-5 anthropic.claude-opus-4-6-v1 anthropic.claude-opus-5
        anthropic.claude-3-haiku-20240307-v1:0:200k bedrock/claude_platform/claude-opus-5
        bedrock/us.anthropic.claude-3-5-haiku-20241022-v1:0
        bedrock_mantle/anthropic.claude-haiku-5-5 bedrock:global.anthropic.claude-sonnet-5-5
        arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0
    """,
    "vertex": """
        claude-3-5-sonnet-v2@20241022 claude-opus-4@20250514 claude-sonnet-4-5@20250929
        claude-opus-4-6@default claude-3-haiku@20240307 vertex_ai/claude-sonnet-4-5@20250929
        vertex_ai/claude-opus-5 publishers/anthropic/models/claude-3-opus@20240229
    """,
    "framework": """
        anthropic/claude-3.5-sonnet anthropic/claude-3.5-sonnet:beta
        anthropic/claude-3.7-sonnet:thinking anthropic/claude-opus-4.6
        ~anthropic/claude-opus-latest anthropic/claude-sonnet-4-5-20250929
        anthropic:claude-opus-5-5 gateway/anthropic:claude-haiku-5-5 anthropic/claude-2.1
        gateway/bedrock:global.anthropic.claude-sonnet-5-5
    """,
    "openrouter": "openrouter/anthropic/claude-3.5-sonnet openrouter/anthropic/claude-sonnet-4",
    "foundry": "azure_ai/claude-opus-5-5 azure_ai/claude-opus-5-5-fast",
    "databricks": "databricks-claude-sonnet-4-5 databricks/databricks-claude-opus-4",
    "copilot": "github_copilot/claude-sonnet-4.5",
    "heroku": "heroku:claude-4-5-haiku",
    "sap": "anthropic--claude-4.5-sonnet",
}
BY_KIND = {
    NameKind.UNDATED: """
        claude-3-opus claude-3-5-sonnet claude-3-7-sonnet claude-sonnet-4 claude-opus-4
        claude-4-sonnet claude-4-5-haiku claude-3-sonnet claude-sonnet-3-5 claude-v2
    """,
    NameKind.NEVER_ISSUED: """
        claude-haiku-3-5-20241022 claude-sonnet-3-7-20250219 claude-4-5-sonnet-20250929
        claude-opus-latest claude-fable-4-20250514 claude-sonnet-4-5-latest
    """,
    NameKind.BARE_GENERATION: "claude-3 claude-3-5 claude-3.5 claude-4 claude-2.2",
    NameKind.DOTTED: """
        claude-3.5-sonnet claude-sonnet-4.5 claude-opus-4.8-fast claude-3.7-sonnet claude-4.5-haiku
        claude-haiku-3.5 claude-opus-4.7 claude-3.5-sonnet-20241022
    """,
    NameKind.SUFFIXED: """
        claude-3-5-sonnet-20240620-v2 claude-3-5-sonnet-20241022-FC claude-opus-4-6[1m]
        claude-sonnet-4-5[1m] claude-3-sonnet-20240229-v1:0 claude-sonnet-4-5-20250929-v1:0
        claude-3-7-sonnet-20250219-v1 claude-opus-4-8-think claude-haiku-4-5-20251001-thinking
        claude-opus-4-thinking:1024 claude-v2:1 claude-3-5-sonnet-v2 claude-3-opus-latest-v1
    """,
    NameKind.UNKNOWN_FAMILY: """
        claude-saga-6 claude-nova-5-20270101 claude-saga-5-1 claude-5-saga-20270101
    """,
    NameKind.PART: """
        claude- claude-3- claude-3-5- claude-3-5-sonnet-2024 claude-3-5-sonnet- -sonnet sonnet opus
        haiku fable 3-5-sonnet 3-7-sonnet 3.5-sonnet opus-4- sonnet-4- haiku-4- claude-sonnet
        claude-opus- claude-instant claude-v
    """,
}
CASES = [(text, kind) for kind, texts in BY_KIND.items() for text in texts.split()]
ROUTES = [(text, route) for route, texts in OTHER_ROUTES.items() for text in texts.split()]


@pytest.mark.parametrize("text", [*NO_MODEL.split(), *PROSE])
def test_names_no_model(text: str) -> None:
    assert classify(text) is None


@pytest.mark.parametrize("text", (SDK_AND_PAGES + OF_2023 + LATER).split())
def test_ids_have_a_tier(text: str) -> None:
    name = classify(text)

    assert name is not None
    assert name.kind is NameKind.ID
    assert name.tier in mapping.tiers()
    assert name.route is None


@pytest.mark.parametrize(("text", "kind"), CASES)
def test_other_names(text: str, kind: NameKind) -> None:
    name = classify(text)

    assert name is not None
    assert name.kind is kind


@pytest.mark.parametrize(("text", "route"), ROUTES)
def test_other_routes_are_named(text: str, route: str) -> None:
    name = classify(text)

    assert name is not None
    assert (name.kind, name.route) == (NameKind.OTHER_ROUTE, route)


@pytest.mark.parametrize(
    ("text", "family", "tier"),
    [
        ("claude-opus-5-5", "opus", "top"),
        ("claude-mythos-preview", "mythos", "top"),
        ("claude-fable-5", "fable", "top"),
        ("claude-2.1", "claude", "top"),
        ("claude-3-5-sonnet", "sonnet", "mid"),
        ("claude-haiku-3-5-20241022", "haiku", "fast"),
        ("claude-instant-1.2", "instant", "fast"),
        ("claude-opus-4-6[1m]", "opus", "top"),
        ("claude-saga-6", None, None),
        ("anthropic/claude-opus-5", None, None),
    ],
)
def test_family_and_tier(text: str, family: str | None, tier: str | None) -> None:
    name = classify(text)

    assert name is not None
    assert (name.family, name.tier) == (family, tier)


@given(st.sampled_from(["sonnet", "opus", "haiku"]), st.integers(5, 99), st.integers(0, 99))
def test_later_versions_are_ids(family: str, major: int, minor: int) -> None:
    for text in (f"claude-{family}-{major}", f"claude-{family}-{major}-{minor}-20310102"):
        name = classify(text)
        assert name is not None
        assert (name.kind, name.family) == (NameKind.ID, family)


@given(st.text(st.sampled_from("claude-sonnetopushaiku.0123456789:@/[]v"), max_size=60))
def test_whatever_is_an_id_is_spelled_plainly(text: str) -> None:
    name = classify(text)

    if name is not None and name.kind is NameKind.ID:
        assert re.fullmatch(r"claude-[a-z0-9.-]+", text)


@given(st.text(max_size=40))
def test_text_around_an_id_makes_it_no_id(around: str) -> None:
    for text in (f"{around} claude-opus-5", f"claude-opus-5\n{around}"):
        assert classify(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ask claude about the weather",
        "claude-code",
        "claude_desktop_config.json",
        "a sonnet by Shakespeare",
        "magnum opus",
        "qwen-plus",
        "us.anthropic.",
        "https://claude.ai",
        "Claude",
    ],
)
def test_mentions_nothing(text: str) -> None:
    assert not mentions(text)


@pytest.mark.parametrize(
    "text",
    [
        "claude",
        "claude-",
        "claude-3",
        "haiku",
        "-sonnet-",
        "3-5-sonnet",
        "us.anthropic.claude-",
        r"claude-(opus|sonnet)-\d",
        r"^claude-\d+",
        "claude-*",
        "claude.*",
        "claude-[a-z]+",
        "(opus|sonnet|haiku)",
        "text_completion claude-v2:1",
        "claude-saga-6",
        "claude-opus-5,claude-haiku-4-5",
    ],
)
def test_mentions_a_name(text: str) -> None:
    assert mentions(text)


def test_every_family_belongs_to_a_tier() -> None:
    assert set(families().values()) == set(mapping.tiers())


def test_code_names_no_family() -> None:
    import migrator.catalog.claude as module

    code = Path(module.__file__).read_text("utf-8")

    assert not [family for family in families() if family in code]
