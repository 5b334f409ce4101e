from typing import Any

import pytest
from msgspec.structs import replace

from migrator.report.model import Counts, Item, Place, Problem, Report
from migrator.report.terminal import Look, Piece, Tone, plain
from migrator.report.text import findings, lines, notes, problems

CALL = '    reply = client.messages.create(model="claude-opus-4-1", metadata=meta)'
PIPE = Look()
WIDE = Look(width=80)
NARROW = Look(width=40)
KEY = f"sk-ant-api03-{'x' * 20}abcd"


@pytest.fixture
def project(make: Any) -> Report:
    report: Report = make.report(
        make.rename(CALL, "claude-opus-4-1", "qwen3-max", path="app/chat.py", line=12),
        make.item(
            CALL,
            "metadata",
            path="app/chat.py",
            line=12,
            rule="MS201",
            name="unsupported-parameter",
            before="metadata",
            message="Model Studio does not take `metadata`; it is removed.",
        ),
        make.flag('content = [{"type": "image"}]', '"image"', path="app/vision.py", line=3),
        make.flag('\tcontent.append({"type": "image"})', '"image"', path="app/vision.py", line=9),
        counts=Counts(seen=10, candidates=3, parsed=2, calls=2, changed=1, failed=1),
        problems=(Problem("old.py", "syntax", "This is Python 2.", 4),),
        notes=("vendor is a repository of its own and was not entered.",),
    )
    return report


def test_an_empty_report_has_no_findings_problems_or_notes(make: Any) -> None:
    report = make.report()
    assert plain(findings(report, WIDE)) == ""
    assert plain(problems(report, WIDE)) == ""
    assert plain(notes(report, WIDE)) == ""


def test_80_columns(project: Report) -> None:
    assert plain(lines(project, WIDE, ".")) == (
        "app/chat.py:12:43: MS101 rewrite  claude-opus-4-1 → qwen3-max\n"
        '    reply = client.messages.create(model="claude-opus-4-1", metadata=meta)\n'
        "                                          ^^^^^^^^^^^^^^^\n"
        "\n"
        "app/chat.py:12:61: MS201 rewrite\n"
        "    Model Studio does not take `metadata`; it is removed.\n"
        '    reply = client.messages.create(model="claude-opus-4-1", metadata=meta)\n'
        "                                                            ^^^^^^^^\n"
        "\n"
        "app/vision.py:3:21: MS301 flag  Model Studio takes no `image` block.\n"
        '    content = [{"type": "image"}]\n'
        "                        ^^^^^^^\n"
        "    Send the content as text, or leave the block out.\n"
        "\n"
        "app/vision.py:9:26: MS301 flag  Model Studio takes no `image` block.\n"
        '    content.append({"type": "image"})\n'
        "                            ^^^^^^^\n"
        "\n"
        "old.py:4: error  This is Python 2. (syntax)\n"
        "\n"
        "note: vendor is a repository of its own and was not entered.\n"
        "\n"
        "1 file would change: 2 rewrites.\n"
        "2 places left for you to decide:\n"
        "  2  MS301 unsupported-content-block\n"
        "1 file could not be handled; the errors stand above.\n"
        "\n"
        "Next:\n"
        "  msmigrate codemod --diff .   show the changes\n"
        "  msmigrate codemod .          make them\n"
        "  msmigrate rules MS301        explain MS301, with examples\n"
    )


def test_40_columns(project: Report) -> None:
    assert plain(lines(project, NARROW, ".")) == (
        "app/chat.py:12:43: MS101 rewrite\n"
        "    claude-opus-4-1 → qwen3-max\n"
        '    …e(model="claude-opus-4-1", metadat…\n'
        "              ^^^^^^^^^^^^^^^\n"
        "\n"
        "app/chat.py:12:61: MS201 rewrite\n"
        "    Model Studio does not take\n"
        "    `metadata`; it is removed.\n"
        '    …l="claude-opus-4-1", metadata=meta)\n'
        "                          ^^^^^^^^\n"
        "\n"
        "app/vision.py:3:21: MS301 flag\n"
        "    Model Studio takes no `image` block.\n"
        '    content = [{"type": "image"}]\n'
        "                        ^^^^^^^\n"
        "    Send the content as text, or leave\n"
        "    the block out.\n"
        "\n"
        "app/vision.py:9:26: MS301 flag\n"
        "    Model Studio takes no `image` block.\n"
        '    content.append({"type": "image"})\n'
        "                            ^^^^^^^\n"
        "\n"
        "old.py:4: error\n"
        "    This is Python 2. (syntax)\n"
        "\n"
        "note: vendor is a repository of its own\n"
        "      and was not entered.\n"
        "\n"
        "1 file would change: 2 rewrites.\n"
        "2 places left for you to decide:\n"
        "  2  MS301 unsupported-content-block\n"
        "1 file could not be handled; the errors\n"
        "stand above.\n"
        "\n"
        "Next:\n"
        "  msmigrate codemod --diff .\n"
        "      show the changes\n"
        "  msmigrate codemod .\n"
        "      make them\n"
        "  msmigrate rules MS301\n"
        "      explain MS301, with examples\n"
    )


def test_a_pipe_gets_each_message_on_the_line_of_its_place(project: Report) -> None:
    text = plain(findings(project, PIPE))
    assert "app/chat.py:12:61: MS201 rewrite  Model Studio does not take `metadata`" in text


def test_colour_changes_no_character(project: Report) -> None:
    coloured = Look(width=80, colour=True)
    assert plain(lines(project, coloured, ".")) == plain(lines(project, WIDE, "."))


