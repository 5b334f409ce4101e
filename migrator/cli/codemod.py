"""`msmigrate codemod`: rewrite projects, and report what a person must decide."""

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from migrator.catalog.mapping import parse_override
from migrator.cli.piped import held_of, write_source
from migrator.cli.printing import FORMS, print_report
from migrator.codemod import choices as choosing
from migrator.codemod.choices import Choices
from migrator.codemod.held import Held
from migrator.codemod.modes import Mode
from migrator.report.model import Report

_FOUND = 1
_FAILED = 2


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
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="How many processes work.")
@click.option(
    "--stdin-filename",
    metavar="NAME",
    help="With - as PATH: where the source on standard input stands, or would stand.",
)
@click.option("--require-clean", is_flag=True, help="Refuse to change uncommitted changes.")
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
    if check and diff:
        raise click.UsageError("--check and --diff exclude each other", context)
    asked = _choices(jobs=jobs, **chosen)
    if save_config:
        return _save(tuple(map(Path, paths)), asked)
    held = held_of(paths, stdin_filename, context)
    to_stdout = held is not None and form == "text" and not check and not diff
    mode = Mode.CHECK if check else Mode.DIFF if diff else Mode.APPLY
    if held is not None and mode is Mode.APPLY and not to_stdout:
        mode = Mode.DIFF
    report = _run(paths, mode, asked, held=held, require_clean=require_clean, colour=context.color)
    if held is not None and to_stdout:
        write_source(held, report, context.color)
    else:
        target = " ".join(shlex.quote(str(Path(path))) for path in paths)
        print_report(report, form, mode, target, context.color)
    if report.problems:
        return _FAILED
    return _FOUND if mode is Mode.CHECK and report.items else 0


def _choices(**chosen: object) -> Choices:
    """Turn the options into choices; raises CodemodError for one that cannot be read."""
    base_url = chosen["base_url"]
    if isinstance(base_url, str):
        choosing.base_url(base_url)
    models = chosen["models"]
    assert isinstance(models, tuple)  # noqa: S101  # click's own type
    return Choices(**{**chosen, "models": tuple(parse_override(text) for text in models)})  # type: ignore[arg-type]  # the options are named as the fields are


def _save(paths: tuple[Path, ...], asked: Choices) -> int:
    from migrator.codemod import config
    from migrator.codemod.errors import CodemodError
    from migrator.codemod.pyproject import FILE
    from migrator.codemod.rules import registry
    from migrator.files import journal

    choosing.selected(asked, registry.ids())
    folder, *others = config.config_folders(paths)
    if others:
        raise CodemodError("the paths belong to several projects; save for one at a time")
    before, after = config.save(folder, asked)
    path = folder / FILE
    if before == after or not after:
        click.echo(f"Nothing to save: {path} holds every choice that was given.")
        return 0
    change = journal.FileChange(path, before, after)
    with journal.begin([change], command="codemod", root=folder, now=datetime.now(UTC)) as run:
        run.apply(change)
    click.echo(f"Saved the choices in {path}. `msmigrate undo` takes that back.")
    return 0


def _run(
    names: tuple[str, ...],
    mode: Mode,
    asked: Choices,
    *,
    held: Held | None,
    require_clean: bool,
    colour: bool | None,
) -> Report:
    from migrator.codemod import config, run
    from migrator.codemod.rules import registry
    from migrator.codemod.settings import settings_of, warnings_of

    known = registry.ids()
    paths = tuple(map(Path, names)) if held is None else (held.path or Path.cwd(),)
    choices = choosing.merge(config.load_common(config.config_folders(paths), known), asked)
    request = run.Request(
        paths=paths,
        mode=mode,
        settings=settings_of(choices),
        now=datetime.now(UTC),
        exclude=choices.exclude,
        jobs=choices.jobs,
        require_clean=require_clean,
        held=held,
        notes=warnings_of(choices),
    )
    with _progress(colour) as begin:
        return run.run(request, begin)


@contextmanager
def _progress(colour: bool | None) -> Iterator[Callable[[int], Callable[[int], None]]]:
    """Hand out what shows a bar for a number of files, once the work takes a while."""
    from contextlib import ExitStack

    from migrator.report.progress import Progress

    with ExitStack() as stack:

        def begin(total: int) -> Callable[[int], None]:
            bar = stack.enter_context(Progress("Reading files", total, colour=colour))
            return bar.advance

        yield begin
