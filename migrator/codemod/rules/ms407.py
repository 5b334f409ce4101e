"""MS407: a client that takes its address or key from elsewhere."""

from collections.abc import Iterator

from migrator.catalog import endpoints
from migrator.codemod.findings import Finding
from migrator.codemod.rules.rule import Desk, Flagged, Rule
from migrator.codemod.sites import ANTHROPIC, Client


def _judge(site: Client, desk: Desk) -> Iterator[Finding]:
    if ANTHROPIC not in site.routes:
        return
    if site.base_url is not None and not _is_known_host(site.base_url, desk):
        yield RULE.flag(
            site.base_url_span or site.span,
            "base_url",
            f"This client always talks to `{site.base_url}`, whatever `ANTHROPIC_BASE_URL` says, "
            "so it does not reach Model Studio.",
            "Leave `base_url` out so that the variable decides, or give this client Model "
            f"Studio's base URL, `{desk.base_url}`.",
        )
    if site.key_variable is not None and site.key_variable not in endpoints.key_variables():
        yield RULE.flag(
            site.key_span or site.span,
            "api_key",
            f"The key of this client comes from `{site.key_variable}`, which `msmigrate setup` "
            "does not set.",
            f"Read `{endpoints.key_variables()[0]}` instead, or put the Model Studio key into "
            f"`{site.key_variable}` as well.",
        )


def _is_known_host(url: str, desk: Desk) -> bool:
    host = _host(url)
    ours = [endpoints.anthropic_origin(), desk.base_url]
    if host in {_host(base) for base in ours}:
        return True
    return any(_is_of_region(host, _host(region.base_url)) for region in endpoints.regions())


def _is_of_region(host: str, pattern: str) -> bool:
    """Return whether `host` is `pattern`, whose first label the user may have to fill in."""
    if not pattern.startswith("{"):
        return host == pattern
    return host.partition(".")[2] == pattern.partition(".")[2]


def _host(url: str) -> str:
    """Return the host of `url` in lower case, without its port; "" where there is none."""
    after = url.partition("://")[2]
    return after.partition("/")[0].partition("?")[0].rpartition("@")[2].partition(":")[0].lower()


RULE = Rule(
    id="MS407",
    name="bypasses-environment",
    action="flag",
    what="A client with a literal base URL of another host, or with a key from a variable of its "
    "own.",
    why="What the code says wins over the environment, so setting the page's variables changes "
    "nothing for such a client.",
    site=Client,
    judge=_judge,
    examples=(
        Flagged(
            """\
import anthropic

client = anthropic.Anthropic(base_url="https://llm-proxy.example.org")
""",
            "base_url",
        ),
        Flagged(
            """\
import os

import anthropic

client = anthropic.Anthropic(api_key=os.environ["CLAUDE_KEY"])
""",
            "api_key",
        ),
    ),
    keeps=(
        """\
import anthropic

client = anthropic.Anthropic()
""",
        """\
# The page's own variables.
import os

import anthropic

client = anthropic.Anthropic(
    api_key=os.getenv("ANTHROPIC_API_KEY"), base_url=os.getenv("ANTHROPIC_BASE_URL")
)
later = anthropic.AsyncAnthropic(auth_token=os.environ["ANTHROPIC_AUTH_TOKEN"])
""",
        """\
# Model Studio already.
import anthropic

client = anthropic.Anthropic(base_url="https://dashscope-intl.aliyuncs.com/apps/anthropic")
""",
        """\
# Another provider's client.
import os

from openai import OpenAI

client = OpenAI(base_url="https://llm-proxy.example.org/v1", api_key=os.environ["PROXY_KEY"])
""",
    ),
)
