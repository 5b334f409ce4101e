"""Entries of requests as fields: what removes them, and what stands in the way."""

import ast
from collections.abc import Iterator

from migrator.catalog import fields
from migrator.codemod.languages.python.payloads import Entry
from migrator.codemod.languages.python.program import Program, absorbed
from migrator.codemod.languages.python.traffic import Traffic
from migrator.codemod.languages.python.tree import FUNCTIONS
from migrator.codemod.sites import Field, Header, Routes

_CALLS = -1  # stands for the calls of a function, as the start of an `if` does for its branches


def field_of(
    program: Program, traffic: Traffic, entry: Entry, routes: Routes, *, absorbing: bool
) -> Field:
    """Return an entry as a field of a request, with what removes it or what stands in the way."""
    value = program.known(entry.value)
    reached = frozenset(traffic.carriers.get(entry.carrier, ())) | routes
    obstacle = None
    if entry.target is None:
        obstacle = "it cannot be taken out of its statement"
    elif value.effects:
        obstacle = "its value awaits, yields or assigns"
    elif absorbing:
        line = _read_at(program, entry)
        obstacle = f"the same code reads it on line {line}" if line else None
    return Field(
        name=entry.name,
        span=program.key_span(entry.key),
        value=value,
        place=entry.place,
        removal=None if entry.target is None else program.targets.handle(entry.target),
        obstacle=obstacle,
        routes=reached,
        absorbs=absorbed(entry.value) if absorbing else (),
        branch=_branch(program, entry),
    )


def _read_at(program: Program, entry: Entry) -> int | None:
    """Return a line that reads an entry: of its dict, or where a test looks for a header."""
    if entry.place != "argument":
        line = program.payloads.read_at([entry.carrier], entry.name)
        if line is not None:
            return line
    function = _function(program, entry.key) if fields.header(entry.name) is not None else None
    for holder, line in program.payloads.readings.get(entry.name, ()) if function else ():
        expects = isinstance(program.tree.statement(holder), ast.Assert)
        if expects and _function(program, holder) is function:
            return line
    return None


def _function(program: Program, node: ast.AST) -> ast.AST | None:
    holders = program.tree.ancestors(node)
    return next((each for each in holders if isinstance(each, FUNCTIONS)), None)


def _branch(program: Program, entry: Entry) -> tuple[int, str] | None:
    """Return the innermost branch of an `if` that an entry which is set later stands in.

    Calls of one function exclude each other as well.
    """
    if entry.place == "argument":
        return None
    if entry.place == "keyword" and isinstance(entry.key, ast.keyword):
        call = program.tree.parents[entry.key]
        return (_CALLS, f"call {program.span(call).start}")  # type: ignore[arg-type]  # a call
    child: ast.AST = entry.value
    for parent in program.tree.ancestors(entry.value):
        if isinstance(parent, ast.If):
            name = "body" if child in parent.body else "orelse"
            return (program.span(parent).start, name)
        if isinstance(parent, FUNCTIONS):
            return None
        child = parent
    return None


def is_unsupported(name: str) -> bool:
    """Whether the page says that a request field is not supported."""
    known = fields.request_field(name)
    return known is not None and known.verdict is fields.Verdict.UNSUPPORTED


def headers_in(
    program: Program, traffic: Traffic, node: ast.expr, routes: Routes, place: str
) -> Iterator[Header]:
    """Yield the headers that the catalog knows in what an expression can be."""
    for carrier in program.payloads.carriers(node):
        for entry in program.payloads.entries(carrier):
            if fields.header(entry.name) is not None:
                known = field_of(program, traffic, entry, routes, absorbing=True)
                yield Header(_placed(known, place))


def _placed(known: Field, place: str) -> Field:
    return Field(
        known.name, known.span, known.value, place, known.removal, known.obstacle, known.routes
    )
