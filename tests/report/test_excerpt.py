import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.report.excerpt import Excerpt, excerpt
from migrator.report.printable import cells, visible, width_of

LONG = f"call({'a' * 50}, model=NAME, {'b' * 50})"


def marked(source: str, token: str, room: int = 80, dots: str = "…") -> Excerpt:
    start = source.index(token)
    return excerpt(source, start, start + len(token), room, dots)


def under(shown: Excerpt) -> str:
    """What stands above the carets; narrow characters only."""
    return shown.source[shown.carets.count(" ") : len(shown.carets)]


def test_a_short_line_stays_whole() -> None:
    assert marked("model = NAME", "NAME") == Excerpt("model = NAME", "        ^^^^")


def test_the_indentation_goes() -> None:
    assert marked("        return NAME  ", "NAME") == Excerpt("return NAME", "       ^^^^")


def test_tabs_are_expanded_and_counted() -> None:
    assert marked("\tx =\tNAME", "NAME") == Excerpt("x = NAME", "    ^^^^")
    assert marked("\tabcd\tNAME", "NAME") == Excerpt("abcd    NAME", "        ^^^^")


def test_wide_characters_before_the_token_move_the_carets() -> None:
    assert marked("标题 = NAME", "NAME") == Excerpt("标题 = NAME", "       ^^^^")


def test_a_wide_token_gets_wide_carets() -> None:
    assert marked("x = 标题", "标题").carets == "    ^^^^"


def test_combining_characters_take_no_column() -> None:
    assert marked("e\u0301 = NAME", "NAME").carets == "    ^^^^"


def test_an_empty_token_gets_one_caret() -> None:
    assert excerpt("abc", 1, 1, 80).carets == " ^"


def test_a_place_past_the_end_gets_a_caret_after_the_line() -> None:
    assert excerpt("abc", 9, 12, 80) == Excerpt("abc", "   ^")


def test_control_characters_do_not_act() -> None:
    assert marked("\x0cx = '\x1b[2J' + NAME", "NAME").source == "x = '␛[2J' + NAME"


def test_a_long_line_is_cut_on_both_sides_of_the_token() -> None:
    shown = marked(LONG, "NAME", 30)
    assert shown.source == "…aaaa, model=NAME, bbbbbbbbbb…"
    assert under(shown) == "NAME"


def test_a_token_near_the_start_keeps_the_start() -> None:
    shown = marked(f"NAME = {'a' * 100}", "NAME", 20)
    assert shown == Excerpt("NAME = aaaaaaaaaaaa…", "^^^^")


def test_a_token_near_the_end_keeps_the_end() -> None:
    shown = marked(f"{'a' * 100} = NAME", "NAME", 20)
    assert shown.source == "…aaaaaaaaaaaa = NAME"
    assert under(shown) == "NAME"


def test_a_token_wider_than_the_room_shows_its_beginning() -> None:
    shown = marked(f"x = {'N' * 100} + {'b' * 50}", "N" * 100, 20)
    assert shown.source == f"…{'N' * 18}…"
    assert under(shown) == "N" * 18


def test_only_the_neighbourhood_of_a_token_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = []

    def width(character: str) -> int:
        measured.append(character)
        return width_of(character)

    monkeypatch.setattr("migrator.report.excerpt.width_of", width)
    shown = marked(f"{'a' * 1_000_000}, NAME, {'b' * 1_000_000}", "NAME", 30)
    assert shown.source == "…aaaaaaaaaa, NAME, bbbbbbbbbb…"
    assert under(shown) == "NAME"
    assert len(measured) < 1000


def test_dots_in_ascii() -> None:
    shown = marked(LONG, "NAME", 30, "...")
    assert shown.source.startswith("...")
    assert shown.source.endswith("...")
    assert under(shown) == "NAME"
    assert len(shown.source) <= 30


@given(
    st.text(alphabet="ab \t图🙂\u0301\x1b", max_size=80),
    st.text(alphabet="ab \t图🙂\u0301\x1b", max_size=80),
    st.integers(20, 60),
    st.sampled_from(["…", "..."]),
)
def test_the_token_is_always_in_sight(before: str, after: str, room: int, dots: str) -> None:
    source = f"{before}NAME{after}"
    shown = excerpt(source, len(before), len(before) + 4, room, dots)
    assert cells(shown.source) <= room
    assert shown.carets.strip() == "^^^^"
    left = shown.source.index("NAME")
    assert cells(shown.source[:left]) == shown.carets.count(" ")


@given(st.text(max_size=60), st.integers(-3, 70), st.integers(-3, 70), st.integers(20, 60))
def test_no_place_and_no_text_breaks_it(source: str, start: int, end: int, room: int) -> None:
    shown = excerpt(source, start, end, room)
    assert shown.carets.endswith("^")
    assert visible(shown.source) == shown.source
