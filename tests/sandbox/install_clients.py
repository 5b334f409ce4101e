"""Install the clients that the sandbox is tried with, each apart, into `.clients`.

    python tests/sandbox/install_clients.py [NAME]...

A client that is there already stays. Needs the package indexes of Python and, for the TypeScript
SDK, npm; the tests themselves install nothing and pass over a client that is missing.
"""

import os
import shutil
import subprocess
import sys
import venv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
CLIENTS = REPOSITORY / ".clients"
PYTHON = {
    "python-0.40": ["anthropic==0.40.0", "httpx<0.28"],  # it hands httpx an argument that went
    "python-0.125": ["anthropic==0.125.0"],
    "python-1.17": ["anthropic==1.17.0"],
    "python-newest": ["anthropic"],
    "demo": ["-e", f"{REPOSITORY}[demo]", "hatchling"],  # the latter builds the wheel
}
NODE = {
    "node-0.137": "@anthropic-ai/sdk@0.137.0",
    "node-newest": "@anthropic-ai/sdk",
}
READY = "ready"


def install_python(folder: Path, words: list[str]) -> None:
    """Make an environment by the pip of this one; what is never imported is not compiled."""
    venv.create(folder)
    binaries = folder / ("Scripts" if sys.platform == "win32" else "bin")
    pip = [sys.executable, "-m", "pip", "--python", str(binaries / "python")]
    quiet = ["-q", "--disable-pip-version-check", "--no-compile"]
    subprocess.run([*pip, "install", *quiet, *words], check=True)


def install_node(folder: Path, package: str) -> None:
    npm = shutil.which("npm")
    if npm is None:
        print(f"{folder.name}: there is no npm", file=sys.stderr)
        return
    folder.mkdir(parents=True)
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run([npm, "install", *quiet, "--prefix", str(folder), package], check=True)


def install(name: str) -> None:
    folder = CLIENTS / name
    if (folder / READY).exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    if name in PYTHON:
        install_python(folder, PYTHON[name])
    else:
        install_node(folder, NODE[name])
    if folder.exists():
        (folder / READY).touch()


if __name__ == "__main__":
    with ThreadPoolExecutor(os.cpu_count()) as side_by_side:
        list(side_by_side.map(install, sys.argv[1:] or [*PYTHON, *NODE]))
