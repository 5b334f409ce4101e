"""Requests that are sent by hand: whose host, whose headers, whose body."""

from collections.abc import Callable
from textwrap import dedent

import pytest

from migrator.codemod.sites import RequestCall

Result = Callable[..., str]
Reported = Callable[..., list[tuple[str, str, str]]]

URL = "https://dashscope-intl.aliyuncs.com/apps/anthropic"
ENTRY = '"metadata": {"user_id": "u"}, '
HEADER = '"anthropic-version": "2023-06-01", '
BODY = f'{{{ENTRY}"model": "qwen-plus"}}'
HEADERS = f'{{{HEADER}"x-api-key": "k"}}'

SENT = {
    "requests": f"""\
        import requests

        requests.post("{URL}/v1/messages", headers={HEADERS}, json={BODY})
        requests.request("POST", "{URL}/v1/messages", headers={HEADERS}, json={BODY})
        """,
    "a name for everything": f"""\
        from requests import post as send

        ADDRESS = "{URL}/v1/messages"
        headers = {HEADERS}
        body = {BODY}
        send(url=ADDRESS, headers=headers, json=body)
        """,
    "httpx": f"""\
        import httpx

        httpx.post("{URL}/v1/messages", headers={HEADERS}, json={BODY})

        async def ask():
            async with httpx.AsyncClient() as client:
                await client.post("{URL}/v1/messages", headers={HEADERS}, json={BODY})
                client.build_request("POST", "{URL}/v1/messages", json={BODY})
        """,
    "aiohttp": f"""\
        import aiohttp

        async def ask():
            async with aiohttp.ClientSession(headers={HEADERS}) as session:
                async with session.post("{URL}/v1/messages", json={BODY}) as reply:
                    return await reply.json()
        """,
    "urllib": f"""\
        import json
        import urllib.request

        body = json.dumps({BODY}).encode()
        urllib.request.Request("{URL}/v1/messages", data=body, headers={HEADERS})
        """,
    "URLs that are put together": f"""\
        import json
        import requests

        BASE = "{URL}"
        requests.post(f"{{BASE}}/v1/messages", data=json.dumps({BODY}))
        requests.post(BASE + "/v1/messages", data=json.dumps({BODY}))
        requests.post("{{}}/v1/messages".format(BASE), data=json.dumps({BODY}))
        requests.post("%s/v1/messages" % BASE, data=json.dumps({BODY}))
        requests.post(BASE.rstrip("/") + "/v1/messages", data=json.dumps({BODY}))
        """,
    "a session of the object": f"""\
        import requests

        class Api:
            def __init__(self):
                self.session = requests.Session()
                self.session.headers.update({HEADERS})

            def ask(self):
                self.session.post("{URL}/v1/messages", json={BODY})
        """,
    "a session's headers": f"""\
        import requests

        session = requests.Session()
        session.headers = {HEADERS}
        session.headers |= {HEADERS}
        session.post("{URL}/v1/messages", json={BODY})
        """,
    "a client with a base URL": f"""\
        import httpx

        class Api:
            def __init__(self):
                self.http = httpx.Client(base_url="{URL}/v1", headers={HEADERS})

            def ask(self, path):
                self.http.post("/messages", headers={HEADERS}, json={BODY})
                self.http.post("messages", json={BODY})
                self.http.post(path, json={BODY})
        """,
}


@pytest.mark.parametrize("source", SENT.values(), ids=SENT)
def test_what_is_sent_loses_what_is_not_supported(result: Result, source: str) -> None:
    expected = dedent(source).replace(ENTRY, "").replace(HEADER, "")
    assert ENTRY in source
    assert result(source) == expected


SUBSCRIPTS = """\
import requests

session = requests.Session()
session.headers["anthropic-beta"] = "x"
session.headers["x-api-key"] = "k"
session.headers.update({"anthropic-version": "x"})
session.post("%s/v1/messages", json={"model": "qwen-plus"})
"""


