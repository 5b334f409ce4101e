import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.codemod.discover import discover
from migrator.codemod.discover.git import list_files
from migrator.codemod.discover.walk import walk

NAMES = st.sampled_from(["a", "b", "gen", "x"])
FILES = st.builds(
    lambda folders, name: "/".join([*folders, f"{name}.py"]), st.lists(NAMES, max_size=3), NAMES
)
LINES = st.builds(
    lambda negated, rooted, parts, end: negated + rooted + "/".join(parts) + end,
    st.sampled_from(["", "", "!"]),
    st.sampled_from(["", "/"]),
    st.lists(
        st.sampled_from(["a", "b", "gen", "x", "*", "a.py", "*.py", "[ab]", "**"]),
        min_size=1,
        max_size=2,
    ),
    st.sampled_from(["", "", "/", ".py"]),
)
RULES = st.dictionaries(
    st.lists(NAMES, max_size=2).map("/".join), st.lists(LINES, max_size=4), max_size=3
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(files=st.sets(FILES, min_size=1, max_size=8), rules=RULES)
def test_a_walk_lists_what_git_lists(
    tmp_path: Path, plant: Callable[..., None], files: set[str], rules: dict[str, list[str]]
) -> None:
    root = tmp_path / "tree"
    if root.exists():
        shutil.rmtree(root)
    plant(root, *sorted(files))
    for folder, lines in rules.items():
        plant(root, f"{folder}/.gitignore".lstrip("/"), text="\n".join(lines))
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    by_git = {entry.path for entry in list_files(str(root), [str(root)]).entries}
    walked = {entry.path for entry in walk(str(root), (".py",), str(root)).entries}
    assert walked == {path for path in by_git if path.endswith(".py")}


def test_an_unreadable_ignore_file_is_named(
    shared_folder: Path,
    plant: Callable[..., None],
    unprivileged: Callable[[Path, Callable[[], object]], object],
) -> None:
    plant(shared_folder, ".gitignore", "a/.gitignore", "a/b.py")
    for name in (".gitignore", "a/.gitignore"):
        (shared_folder / name).chmod(0)
    folder, root = str(shared_folder / "a"), str(shared_folder)
    unreadable = unprivileged(shared_folder, lambda: walk(folder, (".py",), root).unreadable)
    reason = "Permission denied"
    assert unreadable == ((f"{root}/.gitignore", reason), (f"{folder}/.gitignore", reason))


def test_a_very_deep_tree_is_no_problem(tmp_path: Path) -> None:
    folders = [f"{tmp_path}{'/d' * depth}" for depth in range(1, 1500)]
    for folder in folders:
        Path(folder).mkdir()
    file = Path(folders[-1], "a.py")
    file.touch()
    try:
        assert [found.real for found in discover([tmp_path]).files] == [str(file)]
    finally:  # shutil.rmtree, with which pytest tidies up, recurses
        file.unlink()
        for folder in reversed(folders):
            Path(folder).rmdir()
