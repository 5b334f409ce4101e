"""`msmigrate rules`: what the codemod does, and why, from the rules themselves."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from migrator.report.rulebook import Card


@click.command(name="rules")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="What to print.",
)
@click.pass_context
def command(context: click.Context, ids: tuple[str, ...], form: str) -> None:
    """List the rules, or explain those with the given ids or names.

    A prefix such as MS2 lists the rules that begin with it.
    """
    from migrator.cli.cards import cards_of_rules
    from migrator.report import rulebook
    from migrator.report.terminal import line, look_of, write

    cards = _chosen(cards_of_rules(), ids)
    if form == "json":
        sys.stdout.write(rulebook.rules_json(cards))
        return
    look = look_of(sys.stdout, context.color)
    if len(cards) > len(ids):
        write(rulebook.overview(cards, look), sys.stdout, look)
        return
    for index, card in enumerate(cards):
        write([line()] if index else [], sys.stdout, look)
        write(rulebook.page(card, look), sys.stdout, look)


def _chosen(cards: Sequence["Card"], ids: Sequence[str]) -> list["Card"]:
    """Return the cards that `ids` name, in the order of the rules; all where none is named."""
    wanted: set[str] = set()
    for word in ids:
        found = {card.id for card in cards if _names(word, card)}
        if not found:
            raise click.UsageError(_unknown(word, cards), click.get_current_context())
        wanted |= found
    return [card for card in cards if not ids or card.id in wanted]


def _names(word: str, card: "Card") -> bool:
    is_prefix = len(word) > len("MS") and card.id.startswith(word.upper())
    return is_prefix or card.name == word.lower()


def _unknown(word: str, cards: Sequence["Card"]) -> str:
    import difflib

    known = {card.id.lower(): card.id for card in cards} | {card.name: card.name for card in cards}
    near = difflib.get_close_matches(word.lower(), known, n=1)
    hint = f"Did you mean {known[near[0]]!r}?" if near else "`msmigrate rules` lists them."
    return f"There is no rule {word!r}. {hint}"
