"""The choices that `[tool.msmigrate]` of a project's `pyproject.toml` holds."""

import os
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from migrator.codemod import choices as chosen
from migrator.codemod.choices import KEYS, MOST_JOBS, Choices
from migrator.codemod.discover import project_root
from migrator.codemod.errors import CodemodError
from migrator.codemod.pyproject import FILE, TABLE, decode, parse, read
from migrator.codemod.save_config import save
from migrator.codemod.spelling import did_you_mean
from migrator.errors import UserError

__all__ = ["Choices", "config_folder", "config_folders", "load", "load_common", "save"]

# `[tool.msmigrate]`, `msmigrate = {…}`, `msmigrate.unsafe = …`; not a dependency on us
_HAS_TABLE = re.compile(rf"{TABLE}\s*(?:[\].]|=(?!=))".encode())


def config_folder(path: Path, project_root: Path) -> Path:
    """Return the folder whose `pyproject.toml` speaks for `path`.

    That is the nearest, from `path` up to `project_root`, whose file has choices; else the root.
    """
    real = Path(os.path.realpath(path))
    for folder in (real, *real.parents):
        if not folder.is_relative_to(project_root):
            break
        try:
            if _HAS_TABLE.search((folder / FILE).read_bytes()):
                return folder
        except OSError:
            continue
    return project_root


def config_folders(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Return the folders whose `pyproject.toml` speak for `paths`, sorted, each once.

    Paths that are not there or cannot be entered say nothing; where all are such, the first counts.
    """
    open_ = [path for path in paths if os.path.lexists(path) and not _is_closed(path)]
    return tuple(sorted({config_folder(path, project_root(path)) for path in open_ or paths[:1]}))


def _is_closed(path: Path) -> bool:
    return path.is_dir() and not os.access(path, os.X_OK)


def load_common(folders: Sequence[Path], known_ids: Collection[str] = ()) -> Choices:
    """Read the choices that the `pyproject.toml` of each of `folders` holds.

    Raises CodemodError as `load` does, and where two folders choose differently.
    """
    found = [(folder, load(folder, known_ids)) for folder in folders]
    for folder, choices in found[1:]:
        if choices != found[0][1]:
            raise CodemodError(
                f"{found[0][0] / FILE} and {folder / FILE} do not choose the same; "
                "run on one project after the other"
            )
    return found[0][1]


def load(folder: Path, known_ids: Collection[str] = ()) -> Choices:
    """Read the choices in the `pyproject.toml` of `folder`; empty where there are none.

    With `known_ids`, rules that are named must be among them. A file that does not mention us is
    not parsed.

    Raises CodemodError, with path and line, for what is not TOML, an unknown key, a wrong value.
    """
    path = folder / FILE
    data = read(path)
    if data is None or TABLE.encode() not in data:
        return Choices()
    text = decode(path, data)
    reader = _Reader(path, text, known_ids)
    return reader.choices(parse(path, text).unwrap())


class _Reader:
    """Reads one file's table, and says where what is wrong stands."""

    def __init__(self, path: Path, text: str, known_ids: Collection[str]) -> None:
        self._path = path
        self._text = text
        self._known_ids = known_ids
        self._readers: dict[str, Callable[[str, object], Any]] = {
            "select": self._rules,
            "ignore": self._rules,
            "exclude": self._strings,
            "unsafe": self._switch,
            "comments": self._switch,
            "base_url": self._url,
            "models": self._models,
            "jobs": self._count,
        }

    def choices(self, document: Mapping[str, object]) -> Choices:
        tool = document.get("tool")
        table = tool.get(TABLE) if isinstance(tool, Mapping) else None
        if table is None:
            return Choices()
        if not isinstance(table, Mapping):
            self._refuse(TABLE, f"tool.{TABLE} is not a table")
        for key in table:
            if key not in KEYS:
                close = did_you_mean(key, KEYS) or f"; known are {', '.join(KEYS)}"
                self._refuse(key, f"there is no choice {key!r}{close}")
        return Choices(**{key: self._readers[key](key, value) for key, value in table.items()})

    def _rules(self, key: str, value: object) -> tuple[str, ...]:
        rules = self._strings(key, value)
        if self._known_ids:
            self._checked(key, lambda: chosen.expand(rules, self._known_ids))
        return rules

    def _strings(self, key: str, value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self._refuse(key, f'{key} is not a list of strings; write {key} = ["…"]')
        return tuple(value)

    def _switch(self, key: str, value: object) -> bool:
        if not isinstance(value, bool):
            self._refuse(key, f"{key} is neither true nor false")
        return value

    def _url(self, key: str, value: object) -> str:
        if not isinstance(value, str):
            self._refuse(key, f"{key} is not a string")
        self._checked(key, lambda: chosen.base_url(value))
        return value

    def _models(self, key: str, value: object) -> tuple[tuple[str, str], ...]:
        if not isinstance(value, Mapping):
            self._refuse(key, f'{key} is not a table of lines such as "claude-*" = "…"')
        from migrator.catalog.mapping import require_target

        for pattern, name in value.items():
            if not (isinstance(name, str) and name.strip() and pattern.strip()):
                self._refuse(pattern, f"{key}: {pattern!r} does not name a model in quotes")
            self._checked(pattern, partial(require_target, name))
        return tuple(value.items())

    def _count(self, key: str, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_JOBS:
            self._refuse(key, f"{key} is not a whole number from 1 to {MOST_JOBS}")
        return value

    def _checked(self, key: str, check: Callable[[], object]) -> None:
        try:
            check()
        except UserError as error:
            self._refuse(key, str(error))

    def _refuse(self, key: str, message: str) -> NoReturn:
        line = _line_of(self._text, key)
        raise CodemodError(f"{self._path}:{line}: {message}")


def _line_of(text: str, key: str) -> int:
    """Return the 1-based line on which `key` of our table is set, or the table's own."""
    lines = text.split("\n")
    start = next((number for number, line in enumerate(lines) if TABLE in line), 0)
    setting = re.compile(rf"""(?:^|[\s.,{{\["']){re.escape(key)}["']?\s*[=.\]]""")
    for number, line in enumerate(lines[start:], start + 1):
        if setting.search(line):
            return number
    return start + 1
