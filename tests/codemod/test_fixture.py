"""The sample application becomes exactly what it should, with exactly the findings written down."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Msmigrate = Callable[..., Any]
TreeBytes = Callable[[Path], dict[str, bytes]]

PLACE = ("path", "line", "rule", "action", "token")
FINDING: dict[str, Any] = {
    "path": str,
    "cell": type(None),
    "line": int,
    "column": int,
    "end_line": int,
    "end_column": int,
    "rule": str,
    "name": str,
    "action": str,
    "applied": bool,
    "token": str,
    "before": str | None,
    "after": str | None,
    "message": str,
    "help": str,
}
COUNTS = {"seen", "candidates", "parsed", "changed", "failed"}


@pytest.fixture
def chatbot(tmp_path: Path, repository: Path) -> Path:
    folder = tmp_path / "chatbot"
    shutil.copytree(repository / "fixtures/chatbot", folder)
    return folder


@pytest.fixture
def migrated(repository: Path, tree_bytes: TreeBytes) -> dict[str, bytes]:
    return tree_bytes(repository / "fixtures/chatbot-migrated")


@pytest.fixture
def written_down(repository: Path) -> list[dict[str, Any]]:
    text = (repository / "fixtures/chatbot-findings.json").read_text(encoding="utf-8")
    findings: list[dict[str, Any]] = json.loads(text)
    return findings


def test_looking_changes_no_byte(
    chatbot: Path, msmigrate: Msmigrate, tree_bytes: TreeBytes
) -> None:
    before = tree_bytes(chatbot)
    assert msmigrate("codemod", "--check", chatbot).returncode == 1
    assert msmigrate("codemod", "--diff", chatbot).returncode == 0
    assert tree_bytes(chatbot) == before


def test_what_was_migrated_needs_no_further_change(
    tmp_path: Path, repository: Path, msmigrate: Msmigrate, migrated: dict[str, bytes]
) -> None:
    folder = tmp_path / "migrated"
    shutil.copytree(repository / "fixtures/chatbot-migrated", folder)
    report = json.loads(msmigrate("codemod", "--check", "--format", "json", folder).stdout)
    assert report["files"]["changed"] == 0
    assert "rewrite" not in {finding["action"] for finding in report["findings"]}


def test_it_becomes_the_migrated_application(
    chatbot: Path, msmigrate: Msmigrate, tree_bytes: TreeBytes, migrated: dict[str, bytes]
) -> None:
    assert msmigrate("codemod", chatbot).returncode == 0
    found = tree_bytes(chatbot)
    assert found.keys() == migrated.keys()
    assert [name for name in migrated if found[name] != migrated[name]] == []


def test_undo_gives_the_application_back(
    chatbot: Path, msmigrate: Msmigrate, tree_bytes: TreeBytes
) -> None:
    before = tree_bytes(chatbot)
    msmigrate("codemod", chatbot)
    assert tree_bytes(chatbot) != before
    assert msmigrate("undo", cwd=chatbot).returncode == 0
    assert tree_bytes(chatbot) == before


@pytest.mark.parametrize("words", [["--check"], ["--diff"], []])
def test_the_findings_are_those_written_down(
    chatbot: Path,
    msmigrate: Msmigrate,
    written_down: list[dict[str, Any]],
    words: list[str],
) -> None:
    done = msmigrate("codemod", *words, "--format", "json", chatbot)
    findings = json.loads(done.stdout)["findings"]
    found = [{key: finding[key] for key in PLACE} for finding in findings]
    assert sorted(map(_order, found)) == sorted(map(_order, written_down))
    applied = {finding["action"] for finding in findings if finding["applied"]}
    assert applied == (set() if words else {"rewrite"})


def test_the_report_has_exactly_these_keys(chatbot: Path, msmigrate: Msmigrate) -> None:
    (chatbot / "broken.py").write_text("model = 'claude-3-opus-20240229' +\n", encoding="utf-8")
    (chatbot / "gone").mkdir()
    done = msmigrate("codemod", "--format", "json", chatbot, chatbot / "missing.py")
    report = json.loads(done.stdout)
    assert done.returncode == 2
    assert done.stderr == ""
    assert list(report) == ["schema", "root", "mode", "files", "findings", "errors"]
    assert report["schema"] == 1
    assert report["root"] == str(chatbot)
    assert report["mode"] == "apply"
    assert report["files"].keys() == COUNTS
    assert all(type(count) is int for count in report["files"].values())
    for finding in report["findings"]:
        assert finding.keys() == FINDING.keys()
        assert all(isinstance(finding[key], kind) for key, kind in FINDING.items())
        assert finding["action"] in {"rewrite", "unsafe", "flag"}
    assert [list(error) for error in report["errors"]] == [["path", "kind", "message", "line"]]


def test_findings_are_in_order_and_stand_at_their_token(
    chatbot: Path, msmigrate: Msmigrate
) -> None:
    report = json.loads(msmigrate("codemod", "--check", "--format", "json", chatbot).stdout)
    findings = report["findings"]
    keys = [(one["path"], one["line"], one["column"], one["rule"]) for one in findings]
    assert keys == sorted(keys)
    for one in findings:
        text = (chatbot / one["path"]).read_bytes().decode("utf-8-sig", "replace")
        lines = text.replace("\r\n", "\n").split("\n")[one["line"] - 1 : one["end_line"]]
        lines[-1] = lines[-1][: one["end_column"] - 1]
        lines[0] = lines[0][one["column"] - 1 :]
        assert one["token"] in "\n".join(lines) or "…" in one["token"], one


def test_counts_of_files(chatbot: Path, msmigrate: Msmigrate, tree_bytes: TreeBytes) -> None:
    before = tree_bytes(chatbot)
    report = json.loads(msmigrate("codemod", "--format", "json", chatbot).stdout)
    after = tree_bytes(chatbot)
    counts = report["files"]
    assert counts["seen"] == sum(name.endswith(".py") for name in before)
    assert counts["changed"] == sum(before[name] != after[name] for name in before)
    assert counts["seen"] > counts["candidates"] >= counts["parsed"] > counts["changed"] > 0
    assert counts["failed"] == 0


def _order(finding: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(finding[key] for key in PLACE)
