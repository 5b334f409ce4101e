"""Long collections: what is found out about one is found out once, not for each of its names."""

import ast
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from migrator.catalog import claude
from migrator.codemod import engine
from migrator.codemod.choices import Choices
from migrator.codemod.settings import settings_of

ID, OLD = '"claude-opus-4-1"', '"claude-opus-4-0"'

LONG = {
    "list": lambda count: "x = [\n" + f"    {ID},\n" * count + "]\n",
    "rows": lambda count: "x = [\n" + f"    ({ID}, 1),\n" * count + "]\n",
    "list that stays": lambda count: "x = [\n" + f"    {ID},\n" * count + f"    {OLD},\n]\n",
    "match": lambda count: "match x:\n" + f"    case {ID}: ...\n" * count,
    "assignments": lambda count: "".join(f"x{each} = {ID}\n" for each in range(count)),
}


@pytest.mark.parametrize("source", LONG.values(), ids=LONG)
def test_names_are_classified_a_few_times_each(
    source: Callable[[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted rather than timed: with the square of the length it would be over 100 each."""
    calls: Counter[str] = Counter()
    real = claude._classify

    def counting(text: str) -> Any:
        calls[text] += 1
        return real(text)

    monkeypatch.setattr(claude, "_classify", counting)
    count = 200
    outcome = engine.migrate(source(count).encode(), settings_of(Choices()))
    assert outcome.failed is None
    assert len(outcome.judgement.findings) >= count
    assert calls[ast.literal_eval(ID)] < 50 * count
