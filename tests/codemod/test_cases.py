"""Cases from real code that were judged wrongly once: what each place must get."""

from collections.abc import Callable

import pytest

Places = Callable[[str], set[tuple[int, str, str]]]

SILENT = {
    "chat.completions is not of the Anthropic client": """
        import anthropic, openai

        def ask(client, prompt):
            return client.chat.completions.create(model="gpt-4o", messages=[])

        ask(anthropic.Anthropic(), "x")
        ask(openai.OpenAI(), "x")
        """,
    "temperature and top_p in branches that exclude each other": """
        from anthropic import Anthropic

        def ask(o):
            kw = {"model": "qwen-plus", "messages": [], "max_tokens": 10}
            if o.top_p:
                kw["top_p"] = o.top_p
            else:
                kw["temperature"] = o.temperature
            return Anthropic().messages.create(**kw)
        """,
    "the client of another package under the same names": """
        from mistralai import Anthropic

        client = Anthropic()
        client.messages.create(model="m", metadata={"a": 1}, messages=[])
        """,
    "a pattern that finds keys": """
        import re

        PATTERNS = [r"sk-ant-api03-[0-9a-zA-Z_-]{90,}", r"sk-ant-(?:admin|api)\\w+"]
        FOUND = [re.compile(each) for each in PATTERNS]
        """,
    "addresses that a test lists": """
        import pytest

        @pytest.mark.parametrize(
            "label,url",
            [("openai", "https://api.openai.com/v1"), ("anthropic", "https://api.anthropic.com")],
        )
        def test_is_no_gateway(label, url):
            assert not is_gateway(url)
        """,
    "a client that was reassigned": """
        from anthropic import Anthropic
        from own import Client

        client = Anthropic()
        client = Client()
        client.messages.create(model="m", metadata={"a": 1}, messages=[])
        """,
}


@pytest.mark.parametrize("source", SILENT.values(), ids=SILENT)
def test_what_is_left_without_a_word(places: Places, source: str) -> None:
    assert places(source) == set()


def test_a_static_method_has_no_self(places: Places) -> None:
    found = places(
        """
        from anthropic import Anthropic

        class Agent:
            @staticmethod
            def run(client: Anthropic):
                return client.messages.create(model="m", metadata={}, messages=[])
        """
    )
    assert found == {(6, "MS201", "rewrite")}


@pytest.mark.parametrize(
    "read",
    ['"betas" in kw', 'kw.get("betas")', 'kw["betas"]', 'kw.pop("betas")'],
)
def test_an_entry_that_the_code_asks_for_stays(places: Places, read: str) -> None:
    found = places(
        f"""
        from anthropic import Anthropic

        client = Anthropic()
        kw = {{"model": "m", "messages": []}}
        kw["betas"] = ["x"]
        print({read})
        client.messages.create(**kw)
        """
    )
    assert (5, "MS202", "flag") in found


def test_a_default_that_pop_is_given_is_no_question(places: Places) -> None:
    found = places(
        """
        from anthropic import Anthropic

        client = Anthropic()
        kw = {"model": "m", "messages": []}
        kw["metadata"] = {"user_id": "u"}
        kw.pop("metadata", None)
        client.messages.create(**kw)
        """
    )
    assert (5, "MS201", "rewrite") in found


def test_registrations_hold_facts_about_claude(places: Places) -> None:
    found = places(
        """
        def register_models(register):
            register(Model("claude-3-opus-20240229"), aliases=("opus",))
            add(Model("claude-3-opus-20240229", supports_pdf=True))
            add(Model("claude-3-opus-20240229", temperature=1))
        """
    )
    assert found == {(2, "MS102", "flag"), (3, "MS102", "flag"), (4, "MS101", "rewrite")}


def test_a_collection_named_after_an_ability_states_it(places: Places) -> None:
    found = places(
        """
        VISION_MODELS = {"claude-3-opus-20240229", "claude-3-haiku-20240307"}
        ALLOWED = {"claude-3-opus-20240229", "claude-3-haiku-20240307"}

        def check(model):
            assert model in VISION_MODELS
            if model not in ALLOWED:
                raise ValueError(model)
        """
    )
    assert found == {(1, "MS102", "flag"), (2, "MS101", "rewrite")}


def test_a_default_stays_with_the_choices_that_stay(places: Places) -> None:
    found = places(
        """
        import argparse

        MODELS = ["claude-3-5-sonnet-20240620", "claude-3-5-sonnet-20241022", "gpt-4o"]
        parser = argparse.ArgumentParser()
        parser.add_argument("--model", default="claude-3-5-sonnet-20240620", choices=MODELS)
        """
    )
    assert found == {(3, "MS105", "unsafe"), (5, "MS105", "unsafe")}


def test_a_type_in_a_name_is_the_type_of_the_block(places: Places) -> None:
    found = places(
        """
        from anthropic import Anthropic

        def block(data, pdf):
            kind = "document" if pdf else "text"
            return {"type": kind, "source": data}

        message = {"role": "user", "content": [block(1, 2)]}
        Anthropic().messages.create(model="m", messages=[message])
        """
    )
    assert found == {(5, "MS301", "flag")}


def test_a_thinking_block_that_is_spread_back(places: Places) -> None:
    found = places(
        """
        from anthropic import Anthropic

        client = Anthropic()
        thinking = {"type": "enabled", "budget_tokens": 1024}
        reply = client.messages.create(model="m", thinking=thinking, messages=[])
        kept = None
        for block in reply.content:
            if block.type == "thinking":
                kept = block
        history = [{"role": "assistant", "content": [*([kept] if kept else []), "text"]}]
        """
    )
    assert (10, "MS303", "flag") in found


