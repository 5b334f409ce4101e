"""The front end for Jupyter notebooks: their cells as programs, edits led back to the JSON.

All cells that share a kernel are one program; each module that `%%writefile` makes is another. The
programs stand in one text, and every offset is one of that text.
"""

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from migrator.codemod import suppress
from migrator.codemod.discover.scan import interesting
from migrator.codemod.edits import inside
from migrator.codemod.findings import Edit, Intent, Remove, Span
from migrator.codemod.languages.errors import SourceError
from migrator.codemod.languages.language import Gap, Sight, Spot
from migrator.codemod.languages.notebook.display import kept_quiet
from migrator.codemod.languages.notebook.document import Cell, code_cells
from migrator.codemod.languages.notebook.joined import Joined, Piece, joined
from migrator.codemod.languages.notebook.strings import escapes_foreign
from migrator.codemod.languages.notebook.writing import in_text
from migrator.codemod.languages.python import glance, program, remarks
from migrator.codemod.languages.python.facts import ALL_NAMES, Facts
from migrator.codemod.languages.python.frontend import PythonFile
from migrator.codemod.languages.python.links import Links, Passed
from migrator.codemod.languages.python.plan import Plan
from migrator.codemod.languages.python.scopes import Scopes
from migrator.codemod.languages.python.source import LARGEST, LineTable, Source
from migrator.codemod.languages.python.source import parse as parse_source
from migrator.codemod.languages.python.targets import Attributes, Item, Target, Targets
from migrator.codemod.languages.python.tree import Tree, survey
from migrator.codemod.languages.python.view import View

MOST_BYTES = 64 * 1024 * 1024
"""Notebooks hold their outputs: pictures, tables, whole pages of HTML."""

_BOM = b"\xef\xbb\xbf"
_LINE_STARTS = (*glance.LINE_STARTS, b'"', b"\\n", b"\\r", b"\\t")
_LINE_END = re.compile(r"\r\n|\r|\n")
_NOT_LINE_ENDS = re.compile(r"[^\r\n]+")


class Parsed(Struct, frozen=True):
    """A notebook that was decoded and parsed; the same whatever other files say."""

    source: Source
    cells: tuple[Cell, ...]
    joined: Joined
    lines: LineTable
    trees: tuple[Tree, ...]

    def opened(self, view: View | None = None) -> "Notebook":
        """Return the notebook as it stands among the files of `view`, or by itself."""
        text = Source(self.joined.text)
        targets = Targets()
        read = [
            program.read(
                text.text, Scopes(tree), self.lines, view.links(self.lines) if view else None
            )
            for tree in self.trees
        ]
        files = (PythonFile(text, replace(each, targets=targets)) for each in read)
        return Notebook(self, tuple(files), targets)


