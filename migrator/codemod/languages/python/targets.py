"""What can be removed from a Python file, by handle.

Sites carry handles; intents bring them back. A target names the node that holds the thing and the
thing itself; how the text shrinks is decided in `removal`, all targets of a file together.
"""

import ast

from msgspec import Struct


class Item(Struct, frozen=True):
    """One argument, entry or element of `holder`; `index` counts as the holder's own list does.

    Arguments of a call count positional ones first, then keywords. `alone` is what goes in place of
    the item when nothing else stays in the holder.
    """

    holder: ast.expr
    index: int
    alone: "Target | None" = None


class Statement(Struct, frozen=True):
    """A whole statement."""

    node: ast.stmt


class Attributes(Struct, frozen=True):
    """Attributes taken out of a chain, innermost first."""

    nodes: tuple[ast.Attribute, ...]


Target = Item | Statement | Attributes


class Targets:
    """Hands out handles for targets and takes them back."""

    def __init__(self) -> None:
        self._targets: list[Target] = []
        self._handles: dict[Target, int] = {}

    def handle(self, target: Target) -> int:
        """Return the handle of a target; the same target has one handle."""
        handle = self._handles.get(target)
        if handle is None:
            handle = self._handles[target] = len(self._targets)
            self._targets.append(target)
        return handle

    def target(self, handle: int) -> Target:
        """Return what a handle stands for; raises IndexError for a handle of another file."""
        return self._targets[handle]
