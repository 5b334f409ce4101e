import ast
import re
import sys

import pytest

from migrator.codemod.languages.python.dialects import dialect


def recognised(code: str) -> str | None:
    with pytest.raises(SyntaxError) as caught:
        ast.parse(code)
    return dialect(caught.value.msg, code.split("\n")[(caught.value.lineno or 1) - 1])


@pytest.mark.parametrize(
    "code",
    [
        "x = (1,",
        "return = 1",
        "f(a=1, b)",
        "x = 'abc",
        "if x\n    y",
        "a b",
        "type = 1 2",
        "def f(:",
    ],
)
def test_a_mistake_is_no_dialect(code: str) -> None:
    assert recognised(code) is None


@pytest.mark.parametrize(
    "code",
    [
        "print 'a'",
        "print f(x), y",
        "exec 'a'",
        "try:\n  x\nexcept E, e:\n  y",
        "x = `a`",
        "a <> b",
        "x = 0777",
        "x = 10L",
        "raise E, 'm'",
        "x = ur'a'",
        "f = lambda (a, b): a",
        "def f(a, (b, c)): pass",
    ],
)
def test_python_2(code: str) -> None:
    if sys.version_info >= (3, 14) and "except" in code:
        pytest.skip("this Python reads it")
    assert recognised(code) == "this is Python 2"


@pytest.mark.parametrize(
    ("code", "version"),
    [
        ("type X = int", (3, 12)),
        ("type X[T] = int", (3, 12)),
        ("def f[T](x): pass", (3, 12)),
        ("async def f[T](x): pass", (3, 12)),
        ("class A[T](B): pass", (3, 12)),
        ("f'{\"\\n\".join(x)}'", (3, 12)),
        ('f"{x["a"]}"', (3, 12)),
        ("x = t'{a}'", (3, 14)),
        ("try:\n  x\nexcept A, B.C:\n  y", (3, 14)),
    ],
)
def test_a_newer_python(code: str, version: tuple[int, int]) -> None:
    if sys.version_info >= version:
        pytest.skip("this Python reads it")
    found = recognised(code) or ""
    assert re.fullmatch(rf"this (needs|may need) Python {version[0]}\.{version[1]} or newer", found)
