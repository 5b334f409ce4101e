"""MS106: a Qwen name that the catalog does not list."""

from collections.abc import Iterator

from migrator.catalog import qwen
from migrator.codemod.findings import Finding
from migrator.codemod.rules.rule import Desk, Flagged, Rule
from migrator.codemod.sites import ANTHROPIC, ModelName, Use


def _judge(site: ModelName, _: Desk) -> Iterator[Finding]:
    if site.bytes_literal or site.use is not Use.MODEL or site.routes - {ANTHROPIC}:
        return
    if not qwen.looks_like(site.text) or qwen.find(site.text) is not None:
        return
    if ANTHROPIC not in site.routes and qwen.suggest(site.text) is None:
        return  # another provider's spelling, as far as can be told
    yield RULE.flag(site.span, site.text, _message(site.text), _advice(site.text), before=site.text)


def _message(text: str) -> str:
    if qwen.is_prose_only(text):
        return (
            f"`{text}` stands in the introduction of Model Studio's page and in none of its lists "
            "of models."
        )
    return f"`{text}` is in none of the lists of models on Model Studio's page."


def _advice(text: str) -> str:
    near = qwen.suggest(text)
    question = f"Did you mean `{near}`? " if near else ""
    return (
        f"{question}The page's lists are not complete, so keep the name if your account serves it; "
        "`msmigrate models` prints those that are listed."
    )


RULE = Rule(
    id="MS106",
    name="unknown-qwen-name",
    action="flag",
    what="A name that begins like a Qwen model, in a model position, that the catalog does not "
    "list.",
    why="A mistyped name is answered with 404 at run time. The page's own introduction has a name "
    "that its lists lack.",
    site=ModelName,
    judge=_judge,
    examples=(
        Flagged(
            """\
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="qwen3-plus", max_tokens=10, messages=[{"role": "user", "content": "Hi"}]
)
""",
            "qwen3-plus",
        ),
    ),
    keeps=(
        """\
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="qwen3-max", max_tokens=10, messages=[{"role": "user", "content": "Hi"}]
)
""",
        """\
# No model position.
print("qwen-banner")
""",
        """\
# A model of one's own machine, over another route.
import ollama

ollama.chat(model="qwen2.5:7b", messages=[{"role": "user", "content": "Hi"}])
""",
    ),
)
