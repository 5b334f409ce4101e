import errno
import os
import stat
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from migrator.files import atomic
from migrator.files.errors import FilesError, Kind

AsNobody = Callable[[Callable[[], None]], None]

OLD = b"old\r\n" * 10
NEW = b"new and longer\n" * 10

ROOT = sys.platform != "win32" and os.geteuid() == 0

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such thing")
needs_root = pytest.mark.skipif(not ROOT, reason="gives files to other users")


@pytest.fixture
def file(tree: Path) -> Path:
    path = tree / "a.py"
    path.write_bytes(OLD)
    return path


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refused(path: Path, kind: Kind, before: bytes = OLD) -> FilesError:
    names = names_in(path.parent)
    with pytest.raises(FilesError) as caught:
        atomic.replace(path, before, NEW)
    assert caught.value.kind is kind
    assert caught.value.exit_code == 2
    assert str(caught.value) == f"{caught.value.path}: {caught.value.message}"
    assert names_in(path.parent) == names
    return caught.value


# What is not written


def test_a_file_that_was_changed_meanwhile_stays(file: Path) -> None:
    refused(file, Kind.CHANGED, before=b"something else")
    assert file.read_bytes() == OLD


@pytest.mark.parametrize("before", [OLD[:-1], OLD + b"x", b"", OLD.swapcase()])
def test_one_byte_of_difference_counts(file: Path, before: bytes) -> None:
    refused(file, Kind.CHANGED, before=before)
    assert file.read_bytes() == OLD


