"""MS301: content blocks that the page does not support."""

from collections.abc import Iterator

from migrator.catalog.fields import Verdict, block, block_advice
from migrator.codemod.findings import Finding
from migrator.codemod.rules.rule import Desk, Flagged, Rule
from migrator.codemod.sites import ContentBlock


def _judge(site: ContentBlock, _: Desk) -> Iterator[Finding]:
    if not site.sent or block(site.kind) is Verdict.SUPPORTED:
        return
    yield RULE.flag(
        site.span,
        site.token,
        f"Model Studio does not take content blocks of type `{site.kind}` in a request.",
        block_advice(site.kind) or "Send the content as text, or leave the block out.",
    )


RULE = Rule(
    id="MS301",
    name="unsupported-content-block",
    action="flag",
    what="A content block of any type but text, tool_use and tool_result in what is sent.",
    why="The page lists these three types as supported and the others as not supported. Dropping "
    "a block would change what is asked, so a person has to decide.",
    site=ContentBlock,
    judge=_judge,
    examples=(
        Flagged(
            """\
import anthropic

client = anthropic.Anthropic()


def describe(png: str) -> str:
    reply = client.messages.create(
        model="qwen-plus",
        max_tokens=300,
        messages=[
            {
                "role": "user",
                "content": [
                    {
                        "type": "image",
                        "source": {"type": "base64", "media_type": "image/png", "data": png},
                    },
                    {"type": "text", "text": "What is in this picture?"},
                ],
            }
        ],
    )
    return reply.content[0].text
""",
            "image",
        ),
        Flagged(
            """\
import anthropic
from anthropic.types import DocumentBlockParam

client = anthropic.Anthropic()


def summarise(url: str) -> str:
    document = DocumentBlockParam(type="document", source={"type": "url", "url": url})
    reply = client.messages.create(
        model="qwen-plus",
        max_tokens=300,
        messages=[{"role": "user", "content": [document]}],
    )
    return reply.content[0].text
""",
            "DocumentBlockParam",
        ),
    ),
    keeps=(
        """\
# The types that are supported.
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="qwen-plus",
    max_tokens=300,
    messages=[
        {"role": "user", "content": [{"type": "text", "text": "What time is it in Oslo?"}]},
        {
            "role": "assistant",
            "content": [
                {"type": "tool_use", "id": "t1", "name": "clock", "input": {"city": "Oslo"}}
            ],
        },
        {
            "role": "user",
            "content": [{"type": "tool_result", "tool_use_id": "t1", "content": "12:30"}],
        },
    ],
)
""",
        """\
# A reply is read.
import anthropic

client = anthropic.Anthropic()
reply = client.messages.create(
    model="qwen-plus", max_tokens=300, messages=[{"role": "user", "content": "Hi"}]
)
for block in reply.content:
    if block.type == "thinking":
        print(block.thinking)
    elif block.type == "image":
        print("a picture")
""",
        """\
# The same shape, sent to another provider.
from openai import OpenAI

client = OpenAI()
client.chat.completions.create(
    model="gpt-4o",
    messages=[{"role": "user", "content": [{"type": "image", "url": "https://example.org/a.png"}]}],
)
""",
        """\
# A widget of one's own.
def widget(path: str) -> dict[str, str]:
    return {"type": "image", "path": path}


print(widget("logo.png"))
""",
    ),
)
