"""Notebooks through the engine."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from migrator.codemod.engine import Outcome
from migrator.codemod.findings import Action
from migrator.codemod.languages.errors import SourceError
from migrator.codemod.languages.notebook import frontend

Make = Callable[..., bytes]
Migrate = Callable[..., Outcome]
Found = Callable[..., list[tuple[str, str, Any]]]
Changed = Callable[..., list[str]]

CLIENT = "import anthropic\nclient = anthropic.Anthropic()"
OPUS, OPUS_NOW = '"claude-3-opus-20240229"', '"qwen3-max"'
CALL = f'client.messages.create(\n    model={OPUS},\n    metadata={{"user_id": "7"}},\n)'
CALL_NOW = f"client.messages.create(\n    model={OPUS_NOW},\n)"


# What stays


@pytest.mark.parametrize(
    "sources",
    [
        [],
        [""],
        ["x = 1"],
        ["%%bash\ncurl -d 'claude-3-opus-20240229'"],
        ["%%html\n<p>claude-3-opus-20240229</p>"],
        ["%env MODEL=claude-3-opus-20240229"],
        ["!echo claude-3-opus-20240229\nx = !echo claude-3-opus-20240229"],
        ["claude-3-opus-20240229?"],
        ["# claude-3-opus-20240229"],
        ['"claude-3-opus-20240229"'],
        ['"""Talks to claude-3-opus-20240229."""'],
        ["x = 1", '"claude-3-opus-20240229"'],
        ["pip install anthropic"],
        ["%%writefile a.txt\nclaude-3-opus-20240229"],
    ],
)
def test_what_is_left_alone(sources: list[str], notebook: Make, migrate: Migrate) -> None:
    outcome = migrate(notebook(*sources))
    assert outcome.judgement.findings == ()
    assert outcome.data is None


def test_outputs_prose_and_metadata_are_left_alone(
    notebook: Make, prose: Callable[[str], dict[str, Any]], migrate: Migrate
) -> None:
    text = f"model = {OPUS}"
    data = notebook(prose(text), {**prose(text), "cell_type": "raw"}, title=text)
    assert migrate(data).judgement.findings == ()


def test_notebooks_of_other_languages_are_left_alone(notebook: Make, migrate: Migrate) -> None:
    data = notebook(f"x = {OPUS}", kernelspec={"language": "julia"})
    assert migrate(data).judgement.findings == ()


# Cells together


def test_cells_share_their_names(notebook: Make, changed: Changed) -> None:
    data = notebook(CLIENT, f"MODEL = {OPUS}", "%time reply = " + CALL.replace(OPUS, "MODEL"))
    assert changed(data) == [
        CLIENT,
        f"MODEL = {OPUS_NOW}",
        "%time reply = client.messages.create(\n    model=MODEL,\n)",
    ]


def test_the_order_of_cells_is_the_order_of_the_program(notebook: Make, found: Found) -> None:
    elsewhere = "client = anthropic.AnthropicBedrock()"
    data = notebook(CLIENT, CALL, elsewhere, CALL)
    assert [(rule, place[0]) for rule, _, place in found(data) if rule[:3] == "MS1"] == [
        ("MS101", 1),
        ("MS104", 3),
    ]


@pytest.mark.parametrize(
    "between",
    [
        "!ls",
        "%%bash\nls",
        "for x in (",
        "x = = 1",
        "%%html\n<p>",
        "print 'hello'",
        "'\0'",
        "def f():\n",
        '"""',
        "%%time\n!ls",
        "  indented = 1\n  more = 2",
        "await nothing()",
    ],
)
def test_no_cell_stops_the_others(between: str, notebook: Make, changed: Changed) -> None:
    assert changed(notebook(CLIENT, between, CALL, between)) == [
        CLIENT,
        between,
        CALL_NOW,
        between,
    ]


def test_text_of_one_cell_is_no_neighbour_of_another(notebook: Make, changed: Changed) -> None:
    """Neither comments nor blank lines nor open ends lead from cell to cell."""
    data = notebook(
        CLIENT,
        "params = {}",
        "# About the next cell",
        'params["metadata"] = {"user_id": "7"}',
        "\n\n# Send it\nclient.messages.create(**params)\n\n",
    )
    assert changed(data) == [
        CLIENT,
        "params = {}",
        "# About the next cell",
        "",
        "\n\n# Send it\nclient.messages.create(**params)\n\n",
    ]


