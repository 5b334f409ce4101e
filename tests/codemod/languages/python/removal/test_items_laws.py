"""What holds for every removal of items, whatever the layout."""

import ast
import codecs
import re
from dataclasses import dataclass

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from migrator.codemod.edits import Obstacle, splice, unchanged_outside
from migrator.codemod.findings import Edit
from migrator.codemod.languages.python.literals import literal_tokens, rename
from migrator.codemod.languages.python.removal import Display, items_of, layout, remove_items
from migrator.codemod.languages.python.removal.tokens import simple_layout
from migrator.codemod.languages.python.source import LineTable, decode

BRACKETS = {
    "call": ("f(", ")"),
    "dict": ("{", "}"),
    "list": ("[", "]"),
    "tuple": ("(", ")"),
    "set": ("{", "}"),
    "subscript": ("Literal[", "]"),
}
VALUES = (
    "1",
    "'v'",
    '"é"',
    "'''a\nb'''",
    "g(\n 1, # in\n b=2)",
    "(x)",
    "[1,\n\n2]",
    "{'k': 1}",
    "-x",
)


@dataclass(frozen=True)
class Case:
    kind: str
    text: str
    names: tuple[str, ...]
    doomed: frozenset[str]


@st.composite
def gaps(draw: st.DrawFn, newline: str, numbers: list[int]) -> str:
    """Draw what stands between two tokens inside brackets; comments are numbered."""
    parts = []
    for shape in draw(st.lists(st.sampled_from("  nnncob\\f"), max_size=4)):
        indent = draw(st.sampled_from(["", "    ", "\t", "  "]))
        if shape in "co":
            numbers[0] += 1
            lead = "  " if shape == "c" else newline + indent
            parts.append(f"{lead}# c{numbers[0]}.{newline}{indent}")
        else:
            parts.append(
                {
                    " ": " ",
                    "n": newline + indent,
                    "b": newline + newline + indent,
                    "\\": "\\" + newline + indent,
                    "f": newline + "\f" + indent,
                }[shape]
            )
    return "".join(parts)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    kind = draw(st.sampled_from(sorted(BRACKETS)))
    newline = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    numbers = [0]
    gap = gaps(newline, numbers)
    tight = st.one_of(st.just(""), st.just(""), st.just(""), gap)
    count = draw(st.integers(1, 5))
    names = tuple(f"n{number}" for number in range(count))
    tidy = draw(st.booleans())
    parts = [draw(tight if tidy else gap)]
    for name in names:
        value = draw(st.sampled_from(VALUES)).replace("\n", newline)
        item = {"call": f"{name}={value}", "dict": f"'{name}': {value}"}.get(
            kind, f"{name}({value})"
        )
        parts += (item, draw(tight), ",", draw(gap) or " ")
    if not (kind == "tuple" and count == 1) and draw(st.booleans()):
        parts[-2] = ""
    opening, closing = BRACKETS[kind]
    lead, tail = draw(st.sampled_from([("", ""), ("x = ", "  # tail"), ("if x:\n    y(", ", z)")]))
    doomed = frozenset(name for name in names if draw(st.booleans()))
    text = lead.replace("\n", newline) + opening + "".join(parts) + closing + tail
    return Case(kind, text + draw(st.sampled_from([newline, ""])), names, doomed)


def subject(tree: ast.Module, kind: str) -> Display:
    types = {"call": ast.Call, "subscript": ast.Subscript}
    wanted = types.get(kind, getattr(ast, kind.title()))
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, wanted) and not (kind == "call" and ast.unparse(node.func) != "f")
    ]
    first = found[0]
    assert isinstance(first, Display)
    return first


def name_of(item: ast.AST) -> str:
    if isinstance(item, ast.keyword):
        return str(item.arg)
    return str(item.value) if isinstance(item, ast.Constant) else ast.unparse(item).split("(")[0]


