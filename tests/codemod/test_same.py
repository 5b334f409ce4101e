"""The same project gives the same bytes and findings, however it is looked at."""

import json
import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Msmigrate = Callable[..., Any]
Sample = Any
TreeBytes = Callable[[Path], dict[str, bytes]]

ENOUGH_FOR_WORKERS = 80


@pytest.fixture(scope="module")
def chatbots(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """Several copies of the sample application, so that more than one process works."""
    folder = tmp_path_factory.mktemp("chatbots")
    for number in range(3):
        shutil.copytree(repository / "fixtures/chatbot", folder / f"bot{number}")
    (folder / "broken.py").write_bytes(b"# claude\nx = (\n")
    assert len(list(folder.rglob("*.py"))) > ENOUGH_FOR_WORKERS
    return folder


@pytest.fixture
def copied(chatbots: Path, tmp_path: Path) -> Callable[[str], Path]:
    def copy(name: str) -> Path:
        folder = tmp_path / name / "project"
        shutil.copytree(chatbots, folder)
        return folder

    return copy


def outcome(done: Any) -> dict[str, Any]:
    assert done.returncode == 0
    report: dict[str, Any] = json.loads(done.stdout)
    del report["root"]
    return report


def test_the_number_of_processes_and_the_hash_of_strings_change_nothing(
    copied: Callable[[str], Path], msmigrate: Msmigrate, tree_bytes: TreeBytes
) -> None:
    found = []
    for jobs in ("1", "2", "8"):
        folder = copied(jobs)
        words = ("codemod", "--format", "json", "--jobs", jobs, folder)
        report = outcome(msmigrate(*words, env={"PYTHONHASHSEED": jobs}))
        found.append((report, tree_bytes(folder)))
    assert found[0][0]["files"]["changed"] > 60
    assert found[0] == found[1] == found[2]


def test_the_order_of_paths_changes_nothing(
    copied: Callable[[str], Path], msmigrate: Msmigrate, tree_bytes: TreeBytes
) -> None:
    found = []
    for number in range(3):
        folder = copied(str(number))
        paths = sorted(path for path in folder.rglob("*.py") if "bot1" in path.parts)
        paths += [folder / "bot2", folder / "bot2/chatbot/agent.py", folder / "broken.py"]
        random.Random(number).shuffle(paths)
        report = outcome(msmigrate("codemod", "--format", "json", *paths))
        found.append((report, tree_bytes(folder)))
    assert found[0][0]["files"]["changed"] > 40
    assert found[0] == found[1] == found[2]


def test_files_in_groups_come_out_as_all_at_once(
    copied: Callable[[str], Path], msmigrate: Msmigrate, tree_bytes: TreeBytes
) -> None:
    """The facts that decide come from the whole project, whatever part of it is named."""
    whole, pieces = copied("whole") / "bot1", copied("pieces") / "bot1"
    msmigrate("codemod", whole)
    paths = sorted(pieces.rglob("*.py"))
    for start in range(4):
        assert msmigrate("codemod", *paths[start::4]).returncode == 0
    assert tree_bytes(pieces) == tree_bytes(whole)


def test_the_text_report_is_the_same_twice(chatbots: Path, msmigrate: Msmigrate) -> None:
    once = msmigrate("codemod", "--check", chatbots)
    again = msmigrate("codemod", "--check", "--jobs", "1", chatbots)
    assert once.stdout == again.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="needs links")
def test_a_link_to_the_root_changes_nothing(
    copied: Callable[[str], Path], msmigrate: Msmigrate, tree_bytes: TreeBytes, tmp_path: Path
) -> None:
    straight, linked = copied("straight") / "bot1", copied("linked") / "bot1"
    link = tmp_path / "link"
    link.symlink_to(linked)
    reports = [
        outcome(msmigrate("codemod", "--format", "json", folder)) for folder in (straight, link)
    ]
    assert reports[0] == reports[1]
    assert tree_bytes(straight) == tree_bytes(linked)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(b"", b"", id="plain"),
        pytest.param(b"\xef\xbb\xbf", b"", id="bom"),
        pytest.param(b"# coding: latin-1\n", b"# \xe9", id="latin-1"),
        pytest.param(b"# -*- coding: cp1252 -*-\n# \x80\n", b"", id="cp1252"),
        pytest.param(
            b"#!/usr/bin/python\n# vim: set fileencoding=utf-8 :\n", b"# \xc3\xa9", id="vim"
        ),
        pytest.param(
            "# coding: utf-8\n# 宽\n".encode(), "\n\fx = '\U0001f600'".encode(), id="wide"
        ),
        pytest.param(b"# coding: shift_jis\n# \x83\x5c\n", b"", id="shift_jis"),
    ],
)
@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"], ids=["lf", "crlf", "cr"])
def test_encodings_and_line_ends_change_nothing(
    tmp_path: Path,
    in_process: Callable[..., int],
    sample: Sample,
    before: bytes,
    after: bytes,
    newline: bytes,
) -> None:
    def text(middle: bytes) -> bytes:
        return (before + middle + after).replace(b"\n", newline)

    path = tmp_path / "a.py"
    path.write_bytes(text(sample.old))
    assert in_process("codemod", str(path)) == 0
    assert path.read_bytes() == text(sample.new)
    assert in_process("undo", "1") == 0
    assert path.read_bytes() == text(sample.old)
