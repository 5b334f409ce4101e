"""What the engine asks of a language, in no language's terms.

A language reads bytes (`Language.parse`), shows the file among the others of its project
(`Parsed.opened`), and answers for it (`File`). Spans and edits are of `File.text`, the text of the
program. Where the file holds more than its program, `File.in_file` leads back to it.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from msgspec import Struct

from migrator.codemod.findings import Edit, Intent, Span
from migrator.codemod.languages.python.facts import ALL_NAMES, Facts
from migrator.codemod.languages.python.links import Links, Passed
from migrator.codemod.languages.python.plan import Plan
from migrator.codemod.languages.python.source import LineTable, Source
from migrator.codemod.languages.python.view import View
from migrator.codemod.sites import RequestCall, Site


class Sight(Struct, frozen=True):
    """What a look at a file shows: its sites in source order."""

    sites: tuple[Site, ...]

    @property
    def requests(self) -> int:
        """The number of requests."""
        return sum(1 for site in self.sites if isinstance(site, RequestCall))


class Gap(Struct, frozen=True):
    """A part of a file that holds something of interest and cannot be read as a program.

    `span` is where reading it stopped, `part` what it is called, `reason` a clause for the user.
    """

    span: Span
    part: str
    reason: str


class Spot(NamedTuple):
    """Where a span stands for a reader, as in `report.model.Place`."""

    cell: int | None
    line: int
    column: int
    end_line: int
    end_column: int


class File(Protocol):
    """One file with the view of its project."""

    @property
    def source(self) -> Source:
        """The text of the file and how it is encoded."""
        ...

    @property
    def text(self) -> str:
        """The text of the program, which spans and edits point into."""
        ...

    @property
    def lines(self) -> LineTable:
        """The lines of `text`."""
        ...

    @property
    def gaps(self) -> Sequence[Gap]:
        """What could not be read."""
        ...

    @property
    def frame(self) -> Sequence[str]:
        """The text of the file around its program, which no edit ever changes."""
        ...

    def renew(self, view: View) -> bool:
        """Take another view of the project; return whether it tells the file anything else.

        What rests on nothing that is new stays known.
        """
        ...

    def told(self) -> tuple[Links, ...]:
        """Return what the file was told of others, without what it made of that."""
        ...

    @property
    def is_looked_at(self) -> bool:
        """Whether what a look shows is known for the view that the file has now."""
        ...

    def look(self, *, comments: bool = False) -> Sight:
        """Find the sites of the file; `comments` adds the ids in prose."""
        ...

    def passed(self) -> Passed:
        """Return what the file passes to others."""
        ...

    def facts(self, file: str, names: frozenset[str] = ALL_NAMES) -> Facts:
        """Return what other files can know of this one, which stands in `file`, by these names."""
        ...

    def imports(self) -> tuple[str, ...]:
        """Return the dotted names that the file imports anywhere, dots in front where relative."""
        ...

    def open_lines(self) -> Sequence[int]:
        """Return the offsets in `text` where a line begins and a comment line can be put, sorted.

        No such line begins inside a string or goes on with the one before.
        """
        ...

    def plan(self, intents: Iterable[Intent]) -> Plan:
        """Return the edits that carry out the intents of findings on these sites."""
        ...

    def comments_stay(self, edits: Iterable[Edit]) -> bool:
        """Tell whether no edit removes a comment from a line on which code stays."""
        ...

    def in_file(self, edits: Sequence[Edit]) -> tuple[Edit, ...]:
        """Return edits of `text` as edits of `source.text`."""
        ...

    def spot(self, span: Span) -> Spot:
        """Return where a span stands for a reader."""
        ...

    def line(self, offset: int) -> str:
        """Return the line that holds an offset, as it is in the file, without its end."""
        ...


class Parsed(Protocol):
    """A file that was decoded and parsed; the same whatever other files say."""

    def opened(self, view: View | None = None) -> File:
        """Return the file as it stands among the files of `view`, or by itself."""
        ...


class Language(Protocol):
    """A way to read files. A file of more than `MOST_BYTES` is left alone."""

    MOST_BYTES: int

    def parse(self, data: bytes) -> Parsed:
        """Read a file's bytes; raises SourceError where they cannot be decoded or parsed."""
        ...

    def is_of_interest(self, data: bytes) -> bool:
        """Tell whether the bytes of a file hold a word of interest."""
        ...

    def is_skipped(self, data: bytes) -> bool:
        """Tell whether the bytes of a file ask to skip it, even where they cannot be parsed."""
        ...

    def imports_at_a_glance(self, data: bytes, modules: frozenset[str]) -> tuple[str, ...]:
        """Return the dotted names that the file seems to import of the modules in `modules`."""
        ...
