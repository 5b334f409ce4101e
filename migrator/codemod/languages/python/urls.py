"""The Anthropic API's URLs in a file, and what they are used as."""

import ast
import re
from collections.abc import Iterator

from migrator.catalog import endpoints
from migrator.catalog import sdk as catalog
from migrator.codemod.languages.python import http, uses
from migrator.codemod.languages.python.program import Program
from migrator.codemod.languages.python.traffic import Traffic
from migrator.codemod.sites import Routes, Url, UrlUse

_BASE_WORDS = re.compile(
    r".*(?:base_url|api_base|api_url|base|endpoint|host|origin).*", re.IGNORECASE
)
_URL_WORDS = re.compile(r".*(?:url|uri|endpoint).*", re.IGNORECASE)


def urls(program: Program, traffic: Traffic) -> Iterator[Url]:
    """Yield the string literals that begin with the origin of the Anthropic API."""
    origin = endpoints.anthropic_origin()
    requested = {text.node for post in traffic.posts for text in post.urls}
    for node in program.tree.strings:
        text = node.value
        if not isinstance(text, str) or origin not in text or not http.is_origin(text):
            continue
        if uses.place(program, node) is not None:
            yield _url(program, node, text, requested=node in requested)


def _url(program: Program, node: ast.Constant, text: str, *, requested: bool) -> Url:
    name = _name_of(program, node)
    use = UrlUse.OTHER
    path = text.removeprefix(endpoints.anthropic_origin()).strip("/")
    if requested or path.startswith("v1/"):
        use = UrlUse.REQUEST
    elif _BASE_WORDS.fullmatch(name):
        use = UrlUse.REQUEST if _is_of_http_client(program, node) else UrlUse.BASE
    elif _URL_WORDS.fullmatch(name):
        use = UrlUse.REQUEST if path else UrlUse.BASE
    return Url(program.span(node), text, use, _routes(program, node))


def _name_of(program: Program, node: ast.AST) -> str:
    """Return the name that a literal is given to: of an argument, a key, a variable."""
    child = node
    for parent in program.tree.ancestors(node):
        match parent:
            case ast.keyword(arg=str(name)):
                return name
            case ast.Dict() if child in parent.values:
                key = parent.keys[parent.values.index(child)]
                return str(key.value) if isinstance(key, ast.Constant) else ""
            case ast.Assign(targets=[target, *_]) | ast.AnnAssign(target=target):
                return uses.last_name(target) or _subscript_key(target)
            case ast.arguments():
                return "base_url" if child in parent.defaults else ""
            case ast.Call() if child in parent.args and parent.args:
                first = parent.args[0]
                if isinstance(first, ast.Constant) and first is not child:
                    return str(first.value)
            case ast.stmt():
                return ""
        child = parent
    return ""


def _subscript_key(target: ast.expr) -> str:
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        return str(target.slice.value)
    return ""


def _is_of_http_client(program: Program, node: ast.AST) -> bool:
    """Whether a literal is the base URL of an HTTP client, to which the whole path is added."""
    keyword = program.tree.parents[node]
    call = program.tree.parents.get(keyword)
    return isinstance(call, ast.Call) and any(
        path in catalog.http().clients_with_base_url for path in program.of.paths(call.func)
    )


def _routes(program: Program, node: ast.AST) -> Routes:
    """Return the routes of the client that a literal is the base URL of."""
    for parent in program.tree.ancestors(node):
        if isinstance(parent, ast.keyword):
            call = program.tree.parents[parent]
            if isinstance(call, ast.Call):
                routes = {catalog.route(path) for path in program.of.paths(call.func)}
                return frozenset(route for route in routes if route is not None)
        if isinstance(parent, ast.stmt):
            break
    return frozenset()
