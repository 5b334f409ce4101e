"""Requests that a file sends by hand with an HTTP client."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from migrator.catalog import endpoints
from migrator.catalog import sdk as catalog
from migrator.codemod.languages.python.program import Program
from migrator.codemod.languages.python.values import Path, Text, texts

_URL_WORDS = frozenset({"url", "fullurl"})


@dataclass(frozen=True, slots=True)
class Post:
    """One request by hand. `body` is what becomes JSON, `raw` what is sent as it is.

    `urls` are the string constants that its URL begins with.
    """

    call: ast.Call
    to_anthropic: bool
    urls: tuple[Text, ...]
    headers: ast.expr | None
    body: ast.expr | None
    raw: ast.expr | None


def posts(program: Program) -> Iterator[Post]:
    """Yield the requests whose URL is known, to whatever host."""
    known = catalog.http()
    if not any(package in program.text for package in known.packages):
        return
    for call in program.tree.calls():
        func = call.func
        name = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
        if name not in known.methods:
            continue
        if not any(path in known.senders for path in program.of.paths(func)):
            continue
        urls = _urls(program, call, second=name in known.method_first)
        if urls:
            to_anthropic = any(_is_own(program, url.value) for url in urls)
            yield Post(call, to_anthropic, tuple(urls), *_sent(program, call))


def is_origin(text: str) -> bool:
    """Whether a text begins with the origin of the Anthropic API, and not with a longer host."""
    origin = endpoints.anthropic_origin()
    return text.startswith(origin) and text[len(origin) : len(origin) + 1] in {"", "/", "?", "#"}


def _is_own(program: Program, url: str) -> bool:
    """Whether a URL leads to the Anthropic API, or to Model Studio after an earlier run."""
    migrated = url.startswith(tuple(region.base_url for region in endpoints.regions()))
    return migrated or is_origin(url) or (url.startswith("/") and _has_own_client(program))


def _has_own_client(program: Program) -> bool:
    """Whether the file builds an HTTP client whose base URL is the Anthropic API."""
    for call in program.tree.calls():
        for keyword in call.keywords:
            is_base = keyword.arg == "base_url" and any(
                path in catalog.http().clients_with_base_url for path in program.of.paths(call.func)
            )
            if is_base and any(
                is_origin(text.value) for text in texts(program.of.values(keyword.value))
            ):
                return True
    return False


def _urls(program: Program, call: ast.Call, *, second: bool) -> list[Text]:
    named = [word.value for word in call.keywords if word.arg in _URL_WORDS]
    position = 1 if second and len(call.args) > 1 else 0
    nodes = named or call.args[position : position + 1]
    return [text for node in nodes for text in beginnings(program, node)]


def beginnings(program: Program, node: ast.expr) -> list[Text]:
    """Return the string constants that the text of an expression can begin with."""
    match node:
        case ast.JoinedStr(values=[ast.Constant(value=str(text)) as first, *_]):
            return [Text(text, first)]
        case ast.JoinedStr(values=[ast.FormattedValue(value=value), *_]):
            return beginnings(program, value)
        case ast.BinOp(op=ast.Add(), left=left):
            return beginnings(program, left)
        case ast.Call(func=ast.Attribute(value=value, attr="rstrip" | "strip" | "format")):
            return beginnings(program, value)
        case ast.Call(args=[first, *_]) if "urllib.parse.urljoin" in program.of.paths(node.func):
            return beginnings(program, first)
        case _:
            return texts(program.of.values(node))


def _sent(
    program: Program, call: ast.Call
) -> tuple[ast.expr | None, ast.expr | None, ast.expr | None]:
    """Return the headers, the JSON body and the raw body of a request."""
    headers = body = raw = None
    for keyword in call.keywords:
        if keyword.arg == "headers":
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
