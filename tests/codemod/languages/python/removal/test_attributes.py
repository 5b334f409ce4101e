import ast

import pytest

from migrator.codemod.edits import Obstacle, splice
from migrator.codemod.findings import Edit
from migrator.codemod.languages.python.removal import remove_attribute
from migrator.codemod.languages.python.source import LineTable


def without_beta(code: str) -> str | Obstacle:
    edits = list[Edit]()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Attribute) and node.attr in {"beta", "prompt_caching"}:
            found = remove_attribute(code, LineTable(code), node)
            if isinstance(found, Obstacle):
                return found
            edits += found
    return splice(code, edits)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("client.messages", "client.messages"),
        ("beta.messages", "beta.messages"),
        ("client.beta.messages", "client.messages"),
        ("client.beta", "client"),
        ("client . beta . messages", "client . messages"),
        ("(client).beta.messages", "(client).messages"),
        ("((client) ).beta", "((client) )"),
        ("a['beta'](x).beta.prompt_caching.b()", "a['beta'](x).b()"),
        ("'é'.beta.b", "'é'.b"),
        ("(client\n  .beta\n  .messages)", "(client\n  .messages)"),
        ("(client\r\n  .beta\r\n  .messages)", "(client\r\n  .messages)"),
        ("(client\n  .beta.messages\n  .b)", "(client\n  .messages\n  .b)"),
        ("(client.\n  beta.\n  messages)", "(client.\n  messages)"),
        ("(\n  client.beta\n  .messages\n)", "(\n  client\n  .messages\n)"),
        ("x = client \\\n  .beta \\\n  .messages", "x = client \\\n  .messages"),
        ("x = client \\\n  .beta  # why", "x = client  # why"),
        ("(client  # a\n  .beta\n  .messages)", "(client  # a\n  .messages)"),
        ("(client  # a\n  .beta  # b\n  .messages  # c\n)", "(client  # a\n  .messages  # c\n)"),
        ("(client  # a\n  .beta.messages)", "(client  # a\n  .messages)"),
        ("(client\n  # a\n  .beta\n  .messages)", "(client\n  # a\n  .messages)"),
        ("(client.beta  # a\n  .messages)", "(client  # a\n  .messages)"),
        (
            "(client  # a\n  .beta\n  .prompt_caching.messages)",
            "(client  # a\n  .messages)",
        ),
        (
            "(client\n  .beta  # b\n  .prompt_caching\n  .messages)",
            "(client\n  .messages)",
        ),
    ],
)
def test_layouts(before: str, after: str) -> None:
    found = without_beta(before)
    assert found == after
    ast.parse(after)


@pytest.mark.parametrize(
    "code",
    [
        "(client\n  .  # a\n  beta\n  .messages)",
        "(client.  # a\n  beta.messages)",
        "(client.  # a\n  # b\n  beta)",
        "(client  # a\n  # b\n).beta.messages if (client.  # a\n  beta) else 0",
    ],
)
def test_a_comment_that_would_be_lost_is_an_obstacle(code: str) -> None:
    ast.parse(code)
    assert isinstance(without_beta(code), Obstacle)
