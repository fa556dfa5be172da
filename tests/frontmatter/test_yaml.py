"""YAML: values as PyYAML has them, each with its exact place; both loaders."""

from __future__ import annotations

import datetime as dt
import math

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cnposts._frontmatter import yaml as reader


@pytest.fixture(params=["CSafeLoader", "SafeLoader"], autouse=True)
def loader(request, monkeypatch):
    monkeypatch.setattr(reader, "Loader", getattr(yaml, request.param))


def plain(value):
    """PyYAML's value as `FrontMatter.raw` holds it."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value


SPANS = """\
title: "引号"  # comment
plain: a word or two   # comment
single: 'it''s'
list: [one, "two", 3]
block:
  - first
  -   second   # comment

  - k: v
    l: w

# comment
map:
  inner: x
empty:
literal: |
  one

  two

folded: >-
    a
    b

kept: |+
  k

after: 1
anchor: &x {a: 1}
again: *x
tagged: !!str 12
multi: a
  b
"""


def test_spans(yaml_post):
    result = yaml_post(SPANS)
    slices = {key: result.slice(key) for key in result.meta.spans}
    assert slices == {
        "title": '"引号"',
        "plain": "a word or two",
        "single": "'it''s'",
        "list": '[one, "two", 3]',
        "list[0]": "one",
        "list[1]": '"two"',
        "list[2]": "3",
        "block": "- first\n  -   second   # comment\n\n  - k: v\n    l: w",
        "block[0]": "first",
        "block[1]": "second",
        "block[2]": "k: v\n    l: w",
        "block[2].k": "v",
        "block[2].l": "w",
        "map": "inner: x",
        "map.inner": "x",
        "empty": "",
        "literal": "|\n  one\n\n  two\n",
        "folded": ">-\n    a\n    b",
        "kept": "|+\n  k\n\n",
        "after": "1",
        "anchor": "&x {a: 1}",
        "anchor.a": "1",
        "again": "*x",
        "again.a": "1",
        "tagged": "!!str 12",
        "multi": "a\n  b",
    }
    assert result.meta.raw == yaml.safe_load(SPANS)
    assert result.messages == ()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end, post):
    source = ("---\n" + SPANS + "---\nbody\n").replace("\n", end)
    result = post(source)
    assert result.meta.raw == yaml.safe_load(SPANS)
    assert result.slice("literal") == "|\n  one\n\n  two\n".replace("\n", end)
    assert result.meta.spans["after"].line == 29


@pytest.mark.parametrize(
    "block",
    [
        "|\n  a\n     \n",
        "|-\n  a\n\n\n",
        "|2\n    a\n   b\n",
        ">\n  a\n  b\n\n   c\n",
        "|+\n",
        "|\n",
        ">-\n  a\n",
        "| # c\n  a\n",
        "|+\n  a\n  \n",
    ],
)
@pytest.mark.parametrize("tail", ["", "\nafter: 1\n", "# comment\nafter: 1\n", "\n\n # comment\nafter: 1\n"])
def test_block_scalars_read_by_themselves(block, tail, post):
    result = post(f"---\nkey: {block}{tail}---\n")
    assert yaml.safe_load(result.slice("key")) == result.meta.raw["key"] == yaml.safe_load(f"key: {block}{tail}")["key"]


@pytest.mark.parametrize(
    ("written", "value", "rule"),
    [
        ("2023-09-19 21:43:79", "2023-09-19 21:43:79", "date-invalid"),
        ("2020-02-30", "2020-02-30", "date-invalid"),
        ("!!timestamp soon", "soon", "date-invalid"),
        ("2020-05-08", "2020-05-08", None),
        ("2020-05-08 10:00:00 +08:00", "2020-05-08T10:00:00+08:00", None),
        (".inf", ".inf", None),
        (".NaN", ".NaN", None),
        ("99999999999999999999", "99999999999999999999", None),
        ("0b", "0b", None),
        ("1_000", 1000, None),
        ("0x1F", 31, None),
        ("12:30:45", 45045, None),
        ("!!int abc", "abc", "value-invalid"),
        ("!!bool maybe", "maybe", "value-invalid"),
        ("!!binary abc", "abc", "value-invalid"),
        ("!!binary YWJj", "YWJj", None),
        ("!own text", "text", None),
        ("!own {a: 1}", {"a": 1}, None),
        ("*nothing", "*nothing", "front-matter-invalid"),
        ("~", None, None),
        ("on", True, None),
        ("=", "=", None),
    ],
)
def test_values(written, value, rule, yaml_post):
    result = yaml_post(f"key: {written}\nnext: x")
    assert result.meta.raw == {"key": value, "next": "x"}
    assert result.slice("key") == written
    assert result.rules == [rule] * bool(rule)


def test_keys_are_spelled(yaml_post):
    assert yaml_post("on: 1\n2: 2\nnull: 3\n? [a, b]\n: 4").meta.raw == {"on": 1, "2": 2, "null": 3, "[a, b]": 4}


def test_duplicate_keys(yaml_post):
    result = yaml_post("reviewer: [甲]\nlink: x\nreviewer: [乙]")
    assert result.meta.raw == {"reviewer": ["乙"], "link": "x"}
    (message,) = result.messages
    assert (message.rule, message.span.line, result.cut(message.span)) == ("duplicate-key", 4, "reviewer")


@pytest.mark.parametrize(
    "block",
    [
        "a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3",
        "a: &a {x: 1}\nb: &b {x: 2, z: 3}\nc:\n  <<: [*a, *b]\n  w: 4",
        "c:\n  y: 3\n  <<: {y: 1, x: 2}",
    ],
)
def test_merge_keys(block, yaml_post):
    result = yaml_post(block)
    assert result.meta.raw == yaml.safe_load(block)
    assert result.messages == ()


def test_merge_of_no_mapping_is_a_key(yaml_post):
    assert yaml_post("<<: word").meta.raw == {"<<": "word"}


def test_a_control_character_costs_itself_only(yaml_post):
    result = yaml_post("title: a\x08b\nnext: \ud800\nlast: 1\ufeff2")
    assert result.meta.raw == {"title": "a\ufffdb", "next": "\ufffd", "last": "1\ufffd2"}
    assert result.rules == ["character-invalid"] * 3
    assert result.messages[0].span.column == 9


def test_recursive_alias(yaml_post):
    assert yaml_post("a: &a [*a]").meta.raw == {"a": ["*a"]}


NAMES = st.from_regex(r"\A[a-z]{1,6}\Z").filter(lambda name: reader.resolve(name).endswith("str"))
TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12) | st.sampled_from(
    ["yes", "1.0", "- a", "# b", "a\nb", " x ", "2020-01-01"]
)
LEAVES = (
    TEXTS | st.integers(-(2**63), 2**63 - 1) | st.booleans() | st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.dates()
)
TREES = st.dictionaries(
    NAMES, st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=8)
)


@given(tree=TREES, flow=st.sampled_from([True, False, None]), unicode=st.booleans())
def test_dumped_mappings_come_back(tree, flow, unicode, yaml_post):
    result = yaml_post(yaml.safe_dump(tree, default_flow_style=flow, allow_unicode=unicode, width=40).rstrip("\n"))
    assert result.meta.raw == plain(tree)
    for key, node in result.scalars():
        again = plain(yaml.safe_load(result.slice(key)))
        assert again == node.value or math.isclose(again, node.value), key


BROKEN = [
    ("title: Foo: bar\nb: 1", {"title": "Foo: bar", "b": 1}, (2, 11)),
    ('title: "unclosed\nauthor: "Bob"\nb: 1', {"title": '"unclosed', "author": "Bob", "b": 1}, (2, 8)),
    ("title: 'It's'\nb: 1", {"title": "'It's'", "b": 1}, (2, 12)),
    ("title: @me\nb: 1", {"title": "@me", "b": 1}, (2, 8)),
    ("title: %x # why\nb: 1", {"title": "%x # why", "b": 1}, (2, 8)),
    ("title:Foo\nb: 1", {"title": "Foo", "b": 1}, (2, 7)),
    ("who:\n  name: A: B\n  url: x\nb: 1", {"who": "name: A: B\n  url: x", "b": 1}, (3, 10)),
    ("list:\n  - a\n  - b: c: d\nb: 1", {"list": "- a\n  - b: c: d", "b": 1}, (4, 9)),
    ("text: one\ntwo three\nb: 1", {"text": "one\ntwo three", "b": 1}, (3, 1)),
    ("tags:\n\t- a\n\t- b\nb: 1", {"tags": ["a", "b"], "b": 1}, (3, 1)),
    ("tags: [a, b\nb: 1", {"tags": "[a, b", "b": 1}, (2, 7)),
    ("junk here\nb: Foo: bar", {"b": "Foo: bar"}, None),
]


@pytest.mark.parametrize(("block", "raw", "place"), BROKEN, ids=lambda value: str(value)[:30])
def test_errors_cost_little(block, raw, place, yaml_post):
    result = yaml_post(block)
    if place is None:
        assert result.meta.raw == {}
        assert result.rules == ["front-matter-invalid"]
        return
    assert result.meta.raw == raw
    assert (result.messages[0].span.line, result.messages[0].span.column) == place
    assert set(result.rules) == {"front-matter-invalid"}
    assert result.body == "body\n"


def test_anchors_reach_over_a_broken_key(yaml_post):
    assert yaml_post("a: &x 1\nb: c: d\ne: *x").meta.raw == {"a": 1, "b": "c: d", "e": 1}


@pytest.mark.parametrize(
    ("block", "raw", "lines"),
    [
        ("title: foo\n  date: 2020-01-01\n  tags: [a]", {"title": "foo", "date": "2020-01-01", "tags": ["a"]}, [3, 4]),
        ("  title: foo\ndate: 2020-01-01\n  tags: [a]", {"title": "foo", "date": "2020-01-01", "tags": ["a"]}, [2, 4]),
        ("title: foo\nlayout\ntags: [a]", {"title": "foo", "tags": ["a"]}, [3]),
        ("\ttitle: foo\n\tdate: 2020-01-01", {"title": "foo", "date": "2020-01-01"}, [2, 3]),
        ("title: foo\n  a: b: c\n  d: 1", {"title": "foo", "a": "b: c", "d": 1}, [3, 4]),
        ("tags:\n  - a\n  b: c", {"tags": "- a\n  b: c"}, [4]),
    ],
)
def test_a_broken_line_costs_its_neighbours_nothing(block, raw, lines, yaml_post):
    for end in ("\n", "\r\n"):
        result = yaml_post(block.replace("\n", end))
        assert {key: str(value).replace("\r\n", "\n") if isinstance(value, str) else value for key, value in result.meta.raw.items()} == raw
        assert [message.span.line for message in result.messages] == lines
        assert set(result.rules) == {"front-matter-invalid"}


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ("title: a: b", "a colon followed by a blank stands inside an unquoted value"),
        ("title: 'a", "the quote is never closed"),
        ('title: "a', "the quote is never closed"),
        ("tags: [a, b", "a comma or the closing bracket is missing"),
        ("title: @x", "a character that YAML reserves"),
        ('title: "a" b', "no key followed by a colon"),
        ("a: &x [*x]", "stands inside of &x itself"),
        ("a: *x", "has no anchor &x before it"),
    ],
)
def test_messages_are_plain(block, reason, yaml_post):
    assert reason in yaml_post(block).messages[0].reason


def test_staircases_end(yaml_post):
    result = yaml_post("\n".join(f"{' ' * at}a{at}: 1" for at in range(300)))
    assert result.meta.raw["a0"] == 1


def test_a_long_value_with_a_control_character_is_read(yaml_post):
    post = yaml_post('cover: "' + "a" * 5_000 + '\\x07b.png"')
    (image,) = post.images
    assert image.url.startswith("aaaa")
    assert image.url.endswith("b.png")


def test_a_key_without_a_blank_above_an_indented_line_is_kept(yaml_post):
    post = yaml_post("title:Foo\n  date: 2020-01-01")
    assert "Foo" in str(post.meta.raw)
    assert "2020-01-01" in str(post.meta.raw)
    assert post.messages
