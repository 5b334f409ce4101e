import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.codemod.choices import Choices, merge
from migrator.codemod.config import load, save
from migrator.codemod.errors import CodemodError

WORDS = st.text(alphabet='ab-*?"\\é. /#[', min_size=1, max_size=6).filter(str.strip)
TARGETS = st.text("aqwen0123-.:", min_size=1)  # others are refused as names of models
CHOICES = st.builds(
    Choices,
    select=st.lists(st.sampled_from(["MS1", "MS101", "MS2"]), unique=True, max_size=3).map(tuple),
    ignore=st.lists(st.sampled_from(["MS1", "MS101", "MS2"]), unique=True, max_size=3).map(tuple),
    exclude=st.lists(WORDS, unique=True, max_size=3).map(tuple),
    unsafe=st.sampled_from([None, True, False]),
    comments=st.sampled_from([None, True, False]),
    base_url=st.sampled_from([None, "https://a.invalid", "https://b.invalid/x"]),
    models=st.dictionaries(WORDS, TARGETS, max_size=3).map(lambda pairs: tuple(pairs.items())),
    jobs=st.sampled_from([None, 1, 8]),
)
FILES = st.sampled_from(
    [
        "",
        "[project]\nname = 'x'",
        "# a comment\n\n[project]\nname = 'x'  # why\n\n\n",
        "[tool.msmigrate]\n",
        "[tool.msmigrate]",
        "[tool.msmigrate]\nunsafe = true # why\n\n# about ruff\n[tool.ruff]\nx = 1\n",
        "[tool.ruff]\n\n[p]\n\n[tool.msmigrate]\nselect = [\n  'MS1', # a\n  'MS2',\n]\n\n[z]\n",
        "[tool.msmigrate.models]\n# m\na = 'b' # c\n'a*' = 'd'\n\n# z\n[z]\ny = 1\n",
        "[tool.msmigrate.models]\na = 'b'\n[z]\n[tool.msmigrate]\njobs = 4\n",
        "[tool]\nmsmigrate = { unsafe = true, models = { a = 'b' } }\nx = 1\n",
        "tool.msmigrate.unsafe = true\ntool.x = 1\n[z]\n",
        "[tool.x]\na = '''\n[tool.msmigrate]\n'''\n",
    ]
)


def _save(folder: Path, text: str, choices: Choices) -> str:
    """Save into a file of that text; returns the new text."""
    (folder / "pyproject.toml").write_bytes(text.encode())
    before, after = save(folder, choices)
    assert before == text.encode()
    assert (folder / "pyproject.toml").read_bytes() == before
    return after.decode()


@pytest.mark.parametrize(
    "text",
    ["", "\n", "[project]\r\nname = 'x'", "[tool.msmigrate]\nunsafe=true\n", "\ufeff# only this"],
)
def test_nothing_said_changes_nothing(tmp_path: Path, text: str) -> None:
    assert _save(tmp_path, text, Choices()) == text


def test_what_is_said_already_changes_nothing(tmp_path: Path) -> None:
    text = (
        "[tool.msmigrate]\nselect=['MS1' , \"MS2\"]   # odd\nunsafe   = true\n"
        "models={'a'='b'}\njobs=0x2\n[z]\n"
    )
    choices = Choices(select=("MS1", "MS2"), unsafe=True, models=(("a", "b"),), jobs=2)
    assert _save(tmp_path, text, choices) == text


def test_a_missing_file_is_made(tmp_path: Path) -> None:
    before, after = save(tmp_path, Choices(select=("MS1",), unsafe=True, models=(("a-*", "b"),)))
    assert before is None
    assert after.decode() == (
        '[tool.msmigrate]\nselect = ["MS1"]\nunsafe = true\n\n'
        '[tool.msmigrate.models]\n"a-*" = "b"\n'
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("[project]\nname = 'x'  # why\n", "[project]\nname = 'x'  # why\n\n"),
        ("[project]\nname = 'x'", "[project]\nname = 'x'\n\n"),
        ("[tool.ruff]\n\n[z]\n", "[tool.ruff]\n\n[z]\n\n"),
        ("\ufeff[z]\n", "\ufeff[z]\n\n"),
    ],
)
def test_a_missing_table_comes_last_and_the_rest_stays(
    tmp_path: Path, text: str, start: str
) -> None:
    after = _save(tmp_path, text, Choices(unsafe=True))
    assert after == f"{start}[tool.msmigrate]\nunsafe = true\n"


