import pytest

from migrator.codemod.spelling import did_you_mean

KNOWN = ("select", "ignore", "exclude", "MS101")


@pytest.mark.parametrize("word", ["", "x", "zebra", "ignominious-behaviour"])
def test_nothing_is_close(word: str) -> None:
    assert did_you_mean(word, KNOWN) == ""
    assert did_you_mean("select", ()) == ""


@pytest.mark.parametrize(
    ("word", "known"), [("selct", "select"), ("IGNORE", "ignore"), ("ms101", "MS101")]
)
def test_the_closest_is_named(word: str, known: str) -> None:
    assert did_you_mean(word, KNOWN) == f"; did you mean {known}?"
