"""Requests that a file sends by hand with an HTTP client."""

import ast
from collections.abc import Iterator

from msgspec import Struct

from migrator.catalog import sdk as catalog
from migrator.codemod.languages.python import sessions
from migrator.codemod.languages.python.addresses import beginnings, leads_home
from migrator.codemod.languages.python.program import Program
from migrator.codemod.languages.python.values import Path, Text
from migrator.codemod.sites import ANTHROPIC, Routes

OTHER_HOST = "another host"


class Post(Struct, frozen=True):
    """One request by hand. `body` is what becomes JSON, `raw` what is sent as it is.

    `urls` are the string constants that its URL begins with, `routes` where they lead.
    """

    call: ast.Call
    routes: Routes
    urls: tuple[Text, ...]
    headers: ast.expr | None
    body: ast.expr | None
    raw: ast.expr | None

    @property
    def to_anthropic(self) -> bool:
        """Whether it can go to the Anthropic API."""
        return ANTHROPIC in self.routes


def posts(program: Program) -> Iterator[Post]:
    """Yield the requests of which it is known where they lead, to whatever host."""
    known = catalog.http()
    if not any(package in program.text for package in known.packages):
        return
    for call in program.tree.calls():
        func = call.func
        named = isinstance(func, ast.Name)  # perhaps under another name
        if not named and not (isinstance(func, ast.Attribute) and func.attr in known.methods):
            continue
        paths = [path for path in program.of.paths(func) if known.sends(path)]
        if not paths:
            continue
        method = paths[0].rpartition(".")[2]
        urls = _urls(program, call, second=method in known.method_first)
        routes = _routes(program, call, urls)
        if routes:
            yield Post(call, routes, tuple(urls), *_sent(program, call))


def _routes(program: Program, call: ast.Call, urls: list[Text]) -> Routes:
    """Return where the URLs of a request lead; empty where nothing is known of them."""
    spelled = [url.value for url in urls]
    is_relative = not spelled or any("://" not in url for url in spelled)
    own = is_relative and isinstance(call.func, ast.Attribute) and _is_own(program, call.func.value)
    if not spelled:
        return frozenset({ANTHROPIC} if own else ())
    return frozenset(
        ANTHROPIC if leads_home(url) or (own and "://" not in url) else OTHER_HOST
        for url in spelled
    )


def _is_own(program: Program, session: ast.expr) -> bool:
    """Whether a session adds the URLs that it is given to the Anthropic API's."""
    return sessions.has_own_base(program, sessions.made_by(program, session))


def _urls(program: Program, call: ast.Call, *, second: bool) -> list[Text]:
    named = [word.value for word in call.keywords if word.arg in catalog.http().url_keywords]
    position = 1 if second and len(call.args) > 1 else 0
    nodes = named or call.args[position : position + 1]
    return [text for node in nodes for text in beginnings(program, node)]


def _sent(
    program: Program, call: ast.Call
) -> tuple[ast.expr | None, ast.expr | None, ast.expr | None]:
    """Return the headers, the JSON body and the raw body of a request."""
    headers = body = raw = None
    for keyword in call.keywords:
        if keyword.arg in catalog.http().header_keywords:
            headers = keyword.value
        elif keyword.arg == "json":
            body = keyword.value
        elif keyword.arg in catalog.http().body_keywords:
            raw = keyword.value
    if raw is not None:
        dumped = _dumped(program, raw)
        if dumped is not None:
            return headers, dumped, None
    return headers, body, raw


def _dumped(program: Program, node: ast.expr) -> ast.expr | None:
    """Return what a serializer is given, behind any `.encode()` and behind a name."""
    match node:
        case ast.Call(func=ast.Attribute(value=inner, attr="encode")):
            return _dumped(program, inner)
        case ast.Call(args=[first, *_]) if _serializes(program, node):
            return first
        case ast.Name(id=name):
            bindings = program.of.scopes.lookup(name, node)
            if len(bindings) == 1 and bindings[0].value is not None and not bindings[0].unpack:
                return _dumped(program, bindings[0].value)
    return None


def _serializes(program: Program, call: ast.Call) -> bool:
    return any(
        isinstance(value, Path) and value.dotted in catalog.http().serializers
        for value in program.of.values(call.func)
    )
