import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import click
import pytest

from migrator.cli.lazy import Entry, LazyGroup

Load = Callable[..., LazyGroup]


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Load:
    """A group with one command `greet`, whose module comes into being on demand."""

    def build(command: click.Command) -> LazyGroup:
        module: Any = ModuleType("greeting")
        module.command = command
        monkeypatch.setitem(sys.modules, "greeting", module)
        loud = click.Option(["--loud"], is_flag=True, expose_value=False)
        table = {
            "greet": Entry("greeting", "Say hello."),
            "gone": Entry("no.such.module", "Leave."),
        }
        return LazyGroup("tool", table=table, shared=[loud], help="A tool.")

    return build


@click.command
@click.argument("name")
def greet(name: str) -> str:
    return f"hello {name}"


def run(group: LazyGroup, *words: str) -> object:
    with group.make_context("tool", list(words)) as context:
        return group.invoke(context)


def test_help_lists_all_and_imports_none(load: Load) -> None:
    group = load(greet)
    with group.make_context("tool", [], resilient_parsing=True) as context:
        text = context.get_help()
    assert text.splitlines()[-2:] == ["  greet  Say hello.", "  gone   Leave."]


def test_a_command_runs(load: Load) -> None:
    assert run(load(greet), "greet", "you") == "hello you"


def test_a_missing_module_is_no_missing_command(load: Load) -> None:
    with pytest.raises(ModuleNotFoundError):
        run(load(greet), "gone")


@pytest.mark.parametrize(
    "words", [["--loud", "greet", "you"], ["greet", "--loud", "you"], ["greet", "you", "--loud"]]
)
def test_a_shared_option_stands_before_or_after_the_command(load: Load, words: list[str]) -> None:
    assert run(load(greet), *words) == "hello you"


def test_a_shared_option_is_added_once(load: Load) -> None:
    group = load(greet)
    run(group, "greet", "you")
    run(group, "greet", "you")
    assert [option.opts for option in greet.params].count(["--loud"]) == 1


def test_an_option_of_the_commands_own_wins(load: Load) -> None:
    @click.command
    @click.option("--loud", is_flag=True)
    def own(loud: bool) -> bool:
        return loud

    assert run(load(own), "greet", "--loud") is True


def test_an_unknown_command_says_what_is_near(load: Load) -> None:
    with pytest.raises(click.UsageError, match="Did you mean 'greet'"):
        run(load(greet), "gret")


def test_an_unknown_command_with_nothing_near_names_them_all(load: Load) -> None:
    with pytest.raises(click.UsageError, match="The commands are greet, gone"):
        run(load(greet), "xyz")
