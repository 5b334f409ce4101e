"""`--todo` and `--remove-todo`: comments at what a person must decide."""

import ast
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from migrator.codemod import engine, todo, untodo
from migrator.codemod.choices import Choices
from migrator.codemod.discover import SourceFile
from migrator.codemod.engine import Outcome
from migrator.codemod.languages import registry as languages
from migrator.codemod.settings import settings_of
from migrator.codemod.todo import Todo

Msmigrate = Callable[..., Any]
TreeBytes = Callable[[Path], dict[str, bytes]]

TODO = replace(settings_of(Choices()), todo=True)
MARK = "# TODO(msmigrate MS103): "


def noted(source: str | bytes, name: str = "a.py") -> Outcome:
    data = source.encode() if isinstance(source, str) else source
    return engine.migrate(data, TODO, languages.of(name))


def after(source: str) -> str:
    outcome = noted(source)
    assert outcome.failed is None
    return source if outcome.after is None else outcome.after


def removed(data: bytes, name: str = "a.py") -> bytes:
    changed, problems = untodo.without_comments([SourceFile(name, name, data)])
    assert problems == []
    return data if not changed else changed[0].after or b""


def marked(source: str) -> list[str]:
    """The lines that follow a comment, stripped."""
    lines = after(source).splitlines()
    return [
        below.strip()
        for above, below in pairwise(lines)
        if above.strip().startswith("# TODO(msmigrate ")
    ]


# No comment


@pytest.mark.parametrize(
    "source",
    [
        "",
        "x = 1\n",
        "import anthropic\n",
        'NAMES = ["claude-opus-4-1", "claude-3-opus-20240229"]\n',  # unsafe: nothing to decide
        'x = "claude-3"  # msmigrate: ignore\nmodel = "y"\n',
        f'{MARK}words\nmodel = "claude-3"\n',
        f'    {MARK}words of a person\nmodel = "claude-3"\n',
        "text = '''\n# TODO(msmigrate MS103): no comment\n'''\n",
    ],
)
def test_nothing_is_put_in(source: str) -> None:
    assert noted(source).after is None


def test_without_the_option_nothing_is_put_in() -> None:
    plain = settings_of(Choices())
    assert engine.migrate(b'model = "claude-3"\n', plain).after is None


# Where it stands


def test_it_stands_above_the_line_with_its_indent() -> None:
    assert after('def f():\n\tmodel = "claude-3"\n') == (
        "def f():\n\t# TODO(msmigrate MS103): `claude-3` names a generation without a model of it,"
        ' so what it ...\n\tmodel = "claude-3"\n'
    )


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ('if m.startswith("claude-3"):\n    x = 1\n', 'if m.startswith("claude-3"):'),
        ('if a:\n    x = 1\nelif m.startswith("claude-3"):\n    x = 2\n', None),
        ('@f(model="claude-3")\ndef g(): ...\n', '@f(model="claude-3")'),
        ('@f\n@g(model="claude-3")\nclass C: ...\n', '@g(model="claude-3")'),
        ('x = 1 + \\\n    f(model="claude-3")\n', "x = 1 + \\"),
        ('x = 1; y = f(model="claude-3")\n', 'x = 1; y = f(model="claude-3")'),
        ('f(\n    a,\n    model="claude-3",\n)\n', 'model="claude-3",'),
        ('f("""\n\n""", model="claude-3")\n', 'f("""'),
        ('f(a, f"""\n{x}\n""", model="claude-3")\n', 'f(a, f"""'),
        ('f(\n    "a"\n    "b", model="claude-3")\n', '"a"'),
        ('match m:\n    case "x" if m.startswith("claude-3"):\n        pass\n', None),
        ('try:\n    f(model="claude-3")\nfinally:\n    pass\n', 'f(model="claude-3")'),
        ('lambda: (\n    f(model="claude-3")\n)\n', 'f(model="claude-3")'),
        ('x = [\n  f(model="claude-3") for a in\n  b\n]\n', 'f(model="claude-3") for a in'),
    ],
)
def test_it_never_breaks_the_syntax(source: str, line: str | None) -> None:
    found = marked(source)
    assert len(found) == 1
    assert line is None or found == [line]
    assert ast.dump(ast.parse(after(source))) == ast.dump(ast.parse(source))


