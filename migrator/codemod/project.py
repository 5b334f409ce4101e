"""The files of one project together: scanned, linked, and judged again where others matter.

First each file is parsed, and judged if it can see no others; those that others import state their
facts. Then come rounds: files that import others of interest tell what they pass on (arguments,
constants and dicts that are sent), and files that are given something state their facts anew, until
nothing new turns up. In the end what sees others, or is given something, is judged with the view
that it has then. Everything only ever adds up, so the result does not depend on order.
"""

from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import partial

from msgspec import Struct

from migrator.codemod.discover import SourceFile
from migrator.codemod.engine import Settings
from migrator.codemod.examine import (
    Linked,
    Looked,
    Observed,
    Quiet,
    Scanned,
    look_again,
    observe,
    scan,
    state_facts,
)
from migrator.codemod.in_step import kept_by_tests
from migrator.codemod.languages.python.facts import ALL_NAMES, Facts
from migrator.codemod.languages.python.links import Passed, Reach
from migrator.codemod.languages.python.modules import Modules
from migrator.codemod.languages.python.relevance import holds_interest, matters
from migrator.codemod.languages.python.telling import Telling
from migrator.codemod.languages.python.values import Origin
from migrator.codemod.languages.python.view import View, alone
from migrator.codemod.languages.python.world import Given, World
from migrator.codemod.pool import Team
from migrator.codemod.problems import crashed
from migrator.codemod.shared import Shared
from migrator.report.model import Problem

_MOST_ROUNDS = 5  # a round for each file that something is handed on by; more found no more


class Judged(Struct, frozen=True):
    """The files of a project as they were judged in the end, by absolute path, with their views."""

    looked: dict[str, Looked]
    views: dict[str, View]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Links:
    """What is known of the files in between the rounds; the processes know the world as well.

    `wanted` are the names that files import of one, `stated` those that its facts speak of.
    """

    shared: Shared[World]
    looked: dict[str, Looked] = field(default_factory=dict)
    imports: dict[str, frozenset[str]] = field(default_factory=dict)
    wanted: dict[str, frozenset[str]] = field(default_factory=dict)
    stated: dict[str, frozenset[str]] = field(default_factory=dict)
    passed: Passed = field(default_factory=Passed)
    telling: set[str] = field(default_factory=set)
    problems: dict[str, Problem] = field(default_factory=dict)

    @property
    def modules(self) -> Modules:
        """The modules of the project."""
        return self.shared.value.modules

    @property
    def facts(self) -> Mapping[str, Facts]:
        """The facts that are known."""
        return self.shared.value.facts

    def views(self) -> Callable[[str], View]:
        """Return what gives a file its view of the others."""
        shared = self.shared
        names: dict[str, dict[int, Reach]] = {}
        for at, reach in self.passed.names.items():
            names.setdefault(at.file, {})[at.start] = reach
        maps: dict[str, dict[int, frozenset[str]]] = {}
        for at, routes in self.passed.maps.items():
            maps.setdefault(at.file, {})[at.start] = routes
        return lambda file: View(file, shared, names.get(file, {}), maps.get(file, {}))


def judge_project(
    files: Sequence[SourceFile],
    root: str,
    settings: Settings,
    team: Team,
    advance: Callable[[int], None],
) -> Judged:
    """Judge the files of one project; `advance` is told how many more have been scanned."""
    modules = Modules(frozenset(file.real.replace("\\", "/") for file in files), root)
    links = _Links(team.share(root, World(modules)))
    scanned = _scanned(files, settings, links.shared, team, advance, all_of_them=False)
    links.looked |= {each.real: each for each in scanned if isinstance(each, Looked)}
    problems = [each for each in scanned if isinstance(each, Problem)]
    quiet = {each.file.real: each for each in scanned if isinstance(each, Quiet)}
    _note_imports(links, links.looked.values())
    for each in quiet.values():
        _want(links, each.file.real, each.imports)
    _want_fixtures(links)
    _state_facts(links, team)
    problems += _draw_in(links, quiet, settings, team)
    _settle(links, team)
    views = _judge(links, settings, team)
    views |= _judge_tests(links, root, settings, team)
    return Judged(links.looked, views, (*problems, *links.problems.values()))


def _scanned(
    files: Sequence[SourceFile],
    settings: Settings,
    world: Shared[World],
    team: Team,
    advance: Callable[[int], None],
    *,
    all_of_them: bool,
) -> list[Scanned]:
    work = partial(scan, settings=settings, world=world, all_of_them=all_of_them)
    outcomes: list[Scanned] = []
    for done, made in team.work(work, files, crashed):
        outcomes.extend(made)
        advance(done)
    return outcomes