def test_tones(make: Any) -> None:
    head, source, carets, advice, empty = findings(
        make.report(make.flag('"image"', '"image"')), WIDE
    )
    assert head == (
        Piece("app.py:1:1:", Tone.STRONG),
        Piece(" MS301 "),
        Piece("flag", Tone.FLAG),
        Piece("  Model Studio takes no `image` block."),
    )
    assert source == (Piece('    "image"'),)
    assert carets == (Piece("    "), Piece("^^^^^^^", Tone.FLAG))
    assert advice == (Piece("    Send the content as text, or leave the block out."),)
    assert empty == (Piece(""),)


def test_the_same_help_is_told_again_in_another_file(make: Any) -> None:
    report = make.report(
        make.flag('"image"', '"image"', path="a.py"), make.flag('"image"', '"image"', path="b.py")
    )
    assert plain(findings(report, WIDE)).count("Send the content as text") == 2


def test_what_the_change_itself_says_is_not_said_again(make: Any) -> None:
    items = [
        make.item(
            'm = "claude-2.1"',
            "claude-2.1",
            path=path,
            line=line,
            before="claude-2.1",
            after="qwen3.5-y",
            message="`qwen3.5-y` stands for `claude-2.1`. It only labels recorded data.",
            advice="Another can be chosen.",
        )
        for path, line in (("a.py", 1), ("a.py", 2), ("b.py", 1))
    ]
    assert plain(findings(make.report(*items), WIDE)) == (
        "a.py:1:6: MS101 rewrite  claude-2.1 → qwen3.5-y\n"
        '    m = "claude-2.1"\n'
        "         ^^^^^^^^^^\n"
        "    It only labels recorded data.\n"
        "    Another can be chosen.\n"
        "\n"
        "a.py:2:6: MS101 rewrite  claude-2.1 → qwen3.5-y\n"
        '    m = "claude-2.1"\n'
        "         ^^^^^^^^^^\n"
        "\n"
        "b.py:1:6: MS101 rewrite  claude-2.1 → qwen3.5-y\n"
        '    m = "claude-2.1"\n'
        "         ^^^^^^^^^^\n"
        "    It only labels recorded data.\n"
        "\n"
    )


def test_a_rewrite_that_was_not_written_says_so(make: Any) -> None:
    item = make.rename('m = "claude-x"', "claude-x", "qwen-y")
    assert "rewrite (not made)" in plain(findings(make.report(item, mode="apply"), WIDE))
    assert "not made" not in plain(findings(make.report(item, mode="check"), WIDE))


def test_the_cell_of_a_notebook_is_counted_from_one(make: Any) -> None:
    item = make.item('m = "claude-x"', "claude-x", path="a.ipynb", cell=0, message="Look.")
    assert plain(findings(make.report(item), WIDE)).startswith("a.ipynb:cell 1:1:6: MS101")


def test_a_token_over_several_lines_is_marked_to_the_end_of_its_line() -> None:
    place = Place("a.py", None, 1, 5, 3, 2)
    item = Item(place, "MS208", "raw-body", "flag", False, '"""', None, None, "m", "", 'x = """{')
    text = plain(findings(Report("/", "check", Counts(), (item,)), WIDE))
    assert text.splitlines()[2] == "        ^^^^"


def test_without_a_source_there_are_no_carets(make: Any) -> None:
    item = make.item("x", "x", rule="MS901", action="flag", message="It cannot be decoded.")
    text = plain(findings(make.report(replace(item, source="")), WIDE))
    assert text == "app.py:1:1: MS901 flag  It cannot be decoded.\n\n"


def test_a_key_is_masked_and_the_carets_still_stand_below_their_tokens(make: Any) -> None:
    source = f'client(api_key="{KEY}", model="claude-x")'
    report = make.report(
        make.item(source, KEY, rule="MS402", action="flag", message=f"{KEY} is a key."),
        make.rename(source, "claude-x", "qwen-y"),
    )
    text = plain(lines(report, WIDE, "."))
    assert "xxxx" not in text
    assert text.splitlines()[:7] == [
        "app.py:1:17: MS402 flag  sk-…abcd is a key.",
        '    client(api_key="sk-…abcd", model="claude-x")',
        "                    ^^^^^^^^",
        "",
        f"app.py:1:{source.index('claude-x') + 1}: MS101 rewrite  claude-x → qwen-y",
        '    client(api_key="sk-…abcd", model="claude-x")',
        "                                      ^^^^^^^^",
    ]


def test_ascii_for_a_stream_that_has_no_arrow(make: Any) -> None:
    source = f'm = "claude-x"  # {"a" * 100}'
    text = plain(
        lines(make.report(make.rename(source, "claude-x", "qwen-y")), Look(60, unicode=False), ".")
    )
    assert text.isascii()
    assert "claude-x -> qwen-y" in text
    assert "..." in text


def test_what_a_user_wrote_never_acts_on_the_terminal(make: Any) -> None:
    item = make.item(
        'm = "\x1b[31mclaude-x"', "claude-x", path="a\x1b[2Jb\n.py", before="\x1b]0;t\x07",
        after="[bold]x[/bold]", message="\x1b[0m",
    )  # fmt: skip
    report = make.report(item, problems=(Problem("\x1b.py", "k", "\x1b"),), notes=("\x1b",))
    text = plain(lines(report, WIDE, "\x1b"))
    assert "\x1b" not in text
    assert "a␛[2Jb␊.py:1:11: MS101 rewrite" in text
    assert "[bold]x[/bold]" in text
