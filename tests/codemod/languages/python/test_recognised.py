"""Ways to reach a request of the SDK: the unsupported field goes, all else stays."""

from collections.abc import Callable
from textwrap import dedent

import pytest

Result = Callable[..., str]

FIELD = ', metadata={"user_id": "u"}'
ASK = f'.messages.create(model="qwen-plus", max_tokens=9, messages=[]{FIELD})'

CALLS = {
    "the package": f"""\
        import anthropic

        anthropic.Anthropic(){ASK}
        """,
    "the package under another name": f"""\
        import anthropic as sdk

        sdk.Anthropic(){ASK}
        """,
    "the class under another name": f"""\
        from anthropic import Anthropic as A

        client = A()
        client{ASK}
        """,
    "an import with a fallback": f"""\
        try:
            from anthropic import Anthropic
        except ImportError:
            Anthropic = None
        if (client := Anthropic()) is not None:
            client{ASK}
        """,
    "an import for types alone": f"""\
        from typing import TYPE_CHECKING

        if TYPE_CHECKING:
            from anthropic import Anthropic

        def ask(client: "Anthropic"):
            client{ASK}
        """,
    "an annotated parameter": f"""\
        from anthropic import AsyncAnthropic

        async def ask(client: AsyncAnthropic | None = None):
            await client{ASK}
        """,
    "one or the other": f"""\
        from anthropic import Anthropic

        class Agent:
            def __init__(self, client=None):
                self._client = client

            def ask(self):
                client = self._client or Anthropic()
                client{ASK}
        """,
    "with": f"""\
        import anthropic

        with anthropic.Anthropic() as client:
            client{ASK}
        """,
    "async with": f"""\
        import anthropic

        async def ask():
            async with anthropic.AsyncAnthropic() as client:
                await client{ASK}
        """,
    "an exit stack": f"""\
        import anthropic
        from contextlib import ExitStack

        with ExitStack() as stack:
            client = stack.enter_context(anthropic.Anthropic())
            client{ASK}
        """,
    "an attribute of the object": f"""\
        import anthropic

        class Agent:
            def __init__(self):
                self.client = anthropic.Anthropic()

            def ask(self):
                self.client{ASK}
        """,
    "an attribute of the class": f"""\
        import anthropic

        class Agent:
            client = anthropic.Anthropic()

            def ask(self):
                self.client{ASK}

            @classmethod
            def ask_too(cls):
                cls.client{ASK}

        Agent.client{ASK}
        """,
    "an attribute of a base class": f"""\
        import anthropic

        class Base:
            def __init__(self):
                self.client = anthropic.Anthropic()

        class Agent(Base):
            def ask(self):
                self.client{ASK}
        """,
    "properties": f"""\
        import anthropic
        from functools import cached_property

        class Agent:
            @property
            def client(self):
                return anthropic.Anthropic()

            @cached_property
            def other(self) -> anthropic.Anthropic:
                return make()

            def ask(self):
                self.client{ASK}
                self.other{ASK}
        """,
    "a factory": f"""\
        import anthropic

        def make():
            return anthropic.Anthropic()

        make(){ASK}
        """,
    "a decorated factory": f"""\
        import anthropic
        from functools import lru_cache

        @lru_cache
        def make():
            return anthropic.Anthropic()

        @lru_cache
        def ask():
            make(){ASK}
        """,
    "a lambda": f"""\
        import anthropic

        make = lambda: anthropic.Anthropic()
        make(){ASK}
        """,
    "a client that is made on first use": f"""\
        import anthropic

        _client = None

        def get():
            global _client
            if _client is None:
                _client = anthropic.Anthropic()
            return _client

        def ask():
            get(){ASK}
            _client{ASK}
        """,
    "nonlocal": f"""\
        import anthropic

        def make():
            client = None

            def ask():
                nonlocal client
                if client is None:
                    client = anthropic.Anthropic()
                client{ASK}

            return ask
        """,
    "a nested function": f"""\
        import anthropic

        def outer():
            client = anthropic.Anthropic()

            def inner():
                return client{ASK}

            return inner
        """,
    "a loop that tries again": f"""\
        import anthropic

        client = None
        for attempt in range(3):
            try:
                client = anthropic.Anthropic()
                break
            except ValueError:
                continue
        client{ASK}
        """,
    "containers": f"""\
        import anthropic

        clients = {{"a": anthropic.Anthropic(), "b": anthropic.Anthropic()}}
        pool = [anthropic.Anthropic()]
        clients["a"]{ASK}
        clients.get("a"){ASK}
        pool[0]{ASK}
        for client in pool:
            client{ASK}
        for client in clients.values():
            client{ASK}
        """,
    "options": f"""\
        import anthropic

        client = anthropic.Anthropic()
        client.with_options(timeout=3){ASK}
        client.copy(){ASK}
        """,
    "a raw response": f"""\
        import anthropic

        client = anthropic.Anthropic()
        client.messages.with_raw_response.create(model="qwen-plus", messages=[]{FIELD})
        """,
    "a method under another name": f"""\
        import anthropic

        client = anthropic.Anthropic()
        create = client.messages.create
        create(model="qwen-plus", max_tokens=9, messages=[]{FIELD})
        messages = client.messages
        messages.create(model="qwen-plus", max_tokens=9, messages=[]{FIELD})
        """,
    "getattr": f"""\
        import anthropic

        client = anthropic.Anthropic()
        getattr(client, "messages").create(model="qwen-plus", max_tokens=9, messages=[]{FIELD})
        """,
    "a partial": f"""\
        import functools

        import anthropic

        client = anthropic.Anthropic()
        ask = functools.partial(client.messages.create, model="qwen-plus"{FIELD})
        ask(max_tokens=9, messages=[])
        """,
    "a call of a partial": f"""\
        import functools

        import anthropic

        client = anthropic.Anthropic()
        ask = functools.partial(client.messages.create, model="qwen-plus")
        ask(max_tokens=9, messages=[]{FIELD})
        """,
    "stream and parse": f"""\
        import anthropic

        client = anthropic.Anthropic()
        with client.messages.stream(model="qwen-plus", max_tokens=9, messages=[]{FIELD}) as stream:
            pass
        client.messages.parse(model="qwen-plus", max_tokens=9, messages=[]{FIELD})
        """,
}


