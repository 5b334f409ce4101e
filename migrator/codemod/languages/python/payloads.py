"""Dicts that become requests: their entries, and what is set on them later."""

import ast
from collections.abc import Iterable, Iterator
from functools import cached_property

from msgspec import Struct

from migrator.catalog import sdk as catalog
from migrator.codemod.languages.python.asked import asked
from migrator.codemod.languages.python.evaluate import Evaluator
from migrator.codemod.languages.python.targets import Item, Statement, Target
from migrator.codemod.languages.python.tree import FunctionNode
from migrator.codemod.languages.python.values import (
    Map,
    Opaque,
    RemoteFunction,
    RemoteMap,
    Value,
    ordered,
)
from migrator.codemod.languages.python.world import Catching

Carrier = Map | Opaque | RemoteMap


class Entry(Struct, frozen=True):
    """A named entry of a dict: where its key stands, its value, and what removes it.

    `key` is the node of the key, or the keyword. `place` says in words what carries it.
    """

    name: str
    key: ast.expr | ast.keyword
    value: ast.expr
    place: str
    target: Target | None
    carrier: Carrier


class Payloads:
    """Finds the entries of dicts of one file."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._of = evaluator

    def carriers(self, node: ast.expr) -> list[Carrier]:
        """Return the dicts that an expression can be, those spread into them included."""
        found: dict[Carrier, None] = {}
        waiting: list[Value] = list(ordered(self._of.values(node)))
        while waiting:
            value = waiting.pop(0)
            if not isinstance(value, _CARRIERS) or value in found:
                continue
            found[value] = None
            if isinstance(value, RemoteMap):
                links = self._of.links
                waiting.extend(ordered(links.spreads(value) if links else ()))
                continue
            for spread in (*self.spreads(value), *self._merged_in.get(value, ())):
                waiting.extend(ordered(self._of.values(spread)))
            if isinstance(value, Map) and isinstance(value.node, ast.arg):
                waiting.extend(ordered(self._of.functions.spread_by_others(value.node)))
        return list(found)

    def entries(self, carrier: Carrier) -> Iterator[Entry]:
        """Yield the entries of one dict with constant keys, then what is set on it later."""
        node = None if isinstance(carrier, RemoteMap) else carrier.node
        if isinstance(node, ast.Dict):
            for index, (key, value) in enumerate(zip(node.keys, node.values, strict=True)):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    target = Item(node, index, self._holder_of(node))
                    yield Entry(key.value, key, value, "entry", target, carrier)
        elif isinstance(node, ast.Call) and isinstance(carrier, Map):
            yield from self._of_call(node, carrier)
        elif isinstance(node, ast.arg) and isinstance(carrier, Map):
            yield from self._caught(node, carrier)
        yield from self._later.get(carrier, ())

    def _of_call(self, node: ast.Call, carrier: Carrier) -> Iterator[Entry]:
        """Yield the keywords of a call that builds a dict, or that `**` elsewhere takes."""
        function = self.catcher(node)
        if function is None:
            yield from self._keywords(node, "entry", carrier, self._holder_of(node))
            return
        own = function.named | function.asked
        for entry in self._keywords(node, "keyword", carrier, None):
            if entry.name not in own:
                yield entry

    def catcher(self, call: ast.Call) -> Catching | None:
        """Return the function of another file that takes further keywords of a call, or None."""
        links = self._of.links
        for value in ordered(self._of.values(call.func)) if links else ():
            if links and isinstance(value, RemoteFunction):
                function = links.catching(value)
                if function is not None:
                    return function
        return None

    def asked_of(self, function: FunctionNode) -> frozenset[str]:
        """Return the keys that something of the name of a function's `**` is asked for."""
        kwarg = function.args.kwarg
        return frozenset() if kwarg is None else frozenset(self._asked_by_name.get(kwarg.arg, ()))

    @cached_property
    def _asked_by_name(self) -> dict[str, set[str]]:
        """The keys that names are asked for, wherever they stand."""
        asked: dict[str, set[str]] = {}
        for key, readings in self.readings.items():
            for holder, _ in readings:
                if isinstance(holder, ast.Name):
                    asked.setdefault(holder.id, set()).add(key)
        return asked

    def _caught(self, node: ast.arg, carrier: Carrier) -> Iterator[Entry]:
        """Yield what the calls of a function give by keyword to its `**` parameter."""
        arguments = self._of.tree.parents[node]
        if not isinstance(arguments, ast.arguments):
            return
        own = {each.arg for each in (*arguments.args, *arguments.kwonlyargs)}
        for call in self._of.functions.calls_with(node):
            for entry in self._keywords(call, "keyword", carrier, None):
                if entry.name not in own:
                    yield entry

    def _holder_of(self, node: ast.expr) -> Target | None:
        """Return what goes when a dict of headers or extra fields is left empty."""
        holder = self._of.tree.parents.get(node)
        if isinstance(holder, ast.keyword) and holder.arg in catalog.sdk().carrying_keywords:
            call = self._of.tree.parents[holder]
            if isinstance(call, ast.Call):
                return Item(call, len(call.args) + call.keywords.index(holder))
        if isinstance(holder, ast.Dict) and node in holder.values:
            index = holder.values.index(node)
            key = holder.keys[index]
            if isinstance(key, ast.Constant) and key.value in catalog.sdk().carrying_keywords:
                return Item(holder, index)
        if isinstance(holder, ast.Call) and isinstance(holder.func, ast.Attribute):
            statement = self._of.tree.parents.get(holder)
            if holder.func.attr == "update" and isinstance(statement, ast.Expr):
                return Statement(statement)
        if isinstance(holder, ast.AugAssign) and isinstance(holder.op, ast.BitOr):
            return Statement(holder)
        return None

    def keywords(self, call: ast.Call) -> Iterator[Entry]:
        """Yield the keywords of a call that builds a dict, each removable by itself."""
        return self._keywords(call, "argument", Map(call), None)

    def _keywords(
        self, call: ast.Call, place: str, carrier: Carrier, alone: Target | None
    ) -> Iterator[Entry]:
        for index, keyword in enumerate(call.keywords):
            if keyword.arg is not None:
                target = Item(call, len(call.args) + index, alone)
                yield Entry(keyword.arg, keyword, keyword.value, place, target, carrier)

    def spreads(self, value: Map | Opaque) -> Iterable[ast.expr]:
        """Return the expressions that are spread into a dict."""
        node = value.node
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            return [item for key, item in pairs if key is None]
        if isinstance(node, ast.Call) and isinstance(value, Map):
            return [*node.args, *(word.value for word in node.keywords if word.arg is None)]
        if isinstance(node, ast.arg) and isinstance(value, Map):
            calls = self._of.functions.calls_with(node)
            return [word.value for call in calls for word in call.keywords if word.arg is None]
        return ()

    @property
    def _merged_in(self) -> dict[Carrier, list[ast.expr]]:
        """The other dicts that `update` merges into a dict."""
        found: dict[Carrier, list[ast.expr]] = self._of.memory.recall("merged", self._all_merged)
        return found

    def _all_merged(self) -> dict[Carrier, list[ast.expr]]:
        merged: dict[Carrier, list[ast.expr]] = {}
        for call in self._of.tree.methods("update"):
            if isinstance(call.func, ast.Attribute):
                spread = [word.value for word in call.keywords if word.arg is None]
                others = [*(arg for arg in call.args if not isinstance(arg, ast.Dict)), *spread]
                for carrier in self._bases(call.func.value) if others else ():
                    merged.setdefault(carrier, []).extend(others)
        return merged

    @property
    def _later(self) -> dict[Carrier, list[Entry]]:
        """What is set on dicts by subscript, `update`, `setdefault` and `|=`."""
        found: dict[Carrier, list[Entry]] = self._of.memory.recall("later", self._all_later)
        return found

    def _all_later(self) -> dict[Carrier, list[Entry]]:
        later: dict[Carrier, list[Entry]] = {}
        for subscript in self._of.tree.nodes(ast.Subscript):
            key = subscript.slice
            is_store = isinstance(subscript.ctx, ast.Store)
            if is_store and isinstance(key, ast.Constant) and isinstance(key.value, str):
                self._set(later, subscript, key, key.value)
        for call in self._of.tree.methods("update", "setdefault"):
            if isinstance(call.func, ast.Attribute):
                self._changed(later, call, call.func)
        for change in self._of.tree.nodes(ast.AugAssign):
            if isinstance(change.op, ast.BitOr) and isinstance(change.value, ast.Dict):
                self._merged(later, change.target, change.value)
        return later

    def _set(
        self,
        later: dict[Carrier, list[Entry]],
        subscript: ast.Subscript,
        key: ast.Constant,
        name: str,
    ) -> None:
        statement = self._of.tree.parents[subscript]
        value: ast.expr | None = None
        target: Target | None = None
        if isinstance(statement, ast.Assign):
            value = statement.value
            target = Statement(statement) if len(statement.targets) == 1 else None
        elif isinstance(statement, ast.AnnAssign):
            value, target = statement.value, Statement(statement)
        if value is None:
            return
        for carrier in self._bases(subscript.value):
            entry = Entry(name, key, value, "assignment", target, carrier)
            later.setdefault(carrier, []).append(entry)

    def _changed(
        self, later: dict[Carrier, list[Entry]], call: ast.Call, func: ast.Attribute
    ) -> None:
        statement = self._of.tree.parents[call]
        alone = Statement(statement) if isinstance(statement, ast.Expr) else None
        for carrier in self._bases(func.value):
            own = later.setdefault(carrier, [])
            if func.attr == "setdefault":
                own.extend(_defaulted(call, alone, carrier))
                continue
            own.extend(self._keywords(call, "entry", carrier, alone))
            for given in call.args:
                if isinstance(given, ast.Dict):
                    own.extend(self._moved(given, carrier))

    def _merged(self, later: dict[Carrier, list[Entry]], target: ast.expr, value: ast.Dict) -> None:
        for carrier in self._bases(target):
            later.setdefault(carrier, []).extend(self._moved(value, carrier))

    def _moved(self, display: ast.Dict, carrier: Carrier) -> Iterator[Entry]:
        """Yield the entries of a display as entries of the dict that it is merged into."""
        for index, (key, value) in enumerate(zip(display.keys, display.values, strict=True)):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                target = Item(display, index, self._holder_of(display))
                yield Entry(key.value, key, value, "entry", target, carrier)

    def _bases(self, node: ast.expr) -> list[Carrier]:
        return [v for v in ordered(self._of.values(node)) if isinstance(v, _CARRIERS)]

    def read_at(self, carriers: Iterable[Carrier], name: str) -> int | None:
        """Return a 1-based line on which one of these dicts is asked for a key, or None."""
        wanted = set(carriers)
        for holder, line in self.readings.get(name, ()):
            if wanted.intersection(self._bases(holder)):
                return line
        return None

    @cached_property
    def readings(self) -> dict[str, list[tuple[ast.expr, int]]]:
        """What is asked for each constant key, with the line of the key."""
        readings: dict[str, list[tuple[ast.expr, int]]] = {}
        for holder, key in asked(self._of.tree):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                readings.setdefault(key.value, []).append((holder, key.lineno))
        return readings


_CARRIERS = (Map, Opaque, RemoteMap)


def _defaulted(call: ast.Call, alone: Statement | None, carrier: Carrier) -> Iterator[Entry]:
    if len(call.args) != 2:  # key and default
        return
    key, value = call.args
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        yield Entry(key.value, key, value, "assignment", alone, carrier)
