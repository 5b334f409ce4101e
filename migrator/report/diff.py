"""Changes as a unified diff that `git apply` takes.

It is made of the files' own bytes, in lines that end at LF alone: so a file of any encoding, with
CRLF, a lone CR or a form feed, comes out as git itself would show it.
"""

import codecs
import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TextIO

from migrator.report.model import Change
from migrator.report.printable import visible
from migrator.report.terminal import Line, Look, Tone, line, plain, write
from migrator.secret import mask

NO_NEWLINE = b"\\ No newline at end of file\n"

_ESCAPES = {7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 34: '"', 92: "\\"}
_TONES = {"+": Tone.ADDED, "-": Tone.REMOVED, "@": Tone.HUNK}


@dataclass(frozen=True, slots=True)
class _Diff:
    """A diff in the file's encoding, and as text for eyes."""

    data: bytes
    text: str


def unified(change: Change) -> bytes:
    """Return the diff of one file, empty where nothing changes.

    A diff that would show an API key is returned masked, each line behind `# `, so that it reads
    as a diff and applies to nothing.
    """
    return _diff(change).data


def write_diff(changes: Iterable[Change], stream: TextIO, look: Look) -> None:
    """Write the diffs of `changes` to `stream`: with colour for eyes, else as bytes for git."""
    for diff in map(_diff, changes):
        binary = getattr(stream, "buffer", None)
        if look.width is not None:
            write(_lines(diff.text), stream, look)
        elif binary is None:
            stream.write(diff.text)
        else:
            stream.flush()
            binary.write(diff.data)
            binary.flush()


def _diff(change: Change) -> _Diff:
    data = b"".join(_patch(change))
    text = data.decode(change.encoding, "replace")
    hunks = text.split("\n", 2)[-1]  # below the two lines with the name
    if change.secret or mask(hunks) != hunks:
        text = _masked(change.path, text)
        data = text.encode()
    return _Diff(data, text)


def _patch(change: Change) -> Iterator[bytes]:
    name = change.name or change.path
    diff = difflib.diff_bytes(
        difflib.unified_diff,
        _split(change, change.before),
        _split(change, change.after),
        _name(f"a/{name}"),
        _name(f"b/{name}"),
    )
    for each in diff:
        yield each
        if not each.endswith(b"\n"):
            yield b"\n" + NO_NEWLINE


def _split(change: Change, text: str) -> list[bytes]:
    mark = codecs.BOM_UTF8 if change.bom else b""
    data = mark + text.encode(change.encoding, "surrogateescape")
    *whole, rest = data.split(b"\n")
    lines = [each + b"\n" for each in whole]
    return [*lines, rest] if rest else lines


def _name(path: str) -> bytes:
    """Spell a name as git does: quoted where a byte of it is not plain, a tab after a space."""
    data = path.encode("utf-8", "surrogateescape")
    quoted = "".join(map(_quoted, data))
    if quoted != path:
        return f'"{quoted}"'.encode()
    return data + (b"\t" if b" " in data else b"")


def _quoted(byte: int) -> str:
    if byte in _ESCAPES:
        return f"\\{_ESCAPES[byte]}"
    return chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}"


def _masked(path: str, text: str) -> str:
    lines = mask(text).removesuffix("\n").split("\n")
    reason = f"{path}: masked, because this diff would show an API key; it cannot be applied"
    return plain(line(f"# {visible(each)}") for each in (reason, *map(_without_cr, lines)))


def _without_cr(text: str) -> str:
    return text.removesuffix("\r")


def _lines(text: str) -> Iterator[Line]:
    """Yield the diff for a terminal: a control character is shown, a CR before LF is not."""
    for each in text.split("\n")[:-1]:
        tone = Tone.STRONG if each.startswith(("--- ", "+++ ")) else _TONES.get(each[:1])
        yield line(visible(_without_cr(each)), tone or Tone.PLAIN)
