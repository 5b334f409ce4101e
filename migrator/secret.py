"""A key that cannot be printed, and text with its keys masked."""

import re

_SHOWN = 4
_LONG_ENOUGH = 20  # of a shorter key four characters would give too much away
_KEY = re.compile(
    r"sk-ant-[A-Za-z0-9_-]+"
    r"|(?<![A-Za-z0-9])sk-sp-[A-Za-z0-9_-]+"
    # a digit or a long run tells a key from words that hyphens join
    r"|(?<![A-Za-z0-9])sk-(?=[A-Za-z_-]*\d|[A-Za-z0-9]{16})[A-Za-z0-9_-]{16,}"
)
_PREFIX = re.compile(r"sk-ant-(?:(?:admin|api|oat|ort|sid)\d{0,2}-?)?")


class Secret:
    """An API key. Whatever prints, formats or pickles it gets `sk-…abcd`.

    A key that does not begin with `sk-` shows as `…abcd`; of a short one nothing is shown.
    """

    __slots__ = ("_key",)

    def __init__(self, key: str) -> None:
        self._key = key

    def reveal(self) -> str:
        """Return the key itself, for the one place that needs it."""
        return self._key

    def __repr__(self) -> str:
        return f"Secret({self})"

    def __str__(self) -> str:
        return _masked(self._key)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def __bool__(self) -> bool:
        return bool(self._key)

    def __copy__(self) -> "Secret":
        return self

    def __deepcopy__(self, memo: object) -> "Secret":
        return self

    def __reduce__(self) -> tuple[type["Secret"], tuple[str]]:
        return Secret, (str(self),)


def mask(text: str) -> str:
    """Return `text` with every API key in it as `sk-…abcd`, or `sk-…` where the key is short.

    What Anthropic's keys begin with is no secret: `sk-ant-` by itself stays.
    """
    if "sk-" not in text:
        return text
    return _KEY.sub(lambda match: _of_match(match[0]), text)


def _of_match(key: str) -> str:
    return key if _PREFIX.fullmatch(key) else _masked(key)


def _masked(key: str) -> str:
    key = key.strip()
    prefix = "sk-…" if key.startswith("sk-") else "…"
    return prefix + (key[-_SHOWN:] if len(key) >= _LONG_ENOUGH else "")
