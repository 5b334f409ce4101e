import pytest

from migrator.codemod.discover.patterns import Patterns, exclusion
from migrator.codemod.errors import CodemodError


def test_no_patterns_exclude_nothing() -> None:
    assert exclusion("/p", ()) is None
    assert not Patterns("/p", ["", "# a comment", "  "]).match("/p/a.py")


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("tests", "/p/src/testsuite.py"),
        ("/tests", "/p/src/tests/a.py"),
        ("./tests", "/p/src/tests/a.py"),
        ("src/*.py", "/p/src/a/b.py"),
        ("*.pyi", "/p/a.py"),
        ("tests", "/elsewhere/tests/a.py"),
        ("tests", "/pp/tests/a.py"),
    ],
)
def test_a_pattern_leaves_alone(pattern: str, path: str) -> None:
    patterns = exclusion("/p", [pattern])
    assert patterns is not None
    assert not patterns.match(path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("tests", "/p/src/tests/a.py"),
        ("tests/", "/p/tests/a/b.py"),
        ("/tests", "/p/tests/a.py"),
        ("./tests", "/p/tests/a.py"),
        ("src/**/b.py", "/p/src/x/y/b.py"),
        ("*_pb2.py", "/p/a/b_pb2.py"),
        ("caf\udce9.py", "/p/caf\udce9.py"),
    ],
)
def test_a_pattern_excludes(pattern: str, path: str) -> None:
    patterns = exclusion("/p", [pattern])
    assert patterns is not None
    assert patterns.match(path)


def test_a_later_line_takes_back() -> None:
    patterns = exclusion("/p", ["*.py", "!a.py"])
    assert patterns is not None
    assert not patterns.match("/p/a.py")
    assert patterns.match("/p/b.py")


def test_a_bad_exclude_pattern_is_named() -> None:
    with pytest.raises(CodemodError, match=r"exclude: '!'"):
        exclusion("/p", ["tests", "!"])
