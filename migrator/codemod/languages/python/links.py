"""What one file is told of the others: names that lead elsewhere, and what others give it."""

import ast
from dataclasses import dataclass, field

from migrator.codemod.languages.python.facts import Facts
from migrator.codemod.languages.python.source import LineTable
from migrator.codemod.languages.python.values import Origin, Path, Remote, Shape, Shapes
from migrator.codemod.languages.python.world import World

NOTHING: Shapes = frozenset()


@dataclass(frozen=True, slots=True)
class Reach:
    """Where something goes: the routes, whether a call on the way thinks, a framework's table."""

    routes: frozenset[str] = frozenset()
    thinks: bool = False
    table: str | None = None

    def __or__(self, other: "Reach") -> "Reach":
        return Reach(
            self.routes | other.routes, self.thinks or other.thinks, self.table or other.table
        )


@dataclass(slots=True)
class Passed:
    """What a file passes to others, found while it is judged.

    `given` is what parameters and fields get, `names` and `maps` where the constants and dicts of
    other files go. `facts` hold what the given shapes refer to.
    """

    given: dict[tuple[Origin, str], Shapes] = field(default_factory=dict)
    names: dict[Origin, Reach] = field(default_factory=dict)
    maps: dict[Origin, frozenset[str]] = field(default_factory=dict)
    facts: list[Facts] = field(default_factory=list)

    def gives(self, target: Origin, name: str, shapes: Shapes) -> None:
        """Note what a parameter or field is given."""
        if shapes:
            self.given[target, name] = self.given.get((target, name), NOTHING) | shapes

    def sends_name(self, at: Origin, reach: Reach) -> None:
        """Note where a constant of another file goes."""
        self.names[at] = self.names.get(at, Reach()) | reach

    def sends_map(self, at: Origin, routes: frozenset[str]) -> None:
        """Note where a dict of another file goes."""
        self.maps[at] = self.maps.get(at, frozenset()) | routes


@dataclass(frozen=True, slots=True)
class Links:
    """The view of a project from one file.

    `names` and `maps` tell, by the offset at which a constant or dict of this file begins, where
    other files send it.
    """

    file: str
    world: World
    lines: LineTable
    names: dict[int, Reach] = field(default_factory=dict)
    maps: dict[int, frozenset[str]] = field(default_factory=dict)
    _looked_up: dict[str, Shapes | None] = field(default_factory=dict)

    def lookup(self, dotted: str) -> Shapes | None:
        """Return what a path leads to in the project, None where it leads out of it."""
        if dotted not in self._looked_up:
            self._looked_up[dotted] = self.world.lookup(self.file, dotted)
        return self._looked_up[dotted]

    def start(self, node: ast.AST) -> int:
        """Return the offset at which a node of this file begins."""
        return self.lines.offset(node.lineno, node.col_offset)  # type: ignore[attr-defined]  # asked of nodes with a place only

    def given(self, node: ast.AST, name: str) -> Shapes:
        """Return what other files give to a parameter of a function, or a field of a class."""
        return self.world.given.get((Origin(self.file, self.start(node)), name), NOTHING)

    def fixture(self, name: str) -> Shapes:
        """Return what a fixture of a conftest gives to a parameter of this name."""
        return self.world.fixture(self.file, name)


def member(links: Links | None, value: Shape, name: str) -> Shapes:
    """Return what the attribute of something remote, or behind a path, can be."""
    if isinstance(value, Path):
        dotted = f"{value.dotted}.{name}"
        found = links.lookup(dotted) if links else None
        return frozenset({Path(dotted)}) if found is None else found
    return links.world.member(value, name) if links else NOTHING


def called(links: Links | None, value: Remote) -> Shapes:
    """Return what calling something remote gives."""
    return links.world.called(value) if links else NOTHING


def elements(links: Links | None, value: Shape) -> Shapes:
    """Return what the elements of something remote can be."""
    return links.world.elements(value) if links else NOTHING
