"""Which bindings of a name reach a place: one walk over the statements of a scope for one name.

The state of a walk is the set of bindings that the name can have; it is empty where control never
comes. Every way through `if`, `match`, loops, `try` and jumps is taken, and an exception can leave
a `try` before each of its statements, so what a program does is always among what is found. Only
statements that hold a binding of the name, or a jump out of a loop that does, are entered.
"""

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar

from msgspec import Struct

from migrator.codemod.languages.python.bindings import Binding, Kind
from migrator.codemod.languages.python.tree import COMPREHENSIONS, Parents

State = frozenset[Binding]

NOTHING: State = frozenset()
# Stands for a scope that has no value for the name: before the first binding, and after a deletion.
UNBOUND = Binding(Kind.UNKNOWN, ast.Pass())

_KEEPING = frozenset({Kind.AUGMENTED, Kind.DECLARED})  # what was bound before stays
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_LEAVING = (ast.Return, ast.Raise, ast.Break, ast.Continue)
# Contexts that swallow exceptions: the rest of their block may be passed over.
_SWALLOWING = frozenset({"suppress", "raises", "assertRaises", "assertRaisesRegex"})


class _Way(Struct, frozen=True):
    """Where control goes from a statement: to the next one, out of it by an exception, or by jumps.

    `seen` joins the states in which an exception can leave it.
    """

    after: State
    seen: State
    breaks: State = NOTHING
    continues: State = NOTHING


def _joined(ways: Iterable[_Way]) -> _Way:
    every = list(ways)
    return _Way(
        after=NOTHING.union(*(way.after for way in every)),
        seen=NOTHING.union(*(way.seen for way in every)),
        breaks=NOTHING.union(*(way.breaks for way in every)),
        continues=NOTHING.union(*(way.continues for way in every)),
    )


def _forgotten(way: _Way) -> _Way:
    """Return a way out of a handler, at whose end the name of the exception is deleted."""
    gone = frozenset({UNBOUND})
    after, breaks, continues = (
        gone if state else state for state in (way.after, way.breaks, way.continues)
    )
    return _Way(after, way.seen | gone, breaks, continues)


