"""Texts that were made to do harm: a post comes out of each, and the work that it takes grows as the text does.

Work is counted as calls, Python's and C's, for no clock is to be trusted; `benchmarks/hostile.py` times the same texts.
"""

from __future__ import annotations

import re
import sys
from functools import cache

import pytest
from hostile_texts import HOSTILE
from hypothesis import given
from hypothesis import strategies as st

import cnposts
from tests.test_parse import check

MANY, LONG = 1_200, 200_000
"""More than Python's stack has room for, if a rule should call itself; and how long a text may be then."""
FEW = 150
FASTER = 1.6
"""So much more than four times the work four times the text may take; a quadratic rule takes four times as much more."""
FREE = 20_000
"""Calls that are not worth the question."""


def calls(text, engine):
    """How many calls it takes to read a text."""
    counted = 0

    def count(_frame, event, _argument):
        nonlocal counted
        counted += event in {"call", "c_call"}

    re.purge()  # patterns that mistune makes on its way are made each time, or the second text is cheaper
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        cnposts.parse(text, engine=engine)
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.parametrize("engine", ["mistune", "pulldown"])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_post_comes_out(name, engine):
    text = HOSTILE[name](MANY)
    text = text if len(text) < LONG else HOSTILE[name](FEW)
    assert cnposts.parse(text, engine=engine).source == text


@pytest.mark.parametrize("engine", ["mistune", "pulldown"])
@pytest.mark.parametrize("name", HOSTILE)
def test_the_work_grows_as_the_text(name, engine):
    small, large = HOSTILE[name](FEW), HOSTILE[name](4 * FEW)
    allowed = FASTER * max(len(large) / len(small), 1)
    work = calls(large, engine)
    assert work < FREE or work < allowed * calls(small, engine)


DEEP = {
    "---\na: {}\n---\n": ["[", "{a: ", "[{a: ", "- ", "&a [", "!a [", '"['],
    "---\n{}a\n---\n": ["? ", "- ", "- ? ", "[", "a: ["],
    "+++\na = {}\n+++\n": ["[", "{a = ", "[{a = ", '["'],
    "+++\n{}a = 1\n+++\n": ["a.", "[[", "[a.", "a = ["],
    '{{"a": {}}}\n\n': ["[", '{"a": ', '[{"a": '],
    "{}": ['{"a": ', "> ", "- ", "1. ", "> - ", "[", "![", "*a ", "**a _b ", "~~a ", "<b>", "<div>\n", "{{< a >}}", "[^a]: ", "`"],
}
"""What opens, again and again, by where it stands."""


@pytest.mark.parametrize("engine", ["mistune", "pulldown"])
@pytest.mark.parametrize(("where", "opening"), [(where, opening) for where, openings in DEEP.items() for opening in openings])
def test_no_depth_ends_the_process(where, opening, engine):
    text = where.format(opening * 40_000)
    assert cnposts.parse(text, engine=engine).source == text


@cache
def pieces():
    """The beginnings of all texts, and marks of all kinds."""
    units = {text(1) for text in HOSTILE.values()}
    return sorted(unit for unit in units if len(unit) < 60)


STRUCTURED = st.lists(
    st.sampled_from(pieces())
    | st.sampled_from(["\n", "\n\n", "    ", "> ", "- ", "---\n", "+++\n", "\r\n", "\t", "茶", "a", "\0", "\ufeff"])
    | st.text(max_size=4),
    max_size=25,
).map("".join)


@given(STRUCTURED, st.sampled_from(["mistune", "pulldown"]), st.sampled_from([None, "a.md", "_posts/2020-05-08-a.mdx"]))
def test_whatever_is_made_of_them_gives_a_post(text, engine, path):
    post = cnposts.parse(text, engine=engine, path=path)
    assert post.source == text
    check(post)


@given(STRUCTURED, st.binary(max_size=3), st.integers(0, 200), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_whatever_is_made_of_their_bytes_gives_a_post(text, odd, at, encoding):
    data = text.encode(encoding)
    check(cnposts.parse(data[:at] + odd + data[at:]))


class Event(cnposts.FrontMatter):
    """A model that strangers' posts do not fit."""

    venue: str
    seats: int = 0


@given(STRUCTURED | st.text() | st.binary())
def test_nothing_but_our_own_errors_comes_out(text):
    try:
        cnposts.parse(text, model=Event, errors="raise")
    except cnposts.CnpostsError as error:
        assert str(error)  # noqa: PT017 - it may well fit
