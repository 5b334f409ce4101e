"""What IPython alone reads in a cell."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.codemod.languages.notebook.magics import magics


def read(source: str) -> str:
    text = source
    for span, instead in magics(source):
        assert len(instead) == span.end - span.start
        text = text[: span.start] + instead + text[span.end :]
    assert len(text) == len(source)
    return text


@pytest.mark.parametrize(
    "source",
    [
        "",
        "x = 1\n",
        "x = (a\n  % b)\n",
        "x = a \\\n  % b\n",
        "s = '''\n%cd\n!ls\nwhat?\n'''\n",
        's = """\\"""\n!ls\n"""\n',
        "# %cd\n# what?\n",
        "x = 'what?'\n",
        "x = [\n!ls\n]\n",
        "x != y\n",
        "x %= 3\n",
        "x = y % z\n",
        "x == y\n",
        "def f(a='!ls'):\n    pass\n",
        "pip = 1\n",
        "ls\n",
        "run(x)\n",
        "cat.meow()\n",
    ],
)
def test_python_stays_as_it_is(source: str) -> None:
    assert read(source) == source


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("!ls", "___"),
        ("%cd a # b\nx", "_________\nx"),
        ("  !ls\n", "  ___\n"),
        ("if x:\n    !ls\r\n    y\n", "if x:\n    ___\r\n    y\n"),
        ("x = !ls\n", "x = ___\n"),
        ("a, b = %pwd\n", "a, b = ____\n"),
        ("d['a'] = !ls\n", "d['a'] = ___\n"),
        ("foo?\nx\n", "____\nx\n"),
        ("foo.bar??  \n", "_________  \n"),
        ("?foo\n", "____\n"),
        ("!a \\\n  b \\\n  c\nx\n", "___\\\n    \\\n   \nx\n"),
        ("pip install anthropic\n", "_____________________\n"),
        ("x = '''\n!ls\n'''\n!ls\n", "x = '''\n!ls\n'''\n___\n"),
        ("f(\n  1,\n)\n!ls\n", "f(\n  1,\n)\n___\n"),
        ("!echo \"it's\n!ls\n", "___________\n___\n"),
        ("x = 'a\n!ls\n", "x = 'a\n___\n"),
        ("%time x = 1\n", "_____;x = 1\n"),
        ("%timeit -n 5 -r2 -q f(1)\n", "___________________;f(1)\n"),
        ("%time\nx\n", "_____\nx\n"),
        ("%time   \nx\n", "________\nx\n"),
    ],
)
def test_stand_ins(source: str, expected: str) -> None:
    assert read(source) == expected


@given(st.text(st.sampled_from("%!?;,/ \t\f\r\n\\'\"#()[]{}=abx1:é")))
def test_any_text_keeps_its_length_and_its_lines(source: str) -> None:
    text = read(source)
    assert [at for at, sign in enumerate(text) if sign in "\r\n"] == [
        at for at, sign in enumerate(source) if sign in "\r\n"
    ]


LINES = ["x = 1", "!ls", "%cd a", "foo?", "y = !pwd", "%time z = f(x)", "if x:\n    !ls\n    z()"]


@given(st.lists(st.sampled_from(LINES)), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_what_ipython_runs_parses(lines: list[str], end: str) -> None:
    ast.parse(read(end.join(lines)))
