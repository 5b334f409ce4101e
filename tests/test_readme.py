"""What README.md says is what happens."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from migrator.codemod.rules.registry import rules

REPOSITORY = Path(__file__).parents[1]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
LEFT_OUT = "…"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def sessions() -> list[tuple[str, str]]:
    """Return each command that is shown with output, and the output."""
    found = []
    for block in blocks("console"):
        for part in block.split("$ msmigrate ")[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


def pattern(output: str) -> str:
    """Return what the real output must match: `…` alone stands for lines, inside for anything."""
    lines = []
    for line in output.splitlines(keepends=True):
        if line == f"{LEFT_OUT}\n":
            lines.append("(?:.*\n)*?")
        else:
            escaped = re.escape(line)
            for command in ("codemod", "setup"):
                escaped = escaped.replace(re.escape(f"({command}, {LEFT_OUT})"), r"\(.*\)")
            lines.append(escaped.replace(re.escape(f"/{LEFT_OUT}/"), ".*/"))
    return "".join(lines)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample application; what one command does to it the next one finds."""
    copy = tmp_path_factory.mktemp("readme") / "chatbot"
    shutil.copytree(REPOSITORY / "fixtures" / "chatbot", copy)
    home = copy.parent / "home"
    home.mkdir(mode=0o700)
    for name in (".profile", ".bashrc"):
        (home / name).write_bytes(b"# mine\n")
    return copy


def run(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "migrator", *words],
        cwd=project,
        env={
            **os.environ,
            "MSMIGRATE_STATE_DIR": str(project.parent / "state"),
            "PYTHONPATH": str(REPOSITORY),
            "PYTHONUTF8": "1",
            "HOME": str(project.parent / "home"),
            "MODEL_STUDIO_KEY": "sk-" + "0123456789abcdef" * 2,
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def can_run(command: str) -> bool:
    """Tell whether its output is shown for this machine: that of setup names the files of bash."""
    return not command.startswith("setup") or (
        sys.platform == "linux" and shutil.which("bash") is not None
    )


@pytest.fixture(scope="module")
def said(project: Path) -> dict[str, subprocess.CompletedProcess[str]]:
    """What the commands say that are shown, each run once, in their order."""
    words = {command: shlex.split(command) for command, _ in sessions() if can_run(command)}
    assert len(words) == sum(can_run(command) for command, _ in sessions())
    return {command: run(project, *words[command]) for command in words}


@pytest.mark.parametrize(("command", "output"), sessions(), ids=[c for c, _ in sessions()])
def test_a_command_prints_what_is_shown(
    said: dict[str, subprocess.CompletedProcess[str]], command: str, output: str
) -> None:
    if not can_run(command):
        pytest.skip("shown with the files of bash on Linux")
    done = said[command]
    shown = re.fullmatch(pattern(output), done.stdout)
    assert shown, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_the_table_of_rules() -> None:
    table = "".join(f"| {r.id} | {r.name} | {r.action} | {r.what} |\n" for r in rules())
    assert table in README


def test_every_option_that_is_named_exists(project: Path) -> None:
    commands = ("codemod", "undo", "setup", "verify", "sandbox")
    known = "".join(run(project, command, "--help").stdout for command in commands)
    options = set(re.findall(r"`(--[a-z-]+)", README))
    assert len(options) > 10
    assert {option for option in options if option not in known} == set()


def test_the_choices_can_be_read(tmp_path: Path) -> None:
    (choices,) = blocks("toml")
    (tmp_path / "pyproject.toml").write_text(choices, encoding="utf-8")
    (tmp_path / "a.py").write_text('MODEL = "claude-opus-4-1"\n', encoding="utf-8")
    done = run(tmp_path, "codemod", "--check", ".")
    assert done.returncode == 1
    assert "claude-opus-4-1 → qwen3-max" in done.stdout


def test_the_sample_is_shown_by_one_line_and_tested_by_another() -> None:
    first, second = blocks("sh")
    assert first.count("\n") == second.count("\n") == 1
    assert first.endswith("&& .venv/bin/msmigrate demo\n")
    # .ci/run looks for it by its end.
    assert second.endswith("&& .venv/bin/pytest\n")
