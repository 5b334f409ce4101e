"""What the tests of notebooks share: notebooks as Jupyter writes them, and the engine."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from migrator.catalog import endpoints
from migrator.catalog.mapping import Mapping
from migrator.codemod import engine
from migrator.codemod.languages.notebook import frontend
from migrator.codemod.rules.registry import ids
from migrator.codemod.rules.rule import Desk

Make = Callable[..., bytes]


def cell(source: str, *, kind: str = "code") -> dict[str, Any]:
    made: dict[str, Any] = {"cell_type": kind, "metadata": {}}
    if kind == "code":
        outputs = [
            {"name": "stdout", "output_type": "stream", "text": ["claude-3-opus-20240229 é"]}
        ]
        made |= {"execution_count": 7, "outputs": outputs}
    return {**made, "source": source.splitlines(keepends=True)}


@pytest.fixture(scope="session")
def notebook() -> Make:
    """Return a notebook with these code cells, as nbformat writes it."""

    def make(*sources: str | dict[str, Any], **metadata: Any) -> bytes:
        cells = [cell(source) if isinstance(source, str) else source for source in sources]
        whole = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
        return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()

    return make


@pytest.fixture(scope="session")
def prose() -> Callable[[str], dict[str, Any]]:
    """Return a Markdown cell."""
    return lambda source: cell(source, kind="markdown")


@pytest.fixture(scope="session")
def migrate() -> Callable[..., engine.Outcome]:
    """Return the engine with every rule; the outcome has passed the gates."""

    def run(data: bytes, *, unsafe: bool = False, comments: bool = False) -> engine.Outcome:
        desk = Desk(Mapping(), endpoints.default_base_url(), unsafe)
        settings = engine.Settings(desk, frozenset(ids()), comments)
        outcome = engine.migrate(data, settings, frontend)
        assert outcome.failed is None
        assert outcome.judgement.faults == ()
        return outcome

    return run


@pytest.fixture(scope="session")
def sources() -> Callable[[bytes], list[str]]:
    """Return the source of every cell of a notebook of nbformat 4."""
    return lambda data: ["".join(cell["source"]) for cell in json.loads(data)["cells"]]


@pytest.fixture(scope="session")
def changed(
    migrate: Callable[..., engine.Outcome], sources: Callable[[bytes], list[str]]
) -> Callable[..., list[str]]:
    """Return the sources of the cells after the engine was there."""

    def run(data: bytes, **choices: bool) -> list[str]:
        outcome = migrate(data, **choices)
        return sources(outcome.data or data)

    return run


@pytest.fixture(scope="session")
def found(migrate: Callable[..., engine.Outcome]) -> Callable[..., list[tuple[str, str, object]]]:
    """Return rule, token and place (cell, line, column) of each finding."""

    def run(data: bytes, **choices: bool) -> list[tuple[str, str, object]]:
        outcome = migrate(data, **choices)
        return [
            (each.rule, each.token, outcome.file.spot(each.span)[:3])
            for each in outcome.judgement.findings
        ]

    return run
