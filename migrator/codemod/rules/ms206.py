"""MS206: temperature and top_p on one request."""

from collections.abc import Iterator

from migrator.codemod.findings import Finding
from migrator.codemod.rules.rule import Desk, Flagged, Rule
from migrator.codemod.sites import ANTHROPIC, Field, RequestCall

_OTHER = "temperature"
_HERE = "top_p"


def _judge(site: RequestCall, _: Desk) -> Iterator[Finding]:
    if ANTHROPIC not in site.routes:
        return
    others = [field for field in site.fields if field.name == _OTHER]
    for field in site.fields:
        if field.name == _HERE and any(not _exclude(field, other) for other in others):
            yield RULE.flag(
                field.span,
                field.name,
                f"`{_OTHER}` and `{_HERE}` are both set on this request; Model Studio's page says "
                "to set only one of them.",
                f"Keep `{_OTHER}` and drop `{_HERE}`, or the other way round.",
            )


def _exclude(one: Field, other: Field) -> bool:
    """Return whether two fields stand in branches of one `if` of which only one runs."""
    if one.branch is None or other.branch is None:
        return False
    return one.branch[0] == other.branch[0] and one.branch[1] != other.branch[1]


RULE = Rule(
    id="MS206",
    name="temperature-and-top-p",
    action="flag",
    what="A request that sets both temperature and top_p.",
    why="The page says to set only one of the two. Which one matters is the author's to say.",
    site=RequestCall,
    judge=_judge,
    examples=(
        Flagged(
            """\
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="qwen-plus",
    max_tokens=10,
    temperature=0.2,
    top_p=0.9,
    messages=[{"role": "user", "content": "Hi"}],
)
""",
            "top_p",
        ),
        Flagged(
            """\
import anthropic

params = {"model": "qwen-plus", "max_tokens": 10, "temperature": 0.2}
params["top_p"] = 0.9
anthropic.Anthropic().messages.create(**params, messages=[{"role": "user", "content": "Hi"}])
""",
            "top_p",
        ),
    ),
    keeps=(
        """\
# Only one of the two is ever set.
import anthropic


def ask(exact: bool) -> None:
    params = {"model": "qwen-plus", "max_tokens": 10, "messages": []}
    if exact:
        params["temperature"] = 0
    else:
        params["top_p"] = 0.9
    anthropic.Anthropic().messages.create(**params)
""",
        """\
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="qwen-plus",
    max_tokens=10,
    temperature=0.2,
    messages=[{"role": "user", "content": "Hi"}],
)
client.messages.create(
    model="qwen-plus", max_tokens=10, top_p=0.9, messages=[{"role": "user", "content": "Hi"}]
)
""",
        """\
# Another provider.
from openai import OpenAI

client = OpenAI()
client.chat.completions.create(
    model="gpt-4o", temperature=0.2, top_p=0.9, messages=[{"role": "user", "content": "Hi"}]
)
""",
        """\
# A class of one's own.
class Sampler:
    def create(self, temperature: float, top_p: float) -> float:
        return temperature * top_p


print(Sampler().create(temperature=0.2, top_p=0.9))
""",
    ),
)
