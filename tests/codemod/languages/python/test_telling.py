"""Which names lead to what decides findings, over the facts of a few files."""

import textwrap
from collections.abc import Mapping

import pytest

from migrator.codemod.languages.python import frontend
from migrator.codemod.languages.python.modules import Modules
from migrator.codemod.languages.python.telling import Telling
from migrator.codemod.languages.python.view import View
from migrator.codemod.languages.python.world import World
from migrator.codemod.shared import Shared

FILES = {
    "dull.py": """
        LIMIT = 3

        def add(a, b):
            return a + b

        class Row:
            def __init__(self):
                self.next = Row()
        """,
    "clients.py": """
        import anthropic
        from dull import Row, add

        client = anthropic.Anthropic()
        MODEL = "claude-opus-4-1"
        NAMES = [MODEL]
        TABLE = {"model": MODEL}

        def make():
            return client

        class Chat:
            def __init__(self):
                self.api = make()

        class Sender:
            def ask(self, api):
                return api.messages.create(max_tokens=1)

        class Child(Sender):
            pass

        def limit():
            return 5
        """,
    "again.py": """
        from clients import *
        from clients import client as api, limit as most
        from dull import add as plus
        """,
}


@pytest.fixture(scope="module")
def telling() -> Telling:
    return Telling(_world({f"/p/{name}": textwrap.dedent(text) for name, text in FILES.items()}))


def _world(files: Mapping[str, str]) -> World:
    world = World(Modules(frozenset(files), "/p"))
    shared = Shared(world)
    for _ in files:  # what one file says of another takes a round each
        for path, text in files.items():
            opened = frontend.parse(text.encode()).opened(View(path, shared))
            world.learn({path: opened.facts(path)}, {})
    return world


@pytest.mark.parametrize(
    "name",
    ["dull", "dull.LIMIT", "dull.add", "dull.Row", "dull.*", "clients.limit", "clients.missing",
     "clients.Row", "again.most", "again.plus", "os", "os.path", "missing"],
)  # fmt: skip
def test_leads_to_nothing(telling: Telling, name: str) -> None:
    assert not telling.tells("/p/main.py", name)


@pytest.mark.parametrize(
    "name",
    ["clients", "clients.*", "clients.client", "clients.MODEL", "clients.NAMES", "clients.TABLE",
     "clients.make", "clients.Chat", "clients.Sender", "clients.Child", "again", "again.*",
     "again.api", "again.Child"],
)  # fmt: skip
def test_leads_to_something(telling: Telling, name: str) -> None:
    assert telling.tells("/p/main.py", name)


def test_what_was_searched_in_vain_stays_so(telling: Telling) -> None:
    assert not telling.tells("/p/main.py", "dull.Row")
    assert telling.tells("/p/main.py", "clients.Chat")
    assert not telling.tells("/p/main.py", "dull.Row")


def test_functions_that_hand_out_one_another_come_to_an_end() -> None:
    files = {f"/p/m{at}.py": _handing_out(f"m{1 - at}") for at in (0, 1)}
    assert not Telling(_world(files)).tells("/p/main.py", "m0.f0")


def _handing_out(other: str) -> str:
    names = [f"f{number}" for number in range(8)]
    returns = "".join(f"    if x: return {other}.{name}()\n" for name in names)
    return f"import {other}\n" + "".join(f"def {name}(x):\n{returns}" for name in names)
