"""Which file a dotted name leads to."""

import pytest

from migrator.codemod.languages.python.modules import Modules

ROOT = "/srv/project"


def modules(*files: str) -> Modules:
    return Modules(frozenset(f"{ROOT}/{file}" for file in files), ROOT)


@pytest.mark.parametrize(
    ("files", "importer", "name"),
    [
        (["a.py"], "a.py", "json"),
        (["a.py", "deep/json.py"], "a.py", "json"),
        (["pkg/__init__.py", "pkg/a.py", "pkg/b.py", "pkg/sub/__init__.py", "pkg/sub/c.py"],
         "pkg/sub/c.py", "b"),
        (["anthropic/__init__.py", "a.py"], "a.py", "anthropic.Anthropic"),
        (["litellm.py", "a.py"], "a.py", "litellm"),
        (["a.py", "folder/b.py"], "a.py", "folder"),
        (["a.py"], "a.py", "..a"),
        (["a.py", "b.ipynb"], "a.py", "b"),
    ],
    ids=["nowhere", "below", "inside a package", "the SDK", "a known package", "a folder alone",
         "above the root", "a notebook"],
)  # fmt: skip
def test_what_leads_nowhere(files: list[str], importer: str, name: str) -> None:
    assert modules(*files).resolve(f"{ROOT}/{importer}", name) is None


@pytest.mark.parametrize(
    ("files", "importer", "name", "target", "rest"),
    [
        (["a.py", "b.py"], "a.py", "b", "b.py", ""),
        (["a.py", "b.py"], "a.py", "b.NAME.attr", "b.py", "NAME.attr"),
        (["a.py", "pkg/__init__.py"], "a.py", "pkg.NAME", "pkg/__init__.py", "NAME"),
        (["a.py", "pkg/__init__.py", "pkg/b.py"], "a.py", "pkg.b.NAME", "pkg/b.py", "NAME"),
        (["a.py", "ns/b.py"], "a.py", "ns.b.NAME", "ns/b.py", "NAME"),
        (["src/pkg/b.py", "tests/a.py"], "tests/a.py", "pkg.b", "src/pkg/b.py", ""),
        (["backend/a.py", "backend/lib/b.py"], "backend/a.py", "lib.b", "backend/lib/b.py", ""),
        (["pkg/__init__.py", "pkg/a.py", "pkg/b.py"], "pkg/a.py", ".b.NAME", "pkg/b.py", "NAME"),
        (["pkg/__init__.py", "pkg/a.py", "pkg/b.py"], "pkg/a.py", ".b", "pkg/b.py", ""),
        (["pkg/__init__.py", "pkg/sub/a.py", "pkg/b.py"], "pkg/sub/a.py", "..b", "pkg/b.py", ""),
        (["pkg/__init__.py", "pkg/a.py"], "pkg/a.py", ".NAME", "pkg/__init__.py", "NAME"),
        (["agents/a.py", "agents/b.py"], "agents/a.py", "agents.b", "agents/b.py", ""),
        (["a.py", "b.pyi", "b.py"], "a.py", "b", "b.py", ""),
        (["a.py", "b.pyi", "b.ipynb"], "a.py", "b", "b.pyi", ""),
        (["notebooks/a.ipynb", "b.py"], "notebooks/a.ipynb", "b", "b.py", ""),
        (["notebooks/a.ipynb", "notebooks/b.py"], "notebooks/a.ipynb", "b", "notebooks/b.py", ""),
        (["near/a.py", "near/b.py", "b.py"], "near/a.py", "b", "near/b.py", ""),
    ],
)
def test_what_leads_to_a_file(
    files: list[str], importer: str, name: str, target: str, rest: str
) -> None:
    found = modules(*files).resolve(f"{ROOT}/{importer}", name)
    assert found == (f"{ROOT}/{target}", rest)


def test_conftests_are_found_from_the_nearest_up() -> None:
    known = modules("conftest.py", "tests/conftest.py", "tests/deep/test_a.py", "other/conftest.py")
    found = list(known.conftests(f"{ROOT}/tests/deep/test_a.py"))
    assert found == [f"{ROOT}/tests/conftest.py", f"{ROOT}/conftest.py"]


def test_a_conftest_does_not_see_itself() -> None:
    known = modules("conftest.py", "tests/conftest.py")
    assert list(known.conftests(f"{ROOT}/tests/conftest.py")) == [f"{ROOT}/conftest.py"]
