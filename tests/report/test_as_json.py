import json
from collections.abc import Mapping
from typing import Any

import pytest
from msgspec.structs import replace

from migrator.report.as_json import as_json
from migrator.report.model import Counts, Problem

KEY = f"sk-ant-api03-{'x' * 20}abcd"

TEXT = (str,)
NUMBER = (int,)
MAYBE_TEXT = (str, type(None))
MAYBE_NUMBER = (int, type(None))

REPORT = {
    "schema": NUMBER, "root": TEXT, "mode": TEXT, "files": (dict,), "findings": (list,),
    "errors": (list,),
}  # fmt: skip
FILES = dict.fromkeys(("seen", "candidates", "parsed", "changed", "failed"), NUMBER)
FINDING = {
    "path": TEXT, "cell": MAYBE_NUMBER, "line": NUMBER, "column": NUMBER, "end_line": NUMBER,
    "end_column": NUMBER, "rule": TEXT, "name": TEXT, "action": TEXT, "applied": (bool,),
    "token": TEXT, "before": MAYBE_TEXT, "after": MAYBE_TEXT, "message": TEXT, "help": TEXT,
}  # fmt: skip
ERROR = {"path": TEXT, "kind": TEXT, "message": TEXT, "line": MAYBE_NUMBER}


def check(value: dict[str, Any], schema: Mapping[str, tuple[type, ...]]) -> None:
    """Check that the keys are those of the schema, in its order, and the values of its types."""
    assert list(value) == list(schema)
    for key, types in schema.items():
        assert type(value[key]) in types, key


@pytest.mark.parametrize("mode", ["check", "diff", "apply"])
def test_the_document_keeps_to_the_schema(make: Any, mode: str) -> None:
    report = make.report(
        make.rename('m = "claude-x"', "claude-x", "qwen-y"),
        make.item('"image"', '"image"', path="n.ipynb", cell=2, action="flag"),
        mode=mode,
        counts=Counts(seen=5, ignored=1, candidates=2, parsed=2, calls=1, changed=1, failed=1),
        problems=(Problem("a.py", "syntax", "No.", 3), Problem("b.py", "unreadable", "No.")),
        notes=("A note is no part of the document.",),
    )
    value = json.loads(as_json(report))
    check(value, REPORT)
    check(value["files"], FILES)
    assert len(value["findings"]) == 2
    for finding in value["findings"]:
        check(finding, FINDING)
    assert len(value["errors"]) == 2
    for error in value["errors"]:
        check(error, ERROR)
    assert value["schema"] == 1
    assert value["mode"] == mode


def test_an_empty_report(make: Any) -> None:
    assert json.loads(as_json(make.report())) == {
        "schema": 1,
        "root": "/project",
        "mode": "check",
        "files": {"seen": 0, "candidates": 0, "parsed": 0, "changed": 0, "failed": 0},
        "findings": [],
        "errors": [],
    }


def test_one_finding(make: Any) -> None:
    (finding,) = json.loads(
        as_json(make.report(make.rename('m = "claude-x"', "claude-x", "qwen-y", line=7)))
    )["findings"]
    assert finding == {
        "path": "app.py",
        "cell": None,
        "line": 7,
        "column": 6,
        "end_line": 7,
        "end_column": 14,
        "rule": "MS101",
        "name": "claude-model-name",
        "action": "rewrite",
        "applied": False,
        "token": "claude-x",
        "before": "claude-x",
        "after": "qwen-y",
        "message": "",
        "help": "",
    }


def test_findings_are_sorted_by_path_cell_line_column_rule(make: Any) -> None:
    first = make.item("x x", "x", path="a.py", line=2, rule="MS101")
    items = [
        replace(first, rule="MS204"),
        replace(first, place=replace(first.place, path="b.ipynb", cell=1)),
        replace(first, place=replace(first.place, column=3)),
        replace(first, place=replace(first.place, path="b.ipynb", cell=0, line=9)),
        replace(first, place=replace(first.place, line=1)),
        first,
    ]
    found = json.loads(as_json(make.report(*items)))["findings"]
    assert [(f["path"], f["cell"], f["line"], f["column"], f["rule"]) for f in found] == [
        ("a.py", None, 1, 1, "MS101"),
        ("a.py", None, 2, 1, "MS101"),
        ("a.py", None, 2, 1, "MS204"),
        ("a.py", None, 2, 3, "MS101"),
        ("b.ipynb", 0, 9, 1, "MS101"),
        ("b.ipynb", 1, 2, 1, "MS101"),
    ]


def test_keys_are_masked_everywhere(make: Any) -> None:
    item = make.item(
        f"key = {KEY}", KEY, before=KEY, after=KEY, message=f"See {KEY}.", advice=f"Drop {KEY}."
    )
    text = as_json(make.report(item, problems=(Problem("a.py", "syntax", f"near {KEY}"),)))
    assert "xxxx" not in text
    finding = json.loads(text)["findings"][0]
    assert finding["token"] == finding["before"] == finding["after"] == "sk-…abcd"


def test_no_encoding_can_spoil_it(make: Any) -> None:
    item = make.item('"图" + "\udcff"', '"图"', path="图/\udce9.py")
    text = as_json(make.report(item))
    assert text.isascii()
    assert json.loads(text)["findings"][0]["path"] == "图/\udce9.py"
