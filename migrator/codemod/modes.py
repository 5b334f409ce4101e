"""What a run does with its findings."""

from enum import StrEnum, auto


class Mode(StrEnum):
    """Report them, print the changes, or make them."""

    CHECK = auto()
    DIFF = auto()
    APPLY = auto()
