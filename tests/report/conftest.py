import pytest

from migrator.report.model import Counts, Item, Place, Problem, Report


class Make:
    """Builds parts of a report with as few words as a test needs."""

    def item(
        self,
        source: str,
        token: str,
        *,
        path: str = "app.py",
        line: int = 1,
        cell: int | None = None,
        rule: str = "MS101",
        name: str = "claude-model-name",
        action: str = "rewrite",
        applied: bool = False,
        before: str | None = None,
        after: str | None = None,
        message: str = "",
        advice: str = "",
    ) -> Item:
        start = source.index(token) + 1
        place = Place(path, cell, line, start, line, start + len(token))
        return Item(
            place, rule, name, action, applied, token, before, after, message, advice, source
        )

    def rename(
        self, source: str, token: str, after: str, *, path: str = "app.py", line: int = 1
    ) -> Item:
        return self.item(source, token, path=path, line=line, before=token, after=after)

    def flag(self, source: str, token: str, *, path: str = "app.py", line: int = 1) -> Item:
        return self.item(
            source,
            token,
            path=path,
            line=line,
            rule="MS301",
            name="unsupported-content-block",
            action="flag",
            message="Model Studio takes no `image` block.",
            advice="Send the content as text, or leave the block out.",
        )

    def report(
        self,
        *items: Item,
        mode: str = "check",
        counts: Counts | None = None,
        problems: tuple[Problem, ...] = (),
        notes: tuple[str, ...] = (),
    ) -> Report:
        return Report("/project", mode, counts or Counts(), items, problems, (), notes)


@pytest.fixture
def make() -> Make:
    return Make()
