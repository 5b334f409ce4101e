"""Handlers that take a bad key for a 401 alone, around requests of the SDK."""

import ast
from collections.abc import Iterator

from migrator.catalog import sdk as catalog
from migrator.codemod.languages.python.program import Program
from migrator.codemod.languages.python.traffic import Traffic
from migrator.codemod.sites import ErrorHandler


def handlers(program: Program, traffic: Traffic) -> Iterator[ErrorHandler]:
    """Yield the exceptions that catch a bad key as 401 and not as 403, around a request."""
    requests = {send.call for send in traffic.sends if send.rest is not None}
    statements: list[ast.Try | ast.TryStar] = [
        *program.tree.nodes(ast.Try),
        *program.tree.nodes(ast.TryStar),
    ]
    for node in statements:
        caught = [
            (kind, set(program.of.paths(kind)))
            for handler in node.handlers
            for kind in _kinds(handler.type)
        ]
        if any(paths & catalog.sdk().covering_exceptions for _, paths in caught):
            continue
        bad = [kind for kind, paths in caught if paths & catalog.sdk().bad_key_exceptions]
        if bad and any(part in requests for part in _parts(node)):
            span = program.span(bad[0])
            yield ErrorHandler(span, program.source(span))


def _kinds(node: ast.expr | None) -> list[ast.expr]:
    if node is None:
        return []
    return list(node.elts) if isinstance(node, ast.Tuple) else [node]


def _parts(node: ast.Try | ast.TryStar) -> Iterator[ast.AST]:
    for statement in node.body:
        yield from ast.walk(statement)
