import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.codemod.discover import Candidate, SourceFile, candidates, interesting, read
from migrator.codemod.discover.scan import WORDS
from migrator.report.model import Problem


def _files(folder: Path) -> list[SourceFile]:
    return [SourceFile(path.name, str(path)) for path in sorted(folder.iterdir())]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"print('hello')\n",
        b"clau\nde",
        b"an thropic",
        b"sk-proj-abc",
        b"log_20250101",
        b"x_2025010",
        b'"1_20250101"',
        b"tool_use",
        b"\x00\xff\xfe",
    ],
)
def test_nothing_of_interest(data: bytes) -> None:
    assert not interesting(data)


@pytest.mark.parametrize(
    "data",
    [
        b"import anthropic",
        b"ANTHROPIC_API_KEY",
        b"AsyncAnthropic(",
        b"'claude-3-opus'",
        b"# Claude",
        b"sk-ant-x",
        b"https://dashscope.aliyuncs.com",
        b"qwen3",
        b"QWEN",
        b'{"type": "tool_result", "is_error": True}',
        b'{"type": "web_search_20250305"}',
        b"{'type': 'bash_20241022'}",
        b"\xff\x00claude",
    ],
)
def test_something_of_interest(data: bytes) -> None:
    assert interesting(data)


@given(st.binary(max_size=50), st.sampled_from(WORDS), st.binary(max_size=50), st.data())
def test_a_word_is_found_wherever_it_stands_in_any_case(
    before: bytes, word: bytes, after: bytes, data: st.DataObject
) -> None:
    upper = data.draw(st.lists(st.booleans(), min_size=len(word), max_size=len(word)))
    spelt = b"".join(
        bytes([letter]).upper() if raised else bytes([letter])
        for letter, raised in zip(word, upper, strict=True)
    )
    assert interesting(before + spelt + after)


def test_candidates_come_in_order_with_their_bytes(
    tmp_path: Path, plant: Callable[..., None]
) -> None:
    folder = tmp_path / "f"
    plant(folder, "a.py", "c.py", text="import anthropic\r\n")
    plant(folder, "b.py", text="import this\n")
    found = list(candidates(_files(folder)))
    assert [item.file.display for item in found if isinstance(item, Candidate)] == ["a.py", "c.py"]
    assert found[0] == Candidate(_files(folder)[0], b"import anthropic\r\n")


def test_another_question_can_be_asked(tmp_path: Path, plant: Callable[..., None]) -> None:
    folder = tmp_path / "f"
    plant(folder, "a.py", text="import settings\n")
    assert list(candidates(_files(folder))) == []
    assert len(list(candidates(_files(folder), lambda data: b"settings" in data))) == 1


def test_a_file_that_has_gone_is_passed_over(tmp_path: Path) -> None:
    assert list(candidates([SourceFile("a.py", str(tmp_path / "a.py"))])) == []


def test_a_folder_in_a_file_s_place_is_a_problem_and_the_others_go_on(
    tmp_path: Path, plant: Callable[..., None]
) -> None:
    folder = tmp_path / "f"
    plant(folder, "a.py/", "b.py")
    plant(folder, "c.py", text="claude")
    problem, candidate = candidates(_files(folder))
    assert isinstance(problem, Problem)
    assert (problem.path, problem.kind) == ("a.py", "unreadable")
    assert isinstance(candidate, Candidate)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_a_file_s_place_does_not_hang(tmp_path: Path) -> None:
    pipe = tmp_path / "a.py"
    os.mkfifo(pipe)
    found: list[Candidate | Problem] = []
    reader = threading.Thread(
        target=lambda: found.extend(candidates([SourceFile("a.py", str(pipe))])), daemon=True
    )
    reader.start()
    reader.join(timeout=100)
    assert [type(item) for item in found] == [Problem]


def test_a_file_without_permission_is_a_problem(
    shared_folder: Path,
    plant: Callable[..., None],
    unprivileged: Callable[
        [Path, Callable[[], list[Candidate | Problem]]], list[Candidate | Problem]
    ],
) -> None:
    plant(shared_folder, "a.py", "b.py", text="claude")
    (shared_folder / "a.py").chmod(0)
    files = _files(shared_folder)
    problem, candidate = unprivileged(shared_folder, lambda: list(candidates(files)))
    assert isinstance(problem, Problem)
    assert problem.path == "a.py"
    assert "Permission denied" in problem.message
    assert isinstance(candidate, Candidate)


@given(st.binary(max_size=5000))
def test_read_gives_every_byte(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "read.bin"
    path.write_bytes(data)
    assert read(str(path)) == data


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_a_file_whose_size_says_nothing_is_read_to_its_end() -> None:
    assert read("/proc/self/status").endswith(Path("/proc/self/status").read_bytes()[-1:])
    assert b"Pid:" in read("/proc/self/status")
