"""Characters of JSON strings and their spelling."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.codemod.languages.notebook.document import Literal
from migrator.codemod.languages.notebook.strings import encoded, escapes_foreign, offset_of

ODD = st.text(st.sampled_from('ab"\\/\b\f\n\r\t\0é\u2028\ud83d\ude00😀🤖')) | st.text()


def spelled(value: str, spelling: str) -> str:
    """Spell a value in one of the ways that JSON allows."""
    if spelling == "all escapes":
        units = value.encode("utf-16-be", "surrogatepass")
        pairs = (units[at : at + 2].hex() for at in range(0, len(units), 2))
        return '"' + "".join(f"\\u{pair.upper()}" for pair in pairs) + '"'
    if spelling == "slashes":
        return json.dumps(value).replace("/", "\\/")
    return json.dumps(value, ensure_ascii=spelling == "ascii")


@given(ODD, st.sampled_from(["bare", "ascii", "slashes", "all escapes"]), st.text(max_size=3))
def test_every_character_is_found(value: str, spelling: str, before: str) -> None:
    literal = spelled(value, spelling)
    text = before + literal + before
    at = Literal(len(before), len(before) + len(literal), json.loads(literal))
    for index, character in enumerate(at.value):
        start, end = offset_of(text, at, index), offset_of(text, at, index + 1)
        assert json.loads(f'"{text[start:end]}"') == character
    assert offset_of(text, at, len(at.value)) == at.end - 1


@given(ODD, st.booleans())
def test_what_is_encoded_reads_back(value: str, escape_foreign: bool) -> None:
    # Two halves of a pair are one character for JSON.
    value = value.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    text = encoded(value, escape_foreign=escape_foreign)
    assert json.loads(f'"{text}"') == value
    assert not escape_foreign or text.isascii()


@pytest.mark.parametrize(
    ("text", "escapes"),
    [
        ('{"a": "b"}', False),
        ('{"a": "é"}', False),
        ('{"a": "\\u00e9"}', True),
        ('{"a": "\\u00E9é"}', False),
        ('{"a": "\\u001b[0m \\u003c"}', False),
        ('{"a": "\\ud83d\\ude00"}', True),
    ],
)
def test_the_notebook_shows_how_it_spells(text: str, escapes: bool) -> None:
    assert escapes_foreign(text) == escapes
