"""The traps that codemods of other houses fell into: what each shape of code becomes here.

Every source begins with `HEAD`. What is to stay comes first; there no edit may be planned, since an
edit that puts in what stood there already would look the same.
"""

import pytest

from migrator.codemod import engine
from migrator.codemod.choices import Choices
from migrator.codemod.settings import settings_of

HEAD = """\
from anthropic import Anthropic

client = Anthropic()
"""

STAYS = {
    "the callee is handed to a decorator": """\
@retry(client.messages.create, metadata={"team": "a"})
def ask(): ...
""",
    "the callee is handed to what traces it": """\
traced = traceable(client.messages.create, metadata={"team": "a"}, name="ask")
""",
    "the callee is handed on as a callback": """\
register("ask", client.messages.create, metadata={"team": "a"})
Tool(func=client.messages.create, metadata={"team": "a"})
""",
    "the callee is named and not called": """\
create = client.messages.create
assert create is not None
metadata = {"team": "a"}
""",
    "a class of one's own between": """\
class Client(Other):
    def create(self, metadata): ...

Client().create(metadata={"team": "a"})
""",
    "the key is read": """\
params = {"model": "m", "metadata": {"team": "a"}}
client.messages.create(**params)
print(params["metadata"])
""",
    "the key is added to": """\
params = {"model": "m", "betas": ["a"]}
params["betas"] += ["b"]
client.beta.messages.create(**params)
""",
    "the header is added to": """\
headers = {"anthropic-beta": "a"}
headers["anthropic-beta"] += ",b"
client.messages.create(model="m", extra_headers=headers)
""",
    "what the key holds is set": """\
params = {"model": "m", "metadata": {}}
params["metadata"]["team"] = "a"
client.messages.create(**params)
""",
    "the key is deleted": """\
params = {"model": "m", "metadata": {}}
del params["metadata"]
client.messages.create(**params)
""",
    "a setting that is read elsewhere in the module": """\
HEADERS = {"anthropic-version": "2023-06-01"}
client.messages.create(model="m", extra_headers=HEADERS)
print(HEADERS["anthropic-version"])
""",
    "attributes of the reply": """\
reply = client.messages.create(model="m")
reply.metadata = {"team": "a"}
print(reply.metadata, reply.headers["anthropic-version"])
""",
    "attributes of the client": """\
client.metadata = {"team": "a"}
client.messages.service_tier = "auto"
""",
    "joined literals": """\
model = "claude-" "opus-4-1"
model = ("claude-opus-4"
         "-1")
""",
    "f-strings": """\
model = f"claude-opus-4-{minor}"
model = f"claude-opus-4-1"
""",
    "bytes": """\
model = b"claude-opus-4-1"
""",
    "an argument list of a comment alone": """\
client.messages.create(
    # nothing yet
)
""",
    "a parameter of the same name": """\
def ask(client):
    return client.messages.create(metadata={})
""",
    "a local of the same name": """\
def ask():
    client = Other()
    return client.messages.create(metadata={})
""",
    "a class of the same name": """\
def ask():
    from other import Anthropic
    return Anthropic().messages.create(metadata={})
""",
    "a loop variable of the same name": """\
replies = [client.messages.create(metadata={}) for client in others]
""",
    "an argument of a lambda of the same name": """\
ask = lambda client: client.messages.create(metadata={})
""",
    "a name of a class body is none of its methods": """\
class A:
    from anthropic import Anthropic as Claude

    def ask(self):
        return Claude().messages.create(metadata={})
""",
    "an import in another function": """\
def make():
    from anthropic import Anthropic as Claude
    return Claude()

def ask():
    return Claude().messages.create(metadata={})
""",
    "a call behind the call": """\
client.messages.create(model="m").model_dump(metadata={})
(client.messages.create(model="m")
    .create(metadata={}))
""",
    "a call around the call": """\
log(client.messages.create(model="m"), metadata={})
""",
    "the name in an import that is used no more": """\
from anthropic.types import MetadataParam
""",
    "a value that assigns": """\
client.messages.create(model="m", metadata=(team := {}))
print(team)
""",
    "another route under the same name": """\
from anthropic import AnthropicBedrock
if cloud:
    client = AnthropicBedrock()
client.messages.create(model="m", metadata={})
""",
}


