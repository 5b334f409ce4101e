import os
import subprocess
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.report.diff import unified, write_diff
from migrator.report.model import Change
from migrator.report.terminal import Look

KEY = f"sk-ant-api03-{'x' * 20}abcd"
BOM = b"\xef\xbb\xbf"


def apply(folder: Path, diff: bytes) -> subprocess.CompletedProcess[bytes]:
    env = os.environ | {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CEILING_DIRECTORIES": str(folder.parent),
    }
    return subprocess.run(
        ["git", "apply", "-"], cwd=folder, input=diff, env=env, capture_output=True
    )


def data(change: Change, text: str) -> bytes:
    return (BOM if change.bom else b"") + text.encode(change.encoding)


def check_applies(folder: Path, *changes: Change) -> None:
    for change in changes:
        path = folder / change.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data(change, change.before))
    result = apply(folder, b"".join(map(unified, changes)))
    assert result.returncode == 0, result.stderr
    for change in changes:
        assert (folder / change.path).read_bytes() == data(change, change.after)


def test_no_change_no_diff() -> None:
    assert unified(Change("a.py", "x = 1\n", "x = 1\n")) == b""
    assert unified(Change("a.py", "", "")) == b""


def test_a_diff_as_a_whole() -> None:
    before = "".join(f"line {number}\n" for number in range(1, 11))
    assert unified(Change("app/chat.py", before, before.replace("line 5\n", "LINE 5\n"))) == (
        b"--- a/app/chat.py\n"
        b"+++ b/app/chat.py\n"
        b"@@ -2,7 +2,7 @@\n"
        b" line 2\n"
        b" line 3\n"
        b" line 4\n"
        b"-line 5\n"
        b"+LINE 5\n"
        b" line 6\n"
        b" line 7\n"
        b" line 8\n"
    )


@pytest.mark.parametrize(
    ("before", "after", "tail"),
    [
        ("a\nb", "a\nc", b"-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n"),
        ("a\nb\n", "a\nb", b"-b\n+b\n\\ No newline at end of file\n"),
        ("a\nb", "A\nb", b"-a\n+A\n b\n\\ No newline at end of file\n"),
    ],
)
def test_a_missing_newline_is_told(tmp_path: Path, before: str, after: str, tail: bytes) -> None:
    change = Change("a.py", before, after)
    assert unified(change).endswith(tail)
    check_applies(tmp_path, change)


@pytest.mark.parametrize(
    ("path", "header"),
    [
        ("a.py", b"--- a/a.py\n"),
        ("my app/a b.py", b"--- a/my app/a b.py\t\n"),
        ("café.py", b'--- "a/caf\\303\\251.py"\n'),
        ('a"b\\c.py', b'--- "a/a\\"b\\\\c.py"\n'),
        ("tab\there.py", b'--- "a/tab\\there.py"\n'),
        ("new\nline 1.py", b'--- "a/new\\nline 1.py"\n'),
        ("\udcff.py", b'--- "a/\\377.py"\n'),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_names_are_spelled_as_git_spells_them(tmp_path: Path, path: str, header: bytes) -> None:
    change = Change(path, "x\n", "y\n")
    assert unified(change).startswith(header)
    check_applies(tmp_path, change)


@pytest.mark.parametrize(
    "change",
    [
        Change("crlf.py", "a\r\nb\r\nc\r\n", "a\r\nB\r\nc\r\n"),
        Change("cr.py", "a\rb\rc\r", "a\rB\rc\r"),
        Change("mixed.py", "a\r\nb\nc\rd\n\r\n", "a\r\nb\nC\rd\n\r\n"),
        Change("formfeed.py", "a\n\x0c\nb\x0cc\n", "a\n\x0c\nB\x0cc\n"),
        Change("separators.py", "a\x0b\x1c\x85\u2028b\nc\n", "a\x0b\x1c\x85\u2028B\nc\n"),
        Change("bom.py", "a\nb\n", "A\nb\n", bom=True),
        Change("latin.py", "# café\nb\n# é", "# café\nB\n# é", encoding="latin-1"),
        Change("sjis.py", "# 表示\nb\n", "# 表示\nB\n", encoding="shift_jis"),
        Change("utf-8.py", "图片\nb\n", "图片\nB 🙂\n"),
        Change("marks.py", "--- a\n+++ b\n@@ -1 +1 @@\n", "--- a\n++ b\n@@ -1 +1 @@\n\\ x\n"),
    ],
    ids=lambda change: change.path,
)
def test_git_applies_it(tmp_path: Path, change: Change) -> None:
    check_applies(tmp_path, change)


TEXT = st.text(alphabet="\n\n\r\f\v\x1c\x85\u2028 +-@\\aé图🙂", max_size=60)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(pairs=st.lists(st.tuples(TEXT, TEXT, st.booleans()), min_size=1, max_size=12))
def test_git_applies_the_diff_of_any_two_texts(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str, bool]]
) -> None:
    changes = [
        Change(f"{index}.py", before, after, bom=bom)
        for index, (before, after, bom) in enumerate(pairs)
        if before != after
    ]
    if changes:
        check_applies(tmp_path_factory.mktemp("tree"), *changes)


