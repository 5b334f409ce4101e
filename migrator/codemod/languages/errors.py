"""What keeps a file from being read as a program."""

from migrator.errors import UserError


class SourceError(UserError):
    """A file that is not read as a program; `line` is 1-based, `reason` a clause for the user."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(f"line {line}: {reason}")
        self.reason = reason
        self.line = line
