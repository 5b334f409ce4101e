"""Runs that are killed, interrupted, or meet another run: every file is whole, and undo works.

A child is forked from this process, where everything is imported already, and runs the program's
own `main`: that gives hundreds of runs in the time in which a few interpreters start. A few runs
are whole programs.
"""

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("Windows has no such signals", allow_module_level=True)

Sample = Any
Tree = dict[str, tuple[object, ...]]

KILLS = 80
INTERRUPTIONS = 40
MANY = 130  # enough files for more than one process
BEGUN = "from migrator.cli import main; print('begun', flush=True); main()"


class Project:
    """Files that all change, and what each holds before and after."""

    def __init__(self, root: Path, sample: Sample, count: int) -> None:
        self.root = root
        self.old: dict[Path, bytes] = {}
        self.new: dict[Path, bytes] = {}
        root.mkdir()
        for number in range(count):
            more = b"# %d\n" % number * (number % 7 * 300)
            path = root / f"f{number:03}.py"
            path.write_bytes(sample.old + more)
            self.old[path] = sample.old + more
            self.new[path] = sample.new + more
        (root / "f001.py").chmod(0o755)
        (root / "link.py").symlink_to("f002.py")

    def put_back(self) -> None:
        for path, data in self.old.items():
            if path.read_bytes() != data:
                path.write_bytes(data)

    def written(self) -> int:
        """Return how many files are new; fail where one is neither old nor new."""
        count = 0
        for path, old in self.old.items():
            data = path.read_bytes()
            assert data in (old, self.new[path]), path
            count += data != old
        return count

    def require_old(self) -> None:
        """Fail where anything but the old files is there, as they were."""
        assert self.written() == 0
        assert {path.name for path in self.root.iterdir()} == {
            *(path.name for path in self.old),
            "link.py",
        }
        assert (self.root / "f001.py").stat().st_mode & 0o777 == 0o755
        assert (self.root / "f000.py").stat().st_mode & 0o777 != 0o755
        assert (self.root / "link.py").is_symlink()


@pytest.fixture
def project(tmp_path: Path, sample: Sample) -> Project:
    return Project(tmp_path / "project", sample, 12)


@pytest.fixture
def large(tmp_path: Path, sample: Sample) -> Project:
    return Project(tmp_path / "large", sample, MANY)


class Child:
    """A process that runs the program; the leader of its group."""

    def __init__(self, log: Path, words: tuple[str, ...]) -> None:
        self._log = log
        self._ready, ready = os.pipe()
        self.id = os.fork()
        if self.id == 0:
            _become(log, ready, words)
        os.close(ready)
        os.read(self._ready, 1)
        os.close(self._ready)

    def end(self) -> int:
        """Wait for it and return its status, negative for a signal."""
        _, status = os.waitpid(self.id, 0)
        return os.waitstatus_to_exitcode(status)

    def said(self) -> str:
        return self._log.read_text(encoding="utf-8")


def _become(log: Path, ready: int, words: tuple[str, ...]) -> None:
    """Turn the forked process into the program, and never return."""
    status = 70
    with suppress(BaseException):
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        try:
            from migrator.cli import invoke
            from migrator.cli.guard import guarded

            def work() -> int:
                os.write(ready, b"r")
                return invoke(words)

            status = guarded(work, debug=False)
            sys.stdout.flush()
        except BaseException as error:
            os.write(2, f"Traceback: {error!r}".encode())
    os._exit(status)


@pytest.fixture(scope="module")
def warmed() -> None:
    """Import what a run imports, so that no child has to."""
    import migrator.cli.codemod
    import migrator.cli.undo
    import migrator.codemod.run
    import migrator.codemod.settings  # noqa: F401
    from migrator.codemod.languages.python import removal  # noqa: F401


@pytest.fixture
def start(apart: Path, warmed: None, tmp_path: Path) -> Iterator[Callable[..., Child]]:
    children: list[Child] = []

    def begin(*words: str | Path) -> Child:
        child = Child(tmp_path / f"log{len(children)}", tuple(map(str, words)))
        children.append(child)
        return child

    yield begin
    for child in children:
        with suppress(ProcessLookupError):
            os.killpg(child.id, signal.SIGKILL)


@pytest.fixture
def undo_all(in_process: Callable[..., int], apart: Path) -> Callable[[], None]:
    """Undo every run that is recorded, the newest first."""
    from migrator.files.records import State
    from migrator.files.store import Store

    def undo() -> None:
        store = Store(apart)
        for number in reversed(store.ids()):
            if store.read(number).state is not State.UNDONE:
                assert in_process("undo", str(number)) == 0

    return undo


def timed(start: Callable[..., Child], *words: str | Path) -> float:
    began = time.perf_counter()
    child = start(*words)
    assert child.end() == 0, child.said()
    return time.perf_counter() - began


