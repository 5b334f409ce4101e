import ast
import subprocess
import sys

import pytest

from migrator.codemod.edits import Obstacle, splice, unchanged_outside
from migrator.codemod.findings import Edit, Span
from migrator.codemod.languages.python.removal import Display, items_of, remove_items
from migrator.codemod.languages.python.source import LineTable

DOOMED = {"metadata", "service_tier"}


def edits_of(code: str) -> list[Edit] | Obstacle:
    """Remove every item named `metadata` or `service_tier`; a key, a keyword or a string."""
    tree, table = ast.parse(code), LineTable(code)
    edits: list[Edit] = []
    inner = {id(node.slice) for node in ast.walk(tree) if isinstance(node, ast.Subscript)}
    for node in ast.walk(tree):
        if not isinstance(node, Display) or id(node) in inner:
            continue
        doomed = [item for item in items_of(node) if named(item) in DOOMED]
        found = remove_items(code, table, node, doomed)
        if isinstance(found, Obstacle):
            return found
        edits += found
    return edits


def named(item: ast.AST) -> object:
    if isinstance(item, ast.keyword):
        return item.arg
    return item.value if isinstance(item, ast.Constant) else None


def removed(code: str) -> str:
    edits = edits_of(code)
    assert not isinstance(edits, Obstacle), edits
    result = splice(code, edits)
    ast.parse(result)
    assert unchanged_outside(code, result, edits)
    return result


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("f()", id="nothing in it"),
        pytest.param("f(\n    # only a remark\n)", id="a comment only"),
        pytest.param("f( x , )", id="odd space"),
        pytest.param("f(x, **metadata)", id="unpacked, not named"),
        pytest.param("f(metadata)", id="a name, not a keyword"),
        pytest.param("f(x for metadata in y)", id="a generator"),
        pytest.param("{metadata: 1}", id="a variable as key"),
        pytest.param('f("metadata" "x")', id="joined literals"),
        pytest.param('f(a={"x": "metadata"})', id="a value"),
        pytest.param("x = (1,)", id="tuple of one"),
        pytest.param("f(\n    x,\n\n    # heading\n\n    y=1,\n)", id="blank lines"),
        pytest.param("f(x)(y)[z]", id="chain"),
    ],
)
def test_without_such_an_item_nothing_is_edited(code: str) -> None:
    assert edits_of(code) == []


@pytest.mark.parametrize("code", ["f(a, b=1)", "{'a': 1}", "[1]", "(1, 2)", "{1}", "x[1, 2]"])
def test_asking_for_nothing_gives_nothing(code: str) -> None:
    node = ast.parse(code, mode="eval").body
    assert isinstance(node, Display)
    assert remove_items(code, LineTable(code), node, []) == ()


def test_an_item_of_another_node_is_a_defect() -> None:
    code = "f(a=1)"
    node = ast.parse(code, mode="eval").body
    assert isinstance(node, ast.Call)
    with pytest.raises(ValueError, match="not part"):
        remove_items(code, LineTable(code), node, [ast.parse("x", mode="eval").body])


