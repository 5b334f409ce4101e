"""The laws of `laws.py` hold for the fixtures and for files of every odd sort."""

import importlib.util
import json
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

Sample = Any


@pytest.fixture(scope="module")
def laws() -> ModuleType:
    """The script beside this file, as a module."""
    spec = importlib.util.spec_from_file_location("laws", Path(__file__).with_name("laws.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["laws"] = module  # where dataclasses look for the module of a class
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def odd(tmp_path: Path, sample: Sample) -> Path:
    """Files that all change: of several encodings, line ends, modes, names and links."""
    folder = tmp_path / "odd"
    (folder / "häuser und gärten").mkdir(parents=True)
    contents = {
        "plain.py": sample.old,
        "crlf.py": sample.old.replace(b"\n", b"\r\n"),
        "cr.py": sample.old.replace(b"\n", b"\r"),
        "bom.py": b"\xef\xbb\xbf" + sample.old,
        "latin.py": b"# coding: latin-1\nname = '\xfc'\n" + sample.old + b"# \xe9",
        "no-newline.py": sample.old.rstrip(b"\n"),
        "tabs.py": b"def f():\n\tx = 'claude-3-opus-20240229'\n\f\ndef g():\n\treturn 1\n",
        "häuser und gärten/datei.py": sample.old,
        "executable.py": b"#!/usr/bin/env python\n" + sample.old,
        "notes.ipynb": _notebook(sample.old),
        "crlf.ipynb": _notebook(sample.old.replace(b"\n", b"\r\n")).replace(b"\n", b"\r\n"),
        "bom.ipynb": b"\xef\xbb\xbf" + _notebook(b"!ls\n" + sample.old).rstrip(),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    (folder / "executable.py").chmod(0o755)
    if sys.platform != "win32":
        (folder / "link.py").symlink_to("plain.py")
        (folder / "hard.py").hardlink_to(folder / "plain.py")
        (folder / "nowhere.py").symlink_to("nothing")
    return folder


def _notebook(source: bytes) -> bytes:
    """A notebook whose outputs hold what its source holds."""
    lines = source.decode().splitlines(keepends=True)
    output = {"output_type": "stream", "name": "stdout", "text": [*lines, "\x1b[0m é 😀"]}
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": lines},
        {"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [output],
         "source": lines},
    ]  # fmt: skip
    whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 2}
    return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()


@pytest.mark.parametrize("name", ["chatbot", "chatbot-migrated"])
def test_every_law_holds_for_the_fixtures(
    name: str, apart: Path, repository: Path, laws: ModuleType
) -> None:
    result = laws.tried(repository / "fixtures" / name)
    assert result.broken == ()
    assert result.undone
    assert (result.changed > 15) == (name == "chatbot")


def test_every_law_holds_for_odd_files(apart: Path, odd: Path, laws: ModuleType) -> None:
    result = laws.tried(odd)
    assert result.broken == ()
    assert result.changed == 12 + (os.name != "nt")  # a hard link is one more name


def test_the_script_says_what_came_of_each_folder(
    apart: Path, odd: Path, laws: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert laws.main([str(odd)]) == 0
    assert "odd: every law holds" in capsys.readouterr().out


# The laws notice what breaks them

BEFORE = b"import x\nx.f(a='claude-3-opus-20240229')\ny = 1\n"
AFTER = b"import x\nx.f(a='qwen3-max')\ny = 1\n"
EDITS = [(16, 38, "qwen3-max")]
APPLIED = [{"line": 2}]


def test_a_good_file_breaks_none(laws: ModuleType) -> None:
    assert list(laws.wrongs(BEFORE, AFTER, EDITS, APPLIED)) == []


@pytest.mark.parametrize(
    "after",
    [
        AFTER.replace(b"y = 1", b"y = 2"),
        AFTER.replace(b"y = 1\n", b"y = 1"),
        AFTER.replace(b"y = 1\n", b"y = 1\r\n"),
        AFTER.replace(b"y = 1", b"y = "),
        AFTER.replace(b"import x", b"import  x"),
        AFTER.replace(b"qwen3-max", b"qwen-max!"),
        AFTER + b"\n",
        b"\xef\xbb\xbf" + AFTER,
        BEFORE,
        b"",
    ],
)
def test_a_change_outside_the_edits_is_noticed(laws: ModuleType, after: bytes) -> None:
    assert list(laws.wrongs(BEFORE, after, EDITS, APPLIED))


def test_edits_that_no_finding_tells_of_are_noticed(laws: ModuleType) -> None:
    assert list(laws.wrongs(BEFORE, AFTER, EDITS, []))
    assert list(laws.wrongs(BEFORE, AFTER, EDITS, [{"line": 3}]))
    assert list(laws.wrongs(BEFORE, AFTER, [], APPLIED))


def test_links_modes_and_hard_links_are_part_of_a_tree(odd: Path, laws: ModuleType) -> None:
    if sys.platform == "win32":
        pytest.skip("needs POSIX links and modes")
    trees = [laws.tree_of(odd)]
    (odd / "plain.py").chmod(0o600)
    trees.append(laws.tree_of(odd))
    (odd / "link.py").unlink()
    (odd / "link.py").symlink_to("bom.py")
    trees.append(laws.tree_of(odd))
    content = (odd / "hard.py").read_bytes()
    (odd / "hard.py").unlink()
    (odd / "hard.py").write_bytes(content)
    trees.append(laws.tree_of(odd))
    assert all(one != other for i, one in enumerate(trees) for other in trees[:i])
