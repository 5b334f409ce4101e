"""What holds for every removal of statements, whatever the layout."""

import ast
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.codemod.edits import Obstacle, splice, unchanged_outside
from migrator.codemod.findings import Edit
from migrator.codemod.languages.python.removal import remove_statements
from migrator.codemod.languages.python.source import LineTable

HEADERS = ("if x:", "while x:", "class A:", "def f(\n a,\n):", "with x:", "for a in b:")


@dataclass(frozen=True)
class Case:
    text: str
    doomed: frozenset[int]


class Writer:
    """Writes programs whose simple statements and comments are numbered: `del d7`, `# c3.`."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.unit = draw(st.sampled_from(["    ", "\t", "  "]))
        self.comments = itertools.count()
        self.statements = itertools.count()

    def one_of(self, *choices: str) -> str:
        return self.draw(st.sampled_from(choices))

    def comment(self) -> str:
        return f"# c{next(self.comments)}."

    def simple(self) -> str:
        number = next(self.statements)
        return self.one_of(
            f"del d{number}", f"d{number} = {{\n 'k': 1,  # in\n}}", f"d{number}(\n)"
        )

    def row(self) -> str:
        join = self.one_of("; ", ";", " ; ", "; \\\n ")
        statements = [self.simple() for _ in range(self.draw(st.integers(1, 3)))]
        return join.join(statements) + self.one_of("", "", ";", " ")

    def tail(self) -> str:
        comment = f"  {self.comment()}" if self.draw(st.integers(0, 3)) == 0 else ""
        return self.one_of("", "", "", "  ") + comment

    def between(self, indent: str) -> Iterator[str]:
        for kind in self.draw(st.lists(st.sampled_from("bcdf"), max_size=2)):
            lead = {"c": indent, "d": self.one_of("", " ")}
            yield lead[kind] + self.comment() if kind in lead else {"b": "", "f": "\f"}[kind]

    def block(self, depth: int) -> Iterator[str]:
        indent = self.unit * depth
        for _ in range(self.draw(st.integers(1, 3))):
            yield from self.between(indent)
            shape = self.draw(st.integers(0, 6 if depth < 3 else 4))
            if shape < 4:
                yield self.one_of("", "", "", "", "\f") + indent + self.row() + self.tail()
            elif shape == 4:
                yield indent + f"if x: {self.row()}" + self.tail()
                yield indent + f"else: {self.row()}" + self.tail()
            elif shape == 5:
                yield indent + self.one_of(*HEADERS) + self.tail()
                yield from self.block(depth + 1)
            else:
                yield indent + "try:" + self.tail()
                yield from self.block(depth + 1)
                yield indent + "finally:" + self.tail()
                yield from self.block(depth + 1)
        yield from self.between(indent)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    newline = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    writer = Writer(draw)
    text = "\n".join(writer.block(0)) + draw(st.sampled_from(("\n", "")))
    count = next(writer.statements)
    doomed = frozenset(number for number in range(count) if draw(st.booleans()))
    return Case(text.replace("\n", newline), doomed)


def serial_of(statement: ast.stmt) -> int | None:
    found = re.match(r"(?:del )?d(\d+)", ast.unparse(statement))
    return int(found[1]) if found and not hasattr(statement, "body") else None


def blocks(tree: ast.AST) -> Iterator[tuple[ast.AST, str, list[ast.stmt]]]:
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list) and block:
                yield node, field, block


def removed(case: Case) -> tuple[ast.Module, str, list[Edit]]:
    """Remove from the text and from the tree; the two must agree."""
    tree = ast.parse(case.text)
    table = LineTable(case.text)
    edits: list[Edit] = []
    for node, field, block in list(blocks(tree)):
        doomed = [statement for statement in block if serial_of(statement) in case.doomed]
        found = remove_statements(case.text, table, block, doomed)
        if isinstance(found, Obstacle):
            continue
        assert found or not doomed
        edits += found
        left = [statement for statement in block if statement not in doomed]
        setattr(node, field, left or ([] if isinstance(node, ast.Module) else [ast.Pass()]))
    return tree, splice(case.text, edits), edits


def lines(text: str) -> list[str]:
    found = re.split(r"\r\n|\r|\n", text)
    return found if found[-1] else found[:-1]


@settings(max_examples=125, deadline=None)
@given(cases())
def test_exactly_the_statements_go(case: Case) -> None:
    tree, result, edits = removed(case)
    assert ast.dump(ast.parse(result)) == ast.dump(tree), result
    assert unchanged_outside(case.text, result, edits)


@settings(max_examples=125, deadline=None)
@given(cases())
def test_comments_of_what_stays_are_kept(case: Case) -> None:
    _, result, _ = removed(case)
    left = set(re.findall(r"# (c\d+)\.", result))
    above: list[str] = []
    for line in [*lines(case.text), "end"]:
        here = re.findall(r"# (c\d+)\.", line)
        if line.strip(" \t\f").startswith("#"):
            above += here
            continue
        numbers = {int(number) for number in re.findall(r"\bd(\d+)", line)}
        others = re.sub(r"(del )?d\d+|[;\s\\]|#.*|= \{|\(|\)|\}|'k': 1,", "", line)
        if not line.strip(" \t") or others or numbers - case.doomed:
            assert set(above) <= left, result
        if others or numbers - case.doomed:
            assert set(here) <= left, result
        above = []


@settings(max_examples=125, deadline=None)
@given(cases())
def test_no_mess_is_left(case: Case) -> None:
    _, result, _ = removed(case)
    before, after = lines(case.text), lines(result)
    for mess in (
        lambda line: line != line.rstrip(" \t"),
        lambda line: not line.strip(" \t"),
    ):
        assert sum(map(mess, after)) <= sum(map(mess, before)), result
    assert longest_gap(after) <= max(longest_gap(before), 0), result


def longest_gap(found: list[str]) -> int:
    longest = gap = 0
    for line in found:
        gap = 0 if line.strip(" \t") else gap + 1
        longest = max(longest, gap)
    return longest
