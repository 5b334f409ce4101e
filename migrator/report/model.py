"""What a printer prints: the outcome of a codemod run, in no printer's terms."""

from msgspec import Struct


class Place(Struct, frozen=True, order=True):
    """Where something stands: a path with forward slashes, relative to the root of the report.

    `cell` is the 0-based cell of a notebook, else None. Lines and columns are 1-based; columns
    count characters; the end column is the first character after.
    """

    path: str
    cell: int | None
    line: int
    column: int
    end_line: int
    end_column: int


class Item(Struct, frozen=True):
    """A finding as it is reported.

    `source` is the line that `place` begins on, without its line end, API keys already masked.
    `applied` says that the change was written. `before` and `after` are the bare id for a model;
    `after` is None where nothing replaces it.
    """

    place: Place
    rule: str
    name: str
    action: str
    applied: bool
    token: str
    before: str | None
    after: str | None
    message: str
    help: str
    source: str


class Problem(Struct, frozen=True):
    """What could not be done; `kind` is a short fixed word ("unreadable", "gate:parses")."""

    path: str
    kind: str
    message: str
    line: int | None = None


class Change(Struct, frozen=True):
    """A file that changed or would change: its decoded text before and after, line ends kept.

    `secret`: a hunk of the diff would show an API key, so it is printed masked and as comments.
    `encoding` and `bom` say how the file's bytes are made from its text, for a diff that applies;
    `bom`: the bytes begin with the UTF-8 byte order mark, which is no part of the text. `name` is
    the path with every byte of it, for such a diff; None where that is `path`.
    """

    path: str
    before: str
    after: str
    secret: bool = False
    encoding: str = "utf-8"
    bom: bool = False
    name: str | None = None


class Counts(Struct, frozen=True):
    """How many files were seen, ignored, held a word of interest, were parsed, changed, failed.

    `calls` counts the requests that were recognised, `skipped` the files that ask to be skipped.
    """

    seen: int = 0
    ignored: int = 0
    candidates: int = 0
    parsed: int = 0
    calls: int = 0
    changed: int = 0
    failed: int = 0
    skipped: int = 0


class Report(Struct, frozen=True):
    """The outcome of one run; `mode` is "check", "diff" or "apply".

    `items` and `problems` are sorted. `notes` are sentences for the reader that belong to no place
    (nested repositories passed over, uncommitted changes, an unknown Qwen name). `unsafe`: the
    unsafe changes were asked for as well.
    """

    root: str
    mode: str
    counts: Counts
    items: tuple[Item, ...] = ()
    problems: tuple[Problem, ...] = ()
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    unsafe: bool = False
