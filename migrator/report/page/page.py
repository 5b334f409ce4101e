"""The report as one page for a team: it asks nothing of the network, on a screen or on paper."""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib import resources
from itertools import groupby
from pathlib import PurePath

import migrator
from migrator.report.masked import masked
from migrator.report.model import Item, Problem, Report
from migrator.report.page.diffs import diff_of
from migrator.report.page.findings import finding, group_head
from migrator.report.page.markup import escaped, prose
from migrator.report.page.overview import overview
from migrator.report.page.states import STATES, State, state_of

_GENERATOR = '<meta name="generator" content="msmigrate '
_LOOKED_AT = 1000


def page(report: Report, now: datetime) -> str:
    """Return the page of a run; `now` is the time in UTC that it shows. API keys are masked."""
    report = masked(report)
    name = PurePath(report.root).name or report.root
    title = f"{name}: migration to Model Studio"
    style, script = _part("page.css"), _part("page.js")
    return "".join(
        (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f'{_GENERATOR}{migrator.__version__}">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{_policy(style, script)}">\n',
            f"<title>{escaped(title)}</title>\n",
            f'<link rel="icon" href="data:,">\n<style>{style}</style>\n</head>\n<body>\n',
            '<a class="skip" href="#findings">Go to the findings</a>\n',
            _header(report, title, now),
            "<main>\n",
            overview(report),
            *_problems(report.problems),
            *_findings(report),
            *_notes(report.notes),
            "</main>\n",
            f"<footer><p>Made by msmigrate {migrator.__version__}. ",
            "<code>msmigrate rules ID</code> explains a rule.</p></footer>\n",
            f"<script>{script}</script>\n</body>\n</html>\n",
        )
    )


def is_page(data: bytes) -> bool:
    """Tell whether the bytes of a file are a page of ours."""
    return _GENERATOR.encode() in data[:_LOOKED_AT]


def _part(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Allow the two parts of the page itself, and nothing from anywhere."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _header(report: Report, title: str, now: datetime) -> str:
    did = {
        "apply": "The files were rewritten",
        "check": "Nothing was written: this is what a run finds",
        "diff": "Nothing was written: this is what a run would change",
    }[report.mode]
    stamp = now.strftime("%Y-%m-%d %H:%M UTC")
    return (
        f"<header>\n<h1>{escaped(title)}</h1>\n"
        f'<p class="quiet">{did}. {stamp}. <span class="mono">{escaped(report.root)}</span></p>\n'
        "</header>\n"
    )


def _problems(problems: Sequence[Problem]) -> Iterator[str]:
    if not problems:
        return
    yield '<section aria-labelledby="problems">\n<h2 id="problems">Could not be done</h2>\n'
    yield '<div class="group"><ol class="items">\n'
    for problem in problems:
        spot = problem.path if problem.line is None else f"{problem.path}:{problem.line}"
        yield (
            f'<li class="item problem"><h3><span class="place">{escaped(spot)}</span> '
            f'<span class="state">{escaped(problem.kind)}</span></h3>'
            f"<p>{prose(problem.message)}</p></li>\n"
        )
    yield "</ol></div>\n</section>\n"


def _notes(notes: Sequence[str]) -> Iterator[str]:
    if notes:
        yield '<section aria-labelledby="notes">\n<h2 id="notes">Notes</h2>\n<ul class="plain">\n'
        yield from (f"<li>{prose(note)}</li>\n" for note in notes)
        yield "</ul>\n</section>\n"


def _findings(report: Report) -> Iterator[str]:
    yield '<section aria-labelledby="findings">\n<h2 id="findings">Findings</h2>\n'
    yield from _filter(report)
    if not report.items:
        yield '<p class="empty">Nothing was found.</p>\n'
    diffs = {change.path: diff_of(change) for change in report.changes}
    yield '<div id="list">\n'
    number = 0
    for path, items in groupby(report.items, key=lambda item: item.place.path):
        own = list(items)
        yield f'<section class="group">\n{group_head(path, own, report.mode)}<ol class="items">\n'
        for item in own:
            number += 1
            yield finding(item, state_of(item, report.mode), number)
        yield f"</ol>\n{diffs.get(path, '')}</section>\n"
    yield '</div>\n<p id="empty" class="empty" hidden>No finding fits. '
    yield "Search for less, or show all again.</p>\n</section>\n"


def _filter(report: Report) -> Iterator[str]:
    """Yield the form; the page's own script shows it, since nothing filters without that."""
    present = [state_of(item, report.mode) for item in report.items]
    yield '<div class="bar" hidden>\n<form id="filter" role="search" aria-label="Findings">\n'
    yield '<label class="search"><span class="quiet">Search</span> '
    yield '<input type="search" name="q" autocomplete="off" spellcheck="false"></label>\n'
    yield f'<label><span class="quiet">Rule</span> {_rules(report.items)}</label>\n'
    yield "<fieldset><legend>Show</legend>\n"
    yield from (_box(state) for state in STATES if state in present)
    yield "</fieldset>\n<fieldset><legend>Group</legend>\n"
    yield '<label><input type="radio" name="view" value="file" checked> by file</label>\n'
    yield '<label><input type="radio" name="view" value="rule"> by rule</label>\n'
    yield '</fieldset>\n<button type="reset">Show all</button>\n'
    yield '<p class="count" id="count" role="status"></p>\n</form>\n</div>\n'


def _rules(items: Sequence[Item]) -> str:
    rules = sorted({(item.rule, item.name) for item in items})
    options = "".join(
        f'<option value="{escaped(rule)}">{escaped(rule)} {escaped(name)}</option>'
        for rule, name in rules
    )
    return f'<select name="rule"><option value="">all</option>{options}</select>'


def _box(state: State) -> str:
    return (
        f'<label><input type="checkbox" name="state" value="{state.key}" checked> '
        f"{state.heading.lower()}</label>\n"
    )