def _crashed(one: Linked) -> Problem:
    return crashed(one.file)


def _note_imports(links: _Links, looked: Iterable[Looked]) -> None:
    for each in looked:
        links.imports[each.real] = _targets(links.modules, each.real, each.imports)
        _want(links, each.real, each.imports)


def _targets(modules: Modules, file: str, names: Iterable[str]) -> frozenset[str]:
    """Return the files that imported names lead to, packages on the way left out."""
    found = (modules.resolve(file, name) for name in names)
    return frozenset(target for target, _ in filter(None, found) if target != file)


def _want(links: _Links, file: str, names: Iterable[str]) -> None:
    """Note which names a file wants of others."""
    for name in names:
        for target, wanted in links.modules.asked(file, name):
            known = links.wanted.get(target, frozenset())
            if target != file and wanted not in known:
                links.wanted[target] = known | {wanted}


def _want_fixtures(links: _Links) -> None:
    """Note that test files may want any fixture of pytest's."""
    for file in links.looked:
        if _hands_out_fixtures(file):
            links.wanted[file] = ALL_NAMES


def _state_facts(links: _Links, team: Team) -> None:
    """Take the facts of files of which names are wanted that none speak of yet."""
    due = [file for file in links.looked if not _states_all(links, file)]
    if not due:
        return
    view = links.views()
    linked = [
        Linked(links.looked[file].file, view(file), names=links.wanted[file])
        for file in sorted(due)
    ]
    links.stated |= {file: links.wanted[file] for file in due}
    stated: list[Facts] = []
    for _, made in team.work(state_facts, linked, _crashed):
        stated += [each for each in made if isinstance(each, Facts)]
        links.problems |= {each.path: each for each in made if isinstance(each, Problem)}
    _learn_facts(links, stated, team)


def _states_all(links: _Links, file: str) -> bool:
    """Whether the facts of a file speak of all names that are wanted of it."""
    stated = links.stated.get(file, frozenset())
    return links.wanted.get(file, frozenset()) <= stated or stated == ALL_NAMES


def _learn_facts(links: _Links, stated: Iterable[Facts], team: Team) -> set[str]:
    """Take new or renewed facts; return the files whose facts are others than before."""
    news = _news(links, stated)
    if news:
        team.teach(links.shared, news, {})
    _note_telling(links)
    return set(news)


def _news(links: _Links, stated: Iterable[Facts]) -> dict[str, Facts]:
    """Return what is new in facts, by file."""
    found = {facts.file: facts.beside(links.facts.get(facts.file)) for facts in stated}
    return {file: facts for file, facts in found.items() if facts is not None}


def _note_telling(links: _Links) -> None:
    """Note which files hand out something of interest, or import such a file."""
    links.telling = {file for file, facts in links.facts.items() if holds_interest(facts)}
    while True:
        more = {
            file
            for file in links.facts.keys() - links.telling
            if links.imports.get(file, frozenset()) & links.telling
        }
        if not more:
            return
        links.telling |= more


def _draw_in(
    links: _Links, quiet: dict[str, Quiet], settings: Settings, team: Team
) -> list[Problem]:
    """Judge files without a word of interest that others can make matter, and so on.

    These are files that import something of interest, and files that others import: those that
    could send something, or that import a file which leads to something of interest, since they
    may pass on what they are given.
    """
    problems: list[Problem] = []
    imports = {file: _targets(links.modules, file, each.imports) for file, each in quiet.items()}
    left = set(quiet)
    while True:
        used = frozenset().union(*links.imports.values())
        telling = Telling(links.shared.value)
        drawn = sorted(
            file
            for file in left
            if any(telling.tells(file, name) for name in quiet[file].imports)
            or (_is_used(file, used) and (quiet[file].sends or imports[file] & links.telling))
        )
        if not drawn:
            return problems
        left.difference_update(drawn)
        files = [quiet[file].file for file in drawn]
        for each in _scanned(files, settings, links.shared, team, lambda _: None, all_of_them=True):
            if isinstance(each, Looked):
                links.looked[each.real] = each
                _note_imports(links, [each])
            elif isinstance(each, Problem):
                problems.append(each)
        _want_fixtures(links)
        _state_facts(links, team)


def _is_used(file: str, used: Set[str]) -> bool:
    return file in used or _hands_out_fixtures(file)


def _hands_out_fixtures(file: str) -> bool:
    """Whether tests get fixtures of pytest's from a file without importing it."""
    return file.endswith("/conftest.py")


