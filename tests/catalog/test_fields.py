import pytest

from migrator.catalog import fields
from migrator.catalog.fields import Verdict
from migrator.catalog.tables import table

SUPPORTED = """
model max_tokens messages system stream stop_sequences temperature top_p top_k thinking tools
tool_choice
"""
UNSUPPORTED = ("container", "mcp_servers", "metadata", "service_tier", "betas")
REPORTED = """
output_config output_format context_management inference_geo speed cache_control compaction thread
fallbacks
"""
UNSUPPORTED_BLOCKS = """
image video document search_result thinking redacted_thinking server_tool_use
web_search_tool_result code_execution_tool_result mcp_tool_use mcp_tool_result
container_upload
"""
NO_VERSIONED_TOOLS = """
custom web_search computer function clear_tool_uses_20250919 clear_thinking_20251015
compact_20260112 computer_use_20250124 computer_YYYYMMDD web_search_2025 mcp_tool_use
Web_search_20250305 20250305
"""
VERSIONED_TOOLS = """
web_search_20250305 web_fetch_20260318 computer_20241022 computer_20251124 bash_20250124
text_editor_20250728 code_execution_20250522 memory_20250818 advisor_20260301 mcp_toolset
tool_search_tool_bm25 tool_search_tool_regex_20251119 browser_toolset_20260801
of_the_future_20280101
"""


def test_what_is_no_field() -> None:
    for name in ("prompt", "max_tokens_to_sample", "api_key", "Metadata", ""):
        assert fields.request_field(name) is None


@pytest.mark.parametrize("name", SUPPORTED.split())
def test_supported_fields(name: str) -> None:
    field = fields.request_field(name)
    assert field is not None
    assert (field.verdict, field.advice) == (Verdict.SUPPORTED, "")


@pytest.mark.parametrize("name", ["extra_headers", "extra_query", "extra_body", "timeout"])
def test_options_of_the_sdk(name: str) -> None:
    field = fields.request_field(name)
    assert field is not None
    assert field.verdict is Verdict.CLIENT


@pytest.mark.parametrize("name", UNSUPPORTED)
def test_unsupported_fields(name: str) -> None:
    field = fields.request_field(name)
    assert field is not None
    assert field.verdict is Verdict.UNSUPPORTED
    assert field.advice


def test_which_unsupported_fields_change_behaviour() -> None:
    changing = {
        name
        for name in UNSUPPORTED
        if (field := fields.request_field(name)) is not None and field.changes_behaviour
    }
    assert changing == {"container", "mcp_servers", "betas"}


@pytest.mark.parametrize("name", REPORTED.split())
def test_undocumented_fields_that_are_reported(name: str) -> None:
    field = fields.request_field(name)
    assert field is not None
    assert (field.verdict, field.changes_behaviour) == (Verdict.UNDOCUMENTED, True)
    assert field.advice


def test_beta_only_fields_are_fields() -> None:
    names = fields.beta_only_fields()

    assert {"betas", "context_management", "mcp_servers", "output_format"} <= names
    assert not names & {"container", "output_config", "thinking", "metadata"}
    assert all(fields.request_field(name) is not None for name in names)


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("x-api-key", Verdict.SUPPORTED),
        ("Authorization", Verdict.SUPPORTED),
        ("anthropic-version", Verdict.UNSUPPORTED),
        ("Anthropic-Version", Verdict.UNSUPPORTED),
        ("ANTHROPIC-BETA", Verdict.UNSUPPORTED),
        ("anthropic-user-profile-id", Verdict.UNDOCUMENTED),
        ("User-Agent", Verdict.CLIENT),
    ],
)
def test_headers_in_any_case(name: str, verdict: Verdict) -> None:
    header = fields.header(name)
    assert header is not None
    assert (header.name, header.verdict) == (name.lower(), verdict)


def test_unknown_headers() -> None:
    assert fields.header("anthropic_version") is None
    assert fields.header("x-request-id") is None


@pytest.mark.parametrize("kind", ["text", "tool_use", "tool_result"])
def test_supported_blocks(kind: str) -> None:
    assert fields.block(kind) is Verdict.SUPPORTED
    assert fields.block_advice(kind) == ""


@pytest.mark.parametrize("kind", UNSUPPORTED_BLOCKS.split())
def test_unsupported_blocks(kind: str) -> None:
    assert fields.block(kind) is Verdict.UNSUPPORTED
    assert fields.block_advice(kind)


@pytest.mark.parametrize("kind", ["web_fetch_tool_result", "compaction", "of_the_future"])
def test_undocumented_blocks(kind: str) -> None:
    assert fields.block(kind) is Verdict.UNDOCUMENTED


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ImageBlockParam", "image"),
        ("BetaImageBlockParam", "image"),
        ("PromptCachingBetaImageBlockParam", "image"),
        ("ToolResultBlockParam", "tool_result"),
        ("BetaRequestDocumentBlockParam", "document"),
        ("BetaRequestMCPToolResultBlockParam", "mcp_tool_result"),
    ],
)
def test_types_of_the_sdk(name: str, kind: str) -> None:
    assert fields.block_types()[name] == kind


def test_types_that_make_no_block_of_a_message() -> None:
    assert not {"ImageBlock", "WebSearchResultBlockParam", "ToolParam"} & set(fields.block_types())


@pytest.mark.parametrize(
    ("kind", "name", "verdict"),
    [
        ("text", "text", Verdict.SUPPORTED),
        ("text", "cache_control", Verdict.SUPPORTED),
        ("text", "citations", Verdict.UNSUPPORTED),
        ("text", "is_error", Verdict.UNDOCUMENTED),
        ("tool_result", "is_error", Verdict.UNSUPPORTED),
        ("tool_result", "content", Verdict.SUPPORTED),
        ("tool_use", "caller", Verdict.UNDOCUMENTED),
        ("document", "citations", Verdict.UNDOCUMENTED),
        ("of_the_future", "anything", Verdict.UNDOCUMENTED),
    ],
)
def test_subfields(kind: str, name: str, verdict: Verdict) -> None:
    assert fields.subfield(kind, name) is verdict


@pytest.mark.parametrize("kind", NO_VERSIONED_TOOLS.split())
def test_not_a_versioned_tool(kind: str) -> None:
    assert not fields.is_versioned_tool(kind)


@pytest.mark.parametrize("kind", VERSIONED_TOOLS.split())
def test_a_versioned_tool(kind: str) -> None:
    assert fields.is_versioned_tool(kind)


def test_values_of_thinking_and_tool_choice() -> None:
    assert fields.thinking_type("enabled") is Verdict.SUPPORTED
    assert fields.thinking_type("adaptive") is Verdict.UNDOCUMENTED
    assert [
        fields.thinking_type_is_kept(value) for value in ("enabled", "disabled", "adaptive")
    ] == [
        True,
        True,
        False,
    ]
    assert fields.tool_choice_type("any") is Verdict.SUPPORTED
    assert fields.tool_choice_field("disable_parallel_tool_use") is Verdict.UNDOCUMENTED
    assert fields.tool_field("input_schema") is Verdict.SUPPORTED
    assert fields.tool_field("strict") is Verdict.UNDOCUMENTED


def test_every_verdict_of_the_table_is_one() -> None:
    for section in ("request", "headers"):
        for name, entry in table("fields")[section].items():
            assert Verdict(entry["verdict"])
            sent = entry["verdict"] not in {"supported", "client"}
            assert not sent or entry["advice"].endswith("."), name
    for kind, entry in table("fields")["blocks"].items():
        assert (entry["verdict"] == "supported") != ("advice" in entry), kind
