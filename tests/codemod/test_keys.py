"""No API key leaves in any output: reports, diffs, errors, tracebacks. The files keep theirs."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Msmigrate = Callable[..., Any]
Sample = Any

# Put together here, so that nothing in the repository looks like a key.
SECRET = "q7" * 20
KEYS = tuple("-".join(("sk", kind, SECRET)) for kind in ("ant-api03", "sp"))
TAIL = SECRET[-4:]


@pytest.fixture
def project(tmp_path: Path, sample: Sample) -> Path:
    """Keys on a line that is flagged, on one that changes, near it, and in bad files."""
    folder = tmp_path / "project"
    folder.mkdir()
    one, other = KEYS
    (folder / "near.py").write_bytes(b"KEY = '%s'\n" % one.encode() + sample.old)
    (folder / "same.py").write_bytes(
        b"client(key='%s', model='claude-opus-4-1')  # %s\n" % (one.encode(), other.encode())
    )
    (folder / "removed.py").write_bytes(
        sample.old.replace(b'{"user_id": "7"}', b'{"user_id": "%s"}' % one.encode())
    )
    (folder / "url.py").write_bytes(
        b"url = 'https://api.anthropic.com/v1/messages?key=%s'\n" % one.encode()
    )
    (folder / "broken.py").write_bytes(b"x = '%s' +\n# claude\n" % one.encode())
    (folder / "undecodable.py").write_bytes(b"x = '%s \xff'\n" % one.encode())
    (folder / "latin.py").write_bytes(
        b"# coding: latin-1\nx = '\xe9 %s'; model = 'claude-opus-4-1'\n" % one.encode()
    )
    return folder


def require_masked(done: Any) -> str:
    """Fail where any part of a key is shown, its last four characters apart."""
    text: str = done.stdout + done.stderr
    assert SECRET[:8] not in text
    return text


@pytest.mark.parametrize(
    "words",
    [["--check"], ["--diff"], ["--format", "json"], ["--diff", "--format", "json"], []],
    ids=" ".join,
)
def test_no_report_shows_a_key(project: Path, msmigrate: Msmigrate, words: list[str]) -> None:
    text = require_masked(msmigrate("codemod", *words, project))
    assert f"sk-…{TAIL}" in text or f"sk-\\u2026{TAIL}" in text


def test_the_files_keep_their_keys(project: Path, msmigrate: Msmigrate) -> None:
    msmigrate("codemod", project)
    key = KEYS[0].encode()
    assert (project / "near.py").read_bytes().startswith(b"KEY = '%s'\n" % key)
    assert b"client(key='%s', model='qwen3-max')" % key in (project / "same.py").read_bytes()
    assert key not in (project / "removed.py").read_bytes()
    msmigrate("undo", cwd=project)
    assert key in (project / "removed.py").read_bytes()


def test_what_is_masked_in_a_diff_is_a_comment_to_git(
    project: Path, msmigrate: Msmigrate, sample: Sample
) -> None:
    (project / "z.py").write_bytes(sample.old)
    before = (project / "near.py").read_bytes()
    patch = msmigrate("codemod", "--diff", project).stdout
    assert "# near.py: masked" in patch
    data = patch.encode(errors="surrogateescape")
    subprocess.run(["git", "apply", "-"], cwd=project, input=data, check=True)
    assert (project / "z.py").read_bytes() == sample.new
    assert (project / "near.py").read_bytes() == before


def test_a_key_in_an_option_is_masked(project: Path, msmigrate: Msmigrate) -> None:
    key = KEYS[0]
    for words in (
        ("--select", key),
        ("--map", key),
        ("--base-url", key),
        ("--exclude", f"!\n{key}"),
        (f"--{key}",),
        ("--map", f"claude-*={key}"),
    ):
        require_masked(msmigrate("codemod", "--check", *words, project))


def test_a_key_in_the_choices_of_a_project_is_masked(project: Path, msmigrate: Msmigrate) -> None:
    for text in (f"select = ['{KEYS[0]}']", f"'{KEYS[0]}' = 1", f"base_url = '{KEYS[0]}'"):
        (project / "pyproject.toml").write_text(f"[tool.msmigrate]\n{text}\n", encoding="utf-8")
        done = msmigrate("codemod", "--check", project)
        assert done.returncode == 2
        assert "sk-…" in require_masked(done)


def test_a_key_in_a_debugged_traceback_is_masked(project: Path, apart: Path) -> None:
    command = "import sys; from migrator.cli import main; main(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", command, "codemod", "--debug", "--select", KEYS[0], str(project)],
        capture_output=True,
        text=True,
    )
    assert "Traceback" in done.stderr
    require_masked(done)


def test_a_record_of_the_run_is_private(project: Path, msmigrate: Msmigrate, apart: Path) -> None:
    msmigrate("codemod", project)
    found = [path for path in apart.rglob("*") if path.is_file()]
    holding = [path.name for path in found if SECRET.encode() in path.read_bytes()]
    assert holding == ["originals"]
    if os.name == "posix":
        assert {path.stat().st_mode & 0o077 for path in found} == {0}


def test_json_escapes_nothing_but_the_key(project: Path, msmigrate: Msmigrate) -> None:
    done = msmigrate("codemod", "--check", "--format", "json", project)
    findings = json.loads(done.stdout)["findings"]
    (flag,) = [one for one in findings if one["path"] == "near.py" and one["rule"] == "MS402"]
    assert flag["token"] == f"sk-…{TAIL}"
    assert flag["line"] == 1
