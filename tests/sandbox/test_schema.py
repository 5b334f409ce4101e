import time
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.sandbox.schema import arguments, example

PERSON = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer", "minimum": 18}},
    "required": ["name", "age"],
    "additionalProperties": False,
}
SCHEMAS: list[dict[str, Any]] = [
    {},
    {"type": "object"},
    PERSON,
    {"type": "object", "properties": {"people": {"type": "array", "items": PERSON}}},
    {"type": "object", "properties": {"a": {"enum": ["order", "praise"]}}, "required": ["a"]},
    {"type": "object", "properties": {"a": {"const": {"b": [1]}}}, "required": ["a"]},
    {"type": ["null", "string"]},
    {"type": "string", "minLength": 40, "maxLength": 45},
    {"type": "string", "maxLength": 2},
    {"type": "string", "pattern": r"^[A-Z]{2}-\d{4,6}$"},
    {"type": "string", "pattern": r"^(red|green)( wine)?$"},
    {"type": "string", "format": "date-time"},
    {"type": "string", "pattern": r"^[a-z]+$", "minLength": 2, "maxLength": 9},
    {"type": "string", "pattern": r"^(?!0)\d{3}$"},
    {"type": "integer", "exclusiveMinimum": 5, "exclusiveMaximum": 7},
    {"type": "integer", "maximum": -3},
    {"type": "integer", "minimum": 7, "multipleOf": 5},
    {"type": "integer", "maximum": 9, "multipleOf": 5},
    {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.001},
    {"type": "number", "maximum": -1.5},
    {"type": "number", "minimum": -1e308, "maximum": 1e308},
    {"type": "number", "multipleOf": 0.01},
    {"type": "number", "multipleOf": 2.5, "exclusiveMinimum": 0},
    {"type": "number", "multipleOf": 0.5, "minimum": 0.2, "maximum": 0.9},
    {"type": "number", "multipleOf": 5, "minimum": 5, "maximum": 5},
    {"type": "number", "multipleOf": 5, "exclusiveMaximum": 5},
    {"type": "array", "minItems": 3, "items": {"type": "integer"}, "uniqueItems": True},
    {"type": "array", "minItems": 3, "items": {"type": "string"}, "uniqueItems": True},
    {"type": "array", "minItems": 2, "items": {"enum": ["a", "b"]}, "uniqueItems": True},
    {"type": "array", "maxItems": 0, "items": {"type": "integer"}},
    {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "items": False},
    {"type": "object", "minProperties": 3},
    {"type": "object", "minProperties": 2, "properties": {"a": {"type": "null"}}},
    {"anyOf": [{"type": "null"}, {"type": "integer"}]},
    {"oneOf": [{"type": "boolean"}, {"type": "string"}]},
    {"allOf": [PERSON | {"additionalProperties": True}, {"required": ["town"]}]},
    {"$ref": "#/$defs/person", "$defs": {"person": PERSON}},
    {
        "type": "object",
        "properties": {"next": {"anyOf": [{"type": "null"}, {"$ref": "#"}]}},
        "required": [],
    },
    {"properties": {"a/b": {"type": "integer"}}, "$defs": {"a/b": {}}, "required": ["a/b"]},
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_a_value_satisfies_its_schema(schema: dict[str, Any]) -> None:
    jsonschema.validate(example(schema), schema)
    assert example(schema) == example(schema)


NAMES = st.sampled_from(["name", "size", "town", "when"])
SIMPLE: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.builds(
        lambda low, more: {"type": "string", "minLength": low, "maxLength": low + more},
        st.integers(0, 60),
        st.integers(0, 20),
    ),
    st.builds(
        lambda low, more: {"type": "integer", "minimum": low, "maximum": low + more},
        st.integers(-99, 99),
        st.integers(0, 9),
    ),
    st.builds(
        lambda low, more: {"type": "number", "minimum": low, "maximum": low + more},
        st.integers(-99, 99),
        st.integers(0, 9),
    ),
    st.sampled_from([{"type": "boolean"}, {"type": "null"}, {"enum": [3, "x"]}, {"const": None}]),
)


def larger(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        st.builds(
            lambda properties, required: {
                "type": "object",
                "properties": properties,
                "required": required,
                "additionalProperties": False,
            },
            st.dictionaries(NAMES, inner, max_size=4),
            st.just([]),
        ),
        st.dictionaries(NAMES, inner, max_size=4).map(
            lambda properties: {
                "type": "object",
                "properties": properties,
                "required": sorted(properties),
            }
        ),
        st.builds(
            lambda items, fewest: {"type": "array", "items": items, "minItems": fewest},
            inner,
            st.integers(0, 3),
        ),
        st.lists(inner, min_size=1, max_size=3).map(lambda choices: {"anyOf": choices}),
    )


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.recursive(SIMPLE, larger, max_leaves=8))
def test_values_satisfy_schemas(schema: dict[str, Any]) -> None:
    jsonschema.validate(example(schema), schema)


WORDS = sorted(
    {"$ref", "allOf", "anyOf", "oneOf", "type", "properties", "required", "items", "enum"}
    | {"pattern", "minItems", "minLength", "minimum", "maximum", "multipleOf", "minProperties"}
    | {"uniqueItems", "prefixItems"}
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(WORDS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(ANYTHING)
def test_no_schema_is_too_odd(schema: object) -> None:
    assert isinstance(arguments(schema), dict)


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"allOf": [{"$ref": "#"}]},
        {"$ref": "https://example.com/schema"},
        {
            "$defs": {
                "a": {
                    "type": "object",
                    "properties": {name: {"$ref": "#/$defs/a"} for name in "abcdefgh"},
                    "required": list("abcdefgh"),
                }
            },
            "$ref": "#/$defs/a",
        },
        {"type": "array", "minItems": 10**9},
        {"type": "string", "minLength": 10**9},
        {"type": "object", "minProperties": 10**9},
        {"type": "string", "pattern": "((((a{99}){99}){99}){99})"},
        {"type": "string", "pattern": "(a+)+$"},
        {"type": "string", "pattern": "(a+)+(?=c)"},
        {"type": "string", "pattern": "((((((a*)*)*)*)*)*)*"},
        {"type": "string", "pattern": r"\p{L}+("},
        {"type": "integer", "minimum": 10**400, "multipleOf": 1e-300},
    ],
    ids=lambda schema: str(schema)[:50],
)
def test_no_schema_takes_long(schema: dict[str, Any]) -> None:
    """What is not bounded takes hours here; what is, at most two seconds on a slow machine."""
    start = time.process_time()
    arguments({"type": "object", "properties": {"it": schema}})
    arguments(schema)
    assert time.process_time() - start < 30
