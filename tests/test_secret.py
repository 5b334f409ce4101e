import copy
import pickle
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.secret import Secret, mask

ALPHABET = string.ascii_letters + string.digits
LONG = st.text(ALPHABET, min_size=24, max_size=100)
KEYS = st.builds(
    lambda prefix, rest: prefix + rest,
    st.sampled_from(["sk-", "sk-sp-", "sk-ant-", "sk-ant-api03-", "sk-proj-0"]),
    LONG,
)
MADE_UP = "sk-" + "0123456789abcdef" * 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no key here",
        "sk-",
        "sk-…abcd",
        "sk-ant-",
        'key.startswith("sk-ant-")',
        "sk-ant-admin",
        "sk-ant-api03-",
        "sk-ant-...",
        "YOUR_DASHSCOPE_API_KEY",
        "sk-SK",
        "sk-learn",
        "sk-toggleable-content-estimator",
        "task-1234567890123456789012",
        "disk-sp-1",
    ],
)
def test_text_without_a_key_stays(text: str) -> None:
    assert mask(text) == text


def test_a_key_in_a_line() -> None:
    line = f'client = Anthropic(api_key="{MADE_UP}")'

    assert mask(line) == 'client = Anthropic(api_key="sk-…cdef")'


@pytest.mark.parametrize("key", ["sk-ant-x", "sk-ant-test-key", "sk-sp-12345"])
def test_a_short_key_is_hidden_whole(key: str) -> None:
    assert mask(f"({key})") == "(sk-…)"


def test_each_of_several_keys() -> None:
    assert mask(f"{MADE_UP},{MADE_UP}\n_{MADE_UP}") == "sk-…cdef,sk-…cdef\n_sk-…cdef"


@given(st.text(), KEYS, st.text())
def test_no_key_survives(before: str, key: str, after: str) -> None:
    masked = mask(f"{before} {key} {after}")

    assert key not in masked
    assert key[3:-4] not in masked.replace(before, "").replace(after, "")
    assert key[-4:] in masked


@given(st.text(), KEYS, st.text())
def test_masking_twice_changes_nothing(before: str, key: str, after: str) -> None:
    once = mask(before + key + after)

    assert mask(once) == once


@given(st.text().filter(lambda text: "sk-" not in text))
def test_without_the_prefix_nothing_changes(text: str) -> None:
    assert mask(text) == text


@given(KEYS)
def test_a_secret_shows_four_characters_at_most(key: str) -> None:
    secret = Secret(key)
    shown = [
        str(secret),
        repr(secret),
        f"{secret}",
        f"{secret:>40}",
        f"{secret!r}",
        str([secret]),
        str({"key": secret}),
        pickle.dumps(secret).decode("latin-1"),
        str(pickle.loads(pickle.dumps(secret))),
    ]

    assert all(key not in text and key[3:-4] not in text for text in shown)
    assert str(secret) == f"sk-…{key[-4:]}"
    assert secret.reveal() == key


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("", "…"),
        ("short", "…"),
        ("sk-short", "sk-…"),
        ("a-key-of-another-form-wxyz", "…wxyz"),
        (f" {MADE_UP}\n", "sk-…cdef"),
    ],
)
def test_how_other_keys_show(key: str, shown: str) -> None:
    assert str(Secret(key)) == shown


def test_secrets_compare_by_key() -> None:
    assert Secret(MADE_UP) == Secret(MADE_UP)
    assert Secret(MADE_UP) != Secret(MADE_UP + "0")
    assert Secret(MADE_UP) != MADE_UP
    assert len({Secret(MADE_UP), Secret(MADE_UP)}) == 1
    assert not Secret("")


def test_a_copy_keeps_the_key_and_a_pickle_does_not() -> None:
    secret = Secret(MADE_UP)

    assert copy.copy(secret).reveal() == copy.deepcopy([secret])[0].reveal() == MADE_UP
    assert pickle.loads(pickle.dumps(secret)).reveal() == "sk-…cdef"


def test_a_secret_has_no_dict_to_print() -> None:
    assert not hasattr(Secret(MADE_UP), "__dict__")