class Notebook(Struct, frozen=True):
    """One notebook with the view of its project; the first program is its own."""

    parsed: Parsed
    programs: tuple[PythonFile, ...]
    targets: Targets

    @property
    def source(self) -> Source:
        """The JSON text and how it is encoded."""
        return self.parsed.source

    @property
    def text(self) -> str:
        """The text of the programs."""
        return self.parsed.joined.text

    @property
    def lines(self) -> LineTable:
        """The lines of `text`."""
        return self.parsed.lines

    @property
    def gaps(self) -> Sequence[Gap]:
        """The cells that hold something of interest and are no Python, half finished perhaps."""
        return tuple(
            _gap(piece, piece.reading.fault)
            for piece in self.parsed.joined.pieces
            if piece.reading.fault is not None
            and interesting(piece.cell.source.encode("utf-8", "surrogatepass"))
        )

    @property
    def frame(self) -> Sequence[str]:
        """The JSON text around the sources of the cells."""
        spans = [cell.span for cell in self.parsed.cells]
        starts = [0, *(span.end for span in spans)]
        text = self.source.text
        ends = [*(span.start for span in spans), len(text)]
        return [text[start:end] for start, end in zip(starts, ends, strict=True)]

    def renew(self, view: View) -> bool:
        """Take another view of the project; return whether it tells the programs anything else."""
        changed = [each.renew(view) for each in self.programs]
        return any(changed)

    def told(self) -> tuple[Links, ...]:
        """Return what the programs were told of others, without what they made of that."""
        return tuple(links for each in self.programs for links in each.told())

    @property
    def is_looked_at(self) -> bool:
        """Whether what a look shows is known for the view that the notebook has now."""
        return all(each.is_looked_at for each in self.programs)

    def look(self, *, comments: bool = False) -> Sight:
        """Find the sites of the programs; `comments` adds the ids in prose."""
        sights = [each.look(comments=comments) for each in self.programs]
        return Sight(tuple(site for sight in sights for site in sight.sites))

    def passed(self) -> Passed:
        """Return what the programs pass to other files."""
        every = Passed()
        for own in (each.passed() for each in self.programs):
            for (target, name), shapes in own.given.items():
                every.gives(target, name, shapes)
            for at, reach in own.names.items():
                every.sends_name(at, reach)
            for at, routes in own.maps.items():
                every.sends_map(at, routes)
            every.facts.extend(own.facts)
        return every

    def facts(self, file: str, names: frozenset[str] = ALL_NAMES) -> Facts:
        """Return what the notebook in `file` knows of itself: no other file imports it."""
        first, *others = (each.facts(file, names) for each in self.programs)
        every = replace(first)
        for other in others:
            every.add_tables(other)
        return every

    def imports(self) -> tuple[str, ...]:
        """Return the dotted names that the programs import anywhere."""
        return tuple(sorted({name for each in self.programs for name in each.imports()}))

    def open_lines(self) -> Sequence[int]:
        """Return the offsets where a line of a cell begins and a comment line can be put."""
        per_program = [set(each.open_lines()) for each in self.programs]
        return [
            start
            for piece in self.parsed.joined.pieces
            if piece.reading.fault is None
            for start in sorted(per_program[piece.program])
            if piece.span.start <= start < piece.span.end
        ]

    def plan(self, intents: Iterable[Intent]) -> Plan:
        """Return the edits that carry out the intents, each inside of one cell."""
        by_program: dict[int, list[Intent]] = {}
        for intent in intents:
            by_program.setdefault(self._program_of(intent), []).append(intent)
        plans = [self.programs[number].plan(own) for number, own in by_program.items()]
        edits = self.parsed.joined.within_cells(edit for plan in plans for edit in plan.edits)
        return Plan(
            self._kept_quiet(edits),
            {intent: obstacle for plan in plans for intent, obstacle in plan.obstacles.items()},
            tuple(span for plan in plans for span in plan.removed),
            {intent: span for plan in plans for intent, span in plan.targets.items()},
        )

    def _kept_quiet(self, edits: Sequence[Edit]) -> tuple[Edit, ...]:
        """Let no cell display what it did not, since its last statement goes."""
        result: list[Edit] = []
        for piece in self.parsed.joined.pieces:
            own = inside(edits, piece.span)
            if piece.program == 0 and any(not edit.text for edit in own):
                spans = [(node, self.lines.span(node)) for node in self.parsed.trees[0].root.body]
                held = [each for each in spans if _holds(piece.span, each[1])]
                own = kept_quiet(self.text, piece.span, held, own)
            result.extend(own)
        return tuple(result)

    def _program_of(self, intent: Intent) -> int:
        if isinstance(intent, Remove):
            line = _line_of(self.targets.target(intent.handle))
            return self.parsed.joined.piece(self.lines.line_start(line)).program
        return self.parsed.joined.piece(intent.span.start).program

    def comments_stay(self, edits: Iterable[Edit]) -> bool:
        """Tell whether no edit removes a comment from a line on which code stays."""
        return remarks.comments_stay(self.programs[0].program, list(edits))

    def in_file(self, edits: Sequence[Edit]) -> tuple[Edit, ...]:
        """Return edits of the programs as edits of the JSON text."""
        by_cell: dict[int, tuple[Piece, list[Edit]]] = {}
        for edit in edits:
            piece = self.parsed.joined.piece(edit.span.start)
            at = piece.span.start
            own = Edit(Span(edit.span.start - at, edit.span.end - at), edit.text)
            by_cell.setdefault(at, (piece, []))[1].append(own)
        text = self.source.text
        foreign = escapes_foreign(text)
        return tuple(
            change
            for piece, own_edits in by_cell.values()
            for change in in_text(text, piece.cell, own_edits, escape_foreign=foreign)
        )

    def spot(self, span: Span) -> Spot:
        """Return where a span stands for a reader: its cell, and the lines in that."""
        piece = self.parsed.joined.piece(span.start)
        above = self.lines.position(piece.span.start)[0] - 1
        line, column = self.lines.position(span.start)
        end_line, end_column = self.lines.position(span.end)
        return Spot(piece.cell.index, line - above, column, end_line - above, end_column)

    def line(self, offset: int) -> str:
        """Return the line of a cell that holds an offset, without its end."""
        piece = self.parsed.joined.piece(offset)
        start = self.lines.line_start(self.lines.position(offset)[0]) - piece.span.start
        return re.split(r"[\r\n]", piece.cell.source[max(0, start) :], maxsplit=1)[0]


