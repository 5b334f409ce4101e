"""What is only printed, logged or emitted as an event, and sent to no model."""

import ast

from migrator.codemod.languages.python import wording
from migrator.codemod.languages.python.program import Program
from migrator.codemod.languages.python.tree import FUNCTIONS

_SHOWING = frozenset({
    "critical", "debug", "echo", "emit", "error", "exception", "info", "log", "notify", "pprint",
    "print", "publish", "secho", "warning",
})  # fmt: skip
_SPELLING = frozenset({"dumps", "format", "repr", "str"})


def only_shown(program: Program, node: ast.AST) -> bool:
    """Whether what is built at a place goes to a reader alone, by itself or under a name."""
    child = node
    for parent in program.tree.ancestors(node):
        match parent:
            case ast.Call() if child is not parent.func:
                last = wording.last_name(parent.func)
                if last in _SHOWING:
                    return True
                if last not in _SPELLING:
                    return False
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                return _is_name_shown(program, parent, name)
            case ast.stmt():
                return False
        child = parent
    return False


def _is_name_shown(program: Program, assigned: ast.stmt, name: str) -> bool:
    """Whether a name of a function is used, and each time to show what it stands for."""
    function = program.tree.scope(assigned)
    if not isinstance(function, FUNCTIONS):
        return False
    uses_of = [
        part
        for part in ast.walk(function)
        if isinstance(part, ast.Name) and part.id == name and isinstance(part.ctx, ast.Load)
    ]
    return bool(uses_of) and all(
        not isinstance(program.tree.parents[use], ast.Subscript) and only_shown(program, use)
        for use in uses_of
    )
