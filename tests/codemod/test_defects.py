"""A defect of ours on one file, wherever it shows, is told of that file and stops no other."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Msmigrate = Callable[..., Any]
Sample = Any

ODD = b"import anthropic\nfrom names import MODEL\n\nODD = 'claude-2.1'\n\n\ndef ask(client):\n"
ODD += b"    return client.messages.create(model=MODEL, max_tokens=9, messages=[])\n"
CALLER = b"import anthropic\nfrom odd import ask\n\nask(anthropic.Anthropic())\n"

# Run in the program's process before it begins, so in its workers as well.
FAIL = """
from migrator.codemod.languages.python.frontend import PythonFile
real = PythonFile.{name}
def fail(self, *words, **more):
    if "ODD" in self.text:
        raise {error}
    return real(self, *words, **more)
PythonFile.{name} = fail
"""


@pytest.fixture
def project(tmp_path: Path, sample: Sample) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_bytes(b"")
    (folder / "a.py").write_bytes(sample.old)
    (folder / "caller.py").write_bytes(CALLER)
    (folder / "names.py").write_bytes(b'MODEL = "claude-sonnet-4-5"\n')
    (folder / "odd.py").write_bytes(ODD)
    (folder / "z.py").write_bytes(sample.old)
    return folder


def run(msmigrate: Msmigrate, project: Path, patch: str, *words: str) -> tuple[int, Any]:
    done = msmigrate("codemod", "--format", "json", *words, project, patch=patch)
    assert done.stderr == ""
    report = json.loads(done.stdout)
    assert {error["path"] for error in report["errors"]} <= {"odd.py"}
    return done.returncode, report


def test_without_a_defect_all_is_done(project: Path, msmigrate: Msmigrate) -> None:
    status, report = run(msmigrate, project, "")
    assert (status, report["errors"]) == (0, [])
    assert b"claude" not in (project / "odd.py").read_bytes()


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("name", ["imports", "look", "facts", "passed", "plan", "comments_stay"])
def test_a_defect_on_one_file_is_told_and_the_others_are_changed(
    project: Path, msmigrate: Msmigrate, sample: Sample, name: str, jobs: str
) -> None:
    for number in range(64 if jobs == "2" else 0):
        (project / f"many{number}.py").write_bytes(sample.old)
    patch = FAIL.format(name=name, error="LookupError('a certain thing')")
    status, report = run(msmigrate, project, patch, "--jobs", jobs)
    (error,) = report["errors"]
    assert status == 2
    assert error["kind"] == "defect"
    assert "LookupError: a certain thing" in error["message"]
    assert report["files"]["failed"] == 1
    if name not in {"facts", "passed"}:
        assert (project / "odd.py").read_bytes() == ODD
    for file in {*project.glob("[az].py"), *project.glob("many*.py")}:
        assert file.read_bytes() == sample.new
    assert (project / "names.py").read_bytes() == b'MODEL = "qwen-plus"\n'


@pytest.mark.parametrize("name", ["plan", "comments_stay", "in_file"])
def test_what_is_too_deep_while_editing_is_told(
    project: Path, msmigrate: Msmigrate, sample: Sample, name: str
) -> None:
    patch = FAIL.format(name=name, error="RecursionError")
    status, report = run(msmigrate, project, patch)
    assert (project / "odd.py").read_bytes() == ODD
    assert (project / "a.py").read_bytes() == (project / "z.py").read_bytes() == sample.new
    if name == "plan":
        assert (status, report["errors"]) == (0, [])
        found = [one["rule"] for one in report["findings"] if one["path"] == "odd.py"]
        assert found == ["MS901"]
        return
    assert status == 2
    assert [error["kind"] for error in report["errors"]] == ["too-deep"]
    assert "nested too deeply" in report["errors"][0]["message"]


def test_a_defect_is_told_in_text_with_its_file(project: Path, msmigrate: Msmigrate) -> None:
    patch = FAIL.format(name="comments_stay", error="LookupError('a certain thing')")
    done = msmigrate("codemod", project, patch=patch)
    assert done.returncode == 2
    said = " ".join(done.stdout.split())
    assert "odd.py: " in said
    assert "msmigrate failed on this file (LookupError: a certain thing)" in said


# Gates: each is made to refuse the odd file, as a defect of ours would


REFUSE = """
from migrator.codemod import engine
from migrator.codemod.languages.python.frontend import PythonFile
from migrator.codemod.languages.python.source import Source
{patch}
"""
GATES = {
    "comments": (
        """\