ONE_LINE = [
    ("f(metadata=m)", "f()"),
    ("f( metadata=m )", "f()"),
    ("f(metadata=m,)", "f()"),
    ("f(x, metadata=m)", "f(x)"),
    ("f(x,metadata=m)", "f(x)"),
    ("f( x, metadata=m )", "f( x )"),
    ("f(x, metadata=m,)", "f(x,)"),
    ("f(x, metadata=m, )", "f(x,)"),
    ("f(metadata=m, x=1)", "f(x=1)"),
    ("f(x, metadata=m, y=2)", "f(x, y=2)"),
    ("f(x , metadata = m , y = 2)", "f(x , y = 2)"),
    ("f(x, metadata=m, service_tier=s)", "f(x)"),
    ("f(metadata=m, x=1, service_tier=s)", "f(x=1)"),
    ("f((x), metadata=(m))", "f((x))"),
    ("f(*a, metadata=m, **k)", "f(*a, **k)"),
    ("f(metadata=m, *a, x=1)", "f(*a, x=1)"),
    ("f(*a, *b, metadata=m)", "f(*a, *b)"),
    ("[*a, 'metadata', *b]", "[*a, *b]"),
    ("f((x for x in y), metadata=1)", "f((x for x in y))"),
    ("f(metadata=(x for x in y))", "f()"),
    ("f(metadata=a if b else c, x=lambda: 0)", "f(x=lambda: 0)"),
    ("f(metadata=1)(metadata=2)", "f()()"),
    ("(f)(metadata=1)", "(f)()"),
    ("f(x)  # metadata\ng(x, metadata=m)  # why", "f(x)  # metadata\ng(x)  # why"),
    ("f(a=g(metadata=1), metadata=2, service_tier=3)", "f(a=g())"),
    ("f('metadata' if x else y, metadata='é')", "f('metadata' if x else y)"),
    ("f('é', metadata=m, y='ü')", "f('é', y='ü')"),
    ("f(x, metadata=f'{a!r:>{w}}')", "f(x)"),
    ("f'{f(x, metadata=m)}'", "f'{f(x)}'"),
    ("@f(x, metadata=m)\ndef g(): pass", "@f(x)\ndef g(): pass"),
    ("f(x, \\\n  metadata=m)", "f(x)"),
    ("f(x, metadata=m, \\\n  y=1)", "f(x, \\\n  y=1)"),
    ('{"metadata": 1}', "{}"),
    ('{"a": 1, "metadata": 2}', '{"a": 1}'),
    ('{"metadata": 1, "b": 2}', '{"b": 2}'),
    ('{**x, "metadata": 1, **y}', "{**x, **y}"),
    ('p.update({"metadata": 1, "a": 2}, metadata=3)', 'p.update({"a": 2})'),
    ("['metadata', 'a', 'service_tier']", "['a']"),
    ("['metadata']", "[]"),
    ("{'metadata', 'a'}", "{'a'}"),
    ("('metadata', 'a')", "('a',)"),
    ("('a', 'metadata')", "('a',)"),
    ("('a', 'metadata', 'b')", "('a', 'b')"),
    ("('metadata', 'service_tier')", "()"),
    ("x = 'a', 'metadata'", "x = 'a',"),
    ("x = 'metadata', 'a'", "x = 'a',"),
    ("Literal['a', 'metadata']", "Literal['a']"),
    ("Literal['metadata', 'a', 'b']", "Literal['a', 'b']"),
    ("Literal[('a', 'metadata')]", "Literal[('a',)]"),
]


@pytest.mark.parametrize(("before", "after"), ONE_LINE)
def test_one_line(before: str, after: str) -> None:
    assert removed(before) == after


