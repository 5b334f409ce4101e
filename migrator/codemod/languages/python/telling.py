"""Which names of a project lead to what decides findings: a client, a model, a sender."""

from collections.abc import Iterable

from migrator.codemod.languages.python.relevance import is_telling
from migrator.codemod.languages.python.values import (
    Path,
    RemoteClass,
    RemoteFunction,
    RemoteInstance,
    RemoteItems,
    RemoteMap,
    Shape,
    Text,
)
from migrator.codemod.languages.python.world import World


class Telling:
    """Follows names through the facts of a world, as they are now."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._known: dict[tuple[str, str], bool] = {}

    def tells(self, file: str, dotted: str) -> bool:
        """Whether a name that `file` imports leads to something that decides findings.

        It may end in `.*`, for all that a module hands out.
        """
        key = (file.rpartition("/")[0], dotted)  # names lead to the same from all of a folder
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._tells(file, dotted)
        return known

    def _tells(self, file: str, dotted: str) -> bool:
        name = dotted.removesuffix("*")
        if name != dotted:
            name = name.rstrip(".") or name
        found = self._world.modules.resolve(file, name)
        if found is None or found[0] == file:
            return False
        shapes = self._world.lookup(file, name)
        if shapes is not None and self._any(shapes, set()):
            return True
        return not found[1] and self._module(found[0], set())

    def _module(self, file: str, seen: set[Shape]) -> bool:
        facts = self._world.facts.get(file)
        if facts is None:
            return False
        own = any(
            self._any(self._world.settled(file, shapes), seen) for shapes in facts.exports.values()
        )
        return own or any(self.tells(file, f"{star}.*") for star in facts.stars)

    def _any(self, shapes: Iterable[Shape], seen: set[Shape]) -> bool:
        return any(self._is_telling(shape, seen) for shape in shapes)

    def _is_telling(self, shape: Shape, seen: set[Shape]) -> bool:
        if isinstance(shape, (Path, Text)):
            return is_telling(shape)
        if shape in seen:
            return False
        seen.add(shape)
        return any(
            self._any(self._world.settled(shape.at.file, inner), seen)
            for inner in self._held(shape)
        ) or self._sends(shape)

    def _sends(self, shape: Shape) -> bool:
        function = self._world.function_at(shape.at) if isinstance(shape, RemoteFunction) else None
        return function is not None and function.sends

    def _held(self, shape: Shape) -> Iterable[Iterable[Shape]]:
        """Return what a shape holds, hands out, or rests on."""
        world = self._world
        match shape:
            case RemoteMap(at):
                held = world.map_at(at)
                return (*held.entries.values(), held.spreads) if held else ()
            case RemoteItems(at):
                facts = world.facts.get(at.file)
                return (facts.items.get(at.start, ()),) if facts else ()
            case RemoteFunction(at):
                function = world.function_at(at)
                return (function.returns,) if function else ()
            case RemoteClass(at) | RemoteInstance(at):
                known = world.class_at(at)
                return (*known.members.values(), known.bases) if known else ()
            case _:
                return ()
