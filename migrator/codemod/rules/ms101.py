"""MS101: a Claude model's name."""

from collections.abc import Iterator

from migrator.catalog.claude import NameKind, classify
from migrator.codemod.findings import Finding, Rename
from migrator.codemod.rules.naming import Row, verdict
from migrator.codemod.rules.rule import Desk, Example, Flagged, Rule
from migrator.codemod.sites import ModelName, Remark


def _judge(site: ModelName | Remark, desk: Desk) -> Iterator[Finding]:
    if isinstance(site, Remark):
        yield from _remark(site, desk)
        return
    found = verdict(site, desk)
    if found.row is Row.RENAME and found.target is not None:
        yield _rename(site, found.target)
    elif found.row is Row.UNMAPPED:
        yield _unknown(site)


def _remark(site: Remark, desk: Desk) -> Iterator[Finding]:
    name = classify(site.text)
    target = desk.mapping.target(site.text, thinking=False)
    if target is not None and name is not None and name.kind is NameKind.ID:
        yield RULE.edit(
            site.span,
            site.text,
            f"Model Studio serves `{target}` where this text speaks of `{site.text}`.",
            "Read the sentence again: what it says may be true of Claude alone.",
            intent=Rename(site.span, target),
            before=site.text,
            after=target,
        )


def _rename(site: ModelName, target: str) -> Finding:
    return RULE.edit(
        site.span,
        site.text,
        f"Model Studio serves `{target}` where this names `{site.text}`." + _remarks(site),
        _advice(site),
        intent=Rename(site.span, target),
        before=site.text,
        after=target,
    )


def _remarks(site: ModelName) -> str:
    """Return further sentences on the place, each after a space."""
    sentences = []
    if site.thinks:
        sentences.append(
            " A request that it reaches asks for thinking, so the model is one that has it."
        )
    if site.own_table is not None:
        sentences.append(
            f" {site.own_table} looks ids up in a table of its own, which lacks Qwen's."
        )
    if site.labels_data:
        sentences.append(" It only labels recorded data, which came from the Claude model.")
    return "".join(sentences)


def _advice(site: ModelName) -> str:
    if site.labels_data:
        return (
            "Where the label must stay true of the past, name the file in `exclude` of "
            "`[tool.msmigrate]` or put `# msmigrate: ignore[MS101]` on the line."
        )
    if site.own_table is not None:
        return "Register the model there, or call the SDK directly."
    return f"Another model can be chosen with `--map {site.text}=NAME`."


def _unknown(site: ModelName) -> Finding:
    return RULE.flag(
        site.span,
        site.text,
        f"`{site.text}` has the shape of a Claude id, but no Qwen model is known for its family, "
        "so it stays.",
        f"Say what it becomes with `--map {site.text}=NAME`; `msmigrate models` lists the names.",
        before=site.text,
    )


RULE = Rule(
    id="MS101",
    name="claude-model-name",
    action="rewrite",
    what="A string whose whole value is a Claude id, anywhere in code, unless another rule takes "
    "it; an undated name in a model position as well. An unknown family in the shape of an id is "
    "a flag.",
    why="Model Studio serves Qwen models. The mapping is a function, so a test that compares the "
    "id stays in step with the code that sends it.",
    site=(ModelName, Remark),
    judge=_judge,
    examples=(
        Example(
            """\
import anthropic

MODEL = "claude-sonnet-4-5"

client = anthropic.Anthropic()
reply = client.messages.create(
    model=MODEL, max_tokens=10, messages=[{"role": "user", "content": "Hi"}]
)
assert reply.model == 'claude-sonnet-4-5'
""",
            """\
import anthropic

MODEL = "qwen-plus"

client = anthropic.Anthropic()
reply = client.messages.create(
    model=MODEL, max_tokens=10, messages=[{"role": "user", "content": "Hi"}]
)
assert reply.model == 'qwen-plus'
""",
        ),
        Example(
            """\
import os

import anthropic


def ask(text: str, model: str = os.getenv("APP_MODEL", "claude-3-5-haiku-latest")) -> str:
    client = anthropic.Anthropic()
    reply = client.messages.create(
        model=model, max_tokens=10, messages=[{"role": "user", "content": text}]
    )
    return reply.content[0].text
""",
            """\
import os

import anthropic


def ask(text: str, model: str = os.getenv("APP_MODEL", "qwen-flash")) -> str:
    client = anthropic.Anthropic()
    reply = client.messages.create(
        model=model, max_tokens=10, messages=[{"role": "user", "content": text}]
    )
    return reply.content[0].text
""",
        ),
        Example(
            """\
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model=r"claude-3-opus", max_tokens=10, messages=[{"role": "user", "content": "Hi"}]
)
""",
            """\
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model=r"qwen3-max", max_tokens=10, messages=[{"role": "user", "content": "Hi"}]
)
""",
        ),
        Flagged(
            """\
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="claude-lyric-6-1", max_tokens=10, messages=[{"role": "user", "content": "Hi"}]
)
""",
            "claude-lyric-6-1",
        ),
    ),
    keeps=(
        """\
# A comment, a docstring, a sentence.
def ask() -> str:
    \"\"\"Ask claude-sonnet-4-5.\"\"\"
    # claude-3-opus-20240229 was slower
    return "claude-sonnet-4-5 answers in French."


print(ask())
""",
        '''\
# A docstring that is nothing but an id.
class Default:
    """claude-sonnet-4-5"""
''',
        """\
# Products, files, addresses.
NAMES = ["claude-code", "claude-desktop", "claude_desktop_config.json", "claude-3.txt"]
URL = "https://example.org/claude-sonnet-4-5"
print(NAMES, URL)
""",
        """\
# A name of the project's own.
INDEX = "claude-3-rag"
print(INDEX)
""",
        """\
# Bytes.
print(b"claude-sonnet-4-5")
""",
    ),
)
