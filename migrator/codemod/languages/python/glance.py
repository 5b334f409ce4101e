"""A quick look at the bytes of a file that nobody parses."""

import re
from collections.abc import Iterator
from functools import cache

LINE_STARTS = (b"\n", b"\r", b";")
_MODULE = re.compile(rb"[ \t]*(\.*[\w.]*)")
_NAMES = re.compile(rb"[ \t]*import\b[ \t]*(\([^()]*\)?|(?:\\\r?\n|[^\n\r;])*)")
_NAME = re.compile(rb"[\s\\]*(\w[\w.]*)")
_COMMENT = re.compile(rb"#[^\n\r]*")
_EVERYTHING = b"*"
_BLANKS = (b" ", b"\t")


def imports(
    data: bytes, modules: frozenset[str], starts: tuple[bytes, ...] = LINE_STARTS
) -> tuple[str, ...]:
    """Return the dotted names that are imported of the modules named in `modules`, sorted.

    Dots stand in front where a name is relative; `.*` behind where all of a module is taken, or
    what of it cannot be told. `starts` are the bytes after which a statement can begin. Names
    inside strings are found too.
    """
    known = _encoded(modules)
    found: set[bytes] = set()
    for piece in _behind(data, b"from ", starts):
        found.update(_taken(piece, known))
    for piece in _behind(data, b"import ", starts):
        found.update(_whole(piece, known))
    return tuple(sorted(name.decode("ascii", "replace") for name in found))


@cache
def _encoded(modules: frozenset[str]) -> frozenset[bytes]:
    return frozenset(name.encode("utf-8", "surrogatepass") for name in modules)


def _behind(data: bytes, keyword: bytes, starts: tuple[bytes, ...]) -> Iterator[bytes]:
    """Yield what stands behind a keyword that can begin a statement, up to the next one.

    Cutting at the keywords is many times faster here than one regular expression for lines.
    """
    before, *rest = data.split(keyword)
    for piece in rest:
        bare = before.rstrip(b" \t") if before.endswith(_BLANKS) else before
        if not bare or bare.endswith(starts):
            yield piece
        before = piece


def _taken(piece: bytes, modules: frozenset[bytes]) -> Iterator[bytes]:
    """Yield the names of a statement that begins with `from`."""
    match = _MODULE.match(piece)
    module = match[1] if match else b""
    if match is None or not _is_among(module, modules):
        return
    listed = _NAMES.match(piece, match.end())
    start = module if module.endswith(b".") else module + b"."
    text = _COMMENT.sub(b"", listed[1]) if listed else _EVERYTHING
    if text.startswith(b"(") and not text.endswith(b")"):  # a keyword inside, or never closed
        yield start + _EVERYTHING
    for part in text.strip(b"() \t\r\n").split(b","):
        name = _NAME.match(part)
        if name is not None:
            yield start + name[1]
        elif part.strip():
            yield start + _EVERYTHING


def _whole(piece: bytes, modules: frozenset[bytes]) -> Iterator[bytes]:
    """Yield the modules of a statement that begins with `import`."""
    match = _MODULE.match(piece)
    if match is not None and _is_among(match[1], modules):
        yield match[1]


def _is_among(name: bytes, modules: frozenset[bytes]) -> bool:
    return bool(name) and (name.startswith(b".") or not modules.isdisjoint(name.split(b".")))
