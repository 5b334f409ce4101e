import json
import re
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.sandbox.app import application
from migrator.sandbox.desk import Desk, Timing
from migrator.sandbox.errors import SandboxError
from migrator.sandbox.faults import parse_rate
from migrator.sandbox.judge import Rules
from migrator.sandbox.limits import Limits
from migrator.sandbox.profiles import documented
from migrator.sandbox.server import Server, is_loopback, listen

Body = Callable[..., dict[str, Any]]
ErrorOf = Callable[[httpx.Response], tuple[str, str]]
Serve = Callable[..., str]
Connect = Callable[[str], socket.socket]
SHORT = Limits(body=10_000, drained=1_000_000, header_time=0.5, body_time=0.5, write_time=1.0)


def read_all(connection: socket.socket) -> bytes:
    """Read until the server closes; a reset counts as that."""
    got = b""
    try:
        while piece := connection.recv(65536):
            got += piece
    except ConnectionError:
        pass
    return got


def test_text(url: str, http: httpx.Client, a_body: Body) -> None:
    answer = http.post(f"{url}/v1/messages", json=a_body())
    assert answer.status_code == 200
    assert answer.headers["request-id"] == "sandbox-1"
    message = answer.json()
    assert message["type"] == "message"
    assert message["content"][0]["type"] == "text"


def test_a_stream(url: str, http: httpx.Client, a_body: Body) -> None:
    with http.stream("POST", f"{url}/v1/messages", json=a_body(stream=True)) as answer:
        assert answer.headers["content-type"] == "text/event-stream"
        names = [line[7:] for line in answer.iter_lines() if line.startswith("event: ")]
    assert names[:3] == ["message_start", "ping", "content_block_start"]
    assert names[-1] == "message_stop"


def test_two_runs_are_the_same_to_the_byte(serve: Serve, http: httpx.Client, a_body: Body) -> None:
    def once() -> list[bytes]:
        url = serve(Desk(Rules(documented())))
        bodies = [a_body(stream=True), a_body(), a_body(model="claude-opus-4-1")]
        return [http.post(f"{url}/v1/messages", json=body).content for body in bodies]

    assert once() == once()


def test_events_come_one_by_one(serve: Serve, http: httpx.Client, a_body: Body) -> None:
    url = serve(Desk(Rules(documented()), timing=Timing(latency=0.2, pace=0.02)))
    start = time.monotonic()
    times = []
    with http.stream("POST", f"{url}/v1/messages", json=a_body(stream=True)) as answer:
        for piece in answer.iter_raw():
            assert piece.endswith(b"\n\n")
            times.append(time.monotonic() - start)
    assert times[0] >= 0.2
    assert len(times) > 8
    assert times[-1] >= 0.2 + 0.02 * (len(times) - 2)  # from the start, however late one is read


@pytest.mark.parametrize("stream", [False, True])
def test_a_cut_answer(serve: Serve, http: httpx.Client, a_body: Body, stream: bool) -> None:
    url = serve(Desk(Rules(documented()), rates=[parse_rate("cut")]))
    with http.stream("POST", f"{url}/v1/messages", json=a_body(stream=stream)) as answer:
        assert answer.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            answer.read()


def test_an_error_in_a_stream(serve: Serve, http: httpx.Client, a_body: Body) -> None:
    url = serve(Desk(Rules(documented()), rates=[parse_rate("in-stream")]))
    text = http.post(f"{url}/v1/messages", json=a_body(stream=True)).text
    last = text.strip().split("\n\n")[-1]
    assert last.startswith("event: error\n")
    assert json.loads(last.partition("data: ")[2])["error"]["type"] == "overloaded_error"


def test_the_share_of_errors(serve: Serve, http: httpx.Client, a_body: Body) -> None:
    desk = Desk(Rules(documented()), rates=[parse_rate("529:0.5")], timing=Timing(retry_after=7))
    url = serve(desk)
    answers = [http.post(f"{url}/v1/messages", json=a_body(n=n)) for n in range(6)]
    assert [answer.status_code for answer in answers] == [200, 529] * 3
    assert answers[1].headers["retry-after"] == "7"
    assert "retry-after" not in answers[0].headers
    assert desk.record.snapshot().faults == 3


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/apps/anthropic/v1/models", 404),
        ("GET", "/apps/anthropic/v1/messages", 404),
        ("DELETE", "/apps/anthropic/v1/messages", 404),
        ("POST", "/v1/messages", 404),
        ("PURGE", "/%2e%2e/%00", 404),
        ("OPTIONS", "/", 404),
    ],
)
def test_other_places(
    url: str, http: httpx.Client, error_of: ErrorOf, method: str, path: str, status: int
) -> None:
    root = httpx.URL(url).copy_with(path="/")
    answer = http.request(method, f"{root}"[:-1] + path)
    assert answer.status_code == status
    assert error_of(answer)[0] == "not_found_error"


