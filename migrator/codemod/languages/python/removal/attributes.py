"""Removes an attribute out of a chain: `client.beta.messages` becomes `client.messages`."""

import ast
import re

from migrator.codemod.edits import Obstacle
from migrator.codemod.findings import Edit, Span
from migrator.codemod.languages.python.removal.lines import (
    comments,
    ends_line,
    indentation,
    next_line,
    own_start,
    trivia_end,
)
from migrator.codemod.languages.python.source import LineTable

_NAME = re.compile(r"\w+")


def remove_attribute(
    text: str, table: LineTable, node: ast.Attribute
) -> tuple[Edit, ...] | Obstacle:
    """Return the edit that takes `.name`, the last part of `node`, away from what stands before.

    `node` is the attribute that goes (`client.beta` in `client.beta.messages`). A comment at the
    end of a line that holds `.name` alone goes along; an Obstacle where any other would be lost.
    """
    behind = table.span(node.value).end
    dot = trivia_end(text, behind)
    while text.startswith(")", dot):
        behind = dot + 1
        dot = trivia_end(text, behind)
    name = trivia_end(text, dot + 1)
    end = table.span(node).end
    match = _NAME.match(text, name)
    if not text.startswith(".", dot) or match is None or match.end() != end:
        return Obstacle("the expression around it is written in a way that cannot be edited safely")
    if comments(text, dot + 1, name):
        return Obstacle("a comment of the code that stays would be lost")
    if indentation(text, dot) is not None and "\\" not in text[behind:dot]:
        if ends_line(text, end):
            return (Edit(Span(own_start(text, dot), next_line(text, end)), ""),)
        return (Edit(Span(dot, end), ""),)
    if comments(text, behind, dot):
        return Obstacle("a comment of the code that stays would be lost")
    return (Edit(Span(behind, end), ""),)
