"""What a process keeps of the files that it has read, so that none is parsed twice for nothing."""

from msgspec import Struct

from migrator.codemod.languages import registry as languages
from migrator.codemod.languages.language import File, Parsed
from migrator.codemod.languages.python.links import Links
from migrator.codemod.languages.python.view import View
from migrator.codemod.languages.python.world import World
from migrator.codemod.shared import Shared

_MOST_KEPT = 2 * 1024 * 1024  # bytes of source; what is made of them takes some tens of times that


class Told(Struct, frozen=True):
    """What a file was told of others when it was asked; `data` is a hash of its bytes."""

    data: int
    names: frozenset[str] | None
    links: tuple[Links, ...]


class Kept:
    """What was parsed first, up to a number of bytes of source, and how it stands among the others.

    Rounds go over the same files in the same order: to drop the oldest for the newest would be to
    keep none that is asked for again. What a file was opened with is renewed by each new view, so
    that little is found out twice. Of the other files the last one is kept, and of all of them what
    they were told of others, so that none is parsed again to be told the same.
    """

    def __init__(self) -> None:
        self._world: Shared[World] | None = None
        self._files: dict[str, tuple[bytes, Parsed]] = {}
        self._opened: dict[str, File] = {}
        self._told: dict[str, Told] = {}
        self._size = 0
        self._last = ""

    def begin(self, world: Shared[World]) -> None:
        """Let go of what is kept of another project, or of an earlier run."""
        if self._world is not world:
            self._world = world
            self._files.clear()
            self._opened.clear()
            self._told.clear()
            self._size = 0
            self._last = ""

    def parsed(self, path: str, data: bytes) -> Parsed:
        """Return a file as parsed; raises SourceError where it cannot be."""
        known = self._files.get(path)
        if known is not None and known[0] == data:
            return known[1]
        self._let_go(path)
        self._let_go(self._last)
        parsed = languages.of(path).parse(data)
        self._files[path] = (data, parsed)
        if self._size + len(data) <= _MOST_KEPT:
            self._size += len(data)
        else:
            self._last = path
        return parsed

    def _let_go(self, path: str) -> None:
        known = self._files.pop(path, None)
        if known is None:
            return
        self._opened.pop(path, None)
        if path == self._last:
            self._last = ""
        else:
            self._size -= len(known[0])

    def opened(self, path: str, data: bytes, view: View) -> File:
        """Return a file with this view of the others; raises SourceError if it cannot be parsed."""
        parsed = self.parsed(path, data)
        opened = self._opened.get(path)
        if opened is not None:
            opened.renew(view)
            return opened
        opened = self._opened[path] = parsed.opened(view)
        return opened

    def is_judged(self, path: str, data: bytes, view: View) -> bool:
        """Whether a file was judged, and this view of the others changes nothing of that."""
        known = self._files.get(path)
        opened = self._opened.get(path)
        if known is None or opened is None or known[0] != data or not opened.is_looked_at:
            return False
        opened.renew(view)
        return opened.is_looked_at

    def note_told(self, path: str, data: bytes, opened: File, names: frozenset[str] | None) -> None:
        """Note that a file was asked what it passes on, and for its facts of `names`."""
        self._told[path] = Told(hash(data), names, opened.told())

    def was_told(self, path: str, data: bytes, view: View, names: frozenset[str] | None) -> bool:
        """Whether a file was asked this before, and is told the same of others as it was then."""
        told = self._told.get(path)
        if told is None or told.data != hash(data) or names not in {None, told.names}:
            return False
        opened = self._opened.get(path)
        if opened is not None:
            return not opened.renew(view)
        changed = [each.renew(view.world, view.names, view.maps) for each in told.links]
        return not any(changed)

    def drop(self, path: str) -> None:
        """Forget how a file stands among the others: finding that out was broken off."""
        self._opened.pop(path, None)
        self._told.pop(path, None)
