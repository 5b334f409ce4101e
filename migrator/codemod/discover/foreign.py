"""Which folders are not the project's own."""

from collections.abc import Callable
from enum import IntEnum

_INSTALLED = frozenset({"node_modules", "site-packages", "dist-packages", "__pypackages__"})
_VERSION_CONTROL = frozenset({".git", ".hg", ".svn", ".bzr", ".jj"})
_MADE = frozenset(
    {
        "__pycache__",
        ".cache",
        ".eggs",
        ".hypothesis",
        ".ipynb_checkpoints",
        ".mypy_cache",
        ".nox",
        ".pytest_cache",
        ".pytype",
        ".ruff_cache",
        ".tox",
    }
)
_OUTPUT = frozenset({"build", "dist"})
_ENVIRONMENT_MARKS = ("pyvenv.cfg", "conda-meta")


class Standing(IntEnum):
    """Whether the files of a folder are the project's own; the greater one wins downwards."""

    OWN = 0
    TRACKED_ONLY = 1
    NEVER = 2


def standing(name: str, holds: Callable[[str], bool]) -> Standing:
    """Return the standing of a folder called `name`; `holds` tells whether it has such an entry.

    Installed packages and the stores of version control are never the project's own, tracked or
    not. Virtual environments, caches and build output are its own where git tracks them. A `build`
    or `dist` with an `__init__.py` is a package of that name.
    """
    if name in _INSTALLED or name in _VERSION_CONTROL:
        return Standing.NEVER
    if name in _MADE or name.endswith(".egg-info"):
        return Standing.TRACKED_ONLY
    if name in _OUTPUT:
        return Standing.OWN if holds("__init__.py") else Standing.TRACKED_ONLY
    if any(holds(mark) for mark in _ENVIRONMENT_MARKS):
        return Standing.TRACKED_ONLY
    return Standing.OWN
