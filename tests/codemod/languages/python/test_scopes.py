"""Which bindings of a name reach a use, by the lines on which they stand."""

from collections.abc import Callable

import pytest

from migrator.codemod.languages.python.scopes import Binding, Kind

Reached = Callable[[str], list[int]]
Lookup = Callable[..., list[Binding]]

EXACT = {
    "a later assignment hides an earlier one": ("x = 1\nx = 2\nuse(x)\n", [2]),
    "an assignment after the use is not seen": ("x = 1\nuse(x)\nx = 2\n", [1]),
    "a value that uses the name sees the one before": ("x = 1\nx = use(x)\nx = 2\n", [1]),
    "both branches": ("if c:\n    x = 1\nelse:\n    x = 2\nuse(x)\n", [2, 4]),
    "one branch": ("x = 1\nif c:\n    x = 2\nuse(x)\n", [1, 3]),
    "inside a branch the other one is not seen": (
        "x = 0\nif c:\n    x = 1\nelse:\n    use(x)\nx = 2\n",
        [1],
    ),
    "inside a branch after its own": ("x = 0\nif c:\n    x = 1\n    use(x)\n", [3]),
    "elif": ("if a:\n    x = 1\nelif b:\n    x = 2\nelse:\n    x = 3\nuse(x)\n", [2, 4, 6]),
    "a branch that returns": ("def f():\n x = 1\n if c:\n  x = 2\n  return\n use(x)\n", [2]),
    "a branch that raises": ("x = 1\nif c:\n    x = 2\n    raise E\nuse(x)\n", [1]),
    "a branch that breaks": (
        "x = 1\nfor i in y:\n    if c:\n        x = 2\n        break\n    use(x)\n",
        [1],
    ),
    "what a break carries out": (
        "x = 1\nwhile True:\n    if c:\n        x = 2\n        break\nuse(x)\n",
        [4],
    ),
    "a break in a branch that does not bind": (
        "x = 1\nwhile c:\n    x = 2\n    if d:\n        break\n    x = 3\nuse(x)\n",
        [1, 3, 6],
    ),
    "a continue skips": (
        "x = 1\nfor i in y:\n    x = 2\n    if c:\n        continue\n    x = 3\nuse(x)\n",
        [1, 3, 6],
    ),
    "a loop that may not run": ("x = 1\nfor i in y:\n    x = 2\nuse(x)\n", [1, 3]),
    "a loop brings back what stands below": (
        "x = 1\nfor i in y:\n    use(x)\n    x = 2\n",
        [1, 4],
    ),
    "inside a loop after its own": ("x = 1\nfor i in y:\n    x = 2\n    use(x)\n", [3]),
    "nested loops bring back from afar": (
        "x = 1\nwhile a:\n    while b:\n        use(x)\n    x = 2\n",
        [1, 5],
    ),
    "the target of a loop": ("x = 1\nfor x in y:\n    use(x)\n", [2]),
    "the target of a loop, after it": ("x = 1\nfor x in y:\n    pass\nuse(x)\n", [1, 2]),
    "the iterable of a loop": ("x = 1\nfor x in use(x):\n    pass\n", [1]),
    "for-else after no break": (
        "for i in y:\n    x = 1\nelse:\n    x = 2\nuse(x)\n",
        [4],
    ),
    "for-else with a break": (
        "for i in y:\n    x = 1\n    if c:\n        break\nelse:\n    x = 2\nuse(x)\n",
        [2, 6],
    ),
    "while-else": ("x = 1\nwhile c:\n    x = 2\nelse:\n    use(x)\n", [1, 3]),
    "an endless loop is left by its breaks alone": (
        "x = 1\nwhile True:\n    x = 2\n    if c:\n        break\n    x = 3\nuse(x)\n",
        [3],
    ),
    "a handler sees what came before the exception": (
        "x = 1\ntry:\n    f()\n    x = 2\n    g()\nexcept E:\n    use(x)\n",
        [1, 4],
    ),
    "after try": ("try:\n    x = 1\nexcept E:\n    x = 2\nuse(x)\n", [2, 4]),
    "after a handler that raises": (
        "x = 0\ntry:\n    x = 1\nexcept E:\n    x = 2\n    raise\nuse(x)\n",
        [3],
    ),
    "try-else": ("try:\n    x = 1\nexcept E:\n    x = 2\nelse:\n    use(x)\n", [2]),
    "finally sees everything": (
        "x = 0\ntry:\n    x = 1\n    f()\nfinally:\n    use(x)\n",
        [1, 3],
    ),
    "after finally the usual way counts": (
        "x = 0\ntry:\n    x = 1\nfinally:\n    f()\nuse(x)\n",
        [3],
    ),
    "finally binds": ("try:\n    x = 1\nfinally:\n    x = 2\nuse(x)\n", [4]),
    "a raise that is caught outside": (
        "try:\n    if c:\n        x = 1\n        raise E\n    x = 2\nexcept E:\n    pass\nuse(x)\n",
        [3, 5],
    ),
    "a break through finally": (
        "x = 0\nwhile c:\n    try:\n        x = 1\n        break\n    finally:\n     f()\nuse(x)",
        [1, 4],
    ),
    "with": ("x = 1\nwith a() as x:\n    use(x)\n", [2]),
    "after with": ("x = 1\nwith a():\n    x = 2\nuse(x)\n", [3]),
    "a context that swallows": (
        "x = 1\nwith contextlib.suppress(E):\n    f()\n    x = 2\nuse(x)\n",
        [1, 4],
    ),
    "the second context sees the first": (
        "x = 0\nwith a() as x, use(x) as y:\n    x = 2\n",
        [1, 2],
    ),
    "a walrus in a condition": ("x = 1\nif (x := f()):\n    use(x)\n", [2]),
    "a walrus after and": ("x = 1\nif a and (x := f()):\n    use(x)\n", [2]),
    "a walrus after and, else": (
        "x = 1\nif a and (x := f()):\n    pass\nelse:\n    use(x)\n",
        [1, 2],
    ),
    "a walrus after or": ("x = 1\nif a or (x := f()):\n    use(x)\n", [1, 2]),
    "a walrus inside or inside and": (
        "x = 1\nif a and (b or (x := f())):\n    use(x)\n",
        [1, 2],
    ),
    "a walrus in a conditional expression": ("x = 1\ny = (x := 2) if c else 3\nuse(x)\n", [1, 2]),
    "a walrus in a chained comparison": ("x = 1\ny = a < b < (x := 2)\nuse(x)\n", [1, 2]),
    "a walrus in a comprehension": ("x = 1\ny = [(x := i) for i in z]\nuse(x)\n", [1, 2]),
    "a walrus is hidden by what follows": ("if (x := f()):\n    pass\nx = 2\nuse(x)\n", [3]),
    "a walrus in a loop's condition": (
        "x = 0\nwhile (x := f()):\n    use(x)\n    x = 2\n",
        [2],
    ),
    "del": ("x = 1\ndel x\nx = 2\nuse(x)\n", [3]),
    "an annotation alone binds nothing": ("x = 1\nx: int\nuse(x)\n", [1, 2]),
    "an augmented assignment keeps its base": ("x = a\nx |= b\nuse(x)\n", [1, 2]),
    "a later assignment hides an augmented one": ("x = a\nx |= b\nx = c\nuse(x)\n", [3]),
    "the last target wins": ("(x, (y, x)) = z\nuse(x)\n", [1]),
    "match": (
        "x = 0\nmatch y:\n    case 1:\n        x = 1\n    case 2:\n        x = 2\nuse(x)\n",
        [1, 4, 6],
    ),
    "match with a case for all": (
        "x = 0\nmatch y:\n    case 1:\n        x = 1\n    case _:\n        x = 2\nuse(x)\n",
        [4, 6],
    ),
    "an import hides": ("from a import x\nfrom b import x\nuse(x)\n", [2]),
    "an import with a fallback": (
        "try:\n    from a import x\nexcept ImportError:\n    x = None\nuse(x)\n",
        [2, 4],
    ),
    "a definition hides": ("x = 1\ndef x(): ...\nuse(x)\n", [2]),
    "a class hides": ("x = 1\nclass x: ...\nuse(x)\n", [2]),
    "a parameter hides the module": ("x = 1\ndef f(x):\n    use(x)\n", [2]),
    "an assignment hides the parameter": ("def f(x):\n    x = 1\n    use(x)\n", [2]),
    "a default of a parameter": ("def f(x=None):\n    if c:\n        x = 1\n    use(x)\n", [1, 3]),
    "a default is evaluated outside": ("x = 1\ndef f(x=use(x)): ...\n", [1]),
    "an import in a function": ("x = 1\ndef f():\n    from a import x\n    use(x)\n", [3]),
    "a function sees every binding around it": (
        "x = 1\ndef f():\n    use(x)\nx = 2\n",
        [1, 4],
    ),
    "a lambda sees every binding around it": ("x = 1\ny = lambda: use(x)\nx = 2\n", [1, 3]),
    "a parameter of a lambda": ("x = 1\ny = lambda x: use(x)\n", [2]),
    "a comprehension runs where it stands": ("x = 1\ny = [use(x) for i in z]\nx = 2\n", [1]),
    "a comprehension's own name": ("x = 1\ny = [use(x) for x in z]\n", [2]),
    "a comprehension's first iterable": ("x = 1\ny = [i for x in use(x)]\n", [1]),
    "a generator that is consumed at once": ("x = 1\ny = any(use(x) for i in z)\nx = 2\n", [1]),
    "a generator that is kept": ("x = 1\ny = (use(x) for i in z)\nx = 2\n", [1, 3]),
    "a comprehension's name stays inside": ("x = 1\n[x for x in z]\nuse(x)\n", [1]),
    "a class body runs where it stands": ("x = 1\nclass A:\n    y = use(x)\nx = 2\n", [1]),
    "a class's own name": ("x = 1\nclass A:\n    x = 2\n    y = use(x)\n", [3]),
    "a class's name falls back": ("x = 1\nclass A:\n    x = use(x)\n", [1]),
    "a class's name is not seen in methods": (
        "x = 1\nclass A:\n    x = 2\n    def f(self):\n        use(x)\n",
        [1],
    ),
    "a class's name is not seen in its comprehensions": (
        "x = 1\nclass A:\n    x = 2\n    y = [use(x) for i in z]\n",
        [1],
    ),
    "global, seen from the module": (
        "x = None\ndef f():\n    global x\n    x = 1\ndef g():\n    use(x)\n",
        [1, 4],
    ),
    "global, after its own assignment": (
        "x = None\ndef f():\n    global x\n    x = 1\n    use(x)\n",
        [4],
    ),
    "global, before its own assignment": (
        "x = None\ndef f():\n    global x\n    if not x:\n        x = 1\n    use(x)\n",
        [1, 5],
    ),
    "global passes over the functions between": (
        "x = 0\ndef f():\n    x = 1\n    def g():\n        global x\n        use(x)\n",
        [1],
    ),
    "global can change the module's at any time": (
        "def f():\n    global x\n    x = 1\nx = 2\nf()\nuse(x)\n",
        [3, 4],
    ),
    "nonlocal": (
        "x = 0\ndef f():\n  x = 1\n  def g():\n    nonlocal x\n    x = 2\n  g()\n  use(x)\n",
        [3, 6],
    ),
    "code that is never reached": (
        "def f():\n    x = 1\n    return\n    x = 2\n    use(x)\n",
        [2, 4],
    ),
}


