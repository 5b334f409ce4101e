"""From edits of a source to edits of the JSON."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.codemod.edits import splice, unchanged_outside
from migrator.codemod.findings import Edit, Span
from migrator.codemod.languages.notebook.document import Cell, code_cells
from migrator.codemod.languages.notebook.writing import in_text

CODE = 'ab =("\\\t\f\0é\u2028😀\ud83d#/<'


def written(text: str, cell: Cell, edits: list[Edit], *, escape_foreign: bool = False) -> str:
    changes = tuple(in_text(text, cell, edits, escape_foreign=escape_foreign))
    after = splice(text, changes)
    assert unchanged_outside(text, after, changes)
    assert all(cell.span.start < each.span.start for each in changes)
    assert all(each.span.end < cell.span.end for each in changes)
    return after


def edited(source: Any, *edits: tuple[int, int, str], **style: Any) -> str:
    """Return how the source is spelled after the edits."""
    whole = {"cells": [{"cell_type": "code", "source": source}]}
    text = json.dumps(whole, **({"separators": (",", ":")} | style))
    after = written(text, code_cells(text)[0], [Edit(Span(a, b), new) for a, b, new in edits])
    assert after.startswith('{"cells":[{"cell_type":"code","source":')
    return after.removeprefix('{"cells":[{"cell_type":"code","source":').removesuffix("}]}")


@pytest.mark.parametrize(
    ("source", "edits", "expected"),
    [
        # one string
        ("ab", [(0, 1, "x")], '"xb"'),
        ("a\nb", [(1, 3, "")], '"a"'),
        ("a\nb", [(2, 2, "# x\n")], '"a\\n# x\\nb"'),
        ("a", [(0, 1, "")], '""'),
        ("", [(0, 0, "é\n")], '"é\\n"'),
        # within a line
        (["ab\n", "c"], [(0, 1, "x")], '["xb\\n","c"]'),
        (["ab\n", "c"], [(3, 4, "xyz")], '["ab\\n","xyz"]'),
        (['"a"\n', "c"], [(1, 2, "b")], '["\\"b\\"\\n","c"]'),
        (["ab\n"], [(0, 0, "x"), (1, 1, "y"), (2, 2, "z")], '["xaybz\\n"]'),
        # whole lines
        (["a\n", "b\n", "c"], [(0, 2, "")], '["b\\n","c"]'),
        (["a\n", "b\n", "c"], [(2, 4, "")], '["a\\n","c"]'),
        (["a\n", "b\n", "c"], [(3, 5, "")], '["a\\n","b"]'),
        (["a\n", "b\n", "c\n"], [(4, 6, "")], '["a\\n","b\\n"]'),
        (["a\n", "b\n", "c"], [(0, 4, "")], '["c"]'),
        (["a\n", "b\n", "c"], [(0, 2, ""), (3, 5, "")], '["b"]'),
        (["a\n", "b"], [(0, 3, "")], "[]"),
        # lines that become one
        (["f(\n", "  a,\n", "  b)\n"], [(2, 10, "")], '["f(b)\\n"]'),
        (["f(a,\n", "  b\n", ")"], [(3, 8, "")], '["f(a\\n",")"]'),
        (["a\n", "b\n", "c"], [(1, 2, "")], '["ab\\n","c"]'),
        (["a\n", "b\n", "c"], [(1, 5, "")], '["a"]'),
        (["a\n", "b"], [(0, 3, "x")], '["x"]'),
        # a line that becomes several
        (["a\n", "b"], [(2, 2, "# x\n")], '["a\\n","# x\\n","b"]'),
        (["a\n", "b"], [(0, 0, "# x\n")], '["# x\\n","a\\n","b"]'),
        (["a\n", "b"], [(3, 3, "\nx\ny")], '["a\\n","b\\n","x\\n","y"]'),
        (["a"], [(1, 1, "\n")], '["a\\n"]'),
        (["a"], [(0, 0, "x\n")], '["x\\n", "a"]'),
        ([], [(0, 0, "x\ny")], '["x\\n", "y"]'),
        # strings that are no lines stay as they are where nothing changes
        (["a", "b", "", "c\nd"], [(4, 5, "x")], '["a","b","","c\\nx"]'),
        (["a", "b", "", "c\nd"], [(0, 1, "x")], '["xb","","c\\nd"]'),
    ],
)
def test_edits(source: Any, edits: list[tuple[int, int, str]], expected: str) -> None:
    assert edited(source, *edits) == expected


def test_lines_are_indented_like_their_neighbours() -> None:
    text = '{"cells":[{"cell_type":"code","source":["a\\n" ,\t"b"]}]}'
    after = written(text, code_cells(text)[0], [Edit(Span(2, 2), "x\n")])
    assert after == text.replace('"b"', '"x\\n" ,\t"b"')
    text = json.dumps({"cells": [{"cell_type": "code", "source": ["a"]}]}, indent=1)
    after = written(text, code_cells(text)[0], [Edit(Span(0, 0), "x\n")])
    lines = after.split("\n")
    assert lines[5:7] == ['    "x\\n",', '    "a"']
    assert lines[:5] + lines[6:] == text.split("\n")


def test_new_text_is_spelled_as_the_notebook_spells() -> None:
    text = '{"cells": [{"cell_type": "code", "source": "a\\u00e9"}]}'
    (cell,) = code_cells(text)
    assert written(text, cell, [Edit(Span(0, 1), "ü")], escape_foreign=True) == (
        text.replace("a\\u00e9", "\\u00fc\\u00e9")
    )


def test_what_stays_on_a_line_keeps_its_spelling() -> None:
    text = (
        '{"cells":[{"cell_type":"code","source":["\\u0061\\/\\u003c b\\u00E9\\uD83D\\uDE00\\n"]}]}'
    )
    (cell,) = code_cells(text)
    assert written(text, cell, [Edit(Span(4, 5), "x")]) == text.replace(" b", " x")


def lines_of(source: str) -> list[str]:
    return [line for line in re.split(r"(?<=\n)", source) if line]


@st.composite
def sources(draw: st.DrawFn) -> str:
    line = st.text(st.sampled_from(CODE), max_size=6)
    ends = st.sampled_from(["\n", "\n", "\r\n", "\r"])
    lines = draw(st.lists(st.tuples(line, ends), max_size=6))
    return "".join(part for pair in lines for part in pair) + draw(line)


@st.composite
def edits_of(draw: st.DrawFn, length: int) -> list[Edit]:
    places = sorted(draw(st.lists(st.integers(0, length), max_size=6)))
    new = st.text(st.sampled_from(CODE + "\n"), max_size=4) | st.just("")
    pairs = list(zip(places[::2], places[1::2], strict=False))
    # Two insertions at one place have no order, and what is asked for twice is asked for once.
    apart = [pair for at, pair in enumerate(pairs) if at == 0 or pairs[at - 1][1] < pair[0]]
    return [Edit(Span(*pair), draw(new)) for pair in apart]


@given(st.data(), sources(), st.booleans(), st.sampled_from([None, 1, 4]), st.booleans())
def test_lines_stay_lines_and_become_what_the_edits_make(
    data: st.DataObject, source: str, as_list: bool, indent: int | None, ascii_only: bool
) -> None:
    lines: Any = lines_of(source) if as_list else source
    cells = [{"cell_type": "code", "source": each} for each in ("claude é", lines, "x")]
    text = json.dumps({"cells": cells}, indent=indent, ensure_ascii=ascii_only)
    cell = code_cells(text)[1]
    assert cell.source == source
    edits = data.draw(edits_of(len(source)))
    after = written(text, cell, edits, escape_foreign=ascii_only)
    result = json.loads(after)["cells"]
    assert [result[0], result[2]] == [cells[0], cells[2]]
    wanted = splice(source, edits)
    assert "".join(result[1]["source"]) == wanted
    assert code_cells(after)[1].source == wanted
    assert not ascii_only or after.isascii()
    if as_list:
        assert result[1]["source"] == lines_of(wanted)
        # What Python's own writer makes of the result differs in nothing.
        cells[1]["source"] = result[1]["source"]
        same = json.dumps({"cells": cells}, indent=indent, ensure_ascii=ascii_only)
        assert after == same or not lines


@given(st.data(), st.lists(st.text(st.sampled_from("ab\n"), max_size=4), max_size=6))
def test_any_cut_into_strings_is_taken(data: st.DataObject, strings: list[str]) -> None:
    text = json.dumps({"cells": [{"cell_type": "code", "source": strings}]}, indent=1)
    (cell,) = code_cells(text)
    edits = data.draw(edits_of(len(cell.source)))
    after = written(text, cell, edits)
    assert "".join(json.loads(after)["cells"][0]["source"]) == splice(cell.source, edits)
    assert edits or after == text
