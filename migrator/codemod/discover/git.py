"""What git says about a work tree."""

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from migrator.codemod.discover.model import Entry, Listing

_LIST = (
    "--literal-pathspecs",
    "ls-files",
    "-z",
    "-c",
    "-o",
    "-s",
    "-t",
    "--exclude-standard",
    "--",
)
_LIST_IGNORED = (
    "--literal-pathspecs",
    "ls-files",
    "-z",
    "-o",
    "-i",
    "--exclude-standard",
    "--directory",
    "--",
)
_SUBMODULE = "160000"
_ARGUMENTS_LIMIT = 20_000  # characters of paths in one command; Windows allows 32,767 in all
_UNOPENED = re.compile(rb"could not open directory '(.*?)/?': ([^\n]*)")
_LOCATION = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_OBJECT_DIRECTORY",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
)


class GitFailedError(Exception):
    """Git is not there or would not answer; the message is its first line."""


def list_files(top: str, folders: Sequence[str]) -> Listing:
    """List the tracked and the untracked, not ignored, files below `folders` of the work tree.

    `top` and `folders` are absolute real paths. One git process serves as many folders as a command
    line can hold. The flags -s and -t tell submodules and tracked files apart; they make git pass
    over `--deduplicate`, so an unmerged file, which git lists three times, is taken once here.

    Raises GitFailedError.
    """
    entries: dict[str, Entry] = {}
    repositories: list[str] = []
    submodules: list[str] = []
    unreadable: list[tuple[str, str]] = []
    for batch in _batches([os.path.relpath(folder, top) for folder in folders]):
        done = _run(top, *_LIST, *batch)
        if done.returncode != 0:
            raise GitFailedError(_first_line(done.stderr))
        for mode, name in _records(os.fsdecode(done.stdout)):
            path = _absolute(top, name)
            if mode == _SUBMODULE:
                submodules.append(path)
            elif name.endswith("/"):
                repositories.append(path)
            else:
                entries[path] = Entry(path, mode)
        unreadable += [
            (_absolute(top, os.fsdecode(name)), reason.decode(errors="replace"))
            for name, reason in _UNOPENED.findall(done.stderr)
        ]
    return Listing(
        tuple(entries.values()),
        tuple(repositories),
        tuple(submodules),
        unreadable=tuple(unreadable),
    )


def list_ignored(top: str, folders: Sequence[str]) -> Listing:
    """List what git ignores below `folders`, a folder of which nothing is tracked as one.

    Empty where git cannot say.
    """
    names: list[str] = []
    try:
        for batch in _batches([os.path.relpath(folder, top) for folder in folders]):
            names += os.fsdecode(_run(top, *_LIST_IGNORED, *batch).stdout).split("\0")
    except GitFailedError:
        return Listing()
    return Listing(
        ignored=tuple(_absolute(top, name) for name in names if name and not name.endswith("/")),
        passed=tuple(_absolute(top, name) for name in names if name.endswith("/")),
    )


def is_ignored(top: str, folder: str) -> bool:
    """Return whether git ignores `folder` itself; False where it cannot say."""
    if folder == top:
        return False
    name = f".{os.sep}{os.path.relpath(folder, top)}"  # a leading dot, so that ":" is no magic
    try:
        return _run(top, "check-ignore", "-q", "--", name).returncode == 0
    except GitFailedError:
        return False


def _run(top: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-c", "core.fsmonitor=false", *arguments]
    try:
        return subprocess.run(
            command,
            cwd=top,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        if isinstance(error, FileNotFoundError) and Path(top).is_dir():
            raise GitFailedError("git is not installed") from error
        raise GitFailedError(error.strerror or str(error)) from error


def environment() -> dict[str, str]:
    """Return the environment for git: in English, writing nothing on the side, misled by no hook.

    A hook sets variables that point git at another repository.
    """
    kept = {name: value for name, value in os.environ.items() if name not in _LOCATION}
    return {**kept, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}


def _batches(folders: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    length = 0
    for folder in folders:
        if batch and length + len(folder) > _ARGUMENTS_LIMIT:
            yield batch
            batch, length = [], 0
        batch.append(folder)
        length += len(folder) + 1
    if batch:
        yield batch


def _records(output: str) -> Iterator[tuple[str, str]]:
    """Yield mode ("" for an untracked name) and name of each record of `ls-files -z -s -t`.

    A record is "? name", or a letter for the state, mode, hash and stage before a tab and the name.
    """
    for record in output.split("\0"):
        if record.startswith("? "):
            yield "", record[2:]
        elif record:
            head, _, name = record.partition("\t")
            yield head[2:8], name


def _absolute(top: str, name: str) -> str:
    """Return the absolute path of `name`, which git spells with slashes, one at a folder's end."""
    return f"{top.rstrip(os.sep)}{os.sep}{name.rstrip('/').replace('/', os.sep)}"


def _first_line(message: bytes) -> str:
    lines = message.decode(errors="replace").strip().splitlines() or ["git gave no reason"]
    fatal = [line for line in lines if line.startswith("fatal: ")]
    return (fatal or lines)[0].removeprefix("fatal: ")