def wait(draw: random.Random, longest: float, project: Project) -> None:
    """Wait for a random time, or, every other time, for one after the first file is written."""
    if draw.random() < 0.5:
        time.sleep(draw.uniform(0, longest))
        return
    first, old = next(iter(project.old.items()))
    deadline = time.perf_counter() + longest
    while first.read_bytes() == old and time.perf_counter() < deadline:
        time.sleep(0.0002)
    time.sleep(draw.uniform(0, longest / 20))


def alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_runs_killed_at_random_moments(
    project: Project, start: Callable[..., Child], undo_all: Callable[[], None]
) -> None:
    words = ("codemod", "--jobs", "1", project.root)
    longest = timed(start, *words)
    assert project.written() == len(project.old)
    undo_all()
    project.require_old()
    draw = random.Random(20260315)
    kills = runs = partly = 0
    while kills < KILLS:
        runs += 1
        assert runs < 20 * KILLS, "the runs end before they are killed"
        child = start(*words)
        wait(draw, longest, project)
        os.kill(child.id, signal.SIGKILL)
        status = child.end()
        assert status in {0, -signal.SIGKILL}, child.said()
        kills += status != 0
        written = project.written()
        partly += 0 < written < len(project.old)
        undo_all()
        project.require_old()
    assert partly >= KILLS / 10, "the kills came too early or too late to mean anything"


def test_runs_interrupted_at_random_moments(
    project: Project, start: Callable[..., Child], undo_all: Callable[[], None]
) -> None:
    words = ("codemod", "--jobs", "1", project.root)
    longest = timed(start, *words)
    undo_all()
    draw = random.Random(20260316)
    interrupted = runs = partly = 0
    while interrupted < INTERRUPTIONS:
        runs += 1
        assert runs < 20 * INTERRUPTIONS, "the runs end before they are interrupted"
        child = start(*words)
        wait(draw, longest, project)
        with suppress(ProcessLookupError):
            os.kill(child.id, signal.SIGINT)
        status = child.end()
        said = child.said()
        assert "Traceback" not in said
        assert "internal error" not in said, said
        assert status in {0, 130}, said
        interrupted += status == 130
        if status == 130:
            assert "msmigrate: interrupted" in said
        written = project.written()
        if status == 130 and 0 < written < len(project.old):
            partly += 1
            assert re.search(rf"interrupted; ({written}|{written + 1}) files? (was|were)", said)
            assert "`msmigrate undo` takes that back" in said
        undo_all()
        project.require_old()
    assert partly >= INTERRUPTIONS / 10, "they came too early or too late to mean anything"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_the_workers_of_a_run_end_with_it(
    large: Project, start: Callable[..., Child], undo_all: Callable[[], None], number: int
) -> None:
    words = ("codemod", "--jobs", "3", large.root)
    longest = timed(start, *words)
    undo_all()
    draw = random.Random(number)
    for _ in range(5):
        child = start(*words)
        time.sleep(draw.uniform(0, longest))
        if number == signal.SIGINT:  # a terminal sends it to all of them
            os.killpg(child.id, number)
        else:
            os.kill(child.id, number)
        status = child.end()
        assert status in {0, 130, -signal.SIGKILL}, child.said()
        deadline = time.monotonic() + 100
        while alive(child.id) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not alive(child.id), "a worker outlived the run"
        assert "Traceback" not in child.said(), child.said()
        large.written()
        undo_all()
        large.require_old()


def test_two_runs_at_once(
    project: Project, start: Callable[..., Child], undo_all: Callable[[], None]
) -> None:
    words = ("codemod", "--jobs", "1", project.root)
    longest = timed(start, *words)
    undo_all()
    draw = random.Random(20260317)
    for _ in range(10):
        children = [start(*words)]
        time.sleep(draw.uniform(0, longest / 2))
        children.append(start(*words))
        statuses = [child.end() for child in children]
        for child, status in zip(children, statuses, strict=True):
            assert status in {0, 2}, child.said()
            assert "internal error" not in child.said()
            if status == 2:
                assert "was changed by another program meanwhile" in child.said()
        assert project.written() == len(project.old)
        undo_all()
        project.require_old()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_whole_programs_are_ended(
    large: Project, apart: Path, undo_all: Callable[[], None], number: int
) -> None:
    draw = random.Random(number)
    command = [sys.executable, "-c", BEGUN, "codemod", str(large.root)]
    for _ in range(4):
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            assert process.stdout.readline() == b"begun\n"
            time.sleep(draw.uniform(0.02, 0.5))
            with suppress(ProcessLookupError):
                os.killpg(process.pid, number)
            process.stdout.read()
            assert b"Traceback" not in process.stderr.read()
        assert process.returncode in {0, 130, -signal.SIGKILL}
        large.written()
        undo_all()
        large.require_old()
