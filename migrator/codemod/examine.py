"""What a worker does with one file: read, look, migrate, and describe the outcome in plain data."""

from collections.abc import Iterable
from dataclasses import dataclass

from migrator.codemod import engine
from migrator.codemod.discover import SourceFile, candidates
from migrator.codemod.engine import Settings
from migrator.codemod.findings import Finding
from migrator.codemod.languages.python.frontend import PythonFile
from migrator.codemod.languages.python.source import SourceError, decode
from migrator.codemod.rules.ms901 import RULE as UNREADABLE
from migrator.codemod.suppress import MARK, Suppressions
from migrator.report.model import Item, Place, Problem
from migrator.secret import mask

LARGEST = 8 * 1024 * 1024
_LONGEST_SOURCE_LINE = 2_000


@dataclass(frozen=True, slots=True)
class Examined:
    """The outcome of one candidate; picklable.

    `changing` says for each item whether its change is part of `after`: the new bytes, None where
    nothing changes or only findings were asked for. `changes` says whether the file has edits.
    `encoding` and `bom` tell how to read the bytes.
    """

    file: SourceFile
    items: tuple[Item, ...] = ()
    changing: tuple[bool, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    parsed: bool = False
    skipped: bool = False
    requests: int = 0
    changes: bool = False
    before: bytes = b""
    after: bytes | None = None
    encoding: str = "utf-8"
    bom: bool = False


def examine(files: Iterable[SourceFile], settings: Settings) -> list[Examined | Problem]:
    """Read files and migrate those that hold a word of interest; in the order given.

    A file that cannot be read is a problem; a file without a word of interest leaves nothing.
    """
    outcomes: list[Examined | Problem] = []
    for found in candidates(files):
        if isinstance(found, Problem):
            outcomes.append(found)
        elif len(found.data) > LARGEST:
            outcomes.append(Examined(found.file, problems=(_too_large(found.file),)))
        else:
            outcomes.append(_migrated(found.file, found.data, settings))
    return outcomes


def _too_large(file: SourceFile) -> Problem:
    limit = LARGEST // (1024 * 1024)
    return Problem(
        file.display,
        "too-large",
        f"the file is larger than {limit} MB and was left as it is; if it is generated, exclude "
        "it, and migrate what generates it",
    )


def _migrated(file: SourceFile, data: bytes, settings: Settings) -> Examined:
    try:
        if MARK.encode() in data and Suppressions.of(decode(data).text).skip_file:
            return Examined(file, skipped=True)
        outcome = engine.migrate(data, settings)
        return _described(file, data, outcome)
    except SourceError as error:
        return _unreadable(file, data, error, settings)
    except RecursionError:
        return _unreadable(file, data, SourceError("it is nested too deeply"), settings)


def _described(file: SourceFile, data: bytes, outcome: engine.Outcome) -> Examined:
    findings = outcome.judgement.findings
    problems = [
        Problem(
            file.display,
            f"rule:{fault.rule}",
            f"the rule {fault.rule} failed on this file and was passed over ({fault.reason}); "
            "please report it",
        )
        for fault in outcome.judgement.faults
    ]
    if outcome.failed is not None:
        problems.append(_refused(file, outcome.failed))
    source = outcome.file.source
    return Examined(
        file=file,
        items=tuple(_item(file, outcome.file, finding) for finding in findings),
        changing=tuple(outcome.is_applied(finding) for finding in findings),
        problems=tuple(problems),
        notes=tuple(
            f"{file.display}:{mistake.line}: {mistake.message}"
            for mistake in outcome.judgement.mistakes
        ),
        parsed=True,
        requests=outcome.judgement.requests,
        changes=bool(outcome.judgement.edits) and outcome.failed is None,
        before=data if outcome.after is not None else b"",
        after=outcome.data,
        encoding=source.encoding,
        bom=source.bom,
    )


def _refused(file: SourceFile, gate: engine.Gate) -> Problem:
    return Problem(
        file.display,
        f"gate:{gate}",
        f"the result did not pass the gate {gate!r}, so the file was left byte for byte; "
        "please report it",
    )


def _item(file: SourceFile, read: PythonFile, finding: Finding) -> Item:
    line, column = read.position(finding.span.start)
    end_line, end_column = read.position(finding.span.end)
    return Item(
        place=Place(file.display, None, line, column, end_line, end_column),
        rule=finding.rule,
        name=finding.name,
        action=str(finding.action),
        applied=False,
        token=mask(finding.token),
        before=finding.before,
        after=finding.after,
        message=mask(finding.message),
        help=finding.help,
        source=mask(read.line(line))[:_LONGEST_SOURCE_LINE],
    )


def _unreadable(file: SourceFile, data: bytes, error: SourceError, settings: Settings) -> Examined:
    if UNREADABLE.id not in settings.selected:
        return Examined(file)
    lines = data.splitlines()
    shown = lines[error.line - 1].decode("utf-8", "replace") if error.line <= len(lines) else ""
    item = Item(
        place=Place(file.display, None, error.line, 1, error.line, 1),
        rule=UNREADABLE.id,
        name=UNREADABLE.name,
        action="flag",
        applied=False,
        token="",
        before=None,
        after=None,
        message=f"The file holds something of interest but was left as it is: {error.reason}.",
        help="Mend the file, or exclude it; then run again.",
        source=mask(shown)[:_LONGEST_SOURCE_LINE],
    )
    return Examined(file, items=(item,), changing=(False,))