MANY_LINES = {
    "last, trailing comma": ("f(\n    x,\n    metadata=m,\n)", "f(\n    x,\n)"),
    "last, none": ("f(\n    x,\n    metadata=m\n)", "f(\n    x\n)"),
    "middle": ("f(\n    x,\n    metadata=m,\n    y=1\n)", "f(\n    x,\n    y=1\n)"),
    "first": ("f(\n    metadata=m,\n    x=1,\n)", "f(\n    x=1,\n)"),
    "all": ("f(\n    metadata=m,\n    service_tier=s,\n)", "f()"),
    "all, with comments": ("f(\n    # who\n    metadata=m,  # why\n)", "f()"),
    "bracket on its line": ("f(\n    x,\n    metadata=m)", "f(\n    x)"),
    "aligned, last": ("f(x,\n  metadata=m)", "f(x)"),
    "aligned, middle": ("f(x,\n  metadata=m,\n  y=1)", "f(x,\n  y=1)"),
    "aligned, first": ("f(metadata=m,\n  x=1,\n  y=1)", "f(x=1,\n  y=1)"),
    "end of a shared line": ("f(x, metadata=m,\n  y=1)", "f(x,\n  y=1)"),
    "start of a shared line": ("f(x,\n  metadata=m, y=1)", "f(x,\n  y=1)"),
    "value over lines": (
        "f(\n    x,\n    metadata={\n        'u': 1,  # in\n    },\n    y=1,\n)",
        "f(\n    x,\n    y=1,\n)",
    ),
    "value over lines, shared": ("f(x, metadata={\n    'u': 1,\n}, y=2)", "f(x, y=2)"),
    "comma first, middle": (
        "f(\n    x\n  , metadata=m\n  , y=1\n)",
        "f(\n    x\n  , y=1\n)",
    ),
    "comma first, last": ("f(\n    x\n  , metadata=m\n)", "f(\n    x\n)"),
    "comma first, first": ("f(\n    metadata=m\n  , y=1\n)", "f(\n    y=1\n)"),
    "comma on a line of its own": ("f(\n    x\n    ,\n    metadata=m\n)", "f(\n    x\n)"),
    "between blank lines": (
        "f(\n    x,\n\n    metadata=m,\n\n    y=1,\n)",
        "f(\n    x,\n\n    y=1,\n)",
    ),
    "blank line before the bracket": ("f(\n    x,\n\n    metadata=m,\n)", "f(\n    x,\n)"),
    "tabs and CR LF": ("f(\r\n\tx,\r\n\tmetadata=m,\r\n)\r\n", "f(\r\n\tx,\r\n)\r\n"),
    "CR": ("f(\r  x,\r  metadata=m\r)\r", "f(\r  x\r)\r"),
    "form feed stays": ("f(\n\x0c  metadata=m,\n  x=1)", "f(\n\x0c  x=1)"),
    "tuple": ("x = (\n    'metadata',\n    'a'\n)", "x = (\n    'a',\n)"),
    "deeper": (
        "if x:\n  y = f(\n    {\n      'a': 1,\n      'metadata': 2\n    }\n  )",
        "if x:\n  y = f(\n    {\n      'a': 1\n    }\n  )",
    ),
}


@pytest.mark.parametrize(("before", "after"), MANY_LINES.values(), ids=MANY_LINES.keys())
def test_many_lines(before: str, after: str) -> None:
    assert removed(before) == after


