"""What was found out about a file, kept with the answers of other files that it rests on.

An answer about other files (see `links`) is known by a bit. Whatever is found out while it is asked
rests on it; so when another view of the project answers otherwise, what rests on that is forgotten,
and all else stays.
"""

from collections.abc import Callable, Hashable
from typing import Any

CYCLE = 1
"""The bit of what was found out within a cycle: it hangs on the order in which things are asked."""
SENT = 2
"""The bit of what rests on where other files send the constants and dicts of this one."""
FIRST = 4
"""The bit of the first answer."""

_NOTHING: frozenset[Any] = frozenset()


class Memory:
    """Results by key; `touched` gathers the bits of what is being found out just now."""

    __slots__ = ("_known", "_running", "_trails", "touched")

    def __init__(self) -> None:
        self._known: dict[Hashable, Any] = {}
        self._trails: dict[Hashable, int] = {}
        self._running: set[Hashable] = set()
        self.touched = 0

    def recall(self, key: Hashable, make: Callable[..., Any], *arguments: Any) -> Any:
        """Return what is kept under a key, or make it; an empty set where that is under way."""
        known = self._known.get(key)
        if known is not None:
            if key in self._trails:
                self.touched |= self._trails[key]
            return known
        if key in self._running:
            self.touched |= CYCLE
            return _NOTHING
        self._running.add(key)
        around, self.touched = self.touched, 0
        try:
            known = self._known[key] = make(*arguments)
        finally:
            self._running.discard(key)
            if self.touched:
                self._trails[key] = self.touched
            self.touched |= around
        return known

    def knows(self, key: Hashable) -> bool:
        """Whether what is under a key need not be made: it is kept, or under way."""
        return key in self._known or key in self._running

    def holds(self, key: Hashable) -> bool:
        """Whether something is kept under a key."""
        return key in self._known

    def trail(self, key: Hashable) -> int:
        """Return the bits of the answers that what is kept under a key rests on."""
        return self._trails.get(key, 0)

    def forget(self, changed: int) -> None:
        """Forget what rests on any of the answers whose bits are given."""
        gone = [key for key, trail in self._trails.items() if trail & changed]
        for key in gone:
            del self._trails[key]
            self._known.pop(key, None)
