"""MS402: an Anthropic key in the code."""

import re
from collections.abc import Iterator

from migrator.catalog import endpoints
from migrator.codemod.findings import Finding
from migrator.codemod.rules.rule import Desk, Flagged, Rule
from migrator.codemod.sites import ApiKey
from migrator.secret import mask

_PREFIX_CHARACTERS = re.compile(r"[\w-]*")


def _judge(site: ApiKey, _: Desk) -> Iterator[Finding]:
    if _is_bare_prefix(site.text):
        return
    yield RULE.flag(
        site.span,
        mask(site.text),
        "An Anthropic API key stands in the code, and Model Studio does not know it.",
        f"Read the key from the environment, `os.environ[{_variable()!r}]`, and put the Model "
        "Studio key there. If this one was ever real, revoke it.",
    )


def _is_bare_prefix(text: str) -> bool:
    """Return whether `text` is what keys begin with, and so nothing that has to be hidden."""
    rest = text.removeprefix(endpoints.anthropic_key_prefix())
    return mask(text) == text and _PREFIX_CHARACTERS.fullmatch(rest) is not None


def _variable() -> str:
    return endpoints.key_variables()[0]


RULE = Rule(
    id="MS402",
    name="literal-api-key",
    action="flag",
    what="A literal that begins like a key of the Anthropic API.",
    why="Such a key does not open Model Studio, and a key in the code is a key in every copy of "
    "the code. It is masked in every output and never rewritten.",
    site=ApiKey,
    judge=_judge,
    examples=(
        Flagged(
            """\
import anthropic

client = anthropic.Anthropic(api_key="sk-ant-example-00000000")
""",
            "sk-…0000",
        ),
    ),
    keeps=(
        """\
# The key comes from the environment.
import os

import anthropic

client = anthropic.Anthropic(api_key=os.environ["ANTHROPIC_API_KEY"])
""",
        """\
# A sentence that mentions the prefix.
raise SystemExit("The key must be set; it begins with sk-ant- and stands in your console.")
""",
        """\
# The bare prefix is no key.
PREFIX = "sk-ant-"
print(len(PREFIX))
""",
        """\
# A key of another provider.
from openai import OpenAI

client = OpenAI(api_key="sk-example-0000")
""",
    ),
)
