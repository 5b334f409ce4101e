"""MS203: entries of content blocks that are not supported."""

from collections.abc import Iterator

from migrator.catalog.fields import Verdict, subfield
from migrator.codemod.findings import Finding
from migrator.codemod.rules.removals import answer, reaches_anthropic
from migrator.codemod.rules.rule import Desk, Example, Rule
from migrator.codemod.sites import ContentBlock, Field


def _judge(site: ContentBlock, _: Desk) -> Iterator[Finding]:
    if not site.sent:
        return
    for field in site.fields:
        unsupported = subfield(site.kind, field.name) is Verdict.UNSUPPORTED
        if unsupported and reaches_anthropic(field):
            yield _judge_field(field, site.kind)


def _judge_field(field: Field, kind: str) -> Finding:
    return answer(
        RULE,
        field,
        f"Model Studio does not support `{field.name}` in a `{kind}` block.",
        "Where the model has to know of it, say so in the text of the block.",
        by_hand=f"Take `{field.name}` out of what is sent to Model Studio, and say in the text of "
        "the block what the model has to know.",
    )


RULE = Rule(
    id="MS203",
    name="unsupported-subfield",
    action="rewrite",
    what="`is_error` in a tool result and `citations` in a text block, as an entry, an assignment "
    "or a keyword of the SDK's block types.",
    why="The page supports these blocks without these entries. A failed tool can still say so in "
    "the content of its result.",
    site=ContentBlock,
    judge=_judge,
    examples=(
        Example(
            """\
import anthropic

client = anthropic.Anthropic()


def report(call: str, problem: str) -> None:
    client.messages.create(
        model="qwen-plus",
        max_tokens=10,
        messages=[
            {
                "role": "user",
                "content": [
                    {
                        "type": "tool_result",
                        "tool_use_id": call,
                        "content": f"Error: {problem}",
                        "is_error": True,
                    }
                ],
            }
        ],
    )
""",
            """\
import anthropic

client = anthropic.Anthropic()


def report(call: str, problem: str) -> None:
    client.messages.create(
        model="qwen-plus",
        max_tokens=10,
        messages=[
            {
                "role": "user",
                "content": [
                    {
                        "type": "tool_result",
                        "tool_use_id": call,
                        "content": f"Error: {problem}",
                    }
                ],
            }
        ],
    )
""",
        ),
        Example(
            """\
import anthropic
from anthropic.types import TextBlockParam

client = anthropic.Anthropic()
note = TextBlockParam(type="text", text="Rain in Oslo.", citations=[])
client.messages.create(
    model="qwen-plus", max_tokens=10, messages=[{"role": "user", "content": [note]}]
)
""",
            """\
import anthropic
from anthropic.types import TextBlockParam

client = anthropic.Anthropic()
note = TextBlockParam(type="text", text="Rain in Oslo.")
client.messages.create(
    model="qwen-plus", max_tokens=10, messages=[{"role": "user", "content": [note]}]
)
""",
        ),
    ),
    keeps=(
        """\
# A reply is read.
import anthropic

client = anthropic.Anthropic()
reply = client.messages.create(
    model="qwen-plus", max_tokens=10, messages=[{"role": "user", "content": "Hi"}]
)
for block in reply.content:
    if block.type == "text" and block.citations:
        print(block.citations[0])
""",
        """\
# Entries of other things.
def answer(links: list[str], failed: bool) -> dict[str, object]:
    return {"status": 200, "citations": links, "is_error": failed}


print(answer([], False))
""",
        """\
# A class of one's own with the same keyword.
class ToolResult:
    def __init__(self, content: str, is_error: bool = False) -> None:
        self.content = content
        self.is_error = is_error


print(ToolResult("done", is_error=True).is_error)
""",
        """\
# Supported entries.
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="qwen-plus",
    max_tokens=10,
    messages=[
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "Hi", "cache_control": {"type": "ephemeral"}},
                {"type": "tool_result", "tool_use_id": "t1", "content": "12:30"},
            ],
        }
    ],
)
""",
    ),
)
