"""How the tables of the catalog are read."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """Return the table `name`.toml of this package, which is read when it is first asked for."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))
