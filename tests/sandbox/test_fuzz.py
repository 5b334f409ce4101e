"""Requests that are almost well formed, by the thousand: each gets an answer or a close."""

import copy
import json
import random
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from migrator.catalog.mapping import Mapping
from migrator.sandbox.desk import Desk
from migrator.sandbox.judge import Rules
from migrator.sandbox.limits import Limits
from migrator.sandbox.plan import Plan
from migrator.sandbox.profiles import PROFILES, documented
from migrator.sandbox.proxy import Upstream, fit_body
from migrator.sandbox.request import Request

Body = dict[str, Any]
Dice = random.Random
LIMITS = Limits(body=10_000, drained=100_000, header_time=0.4, body_time=0.4, write_time=1.0)

SCHEMA = {
    "type": "object",
    "$defs": {"inner": {"type": "object", "properties": {"y": {"type": ["null", "boolean"]}}}},
    "properties": {
        "a": {"type": "string", "pattern": "^a+$", "minLength": 2},
        "b": {"type": "array", "items": {"$ref": "#/$defs/inner"}, "minItems": 2},
        "c": {"oneOf": [{"type": "integer", "minimum": 3, "multipleOf": 7}, {"enum": [4]}]},
        "d": {"type": "number", "exclusiveMinimum": 0.5, "maximum": 1},
    },
    "required": ["a", "b", "c", "d"],
}
ASKED = [{"role": "user", "content": "Hello"}]
CALLED = [
    {"role": "assistant", "content": [{"type": "tool_use", "id": "i", "name": "t", "input": {}}]},
    {
        "role": "user",
        "content": [
            {"type": "tool_result", "tool_use_id": "i", "content": [{"type": "text", "text": "x"}]},
            {"type": "text", "text": "And?", "citations": []},
        ],
    },
]
RICH: Body = {
    "model": "qwen-plus",
    "max_tokens": 100,
    "system": [{"type": "text", "text": "Be kind.", "cache_control": {"type": "ephemeral"}}],
    "thinking": {"type": "enabled", "budget_tokens": 1024},
    "stop_sequences": ["}"],
    "temperature": 1.0,
    "tool_choice": {"type": "tool", "name": "t"},
    "tools": [{"name": "t", "input_schema": SCHEMA}, {"type": "web_search_20250305"}],
    "messages": ASKED,
    "metadata": {"user_id": "u"},
    "stream": True,
}
VALUES: list[Any] = [
    None, True, 0, 1, -1, 1e308, -1e308, 10**30, 1.5, "", "x", "\ud800", "\0", "text", "tool_use",
    "tool_result", "enabled", "qwen3-max", "claude-opus-4-1", "sandbox-error-cut", "sandbox-error-",
    "sandbox-error-429", [], {}, [[]], [{}], {"type": "text"}, [{"type": "text", "text": "x"}],
    {"$ref": "#"}, {"$ref": "#/x/y"}, {"type": []}, {"allOf": [{"$ref": "#"}]}, {"pattern": "["},
    {"pattern": "((((a*)*)*)*)*"}, {"pattern": "(a+)+(?=c)"}, {"pattern": "^.{1000000}$"},
    {"type": "number", "minimum": -1e308, "maximum": 1e308}, {"type": "string", "minLength": 1e9},
    {"type": "array", "minItems": 10**9}, "x" * 5_000, ["x"] * 300,
]  # fmt: skip
NAMES = ["type", "text", "content", "name", "input_schema", "$ref", "enum", "new", "", "\ud800"]


