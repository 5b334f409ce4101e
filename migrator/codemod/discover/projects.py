"""Where a project begins."""

import os
from collections.abc import Sequence
from pathlib import Path


def git_top(folder: Path) -> Path | None:
    """Return the nearest folder, `folder` or above, that holds `.git`; None where there is none."""
    return _nearest(folder, ".git")


def project_root(path: Path) -> Path:
    """Return the root of the project that `path` belongs to, as a real path.

    That is the top of its git work tree, else the nearest folder with a `pyproject.toml`, else the
    path itself (of a file: its folder; of what is not there: the nearest folder above). The home
    folder is a project only for itself, so that a repository of dot-files there does not claim
    everything below it.
    """
    folder = _folder(Path(os.path.realpath(path)))
    # Unlike `Path.expanduser` it does not fail where no home is known.
    home = os.path.realpath(os.path.expanduser("~"))  # noqa: PTH111
    for marker in (".git", "pyproject.toml"):
        root = _nearest(folder, marker)
        if root is not None and (str(root) != home or root == folder):
            return root
    return folder


def project_roots(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Return the distinct project roots of `paths`, sorted."""
    return tuple(sorted({project_root(path) for path in paths}))


def _folder(path: Path) -> Path:
    # Unlike `Path.is_dir` it answers for a name that is too long as well.
    return next(place for place in (path, *path.parents) if os.path.isdir(place))  # noqa: PTH112


def _nearest(folder: Path, marker: str) -> Path | None:
    for place in (folder, *folder.parents):
        if os.path.lexists(place / marker):
            return place
    return None