def test_a_session_loses_statements_that_set_nothing_else(result: Result) -> None:
    lines = (SUBSCRIPTS % URL).splitlines(keepends=True)
    assert result(SUBSCRIPTS % URL) == "".join([*lines[:3], lines[4], lines[6]])


def test_each_session_is_judged_by_its_own_requests(result: Result) -> None:
    source = SUBSCRIPTS % URL + (
        'other = requests.Session()\nother.headers["anthropic-beta"] = "x"\n'
        'other.post("https://example.com", json={"metadata": {}})\n'
    )
    lines = source.splitlines(keepends=True)
    assert result(source) == "".join([*lines[:3], lines[4], *lines[6:]])


STAYS = {
    "to another host as well": 'session.post("https://example.com", json={})\n',
    "to an unknown host as well": "def send(url):\n    session.post(url, json={})\n",
}


@pytest.mark.parametrize("more", STAYS.values(), ids=STAYS)
def test_headers_that_go_elsewhere_as_well_stay(reported: Reported, more: str) -> None:
    assert reported(SUBSCRIPTS % URL + more) == [
        ("MS202", "flag", "anthropic-beta"),
        ("MS202", "flag", "anthropic-version"),
    ]


OTHERS = {
    "another client's relative URL": f"""\
        import httpx

        own = httpx.Client(base_url="{URL}")
        other = httpx.Client(base_url="https://example.com")
        other.post("/v1/messages", headers={HEADERS}, json={BODY})
        """,
    "one of two clients": f"""\
        import httpx

        def ask(direct):
            client = httpx.Client(base_url="{URL}")
            if not direct:
                client = httpx.Client(base_url="https://example.com")
            client.post("/v1/messages", json={BODY})
        """,
    "an absolute URL on a client with a base": f"""\
        import httpx

        own = httpx.Client(base_url="{URL}")
        own.post("https://example.com/v1/messages", headers={HEADERS}, json={BODY})
        """,
    "a host with a longer path": f"""\
        import requests

        requests.post("{URL}x/v1/messages", headers={HEADERS}, json={BODY})
        """,
    "a relative URL without a base": f"""\
        import requests

        requests.Session().post("/v1/messages", headers={HEADERS}, json={BODY})
        """,
    "a method of another class": f"""\
        class Client:
            def post(self, *_, **__): ...

        Client().post("{URL}/v1/messages", headers={HEADERS}, json={BODY})
        """,
}


@pytest.mark.parametrize("source", OTHERS.values(), ids=OTHERS)
def test_requests_to_others_stay(reported: Reported, source: str) -> None:
    assert reported(source) == []


def test_a_request_after_an_earlier_run_is_one(sites: Callable[..., list[RequestCall]]) -> None:
    source = f'import httpx\nhttpx.post("{URL}/v1/messages", json={{"model": "qwen-plus"}})\n'
    (call,) = sites(source, RequestCall)
    assert [field.name for field in call.fields] == ["model"]
    assert [use.text for use in call.models] == ["qwen-plus"]


JOINED = {
    "urljoin": """\
        import requests
        from urllib.parse import urljoin

        BASE = "https://api.anthropic.com"
        requests.post(urljoin(BASE, "/v1/messages"), json={"model": "qwen-plus"})
        """,
    "a session of aiohttp": """\
        import aiohttp

        aiohttp.ClientSession(base_url="https://api.anthropic.com")
        """,
    "a session of aiohttp, by place": """\
        import aiohttp

        aiohttp.ClientSession("https://api.anthropic.com")
        """,
}


@pytest.mark.parametrize("source", JOINED.values(), ids=JOINED)
def test_a_base_whose_path_would_be_lost_is_no_rewrite(reported: Reported, source: str) -> None:
    assert reported(source) == [("MS401", "flag", "https://api.anthropic.com")]
