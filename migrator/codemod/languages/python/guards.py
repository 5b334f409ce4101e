"""Which provider the code around an id is for: `if provider == "bedrock":`, `{"bedrock": …}`."""

import ast
import re
from collections.abc import Iterator

from migrator.codemod.languages.python import wording
from migrator.codemod.languages.python.program import Program
from migrator.codemod.languages.python.tree import FUNCTIONS

_SUBJECT = re.compile(r"(?:.*_)?(?:backend|platform|provider|vendor)(?:_?(?:id|name))?")


def providers(program: Program, node: ast.Constant) -> Iterator[str]:
    """Yield the words that name the provider for which the place of an id is reached."""
    child: ast.AST = node
    for parent in program.tree.ancestors(node):
        match parent:
            case ast.Dict() if child is node and child in parent.values:
                key = parent.keys[parent.values.index(node)]
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value
            case ast.If() if child in parent.body:
                yield from _compared(parent.test)
            case ast.IfExp() if child is parent.body:
                yield from _compared(parent.test)
            case ast.match_case(pattern=ast.MatchValue(value=ast.Constant(value=str(word)))):
                match = program.tree.parents[parent]
                if isinstance(match, ast.Match) and _names_provider(match.subject):
                    yield word
            case _ if isinstance(parent, FUNCTIONS):
                return
        child = parent


def _compared(test: ast.expr) -> Iterator[str]:
    """Yield what a test says that a provider is."""
    match test:
        case ast.Compare(left=subject, ops=[ast.Eq()], comparators=[ast.Constant(value=str(word))]):
            if _names_provider(subject):
                yield word
        case ast.BoolOp(op=ast.And()):
            for part in test.values:
                yield from _compared(part)


def _names_provider(subject: ast.expr) -> bool:
    return _SUBJECT.fullmatch(wording.last_name(subject).lower()) is not None
