"""The lines of a program above which a comment line can be put."""

import ast
from bisect import bisect_left

from migrator.codemod.findings import Span
from migrator.codemod.languages.python.program import Program

_STRINGS: tuple[type[ast.expr], ...] = (ast.Constant, ast.JoinedStr)
if hasattr(ast, "TemplateStr"):
    _STRINGS = (*_STRINGS, ast.TemplateStr)


def open_lines(program: Program) -> list[int]:
    """Return the offsets where a line begins, those in strings and after a backslash left out."""
    strings = _long_strings(program)
    beginnings = [span.start for span in strings]
    found = []
    above = 0
    for start in program.lines.starts:
        inner = bisect_left(beginnings, start) - 1
        is_inside = inner >= 0 and start < strings[inner].end
        if not is_inside and not program.text[above:start].rstrip("\r\n").endswith("\\"):
            found.append(start)
        above = start
    return found


def _long_strings(program: Program) -> list[Span]:
    """Return where strings stand that go over several lines, none inside another, in order.

    Literals that are joined without a sign count as one.
    """
    found: list[Span] = []
    spans = sorted(
        program.span(node)
        for node in ast.walk(program.tree.root)
        if isinstance(node, _STRINGS) and node.lineno != node.end_lineno
    )
    for span in spans:
        if not found or found[-1].end <= span.start:
            found.append(span)
    return found
