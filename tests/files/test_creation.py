import errno
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from migrator.files import atomic, creation
from migrator.files.errors import FilesError, Kind

AsNobody = Callable[[Callable[[], None]], None]

NEW = b"new\r\n" * 50

ROOT = sys.platform != "win32" and os.geteuid() == 0

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such thing")


@pytest.fixture(params=["hard links", "no hard links"])
def links(request: pytest.FixtureRequest, no_hard_links: Callable[[], None]) -> None:
    """Both sorts of file systems."""
    if request.param == "no hard links":
        no_hard_links()


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refused(path: Path, kind: Kind) -> str:
    names = names_in(path.parent) if path.parent.is_dir() else []
    with pytest.raises(FilesError) as caught:
        creation.create(path, NEW)
    assert caught.value.kind is kind
    assert str(caught.value) == f"{caught.value.path}: {caught.value.message}"
    assert (names_in(path.parent) if path.parent.is_dir() else []) == names
    return caught.value.message


# What is not made


@pytest.mark.usefixtures("links")
@pytest.mark.parametrize("content", [b"", b"old", NEW])
def test_a_file_that_exists_stays(tree: Path, content: bytes) -> None:
    (tree / "a").write_bytes(content)
    refused(tree / "a", Kind.CHANGED)
    assert (tree / "a").read_bytes() == content


@pytest.mark.usefixtures("links")
@pytest.mark.parametrize("content", [b"", b"old", NEW])
def test_a_file_that_appears_at_the_last_moment_stays(
    tree: Path, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = os.fsync

    def appear_then_sync(fd: int) -> None:
        (tree / "a").write_bytes(content)
        sync(fd)

    monkeypatch.setattr(os, "fsync", appear_then_sync)
    with pytest.raises(FilesError) as caught:
        creation.create(tree / "a", NEW)
    assert caught.value.kind is Kind.CHANGED
    assert (tree / "a").read_bytes() == content
    assert names_in(tree) == ["a"]


@posix
def test_what_is_written_to_the_claimed_name_stays(
    tree: Path, no_hard_links: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    no_hard_links()
    opens = os.open

    def open_then_edit(path: Path, flags: int, mode: int = 0o777) -> int:
        fd = opens(path, flags, mode)
        if path == tree / "a":
            path.write_bytes(b"edited")
        return fd

    monkeypatch.setattr(os, "open", open_then_edit)
    with pytest.raises(FilesError) as caught:
        creation.create(tree / "a", NEW)
    assert caught.value.kind is Kind.CHANGED
    assert (tree / "a").read_bytes() == b"edited"
    assert names_in(tree) == ["a"]


@posix
def test_nothing_is_made_when_the_caller_says_no(
    tree: Path, no_hard_links: Callable[[], None]
) -> None:
    no_hard_links()

    def no() -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        creation.create(tree / "a", NEW, claiming=no)
    assert names_in(tree) == []


@posix
def test_a_claimed_name_is_given_up_when_the_file_cannot_have_it(
    tree: Path, no_hard_links: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    no_hard_links()
    seen = []

    def broken(source: Path, target: Path) -> None:
        seen.append(target.read_bytes())
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "replace", broken)
    refused(tree / "a", Kind.FAILED)
    assert seen == [b""]
    assert names_in(tree) == []


def test_a_missing_folder_is_not_made(tree: Path) -> None:
    assert "folder does not exist" in refused(tree / "sub/a", Kind.MISSING)
    assert names_in(tree) == []


def test_a_file_in_place_of_the_folder(tree: Path) -> None:
    (tree / "sub").touch()
    assert "folder does not exist" in refused(tree / "sub/a", Kind.MISSING)


def test_a_link_to_nothing_is_not_written_through(tree: Path) -> None:
    (tree / "a").symlink_to("nowhere")
    assert "link to nothing" in refused(tree / "a", Kind.CHANGED)
    assert names_in(tree) == ["a"]


@posix
def test_links_in_a_circle(tree: Path) -> None:
    (tree / "a").symlink_to("b")
    (tree / "b").symlink_to("a")
    with pytest.raises(FilesError):
        creation.create(tree / "a" / "file", NEW)
    refused(tree / "a", Kind.CHANGED)


def test_a_folder_of_that_name(tree: Path) -> None:
    (tree / "a").mkdir()
    refused(tree / "a", Kind.CHANGED)


@posix
def test_the_folder_may_not_be_written(nobodys_folder: Path, as_nobody: AsNobody) -> None:
    def check() -> None:
        nobodys_folder.chmod(0o555)
        assert "folder" in refused(nobodys_folder / "a", Kind.DENIED)
        nobodys_folder.chmod(0o755)

    as_nobody(check)


@posix
@pytest.mark.usefixtures("links")
def test_one_of_many_makes_the_file(tree: Path) -> None:
    won: list[bytes] = []
    lost: list[FilesError] = []
    start = threading.Barrier(8)

    def work(content: bytes) -> None:
        start.wait()
        try:
            creation.create(tree / "a", content)
        except FilesError as error:
            lost.append(error)
        else:
            won.append(content)

    threads = [threading.Thread(target=work, args=[b"%d" % i * 1000]) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(tree / "a").read_bytes()] == won
    assert [error.kind for error in lost] == [Kind.CHANGED] * 7
    assert names_in(tree) == ["a"]


# What is made


@pytest.mark.usefixtures("links")
@pytest.mark.parametrize("content", [b"", b"x", NEW, bytes(range(256)) * 1000])
def test_the_bytes_arrive(tree: Path, content: bytes) -> None:
    creation.create(tree / "a", content)
    assert (tree / "a").read_bytes() == content
    assert names_in(tree) == ["a"]
    assert (tree / "a").stat().st_nlink == 1


@posix
@pytest.mark.usefixtures("links")
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o027, 0o077, 0o777])
def test_the_usual_mode_obeys_the_umask(tree: Path, umask: int) -> None:
    old = os.umask(umask)
    try:
        creation.create(tree / "a", NEW)
    finally:
        os.umask(old)
    assert stat.S_IMODE((tree / "a").stat().st_mode) == 0o644 & ~umask


