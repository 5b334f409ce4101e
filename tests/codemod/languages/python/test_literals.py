import ast
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.codemod.edits import Obstacle, splice
from migrator.codemod.findings import Edit, Span
from migrator.codemod.languages.python.literals import literal_tokens, rename
from migrator.codemod.languages.python.source import LineTable


def tokens(code: str, index: int = 0) -> list[str]:
    """Return the tokens of one string constant of the code."""
    constants = [
        node
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    ]
    spans = literal_tokens(code, LineTable(code), constants[index])
    return [code[span.start : span.end] for span in spans]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = 'a'", ["'a'"]),
        ('x = ""', ['""']),
        ("x = \"a\" 'b'", ['"a"', "'b'"]),
        ('x = ("a"  # one\n  "b"\n)', ['"a"', '"b"']),
        ("x = 'a' \\\n  u'b'", ["'a'", "u'b'"]),
        ("f(('a'))", ["'a'"]),
        ('x = r\'\\d\' R"""a"b"""', ["r'\\d'", 'R"""a"b"""']),
        ("x = 'é' 'a'", ["'é'", "'a'"]),
        ("x = 'a\\'b' 'c'", ["'a\\'b'", "'c'"]),
        ('x = "" "" """a"""', ['""', '""', '"""a"""']),
        ("x = '''a\r\nb''' 'c'", ["'''a\r\nb'''", "'c'"]),
        ("x = b'a' Rb'b'", ["b'a'", "Rb'b'"]),
        ("x = 'a\\\nb'", ["'a\\\nb'"]),
        ("x = '# no' 'b'", ["'# no'", "'b'"]),
    ],
)
def test_tokens(code: str, expected: list[str]) -> None:
    assert tokens(code) == expected


@pytest.mark.parametrize("code", ["f'a{x}'", "f\"'a'{x}\"", "'a' f'b{x}'", "f'{x:a}'"])
def test_parts_of_f_strings_have_no_tokens(code: str) -> None:
    assert tokens(code) == []


@pytest.mark.parametrize("code", ["x = 1", "x = None", "x = True", "x = ..."])
def test_other_constants_have_no_tokens(code: str) -> None:
    constant = next(node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Constant))
    assert literal_tokens(code, LineTable(code), constant) == ()


def test_a_constant_that_does_not_stand_where_it_says_has_no_tokens() -> None:
    constant = ast.parse("'b'", mode="eval").body
    assert isinstance(constant, ast.Constant)
    assert literal_tokens("'a'", LineTable("'a'"), constant) == ()


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("'old'", "'new-1.0'"),
        ('"old"', '"new-1.0"'),
        ("r'old'", "r'new-1.0'"),
        ("U'old'", "U'new-1.0'"),
        ('"""old"""', '"""new-1.0"""'),
        ("'''old'''", "'''new-1.0'''"),
        ("''", "'new-1.0'"),
        ("'é'", "'new-1.0'"),
        ("r'a\\d'", "r'new-1.0'"),
    ],
)
def test_a_rename_keeps_quotes_and_prefix(token: str, expected: str) -> None:
    text = f"x = {token}  # it"
    edit = rename(text, Span(4, 4 + len(token)), "new-1.0")
    assert isinstance(edit, Edit)
    assert splice(text, [edit]) == f"x = {expected}  # it"
    assert ast.literal_eval(expected) == "new-1.0"


@pytest.mark.parametrize(
    "token", ["'ol\\x64'", "'a\\\nb'", "'''a\nb'''", "'''a\rb'''", "f'old'", "old", "'a' 'b'", "'a"]
)
def test_what_cannot_be_renamed(token: str) -> None:
    assert isinstance(rename(token, Span(0, len(token)), "new"), Obstacle)


@pytest.mark.parametrize("value", ["a'b", 'a"b', "a\\b", "a\nb", "é"])
def test_a_value_that_needs_an_escape_is_not_written(value: str) -> None:
    assert isinstance(rename("'old'", Span(0, 5), value), Obstacle)


def test_braces_are_plain_where_no_f_stands_before() -> None:
    assert rename("'old'", Span(0, 5), "a/{x}") == Edit(Span(1, 4), "a/{x}")


@given(st.lists(st.text(alphabet="ab'\"\\é\n #{}", max_size=6), min_size=1, max_size=4))
def test_tokens_make_up_the_constant(values: list[str]) -> None:
    spelled = [repr(value) for value in values]
    code = f"x = ({' '.join(spelled)})"
    assert tokens(code) == spelled


@pytest.mark.skipif(sys.version_info < (3, 12), reason="before 3.12 no quote fits inside its own")
def test_a_literal_inside_an_f_string_has_its_token() -> None:
    assert "'b'" in tokens("f'{a['b']}'")
