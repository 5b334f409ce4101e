"""MS205: thinking for a model that has none."""

from collections.abc import Iterator

from migrator.catalog import qwen
from migrator.codemod.findings import Finding, Span
from migrator.codemod.rules.naming import Row, verdict
from migrator.codemod.rules.rule import Desk, Example, Flagged, Rule
from migrator.codemod.sites import ANTHROPIC, ModelName, RequestCall, Thinking

_FIELD = "thinking"


def _judge(site: ModelName | RequestCall, desk: Desk) -> Iterator[Finding]:
    if isinstance(site, ModelName):
        if verdict(site, desk).row is Row.NO_THINKING:
            yield _flag(site.span, site.text, site.text, desk)
        return
    if ANTHROPIC not in site.routes or site.thinking is not Thinking.ENABLED:
        return
    place = next((field.span for field in site.fields if field.name == _FIELD), site.span)
    for text in dict.fromkeys(use.text for use in site.models):
        if _cannot_think(text, desk):
            yield _flag(place, _FIELD, text, desk)


def _cannot_think(text: str, desk: Desk) -> bool:
    own = qwen.find(text)
    if own is not None:
        return not own.thinking
    plain = desk.mapping.target(text, thinking=False)
    return plain is not None and desk.mapping.target(text, thinking=True) is None


def _flag(span: Span, token: str, model: str, desk: Desk) -> Finding:
    plain = desk.mapping.target(model, thinking=False)
    if plain is None:
        message = f"This request asks for thinking, and `{model}` has none by Model Studio's page."
    else:
        message = (
            f"A request asks `{model}` for thinking; it would become `{plain}`, which has none by "
            "Model Studio's page, and neither has any other model of its series. The name stays."
        )
    return RULE.flag(
        span,
        token,
        message,
        "Choose a model that thinks (`msmigrate models` marks them), or take `thinking` off the "
        "request.",
        before=model if token == model else None,
    )


RULE = Rule(
    id="MS205",
    name="thinking-unsupported",
    action="rewrite / flag",
    what="A request with thinking whose model becomes one without. Where the series has a model "
    "that thinks, MS101 puts that name in; where it has none, this is a flag.",
    why="The page marks series that do not support thinking. A request that asks them for it can "
    "fail, and leaving `thinking` out changes the answers.",
    site=(ModelName, RequestCall),
    judge=_judge,
    examples=(
        Example(
            """\
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="claude-opus-4-1",
    max_tokens=4000,
    thinking={"type": "enabled", "budget_tokens": 1024},
    messages=[{"role": "user", "content": "Hi"}],
)
""",
            """\
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="qwen3-max-2026-01-23",
    max_tokens=4000,
    thinking={"type": "enabled", "budget_tokens": 1024},
    messages=[{"role": "user", "content": "Hi"}],
)
""",
        ),
        Flagged(
            """\
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="claude-opus-4-1",
    max_tokens=4000,
    thinking={"type": "enabled", "budget_tokens": 1024},
    messages=[{"role": "user", "content": "Hi"}],
)
""",
            "thinking",
            models=(("claude-opus-*", "qwen3-coder-plus"),),
        ),
    ),
    keeps=(
        """\
# A model that thinks.
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="qwen-plus",
    max_tokens=4000,
    thinking={"type": "enabled", "budget_tokens": 1024},
    messages=[{"role": "user", "content": "Hi"}],
)
""",
        """\
# Thinking is switched off.
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="qwen3-max",
    max_tokens=10,
    thinking={"type": "disabled"},
    messages=[{"role": "user", "content": "Hi"}],
)
""",
        """\
# The model is known at run time only.
import sys

import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model=sys.argv[1],
    max_tokens=4000,
    thinking={"type": "enabled", "budget_tokens": 1024},
    messages=[{"role": "user", "content": "Hi"}],
)
""",
    ),
)
