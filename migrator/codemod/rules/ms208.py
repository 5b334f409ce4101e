"""MS208: a request body that is written as text."""

from collections.abc import Iterator

from migrator.codemod.findings import Finding
from migrator.codemod.rules.rule import Desk, Flagged, Rule
from migrator.codemod.sites import RawBody
from migrator.secret import mask


def _judge(site: RawBody, _: Desk) -> Iterator[Finding]:
    if not site.spells:
        return
    spelled = ", ".join(f"`{word}`" for word in site.spells)
    yield RULE.flag(
        site.span,
        mask(site.token),
        f"This body is sent to the Anthropic endpoint as text and spells {spelled}, which has to "
        "change for Model Studio.",
        "Change it in the text, or build the body as a dict (`json={…}`) and run this again.",
    )


RULE = Rule(
    id="MS208",
    name="raw-body",
    action="flag",
    what="A string or bytes body for the Anthropic endpoint that spells a Claude id or a field "
    "that is not supported.",
    why="What is in the text cannot be changed with certainty, and it would be sent to Model "
    "Studio as it is.",
    site=RawBody,
    judge=_judge,
    examples=(
        Flagged(
            """\
import os

import requests

requests.post(
    "https://api.anthropic.com/v1/messages",
    headers={
        "content-type": "application/json",
        "x-api-key": os.environ["ANTHROPIC_API_KEY"],
    },
    data=b'{"model": "claude-sonnet-4-5", "max_tokens": 9, "messages": []}',
)
""",
            """b'{"model": "claude-sonnet-4-5", "max_tokens": 9, "messages": []}'""",
        ),
    ),
    keeps=(
        """\
# Nothing in it has to change.
import requests

requests.post(
    "https://dashscope-intl.aliyuncs.com/apps/anthropic/v1/messages",
    data=b'{"model": "qwen-plus", "max_tokens": 9, "messages": []}',
)
""",
        """\
# Sent elsewhere.
import requests

requests.post("https://example.org/log", data='{"model": "claude-sonnet-4-5"}')
""",
        """\
# A text about it.
SAMPLE = '{"model": "claude-sonnet-4-5", "metadata": {}}'
print(SAMPLE)
""",
    ),
)
