"""Code that only looks like a request to Anthropic: nothing is changed and nothing is said."""

from collections.abc import Callable

import pytest

Reported = Callable[..., list[tuple[str, str, str]]]

ASK = '.messages.create(model="m", metadata={"a": 1}, betas=["b"], container="c", messages=[])'

UNTOUCHED = {
    "a class of one's own with the same names": f"""\
        import anthropic

        class Client:
            class messages:
                @staticmethod
                def create(**words): ...

        Client(){ASK}
        """,
    "a function named like the SDK's class": f"""\
        def Anthropic(): ...

        Anthropic(){ASK}
        """,
    "a class that hides the import": f"""\
        from anthropic import Anthropic

        class Anthropic: ...

        Anthropic(){ASK}
        """,
    "a parameter hides the client": f"""\
        import anthropic

        client = anthropic.Anthropic()

        def ask(client):
            client{ASK}
        """,
    "a parameter of a lambda hides the client": f"""\
        import anthropic

        client = anthropic.Anthropic()
        ask = lambda client: client{ASK}
        """,
    "a comprehension's name hides the client": f"""\
        import anthropic

        client = anthropic.Anthropic()

        def ask(pool):
            return [client{ASK} for client in pool]
        """,
    "a loop's name hides the client": f"""\
        import anthropic
        from pool import clients

        def ask():
            client = anthropic.Anthropic()
            for client in clients:
                client{ASK}
        """,
    "an exception's name hides the client": f"""\
        import anthropic

        client = anthropic.Anthropic()
        try:
            pass
        except ValueError as client:
            client{ASK}
        """,
    "a pattern's name hides the client": f"""\
        import anthropic

        def ask(given):
            client = anthropic.Anthropic()
            match given:
                case [client]:
                    client{ASK}
        """,
    "the name gets another provider's client": f"""\
        import anthropic
        import openai

        client = anthropic.Anthropic()
        client = openai.OpenAI()
        client{ASK}
        """,
    "the client is deleted and made anew elsewhere": f"""\
        import anthropic
        from elsewhere import make

        client = anthropic.Anthropic()
        del client
        client = make()
        client{ASK}
        """,
    "the branch with the client has left": f"""\
        import anthropic
        from elsewhere import client

        def ask(direct):
            own = client
            if direct:
                own = anthropic.Anthropic()
                return own
            own{ASK}
        """,
    "a class's attribute is no name in its methods": f"""\
        import anthropic
        from elsewhere import client

        class Agent:
            client = anthropic.Anthropic()

            def ask(self):
                client{ASK}
        """,
    "a module of one's own with the package's name": f"""\
        from .anthropic import Anthropic

        Anthropic(){ASK}
        """,
    "another package's attribute": f"""\
        import fake

        fake.anthropic.Anthropic(){ASK}
        """,
    "a mock": f"""\
        from unittest.mock import MagicMock

        client = MagicMock()
        client{ASK}
        client.messages.create.assert_called_with(metadata={{"a": 1}}, betas=["b"])
        """,
    "another provider's clients in a container": """\
        import openai

        for client in (openai.OpenAI(), openai.AsyncOpenAI()):
            client.chat.completions.create(model="gpt", metadata={"a": 1}, service_tier="x")
        """,
    "a dict named params that goes elsewhere": """\
        import anthropic
        import requests

        params = {"metadata": {"a": 1}, "service_tier": "x", "container": "c"}
        params["mcp_servers"] = []
        params.update(metadata={})
        requests.post("https://example.com", json=params)
        anthropic.Anthropic().messages.create(model="qwen-plus", max_tokens=9, messages=[])
        """,
    "metadata of a dataclass, of SQLAlchemy and of OpenAI": """\
        import anthropic
        import openai
        from dataclasses import dataclass, field
        from sqlalchemy import Column, MetaData, Table

        metadata = MetaData()
        table = Table("t", metadata, Column("c", metadata={"a": 1}))

        @dataclass
        class Job:
            container: str = field(default="", metadata={"help": "where it runs"})

        openai.OpenAI().responses.create(model="gpt", metadata={"a": 1}, service_tier="flex")
        """,
    "ids that are part of something else": """\
        AGENT = "my-agent/1.0 (claude-3-opus-20240229)"
        LOG = "logs/claude-3-opus-20240229.txt"
        PAGE = "https://example.com/models/claude-3-opus-20240229"
        TOOL = {"claude-code": "claude_desktop_config.json"}
        print(f"asked claude-3-opus-20240229 for {TOOL}")
        """,
    "a request to a host with a longer name": """\
        import requests

        requests.post(
            "https://api.anthropic.com.example.org/v1/messages",
            headers={"anthropic-version": "x"},
            json={"metadata": 1},
        )
        """,
    "a session for another host": """\
        import requests

        session = requests.Session()
        session.headers.update({"anthropic-version": "x"})
        session.headers["anthropic-beta"] = "x"
        session.post("https://example.com", json={"metadata": 1})
        """,
    "headers of a response": """\
        import httpx

        reply = httpx.get("https://example.com")
        reply.headers["anthropic-version"] = "x"
        print(reply.headers["anthropic-version"])
        """,
    "tools and blocks that are only compared": """\
        def judge(block, tool):
            assert block == {"type": "image", "source": {"type": "base64"}}
            return block["type"] == "thinking" and tool["type"] == "web_search_20250305"
        """,
}


