"""The page as text: what it says, and that nothing of a project can break it."""

import re
from importlib import resources
from itertools import pairwise
from typing import Any

import pytest
from msgspec.structs import replace

from migrator.report.model import Change, Counts, Report
from migrator.report.page.page import is_page, page

CSS = resources.files("migrator.report.page").joinpath("page.css").read_text(encoding="utf-8")


def html(team: Any, **more: Any) -> str:
    return page(team.report(**more), team.now)


# Nothing to show


@pytest.mark.parametrize("mode", ["apply", "check", "diff"])
def test_an_empty_report_is_a_page(team: Any, mode: str) -> None:
    root = team.read(page(Report("/srv/shop", mode, Counts()), team.now))
    assert root.all("h1")[0].words == "shop: migration to Model Studio"
    assert "Nothing was found." in root.by_id("findings").text or "Nothing was found." in root.text
    assert root.all("li", "item") == []
    assert root.all("table") == []


# What it says


def test_the_figures(team: Any) -> None:
    root = team.read(html(team))
    figures = {
        tile.all("dt")[0].words: tile.all("dd")[0].words
        for tile in root.all("dl", "tiles")[0].children
        if not isinstance(tile, str)
    }
    assert figures == {
        "files changed": "1",
        "rewrites": "1",
        "places to decide": "3",
        "only with --unsafe": "1",
        "not rewritten": "1",
        "files with errors": "1",
        "files seen": "9",
    }


def test_the_rules_by_what_they_leave_to_decide(team: Any) -> None:
    rows = [row.words for row in team.read(html(team)).all("tr")]
    assert rows == [
        "RuleTo decideRewrittenWith --unsafeNot rewritten",
        "MS301 a-name2000",
        "MS402 a-name1000",
        "MS101 a-name0101",
        "MS105 a-name0010",
    ]


@pytest.mark.parametrize(
    ("mode", "states"),
    [
        ("apply", ["rewritten", "to decide", "only with --unsafe", "not rewritten"]),
        ("check", ["to be rewritten", "to decide", "only with --unsafe", "to be rewritten"]),
    ],
)
def test_what_has_become_of_each_finding(team: Any, mode: str, states: list[str]) -> None:
    items = team.read(html(team, mode=mode)).all("li", "item")
    shown = [one.all("span", "state")[0].words for one in items if "problem" not in one.classes]
    assert shown[:4] == states


def test_findings_stand_by_file_with_their_diff(team: Any) -> None:
    groups = team.read(html(team)).all("section", "group")
    assert [group.all("h3")[0].words for group in groups] == ["a.py", "b.py", "n.ipynb"]
    assert [len(group.all("details")) for group in groups] == [1, 0, 0]
    lines = [line.text for line in groups[0].all("span", "added")]
    assert lines == ['+m = "qwen-y"\n']


def test_the_token_is_marked(team: Any) -> None:
    marks = [mark.text for mark in team.read(html(team)).all("mark")]
    assert marks == ['"claude-x"', '"image"', '"two"', "x", "k", "y"]


def test_a_cell_is_named(team: Any) -> None:
    assert "cell 3, line 4" in team.read(html(team)).words


def test_a_long_line_is_cut_around_its_token(team: Any) -> None:
    item = team.item("MS301", f"x = [{'0, ' * 900}image, {'0, ' * 900}]", "image")
    report = replace(team.report(), items=(item,), changes=())
    (source,) = team.read(page(report, team.now)).all("pre", "source")
    assert len(source.text) < 500
    assert source.text.startswith("…")
    assert source.text.endswith("…")
    assert source.all("mark")[0].text == "image"


def test_code_in_sentences_is_code(team: Any) -> None:
    root = team.read(html(team))
    assert "failed" in [code.text for code in root.all("code")]


# Nothing breaks it


def test_source_stays_text(team: Any) -> None:
    text = html(team)
    root = team.read(text)
    assert len(root.all("script")) == 1
    assert root.all("img") == []
    assert text.lower().count("</script>") == 1
    assert any("</script><script>document.title" in one.text for one in root.all("pre", "source"))


