"""How one file stands among the others: the world, and what the others send of it."""

from collections.abc import Iterable, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from migrator.codemod.edits import shifted
from migrator.codemod.findings import Edit
from migrator.codemod.languages.python.facts import Facts
from migrator.codemod.languages.python.links import Links, Reach
from migrator.codemod.languages.python.modules import Modules
from migrator.codemod.languages.python.source import LineTable
from migrator.codemod.languages.python.values import Origin
from migrator.codemod.languages.python.world import World
from migrator.codemod.shared import Shared


class View(Struct, frozen=True):
    """The links of a file, apart from its text; picklable.

    `names` and `maps` are as in `Links`.
    """

    file: str
    shared: Shared[World]
    names: dict[int, Reach] = field(default_factory=dict)
    maps: dict[int, frozenset[str]] = field(default_factory=dict)

    @property
    def world(self) -> World:
        """The facts of the project."""
        return self.shared.value

    def links(self, lines: LineTable) -> Links:
        """Return the links for the text whose lines these are."""
        return Links(self.file, self.world, lines, self.names, self.maps)

    def after(self, edits: Sequence[Edit], own: Facts) -> "View":
        """Return the view of the file after its edits, with its own facts renewed."""
        given = {
            (_moved(target, self.file, edits), name): shapes
            for (target, name), shapes in self.world.given.items()
        }
        facts = {**self.world.facts, self.file: own}
        return replace(
            self,
            shared=Shared(World(self.world.modules, facts, given)),
            names={shifted(start, edits): reach for start, reach in self.names.items()},
            maps={shifted(start, edits): routes for start, routes in self.maps.items()},
        )


_NO_OTHERS = Shared(World(Modules(frozenset(), "")))


def alone(file: str) -> View:
    """Return the view of a file that sees no others."""
    return View(file, _NO_OTHERS)


def _moved(target: Origin, file: str, edits: Iterable[Edit]) -> Origin:
    return Origin(file, shifted(target.start, edits)) if target.file == file else target
