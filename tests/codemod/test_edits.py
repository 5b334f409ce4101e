import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.codemod.edits import (
    OverlapError,
    inside,
    normalised,
    splice,
    unchanged_outside,
)
from migrator.codemod.findings import Edit, Span


def edit(start: int, end: int, text: str = "") -> Edit:
    return Edit(Span(start, end), text)


@pytest.mark.parametrize("edits", [[], [edit(2, 2)]])
def test_no_edit_leaves_the_text(edits: list[Edit]) -> None:
    assert splice("abc", edits) == "abc"


def test_order_does_not_matter() -> None:
    edits = [edit(4, 5, "X"), edit(0, 1), edit(2, 2, "-")]
    assert splice("abcdef", edits) == splice("abcdef", edits[::-1]) == "b-cdXf"


def test_identical_edits_are_one() -> None:
    assert splice("abc", [edit(1, 2, "X"), edit(1, 2, "X")]) == "aXc"


def test_adjacent_deletions_are_one() -> None:
    assert normalised([edit(2, 4), edit(0, 2)]) == (edit(0, 4),)


def test_adjacent_replacements_stay_apart() -> None:
    edits = (edit(0, 2, "X"), edit(2, 4), edit(4, 5, "Y"))
    assert normalised(edits) == edits


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (edit(0, 3), edit(2, 4)),
        (edit(0, 4), edit(1, 2, "X")),
        (edit(0, 4, "X"), edit(0, 4, "Y")),
        (edit(0, 4), edit(2, 2, "X")),
        (edit(1, 1, "X"), edit(1, 1, "Y")),
    ],
)
def test_overlap_is_a_defect_that_names_both(first: Edit, second: Edit) -> None:
    with pytest.raises(OverlapError) as caught:
        splice("abcdef", [second, first])
    assert {caught.value.first, caught.value.second} == {first, second}


def test_an_insertion_may_touch_another_edit() -> None:
    assert splice("abcd", [edit(1, 1, "<"), edit(1, 3), edit(3, 3, ">")]) == "a<>d"


def test_inside_takes_what_lies_wholly_within() -> None:
    edits = [edit(0, 2), edit(2, 4), edit(4, 4, "X"), edit(3, 6)]
    assert inside(edits, Span(2, 4)) == (edit(2, 4), edit(4, 4, "X"))


@st.composite
def spliced(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    text = draw(st.text(alphabet="abcé\n", max_size=30))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    edits = [
        edit(start, end, draw(st.text(alphabet="xyz", max_size=3)))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    return text, edits


@given(spliced())
def test_what_is_spliced_is_unchanged_outside(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    assert unchanged_outside(text, splice(text, edits), edits)


@given(spliced(), st.data())
def test_a_change_anywhere_else_is_seen(case: tuple[str, list[Edit]], data: st.DataObject) -> None:
    text, edits = case
    result = splice(text, edits)
    outside = [
        index
        for index in range(len(text))
        if not any(one.span.start <= index < one.span.end for one in edits)
    ]
    if not outside:
        return
    index = data.draw(st.sampled_from(outside))
    changed = f"{text[:index]}!{text[index + 1 :]}"
    assert not unchanged_outside(changed, result, edits)
    assert not unchanged_outside(text[:index] + text[index + 1 :], result, edits)
    assert not unchanged_outside(text, result + "!", edits)


def test_overlapping_edits_prove_nothing() -> None:
    assert not unchanged_outside("abc", "a", [edit(0, 2), edit(1, 3)])
