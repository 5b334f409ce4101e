import json
from dataclasses import replace

import pytest

from migrator.report.rulebook import Card, Shown, overview, page, rules_json
from migrator.report.terminal import Look, plain

CARD = Card(
    id="MS201",
    name="unsupported-parameter",
    action="rewrite",
    what="A request field that Model Studio does not support, on a call of the Anthropic API.",
    why="The page lists it as not supported.",
    examples=(
        Shown("create(\n    metadata=m,\n    model=n,\n)\n", after="create(\n    model=n,\n)\n"),
        Shown("a = 1\n", after="a = 2\n", unsafe=True),
        Shown("if x:\n\n    create(**metadata)\n", token="metadata"),
    ),
    keeps=("metadata = 1\n", "log(metadata=1)\n"),
)


def test_overview_80() -> None:
    assert plain(overview([CARD], Look(80))) == (
        "MS201  unsupported-parameter  rewrite\n"
        "       A request field that Model Studio does not support, on a call of the\n"
        "       Anthropic API.\n"
        "\n"
        "`msmigrate rules MS101` explains one, with examples.\n"
    )


def test_overview_40() -> None:
    assert plain(overview([CARD], Look(40))) == (
        "MS201  unsupported-parameter  rewrite\n"
        "       A request field that Model Studio\n"
        "       does not support, on a call of\n"
        "       the Anthropic API.\n"
        "\n"
        "`msmigrate rules MS101` explains one,\n"
        "with examples.\n"
    )


def test_a_long_action_goes_below_the_name() -> None:
    card = replace(CARD, action="rewrite to `client.messages`, or flag", what="A call.")
    assert plain(overview([card], Look(40))).splitlines()[:4] == [
        "MS201  unsupported-parameter",
        "       rewrite to `client.messages`, or",
        "       flag",
        "       A call.",
    ]


def test_page() -> None:
    assert plain(page(CARD, Look(80))) == (
        "MS201  unsupported-parameter  rewrite\n"
        "\n"
        "A request field that Model Studio does not support, on a call of the\n"
        "Anthropic API.\n"
        "\n"
        "The page lists it as not supported.\n"
        "\n"
        "Changed:\n"
        "      create(\n"
        "    -     metadata=m,\n"
        "          model=n,\n"
        "      )\n"
        "\n"
        "Changed with --unsafe:\n"
        "    - a = 1\n"
        "    + a = 2\n"
        "\n"
        "Reported:\n"
        "      if x:\n"
        "\n"
        "          create(**metadata)\n"
        "                   ^^^^^^^^\n"
        "\n"
        "Left alone:\n"
        "      metadata = 1\n"
        "\n"
        "      log(metadata=1)\n"
    )


@pytest.mark.parametrize("width", [None, 40, 80, 200])
def test_prose_is_never_wider_than_the_terminal(width: int | None) -> None:
    lines = plain(overview([CARD], Look(width))).splitlines()
    assert max(map(len, lines)) <= min(width or 76, 76)


def test_json() -> None:
    assert json.loads(rules_json([CARD])) == {
        "schema": 1,
        "rules": [
            {
                "id": "MS201",
                "name": "unsupported-parameter",
                "action": "rewrite",
                "what": CARD.what,
                "why": CARD.why,
                "examples": [
                    {"before": shown.before, "after": shown.after, "token": shown.token,
                     "unsafe": shown.unsafe}
                    for shown in CARD.examples
                ],
                "keeps": list(CARD.keeps),
            }
        ],
    }  # fmt: skip
