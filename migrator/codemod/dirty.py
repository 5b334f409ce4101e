"""Which files have changes that git has not committed."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from migrator.codemod.discover import SourceFile
from migrator.codemod.discover.git import environment

_STATUS = (
    "git",
    "-c",
    "core.fsmonitor=false",
    "status",
    "--porcelain=v1",
    "-z",
    "--no-renames",
    "--untracked-files=no",
    "--ignore-submodules=all",
)
_SECONDS = 60


def uncommitted(files: Sequence[SourceFile], projects: Sequence[Path]) -> list[str]:
    """Return the display paths of files with changes in the work tree or the index, sorted.

    Files that git does not track do not count, and where git cannot be asked nothing does.
    """
    changed = {path for project in projects for path in _changed_in(project)}
    return sorted(file.display for file in files if file.real in changed)


def _changed_in(project: Path) -> set[str]:
    try:
        asked = subprocess.run(
            _STATUS,
            cwd=project,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.SubprocessError):
        return set()
    return {
        os.path.realpath(project / os.fsdecode(row[3:])) for row in asked.stdout.split(b"\0") if row
    }
