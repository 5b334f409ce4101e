"""What dicts are asked for."""

import ast
from collections.abc import Iterator

from migrator.codemod.languages.python.tree import Tree


def asked(tree: Tree) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield what is asked for a key, by subscript, `del`, `in`, `get` or `pop`, with the key."""
    added_to = {change.target for change in tree.nodes(ast.AugAssign)}
    for subscript in tree.nodes(ast.Subscript):
        if not isinstance(subscript.ctx, ast.Store) or subscript in added_to:
            yield subscript.value, subscript.slice
    for test in tree.nodes(ast.Compare):
        if isinstance(test.ops[0], (ast.In, ast.NotIn)):
            yield test.comparators[0], test.left
    for call in tree.methods("get", "pop"):
        if isinstance(call.func, ast.Attribute) and call.args:
            reads = call.func.attr == "get" or (call.func.attr == "pop" and len(call.args) == 1)
            if reads:
                yield call.func.value, call.args[0]
