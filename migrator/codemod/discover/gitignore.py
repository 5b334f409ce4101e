"""The rules of `.gitignore` files, decided name by name from the top of a tree down."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

IGNORE_FILE = ".gitignore"


class _Rule(Struct, frozen=True):
    """One line: what it matches, and what that means.

    A path must have `least` segments or more, and no more where `exact`. `depth` is the number of
    segments that are compared, from the end of the path; 0 for all. `tail` is what must match these
    as well, where `spec` may be satisfied by a folder above. `folders`: only folders are matched.
    """

    ignores: bool
    folders: bool
    spec: "GitIgnoreSpec"
    least: int = 1
    exact: bool = False
    depth: int = 0
    tail: "GitIgnoreSpec | None" = None

    def matches(self, segments: Sequence[str], end: str) -> bool:
        """Return whether the line matches the path itself, not merely a folder above it."""
        surplus = len(segments) - self.least
        if surplus < 0 or (self.exact and surplus) or (self.folders and not end):
            return False
        last = "/".join(segments[-self.depth :]) + end
        if self.tail is None:
            return self.spec.match_file(last)
        return self.tail.match_file(last) and self.spec.match_file("/".join(segments) + end)


class IgnoreRules:
    """The rules of one `.gitignore` file.

    pathspec answers for a path together with the folders above it. Git decides folder by folder,
    so a line that takes back a folder says nothing of what is in it. Each line is therefore asked
    for the path alone, once pathspec has said that any line matches at all.
    """

    __slots__ = ("_any", "_prefix", "_rules")

    def __init__(self, folder: str, lines: Sequence[str]) -> None:
        """Compile `lines` for what lies below `folder`, an absolute path.

        As in git, a line that is no pattern matches nothing.
        """
        from pathspec import GitIgnoreSpec  # slow to import, and most runs never walk

        self._prefix = folder.rstrip(os.sep) + os.sep
        self._rules = [rule for rule in map(_rule, lines) if rule]
        self._any = GitIgnoreSpec(pattern for rule in self._rules for pattern in rule.spec.patterns)

    def decide(self, path: str, *, folder: bool) -> bool | None:
        """Return True where `path` is ignored, False where a `!` line takes it back, else None.

        `path` is absolute and below the folder of the rules; `folder` says that it is one.
        """
        relative = path[len(self._prefix) :].replace(os.sep, "/")
        end = "/" if folder else ""
        if not self._any.match_file(relative + end):
            return None
        segments = relative.split("/")
        for rule in reversed(self._rules):
            if rule.matches(segments, end):
                return rule.ignores
        return None


def ignore_file(folder: str) -> IgnoreRules | None:
    """Read the `.gitignore` of `folder`; None where there is none.

    As in git, a byte order mark is passed over.

    Raises OSError.
    """
    try:
        data = Path(folder, IGNORE_FILE).read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        return None
    text = os.fsdecode(data.removeprefix(b"\xef\xbb\xbf"))
    return IgnoreRules(folder, [line.removesuffix("\r") for line in text.split("\n")])


def ignored(rules: Sequence[IgnoreRules], path: str, *, folder: bool = False) -> bool:
    """Return whether `rules` (outermost folder first) ignore `path`; the innermost decides."""
    for patterns in reversed(rules):
        decision = patterns.decide(path, folder=folder)
        if decision is not None:
            return decision
    return False


def _rule(line: str) -> _Rule | None:
    if not line.endswith("\\ "):
        line = line.rstrip(" ")
    negated = line.startswith("!")
    pattern = line[1:] if negated else line
    if not pattern.strip("/") or line.startswith("#"):
        return None
    spec = _compile(pattern)
    if spec is None:
        return None
    body = pattern.removesuffix("/")
    rule = _Rule(not negated, pattern != body, spec)
    segments = body.removeprefix("/").split("/")
    if "/" not in body:
        return replace(rule, depth=1)
    if "**" not in segments:
        return replace(rule, least=len(segments), exact=True)
    tail = segments[len(segments) - segments[::-1].index("**") :]
    least = len(segments) - segments.count("**")
    if not tail:
        return replace(rule, least=least + 1)
    return replace(rule, least=least, depth=len(tail), tail=_compile(f"/{'/'.join(tail)}"))


def _compile(pattern: str) -> "GitIgnoreSpec | None":
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines([pattern])
    except ValueError:
        return None
