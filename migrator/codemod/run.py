"""A run over many files: find, examine in workers, write, and say what was done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from migrator.codemod import dirty, pool
from migrator.codemod.discover import Discovery, SourceFile, discover
from migrator.codemod.engine import Settings
from migrator.codemod.errors import CodemodError
from migrator.codemod.examine import Examined, examine
from migrator.codemod.modes import Mode
from migrator.files import journal
from migrator.files.errors import FilesError
from migrator.report.model import Change, Counts, Item, Problem, Report
from migrator.secret import mask


@dataclass(frozen=True, slots=True)
class Request:
    """What a run is asked to do.

    `now` is the time in UTC; `state` the folder of the journal, None for the usual one. `advance`
    is told how many more files are done.
    """

    paths: tuple[Path, ...]
    mode: Mode
    settings: Settings
    now: datetime
    exclude: tuple[str, ...] = ()
    jobs: int | None = None
    require_clean: bool = False
    state: Path | None = None
    notes: tuple[str, ...] = ()


def run(request: Request, begin: Callable[[int], Callable[[int], None]]) -> Report:
    """Do what is asked and report it; `begin` is told the number of files, and gives a counter.

    Raises CodemodError where nothing may be written: a bad pattern, uncommitted changes that
    `require_clean` forbids.
    """
    found = discover(request.paths, request.exclude)
    settings = replace(request.settings, gated=request.mode is not Mode.CHECK)
    outcomes = _examined(found.files, settings, request.jobs, begin(len(found.files)))
    written = _Written()
    if request.mode is Mode.APPLY:
        written = _write(found, outcomes, request)
    return _report(request, found, outcomes, written)


@dataclass(frozen=True, slots=True)
class _Written:
    """Which files were written, by display path, what could not be, and what to tell of it."""

    paths: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


def _examined(
    files: Sequence[SourceFile],
    settings: Settings,
    jobs: int | None,
    advance: Callable[[int], None],
) -> list[Examined | Problem]:
    outcomes: list[Examined | Problem] = []
    work = partial(examine, settings=settings)
    for done, made in pool.work(work, files, jobs or pool.default_jobs(), _crashed):
        outcomes.extend(made)
        advance(done)
    return sorted(outcomes, key=_display)


def _display(outcome: Examined | Problem) -> str:
    return outcome.path if isinstance(outcome, Problem) else outcome.file.display


def _crashed(file: SourceFile) -> Problem:
    return Problem(
        file.display,
        "crashed",
        "Python itself died on this file, so it was left as it is; exclude it and run again",
    )


def _changing(outcomes: Sequence[Examined | Problem]) -> list[Examined]:
    return [
        outcome
        for outcome in outcomes
        if isinstance(outcome, Examined) and outcome.after is not None
    ]


def _write(found: Discovery, outcomes: Sequence[Examined | Problem], request: Request) -> _Written:
    """Write the files that change, each whole or not at all, journaled before the first."""
    changing = _changing(outcomes)
    if not changing:
        return _Written()
    uncommitted = dirty.uncommitted([outcome.file for outcome in changing], found.projects)
    if uncommitted and request.require_clean:
        raise UncleanError(_listed(uncommitted))
    done: set[str] = set()
    problems: list[Problem] = []
    changes = {
        outcome.file.display: journal.FileChange(
            outcome.file.path, outcome.before, outcome.after or b""
        )
        for outcome in changing
    }
    with journal.begin(
        changes.values(),
        command="codemod",
        root=found.base,
        now=request.now,
        state=request.state,
    ) as record:
        for display, change in changes.items():
            try:
                record.apply(change)
                done.add(display)
            except FilesError as error:
                problems.append(Problem(display, str(error.kind), f"{display} {error.message}"))
    notes = [_dirty_note(uncommitted)] if uncommitted else []
    return _Written(frozenset(done), tuple(problems), tuple(notes))


class UncleanError(CodemodError):
    """Files to be changed have uncommitted changes, and that was not to be."""

    exit_code = 3

    def __init__(self, files: str) -> None:
        super().__init__(
            f"nothing was written: {files} would be changed and has uncommitted changes; commit "
            "or stash them, or run without --require-clean"
        )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:3])
    return shown if len(names) <= len(names[:3]) else f"{shown} and {len(names) - 3} more"


def _dirty_note(names: Sequence[str]) -> str:
    return (
        f"Changed over uncommitted changes: {_listed(names)}. `msmigrate undo` brings back exactly "
        "what was there."
    )


def _report(
    request: Request,
    found: Discovery,
    outcomes: Sequence[Examined | Problem],
    written: _Written,
) -> Report:
    examined = [outcome for outcome in outcomes if isinstance(outcome, Examined)]
    problems = [
        *found.problems,
        *(outcome for outcome in outcomes if isinstance(outcome, Problem)),
        *(problem for outcome in examined for problem in outcome.problems),
        *written.problems,
    ]
    changes = _changing(outcomes)
    if request.mode is Mode.APPLY:
        changes = [outcome for outcome in changes if outcome.file.display in written.paths]
    return Report(
        root=str(found.base),
        mode=str(request.mode),
        counts=Counts(
            seen=found.seen,
            ignored=found.ignored,
            candidates=len(examined),
            parsed=sum(outcome.parsed for outcome in examined),
            calls=sum(outcome.requests for outcome in examined),
            changed=(
                sum(outcome.changes for outcome in examined)
                if request.mode is Mode.CHECK
                else len(changes)
            ),
            failed=len({problem.path for problem in problems}),
        ),
        items=tuple(
            sorted(
                (item for outcome in examined for item in _items(outcome, written)),
                key=lambda item: (item.place, item.rule),
            )
        ),
        problems=tuple(sorted(problems, key=lambda problem: (problem.path, problem.kind))),
        changes=tuple(_change(outcome) for outcome in changes),
        notes=(
            *request.notes,
            *(note.message for note in found.notes),
            *(note for outcome in examined for note in outcome.notes),
            *written.notes,
        ),
    )


def _items(outcome: Examined, written: _Written) -> list[Item]:
    is_written = outcome.file.display in written.paths
    return [
        replace(item, applied=is_written and changing)
        for item, changing in zip(outcome.items, outcome.changing, strict=True)
    ]


def _change(outcome: Examined) -> Change:
    before = _text(outcome.before, outcome)
    after = _text(outcome.after or b"", outcome)
    return Change(
        outcome.file.display,
        before,
        after,
        secret=mask(before) != before,
        encoding=outcome.encoding,
        bom=outcome.bom,
    )


def _text(data: bytes, outcome: Examined) -> str:
    return data.removeprefix(b"\xef\xbb\xbf" if outcome.bom else b"").decode(outcome.encoding)