def paths(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    entries = value.items() if isinstance(value, dict) else ()
    for key, inner in enumerate(value) if isinstance(value, list) else entries:
        yield (*here, key)
        yield from paths(inner, (*here, key))


def changed(dice: Dice, body: Body) -> Body:
    """Return the body with entries replaced, added or gone."""
    body = copy.deepcopy(body)
    for _ in range(dice.choice([1, 1, 2, 4])):
        found = list(paths(body))
        if not found:
            break
        *way, key = dice.choice(found)
        place: Any = body
        for step in way:
            place = place[step]
        what = dice.random()
        if what < 0.5:
            place[key] = copy.deepcopy(dice.choice(VALUES))
        elif what < 0.7:
            del place[key]
        elif isinstance(place, dict):
            place[dice.choice(NAMES)] = copy.deepcopy(dice.choice(VALUES))
        else:
            place.insert(key, copy.deepcopy(dice.choice(VALUES)))
    return body


def as_bytes(dice: Dice, body: Body) -> bytes:
    plain = dice.random() < 0.5
    raw = bytearray(json.dumps(body, ensure_ascii=plain).encode("utf-8", "surrogatepass"))
    if dice.random() < 0.1:
        raw[dice.randrange(len(raw))] = dice.randrange(256)
    return bytes(raw)


@pytest.mark.parametrize("number", [400, pytest.param(20_000, marks=pytest.mark.full)])
@pytest.mark.parametrize("profile", ["documented", "observed"])
def test_bodies_that_are_almost_right(profile: str, number: int) -> None:
    dice = Dice(number)
    desks = [Desk(Rules(PROFILES[profile](), strict)) for strict in (False, True)]
    target = Upstream("https://audit.example", Mapping())
    for _ in range(number):
        start = RICH | {"messages": ASKED if dice.random() < 0.7 else [*ASKED, *CALLED]}
        sent = as_bytes(dice, changed(dice, start))
        request = Request("POST", "/apps/anthropic/v1/messages", (("x-api-key", "key"),), sent)
        desk = dice.choice(desks)
        assert_of_the_page(desk.answer(request))
        fit_body(request, desk.judged(request)[1], target)


def assert_of_the_page(found: Plan) -> None:
    content = b"".join(found.pieces)
    assert found.status in (200, 400, 404, 429)
    if found.status != 200 and content.startswith(b"{"):
        assert json.loads(content).keys() == {"type", "error"}
    elif found.status != 200:  # the quirk of a range
        assert content.startswith(b"event:error\ndata:{")


HEADERS = [
    b"expect: 100-continue", b"connection: close", b"connection: upgrade", b"upgrade: websocket",
    b"content-encoding: gzip", b"authorization: Bearer \xff\xfe", b"authorization: Basic x",
    b"x-api-key: \xe9\xff", b"x-api-key:", b"anthropic-beta: " + b"a" * 3_000, b"host: y", b": x",
    b"content-length: 5", b"transfer-encoding: identity", b"a b: c", b" folded", b"te: trailers",
]  # fmt: skip
PIECES = [
    b"\r\n", b"\n", b"\r", b"\0", b" ", b":", b"%00", b"../", b"\xff", b"0\r\n\r\n", b"-1", b"//",
    b"ffffffffffffffff\r\n", b"GET / HTTP/1.0\r\n\r\n", b"HTTP/9.9", b"A" * 70_000,
]  # fmt: skip


def well_formed(dice: Dice) -> bytes:
    body = {"model": "qwen-plus", "max_tokens": 50, "messages": ASKED}
    body["stream"] = dice.random() < 0.3
    content = json.dumps(body).encode()
    head = [b"POST /apps/anthropic/v1/messages HTTP/1.1", b"host: x", b"x-api-key: key"]
    if dice.random() < 0.5:
        head.append(b"content-length: %d" % len(content))
    else:
        head.append(b"transfer-encoding: chunked")
        content = b"".join(chunks(dice, content))
    return b"\r\n".join([*head, *dice.sample(HEADERS, dice.randint(0, 2))]) + b"\r\n\r\n" + content


def chunks(dice: Dice, content: bytes) -> Iterator[bytes]:
    while content:
        length = dice.randint(1, 40)
        piece, content = content[:length], content[length:]
        extension = dice.choice([b"", b";", b";name=1"])
        yield b"%x%s\r\n%s\r\n" % (len(piece), extension, piece)
    yield b"0\r\n" + dice.choice([b"", b"trailer: x\r\n"]) + b"\r\n"


def damaged(dice: Dice, data: bytes) -> bytes:
    for _ in range(dice.choice([0, 1, 1, 2, 4])):
        at = dice.randrange(len(data) + 1)
        start, rest = data[:at], data[at:]
        others = [
            dice.randbytes(1) + rest[1:],
            dice.choice(PIECES) + rest,
            rest[dice.randint(1, 30) :],
            b"",
            rest + start,
        ]
        data = start + dice.choice(others)
    return data


def exchanged(dice: Dice, port: int) -> bytes:
    """Send almost a request or two, and return what came until the server closed.

    Unless the client has closed its half, a connection that may serve again stays open.
    """
    data = damaged(dice, well_formed(dice))
    if dice.random() < 0.2:
        data += damaged(dice, well_formed(dice))
    got, half = b"", dice.random() < 0.5
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        try:
            while data:
                length = dice.choice([len(data), 7, 150])
                connection.sendall(data[:length])
                data = data[length:]
            if half:
                connection.shutdown(socket.SHUT_WR)
            connection.settimeout(30 if half else 2)
            while piece := connection.recv(65536):
                got += piece
        except TimeoutError:
            assert not half
        except OSError:
            pass  # the server has closed already
    return got


HEAD = re.compile(rb"HTTP/1\.1 (\d{3}) [^\r]*\r\n((?:[^\r\n]+\r\n)*)\r\n")


def statuses(got: bytes) -> Iterator[int]:
    """Yield the status of each answer, whose body must be the page's or, for no HTTP, a line."""
    while got:
        head = HEAD.match(got)
        assert head, got[:200]
        status, got = int(head[1]), got[head.end() :]
        if status == 100:
            continue
        yield status
        length = re.search(rb"(?i)content-length: (\d+)", head[2])
        body, got = (got, b"") if length is None else (got[: int(length[1])], got[int(length[1]) :])
        if status >= 400 and body and b"Invalid HTTP request received." not in body:
            assert json.loads(body).keys() == {"type", "error"}
        if b"chunked" in head[2]:
            got = body.partition(b"\r\n0\r\n\r\n")[2]


@pytest.mark.parametrize("number", [200, pytest.param(5_000, marks=pytest.mark.full)])
def test_bytes_that_are_almost_a_request(
    serve: Callable[..., str],
    open_files: Callable[[], set[str]],
    capfd: pytest.CaptureFixture[str],
    number: int,
) -> None:
    desk = Desk(Rules(documented()))
    port = httpx.URL(serve(desk, LIMITS)).port
    assert port
    files, threads = open_files(), threading.active_count()
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda seed: exchanged(Dice(seed), port), range(number)))
    seen = {status for got in found for status in statuses(got)}
    assert {200, 400, 404, 408} <= seen <= {200, 400, 403, 404, 408, 413}
    assert desk.record.snapshot().crashes == ()
    deadline = time.monotonic() + 100
    while open_files() - files and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not open_files() - files
    assert threading.active_count() == threads
    assert capfd.readouterr() == ("", "")
