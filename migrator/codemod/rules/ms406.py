"""MS406: a bad key is expected as 401 alone."""

from collections.abc import Iterator

from migrator.codemod.findings import Finding
from migrator.codemod.rules.rule import Desk, Flagged, Rule
from migrator.codemod.sites import ErrorHandler


def _judge(site: ErrorHandler, _: Desk) -> Iterator[Finding]:
    yield RULE.flag(
        site.span,
        site.token,
        "Model Studio answers a bad key with status 403, which the SDK raises as "
        f"`PermissionDeniedError`; `{site.token}` is status 401 and does not catch it.",
        "Catch both: `except (anthropic.AuthenticationError, anthropic.PermissionDeniedError):`.",
    )


RULE = Rule(
    id="MS406",
    name="bad-key-exception",
    action="flag",
    what="An except clause around a request that catches AuthenticationError alone.",
    why="The page answers a bad key with 403, and the SDK chooses the exception by the status, so "
    "the handler is passed over just when it is needed.",
    site=ErrorHandler,
    judge=_judge,
    examples=(
        Flagged(
            """\
import anthropic

client = anthropic.Anthropic()
try:
    client.messages.create(
        model="qwen-plus", max_tokens=10, messages=[{"role": "user", "content": "Hi"}]
    )
except anthropic.AuthenticationError:
    print("The key is wrong.")
""",
            "anthropic.AuthenticationError",
        ),
    ),
    keeps=(
        """\
# Both are caught.
import anthropic

client = anthropic.Anthropic()
try:
    client.messages.create(
        model="qwen-plus", max_tokens=10, messages=[{"role": "user", "content": "Hi"}]
    )
except (anthropic.AuthenticationError, anthropic.PermissionDeniedError):
    print("The key is wrong.")
""",
        """\
# A wider clause follows.
import anthropic

client = anthropic.Anthropic()
try:
    client.messages.create(
        model="qwen-plus", max_tokens=10, messages=[{"role": "user", "content": "Hi"}]
    )
except anthropic.AuthenticationError:
    print("The key is wrong.")
except anthropic.APIStatusError as error:
    print(error.status_code)
""",
        """\
# Another provider's exception.
import openai

client = openai.OpenAI()
try:
    client.models.list()
except openai.AuthenticationError:
    print("The key is wrong.")
""",
    ),
)