@posix
@pytest.mark.usefixtures("links")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666, 0o755, 0o400])
def test_a_given_mode_does_not(tree: Path, mode: int) -> None:
    old = os.umask(0o077)
    try:
        creation.create(tree / "a", NEW, mode=mode)
    finally:
        os.umask(old)
    assert stat.S_IMODE((tree / "a").stat().st_mode) == mode


@posix
@pytest.mark.usefixtures("links")
def test_a_private_file_is_never_open_to_others(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: set[int] = set()
    write = os.write

    def look(fd: int, data: bytes) -> int:
        modes.update(stat.S_IMODE(path.stat().st_mode) for path in tree.iterdir())
        return write(fd, data)

    monkeypatch.setattr(os, "write", look)
    creation.create(tree / "a", NEW, mode=0o600)
    assert modes == {0o600}


@posix
def test_a_file_system_without_modes(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(fd: int, mode: int) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "fchmod", fail)
    creation.create(tree / "a", NEW, mode=0o640)
    assert (tree / "a").read_bytes() == NEW


def test_the_folder_may_be_reached_through_links(tree: Path) -> None:
    (tree / "real").mkdir()
    (tree / "link").symlink_to("real")
    assert creation.vacant(tree / "link" / "a") == tree / "real/a"
    creation.create(tree / "link" / "a", NEW)
    assert (tree / "real/a").read_bytes() == NEW


def test_the_path_may_be_relative(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree)
    creation.create(Path("a"), NEW)
    assert (tree / "a").read_bytes() == NEW


@posix
def test_the_caller_is_told_only_where_a_name_must_be_claimed(
    tree: Path, no_hard_links: Callable[[], None]
) -> None:
    told: list[list[str]] = []
    creation.create(tree / "a", NEW, claiming=lambda: told.append(names_in(tree)))
    assert told == []
    no_hard_links()
    temp = atomic.temp_name("mark")
    creation.create(tree / "b", NEW, temp=temp, claiming=lambda: told.append(names_in(tree)))
    assert told == [[temp, "a"]]


@posix
def test_a_link_whose_answer_was_lost_counts(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = os.link

    def link_then_fail(source: Path, target: Path) -> None:
        link(source, target)
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))

    monkeypatch.setattr(os, "link", link_then_fail)
    creation.create(tree / "a", NEW)
    assert (tree / "a").read_bytes() == NEW
    assert names_in(tree) == ["a"]


@posix
def test_bytes_are_on_the_disk_before_the_name_and_the_name_after(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = []
    sync, link = os.fsync, os.link

    def note_sync(fd: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(fd).st_mode) else "file")
        sync(fd)

    def note_link(source: Path, target: Path) -> None:
        steps.append("name")
        link(source, target)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(os, "link", note_link)
    creation.create(tree / "a", NEW)
    assert steps == ["file", "name", "folder"]


# A full disk


@pytest.fixture
def small_disk(open_folder: Path) -> Iterator[Path]:
    options = ["-t", "tmpfs", "-o", "size=64k", "none", str(open_folder)]
    if not ROOT or subprocess.run(["mount", *options], capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    yield open_folder
    subprocess.run(["umount", str(open_folder)], check=True)


def test_a_disk_that_is_really_full(small_disk: Path) -> None:
    with pytest.raises(FilesError) as caught:
        creation.create(small_disk / "a", bytes(100_000))
    assert caught.value.kind is Kind.FULL
    assert names_in(small_disk) == []
    creation.create(small_disk / "a", NEW)
    assert (small_disk / "a").read_bytes() == NEW


# Removing


@pytest.mark.parametrize("content", [b"", NEW[:-1], NEW + b"x"])
def test_a_file_with_other_bytes_is_not_removed(tree: Path, content: bytes) -> None:
    (tree / "a").write_bytes(content)
    with pytest.raises(FilesError) as caught:
        creation.remove(tree / "a", NEW)
    assert caught.value.kind is Kind.CHANGED
    assert (tree / "a").read_bytes() == content


def test_a_folder_is_not_removed(tree: Path) -> None:
    (tree / "a").mkdir()
    with pytest.raises(FilesError, match="not a regular file"):
        creation.remove(tree / "a", b"")


@posix
def test_a_link_is_not_removed(tree: Path) -> None:
    (tree / "b").write_bytes(NEW)
    (tree / "a").symlink_to("b")
    with pytest.raises(FilesError, match="not a regular file"):
        creation.remove(tree / "a", NEW)


@posix
def test_a_file_replaced_at_the_last_moment_is_not_removed(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tree / "a").write_bytes(NEW)
    (tree / "b").write_bytes(NEW)
    opens = os.open

    def open_then_swap(path: Path, flags: int, mode: int = 0o777) -> int:
        fd = opens(path, flags, mode)
        if path == tree / "a" and (tree / "b").exists():
            (tree / "b").rename(path)
        return fd

    monkeypatch.setattr(os, "open", open_then_swap)
    with pytest.raises(FilesError) as caught:
        creation.remove(tree / "a", NEW)
    assert caught.value.kind is Kind.CHANGED
    assert (tree / "a").read_bytes() == NEW


def test_a_file_with_those_bytes_is_removed(tree: Path) -> None:
    (tree / "a").write_bytes(NEW)
    (tree / "b").write_bytes(NEW)
    creation.remove(tree / "a", NEW)
    assert names_in(tree) == ["b"]
