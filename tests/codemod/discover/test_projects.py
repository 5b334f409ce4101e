from collections.abc import Callable
from pathlib import Path

import pytest

from migrator.codemod.discover import project_root, project_roots


def test_a_folder_without_any_mark_is_its_own_root(
    tmp_path: Path, plant: Callable[..., None]
) -> None:
    plant(tmp_path, "a/b/c.py")
    assert project_root(tmp_path / "a/b") == tmp_path / "a/b"
    assert project_root(tmp_path / "a/b/c.py") == tmp_path / "a/b"


def test_the_nearest_pyproject_counts(tmp_path: Path, plant: Callable[..., None]) -> None:
    plant(tmp_path, "pyproject.toml", "a/pyproject.toml", "a/b/c/d.py")
    assert project_root(tmp_path / "a/b/c/d.py") == tmp_path / "a"


def test_the_git_top_wins_over_a_nearer_pyproject(
    repository: Path, plant: Callable[..., None]
) -> None:
    plant(repository, "a/pyproject.toml", "a/b.py")
    assert project_root(repository / "a") == repository


def test_a_git_file_marks_a_work_tree_as_well(tmp_path: Path, plant: Callable[..., None]) -> None:
    plant(tmp_path, "module/.git", "module/a/b.py", text="gitdir: elsewhere")
    assert project_root(tmp_path / "module/a") == tmp_path / "module"


@pytest.mark.parametrize("mark", [".git/", "pyproject.toml"])
def test_the_home_folder_is_a_project_only_for_itself(
    tmp_path: Path, plant: Callable[..., None], mark: str
) -> None:
    home = tmp_path / "home"
    plant(home, mark, "work/a.py")
    assert project_root(home / "work") == home / "work"
    assert project_root(home) == home


def test_roots_of_several_paths_are_distinct_and_sorted(
    tmp_path: Path, plant: Callable[..., None]
) -> None:
    plant(tmp_path, "b/pyproject.toml", "b/x/y.py", "a/pyproject.toml", "a/z.py")
    paths = [tmp_path / "b/x", tmp_path / "a", tmp_path / "b"]
    assert project_roots(paths) == (tmp_path / "a", tmp_path / "b")


def test_a_missing_path_has_the_root_of_where_it_would_be(
    plain: Path, plant: Callable[..., None]
) -> None:
    assert project_root(plain / "gone" / "x.py") == plain
