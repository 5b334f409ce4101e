"""What is known of each folder that listed names stand in."""

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from migrator.codemod.discover.foreign import Standing, standing
from migrator.codemod.discover.patterns import Patterns


class Place(Struct, frozen=True):
    """A folder that may be looked into.

    `shown` is what display paths of its files begin with: "" or "src/". `exclude` are the user's
    patterns that hold here.
    """

    shown: str
    exclude: Patterns | None = None
    standing: Standing = Standing.OWN

    def passes_over(self, *paths: str, tracked: bool) -> bool:
        """Return whether a file here is passed over, `paths` being its name and its real path."""
        if self.standing > (Standing.TRACKED_ONLY if tracked else Standing.OWN):
            return True
        return self.exclude is not None and any(map(self.exclude.match, paths))


class Places:
    """Tells the place of a folder, from the places of the folders that were given."""

    def __init__(self, given: Mapping[str, Place]) -> None:
        """Start from `given`: absolute real paths and their places."""
        self._given = given
        self._known: dict[str, Place | None] = {os.sep: None, **given}

    def of(self, folder: str) -> Place | None:
        """Return the place of `folder`, an absolute path.

        None where it is not below a folder given, or a link or a repository stands on the way.
        """
        unknown = []
        while folder not in self._known:
            unknown.append(folder)
            folder = folder.rpartition(os.sep)[0] or os.sep
        place = self._known[folder]
        for inner in reversed(unknown):
            self._known[inner] = place = self._inside(place, inner)
        return place

    def given(self, folder: str) -> bool:
        """Return whether `folder` itself was given."""
        return folder in self._given

    def cover(self, path: str) -> bool:
        """Return whether `path` is, or lies below, a folder given."""
        return any(
            path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
            for folder in self._given
        )

    def _inside(self, outer: Place | None, folder: str) -> Place | None:
        if outer is None or Path(folder).is_symlink():
            return None

        def holds(entry: str) -> bool:
            return os.path.lexists(f"{folder}{os.sep}{entry}")

        name = folder.rpartition(os.sep)[2]
        strictest = max(outer.standing, standing(name, holds))
        return replace(outer, shown=f"{outer.shown}{name}/", standing=strictest)