real = PythonFile.comments_stay
PythonFile.comments_stay = (
    lambda self, edits: 'ODD' not in self.text and real(self, edits)
)
""",
        "a comment of code that stays would have been lost",
    ),
    "outside": (
        """\
real = engine.unchanged_outside
engine.unchanged_outside = (
    lambda old, new, edits: 'ODD' not in old and real(old, new, edits)
)
""",
        "more than the planned places would have changed",
    ),
    "parses": (
        """\
real = engine.splice
engine.splice = lambda text, edits: real(text, edits).replace('ODD =', 'ODD = (')
engine.unchanged_outside = lambda *_: True
""",
        "it would no longer have parsed",
    ),
    "stable": (
        """\
from msgspec.structs import replace
real = PythonFile.plan
def plan(self, intents):
    made = real(self, intents)
    odd = 'ODD' in self.text
    return replace(made, edits=made.edits[:1]) if odd else made
PythonFile.plan = plan
""",
        "a second run would have changed it again",
    ),
}


@pytest.mark.parametrize(("gate", "patch", "words"), [(g, *rest) for g, rest in GATES.items()])
def test_a_file_that_does_not_pass_a_gate_is_left_and_the_gate_is_named(
    project: Path, msmigrate: Msmigrate, sample: Sample, gate: str, patch: str, words: str
) -> None:
    odd = ODD + b"    # claude\n" + ODD.replace(b"claude-2.1", b"claude-haiku-4-5")
    (project / "odd.py").write_bytes(odd)
    done = msmigrate("codemod", "--format", "json", project, patch=REFUSE.format(patch=patch))
    report = json.loads(done.stdout)
    (error,) = report["errors"]
    assert (done.returncode, error["path"], error["kind"]) == (2, "odd.py", f"gate:{gate}")
    assert f"{words}, so the file was left byte for byte" in error["message"]
    assert (project / "odd.py").read_bytes() == odd
    assert (project / "a.py").read_bytes() == (project / "z.py").read_bytes() == sample.new


def test_a_gate_is_named_in_words(project: Path, msmigrate: Msmigrate) -> None:
    patch = GATES["comments"][0]
    done = msmigrate("codemod", project, patch=REFUSE.format(patch=patch))
    said = " ".join(done.stdout.split())
    assert "would have been lost, so the file was left byte for byte" in said
    assert "(gate:comments)" in said


def test_a_defect_of_a_rule_is_told_with_its_name_and_the_others_speak(
    project: Path, msmigrate: Msmigrate, sample: Sample
) -> None:
    patch = """
from msgspec.structs import replace
from migrator.codemod.rules import registry
real = registry.by_site
def fail(site, desk):
    raise LookupError("a certain thing")
registry.by_site = lambda site: [
    replace(rule, judge=fail) if rule.id == "MS201" else rule for rule in real(site)
]
"""
    done = msmigrate("codemod", "--format", "json", "--jobs", "1", project, patch=patch)
    report = json.loads(done.stdout)
    assert done.returncode == 2
    assert {error["kind"] for error in report["errors"]} == {"rule:MS201"}
    assert {error["path"] for error in report["errors"]} == {"a.py", "odd.py", "z.py"}
    assert all("a certain thing" in error["message"] for error in report["errors"])
    assert b"qwen-plus" in (project / "a.py").read_bytes()
    assert b"metadata" in (project / "a.py").read_bytes()
