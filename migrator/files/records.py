r"""What a journal says: the lines of its file, and the record they make.

A journal is JSON lines, ASCII, each ended by `\n`. The first line is the header, with the number of
entries; then come the entries; then marks, appended as the run goes on. The file appears under its
name only when header and entries are on the disk, so anything wrong in them is damage. A last line
without its end is a mark that was being written when the process died, and does not count.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from migrator.files.errors import FilesError, Kind, explained

FORMAT = 1
JOURNAL = "journal.jsonl"


class Stage(StrEnum):
    """How far one entry is. `PLANNED`, with no mark, may be written if the process was killed."""

    PLANNED = "planned"
    IN_PROGRESS = "in-progress"  # written in place: any content may be ours; new: an empty one
    DONE = "done"
    RESTORED = "restored"


class State(StrEnum):
    """How far a run is. `UNFINISHED` and `UNDOING` without a living process mean a killed one."""

    UNFINISHED = "unfinished"
    FINISHED = "finished"
    INTERRUPTED = "interrupted"
    UNDOING = "undoing"
    PARTLY_UNDONE = "partly-undone"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file that a run writes.

    `real` is the absolute path with every symbolic link resolved, `named` the path that led there
    where it differs. `before` and `after` are SHA-256 digests in hexadecimal. The original bytes
    are the `length` bytes at `offset` of the run's file of originals.
    """

    real: Path
    named: Path | None
    before: str
    after: str
    mode: int
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class NewFileEntry:
    """One file that a run makes where there was none.

    `real`, `named` and `after` as for `FileEntry`; the folder's links are resolved.
    """

    real: Path
    named: Path | None
    after: str


# A union told apart by "kind" in the file: each kind of change gets a class of its own.
Entry = FileEntry | NewFileEntry


@dataclass(frozen=True, slots=True)
class Header:
    """Who wrote a journal: `started` is UTC, `token` is part of the names of temporary files."""

    command: str
    root: Path
    started: datetime
    version: str
    token: str


@dataclass(frozen=True, slots=True)
class Record:
    """A journal as read.

    `stages` has one item for each of `entries`. `ended`: the run came to its end by itself, so that
    every entry that it wrote has a mark.
    """

    id: int
    folder: Path
    header: Header
    entries: tuple[Entry, ...]
    stages: tuple[Stage, ...]
    state: State
    ended: bool

    @property
    def written(self) -> int:
        """How many files the run has marked as written, those that undo restored included."""
        return sum(stage is not Stage.PLANNED for stage in self.stages)


def plan_bytes(header: Header, entries: tuple[Entry, ...]) -> bytes:
    """Return the part of a journal that is written before the first change."""
    first = {
        "format": FORMAT,
        "version": header.version,
        "command": header.command,
        "root": str(header.root),
        "started": header.started.isoformat(),
        "token": header.token,
        "entries": len(entries),
    }
    return b"".join([_line(first), *(_line(_entry_object(entry)) for entry in entries)])


def stage_bytes(index: int, stage: Stage) -> bytes:
    """Return the mark that entry `index` (0-based) has come to `stage`."""
    return _line({"entry": index, "stage": stage})


def state_bytes(state: State) -> bytes:
    """Return the mark that the run has come to `state`."""
    return _line({"run": state})


def read(folder: Path) -> Record:
    """Return the record in a run's folder, whose name is the run's number.

    Raises `FilesError`: `Kind.DAMAGED` with the line where the journal makes no sense.
    """
    path = folder / JOURNAL
    with explained(path):
        data = path.read_bytes()
    lines = data.split(b"\n")[:-1]
    number = 0
    try:
        first = _object(lines[0] if lines else b"")
        _require_format(first, path)
        header, count = _header(first), _number(first, "entries")
        if count >= len(lines):
            number = len(lines)
            raise ValueError  # noqa: TRY301  # the same damage as a line that makes no sense
        entries: list[Entry] = []
        for number in range(1, count + 1):
            entries.append(_entry(_object(lines[number])))  # noqa: PERF401  # keeps the line number
        stages, states = [Stage.PLANNED] * count, [State.UNFINISHED]
        for number in range(count + 1, len(lines)):
            _take_mark(_object(lines[number]), stages, states)
    except (ValueError, KeyError, IndexError, OverflowError, RecursionError) as error:
        raise FilesError(
            Kind.DAMAGED,
            path,
            f"line {number + 1} of this record makes no sense, so the run cannot be undone; "
            "its original bytes are in the same folder",
        ) from error
    return Record(
        id=int(folder.name),
        folder=folder,
        header=header,
        entries=tuple(entries),
        stages=tuple(stages),
        state=states[-1],
        ended=State.FINISHED in states or State.INTERRUPTED in states,
    )


def _line(content: dict[str, object]) -> bytes:
    # ASCII keeps file names that are no valid text: their lone surrogates are escaped.
    return json.dumps(content, ensure_ascii=True).encode("ascii") + b"\n"


def _entry_object(entry: Entry) -> dict[str, object]:
    shared = {
        "real": str(entry.real),
        "named": None if entry.named is None else str(entry.named),
        "after": entry.after,
    }
    if isinstance(entry, NewFileEntry):
        return {"kind": "new-file", **shared}
    return {
        "kind": "file",
        **shared,
        "before": entry.before,
        "mode": entry.mode,
        "offset": entry.offset,
        "length": entry.length,
    }


def _object(line: bytes) -> dict[str, Any]:
    content = json.loads(line.decode("ascii"))
    if not isinstance(content, dict):
        raise ValueError  # noqa: TRY004  # what is wrong is the file, not a type of ours
    return content


def _require_format(content: dict[str, Any], path: Path) -> None:
    if _number(content, "format") != FORMAT:
        raise FilesError(
            Kind.DAMAGED,
            path,
            f"was written by version {content.get('version')!r} of msmigrate; undo with that one",
        )


def _header(content: dict[str, Any]) -> Header:
    token = _text(content, "token")
    if not token.isalnum():
        raise ValueError
    started = datetime.fromisoformat(_text(content, "started"))
    if started.tzinfo is None:
        raise ValueError
    return Header(
        command=_text(content, "command"),
        root=_path(content, "root"),
        started=started,
        version=_text(content, "version"),
        token=token,
    )


def _entry(content: dict[str, Any]) -> Entry:
    real, after = _path(content, "real"), _text(content, "after")
    named = None if content["named"] is None else _path(content, "named")
    if content["kind"] == "new-file":
        return NewFileEntry(real, named, after)
    if content["kind"] != "file":
        raise ValueError
    return FileEntry(
        real=real,
        named=named,
        before=_text(content, "before"),
        after=after,
        mode=_number(content, "mode") & 0o7777,
        offset=_number(content, "offset"),
        length=_number(content, "length"),
    )


def _take_mark(content: dict[str, Any], stages: list[Stage], states: list[State]) -> None:
    if "run" in content:
        states.append(State(_text(content, "run")))
    else:
        stages[_number(content, "entry")] = Stage(_text(content, "stage"))


def _text(content: dict[str, Any], key: str) -> str:
    value = content[key]
    if not isinstance(value, str):
        raise ValueError  # noqa: TRY004  # what is wrong is the file, not a type of ours
    return value


def _number(content: dict[str, Any], key: str) -> int:
    value = content[key]
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError
    return value


def _path(content: dict[str, Any], key: str) -> Path:
    path = Path(_text(content, key))
    if "\0" in str(path) or not path.is_absolute():
        raise ValueError
    return path
