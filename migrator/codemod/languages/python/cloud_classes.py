"""Classes of a project that are named after another cloud: what their models are is that cloud's.

`AnthropicFoundryGenerator(model="ID")`, a default in that class, and a dict that is made into an
object of it hold the name of a deployment there, whatever its shape.
"""

import ast
import re
from collections.abc import Iterator

from migrator.catalog import sdk as catalog
from migrator.codemod.languages.python import expectations
from migrator.codemod.languages.python.program import Program
from migrator.codemod.languages.python.values import Instance, Path, RemoteInstance
from migrator.codemod.sites import Routes

_WORD = re.compile(r"[A-Z][a-z]+|[A-Z]+(?![a-z])")
_MODELS = frozenset({"anthropic", "claude"})
_CLASS_KEYS = frozenset({"type", "class", "_target_", "__class__"})


def routes(program: Program, node: ast.Constant) -> Routes:
    """Return the clouds in the names of the classes that an id is given to, stands in or is of."""
    return frozenset(route for name in _classes(program, node) for route in _clouds(name))


def _clouds(name: str) -> Iterator[str]:
    words = {word.lower() for word in _WORD.findall(name)}
    if words & _MODELS:
        yield from words & catalog.clouds()


def _classes(program: Program, node: ast.Constant) -> Iterator[str]:
    expected = expectations.asserted(program, node)
    if isinstance(expected, ast.Attribute):
        yield from _named(program, expected.value)
    child: ast.AST = node
    for parent in program.tree.ancestors(node):
        match parent:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                yield name
            case ast.Dict() if child in parent.values:
                yield from _class_entries(parent)
            case ast.ClassDef(name=name):
                yield name
                return
        child = parent


def _class_entries(display: ast.Dict) -> Iterator[str]:
    for key, value in zip(display.keys, display.values, strict=True):
        if isinstance(key, ast.Constant) and key.value in _CLASS_KEYS:
            match value:
                case ast.Constant(value=str(dotted)):
                    yield dotted.rpartition(".")[2]


def _named(program: Program, node: ast.expr) -> Iterator[str]:
    for value in program.of.values(node):
        match value:
            case Instance():
                yield value.node.name
            case RemoteInstance() if program.of.links:
                yield program.of.links.class_name(value)
            case Path(dotted):
                yield dotted.removesuffix("()").rpartition(".")[2]
