"""Real trees and real git for discovery, apart from the home and settings of whoever runs it."""

import os
import pickle
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol, TypeVar

import pytest

T = TypeVar("T")
NOBODY = 65534


class Plant(Protocol):
    def __call__(self, root: Path, *names: str, text: str = "") -> None: ...


class Git(Protocol):
    def __call__(self, folder: Path, *arguments: str) -> str: ...


@pytest.fixture(autouse=True)
def _apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in [name for name in os.environ if name.startswith("GIT_") and "CONFIG" not in name]:
        monkeypatch.delenv(name)


@pytest.fixture
def plant() -> Plant:
    """Make files (a name that ends in a slash: a folder) with all folders above them."""

    def make(root: Path, *names: str, text: str = "") -> None:
        for name in names:
            path = root / name
            if name.endswith("/"):
                path.mkdir(parents=True, exist_ok=True)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")

    return make


@pytest.fixture(scope="session")
def git() -> Git:
    """Run git in a folder and return what it prints."""
    if shutil.which("git") is None:
        pytest.skip("needs git")

    def run(folder: Path, *arguments: str) -> str:
        who = ("-c", "user.name=a", "-c", "user.email=a@b.invalid", "-c", "commit.gpgsign=false")
        done = subprocess.run(
            ["git", *who, "-c", "protocol.file.allow=always", *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    return run


@pytest.fixture
def repository(tmp_path: Path, git: Git) -> Path:
    """An empty git work tree."""
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init", "-q")
    return root


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A folder outside of any work tree, with a `pyproject.toml`."""
    root = tmp_path / "plain"
    root.mkdir()
    (root / "pyproject.toml").touch()
    return root


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that any user can enter."""
    folder = Path(tempfile.mkdtemp(prefix="msmigrate-test-"))
    folder.chmod(0o755)
    yield folder.resolve()
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
    shutil.rmtree(folder)


@pytest.fixture
def unprivileged() -> Callable[[Path, Callable[[], T]], T]:
    """Call a function as a user who owns a folder and may not read everything."""
    if not hasattr(os, "geteuid"):
        pytest.skip("needs POSIX permissions")

    def call(folder: Path, function: Callable[[], T]) -> T:
        if os.geteuid() != 0:
            return function()
        for path in [folder, *folder.rglob("*")]:
            os.lchown(path, NOBODY, NOBODY)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            _answer(writing, function)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            answer = pipe.read()
        os.waitpid(child, 0)
        assert answer, "the function failed in the unprivileged process"
        result: T = pickle.loads(answer)
        return result

    return call


def _answer(writing: int, function: Callable[[], T]) -> None:
    """Become nobody, pickle what `function` returns into the pipe, and end the process."""
    try:
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(pickle.dumps(function()))
    finally:
        os._exit(0)
