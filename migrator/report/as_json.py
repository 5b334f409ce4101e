"""The report for programs: one JSON document, schema 1."""

import json
from typing import Any

from migrator.report.masked import masked
from migrator.report.model import Counts, Item, Problem, Report

SCHEMA = 1


def as_json(report: Report) -> str:
    """Return the report as JSON in ASCII, so that no stream's encoding can spoil it."""
    return json.dumps(document(report), indent=2) + "\n"


def document(report: Report) -> dict[str, Any]:
    """Return the report as plain data, API keys masked, findings sorted by place and rule."""
    report = masked(report)
    return {
        "schema": SCHEMA,
        "root": report.root,
        "mode": report.mode,
        "files": _files(report.counts),
        "findings": [_finding(item) for item in sorted(report.items, key=_order)],
        "errors": [_error(problem) for problem in report.problems],
    }


def _order(item: Item) -> tuple[str, int, int, int, str]:
    place = item.place
    cell = -1 if place.cell is None else place.cell
    return place.path, cell, place.line, place.column, item.rule


def _files(counts: Counts) -> dict[str, int]:
    return {
        "seen": counts.seen,
        "candidates": counts.candidates,
        "parsed": counts.parsed,
        "changed": counts.changed,
        "failed": counts.failed,
    }


def _finding(item: Item) -> dict[str, Any]:
    return {
        "path": item.place.path,
        "cell": item.place.cell,
        "line": item.place.line,
        "column": item.place.column,
        "end_line": item.place.end_line,
        "end_column": item.place.end_column,
        "rule": item.rule,
        "name": item.name,
        "action": item.action,
        "applied": item.applied,
        "token": item.token,
        "before": item.before,
        "after": item.after,
        "message": item.message,
        "help": item.help,
    }


def _error(problem: Problem) -> dict[str, Any]:
    return {
        "path": problem.path,
        "kind": problem.kind,
        "message": problem.message,
        "line": problem.line,
    }
