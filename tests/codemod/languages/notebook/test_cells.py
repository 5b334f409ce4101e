"""How cells are read."""

import ast

import pytest

from migrator.codemod.languages.notebook.cells import INDENTED, PLAIN, Reading, read


def python(source: str) -> Reading:
    reading = read(source)
    assert reading is not None
    assert len(reading.text) == len(source)
    return reading


@pytest.mark.parametrize(
    "source",
    [
        "%%bash\nls\n",
        "%%html\n<p>\n",
        "%%javascript\nlet x = 'claude-3-opus-20240229'\n",
        "%%writefile x.txt\nx = 1\n",
        "%%writefile\nx = 1\n",
        "%%sql\nselect 1\n",
        "%%unknown\nx = 1\n",
        "%%\nx = 1\n",
        "\n\n%%bash\nls\n",
        "%%time\n%%bash\nls\n",
    ],
)
def test_cells_of_other_languages(source: str) -> None:
    assert read(source) is None


@pytest.mark.parametrize(
    "source",
    ["", "\n", "# a comment", "x = 1", "await f()\n", "async with a as b:\n    pass\n", "'a'\n"],
)
def test_python_is_read_as_it_is(source: str) -> None:
    assert read(source) == Reading(source)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("%%time\nx = 1\n", "______\nx = 1\n"),
        ("\n%%capture out\n%%time\nx = 1\n!ls\n", "\n_____________\n______\nx = 1\n___\n"),
        ("%%timeit -n 1 setup()\nf()\n", "_____________________\nf()\n"),
    ],
)
def test_magics_around_python(source: str, text: str) -> None:
    reading = python(source)
    assert (reading.text, reading.module, reading.fault) == (text, None, None)


@pytest.mark.parametrize(
    ("source", "module", "adds"),
    [
        ("%%writefile a/b.py\nx = 1\n", "a/b.py", False),
        ("%%writefile -a b.py\nx = 1\n", "b.py", True),
        ("%%writefile --append 'b.py'\nx = 1\n", "b.py", True),
        ("%%file b.py\nx = 1\n", "b.py", False),
        ("%%python\nx = 1\n", "%%python", False),
        ("%%python3 --out x\nx = 1\n", "%%python3", False),
    ],
)
def test_programs_of_their_own(source: str, module: str, adds: bool) -> None:
    reading = python(source)
    assert (reading.module, reading.adds, reading.fault) == (module, adds, None)
    assert reading.text.endswith("_\nx = 1\n")


def test_a_written_module_is_no_ipython() -> None:
    assert python("%%writefile a.py\n!ls\n").fault is not None


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("x = (", 1),
        ("x = 1\ny = = 2\n", 2),
        ("for x in y:\n", 1),
        ("def f():\n    ...\n  x\n", 3),
        ("x = '''\n", 1),
        ("print 'a'\n", 1),
        ("x = '\0'\n", 1),
        ("x = '\ud83d'\n", 1),
    ],
)
def test_half_finished_cells_are_hidden(source: str, line: int) -> None:
    reading = python(source)
    assert reading.fault is not None
    assert reading.fault.line == line
    assert [(span.start, span.end) for span in reading.hidden] == [(0, len(source))]
    assert ast.parse(reading.text).body == []


def test_what_is_suppressed_in_a_half_finished_cell_is_still_told() -> None:
    reading = python("x = (  # msmigrate: ignore\ny\n")
    assert reading.text == "       # msmigrate: ignore\n#\n"


@pytest.mark.parametrize("source", ["  x = 1\n  y = 2\n", "\tx = 1", "\n    x = 1\n\n    y\n"])
def test_indented_cells(source: str) -> None:
    reading = python(source)
    assert (reading.text, reading.opener) == (source, INDENTED)
    ast.parse(INDENTED + source + "\n")
    assert read(source.replace("  ", "").replace("\t", "")) == Reading(
        source.replace("  ", "").replace("\t", ""), opener=PLAIN
    )
