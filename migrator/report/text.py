"""The report for a person: each finding at its place in the source, then what it comes to.

The lines are made apart from their writing: `lines` is pure, `terminal.write` prints them.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from migrator.report.excerpt import excerpt
from migrator.report.masked import masked
from migrator.report.model import Item, Place, Problem, Report
from migrator.report.printable import cells, visible, wrap
from migrator.report.summary import summary
from migrator.report.terminal import Line, Look, Piece, Tone, line
from migrator.report.tokens import token_span

INDENT = "    "
ROOM_OF_A_PIPE = 120
LEAST_ROOM = 20
LONGEST_VALUE = 60

TONES = {"rewrite": Tone.REWRITE, "unsafe": Tone.UNSAFE, "flag": Tone.FLAG}


def lines(report: Report, look: Look, target: str | None = None) -> Iterator[Line]:
    """Yield the report: findings, problems, notes, summary, and what to run next.

    `target` is what the commands shown are to be run on, in the shell's spelling.
    """
    report = masked(report)
    yield from findings(report, look)
    yield from problems(report, look)
    yield from notes(report, look)
    yield from summary(report, look, target)


def findings(report: Report, look: Look) -> Iterator[Line]:
    """Yield the findings; what was said once in a file is not said again there.

    What helps with a rewrite is optional reading, so that is said once in the whole report.
    """
    said: set[tuple[str, str, str]] = set()
    for item in report.items:
        yield from _finding(item, report.mode, look)
        for scope, text in _advice(item):
            if (scope, item.rule, text) not in said:
                said.add((scope, item.rule, text))
                yield from _hanging(INDENT, text, look)
        yield line()


def change(item: Item, look: Look) -> Iterator[Line]:
    """Yield one finding with all that is said of it."""
    yield from _finding(item, "check", look)
    for _, text in _advice(item):
        yield from _hanging(INDENT, text, look)


def flags(report: Report, look: Look) -> Iterator[Line]:
    """Yield the flags alone."""
    items = tuple(item for item in report.items if item.action == "flag")
    return findings(replace(report, items=items), look)


def left(report: Report, look: Look) -> Iterator[Line]:
    """Yield the findings whose change was not made: what a person still has to decide."""
    items = tuple(item for item in report.items if not item.applied)
    return findings(replace(report, items=items), look)


def problems(report: Report, look: Look) -> Iterator[Line]:
    """Yield what could not be done."""
    for problem in report.problems:
        head = (Piece(_spot(problem), Tone.STRONG), Piece(" error", Tone.ERROR))
        yield from _headed(head, f"{problem.message} ({problem.kind})", look)
    if report.problems:
        yield line()


def notes(report: Report, look: Look) -> Iterator[Line]:
    """Yield the sentences that belong to no place."""
    for note in report.notes:
        yield from _hanging("note: ", note, look)
    if report.notes:
        yield line()


def _finding(item: Item, mode: str, look: Look) -> Iterator[Line]:
    tone = TONES[item.action]
    head = (
        Piece(f"{_where(item.place)}:", Tone.STRONG),
        Piece(f" {item.rule} "),
        Piece(_done(item, mode), tone),
    )
    change = _change(item, look)
    yield from _headed(head, change or item.message, look)
    yield from _source(item, tone, look)


def _advice(item: Item) -> Iterator[tuple[str, str]]:
    """Yield what is said below the source, each with the file, or "", where once is enough."""
    path = item.place.path
    if item.before is not None and item.after is not None:
        reason = _beyond_the_change(item.message, item.before, item.after)
        if reason:
            yield path, reason
    if item.help:
        yield "" if item.action == "rewrite" else path, item.help


def _beyond_the_change(message: str, before: str, after: str) -> str:
    """Leave out a first sentence that names both ends of the change: it stands above already."""
    first, _, rest = message.partition(". ")
    return rest if before in first and after in first else message


def _done(item: Item, mode: str) -> str:
    failed = mode == "apply" and item.action == "rewrite" and not item.applied
    return f"{item.action} (not made)" if failed else item.action


def _change(item: Item, look: Look) -> str | None:
    if item.before is None or item.after is None:
        return None
    return f"{_short(item.before, look)} {look.arrow} {_short(item.after, look)}"


def _short(value: str, look: Look) -> str:
    text = " ".join(value.split())
    if cells(text) <= LONGEST_VALUE:
        return text
    return text[: LONGEST_VALUE - len(look.dots)] + look.dots


def _headed(head: Line, message: str, look: Look) -> Iterator[Line]:
    """Yield `head  message` on one line where that fits, else the message below it."""
    text = " ".join(visible(message).split())
    if not text or look.width is None or _width(head) + 2 + cells(text) <= look.width:
        yield (*head, Piece(f"  {text}" if text else ""))
        return
    yield head
    yield from _hanging(INDENT, text, look)


def _width(pieces: Line) -> int:
    return sum(cells(piece.text) for piece in pieces)


def _hanging(first: str, text: str, look: Look) -> Iterator[Line]:
    """Yield `text` wrapped, `first` before the first line and as much space before the others."""
    room = None if look.width is None else max(look.width - len(first), LEAST_ROOM)
    for index, each in enumerate(wrap(text, room)):
        yield line((first if index == 0 else " " * len(first)) + each)


def _source(item: Item, tone: Tone, look: Look) -> Iterator[Line]:
    if not item.source.strip():
        return
    start, end = token_span(item)
    room = max((look.width or ROOM_OF_A_PIPE) - len(INDENT), LEAST_ROOM)
    shown = excerpt(item.source, start, end, room, look.dots)
    yield line(INDENT + shown.source)
    yield (Piece(INDENT), Piece(shown.carets, tone))


def _where(place: Place) -> str:
    return f"{_file(place.path, place.cell)}:{place.line}:{place.column}"


def _file(path: str, cell: int | None) -> str:
    return visible(path) if cell is None else f"{visible(path)}:cell {cell + 1}"


def _spot(problem: Problem) -> str:
    spot = visible(problem.path)
    return f"{spot}:" if problem.line is None else f"{spot}:{problem.line}:"
