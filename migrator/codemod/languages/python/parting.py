"""Collections whose members are looked for in a text: `any(part in name for part in (…))`."""

import ast
from collections.abc import Iterator

from migrator.codemod.languages.python import uses, wording
from migrator.codemod.languages.python.program import Program
from migrator.codemod.languages.python.scopes import Kind
from migrator.codemod.languages.python.values import Items
from migrator.codemod.sites import Use

_PARTING = frozenset({"endswith", "removeprefix", "removesuffix", "split", "startswith"})


def parted(program: Program) -> dict[ast.AST, uses.Place]:
    """Return the displays of a file whose members are pieces of names, with what is done to them.

    The members are tested one by one, or all together as `startswith` takes them.
    """
    found: dict[ast.AST, uses.Place] = {}
    for piece, whole in _tests(program):
        for source in _sources(program, piece):
            for value in program.of.values(source):
                if isinstance(value, Items):
                    found[value.node] = uses.Place(Use.PART, wording.last_name(whole) or "model")
    return found


def _tests(program: Program) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield what may be a piece of a text, with the text."""
    for test in program.tree.nodes(ast.Compare):
        if isinstance(test.ops[0], (ast.In, ast.NotIn)) and isinstance(test.left, ast.Name):
            holder = test.comparators[0]
            if uses.looked_for(program, holder).use is Use.PART:
                yield test.left, holder
    for call in program.tree.methods(*_PARTING):
        if isinstance(call.func, ast.Attribute) and call.args:
            yield call.args[0], call.func.value


def _sources(program: Program, piece: ast.expr) -> Iterator[ast.expr]:
    """Yield the collections that a piece is, or is taken from."""
    if isinstance(piece, (ast.Tuple, ast.List, ast.Set)):
        yield piece
    elif isinstance(piece, ast.Name):
        for binding in program.of.scopes.lookup(piece.id, piece):
            if binding.value is None or binding.unpack:
                continue
            if binding.kind is Kind.ELEMENT or isinstance(binding.value, (ast.Tuple, ast.List)):
                yield binding.value
