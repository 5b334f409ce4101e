"""The fixture, in a test run of its own as a project would have it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = 'pytest_plugins = ["migrator.sandbox.pytest_plugin"]\n'
TESTS = """
import json
import os
import urllib.error
import urllib.request

import pytest

BODY = {"model": "qwen-plus", "max_tokens": 100, "messages": [{"role": "user", "content": "Hi"}]}
SEEN = []


def ask(**more):
    request = urllib.request.Request(
        os.environ["ANTHROPIC_BASE_URL"] + "/v1/messages",
        json.dumps(BODY | more).encode(),
        {"x-api-key": os.environ["ANTHROPIC_API_KEY"]},
    )
    with urllib.request.urlopen(request, timeout=100) as answer:
        return json.load(answer)


def test_a_reply(model_studio):
    model_studio.script("Good day!", {"tool": "look", "input": {"where": "up"}})
    assert ask()["content"] == [{"type": "text", "text": "Good day!"}]
    assert ask()["content"][0]["input"] == {"where": "up"}
    assert [each.body["model"] for each in model_studio.requests] == ["qwen-plus"] * 2
    assert model_studio.verdict().passed
    SEEN.append(model_studio.url)


def test_nothing_is_left_of_the_test_before(model_studio):
    assert model_studio.requests == ()
    assert SEEN == [model_studio.url]  # the same server
    assert "sandbox" in ask()["content"][0]["text"]
    model_studio.script("for another test")
    model_studio.rules(strict=True)


def test_an_error(model_studio):
    model_studio.script({"error": 529, "retry_after": 3})
    with pytest.raises(urllib.error.HTTPError) as error:
        ask()
    assert (error.value.code, error.value.headers["retry-after"]) == (529, "3")
    error.value.close()
    assert ask(metadata={})["content"]  # no longer strict
    assert not model_studio.verdict().passed


def test_strict(model_studio):
    model_studio.rules(strict=True, profile="observed")
    with pytest.raises(urllib.error.HTTPError) as error:
        ask(metadata={})
    assert error.value.code == 400
    error.value.close()


def test_no_way_leads_elsewhere(model_studio):
    assert not {name for name in os.environ if "PROXY" in name.upper()} - {"NO_PROXY", "no_proxy"}
    assert "ANTHROPIC_AUTH_TOKEN" not in os.environ
    assert os.environ["ANTHROPIC_BASE_URL"] == model_studio.url
    assert os.environ["ANTHROPIC_API_KEY"] == model_studio.key


def test_without_the_fixture_the_environment_is_as_it_was():
    assert os.environ["ANTHROPIC_AUTH_TOKEN"] == "token-of-somebody"
    assert os.environ["HTTPS_PROXY"] == "http://proxy.example"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_it.py").write_text(TESTS)
    (tmp_path / "migrator").mkdir()  # a project may have a package of this name for tests alone
    return tmp_path


def run(folder: Path, repository: Path, *words: str) -> subprocess.CompletedProcess[str]:
    more = {
        "PYTHONPATH": str(repository),
        "ANTHROPIC_AUTH_TOKEN": "token-of-somebody",
        "HTTPS_PROXY": "http://proxy.example",
        "ALL_PROXY": "http://proxy.example",
    }
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", *words],
        cwd=folder,
        env=os.environ | more,
        capture_output=True,
        text=True,
    )


def test_a_project_that_opts_in(project: Path, repository: Path) -> None:
    done = run(project, repository)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "6 passed" in done.stdout


def test_who_does_not_opt_in_has_no_fixture(project: Path, repository: Path) -> None:
    (project / "conftest.py").write_text("")
    done = run(project, repository, "-k", "strict")
    assert "fixture 'model_studio' not found" in done.stdout


def test_missing_packages_are_told(project: Path, repository: Path) -> None:
    hide = "import sys\nsys.modules['starlette'] = None\n"
    (project / "conftest.py").write_text(hide + CONFTEST)
    done = run(project, repository, "-k", "strict")
    assert done.returncode == 1
    assert "pip install 'msmigrate[sandbox]'" in done.stdout
