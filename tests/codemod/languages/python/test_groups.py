"""What stands side by side."""

from collections.abc import Callable

import pytest

from migrator.codemod.group import GroupKind
from migrator.codemod.sites import ModelName

Sites = Callable[..., list[ModelName]]

A, B = '"claude-3-opus-20240229"', '"claude-opus-4-1"'

ALONE = {
    "one name": f"x = [{A}]\n",
    "a name beside something else": f'x = [{A}, "gpt-4o"]\n',
    "two variables": f"x = {A}\ny = {B}\n",
    "targets of a tuple": f"x, y = {A}, {B}\n",
    "a row of a table": f"x = [({A}, {B})]\n",
    "rows with the same name": f"x = [({A}, 1), ({A}, 2)]\n",
    "values of a dict": f'x = {{"a": {A}, "b": {B}}}\n',
    "arguments": f"f({A}, {B})\n",
    "attributes of a plain class": f"class M:\n    A = {A}\n    B = {B}\n",
    "comparisons in two statements": f"if x == {A}: ...\nif x == {B}: ...\n",
    "comparisons of two subjects": f"if x == {A}: ...\nelif y == {B}: ...\n",
    "inequalities": f"if x != {A}: ...\nelif x != {B}: ...\n",
    "a default without choices": f'p.add_argument("--model", default={A})\n',
}


@pytest.mark.parametrize("source", ALONE.values(), ids=ALONE)
def test_no_group(sites: Sites, source: str) -> None:
    assert [site.group for site in sites(source, ModelName) if site.group] == []


TOGETHER = {
    "list": (f"x = [{A}, {B}]\n", GroupKind.COLLECTION),
    "tuple": (f"x = ({A}, {B})\n", GroupKind.COLLECTION),
    "set": (f"x = {{{A}, {B}}}\n", GroupKind.COLLECTION),
    "loop": (f"for x in ({A}, {B}): ...\n", GroupKind.COLLECTION),
    "choices": (f"p.add_argument(choices=[{A}, {B}])\n", GroupKind.CHOICES),
    "literal type": (f"x: Literal[{A}, {B}]\n", GroupKind.CHOICES),
    "enumeration": (
        f"import enum\nclass M(enum.StrEnum):\n    A = {A}\n    B = {B}\n",
        GroupKind.ENUM,
    ),
    "chain": (f"if x == {A}: ...\nelif x == {B}: ...\n", GroupKind.COMPARISON),
    "chain, turned around": (f"if {A} == x: ...\nelif x == {B}: ...\n", GroupKind.COMPARISON),
    "one test": (f"if x == {A} or x == {B}: ...\n", GroupKind.COMPARISON),
    "match": (f"match x:\n    case {A}: ...\n    case {B}: ...\n", GroupKind.COMPARISON),
    "match with alternatives": (f"match x:\n    case {A} | {B}: ...\n", GroupKind.COMPARISON),
}


@pytest.mark.parametrize(("source", "kind"), TOGETHER.values(), ids=TOGETHER)
def test_groups(sites: Sites, source: str, kind: GroupKind) -> None:
    first, second = sites(source, ModelName)
    assert first.group is not None
    assert first.group == second.group
    assert first.group.kind is kind
    assert [name for name, _ in first.group.members] == [A.strip('"'), B.strip('"')]
    assert (first.index, second.index) == (0, 1)


def test_what_stands_at_one_place_of_several_rows(sites: Sites) -> None:
    first, second = sites(f"x = [({A}, 1), ({B}, 2)]\n", ModelName)
    assert first.group is not None
    assert first.group == second.group
    assert [site.removal for site in (first, second)] == [None, None]


REMOVABLE = {GroupKind.COLLECTION, GroupKind.CHOICES}


@pytest.mark.parametrize(("source", "kind"), TOGETHER.values(), ids=TOGETHER)
def test_only_members_of_collections_can_be_dropped(
    sites: Sites, source: str, kind: GroupKind
) -> None:
    removals = [site.removal for site in sites(source, ModelName)]
    assert all((removal is not None) is (kind in REMOVABLE) for removal in removals)


DEFAULTS = {
    "of an argument": f"p.add_argument(choices=[{A}, {B}], default={A})\n",
    "of an argument, before": f"p.add_argument(default={A}, choices=[{A}, {B}])\n",
    "of choices in a variable": f"C = [{A}, {B}]\np.add_argument(choices=C, default={A})\n",
    "of an annotation": f"model: Literal[{A}, {B}] = {A}\n",
    "of a parameter": f"def f(model: Literal[{A}, {B}] = {A}): ...\n",
    "of a parameter by name": f"def f(*, model: Literal[{A}, {B}] = {A}): ...\n",
}


@pytest.mark.parametrize("source", DEFAULTS.values(), ids=DEFAULTS)
def test_a_default_beside_choices(sites: Sites, source: str) -> None:
    found = [site for site in sites(source, ModelName) if site.default_of_group]
    assert [site.text for site in found] == [A.strip('"')]


def test_a_name_that_others_become_is_a_member(sites: Sites) -> None:
    first = sites(f'for name in [{A}, "qwen3-max"]: ...\n', ModelName)[0]
    assert first.group is not None
    assert [name for name, _ in first.group.members] == [A.strip('"'), "qwen3-max"]


def test_collisions_with_a_qwen_name_stay(
    reported: Callable[..., list[tuple[str, str, str]]],
) -> None:
    source = """\
        import anthropic

        for model in ["claude-opus-4-1", "qwen3-max"]:
            anthropic.Anthropic().messages.create(model=model, max_tokens=9, messages=[])
        """
    assert reported(source) == [("MS105", "unsafe", "claude-opus-4-1")]
