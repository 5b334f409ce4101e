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
        reply = _reply_in(program, content) if content is not None else None
        if reply is not None:
            span = program.span(reply)
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


def _reply_in(program: Program, content: ast.expr) -> ast.expr | None:
    """Return the part of a content that is, or holds, content of a reply."""
    if isinstance(content, (ast.List, ast.Tuple)):
        parts = (part for part in content.elts if _holds_reply(program, part))
        return next(parts, None)
    return content if _holds_reply(program, content) else None


def _holds_reply(program: Program, node: ast.expr) -> bool:
    if any(_is_reply(path) for path in program.of.paths(node)):
        return True
    for value in program.of.values(node):
        if isinstance(value, Items):
            parts = [*value.node.elts, *program.appended(value)]
            if any(_is_reply(path) for part in parts for path in program.of.paths(part)):
                return True
    return False


def _is_reply(path: str) -> bool:
    rest = after_client(path)
    return rest is not None and _CONTENT.fullmatch(rest) is not None