def _sees_others(links: _Links) -> set[str]:
    """Return the files to which something of another file can matter."""
    passed = links.passed
    seeing = {at.file for at in (*passed.names, *passed.maps)}
    seeing |= {target.file for target, _ in links.shared.value.given}
    seeing |= {file for file, targets in links.imports.items() if targets & links.telling}
    if any(_hands_out_fixtures(file) for file in links.telling):
        seeing |= {
            file
            for file in links.looked
            if not links.telling.isdisjoint(links.modules.conftests(file))
        }
    return seeing & links.looked.keys()


def _settle(links: _Links, team: Team) -> None:
    """Look at what files pass to others and mean to them, until nothing of that is new."""
    due = _sees_others(links)
    news: set[str] = set()
    for _ in range(_MOST_ROUNDS):
        if not due:
            return
        view = links.views()
        linked = [
            Linked(
                links.looked[file].file,
                view(file),
                names=links.stated.get(file) if file in news and file in links.facts else None,
            )
            for file in sorted(due)
        ]
        observed: list[Observed] = []
        for _, made in team.work(observe, linked, _crashed):
            observed += [each for each in made if isinstance(each, Observed)]
            links.problems |= {each.path: each for each in made if isinstance(each, Problem)}
        observed.sort(key=lambda each: each.real)
        news = _take(links, [each.passed for each in observed], team)
        stated = [each.facts for each in observed if each.facts is not None]
        renewed = _learn_facts(links, stated, team)
        due = {file for file in news if file in links.looked}
        due |= {file for file, targets in links.imports.items() if targets & renewed}


def _judge(links: _Links, settings: Settings, team: Team) -> dict[str, View]:
    """Judge the files that other files matter to, or could; return the views of the former."""
    seeing = _sees_others(links)
    view = links.views()
    views = {file: view(file) for file in sorted(seeing)}
    waiting = {file for file, each in links.looked.items() if each.waits}
    linked = [
        Linked(links.looked[file].file, views.get(file) or alone(file))
        for file in sorted(seeing | waiting)
    ]
    _look(links, linked, settings, team)
    return views


def _judge_tests(links: _Links, root: str, settings: Settings, team: Team) -> dict[str, View]:
    """Judge the tests of code that keeps names which they rename; return the views of those."""
    kept = kept_by_tests(links.looked, links.imports, links.facts, links.modules.conftests, root)
    for file, names in kept.items():
        for start, reach in names.items():
            links.passed.sends_name(Origin(file, start), reach)
    view = links.views()
    views = {file: view(file) for file in kept}
    _look(links, [Linked(links.looked[file].file, views[file]) for file in kept], settings, team)
    return views


def _look(links: _Links, linked: Sequence[Linked], settings: Settings, team: Team) -> None:
    work = partial(look_again, settings=settings)
    for _, made in team.work(work, linked, lambda one: Looked(one.file, (), (_crashed(one),))):
        for each in made:
            links.looked[each.real] = each


def _take(links: _Links, every: Iterable[Passed], team: Team) -> set[str]:
    """Add what files pass on; return the files for which it is news."""
    world = links.shared.value
    news: set[str] = set()
    given: Given = {}
    tables: dict[str, Facts] = {}
    for passed in every:
        own: dict[str, Facts] = {}
        for facts in passed.facts:
            own.setdefault(facts.file, Facts(facts.file)).add_tables(facts)
        around = ChainMap(own, tables, world.facts)
        gives = False
        for (target, name), shapes in passed.given.items():
            telling = frozenset(shape for shape in shapes if matters(around, shape))
            known = given.get((target, name)) or world.given.get((target, name), frozenset())
            if telling - known:
                given[target, name] = known | telling
                news.add(target.file)
                gives = True
        if gives:
            _keep_tables(links, tables, own.values())
        news |= _sent(links.passed, passed)
    if given:
        team.teach(links.shared, _news(links, tables.values()), given)
    return news


def _sent(known: Passed, passed: Passed) -> set[str]:
    """Add where constants and dicts go; return the files of those for which it is news."""
    news: set[str] = set()
    for at, reach in passed.names.items():
        before = known.names.get(at, Reach())
        if before | reach != before:
            known.sends_name(at, reach)
            news.add(at.file)
    for at, routes in passed.maps.items():
        if routes - known.maps.get(at, frozenset()):
            known.sends_map(at, routes)
            news.add(at.file)
    return news


def _keep_tables(links: _Links, tables: dict[str, Facts], own: Iterable[Facts]) -> None:
    """Add what given values refer to; the facts that were handed out stay as they are."""
    for facts in own:
        known = tables.get(facts.file) or links.facts.get(facts.file)
        if known is not None:
            facts.exports, facts.stars = known.exports, known.stars
            facts.allowed, facts.described = known.allowed, known.described
            facts.successors, facts.infers_provider = known.successors, known.infers_provider
        tables[facts.file] = facts.with_tables(known)
