"""One finding of the page, and what stands above those of one file."""

from collections import Counter
from collections.abc import Sequence

from migrator.report.model import Item, Place
from migrator.report.page.markup import escaped, prose, source
from migrator.report.page.states import STATES, State, state_of
from migrator.report.tokens import token_span

_LONGEST_SOURCE = 400


def group_head(path: str, items: Sequence[Item], mode: str) -> str:
    """Return the heading of a file, with what becomes of its findings."""
    counts = Counter(state_of(item, mode) for item in items)
    listed = ", ".join(f"{counts[state]} {state.at_finding}" for state in STATES if counts[state])
    return (
        f'<div class="head"><h3>{escaped(path)}</h3>'
        f'<span class="quiet">{escaped(listed)}</span></div>\n'
    )


def finding(item: Item, state: State, number: int) -> str:
    """Return one finding as an entry of a list; `number` makes its address."""
    place = _spot(item.place)
    head = (
        f'<h4><a class="place" href="#f{number}"><span class="where">{escaped(item.place.path)}, '
        f"</span>{place}</a>"
        f"<span>{escaped(item.rule)} {escaped(item.name)}</span>"
        f'<span class="state">{state.at_finding}</span></h4>'
    )
    parts = (
        head,
        _source(item),
        _change(item),
        f"<p>{prose(item.message)}</p>" if item.message else "",
        f'<p class="quiet">{prose(item.help)}</p>' if item.help else "",
    )
    return (
        f'<li class="item {state.key}" id="f{number}" data-state="{state.key}" '
        f'data-rule="{escaped(item.rule)}" data-path="{escaped(item.place.path)}">'
        f"{''.join(parts)}</li>\n"
    )


def _spot(place: Place) -> str:
    cell = "" if place.cell is None else f"cell {place.cell + 1}, "
    return f"{cell}line {place.line}"


def _change(item: Item) -> str:
    if item.before is None or item.after is None:
        return ""
    return (
        f'<p class="change mono"><del>{escaped(item.before)}</del> → '
        f"<ins>{escaped(item.after)}</ins></p>"
    )


def _source(item: Item) -> str:
    """Return the source line with the token marked, cut around it where it is long."""
    line = item.source
    if not line.strip():
        return ""
    start, end = token_span(item)
    first = max(0, start - _LONGEST_SOURCE // 2)
    last = min(len(line), max(end, first + _LONGEST_SOURCE))
    before, token, after = line[first:start], line[start:end], line[end:last]
    if first == 0:
        before = before.lstrip()
    dots = ("…" if first else "", "…" if last < len(line) else "")
    return (
        f'<pre class="source" tabindex="0"><code>{dots[0]}{source(before)}'
        f"<mark>{source(token)}</mark>{source(after.rstrip())}{dots[1]}</code></pre>"
    )
