"""What a URL in a file can begin with, and whether that leads to the Anthropic API."""

import ast

from migrator.catalog import endpoints
from migrator.codemod.languages.python.program import Program
from migrator.codemod.languages.python.values import Text, texts


def is_origin(text: str) -> bool:
    """Whether a text begins with the origin of the Anthropic API, and not with a longer host."""
    return _begins(text, endpoints.anthropic_origin())


def leads_home(url: str) -> bool:
    """Whether a URL leads to the Anthropic API, or to Model Studio after an earlier run."""
    return is_origin(url) or any(_begins(url, each.base_url) for each in endpoints.regions())


def _begins(url: str, base: str) -> bool:
    return url.startswith(base) and url[len(base) : len(base) + 1] in {"", "/", "?", "#"}


def beginnings(program: Program, node: ast.expr) -> list[Text]:
    """Return the string constants that the text of an expression can begin with."""
    match node:
        case ast.JoinedStr(values=[ast.Constant(value=str(text)) as first, *_]):
            return [Text(text, first)]
        case ast.JoinedStr(values=[ast.FormattedValue(value=value), *_]):
            return beginnings(program, value)
        case ast.BinOp(op=ast.Add(), left=left):
            return beginnings(program, left)
        case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mod(), right=right) if (
            text.startswith("%s")
        ):
            return beginnings(program, right.elts[0] if isinstance(right, ast.Tuple) else right)
        case ast.Call(
            func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format"), args=[first, *_]
        ) if text.startswith(("{}", "{0}")):
            return beginnings(program, first)
        case ast.Call(func=ast.Attribute(value=value, attr="rstrip" | "strip" | "format")):
            return beginnings(program, value)
        case ast.Call(args=[first, *_]) if "urllib.parse.urljoin" in program.of.paths(node.func):
            return beginnings(program, first)
        case _:
            return texts(program.of.values(node))
