"""Becomes `python -m migrator` again and again, having imported once what each of them would.

    python tests/warm.py SOCKET

The number is that of an open socket of messages. Each order is a JSON object of `words`, `cwd`,
`env` and `patch`, Python that is run before the program begins, with three files to be stdin,
stdout and stderr; the answers are the number of the process and, when it has ended, its exit code.
A run is a process of its own, forked where `python` would
have just finished to import; what the interpreter itself reads of the environment at its start
must not differ.
"""

import gc
import importlib
import json
import os
import pkgutil
import runpy
import socket
import sys
from typing import Any

import migrator

STREAMS = (("r", -1, "strict"), ("w", -1, "strict"), ("w", 1, "backslashreplace"))


def warm() -> None:
    """Import every module of the program."""
    for module in pkgutil.walk_packages(migrator.__path__, "migrator."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    gc.collect()
    gc.freeze()  # so that no run looks through these objects


def next_order(orders: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Return, in a process forked for it, the next order and its files; serve until then."""
    while True:
        order, files, _, _ = socket.recv_fds(orders, 1 << 20, 3)
        if not order:
            sys.exit()
        child = os.fork()
        if not child:
            orders.close()
            return json.loads(order), files
        for file in files:
            os.close(file)
        orders.send(str(child).encode())
        orders.send(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])).encode())


def become(order: dict[str, Any], files: list[int]) -> None:
    """Take on what the order gives."""
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(number, mode, buffering, encoding="utf-8", errors=errors, closefd=False)
        for number, (mode, buffering, errors) in enumerate(STREAMS)
    )
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    sys.path[0] = order["cwd"]
    sys.argv[1:] = order["words"]
    exec(order["patch"], {"__name__": "patch"})


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as orders:
        orders.set_inheritable(False)
        warm()
        become(*next_order(orders))
    runpy.run_module("migrator", run_name="__main__", alter_sys=True)
