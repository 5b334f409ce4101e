"""Work on many files in several processes, so that the order and the number change nothing."""

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

# Below this many files the start of a second process costs more than it saves.
_WORTH_IT = 64
_CHUNKS_A_JOB = 6
# Trees are large and short-lived; the usual thresholds would walk them again and again.
_COLLECT_EVERY = 150_000


def default_jobs() -> int:
    """Return how many processes to use: one for each core that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)


def work(
    function: Callable[[Sequence[Given]], list[Made]],
    given: Sequence[Given],
    jobs: int,
    crashed: Callable[[Given], Made],
) -> Iterator[tuple[int, list[Made]]]:
    """Call `function` on slices of `given`; yield how many were done, and what was made of them.

    The slices come in no promised order. Where a process dies on something, `crashed` tells what
    stands for it; everything else is still worked on.
    """
    if jobs == 1 or len(given) < _WORTH_IT:
        _calm_collector()
        size = max(1, len(given) // 50)
        for start in range(0, len(given), size):
            part = given[start : start + size]
            yield len(part), function(part)
        return
    slices = [given[start :: jobs * _CHUNKS_A_JOB] for start in range(jobs * _CHUNKS_A_JOB)]
    lost: list[Sequence[Given]] = []
    for part, made in _in_pool(function, slices, jobs):
        if made is None:
            lost.append(part)
        else:
            yield len(part), made
    for part in lost:
        for one in part:
            alone = [made for _, made in _in_pool(function, [[one]], 1)]
            yield 1, alone[0] if alone and alone[0] is not None else [crashed(one)]


def _in_pool(
    function: Callable[[Sequence[Given]], list[Made]], slices: Sequence[Sequence[Given]], jobs: int
) -> Iterator[tuple[Sequence[Given], list[Made] | None]]:
    """Yield what was made of each slice, None for those that a dead process took along."""
    with ProcessPoolExecutor(jobs, mp_context=_context(), initializer=_begin) as pool:
        futures: dict[Future[list[Made]], Sequence[Given]] = {}
        try:
            for part in slices:
                if part:
                    futures[pool.submit(function, part)] = part
            for future in as_completed(futures):
                try:
                    yield futures[future], future.result()
                except BrokenProcessPool:
                    yield futures[future], None
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _context() -> multiprocessing.context.BaseContext:
    """Fork where that is safe: the modules are imported already, and no thread runs."""
    return multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


def _begin() -> None:
    """Leave an interruption to the parent, which ends the workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _calm_collector()


def _calm_collector() -> None:
    gc.freeze()
    gc.set_threshold(_COLLECT_EVERY, 20, 100)
