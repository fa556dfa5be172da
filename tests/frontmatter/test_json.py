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


ODD = ["\u3000", "\x0c", "\u2028", "\xa0", "\x85", "\u2003"]


@pytest.mark.parametrize("blank", ODD)
@pytest.mark.parametrize(
    "text", ['{"a": [1,%s\n2%s\n]}', '{"a"%s: %s[1, 2]}', '{%s"a": [1%s, 2]}', "+++\na%s=%s[1, 2]\n+++", "+++\na = [1,%s\n2%s]\n+++"]
)
def test_odd_blanks_are_blanks_with_a_message(text, blank, post):
    result = post(text.replace("%s", blank))
    assert result.meta.raw == {"a": [1, 2]}
    assert set(result.rules) <= {"character-invalid"}


@given(text=st.text(st.sampled_from(["[", "]", "{", "}", '"', "'", ",", ":", "=", "a", "1", "#", "\n", " ", *ODD]), max_size=40))
def test_reading_ends(text, post):
    for source in (f'{{"a": {text}', f'{{"a": {text}}}\n', f"+++\na = {text}\n+++\n"):
        result = post(source)
        assert result.header.end <= len(source)


def test_a_lone_surrogate_is_replaced(post):
    result = post('{"title": "a\\ud800", "\\udfff": 1, "k": "\\ud83d\\ude00"}')
    assert result.meta.raw == {"title": "a\ufffd", "\ufffd": 1, "k": "😀"}
    assert result.rules == ["character-invalid"] * 2
    assert result.meta.model_dump_json()


@pytest.mark.parametrize("text", ['{"n": %s}', "+++\nn = %s\n+++\n"])
def test_huge_integers_are_kept_as_spelled(text, post):
    result = post(text % ("9" * 5000))
    assert (result.meta.raw, result.rules) == ({"n": "9" * 5000}, [])


@pytest.mark.parametrize("text", ['{"title": "x\n}', '+++\ntitle = "x\n+++\n', "+++\ntitle = 'x\n+++\n", "+++\nd = 2020-13-01\n+++\n"])
def test_errors_are_told_in_our_words(text, post):
    reason = post(text).messages[0].reason
    assert "(at" not in reason
    assert "the string is never closed" in reason or "2020" in text


@pytest.mark.parametrize("text", ["+++\n" + "a1 = {\n" * 5000 + "+++\n", "+++\n" + "a1 = {\n" * 99 + "b = 1,\n" * 5000 + "+++\n"])
def test_what_is_never_closed_is_not_read_again_and_again(text, post):
    assert {"limit-reached"} <= {message.rule for message in post(text).messages}
