"""Characters of a JSON string and where they are spelled in the text."""

import json
import re

from migrator.codemod.languages.notebook.document import Literal

_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)"
)
_FOREIGN = re.compile(r"\\u(?!00[0-7])[0-9a-fA-F]{4}")


def offset_of(text: str, literal: Literal, character: int) -> int:
    """Return where a character of a literal's value is spelled; for its end, the closing quote.

    `character` is 0-based. Two escapes that make a surrogate pair spell one character.
    """
    at, done = literal.start + 1, 0
    for escape in _ESCAPE.finditer(text, at, literal.end - 1):
        plain = escape.start() - at
        if character <= done + plain:
            break
        at, done = escape.end(), done + plain + 1
    return at + character - done


def escapes_foreign(text: str) -> bool:
    """Tell whether JSON text spells characters beyond ASCII as escapes, and so never bare."""
    return text.isascii() and _FOREIGN.search(text) is not None


def encoded(value: str, *, escape_foreign: bool) -> str:
    """Return how a value is spelled between quotes."""
    return json.dumps(value, ensure_ascii=escape_foreign)[1:-1]
