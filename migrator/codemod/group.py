"""Names that stand side by side in a program."""

from enum import StrEnum, auto

from msgspec import Struct


class GroupKind(StrEnum):
    """In what several names stand side by side."""

    COLLECTION = auto()  # list, tuple or set
    CHOICES = auto()  # choices= or Literal[...]
    FIXED = auto()  # a list, tuple or set whose length code around it relies on
    ENUM = auto()  # members of one Enum
    COMPARISON = auto()  # what one subject is compared with in an if/elif chain or a match


class Group(Struct, frozen=True):
    """Names that stand side by side, in order; each with whether a call it reaches thinks."""

    kind: GroupKind
    members: tuple[tuple[str, bool], ...]

    def __hash__(self) -> int:
        """Hash the ends alone: a long group is asked about once for each of its names."""
        return hash((self.kind, len(self.members), self.members[:1], self.members[-1:]))
