from datetime import date

import pytest

from migrator.catalog import qwen

OF_THE_PAGE = """
qwen3-max qwen3-max-2026-01-23 qwen3-max-preview
qwen3.5-plus qwen3.5-plus-2026-02-15 qwen-plus qwen-plus-latest qwen-plus-2025-09-11
qwen-flash qwen-flash-2025-07-28 qwen-turbo qwen-turbo-latest
qwen3-coder-next qwen3-coder-plus qwen3-coder-plus-2025-09-23 qwen3-coder-flash
qwen3-vl-plus qwen3-vl-flash qwen-vl-max qwen-vl-plus
"""
NAMES = OF_THE_PAGE.split()
WITHOUT_THINKING = """
qwen3-max qwen3-coder-next qwen3-coder-plus qwen3-coder-plus-2025-09-23 qwen3-coder-flash
qwen3-vl-plus qwen3-vl-flash qwen-vl-max qwen-vl-plus
"""
NO_MODEL = """
qwen Qwen-Plus qwen-plus.json qwen3:8b qwen_max qwen/qwen3-max dashscope/qwen-plus qwen-
my-qwen-plus
"""


def test_the_names_of_the_page_in_its_order() -> None:
    assert [model.name for model in qwen.models()] == NAMES


def test_names_are_unique() -> None:
    assert len(set(NAMES)) == len(qwen.models()) == 20


def test_which_models_do_not_think() -> None:
    assert [model.name for model in qwen.models() if not model.thinking] == WITHOUT_THINKING.split()


def test_evidence_is_one_of_three() -> None:
    assert {model.evidence for model in qwen.models()} == {"marked", "sample", "implied"}


def test_an_output_limit_has_a_source_and_a_date() -> None:
    for model in qwen.models():
        known = model.max_output is not None
        assert known == bool(model.max_output_source) == isinstance(model.max_output_date, date)


def test_find_is_exact() -> None:
    assert qwen.find("Qwen-Plus") is None
    assert qwen.find("qwen3-plus") is None
    found = qwen.find("qwen-plus")
    assert found is not None
    assert (found.series, found.thinking, found.max_output) == ("Qwen-Plus", True, 32768)


def test_the_name_of_the_introduction_is_in_no_list() -> None:
    assert qwen.is_prose_only("qwen3-plus")
    assert not any(qwen.is_prose_only(name) for name in NAMES)
    assert qwen.suggest("qwen3-plus") == "qwen-plus"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("qwen3-mx", "qwen3-max"), ("Qwen-Flash", "qwen-flash"), ("gpt-4o", None), ("", None)],
)
def test_suggest(text: str, expected: str | None) -> None:
    assert qwen.suggest(text) == expected


@pytest.mark.parametrize("text", [*NAMES, "qwen3-plus", "qwen2.5-72b-instruct", "qwen3"])
def test_looks_like(text: str) -> None:
    assert qwen.looks_like(text)


@pytest.mark.parametrize("text", ["", "qwen-plus ", "qwen plus", *NO_MODEL.split()])
def test_looks_like_no_model(text: str) -> None:
    assert not qwen.looks_like(text)
