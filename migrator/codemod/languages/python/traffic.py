"""What a file sends and where: calls that reach a route, their payloads and model names."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from migrator.catalog import fields
from migrator.catalog import sdk as catalog
from migrator.codemod.languages.python import http, passing
from migrator.codemod.languages.python.links import Links, Passed, Reach
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
    RemoteClass,
    RemoteFunction,
    RemoteInstance,
    RemoteMap,
    Text,
    texts,
)
from migrator.codemod.sites import ANTHROPIC, Field, Header, Routes, Thinking

_OWN = (Class, Function, Instance, RemoteClass, RemoteFunction, RemoteInstance)
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
    """Everything that a file sends, and what reaches what.

    `passed` is what it passes to other files. `payloads` are the dicts that other files send.
    """

    sends: list[Send] = field(default_factory=list)
    posts: list[http.Post] = field(default_factory=list)
    carriers: dict[Carrier, set[str]] = field(default_factory=dict)
    names: dict[ast.Constant, set[str]] = field(default_factory=dict)
    thinking: set[ast.Constant] = field(default_factory=set)
    tables: dict[ast.Constant, str] = field(default_factory=dict)
    passed: Passed = field(default_factory=Passed)
    payloads: list[Map] = field(default_factory=list)


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
    if program.of.links:
        _receive(program, traffic, program.of.links)
        passing.pass_on(program, traffic.passed)
    return traffic


def _receive(program: Program, traffic: Traffic, links: Links) -> None:
    """Note where other files send the constants and dicts of this one."""
    for node in program.tree.strings if links.names else ():
        reach = links.names.get(links.start(node))
        if reach is not None:
            _reaches(traffic, node, reach)
    for display in program.tree.nodes(ast.Dict) if links.maps else ():
        routes = links.maps.get(links.start(display))
        if routes is None:
            continue
        carrier = Map(display)
        traffic.carriers.setdefault(carrier, set()).update(routes)
        traffic.payloads.append(carrier)
        entries = list(program.payloads.entries(carrier))
        thinks = thinking_in(program, entries) is Thinking.ENABLED
        for entry in entries:
            if entry.name in _MODEL_WORDS:
                for text in texts(program.of.values(entry.value)):
                    _given(traffic, text, Reach(routes, thinks))


def _reaches(traffic: Traffic, node: ast.Constant, reach: Reach) -> None:
    traffic.names.setdefault(node, set()).update(reach.routes)
    if reach.thinks:
        traffic.thinking.add(node)
    if reach.table:
        traffic.tables[node] = reach.table


def _given(traffic: Traffic, text: Text, reach: Reach) -> None:
    if text.node is not None:
        _reaches(traffic, text.node, reach)
    elif text.at is not None:
        traffic.passed.sends_name(text.at, reach)


def _follow_post(program: Program, traffic: Traffic, post: http.Post) -> None:
    """Note which dicts a request by hand carries."""
    route = {ANTHROPIC} if post.to_anthropic else {_OTHER_HOST}
    for node in (post.headers, post.body):
        if node is not None:
            _carry(program, traffic, route, node)
    if not post.to_anthropic or post.body is None:
        return
    thinks = thinking_in(program, entries_of(program, post.body)) is Thinking.ENABLED
    thinks = thinks or _remote_thinking(program, [post.body])
    for text in _model_texts(program, [post.body], []):
        _given(traffic, text, Reach(frozenset(route), thinks))


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
    if any(isinstance(value, _OWN) for value in values):
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
    for payload in _payloads(send):
        _carry(program, traffic, send.routes, payload)
    for keyword in send.call.keywords:
        if keyword.arg == HEADERS:
            _carry(program, traffic, send.routes, keyword.value)
    thinks = thinking_of(program, send) is Thinking.ENABLED
    reach = Reach(send.routes - {_OWN_CODE}, thinks, _own_table(send))
    for text in model_texts(program, send):
        _given(traffic, text, reach)


def _payloads(send: Send) -> list[ast.expr]:
    """Return the expressions whose entries become fields of a request."""
    return [word.value for word in send.call.keywords if word.arg is None or word.arg == BODY]


def _own_table(send: Send) -> str | None:
    for path in send.paths:
        if path.startswith(catalog.sdk().model_table_frameworks):
            return path.partition(".")[0]
    return None


def _carry(program: Program, traffic: Traffic, routes: Iterable[str], node: ast.expr) -> None:
    for carrier in program.payloads.carriers(node):
        traffic.carriers.setdefault(carrier, set()).update(routes)
        if isinstance(carrier, RemoteMap):
            traffic.passed.sends_map(carrier.at, frozenset(routes))


def model_texts(program: Program, send: Send) -> list[Text]:
    """Return the constants that the model of a call can be, of this file and of others."""
    words = [word.value for word in send.call.keywords if word.arg in _MODEL_WORDS]
    if send.rest is None:
        words.extend(send.call.args[:1])
    return _model_texts(program, _payloads(send), words)


def _model_texts(
    program: Program, payloads: Iterable[ast.expr], words: Iterable[ast.expr]
) -> list[Text]:
    found: dict[Text, None] = {}
    for word in words:
        found.update(dict.fromkeys(texts(program.of.values(word))))
    for payload in payloads:
        for carrier in program.payloads.carriers(payload):
            for entry in program.payloads.entries(carrier):
                if entry.name in _MODEL_WORDS:
                    found.update(dict.fromkeys(texts(program.of.values(entry.value))))
            if isinstance(carrier, RemoteMap):
                for name in sorted(_MODEL_WORDS):
                    found.update(dict.fromkeys(texts(program.of.map_item(carrier, name))))
    return list(found)


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
    own = thinking_in(program, parts(program, send))
    if own is Thinking.ABSENT and _remote_thinking(program, _payloads(send)):
        return Thinking.ENABLED
    return own


def _remote_thinking(program: Program, payloads: Iterable[ast.expr]) -> bool:
    """Whether a dict of another file that is sent asks for thinking."""
    for payload in payloads:
        for carrier in program.payloads.carriers(payload):
            if isinstance(carrier, RemoteMap):
                values = program.of.map_item(carrier, "thinking")
                kinds = {
                    text.value
                    for value in values
                    if isinstance(value, RemoteMap)
                    for text in texts(program.of.map_item(value, "type"))
                }
                if kinds - {"disabled"}:
                    return True
    return False


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
