"""Cells as one text, and edits kept inside of cells."""

import json
from collections.abc import Callable

import pytest

from migrator.codemod.edits import splice
from migrator.codemod.findings import Edit, Span
from migrator.codemod.languages.notebook.document import code_cells
from migrator.codemod.languages.notebook.joined import Joined, joined

Make = Callable[..., bytes]


@pytest.fixture
def join(notebook: Make) -> Callable[..., Joined]:
    return lambda *sources: joined(code_cells(notebook(*sources).decode()))


def test_cells_stand_one_after_the_other(join: Callable[..., Joined]) -> None:
    text = join("x = 1", "", "%%bash\nls", "  y", "!ls\n", "z = (")
    assert text.text == "pass\nx = 1\npass\n\nwith _:\n  y\npass\n___\n\npass\n#    \n"
    assert [piece.cell.index for piece in text.pieces] == [0, 1, 3, 4, 5]
    assert [text.text[piece.span.start : piece.span.end] for piece in text.pieces] == [
        "x = 1", "", "  y", "___\n", "#    ",
    ]  # fmt: skip


def test_every_offset_has_its_piece(join: Callable[..., Joined]) -> None:
    text = join("a", "b")
    assert [text.piece(at).cell.index for at in range(len(text.text))] == [0] * 12 + [1] * 2
    assert text.piece(text.pieces[0].span.end).cell.index == 0


def test_programs_are_numbered(join: Callable[..., Joined]) -> None:
    text = join(
        "x", "%%writefile a.py\nx", "%%writefile -a b.py\nx", "%%writefile -a a.py\nx",
        "%%writefile a.py\nx", "%%python\nx", "%%python\nx", "x",
    )  # fmt: skip
    assert [piece.program for piece in text.pieces] == [0, 1, 2, 1, 3, 4, 5, 0]
    assert text.programs == 6


@pytest.mark.parametrize(
    ("sources", "removed", "expected"),
    [
        # inside a cell: exactly what was asked for
        (["a\nb\nc"], "b\n", ["a\nc"]),
        (["a\n\nb\nc"], "b\n", ["a\n\nc"]),
        # the last line: with the line end before, and blank lines that nothing follows
        (["a\nb"], "b\n", ["a"]),
        (["a\n\n  \nb"], "b\n", ["a"]),
        (["a  \n\nb"], "b\n", ["a  "]),
        (["a\r\nb"], "b\n", ["a"]),
        (["a\nb\n"], "b\n", ["a\n"]),
        (["a; b"], "; b", ["a"]),
        # the first line: with the blank lines that nothing precedes
        (["a\nb"], "a\n", ["b"]),
        (["a\n\n \n# b"], "a\n", ["# b"]),
        (["a; b"], "a; ", ["b"]),
        # all of a cell
        (["a"], "a\n", [""]),
        (["\n\na\n\n", "b"], "\n\na\n\n\n", ["", "b"]),
        # what stands between cells and what is no Python stays
        (["a\nb", "c\nd"], "b\npass\nc\n", ["a", "d"]),
        (["a", "b", "c"], "b\npass\nc\n", ["a", "", ""]),
        (["!ls\na\n!ls"], "___\na\n___\n", ["!ls\n!ls"]),
    ],
)
def test_edits_within_cells(
    join: Callable[..., Joined], sources: list[str], removed: str, expected: list[str]
) -> None:
    text = join(*sources)
    start = text.text.index(removed)
    edits = text.within_cells([Edit(Span(start, start + len(removed)), "")])
    left = splice(text.text, edits)
    after = join(*expected)
    assert left == after.text


def test_edits_side_by_side_do_not_run_into_each_other(join: Callable[..., Joined]) -> None:
    text = join("a\n\nb\n\nc")
    first = text.pieces[0].span.start
    edits = [Edit(Span(first, first + 2), ""), Edit(Span(first + 2, first + 7), "")]
    assert splice(text.text, text.within_cells(edits)) == "pass\n\n"
    edits = [Edit(Span(first, first + 2), ""), Edit(Span(first + 6, first + 7), "")]
    assert splice(text.text, text.within_cells(edits)) == "pass\nb\n"
    edits = [Edit(Span(first, first + 1), "x"), Edit(Span(first + 2, first + 7), "")]
    assert splice(text.text, text.within_cells(edits)) == "pass\nx\n"


def test_a_replacement_stays_in_its_cell(join: Callable[..., Joined]) -> None:
    text = join("a", "b")
    everything = [Edit(Span(0, len(text.text)), "x")]
    assert splice(text.text, text.within_cells(everything)) == "pass\nx\npass\n\n"
    nothing = [Edit(Span(0, 4), "x")]
    assert text.within_cells(nothing) == ()


def test_insertions_stay_where_they_are(join: Callable[..., Joined]) -> None:
    text = join("a", "b")
    insertions = tuple(Edit(Span(at, at), "x") for at in (5, 6, 12, 13))
    assert text.within_cells(insertions) == insertions


def test_nothing_is_joined_where_there_is_nothing() -> None:
    assert joined(code_cells(json.dumps({"cells": []}))) == Joined("", (), 1)
