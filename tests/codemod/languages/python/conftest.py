"""What the tests of the Python front end share: parsed sources, and the engine with every rule."""

import ast
from collections.abc import Callable
from textwrap import dedent

import pytest

from migrator.catalog import endpoints
from migrator.catalog.mapping import Mapping
from migrator.codemod import engine
from migrator.codemod.languages.python import frontend
from migrator.codemod.languages.python.scopes import Binding, Scopes
from migrator.codemod.languages.python.tree import Tree, survey
from migrator.codemod.rules.registry import ids
from migrator.codemod.rules.rule import Desk
from migrator.codemod.sites import Site

Sites = Callable[..., list[Site]]
Migrate = Callable[..., engine.Outcome]
Reached = Callable[[str], list[int]]


@pytest.fixture
def sites() -> Sites:
    """Return the sites of one type in a source, in order; `comments` adds those in prose."""

    def find(source: str, kind: type[Site], *, comments: bool = False) -> list[Site]:
        file = frontend.parse(dedent(source).encode()).opened()
        return [each for each in file.look(comments=comments).sites if isinstance(each, kind)]

    return find


@pytest.fixture
def migrate() -> Migrate:
    """Return the engine with every rule; the outcome has passed the gates."""

    def run(source: str, *, unsafe: bool = False, comments: bool = False) -> engine.Outcome:
        desk = Desk(Mapping(), endpoints.default_base_url(), unsafe)
        settings = engine.Settings(desk, frozenset(ids()), comments)
        outcome = engine.migrate(dedent(source).encode(), settings)
        assert outcome.failed is None
        assert outcome.judgement.faults == ()
        return outcome

    return run


@pytest.fixture
def result(migrate: Migrate) -> Callable[..., str]:
    """Return what a source becomes."""

    def run(source: str, **choices: bool) -> str:
        after = migrate(source, **choices).after
        return dedent(source) if after is None else after

    return run


@pytest.fixture
def reported(migrate: Migrate) -> Callable[..., list[tuple[str, str, str]]]:
    """Return rule, action and token of each finding, in order."""

    def run(source: str, **choices: bool) -> list[tuple[str, str, str]]:
        found = migrate(source, **choices).judgement.findings
        return [(each.rule, str(each.action), each.token) for each in found]

    return run


@pytest.fixture
def lookup() -> Callable[[str], list[Binding]]:
    """Return the bindings of `x` that reach the argument of the first call of `use` in a source."""

    def find(source: str) -> list[Binding]:
        tree = survey(ast.parse(source))
        return list(Scopes(tree).lookup("x", _used(tree)))

    return find


def _used(tree: Tree) -> ast.expr:
    for call in tree.calls():
        if isinstance(call.func, ast.Name) and call.func.id == "use":
            return call.args[0]
    raise AssertionError("the source has no call of use()")


@pytest.fixture
def reached(lookup: Callable[[str], list[Binding]]) -> Reached:
    """Return the lines, counted from 1, of the bindings that reach the first `use(x)`."""

    def find(source: str) -> list[int]:
        return sorted(getattr(each.node, "lineno", 0) for each in lookup(source))

    return find