def removal(case: Case) -> tuple[ast.Module, Display, tuple[Edit, ...] | Obstacle]:
    try:
        tree = ast.parse(case.text)
    except SyntaxError:
        assume(False)
        raise
    node = subject(tree, case.kind)
    doomed = [item for item in items_of(node) if name_of(item) in case.doomed]
    return tree, node, remove_items(case.text, LineTable(case.text), node, doomed)


def without(node: Display, doomed: frozenset[str], *, comma: bool) -> None:
    """Take the items out of the tree itself: the answer that the edited text must parse to."""
    if isinstance(node, ast.Call):
        node.keywords = [keyword for keyword in node.keywords if keyword.arg not in doomed]
    elif isinstance(node, ast.Dict):
        pairs = [
            pair
            for pair in zip(node.keys, node.values, strict=True)
            if pair[0] is not None and name_of(pair[0]) not in doomed
        ]
        node.keys, node.values = [key for key, _ in pairs], [value for _, value in pairs]
    elif isinstance(node, ast.Subscript):
        kept = [item for item in items_of(node) if name_of(item) not in doomed]
        elements = [item for item in kept if isinstance(item, ast.expr)]
        if isinstance(node.slice, ast.Tuple):
            node.slice.elts = elements
            if len(elements) == 1 and not comma:
                node.slice = elements[0]
    else:
        node.elts = [item for item in node.elts if name_of(item) not in doomed]


def lines(text: str) -> list[str]:
    return re.split(r"\r\n|\r|\n", text)


def must_stay(case: Case) -> set[str]:
    """Comments that belong to what stays, told from the text alone.

    Those on a line on which an item that stays ends or the bracket opens, those above an item
    that stays or above the closing bracket, and those inside an item that stays.
    """
    event = re.compile(r"# (c\d+)\.|'?\b(n\d)\b|([^\s#])|\r\n|\r|\n")
    start = case.text.index(BRACKETS[case.kind][0], case.text.find("y(") + 1)
    staying: set[str] = set()
    waiting: set[str] = set()
    shared, content, keeps = True, True, True
    for match in event.finditer(case.text, start):
        comment, name = match[1], match[2]
        if name:
            content, keeps = True, name not in case.doomed
            if keeps:
                shared = True
                staying |= waiting
            waiting = set()
        elif comment:
            if shared and content:
                staying.add(comment)
            elif not content:
                waiting.add(comment)
        elif match[3]:
            content = True
        else:
            shared = content = False
    return staying | waiting


def edits_of(case: Case) -> tuple[ast.Module, Display, tuple[Edit, ...]]:
    tree, node, edits = removal(case)
    assume(not isinstance(edits, Obstacle))
    assert not isinstance(edits, Obstacle)
    return tree, node, edits


@settings(max_examples=150, deadline=None)
@given(cases())
def test_exactly_the_items_go(case: Case) -> None:
    tree, node, edits = edits_of(case)
    result = splice(case.text, edits)
    parsed = ast.parse(result)
    after = subject(parsed, case.kind) if case.kind == "subscript" else None
    comma = isinstance(after, ast.Subscript) and isinstance(after.slice, ast.Tuple)
    without(node, case.doomed, comma=comma)
    assert ast.dump(parsed) == ast.dump(tree)
    assert unchanged_outside(case.text, result, edits)
    assert bool(edits) == bool(case.doomed)


@settings(max_examples=150, deadline=None)
@given(cases())
def test_comments_of_what_stays_are_kept(case: Case) -> None:
    _, _, edits = edits_of(case)
    assert must_stay(case) <= set(re.findall(r"# (c\d+)\.", splice(case.text, edits)))


@settings(max_examples=150, deadline=None)
@given(cases())
def test_no_mess_is_left(case: Case) -> None:
    _, _, edits = edits_of(case)
    before, after = lines(case.text), lines(splice(case.text, edits))
    assert sum(line != line.rstrip(" \t") for line in after) <= sum(
        line != line.rstrip(" \t") for line in before
    )
    assert sum(not line.strip(" \t") for line in after) <= sum(
        not line.strip(" \t") for line in before
    )


