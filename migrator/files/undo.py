"""Takes back a run: every byte, mode and link of the files that it wrote, and the files it made."""

import hashlib
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from migrator.files import atomic, creation, log, store
from migrator.files.errors import FilesError, Kind, explained
from migrator.files.log import Log
from migrator.files.records import Entry, FileEntry, NewFileEntry, Record, Stage, State
from migrator.files.store import Store


@dataclass(frozen=True, slots=True)
class UndoResult:
    """What undo did with the files of a run, in their order.

    `run` is the record as it was before. `restored` got their old bytes back; `removed` had been
    made by the run; `already` were as before it. `kept` pairs a file that a kill had left
    half-written with the copy of what stood there. `problems` are the files left as they are.
    """

    run: Record
    restored: tuple[Path, ...]
    removed: tuple[Path, ...]
    already: tuple[Path, ...]
    kept: tuple[tuple[Path, Path], ...]
    problems: tuple[FilesError, ...]

    @property
    def was_undone(self) -> bool:
        """Whether the run had been taken back before, so that nothing was left to do."""
        return self.run.state is State.UNDONE


@dataclass(slots=True)
class _Tally:
    restored: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    already: list[Path] = field(default_factory=list)
    kept: list[tuple[Path, Path]] = field(default_factory=list)
    problems: list[FilesError] = field(default_factory=list)


def undo(runs: Store, number: int) -> UndoResult:
    """Take back run `number`.

    A file is restored, or removed if the run made it, when it holds what the run wrote, or when it
    was being written in place as the run was killed; one that was changed since is a problem and
    stays. May be called again as
    long as there are problems, and after a kill; a run without problems is undone once, and a
    second call only says so.

    Raises `FilesError` where the run is not known, is still at work, or its record is damaged.
    """
    if number not in runs.ids():
        raise FilesError(
            Kind.MISSING,
            runs.runs,
            f"holds no run {number}; `msmigrate undo --list` shows those that are recorded",
        )
    with runs.holding(number):
        record = runs.read(number)
        tally = _Tally()
        if record.state is not State.UNDONE:
            _take_back_all(runs, record, tally)
    return UndoResult(
        record,
        tuple(tally.restored),
        tuple(tally.removed),
        tuple(tally.already),
        tuple(tally.kept),
        tuple(tally.problems),
    )


def last_run(runs: Store, folder: Path) -> Record | None:
    """Return the newest run, not yet undone, about `folder` or a folder above or below it.

    Raises `FilesError` where the record of a newer run is damaged, so that nobody can tell.
    """
    here = atomic.resolve(folder)
    for number in reversed(runs.ids()):
        try:
            record = runs.read(number)
        except FilesError as error:
            raise FilesError(
                error.kind,
                error.path,
                f"{error.message}. It may be the last one here: name the run to take back, "
                "`msmigrate undo --list` shows them",
            ) from error
        root = record.header.root
        related = root == here or root in here.parents or here in root.parents
        if related and record.state is not State.UNDONE:
            return record
    return None


def _take_back_all(runs: Store, record: Record, tally: _Tally) -> None:
    store.remove_temporaries(record)
    with explained(record.folder):
        journal = Log(record.folder)
    with journal:
        # A full disk must not keep anybody from undo: without the mark, files tell how far it is.
        with suppress(FilesError):
            journal.state(State.UNDOING)
        for index in _touched(record):
            _take_back(runs, record, index, journal, tally)
        with suppress(FilesError, OSError):
            journal.state(State.PARTLY_UNDONE if tally.problems else State.UNDONE)
            if not tally.problems:
                # They may hold secrets, and nobody needs them any more.
                (record.folder / store.ORIGINALS).unlink()


def _touched(record: Record) -> list[int]:
    """Return the entries that the run may have written.

    A run that ended by itself has marked them; one that was killed may have missed the last mark.
    """
    return [
        index
        for index, stage in enumerate(record.stages)
        if stage is not Stage.PLANNED or not record.ended
    ]


