"""The requests to the Anthropic endpoint that a file sends by hand, as sites."""

import ast
from collections.abc import Iterator

from migrator.catalog import claude, endpoints
from migrator.codemod.languages.python import session_headers
from migrator.codemod.languages.python.http import Post
from migrator.codemod.languages.python.program import Program
from migrator.codemod.languages.python.request_fields import field_of, headers_in, is_unsupported
from migrator.codemod.languages.python.sends import entries_of, thinking_in
from migrator.codemod.languages.python.traffic import Traffic
from migrator.codemod.languages.python.values import texts
from migrator.codemod.sites import Header, ModelUse, RawBody, RequestCall

_MISSING = "an endpoint that stays at Anthropic"


def calls(program: Program, traffic: Traffic) -> Iterator[RequestCall | Header | RawBody]:
    """Yield the requests by hand to the Anthropic endpoint, with their headers and bodies."""
    for post in traffic.posts:
        if not post.to_anthropic:
            continue
        stays = any(endpoints.unsupported_url(url.value) is not None for url in post.urls)
        routes = post.routes | ({_MISSING} if stays else set())
        if post.headers is not None:
            yield from headers_in(program, traffic, post.headers, routes, "headers")
        if post.body is not None and not stays:
            yield _request(program, traffic, post, post.body)
        if post.raw is not None:
            yield from _raw(program, post.raw)
    yield from session_headers.headers(program, traffic)


def _request(program: Program, traffic: Traffic, post: Post, body: ast.expr) -> RequestCall:
    entries = list(entries_of(program, body))
    return RequestCall(
        span=program.span(post.call),
        endpoint="messages.create",
        routes=post.routes,
        fields=tuple(
            field_of(program, traffic, entry, post.routes, absorbing=is_unsupported(entry.name))
            for entry in entries
        ),
        models=tuple(
            ModelUse(text.value, program.span(text.node))
            for entry in entries
            if entry.name == "model"
            for text in texts(program.of.values(entry.value))
            if text.node is not None
        ),
        thinking=thinking_in(program, entries),
    )


def _raw(program: Program, node: ast.expr) -> Iterator[RawBody]:
    """Yield the literal behind a raw body, where it spells an id or an unsupported field."""
    literals = [text.node for text in texts(program.of.values(node)) if text.node is not None]
    if isinstance(node, ast.Constant) and isinstance(node.value, bytes):
        literals.append(node)
    for literal in literals:
        value = literal.value
        text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
        spelled = tuple(word for word in _words(text) if _is_telling(word))
        if spelled:
            span = program.span(literal)
            token = program.source(span) if isinstance(value, bytes) else text
            yield RawBody(span, token, spelled)


def _words(text: str) -> list[str]:
    for mark in "{}[]:,\"'":
        text = text.replace(mark, " ")
    return list(dict.fromkeys(text.split()))


def _is_telling(word: str) -> bool:
    name = claude.classify(word)
    return is_unsupported(word) or (name is not None and name.kind is claude.NameKind.ID)
