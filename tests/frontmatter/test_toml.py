"""TOML: values as tomllib has them, each with its exact place."""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

DOCUMENT = '''\
title = "T \\u4e2d"   # comment
path = '2014/12/12/x'
day = 2020-05-08
moment = 2020-05-08 10:00:00+08:00
clock = 10:30:00
big = 9223372036854775807
n = [ 1, 2.5, inf, # one
  "x", ]
a.b."c d" = true
text = """
one
two"""
raw = \'\'\'it's\'\'\'
inline = { k = 1, l = { m = [ ] }, x.y = 2 }

[extra]
team = "x"
[extra.deep]
k = 1
[[resources]]
src = "a.png"
[[resources]]
src = "b.png"
[resources.params]
z = 1
'''


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, float) and value == float("inf"):
        return "inf"
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


@pytest.fixture
def toml_post(post):
    return lambda block, end="\n": post(f"+++\n{block}\n+++\nbody\n".replace("\n", end))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_document(end, toml_post):
    result = toml_post(DOCUMENT, end)
    assert result.meta.raw == plain(tomllib.loads(DOCUMENT))
    assert result.messages == ()
    for key, node in result.scalars():
        assert plain(tomllib.loads("x = " + result.slice(key).replace("\r\n", "\n").replace("\r", "\n"))["x"]) == node.value, key
    assert result.slice("inline.l") == "{ m = [ ] }"
    assert result.slice("n").startswith("[ 1")
    assert result.slice("n").endswith(", ]")
    assert result.slice("extra").startswith("[extra]")
    assert result.slice("resources[1].src") == '"b.png"'
    assert result.slice("a.b.c d") == "true"


BROKEN = [
    ('a = "x\nb = 1', {"a": '"x', "b": 1}, (2, 5)),
    ("a = nope\nb = 1", {"a": "nope", "b": 1}, (2, 5)),
    ("a = 2020-02-31\nb = 1", {"a": "2020-02-31", "b": 1}, (2, 5)),
    ("a =\nb = 1", {"a": "", "b": 1}, (2, 4)),
    ("just words\nb = 1", {"b": 1}, (2, 1)),
    ("[a b]\nb = 1", {"b": 1}, (2, 1)),
    ("[a] x\nb = 1", {"a": {"b": 1}}, (2, 4)),
    ('a = ["x" "y"]\nb = 1', {"a": '["x" "y"]', "b": 1}, (2, 10)),
    ('a = ["x", , "y"]\nb = 1', {"a": '["x", , "y"]', "b": 1}, (2, 11)),
    ('a = "x" "y"\nb = 1', {"a": '"x" "y"', "b": 1}, (2, 8)),
    ("a = 1\na = 2\nb = 1", {"a": 2, "b": 1}, (3, 1)),
    ("[a]\nx = 1\n[a]\ny = 1", {"a": {"x": 1, "y": 1}}, (4, 2)),
    ("a = [1, 2\nb = 1", {"a": "[1, 2", "b": 1}, (3, 1)),
    ("a = { 1 }\nb = 1", {"a": "{ 1 }", "b": 1}, (2, 7)),
    ("a = [1}\nb = 1", {"a": "[1}", "b": 1}, (2, 7)),
    ('a = "\\q"\nb = 1', {"a": '"\\q"', "b": 1}, (2, 5)),
]


@pytest.mark.parametrize(("block", "raw", "place"), BROKEN, ids=lambda value: str(value)[:30])
def test_errors_cost_their_statement_only(block, raw, place, toml_post):
    result = toml_post(block)
    assert result.meta.raw == raw
    assert (result.messages[0].span.line, result.messages[0].span.column) == place
    assert result.body == "body\n"


NAMES = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=5)
LEAVES = st.text(st.characters(blacklist_categories=("Cs",)), max_size=10) | st.integers(-(2**63), 2**63 - 1) | st.booleans()
LEAVES |= st.floats(allow_nan=False, allow_infinity=False) | st.dates() | st.datetimes().filter(lambda moment: moment.year > 1000)
TREES = st.dictionaries(
    NAMES, st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=8)
)


def written(value):
    """``value`` as TOML, inner mappings inline."""
    if isinstance(value, dict):
        return "{" + ", ".join(statement(key, item) for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, str | bool):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value) if isinstance(value, int | float) else value.isoformat()


def statement(key, value):
    return f"{key if re.fullmatch('[A-Za-z0-9_-]+', key) else written(key)} = {written(value)}"


@given(tree=TREES)
def test_written_mappings_come_back(tree, post):
    block = "\n".join(statement(key, value) for key, value in tree.items())
    result = post(f"+++\n{block}\n+++\n")
    assert tomllib.loads(block) == tree
    assert result.meta.raw == plain(tree)
    for _, node in result.scalars():
        assert plain(tomllib.loads("x = " + result.source[node.start : node.end])["x"]) == node.value
