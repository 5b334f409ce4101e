"""Collections that keep their length: what is dropped from others is flagged there."""

import textwrap
from collections.abc import Callable

import pytest

from migrator.codemod import engine
from migrator.codemod.choices import Choices
from migrator.codemod.group import GroupKind
from migrator.codemod.settings import settings_of
from migrator.codemod.sites import ModelName

Sites = Callable[..., list[ModelName]]

TWINS = '"claude-opus-4-5", "claude-opus-4-1"'

FREE = {
    "no annotation": f"x = ({TWINS})\n",
    "a tuple of any length": f"x: tuple[str, ...] = ({TWINS})\n",
    "a tuple, no more is said": f"x: tuple = ({TWINS})\n",
    "a list": f"x: list[str] = [{TWINS}]\n",
    "a set": f"x: set[str] = {{{TWINS}}}\n",
    "a tuple of another length beside it": f"x: tuple[list[str], int] = ([{TWINS}], 1)\n",
    "an annotation that is no type": f'x: "a tuple of (" = ({TWINS})\n',
    "of another parameter": f"def f(a: tuple[str, str], b=({TWINS})): ...\n",
    "of a function around it": f"def f() -> tuple[str, str]:\n    x = ({TWINS})\n",
    "of a lambda in it": f"def f() -> tuple[str, str]:\n    return g(lambda: ({TWINS}))\n",
    "the first of it": f"x = [{TWINS}]\nprint(x[0])\n",
    "a slice of it": f"x = [{TWINS}]\nprint(x[:2])\n",
    "an index that varies": f"x = [{TWINS}]\nprint(x[n])\n",
    "an index of another": f"x = [{TWINS}]\nprint(y[1])\na, b = y\n",
    "a loop over it": f"x = [{TWINS}]\nfor a in x: ...\n",
    "members of a choice": f"x: Literal[{TWINS}]\n",
}
FIXED = {
    "tuple": f"x: tuple[str, str] = ({TWINS})\n",
    "tuple of literals": (
        f'x: tuple[Literal["claude-opus-4-5"], Literal["claude-opus-4-1"]] = ({TWINS})\n'
    ),
    "Tuple": f"from typing import Tuple\nx: Tuple[str, str] = ({TWINS})\n",
    "typing.Tuple": f"import typing as t\nx: t.Tuple[str, str] = ({TWINS})\n",
    "quoted": f'x: "tuple[str, str]" = ({TWINS})\n',
    "optional": f"x: tuple[str, str] | None = ({TWINS})\n",
    "annotated": f"x: Annotated[tuple[str, str], 1] = ({TWINS})\n",
    "final": f"x: Final[tuple[str, str]] = ({TWINS})\n",
    "under a name": f"Pair = tuple[str, str]\nx: Pair = ({TWINS})\n",
    "values of a dict": f'x: dict[str, tuple[str, str]] = {{"a": ({TWINS})}}\n',
    "an attribute": f"class A:\n    x: tuple[str, str] = ({TWINS})\n",
    "a field": f"class A:\n    x: tuple[str, str] = field(default=({TWINS}))\n",
    "a default": f"def f(a, x: tuple[str, str] = ({TWINS})): ...\n",
    "a default by name": f"def f(*, a=1, x: tuple[str, str] = ({TWINS})): ...\n",
    "a result": f"def f() -> tuple[str, str]:\n    return {TWINS}\n",
    "a result of a coroutine": f"async def f() -> tuple[str, str]:\n    return {TWINS}\n",
    "a cast": f"x = cast(tuple[str, str], ({TWINS}))\n",
    "unpacked under its name": f"x = [{TWINS}]\na, b = x\n",
    "unpacked from a function": f"def f():\n    return {TWINS}\n\na, b = f()\n",
    "the second of it": f"x = [{TWINS}]\nprint(x[1])\n",
    "the last of it": f"x = [{TWINS}]\nprint(x[-1])\n",
}


@pytest.mark.parametrize("source", FREE.values(), ids=FREE)
def test_what_may_become_shorter(sites: Sites, source: str) -> None:
    kinds = {site.group.kind for site in sites(source, ModelName) if site.group}
    assert kinds <= {GroupKind.COLLECTION, GroupKind.CHOICES}
    assert kinds


@pytest.mark.parametrize("source", FIXED.values(), ids=FIXED)
def test_what_keeps_its_length(sites: Sites, source: str) -> None:
    kinds = {site.group.kind for site in sites(source, ModelName) if site.group}
    assert kinds == {GroupKind.FIXED}


@pytest.mark.parametrize("source", FIXED.values(), ids=FIXED)
def test_all_of_it_stays_also_where_unsafe_edits_are_asked_for(source: str) -> None:
    outcome = engine.migrate(source.encode(), settings_of(Choices(unsafe=True)))
    assert outcome.judgement.edits == ()
    found = {(each.rule, str(each.action)) for each in outcome.judgement.findings}
    assert found == {("MS105", "flag")}


def test_a_name_that_is_checked_against_it_stays_with_it() -> None:
    source = """\
        ALLOWED = ["claude-opus-4-5", "claude-opus-4-1"]
        first, second = ALLOWED

        def ask(model="claude-opus-4-1"):
            if model not in ALLOWED:
                raise ValueError(model)
        """
    data = textwrap.dedent(source).encode()
    outcome = engine.migrate(data, settings_of(Choices(unsafe=True)))
    assert outcome.judgement.edits == ()
    assert {str(each.action) for each in outcome.judgement.findings} == {"flag"}
