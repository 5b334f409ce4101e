"""The user's patterns of what to leave alone."""

import os
from collections.abc import Iterable, Sequence

from migrator.codemod.errors import CodemodError


class Patterns:
    """Patterns as in a `.gitignore` file, for files below one folder.

    A pattern that matches a folder holds for all files in it.
    """

    __slots__ = ("_prefix", "_spec")

    def __init__(self, folder: str, lines: Iterable[str]) -> None:
        """Compile `lines` for what lies below `folder`, an absolute path.

        Raises ValueError for a line that is no pattern.
        """
        from pathspec import GitIgnoreSpec  # slow to import, and most runs have no patterns

        self._prefix = folder.rstrip(os.sep) + os.sep
        self._spec = GitIgnoreSpec.from_lines(lines)

    def match(self, path: str) -> bool:
        """Return whether the file at the absolute `path` is matched, and no `!` line undoes it."""
        if not path.startswith(self._prefix):
            return False
        return self._spec.match_file(path[len(self._prefix) :].replace(os.sep, "/"))


def exclusion(anchor: str, exclude: Sequence[str]) -> Patterns | None:
    """Compile the user's `exclude` patterns, relative to `anchor`; None where there are none.

    `./name` is taken as `/name`: it stands at the anchor alone.

    Raises CodemodError that names the first bad pattern.
    """
    if not exclude:
        return None
    lines = [f"/{line[2:]}" if line.startswith("./") else line for line in exclude]
    for line in lines:
        try:
            Patterns(anchor, [line])
        except ValueError as error:
            raise CodemodError(
                f"exclude: {line!r} is no pattern; write it as a line of a .gitignore file"
            ) from error
    return Patterns(anchor, lines)
