"""The headers that a session sends with each of its requests to the Anthropic API."""

import ast
from collections.abc import Iterator

from migrator.catalog import fields
from migrator.catalog import sdk as catalog
from migrator.codemod.languages.python import sessions
from migrator.codemod.languages.python.payloads import Entry
from migrator.codemod.languages.python.program import Program
from migrator.codemod.languages.python.request_fields import field_of, headers_in
from migrator.codemod.languages.python.targets import Statement
from migrator.codemod.languages.python.traffic import Traffic
from migrator.codemod.languages.python.values import Opaque
from migrator.codemod.sites import ANTHROPIC, Header, Routes

_HEADERS = "headers"
_PREFIX = "anthropic-"  # of the headers that are looked for
_UNKNOWN = "an address that is not known"

Served = dict[ast.Call, set[str]]


def headers(program: Program, traffic: Traffic) -> Iterator[Header]:
    """Yield the headers that are set on sessions of which a request leads to the Anthropic API."""
    text = program.text.lower()
    if _PREFIX not in text or not any(each in text for each in catalog.http().packages):
        return
    served = _served(program, traffic)
    for session, routes in served.items():
        for keyword in session.keywords:
            if keyword.arg in catalog.http().header_keywords and ANTHROPIC in routes:
                yield from headers_in(program, traffic, keyword.value, frozenset(routes), _HEADERS)
    if any(ANTHROPIC in routes for routes in served.values()):
        yield from _added(program, traffic, served)
        yield from _set(program, traffic, served)


def _served(program: Program, traffic: Traffic) -> Served:
    """Return the sessions that send requests, with where those lead."""
    served: Served = {}
    known = {post.call: post.routes for post in traffic.posts}
    for call in program.tree.calls():
        if sessions.constructs(program, call):
            own = sessions.has_own_base(program, [call])
            served.setdefault(call, set()).update({ANTHROPIC} if own else ())
    for call in program.tree.calls() if served else ():
        func = call.func
        if not isinstance(func, ast.Attribute) or func.attr not in catalog.http().methods:
            continue
        for session in sessions.made_by(program, func.value):
            own = sessions.has_own_base(program, [session])
            unknown = {ANTHROPIC} if own else {_UNKNOWN}
            served.setdefault(session, set()).update(known.get(call, unknown))
    return served


def _added(program: Program, traffic: Traffic, served: Served) -> Iterator[Header]:
    """Yield what `session.headers.update(…)`, `session.headers = …` and `|=` bring in."""
    given: list[tuple[ast.expr, ast.expr]] = [
        (each.target, each.value) for each in program.tree.nodes(ast.AugAssign)
    ]
    for call in program.tree.methods("update"):
        if isinstance(call.func, ast.Attribute):
            given.extend((call.func.value, value) for value in call.args[:1])
    for store in program.tree.attribute_stores:
        holder = program.tree.parents[store]
        if isinstance(holder, ast.Assign):
            given.append((store, holder.value))
    for target, value in given:
        routes = _routes(program, served, target)
        if ANTHROPIC in routes:
            yield from headers_in(program, traffic, value, routes, _HEADERS)


def _set(program: Program, traffic: Traffic, served: Served) -> Iterator[Header]:
    """Yield what `session.headers["…"] = …` sets."""
    for subscript in program.tree.nodes(ast.Subscript):
        statement = program.tree.parents[subscript]
        key = subscript.slice
        if not isinstance(statement, ast.Assign) or not isinstance(subscript.ctx, ast.Store):
            continue
        if not isinstance(key, ast.Constant) or fields.header(str(key.value)) is None:
            continue
        routes = _routes(program, served, subscript.value)
        if ANTHROPIC in routes:
            alone = Statement(statement) if len(statement.targets) == 1 else None
            carrier = Opaque(subscript.value)
            entry = Entry(str(key.value), key, statement.value, "assignment", alone, carrier)
            yield Header(field_of(program, traffic, entry, routes, absorbing=True))


def _routes(program: Program, served: Served, node: ast.expr) -> Routes:
    """Return where the headers `session.headers` go."""
    if not isinstance(node, ast.Attribute) or node.attr != _HEADERS:
        return frozenset()
    made = sessions.made_by(program, node.value)
    return frozenset(route for each in made for route in served.get(each, ()))
