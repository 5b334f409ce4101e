"""What one subject is compared with: in the branches of an `if` chain, and in a `match`."""

import ast
from collections.abc import Iterator

from migrator.codemod.languages.python.program import Program


def in_chain(program: Program, node: ast.Constant, test: ast.Compare) -> list[ast.expr]:
    """Return the constants that the other side of a test is compared with in its chain."""
    if not isinstance(test.ops[0], ast.Eq):
        return []
    subject = ast.dump(_subject(test, node))
    statement = program.tree.statement(test)
    if not isinstance(statement, ast.If):
        return []
    return [
        constant
        for branch in _branches(program, statement)
        for constant, other in _comparisons(branch.test)
        if ast.dump(other) == subject
    ]


def match_of(program: Program, node: ast.Constant) -> ast.Match:
    """Return the `match` that the constant of a case stands in."""
    return next(up for up in program.tree.ancestors(node) if isinstance(up, ast.Match))


def in_match(statement: ast.Match) -> list[ast.expr]:
    """Return the constants among the cases of a `match`."""
    return [
        part.value
        for case in statement.cases
        for part in ast.walk(case.pattern)
        if isinstance(part, ast.MatchValue)
    ]


def _subject(test: ast.Compare, node: ast.Constant) -> ast.expr:
    return test.comparators[0] if test.left is node else test.left


def _comparisons(test: ast.expr) -> Iterator[tuple[ast.Constant, ast.expr]]:
    for part in ast.walk(test):
        if isinstance(part, ast.Compare) and isinstance(part.ops[0], ast.Eq):
            for one, other in ((part.left, part.comparators[0]), (part.comparators[0], part.left)):
                if isinstance(one, ast.Constant):
                    yield one, other


def _branches(program: Program, statement: ast.If) -> Iterator[ast.If]:
    """Yield the `if` and `elif` branches of the chain that a branch belongs to."""
    first = statement
    parent = program.tree.parents.get(first)
    while isinstance(parent, ast.If) and parent.orelse == [first]:
        first, parent = parent, program.tree.parents.get(parent)
    current: ast.If | None = first
    while current is not None:
        yield current
        following = current.orelse
        only = following[0] if len(following) == 1 else None
        current = only if isinstance(only, ast.If) else None
