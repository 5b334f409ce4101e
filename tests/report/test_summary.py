from typing import Any

import pytest
from msgspec.structs import replace

from migrator.report.model import Counts, Problem, Report
from migrator.report.summary import summary
from migrator.report.terminal import Look, plain

WIDE = Look(width=80)


def text(report: Report, look: Look = WIDE, target: str | None = ".") -> str:
    return plain(summary(report, look, target))


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        (Counts(), "there is no Python file here."),
        (Counts(seen=3, ignored=3), "every file is ignored."),
        (Counts(seen=3, ignored=1), "no file names Anthropic or Claude."),
        (
            Counts(seen=3, candidates=1, parsed=1),
            "no call of the Anthropic API was found, and no name to change.",
        ),
        (Counts(seen=3, candidates=1, parsed=1, calls=2), "nothing that was found needs a change."),
    ],
)
def test_nothing_to_do_says_why(make: Any, counts: Counts, reason: str) -> None:
    first = text(make.report(counts=counts)).splitlines()[0]
    assert first == f"Nothing to do: {reason}"


def test_nothing_to_do_in_figures(make: Any) -> None:
    counts = Counts(seen=412, ignored=9, candidates=23, parsed=22, calls=7)
    assert text(make.report(counts=counts)) == (
        "Nothing to do: nothing that was found needs a change.\n"
        "  412  files seen\n"
        "    9  ignored\n"
        "  380  without a word of interest\n"
        "   22  parsed\n"
        "    7  calls found\n"
    )


def test_with_a_problem_alone_it_is_not_nothing(make: Any) -> None:
    report = make.report(problems=(Problem("a.py", "unreadable", "Permission denied"),))
    assert text(report) == (
        "No file would change.\n1 file could not be handled; the errors stand above.\n"
    )


def test_after_a_run(make: Any) -> None:
    made = replace(make.rename('"claude-x"', "claude-x", "qwen-y"), applied=True)
    report = make.report(
        made,
        made,
        make.flag('"image"', '"image"'),
        mode="apply",
        counts=Counts(seen=5, candidates=2, parsed=2, calls=2, changed=1),
    )
    assert text(report) == (
        "1 file changed: 2 rewrites.\n"
        "1 place left for you to decide:\n"
        "  1  MS301 unsupported-content-block\n"
        "\n"
        "Next:\n"
        "  msmigrate rules MS301   explain MS301, with examples\n"
        "  msmigrate undo          put every file back\n"
    )


def test_a_second_run_leaves_what_a_person_must_decide(make: Any) -> None:
    report = make.report(make.flag('"image"', '"image"'), mode="apply")
    assert text(report).startswith("No file changed.\n1 place left for you to decide:\n")
    assert "undo" not in text(report)


def test_a_diff_leads_to_the_run(make: Any) -> None:
    report = make.report(
        make.rename('"claude-x"', "claude-x", "qwen-y"), mode="diff", counts=Counts(changed=1)
    )
    assert text(report, target="'my app'") == (
        "1 file would change: 1 rewrite.\n\nNext:\n  msmigrate codemod 'my app'   make them\n"
    )


def test_the_root_is_the_target_unless_another_is_given(make: Any) -> None:
    report = make.report(
        make.rename('"claude-x"', "claude-x", "qwen-y"), mode="diff", counts=Counts(changed=1)
    )
    assert "msmigrate codemod /project " in text(report, target=None)


def test_flags_are_tallied_by_rule_the_most_frequent_first(make: Any) -> None:
    flag = make.flag('"image"', '"image"')
    other = replace(flag, rule="MS102", name="claude-model-table")
    assert text(make.report(*[flag] * 12, other, other)) == (
        "No file would change.\n"
        "14 places left for you to decide:\n"
        "  12  MS301 unsupported-content-block\n"
        "   2  MS102 claude-model-table\n"
        "\n"
        "Next:\n"
        "  msmigrate rules MS301   explain MS301, with examples\n"
    )


def test_unsafe_changes_are_offered_until_they_are_made(make: Any) -> None:
    unsafe = replace(
        make.rename('"claude-x"', "claude-x", "qwen-y"),
        rule="MS105",
        name="model-name-collision",
        action="unsafe",
    )
    assert text(make.report(unsafe, mode="apply")) == (
        "No file changed.\n"
        "1 change made only with --unsafe:\n"
        "  1  MS105 model-name-collision\n"
        "\n"
        "Next:\n"
        "  msmigrate codemod --unsafe .   make the unsafe changes too\n"
    )
    made = make.report(replace(unsafe, applied=True), mode="apply", counts=Counts(changed=1))
    assert "--unsafe" not in text(made)
    assert text(made).startswith("1 file changed: 1 rewrite.\n")


@pytest.mark.parametrize(("mode", "first"), [("check", "--unsafe --diff"), ("diff", "--unsafe")])
def test_unsafe_changes_that_were_asked_for_count_as_rewrites(
    make: Any, mode: str, first: str
) -> None:
    unsafe = replace(make.rename('"claude-x"', "claude-x", "qwen-y"), action="unsafe")
    report = replace(make.report(unsafe, mode=mode, counts=Counts(changed=1)), unsafe=True)
    assert text(report).startswith("1 file would change: 1 rewrite.\n")
    assert "made only with --unsafe" not in text(report)
    commands = [each.strip() for each in text(report).partition("Next:\n")[2].splitlines()]
    assert commands[0].startswith(f"msmigrate codemod {first} .")
    assert all("--unsafe" in command for command in commands)


def test_files_that_ask_to_be_skipped_are_told_apart(make: Any) -> None:
    told = text(make.report(counts=Counts(seen=3, skipped=1)))
    assert told.startswith("Nothing to do: every file of interest asks to be skipped.\n")
    assert "  1  asking to be skipped\n  2  without a word of interest\n" in told


def test_a_file_with_two_problems_is_one_file(make: Any) -> None:
    problems = (Problem("a.py", "k", "m", 1), Problem("a.py", "k", "m", 2))
    assert "1 file could not be handled" in text(make.report(problems=problems))


def test_thousands_are_set_apart(make: Any) -> None:
    report = make.report(make.rename('"c"', "c", "q"), counts=Counts(changed=1234))
    assert text(report).startswith("1,234 files would change: 1 rewrite.")
