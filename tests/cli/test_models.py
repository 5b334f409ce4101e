import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import NamedTuple

import pytest

from migrator.catalog import qwen
from migrator.cli import invoke
from migrator.cli.guard import guarded


class Result(NamedTuple):
    exit_code: int
    stdout: str
    stderr: str


def run(*words: str) -> Result:
    stdout, stderr = io.StringIO(), io.StringIO()
    with redirect_stdout(stdout), redirect_stderr(stderr):
        status = guarded(lambda: invoke(["models", *words]), debug=False)
    return Result(status, stdout.getvalue(), stderr.getvalue())


def test_lists_every_model_within_80_columns() -> None:
    result = run()
    lines = result.stdout.splitlines()

    assert result.exit_code == 0
    assert [line.split()[0] for line in lines[1:21]] == [model.name for model in qwen.models()]
    assert max(map(len, lines)) <= 80
    assert "qwen3-plus" not in "\n".join(lines[:21])


def test_columns_are_aligned() -> None:
    lines = run().stdout.splitlines()[:21]

    assert len({line.index("Qwen-") for line in lines[1:]}) == 1
    assert lines[0].index("Series") == lines[1].index("Qwen-")


def test_says_that_one_name_of_the_page_is_in_no_list() -> None:
    assert "qwen3-plus: named in the text of the page, in no list" in run().stdout


def test_models_as_json() -> None:
    report = json.loads(run("--format", "json").stdout)

    assert report["schema"] == 1
    assert report["date"] == "2026-03-15"
    assert [entry["name"] for entry in report["models"]] == [each.name for each in qwen.models()]
    assert report["models"][0]["thinking"] is False
    assert report["models"][0]["max_output_date"] == "2026-07-02"


def test_what_ids_become() -> None:
    result = run("claude-3-opus-20240229", "claude-sonnet-4")

    assert result.exit_code == 0
    assert [line.split() for line in result.stdout.splitlines()[1:]] == [
        ["claude-3-opus-20240229", "qwen3-max", "qwen3-max-2026-01-23"],
        ["claude-sonnet-4", "qwen-plus", "qwen-plus"],
    ]


def test_what_ids_become_as_json() -> None:
    result = run("claude-haiku-4-5", "claude-code", "--format", "json")

    assert result.exit_code == 2
    assert json.loads(result.stdout) == {
        "schema": 1,
        "names": [
            {
                "name": "claude-haiku-4-5",
                "kind": "id",
                "plain": "qwen-flash",
                "thinking": "qwen-flash",
                "message": None,
            },
            {
                "name": "claude-code",
                "kind": None,
                "plain": None,
                "thinking": None,
                "message": "is no name of a Claude model",
            },
        ],
    }


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nonsense", "is no name of a Claude model"),
        ("claude-code", "is no name of a Claude model"),
        ("claude-saga-6", "is of a family that the catalog lacks"),
        ("anthropic/claude-opus-5", "belongs to another provider"),
        ("claude-3.5-sonnet", "is spelled as other providers do"),
        ("claude-opus-5[1m]", "has a suffix"),
        ("claude-3", "names a generation"),
        ("haiku", "is only part of a name"),
        ("qwen-plus", "is a Qwen model already"),
        ("qwen3-plus", "is in no list of the page"),
    ],
)
def test_a_name_without_a_target(name: str, why: str) -> None:
    result = run(name, "claude-opus-5")

    assert result.exit_code == 2
    assert f"msmigrate: {name} {why}" in result.stderr
    assert "claude-opus-5  qwen3-max  qwen3-max-2026-01-23" in result.stdout


def test_a_control_character_in_a_name_does_not_act() -> None:
    result = run("claude-\x1b[31m")

    assert result.exit_code == 2
    assert "\x1b" not in result.stderr


def test_an_override() -> None:
    result = run("claude-opus-5", "--map", "claude-opus-*=qwen3-coder-plus")

    assert result.exit_code == 0
    assert result.stdout.splitlines()[1].split() == ["claude-opus-5", "qwen3-coder-plus", "none"]
    assert "no model of that series thinks" in result.stdout


def test_an_override_with_an_unknown_model_is_a_warning() -> None:
    result = run("claude-opus-5", "--map", "claude-opus-5=qwen3-plus")

    assert result.exit_code == 0
    assert "'qwen3-plus'. Did you mean qwen-plus?" in result.stderr


def test_an_override_that_cannot_be_read() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "migrator", "models", "--map", "claude-opus-5"],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )

    assert done.returncode == 2
    assert "CLAUDE=QWEN" in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_heavy_is_imported() -> None:
    code = (
        "import sys; from migrator.cli.models import command\n"
        "command(['claude-opus-5'], standalone_mode=False)\n"
        "print(sorted({'rich', 'libcst', 'questionary', 'httpx'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "[]"
