"""What has become of a finding, in words for a team."""

from dataclasses import dataclass

from migrator.report.model import Item


@dataclass(frozen=True, slots=True)
class State:
    """A word for programs, and the words that a reader sees: at a finding, and as a heading."""

    key: str
    at_finding: str
    heading: str


DECIDE = State("decide", "to decide", "To decide")
DONE = State("done", "rewritten", "Rewritten")
PLANNED = State("planned", "to be rewritten", "To be rewritten")
UNSAFE = State("unsafe", "only with --unsafe", "With --unsafe")
LEFT = State("left", "not rewritten", "Not rewritten")

STATES = (DECIDE, DONE, PLANNED, UNSAFE, LEFT)


def state_of(item: Item, mode: str) -> State:
    """Return what has become of a finding in a run of this mode."""
    if item.action == "flag":
        return DECIDE
    if item.applied:
        return DONE
    if item.action == "unsafe":
        return UNSAFE
    return LEFT if mode == "apply" else PLANNED