@settings(max_examples=150, deadline=None)
@given(cases())
def test_renames_in_the_same_expression_fit_beside_it(case: Case) -> None:
    tree, node, edits = edits_of(case)
    table = LineTable(case.text)
    values = dict(zip(node.keys, node.values, strict=True)) if isinstance(node, ast.Dict) else {}
    going = {
        id(part)
        for item in items_of(node)
        if name_of(item) in case.doomed
        for top in (item, values.get(item) if isinstance(item, ast.expr) else None)
        if top is not None
        for part in ast.walk(top)
    }
    literals = [
        part
        for part in ast.walk(tree)
        if isinstance(part, ast.Constant) and part.value == "v" and id(part) not in going
    ]
    renames = [
        rename(case.text, span, "qwen")
        for literal in literals
        for span in literal_tokens(case.text, table, literal)
    ]
    made = [edit for edit in renames if isinstance(edit, Edit)]
    assert len(made) == len(literals)
    both = ast.dump(ast.parse(splice(case.text, [*made, *edits])))
    assert both.count("'qwen'") == len(literals)
    assert both.replace("'qwen'", "'v'") == ast.dump(ast.parse(splice(case.text, edits)))


@settings(max_examples=150, deadline=None)
@given(
    cases(),
    st.sampled_from(
        [("utf-8", b""), ("utf-8", codecs.BOM_UTF8), ("latin-1", b""), ("cp1252", b"")]
    ),
)
def test_bytes_outside_the_edits_stay(case: Case, encoded: tuple[str, bytes]) -> None:
    encoding, bom = encoded
    newline = re.search(r"\r\n|\r|\n", case.text)
    cookie = f"# coding: {encoding}{newline[0] if newline else chr(10)}"
    data = bom + (cookie + case.text).encode(encoding)
    source = decode(data)
    assert source.encode(source.text) == data
    moved = Case(case.kind, source.text, case.names, case.doomed)
    _, _, edits = edits_of(moved)
    start, end = (edits[0].span.start, edits[-1].span.end) if edits else (0, 0)
    result = source.encode(splice(source.text, edits))
    assert result.startswith(source.encode(source.text[:start]))
    assert result.endswith(source.text[end:].encode(encoding))
    assert decode(result).text == splice(source.text, edits)


@given(cases())
@settings(max_examples=150, deadline=None)
def test_tokens_and_libcst_tell_the_same_layout(case: Case) -> None:
    try:
        node = subject(ast.parse(case.text), case.kind)
    except SyntaxError:
        assume(False)
        raise
    table = LineTable(case.text)
    code = layout.masked(case.text, table, node)
    simple = simple_layout(code, node, layout.head_of(table, node))
    assume(simple is not None)
    read = layout.libcst_layout(code, node)
    assert read is None or simple == read


BY_TOKENS = (
    "f(1, x=2)",
    "(f)(a, *b, c=(d), **e,)",
    "f[0](\n  x, # c\n  y\n)",
    "x[a, b]",
    "x[a:b, c]",
    "(a,)",
    "()",
    "(a), (b)",
    "[(a), *b]",
    "{'k': (v), **w}",
    "{a, b,}",
    "f()",
)


@pytest.mark.parametrize("text", BY_TOKENS)
def test_usual_code_is_read_without_libcst(text: str) -> None:
    node = ast.parse(text, mode="eval").body
    assert isinstance(node, Display)
    table = LineTable(text)
    code = layout.masked(text, table, node)
    simple = simple_layout(code, node, layout.head_of(table, node))
    assert simple is not None
    assert simple == layout.libcst_layout(code, node)
    assert len(simple.items) == len(items_of(node))
