import subprocess
import sys
from pathlib import Path

import pytest

from migrator.codemod.choices import Choices
from migrator.codemod.config import config_folder, load
from migrator.codemod.errors import CodemodError

KNOWN = ("MS101", "MS201")


def _write(folder: Path, text: str) -> None:
    (folder / "pyproject.toml").write_bytes(text.encode())


def test_no_file_says_nothing(tmp_path: Path) -> None:
    assert load(tmp_path) == Choices()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[project]\nname = 'x'\n",
        "[project]\ndependencies = ['msmigrate']\n",
        "[tool]\nother = 'msmigrate'\n",
        "[tool.msmigrate]\n",
        "[msmigrate]\nselct = 1\n",
        "tool = 'msmigrate'\n",
        "this is not TOML, and none of our business\n",
    ],
)
def test_a_file_without_choices_says_nothing(tmp_path: Path, text: str) -> None:
    _write(tmp_path, text)
    assert load(tmp_path, KNOWN) == Choices()


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_every_choice_is_read(tmp_path: Path, newline: str, start: str) -> None:
    text = (
        start
        + """
[tool.msmigrate]
select = ["MS1", "MS201"]
ignore = []
exclude = ["tests/é"]
unsafe = true
comments = false
base_url = "https://a.invalid/"
jobs = 2

[tool.msmigrate.models]
"claude-opus-*" = "qwen-x"
claude-y = "qwen-y"
"""
    )
    _write(tmp_path, text.replace("\n", newline))
    assert load(tmp_path, KNOWN) == Choices(
        select=("MS1", "MS201"),
        exclude=("tests/é",),
        unsafe=True,
        comments=False,
        base_url="https://a.invalid/",
        models=(("claude-opus-*", "qwen-x"), ("claude-y", "qwen-y")),
        jobs=2,
    )


@pytest.mark.parametrize(
    "text",
    [
        "[tool]\nmsmigrate = { unsafe = true }\n",
        "tool.msmigrate.unsafe = true\n",
        "[tool]\nmsmigrate.unsafe = true\n",
        "[tool.a]\n[x]\n[tool.msmigrate]\nunsafe = true\n[tool.b]\n",
    ],
)
def test_a_table_may_be_spelled_in_any_way(tmp_path: Path, text: str) -> None:
    _write(tmp_path, text)
    assert load(tmp_path) == Choices(unsafe=True)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("[x]\n[tool.msmigrate]\nselct = []\n", 3, "'selct'; did you mean select?"),
        ("[tool.msmigrate]\nzzz = []\n", 2, "known are select, ignore"),
        ("select = 1\n[tool.msmigrate]\n\nselect = 'MS1'\n", 4, "not a list of strings"),
        ("[tool.msmigrate]\nignore = [1]\n", 2, "not a list of strings"),
        ("[tool.msmigrate]\nexclude = {}\n", 2, "not a list of strings"),
        ("[tool.msmigrate]\nunsafe = 1\n", 2, "neither true nor false"),
        ("[tool.msmigrate]\ncomments = 'yes'\n", 2, "neither true nor false"),
        ("[tool.msmigrate]\nbase_url = 1\n", 2, "not a string"),
        ("[tool.msmigrate]\nbase_url = 'a'\n", 2, "is no URL"),
        ("[tool.msmigrate]\njobs = 0\n", 2, "whole number from 1 to 128"),
        ("[tool.msmigrate]\njobs = 129\n", 2, "whole number from 1 to 128"),
        ("[tool.msmigrate]\njobs = true\n", 2, "whole number from 1 to 128"),
        ("[tool.msmigrate]\nmodels = ['a']\n", 2, "not a table"),
        ("[tool.msmigrate.models]\na = 'b'\nc = 1\n", 3, "'c' does not name a model"),
        ("[tool.msmigrate.models]\n\"c-*\" = ''\n", 2, "'c-*' does not name a model"),
        ("[tool.msmigrate.models]\n\"c-*\" = 'claude-opus-5'\n", 2, "a Claude model"),
        ("[tool.msmigrate]\nbase_url = 'https://api.anthropic.com'\n", 2, "to be replaced"),
        ("[tool.msmigrate]\nselect = ['MS102']\n", 2, "did you mean MS101?"),
        ("[tool]\nmsmigrate = 1\n", 2, "is not a table"),
        ("[tool]\nmsmigrate = { unsaf = true }\n", 2, "did you mean unsafe?"),
        ("a = 1\ntool.msmigrate.unsaf = true\n", 2, "did you mean unsafe?"),
        ("[tool.msmigrate]\nunsafe = maybe\n", 2, "not valid TOML"),
        ("[tool.msmigrate]\nunsafe = true\nunsafe = true\n", 3, "not valid TOML"),
        ("[tool.msmigrate\n", 1, "not valid TOML"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    _write(tmp_path, text)
    with pytest.raises(CodemodError) as caught:
        load(tmp_path, KNOWN)
    assert str(caught.value).startswith(f"{tmp_path / 'pyproject.toml'}:{line}: ")
    assert message in str(caught.value)


def test_a_file_that_is_not_utf_8_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"[tool.msmigrate]\nexclude = ['\xe9']\n")
    with pytest.raises(CodemodError, match=r"pyproject\.toml:2: .*UTF-8"):
        load(tmp_path)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").mkdir()
    with pytest.raises(CodemodError, match="cannot be read"):
        load(tmp_path)


def test_the_nearest_file_with_choices_speaks(tmp_path: Path) -> None:
    inner = tmp_path / "a/b"
    inner.mkdir(parents=True)
    assert config_folder(inner, tmp_path) == tmp_path
    _write(tmp_path, "[tool.msmigrate]\n")
    _write(inner, "[project]\ndependencies = ['msmigrate', 'msmigrate==1']\n")
    assert config_folder(inner / "c.py", tmp_path) == tmp_path
    _write(tmp_path / "a", "[tool.msmigrate]\n")
    assert config_folder(inner / "c.py", tmp_path) == tmp_path / "a"
    assert config_folder(tmp_path, tmp_path) == tmp_path


def test_tomlkit_is_not_imported_where_nothing_is_said(tmp_path: Path) -> None:
    _write(tmp_path, "[project]\nname = 'x'\n")
    program = (
        "import sys; from pathlib import Path; from migrator.codemod.config import load; "
        f"load(Path({str(tmp_path)!r})); "
        "print({'tomlkit', 'tomllib', 'pathspec', 'libcst'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("set()\n", "")
