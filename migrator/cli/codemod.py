"""`msmigrate codemod`: rewrite projects, and report what a person must decide."""

from dataclasses import replace
from pathlib import Path

import click

from migrator.catalog.mapping import parse_override
from migrator.cli.fitting import require_fitting, require_named
from migrator.cli.ordering import Order, carry_out
from migrator.cli.piped import held_of
from migrator.cli.printing import FORMS
from migrator.cli.saving import save
from migrator.codemod import choices as choosing
from migrator.codemod.choices import Choices
from migrator.codemod.modes import Mode


@click.command("codemod")
@click.argument("paths", nargs=-1, required=True, type=click.Path(readable=False))
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if anything is found.")
@click.option("--diff", is_flag=True, help="Write nothing; print a unified diff.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    default="text",
    show_default=True,
    help="How to report.",
)
@click.option(
    "--report",
    "page",
    type=click.Path(dir_okay=False, readable=False, path_type=Path),
    metavar="FILE",
    help="Also write a page for a browser, to hand to a team.",
)
@click.option("--select", multiple=True, metavar="RULE", help="Only these ids or prefixes (MS2).")
@click.option("--ignore", multiple=True, metavar="RULE", help="Not these ids or prefixes.")
@click.option(
    "--unsafe/--safe", default=None, help="Also make the edits that need your word (MS105)."
)
@click.option(
    "--comments/--no-comments", default=None, help="Also rewrite ids in comments and docstrings."
)
@click.option(
    "--map",
    "models",
    multiple=True,
    metavar="CLAUDE=QWEN",
    help="What a Claude id or glob becomes; repeatable.",
)
@click.option("--base-url", metavar="URL", help="The base URL of another region.")
@click.option(
    "--exclude", multiple=True, metavar="PATTERN", help="Pass over files, as in .gitignore."
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1, max=choosing.MOST_JOBS),
    metavar="N",
    help="How many processes work.",
)
@click.option(
    "--stdin-filename",
    metavar="NAME",
    help="With - as PATH: where the source on standard input stands, or would stand.",
)
@click.option("--require-clean", is_flag=True, help="Refuse to change uncommitted changes.")
@click.option(
    "--interactive", "-i", is_flag=True, help="Go through the changes, and take or leave each."
)
@click.option("--todo", is_flag=True, help="Put a TODO comment at each place left to decide.")
@click.option("--remove-todo", is_flag=True, help="Take those comments out again; no more.")
@click.option("--save-config", is_flag=True, help="Save these choices in pyproject.toml; no more.")
@click.pass_context
def command(
    context: click.Context,
    /,
    paths: tuple[str, ...],
    check: bool,
    diff: bool,
    form: str,
    jobs: int | None,
    stdin_filename: str | None,
    require_clean: bool,
    page: Path | None,
    interactive: bool,
    todo: bool,
    remove_todo: bool,
    save_config: bool,
    **chosen: object,
) -> int:
    """Rewrite the projects or files at PATHS for Model Studio.

    Model names, request fields and endpoints are rewritten in place; what a person must decide is
    reported. `msmigrate undo` takes everything back.

    With - as PATH the source comes from standard input. The new source goes to standard output, or
    with --check, --diff or another --format the report does, and nothing is written.

    Exit codes: 0 fine; 1 --check found something; 2 something could not be done; 3 refused before
    anything was written; 130 interrupted.
    """
    asked = _choices(jobs=jobs, **chosen)
    order = Order(
        names=paths,
        mode=Mode.CHECK if check else Mode.DIFF if diff else Mode.APPLY,
        form=form,
        asked=asked,
        require_clean=require_clean,
        interactive=interactive,
        todo=todo,
        remove_todo=remove_todo,
        save_config=save_config,
        page=page,
        colour=context.color,
    )
    if check and diff:
        raise click.UsageError("--check and --diff exclude each other", context)
    require_named({"PATH": paths, "--stdin-filename": [stdin_filename]}, context)
    require_fitting(order, context)
    if save_config:
        return save(tuple(map(Path, paths)), asked)
    return carry_out(replace(order, held=held_of(paths, stdin_filename, context)))


def _choices(**chosen: object) -> Choices:
    """Turn the options into choices; raises CodemodError for one that cannot be read."""
    base_url = chosen["base_url"]
    if isinstance(base_url, str):
        choosing.base_url(base_url)
    models = chosen["models"]
    assert isinstance(models, tuple)  # noqa: S101  # click's own type
    return Choices(**{**chosen, "models": tuple(parse_override(text) for text in models)})  # type: ignore[arg-type]  # the options are named as the fields are