class TestKeys:
    def test_a_key_in_a_hunk_is_masked_and_the_diff_commented_out(self) -> None:
        change = Change("a.py", f"k = '{KEY}'\nb\r\n", f"k = '{KEY}'\nB\r\n", secret=True)
        assert unified(change).decode() == (
            "# a.py: masked, because this diff would show an API key; it cannot be applied\n"
            "# --- a/a.py\n"
            "# +++ b/a.py\n"
            "# @@ -1,2 +1,2 @@\n"
            "#  k = 'sk-…abcd'\n"
            "# -b\n"
            "# +B\n"
        )

    def test_a_key_that_nobody_announced_is_masked_too(self) -> None:
        diff = unified(Change("a.py", f"k = '{KEY}'\nb\n", f"k = '{KEY}'\nB\n"))
        assert b"xxxx" not in diff
        assert all(each.startswith(b"# ") for each in diff.splitlines())

    def test_a_key_far_from_the_change_is_not_shown(self) -> None:
        far = "\n" * 20
        diff = unified(Change("a.py", f"a{far}{KEY}\n", f"A{far}{KEY}\n"))
        assert diff.startswith(b"--- a/a.py\n")

    def test_a_name_like_a_key_masks_nothing(self) -> None:
        diff = unified(Change("sk-learn-extra-services/a.py", "a\n", "b\n"))
        assert diff.startswith(b"--- a/sk-learn-extra-services/a.py\n")

    def test_git_passes_over_a_masked_file(self, tmp_path: Path) -> None:
        one, two = Change("1.py", "a\n", "b\n"), Change("2.py", "c\n", "d\n")
        secret = Change("s.py", f"{KEY}\nb\n", f"{KEY}\nB\n", secret=True)
        for change in (one, secret, two):
            (tmp_path / change.path).write_text(change.before, newline="")
        result = apply(tmp_path, b"".join(map(unified, (one, secret, two))))
        assert result.returncode == 0, result.stderr
        assert (tmp_path / "1.py").read_text() == "b\n"
        assert (tmp_path / "2.py").read_text() == "d\n"
        assert (tmp_path / "s.py").read_text() == secret.before


class TestWriting:
    CHANGE = Change("a.py", "# é\r\nb\r\n", "# é\r\nB\x1b\r\n", encoding="latin-1")

    def test_a_pipe_gets_the_bytes_after_what_was_printed_before(self) -> None:
        raw = BytesIO()
        stream = TextIOWrapper(raw, encoding="ascii", newline="\r\n")
        stream.write("first ")
        write_diff([self.CHANGE], stream, Look())
        assert raw.getvalue() == b"first " + unified(self.CHANGE)

    def test_a_stream_of_text_gets_text(self) -> None:
        stream = StringIO()
        write_diff([self.CHANGE], stream, Look())
        assert " # é\r\n" in stream.getvalue()

    def test_a_masked_file_of_another_encoding_is_readable(self) -> None:
        stream = StringIO()
        change = Change("a.py", f"# é {KEY}\nb\n", f"# é {KEY}\nB\n", True, "latin-1")
        write_diff([change], stream, Look())
        assert "#  # é sk-…abcd\n" in stream.getvalue()

    def test_a_terminal_gets_visible_text(self) -> None:
        stream = StringIO()
        write_diff([self.CHANGE], stream, Look(width=80))
        assert stream.getvalue().splitlines()[3:] == [" # é", "-b", "+B␛"]

    def test_a_terminal_gets_colour(self) -> None:
        stream = StringIO()
        write_diff([self.CHANGE], stream, Look(width=80, colour=True))
        assert "\x1b[31m-b\x1b[0m" in stream.getvalue()
        assert "\x1b[32m+B␛\x1b[0m" in stream.getvalue()
