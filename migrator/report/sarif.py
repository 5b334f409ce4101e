"""The report as SARIF 2.1.0, for tools that show the results of code scanning.

A finding that stays to be decided, or that a run would rewrite, is a warning; one that needs
`--unsafe` is a note; one whose change was made is informational, since its place is gone.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from msgspec.structs import replace

import migrator
from migrator.report.masked import masked
from migrator.report.model import Item, Place, Problem, Report
from migrator.report.rulebook import Card

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
BASE = "%SRCROOT%"
FINGERPRINT = "msmigrate/v1"

_MASKED = "sk-…"
_QUOTES_AND_PREFIX = len('rb"""') + len('"""')
_MADE = {"kind": "informational", "level": "none"}
_LEVELS = {"rewrite": "warning", "flag": "warning", "unsafe": "note"}
_PLACEHOLDER = re.compile(r"\{(\d+)\}")


def as_sarif(report: Report, cards: Iterable[Card]) -> str:
    """Return the report as a SARIF log in ASCII; `cards` tell of the rules."""
    return json.dumps(document(report, cards), indent=2) + "\n"


def document(report: Report, cards: Iterable[Card]) -> dict[str, Any]:
    """Return the log as plain data, API keys masked; paths are relative to the root of `report`."""
    report = masked(report)
    rules = sorted(cards, key=lambda card: card.id)
    index = {card.id: number for number, card in enumerate(rules)}
    run = {
        "tool": {"driver": _driver(rules)},
        "invocations": [_invocation(report)],
        "originalUriBaseIds": {BASE: {"uri": _folder_uri(report.root)}},
        "columnKind": "unicodeCodePoints",
        "results": list(_results(report.items, index)),
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _driver(cards: Sequence[Card]) -> dict[str, Any]:
    return {
        "name": "msmigrate",
        "semanticVersion": migrator.__version__,
        "rules": [_rule(card) for card in cards],
    }


def _rule(card: Card) -> dict[str, Any]:
    help_text = f"{card.why} `msmigrate rules {card.id}` shows examples."
    return {
        "id": card.id,
        "name": card.name,
        "shortDescription": {"text": _first_sentence(card.what)},
        "fullDescription": {"text": card.what},
        "help": {"text": help_text, "markdown": help_text},
        "defaultConfiguration": {"level": _LEVELS.get(card.action, "warning")},
        "properties": {"tags": ["migration"], "action": card.action},
    }


def _first_sentence(text: str) -> str:
    head, dot, _ = text.partition(". ")
    return head + "." if dot else text


def _invocation(report: Report) -> dict[str, Any]:
    problems = [_notification(problem) for problem in report.problems]
    notes = [{"level": "note", "message": {"text": _plain(note)}} for note in report.notes]
    return {
        "executionSuccessful": not problems,
        "toolExecutionNotifications": [*problems, *notes],
    }


def _notification(problem: Problem) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": _artifact(problem.path)}
    if problem.line is not None:
        place["region"] = {"startLine": problem.line}
    return {
        "level": "error",
        "descriptor": {"id": problem.kind},
        "message": {"text": _plain(problem.message)},
        "locations": [{"physicalLocation": place}],
    }


def _results(items: Sequence[Item], index: dict[str, int]) -> Iterator[dict[str, Any]]:
    met: Counter[tuple[str, ...]] = Counter()
    for item in items:
        identity = _identity(item)
        met[identity] += 1
        yield _result(item, index, _fingerprint(identity, met[identity]))


def _result(item: Item, index: dict[str, int], fingerprint: str) -> dict[str, Any]:
    result: dict[str, Any] = {"ruleId": item.rule}
    if item.rule in index:
        result["ruleIndex"] = index[item.rule]
    result |= _MADE if item.applied else {"level": _level(item)}
    result |= {
        "message": {"text": _plain(_message(item))},
        "locations": [_location(item.place)],
        "partialFingerprints": {FINGERPRINT: fingerprint},
        "properties": _properties(item),
    }
    fix = _fix(item)
    if fix is not None:
        result["fixes"] = [fix]
    return result


def _level(item: Item) -> str:
    return _LEVELS.get(item.action, "warning")


def _message(item: Item) -> str:
    text = " ".join(part for part in (item.message, item.help) if part)
    return text or f"{item.rule} {item.name}"


def _plain(text: str) -> str:
    """Return `text` as a message of SARIF, in which `{0}` would stand for an argument."""
    return _PLACEHOLDER.sub(r"{ \1 }", text)


def _properties(item: Item) -> dict[str, Any]:
    return {
        "action": item.action,
        "applied": item.applied,
        "token": item.token,
        "before": item.before,
        "after": item.after,
    }


def _location(place: Place) -> dict[str, Any]:
    """Return where it stands; in a notebook the line is one of the cell, so no region is given."""
    physical: dict[str, Any] = {"artifactLocation": _artifact(place.path)}
    if place.cell is None:
        physical["region"] = _region(place)
        return {"physicalLocation": physical}
    name = f"cell {place.cell + 1}, line {place.line}"
    return {"physicalLocation": physical, "logicalLocations": [{"name": name, "kind": "cell"}]}


def _region(place: Place) -> dict[str, int]:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _artifact(path: str) -> dict[str, str]:
    return {"uri": quote(path.encode("utf-8", "surrogateescape")), "uriBaseId": BASE}


def _folder_uri(root: str) -> str:
    return Path(root).absolute().as_uri().rstrip("/") + "/"


def _fix(item: Item) -> dict[str, Any] | None:
    """Return the replacement of a name where it is one and stands whole on its line."""
    column = _column_of_name(item)
    if column is None or item.before is None or item.after is None:
        return None
    region = _region(replace(item.place, column=column, end_column=column + len(item.before)))
    replacement = {"deletedRegion": region, "insertedContent": {"text": item.after}}
    change = {"artifactLocation": _artifact(item.place.path), "replacements": [replacement]}
    return {
        "description": {"text": _plain(f"Replace {item.before} by {item.after}.")},
        "artifactChanges": [change],
    }


def _column_of_name(item: Item) -> int | None:
    """Return the column of the name that is replaced, None where nothing simple is."""
    place = item.place
    name = item.before if item.after is not None else None
    if name is None or item.applied or item.action != "rewrite":
        return None
    # A masked key is shorter than the key, so that the columns after it are others.
    if place.cell is not None or place.line != place.end_line or _MASKED in item.source:
        return None
    token = item.source[place.column - 1 : place.end_column - 1]
    if token.count(name) != 1 or len(token) > len(name) + _QUOTES_AND_PREFIX:
        return None
    return place.column + token.index(name)


def _identity(item: Item) -> tuple[str, ...]:
    """Return what stays the same when lines above come or go."""
    return (item.place.path, item.rule, item.token, " ".join(item.source.split()))


def _fingerprint(identity: tuple[str, ...], ordinal: int) -> str:
    text = "\0".join((*identity, str(ordinal)))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
