"""What a user of the codemod can mend."""

from migrator.errors import UserError


class CodemodError(UserError):
    """Wrong choices: an unknown rule or key, a bad pattern, a `pyproject.toml` that is not TOML."""
