"""`msmigrate codemod --interactive`: the changes one by one, on a terminal."""

import sys
from collections.abc import Sequence
from enum import StrEnum

import click

from migrator.report.model import Item, Report


class Answer(StrEnum):
    """What a person says to a change."""

    YES = "yes"
    NO = "no"
    RULE = "rule"
    FILE = "file"
    QUIT = "quit"


def require_terminal(context: click.Context) -> None:
    """Raise UsageError where nobody can be asked."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError(
            "--interactive asks on a terminal, and there is none; look at the changes with --diff "
            "and choose with --select and --ignore",
            context,
        )


class Reviewer:
    """Asks about changes in order, and remembers what an answer says of later ones."""

    def __init__(self, colour: bool | None) -> None:
        self._colour = colour
        self._rules: set[str] = set()
        self._ended = False

    def __call__(self, files: Sequence[Sequence[Item]]) -> list[frozenset[int]]:
        """Return the indexes of the accepted changes of each file.

        Raises KeyboardInterrupt where the person interrupts: nothing is to be written then.
        """
        total = sum(map(len, files))
        done = 0
        answers = []
        for items in files:
            answers.append(self._of_file(items, done, total))
            done += len(items)
        return answers

    def _of_file(self, items: Sequence[Item], done: int, total: int) -> frozenset[int]:
        accepted: set[int] = set()
        whole = False
        for index, item in enumerate(items):
            if self._ended:
                break
            if whole or item.rule in self._rules:
                accepted.add(index)
                continue
            answer = self._ask(item, done + index + 1, total)
            self._ended = answer is Answer.QUIT
            whole = answer is Answer.FILE
            if answer is Answer.RULE:
                self._rules.add(item.rule)
            if answer not in {Answer.NO, Answer.QUIT}:
                accepted.add(index)
        return frozenset(accepted)

    def _ask(self, item: Item, number: int, total: int) -> Answer:
        import questionary
        from prompt_toolkit.output import ColorDepth

        self._show(item)
        choices = [
            questionary.Choice("yes", Answer.YES, shortcut_key="y"),
            questionary.Choice("no", Answer.NO, shortcut_key="n"),
            questionary.Choice(f"all of {item.rule}", Answer.RULE, shortcut_key="a"),
            questionary.Choice("rest of this file", Answer.FILE, shortcut_key="f"),
            questionary.Choice("quit, keep what was taken", Answer.QUIT, shortcut_key="q"),
        ]
        answer = questionary.select(
            f"Change it? ({number} of {total})",
            choices,
            use_shortcuts=True,
            instruction=" ",
            color_depth=None if self._is_coloured() else ColorDepth.DEPTH_1_BIT,
        ).unsafe_ask()
        return Answer(answer)

    def _show(self, item: Item) -> None:
        from migrator.report import text
        from migrator.report.terminal import look_of, write

        look = look_of(sys.stdout, self._colour)
        sys.stdout.write("\n")
        write(text.change(item, look), sys.stdout, look)
        sys.stdout.flush()

    def _is_coloured(self) -> bool:
        from migrator.report.terminal import look_of

        return look_of(sys.stdout, self._colour).colour


def print_rest(report: Report, target: str, colour: bool | None) -> None:
    """Print what is still to be decided, and what the run comes to."""
    from migrator.report import summary, text
    from migrator.report.masked import masked
    from migrator.report.terminal import line, look_of, write

    look = look_of(sys.stdout, colour)
    report = masked(report)
    write([line()], sys.stdout, look)
    for lines in (
        text.flags(report, look),
        text.problems(report, look),
        text.notes(report, look),
        summary.summary(report, look, target),
    ):
        write(lines, sys.stdout, look)
