"""`--format sarif` and `--format github` as a process."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Msmigrate = Callable[..., Any]
Sample = Any


@pytest.fixture
def repository_with_a_part(tmp_path: Path, sample: Sample) -> Path:
    part = tmp_path / "repo" / "part"
    part.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", tmp_path / "repo"], check=True)
    (part / "a.py").write_bytes(sample.old)
    return part


@pytest.mark.parametrize("mode", ["--check", "--diff"])
def test_sarif_names_files_from_the_top_of_the_repository(
    repository_with_a_part: Path, msmigrate: Msmigrate, mode: str
) -> None:
    done = msmigrate("codemod", mode, "--format", "sarif", repository_with_a_part)
    assert done.returncode == (mode == "--check")
    (run,) = json.loads(done.stdout)["runs"]
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert {place["artifactLocation"]["uri"] for place in places} == {"part/a.py"}
    base = run["originalUriBaseIds"]["%SRCROOT%"]["uri"]
    assert base == repository_with_a_part.parent.as_uri() + "/"


def test_every_rule_stands_in_sarif(tmp_path: Path, msmigrate: Msmigrate) -> None:
    (run,) = json.loads(msmigrate("codemod", "--format", "sarif", tmp_path).stdout)["runs"]
    known = json.loads(msmigrate("rules", "--format", "json").stdout)["rules"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [one["id"] for one in known]


def test_a_fix_of_sarif_is_the_rewrite(
    repository_with_a_part: Path, msmigrate: Msmigrate, sample: Sample
) -> None:
    done = msmigrate("codemod", "--check", "--format", "sarif", repository_with_a_part)
    results = json.loads(done.stdout)["runs"][0]["results"]
    (fixed,) = [result for result in results if "fixes" in result]
    (replacement,) = fixed["fixes"][0]["artifactChanges"][0]["replacements"]
    region = replacement["deletedRegion"]
    line = sample.old.decode().splitlines()[region["startLine"] - 1]
    text = replacement["insertedContent"]["text"]
    after = line[: region["startColumn"] - 1] + text + line[region["endColumn"] - 1 :]
    assert after in sample.new.decode().splitlines()


def test_github_names_files_from_the_top_of_the_repository(
    repository_with_a_part: Path, msmigrate: Msmigrate
) -> None:
    done = msmigrate("codemod", "--check", "--format", "github", repository_with_a_part)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("::warning file=part/a.py,line=") for line in lines)


def test_what_could_not_be_done_is_an_error(tmp_path: Path, msmigrate: Msmigrate) -> None:
    done = msmigrate("codemod", "--check", "--format", "github", tmp_path / "missing.py")
    assert done.returncode == 2
    assert done.stdout.startswith("::error file=missing.py,title=missing::")