def test_new_keys_come_before_what_belongs_to_the_next_table(tmp_path: Path) -> None:
    text = "[tool.msmigrate]\nselect = ['MS1']  # why\n# ours\n\n# about z\n[z]\ny = 1\n"
    after = _save(tmp_path, text, Choices(unsafe=True, models=(("a", "b"),)))
    assert after == (
        "[tool.msmigrate]\nselect = ['MS1']  # why\n# ours\nunsafe = true\n\n"
        '[tool.msmigrate.models]\na = "b"\n\n# about z\n[z]\ny = 1\n'
    )


def test_lists_keep_their_lines_and_comments(tmp_path: Path) -> None:
    text = "[tool.msmigrate]\nexclude = [\n    'a',  # first\n    # own line\n    'b',\n]\n"
    after = _save(tmp_path, text, Choices(exclude=("a", "b", "c")))
    assert after == text.replace("'b',\n", "'b',\n    \"c\",\n")


def test_values_keep_their_comments(tmp_path: Path) -> None:
    text = "[tool.msmigrate]\nunsafe = true  # for now\n[tool.msmigrate.models]\na = 'b'  # cheap\n"
    after = _save(tmp_path, text, Choices(unsafe=False, models=(("a", "c"),)))
    assert after == text.replace("true", "false").replace("'b'", '"c"')


def test_a_mapping_put_first_keeps_the_comments_of_the_others(tmp_path: Path) -> None:
    text = "[tool.msmigrate.models]\n'a-*' = 'b'  # cheap\n\n[z]\n"
    after = _save(tmp_path, text, Choices(models=(("a-b-*", "c"), ("a-*", "b"))))
    assert after == ("[tool.msmigrate.models]\n\"a-b-*\" = \"c\"\n'a-*' = 'b'  # cheap\n\n[z]\n")


def test_line_ends_and_byte_order_mark_stay(tmp_path: Path) -> None:
    text = "\ufeff[tool.msmigrate]\r\nunsafe = true\r\n\r\n[z]\r\n"
    after = _save(tmp_path, text, Choices(comments=True, models=(("a", "b"),)))
    assert after == (
        "\ufeff[tool.msmigrate]\r\nunsafe = true\r\ncomments = true\r\n\r\n"
        '[tool.msmigrate.models]\r\na = "b"\r\n\r\n[z]\r\n'
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tool = 1\n", "tool is not a table"),
        ("[tool]\nmsmigrate = 1\n", "msmigrate is not a table"),
        ("tool = { x = 1 }\n", "add these lines by hand:\n[tool.msmigrate]\nunsafe = true"),
        ("x = \n", "pyproject.toml:1: the file is not valid TOML"),
    ],
)
def test_a_file_that_cannot_be_changed_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(CodemodError) as caught:
        _save(tmp_path, text, Choices(unsafe=True))
    assert message in str(caught.value)


@given(text=FILES, choices=CHOICES, crlf=st.booleans())
def test_what_is_saved_is_read_again_and_all_else_stays(
    tmp_path_factory: pytest.TempPathFactory, text: str, choices: Choices, crlf: bool
) -> None:
    folder = tmp_path_factory.getbasetemp() / "saved"
    folder.mkdir(exist_ok=True)
    text = text.replace("\n", "\r\n") if crlf else text
    (folder / "pyproject.toml").write_bytes(text.encode())
    wanted = merge(load(folder), choices)
    after = _save(folder, text, wanted)
    (folder / "pyproject.toml").write_bytes(after.encode())
    assert load(folder) == wanted
    assert save(folder, wanted)[1].decode() == after
    old, new = tomllib.loads(text), tomllib.loads(after)
    for document in (old, new):
        document.get("tool", {}).pop("msmigrate", None)
    assert {"tool": {}, **old} == {"tool": {}, **new}
    comments = [part.split("\n")[0].strip() for part in text.split("#")[1:]]
    assert all(comment in after for comment in comments)
    if crlf:
        assert "\n" not in after.replace("\r\n", "") or "\n" not in text
