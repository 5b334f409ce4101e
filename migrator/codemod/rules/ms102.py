"""MS102: facts about Claude models, by id."""

from collections.abc import Iterator

from migrator.codemod.findings import Finding
from migrator.codemod.rules.naming import Row, verdict
from migrator.codemod.rules.rule import Desk, Flagged, Rule
from migrator.codemod.sites import ModelName, Use

_PLACES = {
    Use.TABLE_KEY: "is a key of a table, and what stands beside it is true of Claude",
    Use.TABLE_LOOKUP: "is looked up in a table whose facts are Claude's",
    Use.REGISTRATION: "is registered with facts that are true of Claude",
    Use.CAPABILITY: "is in a set of ids that states what these models can do",
    Use.TESTED: "is named by a test of what is true of Claude, or of code that keeps the id",
}


def _judge(site: ModelName, desk: Desk) -> Iterator[Finding]:
    if verdict(site, desk).row is not Row.TABLE:
        return
    target = desk.mapping.target(site.text, site.thinks)
    entry = f"for `{target}`" if target is not None else "for the Qwen model that you use"
    yield RULE.flag(
        site.span,
        site.text,
        f"`{site.text}` {_PLACES[site.use]}, so putting another name in would make it false.",
        f"Add an entry {entry} with that model's own prices, limits or abilities.",
        before=site.text,
    )


RULE = Rule(
    id="MS102",
    name="claude-model-table",
    action="flag",
    what="A Claude id as a key of a table of prices, limits or names, in a row with its display "
    "name or its kind of tool, as a look-up in a table, in a call that registers such facts, in a "
    "set of ids that states a capability, or in a test of code that keeps such facts. A record of "
    "one use, with its cost, is none.",
    why="What stands beside the id is true of Claude. A new name would keep the old facts, so a "
    "person must supply Qwen's.",
    site=ModelName,
    judge=_judge,
    examples=(
        Flagged(
            """\
PRICES = {"claude-sonnet-4-5": (3.0, 15.0)}


def price(model: str) -> tuple[float, float]:
    return PRICES[model]
""",
            "claude-sonnet-4-5",
        ),
        Flagged(
            """\
def budget(model: str) -> int:
    if model in {"claude-opus-4-1", "claude-sonnet-4-5"}:
        return 10_000
    return 0
""",
            "claude-opus-4-1",
        ),
    ),
    keeps=(
        """\
# A payload.
import anthropic

params = {"model": "qwen-plus", "max_tokens": 10}
anthropic.Anthropic().messages.create(**params, messages=[{"role": "user", "content": "Hi"}])
""",
        """\
# The id is the value: MS101 takes it.
MODELS = {"fast": "qwen-flash", "strong": "qwen3-max"}
print(MODELS["fast"])
""",
        """\
# Keys that are no models.
APPS = {"claude-code": "a terminal", "claude-desktop": "a window"}
print(APPS["claude-code"])
""",
    ),
)