def test_removed_lines_leave_no_ragged_ends(notebook: Make, changed: Changed) -> None:
    start = f'{CLIENT}\nparams = {{}}\n\nparams["metadata"] = {{}}'
    data = notebook(start, '!ls\nparams["metadata"] = {}', "client.messages.create(**params)")
    assert changed(data) == [
        f"{CLIENT}\nparams = {{}}",
        "!ls",
        "client.messages.create(**params)",
    ]


def test_an_indented_cell_is_edited_like_any_other(notebook: Make, changed: Changed) -> None:
    indented = f'    x = {OPUS}\n    params["metadata"] = {{}}'
    data = notebook(f"{CLIENT}\nparams = {{}}", indented, "client.messages.create(**params)")
    assert changed(data)[1] == f"    x = {OPUS_NOW}"


# Programs of their own


def test_a_written_module_has_names_of_its_own(notebook: Make, changed: Changed) -> None:
    module = f"%%writefile app.py\nimport openai\nclient = openai.OpenAI()\n{CALL}"
    data = notebook(CLIENT, module, f"def ask():\n    return {CALL.replace(chr(10), '')}")
    assert changed(data)[1] == module
    assert changed(data)[2] == f"def ask():\n    return {CALL_NOW.replace(chr(10), '')}"


def test_a_written_module_is_edited(notebook: Make, changed: Changed, found: Found) -> None:
    module = f"%%writefile app.py\n{CLIENT}\n{CALL}"
    data = notebook("client = None", module, "%%writefile -a app.py\n" + CALL)
    assert changed(data) == [
        "client = None",
        f"%%writefile app.py\n{CLIENT}\n{CALL_NOW}",
        f"%%writefile -a app.py\n{CALL_NOW}",
    ]
    assert [(rule, place) for rule, _, place in found(data)] == [
        ("MS101", (1, 5, 11)),
        ("MS201", (1, 6, 5)),
        ("MS101", (2, 3, 11)),
        ("MS201", (2, 4, 5)),
    ]


# Places


def test_findings_stand_in_their_cell(
    notebook: Make, prose: Callable[[str], dict[str, Any]], found: Found
) -> None:
    data = notebook(prose("# Title"), CLIENT, prose("text"), f"%cd ..\r\n\r\nü = {OPUS}\n")
    assert found(data) == [("MS101", OPUS.strip('"'), (3, 3, 5))]


def test_the_line_of_a_finding_is_shown_as_it_is(notebook: Make, migrate: Migrate) -> None:
    outcome = migrate(notebook("x = 1", f"%cd ..\nü = {OPUS}  # é\n!ls", "x = (  # claude"))
    assert [outcome.file.line(each.span.start) for each in outcome.judgement.findings] == [
        f"ü = {OPUS}  # é",
        "x = (  # claude",
    ]


def test_a_half_finished_cell_of_interest_is_told(notebook: Make, migrate: Migrate) -> None:
    outcome = migrate(notebook("x = 1", f"y = 2\nmodel = {OPUS},\nprint(", "print("))
    (finding,) = outcome.judgement.findings
    assert (finding.rule, finding.action) == ("MS901", Action.FLAG)
    assert "'(' was never closed" in finding.message
    assert outcome.file.spot(finding.span) == (1, 3, 1, 3, 1)


# Suppression


def test_comments_suppress_in_cells(notebook: Make, found: Found) -> None:
    data = notebook(
        f"x = {OPUS}  # msmigrate: ignore",
        f"x = {OPUS}\n# msmigrate: ignore[MS101]",
        f"x = {OPUS}  # msmigrate: ignore[MS201]",
        f"x = ({OPUS}  # msmigrate: ignore",
        f"%time x = {OPUS}  # msmigrate: ignore",
    )
    assert [place[0] for _, _, place in found(data)] == [1, 2]


@pytest.mark.parametrize(
    ("sources", "skipped"),
    [
        (["# msmigrate: skip-file\nx = 1", "y = 2"], True),
        (["%%bash\nls", "!ls\n\n# msmigrate: skip-file"], True),
        (["x = (\n# msmigrate: skip-file"], True),
        (["x = 1", "# msmigrate: skip-file"], False),
        (["\n" * 10 + "# msmigrate: skip-file"], False),
        (["'# msmigrate: skip-file'"], False),
        ([], False),
    ],
)
def test_skip_file_in_the_first_code_cell(
    sources: list[str], skipped: bool, notebook: Make, prose: Callable[[str], dict[str, Any]]
) -> None:
    data = notebook(prose("# msmigrate: skip-file"), *sources)
    assert frontend.is_skipped(data) == skipped


