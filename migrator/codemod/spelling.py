"""Which known word a misspelt one stands for."""

import difflib
from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return "; did you mean X?" for the closest of `known`, or "" where none is close.

    Upper and lower case count as the same letter.
    """
    spellings = {name.casefold(): name for name in sorted(known)}
    close = difflib.get_close_matches(word.casefold(), spellings, n=1, cutoff=0.6)
    return f"; did you mean {spellings[close[0]]}?" if close else ""
