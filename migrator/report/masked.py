"""The last look before anything is printed: no API key leaves in a report."""

from msgspec.structs import replace

from migrator.report.model import Item, Problem, Report
from migrator.secret import mask


def masked(report: Report) -> Report:
    """Return `report` with every key in its words masked.

    Paths stay, or nobody would find the file; of the texts of changes `diff` takes care.
    """
    return replace(
        report,
        items=tuple(map(_item, report.items)),
        problems=tuple(map(_problem, report.problems)),
        notes=tuple(map(mask, report.notes)),
    )


def _item(item: Item) -> Item:
    texts = (item.token, item.before, item.after, item.message, item.help, item.source)
    if all(text is None or mask(text) == text for text in texts):
        return item
    return replace(
        item,
        token=mask(item.token),
        before=None if item.before is None else mask(item.before),
        after=None if item.after is None else mask(item.after),
        message=mask(item.message),
        help=mask(item.help),
        source=mask(item.source),
    )


def _problem(problem: Problem) -> Problem:
    return replace(problem, message=mask(problem.message))
