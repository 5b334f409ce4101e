import json
from typing import Any
from urllib.parse import unquote

import pytest
from msgspec.structs import replace

from migrator.report.model import Problem
from migrator.report.rulebook import Card
from migrator.report.sarif import as_sarif, document

KEY = f"sk-ant-api03-{'x' * 20}abcd"
CARDS = [
    Card("MS301", "unsupported-content-block", "flag", "Blocks. More of them.", "Because."),
    Card("MS101", "claude-model-name", "rewrite", "A name.", "Because."),
]
# What the schema of SARIF 2.1.0 allows, as far as it is used.
ALLOWED = {
    "log": {"$schema", "version", "runs"},
    "run": {"tool", "invocations", "originalUriBaseIds", "columnKind", "results"},
    "result": {
        *("ruleId", "ruleIndex", "kind", "level", "message", "locations", "partialFingerprints"),
        *("fixes", "properties"),
    },
    "rule": {
        *("id", "name", "shortDescription", "fullDescription", "help", "defaultConfiguration"),
        "properties",
    },
    "fix": {"description", "artifactChanges"},
    "invocation": {"executionSuccessful", "toolExecutionNotifications"},
}


def run_of(report: Any) -> dict[str, Any]:
    found: dict[str, Any] = document(report, CARDS)["runs"][0]
    return found


