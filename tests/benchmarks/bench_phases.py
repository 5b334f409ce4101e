"""How long each phase of a codemod run takes: reading and facts, linking, judging.

    python tests/benchmarks/bench_phases.py FOLDER [--rounds N]

FOLDER is any project, such as the tree that `bench_codemod.py --keep FOLDER` leaves. Each round is
`msmigrate codemod --check` in a process of its own; the functions of `migrator.codemod.project` are
timed from outside. Not a test, since times depend on machines.
"""

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

PHASES = {
    "reading, and files that see no others": ("_scanned",),
    "facts": ("_state_facts",),
    "linking": ("_draw_in", "_settle"),
    "judging": ("_judge",),
}
TIMED = """
import json, sys, time
began = time.perf_counter()
from migrator.cli import main
from migrator.codemod import project
spent, open_ = {}, []
def timed(name):
    inner = getattr(project, name)
    def outer(*given, **named):
        start = time.perf_counter()
        open_.append(name)
        try:
            return inner(*given, **named)
        finally:
            open_.pop()
            if not open_:  # within another phase it is that one's
                spent[name] = spent.get(name, 0.0) + time.perf_counter() - start
    setattr(project, name, outer)
for name in sys.argv.pop(1).split():
    timed(name)
try:
    main()
finally:
    spent["whole"] = time.perf_counter() - began
    print(json.dumps(spent), file=sys.stderr)
"""


def main() -> int:
    """Time the phases of some runs and print the shares of the whole, each the median."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("folder", type=Path)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    names = [name for each in PHASES.values() for name in each]
    rounds = [_round(chosen.folder, names) for _ in range(chosen.rounds + 1)][1:]
    whole = statistics.median(each["whole"] for each in rounds)
    print(f"{'whole run':40}{whole:6.2f} s")
    for phase, parts in PHASES.items():
        seconds = [sum(each.get(part, 0.0) for part in parts) for each in rounds]
        share = statistics.median(
            spent / each["whole"] for spent, each in zip(seconds, rounds, strict=True)
        )
        print(f"{phase:40}{statistics.median(seconds):6.2f} s{share:7.0%}")
    return 0


def _round(folder: Path, names: list[str]) -> dict[str, float]:
    command = [sys.executable, "-c", TIMED, " ".join(names), "codemod", "--check", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in {0, 1}:
        sys.exit(done.stderr)
    spent: dict[str, float] = json.loads(done.stderr.splitlines()[-1])
    return spent


if __name__ == "__main__":
    sys.exit(main())