CHANGES = {
    # What is given by ** and *
    "** may hold the key": (
        """\
def ask(**more):
    client.messages.create(metadata={}, **more)
""",
        """\
def ask(**more):
    client.messages.create(**more)
""",
    ),
    "** holds the key too": (
        """\
more = {"metadata": {}, "top_k": 1}
client.messages.create(**more)
""",
        """\
more = {"top_k": 1}
client.messages.create(**more)
""",
    ),
    "the key is there twice": (
        """\
more = {"metadata": {}}
client.messages.create(**{**more, "metadata": {"a": 1}})
""",
        """\
more = {}
client.messages.create(**{**more})
""",
    ),
    "*": (
        "client.messages.create(*rest, metadata={})\n",
        "client.messages.create(*rest)\n",
    ),
    # Names of the callee
    "import as": (
        """\
import anthropic as a
a.Anthropic().messages.create(metadata={})
""",
        """\
import anthropic as a
a.Anthropic().messages.create()
""",
    ),
    "from import as": (
        """\
from anthropic import Anthropic as C
C().messages.create(metadata={})
""",
        """\
from anthropic import Anthropic as C
C().messages.create()
""",
    ),
    "an alias of the callee": (
        """\
create = client.messages.create
create(metadata={})
""",
        """\
create = client.messages.create
create()
""",
    ),
    "an alias of the class": (
        """\
Claude = Anthropic
Claude().messages.create(metadata={})
""",
        """\
Claude = Anthropic
Claude().messages.create()
""",
    ),
    "a subclass": (
        """\
class Mine(Anthropic): ...

Mine().messages.create(metadata={})
""",
        """\
class Mine(Anthropic): ...

Mine().messages.create()
""",
    ),
    "the callee with its arguments": (
        """\
import functools
ask = functools.partial(client.messages.create, metadata={})
""",
        """\
import functools
ask = functools.partial(client.messages.create)
""",
    ),
    "the callee handed to a thread": (
        "asyncio.to_thread(client.messages.create, metadata={})\n",
        "asyncio.to_thread(client.messages.create)\n",
    ),
    "the callee handed to what calls it with a request": (
        "retry(client.messages.create, messages=[], metadata={})\n",
        "retry(client.messages.create, messages=[])\n",
    ),
    "an import in the function": (
        """\
def ask():
    from anthropic import Anthropic as C
    C().messages.create(metadata={})
""",
        """\
def ask():
    from anthropic import Anthropic as C
    C().messages.create()
""",
    ),
    "an import that may fail": (
        """\
try:
    from anthropic import Anthropic as C
except ImportError:
    C = None
C().messages.create(metadata={})
""",
        """\
try:
    from anthropic import Anthropic as C
except ImportError:
    C = None
C().messages.create()
""",
    ),
    "an import for annotations alone": (
        """\
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import anthropic as a
def ask(c: "a.Anthropic"):
    c.messages.create(metadata={})
""",
        """\
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import anthropic as a
def ask(c: "a.Anthropic"):
    c.messages.create()
""",
    ),
    "a name that is bound further down": (
        """\
def ask():
    late.messages.create(model=MODEL, metadata={})

late = Anthropic()
MODEL = "claude-opus-4-1"
""",
        """\
def ask():
    late.messages.create(model=MODEL)

late = Anthropic()
MODEL = "qwen3-max"
""",
    ),
    # Calls in calls
    "a chain": (
        "client.messages.create(metadata={}).model_dump(metadata={})\n",
        "client.messages.create().model_dump(metadata={})\n",
    ),
    "a call in another": (
        "client.messages.create(messages=[client.messages.create(metadata={})], metadata={})\n",
        "client.messages.create(messages=[client.messages.create()])\n",
    ),
    "a call in what goes": (
        'client.messages.create(metadata=client.messages.create(model="claude-opus-4-1"))\n',
        "client.messages.create()\n",
    ),
    # Literals
    "raw, Unicode and long strings": (
        'a = r"claude-opus-4-1"\nb = u\'claude-opus-4-1\'\nc = """claude-opus-4-1"""\n',
        'a = r"qwen3-max"\nb = u\'qwen3-max\'\nc = """qwen3-max"""\n',
    ),
    "in parentheses": (
        'client.messages.create(model=("claude-opus-4-1"), metadata=({}))\n',
        'client.messages.create(model=("qwen3-max"))\n',
    ),
    "in parentheses over lines": (
        """\
model = (
    "claude-opus-4-1"  # the best
)
""",
        """\
model = (
    "qwen3-max"  # the best
)
""",
    ),
    "in an f-string's braces": (
        "print(f\"{ask(model='claude-opus-4-1')}\")\n",
        "print(f\"{ask(model='qwen3-max')}\")\n",
    ),
    "joined literals in what goes": (
        'client.messages.create(metadata={"a": "b" "c"})\n',
        "client.messages.create()\n",
    ),
    "a joined key": (
        'client.messages.create(extra_headers={"anthropic-" "beta": "b", "x": "y"})\n',
        'client.messages.create(extra_headers={"x": "y"})\n',
    ),
    "a condition": (
        """\
client.messages.create(metadata={} if x else None)
client.messages.create(model="claude-opus-4-1" if x else "claude-haiku-4-5")
""",
        """\
client.messages.create()
client.messages.create(model="qwen3-max" if x else "qwen-flash")
""",
    ),
    "a condition that is spread": (
        'client.messages.create(**({"metadata": {}} if x else {}))\n',
        "client.messages.create(**({} if x else {}))\n",
    ),
    # Commas and comments
    "no last comma, over lines": (
        """\
client.messages.create(
    top_k=1,
    metadata={}
)
""",
        """\
client.messages.create(
    top_k=1
)
""",
    ),
    "a last comma": (
        "client.messages.create(top_k=1, metadata={},)\n",
        "client.messages.create(top_k=1,)\n",
    ),
    "its comment above and beside it": (
        """\
client.messages.create(
    top_k=1,  # few
    # who asks
    metadata={},  # a
)
""",
        """\
client.messages.create(
    top_k=1,  # few
)
""",
    ),
    "the comment of what follows": (
        """\
client.messages.create(
    metadata={},
    # few
    top_k=1,
)
""",
        """\
client.messages.create(
    # few
    top_k=1,
)
""",
    ),
    "nothing but itself and its comment": (
        """\
client.messages.create(
    # who asks
    metadata={},
)
""",
        "client.messages.create()\n",
    ),
    # Statements
    "among statements of a line": (
        'p = {}; p["metadata"] = {}; client.messages.create(**p)\n',
        "p = {}; client.messages.create(**p)\n",
    ),
    "first of a line behind a colon": (
        """\
p = {}
if x: p["metadata"] = {}; p["top_k"] = 1
client.messages.create(**p)
""",
        """\
p = {}
if x: p["top_k"] = 1
client.messages.create(**p)
""",
    ),
    "alone in its blocks": (
        """\
p = {}
if x:
    p["metadata"] = {}
else:
    p["service_tier"] = "auto"
client.messages.create(**p)
""",
        """\
p = {}
if x:
    pass
else:
    pass
client.messages.create(**p)
""",
    ),
    "alone behind a colon": (
        """\
p = {}
while x: p["metadata"] = {}
client.messages.create(**p)
""",
        """\
p = {}
while x: pass
client.messages.create(**p)
""",
    ),
    # Some of it
    "what can be done beside what cannot": (
        """\
client.messages.create(model="claude-opus-4-1", metadata={})
client.messages.create(model=f"claude-{x}", metadata=(team := {}))
Other().messages.create(metadata={})
""",
        """\
client.messages.create(model="qwen3-max")
client.messages.create(model=f"claude-{x}", metadata=(team := {}))
Other().messages.create(metadata={})
""",
    ),
    "a call that is exactly that one": (
        """\
client.messages.create(metadata={})
client.messages.create2(metadata={})
client.message.create(metadata={})
client.create(metadata={})
""",
        """\
client.messages.create()
client.messages.create2(metadata={})
client.message.create(metadata={})
client.create(metadata={})
""",
    ),
    "an import that nothing needs any more": (
        """\
from anthropic.types import MetadataParam
client.messages.create(metadata=MetadataParam(user_id=1))
""",
        """\
from anthropic.types import MetadataParam
client.messages.create()
""",
    ),
}


