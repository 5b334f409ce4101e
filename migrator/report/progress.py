"""A progress bar on stderr: only on a terminal, and only for work that takes a while."""

import os
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

PATIENCE = 1.0
REFRESH = 0.1


class Progress:
    """Counts steps, and shows a bar from the first step after a second of work; gone at the end.

    `total` is the number of steps, None when it is not known. The bar is drawn by `advance` itself,
    never by a thread: worker processes may be forked while it stands.
    """

    def __init__(
        self,
        what: str,
        total: int | None,
        *,
        stream: TextIO | None = None,
        colour: bool | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._what = what
        self._total = total
        self._stream = sys.stderr if stream is None else stream
        self._colour = colour
        self._clock = clock
        self._done = 0
        self._due = clock() + PATIENCE
        self._shown: tuple[Bar, TaskID] | None = None
        self._silent = not self._stream.isatty() or os.environ.get("TERM") == "dumb"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown is not None:
            self._shown[0].stop()

    def advance(self, steps: int = 1) -> None:
        """Count `steps` more."""
        self._done += steps
        if self._silent or self._clock() < self._due:
            return
        self._due = self._clock() + REFRESH
        bar, task = self._shown = self._shown or self._start()
        bar.update(task, completed=self._done, refresh=True)

    def _start(self) -> "tuple[Bar, TaskID]":
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
        from rich.progress import Progress as Bar

        console = Console(file=self._stream, no_color=True if self._colour is False else None)
        bar = Bar(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            console=console,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        task = bar.add_task(self._what, total=self._total)
        bar.start()
        return bar, task
