"""Lines with tones, and how they are written: with colour on a terminal, else as plain text."""

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TextIO


class Tone(Enum):
    """What a piece of text is."""

    PLAIN = auto()
    STRONG = auto()
    QUIET = auto()
    REWRITE = auto()
    UNSAFE = auto()
    FLAG = auto()
    ERROR = auto()
    ADDED = auto()
    REMOVED = auto()
    HUNK = auto()


_STYLES = {
    Tone.PLAIN: "",
    Tone.STRONG: "bold",
    Tone.QUIET: "dim",
    Tone.REWRITE: "green",
    Tone.UNSAFE: "cyan",
    Tone.FLAG: "yellow",
    Tone.ERROR: "red",
    Tone.ADDED: "green",
    Tone.REMOVED: "red",
    Tone.HUNK: "cyan",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text, visible characters only, without a line end."""

    text: str
    tone: Tone = Tone.PLAIN


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What a stream can show.

    `width` is in columns; None says that lines are not broken (a pipe or file, for other programs).
    `unicode`: arrows and dots can be encoded; else they are spelled in ASCII.
    """

    width: int | None = None
    colour: bool = False
    unicode: bool = True

    @property
    def arrow(self) -> str:
        """What stands between before and after."""
        return "→" if self.unicode else "->"

    @property
    def dots(self) -> str:
        """What stands where text was cut away."""
        return "…" if self.unicode else "..."


def look_of(stream: TextIO, colour: bool | None = None) -> Look:
    """Find out what `stream` can show; `colour` False forbids colour, as NO_COLOR does."""
    terminal = stream.isatty()
    return Look(
        width=shutil.get_terminal_size().columns if terminal else None,
        colour=terminal
        and colour is not False
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb",
        unicode=_can_encode(stream, "→…"),
    )


def line(text: str = "", tone: Tone = Tone.PLAIN) -> Line:
    """Return a line of one piece."""
    return (Piece(text, tone),)


def plain(lines: Iterable[Line]) -> str:
    """Join lines into text, a newline after each."""
    return "".join("".join(piece.text for piece in each) + "\n" for each in lines)


def write(lines: Iterable[Line], stream: TextIO, look: Look) -> None:
    """Write lines to `stream`; rich is imported only where there is colour."""
    if look.colour:
        _write_coloured(lines, stream)
    else:
        stream.write(plain(lines))


def _write_coloured(lines: Iterable[Line], stream: TextIO) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, force_terminal=True, highlight=False, markup=False, emoji=False)
    for each in lines:
        text = Text.assemble(*((piece.text, _STYLES[piece.tone]) for piece in each))
        console.print(text, soft_wrap=True)


def _can_encode(stream: TextIO, text: str) -> bool:
    try:
        text.encode(stream.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
