"""The key is in nothing that the sandbox prints, keeps or answers, wherever a client puts it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Msmigrate = Callable[..., subprocess.CompletedProcess[str]]
KEYS = [f"sk-{'s3cret' * 5}", "hunter-of-whales"]  # the second has no shape that tells a key

# Sends the key in each place of a request, one request each, by x-api-key or as a Bearer.
CLIENT = """
import json, os, sys, urllib.error, urllib.parse, urllib.request

key = os.environ["THE_KEY"]
base = os.environ["ANTHROPIC_BASE_URL"]
words = [{"role": "user", "content": f"My key is {key}, says {key}."}]
tool = {"name": key, "description": key, "input_schema": {"type": "object", "title": key}}
plain = {"model": "qwen-plus", "max_tokens": 1000, "messages": words}
bodies = [
    plain,
    plain | {"stream": True, "system": key},
    plain | {"model": key},
    plain | {"model": f"sandbox-error-{key}"},
    plain | {"metadata": {"user_id": key}, key: key},
    plain | {"stop_sequences": key},
    plain | {"thinking": {"type": key}},
    plain | {"tool_choice": {"type": "tool", "name": key}, "tools": []},
    plain | {"messages": [{"role": key, "content": key}]},
    plain | {"messages": [{"role": "user", "content": [{"type": key, key: key}]}]},
    plain | {"messages": [{"role": "user", "content": [{"type": "text", "text": "x", key: 1}]}]},
    {key: key},
    key,
    None,
]
paths = ["/v1/messages", f"/v1/messages?key={key}", f"/v1/{key}", f"/{key}/v1/messages"]
for path in paths:
    for body in bodies:
        for headers in ({"x-api-key": key}, {"authorization": f"Bearer {key}", "x-custom": key}):
            data = b"{" + key.encode() if body is None else json.dumps(body).encode()
            request = urllib.request.Request(base + path, data, headers | {"anthropic-beta": key})
            try:
                answer = urllib.request.urlopen(request, timeout=100)
            except urllib.error.HTTPError as error:
                answer = error
            with answer:
                sys.stdout.write(answer.read().decode() + str(answer.headers))
# a tool's name comes back, as it must; the rest of such a reply must not hold the key
request = urllib.request.Request(
    base + "/v1/messages", json.dumps(plain | {"tools": [tool]}).encode(), {"x-api-key": key}
)
with urllib.request.urlopen(request, timeout=100) as answer:
    message = json.load(answer)
for block in message.get("content", []):
    if block.get("name") == key:
        del block["name"]
print(message)
"""


@pytest.fixture
def client(tmp_path: Path) -> list[str]:
    path = tmp_path / "client.py"
    path.write_text(CLIENT)
    return [sys.executable, str(path)]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("more", [[], ["--strict", "--profile", "observed"]])
def test_wherever_a_client_puts_it(
    msmigrate: Msmigrate, client: list[str], tmp_path: Path, key: str, more: list[str]
) -> None:
    target = tmp_path / "verdict.json"
    done = msmigrate(
        "sandbox", "--debug", "--json", target, *more, "--", *client, env={"THE_KEY": key}
    )
    assert done.returncode == 1, done.stderr
    assert "Verdict: failed." in done.stdout
    for text in (done.stdout, done.stderr, target.read_text()):
        assert key not in text
    assert json.loads(target.read_text())["requests"] == 4 * 14 * 2 + 1


BREAK = """
import migrator.sandbox.desk as desk
def fail(*words, **more):
    key = words[1].key()
    raise RuntimeError(f"the key is {key}")
desk.Desk.judged = fail
"""


@pytest.mark.parametrize("key", KEYS)
def test_a_defect_does_not_tell_it(msmigrate: Msmigrate, client: list[str], key: str) -> None:
    code = "import sys; sys.stderr = sys.stdout\n"
    Path(client[1]).write_text(code + CLIENT.partition("# a tool's name")[0])
    done = msmigrate("sandbox", "--debug", "--", *client, env={"THE_KEY": key}, before=BREAK)
    assert done.returncode == 1
    assert "The sandbox itself failed (RuntimeError)" in done.stdout
    assert key not in done.stdout + done.stderr


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("upstream", ["http://127.0.0.1:9", "http://localhost:9/apps/anthropic"])
def test_the_audit_proxy_does_not_tell_it(
    msmigrate: Msmigrate, client: list[str], tmp_path: Path, key: str, upstream: str
) -> None:
    target = tmp_path / "verdict.json"
    Path(client[1]).write_text(CLIENT.partition("# a tool's name")[0])
    words = ["--upstream", upstream, "--rewrite", "--json", target, "--", *client]
    given = {"THE_KEY": key, "ANTHROPIC_API_KEY": key}
    done = msmigrate("sandbox", "--debug", *words, env=given)
    assert done.returncode == 1
    for text in (done.stdout, done.stderr, target.read_text()):
        assert key not in text


@pytest.mark.parametrize("key", KEYS)
def test_no_object_shows_it(a_body: Any, a_request: Any, key: str) -> None:
    from migrator.sandbox.desk import Desk
    from migrator.sandbox.judge import Rules, judge
    from migrator.sandbox.profiles import documented

    request = a_request(a_body(metadata={"user_id": key}), key=key)
    rules = Rules(documented(), expected_key=key)
    desk = Desk(rules)
    desk.answer(request)
    for shown in (request, rules, judge(request, rules), desk.record.snapshot()):
        assert key not in repr(shown)
