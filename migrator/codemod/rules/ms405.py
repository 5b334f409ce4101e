"""MS405: code that checks how a key begins."""

from collections.abc import Iterator

from migrator.codemod.findings import Finding
from migrator.codemod.rules.rule import Desk, Flagged, Rule
from migrator.codemod.sites import KeyCheck
from migrator.secret import mask


def _judge(site: KeyCheck, _: Desk) -> Iterator[Finding]:
    prefix = mask(site.text)
    yield RULE.flag(
        site.span,
        prefix,
        f"This looks for `{prefix}`, with which Anthropic's keys begin; keys of Model Studio "
        "begin otherwise, so they are refused or overlooked here.",
        "Drop the check, or ask only whether the key is set. Model Studio's keys begin with `sk-`.",
    )


RULE = Rule(
    id="MS405",
    name="model-studio-key-check",
    action="flag",
    what="A test whether a key begins as Anthropic's keys do.",
    why="A key of Model Studio does not pass such a test, whatever it is used for: validation, "
    "guessing the provider, or hiding keys in logs.",
    site=KeyCheck,
    judge=_judge,
    examples=(
        Flagged(
            """\
import os

key = os.environ["ANTHROPIC_API_KEY"]
if not key.startswith("sk-ant-"):
    raise SystemExit("ANTHROPIC_API_KEY does not look like a key")
""",
            "sk-ant-",
        ),
    ),
    keeps=(
        """\
import os

key = os.environ.get("ANTHROPIC_API_KEY", "")
if not key.strip():
    raise SystemExit("ANTHROPIC_API_KEY is not set")
""",
        """\
# Another provider's key.
import os

key = os.environ["OPENAI_API_KEY"]
if not key.startswith("sk-proj-"):
    raise SystemExit("no project key")
""",
        """\
# A sentence.
print("Keys of the old provider begin with sk-ant- and no longer work.")
""",
    ),
)
