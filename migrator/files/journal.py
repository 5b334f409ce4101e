"""A run: many files change, and everything that undo needs is on the disk before the first does."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto
from functools import partial
from pathlib import Path

import migrator
from migrator.files import atomic, creation, locks, log, store
from migrator.files.errors import FilesError, Kind
from migrator.files.log import Log
from migrator.files.records import Entry, FileEntry, Header, NewFileEntry, Stage, State

# Kinds of errors after which the file is certainly not of our making, whatever it holds.
_REFUSALS = {Kind.BUSY, Kind.CHANGED, Kind.DENIED, Kind.MISSING}


@dataclass(frozen=True, slots=True)
class FileChange:
    """The file at `path`, symbolic links followed, holds `before` and is to hold `after`.

    `before` is None where there is no file yet: it is made, in a folder that exists, with the
    permission bits `mode` (None: 0o644 less the umask). A file that exists keeps its mode.
    """

    path: Path
    before: bytes | None
    after: bytes
    mode: int | None = None


class _Step(StrEnum):
    """What this process knows of an entry; `STARTED` is written or not, nobody knows."""

    PLANNED = auto()
    STARTED = auto()
    DONE = auto()


@dataclass(frozen=True, slots=True)
class _Plan:
    """The entries of a run, and for each path its entry, why there is none, or None if the same."""

    entries: tuple[Entry, ...]
    places: dict[Path, int | FilesError | None]


class Run:
    """A run under way; made by `begin`. One process, one thread."""

    def __init__(self, plan: _Plan, number: int | None, token: str, journal: Log | None) -> None:
        self.id = number
        """The number to undo it by; None where nothing is to be written."""
        self._plan = plan
        self._token = token
        self._log = journal
        self._steps = [_Step.PLANNED] * len(plan.entries)
        self._owed: set[int] = set()

    @property
    def changed_anything(self) -> bool:
        """Whether a file was written, or may have been."""
        return any(step is not _Step.PLANNED for step in self._steps)

    def apply(self, change: FileChange) -> None:
        """Write one of the changes that `begin` was given.

        Raises `FilesError` where the file cannot be written; it then holds what it held, and the
        other changes can still be applied. An interruption leaves the file wholly old or new.
        """
        place = self._plan.places[change.path]
        if isinstance(place, FilesError):
            raise place
        if place is None or self._log is None or self._steps[place] is _Step.DONE:
            return
        entry = self._plan.entries[place]
        _require_same_target(change, entry)
        self._steps[place] = _Step.STARTED
        temp = store.temporary_name(self._token, place)
        mark = partial(self._log.in_progress, place, entry.real)
        try:
            if change.before is None:
                creation.create(
                    entry.real, change.after, mode=change.mode, temp=temp, claiming=mark
                )
            else:
                atomic.replace(entry.real, change.before, change.after, temp=temp, in_place=mark)
        except BaseException as error:
            self._settle(place, change, error)
            raise
        self._mark(place, _Step.DONE, Stage.DONE)

    def end(self, state: State) -> None:
        """Mark the run as ended. Marks that could not be written before are tried once more."""
        # Without its end a run counts as killed, and undo goes by what is in the files.
        if self._log is None or _Step.STARTED in self._steps:
            return
        with suppress(FilesError):
            for place in sorted(self._owed):
                stage = Stage.DONE if self._steps[place] is _Step.DONE else Stage.PLANNED
                self._log.stage(place, stage)
            self._log.state(state)

    def _settle(self, place: int, change: FileChange, error: BaseException) -> None:
        """Find out and note what a failure has left in the file."""
        if isinstance(error, FilesError) and error.kind in _REFUSALS:
            self._mark(place, _Step.PLANNED, Stage.PLANNED)
            return
        with suppress(OSError):
            content = _content(self._plan.entries[place].real)
            if content == change.before:
                self._mark(place, _Step.PLANNED, Stage.PLANNED)
            elif content == change.after:
                self._mark(place, _Step.DONE, Stage.DONE)

    def _mark(self, place: int, step: _Step, stage: Stage) -> None:
        self._steps[place] = step
        self._owed.add(place)
        with suppress(FilesError):
            if self._log is not None:
                self._log.stage(place, stage)
                self._owed.discard(place)


@contextmanager
def begin(
    changes: Iterable[FileChange],
    *,
    command: str,
    root: Path,
    now: datetime,
    state: Path | None = None,
) -> Iterator[Run]:
    """Record the changes for undo, then hand out the run that applies them one by one.

    `command` is "codemod" or "setup", `root` the folder that the run is about, `now` the time in
    UTC, `state` the state directory (None: see `store.open_store`). A file that cannot be written
    is found out here and raised by `Run.apply`. Leaving the block ends the run, however it is left;
    a run that wrote nothing leaves no record.

    Raises `FilesError` where the record cannot be written: no file is changed then.
    """
    if now.utcoffset() != timedelta(0):
        raise ValueError("the time of a run is UTC")
    plan, originals = _plan(changes)
    if not plan.entries:
        yield Run(plan, None, "", None)
        return
    runs = store.open_store(state)
    number, lock = runs.new_run()
    folder = runs.folder(number)
    kept = False
    try:
        header = Header(
            command, atomic.resolve(root), now, migrator.__version__, secrets.token_hex(8)
        )
        with _recorded(folder, header, plan, originals) as journal:
            run = Run(plan, number, header.token, journal)
            ended = State.INTERRUPTED
            try:
                yield run
                ended = State.FINISHED
            finally:
                kept = run.changed_anything
                if kept:
                    run.end(ended)
    finally:
        locks.release(lock)
        if not kept:
            store.discard(folder)


def _plan(changes: Iterable[FileChange]) -> tuple[_Plan, list[bytes]]:
    entries: list[Entry] = []
    originals: list[bytes] = []
    places: dict[Path, int | FilesError | None] = {}
    twins: dict[tuple[object, str], int] = {}
    offset = 0
    for change in changes:
        if change.before == change.after:
            places[change.path] = None
            continue
        try:
            file, entry = _entry(change, offset)
        except FilesError as error:
            places[change.path] = error
            continue
        # Two names of one file with the same change are one entry.
        twin = (file, entry.after)
        places[change.path] = twins.setdefault(twin, len(entries))
        if twins[twin] == len(entries):
            entries.append(entry)
            originals.append(change.before or b"")
            offset += len(originals[-1])
    return _Plan(tuple(entries), places), originals


def _entry(change: FileChange, offset: int) -> tuple[object, Entry]:
    """Return what tells the file from others, and the entry of its change."""
    named = change.path.absolute()
    after = hashlib.sha256(change.after).hexdigest()
    if change.before is None:
        real = creation.vacant(change.path)
        return real, NewFileEntry(real, None if named == real else named, after)
    real = atomic.resolve(change.path)
    status = atomic.writable_status(real)
    entry = FileEntry(
        real=real,
        named=None if named == real else named,
        before=hashlib.sha256(change.before).hexdigest(),
        after=after,
        mode=status.st_mode & 0o7777,
        offset=offset,
        length=len(change.before),
    )
    return (status.st_dev, status.st_ino), entry


@contextmanager
def _recorded(folder: Path, header: Header, plan: _Plan, originals: list[bytes]) -> Iterator[Log]:
    with store.recording(folder):
        log.write_durably(folder / store.ORIGINALS, *originals)
        log.write_plan(folder, header, plan.entries)
        journal = Log(folder)
    with journal:
        yield journal


def _require_same_target(change: FileChange, entry: Entry) -> None:
    find = creation.vacant if change.before is None else atomic.resolve
    if find(change.path) != entry.real:
        raise FilesError(
            Kind.CHANGED,
            change.path,
            "leads to another file than before and is left as it is; run again",
        )


def _content(real: Path) -> bytes | None:
    """Return the bytes of a file, None where there is none. Raises `OSError`."""
    try:
        return real.read_bytes()
    except FileNotFoundError:
        return None
