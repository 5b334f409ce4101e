"""What a file passes to the functions and classes of other files."""

import ast
from collections import ChainMap
from collections.abc import Iterator
from dataclasses import dataclass

from migrator.codemod.languages.python.extract import Maker
from migrator.codemod.languages.python.facts import Facts, FunctionFacts
from migrator.codemod.languages.python.functions import SPREAD
from migrator.codemod.languages.python.links import Links, Passed
from migrator.codemod.languages.python.program import Program
from migrator.codemod.languages.python.relevance import matters
from migrator.codemod.languages.python.values import (
    Origin,
    RemoteClass,
    RemoteFunction,
    RemoteInstance,
    Value,
    Values,
)


def pass_on(program: Program, passed: Passed) -> None:
    """Note what every call of something remote gives to its parameters or fields."""
    links = program.of.links
    if links is None:
        return
    giving = _Giving(links, Maker(program, Facts(links.file)), passed)
    for call in program.tree.calls():
        if not (call.args or call.keywords):
            continue
        for value in _remote(program.of.values(call.func)):
            for target, name, argument in _arguments(links, value, call):
                giving.give(target, name, program.of.values(argument))
    _give_attributes(program, giving)
    if passed.given:
        passed.facts.append(giving.maker.facts)


def _give_attributes(program: Program, giving: "_Giving") -> None:
    """Note what is assigned to attributes of remote objects."""
    for store in program.tree.attribute_stores:
        assigned = program.tree.parents[store]
        if isinstance(assigned, ast.Assign):
            for value in _remote(program.of.values(store.value)):
                if isinstance(value, RemoteInstance):
                    giving.give(value.at, store.attr, program.of.values(assigned.value))


@dataclass(frozen=True, slots=True)
class _Giving:
    """Notes what is given, as far as it can matter to who gets it."""

    links: Links
    maker: Maker
    passed: Passed

    def give(self, target: Origin, name: str, values: Values) -> None:
        shapes = self.maker.shapes(values)
        facts = ChainMap({self.links.file: self.maker.facts}, self.links.world.facts)
        telling = frozenset(shape for shape in shapes if matters(facts, shape))
        self.passed.gives(target, name, telling)


def _remote(values: Values) -> list[RemoteClass | RemoteFunction | RemoteInstance]:
    """Return what of other files is among values, in a settled order."""
    kinds = (RemoteClass, RemoteFunction, RemoteInstance)
    return sorted((value for value in values if isinstance(value, kinds)), key=_place)


def _place(value: RemoteClass | RemoteFunction | RemoteInstance) -> tuple[str, int]:
    return (value.at.file, value.at.start)


def _arguments(
    links: Links, value: Value, call: ast.Call
) -> Iterator[tuple[Origin, str, ast.expr]]:
    """Yield the arguments of a call with what they fill: parameter or field of what."""
    match value:
        case RemoteFunction(at):
            function = links.world.function_at(at)
            if function is not None:
                yield from _by_parameter(at, function, call, bound=function.bound)
        case RemoteClass(at):
            found = links.world.initializer(at)
            if found is not None:
                yield from _by_parameter(*found, call, bound=True)
                return
            facts = links.world.class_at(at)
            names = facts.fields if facts else ()
            for name, argument in zip(names, call.args, strict=False):
                yield at, name, argument
            for keyword in call.keywords:
                if keyword.arg in names:
                    yield at, str(keyword.arg), keyword.value
        case _:
            pass


def _by_parameter(
    at: Origin, function: FunctionFacts, call: ast.Call, *, bound: bool
) -> Iterator[tuple[Origin, str, ast.expr]]:
    names = function.positional[1:] if bound else function.positional
    for name, argument in zip(names, call.args, strict=False):
        if isinstance(argument, ast.Starred):
            break
        yield at, name, argument
    for keyword in call.keywords:
        if keyword.arg is None:
            yield at, SPREAD, keyword.value
        elif keyword.arg in function.named:
            yield at, keyword.arg, keyword.value
