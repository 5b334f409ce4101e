"""MS209: more output tokens than the model gives."""

from collections.abc import Iterator

from migrator.catalog import qwen
from migrator.codemod.findings import Finding
from migrator.codemod.rules.rule import Desk, Flagged, Rule
from migrator.codemod.sites import ANTHROPIC, Field, RequestCall, Thinking

_FIELD = "max_tokens"


def _judge(site: RequestCall, desk: Desk) -> Iterator[Finding]:
    if ANTHROPIC not in site.routes:
        return
    models = sorted(
        (model for model in _models(site, desk) if model.max_output is not None),
        key=lambda model: (model.max_output or 0, model.name),
    )
    if not models:
        return
    for field in site.fields:
        asked = field.value.literal
        if field.name != _FIELD or isinstance(asked, bool) or not isinstance(asked, int):
            continue
        if models[0].max_output is not None and asked > models[0].max_output:
            yield _flag(field, asked, models[0])


def _models(site: RequestCall, desk: Desk) -> Iterator[qwen.QwenModel]:
    """Yield the listed models that the request can go to."""
    thinks = site.thinking is Thinking.ENABLED
    for use in site.models:
        name = desk.mapping.target(use.text, thinks) or use.text
        model = qwen.find(name)
        if model is not None:
            yield model


def _flag(field: Field, asked: int, model: qwen.QwenModel) -> Finding:
    return RULE.flag(
        field.span,
        field.name,
        f"`{model.name}` gives at most {model.max_output:,} tokens and {asked:,} are asked for, "
        "which can be answered with status 400. The figure is not from Model Studio's page: "
        f"{model.max_output_source}, {model.max_output_date}.",
        f"Lower `{field.name}` to {model.max_output} or less, or choose a model that gives more.",
    )


RULE = Rule(
    id="MS209",
    name="output-limit",
    action="flag",
    what="A literal max_tokens above the known limit of the model that the request goes to.",
    why="Models of Model Studio answer at most so many tokens and refuse a request for more. The "
    "page gives no figures, so the limits carry a source and a date of their own.",
    site=RequestCall,
    judge=_judge,
    examples=(
        Flagged(
            """\
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="qwen-plus", max_tokens=64000, messages=[{"role": "user", "content": "Hi"}]
)
""",
            "max_tokens",
        ),
    ),
    keeps=(
        """\
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="qwen-plus", max_tokens=32768, messages=[{"role": "user", "content": "Hi"}]
)
""",
        """\
# The number is known at run time only.
import sys

import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="qwen-plus",
    max_tokens=int(sys.argv[1]),
    messages=[{"role": "user", "content": "Hi"}],
)
""",
        """\
# The model is known at run time only.
import sys

import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model=sys.argv[1], max_tokens=64000, messages=[{"role": "user", "content": "Hi"}]
)
""",
        """\
# Another provider.
from openai import OpenAI

client = OpenAI()
client.chat.completions.create(
    model="gpt-4o", max_tokens=64000, messages=[{"role": "user", "content": "Hi"}]
)
""",
    ),
)