COMMENTS = {
    "own line end goes": ("f(\n  metadata=m,  # why\n  x=1,\n)", "f(\n  x=1,\n)"),
    "own line above goes": ("f(\n  x,\n  # who\n  metadata=m,\n  y=1,\n)", "f(\n  x,\n  y=1,\n)"),
    "neighbour above stays": (
        "f(\n  x,  # about x\n  metadata=m,  # why\n)",
        "f(\n  x,  # about x\n)",
    ),
    "neighbour above stays, bracket moves": (
        "if x:\n    f(y,  # about y\n      metadata=m)",
        "if x:\n    f(y  # about y\n    )",
    ),
    "neighbour below stays": (
        "f(\n  metadata=m,\n  # about x\n  x=1,  # more\n)",
        "f(\n  # about x\n  x=1,  # more\n)",
    ),
    "shared line stays": ("f(x, metadata=m,  # both\n  y=1)", "f(x,  # both\n  y=1)"),
    "bracket's line stays": ("f(metadata=m,  # all\n  x=1)", "f(  # all\n  x=1)"),
    "of the call": ("f(  # noqa\n    metadata=m,\n)", "f(  # noqa\n)"),
    "of the call, bracket moves": ("f(  # noqa\n    metadata=m)", "f(  # noqa\n)"),
    "before the bracket": ("f(\n  x,\n  metadata=m,\n  # end\n)", "f(\n  x,\n  # end\n)"),
    "blank line between": (
        "f(\n  x,\n  # section\n\n  metadata=m,\n  y=1,\n)",
        "f(\n  x,\n  # section\n\n  y=1,\n)",
    ),
    "heading of several": (
        "f(\n  x,\n\n  # section\n  metadata=m,\n  y=1,\n)",
        "f(\n  x,\n\n  # section\n  y=1,\n)",
    ),
    "heading of several, first in the bracket": (
        "f(\n  # who\n  metadata=m,\n  x=1,\n\n  # what\n  y=1,\n)",
        "f(\n  # who\n  x=1,\n\n  # what\n  y=1,\n)",
    ),
    "heading of removed ones": (
        "f(\n  x,\n\n  # section\n  metadata=m,\n  service_tier=s,\n\n  # what\n  y=1,\n)",
        "f(\n  x,\n\n  # what\n  y=1,\n)",
    ),
    "heading with a colon": (
        "f(\n  # who:\n  metadata=m,\n  x=1,\n)",
        "f(\n  # who:\n  x=1,\n)",
    ),
    "ruled heading": (
        "f(\n  x,\n  # ---- who ----\n  metadata=m,\n)",
        "f(\n  x,\n  # ---- who ----\n)",
    ),
    "directive": (
        "f(\n  # fmt: off\n  metadata=m,\n  x=1,\n)",
        "f(\n  # fmt: off\n  x=1,\n)",
    ),
    "each has its own": (
        "f(\n  # who\n  metadata=m,\n  # what\n  x=1,\n)",
        "f(\n  # what\n  x=1,\n)",
    ),
    "above a shared line": (
        "f(\n  # both\n  metadata=m, x=1,\n)",
        "f(\n  # both\n  x=1,\n)",
    ),
    "heading of elements": (
        "[\n  # old\n  'metadata',\n  'a',\n  # new\n  'b',\n]",
        "[\n  # old\n  'a',\n  # new\n  'b',\n]",
    ),
    "of one element": (
        "[\n  # old\n  'metadata',\n  # new\n  'b',\n]",
        "[\n  # new\n  'b',\n]",
    ),
    "comma first": ("f(x  # a\n  , metadata=m  # b\n  , y=1)", "f(x  # a\n  , y=1)"),
}


@pytest.mark.parametrize(("before", "after"), COMMENTS.values(), ids=COMMENTS.keys())
def test_comments(before: str, after: str) -> None:
    assert removed(before) == after


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("{'metadata'}", id="a set would become a dict"),
        pytest.param("Literal['metadata']", id="an empty subscript"),
        pytest.param("x = 'metadata', 'service_tier'", id="nothing instead of a tuple"),
        pytest.param("f(\n  metadata=m\n  # of y\n  , y=1)", id="a comment before its comma"),
    ],
)
def test_obstacles(code: str) -> None:
    assert isinstance(edits_of(code), Obstacle)


def test_a_node_that_does_not_stand_where_it_says_is_not_edited() -> None:
    code = "f(metadata=1, x=2)"
    node = ast.parse("f(metadata=3, x=2)", mode="eval").body
    assert isinstance(node, ast.Call)
    found = remove_items(code, LineTable(code), node, [node.keywords[0]])
    assert isinstance(found, Obstacle)


def test_other_edits_stand_beside_a_removal_in_one_call() -> None:
    code = 'f(metadata=m, model="old", service_tier=s)'
    edits = edits_of(code)
    assert not isinstance(edits, Obstacle)
    start = code.index("old")
    assert splice(code, [*edits, Edit(Span(start, start + 3), "new")]) == 'f(model="new")'


def test_what_is_nested_deeply_in_other_items_does_no_harm() -> None:
    """LibCST would overflow the stack of a small thread on what Python itself still reads."""
    code = f"f(metadata=1, x={'[' * 150}{']' * 150}, y={'1+' * 800}1)"
    assert removed(code) == code.replace("metadata=1, ", "")


def test_the_first_use_is_the_one_that_imports_libcst() -> None:
    script = (
        "import sys, migrator.codemod.languages.python.removal\nsys.exit('libcst' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script]).returncode == 0