def result_of(make: Any, item: Any, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = run_of(make.report(item, **more))["results"][0]
    return found


def test_a_report_without_findings_is_a_log_without_results(make: Any) -> None:
    log = json.loads(as_sarif(make.report(), CARDS))
    assert log.keys() == ALLOWED["log"]
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert run["results"] == []
    assert run["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]


def test_only_known_properties_are_used(make: Any) -> None:
    run = run_of(
        make.report(
            make.rename('m = "claude-x"', "claude-x", "qwen-y"),
            make.flag('"image"', '"image"'),
            problems=(Problem("a.py", "syntax", "No.", 3),),
        )
    )
    assert run.keys() == ALLOWED["run"]
    assert all(rule.keys() == ALLOWED["rule"] for rule in run["tool"]["driver"]["rules"])
    for result in run["results"]:
        assert result.keys() <= ALLOWED["result"]
        assert all(fix.keys() == ALLOWED["fix"] for fix in result.get("fixes", ()))
    assert all(one.keys() == ALLOWED["invocation"] for one in run["invocations"])


def test_rules_are_sorted_and_results_point_to_theirs(make: Any) -> None:
    run = run_of(make.report(make.flag('"image"', '"image"')))
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["MS101", "MS301"]
    assert rules[1]["shortDescription"] == {"text": "Blocks."}
    assert rules[1]["fullDescription"] == {"text": "Blocks. More of them."}
    assert rules[run["results"][0]["ruleIndex"]]["id"] == run["results"][0]["ruleId"] == "MS301"


def test_a_rule_without_a_card_is_named_all_the_same(make: Any) -> None:
    result = result_of(make, make.item("x", "x", rule="MS999"))
    assert result["ruleId"] == "MS999"
    assert "ruleIndex" not in result


def test_columns_count_characters_from_one(make: Any) -> None:
    run = run_of(make.report(make.flag('x = ["😀", "image"]', '"image"', line=7)))
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 7,
        "startColumn": 11,
        "endLine": 7,
        "endColumn": 18,
    }


@pytest.mark.parametrize(
    ("action", "applied", "level"),
    [
        ("rewrite", False, "warning"),
        ("flag", False, "warning"),
        ("unsafe", False, "note"),
        ("rewrite", True, "none"),
        ("unsafe", True, "none"),
    ],
)
def test_levels(make: Any, action: str, applied: bool, level: str) -> None:
    result = result_of(make, make.item("x", "x", action=action, applied=applied))
    assert result["level"] == level
    assert result.get("kind", "fail") == ("informational" if applied else "fail")


@pytest.mark.parametrize("path", ["app.py", "a b/ü #1%.py", "图/x.py", "c:/d.py"])
def test_paths_are_relative_uris(make: Any, path: str) -> None:
    run = run_of(make.report(make.flag('"image"', '"image"', path=path)))
    artifact = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert unquote(artifact["uri"]) == path
    assert not {":", " ", "#"} & set(artifact["uri"])
    base = run["originalUriBaseIds"][artifact["uriBaseId"]]["uri"]
    assert base.startswith("file:///")
    assert base.endswith("/project/")


def test_a_cell_has_no_region_in_the_file(make: Any) -> None:
    item = make.item("x", "x", path="n.ipynb", cell=2, line=4, before="x", after="y")
    result = result_of(make, item)
    (location,) = result["locations"]
    assert "region" not in location["physicalLocation"]
    assert location["logicalLocations"][0]["name"] == "cell 3, line 4"
    assert "fixes" not in result


# Fixes


def replaced(line: str, result: dict[str, Any]) -> str:
    (fix,) = result["fixes"]
    (replacement,) = fix["artifactChanges"][0]["replacements"]
    region = replacement["deletedRegion"]
    text = str(replacement["insertedContent"]["text"])
    return line[: region["startColumn"] - 1] + text + line[region["endColumn"] - 1 :]


@pytest.mark.parametrize("quotes", ['"', "'", '"""'])
@pytest.mark.parametrize("prefix", ["", "r"])
def test_a_fix_replaces_the_name_between_its_quotes(make: Any, quotes: str, prefix: str) -> None:
    line = f"é = {prefix}{quotes}claude-x{quotes}  # claude-x"
    token = f"{prefix}{quotes}claude-x{quotes}"
    item = make.item(line, token, before="claude-x", after="qwen-y")
    expected = line.replace("claude-x", "qwen-y", 1)
    assert replaced(line, result_of(make, item)) == expected


@pytest.mark.parametrize(
    "change",
    [
        {"after": None},
        {"before": None},
        {"action": "flag"},
        {"action": "unsafe"},
        {"applied": True},
        {"source": ""},
        {"source": '"claude_x"'},
        {"before": "elsewhere"},
    ],
)
def test_what_is_no_simple_rename_has_no_fix(make: Any, change: dict[str, Any]) -> None:
    item = make.item('"claude-x"', '"claude-x"', before="claude-x", after="qwen-y")
    assert "fixes" in result_of(make, item)
    assert "fixes" not in result_of(make, replace(item, **change))


def test_no_fix_behind_a_masked_key(make: Any) -> None:
    line = 'f("sk-…abcd", "claude-x")'
    item = make.item(line, '"claude-x"', before="claude-x", after="qwen-y")
    assert "fixes" not in result_of(make, item)


# Fingerprints


def prints(report: Any) -> list[str]:
    return [result["partialFingerprints"]["msmigrate/v1"] for result in run_of(report)["results"]]


def test_fingerprints_outlive_lines_that_come_above(make: Any) -> None:
    here = make.flag('x = "image"', '"image"', line=3)
    there = make.flag('    x = "image"', '"image"', line=30)
    assert prints(make.report(here)) == prints(make.report(there))


def test_fingerprints_tell_findings_apart(make: Any) -> None:
    items = [
        make.flag('x = "image"', '"image"', line=3),
        make.flag('x = "image"', '"image"', line=4),
        make.flag('x = "image"', '"image"', path="b.py"),
        make.flag('y = "image"', '"image"'),
        make.item('x = "image"', '"image"', rule="MS101"),
    ]
    assert len(set(prints(make.report(*items)))) == len(items)


# Words


def test_problems_and_notes_are_notifications(make: Any) -> None:
    run = run_of(
        make.report(problems=(Problem("a.py", "syntax", "No {0}.", 3),), notes=("A note.",))
    )
    (invocation,) = run["invocations"]
    problem, note = invocation["toolExecutionNotifications"]
    assert not invocation["executionSuccessful"]
    assert (problem["level"], problem["message"]["text"]) == ("error", "No { 0 }.")
    assert problem["locations"][0]["physicalLocation"]["region"] == {"startLine": 3}
    assert (note["level"], note["message"]["text"]) == ("note", "A note.")


def test_keys_are_masked_everywhere(make: Any) -> None:
    item = make.item(
        f"key = {KEY}", KEY, before=KEY, after=KEY, message=f"See {KEY}.", advice=f"Drop {KEY}."
    )
    text = as_sarif(
        make.report(item, problems=(Problem("a.py", "syntax", f"near {KEY}"),), notes=(KEY,)), CARDS
    )
    assert "xxxx" not in text
    assert text.isascii()
