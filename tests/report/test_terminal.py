import subprocess
import sys
from io import BytesIO, StringIO, TextIOWrapper

import pytest

from migrator.report.terminal import Look, Piece, Tone, line, look_of, write


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "63")


def test_a_pipe_has_no_width_and_no_colour() -> None:
    assert look_of(StringIO(), colour=True) == Look(width=None, colour=False, unicode=True)


def test_a_terminal_has_width_and_colour() -> None:
    assert look_of(Terminal()) == Look(width=63, colour=True, unicode=True)


def test_colour_can_be_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not look_of(Terminal(), colour=False).colour
    monkeypatch.setenv("NO_COLOR", "1")
    assert not look_of(Terminal()).colour
    assert not look_of(Terminal(), colour=True).colour


def test_an_empty_no_color_refuses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "")
    assert look_of(Terminal()).colour


def test_a_dumb_terminal_has_no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert not look_of(Terminal()).colour


@pytest.mark.parametrize(
    ("encoding", "unicode"), [("ascii", False), ("cp1252", False), ("utf-8", True)]
)
def test_arrows_only_where_they_can_be_encoded(encoding: str, unicode: bool) -> None:
    look = look_of(TextIOWrapper(BytesIO(), encoding=encoding))
    assert look.unicode == unicode
    assert look.arrow == ("→" if unicode else "->")
    assert look.dots == ("…" if unicode else "...")


def test_plain_writing() -> None:
    stream = StringIO()
    write([line("[bold]a[/bold] 1 'b'"), line()], stream, Look())
    assert stream.getvalue() == "[bold]a[/bold] 1 'b'\n\n"


def test_colour_adds_colour_and_nothing_else() -> None:
    stream = Terminal()
    text = "[bold]x[/bold] :smile: 12 'quoted' https://example.org/" + "long " * 40
    write([(Piece(text), Piece("y", Tone.FLAG)), line("z")], stream, Look(40, colour=True))
    assert stream.getvalue() == f"{text}\x1b[33my\x1b[0m\nz\n"


def test_plain_output_imports_no_rich() -> None:
    code = (
        "import sys\n"
        "from migrator.report import as_json, diff, masked, progress, rulebook, summary, text\n"
        "from migrator.report.model import Change, Counts, Report\n"
        "from migrator.report.terminal import look_of, write\n"
        "look = look_of(sys.stdout)\n"
        "write(text.lines(Report('/', 'check', Counts()), look), sys.stdout, look)\n"
        "diff.write_diff([Change('a', 'a', 'b')], sys.stdout, look)\n"
        "assert not [name for name in sys.modules if name.startswith('rich')]\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert "Nothing to do" in result.stdout