def test_a_name_on_the_way_to_another_route(places: Places) -> None:
    found = places(
        """
        import litellm

        class Llm:
            def __init__(self):
                self.model = "gpt-4o"

            def run(self):
                model = self.model
                if not model:
                    model = "claude-3-5-sonnet-20240620"
                litellm.supports_vision(model)
                return send(model=model, messages=[])

        def send(**params):
            return litellm.completion(**params)

        llm = Llm()
        llm.model = "claude-3-5-haiku-20241022"
        """
    )
    assert found == {(10, "MS104", "flag"), (18, "MS104", "flag")}


def test_a_longer_spelling_beside_an_id_keeps_it(places: Places) -> None:
    found = places(
        """
        assert parse("claude-code/claude-sonnet-4-6") == "claude-sonnet-4-6"
        assert parse("claude-sonnet-4-6") == "claude-sonnet-4-6"
        """
    )
    assert found == {(1, "MS104", "flag"), (2, "MS101", "rewrite")}


def test_half_of_a_condition_on_parts_of_a_name(places: Places) -> None:
    found = places(
        """
        def old(model):
            return model == "claude-opus-4-8" or model.startswith("claude-opus-4-8-")
        """
    )
    assert found == {(2, "MS103", "flag")}


def test_rows_that_would_contradict_each_other_stay(places: Places) -> None:
    found = places(
        """
        CASES = [("claude-opus-5", True), ("claude-opus-4-1", False)]
        OTHERS = [("claude-opus-5", True), ("claude-haiku-4-5", False)]
        """
    )
    rewritten = {line for line, _, action in found if action == "rewrite"}
    assert rewritten == {2}


def test_a_tool_type_in_a_table_is_no_tool(places: Places) -> None:
    found = places(
        """
        import anthropic

        NAMES = (("bash", "bash_20250124"), ("edit", "text_editor_20241022"))
        TOOL = {"type": "bash_20250124", "name": "bash"}
        """
    )
    assert found == {(4, "MS302", "flag")}


def test_a_qwen_name_of_another_provider(places: Places) -> None:
    assert places("api = Sagemaker(model_name='qwen-of-another-house-entirely-7b')\n") == set()


def test_an_annotation_agrees_with_its_value(places: Places) -> None:
    one = places(
        """
        from typing import Literal

        M: Literal["claude-3-opus-20240229"] = "claude-3-opus-20240229"
        """
    )
    assert one == {(3, "MS101", "rewrite")}
    several = places(
        """
        from typing import Literal

        M: tuple[Literal["claude-opus-4-5"], Literal["claude-opus-4-1"]] = (
            "claude-opus-4-5",
            "claude-opus-4-1",
        )
        """
    )
    assert {(rule, action) for _, rule, action in several} == {("MS105", "flag")}


def test_a_block_of_a_reply_or_an_event_is_not_sent(places: Places) -> None:
    found = places(
        """
        import anthropic

        REPLY = {"content": [{"type": "thinking", "thinking": "", "signature": ""}], "usage": {}}
        EVENT = {"index": 0, "content_block": {"type": "thinking", "thinking": "", "signature": ""}}
        """
    )
    assert found == set()


def test_a_model_class_of_a_framework_for_the_first_party(places: Places) -> None:
    found = places(
        """
        from pydantic_ai import Agent
        from pydantic_ai.models.anthropic import AnthropicModel

        model = AnthropicModel("claude-sonnet-4-5")
        agent = Agent("claude-sonnet-4-5")
        """
    )
    assert found == {(4, "MS101", "rewrite"), (5, "MS104", "flag")}


def test_an_assertion_expects_the_undated_name_that_stands_in_a_model_position(
    places: Places,
) -> None:
    found = places(
        """
        DATA = {"agent": {"model": "claude-3-opus", "provider": "anthropic"}}

        def test_it(self, load):
            assert load(DATA).agent.model == "claude-3-opus"
            self.assertEqual(load(DATA).agent.model, "claude-3-opus")
        """
    )
    assert found == {(1, "MS101", "rewrite"), (4, "MS101", "rewrite"), (5, "MS101", "rewrite")}


@pytest.mark.parametrize(
    "elsewhere", ['ALIASES = {"claude-3-opus": "opus"}', 'ask("claude-3-opus")', "other = 1"]
)
def test_an_undated_name_that_is_expected_for_another_reason(
    places: Places, elsewhere: str
) -> None:
    found = places(
        f"""
        {elsewhere}

        def test_it(load):
            assert load().agent.model == "claude-3-opus"
        """
    )
    assert (4, "MS103", "flag") in found


def test_an_assertion_expects_the_address_that_is_configured(places: Places) -> None:
    found = places(
        """
        DATA = {"llm": {"anthropic": {"base_url": "https://api.anthropic.com"}}}

        def test_it(self, load):
            assert load(DATA).llm.base_url == "https://api.anthropic.com"
            self.assertEqual(load(DATA).llm.base_url, "https://api.anthropic.com")
        """
    )
    assert found == {(1, "MS401", "rewrite"), (4, "MS401", "rewrite"), (5, "MS401", "rewrite")}


@pytest.mark.parametrize(
    "expectation",
    [
        'str(client.base_url) == "https://api.anthropic.com"',
        'client.base_url == "https://api.anthropic.com"',
        'load().homepage == "https://api.anthropic.com"',
        'load().base_url == "https://api.anthropic.com"',
        'load().base_url != "https://api.anthropic.com"',
    ],
)
def test_an_address_that_is_expected_for_another_reason(places: Places, expectation: str) -> None:
    found = places(
        f"""
        import anthropic

        client = anthropic.Anthropic()
        assert {expectation}
        """
    )
    assert found == set()
