"""JSON: values as the standard library has them, each with its exact place."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

BROKEN = [
    ('{"a": [1, 2,], "b": 1}', {"a": [1, 2], "b": 1}, (1, 12)),
    ('{"a": 1 "b": 1}', {"a": 1, "b": 1}, (1, 9)),
    ('{"a": nope, "b": 1}', {"a": "nope", "b": 1}, (1, 7)),
    ('{"a": "x,\n "b": 1}', {"a": '"x', "b": 1}, (1, 7)),
    ('{"a": 1, "a": 2, "b": 1}', {"a": 2, "b": 1}, (1, 10)),
    ('{"a": 1, 5, "b": 1}', {"a": 1, "b": 1}, (1, 10)),
    ("{\n'a': 'x', \"b\": 1}", {"a": "'x'", "b": 1}, (2, 6)),
    ('{"a": [1}, "b": 1}', {"a": [1], "b": 1}, (1, 9)),
    ('{"a": "\\q", "b": 1}', {"a": '"\\q"', "b": 1}, (1, 7)),
]


@pytest.mark.parametrize(("source", "raw", "place"), BROKEN, ids=lambda value: str(value)[:30])
def test_errors_cost_their_member_only(source, raw, place, post):
    result = post(source + "\nbody")
    assert result.meta.raw == raw
    assert (result.messages[0].span.line, result.messages[0].span.column) == place


def test_numbers_that_json_has_not(post):
    assert post('{"a": NaN, "b": -Infinity, "c": 99999999999999999999}').meta.raw == {"a": "NaN", "b": "-Infinity", "c": "9" * 20}


NAMES = st.text(st.characters(blacklist_categories=("Cs",)), max_size=5)
LEAVES = NAMES | st.integers(-(2**63), 2**63 - 1) | st.booleans() | st.none() | st.floats(allow_nan=False, allow_infinity=False)
TREES = st.dictionaries(
    NAMES, st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=8)
)


@given(tree=TREES, indent=st.sampled_from([None, 2]), ascii_only=st.booleans())
def test_dumped_mappings_come_back(tree, indent, ascii_only, post):
    result = post(json.dumps(tree, indent=indent, ensure_ascii=ascii_only) + "\nbody")
    assert result.meta.raw == tree
    assert result.body == "body"
    for _, node in result.scalars():
        assert json.loads(result.source[node.start : node.end]) == node.value
