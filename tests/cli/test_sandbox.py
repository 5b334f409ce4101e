import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

Msmigrate = Callable[..., subprocess.CompletedProcess[str]]
ASK = """
import json, os, sys, urllib.error, urllib.request

def ask(**more):
    hello = [{"role": "user", "content": "Hi"}]
    body = {"model": "qwen-plus", "max_tokens": 100, "messages": hello, **more}
    request = urllib.request.Request(
        os.environ["ANTHROPIC_BASE_URL"] + "/v1/messages",
        json.dumps(body).encode(),
        {"x-api-key": os.environ["ANTHROPIC_API_KEY"]},
    )
    try:
        with urllib.request.urlopen(request, timeout=100) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)
"""
PASSED = "1 request, 1 answered, 0 refused (profile documented of 2026-03-15).\nVerdict: passed.\n"


@pytest.fixture
def script(tmp_path: Path) -> Callable[[str], list[str]]:
    """Return the words that run this Python, which may call `ask`."""

    def make(code: str) -> list[str]:
        path = tmp_path / "client.py"
        path.write_text(ASK + code)
        return [sys.executable, str(path)]

    return make


def test_a_good_command_passes(msmigrate: Msmigrate, script: Callable[[str], list[str]]) -> None:
    done = msmigrate("sandbox", "--", *script("print(ask()['content'][0]['text'])"))
    assert done.returncode == 0
    first, _, rest = done.stdout.replace("\r\n", "\n").partition("\n")
    assert first == "The sandbox replies for qwen-plus to 'Hi'."
    assert rest == PASSED
    assert done.stderr == ""


def test_a_command_with_options_of_its_own(msmigrate: Msmigrate) -> None:
    code = "import sys; print(sys.argv[1:])"
    words = ["--strict", "--json", "-", "--port", "x", "--help"]
    done = msmigrate("sandbox", "--", sys.executable, "-c", code, *words)
    assert done.stdout.startswith(str(words))


@pytest.mark.parametrize(
    ("code", "more", "status", "said"),
    [
        ("ask(metadata={})", [], 1, "  metadata: is not supported (once, first in request 1)"),
        ("print(ask(metadata={})['error'])", ["--strict"], 1, "invalid_request_error"),
        ("print(ask(model='claude-opus-4-1')['error'])", [], 1, "Did you mean qwen3-max?"),
        ("pass", [], 1, "No request came here."),
        ("ask(); sys.exit(7)", [], 7, "Verdict: passed."),
        ("ask(metadata={}); sys.exit(7)", [], 7, "Verdict: failed."),
        ("print(ask()['error'])", ["--fault", "529"], 0, "1 with an error that was asked for"),
        ("print(ask(model='sandbox-error-Arrearage')['error']['type'])", [], 0, "Arrearage"),
        ("print(ask(max_tokens=40000))", ["--profile", "observed"], 1, "[1, 32768]"),
    ],
)
def test_the_verdict_and_the_status(
    msmigrate: Msmigrate,
    script: Callable[[str], list[str]],
    code: str,
    more: list[str],
    status: int,
    said: str,
) -> None:
    if "40000" in code:  # its body is an event, not JSON
        code = (
            "\ntry:\n    ask(max_tokens=40000)\nexcept ValueError as error:\n    print(error.doc)"
        )
    done = msmigrate("sandbox", *more, "--", *script(code))
    assert done.returncode == status
    assert said in done.stdout


def test_the_key_of_the_environment_is_not_used(
    msmigrate: Msmigrate, script: Callable[[str], list[str]]
) -> None:
    given = {"ANTHROPIC_API_KEY": "key-of-somebody", "ANTHROPIC_AUTH_TOKEN": "key-of-somebody"}
    code = "ask(); print(sorted(v for k, v in os.environ.items() if k.startswith('ANTHROPIC')))"
    done = msmigrate("sandbox", "--", *script(code), env=given)
    assert "key-of-somebody" not in done.stdout
    assert "'sandbox-key'" in done.stdout


def test_a_key_of_the_code_is_noted(
    msmigrate: Msmigrate, script: Callable[[str], list[str]]
) -> None:
    done = msmigrate(
        "sandbox", "--", *script("os.environ['ANTHROPIC_API_KEY'] = 'of-my-own'; ask()")
    )
    assert done.returncode == 0
    assert "key: is another than the environment holds" in done.stdout
    assert "of-my-own" not in done.stdout


def test_replies_of_a_file(
    msmigrate: Msmigrate, script: Callable[[str], list[str]], tmp_path: Path
) -> None:
    replies = tmp_path / "replies.toml"
    replies.write_text('[[replies]]\ntext = "Good day!"\n')
    words = script("print(ask()['content'][0]['text'])")
    done = msmigrate("sandbox", "--script", replies, "--", *words)
    assert done.stdout.startswith("Good day!")


def test_json_in_a_file(
    msmigrate: Msmigrate, script: Callable[[str], list[str]], tmp_path: Path
) -> None:
    target = tmp_path / "verdict.json"
    for _ in range(2):  # its own file is replaced
        done = msmigrate("sandbox", "--json", target, "--", *script("ask(metadata={})"))
        assert done.returncode == 1
    found = json.loads(target.read_text())
    assert (found["schema"], found["passed"], found["requests"]) == (1, False, 1)
    assert found["unsupported"][0]["where"] == "metadata"
    assert "Verdict: failed." in done.stdout


def test_json_on_stdout(msmigrate: Msmigrate, script: Callable[[str], list[str]]) -> None:
    done = msmigrate("sandbox", "--json", "-", "--", *script("ask()"))
    assert json.loads(done.stdout)["passed"] is True


