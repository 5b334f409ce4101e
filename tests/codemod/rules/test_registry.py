"""The registry is complete, and each rule keeps to its room."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import migrator.codemod.rules
from migrator.catalog import claude, qwen
from migrator.codemod import sites
from migrator.codemod.rules.registry import by_site, ids, rules
from migrator.codemod.rules.rule import Example, Rule

FOLDER = Path(migrator.codemod.rules.__file__).parent
MODULES = sorted(FOLDER.glob("ms*.py"))
IDS = [rule.id for rule in rules()]
MADE_BY_THE_ENGINE = "MS901"
MAY_IMPORT = (
    "migrator.catalog",
    "migrator.codemod.findings",
    "migrator.codemod.group",
    "migrator.codemod.rules",
    "migrator.codemod.sites",
    "migrator.secret",
)


def test_every_module_is_registered() -> None:
    assert [path.stem.upper() for path in MODULES] == IDS == list(ids())


def test_names_are_unique() -> None:
    assert len({rule.name for rule in rules()}) == len(rules())


def test_every_site_has_a_judge() -> None:
    assert all(by_site(site) for site in get_args(sites.Site))


def test_judges_are_found_by_site() -> None:
    for rule in rules():
        assert all(rule in by_site(site) for site in rule.sites)
    assert by_site(int) == ()


@pytest.mark.parametrize("rule", rules(), ids=IDS)
def test_a_rule_explains_itself(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert re.match(r"(rewrite|unsafe|flag)\b", rule.action)
    assert rule.what.endswith(".")
    assert rule.why.endswith(".")


@pytest.mark.parametrize("rule", rules(), ids=IDS)
def test_a_rule_keeps_more_than_it_changes_or_as_much(rule: Rule) -> None:
    if rule.id != MADE_BY_THE_ENGINE:
        assert rule.examples
        assert len(rule.keeps) >= 2
        assert rule.sites


@pytest.mark.parametrize("rule", rules(), ids=IDS)
def test_examples_are_python(rule: Rule) -> None:
    for source in rule.keeps:
        compile(source, rule.id, "exec")
    for example in rule.examples:
        if isinstance(example, Example):
            compile(example.before, rule.id, "exec")
            compile(example.after, rule.id, "exec")
            assert example.before != example.after
        else:
            compile(example.source, rule.id, "exec")


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_a_rule_imports_no_language_and_touches_no_file(path: Path) -> None:
    for module in imported(ast.parse(path.read_text("utf-8"))):
        allowed = module.startswith(MAY_IMPORT) or module in {
            "collections.abc",
            "dataclasses",
            "enum",
            "functools",
            "importlib",
            "msgspec",
            "re",
            "typing",
        }
        assert allowed, module


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_code_spells_no_model_name(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    examples = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg in {"examples", "keeps"}
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            names = re.findall(r"[\w.:/@-]+", node.value)
            spelled = [word for word in names if claude.classify(word) or qwen.looks_like(word)]
            assert id(node) in examples or not spelled, node.value
