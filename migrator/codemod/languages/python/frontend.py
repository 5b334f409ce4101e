"""The Python front end: reads a file, finds its sites, and turns intents into edits."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from migrator.codemod import suppress
from migrator.codemod.discover.scan import interesting
from migrator.codemod.findings import Edit, Intent, Span
from migrator.codemod.languages.language import Gap, Sight, Spot
from migrator.codemod.languages.python import (
    blocks,
    clients,
    extract,
    glance,
    handlers,
    history,
    http_calls,
    keys,
    names,
    open_lines,
    passing,
    plan,
    remarks,
    sdk_calls,
    traffic,
    urls,
)
from migrator.codemod.languages.python.facts import ALL_NAMES, Facts
from migrator.codemod.languages.python.links import Links, Passed
from migrator.codemod.languages.python.program import Program, read
from migrator.codemod.languages.python.scopes import Scopes, imported_name
from migrator.codemod.languages.python.source import LineTable, Source, decode
from migrator.codemod.languages.python.source import parse as parse_source
from migrator.codemod.languages.python.tree import survey
from migrator.codemod.languages.python.view import View
from migrator.codemod.sites import Site

MOST_BYTES = 8 * 1024 * 1024


class Parsed(Struct, frozen=True):
    """A file that was decoded and parsed; the same whatever other files say."""

    source: Source
    scopes: Scopes
    lines: LineTable

    def opened(self, view: View | None = None) -> "PythonFile":
        """Return the file as it stands among the files of `view`, or by itself."""
        links = view.links(self.lines) if view else None
        return PythonFile(self.source, read(self.source.text, self.scopes, self.lines, links))


class PythonFile(Struct, frozen=True):
    """One file with the view of its project: its source and its program."""

    source: Source
    program: Program

    @property
    def text(self) -> str:
        """The decoded text, line ends as in the file."""
        return self.source.text

    @property
    def lines(self) -> LineTable:
        """The lines of the text."""
        return self.program.lines

    @property
    def gaps(self) -> Sequence[Gap]:
        """Nothing: a Python file is read whole or not at all."""
        return ()

    @property
    def frame(self) -> Sequence[str]:
        """Nothing: all of the file is program."""
        return ()

    def renew(self, view: View) -> bool:
        """Take another view of the project; return whether it tells the file anything else.

        What rests on nothing that is new stays known.
        """
        links = self.program.of.links
        changed = links.renew(view.world, view.names, view.maps) if links is not None else 0
        if changed:
            self.program.of.memory.forget(changed)
        return bool(changed)

    def told(self) -> tuple[Links, ...]:
        """Return what the file was told of others, without what it made of that."""
        links = self.program.of.links
        return () if links is None else (links.bare(),)

    @property
    def is_looked_at(self) -> bool:
        """Whether what a look shows is known for the view that the file has now."""
        return self.program.of.memory.holds("sight")

    def look(self, *, comments: bool = False) -> Sight:
        """Find the sites of the file; `comments` adds the ids in prose."""
        found: Sight = self.program.of.memory.recall("sight", self._sight, comments)
        return found

    def _sight(self, comments: bool) -> Sight:
        found = sorted(
            self._sites(self._traffic()), key=lambda site: (_start(site), type(site).__name__)
        )
        if comments:
            found.extend(remarks.remarks(self.program))
        return Sight(tuple(found))

    def passed(self) -> Passed:
        """Return what the file passes to others."""
        found: Passed = self.program.of.memory.recall("passed", self._passed)
        return found

    def _passed(self) -> Passed:
        seen = self._traffic().passed
        passed = Passed(names=dict(seen.names), maps=dict(seen.maps))
        passing.pass_on(self.program, passed)
        return passed

    def _traffic(self) -> traffic.Traffic:
        """Return what the file sends."""
        program = self.program
        found: traffic.Traffic = program.of.memory.recall("traffic", traffic.observe, program)
        return found

    def _sites(self, seen: traffic.Traffic) -> Iterator[Site]:
        program = self.program
        yield from sdk_calls.calls(program, seen)
        yield from http_calls.calls(program, seen)
        yield from names.names(program, seen)
        yield from blocks.blocks(program, seen)
        yield from blocks.tools(program, seen)
        yield from clients.clients(program, seen)
        yield from urls.urls(program, seen)
        yield from keys.keys(program)
        yield from handlers.handlers(program, seen)
        yield from history.sent_back(program, seen)

    def facts(self, file: str, names: frozenset[str] = ALL_NAMES) -> Facts:
        """Return what other files can know of this one, which stands in `file`, by these names."""
        program = self.program
        key = ("facts", names)
        found: Facts = program.of.memory.recall(key, extract.facts_of, program, file, names)
        return found

    def imports(self) -> tuple[str, ...]:
        """Return the dotted names that the file imports anywhere, dots in front where relative."""
        tree = self.program.tree
        plain = {alias.name for node in tree.nodes(ast.Import) for alias in node.names}
        named = {
            imported_name(node, alias)
            for node in tree.nodes(ast.ImportFrom)
            for alias in node.names
        }
        return tuple(sorted(plain | named))

    def open_lines(self) -> Sequence[int]:
        """Return the offsets where a line begins and a comment line can be put."""
        return open_lines.open_lines(self.program)

    def plan(self, intents: Iterable[Intent]) -> plan.Plan:
        """Return the edits that carry out the intents of findings on these sites."""
        return plan.plan(self.program, intents)

    def comments_stay(self, edits: Iterable[Edit]) -> bool:
        """Tell whether no edit removes a comment from a line on which code stays."""
        return remarks.comments_stay(self.program, list(edits))

    def in_file(self, edits: Sequence[Edit]) -> tuple[Edit, ...]:
        """Return the edits as they are: the file is its program."""
        return tuple(edits)

    def spot(self, span: Span) -> Spot:
        """Return where a span stands for a reader."""
        return Spot(None, *self.lines.position(span.start), *self.lines.position(span.end))

    def line(self, offset: int) -> str:
        """Return the line that holds an offset, without its end."""
        number, _ = self.lines.position(offset)
        return re.split(r"[\r\n]", self.text[self.lines.line_start(number) :], maxsplit=1)[0]


def _start(site: Site) -> int:
    span = site.field.span if hasattr(site, "field") else site.span
    return span.start


def parse(data: bytes) -> Parsed:
    """Read a file's bytes; raises SourceError where they cannot be decoded or parsed."""
    decoded = decode(data)
    scopes = Scopes(survey(parse_source(decoded)))
    return Parsed(decoded, scopes, LineTable(decoded.text))


def is_of_interest(data: bytes) -> bool:
    """Tell whether the bytes of a file hold a word of interest."""
    return interesting(data)


def is_skipped(data: bytes) -> bool:
    """Tell whether the bytes of a file ask to skip it, even where they cannot be parsed."""
    return suppress.is_skipped(data)


def imports_at_a_glance(data: bytes, modules: frozenset[str]) -> tuple[str, ...]:
    """Return what the file seems to import of the modules whose names are in `modules`."""
    return glance.imports(data, modules)