def test_what_is_no_notebook_is_not_skipped() -> None:
    assert not frontend.is_skipped(b"# msmigrate: skip-file")


# The look before anything is parsed


@pytest.mark.parametrize(
    ("source", "interesting"),
    [
        ("import os", False),
        ('type = "web_search_20250305"', True),
        ("x = 'Qwen'", True),
        ("'web_search_2025'", False),
    ],
)
def test_words_of_interest(source: str, interesting: bool) -> None:
    data = json.dumps({"cells": [{"cell_type": "code", "source": [source]}]}).encode()
    assert frontend.is_of_interest(data) == interesting


def test_imports_are_seen_at_a_glance(notebook: Make) -> None:
    data = notebook("import os\nfrom a.b import c", "if x:\n\timport d", "y = 1; import e # f")
    found = frontend.imports_at_a_glance(data, frozenset({"a", "d", "e", "f", "c"}))
    assert found == ("a.b.c", "d", "e")
    one_string = json.dumps({"cells": [{"source": "x\nfrom a import b\r\n  import d"}]}).encode()
    assert frontend.imports_at_a_glance(one_string, frozenset({"a", "d"})) == ("a.b", "d")


def test_a_notebook_tells_what_it_imports(notebook: Make) -> None:
    data = notebook("import a.b\n!ls", "from .c import d", "%%writefile e.py\nimport f", "import (")
    assert frontend.parse(data).opened().imports() == (".c.d", "a.b", "f")


# Bytes


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        (b"", "no JSON", 1),
        (b'{\n"cells": "\xe9"}', "0xe9 is not utf-8", 2),
        (b"\xff\xfe{\0}\0", "not utf-8", 1),
        (b'{"cells": 1}', "no notebook", 1),
        (json.dumps({"cells": [{"cell_type": "code", "source": "#" * 2_000_001}]}).encode(),
         "too large", 1),
    ],
)  # fmt: skip
def test_what_cannot_be_read(data: bytes, reason: str, line: int) -> None:
    with pytest.raises(SourceError, match=reason) as caught:
        frontend.parse(data)
    assert caught.value.line == line


def dressed(data: bytes, dress: str) -> bytes:
    whole = json.loads(data)
    match dress:
        case "as it is":
            return data
        case "BOM":
            return b"\xef\xbb\xbf" + data
        case "CRLF":
            return data.replace(b"\n", b"\r\n")
        case "no final line end":
            return data.rstrip()
        case "one string":
            for cell in whole["cells"]:
                cell["source"] = "".join(cell["source"])
        case "nbformat 3":
            for cell in whole["cells"]:
                cell |= {"input": cell.pop("source"), "language": "python"}
            whole = {"metadata": {}, "nbformat": 3, "worksheets": [{"cells": whole["cells"]}]}
    indent = {"compact": None, "tabs": "\t"}.get(dress, 2)
    return json.dumps(whole, indent=indent, ensure_ascii=dress == "ASCII").encode()


@pytest.mark.parametrize(
    "dress",
    ["as it is", "BOM", "CRLF", "no final line end", "one string", "nbformat 3", "compact", "tabs",
     "ASCII", "sorted"],
)  # fmt: skip
def test_only_edited_lines_change(dress: str, notebook: Make, migrate: Migrate) -> None:
    words = "Grüße 😀"
    sources = [CLIENT, f"x = '{words}'\n{CALL}  # {words}\n!ls"]
    after = [CLIENT, f"x = '{words}'\n{CALL_NOW}  # {words}\n!ls"]
    data = dressed(notebook(*sources), dress)
    assert migrate(data).data == dressed(notebook(*after), dress)
    assert migrate(dressed(notebook(*after), dress)).data is None


def test_comments_in_cells_are_rewritten_on_request(notebook: Make, changed: Changed) -> None:
    data = notebook("# claude-3-opus-20240229\n!echo claude-3-opus-20240229  # claude-2.1")
    assert changed(data, comments=True) == [
        "# qwen3-max\n!echo claude-3-opus-20240229  # claude-2.1"
    ]
