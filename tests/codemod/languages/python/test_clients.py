"""Clients, URLs, keys and handlers: what is seen of them."""

from collections.abc import Callable

import pytest

from migrator.codemod.sites import (
    ApiKey,
    Client,
    ErrorHandler,
    KeyCheck,
    SentBack,
    Url,
    UrlUse,
)

Sites = Callable[..., list]  # type: ignore[type-arg]  # of the type that is asked for

KEYS = {
    'api_key="literal"': None,
    "api_key=given": None,
    'api_key=os.environ["ANTHROPIC_API_KEY"]': "ANTHROPIC_API_KEY",
    'api_key=os.environ.get("KEY")': "KEY",
    'api_key=os.getenv("KEY", "")': "KEY",
    'api_key=os.getenv("KEY") or "none"': "KEY",
    "api_key=KEY": "NAMED",
    'auth_token=os.getenv("TOKEN")': "TOKEN",
    'api_key=settings["KEY"]': None,
}


@pytest.mark.parametrize(("argument", "variable"), KEYS.items(), ids=KEYS)
def test_the_variable_that_a_key_comes_from(
    sites: Sites, argument: str, variable: str | None
) -> None:
    source = f'import anthropic, os\nKEY = os.getenv("NAMED")\nanthropic.Anthropic({argument})\n'
    (client,) = sites(source, Client)
    assert client.key_variable == variable
    assert (client.key_span is None) is (variable is None)


def test_a_base_url(sites: Sites) -> None:
    source = 'from anthropic import Anthropic as A\nA(base_url="https://example.com")\n'
    (client,) = sites(source, Client)
    assert (client.name, client.base_url) == ("Anthropic", "https://example.com")
    assert source[client.base_url_span.start : client.base_url_span.end] == "base_url"


@pytest.mark.parametrize(
    "source",
    [
        "class Anthropic: ...\nAnthropic(base_url='https://example.com')  # anthropic\n",
        "import anthropic, openai\nopenai.OpenAI(base_url='https://example.com')\n",
        "import anthropic\nanthropic.types.Message(content=[])\n",
    ],
)
def test_what_is_no_client(sites: Sites, source: str) -> None:
    assert sites(source, Client) == []


ORIGIN = "https://api.anthropic.com"

URLS = {
    "docstring": (f'"{ORIGIN}"\n', []),
    "a longer host": (f'base_url = "{ORIGIN}.example.org"\n', []),
    "inside a text": (f'x = "see {ORIGIN}"\n', []),
    "a value": (f'x = "{ORIGIN}"\n', [UrlUse.OTHER]),
    "a base of the SDK": (
        f'import anthropic\nanthropic.Anthropic(base_url="{ORIGIN}")\n',
        [UrlUse.BASE],
    ),
    "a base of an HTTP client": (
        f'import httpx\nhttpx.Client(base_url="{ORIGIN}/v1")\n',
        [UrlUse.REQUEST],
    ),
    "a variable": (f'ANTHROPIC_BASE_URL = "{ORIGIN}"\n', [UrlUse.BASE]),
    "an entry": (f'x = {{"base_url": "{ORIGIN}"}}\n', [UrlUse.BASE]),
    "a default of the environment": (
        f'import os\nx = os.getenv("ANTHROPIC_BASE_URL", "{ORIGIN}")\n',
        [UrlUse.BASE],
    ),
    "a request": (f'import requests\nrequests.get("{ORIGIN}/")\n', [UrlUse.REQUEST]),
    "a path of the API": (f'x = "{ORIGIN}/v1/messages"\n', [UrlUse.REQUEST]),
}


@pytest.mark.parametrize(("source", "uses"), URLS.values(), ids=URLS)
def test_urls(sites: Sites, source: str, uses: list[UrlUse]) -> None:
    assert [url.use for url in sites(source, Url)] == uses


PREFIX = "sk-" + "ant-"  # spelled apart, so that no search for keys stumbles over it

SPELLED = {
    "a docstring": (f'"{PREFIX}x"\n', [], 0),
    "the prefix alone": (f'x = "{PREFIX}"\n', [], 0),
    "in the middle": (f'x = "not {PREFIX}x"\n', [], 0),
    "a key": (f'x = "{PREFIX}x"\n', [f"{PREFIX}x"], 0),
    "a check": (f'key.startswith("{PREFIX}")\n', [], 1),
    "a check of a slice": (f'key[:7] == "{PREFIX}"\n', [], 1),
    "a check with in": (f'"{PREFIX}" in key\n', [], 1),
}


@pytest.mark.parametrize(("source", "keys", "checks"), SPELLED.values(), ids=SPELLED)
def test_keys(sites: Sites, source: str, keys: list[str], checks: int) -> None:
    assert [key.text for key in sites(source, ApiKey)] == keys
    assert len(sites(source, KeyCheck)) == checks


def handled(handlers: str, body: str = "client.messages.create(model='m')") -> str:
    return f"import anthropic\nclient = anthropic.Anthropic()\ntry:\n    {body}\n{handlers}"


HANDLERS = {
    "no handler of keys": ("except ValueError: ...\n", 0),
    "alone": ("except anthropic.AuthenticationError: ...\n", 1),
    "among others": ("except (ValueError, anthropic.AuthenticationError): ...\n", 1),
    "with the other status": (
        "except anthropic.AuthenticationError: ...\nexcept anthropic.PermissionDeniedError: ...\n",
        0,
    ),
    "with both in one": (
        "except (anthropic.AuthenticationError, anthropic.PermissionDeniedError): ...\n",
        0,
    ),
    "with everything": ("except anthropic.AuthenticationError: ...\nexcept Exception: ...\n", 0),
    "of a group": ("except* anthropic.AuthenticationError: ...\n", 1),
}


@pytest.mark.parametrize(("handlers", "count"), HANDLERS.values(), ids=HANDLERS)
def test_handlers(sites: Sites, handlers: str, count: int) -> None:
    assert len(sites(handled(handlers), ErrorHandler)) == count


def test_a_handler_around_something_else(sites: Sites) -> None:
    source = handled("except anthropic.AuthenticationError: ...\n", body="print(client)")
    assert sites(source, ErrorHandler) == []


def talk(content: str, thinking: str = '{"type": "enabled"}') -> str:
    return f"""\
import anthropic
client = anthropic.Anthropic()
history = []
reply = client.messages.create(model="qwen-plus", messages=history, thinking={thinking})
history.append({{"role": "assistant", "content": {content}}})
"""


SENT_BACK = {
    "the whole content": (talk("reply.content"), 1),
    "one block": (talk("[reply.content[0]]"), 1),
    "a text of one's own": (talk('"Hello"'), 0),
    "what a person said": (talk("reply.content").replace('"assistant"', '"user"'), 0),
    "without thinking": (talk("reply.content", '{"type": "disabled"}'), 0),
}


@pytest.mark.parametrize(("source", "count"), SENT_BACK.values(), ids=SENT_BACK)
def test_replies_that_go_back(sites: Sites, source: str, count: int) -> None:
    assert len(sites(source, SentBack)) == count
