"""`msmigrate codemod` as a process: its options, its words and its exit status."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Msmigrate = Callable[..., Any]
Sample = Any

OPUS = b'model = "claude-opus-4-1"\n'
TWINS = b'MODELS = ["claude-opus-4-1", "claude-opus-4-0", "claude-haiku-4-5"]\n'


@pytest.fixture
def project(tmp_path: Path, sample: Sample) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "a.py").write_bytes(sample.old)
    return folder


def report(done: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def rules(done: Any) -> set[str]:
    return {finding["rule"] for finding in report(done)["findings"]}


# Nothing to do


def test_an_empty_folder(tmp_path: Path, msmigrate: Msmigrate) -> None:
    done = msmigrate("codemod", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "Nothing to do: there is no Python file here.\n"
        "  0  files seen\n"
        "  0  ignored\n"
        "  0  without a word of interest\n"
        "  0  parsed\n"
        "  0  calls found\n"
    )


def test_an_empty_folder_passes_a_check(tmp_path: Path, msmigrate: Msmigrate) -> None:
    assert msmigrate("codemod", "--check", tmp_path).returncode == 0
    done = msmigrate("codemod", "--diff", tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert "Nothing to do" in done.stderr


@pytest.mark.parametrize(
    ("files", "reason", "counts"),
    [
        ({"a.txt": b"claude-opus-4-1"}, "there is no Python file here", "00000"),
        ({"a.py": b"x = 1\n"}, "no file names Anthropic or Claude", "10100"),
        (
            {"a.py": b"import anthropic\n"},
            "no call of the Anthropic API was found, and no name to change",
            "10010",
        ),
        (
            {"a.py": b"import anthropic\nanthropic.Anthropic().messages.create(model=m)\n"},
            "nothing that was found needs a change",
            "10011",
        ),
        ({".gitignore": b"a.py\n", "a.py": OPUS}, "every file is ignored", "11000"),
        ({"a.py": b"# msmigrate: skip-file\n" + OPUS}, "", "101000"),
    ],
)
def test_nothing_to_do_explains_itself(
    tmp_path: Path, msmigrate: Msmigrate, files: dict[str, bytes], reason: str, counts: str
) -> None:
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    done = msmigrate("codemod", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    first, *rows = done.stdout.splitlines()
    assert first.startswith(f"Nothing to do: {reason}")
    assert [row.split()[0] for row in rows] == list(counts)


# What is done, and what is said


def test_a_project_is_migrated(project: Path, msmigrate: Msmigrate, sample: Sample) -> None:
    done = msmigrate("codemod", project)
    assert (done.returncode, done.stderr) == (0, "")
    assert (project / "a.py").read_bytes() == sample.new
    assert "1 file changed: 2 rewrites." in done.stdout
    assert "  msmigrate undo   put every file back" in done.stdout


def test_a_check_writes_nothing_and_fails(
    project: Path, msmigrate: Msmigrate, sample: Sample
) -> None:
    done = msmigrate("codemod", "--check", project)
    assert (done.returncode, done.stderr) == (1, "")
    assert (project / "a.py").read_bytes() == sample.old
    assert "1 file would change: 2 rewrites." in done.stdout
    assert f"msmigrate codemod --diff {project}" in done.stdout


def test_a_check_of_what_is_migrated_passes(
    project: Path, msmigrate: Msmigrate, sample: Sample
) -> None:
    (project / "a.py").write_bytes(sample.new)
    assert msmigrate("codemod", "--check", project).returncode == 0


def test_a_flag_alone_fails_a_check(project: Path, msmigrate: Msmigrate) -> None:
    (project / "a.py").write_bytes(b'PRICES = {"claude-opus-4-1": 15}\n')
    assert msmigrate("codemod", "--check", project).returncode == 1
    done = msmigrate("codemod", project)
    assert done.returncode == 0
    assert "1 place left for you to decide" in done.stdout


def test_a_diff_goes_to_stdout_alone(project: Path, msmigrate: Msmigrate, sample: Sample) -> None:
    done = msmigrate("codemod", "--diff", project)
    assert done.returncode == 0
    assert done.stdout.startswith("--- a/a.py\n+++ b/a.py\n@@ ")
    assert "msmigrate codemod" in done.stderr
    patch = done.stdout.encode()
    subprocess.run(["git", "apply", "-"], cwd=project, input=patch, check=True)
    assert (project / "a.py").read_bytes() == sample.new


def test_the_commands_shown_take_names_with_spaces(
    tmp_path: Path, msmigrate: Msmigrate, sample: Sample
) -> None:
    folder = tmp_path / "my project"
    folder.mkdir()
    (folder / "a.py").write_bytes(sample.old)
    done = msmigrate("codemod", "--check", "my project", cwd=tmp_path)
    assert "msmigrate codemod 'my project'" in done.stdout


def test_paths_are_relative_to_what_several_paths_share(
    tmp_path: Path, msmigrate: Msmigrate, sample: Sample
) -> None:
    for name in ("one/a.py", "two/deep/b.py"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(sample.old)
    done = msmigrate("codemod", "--check", "--format", "json", tmp_path / "one", tmp_path / "two")
    found = report(done)
    assert found["root"] == str(tmp_path)
    assert {one["path"] for one in found["findings"]} == {"one/a.py", "two/deep/b.py"}


def test_one_file_alone(project: Path, msmigrate: Msmigrate, sample: Sample) -> None:
    (project / "b.py").write_bytes(sample.old)
    found = report(msmigrate("codemod", "--format", "json", project / "a.py"))
    assert found["root"] == str(project)
    assert {one["path"] for one in found["findings"]} == {"a.py"}
    assert (project / "b.py").read_bytes() == sample.old


# Wrong use: status 2, one line that says what to do, and nothing is written


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--check", "--diff"], "--check and --diff exclude each other"),
        (["--chekc"], "--check"),
        (["--format", "yaml"], "'text'"),
        (["--select", "MS2O1"], "there is no rule 'MS2O1'; did you mean MS201?"),
        (["--ignore", "MS9999"], "there is no rule 'MS9999'"),
        (["--select", "ms101"], "did you mean MS101?"),
        (["--select", ""], "there is no rule ''"),
        (["--map", "claude-opus-4-1"], "CLAUDE=QWEN"),
        (["--map", "=qwen-max"], "CLAUDE=QWEN"),
        (["--map", "claude-opus-4-1="], "CLAUDE=QWEN"),
        (["--map", "claude-*=claude-opus-4-1"], "the name of a Claude model"),
        (["--map", "claude-*=qwen max"], "no name of a model"),
        (["--base-url", "dashscope"], "'dashscope' is no URL"),
        (["--base-url", "ftp://example.org"], "begins with https://"),
        (["--base-url", "https://exa mple.org"], "is no URL"),
        (["--base-url", "https://api.anthropic.com"], "the address of the Anthropic API"),
        (["--exclude", "!"], "'!' is no pattern"),
        (["--jobs", "0"], "--jobs"),
        (["--jobs", "many"], "--jobs"),
        (["--jobs", "129"], "1<=x<=128"),
        (["--select", "MS101,MS102"], "is several rules in one; give each by itself"),
        (["--save-config", "--select", "MS2O1"], "did you mean MS201?"),
        (["--save-config", "--unsafe", "--check"], "--save-config stands alone"),
        (["--save-config", "--unsafe", "--diff"], "--save-config stands alone"),
        (["--save-config", "--unsafe", "--format", "json"], "--save-config stands alone"),
        (["--save-config", "--unsafe", "--todo"], "--save-config stands alone"),
        (["--save-config", "--unsafe", "--remove-todo"], "--save-config stands alone"),
        (["--save-config", "--unsafe", "--interactive"], "--save-config stands alone"),
        (["--save-config", "--unsafe", "--require-clean"], "--save-config stands alone"),
        (["--save-config", "--unsafe", "--report", "x.html"], "--save-config stands alone"),
        (["--report", ""], "--report writes a file: name one"),
        (["--report", "-"], "--report writes a file: name one"),
        ([""], "PATH is empty"),
        (["-", "--stdin-filename", ""], "--stdin-filename is empty"),
    ],
)
def test_wrong_use(
    project: Path, msmigrate: Msmigrate, sample: Sample, words: list[str], message: str
) -> None:
    done = msmigrate("codemod", *words, project)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("msmigrate: ")
    assert message in done.stderr
    assert (project / "a.py").read_bytes() == sample.old
    assert list(project.iterdir()) == [project / "a.py"]


def test_an_empty_name_is_not_the_folder_one_stands_in(
    project: Path, msmigrate: Msmigrate, sample: Sample
) -> None:
    """A shell leaves one where a variable is not set."""
    done = msmigrate("codemod", "", cwd=project)
    assert done.returncode == 2
    assert "PATH is empty; write a name, or . for the current folder" in done.stderr
    assert (project / "a.py").read_bytes() == sample.old


@pytest.mark.skipif(os.name == "nt", reason="names are bytes on POSIX only")
@pytest.mark.parametrize(
    "name", [b"new\nline.py", b"\xff.py", b"it's\\ \x1b.py", "\tü.py".encode(), b"-x.py", b"a b"]
)
def test_the_command_that_is_named_next_takes_any_path(
    project: Path, msmigrate: Msmigrate, sample: Sample, name: bytes
) -> None:
    path = project / os.fsdecode(name)
    path.parent.mkdir(exist_ok=True)
    if path.suffix:
        path.write_bytes(sample.old)
    else:
        path.mkdir()
        (path / "x.py").write_bytes(sample.old)
    given = ["--", path.name] if name.startswith(b"-") else [path.name]
    done = msmigrate("codemod", "--check", *given, cwd=project)
    (command,) = (line for line in done.stdout.splitlines() if "make them" in line)
    words = command.partition("msmigrate codemod ")[2].rpartition("   make them")[0].strip()
    bash = subprocess.run(["bash", "-c", f"printf %s {words}"], capture_output=True, check=True)
    assert bash.stdout.removeprefix(b"./") == name


# Which rules speak


def test_select_and_ignore(project: Path, msmigrate: Msmigrate, sample: Sample) -> None:
    def found(*words: str) -> set[str]:
        return rules(msmigrate("codemod", "--check", "--format", "json", *words, project))

    assert found() == {"MS101", "MS201"}
    assert found("--select", "MS2") == {"MS201"}
    assert found("--select", "MS101", "--select", "MS201") == {"MS101", "MS201"}
    assert found("--ignore", "MS1") == {"MS201"}
    assert found("--select", "MS1", "--ignore", "MS101") == set()


def test_only_what_is_selected_is_written(
    project: Path, msmigrate: Msmigrate, sample: Sample
) -> None:
    msmigrate("codemod", "--select", "MS201", project)
    renamed = sample.new.replace(b"qwen-plus", b"claude-sonnet-4-5")
    assert (project / "a.py").read_bytes() == renamed


def test_unsafe_edits_need_the_word(project: Path, msmigrate: Msmigrate) -> None:
    (project / "a.py").write_bytes(TWINS)
    done = msmigrate("codemod", project)
    assert (project / "a.py").read_bytes() == TWINS
    assert "made only with --unsafe" in done.stdout
    assert f"msmigrate codemod --unsafe {project}" in done.stdout
    found = report(msmigrate("codemod", "--unsafe", "--format", "json", project))
    assert (project / "a.py").read_bytes() == b'MODELS = ["qwen3-max", "qwen-flash"]\n'
    assert {(one["action"], one["applied"]) for one in found["findings"]} == {("unsafe", True)}


def test_comments_are_left_alone_unless_asked_for(project: Path, msmigrate: Msmigrate) -> None:
    text = b'"""Talks to claude-opus-4-1."""\n\n# and to claude-opus-4-1\n'
    (project / "a.py").write_bytes(text)
    msmigrate("codemod", project)
    assert (project / "a.py").read_bytes() == text
    msmigrate("codemod", "--comments", project)
    assert (project / "a.py").read_bytes() == text.replace(b"claude-opus-4-1", b"qwen3-max")


# What a model becomes


def test_map_exactly_and_by_glob(project: Path, msmigrate: Msmigrate) -> None:
    names = [b"claude-opus-4-1", b"claude-opus-4-0", b"claude-haiku-4-5"]
    (project / "a.py").write_bytes(b"".join(b"x = '%s'\n" % name for name in names))
    glob, exact = "claude-opus-*=qwen-plus", "claude-opus-4-1=qwen-turbo"
    done = msmigrate("codemod", "--map", glob, "--map", exact, project)
    assert (done.returncode, done.stderr) == (0, "")
    assert "catalog" not in done.stdout
    assert (
        project / "a.py"
    ).read_bytes() == b"x = 'qwen-turbo'\nx = 'qwen-plus'\nx = 'qwen-flash'\n"


def test_a_qwen_name_that_the_catalog_lacks_is_used_with_a_warning(
    project: Path, msmigrate: Msmigrate
) -> None:
    (project / "a.py").write_bytes(OPUS)
    done = msmigrate("codemod", "--map", "claude-opus-4-1=qwen9-grand", project)
    assert done.returncode == 0
    assert "note: qwen9-grand is not in the catalog" in done.stdout
    assert (project / "a.py").read_bytes() == b'model = "qwen9-grand"\n'


def test_the_name_that_the_page_has_in_its_text_alone_gets_a_warning_of_its_own(
    project: Path, msmigrate: Msmigrate
) -> None:
    done = msmigrate("codemod", "--map", "claude-*=qwen3-plus", project)
    assert "note: qwen3-plus stands in the introduction of Model Studio's page" in done.stdout
    assert "Did you mean qwen-plus?" in done.stdout


@pytest.mark.parametrize("words", [["--diff"], ["--format", "json"]])
def test_the_warning_stays_apart_from_what_programs_read(
    project: Path, msmigrate: Msmigrate, words: list[str]
) -> None:
    done = msmigrate("codemod", *words, "--map", "claude-*=qwen9-grand", project)
    assert done.returncode == 0
    assert "is not in the catalog" in done.stderr
    assert "is not in the catalog" not in done.stdout


def test_another_region(project: Path, msmigrate: Msmigrate) -> None:
    (project / "a.py").write_bytes(b"url = 'https://api.anthropic.com/v1/messages'\n")
    base = "https://dashscope.aliyuncs.com/apps/anthropic"
    msmigrate("codemod", "--base-url", f"{base}/", project)
    assert (project / "a.py").read_text(encoding="utf-8") == f"url = '{base}/v1/messages'\n"


# Which files


def test_exclude(project: Path, msmigrate: Msmigrate, sample: Sample) -> None:
    (project / "data").mkdir()
    (project / "data/b.py").write_bytes(sample.old)
    done = msmigrate("codemod", "--exclude", "data/", project)
    assert done.returncode == 0
    assert (project / "data/b.py").read_bytes() == sample.old
    assert (project / "a.py").read_bytes() == sample.new


def test_a_file_named_by_hand_overrides_ignore_rules_but_no_exclusion(
    project: Path, msmigrate: Msmigrate, sample: Sample
) -> None:
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    (project / ".gitignore").write_text("*.py\n", encoding="utf-8")
    assert "every file is ignored" in msmigrate("codemod", project).stdout
    msmigrate("codemod", "--exclude", "a.py", project / "a.py")
    assert (project / "a.py").read_bytes() == sample.old
    msmigrate("codemod", project / "a.py")
    assert (project / "a.py").read_bytes() == sample.new


def test_a_file_that_asks_to_be_skipped_is(
    project: Path, msmigrate: Msmigrate, sample: Sample
) -> None:
    text = b"# msmigrate: skip-file\n" + sample.old
    (project / "a.py").write_bytes(text)
    assert msmigrate("codemod", "--check", project / "a.py").returncode == 0
    msmigrate("codemod", project / "a.py")
    assert (project / "a.py").read_bytes() == text


def test_places_that_ask_to_be_left_alone_are(
    project: Path, msmigrate: Msmigrate, sample: Sample
) -> None:
    lines = sample.old.splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if b"model=" in line)
    lines[at] = lines[at].replace(b",\n", b",  # msmigrate: ignore[MS101]\n")
    (project / "a.py").write_bytes(b"".join(lines))
    done = msmigrate("codemod", "--format", "json", project)
    assert rules(done) == {"MS201"}
    del lines[at + 1]
    assert (project / "a.py").read_bytes() == b"".join(lines)


def test_a_comment_that_says_nothing_known_is_told(project: Path, msmigrate: Msmigrate) -> None:
    (project / "a.py").write_bytes(b"x = 'claude-opus-4-1'  # msmigrate: ingore\n")
    done = msmigrate("codemod", project)
    assert "a.py:1" in done.stdout
    assert "did you mean ignore?" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="needs links")
def test_a_link_to_a_project_is_followed(
    project: Path, tmp_path: Path, msmigrate: Msmigrate, sample: Sample
) -> None:
    link = tmp_path / "link"
    link.symlink_to(project)
    found = report(msmigrate("codemod", "--format", "json", link))
    assert {one["path"] for one in found["findings"]} == {"a.py"}
    assert (project / "a.py").read_bytes() == sample.new
    assert link.is_symlink()
    assert msmigrate("undo", cwd=link).returncode == 0
    assert (project / "a.py").read_bytes() == sample.old


def test_the_folder_one_stands_in(project: Path, msmigrate: Msmigrate, sample: Sample) -> None:
    done = msmigrate("codemod", ".", cwd=project)
    assert done.returncode == 0
    assert (project / "a.py").read_bytes() == sample.new
