"""MS401: the address of the Anthropic API."""

from collections.abc import Iterator

from migrator.catalog import endpoints
from migrator.codemod.findings import Finding, Rename
from migrator.codemod.rules.rule import Desk, Example, Flagged, Rule
from migrator.codemod.sites import ANTHROPIC, Url, UrlUse


def _judge(site: Url, desk: Desk) -> Iterator[Finding]:
    if site.use is UrlUse.OTHER or endpoints.unsupported_url(site.text):
        return
    rest = _after_origin(site.text)
    if rest is None:
        return
    others = sorted(site.routes - {ANTHROPIC})
    if others:
        yield RULE.flag(
            site.span,
            site.text,
            f"This is Anthropic's address as the `{', '.join(others)}` route uses it; Model "
            "Studio's Anthropic-compatible endpoint does not serve that route.",
            "Give this client the base URL that Model Studio names for its protocol; for an "
            "OpenAI client that is the OpenAI-compatible one.",
        )
        return
    after = desk.base_url + _kept_path(rest, site)
    yield RULE.edit(
        site.span,
        site.text,
        f"The request goes to Model Studio, so the address becomes `{after}`.",
        "Another region has another address: choose it with `--base-url`.",
        intent=Rename(site.span, after),
        before=site.text,
        after=after,
    )


def _after_origin(url: str) -> str | None:
    """Return what follows the origin in `url`; None where the host only begins like it."""
    origin = endpoints.anthropic_origin()
    if not url.startswith(origin):
        return None
    rest = url.removeprefix(origin).removeprefix(":443")
    return rest if rest[:1] in {"", "/", "?", "#"} else None


def _kept_path(rest: str, site: Url) -> str:
    """Return what stays of the path: the SDK itself appends the version to its base URL."""
    if site.use is UrlUse.BASE and ANTHROPIC in site.routes and rest.rstrip("/") == "/v1":
        return rest.removeprefix("/v1")
    return rest


RULE = Rule(
    id="MS401",
    name="anthropic-endpoint",
    action="rewrite",
    what="A literal that begins with the origin of the Anthropic API, as a base URL or as the URL "
    "of a request.",
    why="Model Studio has a base URL of its own. The path after it is the same, so the origin "
    "alone is replaced. An OpenAI client needs another Model Studio URL, so there it is a flag.",
    site=Url,
    judge=_judge,
    examples=(
        Example(
            """\
import anthropic

client = anthropic.Anthropic(base_url="https://api.anthropic.com")
""",
            """\
import anthropic

client = anthropic.Anthropic(base_url="https://dashscope-intl.aliyuncs.com/apps/anthropic")
""",
        ),
        Example(
            """\
import os

import httpx

reply = httpx.post(
    "https://api.anthropic.com/v1/messages",
    headers={"x-api-key": os.environ["ANTHROPIC_API_KEY"]},
    json={
        "model": "qwen-plus",
        "max_tokens": 10,
        "messages": [{"role": "user", "content": "Hi"}],
    },
)
""",
            """\
import os

import httpx

reply = httpx.post(
    "https://dashscope-intl.aliyuncs.com/apps/anthropic/v1/messages",
    headers={"x-api-key": os.environ["ANTHROPIC_API_KEY"]},
    json={
        "model": "qwen-plus",
        "max_tokens": 10,
        "messages": [{"role": "user", "content": "Hi"}],
    },
)
""",
        ),
        Example(
            """\
from anthropic import AsyncAnthropic

client = AsyncAnthropic(base_url='https://api.anthropic.com/v1')
""",
            """\
from anthropic import AsyncAnthropic

client = AsyncAnthropic(base_url='https://dashscope-intl.aliyuncs.com/apps/anthropic')
""",
        ),
        Flagged(
            """\
import os

from openai import OpenAI

client = OpenAI(
    base_url="https://api.anthropic.com/v1/", api_key=os.environ["ANTHROPIC_API_KEY"]
)
""",
            "https://api.anthropic.com/v1/",
        ),
    ),
    keeps=(
        """\
# A host that only begins like it.
import anthropic

client = anthropic.Anthropic(base_url="https://api.anthropic.com.example.org")
""",
        """\
# Other addresses of the company.
print("Keys: https://console.anthropic.com/settings/keys")
DOCS = "https://docs.anthropic.com/en/api/messages"
""",
        """\
# The address in a sentence.
HELP = "Requests went to https://api.anthropic.com until last year."
print(HELP)
""",
        """\
# An endpoint that MS404 reports.
import httpx

httpx.get("https://api.anthropic.com/v1/models")
""",
        """\
# Model Studio already.
import anthropic

client = anthropic.Anthropic(base_url="https://dashscope-intl.aliyuncs.com/apps/anthropic")
""",
    ),
)