class Flow:
    """The states of one name at the statements of one scope.

    `binders` lists what each statement, handler or case binds to the name, in order; `jumps` are
    the `break` and `continue` statements of the scope; `entry` is the state at its beginning.
    """

    def __init__(
        self,
        root: ast.AST,
        parents: Parents,
        binders: Mapping[ast.AST, Sequence[Binding]],
        jumps: Iterable[ast.AST],
        entry: State,
    ) -> None:
        self._parents = parents
        self._binders = binders
        self._active = _active(root, parents, binders, jumps)
        self._before: dict[ast.AST, State] = {}
        self._back: dict[ast.AST, State] = {}
        body: list[ast.stmt] = getattr(root, "body", [])
        back: dict[ast.AST, State] | None = None
        while back != self._back:  # until the ways back to the heads of loops bring nothing new
            back = dict(self._back)
            self._block(body, entry)

    def at(self, use: ast.AST) -> State:
        """Return what reaches a node of the scope; empty where control never comes."""
        node = use
        while node not in self._before:
            node = self._parents[node]
        state = self._before[node]
        while not isinstance(node, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            node = self._parents[node]
        return state | frozenset(self._walruses(node)) if state else state

    def _note(self, node: ast.AST, state: State) -> None:
        self._before[node] = self._before.get(node, NOTHING) | state

    def _block(self, statements: Iterable[ast.stmt], state: State) -> _Way:
        before, active = self._before, self._active
        seen, ways = NOTHING, []
        for statement in statements:
            known = before.get(statement)
            before[statement] = state if known is None else known | state
            if state is not seen:
                seen = seen | state
            if state and (statement in active or isinstance(statement, _LEAVING)):
                way = self._statement(statement, state)
                ways.append(way)
                state = way.after
        total = _joined(ways)
        return _Way(state, seen | total.seen, total.breaks, total.continues)

    def _statement(self, node: ast.stmt, state: State) -> _Way:
        step = self._STEPS.get(type(node))
        if step is None:
            return _Way(self._bound(node, self._headed(node, state)), state)
        return step(self, node, state)

    def _bound(self, node: ast.AST, state: State) -> State:
        """Return the state after what a statement itself binds, `:=` left out."""
        for binding in self._binders.get(node, ()):
            if isinstance(binding.node, ast.Delete):
                state = frozenset({UNBOUND})
            elif not isinstance(binding.node, ast.NamedExpr):
                state = (state if binding.kind in _KEEPING else NOTHING) | {binding}
        return state

    def _walruses(self, node: ast.AST) -> list[Binding]:
        every = self._binders.get(node, ())
        return [each for each in every if isinstance(each.node, ast.NamedExpr)]

    def _headed(self, node: ast.AST, state: State, *, holds: bool = False) -> State:
        """Return the state after a statement's expressions; `holds`: its test came out true."""
        named = self._walruses(node)
        if len(named) == 1 and _is_certain(named[0].node, node, self._parents, holds=holds):
            return frozenset(named)
        return state | frozenset(named)

    def _leave(self, _node: ast.stmt, state: State) -> _Way:
        return _Way(NOTHING, state)

    def _break(self, _node: ast.stmt, state: State) -> _Way:
        return _Way(NOTHING, state, breaks=state)

    def _continue(self, _node: ast.stmt, state: State) -> _Way:
        return _Way(NOTHING, state, continues=state)

    def _if(self, node: ast.If, state: State) -> _Way:
        ways = []
        while True:
            ways.append(_Way(NOTHING, state))
            ways.append(self._block(node.body, self._headed(node, state, holds=True)))
            state = self._headed(node, state)
            match node.orelse:
                case [ast.If() as following]:  # a long chain of `elif` is no deep recursion
                    node = following
                    self._note(node, state)
                case rest:
                    ways.append(self._block(rest, state) if rest else _Way(state, state))
                    return _joined(ways)

    def _for(self, node: ast.For | ast.AsyncFor, state: State) -> _Way:
        self._note(node.iter, state)
        head = self._headed(node, state) | self._back.get(node, NOTHING)
        self._note(node, head)
        body = self._block(node.body, self._bound(node, head))
        return self._looped(node, body, head, head)

    def _while(self, node: ast.While, state: State) -> _Way:
        head = state | self._back.get(node, NOTHING)
        self._note(node, head)
        body = self._block(node.body, self._headed(node, head, holds=True))
        endless = isinstance(node.test, ast.Constant) and bool(node.test.value)
        return self._looped(node, body, head, NOTHING if endless else self._headed(node, head))

    def _looped(
        self, node: ast.For | ast.AsyncFor | ast.While, body: _Way, head: State, done: State
    ) -> _Way:
        """Leave a loop: `head` is the state at its head, `done` the one when it has run out."""
        self._back[node] = self._back.get(node, NOTHING) | body.after | body.continues
        rest = self._block(node.orelse, done) if node.orelse else _Way(done, done)
        return _Way(
            rest.after | body.breaks, head | body.seen | rest.seen, rest.breaks, rest.continues
        )

    def _with(self, node: ast.With | ast.AsyncWith, state: State) -> _Way:
        for item in node.items:
            self._note(item.context_expr, state)
            state = state | self._bound(node, NOTHING)
        inside = self._bound(node, self._headed(node, state))
        body = self._block(node.body, inside)
        after = body.after | body.seen | state if _swallows(node) else body.after
        return _Way(after, state | body.seen | body.after, body.breaks, body.continues)

    def _try(self, node: ast.Try | ast.TryStar, state: State) -> _Way:
        body = self._block(node.body, state)
        rest = self._block(node.orelse, body.after) if node.orelse else body
        ways = [_Way(NOTHING, body.seen, body.breaks, body.continues), rest]
        for handler in node.handlers:
            self._note(handler, body.seen)
            way = self._block(handler.body, self._bound(handler, body.seen))
            ways.append(_forgotten(way) if handler in self._binders else way)
        total = _joined(ways)
        return self._finally(node.finalbody, total) if node.finalbody else total

    def _finally(self, block: list[ast.stmt], way: _Way) -> _Way:
        """Pass through `finally`: by an exception or a jump from anywhere, and in the usual way."""
        torn = self._block(block, way.seen)
        usual = self._block(block, way.after)
        return _Way(
            usual.after,
            way.seen | torn.seen | torn.after,
            torn.breaks | (torn.after if way.breaks else NOTHING),
            torn.continues | (torn.after if way.continues else NOTHING),
        )

    def _match(self, node: ast.Match, state: State) -> _Way:
        left = self._headed(node, state)
        ways = [_Way(NOTHING, state)]
        for case in node.cases:
            self._note(case, left)
            inside = self._bound(case, left)
            if case.guard is not None:
                self._note(case.guard, inside)
            ways.append(self._block(case.body, self._headed(case, inside, holds=True)))
            left = left | inside | self._headed(case, inside)
            if case.guard is None and _takes_all(case.pattern):
                left = NOTHING
        return _joined([*ways, _Way(left, left)])

    _STEPS: ClassVar[dict[type[ast.AST], Callable[..., _Way]]] = {
        ast.AsyncFor: _for,
        ast.AsyncWith: _with,
        ast.Break: _break,
        ast.Continue: _continue,
        ast.For: _for,
        ast.If: _if,
        ast.Match: _match,
        ast.Raise: _leave,
        ast.Return: _leave,
        ast.Try: _try,
        ast.TryStar: _try,
        ast.While: _while,
        ast.With: _with,
    }


def _active(
    root: ast.AST,
    parents: Parents,
    binders: Iterable[ast.AST],
    jumps: Iterable[ast.AST],
) -> set[ast.AST]:
    """Return the statements that a walk must look at: the others leave the state as it is."""
    holding = set(binders)
    for binder in binders:
        holding.update(_up(binder, root, parents))
    active = set(holding)
    for jump in jumps:
        above = _up(jump, root, parents)
        if any(isinstance(node, _LOOPS) and node in holding for node in above):
            active.update(above)
    return active


def _up(node: ast.AST, root: ast.AST, parents: Parents) -> list[ast.AST]:
    """Return what holds a node, up to the root of its scope."""
    above = []
    while (node := parents[node]) is not root:
        above.append(node)
    return above


def _is_certain(named: ast.AST, statement: ast.AST, parents: Parents, *, holds: bool) -> bool:
    """Whether a `:=` has surely run once the expressions of its statement have.

    `holds`: the expressions came out true, so every operand of an `and` has run.
    """
    child = named
    by_truth = False
    while (parent := parents[child]) is not statement:
        is_and = isinstance(parent, ast.BoolOp) and isinstance(parent.op, ast.And)
        if by_truth and not is_and:
            return False
        if _runs_perhaps(child, parent):
            by_truth = holds and is_and
            if not by_truth:
                return False
        child = parent
    return not (isinstance(statement, ast.Assert) and child is statement.msg)


def _runs_perhaps(child: ast.AST, parent: ast.AST) -> bool:
    """Whether an expression can be evaluated without this operand of it."""
    match parent:
        case ast.BoolOp(values=[first, *_]):
            return child is not first
        case ast.IfExp(test=test):
            return child is not test
        case ast.Compare(comparators=[_, *later]):
            return child in later
        case _:
            return isinstance(parent, COMPREHENSIONS)


def _swallows(node: ast.With | ast.AsyncWith) -> bool:
    for item in node.items:
        call = item.context_expr
        func = call.func if isinstance(call, ast.Call) else call
        name = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
        if name in _SWALLOWING:
            return True
    return False


def _takes_all(pattern: ast.pattern) -> bool:
    return isinstance(pattern, ast.MatchAs) and pattern.pattern is None
