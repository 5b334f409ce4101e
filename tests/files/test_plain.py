"""A file of our own: made, replaced by its like, and nothing else overwritten."""

import sys
from pathlib import Path

import pytest

from migrator.files.errors import FilesError, Kind
from migrator.files.plain import put, require_place


def is_ours(data: bytes) -> bool:
    return data.startswith(b"ours")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_is_made(tmp_path: Path) -> None:
    put(tmp_path / "a.html", b"ours 1", is_ours)
    assert (tmp_path / "a.html").read_bytes() == b"ours 1"
    assert names(tmp_path) == ["a.html"]


@pytest.mark.parametrize("content", [b"ours 1", b"ours 2", b"ours, much longer"])
def test_one_of_ours_is_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.html"
    put(path, b"ours 1", is_ours)
    put(path, content, is_ours)
    assert path.read_bytes() == content
    assert names(tmp_path) == ["a.html"]


def test_a_file_of_a_user_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"mine")
    with pytest.raises(FilesError, match="name another file") as caught:
        require_place(path, is_ours)
    assert caught.value.kind is Kind.DENIED
    with pytest.raises(FilesError, match="name another file"):
        put(path, b"ours", is_ours)
    assert path.read_bytes() == b"mine"


def test_asking_for_the_place_makes_nothing(tmp_path: Path) -> None:
    assert require_place(tmp_path / "a.html", is_ours) is None
    assert names(tmp_path) == []


def test_without_a_folder_there_is_no_place(tmp_path: Path) -> None:
    with pytest.raises(FilesError, match="folder does not exist") as caught:
        require_place(tmp_path / "none/a.html", is_ours)
    assert caught.value.kind is Kind.MISSING


def test_a_folder_is_no_place(tmp_path: Path) -> None:
    with pytest.raises(FilesError):
        require_place(tmp_path, is_ours)


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX links and modes")
def test_links_are_followed_and_modes_kept(tmp_path: Path) -> None:
    (tmp_path / "real.html").write_bytes(b"ours")
    (tmp_path / "real.html").chmod(0o640)
    (tmp_path / "link.html").symlink_to("real.html")
    put(tmp_path / "link.html", b"ours 2", is_ours)
    assert (tmp_path / "real.html").read_bytes() == b"ours 2"
    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "real.html").stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX modes")
def test_a_read_only_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"ours")
    path.chmod(0o444)
    with pytest.raises(FilesError, match="read-only"):
        require_place(path, is_ours)