@pytest.mark.parametrize("source", CALLS.values(), ids=CALLS)
def test_the_field_goes(result: Result, source: str) -> None:
    assert FIELD in source
    assert result(source) == dedent(source).replace(FIELD, "")


SEND = "anthropic.Anthropic().messages.create(**params)"
PLAIN = 'params = {"model": "qwen-plus", "max_tokens": 9, "messages": []}'
BEFORE = "import anthropic\n"

PAYLOADS = {
    "an entry": (
        f'{PLAIN[:-1]}, "metadata": {{}}}}\n{SEND}\n',
        f"{PLAIN}\n{SEND}\n",
    ),
    "a dict that an annotation describes": (
        f'params: anthropic.types.MessageCreateParams{PLAIN[6:-1]}, "metadata": {{}}}}\n{SEND}\n',
        f"params: anthropic.types.MessageCreateParams{PLAIN[6:]}\n{SEND}\n",
    ),
    "dict()": (
        f"params = dict(model='qwen-plus', metadata={{}}, max_tokens=9)\n{SEND}\n",
        f"params = dict(model='qwen-plus', max_tokens=9)\n{SEND}\n",
    ),
    "set by subscript": (
        f'{PLAIN}\nparams["metadata"] = {{}}\n{SEND}\n',
        f"{PLAIN}\n{SEND}\n",
    ),
    "set by subscript in a branch": (
        f'{PLAIN}\nif user:\n    params["metadata"] = {{}}\n{SEND}\n',
        f"{PLAIN}\nif user:\n    pass\n{SEND}\n",
    ),
    "set by default": (
        f'{PLAIN}\nparams.setdefault("metadata", {{}})\n{SEND}\n',
        f"{PLAIN}\n{SEND}\n",
    ),
    "merged by update": (
        f'{PLAIN}\nparams.update({{"metadata": {{}}, "top_k": 3}})\n{SEND}\n',
        f'{PLAIN}\nparams.update({{"top_k": 3}})\n{SEND}\n',
    ),
    "alone in an update": (
        f'{PLAIN}\nparams.update({{"metadata": {{}}}})\n{SEND}\n',
        f"{PLAIN}\n{SEND}\n",
    ),
    "two alone in an update": (
        f'{PLAIN}\nparams.update({{"metadata": {{}}, "container": None}})\n{SEND}\n',
        f"{PLAIN}\n{SEND}\n",
    ),
    "a keyword of update": (
        f"{PLAIN}\nparams.update(metadata={{}}, top_k=3)\n{SEND}\n",
        f"{PLAIN}\nparams.update(top_k=3)\n{SEND}\n",
    ),
    "the only keyword of update": (
        f"{PLAIN}\nparams.update(metadata={{}})\n{SEND}\n",
        f"{PLAIN}\n{SEND}\n",
    ),
    "another dict that update merges": (
        f'{PLAIN}\nextra = {{"metadata": {{}}, "top_k": 3}}\nparams.update(extra)\n{SEND}\n',
        f'{PLAIN}\nextra = {{"top_k": 3}}\nparams.update(extra)\n{SEND}\n',
    ),
    "merged by |=": (
        f'{PLAIN}\nparams |= {{"metadata": {{}}, "top_k": 3}}\n{SEND}\n',
        f'{PLAIN}\nparams |= {{"top_k": 3}}\n{SEND}\n',
    ),
    "alone in |=": (
        f'{PLAIN}\nparams |= {{"metadata": {{}}}}\n{SEND}\n',
        f"{PLAIN}\n{SEND}\n",
    ),
    "spread into a display": (
        f'{PLAIN}\nanthropic.Anthropic().messages.create(**{{**params, "metadata": {{}}}})\n',
        f"{PLAIN}\nanthropic.Anthropic().messages.create(**{{**params}})\n",
    ),
    "spread from a display": (
        f'base = {{"metadata": {{}}, "top_k": 3}}\n{PLAIN[:-1]}, **base}}\n{SEND}\n',
        f'base = {{"top_k": 3}}\n{PLAIN[:-1]}, **base}}\n{SEND}\n',
    ),
    "dict() of another dict": (
        f"{PLAIN}\nanthropic.Anthropic().messages.create(**dict(params, metadata={{}}))\n",
        f"{PLAIN}\nanthropic.Anthropic().messages.create(**dict(params))\n",
    ),
    "popped, with a default": (
        f'{PLAIN[:-1]}, "metadata": {{}}}}\nparams.pop("metadata", None)\n{SEND}\n',
        f'{PLAIN}\nparams.pop("metadata", None)\n{SEND}\n',
    ),
    "an entry of extra_body": (
        f'{SEND[:-1]}, extra_body={{"metadata": {{}}, "top_k": 3}})\n',
        f'{SEND[:-1]}, extra_body={{"top_k": 3}})\n',
    ),
    "alone in extra_body": (
        f'{SEND[:-1]}, extra_body={{"metadata": {{}}}})\n',
        f"{SEND}\n",
    ),
    "two alone in extra_body": (
        f'{SEND[:-1]}, extra_body={{"metadata": {{}}, "container": None}})\n',
        f"{SEND}\n",
    ),
    "alone in extra_headers": (
        f'{SEND[:-1]}, extra_headers={{"anthropic-beta": "x", "Anthropic-Version": "y"}})\n',
        f"{SEND}\n",
    ),
    "alone in extra_headers of a payload": (
        f'{PLAIN[:-1]}, "extra_headers": {{"anthropic-beta": "x"}}}}\n{SEND}\n',
        f"{PLAIN}\n{SEND}\n",
    ),
    "headers in a variable": (
        f'headers = {{"anthropic-beta": "x", "a": "b"}}\n{SEND[:-1]}, extra_headers=headers)\n',
        f'headers = {{"a": "b"}}\n{SEND[:-1]}, extra_headers=headers)\n',
    ),
    "headers of a client": (
        'client = anthropic.Anthropic(timeout=3, default_headers={"anthropic-beta": "x"})\n',
        "client = anthropic.Anthropic(timeout=3)\n",
    ),
    "headers of a client's options": (
        'anthropic.Anthropic().with_options(default_headers={"anthropic-beta": "x", "a": "b"})\n',
        'anthropic.Anthropic().with_options(default_headers={"a": "b"})\n',
    ),
}


@pytest.mark.parametrize(("before", "after"), PAYLOADS.values(), ids=PAYLOADS)
def test_a_payload_loses_the_field(result: Result, before: str, after: str) -> None:
    assert result(BEFORE + before) == BEFORE + after
