"""The rules of the codemod as the printers take them."""

from migrator.codemod.rules.registry import rules
from migrator.codemod.rules.rule import Example, Flagged, Rule
from migrator.report.rulebook import Card, Shown


def cards_of_rules() -> list[Card]:
    """Return a card for each rule, sorted by id."""
    return [_card(rule) for rule in rules()]


def _card(rule: Rule) -> Card:
    return Card(
        id=rule.id,
        name=rule.name,
        action=rule.action,
        what=rule.what,
        why=rule.why,
        examples=tuple(map(_shown, rule.examples)),
        keeps=rule.keeps,
    )


def _shown(example: Example | Flagged) -> Shown:
    if isinstance(example, Example):
        return Shown(example.before, after=example.after, unsafe=example.unsafe)
    return Shown(example.source, token=example.token)
