"""What MS401 to MS407 answer about addresses, keys, clients and errors."""

from collections.abc import Callable

import pytest

from migrator.catalog import endpoints
from migrator.codemod.findings import Action, Finding, Rename, Span
from migrator.codemod.rules.rule import Desk
from migrator.codemod.sites import (
    ANTHROPIC,
    ApiKey,
    Client,
    Endpoint,
    ErrorHandler,
    KeyCheck,
    Url,
    UrlUse,
)

Judge = Callable[..., list[Finding]]
ORIGIN = "https://api.anthropic.com"
OURS = frozenset({ANTHROPIC})
OTHERS = frozenset({"openai"})
AT = Span(5, 30)


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}.example.org",
        f"{ORIGIN}.example.org/v1/messages",
        f"{ORIGIN}-test",
        f"{ORIGIN}@example.org",
        f"{ORIGIN}:8443/v1/messages",
        "https://example.org/?to=https://api.anthropic.com",
    ],
)
@pytest.mark.parametrize("use", list(UrlUse))
def test_ms401_keeps_other_hosts(text: str, use: UrlUse, judge: Judge) -> None:
    assert judge(Url(AT, text, use, OURS)) == []


def test_ms401_keeps_what_is_no_address_of_a_request(judge: Judge) -> None:
    assert judge(Url(AT, f"{ORIGIN}/v1/messages", UrlUse.OTHER)) == []


@pytest.mark.parametrize(
    ("rest", "use", "routes", "path"),
    [
        ("", UrlUse.BASE, OURS, ""),
        ("/", UrlUse.BASE, OURS, "/"),
        ("/v1", UrlUse.BASE, OURS, ""),
        ("/v1/", UrlUse.BASE, OURS, "/"),
        ("/v1/messages", UrlUse.REQUEST, OURS, "/v1/messages"),
        ("/v1/messages?beta=true", UrlUse.REQUEST, OURS, "/v1/messages?beta=true"),
        (":443/v1/messages", UrlUse.REQUEST, OURS, "/v1/messages"),
        # only the SDK appends the version itself
        ("/v1", UrlUse.BASE, frozenset[str](), "/v1"),
        ("/v1", UrlUse.REQUEST, OURS, "/v1"),
        ("/v1beta", UrlUse.BASE, OURS, "/v1beta"),
    ],
)
def test_ms401_replaces_the_origin(
    rest: str, use: UrlUse, routes: frozenset[str], path: str, judge: Judge
) -> None:
    (found,) = judge(Url(AT, ORIGIN + rest, use, routes))
    after = endpoints.default_base_url() + path
    assert (found.rule, found.action) == ("MS401", Action.REWRITE)
    assert (found.intent, found.after) == (Rename(AT, after), after)


def test_ms401_takes_the_base_url_of_the_run(desk: Desk, judge: Judge) -> None:
    other = Desk(desk.mapping, "https://dashscope-us.aliyuncs.com/apps/anthropic")
    (found,) = judge(Url(AT, ORIGIN, UrlUse.BASE, OURS), other)
    assert found.after == other.base_url


@pytest.mark.parametrize("routes", [OTHERS, OURS | OTHERS])
def test_ms401_flags_the_base_of_another_route(routes: frozenset[str], judge: Judge) -> None:
    (found,) = judge(Url(AT, f"{ORIGIN}/v1", UrlUse.BASE, routes))
    assert (found.rule, found.action, found.intent) == ("MS401", Action.FLAG, None)


@pytest.mark.parametrize("use", list(UrlUse))
def test_a_url_of_an_unsupported_endpoint_gets_ms404_alone(use: UrlUse, judge: Judge) -> None:
    url = f"{ORIGIN}/v1/messages/count_tokens"
    (found,) = judge(Url(AT, url, use, OURS))
    assert (found.rule, found.action, found.token) == ("MS404", Action.FLAG, url)


@pytest.mark.parametrize("text", ["sk-ant-", "sk-ant-admin", "sk-ant-api03-"])
def test_ms402_keeps_a_bare_prefix(text: str, judge: Judge) -> None:
    assert judge(ApiKey(AT, text)) == []


