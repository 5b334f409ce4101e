import ast
from collections.abc import Iterator

import pytest

from migrator.codemod.edits import Obstacle, splice, unchanged_outside
from migrator.codemod.findings import Edit
from migrator.codemod.languages.python.removal import remove_statements
from migrator.codemod.languages.python.source import LineTable

SET = 'p["m"] = 1'


def blocks(tree: ast.Module) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list) and block:
                yield block


def edits_of(code: str) -> list[Edit] | Obstacle:
    """Remove every `p[…] = …` of the code."""
    edits: list[Edit] = []
    for block in blocks(ast.parse(code)):
        doomed = [
            statement
            for statement in block
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Subscript)
        ]
        found = remove_statements(code, LineTable(code), block, doomed)
        if isinstance(found, Obstacle):
            return found
        edits += found
    return edits


def removed(code: str) -> str:
    code = code.replace("@", SET)
    edits = edits_of(code)
    assert not isinstance(edits, Obstacle), edits
    result = splice(code, edits)
    ast.parse(result)
    assert unchanged_outside(code, result, edits)
    return result


@pytest.mark.parametrize(
    "code",
    [
        "",
        "# only a comment\n",
        "a = 1\n\n\n\nb = 2\n",
        "if x:\n    # nothing\n    pass\n",
        "a = 1; b = 2;\n",
        'p = {"m": 1}\n',
    ],
)
def test_without_such_a_statement_nothing_is_edited(code: str) -> None:
    assert edits_of(code) == []


def test_a_statement_of_another_block_is_a_defect() -> None:
    code = "a = 1\n"
    with pytest.raises(ValueError, match="not part"):
        remove_statements(code, LineTable(code), ast.parse(code).body, ast.parse(code).body)


LINES = [
    ("a = 1\n@\nb = 2\n", "a = 1\nb = 2\n"),
    ("@\n", ""),
    ("@", ""),
    ("a = 1\n@", "a = 1\n"),
    ("a = 1\r\n@\r\nb = 2\r\n", "a = 1\r\nb = 2\r\n"),
    ("a = 1\r@\rb = 2\r", "a = 1\rb = 2\r"),
    ("if x:\n\ta = 1\n\t@\n", "if x:\n\ta = 1\n"),
    ("\x0c@\nb = 1\n", "\x0cb = 1\n"),
    ("def f():\n  \x0c  @\n  b = 1\n", "def f():\n  \x0c  b = 1\n"),
    ('x = 1\np["a"] = {\n    "b": 1,  # in\n}  # why\ny = 2\n', "x = 1\ny = 2\n"),
    ("a = 1\n@  # why\nb = 2\n", "a = 1\nb = 2\n"),
    ("é = 'ü'; @\nb = 2\n", "é = 'ü'\nb = 2\n"),
    ("class A:\n    '''d'''\n\n    @\n", "class A:\n    '''d'''\n"),
]

JOINED = [
    ("a = 1; @; b = 3\n", "a = 1; b = 3\n"),
    ("@; b = 3\n", "b = 3\n"),
    ("a = 1; @\n", "a = 1\n"),
    ("a = 1; @;\n", "a = 1;\n"),
    ("a = 1; @  # both\n", "a = 1  # both\n"),
    ("a = 1\n@; @\nb = 2\n", "a = 1\nb = 2\n"),
    ("a = 1; \\\n@\nb = 2\n", "a = 1\nb = 2\n"),
    ("@; \\\n  a = 1\n", "a = 1\n"),
    ('a = 1; p["a"] = {\n    "b": 1,\n}  # both\n', "a = 1  # both\n"),
    ("if x: a = 1; @\n", "if x: a = 1\n"),
    ("if x: @; a = 1\n", "if x: a = 1\n"),
]