def parse(data: bytes) -> Parsed:
    """Read the bytes of a notebook; raises SourceError where they are none."""
    source = _decoded(data)
    cells = code_cells(source.text)
    text = joined(cells)
    if len(text.text) > LARGEST:
        raise SourceError(f"its cells are too large (at most {LARGEST // 1_000_000} MB)")
    trees = tuple(survey(parse_source(_alone(text, number))) for number in range(text.programs))
    return Parsed(source, cells, text, LineTable(text.text), trees)


def is_of_interest(data: bytes) -> bool:
    """Tell whether the bytes of a notebook hold a word of interest."""
    return interesting(data.replace(b'\\"', b'"'))


def is_skipped(data: bytes) -> bool:
    """Tell whether the first lines of the first code cell ask to skip the notebook."""
    if suppress.MARK.encode() not in data:
        return False
    try:
        pieces = joined(code_cells(_decoded(data).text)).pieces
    except SourceError:
        return False
    head = pieces[0].reading.text if pieces else ""
    return suppress.is_skipped(head.encode("utf-8", "surrogatepass"))


def imports_at_a_glance(data: bytes, modules: frozenset[str]) -> tuple[str, ...]:
    """Return what the notebook seems to import of the modules whose names are in `modules`."""
    return glance.imports(data, modules, _LINE_STARTS)


def _decoded(data: bytes) -> Source:
    bom = data.startswith(_BOM)
    body = data.removeprefix(_BOM)
    try:
        return Source(body.decode("utf-8"), "utf-8", bom)
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise SourceError(f"byte 0x{body[error.start]:02x} is not utf-8", line) from None


def _alone(text: Joined, number: int) -> Source:
    """Return the joined text with nothing but line ends where other programs stand."""
    parts, at = [], 0
    for piece in text.pieces:
        if piece.program != number:
            start = piece.span.start - len(piece.reading.opener)
            parts.append(text.text[at:start])
            at = piece.span.end
            parts.append(_NOT_LINE_ENDS.sub("", text.text[start:at]))
    return Source("".join((*parts, text.text[at:])))


def _gap(piece: Piece, fault: SourceError) -> Gap:
    starts = [0, *(match.end() for match in _LINE_END.finditer(piece.cell.source))]
    start = piece.span.start + starts[min(fault.line, len(starts)) - 1]
    return Gap(Span(start, start), "cell", fault.reason)


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _line_of(target: Target) -> int:
    match target:
        case Item(holder=node):
            return node.lineno
        case Attributes(nodes=nodes):
            return nodes[0].lineno
        case _:
            return target.node.lineno