def _take_back(runs: Store, record: Record, index: int, journal: Log, tally: _Tally) -> None:
    entry = record.entries[index]
    stage = Stage.RESTORED
    try:
        _outcome(record, index, journal, tally).append(entry.real)
    except FilesError as error:
        tally.problems.append(_with_later_run(runs, record, entry, error))
        stage = Stage.IN_PROGRESS if error.kind is Kind.HALF else record.stages[index]
    with suppress(FilesError):
        journal.stage(index, stage)


def _outcome(record: Record, index: int, journal: Log, tally: _Tally) -> list[Path]:
    """Take one entry back and return the list that its file belongs to."""
    entry = record.entries[index]
    if record.stages[index] is Stage.RESTORED:
        return tally.already
    if isinstance(entry, NewFileEntry):
        return tally.removed if _remove(entry, record.stages[index]) else tally.already
    return tally.restored if _restore(record, index, entry, journal, tally) else tally.already


def _remove(entry: NewFileEntry, stage: Stage) -> bool:
    """Return False where the file that the run made is gone already."""
    with explained(entry.real):
        try:
            entry.real.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return False
    current = _current(entry)
    claim = stage is Stage.IN_PROGRESS and not current
    if not claim and hashlib.sha256(current).hexdigest() != entry.after:
        raise FilesError(
            Kind.CHANGED, entry.real, "does not hold what the run wrote; it is left as it is"
        )
    creation.remove(entry.real, current)
    return True


def _current(entry: Entry) -> bytes:
    if atomic.resolve(entry.real) != entry.real:
        raise FilesError(Kind.CHANGED, entry.real, "leads to another file now; it is left alone")
    with explained(entry.real):
        return entry.real.read_bytes()


def _restore(record: Record, index: int, entry: FileEntry, journal: Log, tally: _Tally) -> bool:
    """Return False where the file already held its old bytes."""
    current = _current(entry)
    digest = hashlib.sha256(current).hexdigest()
    if digest == entry.before:
        _restore_mode(entry)
        return False
    if digest != entry.after:
        if record.stages[index] is not Stage.IN_PROGRESS:
            raise FilesError(
                Kind.CHANGED, entry.real, "was changed since the run; it is left as it is"
            )
        tally.kept.append((entry.real, _keep(record, index, current)))
    atomic.replace(
        entry.real,
        current,
        _original(record, entry),
        temp=store.temporary_name(record.header.token, index),
        in_place=partial(journal.in_progress, index, entry.real),
    )
    _restore_mode(entry)
    return True


def _restore_mode(entry: FileEntry) -> None:
    with explained(entry.real):
        if stat.S_IMODE(entry.real.stat().st_mode) != entry.mode:
            entry.real.chmod(entry.mode)


def _original(record: Record, entry: FileEntry) -> bytes:
    path = record.folder / store.ORIGINALS
    with explained(path), path.open("rb") as file:
        file.seek(entry.offset)
        original = file.read(entry.length)
    if hashlib.sha256(original).hexdigest() != entry.before:
        raise FilesError(
            Kind.DAMAGED, entry.real, f"is left as it is: its original bytes in {path} are damaged"
        )
    return original


def _keep(record: Record, index: int, content: bytes) -> Path:
    copy = record.folder / f"kept-{index}"
    with explained(copy):
        log.write_durably(copy, content)
    return copy


def _with_later_run(runs: Store, record: Record, entry: Entry, error: FilesError) -> FilesError:
    """Name the run that changed the file afterwards, where there is one."""
    if error.kind is not Kind.CHANGED:
        return error
    for number in reversed(runs.ids()):
        if number <= record.id:
            break
        with suppress(FilesError):
            later = runs.read(number)
            if later.state is not State.UNDONE and entry.real in {e.real for e in later.entries}:
                return FilesError(
                    error.kind, error.path, f"{error.message}; run {number} did: undo that first"
                )
    return error