def test_a_file_changed_just_before_the_rename_stays(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = os.fsync

    def edit_then_sync(fd: int) -> None:
        file.write_bytes(b"edited")
        sync(fd)

    monkeypatch.setattr(os, "fsync", edit_then_sync)
    refused(file, Kind.CHANGED)
    assert file.read_bytes() == b"edited"


def test_a_file_replaced_just_before_the_rename_stays(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = os.fsync
    other = file.parent.parent / "other"
    other.write_bytes(OLD)

    def swap_then_sync(fd: int) -> None:
        if other.exists():
            other.rename(file)
        sync(fd)

    monkeypatch.setattr(os, "fsync", swap_then_sync)
    refused(file, Kind.CHANGED)
    assert file.read_bytes() == OLD


def test_a_file_without_the_owners_write_bit_stays_even_for_root(file: Path) -> None:
    for mode in (0o444, 0o555, 0o466, 0o000):
        file.chmod(mode)
        refused(file, Kind.DENIED)
        assert stat.S_IMODE(file.stat().st_mode) == mode
    file.chmod(0o600)
    assert file.read_bytes() == OLD


def test_a_link_to_a_read_only_file_is_refused(file: Path, tree: Path) -> None:
    (tree / "link.py").symlink_to(file)
    file.chmod(0o444)
    assert refused(tree / "link.py", Kind.DENIED).path == file


def test_a_missing_file(tree: Path) -> None:
    refused(tree / "gone.py", Kind.MISSING)


def test_a_link_to_nothing(tree: Path) -> None:
    (tree / "link.py").symlink_to("gone.py")
    refused(tree / "link.py", Kind.MISSING)


@posix
def test_links_in_a_circle(tree: Path) -> None:
    (tree / "a.py").symlink_to("b.py")
    (tree / "b.py").symlink_to("a.py")
    refused(tree / "a.py", Kind.FAILED)


def test_a_folder(tree: Path) -> None:
    (tree / "a.py").mkdir()
    refused(tree / "a.py", Kind.FAILED)


@posix
def test_a_pipe_is_not_waited_for(tree: Path) -> None:
    os.mkfifo(tree / "a.py")
    refused(tree / "a.py", Kind.FAILED)


@posix
def test_a_file_that_another_program_has_locked(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    monkeypatch.setattr(atomic, "_LOCK_SECONDS", 0.02)
    with file.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        refused(file, Kind.BUSY)
    assert file.read_bytes() == OLD


@posix
def test_the_folder_may_not_be_written(nobodys_folder: Path, as_nobody: AsNobody) -> None:
    def check() -> None:
        path = nobodys_folder / "a.py"
        path.write_bytes(OLD)
        nobodys_folder.chmod(0o555)
        error = refused(path, Kind.DENIED)
        nobodys_folder.chmod(0o755)
        assert "folder" in error.message
        assert path.read_bytes() == OLD

    as_nobody(check)


@needs_root
def test_somebody_elses_file_that_may_not_be_written(
    open_folder: Path, as_nobody: AsNobody
) -> None:
    path = open_folder / "a.py"
    path.write_bytes(OLD)
    path.chmod(0o644)

    def check() -> None:
        refused(path, Kind.DENIED)

    as_nobody(check)
    assert path.read_bytes() == OLD


@needs_root
def test_a_rename_could_pass_over_a_foreign_file_but_does_not(
    nobodys_folder: Path, as_nobody: AsNobody
) -> None:
    path = nobodys_folder / "a.py"
    path.write_bytes(OLD)
    path.chmod(0o644)

    def check() -> None:
        refused(path, Kind.DENIED)

    as_nobody(check)
    assert path.read_bytes() == OLD


def test_nothing_is_written_in_place_when_the_caller_says_no(file: Path, tree: Path) -> None:
    (tree / "b.py").hardlink_to(file)

    def no() -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        atomic.replace(file, OLD, NEW, in_place=no)
    assert file.read_bytes() == OLD


def test_a_file_edited_while_the_caller_is_told_of_in_place_stays(file: Path, tree: Path) -> None:
    (tree / "b.py").hardlink_to(file)

    def edit() -> None:
        file.write_bytes(b"edited")

    with pytest.raises(FilesError) as caught:
        atomic.replace(file, OLD, NEW, in_place=edit)
    assert caught.value.kind is Kind.CHANGED
    assert file.read_bytes() == b"edited"


# What is written, and what stays


@pytest.mark.parametrize("after", [b"", b"x", NEW, bytes(range(256)) * 1000])
@pytest.mark.parametrize("before", [b"", b"y", OLD])
@pytest.mark.parametrize("linked", [False, True])
def test_the_bytes_arrive(tree: Path, before: bytes, after: bytes, linked: bool) -> None:
    path = tree / "a.py"
    path.write_bytes(before)
    if linked:
        (tree / "b.py").hardlink_to(path)
    atomic.replace(path, before, after)
    assert path.read_bytes() == after
    assert names_in(tree) == (["a.py", "b.py"] if linked else ["a.py"])


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o755, 0o777, 0o4755, 0o2755])
@pytest.mark.parametrize("linked", [False, True])
def test_the_mode_stays(file: Path, mode: int, linked: bool) -> None:
    if linked:
        (file.parent / "b.py").hardlink_to(file)
    file.chmod(mode)
    before = file.stat().st_mode
    atomic.replace(file, OLD, NEW)
    assert file.stat().st_mode == before


@posix
def test_set_user_id_bits_stay_although_writing_in_place_clears_them(
    nobodys_folder: Path, as_nobody: AsNobody
) -> None:
    def check() -> None:
        path = nobodys_folder / "a.py"
        path.write_bytes(OLD)
        (nobodys_folder / "b.py").hardlink_to(path)
        path.chmod(0o4755)
        atomic.replace(path, OLD, NEW)
        assert stat.S_IMODE(path.stat().st_mode) == 0o4755

    as_nobody(check)


@posix
def test_the_umask_plays_no_part(file: Path) -> None:
    file.chmod(0o666)
    old = os.umask(0o077)
    try:
        atomic.replace(file, OLD, NEW)
    finally:
        os.umask(old)
    assert stat.S_IMODE(file.stat().st_mode) == 0o666


def test_a_chain_of_links_stays_and_its_end_is_written(file: Path, tree: Path) -> None:
    (tree / "sub").mkdir()
    (tree / "sub/middle.py").symlink_to("../a.py")
    (tree / "link.py").symlink_to(tree / "sub/middle.py")
    atomic.replace(tree / "link.py", OLD, NEW)
    assert (tree / "link.py").readlink() == tree / "sub/middle.py"
    assert (tree / "sub/middle.py").readlink() == Path("../a.py")
    assert not file.is_symlink()
    assert file.read_bytes() == NEW
    assert names_in(tree / "sub") == ["middle.py"]


def test_both_names_of_a_file_get_the_bytes(file: Path, tree: Path) -> None:
    told = []
    (tree / "b.py").hardlink_to(file)
    atomic.replace(file, OLD, NEW, in_place=lambda: told.append(file.read_bytes()))
    assert told == [OLD]
    assert (tree / "b.py").read_bytes() == NEW
    assert (tree / "b.py").samefile(file)


@posix
def test_a_plain_file_is_renamed_over(file: Path) -> None:
    told: list[int] = []
    with file.open("rb") as reader:
        atomic.replace(file, OLD, NEW, in_place=lambda: told.append(1))
        assert reader.read() == OLD
    assert told == []


@needs_root
def test_a_foreign_file_keeps_its_owner(file: Path) -> None:
    told = []
    os.chown(file, 1234, 4321)
    atomic.replace(file, OLD, NEW, in_place=lambda: told.append(1))
    status = file.stat()
    assert (status.st_uid, status.st_gid) == (1234, 4321)
    assert told == [1]


@needs_root
def test_the_group_stays(file: Path) -> None:
    os.chown(file, -1, 4321)
    file.chmod(0o2770)
    atomic.replace(file, OLD, NEW)
    assert file.stat().st_gid == 4321
    assert stat.S_IMODE(file.stat().st_mode) == 0o2770


@needs_root
def test_a_group_that_may_not_be_given_is_kept_by_writing_in_place(
    nobodys_folder: Path, as_nobody: AsNobody
) -> None:
    path = nobodys_folder / "a.py"
    path.write_bytes(OLD)
    os.chown(path, nobodys_folder.stat().st_uid, 4321)

    def check() -> None:
        told = []
        atomic.replace(path, OLD, NEW, in_place=lambda: told.append(1))
        assert told == [1]

    as_nobody(check)
    assert path.stat().st_gid == 4321
    assert path.read_bytes() == NEW
    assert names_in(nobodys_folder) == ["a.py"]


@needs_root
def test_a_foreign_file_that_everybody_may_write(open_folder: Path, as_nobody: AsNobody) -> None:
    path = open_folder / "a.py"
    path.write_bytes(OLD)
    path.chmod(0o666)
    as_nobody(lambda: atomic.replace(path, OLD, NEW))
    assert path.read_bytes() == NEW
    assert path.stat().st_uid == 0


@pytest.mark.skipif(sys.platform != "linux", reason="Python knows attributes on Linux alone")
def test_extended_attributes_stay(file: Path) -> None:
    try:
        os.setxattr(file, "user.note", b"kept")
    except OSError:
        pytest.skip("this file system has no attributes")
    atomic.replace(file, OLD, NEW)
    assert os.getxattr(file, "user.note") == b"kept"


@pytest.mark.skipif(sys.platform != "linux", reason="Python knows attributes on Linux alone")
def test_an_access_list_of_the_folder_does_not_get_onto_the_file(file: Path, tree: Path) -> None:
    entries = [(1, 7, -1), (2, 7, 1234), (4, 5, -1), (16, 7, -1), (32, 5, -1)]
    access_list = struct.pack("<I", 2) + b"".join(
        struct.pack("<HHI", tag, rights, who & 0xFFFFFFFF) for tag, rights, who in entries
    )
    try:
        os.setxattr(tree, "system.posix_acl_default", access_list)
    except OSError:
        pytest.skip("this file system has no access lists")
    (tree / "inherits").touch()
    assert "system.posix_acl_access" in os.listxattr(tree / "inherits")
    mode = file.stat().st_mode
    atomic.replace(file, OLD, NEW)
    assert os.listxattr(file) == []
    assert file.stat().st_mode == mode


def test_the_temporary_file_has_the_given_name_and_stands_beside_the_target(
    file: Path, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tree / "links").mkdir()
    (tree / "links/a.py").symlink_to(file)
    seen = []
    rename = os.replace

    def look(source: Path, target: Path) -> None:
        seen.append((source, target))
        assert source.stat().st_mode == file.stat().st_mode
        rename(source, target)

    file.chmod(0o640)
    monkeypatch.setattr(os, "replace", look)
    atomic.replace(tree / "links/a.py", OLD, NEW, temp=atomic.temp_name("mark"))
    assert seen == [(tree / ".msmigrate-mark.tmp", file)]


@posix
def test_bytes_are_on_the_disk_before_the_rename_and_the_rename_after(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = []
    sync, rename = os.fsync, os.replace

    def note_sync(fd: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(fd).st_mode) else "file")
        sync(fd)

    def note_rename(source: Path, target: Path) -> None:
        steps.append("rename")
        rename(source, target)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(os, "replace", note_rename)
    atomic.replace(file, OLD, NEW)
    assert steps == ["file", "rename", "folder"]


# A full disk


def full_after(room: int) -> Callable[[int, bytes], int]:
    write = os.write
    left = [room]

    def write_some(fd: int, data: bytes) -> int:
        if not left[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        part = bytes(data)[: left[0]]
        left[0] -= len(part)
        return write(fd, part)

    return write_some


@pytest.mark.parametrize("room", [0, 1, 40])
def test_a_full_disk_leaves_the_old_file(
    file: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    monkeypatch.setattr(os, "write", full_after(room))
    assert "full" in refused(file, Kind.FULL).message
    assert file.read_bytes() == OLD


@pytest.mark.parametrize("room", [0, 1, 40])
def test_a_disk_that_fills_while_a_file_grows_in_place(
    file: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    (file.parent / "b.py").hardlink_to(file)
    writes = full_after(room)
    real = os.write

    def write(fd: int, data: bytes) -> int:
        # Blocks that the file already has can be written on a full disk.
        if os.lseek(fd, 0, os.SEEK_CUR) < len(OLD):
            return real(fd, data)
        return writes(fd, data)

    monkeypatch.setattr(os, "write", write)
    refused(file, Kind.FULL)
    assert file.read_bytes() == OLD


def test_a_file_that_can_be_neither_written_nor_put_back_is_called_half_written(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file.parent / "b.py").hardlink_to(file)
    monkeypatch.setattr(os, "write", full_after(40))
    with pytest.raises(FilesError) as caught:
        atomic.replace(file, OLD, NEW)
    assert caught.value.kind is Kind.HALF
    assert "msmigrate undo" in caught.value.message


@posix
@pytest.mark.parametrize("linked", [False, True])
def test_a_limit_on_file_sizes(file: Path, linked: bool) -> None:
    import resource

    if linked:
        (file.parent / "b.py").hardlink_to(file)
    child = os.fork()
    if child == 0:
        status = 1
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (len(OLD) + 5, len(OLD) + 5))
            refused(file, Kind.FULL)
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    assert file.read_bytes() == OLD


@pytest.fixture
def small_disk(open_folder: Path) -> Iterator[Path]:
    options = ["-t", "tmpfs", "-o", "size=64k", "none", str(open_folder)]
    if not ROOT or subprocess.run(["mount", *options], capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    yield open_folder
    subprocess.run(["umount", str(open_folder)], check=True)


@pytest.mark.parametrize("linked", [False, True])
def test_a_disk_that_is_really_full(small_disk: Path, linked: bool) -> None:
    path = small_disk / "a.py"
    path.write_bytes(OLD)
    if linked:
        (small_disk / "b.py").hardlink_to(path)
    with pytest.raises(FilesError) as caught:
        atomic.replace(path, OLD, bytes(100_000))
    assert caught.value.kind is Kind.FULL
    assert path.read_bytes() == OLD
    assert len(names_in(small_disk)) == 1 + linked
    atomic.replace(path, OLD, NEW)
    assert path.read_bytes() == NEW
