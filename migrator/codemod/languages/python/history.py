"""Replies that go back into the history of a conversation."""

import ast
import re
from collections.abc import Iterator

from migrator.codemod.languages.python.program import Program
from migrator.codemod.languages.python.sends import after_client, thinking_of
from migrator.codemod.languages.python.traffic import Traffic
from migrator.codemod.languages.python.values import Items
from migrator.codemod.sites import SentBack, Thinking

_CONTENT = re.compile(r"(?:beta\.)?messages\.(?:create|stream|parse)\(\).*\.content(?:\[\].*)?")


def sent_back(program: Program, traffic: Traffic) -> Iterator[SentBack]:
    """Yield the contents of assistant messages that are the content of a reply."""
    states = [thinking_of(program, send) for send in traffic.sends if send.rest is not None]
    thinking = Thinking.ENABLED if Thinking.ENABLED in states else Thinking.ABSENT
    if thinking is Thinking.ABSENT:
        return
    for node in program.tree.nodes(ast.Dict):
        content = _content_of_assistant(node)
        if content is not None and _is_reply(program, content):
            span = program.span(content)
            yield SentBack(span, program.source(span), thinking)


def _content_of_assistant(node: ast.Dict) -> ast.expr | None:
    entries = {
        key.value: value
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant)
    }
    role = entries.get("role")
    if isinstance(role, ast.Constant) and role.value == "assistant":
        return entries.get("content")
    return None


def _pieces(program: Program, node: ast.expr) -> Iterator[ast.expr]:
    """Yield what a content is made of: itself, its elements, what is appended to it."""
    yield node
    for value in program.of.values(node):
        if isinstance(value, Items):
            yield from value.node.elts
            yield from program.appended(value)


def _is_reply(program: Program, node: ast.expr) -> bool:
    for each in _pieces(program, node):
        for path in program.of.paths(each):
            rest = after_client(path)
            if rest is not None and _CONTENT.fullmatch(rest):
                return True
    return False
