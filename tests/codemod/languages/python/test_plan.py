"""Edits of one file made together: what is nested, what collapses, what stands in the way."""

from collections.abc import Callable

import pytest

Result = Callable[..., str]
Reported = Callable[..., list[tuple[str, str, str]]]

HEAD = "import anthropic\n\nclient = anthropic.Anthropic()\n"

CASES = {
    "a name inside a removed value goes along": (
        'client.messages.create(model="qwen-plus", metadata={"model": "claude-opus-4-1"})\n',
        'client.messages.create(model="qwen-plus")\n',
    ),
    "a removal beside a rename": (
        'client.messages.create(model="claude-opus-4-1", metadata={}, max_tokens=9)\n',
        'client.messages.create(model="qwen3-max", max_tokens=9)\n',
    ),
    "several arguments of one call": (
        'client.messages.create(metadata={}, model="qwen-plus", container="c")\n',
        'client.messages.create(model="qwen-plus")\n',
    ),
    "an argument and the namespace": (
        'client.beta.messages.create(model="qwen-plus", betas=["b"], metadata={})\n',
        'client.messages.create(model="qwen-plus")\n',
    ),
    "an emptied dict inside an emptied dict": (
        'client.messages.create(model="qwen-plus", extra_body={"metadata": {"container": 1}})\n',
        'client.messages.create(model="qwen-plus")\n',
    ),
    "some of the entries": (
        'client.messages.create(extra_body={"metadata": {}, "a": 1, "container": 2})\n',
        'client.messages.create(extra_body={"a": 1})\n',
    ),
    "statements one after another": (
        (
            'params = {}\nparams["metadata"] = {}\nparams["container"] = 1\n'
            "client.messages.create(**params)\n"
        ),
        "params = {}\nclient.messages.create(**params)\n",
    ),
    "all statements of a block": (
        (
            'params = {}\nif user:\n    params["metadata"] = {}\n    params["container"] = 1\n'
            "client.messages.create(**params)\n"
        ),
        "params = {}\nif user:\n    pass\nclient.messages.create(**params)\n",
    ),
    "a statement in both branches": (
        (
            'params = {}\nif user:\n    params["metadata"] = {}\n'
            'else:\n    params["metadata"] = {}\n'
            "client.messages.create(**params)\n"
        ),
        "params = {}\nif user:\n    pass\nelse:\n    pass\nclient.messages.create(**params)\n",
    ),
    "an update in a branch": (
        (
            'params = {}\nfor user in users:\n    params.update({"metadata": {}})\n'
            "client.messages.create(**params)\n"
        ),
        "params = {}\nfor user in users:\n    pass\nclient.messages.create(**params)\n",
    ),
    "a payload that two calls share": (
        (
            'params = {"metadata": {}, "model": "qwen-plus"}\n'
            "client.messages.create(**params)\nclient.messages.stream(**params)\n"
        ),
        (
            'params = {"model": "qwen-plus"}\n'
            "client.messages.create(**params)\nclient.messages.stream(**params)\n"
        ),
    ),
    "a call inside a call": (
        "client.messages.create(metadata={}, a=[client.messages.create(metadata={}, a=1)])\n",
        "client.messages.create(a=[client.messages.create(a=1)])\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_edits(result: Result, before: str, after: str) -> None:
    assert result(HEAD + before) == HEAD + after


STAYS = {
    "a value that awaits": (
        "async def f():\n    await client.messages.create(metadata=await user())\n",
        [("MS201", "flag", "metadata")],
    ),
    "a value that assigns": (
        "client.messages.create(metadata=(m := {}))\n",
        [("MS201", "flag", "metadata")],
    ),
    "a chained assignment": (
        'params = {}\nparams["metadata"] = user = {}\nclient.messages.create(**params)\n',
        [("MS201", "flag", "metadata")],
    ),
}


@pytest.mark.parametrize(("source", "expected"), STAYS.values(), ids=STAYS)
def test_what_cannot_be_taken_out(
    result: Result, reported: Reported, source: str, expected: list[tuple[str, str, str]]
) -> None:
    assert reported(HEAD + source) == expected
    assert result(HEAD + source) == HEAD + source
