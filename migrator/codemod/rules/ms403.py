"""MS403: a client of another cloud is constructed."""

from collections.abc import Iterator

from migrator.catalog.sdk import sdk
from migrator.codemod.findings import Finding
from migrator.codemod.rules.rule import Desk, Flagged, Rule
from migrator.codemod.sites import Client


def _judge(site: Client, _: Desk) -> Iterator[Finding]:
    if site.name not in sdk().other_clouds:
        return
    yield RULE.flag(
        site.span,
        site.name,
        f"`{site.name}` reaches Claude through another cloud; it goes past `ANTHROPIC_BASE_URL`, "
        "so this code stays on that route.",
        "Leave it if the route is meant to stay. To move it, construct `Anthropic()` instead and "
        "give its calls a Qwen model.",
    )


RULE = Rule(
    id="MS403",
    name="other-cloud-client",
    action="flag",
    what="The construction of a client for Bedrock, Vertex, Foundry or Claude on AWS.",
    why="These clients have addresses and credentials of their own. Nothing that is set up for "
    "Model Studio reaches them.",
    site=Client,
    judge=_judge,
    examples=(
        Flagged(
            """\
from anthropic import AnthropicBedrock

client = AnthropicBedrock(aws_region="us-west-2")
""",
            "AnthropicBedrock",
        ),
        Flagged(
            """\
import anthropic


def vertex() -> anthropic.AsyncAnthropicVertex:
    return anthropic.AsyncAnthropicVertex(region="us-east5", project_id="demo")
""",
            "AsyncAnthropicVertex",
        ),
    ),
    keeps=(
        """\
import anthropic

client = anthropic.Anthropic()
later = anthropic.AsyncAnthropic()
""",
        """\
# Only named, in an import and in an annotation.
from anthropic import Anthropic, AnthropicBedrock


def ask(client: Anthropic | AnthropicBedrock) -> bool:
    return isinstance(client, AnthropicBedrock)
""",
        """\
# A class of one's own.
class AnthropicBedrock:
    def __init__(self, layer: str) -> None:
        self.layer = layer


rock = AnthropicBedrock("granite")
""",
    ),
)
