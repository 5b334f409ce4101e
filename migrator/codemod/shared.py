"""Values that every process of a team holds, so that what refers to them stays small."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from msgspec import Struct

Held = TypeVar("Held")

_held: dict[str, Any] = {}


class Shared(Generic[Held], Struct, frozen=True):
    """A value; with a `slot`, one that the processes hold and that is sent to them by its slot."""

    value: Held
    slot: str | None = None

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """Pickle the slot alone where there is one: each process has the value of its own."""
        if self.slot is None:
            return Shared, (self.value, None)
        return recalled, (self.slot,)


def recalled(slot: str) -> Shared[Any]:
    """Return what this process holds in a slot."""
    shared: Shared[Any] = _held[slot]
    return shared


def hold(given: Sequence[tuple[str, Any]]) -> list[None]:
    """Hold values in their slots, in place of what was there."""
    for slot, value in given:
        _held[slot] = Shared(value, slot)
    return []


def learn(given: Sequence[tuple[str, tuple[Any, ...]]]) -> list[None]:
    """Let the values in slots learn something more."""
    for slot, news in given:
        _held[slot].value.learn(*news)
    return []
