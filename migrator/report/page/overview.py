"""The figures at the top of the page: of the whole run, and of each rule."""

from collections import Counter
from collections.abc import Iterator, Sequence

from migrator.report.model import Item, Report
from migrator.report.page.markup import escaped
from migrator.report.page.states import DECIDE, DONE, LEFT, PLANNED, STATES, UNSAFE, State, state_of


def overview(report: Report) -> str:
    """Return the section with the figures."""
    return "".join(
        (
            '<section aria-labelledby="summary">\n<h2 id="summary">Summary</h2>\n',
            '<dl class="tiles">\n',
            *_tiles(report),
            "</dl>\n",
            *_table(report),
            "</section>\n",
        )
    )


def _tiles(report: Report) -> Iterator[str]:
    counts = Counter(state_of(item, report.mode) for item in report.items)
    files = "files changed" if report.mode == "apply" else "files would change"
    yield _tile("", report.counts.changed, files)
    made = DONE if report.mode == "apply" else PLANNED
    yield _tile(made.key, counts[made], "rewrites")
    yield _tile(DECIDE.key, counts[DECIDE], "places to decide")
    if counts[UNSAFE]:
        yield _tile(UNSAFE.key, counts[UNSAFE], "only with --unsafe")
    if counts[LEFT]:
        yield _tile(LEFT.key, counts[LEFT], "not rewritten")
    if report.problems:
        yield _tile(LEFT.key, len({one.path for one in report.problems}), "files with errors")
    yield _tile("", report.counts.seen, "files seen")


def _tile(key: str, number: int, what: str) -> str:
    return f'<div class="{key}"><dt>{what}</dt><dd>{number:,}</dd></div>\n'


def _table(report: Report) -> Iterator[str]:
    items, mode = report.items, report.mode
    if not items:
        return
    counts = Counter((item.rule, item.name, state_of(item, mode)) for item in items)
    states = [state for state in STATES if any(key[2] == state for key in counts)]
    yield '<div class="table" tabindex="0" role="region" aria-labelledby="by-rule"><table>\n'
    yield '<caption id="by-rule">By rule</caption>\n<thead><tr><th scope="col">Rule</th>'
    yield from (f'<th scope="col">{state.heading}</th>' for state in states)
    yield "</tr></thead>\n<tbody>\n"
    for rule, name in _by_weight(items, mode):
        yield f'<tr><th scope="row"><a href="#rule={escaped(rule)}">{escaped(rule)}</a> '
        yield f"{escaped(name)}</th>"
        yield from (_cell(counts[rule, name, state]) for state in states)
        yield "</tr>\n"
    yield "</tbody>\n</table></div>\n"


def _by_weight(items: Sequence[Item], mode: str) -> list[tuple[str, str]]:
    """Return the rules, first those that leave the most to decide."""

    def weight(state: State) -> Counter[tuple[str, str]]:
        return Counter((one.rule, one.name) for one in items if state_of(one, mode) == state)

    open_, rules = weight(DECIDE), {(item.rule, item.name) for item in items}
    return sorted(rules, key=lambda rule: (-open_[rule], rule))


def _cell(number: int) -> str:
    return f"<td>{number:,}</td>" if number else '<td class="none">0</td>'
