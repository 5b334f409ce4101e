"""A file of our own beside the user's: written whole or not at all, and not recorded for undo."""

from collections.abc import Callable
from pathlib import Path

from migrator.files import atomic, creation
from migrator.files.errors import FilesError, Kind, explained

IsOurs = Callable[[bytes], bool]


def require_place(path: Path, is_ours: IsOurs) -> bytes | None:
    """Return what stands at `path`, None for nothing, where a file of ours may be put there.

    Raises `FilesError` where something else stands there or nothing can be.
    """
    try:
        with explained(path):
            before = path.read_bytes()
    except FilesError as error:
        if error.kind is not Kind.MISSING:
            raise
        creation.vacant(path)
        return None
    if not is_ours(before):
        raise FilesError(
            Kind.DENIED, path, "stands there already and is none of ours; name another file"
        )
    atomic.writable_status(atomic.resolve(path))
    return before


def put(path: Path, content: bytes, is_ours: IsOurs) -> None:
    """Make the file at `path`, or replace one of ours, with the bytes `content`.

    `is_ours` tells by its bytes whether a file may be replaced. Raises `FilesError` as
    `require_place` does, and where the file cannot be written; it then holds what it held.
    """
    before = require_place(path, is_ours)
    if before is None:
        creation.create(path, content)
    elif before != content:
        atomic.replace(path, before, content)
