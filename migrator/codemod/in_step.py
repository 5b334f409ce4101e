"""Ids that tests name and that stay, because the code under test keeps facts about them.

A test that gives a model to code with a table of its abilities expects what that table says of it.
The table is a flag and stays as it is; so do the names in the tests, until a person has written
what is true of Qwen's model.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from migrator.codemod.examine import Looked
from migrator.codemod.languages.python.facts import Facts
from migrator.codemod.languages.python.links import Kept, Reach
from migrator.report.model import Item

_RENAMES = "MS101"
_FOLDERS = frozenset({"test", "tests"})


def kept_by_tests(
    looked: Mapping[str, Looked],
    imports: Mapping[str, frozenset[str]],
    facts: Mapping[str, Facts],
    conftests: Callable[[str], Iterable[str]],
    root: str,
) -> dict[str, dict[int, Reach]]:
    """Return the names in tests that must stay: by file, by the offset at which each begins.

    Such a name is described by code that the test imports. What a test only expects is renamed
    with the code that answers it, and stays where that keeps it, or where nothing spells it.
    """
    tests = {file for file in looked if is_test(file, root)}
    ours = {file: _names(looked[file], renamed=True) for file in looked}
    theirs = {file: _names(each, renamed=False) for file, each in looked.items()}
    found: dict[str, dict[int, Reach]] = {}
    for file in sorted(file for file in tests if ours[file]):
        reached = _reached(file, imports)
        code = [each for each in reached if each in looked and each not in tests]
        if not code:
            continue
        described = _joined(facts[each].described for each in code if each in facts)
        renamed = _joined(ours[each] for each in code)
        given = _joined(ours[each] for each in {*reached, *conftests(file)} & tests - {file})
        expected = (_joined(theirs[each] for each in code) | (ours[file] - given)) - renamed
        expected |= described - (renamed - given)
        kept = {
            start: (Kept.GIVEN if name in described else Kept.NOWHERE)
            | (Kept.EXPECTED if name in expected else Kept.NOWHERE)
            for name, start in _renames(looked[file])
        }
        ways = {start: Reach(kept=way) for start, way in kept.items() if way}
        if ways:
            found[file] = ways
    return found


def is_renamed(item: Item) -> bool:
    """Whether a finding gives a name of Claude's another."""
    return item.rule == _RENAMES and item.action == "rewrite"


def is_test(file: str, root: str) -> bool:
    """Whether a file below a root is a test, or stands beside tests."""
    path = PurePosixPath(file.replace("\\", "/"))
    if path.name == "conftest.py" or path.stem.startswith("test_") or path.stem.endswith("_test"):
        return True
    base = PurePosixPath(root.replace("\\", "/"))
    inner = path.relative_to(base) if path.is_relative_to(base) else path
    return not _FOLDERS.isdisjoint(inner.parts[:-1])


def _names(looked: Looked, *, renamed: bool) -> frozenset[str]:
    """Return the ids that are renamed in a file, or that stay there."""
    return frozenset(
        item.before
        for item in looked.items
        if item.before is not None and is_renamed(item) is renamed
    )


def _renames(looked: Looked) -> Iterator[tuple[str, int]]:
    for item, (rule, span) in zip(looked.items, looked.keys, strict=True):
        if rule == _RENAMES and item.before is not None and is_renamed(item):
            yield item.before, span.start


def _reached(file: str, imports: Mapping[str, frozenset[str]]) -> set[str]:
    """Return the files that a file imports, and those that they import."""
    found: set[str] = set()
    due = [file]
    while due:
        for target in imports.get(due.pop(), ()):
            if target not in found:
                found.add(target)
                due.append(target)
    return found


def _joined(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*sets)