def test_one_for_each_flag_of_a_line() -> None:
    text = after('T = {"claude-opus-4-1": 1, "claude-haiku-4-5": 2}\n')
    assert text.count("# TODO(msmigrate MS102): ") == 2


def test_the_same_words_stand_once_above_a_line() -> None:
    assert after('x = f(model="claude-3") + f(model="claude-3")\n').count("TODO") == 1


def test_rewrites_are_made_beside_it() -> None:
    source = 'import a\nx = f(m="claude-opus-4-1", model="claude-3")\n'
    lines = after(source).splitlines()
    assert lines[1].startswith(MARK)
    assert lines[2] == 'x = f(m="qwen3-max", model="claude-3")'


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("end", ["", "\n"])
def test_line_ends_are_those_of_the_file(newline: str, end: str) -> None:
    source = f'x = 1\nmodel = "claude-3"{end}'.replace("\n", newline)
    text = noted(source.encode()).after
    assert text is not None
    assert text.startswith(f"x = 1{newline}{MARK}")
    assert text.count(newline) == source.count(newline) + 1
    assert not text.replace(newline, "").count("\n")
    assert removed(text.encode()) == source.encode()


@pytest.mark.parametrize(
    "head",
    [
        b"#!/usr/bin/env python\n# coding: latin-1\nx = '\xe9'\n",
        b"\xef\xbb\xbf",
        b"# coding: ascii\n",
    ],
)
def test_any_encoding_takes_it(head: bytes) -> None:
    data = head + b'model = "claude-3"\n'
    outcome = noted(data)
    assert outcome.data is not None
    assert outcome.data.startswith(head + MARK.encode())
    assert removed(outcome.data) == data


def test_words_are_masked_and_keep_to_a_line() -> None:
    key = f"sk-ant-api03-{'x' * 20}abcd"
    finding = engine.judge(
        languages.of("a.py").parse(b'model = "claude-3"\n').opened(), TODO
    ).findings[0]
    message = f"It\nis {key} in … utf coding: x{' word' * 40}. And more."
    (found,) = todo.todos([replace(finding, message=message)])
    assert "xxxx" not in found.words
    assert found.words.isascii()
    assert found.words.startswith("It is sk-...abcd in ... utf coding : x word")
    assert len(found.words) <= 72


def test_what_cannot_be_read_gets_none() -> None:
    cells = ["model = 'claude-3-opus-20240229' +"]
    assert noted(notebook(cells), "n.ipynb").after is None


# Again, and out again


def test_a_second_run_puts_nothing_in() -> None:
    once = after('T = {"claude-opus-4-1": 1, "claude-haiku-4-5": 2}\nmodel = "claude-3"\n')
    assert noted(once).after is None


def test_an_id_that_it_names_is_no_remark_of_the_programs() -> None:
    source = """
import anthropic

client = anthropic.AnthropicBedrock()
other = "anthropic.claude-3-5-sonnet-20241022-v2:0"
model = "claude-2.1"
old = model.startswith("claude-2")
"""
    wanted = replace(TODO, comments=True)
    outcome = engine.migrate(source.encode(), wanted)
    assert outcome.failed is None
    assert outcome.data is not None
    assert b"# TODO(msmigrate MS" in outcome.data
    assert engine.migrate(outcome.data, wanted).data is None


def test_words_that_a_person_changed_stay() -> None:
    source = f'{MARK}ask Ada\nT = {{"claude-opus-4-1": 1}}\nmodel = "claude-3"\n'
    text = after(source)
    assert text.startswith(f"{MARK}ask Ada\n# TODO(msmigrate MS102): ")
    assert noted(text).after is None


