"""The rules for a reader: a list of them, or a page about one."""

import difflib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from migrator.report.excerpt import excerpt
from migrator.report.printable import wrap
from migrator.report.terminal import Line, Look, Piece, Tone, line

INDENT = "    "
UNDER_ID = " " * len("MS101  ")
LONGEST_LINE = 76  # text in full width is hard to read
_TONES = {"-": Tone.REMOVED, "+": Tone.ADDED}


@dataclass(frozen=True, slots=True)
class Shown:
    """An example: a source and what it becomes, or (`after` None) the token reported in it.

    `unsafe`: the change is made only with `--unsafe`.
    """

    before: str
    after: str | None = None
    token: str | None = None
    unsafe: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """What a person can read about a rule; `keeps` are sources that it leaves alone."""

    id: str
    name: str
    action: str
    what: str
    why: str
    examples: tuple[Shown, ...] = ()
    keeps: tuple[str, ...] = ()


def rules_json(cards: Iterable[Card]) -> str:
    """Return the rules as a JSON document in ASCII."""
    return json.dumps({"schema": 1, "rules": [asdict(card) for card in cards]}, indent=2) + "\n"


def overview(cards: Iterable[Card], look: Look) -> Iterator[Line]:
    """Yield two lines a rule, or as many as the width asks for: its name, and what it meets."""
    for card in cards:
        yield from _title(card, look)
        yield from _text(card.what, look, UNDER_ID)
    yield line()
    yield from _text("`msmigrate rules MS101` explains one, with examples.", look)


def page(card: Card, look: Look) -> Iterator[Line]:
    """Yield what the rule meets, why, its examples, and what it leaves alone."""
    yield from _title(card, look)
    yield line()
    yield from _text(card.what, look)
    yield line()
    yield from _text(card.why, look)
    for example in card.examples:
        yield line()
        yield from _example(example, look)
    for index, source in enumerate(card.keeps):
        yield line()
        if index == 0:
            yield line("Left alone:", Tone.STRONG)
        for each in source.splitlines():
            yield line(f"{INDENT}  {each}".rstrip())


def _title(card: Card, look: Look) -> Iterator[Line]:
    """Yield id, name and action; the action below them where they are too wide together."""
    head = (Piece(f"{card.id}  ", Tone.STRONG), Piece(card.name))
    width = len(UNDER_ID) + len(card.name) + 2 + len(card.action)
    if look.width is None or width <= look.width:
        yield (*head, Piece(f"  {card.action}", Tone.QUIET))
        return
    yield head
    for each in wrap(card.action, look.width - len(UNDER_ID)):
        yield line(f"{UNDER_ID}{each}", Tone.QUIET)


def _text(text: str, look: Look, indent: str = "") -> Iterator[Line]:
    room = min(look.width or LONGEST_LINE, LONGEST_LINE) - len(indent)
    for each in wrap(text, room):
        yield line(indent + each)


def _example(example: Shown, look: Look) -> Iterator[Line]:
    if example.after is None:
        yield line("Reported:", Tone.STRONG)
        yield from _reported(example.before, example.token or "", look)
        return
    yield line("Changed with --unsafe:" if example.unsafe else "Changed:", Tone.STRONG)
    for each in _comparison(example.before, example.after):
        yield line(f"{INDENT}{each}".rstrip(), _TONES.get(each[:1], Tone.PLAIN))


def _comparison(before: str, after: str) -> Iterator[str]:
    """Yield every line of both, marked as in a diff."""
    old, new = before.splitlines(), after.splitlines()
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, low, high, start, end in matcher.get_opcodes():
        if tag == "equal":
            yield from (f"  {each}" for each in old[low:high])
            continue
        yield from (f"- {each}" for each in old[low:high])
        yield from (f"+ {each}" for each in new[start:end])


def _reported(source: str, token: str, look: Look) -> Iterator[Line]:
    """Yield the source with carets below the first place of `token`."""
    pointed = False
    for each in source.splitlines():
        yield line(f"{INDENT}  {each}".rstrip())
        at = each.find(token)
        if token and at >= 0 and not pointed:
            pointed = True
            indent = each[: len(each) - len(each.lstrip())]
            carets = excerpt(each, at, at + len(token), 10_000, look.dots).carets
            yield (Piece(f"{INDENT}  {indent}"), Piece(carets, Tone.FLAG))
