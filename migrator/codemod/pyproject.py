"""A project's `pyproject.toml` as bytes, text and TOML."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.codemod.errors import CodemodError

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

FILE = "pyproject.toml"
TABLE = "msmigrate"
BOM = b"\xef\xbb\xbf"


def read(path: Path) -> bytes | None:
    """Return the bytes of the file, None where there is none.

    Raises CodemodError.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CodemodError(f"{path} cannot be read ({error.strerror or error})") from error


def decode(path: Path, data: bytes) -> str:
    """Return the text without its byte order mark, line ends as they are.

    Raises CodemodError with the line where it is not UTF-8.
    """
    try:
        return data.removeprefix(BOM).decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CodemodError(f"{path}:{line}: the file is not UTF-8; save it as UTF-8") from error


def parse(path: Path, text: str) -> "TOMLDocument":
    """Return the document, which keeps comments and layout.

    Raises CodemodError with the line where it is not TOML.
    """
    import tomlkit  # slow to import, and most projects have no choices
    from tomlkit.exceptions import TOMLKitError

    try:
        return tomlkit.parse(text)
    except (TOMLKitError, ValueError) as error:
        line = getattr(error, "line", None) or _line_by_another_reader(text)
        place = path if line is None else f"{path}:{line}"
        reason = str(error).partition(" at line ")[0]
        raise CodemodError(f"{place}: the file is not valid TOML: {reason}") from error


def _line_by_another_reader(text: str) -> str | None:
    """Return the line of the mistake: tomlkit tells none for a key that is there twice."""
    import tomllib

    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        return found and found[1]
    return None
