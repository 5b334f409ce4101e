"""The Qwen models of Model Studio, from `qwen.toml`."""

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from typing import Any

from migrator.catalog.tables import table

_SHAPE = re.compile(r"qwen(?:\d{1,2}(?:\.\d{1,2})?)?(?:-[a-z0-9.]+)+|qwen\d{1,2}(?:\.\d{1,2})?")
_FILE = re.compile(r".*\.[a-z]+")


@dataclass(frozen=True, slots=True)
class QwenModel:
    """A model that the page lists.

    `evidence` says how `thinking` is known: "marked", "sample" or "implied". `max_output` is in
    tokens and None where no figure is known; it never comes from the page, so it has a source and
    a date of its own.
    """

    name: str
    series: str
    thinking: bool
    evidence: str
    max_output: int | None
    max_output_source: str | None
    max_output_date: date | None


@cache
def models() -> tuple[QwenModel, ...]:
    """Return all the models, in the order of the page."""
    return tuple(
        _model(entry, str(series["name"]))
        for series in table("qwen")["series"]
        for entry in series["models"]
    )


def find(name: str) -> QwenModel | None:
    """Return the model with exactly this name, or None."""
    return _by_name().get(name)


def prose_only() -> tuple[str, ...]:
    """Return the names that the page has in its text and lists nowhere; they are never emitted."""
    return tuple(table("qwen")["named_in_prose"]["names"])


def is_prose_only(name: str) -> bool:
    """Tell whether the page names this model in its text and lists it nowhere."""
    return name in prose_only()


def looks_like(text: str) -> bool:
    """Tell whether `text` has the shape of a Qwen model's name, known or not."""
    return bool(_SHAPE.fullmatch(text)) and not _FILE.fullmatch(text)


def suggest(name: str) -> str | None:
    """Return the listed name that is nearest to `name`, or None when none is near."""
    if is_prose_only(name):
        return str(table("qwen")["named_in_prose"]["instead"])
    close = get_close_matches(name.lower(), list(_by_name()), n=1, cutoff=0.6)
    return close[0] if close else None


def source() -> tuple[str, date]:
    """Return the page that lists the models, and its date."""
    return str(table("qwen")["source"]), table("qwen")["date"]


@cache
def _by_name() -> dict[str, QwenModel]:
    return {model.name: model for model in models()}


def _model(entry: dict[str, Any], series: str) -> QwenModel:
    limit = table("qwen")["limits"].get(entry.get("limit"))
    return QwenModel(
        name=entry["name"],
        series=series,
        thinking=entry["thinking"],
        evidence=entry["evidence"],
        max_output=entry.get("max_output"),
        max_output_source=limit["source"] if limit else None,
        max_output_date=limit["date"] if limit else None,
    )
