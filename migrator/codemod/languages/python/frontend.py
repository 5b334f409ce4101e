"""The Python front end: reads a file, finds its sites, and turns intents into edits."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migrator.codemod.findings import Edit, Intent
from migrator.codemod.languages.python import (
    blocks,
    clients,
    handlers,
    history,
    http_calls,
    keys,
    names,
    plan,
    remarks,
    sdk_calls,
    source,
    traffic,
    urls,
)
from migrator.codemod.languages.python.program import Program, read
from migrator.codemod.sites import RequestCall, Site


@dataclass(frozen=True, slots=True)
class PythonFile:
    """One file that was read: its source and its program."""

    source: source.Source
    program: Program

    @property
    def text(self) -> str:
        """The decoded text, line ends as in the file."""
        return self.source.text

    def sites(self, *, comments: bool = False) -> list[Site]:
        """Return what the file holds, in source order; `comments` adds the ids in prose."""
        found = sorted(self._sites(), key=lambda site: (_start(site), type(site).__name__))
        if comments:
            found.extend(remarks.remarks(self.program))
        return found

    def _sites(self) -> Iterator[Site]:
        program = self.program
        seen = traffic.observe(program)
        yield from sdk_calls.calls(program, seen)
        yield from http_calls.calls(program, seen)
        yield from names.names(program, seen)
        yield from blocks.blocks(program, seen)
        yield from blocks.tools(program)
        yield from clients.clients(program, seen)
        yield from urls.urls(program, seen)
        yield from keys.keys(program)
        yield from handlers.handlers(program, seen)
        yield from history.sent_back(program, seen)

    def plan(self, intents: Iterable[Intent]) -> plan.Plan:
        """Return the edits that carry out the intents of findings on these sites."""
        return plan.plan(self.program, intents)

    def comments_stay(self, edits: Iterable[Edit]) -> bool:
        """Tell whether no edit removes a comment from a line on which code stays."""
        return remarks.comments_stay(self.program, list(edits))

    def line(self, number: int) -> str:
        """Return a line, counted from 1, without its end."""
        start = self.program.lines.line_start(number)
        return re.split(r"[\r\n]", self.text[start:], maxsplit=1)[0]

    def position(self, offset: int) -> tuple[int, int]:
        """Return the 1-based line and column, in characters, of an offset."""
        return self.program.lines.position(offset)


def _start(site: Site) -> int:
    span = site.field.span if hasattr(site, "field") else site.span
    return span.start


def parse(data: bytes, package: str = "") -> PythonFile:
    """Read a file's bytes; `package` is the dotted package it belongs to.

    Raises SourceError where the bytes cannot be decoded or parsed.
    """
    decoded = source.decode(data)
    root: ast.Module = source.parse(decoded)
    return PythonFile(decoded, read(decoded.text, root, source.LineTable(decoded.text), package))


def requests(sites: Iterable[Site]) -> int:
    """Count the requests among sites."""
    return sum(1 for site in sites if isinstance(site, RequestCall))
