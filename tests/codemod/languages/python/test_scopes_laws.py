"""The law of lookup: what a name was bound to when a program ran is always among what is found.

Small random programs are run with random outcomes of their conditions. Every assignment gives a
number of its own, so the value that is seen at a use tells which assignment gave it.
"""

import ast
import contextlib
from collections.abc import Callable, Iterator
from textwrap import indent
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.codemod.languages.python.scopes import Binding, Kind, Scopes
from migrator.codemod.languages.python.tree import Tree, survey

NAMES = st.sampled_from(["a", "b", "c"])
SIMPLE = (
    "{name} = {n}",
    "{name}: int = {n}",
    "({name}, other) = ({n}, None)",
    "use({u}, {name})",
    "use({u}, {name})",
    "use({u}, [{name} for i in (0,)][0])",
    "use({u}, (lambda: {name})())",
    "{name} = same({n}, use({u}, {name}))",
    "flag() and ({name} := {n})",
    "[({name} := {n}) for i in some(0)]",
    "({name} := {n})",
    "use({u}, ({name} := {n}))",
    "del {name}",
    "risky()",
)
JUMPS = ("return", "raise BoomError", "pass")
LOOP_JUMPS = (*JUMPS, "break", "continue")
HEADS = (
    ("if flag():", "else:"),
    ("if flag():", "elif flag():"),
    ("if ({name} := {n}) and flag():", "else:"),
    ("if flag() and ({name} := {n}):", "else:"),
    ("if flag() or ({name} := {n}):", "else:"),
    ("while flag():", "else:"),
    ("while ({name} := {n}) and flag():", "else:"),
    ("for {name} in some({n}):", "else:"),
    ("for i in some(0):", "else:"),
    ("with plain({n}) as {name}:", None),
    ("with swallowing.suppress({n}):", None),
    ("try:", "except BoomError:"),
    ("try:", "except BoomError as {name}:"),
    ("try:", "finally:"),
    ("try:\n    risky()\nexcept BoomError:", "else:"),
    ("match {n}:\n    case {name} if flag():", "    case _:"),
    ("match {n}:\n    case [{name}] | {name}:", None),
)


@st.composite
def blocks(draw: st.DrawFn, depth: int, *, straight: bool = False, in_loop: bool = False) -> str:
    """Draw statements; `{n}` and `{u}` stand for numbers that are given later."""
    lines = []
    for _ in range(draw(st.integers(1, 4))):
        if straight or not depth or draw(st.booleans()):
            forms = SIMPLE[:3] + SIMPLE[3:6] + SIMPLE[7:8] if straight else SIMPLE
            lines.append(draw(st.sampled_from(forms)).replace("{name}", draw(NAMES)))
            continue
        head, tail = draw(st.sampled_from(HEADS))
        extra = "    " if head.startswith("match") else ""
        looping = in_loop or head.startswith(("for", "while"))
        lines.append(head.replace("{name}", draw(NAMES)))
        lines.append(indent(draw(blocks(depth - 1, in_loop=looping)), "    " + extra))
        if tail is not None and (draw(st.booleans()) or head == "try:" or "else" not in tail):
            lines.append(tail.replace("{name}", draw(NAMES)))
            lines.append(indent(draw(blocks(depth - 1, in_loop=in_loop)), "    " + extra))
    if depth < 3 and not straight:
        lines.append(draw(st.sampled_from(LOOP_JUMPS if in_loop else JUMPS)))
    return "\n".join(lines)


def numbered(body: str) -> str:
    """Give each assignment and each use a number of its own."""
    for mark in ("{n}", "{u}"):
        parts = body.split(mark)
        body = "".join(f"{part}{number}" for number, part in enumerate(parts[:-1], 1)) + parts[-1]
    return body


class BoomError(Exception):
    """What the programs raise and catch."""