def migrated(source: str) -> engine.Outcome:
    outcome = engine.migrate(source.encode(), settings_of(Choices()))
    assert outcome.failed is None
    assert not outcome.judgement.faults
    return outcome


@pytest.mark.parametrize("source", STAYS.values(), ids=STAYS)
def test_what_stays(source: str) -> None:
    outcome = migrated(HEAD + source)
    assert outcome.judgement.edits == ()
    assert outcome.after is None


@pytest.mark.parametrize(("before", "after"), CHANGES.values(), ids=CHANGES)
def test_what_changes(before: str, after: str) -> None:
    assert migrated(HEAD + before).after == HEAD + after


def test_one_class_says_nothing_of_the_next() -> None:
    """No state is kept between visits: the second class has no client of its own."""
    first = "class A:\n    def __init__(self):\n        self.client = Anthropic()\n"
    second = "class B:\n    def ask(self):\n        self.client.messages.create(metadata={})\n"
    assert migrated(HEAD + first + second).after is None
    assert migrated(HEAD + second + first).after is None


def test_what_is_rewritten_stays() -> None:
    """What was rewritten is judged once more, and nothing is left to do there."""
    after = migrated(HEAD + 'client.messages.create(model="claude-opus-4-1", metadata={})\n').after
    assert after is not None
    assert migrated(after).judgement.edits == ()
