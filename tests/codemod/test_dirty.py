"""Files with uncommitted changes: noted, or refused, and never lost."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from migrator.codemod.dirty import uncommitted
from migrator.codemod.discover import discover

Msmigrate = Callable[..., Any]
Sample = Any


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@b.invalid", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def project(tmp_path: Path, apart: Path, sample: Sample) -> Path:
    """A repository with two committed files."""
    folder = tmp_path / "project"
    (folder / "sub").mkdir(parents=True)
    for name in ("a.py", "sub/ä b.py"):
        (folder / name).write_bytes(sample.old)
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "first")
    return folder


def dirty(*paths: Path) -> list[str]:
    found = discover(list(paths))
    return uncommitted(found.files, found.projects)


# Which files count


def test_a_clean_tree_has_none(project: Path) -> None:
    assert dirty(project) == []


def test_untracked_files_do_not_count(project: Path) -> None:
    (project / "new.py").write_bytes(b"")
    assert dirty(project) == []


def test_a_folder_without_git_has_none(tmp_path: Path, apart: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"")
    assert dirty(tmp_path) == []


def test_a_broken_repository_has_none(project: Path) -> None:
    (project / "a.py").write_bytes(b"x = 1\n")
    (project / ".git/HEAD").write_bytes(b"nonsense")
    assert dirty(project) == []


def test_where_git_is_missing_nothing_counts(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "a.py").write_bytes(b"x = 1\n")
    monkeypatch.setenv("PATH", os.devnull)
    assert dirty(project) == []


def test_changes_in_the_work_tree_and_in_the_index_count(project: Path, sample: Sample) -> None:
    (project / "sub/ä b.py").write_bytes(sample.old + b"# more\n")
    assert dirty(project) == ["sub/ä b.py"]
    git(project, "add", ".")
    assert dirty(project) == ["sub/ä b.py"]
    (project / "a.py").write_bytes(b"")
    assert dirty(project) == ["a.py", "sub/ä b.py"]


def test_a_file_that_was_added_or_moved_counts(project: Path) -> None:
    (project / "new.py").write_bytes(b"x = 1\n")
    git(project, "add", "new.py")
    git(project, "mv", "a.py", "moved.py")
    assert dirty(project) == ["moved.py", "new.py"]


def test_only_the_files_asked_about_count(project: Path) -> None:
    (project / "a.py").write_bytes(b"")
    (project / "sub/ä b.py").write_bytes(b"")
    assert dirty(project / "sub") == ["ä b.py"]


def test_asking_leaves_the_repository_alone(project: Path, sample: Sample) -> None:
    """`git status` refreshes the index where it may; a codemod has no business there."""
    os.utime(project / "a.py", (1, 1))
    index = (project / ".git/index").read_bytes()
    assert dirty(project) == []
    assert (project / ".git/index").read_bytes() == index


def test_what_a_hook_sets_misleads_nobody(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "a.py").write_bytes(b"")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "elsewhere/index"))
    assert dirty(project) == ["a.py"]


# What a run does


def test_a_clean_tree_is_migrated_in_silence(project: Path, msmigrate: Msmigrate) -> None:
    done = msmigrate("codemod", "--require-clean", project)
    assert done.returncode == 0
    assert "uncommitted" not in done.stdout


def test_uncommitted_changes_are_noted_and_undo_brings_them_back(
    project: Path, msmigrate: Msmigrate, sample: Sample
) -> None:
    (project / "a.py").write_bytes(sample.old + b"# mine\n")
    done = msmigrate("codemod", project)
    assert done.returncode == 0
    assert "note: Changed over uncommitted changes: a.py. `msmigrate undo`" in done.stdout
    assert (project / "a.py").read_bytes() == sample.new + b"# mine\n"
    msmigrate("undo", cwd=project)
    assert (project / "a.py").read_bytes() == sample.old + b"# mine\n"


def test_uncommitted_changes_are_refused_when_asked(
    project: Path, msmigrate: Msmigrate, sample: Sample, apart: Path
) -> None:
    (project / "a.py").write_bytes(sample.old + b"# mine\n")
    done = msmigrate("codemod", "--require-clean", project)
    assert done.returncode == 3
    assert "nothing was written: a.py would be changed and has uncommitted changes" in done.stderr
    assert (project / "a.py").read_bytes() == sample.old + b"# mine\n"
    assert (project / "sub/ä b.py").read_bytes() == sample.old
    assert not apart.exists()


def test_files_that_do_not_change_may_be_dirty(project: Path, msmigrate: Msmigrate) -> None:
    (project / "a.py").write_bytes(b"# nothing of interest any more\n")
    done = msmigrate("codemod", "--require-clean", "--format", "json", project)
    assert done.returncode == 0
    assert json.loads(done.stdout)["files"]["changed"] == 1


@pytest.mark.parametrize("words", [["--check"], ["--diff"]])
def test_looking_refuses_nothing(project: Path, msmigrate: Msmigrate, words: list[str]) -> None:
    (project / "a.py").write_bytes((project / "a.py").read_bytes() + b"# mine\n")
    done = msmigrate("codemod", *words, "--require-clean", project)
    assert done.returncode == (1 if words == ["--check"] else 0)
