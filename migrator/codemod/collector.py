"""The garbage collector, put to rest while trees are built: it would walk them again and again.

They are freed by their reference counts, since nothing in them points back to what holds it.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


def rest() -> None:
    """Let the collector leave this process alone, for good."""
    gc.freeze()
    gc.disable()


@contextmanager
def at_rest() -> Iterator[None]:
    """Let the collector leave this process alone for a while."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
