"""The hooks that pre-commit reads: their commands run, and end as pre-commit expects."""

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Msmigrate = Callable[..., Any]
Sample = Any
Hook = dict[str, str]

IDS = ("msmigrate-check", "msmigrate")


@pytest.fixture(scope="module")
def hooks(repository: Path) -> dict[str, Hook]:
    """The hooks by id. The file keeps to a list of plain `key: value` lines."""
    text = (repository / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    found: list[Hook] = []
    for line in filter(str.strip, text.splitlines()):
        if line.startswith("- "):
            found.append({})
        key, _, value = line[2:].partition(": ")
        assert line[:2] in {"- ", "  "}
        assert key.isidentifier()
        found[-1][key] = value
    return {hook["id"]: hook for hook in found}


def test_each_hook_says_what_pre_commit_needs(hooks: dict[str, Hook]) -> None:
    assert tuple(hooks) == IDS
    for hook in hooks.values():
        assert hook["language"] == "python"
        assert hook["types_or"] == "[python, pyi, jupyter]"
        # A run reads the whole project: several at once would only do it several times.
        assert hook["require_serial"] == "true"


@pytest.mark.parametrize("id_", IDS)
def test_a_clean_file_passes_and_stays(
    id_: str, hooks: dict[str, Hook], msmigrate: Msmigrate, tmp_path: Path, sample: Sample
) -> None:
    (tmp_path / "a.py").write_bytes(sample.new)
    program, *words = shlex.split(hooks[id_]["entry"])
    assert program == "msmigrate"
    assert msmigrate(*words, "a.py", cwd=tmp_path).returncode == 0
    assert (tmp_path / "a.py").read_bytes() == sample.new


@pytest.mark.parametrize("id_", IDS)
def test_a_file_to_migrate_fails_the_check_or_is_changed(
    id_: str, hooks: dict[str, Hook], msmigrate: Msmigrate, tmp_path: Path, sample: Sample
) -> None:
    (tmp_path / "a.py").write_bytes(sample.old)
    _, *words = shlex.split(hooks[id_]["entry"])
    done = msmigrate(*words, "a.py", cwd=tmp_path)
    checks = id_ == "msmigrate-check"
    assert done.returncode == checks
    assert (tmp_path / "a.py").read_bytes() == (sample.old if checks else sample.new)


def test_inside_of_a_commit(
    apart: Path, tmp_path: Path, hooks: dict[str, Hook], sample: Any
) -> None:
    """Run as a hook of git's own, the entry keeps a commit from being made."""
    if sys.platform == "win32":
        pytest.skip("git's hooks are shell scripts here")
    _, *words = shlex.split(hooks["msmigrate-check"]["entry"])
    command = shlex.join([sys.executable, "-m", "migrator", *words, "a.py"])
    (tmp_path / "a.py").write_bytes(sample.old)
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    hook = tmp_path / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nexec {command}\n", encoding="utf-8")
    hook.chmod(0o755)
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    commit = [*git, "commit", "-qm", "x"]
    done = subprocess.run(commit, cwd=tmp_path, capture_output=True, env=dict(os.environ))
    assert done.returncode == 1
    assert b"MS201" in done.stdout + done.stderr
    (tmp_path / "a.py").write_bytes(sample.new)
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    assert subprocess.run(commit, cwd=tmp_path, capture_output=True).returncode == 0