class Machine:
    """Runs a program and notes which value was seen at which use."""

    def __init__(self, outcomes: list[bool]) -> None:
        self.outcomes = iter(outcomes)
        self.seen: set[tuple[int, object]] = set()

    def flag(self) -> bool:
        return next(self.outcomes, False)

    def risky(self) -> None:
        if self.flag():
            raise BoomError

    def use(self, number: int, value: object) -> object:
        self.seen.add((number, value))
        return value

    def some(self, value: int) -> Iterator[int]:
        yield from [value] * (self.flag() + self.flag())

    @contextlib.contextmanager
    def plain(self, value: int) -> Iterator[int]:
        yield value

    def suppress(self, _: int) -> contextlib.AbstractContextManager[None]:
        return contextlib.suppress(BoomError)

    def run(self, source: str) -> None:
        known: dict[str, Any] = {
            name: getattr(self, name) for name in ("flag", "risky", "use", "some", "plain")
        }
        known |= {"BoomError": BoomError, "swallowing": self, "same": lambda value, _: value}
        with contextlib.suppress(BoomError, NameError):
            exec(source, known)


def numbers(tree: Tree, binding: Binding) -> set[object]:
    """Return the numbers that a binding can give; None for an exception that it catches."""
    if isinstance(binding.node, ast.ExceptHandler):
        return {None}
    if binding.kind is Kind.PARAMETER:
        return {0}
    source: ast.AST | None = binding.value
    if isinstance(binding.node, ast.match_case):
        holder = tree.parents[binding.node]
        assert isinstance(holder, ast.Match)
        source = holder.subject
    inside = ast.walk(source) if source is not None else iter(())
    return {part.value for part in inside if isinstance(part, ast.Constant)}


def found_at_uses(source: str) -> dict[int, list[set[object]]]:
    """Return for each use what each binding that lookup finds for it can give."""
    tree = survey(ast.parse(source))
    scopes = Scopes(tree)
    found: dict[int, list[set[object]]] = {}
    for call in tree.calls():
        match call:
            case ast.Call(func=ast.Name(id="use"), args=[ast.Constant(value=int(number)), value]):
                named = next(
                    part
                    for part in ast.walk(value)
                    if isinstance(part, ast.Name) and part.id in {"a", "b", "c"}
                )
                if isinstance(named.ctx, ast.Load):
                    bindings = scopes.lookup(named.id, named)
                    found[number] = [numbers(tree, each) for each in bindings]
            case _:
                pass
    return found


def in_module(body: str) -> str:
    return "a = b = c = 0\n" + body.replace("return", "raise BoomError")


def in_function(body: str) -> str:
    return f"def program(a=0, b=0):\n    c = 0\n{indent(body, '    ')}\nprogram()\n"


def in_class(body: str) -> str:
    allowed = body.replace(" for i in some(0)]", "]")  # no `:=` there in a class body
    held = indent(allowed.replace("return", "raise BoomError"), "    ")
    return f"a = b = c = 0\nclass Program:\n{held}\n"


def with_globals(body: str) -> str:
    held = indent(body.replace(": int", ""), "    ")
    return f"a = b = c = 0\ndef program():\n    global a, c\n    b = 0\n{held}\nprogram()\n"


def with_nonlocals(body: str) -> str:
    held = indent(body.replace(": int", ""), "        ")
    return (
        "def outer():\n    a = b = c = 0\n    def program():\n        nonlocal a, c\n"
        f"        b = 0\n{held}\n    program()\nouter()\n"
    )


FRAMES: list[Callable[[str], str]] = [
    in_module, in_function, in_class, with_globals, with_nonlocals,
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    body=blocks(3).map(numbered),
    frame=st.sampled_from(FRAMES),
    runs=st.lists(st.lists(st.booleans(), max_size=25), min_size=1, max_size=4),
)
def test_what_happened_is_found(
    body: str, frame: Callable[[str], str], runs: list[list[bool]]
) -> None:
    source = frame(body)
    found = found_at_uses(source)
    for outcomes in runs:
        machine = Machine(outcomes)
        machine.run(source)
        for use, value in machine.seen:
            if use not in found:  # the use of what `:=` has just bound
                continue
            expected = None if isinstance(value, BoomError) else value
            assert any(expected in each for each in found[use]), (source, use, value)


@settings(max_examples=80, deadline=None)
@given(body=blocks(0, straight=True).map(numbered), frame=st.sampled_from(FRAMES[:2]))
def test_straight_code_leaves_one_binding(body: str, frame: Callable[[str], str]) -> None:
    source = frame(body)
    machine = Machine([])
    machine.run(source)
    found = found_at_uses(source)
    assert {use for use, _ in machine.seen} == set(found)
    for use, value in machine.seen:
        (only,) = found[use]
        assert value in only, (source, use, value)