@pytest.mark.parametrize("text", ["sk-ant-test", "sk-ant-...", "sk-ant-made-up-for-a-test-0000"])
def test_ms402_flags_and_masks(text: str, judge: Judge) -> None:
    (found,) = judge(ApiKey(AT, text))
    assert (found.rule, found.action, found.intent) == ("MS402", Action.FLAG, None)
    assert (found.before, found.after) == (None, None)
    secret = text.removeprefix("sk-ant-")
    shown = found.token + found.message + found.help
    assert secret == "..." or secret not in shown


@pytest.mark.parametrize("name", ["Anthropic", "AsyncAnthropic", "OpenAI"])
def test_ms403_keeps(name: str, judge: Judge) -> None:
    assert judge(Client(AT, name, OURS)) == []


@pytest.mark.parametrize("name", ["AnthropicBedrock", "AsyncAnthropicVertex", "AnthropicFoundry"])
def test_ms403_flags(name: str, judge: Judge) -> None:
    (found,) = judge(Client(AT, name, frozenset({"bedrock"}), base_url="https://example.org"))
    assert (found.rule, found.action, found.token) == ("MS403", Action.FLAG, name)


@pytest.mark.parametrize("name", ["models.list", "files.list", "batches.create"])
def test_ms404_keeps_other_routes(name: str, judge: Judge) -> None:
    assert judge(Endpoint(AT, name, OTHERS)) == []


@pytest.mark.parametrize(
    ("name", "token"),
    [
        ("messages.count_tokens", "count_tokens"),
        ("messages.batches.retrieve", "batches"),
        ("beta.messages.batches.create", "batches"),
        ("completions.create", "completions"),
        ("files.upload", "files"),
        ("models.list", "models"),
    ],
)
def test_ms404_stands_at_the_name_of_the_endpoint(name: str, token: str, judge: Judge) -> None:
    (found,) = judge(Endpoint(AT, name, OURS))
    assert (found.rule, found.action, found.token) == ("MS404", Action.FLAG, token)
    assert found.help


def test_ms405(judge: Judge) -> None:
    (found,) = judge(KeyCheck(AT, "sk-ant-"))
    assert (found.rule, found.action, found.token) == ("MS405", Action.FLAG, "sk-ant-")


def test_ms406(judge: Judge) -> None:
    (found,) = judge(ErrorHandler(AT, "AuthenticationError"))
    assert (found.rule, found.action, found.token) == ("MS406", Action.FLAG, "AuthenticationError")


@pytest.mark.parametrize(
    "base_url",
    [
        None,
        ORIGIN,
        f"{ORIGIN}/v1",
        "https://dashscope-intl.aliyuncs.com/apps/anthropic",
        "https://DASHSCOPE.aliyuncs.com/apps/anthropic/",
        "https://ws-1.ap-southeast-1.maas.aliyuncs.com/apps/anthropic",
    ],
)
def test_ms407_keeps_known_hosts(base_url: str | None, judge: Judge) -> None:
    assert judge(Client(AT, "Anthropic", OURS, base_url=base_url)) == []


@pytest.mark.parametrize("variable", [None, "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"])
def test_ms407_keeps_the_variables_of_the_page(variable: str | None, judge: Judge) -> None:
    assert judge(Client(AT, "Anthropic", OURS, key_variable=variable)) == []


def test_ms407_keeps_clients_of_other_routes(judge: Judge) -> None:
    assert judge(Client(AT, "OpenAI", OTHERS, "https://example.org", AT, "MY_KEY", AT)) == []


@pytest.mark.parametrize(
    "base_url",
    ["https://proxy.example.org", "http://localhost:8080", f"{ORIGIN}.example.org", "proxy:4000"],
)
def test_ms407_flags_another_host(base_url: str, judge: Judge) -> None:
    (found,) = judge(Client(AT, "Anthropic", OURS, base_url, Span(40, 48)))
    assert (found.rule, found.token, found.span) == ("MS407", "base_url", Span(40, 48))


def test_ms407_flags_a_variable_of_ones_own(judge: Judge) -> None:
    client = Client(AT, "Anthropic", OURS, key_variable="CLAUDE_KEY", key_span=Span(50, 57))
    (found,) = judge(client)
    assert (found.rule, found.token, found.span) == ("MS407", "api_key", Span(50, 57))
    assert "`CLAUDE_KEY`" in found.message
