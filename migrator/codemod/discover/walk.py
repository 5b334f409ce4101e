"""Listing a folder where git cannot."""

import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from migrator.codemod.discover.foreign import Standing, standing
from migrator.codemod.discover.gitignore import IGNORE_FILE, IgnoreRules, ignore_file, ignored
from migrator.codemod.discover.model import Entry, Listing

Rules = tuple[IgnoreRules, ...]


def walk(folder: str, suffixes: tuple[str, ...], root: str | None = None) -> Listing:
    """List the files with one of `suffixes` below `folder`, honouring `.gitignore` files.

    Those from `root` down count; both are absolute real paths, and `root` lies above `folder` or
    is it. Where the rules above ignore `folder`, it was named on purpose, and only those inside it
    count. Links to folders are listed whatever their name and never entered; neither are
    repositories inside.
    """
    walker = _Walker(suffixes)
    walker.enter(folder, walker.rules_above(folder, root) if root else ())
    return walker.listing()


class _Walker:
    """Collects what one walk meets."""

    def __init__(self, suffixes: tuple[str, ...]) -> None:
        self._suffixes = suffixes
        self._entries: list[Entry] = []
        self._repositories: list[str] = []
        self._ignored: list[str] = []
        self._passed: list[str] = []
        self._unreadable: list[tuple[str, str]] = []

    def listing(self) -> Listing:
        return Listing(
            tuple(self._entries),
            tuple(self._repositories),
            ignored=tuple(self._ignored),
            passed=tuple(self._passed),
            unreadable=tuple(self._unreadable),
        )

    def enter(self, folder: str, rules: Rules) -> None:
        pending = [(folder, rules)]
        while pending:
            place, inherited = pending.pop()
            scanned = self._scan(place)
            held = {entry.name for entry in scanned}
            if place != folder and not self._belongs(place, held):
                continue
            here = self._rules(place, inherited) if IGNORE_FILE in held else inherited
            pending += [(path, here) for path in self._sort(scanned, here)]

    def rules_above(self, folder: str, root: str) -> Rules:
        lineage = [
            path for path in (Path(folder), *Path(folder).parents) if path.is_relative_to(root)
        ]
        rules: Rules = ()
        for place, child in pairwise(reversed(lineage)):
            rules = self._rules(str(place), rules)
            if ignored(rules, str(child), folder=True):
                return ()
        return rules

    def _scan(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as scan:
                return sorted(scan, key=lambda entry: entry.name)
        except OSError as error:
            self._unreadable.append((folder, error.strerror or str(error)))
            return []

    def _belongs(self, folder: str, held: set[str]) -> bool:
        if ".git" in held:
            self._repositories.append(folder)
            return False
        if standing(Path(folder).name, held.__contains__) is not Standing.OWN:
            self._passed.append(folder)
            return False
        return True

    def _rules(self, folder: str, inherited: Rules) -> Rules:
        try:
            own = ignore_file(folder)
        except OSError as error:
            self._unreadable.append(
                (f"{folder}{os.sep}{IGNORE_FILE}", error.strerror or str(error))
            )
            return inherited
        return (*inherited, own) if own else inherited

    def _sort(self, scanned: list[os.DirEntry[str]], rules: Rules) -> Iterator[str]:
        """Put files where they belong and yield the folders to enter."""
        for entry in scanned:
            is_folder = entry.is_dir(follow_symlinks=False)
            if is_folder and entry.name != ".git":
                if ignored(rules, entry.path, folder=True):
                    self._passed.append(entry.path)
                else:
                    yield entry.path
            elif entry.name.endswith(self._suffixes) or entry.is_symlink():
                if ignored(rules, entry.path):
                    self._ignored.append(entry.path)
                else:
                    self._entries.append(Entry(entry.path))