def test_head_has_no_body(url: str, http: httpx.Client) -> None:
    answer = http.head(f"{url}/v1/messages")
    assert (answer.status_code, answer.content) == (404, b"")


@pytest.mark.parametrize("chunked", [False, True])
def test_a_giant_body(
    serve: Serve, desk: Desk, http: httpx.Client, error_of: ErrorOf, chunked: bool
) -> None:
    url = serve(desk, SHORT)
    giant = b"x" * 500_000
    content = iter([giant[:5000]] * 100) if chunked else giant
    answer = http.post(f"{url}/v1/messages", content=content)
    assert answer.status_code == 413
    assert error_of(answer)[0] == "invalid_request_error"
    assert http.post(f"{url}/v1/messages", content=b"{}").status_code == 400


def test_a_body_that_is_far_too_large_ends(serve: Serve, desk: Desk, connect: Connect) -> None:
    connection = connect(serve(desk, SHORT))
    head = b"POST /apps/anthropic/v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n"
    connection.sendall(head % 10**12)
    left = 10_000
    with suppress(ConnectionError):
        while left:
            connection.sendall(b"x" * 65536)
            left -= 1
    assert left


def test_a_slow_body(serve: Serve, desk: Desk, connect: Connect, error_of: ErrorOf) -> None:
    connection = connect(serve(desk, SHORT))
    head = b"POST /apps/anthropic/v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n"
    connection.sendall(head + b"{")
    got = read_all(connection)
    assert got.startswith(b"HTTP/1.1 408 ")
    body = json.loads(got.partition(b"\r\n\r\n")[2])
    assert body["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize("head", [b"", b"POST /apps/anthropic/v1/messages HTTP/1.1\r\nhost:"])
def test_a_slow_head_is_closed(serve: Serve, desk: Desk, connect: Connect, head: bytes) -> None:
    url = serve(desk, SHORT)
    start = time.monotonic()
    connection = connect(url)
    connection.sendall(head)
    assert read_all(connection) == b""
    assert 0.3 < time.monotonic() - start < 100


def test_a_client_that_does_not_read(serve: Serve, desk: Desk, connect: Connect) -> None:
    url = serve(desk, SHORT)
    desk.script.add([scripted({"text": "x" * 1_000_000})])
    connection = connect(url)
    connection.settimeout(100)
    connection.sendall(post({"model": "qwen-plus", "max_tokens": 10**9, "stream": True}))
    connection.recv(1)
    deadline = time.monotonic() + 100
    while time.monotonic() < deadline:
        time.sleep(0.2)
        try:  # once the server has given up, the rest cannot be read to its end
            connection.send(b"x")
        except OSError:
            break
    assert time.monotonic() < deadline
    assert b"message_stop" not in read_all(connection)


def scripted(entry: Any) -> Any:
    from migrator.sandbox.script import scripted as make

    return make(entry)


def post(fields: dict[str, Any]) -> bytes:
    body = json.dumps({"messages": [{"role": "user", "content": "x"}], **fields}).encode()
    head = (
        "POST /apps/anthropic/v1/messages HTTP/1.1\r\nhost: x\r\nx-api-key: key-of-a-test\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


BELOW_HTTP = [
    b"\x00" * 100,
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),  # a TLS handshake
    b"GET\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
    b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
    b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: gzip\r\n\r\n",
    b"GET / HTTP/1.1\r\nhost: x\r\n" + b"a: b\r\n" * 50_000 + b"\r\n",
    b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nhost: x\r\n\r\n",
    b"GET /\xff HTTP/1.1\r\nhost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
]


@pytest.mark.parametrize("sent", BELOW_HTTP, ids=lambda sent: repr(sent[:30]))
def test_what_is_no_http_gets_400_or_a_close(
    serve: Serve, desk: Desk, connect: Connect, http: httpx.Client, sent: bytes
) -> None:
    url = serve(desk, SHORT)
    connection = connect(url)
    with suppress(ConnectionError):
        connection.sendall(sent)
    got = read_all(connection)
    assert got == b"" or re.match(rb"HTTP/1.1 (400|404|505) ", got)
    assert http.get(url).status_code == 404  # others are served


def test_a_bad_piece_of_a_body(serve: Serve, desk: Desk, connect: Connect) -> None:
    connection = connect(serve(desk, SHORT))
    head = b"POST /apps/anthropic/v1/messages HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n"
    connection.sendall(head + b"\r\nZZZ\r\n")
    got = read_all(connection)
    assert got == b"" or re.match(rb"HTTP/1.1 4\d\d ", got)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                sorted(
                    {"model", "max_tokens", "messages", "role", "content", "type", "text", "tools"}
                    | {"name", "input_schema", "tool_choice", "thinking", "system", "stream", "id"}
                    | {"stop_sequences", "temperature", "top_p", "top_k", "metadata", "input"}
                )
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)
WELL_FORMED = {
    "model": "qwen-plus",
    "max_tokens": 10,
    "messages": [{"role": "user", "content": ""}],
}


