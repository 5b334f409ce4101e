import pytest

from migrator.codemod.discover.foreign import Standing, standing


def _empty(_: str) -> bool:
    return False


@pytest.mark.parametrize(
    "name", ["src", "tests", "env", "venv", ".venv", "builder", "lib", ".github"]
)
def test_a_folder_with_nothing_special_in_it_is_own(name: str) -> None:
    assert standing(name, _empty) is Standing.OWN


@pytest.mark.parametrize("name", ["build", "dist"])
def test_a_package_called_like_build_output_is_own(name: str) -> None:
    assert standing(name, {"__init__.py"}.__contains__) is Standing.OWN


@pytest.mark.parametrize(
    "name", ["build", "dist", "__pycache__", ".tox", ".nox", ".eggs", "a.egg-info", ".mypy_cache"]
)
def test_what_tools_make_is_own_only_where_tracked(name: str) -> None:
    assert standing(name, _empty) is Standing.TRACKED_ONLY


@pytest.mark.parametrize("name", ["venv", ".venv", "env", "python-for-work"])
@pytest.mark.parametrize("mark", ["pyvenv.cfg", "conda-meta"])
def test_an_environment_is_told_by_its_mark_and_not_its_name(name: str, mark: str) -> None:
    assert standing(name, {mark}.__contains__) is Standing.TRACKED_ONLY


@pytest.mark.parametrize("name", ["node_modules", "site-packages", ".git", ".hg"])
def test_installed_packages_are_never_own(name: str) -> None:
    assert standing(name, _empty) is Standing.NEVER
