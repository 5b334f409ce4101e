"""A quick look at the bytes of a file that nobody parses."""

import re
from collections.abc import Iterator

LINE_STARTS = (b"\n", b"\r", b";")
_NAME = re.compile(rb"[ \t]*(\.*[\w.]*)")


def imports(
    data: bytes, modules: frozenset[str], starts: tuple[bytes, ...] = LINE_STARTS
) -> tuple[str, ...]:
    """Return the imported modules of which a name is one of `modules`, sorted.

    `starts` are the bytes after which a statement can begin. Names inside strings are found too.
    """
    return tuple(sorted(set(_names(data, modules, starts))))


def _names(data: bytes, modules: frozenset[str], starts: tuple[bytes, ...]) -> Iterator[str]:
    """Yield the names. Cutting at the keywords is many times faster here than one regular
    expression for lines.
    """
    for keyword in (b"from ", b"import "):
        before, *rest = data.split(keyword)
        for piece in rest:
            bare = before.rstrip(b" \t")
            if not bare or bare.endswith(starts):
                match = _NAME.match(piece)
                name = match[1].decode("ascii", "replace") if match else ""
                if name and (name[0] == "." or not modules.isdisjoint(name.split("."))):
                    yield name
            before = piece
