"""What MS301 to MS303 answer about content, tools and history."""

from collections.abc import Callable

import pytest

from migrator.codemod.findings import Action, Finding, Span
from migrator.codemod.sites import ContentBlock, SentBack, Thinking, Tool

Judge = Callable[..., list[Finding]]


@pytest.mark.parametrize("kind", ["text", "tool_use", "tool_result"])
def test_ms301_keeps_the_supported_types(kind: str, judge: Judge) -> None:
    assert judge(ContentBlock(Span(0, 4), kind, kind)) == []


@pytest.mark.parametrize("kind", ["image", "thinking", "document", "a_type_of_tomorrow"])
def test_ms301_flags_the_others_where_they_are_sent(kind: str, judge: Judge) -> None:
    assert judge(ContentBlock(Span(0, 4), kind, kind, sent=False)) == []
    (found,) = judge(ContentBlock(Span(0, 4), kind, kind))
    assert (found.rule, found.action, found.token) == ("MS301", Action.FLAG, kind)
    assert found.help


def test_ms301_stands_at_the_constructor(judge: Judge) -> None:
    (found,) = judge(ContentBlock(Span(2, 17), "image", "ImageBlockParam"))
    assert (found.span, found.token) == (Span(2, 17), "ImageBlockParam")
    assert "`image`" in found.message


@pytest.mark.parametrize("kind", ["custom", "function", "web_search", "computer_use_20250124"])
def test_ms302_keeps(kind: str, judge: Judge) -> None:
    assert judge(Tool(Span(0, 4), kind)) == []


@pytest.mark.parametrize(
    "kind",
    ["web_search_20250305", "bash_20250124", "mcp_toolset", "code_execution_20250522"],
)
def test_ms302_flags(kind: str, judge: Judge) -> None:
    (found,) = judge(Tool(Span(0, 4), kind))
    assert (found.rule, found.action, found.token) == ("MS302", Action.FLAG, kind)


@pytest.mark.parametrize("thinking", [Thinking.ABSENT, Thinking.DISABLED])
def test_ms303_keeps(thinking: Thinking, judge: Judge) -> None:
    assert judge(SentBack(Span(0, 4), "reply.content", thinking)) == []


def test_ms303_flags(judge: Judge) -> None:
    (found,) = judge(SentBack(Span(0, 4), "reply.content", Thinking.ENABLED))
    assert (found.rule, found.action, found.token) == ("MS303", Action.FLAG, "reply.content")
