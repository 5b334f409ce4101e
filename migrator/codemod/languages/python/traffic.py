"""What a file sends and where: calls that reach a route, their payloads and model names."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from migrator.catalog import fields
from migrator.catalog import sdk as catalog
from migrator.codemod.languages.python import http
from migrator.codemod.languages.python.payloads import Carrier, Entry
from migrator.codemod.languages.python.program import Program, absorbed
from migrator.codemod.languages.python.targets import Item
from migrator.codemod.languages.python.values import (
    Class,
    Function,
    Instance,
    Map,
    Opaque,
    Path,
    texts,
)
from migrator.codemod.sites import ANTHROPIC, Field, Header, Routes, Thinking

_OWN_CODE = "own code"
_OTHER_HOST = "another host"
_MODEL_WORDS = frozenset({"model", "model_name", "model_id", "modelId", "models"})
_TELLING_WORDS = _MODEL_WORDS | {"messages", "max_tokens", "metadata", "betas", "prompt"}
BODY = "extra_body"
HEADERS = "extra_headers"


@dataclass(frozen=True, slots=True)
class Send:
    """A call that sends something somewhere.

    `callee` is the expression that names what is called: the function, or a bound method handed
    over as first argument. `rest` is what stands after a client of the first-party API, else None.
    """

    call: ast.Call
    callee: ast.expr
    routes: Routes
    rest: str | None
    paths: tuple[str, ...]


@dataclass(slots=True)
class Traffic:
    """Everything that a file sends, and what reaches what."""

    sends: list[Send] = field(default_factory=list)
    posts: list[http.Post] = field(default_factory=list)
    carriers: dict[Carrier, set[str]] = field(default_factory=dict)
    names: dict[ast.Constant, set[str]] = field(default_factory=dict)
    thinking: set[ast.Constant] = field(default_factory=set)
    tables: dict[ast.Constant, str] = field(default_factory=dict)


def after_client(path: str) -> str | None:
    """Return what stands after a client of the first-party API in a path, or None."""
    constructor, called, rest = path.partition("().")
    return rest if called and constructor in catalog.sdk().constructors else None


def endpoint_of(rest: str) -> tuple[str, bool]:
    """Return the endpoint without its namespace, and whether it stood in the beta namespace."""
    for namespace in catalog.sdk().legacy_namespaces:
        if rest.startswith(namespace + "."):
            return rest[len(namespace) + 1 :], True
    if rest.startswith("beta."):
        return rest[len("beta.") :], True
    return rest, False


def observe(program: Program) -> Traffic:
    """Find every call that sends, and note where its payloads and model names go."""
    traffic = Traffic()
    for call in program.tree.calls():
        send = _send(program, call)
        if send is not None:
            traffic.sends.append(send)
            _follow(program, traffic, send)
    for post in http.posts(program):
        traffic.posts.append(post)
        _follow_post(program, traffic, post)
    return traffic


def _follow_post(program: Program, traffic: Traffic, post: http.Post) -> None:
    """Note which dicts a request by hand carries."""
    route = {ANTHROPIC} if post.to_anthropic else {_OTHER_HOST}
    for node in (post.headers, post.body):
        if node is not None:
            _carry(program, traffic, route, node)
    if not post.to_anthropic or post.body is None:
        return
    thinks = any(
        entry.name == "thinking" and _thinking(program, entry.value) is Thinking.ENABLED
        for entry in entries_of(program, post.body)
    )
    for entry in entries_of(program, post.body):
        if entry.name in _MODEL_WORDS:
            _name_given(program, traffic, entry.value, frozenset(route), thinks=thinks)


def _send(program: Program, call: ast.Call) -> Send | None:
    func = call.func
    words = {keyword.arg for keyword in call.keywords}
    name = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
    telling = bool(words & _TELLING_WORDS) or None in words or name in catalog.sdk().calls
    for callee in (func, *call.args[:2]):
        if callee is not func and not _is_handed_over(callee):
            continue
        if not telling and callee is func:
            continue
        send = _resolved(program, call, callee)
        if send is not None:
            return send
    return None


def _is_handed_over(node: ast.expr) -> bool:
    """Whether an argument can be a bound method of a client: `run(client.messages.create, …)`."""
    return isinstance(node, ast.Attribute) and node.attr in {"create", "stream", "parse"}


def _resolved(program: Program, call: ast.Call, callee: ast.expr) -> Send | None:
    values = program.of.values(callee)
    paths = sorted(value.dotted for value in values if isinstance(value, Path))
    routes = {route for path in paths if (route := catalog.route(path)) is not None}
    if not routes:
        return None
    if _names_provider(call):
        routes = {ANTHROPIC}
    if any(isinstance(value, (Function, Class, Instance)) for value in values):
        routes.add(_OWN_CODE)
    rests = [rest for path in paths if (rest := after_client(path)) is not None]
    return Send(call, callee, frozenset(routes), rests[0] if rests else None, tuple(paths))


def _names_provider(call: ast.Call) -> bool:
    """Whether a framework is told that the model is served by the first-party API."""
    return any(
        keyword.arg in catalog.sdk().provider_keywords
        and isinstance(keyword.value, ast.Constant)
        and keyword.value.value == ANTHROPIC
        for keyword in call.keywords
    )


def _follow(program: Program, traffic: Traffic, send: Send) -> None:
    """Note which dicts and which names a call is given."""
    thinks = thinking_of(program, send) is Thinking.ENABLED
    table = _own_table(send)
    for keyword in send.call.keywords:
        if keyword.arg is None or keyword.arg in {BODY, HEADERS}:
            _carry(program, traffic, send.routes, keyword.value)
    for value in model_values(program, send):
        _name_given(program, traffic, value, send.routes, thinks=thinks, table=table)


def _name_given(
    program: Program,
    traffic: Traffic,
    node: ast.expr,
    routes: Routes,
    *,
    thinks: bool,
    table: str | None = None,
) -> None:
    for text in texts(program.of.values(node)):
        if text.node is None:
            continue
        traffic.names.setdefault(text.node, set()).update(routes)
        if thinks:
            traffic.thinking.add(text.node)
        if table:
            traffic.tables[text.node] = table


def _own_table(send: Send) -> str | None:
    for path in send.paths:
        if path.startswith(catalog.sdk().model_table_frameworks):
            return path.partition(".")[0]
    return None


def _carry(program: Program, traffic: Traffic, routes: Iterable[str], node: ast.expr) -> None:
    for carrier in program.payloads.carriers(node):
        traffic.carriers.setdefault(carrier, set()).update(routes)


def model_values(program: Program, send: Send) -> Iterator[ast.expr]:
    """Yield the expressions that name the model of a call."""
    for keyword in send.call.keywords:
        if keyword.arg in _MODEL_WORDS:
            yield keyword.value
        elif keyword.arg is None or keyword.arg == BODY:
            for carrier in program.payloads.carriers(keyword.value):
                for entry in program.payloads.entries(carrier):
                    if entry.name in _MODEL_WORDS:
                        yield entry.value
    if send.rest is None:
        yield from send.call.args[:1]


def parts(program: Program, send: Send) -> Iterator[Entry]:
    """Yield the fields of a request with where each is given: arguments first, then payloads."""
    call = send.call
    for index, keyword in enumerate(call.keywords):
        if keyword.arg is not None:
            target = Item(call, len(call.args) + index)
            yield Entry(keyword.arg, keyword, keyword.value, "argument", target, Opaque(call))
    for keyword in call.keywords:
        if keyword.arg is None or keyword.arg == BODY:
            for carrier in program.payloads.carriers(keyword.value):
                yield from program.payloads.entries(carrier)


def entries_of(program: Program, node: ast.expr) -> Iterator[Entry]:
    """Yield the entries of every dict that an expression can be."""
    for carrier in program.payloads.carriers(node):
        yield from program.payloads.entries(carrier)


def thinking_of(program: Program, send: Send) -> Thinking:
    """Tell whether a request asks for thinking."""
    return thinking_in(program, parts(program, send))


def thinking_in(program: Program, entries: Iterable[Entry]) -> Thinking:
    """Tell whether the fields of a request ask for thinking."""
    answers = [_thinking(program, entry.value) for entry in entries if entry.name == "thinking"]
    for answer in (Thinking.ENABLED, Thinking.DISABLED):
        if answer in answers:
            return answer
    return Thinking.ABSENT


def _thinking(program: Program, node: ast.expr) -> Thinking:
    if isinstance(node, ast.Constant) and node.value is None:
        return Thinking.ABSENT
    values = program.of.values(node)
    kinds = program.kinds(node)
    if values and all(isinstance(value, Path) and _is_omitted(value) for value in values):
        return Thinking.ABSENT
    maps = [value for value in values if isinstance(value, Map)]
    if kinds == {"disabled"} and len(maps) == len(values):
        return Thinking.DISABLED
    return Thinking.ENABLED


def _is_omitted(value: Path) -> bool:
    return value.dotted.rpartition(".")[2].removesuffix("()") in {
        "NOT_GIVEN", "NotGiven", "omit", "Omit", "not_given",
    }  # fmt: skip


def field_of(
    program: Program, traffic: Traffic, entry: Entry, routes: Routes, *, absorbing: bool
) -> Field:
    """Return an entry as a field of a request, with what removes it or what stands in the way."""
    value = program.known(entry.value)
    reached = frozenset(traffic.carriers.get(entry.carrier, ())) | routes
    obstacle = None
    if entry.target is None:
        obstacle = "it cannot be taken out of its statement"
    elif value.effects:
        obstacle = "its value awaits, yields or assigns"
    elif absorbing and entry.place != "argument":
        line = program.payloads.read_at([entry.carrier], entry.name)
        obstacle = f"the same code reads it on line {line}" if line else None
    return Field(
        name=entry.name,
        span=program.key_span(entry.key),
        value=value,
        place=entry.place,
        removal=None if entry.target is None else program.targets.handle(entry.target),
        obstacle=obstacle,
        routes=reached,
        absorbs=absorbed(entry.value) if absorbing else (),
    )


def is_unsupported(name: str) -> bool:
    """Whether the page says that a request field is not supported."""
    known = fields.request_field(name)
    return known is not None and known.verdict is fields.Verdict.UNSUPPORTED


def headers_in(
    program: Program, traffic: Traffic, node: ast.expr, routes: Routes, place: str
) -> Iterator[Header]:
    """Yield the headers that the catalog knows in what an expression can be."""
    for carrier in program.payloads.carriers(node):
        for entry in program.payloads.entries(carrier):
            if fields.header(entry.name) is not None:
                known = field_of(program, traffic, entry, routes, absorbing=True)
                yield Header(_placed(known, place))


def _placed(known: Field, place: str) -> Field:
    return Field(
        known.name, known.span, known.value, place, known.removal, known.obstacle, known.routes
    )
