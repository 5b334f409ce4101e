"""What a file imports, by a look at its bytes."""

import pytest

from migrator.codemod.languages.python.glance import imports

MODULES = frozenset({"app", "config", "clients"})


@pytest.mark.parametrize(
    "source",
    [
        "",
        "import os\nfrom json import dumps\n",
        "text = 'app'\n",
        "# from app import x is what one would write, but for the comment sign\n",
        "from_app import x\n",
        "return from app import x\n",
        "from other.thing import app\n",
        "import numpy as config\n",
    ],
)
def test_nothing_of_the_project(source: str) -> None:
    assert imports(source.encode(), MODULES) == ()


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import app\n", ("app",)),
        ("import app.config as c\n", ("app.config",)),
        ("from app import a\n", ("app.a",)),
        ("from app.config import a, b as c\n", ("app.config.a", "app.config.b")),
        ("from app import (\n    a,  # one, first\n    b as c,\n)\n", ("app.a", "app.b")),
        ("from app import(a,b)\n", ("app.a", "app.b")),
        ("from app import a, \\\n    b\n", ("app.a", "app.b")),
        ("from app import a; x = 1, y\n", ("app.a",)),
        ("from app import a  # and b, c\n", ("app.a",)),
        ("from app import *\n", ("app.*",)),
        ("from . import a\n", (".a",)),
        ("from .. import *\n", ("..*",)),
        ("from .any import a\r\nimport clients\r\n", (".any.a", "clients")),
        ("if x:\n    from app import a\n", ("app.a",)),
        ("x = 1; import config\n", ("config",)),
        ("from app import (  # taken from a\n    a,\n    b,\n)\n", ("app.*",)),
    ],
)
def test_names_of_the_project(source: str, names: tuple[str, ...]) -> None:
    assert imports(source.encode(), MODULES) == names