@pytest.mark.parametrize(
    "source",
    [
        "x = 1\n",
        "text = '''\n# TODO(msmigrate MS103): no comment\n'''\n",
        "x = 1  # TODO(msmigrate MS103): at the end of a line\n",
        "# TODO(ada): mine\n",
        "# TODO(msmigrate MS103) without a colon\n",
        "x = 1 \\\n# TODO(msmigrate MS103): no line of its own\n",
    ],
)
def test_nothing_else_is_taken_out(source: str) -> None:
    assert removed(source.encode()) == source.encode()


def test_a_file_that_cannot_be_read_keeps_its_comments() -> None:
    data = f"{MARK}words\nx = (\n".encode()
    changed, problems = untodo.without_comments([SourceFile("a.py", "a.py", data)])
    assert changed == []
    assert [(one.path, one.kind) for one in problems] == [("a.py", "unparseable")]


# Notebooks


def notebook(cells: list[str], *, in_lines: bool = True) -> bytes:
    document = {
        "cells": [
            {
                "cell_type": "code",
                "execution_count": None,
                "metadata": {},
                "outputs": [],
                "source": cell.splitlines(keepends=True) if in_lines else cell,
            }
            for cell in cells
        ],
        "metadata": {"language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, indent=1).encode() + b"\n"


def sources(data: bytes) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(data)["cells"]]


@pytest.mark.parametrize("in_lines", [True, False])
def test_cells_get_theirs(in_lines: bool) -> None:
    cells = [
        'model = "claude-3"',
        '%%time\nx = 1\nmodel = "claude-3"\n',
        '!pip install x\nif a:\n    model = "claude-3"',
        "# nothing\n",
        'f"""\n{x}\n""" + f(model="claude-3")',
        '%%writefile a.py\nmodel = "claude-3"\n',
        "%%bash\necho claude-3\n",
    ]
    data = notebook(cells, in_lines=in_lines)
    outcome = noted(data, "n.ipynb")
    assert outcome.failed is None
    assert outcome.data is not None
    found = sources(outcome.data)
    above = [[line.partition(":")[0] for line in cell.splitlines()] for cell in found]
    comment = MARK.partition(":")[0]
    assert above[0][0] == comment
    assert above[1][:3] == ["%%time", "x = 1", comment]
    assert above[2][1:3] == ["if a", f"    {comment}"]
    assert above[4][0] == comment
    assert above[5][:2] == ["%%writefile a.py", comment]
    assert (found[3], found[6]) == (cells[3], cells[6])
    assert noted(outcome.data, "n.ipynb").after is None
    assert removed(outcome.data, "n.ipynb") == data


# Laws

_CALL = (
    "import anthropic\nc = anthropic.Anthropic()\nc.messages.create(\n    metadata={},  # one\n"
    "    top_p=1,\n    # two\n    temperature=1, model='claude-opus-4-1',\n)"
)
_PIECES = st.sampled_from(
    [
        'model = "claude-3"',
        'T = {"claude-opus-4-1": 1,\n     "claude-haiku-4-5": 2}',
        'x = f(model="claude-3", a="claude-opus-4-1")',
        'if m.startswith("claude-3"):\n    x = 1\nelif "claude-2" in m:\n    x = 2\nelse:\n  x = 3',
        'y = """a\n# TODO(msmigrate MS103): text\n""" + f(model="claude-3")',
        'z = 1 + \\\n  f(model="claude-3")',
        f'{MARK}words\nmodel = "claude-3"',
        "# a comment",
        "",
        "@f(model='claude-3')\ndef g():\n    '''claude-3'''\n    return f'claude-3-{x}'",
        _CALL,
        "async def h():\n\n\tmodel = 'claude-3'\n",
    ]
)
_SOURCES = st.builds(
    lambda pieces, newline, end: ("\n".join(pieces) + end).replace("\n", newline),
    st.lists(_PIECES, max_size=6),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\n", "\n\n"]),
)


@settings(max_examples=150, deadline=None)
@given(_SOURCES)
def test_laws(source: str) -> None:
    plain = engine.migrate(source.encode(), settings_of(Choices()))
    rewritten = source if plain.after is None else plain.after
    outcome = noted(source)
    assert outcome.failed is None
    text = source if outcome.after is None else outcome.after
    # Only whole comment lines were added to what a plain run gives.
    assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(rewritten))
    without = removed(text.encode())
    assert without == removed(rewritten.encode())
    if MARK not in rewritten:
        assert without == rewritten.encode()
    # Once is enough.
    assert noted(text).after is None
    # It decides nothing: the same is found.
    again = engine.migrate(text.encode(), settings_of(Choices()))
    before = engine.migrate(rewritten.encode(), settings_of(Choices()))
    assert [(one.rule, one.token) for one in again.judgement.findings] == [
        (one.rule, one.token) for one in before.judgement.findings
    ]
    # Every flag has one above it.
    assert not engine.lacks_comments(again.file, again.judgement)


