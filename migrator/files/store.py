"""The state directory: one numbered folder a run, private to the user, the newest 20 kept.

STATE/runs/lock             held while a run's number is given out
STATE/runs/17/lock          held by the process that works on run 17, a run or its undo
STATE/runs/17/originals     the original bytes of its files, as its entries say
STATE/runs/17/journal.jsonl see `records`
STATE/runs/17/kept-3        what stood in a half-written file that undo restored
STATE/runs/17/whole-3       what a file held that is being written in place, see `SpanEntry`
"""

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from migrator.files import atomic, locks, records
from migrator.files.entries import Entry, FileEntry, RegistryEntry, SpanEntry
from migrator.files.errors import FilesError, Kind, explained, from_os
from migrator.files.records import Record, Stage, State

VARIABLE = "MSMIGRATE_STATE_DIR"
KEPT_RUNS = 20
SETUP = "setup"
ORIGINALS = "originals"

_LOCK = "lock"
_LOCK_SECONDS = 10.0
_BINARY = getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Store:
    """The runs that are recorded below one state directory."""

    root: Path

    @property
    def runs(self) -> Path:
        """The folder that holds a folder for each run."""
        return self.root / "runs"

    def folder(self, run: int) -> Path:
        """Return the folder of a run."""
        return self.runs / str(run)

    def ids(self) -> list[int]:
        """Return the numbers of the recorded runs, the oldest first."""
        return [
            number for number in self._numbers() if (self.folder(number) / records.JOURNAL).exists()
        ]

    def read(self, run: int) -> Record:
        """Return the record of a run. Raises `FilesError` (see `records.read`)."""
        return records.read(self.folder(run))

    def is_running(self, run: int) -> bool:
        """Tell whether a process works on the run: the run itself or its undo."""
        with suppress(OSError), _lock_file(self.folder(run)) as fd:
            return not locks.acquire(fd)
        return False

    @contextmanager
    def holding(self, run: int) -> Iterator[None]:
        """Be the one process that works on a run. Raises `FilesError` where another does."""
        folder = self.folder(run)
        with ExitStack() as stack:
            with explained(folder):
                fd = stack.enter_context(_lock_file(folder))
                free = locks.acquire(fd)
            if not free:
                raise FilesError(
                    Kind.BUSY, folder, f"run {run} is still at work; wait until it has ended"
                )
            yield

    def new_run(self) -> tuple[int, int]:
        """Make the folder of a new run; return its number and the open file of its lock.

        Also removes the runs beyond the newest 20, but those of setup that can still be taken back,
        and what killed runs left: their temporary files and folders without a journal. A run that a
        process works on is never touched.
        Raises `FilesError` where the state directory cannot be used.
        """
        with recording(self.root):
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            _make_private(self.runs)
            with _lock_file(self.runs) as lock:
                if not locks.acquire(lock, wait=_LOCK_SECONDS):
                    raise FilesError(
                        Kind.BUSY, self.runs, "another run holds the lock; try again in a moment"
                    )
                older = self._numbers()
                run = max(older, default=0) + 1
                kept = older[1 - KEPT_RUNS :]
                for number in older:
                    self._tidy(number, keep=number in kept)
                return run, _make_folder(self.folder(run))

    def _numbers(self) -> list[int]:
        try:
            with os.scandir(self.runs) as found:
                return sorted(
                    int(item.name)
                    for item in found
                    if item.name.isascii() and item.name.isdecimal() and item.is_dir()
                )
        except FileNotFoundError:
            return []
        except OSError as error:
            raise FilesError(
                Kind.DENIED,
                self.runs,
                f"the record of past runs cannot be read: {error.strerror}; "
                f"{VARIABLE} names another folder",
            ) from error

    def _tidy(self, run: int, *, keep: bool) -> None:
        # Whatever fails here is left for the next run.
        with suppress(FilesError, OSError), self.holding(run):
            if (self.folder(run) / records.JOURNAL).exists() and (keep or self._must_stay(run)):
                record = self.read(run)
                if not _is_clean(record):
                    remove_temporaries(record)
                return
            discard(self.folder(run))

    def _must_stay(self, run: int) -> bool:
        """Tell whether `setup --undo`, which goes back to before the first setup, needs the run."""
        try:
            record = self.read(run)
        except FilesError:
            return False
        return record.header.command == SETUP and record.state is not State.UNDONE


def open_store(given: Path | None = None) -> Store:
    """Return the store at `given`, else at $MSMIGRATE_STATE_DIR, else at the platform's place.

    Raises `FilesError` where that is below the home folder, and none is known.
    """
    if given is None and (named := os.environ.get(VARIABLE)):
        given = Path(named)
    if given is None:
        import platformdirs

        try:
            given = platformdirs.user_state_path("msmigrate", appauthor=False)
        except RuntimeError as error:
            raise FilesError(
                Kind.MISSING,
                Path("~"),
                "there is no home folder to keep the record for undo in, so nothing was changed; "
                f"set HOME, or set {VARIABLE} to a folder, and run again",
            ) from error
    return Store(given.absolute())


def temporary_name(record_token: str, index: int) -> str:
    """Return the name of the temporary file of entry `index` of a run."""
    return atomic.temp_name(f"{record_token}-{index}")


def whole(folder: Path, index: int) -> Path:
    """Return where all bytes of a file are kept while it is written in place."""
    return folder / f"whole-{index}"


def remove_temporaries(record: Record) -> None:
    """Remove the temporary files that a killed process left beside the files of its run."""
    for index, entry in enumerate(record.entries):
        if isinstance(entry, RegistryEntry):
            continue
        with suppress(OSError):
            entry.real.with_name(temporary_name(record.header.token, index)).unlink()


def _is_clean(record: Record) -> bool:
    """Tell whether no temporary file can be left, so that nobody need look for one."""
    if record.state is State.FINISHED:
        # A new file has its temporary one beside it for a moment, as a second name.
        made = any(not _existed(entry) for entry in record.entries)
        return not made and all(stage is Stage.DONE for stage in record.stages)
    return record.state is State.UNDONE


def _existed(entry: Entry) -> bool:
    return isinstance(entry, FileEntry | RegistryEntry) or (
        isinstance(entry, SpanEntry) and entry.before is not None
    )


def discard(folder: Path) -> None:
    """Remove a run's folder. What cannot be removed stays for the next run to remove."""
    # First the journal: a folder without one is no run.
    with suppress(OSError):
        (folder / records.JOURNAL).unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def recording(path: Path) -> Iterator[None]:
    """Say what an `OSError` of the block means for the record that is being written at `path`."""
    try:
        yield
    except OSError as error:
        raise FilesError(
            from_os(error, path).kind,
            path,
            f"the record for undo cannot be kept here ({error.strerror}), so nothing was changed; "
            f"mend that, or set {VARIABLE} to another folder",
        ) from error


@contextmanager
def _lock_file(folder: Path) -> Iterator[int]:
    fd = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | _BINARY, 0o600)
    try:
        yield fd
    finally:
        locks.release(fd)


def _make_private(folder: Path) -> None:
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    if sys.platform == "win32":
        return
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
        raise FilesError(
            Kind.DENIED,
            folder,
            "the record for undo would be kept here, and this is no folder of yours; "
            f"set {VARIABLE} to one that is",
        )
    if stat.S_IMODE(status.st_mode) != 0o700:
        folder.chmod(0o700)


def _make_folder(folder: Path) -> int:
    folder.mkdir(mode=0o700)
    fd = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | _BINARY, 0o600)
    locks.acquire(fd)
    return fd
