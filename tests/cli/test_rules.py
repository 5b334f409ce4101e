import json

import pytest
from click.testing import CliRunner, Result

from migrator.cli.rules import command
from migrator.codemod.rules.registry import rules
from migrator.codemod.rules.rule import Rule


def run(*words: str) -> Result:
    return CliRunner().invoke(command, words)


def test_the_list_has_every_rule_once_and_in_order() -> None:
    result = run()
    assert result.exit_code == 0
    ids = [each.split()[0] for each in result.output.splitlines() if each.startswith("MS")]
    assert ids == [rule.id for rule in rules()]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_each_rule_is_explained(rule: Rule) -> None:
    result = run(rule.id)
    assert result.exit_code == 0
    words = " ".join(result.output.split())
    assert result.output.startswith(f"{rule.id}  {rule.name}")
    assert " ".join(rule.what.split()) in words
    assert " ".join(rule.why.split()) in words
    for source in rule.keeps:
        assert " ".join(source.split()) in words


@pytest.mark.parametrize("word", ["MS201", "ms201", "unsupported-parameter"])
def test_a_rule_goes_by_id_or_name(word: str) -> None:
    assert run(word).output == run("MS201").output


def test_several_rules_are_explained_one_after_the_other() -> None:
    assert run("MS201", "MS101").output == f"{run('MS101').output}\n{run('MS201').output}"


def test_a_prefix_lists_its_rules() -> None:
    output = run("ms3").output
    found = [each.split()[0] for each in output.splitlines() if each.startswith("MS")]
    assert found == [rule.id for rule in rules() if rule.id.startswith("MS3")]


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("MS1O1", "There is no rule 'MS1O1'. Did you mean 'MS101'?"),
        ("unsuported-parameter", "Did you mean 'unsupported-parameter'?"),
        ("nonsense", "`msmigrate rules` lists them."),
        ("MS", "There is no rule 'MS'."),
        ("", "There is no rule ''."),
    ],
)
def test_an_unknown_rule(word: str, told: str) -> None:
    result = run(word)
    assert result.exit_code == 2
    assert told in result.output


def test_json_has_every_rule() -> None:
    value = json.loads(run("--format", "json").output)
    assert value["schema"] == 1
    assert [each["id"] for each in value["rules"]] == [rule.id for rule in rules()]
    for each, rule in zip(value["rules"], rules(), strict=True):
        assert each["action"] == rule.action
        assert len(each["examples"]) == len(rule.examples)
        assert each["keeps"] == list(rule.keeps)


def test_json_of_one_rule() -> None:
    (only,) = json.loads(run("MS101", "--format", "json").output)["rules"]
    assert only["name"] == "claude-model-name"
    assert any(example["after"] for example in only["examples"])
