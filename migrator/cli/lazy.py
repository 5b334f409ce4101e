"""A group of commands whose modules are imported only when one of them is called."""

import difflib
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import click


class Entry(NamedTuple):
    """A command: the module whose attribute `command` it is, and its line in the help."""

    module: str
    help: str


class LazyGroup(click.Group):
    """Sub-commands by a table; listing them, or asking for help, imports none.

    Every command that it loads also takes the options of `shared`, so that they may stand before
    the command or after it. An option that the command declares itself is left alone.
    """

    def __init__(
        self,
        *args: Any,
        table: Mapping[str, Entry],
        shared: Sequence[click.Option] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, params=list(shared), **kwargs)
        self.table = dict(table)
        self.shared = tuple(shared)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name the commands, in the order of the table."""
        return list(self.table)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """Import the command of that name; None when there is none."""
        entry = self.table.get(cmd_name)
        if entry is None:
            return None
        command: click.Command = import_module(entry.module).command
        taken = {name for parameter in command.params for name in parameter.opts}
        command.params += [each for each in self.shared if taken.isdisjoint(each.opts)]
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the first word names; a usage error says what was near it."""
        name = args[0]
        command = self.get_command(ctx, name)
        if command is None:
            raise click.UsageError(f"No such command {name!r}. {self._instead(args)}", ctx)
        return name, command, args[1:]

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the table of commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in self.table.items()])

    def _instead(self, args: list[str]) -> str:
        near = difflib.get_close_matches(args[0], self.table, n=1)
        if near:
            return f"Did you mean {near[0]!r}?"
        if "codemod" in self.table and Path(args[0]).exists():
            return f"Did you mean 'msmigrate codemod {args[0]}'?"
        return f"The commands are {', '.join(self.table)}."
