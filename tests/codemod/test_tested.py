"""Names in tests of code that keeps them: what the code under test says of a model decides."""

from collections.abc import Callable, Mapping

import pytest

from migrator.codemod.in_step import is_test

Findings = list[tuple[str, int, str, str, str | None]]
Judge = Callable[[Mapping[str, str]], Findings]

TABLE = """
    LIMITS = {"claude-opus-4-6": 128_000, "claude-haiku-4-5": 64_000}
    """

AGENT = """
    from app.limits import LIMITS

    class Agent:
        def __init__(self, model="claude-opus-4-6"):
            self.model = model
            self.limit = LIMITS.get(model)
    """

PLAIN = """
    class Agent:
        def __init__(self, model="claude-opus-4-6"):
            self.model = model
    """

ASKS = """
    from app.agent import Agent

    def test_limit():
        agent = Agent(model="claude-opus-4-6")
        assert agent.limit == 128_000
        assert agent.model == "claude-opus-4-6"
    """

EXPECTS = """
    from app.agent import Agent

    def test_default():
        assert Agent().model == "claude-opus-4-6"
    """


def in_tests(found: Findings) -> list[tuple[int, str, str]]:
    return [(line, rule, action) for path, line, rule, action, _ in found if "test_" in path]


def app(agent: str, test: str, **others: str) -> dict[str, str]:
    files = {"app/__init__.py": "", "app/agent.py": agent, "tests/test_agent.py": test}
    return {**files, **others}


# What must stay.


def test_a_model_that_is_given_to_code_with_a_table_of_facts(judge: Judge) -> None:
    found = judge({**app(AGENT, ASKS), "app/limits.py": TABLE})
    assert in_tests(found) == [(4, "MS102", "flag"), (6, "MS102", "flag")]
    assert ("app/agent.py", 4, "MS101", "rewrite", "qwen3-max") in found


def test_a_model_that_goes_by_another_route_there(judge: Judge) -> None:
    judged = """
        import litellm

        class Agent:
            def __init__(self, model="claude-opus-4-6"):
                self.model = model

            def ask(self):
                return litellm.completion(model=self.model, messages=[])
        """
    assert in_tests(judge(app(judged, EXPECTS))) == [(4, "MS102", "flag")]


def test_a_model_that_nothing_the_test_reaches_spells(judge: Judge) -> None:
    built = """
        MODELS = ["claude-haiku-4-5"]

        def by_name(name):
            return Agent(name.replace("_", "-"))
        """
    test = """
        from app.agent import by_name

        def test_by_name():
            assert by_name("opus_4_6").model == "claude-opus-4-6"
        """
    assert in_tests(judge(app(built, test))) == [(4, "MS102", "flag")]


def test_a_model_that_a_conftest_gives_stays_where_it_is_expected(judge: Judge) -> None:
    conftest = """
        import pytest
        from app.agent import Agent

        @pytest.fixture
        def agent():
            return Agent(model="claude-opus-4-6")
        """
    test = """
        from app.agent import Agent

        def test_model(agent):
            assert agent.model == "claude-opus-4-6"
        """
    files = {**app(AGENT, test), "app/limits.py": TABLE, "tests/conftest.py": conftest}
    found = judge(files)
    assert in_tests(found) == [(4, "MS102", "flag")]
    assert ("tests/conftest.py", 6, "MS102", "flag", None) in found


# What changes with the code.


@pytest.mark.parametrize("test", [ASKS, EXPECTS], ids=["given", "expected"])
def test_a_model_that_the_code_says_nothing_of(judge: Judge, test: str) -> None:
    found = in_tests(judge(app(PLAIN, test)))
    assert found
    assert {(rule, action) for _, rule, action in found} == {("MS101", "rewrite")}


def test_a_default_that_is_only_expected_is_answered_by_the_code(judge: Judge) -> None:
    found = judge({**app(AGENT, EXPECTS), "app/limits.py": TABLE})
    assert in_tests(found) == [(4, "MS101", "rewrite")]


def test_a_table_that_the_test_does_not_reach(judge: Judge) -> None:
    found = judge({**app(PLAIN, ASKS), "app/limits.py": TABLE})
    assert {(rule, action) for _, rule, action in in_tests(found)} == {("MS101", "rewrite")}


def test_a_list_that_only_says_what_is_supported(judge: Judge) -> None:
    listed = """
        class Agent:
            SUPPORTED_MODELS = ["claude-opus-4-6", "claude-haiku-4-5"]

            def __init__(self, model="claude-opus-4-6"):
                self.model = model
        """
    found = judge(app(listed, ASKS))
    assert {(rule, action) for _, rule, action in in_tests(found)} == {("MS101", "rewrite")}


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/tests/app/agent.py", False),
        ("/tests/app/test_agent.py", True),
        ("/tests/app/agent_test.py", True),
        ("/tests/app/conftest.py", True),
        ("/tests/app/tests/helpers.py", True),
        ("/tests/app/contest.py", False),
    ],
)
def test_what_is_a_test(path: str, told: bool) -> None:
    assert is_test(path, "/tests/app") is told


CHOOSES = """
    def provider_of(attributes):
        model = attributes["model"]
        return "anthropic" if "claude" in model else "other"
    """

CHOSEN = """
    from app.agent import provider_of

    def test_provider():
        found = provider_of({"model": "claude-opus-4-6"})
        assert found == "anthropic"
    """


def test_a_model_that_the_tested_code_looks_for_words_in(judge: Judge) -> None:
    assert in_tests(judge(app(CHOOSES, CHOSEN))) == [(4, "MS102", "flag")]


def test_a_word_that_only_code_further_off_looks_for(judge: Judge) -> None:
    further = "from app.words import provider_of\n\nMODEL = 'claude-haiku-4-5'\n"
    found = judge({**app(further, CHOSEN), "app/words.py": CHOOSES})
    assert in_tests(found) == [(4, "MS101", "rewrite")]


def test_a_part_of_the_name_that_tells_no_provider(judge: Judge) -> None:
    decides = """
        def pace(model):
            return "slow" if model.startswith("claude-opus") else "fast"
        """
    test = """
        from app.agent import pace

        def test_pace():
            assert pace("claude-opus-4-6") == "slow"
        """
    assert in_tests(judge(app(decides, test))) == [(4, "MS101", "rewrite")]


def test_a_table_of_other_names(judge: Judge) -> None:
    renaming = {"app/limits.py": 'LIMITS = {"claude-opus-4-6": "us.anthropic.claude-opus-4-6"}\n'}
    found = judge({**app(AGENT, ASKS), **renaming})
    assert {(rule, action) for _, rule, action in in_tests(found)} == {("MS101", "rewrite")}
