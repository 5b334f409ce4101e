"""MS303: a reply with thinking blocks goes back as history."""

from collections.abc import Iterator

from migrator.codemod.findings import Finding
from migrator.codemod.rules.rule import Desk, Flagged, Rule
from migrator.codemod.sites import SentBack, Thinking


def _judge(site: SentBack, _: Desk) -> Iterator[Finding]:
    if site.thinking is not Thinking.ENABLED:
        return
    yield RULE.flag(
        site.span,
        site.token,
        "Thinking is enabled, so the reply's content holds thinking blocks, and Model Studio does "
        "not take these in a request.",
        "Leave them out of the history, for instance `[block for block in reply.content if "
        'block.type != "thinking"]`.',
    )


RULE = Rule(
    id="MS303",
    name="thinking-in-history",
    action="flag",
    what="The content of a reply, sent back as an assistant message while thinking is enabled.",
    why="The endpoint returns thinking blocks, but the page lists the type as not supported in "
    "messages. A second turn that sends them back can fail.",
    site=SentBack,
    judge=_judge,
    examples=(
        Flagged(
            """\
import anthropic

client = anthropic.Anthropic()
history = [{"role": "user", "content": "Plan a week in Rome."}]
reply = client.messages.create(
    model="qwen-plus",
    max_tokens=4000,
    thinking={"type": "enabled", "budget_tokens": 2000},
    messages=history,
)
history.append({"role": "assistant", "content": reply.content})
history.append({"role": "user", "content": "Shorter, please."})
client.messages.create(
    model="qwen-plus",
    max_tokens=4000,
    thinking={"type": "enabled", "budget_tokens": 2000},
    messages=history,
)
""",
            "reply.content",
        ),
    ),
    keeps=(
        """\
# No thinking.
import anthropic

client = anthropic.Anthropic()
history = [{"role": "user", "content": "Plan a week in Rome."}]
reply = client.messages.create(model="qwen-plus", max_tokens=400, messages=history)
history.append({"role": "assistant", "content": reply.content})
client.messages.create(model="qwen-plus", max_tokens=400, messages=history)
""",
        """\
# Thinking is switched off.
import anthropic

client = anthropic.Anthropic()
history = [{"role": "user", "content": "Plan a week in Rome."}]
reply = client.messages.create(
    model="qwen-plus", max_tokens=400, thinking={"type": "disabled"}, messages=history
)
history.append({"role": "assistant", "content": reply.content})
client.messages.create(
    model="qwen-plus", max_tokens=400, thinking={"type": "disabled"}, messages=history
)
""",
        """\
# Only the text goes back.
import anthropic

client = anthropic.Anthropic()
history = [{"role": "user", "content": "Plan a week in Rome."}]
reply = client.messages.create(
    model="qwen-plus",
    max_tokens=4000,
    thinking={"type": "enabled", "budget_tokens": 2000},
    messages=history,
)
text = "".join(block.text for block in reply.content if block.type == "text")
history.append({"role": "assistant", "content": text})
""",
    ),
)
