"""The code cells in the JSON of a notebook, with the places where their sources stand.

Offsets are characters of the decoded text. Values are read by `json`, so that what it takes is
what is taken here; this module only adds where they begin and end.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from msgspec import Struct

from migrator.codemod.findings import Span
from migrator.codemod.languages.errors import SourceError


def _no_number(_: str) -> None:
    """Stand for a number: none is looked at, and reading one of many digits would fail."""


_DECODER = json.JSONDecoder(parse_int=_no_number, parse_float=_no_number)
_SPACE = re.compile(r"[ \t\n\r]*")
_LANGUAGES = ("python", "ipython", "coconut", "sage")
"""Beginnings of the names of Python and of what contains it."""


class Literal(Struct, frozen=True):
    """A JSON string: where it stands, quotes included, and its value."""

    start: int
    end: int
    value: str


class Cell(Struct, frozen=True):
    """A code cell: its 0-based index among all cells, and its source.

    `span` is where the source stands: a list of strings, or one string. The source is what
    `strings` make together.
    """

    index: int
    span: Span
    strings: tuple[Literal, ...]
    is_list: bool

    @property
    def source(self) -> str:
        """The source of the cell."""
        return "".join(literal.value for literal in self.strings)


class _Value(NamedTuple):
    start: int
    end: int
    value: Any


def code_cells(text: str) -> tuple[Cell, ...]:
    """Return the Python code cells of a notebook, in order.

    Takes nbformat 4 and its forerunners with worksheets. Raises SourceError for what is no JSON or
    no notebook.
    """
    whole = _whole(text)
    if not isinstance(whole.value, dict):
        raise SourceError("it is no notebook")
    members = _members(text, whole.start)
    if not _is_python(_language(members)):
        return ()
    return tuple(
        cell for index, at in enumerate(_cells(text, members)) if (cell := _cell(text, index, at))
    )


def _whole(text: str) -> _Value:
    try:
        found = _value(text, 0)
    except json.JSONDecodeError as error:
        raise SourceError(f"it is no JSON: {error.msg}", error.lineno) from None
    except RecursionError:
        raise SourceError("its JSON is nested too deeply") from None
    end = _after_space(text, found.end)
    if end != len(text):
        raise SourceError("it is no JSON: something follows its end", text.count("\n", 0, end) + 1)
    return found


def _cells(text: str, members: Mapping[str, _Value]) -> Iterator[_Value]:
    """Yield the cells of a notebook; those of worksheets one sheet after the other."""
    sheets = members.get("worksheets")
    if sheets is not None and isinstance(sheets.value, list):
        found = (_members(text, sheet.start) for sheet in _elements(text, sheets.start))
        holders: Iterable[Mapping[str, _Value]] = found
    else:
        holders = (members,)
    for holder in holders:
        cells = holder.get("cells")
        if cells is None or not isinstance(cells.value, list):
            raise SourceError("it is no notebook: it has no list of cells")
        yield from _elements(text, cells.start)


def _cell(text: str, index: int, at: _Value) -> Cell | None:
    """Return the Python code cell that stands there, if it is one."""
    if not isinstance(at.value, dict) or at.value.get("cell_type") != "code":
        return None
    members = _members(text, at.start)
    source = members.get("source") or members.get("input")
    if source is None or not _is_python(_language_of_cell(at.value)):
        return None
    is_list = isinstance(source.value, list)
    strings = tuple(_elements(text, source.start)) if is_list else (source,)
    if not all(isinstance(string.value, str) for string in strings):
        return None
    literals = tuple(Literal(*string) for string in strings)
    return Cell(index, Span(source.start, source.end), literals, is_list)


def _language(members: Mapping[str, _Value]) -> object:
    metadata = members["metadata"].value if "metadata" in members else None
    return _at(metadata, "language_info", "name") or _at(metadata, "kernelspec", "language")


def _language_of_cell(cell: Mapping[str, Any]) -> object:
    return cell.get("language") or _at(cell.get("metadata"), "vscode", "languageId")


def _at(value: object, *keys: str) -> object:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _is_python(language: object) -> bool:
    """Tell whether a language is Python, as it is where a notebook names none."""
    if not isinstance(language, str) or not language:
        return True
    return language.lower().startswith(_LANGUAGES)


def _value(text: str, at: int) -> _Value:
    start = _after_space(text, at)
    value, end = _DECODER.raw_decode(text, start)
    return _Value(start, end, value)


def _members(text: str, at: int) -> dict[str, _Value]:
    """Return the members of the object at an offset; of one name the last, as `json` does.

    What is no object has none.
    """
    found: dict[str, _Value] = {}
    if text[at] != "{":
        return found
    at = _after_space(text, at + 1)
    while text[at] != "}":
        key = _value(text, at)
        found[key.value] = member = _value(text, _after_space(text, key.end) + 1)
        at = _next(text, member.end)
    return found


def _elements(text: str, at: int) -> Iterator[_Value]:
    at = _after_space(text, at + 1)
    while text[at] != "]":
        element = _value(text, at)
        yield element
        at = _next(text, element.end)


def _next(text: str, end: int) -> int:
    """Return where the next member begins, or the bracket that closes."""
    at = _after_space(text, end)
    return _after_space(text, at + 1) if text[at] == "," else at


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
