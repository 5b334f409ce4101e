import errno
import os
from pathlib import Path

import pytest

from migrator.files import locks


def test_one_holder_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.touch()
    first, second = os.open(path, os.O_RDWR), os.open(path, os.O_RDWR)
    assert locks.acquire(first)
    assert not locks.acquire(second)
    assert not locks.acquire(second, wait=0.03)
    os.close(first)
    assert locks.acquire(second)
    os.close(second)


def test_a_file_system_without_locks_counts_as_free(monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(fd: int) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr(locks, "_try_lock", unsupported)
    assert locks.acquire(0)


def test_other_errors_are_not_taken_for_a_holder() -> None:
    with pytest.raises(OSError, match="Bad file descriptor"):
        locks.acquire(10_000)
