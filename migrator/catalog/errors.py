"""What the endpoint answers when something is wrong, from `errors.toml`."""

from dataclasses import dataclass
from functools import cache

from migrator.catalog.tables import table


@dataclass(frozen=True, slots=True)
class ApiError:
    """An error answer: HTTP status, `error.type` of the body, why, what to do.

    `sdk_class` is what the Python SDK raises; `retried` is whether the SDK tries again by itself.
    """

    status: int
    type: str
    cause: str
    remedy: str
    sdk_class: str
    retried: bool


@cache
def errors() -> tuple[ApiError, ...]:
    """Return the errors of the page, in its order."""
    return tuple(ApiError(**entry) for entry in table("errors")["errors"])
