"""Where code cells stand in JSON."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.codemod.languages.errors import SourceError
from migrator.codemod.languages.notebook.document import code_cells

PYTHON = {"language_info": {"name": "python"}}


def text(*cells: Any, **more: Any) -> str:
    return json.dumps({"cells": cells, "metadata": PYTHON, "nbformat": 4, **more})


def code(source: Any, **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": [], **more}


@pytest.mark.parametrize(
    "cell",
    [
        {"cell_type": "markdown", "source": "x"},
        {"cell_type": "raw", "source": "x"},
        {"source": "x"},
        {"cell_type": "code"},
        code(None),
        code({"x": "y"}),
        code(["x", 1]),
        code("x", metadata={"vscode": {"languageId": "shellscript"}}),
        code("x", language="julia"),
        "x",
        None,
        [],
    ],
)
def test_what_is_no_code_cell(cell: Any) -> None:
    assert code_cells(text(cell)) == ()


@pytest.mark.parametrize("language", ["R", "julia", "javascript", "typescript", "bash", "sql", ""])
def test_notebooks_of_other_languages_have_no_cells_but_python_s(language: str) -> None:
    expected = not language
    for metadata in (
        {"language_info": {"name": language}},
        {"kernelspec": {"language": language, "name": "any"}},
    ):
        assert bool(code_cells(text(code("x"), metadata=metadata))) == expected


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        None,
        [],
        {"language_info": None},
        {"language_info": {"name": "python"}, "kernelspec": {"language": "R"}},
        {"language_info": {"name": "ipython"}},
        {"kernelspec": {"language": "python"}},
        {"kernelspec": {"language": "Coconut"}},
        {"kernelspec": {"name": "python3"}},
    ],
)
def test_notebooks_that_hold_python(metadata: Any) -> None:
    assert len(code_cells(text(code("x"), metadata=metadata))) == 1


@pytest.mark.parametrize(
    ("bad", "reason", "line"),
    [
        ("", "no JSON", 1),
        ("{", "no JSON", 1),
        ('{\n"cells": [\n}', "no JSON", 3),
        ('{"cells": []}\n\nx', "no JSON", 3),
        ('{"cells": ["\n"]}', "no JSON", 1),
        ("[]", "no notebook", 1),
        ('"cells"', "no notebook", 1),
        ("{}", "no notebook", 1),
        ('{"cells": {}}', "no notebook", 1),
        ('{"worksheets": [{}]}', "no notebook", 1),
        ('{"worksheets": [1]}', "no notebook", 1),
        ("[" * 100_000, "nested too deeply", 1),
    ],
)
def test_what_is_no_notebook(bad: str, reason: str, line: int) -> None:
    with pytest.raises(SourceError, match=reason) as caught:
        code_cells(bad)
    assert caught.value.line == line


def test_numbers_that_python_would_not_read_are_passed_over() -> None:
    assert code_cells(text(code("x")).replace('"nbformat": 4', '"nbformat": ' + "9" * 10_000))


def test_the_index_counts_all_cells() -> None:
    prose = {"cell_type": "markdown", "source": "x"}
    found = code_cells(text(prose, code("a"), prose, code(["b\n", "c"])))
    assert [(cell.index, cell.source) for cell in found] == [(1, "a"), (3, "b\nc")]
    assert [cell.is_list for cell in found] == [False, True]


def test_of_two_members_of_one_name_the_last_counts_as_for_json() -> None:
    whole = '{"cells": [{"cell_type": "code", "source": "a", "source": "b"}], "cells": []}'
    assert code_cells(whole) == ()
    twice = whole.replace(', "cells": []', "")
    assert [cell.source for cell in code_cells(twice)] == ["b"]


def test_the_cells_of_worksheets_are_counted_through() -> None:
    old = {"cell_type": "code", "input": ["a\n", "b"], "language": "python", "outputs": []}
    sheets = [{"cells": [{"cell_type": "heading", "source": "x"}, old]}, {"cells": [old]}]
    whole = json.dumps({"metadata": {"name": ""}, "nbformat": 3, "worksheets": sheets})
    assert [(cell.index, cell.source) for cell in code_cells(whole)] == [(1, "a\nb"), (2, "a\nb")]


@given(
    st.lists(st.one_of(st.text(), st.lists(st.text()))),
    st.booleans(),
    st.sampled_from([None, 0, 1, 4, "\t"]),
)
def test_spans_hold_the_literals(
    sources: list[str | list[str]], ascii_only: bool, indent: int | str | None
) -> None:
    cells = [code(source) for source in sources]
    whole = json.dumps({"cells": cells}, ensure_ascii=ascii_only, indent=indent)
    found = code_cells(whole)
    assert [cell.source for cell in found] == ["".join(source) for source in sources]
    for cell, source in zip(found, sources, strict=True):
        assert json.loads(whole[cell.span.start : cell.span.end]) == source
        for literal in cell.strings:
            assert json.loads(whole[literal.start : literal.end]) == literal.value