@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(value=JSON, on_top=st.booleans())
def test_fuzzed_json(
    url: str, http: httpx.Client, desk: Desk, error_of: ErrorOf, value: Any, on_top: bool
) -> None:
    if on_top and isinstance(value, dict):
        value = WELL_FORMED | value
    content = json.dumps(value).encode()
    answer = http.post(f"{url}/v1/messages", content=content)
    assert answer.status_code in (200, 400, 404)
    if answer.status_code != 200:
        error_of(answer)
    assert desk.record.snapshot().crashes == ()


@settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(content=st.binary(max_size=200))
def test_fuzzed_bytes(url: str, http: httpx.Client, error_of: ErrorOf, content: bytes) -> None:
    answer = http.post(f"{url}/v1/messages", content=content)
    assert answer.status_code == 400
    error_of(answer)


def test_a_defect_gets_the_body_of_the_page(
    url: str, desk: Desk, http: httpx.Client, a_body: Body, error_of: ErrorOf,
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def fail(*_: object) -> None:
        raise KeyError("key-of-a-test")

    monkeypatch.setattr(desk, "answer", fail)
    answer = http.post(f"{url}/v1/messages", json=a_body())
    assert answer.status_code == 500
    assert error_of(answer)[0] == "api_error"
    assert desk.record.snapshot().crashes == ("KeyError",)
    assert capfd.readouterr() == ("", "")


def test_clients_that_leave_leave_nothing_behind(
    serve: Serve, connect: Connect, open_files: Callable[[], set[str]]
) -> None:
    url = serve(Desk(Rules(documented()), timing=Timing(pace=0.05)))
    before = open_files()
    for _ in range(30):
        connection = connect(url)
        connection.sendall(post({"model": "qwen-plus", "max_tokens": 100, "stream": True}))
        connection.recv(100)
        connection.close()
    deadline = time.monotonic() + 100
    while open_files() - before and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not open_files() - before


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.0.2.1", "example.com", "", "127.0.0.1.example"]
)
def test_it_refuses_to_listen_for_others(host: str) -> None:
    assert not is_loopback(host)
    with pytest.raises(SandboxError, match="loopback"):
        listen(0, host)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost", "LOCALHOST"]
)
def test_what_is_loopback(host: str) -> None:
    assert is_loopback(host)


def test_only_this_machine_reaches_it(url: str) -> None:
    assert httpx.URL(url).host == "127.0.0.1"


def test_a_port_that_is_taken(desk: Desk) -> None:
    with listen() as taken, pytest.raises(SandboxError, match="Choose another with --port"):
        Server(application(desk, Limits()), Limits(), taken.getsockname()[1])


def test_a_server_ends_with_its_threads(desk: Desk) -> None:
    before = threading.active_count()
    for _ in range(3):
        with Server(application(desk, Limits()), Limits()) as server:
            assert httpx.get(server.url, trust_env=False).status_code == 404
    assert threading.active_count() == before
