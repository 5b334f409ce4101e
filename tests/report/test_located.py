from pathlib import Path
from typing import Any

import pytest

from migrator.report.located import located
from migrator.report.model import Change, Problem, Report


@pytest.fixture
def report(make: Any, tmp_path: Path) -> Report:
    item = make.flag('"image"', '"image"', path="src/app.py")
    root = str(tmp_path / "repo/part")
    problems = (Problem("b.py", "x", ""), Problem(str(tmp_path / "else.py"), "x", ""))
    change = (Change("src/app.py", "", ""),)
    return Report(root, "check", make.report().counts, (item,), problems, change)


def test_paths_begin_at_the_top(report: Report, tmp_path: Path) -> None:
    found = located(report, tmp_path / "repo")
    assert found.root == str(tmp_path / "repo")
    assert [item.place.path for item in found.items] == ["part/src/app.py"]
    assert [change.path for change in found.changes] == ["part/src/app.py"]


def test_absolute_paths_stay(report: Report, tmp_path: Path) -> None:
    found = located(report, tmp_path)
    assert [problem.path for problem in found.problems] == [
        "repo/part/b.py",
        str(tmp_path / "else.py"),
    ]


@pytest.mark.parametrize("top", ["repo/part", "other"])
def test_another_root_or_the_same_changes_nothing(report: Report, tmp_path: Path, top: str) -> None:
    assert located(report, tmp_path / top) == report
