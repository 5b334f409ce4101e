"""MS201: request fields that are not supported."""

from collections.abc import Iterator

from migrator.catalog.fields import request_field
from migrator.codemod.findings import Finding
from migrator.codemod.rules.removals import (
    HEADER_FIELD,
    answer,
    is_unsupported,
    reaches_anthropic,
)
from migrator.codemod.rules.rule import Desk, Example, Flagged, Rule
from migrator.codemod.sites import Field, RequestCall, Routes


def _judge(site: RequestCall, _: Desk) -> Iterator[Finding]:
    for field in site.fields:
        if (
            field.name != HEADER_FIELD
            and is_unsupported(field)
            and reaches_anthropic(field, site.routes)
        ):
            yield _judge_field(field, site.routes)


def _judge_field(field: Field, routes: Routes) -> Finding:
    known = request_field(field.name)
    changes = known is not None and known.changes_behaviour
    advice = known.advice if known is not None else ""
    return answer(
        RULE,
        field,
        f"Model Studio does not support `{field.name}`."
        + (" The request behaves differently without it." if changes else ""),
        advice,
        by_hand=f"Take `{field.name}` out of what is sent to Model Studio. {advice}",
        routes=routes,
    )


RULE = Rule(
    id="MS201",
    name="unsupported-parameter",
    action="rewrite",
    what="`metadata`, `service_tier`, `container` and `mcp_servers` on a request, in its payload, "
    "or set on the payload later.",
    why="The page lists them as not supported. Without `container` or `mcp_servers` the request "
    "does something else than before, and the message says so.",
    site=RequestCall,
    judge=_judge,
    examples=(
        Example(
            """\
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="qwen-plus",
    max_tokens=10,
    metadata={"user_id": "u-1"},
    messages=[{"role": "user", "content": "Hi"}],
)
""",
            """\
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="qwen-plus",
    max_tokens=10,
    messages=[{"role": "user", "content": "Hi"}],
)
""",
        ),
        Example(
            """\
import anthropic


def ask(user: str, text: str) -> str:
    params = {"model": "qwen-plus", "max_tokens": 10, "service_tier": "auto"}
    if user:
        params["metadata"] = {"user_id": user}
    client = anthropic.Anthropic()
    reply = client.messages.create(messages=[{"role": "user", "content": text}], **params)
    return reply.content[0].text
""",
            """\
import anthropic


def ask(user: str, text: str) -> str:
    params = {"model": "qwen-plus", "max_tokens": 10}
    if user:
        pass
    client = anthropic.Anthropic()
    reply = client.messages.create(messages=[{"role": "user", "content": text}], **params)
    return reply.content[0].text
""",
        ),
        Example(
            """\
import anthropic

client = anthropic.Anthropic()
with client.messages.stream(
    model="qwen-plus",
    max_tokens=10,
    messages=[{"role": "user", "content": "Hi"}],
    extra_body={"service_tier": "standard_only"},
) as stream:
    print(stream.get_final_text())
""",
            """\
import anthropic

client = anthropic.Anthropic()
with client.messages.stream(
    model="qwen-plus",
    max_tokens=10,
    messages=[{"role": "user", "content": "Hi"}],
) as stream:
    print(stream.get_final_text())
""",
        ),
        Flagged(
            """\
import anthropic


async def ask(client: anthropic.AsyncAnthropic, session) -> None:
    await client.messages.create(
        model="qwen-plus",
        max_tokens=10,
        metadata={"user_id": await session.user_id()},
        messages=[{"role": "user", "content": "Hi"}],
    )
""",
            "metadata",
        ),
    ),
    keeps=(
        """\
# Another provider's call.
from openai import OpenAI

client = OpenAI()
client.chat.completions.create(
    model="gpt-4o",
    messages=[{"role": "user", "content": "Hi"}],
    metadata={"user_id": "u-1"},
    service_tier="auto",
)
""",
        """\
# A class of one's own with the same method and keyword names.
class Messages:
    def create(self, text: str, metadata: dict[str, str], container: str) -> str:
        return f"{text} {metadata} {container}"


class Client:
    messages = Messages()


client = Client()
client.messages.create(text="Hi", metadata={"user_id": "u-1"}, container="box")
""",
        """\
# A reply is read.
import anthropic

client = anthropic.Anthropic()
reply = client.messages.create(
    model="qwen-plus", max_tokens=10, messages=[{"role": "user", "content": "Hi"}]
)
print(reply.usage.service_tier, getattr(reply, "container", None))
""",
        """\
# A dict that goes nowhere near a request.
import json

record = {"metadata": {"user_id": "u-1"}, "container": "box"}
record["service_tier"] = "gold"
print(json.dumps(record))
""",
        """\
# The client of another cloud.
from anthropic import AnthropicBedrock

client = AnthropicBedrock()
client.messages.create(
    model="qwen-plus",
    max_tokens=10,
    metadata={"user_id": "u-1"},
    messages=[{"role": "user", "content": "Hi"}],
)
""",
    ),
)
