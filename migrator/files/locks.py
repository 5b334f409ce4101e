"""Advisory locks on open files. The operating system drops them when a process dies."""

import errno
import os
import sys
import time
from contextlib import suppress

_PAUSE = 0.01
_UNSUPPORTED = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}

if sys.platform == "win32":
    import msvcrt

    def _try_lock(fd: int) -> None:
        os.lseek(fd, 0, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try_lock(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)


def acquire(fd: int, *, wait: float = 0.0) -> bool:
    """Lock the open file for this process alone; see `release`.

    Tries for `wait` seconds. Returns False where another process holds the lock. File systems that
    have no locks are taken as free.
    """
    deadline = time.monotonic() + wait
    while True:
        try:
            _try_lock(fd)
        except OSError as error:
            if error.errno in _UNSUPPORTED:
                return True
            if error.errno not in {errno.EACCES, errno.EAGAIN, errno.EDEADLK}:
                raise
        else:
            return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(_PAUSE)


def release(fd: int) -> None:
    """Close the open file of a lock; the lock goes with it, even where closing reports an error."""
    with suppress(OSError):
        os.close(fd)
