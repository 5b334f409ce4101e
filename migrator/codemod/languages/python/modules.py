"""Which file of a project a dotted name leads to.

An absolute import is looked for from the folder of the importing file up to the root of the
project, and in `src` on the way; a folder that is itself part of a package is no place to start
from, except for the file's own folder, from which scripts import their neighbours. Packages that
the catalog knows are never looked for in the project, whatever its folders are called.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from migrator.catalog import sdk as catalog

_INIT = "__init__"
_SUFFIXES = frozenset({"py", "pyi"})


@dataclass(frozen=True)
class Modules:
    """The modules of one project; `files` are absolute paths with forward slashes.

    `root` is the folder of the project: names are not looked for above it.
    """

    files: frozenset[str]
    root: str

    def __reduce__(self) -> tuple[type["Modules"], tuple[frozenset[str], str]]:
        """Pickle without what can be found out again."""
        return Modules, (self.files, self.root)

    @cached_property
    def _by_stem(self) -> dict[str, str]:
        """The file of each path without its suffix; source files win over stubs."""
        stems: dict[str, str] = {}
        for file in sorted(self.files, key=lambda file: (not file.endswith(".py"), file)):
            stem, _, suffix = file.rpartition(".")
            if suffix in _SUFFIXES:
                stems.setdefault(stem, file)
        return stems

    @cached_property
    def _folders(self) -> frozenset[str]:
        """Every folder of the project that holds a module, at whatever depth."""
        folders: set[str] = set()
        for file in self.files:
            folder = _parent(file)
            while folder not in folders and folder.startswith(self.root):
                folders.add(folder)
                folder = _parent(folder)
        return frozenset(folders)

    @cached_property
    def names(self) -> frozenset[str]:
        """The last names of all modules and packages."""
        stems = {stem.rpartition("/")[2] for stem in self._by_stem}
        packages = {folder.rpartition("/")[2] for folder in self._folders}
        return frozenset((stems | packages) - {_INIT, ""})

    @cached_property
    def _resolved(self) -> dict[tuple[str, str], tuple[str, str] | None]:
        """What names were found to lead to, from the files of a folder."""
        return {}

    def is_inside(self, file: str, dotted: str) -> bool:
        """Whether a name, calls and elements behind it or not, leads to a file of the project."""
        return self.resolve(file, plain_part(dotted)) is not None

    def resolve(self, file: str, dotted: str) -> tuple[str, str] | None:
        """Return the file that a dotted name leads to, and what of the name is left.

        `dotted` begins with dots where it is relative to the package of `file`. A name that leads
        to a folder without a module of its own, or nowhere, gives None.
        """
        key = (_parent(file), dotted)
        known = self._resolved
        if key not in known:
            known[key] = self._resolve(file, dotted)
        return known[key]

    def _resolve(self, file: str, dotted: str) -> tuple[str, str] | None:
        bare = dotted.lstrip(".")
        level = len(dotted) - len(bare)
        parts = [part for part in bare.split(".") if part]
        if level:
            folder = _parent(file)
            for _ in range(level - 1):
                folder = _parent(folder)
            return self._below(folder, parts)
        if not parts or parts[0] in catalog.known_packages():
            return None
        for start in self._starts(file):
            found = self._below(start, parts) if self._holds(start, parts[0]) else None
            if found is not None:
                return found
        return None

    def _starts(self, file: str) -> Iterator[str]:
        """Yield the folders that absolute names are looked for in, the nearest first."""
        folder = own = _parent(file)
        while folder and folder in self._folders:
            if folder == own or f"{folder}/{_INIT}" not in self._by_stem:
                yield folder
                yield f"{folder}/src"
            folder = _parent(folder)

    def _holds(self, folder: str, name: str) -> bool:
        return f"{folder}/{name}" in self._by_stem or f"{folder}/{name}" in self._folders

    def _below(self, folder: str, parts: list[str]) -> tuple[str, str] | None:
        """Follow names from a folder as deep as they lead to modules."""
        best: tuple[str, str] | None = None
        path = folder
        init = self._by_stem.get(f"{path}/{_INIT}")
        if init is not None:
            best = (init, ".".join(parts))
        for index, part in enumerate(parts):
            path = f"{path}/{part}"
            rest = ".".join(parts[index + 1 :])
            module = self._by_stem.get(path) or self._by_stem.get(f"{path}/{_INIT}")
            if module is not None:
                best = (module, rest)
            elif path not in self._folders:
                break
        return best

    def asked(self, file: str, dotted: str) -> Iterator[tuple[str, str]]:
        """Yield which names of which files an imported name asks for; `*` stands for all names.

        A name that leads to a module can be bound to something else by the package around it.
        """
        found = self.resolve(file, dotted)
        if found is None:
            return
        target, rest = found
        yield target, rest.partition(".")[0] or "*"
        package, _, name = dotted.rpartition(".")
        around = self.resolve(file, package) if not rest and package.strip(".") else None
        if around is not None and not around[1]:
            yield around[0], name

    def conftests(self, file: str) -> Iterator[str]:
        """Yield the files of pytest's fixtures that a test file sees, the nearest first."""
        folder = _parent(file)
        while folder and folder in self._folders:
            found = self._by_stem.get(f"{folder}/conftest")
            if found is not None and found != file:
                yield found
            folder = _parent(folder)


def plain_part(dotted: str) -> str:
    """Return what stands before the first call or element in a path."""
    return dotted.partition("(")[0].partition("[")[0]


def _parent(path: str) -> str:
    return path.rpartition("/")[0]
