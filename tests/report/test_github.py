from typing import Any

import pytest
from msgspec.structs import replace

from migrator.report.github import as_commands
from migrator.report.model import Problem

KEY = f"sk-ant-api03-{'x' * 20}abcd"


def test_nothing_found_says_nothing(make: Any) -> None:
    assert as_commands(make.report()) == ""


def test_a_flag_is_a_warning_at_its_place(make: Any) -> None:
    assert as_commands(make.report(make.flag('x = "image"', '"image"', line=7))) == (
        "::warning file=app.py,line=7,endLine=7,col=5,endColumn=12,"
        "title=MS301 unsupported-content-block::"
        "Model Studio takes no `image` block. Send the content as text, or leave the block out.\n"
    )


@pytest.mark.parametrize(
    ("action", "applied", "kind"),
    [
        ("rewrite", False, "warning"),
        ("flag", False, "warning"),
        ("unsafe", False, "notice"),
        ("rewrite", True, "notice"),
    ],
)
def test_kinds(make: Any, action: str, applied: bool, kind: str) -> None:
    text = as_commands(make.report(make.item("x", "x", action=action, applied=applied)))
    assert text.startswith(f"::{kind} ")


def test_columns_are_left_out_of_what_spans_lines(make: Any) -> None:
    item = make.flag('"image"', '"image"')
    spread = replace(item, place=replace(item.place, end_line=3))
    assert "line=1,endLine=3,title=" in as_commands(make.report(spread))


def test_a_cell_is_named_in_the_message(make: Any) -> None:
    text = as_commands(
        make.report(make.item("x", "x", path="n.ipynb", cell=2, line=4, message="No."))
    )
    assert text.startswith("::warning file=n.ipynb,title=")
    assert "::cell 3, line 4: " in text


@pytest.mark.parametrize(
    ("path", "spelled"),
    [
        ("a,b.py", "a%2Cb.py"),
        ("a:b.py", "a%3Ab.py"),
        ("100%.py", "100%25.py"),
        ("a\nb.py", "a%0Ab.py"),
        ("a::error::b.py", "a%3A%3Aerror%3A%3Ab.py"),
    ],
)
def test_properties_cannot_break_out(make: Any, path: str, spelled: str) -> None:
    text = as_commands(make.report(make.flag('"image"', '"image"', path=path)))
    assert text.count("\n") == 1
    assert text.startswith(f"::warning file={spelled},line=1,")


def test_messages_stay_on_their_line(make: Any) -> None:
    item = make.item("x", "x", message="100%\n::error::no", advice="a\r\nb\x1b[2J")
    (text,) = as_commands(make.report(item)).splitlines()
    assert text.endswith("::100%25␊::error::no a␍␊b␛[2J")


def test_problems_are_errors(make: Any) -> None:
    problems = (Problem("a.py", "syntax", "No.", 3), Problem("b.py", "gate:parses", "No."))
    assert as_commands(make.report(problems=problems)) == (
        "::error file=a.py,line=3,title=syntax::No.\n::error file=b.py,title=gate%3Aparses::No.\n"
    )


def test_keys_are_masked(make: Any) -> None:
    item = make.item(f"k = {KEY}", KEY, message=f"See {KEY}.", advice=KEY)
    text = as_commands(make.report(item, problems=(Problem("a.py", "x", KEY),)))
    assert "xxxx" not in text
    assert text.count("sk-…abcd") == 3