EMPTIED = [
    ("if x:\n    @\ny = 1\n", "if x:\n    pass\ny = 1\n"),
    ("if x:\n    @  # why\ny = 1\n", "if x:\n    pass\ny = 1\n"),
    ("if x:\n    @\n    @\n\n    @\ny = 1\n", "if x:\n    pass\ny = 1\n"),
    ("if x:\n    # why\n    @\n    @\n\ny = 1\n", "if x:\n    pass\n\ny = 1\n"),
    ("if x: @\n", "if x: pass\n"),
    ("if x: @; @\n", "if x: pass\n"),
    ("if x: @  # why x\nelse: @\n", "if x: pass  # why x\nelse: pass\n"),
    ("if x: \\\n    @\ny = 1\n", "if x: \\\n    pass\ny = 1\n"),
    ("if x:\r\n\t@\r\ny = 1\r\n", "if x:\r\n\tpass\r\ny = 1\r\n"),
    (
        "try: @\nexcept E: @\nelse: @\nfinally: @\n",
        "try: pass\nexcept E: pass\nelse: pass\nfinally: pass\n",
    ),
    ("try:\n    a()\nfinally:\n    @\n", "try:\n    a()\nfinally:\n    pass\n"),
    ("match x:\n    case 1:\n        @\n", "match x:\n    case 1:\n        pass\n"),
    ("for x in y:\n    @\n    # end\nz = 1\n", "for x in y:\n    pass\n    # end\nz = 1\n"),
]

BLANK_LINES = [
    ("a = 1\n\n@\n\nb = 2\n", "a = 1\n\nb = 2\n"),
    ("a = 1\n\n@\n\n@\n\nb = 2\n", "a = 1\n\nb = 2\n"),
    ("a = 1\n\n@\n", "a = 1\n"),
    ("@\n\nb = 2\n", "b = 2\n"),
    ("import a\n\n\n@\n\ndef f(): pass\n", "import a\n\n\ndef f(): pass\n"),
    ("import a\n\n@\n\n\ndef f(): pass\n", "import a\n\n\ndef f(): pass\n"),
    (
        "def f():\n    a = 1\n\n    @\n\n\ndef g(): pass\n",
        "def f():\n    a = 1\n\n\ndef g(): pass\n",
    ),
    ("def f():\n    @\n\n    return 1\n", "def f():\n    return 1\n"),
    ("if x:\n    a = 1\n\n    @\nelse:\n    b\n", "if x:\n    a = 1\nelse:\n    b\n"),
    ("a = 1\n\x0c\n@\n\nb = 2\n", "a = 1\n\x0c\n\nb = 2\n"),
]

COMMENTS = [
    ("def f():\n    a = 1\n    # why\n    @\n", "def f():\n    a = 1\n"),
    ("def f():\n    # why\n    @\n\n    # b\n    b = 1\n", "def f():\n    # b\n    b = 1\n"),
    ("def f():\n    # why\n    @\n    # b\n    b = 1\n", "def f():\n    # b\n    b = 1\n"),
    ("def f():\n    # both\n    @\n    return 1\n", "def f():\n    # both\n    return 1\n"),
    ("a = 1\n# all\n\n@\n\nb = 2\n", "a = 1\n# all\n\nb = 2\n"),
    ("a = 1\n\n@\n# of b\nb = 2\n", "a = 1\n\n# of b\nb = 2\n"),
    ("def f():\n    # --- all ---\n    @\n", "def f():\n    # --- all ---\n    pass\n"),
    ("# licence\n@\n\nb = 1\n", "# licence\n\nb = 1\n"),
    ("#!/usr/bin/python\n# coding: utf-8\n@\n", "#!/usr/bin/python\n# coding: utf-8\n"),
    ("a = 1  # c:\\\n@\nb = 2\n", "a = 1  # c:\\\nb = 2\n"),
    ("# c:\\\n@\nb = 2\n", "# c:\\\nb = 2\n"),
    ("if x:\n  # odd\n    @\nb = 2\n", "if x:\n  # odd\n    pass\nb = 2\n"),
]


@pytest.mark.parametrize(("before", "after"), [*LINES, *JOINED, *EMPTIED, *BLANK_LINES, *COMMENTS])
def test_layouts(before: str, after: str) -> None:
    assert removed(before) == after


def test_a_module_that_is_emptied_needs_no_pass() -> None:
    assert removed("# all\n@\n@\n") == "# all\n"


@pytest.mark.parametrize("code", ["if x:\n    y\n", "def f(): pass\n", "class A: pass\n"])
def test_a_compound_statement_is_an_obstacle(code: str) -> None:
    block = ast.parse(code).body
    assert isinstance(remove_statements(code, LineTable(code), block, block), Obstacle)


def test_a_line_that_another_one_may_continue_is_an_obstacle() -> None:
    code = f"if x:  # c:\\\n    {SET}\n    a = 1\n"
    assert isinstance(edits_of(code), Obstacle)
