"""The audit proxy, before an upstream on this machine: no request of a test goes further."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from migrator.catalog.mapping import Mapping
from migrator.sandbox.app import application
from migrator.sandbox.desk import Desk
from migrator.sandbox.errors import SandboxError
from migrator.sandbox.judge import Rules
from migrator.sandbox.limits import Limits
from migrator.sandbox.profiles import documented
from migrator.sandbox.proxy import Forwarder, upstream
from migrator.sandbox.server import Server
from migrator.sandbox.verdict import verdict_of

Body = Callable[..., dict[str, Any]]
Make = Callable[..., str]
ODD = b'event:x\r\ndata: {"a" : 1}\r\n\r\n: comment\n\n\xc3\xa9\n\nno end'


@dataclass
class Endpoint:
    """An upstream that answers every request with the same bytes, and keeps what it got."""

    answer: bytes
    pieces: int = 1
    pause: float = 0.0
    seen: list[bytes] = field(default_factory=list)
    closed_early: bool = False

    def serve(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                threading.Thread(target=self.one, args=(connection,), daemon=True).start()

    def one(self, connection: socket.socket) -> None:
        with connection:
            got = b""
            while b"\r\n\r\n" not in got:
                got += connection.recv(65536)
            head, _, body = got.partition(b"\r\n\r\n")
            lengths = [
                int(line.split(b":")[1])
                for line in head.lower().split(b"\r\n")
                if line.startswith(b"content-length")
            ]
            while len(body) < sum(lengths):
                body += connection.recv(65536)
            self.seen.append(head + b"\r\n\r\n" + body)
            size = max(1, -(-len(self.answer) // self.pieces))
            try:
                for start in range(0, len(self.answer), size):
                    connection.sendall(self.answer[start : start + size])
                    time.sleep(self.pause)
            except OSError:
                self.closed_early = True


def streamed(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    own = [b"content-type: text/event-stream", b"connection: close", *headers]
    return b"HTTP/1.1 " + status + b"\r\n" + b"\r\n".join(own) + b"\r\n\r\n" + body


@pytest.fixture
def behind() -> Iterator[Callable[[Endpoint], str]]:
    """Start an endpoint, and return its base URL."""
    opened: list[socket.socket] = []

    def start(endpoint: Endpoint) -> str:
        listening = socket.create_server(("127.0.0.1", 0))
        opened.append(listening)
        threading.Thread(target=endpoint.serve, args=(listening,), daemon=True).start()
        return f"http://127.0.0.1:{listening.getsockname()[1]}/apps/anthropic"

    yield start
    for listening in opened:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()


@pytest.fixture
def proxy() -> Iterator[Callable[..., str]]:
    """Start a proxy of a desk to a URL, and return the base URL for clients."""
    servers: list[Server] = []

    def start(desk: Desk, url: str, *, rewrite: bool = False) -> str:
        forwarder = Forwarder(desk, upstream(url, Mapping() if rewrite else None))
        app = application(desk, Limits(), forwarder)
        server = Server(app, Limits(), at_end=forwarder.close)
        servers.append(server.__enter__())
        return server.url

    yield start
    for server in servers:
        server.__exit__(None, None, None)


def test_an_answer_comes_through_to_the_byte(
    desk: Desk, behind: Make, proxy: Make, http: httpx.Client, a_body: Body
) -> None:
    endpoint = Endpoint(streamed(ODD, b"request-id: 7", b"x-odd: \xe9"), pieces=7, pause=0.01)
    url = proxy(desk, behind(endpoint))
    answer = http.post(f"{url}/v1/messages?beta=true", json=a_body(stream=True))
    assert answer.content == ODD
    assert answer.headers["content-type"] == "text/event-stream"
    assert answer.headers["request-id"] == "7"
    (seen,) = endpoint.seen
    head, _, body = seen.partition(b"\r\n\r\n")
    assert head.startswith(b"POST /apps/anthropic/v1/messages?beta=true HTTP/1.1\r\n")
    assert json.loads(body) == a_body(stream=True)
    assert b"x-api-key: key-of-a-test" in head
    assert verdict_of(desk.record.snapshot(), desk.rules).passed


def test_a_body_without_a_change_goes_on_to_the_byte(
    desk: Desk, behind: Make, proxy: Make, http: httpx.Client, a_body: Body
) -> None:
    endpoint = Endpoint(streamed(b"x"))
    url = proxy(desk, behind(endpoint), rewrite=True)
    content = json.dumps(a_body(), indent=3).encode()
    http.post(f"{url}/v1/messages", content=content)
    assert endpoint.seen[0].partition(b"\r\n\r\n")[2] == content


def test_pieces_are_not_held_back(
    desk: Desk, behind: Make, proxy: Make, http: httpx.Client, a_body: Body
) -> None:
    endpoint = Endpoint(streamed(b"x" * 50), pieces=5, pause=0.5)
    url = proxy(desk, behind(endpoint))
    times = []
    with http.stream("POST", f"{url}/v1/messages", json=a_body(stream=True)) as answer:
        times = [time.monotonic() for _ in answer.iter_raw()]
    assert times[-1] - times[0] > 0.3


def test_compressed_answers_stay_compressed(
    desk: Desk, behind: Make, proxy: Make, http: httpx.Client, a_body: Body
) -> None:
    import gzip

    squeezed = gzip.compress(b'{"a": 1}')
    endpoint = Endpoint(streamed(squeezed, b"content-encoding: gzip"))
    url = proxy(desk, behind(endpoint))
    with http.stream("POST", f"{url}/v1/messages", json=a_body()) as answer:
        assert b"".join(answer.iter_raw()) == squeezed


@pytest.mark.parametrize("status", [b"400 Bad", b"429 Slow", b"529 Busy", b"302 Found"])
def test_every_status_comes_through(
    desk: Desk, behind: Make, proxy: Make, http: httpx.Client, a_body: Body, status: bytes
) -> None:
    elsewhere = Endpoint(streamed(b"elsewhere"))
    there = behind(elsewhere)
    endpoint = Endpoint(streamed(b"{}", b"location: " + there.encode(), status=status))
    url = proxy(desk, behind(endpoint))
    answer = http.post(f"{url}/v1/messages", json=a_body())
    assert answer.status_code == int(status[:3])
    assert answer.content == b"{}"
    assert elsewhere.seen == []  # the key does not follow a redirection


def test_judged_as_in_the_sandbox(
    desk: Desk, behind: Make, proxy: Make, http: httpx.Client, a_body: Body
) -> None:
    endpoint = Endpoint(streamed(b"x"))
    url = proxy(desk, behind(endpoint))
    body = a_body(model="claude-sonnet-4-5", metadata={"user_id": "7"})
    answer = http.post(f"{url}/v1/messages", json=body, headers={"anthropic-beta": "x"})
    assert answer.content == b"x"
    assert json.loads(endpoint.seen[0].partition(b"\r\n\r\n")[2]) == body
    found = verdict_of(desk.record.snapshot(), desk.rules)
    assert not found.passed
    assert [total.remark.where for total in found.unsupported] == [
        "header anthropic-beta",
        "metadata",
        "model",
    ]


def test_rewritten_on_the_way(
    desk: Desk, behind: Make, proxy: Make, http: httpx.Client, a_body: Body
) -> None:
    endpoint = Endpoint(streamed(b"x"))
    url = proxy(desk, behind(endpoint), rewrite=True)
    body = a_body(model="claude-sonnet-4-5", metadata={"user_id": "7"})
    http.post(f"{url}/v1/messages", json=body, headers={"anthropic-beta": "x"})
    head, _, sent = endpoint.seen[0].partition(b"\r\n\r\n")
    assert json.loads(sent) == a_body()
    assert b"anthropic-beta" not in head.lower()
    assert f"content-length: {len(sent)}".encode() in head.lower()


def test_strict_does_not_send_on(
    behind: Make, proxy: Make, http: httpx.Client, a_body: Body
) -> None:
    endpoint = Endpoint(streamed(b"x"))
    url = proxy(Desk(Rules(documented(), strict=True)), behind(endpoint))
    assert http.post(f"{url}/v1/messages", json=a_body(metadata={})).status_code == 400
    assert endpoint.seen == []


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/v1/messages",
        "/apps/anthropic",
        "/apps/anthropic/v2/messages",
        "/apps/anthropic/v1/../../secret",
        "/apps/anthropic/v1/%2e%2e/secret",
        "/apps/anthropic/v1/messages/..%2fsecret",
        "//elsewhere.example/v1/messages",
        "/apps/anthropic/@elsewhere.example/v1/messages",
    ],
)
def test_no_way_out(
    desk: Desk, behind: Make, proxy: Make, connect: Callable[[str], socket.socket], path: str
) -> None:
    endpoint = Endpoint(streamed(b"x"))
    connection = connect(proxy(desk, behind(endpoint)))
    head = f"POST {path} HTTP/1.1\r\nhost: x\r\nx-api-key: k-of-a-test\r\ncontent-length: 2\r\n\r\n"
    connection.sendall(head.encode() + b"{}")
    assert b" 404 " in connection.recv(65536)
    assert endpoint.seen == []


def test_other_endpoints_are_tried(
    desk: Desk, behind: Make, proxy: Make, http: httpx.Client, a_body: Body
) -> None:
    endpoint = Endpoint(streamed(b"x"))
    url = proxy(desk, behind(endpoint))
    assert http.post(f"{url}/v1/messages/count_tokens", json=a_body()).content == b"x"
    assert not verdict_of(desk.record.snapshot(), desk.rules).passed


@pytest.mark.parametrize("key", [None, "sk-ant-whatever"])
def test_what_key_is_not_sent_on(
    desk: Desk, behind: Make, proxy: Make, a_body: Body, key: str | None
) -> None:
    endpoint = Endpoint(streamed(b"x"))
    url = proxy(desk, behind(endpoint))
    headers = {} if key is None else {"authorization": f"Bearer {key}"}
    answer = httpx.post(f"{url}/v1/messages", json=a_body(), headers=headers, trust_env=False)
    assert answer.status_code == 403
    assert endpoint.seen == []


def test_an_upstream_that_is_not_there(
    desk: Desk, proxy: Make, http: httpx.Client, a_body: Body
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    url = proxy(desk, f"http://127.0.0.1:{port}")
    answer = http.post(f"{url}/v1/messages", json=a_body())
    assert answer.status_code == 502
    assert answer.json()["error"]["type"] == "api_error"
    assert "upstream" in {total.remark.where for total in desk.record.snapshot().totals}


def test_an_upstream_that_breaks_off(
    desk: Desk, behind: Make, proxy: Make, http: httpx.Client, a_body: Body
) -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\nconnection: close\r\n\r\n"
    url = proxy(desk, behind(Endpoint(head + b"half")))
    with pytest.raises(httpx.RemoteProtocolError):
        http.post(f"{url}/v1/messages", json=a_body())
    assert desk.record.snapshot().crashes == ()


@pytest.mark.parametrize(
    "answer",
    [
        b"not HTTP at all",
        b"",
        streamed(b"x", status=b"600 Odd"),
        streamed(b"x", status=b"999 Odd"),
        streamed(b"", b"location: http://[::1", status=b"302 Found"),
        streamed(b"x", b"no colon"),
    ],
)
def test_an_upstream_that_answers_nonsense(
    desk: Desk, behind: Make, proxy: Make, http: httpx.Client, a_body: Body, answer: bytes
) -> None:
    url = proxy(desk, behind(Endpoint(answer)))
    got = http.post(f"{url}/v1/messages", json=a_body())
    assert got.status_code == 502
    assert got.json()["error"]["type"] == "api_error"
    assert desk.record.snapshot().crashes == ()


def test_a_client_that_leaves(
    desk: Desk, behind: Make, proxy: Make, http: httpx.Client, a_body: Body
) -> None:
    endpoint = Endpoint(streamed(b"x" * 100_000), pieces=1000, pause=0.01)
    url = proxy(desk, behind(endpoint))
    with http.stream("POST", f"{url}/v1/messages", json=a_body(stream=True)) as answer:
        next(answer.iter_raw())
    deadline = time.monotonic() + 100
    while not endpoint.closed_early and time.monotonic() < deadline:
        time.sleep(0.05)
    assert endpoint.closed_early


def test_a_proxy_of_the_environment_is_not_used_on_this_machine(
    desk: Desk, behind: Make, proxy: Make, http: httpx.Client, a_body: Body,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    other = Endpoint(streamed(b"proxy"))
    address = behind(other).removesuffix("/apps/anthropic")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, address)
    url = proxy(desk, behind(Endpoint(streamed(b"x"))))
    assert http.post(f"{url}/v1/messages", json=a_body()).content == b"x"
    assert other.seen == []


@pytest.mark.parametrize(
    "url",
    [
        "http://dashscope-intl.aliyuncs.com/apps/anthropic",
        "http://192.0.2.1/apps/anthropic",
        "http://127.0.0.1.example/",
        "http://localhost.example/",
        "ftp://127.0.0.1/",
        "dashscope-intl.aliyuncs.com",
        "https://",
        "https:///path",
        "https://key@dashscope-intl.aliyuncs.com/",
        "https://user:key@dashscope-intl.aliyuncs.com/",
        "https://dashscope-intl.aliyuncs.com/?key=1",
        "https://dashscope-intl.aliyuncs.com/#x",
        "https://[::1",
        "https://dashscope-intl.aliyuncs.com:99999",
        "",
    ],
)
def test_where_nothing_is_sent(url: str) -> None:
    with pytest.raises(SandboxError):
        upstream(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://dashscope-intl.aliyuncs.com/apps/anthropic",
        "https://dashscope-intl.aliyuncs.com/apps/anthropic/",
        "http://127.0.0.1:8000/apps/anthropic",
        "http://localhost:8000",
        "http://[::1]:8000/apps/anthropic",
    ],
)
def test_where_requests_may_go(url: str) -> None:
    assert upstream(url).url == url.rstrip("/")