def test_another_file_is_not_replaced(
    msmigrate: Msmigrate, script: Callable[[str], list[str]], tmp_path: Path
) -> None:
    target = tmp_path / "notes.json"
    target.write_text('{"mine": 1}')
    done = msmigrate("sandbox", "--json", target, "--", *script("print('ran')"))
    assert done.returncode == 2
    assert "ran" not in done.stdout
    assert target.read_text() == '{"mine": 1}'


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--", "no-such-command-here"], "There is no command 'no-such-command-here'"),
        (["--fault", "418"], "There is no fault '418'"),
        (["--fault", "529:7"], "no share"),
        (["--rewrite"], "--rewrite needs --upstream"),
        (["--upstream", "http://192.0.2.1"], "in the clear"),
        (["--upstream", "https://user:word@example.com"], "is no base URL"),
        (["--upstream", "https://[::1"], "is no base URL"),
        (["--port", "8765", "--upstream", "http://localhost:8765/apps"], "Choose another"),
        (["--script", "nowhere.toml"], "cannot be read"),
        (["--port", "70000"], "--port"),
        (["--profile", "other"], "--profile"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_wrong_use(msmigrate: Msmigrate, words: list[str], said: str) -> None:
    done = msmigrate("sandbox", *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("package", ["starlette", "uvicorn", "rstr"])
def test_missing_packages_are_told(msmigrate: Msmigrate, package: str) -> None:
    hide = f"import sys; sys.modules['{package}'] = None"
    done = msmigrate("sandbox", "--", sys.executable, "-c", "pass", before=hide)
    assert done.returncode == 2
    assert f"needs the package {package}" in done.stderr
    assert "pip install 'msmigrate[sandbox]'" in done.stderr


def test_the_help_needs_none_of_them(msmigrate: Msmigrate) -> None:
    hide = "import sys; sys.modules.update(dict.fromkeys(['starlette', 'uvicorn', 'rstr']))"
    done = msmigrate("sandbox", "--help", before=hide)
    assert done.returncode == 0
    assert "--upstream" in done.stdout


@pytest.fixture
def waiting(apart: Path) -> Iterator[Callable[..., tuple["subprocess.Popen[str]", str]]]:
    """Start a sandbox without a command, and return its process and base URL."""
    started: list[subprocess.Popen[str]] = []

    def start(*words: str) -> tuple["subprocess.Popen[str]", str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "migrator", "sandbox", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        started.append(process)
        assert process.stderr
        url = process.stderr.readline().strip().partition("ANTHROPIC_BASE_URL=")[2]
        return process, url

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(("metadata", "status"), [(False, 0), (True, 1)])
def test_an_interrupt_ends_it_with_the_verdict(
    waiting: Callable[..., Any], number: int, metadata: bool, status: int
) -> None:
    process, url = waiting()
    hello = [{"role": "user", "content": "Hi"}]
    body = {"model": "qwen-plus", "max_tokens": 9, "messages": hello}
    body |= {"metadata": {}} if metadata else {}
    answer = httpx.post(
        f"{url}/v1/messages", json=body, headers={"x-api-key": "k"}, trust_env=False
    )
    assert answer.status_code == 200
    process.send_signal(number)
    output, errors = process.communicate(timeout=100)
    assert process.returncode == status
    assert output.startswith("1 request, 1 answered")
    assert "Traceback" not in errors


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_without_a_request_an_interrupt_fails(waiting: Callable[..., Any]) -> None:
    process, _ = waiting()
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=100)
    assert process.returncode == 1
    assert "No request came here." in output


def test_a_port_of_ones_choice(waiting: Callable[..., Any], msmigrate: Msmigrate) -> None:
    _, url = waiting()
    port = str(httpx.URL(url).port)
    done = msmigrate("sandbox", "--port", port)
    assert done.returncode == 2
    assert "Choose another with --port" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_request_to_end_reaches_the_command(apart: Path, tmp_path: Path) -> None:
    mark = tmp_path / "begun"
    code = f"import pathlib, time; pathlib.Path({str(mark)!r}).touch(); time.sleep(60)"
    words = [sys.executable, "-m", "migrator", "sandbox", "--", sys.executable, "-c", code]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 100
        while not mark.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        process.terminate()
        output, _ = process.communicate(timeout=100)
    assert process.returncode == 128 + signal.SIGTERM
    assert "Verdict: failed." in output


def test_an_audit_of_another_sandbox(
    waiting: Callable[..., Any], msmigrate: Msmigrate, script: Callable[[str], list[str]]
) -> None:
    _, url = waiting("--strict")
    code = "print(ask(model='claude-sonnet-4-5', metadata={})['content'][0]['text'])"
    key = {"ANTHROPIC_API_KEY": "key-of-somebody"}
    words = ["sandbox", "--upstream", url, "--rewrite", "--", *script(code)]
    done = msmigrate(*words, env=key)
    assert done.stdout.startswith("The sandbox replies for qwen-plus")
    assert "metadata: is not supported" in done.stdout
    assert "'claude-sonnet-4-5' is no model" in done.stdout
    assert "key-of-somebody" not in done.stdout + done.stderr
    assert done.returncode == 1


def test_it_starts_at_once() -> None:
    code = "import sys, migrator.cli.sandbox; print(sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=dict(os.environ)
    )
    for heavy in ("starlette", "uvicorn", "httpx", "rstr", "rich", "pytest"):
        assert f"'{heavy}'" not in done.stdout
