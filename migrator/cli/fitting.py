"""Which options of `msmigrate codemod` go together."""

from collections.abc import Iterable, Mapping

import click

from migrator.cli.ordering import Order
from migrator.cli.piped import MARK
from migrator.codemod.modes import Mode


def require_named(given: Mapping[str, Iterable[str | None]], context: click.Context) -> None:
    """Raise UsageError for a name that is empty, as an unset variable of a shell leaves one."""
    for what, names in given.items():
        if "" in names:
            raise click.UsageError(
                f"{what} is empty; write a name, or . for the current folder", context
            )


def require_fitting(order: Order, context: click.Context) -> None:
    """Raise UsageError for options that do not go together."""
    looks = order.mode is not Mode.APPLY or order.form != "text" or MARK in order.names
    if order.save_config and (looks or _acts(order)):
        raise click.UsageError(
            "--save-config stands alone: it saves the choices for a project and looks at no file",
            context,
        )
    if order.interactive:
        if looks:
            raise click.UsageError(
                "--interactive asks and then writes: it goes with no --check, --diff, --format, "
                f"or {MARK}",
                context,
            )
        from migrator.cli.reviewing import require_terminal

        require_terminal(context)
    if order.remove_todo and (order.todo or order.interactive or order.page):
        raise click.UsageError(
            "--remove-todo stands alone: it finds nothing and asks nothing", context
        )
    if order.page is not None:
        _require_page(order, context)


def _acts(order: Order) -> bool:
    return bool(
        order.interactive
        or order.todo
        or order.remove_todo
        or order.require_clean
        or order.page is not None
    )


def _require_page(order: Order, context: click.Context) -> None:
    from migrator.files import plain
    from migrator.report.page.page import is_page

    if order.page is None or str(order.page) in {".", MARK}:  # "" is a path to the folder
        raise click.UsageError("--report writes a file: name one, such as report.html", context)
    plain.require_place(order.page, is_page)
