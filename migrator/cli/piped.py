"""`msmigrate codemod -`: source comes in on standard input, and goes out on standard output."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from migrator.codemod.held import Held
from migrator.report.model import Report

MARK = "-"


def held_of(paths: Sequence[str], name: str | None, context: click.Context) -> Held | None:
    """Read standard input where `paths` say so; `name` is where that file stands or would stand.

    Raises UsageError where the words do not go together.
    """
    if MARK not in paths:
        if name is not None:
            raise click.UsageError(f"--stdin-filename goes with {MARK} as PATH", context)
        return None
    if len(paths) > 1:
        raise click.UsageError(
            f"{MARK} stands alone: one source comes from standard input", context
        )
    return Held(sys.stdin.buffer.read(), None if name is None else Path(name))


def write_source(held: Held, report: Report, colour: bool | None) -> None:
    """Write the source after the run to stdout, and what a person must decide to stderr."""
    from migrator.report import text
    from migrator.report.masked import masked
    from migrator.report.terminal import look_of, write

    sys.stdout.flush()
    sys.stdout.buffer.write(_after(held, report))
    sys.stdout.buffer.flush()
    look = look_of(sys.stderr, colour)
    report = masked(report)
    for lines in (text.left(report, look), text.problems(report, look), text.notes(report, look)):
        write(lines, sys.stderr, look)


def _after(held: Held, report: Report) -> bytes:
    for change in report.changes:
        mark = b"\xef\xbb\xbf" if change.bom else b""
        return mark + change.after.encode(change.encoding)
    return held.data