@pytest.mark.parametrize("source", UNTOUCHED.values(), ids=UNTOUCHED)
def test_nothing_is_said(reported: Reported, source: str) -> None:
    assert reported(source) == []


FLAGGED = {
    "a payload that also goes to another host": (
        """\
        import anthropic
        import requests

        params = {"model": "qwen-plus", "metadata": {"a": 1}}
        requests.post("https://example.com", json=params)
        anthropic.Anthropic().messages.create(**params, max_tokens=9, messages=[])
        """,
        [("MS201", "flag", "metadata")],
    ),
    "what is merged into a payload and goes to another host": (
        """\
        import anthropic
        import requests

        extra = {"metadata": {"a": 1}}
        requests.post("https://example.com", json=extra)
        params = {"model": "qwen-plus", "max_tokens": 9, "messages": []}
        params.update(extra)
        anthropic.Anthropic().messages.create(**params)
        """,
        [("MS201", "flag", "metadata")],
    ),
    "an entry that is read later": (
        """\
        import anthropic

        params = {"model": "qwen-plus", "metadata": {"a": 1}}
        print(params["metadata"])
        anthropic.Anthropic().messages.create(**params, max_tokens=9, messages=[])
        """,
        [("MS201", "flag", "metadata")],
    ),
    "an entry that is deleted later": (
        """\
        import anthropic

        params = {"model": "qwen-plus", "metadata": {"a": 1}}
        del params["metadata"]
        anthropic.Anthropic().messages.create(**params, max_tokens=9, messages=[])
        """,
        [("MS201", "flag", "metadata")],
    ),
    "an entry that is popped and must be there": (
        """\
        import anthropic

        params = {"model": "qwen-plus", "metadata": {"a": 1}}
        params.pop("metadata")
        anthropic.Anthropic().messages.create(**params, max_tokens=9, messages=[])
        """,
        [("MS201", "flag", "metadata")],
    ),
    "an entry that is asked for": (
        """\
        import anthropic

        params = {"model": "qwen-plus", "metadata": {"a": 1}, "container": "c"}
        print("metadata" in params, params.get("container"))
        anthropic.Anthropic().messages.create(**params, max_tokens=9, messages=[])
        """,
        [("MS201", "flag", "metadata"), ("MS201", "flag", "container")],
    ),
    "a URL that is one of two": (
        """\
        import requests

        def ask(url, direct):
            url = "https://dashscope-intl.aliyuncs.com/apps/anthropic/v1/messages"
            if not direct:
                url = "https://example.com"
            requests.post(url, headers={"anthropic-version": "x"}, json={"metadata": 1})
        """,
        [("MS202", "flag", "anthropic-version"), ("MS201", "flag", "metadata")],
    ),
    "another cloud's client under the first party's name": (
        """\
        from anthropic import AnthropicBedrock as Anthropic

        Anthropic().messages.create(model="claude-3-opus-20240229", metadata={"a": 1})
        """,
        [("MS403", "flag", "AnthropicBedrock"), ("MS104", "flag", "claude-3-opus-20240229")],
    ),
    "an id of which parts are looked at": (
        """\
        import re

        def is_old(model):
            return model.startswith("claude-3") or re.match(r"claude-2\\.[01]", model)
        """,
        [("MS103", "flag", "claude-3"), ("MS103", "flag", "claude-2\\.[01]")],
    ),
}


@pytest.mark.parametrize(("source", "expected"), FLAGGED.values(), ids=FLAGGED)
def test_what_is_said_without_a_change(
    reported: Reported, source: str, expected: list[tuple[str, str, str]]
) -> None:
    assert reported(source) == expected
