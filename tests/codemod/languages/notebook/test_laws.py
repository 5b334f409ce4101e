"""The laws of notebooks, on notebooks of every odd sort."""

import copy
import json
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.codemod.engine import Outcome

Migrate = Callable[..., Outcome]

CLIENT = "import anthropic\nclient = anthropic.Anthropic()\nparams = {}"
# What a cell may hold, and what that becomes once the client is known.
PARTS = {
    "x = 'claude-3-opus-20240229'": "x = 'qwen3-max'",
    "ü = ['Grüße 😀', \"claude-2.1\"]  # \\": "ü = ['Grüße 😀', \"qwen3-max\"]  # \\",
    "client.messages.create(model='claude-3-opus-20240229', metadata={})": (
        "client.messages.create(model='qwen3-max')"
    ),
    "client.messages.create(\n    x=1,\n    metadata={\n        'user_id': '7',\n    },\n)": (
        "client.messages.create(\n    x=1,\n)"
    ),
    "%time y = 'claude-3-opus-20240229'": "%time y = 'qwen3-max'",
    "if x:\n    !ls\n    z = r'claude-3-opus-20240229'": "if x:\n    !ls\n    z = r'qwen3-max'",
    "s = '''\n!ls\n%cd\n'''": "s = '''\n!ls\n%cd\n'''",
    "!echo 'claude-3-opus-20240229' \\\n  'claude-2.1'": (
        "!echo 'claude-3-opus-20240229' \\\n  'claude-2.1'"
    ),
    "z = !echo claude-2.1": "z = !echo claude-2.1",
    "print?": "print?",
    '"""claude-3-opus-20240229"""': '"""claude-3-opus-20240229"""',
    "# claude-3-opus-20240229 / </p> \\u00e9": "# claude-3-opus-20240229 / </p> \\u00e9",
    "": "",
    "\t": "\t",
}
FIRST = ["", "%%time\n", "%%capture out\n%%time\n", "\n\n%%timeit -n 1 f()\n"]
OTHER = [
    "x = ('claude-3-opus-20240229'",
    "print 'claude-3-opus-20240229'",
    "%%bash\necho claude-3-opus-20240229",
    "%%html\n<p>claude-3-opus-20240229",
    "'\0claude-3-opus-20240229'",
    "x = '\ud83d claude-3-opus-20240229'",
    "pip install claude",
]

Pair = tuple[str, str]


@st.composite
def cells(draw: st.DrawFn) -> Pair:
    """Return a source, and what it becomes."""
    if draw(st.integers(0, 4)) == 0:
        other = draw(st.sampled_from(OTHER))
        return other, other
    first = draw(st.sampled_from(FIRST))
    parts = draw(st.lists(st.sampled_from(sorted(PARTS)), max_size=4))
    last = draw(st.sampled_from(["", "\n", "\n\n"]))
    before, after = (
        first + "\n".join(each) + last for each in (parts, [PARTS[part] for part in parts])
    )
    end = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    return before.replace("\n", end), after.replace("\n", end)


def lines(source: str) -> list[str]:
    return source.replace("\n", "\n\0\0").split("\0\0")[: -1 if source.endswith("\n") else None]


@st.composite
def notebooks(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """Return a notebook, and what it becomes."""
    pairs = [(CLIENT, CLIENT), *draw(st.lists(cells(), max_size=5))]
    old = draw(st.booleans())
    name = "input" if old else "source"
    made: tuple[list[Any], list[Any]] = ([], [])
    for pair in pairs:
        as_list = draw(st.booleans())
        for into, source in zip(made, pair, strict=True):
            output = {"text": ["claude-3-opus-20240229"], "ü": [1.50, None, "\0"]}
            prose = {"cell_type": "markdown", "source": ["x = 'claude-3-opus-20240229'"]}
            value = lines(source) if as_list and source else source
            cell = {"cell_type": "code", "outputs": [output], name: value, "metadata": {}}
            into.extend([prose, cell])
    indent = draw(st.sampled_from([None, 1, 2, "\t"]))
    ascii_only = draw(st.booleans())
    # A lone surrogate has no other spelling than its escape.
    ascii_only = ascii_only or "\ud83d" in "".join(source for pair in pairs for source in pair)
    sort = draw(st.booleans())
    end = draw(st.sampled_from(["", "\n", "\r\n\r\n"]))
    crlf = draw(st.booleans())
    bom = draw(st.sampled_from(["", "\ufeff"]))

    def spelled(made: list[Any]) -> bytes:
        whole: dict[str, Any] = {"nbformat": 3 if old else 4, "metadata": {"claude": 1e400}}
        whole |= {"worksheets": [{"cells": made}]} if old else {"cells": made}
        text = json.dumps(whole, indent=indent, ensure_ascii=ascii_only, sort_keys=sort)
        return (bom + (text.replace("\n", "\r\n") if crlf else text) + end).encode()

    return spelled(made[0]), spelled(made[1])


@given(notebooks())
@settings(deadline=None)
def test_edited_lines_change_and_nothing_else(migrate: Migrate, pair: tuple[bytes, bytes]) -> None:
    before, after = pair
    outcome = migrate(before)
    assert (outcome.data or before) == after
    assert (outcome.data is None) == (before == after)
    assert migrate(after).data is None


@given(st.lists(cells(), max_size=5), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_half_finished_text_stops_nothing(migrate: Migrate, pairs: list[Pair], random: Any) -> None:
    """Whatever is cut out of cells: no exception, no gate that refuses, no second change."""
    sources = [CLIENT]
    for before, _ in pairs:
        start, end = sorted(random.sample(range(len(before) + 2), 2))
        sources.append(before[:start] + before[end:])
    whole: dict[str, Any] = {
        "cells": [{"cell_type": "code", "source": lines(source)} for source in sources]
    }
    data = json.dumps(whole, indent=1).encode()
    outcome = migrate(data)
    result = json.loads(outcome.data or data)
    assert migrate(outcome.data or data).data is None
    kept = copy.deepcopy(whole)
    for cell, new in zip(kept["cells"], result["cells"], strict=True):
        cell["source"] = new["source"]
    assert json.dumps(kept, indent=1).encode() == (outcome.data or data)