@pytest.mark.parametrize(("source", "lines"), EXACT.values(), ids=EXACT)
def test_what_reaches_a_use(reached: Reached, source: str, lines: list[int]) -> None:
    assert reached(source) == lines


UNKNOWN = {
    "deleted": "x = 1\ndel x\nuse(x)\n",
    "caught": "x = 1\ntry:\n    f()\nexcept E as x:\n    use(x)\n",
    "captured by a pattern": "x = 1\nmatch y:\n    case [x, *_]:\n        use(x)\n",
    "captured, in a guard": "x = 1\nmatch y:\n    case {'a': x} if use(x):\n        pass\n",
    "captured by the rest of a mapping": "x = 1\nmatch y:\n    case {**x}:\n        use(x)\n",
    "taken by a star": "x = 1\na, *x = y\nuse(x)\n",
    "taken after a star": "x = 1\n*a, x = y\nuse(x)\n",
    "used before anything is assigned": "use(x)\nx = 1\nx = 2\n",
}


@pytest.mark.parametrize("source", UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_bound_to_nothing_known(lookup: Lookup, source: str) -> None:
    assert [each.kind for each in lookup(source)] == [Kind.UNKNOWN]


def test_a_name_that_is_bound_nowhere(lookup: Lookup) -> None:
    assert lookup("use(x)\n") == []
    assert lookup("def f():\n    global x\n    use(x)\n") == []


@pytest.mark.parametrize(
    ("statement", "dotted"),
    [
        ("import x", "x"),
        ("import x.y", "x"),
        ("import a.b as x", "a.b"),
        ("from a import x", "a.x"),
        ("from a.b import c as x", "a.b.c"),
        ("from . import x", ".x"),
        ("from .a import x", ".a.x"),
        ("from ...a import x", "...a.x"),
    ],
)
def test_the_names_of_imports(lookup: Lookup, statement: str, dotted: str) -> None:
    (binding,) = lookup(f"{statement}\nuse(x)\n")
    assert (binding.kind, binding.dotted) == (Kind.IMPORT, dotted)


def test_where_a_tuple_is_taken_apart(lookup: Lookup) -> None:
    (binding,) = lookup("a, (b, x) = y\nuse(x)\n")
    assert (binding.kind, binding.unpack) == (Kind.VALUE, (1, 1))


def test_a_long_chain_of_branches_needs_no_deep_recursion(reached: Reached) -> None:
    count = 2000
    source = "if a:\n    x = 0\n" + "".join(f"elif a == {i}:\n    x = {i}\n" for i in range(count))
    assert len(reached(source + "use(x)\n")) == count + 1


def test_deep_loops_take_no_long_time(reached: Reached) -> None:
    depth = 60
    lines = [" " * level + f"while c{level}:" for level in range(depth)]
    source = "x = 0\n" + "\n".join(lines) + "\n" + " " * depth + "use(x)\n"
    ends = "".join(" " * (level + 1) + f"x = {level}\n" for level in reversed(range(depth)))
    assert len(reached(source + ends)) == depth + 1
