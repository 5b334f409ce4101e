"""What the tests of the rules share: a desk, and a shorthand for the findings of one rule."""

from collections.abc import Callable
from typing import Any

import pytest

from migrator.catalog import endpoints
from migrator.catalog.mapping import Mapping
from migrator.codemod.findings import Finding, Span
from migrator.codemod.rules.registry import by_site
from migrator.codemod.rules.rule import Desk
from migrator.codemod.sites import ANTHROPIC, Field, RequestCall, Site, Value

Judge = Callable[[Site], list[Finding]]


@pytest.fixture
def desk() -> Desk:
    return Desk(Mapping(), endpoints.default_base_url())


@pytest.fixture
def judge(desk: Desk) -> Judge:
    """Return what all the rules together say about a site."""

    def run(site: Site, desk: Desk = desk) -> list[Finding]:
        return [found for rule in by_site(type(site)) for found in rule.judge(site, desk)]

    return run


@pytest.fixture
def field() -> Callable[..., Field]:
    """Return a maker of removable fields."""

    def make(name: str, **changes: Any) -> Field:
        given = {"value": Value(), "place": "argument", "removal": 7, **changes}
        return Field(name, Span(10, 10 + len(name)), **given)

    return make


@pytest.fixture
def call() -> Callable[..., RequestCall]:
    """Return a maker of calls of messages.create."""

    def make(*fields: Field, **changes: Any) -> RequestCall:
        given = {"endpoint": "messages.create", "routes": frozenset({ANTHROPIC}), **changes}
        return RequestCall(Span(0, 90), fields=fields, **given)

    return make
