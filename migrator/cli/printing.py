"""The outcome of a codemod run on stdout and stderr, in the form that was asked for."""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from migrator.codemod.modes import Mode
from migrator.report.model import Report

FORMS = ("text", "json", "sarif", "github")


def print_report(report: Report, form: str, mode: Mode, target: str, colour: bool | None) -> None:
    """Print a report; `target` is what was run on, in the shell's spelling, for commands shown."""
    if form != "text":
        click.echo(_MACHINES[form](report), nl=False)
        _print_notes(report, colour)
    elif mode is Mode.DIFF:
        _print_diff(report, target, colour)
    else:
        from migrator.report import text
        from migrator.report.terminal import look_of, write

        look = look_of(sys.stdout, colour)
        write(text.lines(report, look, target), sys.stdout, look)


def _print_notes(report: Report, colour: bool | None) -> None:
    from migrator.report import text
    from migrator.report.terminal import look_of, write

    look = look_of(sys.stderr, colour)
    write(text.notes(report, look), sys.stderr, look)


def _print_diff(report: Report, target: str, colour: bool | None) -> None:
    from migrator.report import diff, summary, text
    from migrator.report.terminal import look_of, write

    diff.write_diff(report.changes, sys.stdout, look_of(sys.stdout, colour))
    look = look_of(sys.stderr, colour)
    write(text.problems(report, look), sys.stderr, look)
    write(text.notes(report, look), sys.stderr, look)
    write(summary.summary(report, look, target), sys.stderr, look)


def _json(report: Report) -> str:
    from migrator.report.as_json import as_json

    return as_json(report)


def _sarif(report: Report) -> str:
    from migrator.cli.cards import cards_of_rules
    from migrator.report.sarif import as_sarif

    return as_sarif(_from_the_top(report), cards_of_rules())


def _github(report: Report) -> str:
    from migrator.report.github import as_commands

    return as_commands(_from_the_top(report))


def _from_the_top(report: Report) -> Report:
    """Name files from the top of their git work tree, where code hosts look for them."""
    from migrator.codemod.discover.projects import git_top
    from migrator.report.located import located

    return located(report, git_top(Path(report.root)) or Path(report.root))


_MACHINES: dict[str, Callable[[Report], str]] = {
    "json": _json,
    "sarif": _sarif,
    "github": _github,
}
