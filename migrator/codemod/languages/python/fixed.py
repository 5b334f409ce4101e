"""Whether a collection must keep its length, as an annotation, an unpacking or an index says."""

import ast
from collections.abc import Iterator

from migrator.codemod.languages.python.defaults import annotation_of
from migrator.codemod.languages.python.program import Program
from migrator.codemod.languages.python.tree import FUNCTIONS
from migrator.codemod.languages.python.values import Items
from migrator.codemod.languages.python.wording import last_name

Display = ast.List | ast.Tuple | ast.Set


def is_fixed(program: Program, display: Display) -> bool:
    """Tell whether code that stays would no longer fit a collection of fewer elements."""
    if isinstance(display, ast.Tuple):
        annotation = _named(program, _annotation(program, display))
        if annotation is not None and len(display.elts) in _lengths(annotation):
            return True
    counted: frozenset[ast.expr] = program.of.memory.recall("counted", _counted, program)
    return display in counted


def _annotation(program: Program, display: ast.Tuple) -> ast.expr | None:
    """Return the annotation that a tuple, or what it is part of, is to agree with."""
    child: ast.AST = display
    for parent in program.tree.ancestors(display):
        match parent:
            case ast.AnnAssign() if child is parent.value:
                return parent.annotation
            case ast.arguments():
                return annotation_of(child, parent)
            case ast.Call(func=func, args=[kind, given]) if given is child:
                if last_name(func) == "cast":
                    return kind
            case ast.Return():
                return next(
                    (
                        up.returns
                        for up in program.tree.ancestors(parent)
                        if isinstance(up, ast.FunctionDef | ast.AsyncFunctionDef)
                    ),
                    None,
                )
            case ast.stmt():
                return None
        if isinstance(parent, FUNCTIONS):
            return None
        child = parent
    return None


def _named(program: Program, annotation: ast.expr | None) -> ast.expr | None:
    """Return what an annotation's name stands for, where it is one of this file."""
    if not isinstance(annotation, ast.Name):
        return annotation
    bindings = program.of.scopes.lookup(annotation.id, annotation)
    return bindings[0].value if len(bindings) == 1 else None


def _lengths(annotation: ast.expr) -> Iterator[int]:
    """Yield the lengths of the tuples that an annotation describes, where it states them."""
    for node in ast.walk(annotation):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node is annotation:
            try:
                yield from _lengths(ast.parse(node.value.strip(), mode="eval").body)
            except (SyntaxError, RecursionError, MemoryError):
                return
        elif isinstance(node, ast.Subscript) and last_name(node.value) in {"tuple", "Tuple"}:
            parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            if not any(isinstance(part, ast.Constant) and part.value is ... for part in parts):
                yield len(parts)


def _counted(program: Program) -> frozenset[ast.expr]:
    """Return the collections that are unpacked, or asked for an element other than the first."""
    found: set[ast.expr] = set()
    for node in _counting(program):
        found.update(value.node for value in program.of.values(node) if isinstance(value, Items))
    return frozenset(found)


def _counting(program: Program) -> Iterator[ast.expr]:
    for statement in program.tree.parents:
        if isinstance(statement, ast.Assign) and any(
            isinstance(target, ast.Tuple | ast.List) for target in statement.targets
        ):
            yield statement.value
    for subscript in program.tree.nodes(ast.Subscript):
        if _is_number(subscript.slice) and isinstance(subscript.ctx, ast.Load):
            yield subscript.value


def _is_number(index: ast.expr) -> bool:
    """Whether an index is a constant that may no longer be the same element, or none."""
    if isinstance(index, ast.UnaryOp) and isinstance(index.op, ast.USub):
        index = index.operand
        return isinstance(index, ast.Constant) and isinstance(index.value, int)
    return isinstance(index, ast.Constant) and type(index.value) is int and index.value > 0