@given(st.text(alphabet='a\n\r #"\\', max_size=40), st.integers(0, 39))
def test_a_comment_comes_out_as_it_went_in(text: str, at: int) -> None:
    lines = [0, *(index + 1 for index, character in enumerate(text) if character == "\n")]
    (edit, *_) = todo.additions(text, lines, [Todo(at, "MS103", "words")])
    put_in = text[: edit.span.start] + edit.text + text[edit.span.start :]
    assert (
        todo.additions(put_in, [0, *(i + 1 for i, c in enumerate(put_in) if c == "\n")], []) == ()
    )
    (out,) = todo.removals(put_in, [edit.span.start])
    assert put_in[: out.span.start] + put_in[out.span.end :] == text


# As a process


@pytest.fixture
def chatbot(tmp_path: Path, repository: Path) -> Path:
    import shutil

    folder = tmp_path / "chatbot"
    shutil.copytree(repository / "fixtures/chatbot", folder)
    return folder


def test_in_and_out_and_undone(
    chatbot: Path, msmigrate: Msmigrate, tree_bytes: TreeBytes, repository: Path
) -> None:
    before = tree_bytes(chatbot)
    assert msmigrate("codemod", "--todo", chatbot).returncode == 0
    noted_tree = tree_bytes(chatbot)
    assert sum(data.count(b"# TODO(msmigrate MS") for data in noted_tree.values()) > 10
    again = msmigrate("codemod", "--todo", "--format", "json", chatbot)
    assert json.loads(again.stdout)["files"]["changed"] == 0
    done = msmigrate("codemod", "--remove-todo", chatbot)
    assert done.returncode == 0
    assert done.stdout.startswith("Took the TODO comments of msmigrate out of ")
    assert tree_bytes(chatbot) == tree_bytes(repository / "fixtures/chatbot-migrated")
    assert msmigrate("undo", cwd=chatbot).returncode == 0
    assert tree_bytes(chatbot) == noted_tree
    assert msmigrate("undo", cwd=chatbot).returncode == 0
    assert tree_bytes(chatbot) == before


def test_looking_at_what_would_go(tmp_path: Path, msmigrate: Msmigrate) -> None:
    (tmp_path / "a.py").write_text(f"{MARK}words\nx = 1\n", encoding="utf-8")
    checked = msmigrate("codemod", "--remove-todo", "--check", tmp_path)
    assert (checked.returncode, checked.stdout) == (
        1,
        "Would take the TODO comments of msmigrate out of 1 file.\n",
    )
    shown = msmigrate("codemod", "--remove-todo", "--diff", tmp_path)
    assert (shown.returncode, f"-{MARK}words" in shown.stdout) == (0, True)
    assert (tmp_path / "a.py").read_text(encoding="utf-8") == f"{MARK}words\nx = 1\n"
    (tmp_path / "a.py").write_text("x = 1\n", encoding="utf-8")
    assert msmigrate("codemod", "--remove-todo", "--check", tmp_path).returncode == 0


@pytest.mark.parametrize("other", ["--todo", "--interactive"])
def test_taking_out_stands_alone(tmp_path: Path, msmigrate: Msmigrate, other: str) -> None:
    done = msmigrate("codemod", "--remove-todo", other, tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
