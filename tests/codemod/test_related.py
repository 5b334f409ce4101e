"""Findings that depend on one another name each other."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from migrator.codemod.related import naming_each_other
from migrator.report.model import Item, Place

Msmigrate = Callable[..., Any]


def item(rule: str, id_: str | None, path: str = "a.py", line: int = 1, **more: Any) -> Item:
    action = "rewrite" if rule == "MS101" else "flag"
    made = Item(
        Place(path, None, line, 1, line, 2), rule, "", action, False, "", id_, None, "It.", "", ""
    )
    return replace(made, **more)


def messages(*items: Item) -> list[str]:
    named = naming_each_other(items)
    assert [replace(each, message="It.") for each in named] == list(items)
    return [each.message for each in named]


@pytest.mark.parametrize(
    "items",
    [
        [],
        [item("MS101", "x")],
        [item("MS101", "x"), item("MS101", "x", line=2)],
        [item("MS102", "x"), item("MS103", "x")],
        [item("MS101", "x"), item("MS102", "y")],
        [item("MS101", "x", action="flag"), item("MS102", "x")],
        [item("MS101", None), item("MS102", None)],
        [item("MS401", "x", action="rewrite"), item("MS102", "x")],
        [item("MS101", "x"), item("MS105", "x")],
    ],
)
def test_findings_that_do_not_depend_on_one_another_stay(items: list[Item]) -> None:
    assert messages(*items) == ["It."] * len(items)


@pytest.mark.parametrize("rule", ["MS102", "MS103", "MS104"])
def test_both_name_the_other(rule: str) -> None:
    assert messages(item("MS101", "x", "a.py", 3), item(rule, "x", "b.py", 7)) == [
        "It. The same id stays at b.py:7.",
        "It. The same id is renamed at a.py:3.",
    ]


def test_two_places_at_most_are_named_those_of_the_file_first() -> None:
    flag = item("MS102", "x", "b.py", 9)
    renames = [item("MS101", "x", path) for path in ("a.py", "b.py", "c.py")]
    assert messages(*renames[:2], flag)[-1] == "It. The same id is renamed at b.py:1 and a.py:1."
    assert messages(*renames, flag)[-1] == (
        "It. The same id is renamed at b.py:1, a.py:1 and 1 more."
    )


def test_two_on_one_line_are_one_place() -> None:
    twin = item("MS101", "x")
    found = messages(twin, twin, item("MS102", "x", line=2))
    assert found[-1] == "It. The same id is renamed at a.py:1."


def test_a_cell_is_named() -> None:
    inside = item("MS101", "x", place=Place("n.ipynb", 2, 4, 1, 4, 2))
    assert messages(inside, item("MS102", "x"))[1] == (
        "It. The same id is renamed at n.ipynb:cell 3:4."
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "app").mkdir(parents=True)
    (folder / "pyproject.toml").touch()
    (folder / "app/names.py").write_text('MODEL = "claude-sonnet-4-5"\n', encoding="utf-8")
    (folder / "app/prices.py").write_text(
        'PRICES = {"claude-sonnet-4-5": (3, 15)}\n', encoding="utf-8"
    )
    return folder


@pytest.mark.parametrize(
    ("given", "spot"),
    [
        (".", "app/prices.py:1"),
        ("app", "prices.py:1"),
        ("app/names.py", "prices.py:1"),
    ],
)
def test_files_that_were_not_asked_for_are_named_as_well(
    project: Path, msmigrate: Msmigrate, given: str, spot: str
) -> None:
    done = msmigrate("codemod", "--check", "--format", "json", project / given)
    findings = json.loads(done.stdout)["findings"]
    (rename,) = [one for one in findings if one["rule"] == "MS101"]
    assert rename["message"].endswith(f" The same id stays at {spot}.")


def test_other_projects_do_not_matter(project: Path, msmigrate: Msmigrate, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "pyproject.toml").touch()
    (project / "app/prices.py").rename(other / "prices.py")
    done = msmigrate("codemod", "--check", "--format", "json", project, other)
    findings = json.loads(done.stdout)["findings"]
    assert {one["rule"] for one in findings} == {"MS101", "MS102"}
    assert not any("The same id" in one["message"] for one in findings)
