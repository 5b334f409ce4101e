"""`msmigrate codemod -`: what editors call, as a process."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Sample = Any
Done = subprocess.CompletedProcess[bytes]
Start = Callable[..., Done]
Piped = Callable[..., Done]
TreeBytes = Callable[[Path], dict[str, bytes]]

CALL = b"import anthropic\n\nfrom app.names import MODEL\n\nmodel = MODEL\n"
FLAGGED = b'MODEL = "claude-3"\n'
BROKEN = b"model = 'claude-3-opus-20240229' +\n"


@pytest.fixture
def piped(apart: Path, tmp_path: Path, start_warm: Start) -> Piped:
    """Run `msmigrate codemod` with these words and this standard input, in a folder of its own."""

    def run(data: bytes, *words: str | Path, cwd: Path = tmp_path) -> Done:
        done = start_warm(("codemod", *map(str, words)), cwd, os.environ, data=data)
        assert b"Traceback" not in done.stderr
        assert b"internal error" not in done.stderr
        return done

    return run


@pytest.mark.parametrize(
    "data", [b"", b"x = 1\n", b"x = 1", b"\xef\xbb\xbfx = 1\r\n", b"\xff\xfe", b"\0", BROKEN]
)
def test_what_needs_no_change_comes_back(piped: Piped, data: bytes) -> None:
    done = piped(data, "-")
    assert (done.returncode, done.stdout) == (0, data)


def test_the_new_source_comes_out(piped: Piped, sample: Sample) -> None:
    done = piped(sample.old, "-")
    assert (done.returncode, done.stdout, done.stderr) == (0, sample.new, b"")


@pytest.mark.parametrize(
    ("encoding", "newline", "mark"),
    [
        ("utf-8", b"\r\n", b"\xef\xbb\xbf"),
        ("latin-1", b"\r\n", b""),
        ("cp1252", b"\r", b""),
    ],
)
def test_bytes_around_stay(
    piped: Piped, sample: Sample, encoding: str, newline: bytes, mark: bytes
) -> None:
    head = f"# coding: {encoding}\nx = 'é'\n".encode(encoding)
    old, new = (mark + (head + data).replace(b"\n", newline) for data in (sample.old, sample.new))
    assert piped(old, "-").stdout == new


def test_what_a_person_must_decide_is_told_beside_it(piped: Piped) -> None:
    done = piped(FLAGGED, "-", "--stdin-filename", "a.py")
    assert (done.returncode, done.stdout) == (0, FLAGGED)
    assert b"a.py:1:9: MS103 flag" in done.stderr
    assert b"Next:" not in done.stderr


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["--check"], 1),
        (["--diff"], 0),
        (["--format", "json"], 0),
        (["--check", "--format", "json"], 1),
        (["--check", "--format", "sarif"], 1),
        (["--check", "--format", "github"], 1),
    ],
)
def test_a_report_comes_in_place_of_the_source(
    piped: Piped, sample: Sample, words: list[str], status: int
) -> None:
    done = piped(sample.old, "-", "--stdin-filename", "a.py", *words)
    assert done.returncode == status
    assert b"MS201" in done.stdout or b"+++ b/a.py" in done.stdout
    if "json" in words:
        report = json.loads(done.stdout)
        assert {finding["path"] for finding in report["findings"]} == {"a.py"}
        assert not any(finding["applied"] for finding in report["findings"])


def test_a_check_of_a_clean_source_passes(piped: Piped, sample: Sample) -> None:
    assert piped(sample.new, "--check", "-").returncode == 0


def test_nothing_is_written(
    piped: Piped, tmp_path: Path, apart: Path, sample: Sample, tree_bytes: TreeBytes
) -> None:
    (tmp_path / "a.py").write_bytes(sample.old)
    before = tree_bytes(tmp_path)
    assert piped(sample.old, "-", "--stdin-filename", "a.py").stdout == sample.new
    assert tree_bytes(tmp_path) == before
    assert not apart.exists()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "app").mkdir(parents=True)
    (folder / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    (folder / "app/names.py").write_bytes(b'MODEL = "claude-sonnet-4-5"\n')
    (folder / "app/call.py").write_bytes(
        b"import litellm\n\nfrom app.names import MODEL\n\n"
        b"litellm.completion(model=MODEL, messages=[])\n"
    )
    return folder


def test_the_project_around_the_name_decides(piped: Piped, project: Path) -> None:
    names = project / "app/names.py"
    alone = piped(names.read_bytes(), "-")
    inside = piped(names.read_bytes(), "-", "--stdin-filename", names)
    assert alone.stdout == b'MODEL = "qwen-plus"\n'
    assert inside.stdout == names.read_bytes()
    assert b"MS104" in inside.stderr


def test_the_content_on_the_disk_does_not_count(piped: Piped, project: Path) -> None:
    names = project / "app/names.py"
    done = piped(b'OTHER = "claude-opus-4-1"\n', "-", "--stdin-filename", names)
    assert done.stdout == b'OTHER = "qwen3-max"\n'


@pytest.mark.parametrize("name", ["app/new.py", "missing/new.py", "app/häuser.py"])
def test_a_file_that_is_not_there_yet(
    piped: Piped, project: Path, sample: Sample, name: str
) -> None:
    done = piped(sample.old, "-", "--stdin-filename", project / name)
    assert (done.returncode, done.stdout) == (0, sample.new)


def test_the_choices_of_the_project_count(piped: Piped, project: Path, sample: Sample) -> None:
    text = '[tool.msmigrate]\nignore = ["MS201"]\nexclude = ["gen/"]\n'
    (project / "pyproject.toml").write_text(text, encoding="utf-8")
    done = piped(sample.old, "-", "--stdin-filename", project / "app/x.py")
    assert done.stdout not in {sample.old, sample.new}
    assert b"metadata" in done.stdout
    done = piped(sample.old, "-", "--stdin-filename", project / "gen/x.py")
    assert (done.returncode, done.stdout) == (0, sample.old)


def test_a_file_of_another_kind_comes_back(piped: Piped, tmp_path: Path) -> None:
    done = piped(b'x = "claude-3-opus-20240229"', "-", "--stdin-filename", "a.js")
    assert (done.returncode, done.stdout) == (0, b'x = "claude-3-opus-20240229"')
    assert b"a.js was passed over" in done.stderr


@pytest.mark.parametrize(
    "words",
    [["-", "a.py"], ["a.py", "--stdin-filename", "a.py"], [".", "-"]],
)
def test_words_that_do_not_go_together(piped: Piped, words: list[str]) -> None:
    done = piped(b"", *words)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"--help" in done.stderr


def test_a_key_is_written_to_the_source_alone(piped: Piped) -> None:
    key = f"sk-ant-api03-{'x' * 20}abcd"
    data = f'key = "{key}"\nMODEL = "claude-opus-4-1"\n'.encode()
    done = piped(data, "-")
    assert done.stdout == data.replace(b"claude-opus-4-1", b"qwen3-max")
    assert b"xxxx" not in done.stderr
    assert b"xxxx" not in piped(data, "-", "--format", "json").stdout
