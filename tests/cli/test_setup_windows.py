"""`msmigrate setup` on Windows, with the user environment of whoever runs the tests.

It writes the variables that it is about, so it runs only where MSMIGRATE_MAY_WRITE_REGISTRY says
that this is nobody's own machine: in the workflow, and under wine.
"""

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

if sys.platform != "win32":
    pytest.skip("there is no user environment here", allow_module_level=True)
if not os.environ.get("MSMIGRATE_MAY_WRITE_REGISTRY"):
    pytest.skip("MSMIGRATE_MAY_WRITE_REGISTRY is not set", allow_module_level=True)

import ctypes
import winreg

KEY = "sk-" + "0123456789abcdef" * 2
OTHER = "sk-" + "fedcba9876543210" * 2
URL = "https://dashscope-intl.aliyuncs.com/apps/anthropic"
NAMES = ("ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")
_TOKEN_QUERY_AND_DUPLICATE = 0x000A

Done = subprocess.CompletedProcess[str]
Setup = Callable[..., Done]


def of_a_new_program() -> dict[str, str]:
    """Return the environment that Windows makes for a program of this user: no parent has a say."""
    token, block = ctypes.c_void_p(), ctypes.c_void_p()
    process = ctypes.c_void_p(-1)  # this one
    advapi, userenv = ctypes.windll.advapi32, ctypes.windll.userenv
    assert advapi.OpenProcessToken(process, _TOKEN_QUERY_AND_DUPLICATE, ctypes.byref(token))
    assert userenv.CreateEnvironmentBlock(ctypes.byref(block), token, False)
    found, at = {}, block.value
    assert at is not None
    while entry := ctypes.wstring_at(at):
        name, _, value = entry.partition("=")
        found[name.upper()] = value
        at += 2 * (len(entry) + 1)
    userenv.DestroyEnvironmentBlock(block)
    ctypes.windll.kernel32.CloseHandle(token)
    return {name: found[name] for name in NAMES if name in found}


def write(values: dict[str, str | None]) -> None:
    path = (winreg.HKEY_CURRENT_USER, "Environment", 0, winreg.KEY_SET_VALUE)
    with winreg.OpenKey(*path) as key:
        for name, value in values.items():
            if value is not None:
                winreg.SetValueEx(key, name, 0, winreg.REG_SZ, value)
                continue
            try:
                winreg.DeleteValue(key, name)
            except FileNotFoundError:
                continue


@pytest.fixture(autouse=True)
def _nothing_set(apart: object, user_environment_alone: None) -> Iterator[None]:
    nothing: dict[str, str | None] = dict.fromkeys(NAMES)
    write(nothing)
    yield
    write(nothing)


@pytest.fixture
def setup(
    in_process: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Setup:
    """In this process: under wine some that others have started keep their pipes open."""
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    def run(*words: str, key: str = KEY) -> Done:
        monkeypatch.setenv("GIVEN_KEY", key)
        status = in_process("setup", *words)
        out, err = capsys.readouterr()
        assert not any(secret in out + err for secret in (KEY, OTHER))
        return Done(list(words), status, out, err)

    return run


@pytest.mark.parametrize("shell", ["powershell", "cmd"])
def test_a_new_program_sees_it_and_undo_takes_it_back(setup: Setup, shell: str) -> None:
    before: dict[str, str | None] = {"ANTHROPIC_AUTH_TOKEN": "of-before"}
    write(before)
    words = ("--yes", "--shell", shell, "--api-key-env", "GIVEN_KEY")
    dry = setup(*words, "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert ("setx " if shell == "cmd" else "SetEnvironmentVariable(") in dry.stdout
    assert of_a_new_program() == before
    done = setup(*words)
    assert done.returncode == 0, done.stdout + done.stderr
    expected = {"ANTHROPIC_BASE_URL": URL, "ANTHROPIC_API_KEY": KEY}
    assert of_a_new_program() == expected
    again = setup(*words)
    assert again.returncode == 0
    assert "Nothing was to change." in again.stdout
    assert setup(*words, key=OTHER).returncode == 0
    assert of_a_new_program() == expected | {"ANTHROPIC_API_KEY": OTHER}
    undone = setup("--undo")
    assert undone.returncode == 0, undone.stderr
    assert of_a_new_program() == before


def test_a_value_that_was_changed_since_stays(setup: Setup) -> None:
    setup("--yes", "--shell", "cmd", "--api-key-env", "GIVEN_KEY")
    write({"ANTHROPIC_BASE_URL": "https://other.example"})
    undone = setup("--undo")
    assert undone.returncode == 3, undone.stdout + undone.stderr
    assert of_a_new_program() == {"ANTHROPIC_BASE_URL": "https://other.example"}
