"""Ids that must stay because the same model, spelled so that it stays, meets them."""

import ast
import re
from collections.abc import Iterable, Iterator

from migrator.catalog import claude
from migrator.codemod.languages.python import uses, wording
from migrator.codemod.languages.python.program import Program
from migrator.codemod.sites import Use

_EXPECTING = ("assert", "expect", "called_with")
_RECORDS = frozenset({"snapshot", "external"})  # of inline-snapshot: what was recorded once
_SIMPLE = (
    *(ast.AnnAssign, ast.Assert, ast.Assign, ast.AugAssign, ast.Delete, ast.Expr),
    *(ast.Raise, ast.Return),
)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_NOTHING: frozenset[str] = frozenset()


class Spellings:
    """The strings of a file that name Claude models, by the id that they spell or hold."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._longer: dict[str, list[tuple[ast.Constant, str]]] = {}
        self._same: dict[str, list[ast.Constant]] = {}
        for node in program.tree.strings:
            if isinstance(node.value, str) and "claude-" in node.value:
                self._enter(node, node.value)

    def _enter(self, node: ast.Constant, text: str) -> None:
        known = claude.classify(text)
        if known is None:
            return
        self._same.setdefault(text, []).append(node)
        if known.kind is claude.NameKind.OTHER_ROUTE and known.route:
            for bare in claude.bare(text):
                self._longer.setdefault(bare, []).append((node, known.route))

    def all(self) -> Iterator[ast.Constant]:
        """Yield the strings that name models."""
        for same in self._same.values():
            yield from same

    def same(self, text: str) -> list[ast.Constant]:
        """Return the strings that spell the same name, in source order."""
        return self._same.get(text, [])

    def route_beside(self, node: ast.Constant, text: str) -> frozenset[str]:
        """Return the route of a longer spelling that meets an id.

        The longer one stays, so the two would fall out of step: `parse("x/ID") == "ID"`.
        """
        longer = self._longer.get(text)
        if not longer:
            return _NOTHING
        for other, route in longer:
            if _meet(self._program, node, other):
                return frozenset({route})
        routes = dict(longer)
        earlier = self._given_before(node, text, routes)
        return frozenset({routes[earlier[0]]}) if earlier else _NOTHING

    def is_expected_of_longer(self, node: ast.Constant, text: str) -> bool:
        """Whether a test gives a text that holds the id among others, and then expects the id.

        Such a text stays as it is: `parse("ID?budget=1").model == "ID"`.
        """
        function = _function(self._program, node)
        if function is None or not _is_expected(self._program, node):
            return False
        if any(self._is_given(each, function) for each in self.same(text)):
            return False
        whole = re.compile(rf"(?<![\w./:-]){re.escape(text)}(?![\w.-])")
        return any(
            whole.search(each.value) and self._is_given(each, function)
            for each in self._program.tree.strings
            if isinstance(each.value, str) and text in each.value and each.value != text
        )

    def is_expected_of_record(self, node: ast.Constant, text: str) -> bool:
        """Whether a test expects the id of a record of facts that it built, and that stays."""
        same = self._same.get(text, ())
        if len(same) < 2:
            return False
        earlier = self._given_before(node, "", same)
        return bool(earlier) and all(
            (place := uses.place(self._program, each)) is not None and place.use is Use.REGISTRATION
            for each in earlier
        )

    def _given_before(
        self, node: ast.Constant, text: str, others: Iterable[ast.Constant]
    ) -> list[ast.Constant]:
        """Return which of `others` a function is given before it expects `node`.

        Empty where nothing is expected, or where the id `text` itself is given as well.
        """
        function = _function(self._program, node)
        if function is None or not _is_expected(self._program, node):
            return []
        same = [each for each in self._same.get(text, ()) if each is not node]
        if any(self._is_given(each, function) for each in same):
            return []
        place = (node.lineno, node.col_offset)
        return [
            each
            for each in others
            if (each.lineno, each.col_offset) < place and self._is_given(each, function)
        ]

    def _is_given(self, node: ast.Constant, function: ast.AST) -> bool:
        """Whether a string is an argument of a call in a function, other than to compare with."""
        return (
            _function(self._program, node) is function
            and not _is_expected(self._program, node)
            and _is_argument(self._program, node)
        )


def _within(program: Program, node: ast.AST) -> Iterator[ast.AST]:
    """Yield what holds a node, up to its statement."""
    for parent in program.tree.ancestors(node):
        yield parent
        if isinstance(parent, ast.stmt):
            return


def _is_argument(program: Program, node: ast.AST) -> bool:
    """Whether a string is handed to a call, rather than what a method is called on."""
    child = node
    for parent in _within(program, node):
        if isinstance(parent, ast.Call) and child is not parent.func:
            return True
        child = parent
    return False


def _function(program: Program, node: ast.AST) -> ast.AST | None:
    holders = program.tree.ancestors(node)
    return next((each for each in holders if isinstance(each, _FUNCTIONS)), None)


def _is_expected(program: Program, node: ast.Constant) -> bool:
    """Whether a string is what a test expects."""
    for parent in _within(program, node):
        if isinstance(parent, ast.Assert):
            return True
        if isinstance(parent, ast.Call):
            last = wording.last_name(parent.func)
            if any(word in last for word in _EXPECTING):
                return True
            if last in _RECORDS:
                continue
            if parent.args or parent.keywords:
                return False
    return False


def _meet(program: Program, one: ast.Constant, other: ast.Constant) -> bool:
    """Whether two spellings meet: in a comparison, a call, a row, an entry, a simple statement.

    Members of a collection, branches of an expression and entries for several providers are
    alternatives: they do not meet.
    """
    above = list(_within(program, one))
    child: ast.AST = other
    for parent in _within(program, other):
        if parent in above:
            index = above.index(parent)
            inner = above[index - 1] if index else one
            return _joins(program, parent, inner, child)
        child = parent
    return False


def _joins(program: Program, holder: ast.AST, one: ast.AST, other: ast.AST) -> bool:
    """Whether two parts of what holds them belong together."""
    match holder:
        case ast.Compare() | ast.Call() | ast.keyword() | ast.Subscript() | ast.JoinedStr():
            return True
        case ast.Tuple():
            return isinstance(program.tree.parents[holder], (ast.List, ast.Tuple, ast.Set))
        case ast.Dict():
            return _same_entry(holder, one, other)
        case _:
            return isinstance(holder, _SIMPLE)


def _same_entry(holder: ast.Dict, one: ast.AST, other: ast.AST) -> bool:
    """Whether two parts of a dict are one entry of it, or entries of one record."""
    keys = []
    for part in (one, other):
        is_key = part in holder.keys
        keys.append(part if is_key else holder.keys[holder.values.index(part)])  # type: ignore[arg-type]  # no key, so a value
    if keys[0] is keys[1]:
        return True
    return all(
        isinstance(key, ast.Constant)
        and isinstance(key.value, str)
        and claude.classify(key.value) is None
        and claude.route_of_word(key.value) is None
        and key.value != "anthropic"
        for key in keys
    )
