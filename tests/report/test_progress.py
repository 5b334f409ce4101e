import subprocess
import sys
import threading
from io import StringIO

import pytest

from migrator.report.progress import Progress


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "60")


def run(stream: StringIO, clock: Clock, seconds: float, colour: bool | None = None) -> str:
    with Progress("Reading", 10, stream=stream, clock=clock, colour=colour) as progress:
        for _ in range(10):
            clock.now += seconds / 10
            progress.advance()
    return stream.getvalue()


def test_a_pipe_gets_nothing() -> None:
    assert run(StringIO(), Clock(), 60) == ""


def test_quick_work_shows_nothing() -> None:
    assert run(Terminal(), Clock(), 0.9) == ""


def test_a_dumb_terminal_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert run(Terminal(), Clock(), 60) == ""


def test_slow_work_shows_a_bar_that_goes_away() -> None:
    shown = run(Terminal(), Clock(), 20)
    assert "Reading" in shown
    assert "10/10" in shown
    assert shown.endswith("\x1b[2K")


def test_without_colour_it_has_none() -> None:
    shown = run(Terminal(), Clock(), 20, colour=False)
    assert "10/10" in shown
    assert "\x1b[3" not in shown.replace("\x1b[?25", "")


def test_the_total_may_be_unknown() -> None:
    clock, stream = Clock(), Terminal()
    with Progress("Looking", None, stream=stream, clock=clock) as progress:
        clock.now = 5
        progress.advance(3)
    assert "3/?" in stream.getvalue()


def test_it_starts_no_thread() -> None:
    clock, before = Clock(), threading.active_count()
    with Progress("Reading", 2, stream=Terminal(), clock=clock) as progress:
        clock.now = 5
        progress.advance()
        assert threading.active_count() == before


def test_the_bar_goes_away_when_the_work_is_broken_off() -> None:
    clock, stream = Clock(), Terminal()

    def work() -> None:
        with Progress("Reading", 9, stream=stream, clock=clock) as progress:
            clock.now = 5
            progress.advance()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    assert stream.getvalue().endswith("\x1b[2K")


def test_quick_work_on_a_terminal_imports_no_rich() -> None:
    code = (
        "import io, sys\n"
        "from migrator.report.progress import Progress\n"
        "class Terminal(io.StringIO):\n"
        "    def isatty(self): return True\n"
        "with Progress('Reading', 2, stream=Terminal()) as progress:\n"
        "    progress.advance()\n"
        "assert not [name for name in sys.modules if name.startswith('rich')]\n"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
