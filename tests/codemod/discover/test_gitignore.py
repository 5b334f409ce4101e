from pathlib import Path

import pytest

from migrator.codemod.discover.gitignore import IgnoreRules, ignore_file, ignored


def test_an_ignore_file_is_read_as_git_reads_it(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_bytes(b"\xef\xbb\xbfa.py\r\n!\r\n# no\r\ncaf\xe9.py\nb.py")
    patterns = ignore_file(str(tmp_path))
    assert patterns is not None
    rules = [patterns]
    assert ignored(rules, f"{tmp_path}/a.py")
    assert ignored(rules, f"{tmp_path}/b.py")
    assert ignored(rules, f"{tmp_path}/caf\udce9.py")
    assert not ignored(rules, f"{tmp_path}/c.py")


def test_no_ignore_file(tmp_path: Path) -> None:
    assert ignore_file(str(tmp_path)) is None
    (tmp_path / ".gitignore").mkdir()
    assert ignore_file(str(tmp_path)) is None


def test_the_innermost_rule_decides() -> None:
    outer, inner = IgnoreRules("/p", ["*.py"]), IgnoreRules("/p/a", ["!b.py"])
    assert not ignored([outer, inner], "/p/a/b.py")
    assert ignored([outer, inner], "/p/a/c.py")
    assert ignored([outer, inner], "/p/b.py")


@pytest.mark.parametrize("line", ["", "  ", "# b", "/", "!", "!/", "[b", "a", "b/", "c/b", "/b/**"])
def test_a_line_that_does_not_match_decides_nothing(line: str) -> None:
    assert IgnoreRules("/p", [line]).decide("/p/a/b", folder=False) is None


@pytest.mark.parametrize(
    "line",
    ["b", "*", "**", "a/b", "/a/b", "**/b", "a/**", "a/**/b", "**/a/b", "[ab]", "b  ", "a/*"],
)
def test_a_line_that_matches_decides(line: str) -> None:
    assert IgnoreRules("/p", [line]).decide("/p/a/b", folder=False) is True
    assert IgnoreRules("/p", ["*", f"!{line}"]).decide("/p/a/b", folder=False) is False


@pytest.mark.parametrize("line", ["!a", "!a/", "!/a", "!**/a"])
def test_a_folder_that_is_taken_back_says_nothing_of_what_is_in_it(line: str) -> None:
    assert IgnoreRules("/p", ["b", line]).decide("/p/a/b", folder=False) is True