@pytest.mark.parametrize("evil", ["</style>", "<!--", "]]>", '"onload="x', "'", "&lt;", "\x00\x1b"])
def test_no_name_or_word_becomes_markup(team: Any, evil: str) -> None:
    item = team.item(
        "MS101",
        f"x{evil}",
        "x",
        path=f"a{evil}.py",
        name=f"n{evil}",
        message=evil,
        help=evil,
        before=evil,
        after=evil,
    )
    report = replace(
        team.report(),
        root=f"/srv/{evil}",
        items=(item,),
        notes=(evil,),
        changes=(Change(f"a{evil}.py", evil, f"x{evil}"),),
    )
    plain = team.item("MS101", "x", "x", message="x", help="x", before="x", after="x")
    same = replace(team.report(), items=(plain,), notes=("x",), changes=(Change("a.py", "x", "y"),))

    def shape(text: str) -> list[tuple[str, list[str]]]:
        return [(node.tag, sorted(node.attributes)) for node in team.read(text).walk()]

    found = [one for one in shape(page(report, team.now)) if one[0] != "span"]
    assert found == [one for one in shape(page(same, team.now)) if one[0] != "span"]


def test_keys_are_masked(team: Any) -> None:
    text = html(team)
    assert "xxxx" not in text
    assert text.count("sk-…abcd") >= 4  # source, diff, problem, note


def test_every_name_can_be_encoded(team: Any) -> None:
    item = team.item("MS101", "x = '\udce9'", "x", path="\udce9.py")
    page(replace(team.report(), items=(item,)), team.now).encode()


def test_the_same_report_is_the_same_page(team: Any) -> None:
    assert html(team) == html(team)


# Alone, and for everybody


def test_it_names_nothing_outside(team: Any) -> None:
    text = html(team)
    root = team.read(text)
    for node in root.walk():
        assert "src" not in node.attributes
        assert node.attributes.get("href", "#").startswith(("#", "data:,"))
        assert not any(name.startswith("on") or name == "style" for name in node.attributes)
    assert not re.search(r"url\(|@import|https?:", CSS)
    policy = [
        node.attributes["content"] for node in root.all("meta") if "http-equiv" in node.attributes
    ]
    assert len(policy) == 1
    assert policy[0].startswith("default-src 'none'; ")
    assert "unsafe" not in policy[0]
    assert not re.search(r"https?:|\*", policy[0])


def test_headings_skip_no_level(team: Any) -> None:
    levels = [
        int(node.tag[1]) for node in team.read(html(team)).walk() if re.match("h[1-6]$", node.tag)
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(lower - upper <= 1 for upper, lower in pairwise(levels))


def test_every_control_has_a_label_and_every_address_a_target(team: Any) -> None:
    root = team.read(html(team))
    ids = [node.attributes["id"] for node in root.walk() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    for link in root.all("a"):
        name = link.attributes["href"].removeprefix("#")
        assert name in ids or name.startswith("rule=MS")
    for node in root.walk():
        if "aria-labelledby" in node.attributes:
            assert node.attributes["aria-labelledby"] in ids
    labelled = [node for label in root.all("label") for node in label.walk()]
    controls = [*root.all("input"), *root.all("select")]
    assert controls
    assert all(any(control is node for node in labelled) for control in controls)
    assert root.all("html")[0].attributes["lang"] == "en"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "grounds"),
    [
        ("ink", ["ground", "paper", "code", "added", "removed"]),
        ("quiet", ["ground", "paper", "code"]),
        ("accent", ["ground", "paper", "code"]),
        ("done", ["paper", "code"]),
        ("decide", ["paper", "code"]),
        ("unsafe", ["paper", "code"]),
        ("wrong", ["paper", "code"]),
        ("mark-ink", ["mark"]),
    ],
)
def test_text_can_be_told_from_its_ground(
    shades: Any, theme: str, ink: str, grounds: list[str]
) -> None:
    found = getattr(shades(CSS), theme)
    for ground in grounds:
        assert shades.contrast(found[ink], found[ground]) >= 4.5, ground


def test_a_page_is_told_from_other_files(team: Any) -> None:
    assert is_page(html(team).encode())
    assert not is_page(b"<!doctype html><html><head></head></html>")
    assert not is_page(b"")
