"""MS302: tools that Anthropic defines."""

from collections.abc import Iterator

from migrator.catalog import fields
from migrator.codemod.findings import Finding
from migrator.codemod.rules.rule import Desk, Flagged, Rule
from migrator.codemod.sites import Tool


def _judge(site: Tool, _: Desk) -> Iterator[Finding]:
    if not fields.is_versioned_tool(site.kind):
        return
    yield RULE.flag(
        site.span,
        site.kind,
        f"`{site.kind}` is a tool that Anthropic defines; Model Studio's page documents tools by "
        "name, description and input_schema only.",
        "Describe a tool of your own with `name`, `description` and `input_schema`, and run it in "
        "your code; drop the tool where only Anthropic's servers can run it.",
    )


RULE = Rule(
    id="MS302",
    name="server-tool",
    action="flag",
    what="A tool with a versioned type, such as a web search or a text editor of Anthropic's.",
    why="These tools run on Anthropic's servers or have a schema that only Claude knows. The page "
    "documents `name`, `description`, `input_schema` and `cache_control` alone.",
    site=Tool,
    judge=_judge,
    examples=(
        Flagged(
            """\
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="qwen-plus",
    max_tokens=300,
    messages=[{"role": "user", "content": "What is new in Python?"}],
    tools=[{"type": "web_search_20250305", "name": "web_search", "max_uses": 3}],
)
""",
            "web_search_20250305",
        ),
    ),
    keeps=(
        """\
# Tools of one's own.
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="qwen-plus",
    max_tokens=300,
    messages=[{"role": "user", "content": "What time is it?"}],
    tools=[
        {
            "name": "clock",
            "description": "The time of a city.",
            "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}},
        },
        {"type": "custom", "name": "date", "input_schema": {"type": "object"}},
    ],
)
""",
        """\
# A tool without a version, of another provider.
from openai import OpenAI

client = OpenAI()
client.responses.create(model="gpt-4o", input="News?", tools=[{"type": "web_search"}])
""",
        """\
# A name of the application's own.
GROUPS = {"computer_use_20250124": ["screen", "keyboard"]}

print(GROUPS["computer_use_20250124"])
""",
    ),
)
