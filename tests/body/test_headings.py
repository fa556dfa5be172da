"""Heading ids, as Hugo's and GitHub's renderers make them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnposts
from cnposts._body.headings import Ids, own_id


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("Hello World", "hello-world"),
        ("What's new?", "whats-new"),
        ("a  b", "a--b"),
        ("C++ & C#", "c--c"),
        ("v1.2", "v12"),
        ("snake_case", "snake_case"),
        ("well-known", "well-known"),
        ("茶的历史", "茶的历史"),
        ("一、茶（上）", "一茶上"),
        ("Ünï", "ünï"),
        ("カナ", "カナ"),
        ("１２３", "１２３"),
        ("², ½", "-"),
        ("！", "heading"),
        ("", "heading"),
        ("  x  ", "x"),
        ("a\tb", "ab"),
        ("🍵 tea", "-tea"),
    ],
)
def test_ids(text, identifier):
    assert Ids().make(text) == identifier


def test_no_id_is_given_twice():
    ids = Ids()
    assert [ids.make("a") for _ in range(3)] == ["a", "a-1", "a-2"]
    assert ids.make("a-1") == "a-1-1"
    assert ids.keep("own") == "own"
    assert ids.make("own") == "own-1"


@given(st.lists(st.sampled_from(["a", "A", "a-1", "a 1", "!", "heading", "茶"]), max_size=12))
def test_made_ids_are_unique(texts):
    ids = Ids()
    made = [ids.make(text) for text in texts]
    assert len(set(made)) == len(made)


@pytest.mark.parametrize(
    ("text", "left", "identifier"),
    [
        ("Tea {#tea}", "Tea", "tea"),
        ("Tea{#tea}", "Tea", "tea"),
        ("Tea {: #tea}", "Tea", "tea"),
        ("Tea {#tea .warm data-x=1}", "Tea", "tea"),
        ("Tea { #茶 }", "Tea", "茶"),
        ("Tea {.warm}", "Tea", None),
        ("Tea {.warm #tea}", "Tea", "tea"),
        ("Tea {width=3}", "Tea", None),
        ("Tea {tea}", "Tea {tea}", None),
        ("Tea {#tea} x", "Tea {#tea} x", None),
        ("Tea {}", "Tea {}", None),
        ("{#tea}", "", "tea"),
        ("a}", "a}", None),
    ],
)
def test_attributes_that_end_a_heading(text, left, identifier):
    assert own_id(text) == (left, identifier)


def headings(source):
    post = cnposts.parse(source)
    for heading in post.headings:
        assert post.text[heading.offset :].startswith(heading.text)
    return [(heading.depth, heading.text, heading.id, post.source[heading.span.start : heading.span.end]) for heading in post.headings]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# A `b` *c*", (1, "A b c", "a-b-c", "# A `b` *c*")),
        ("## [a](b) ![c](d)", (2, "a", "a", "## [a](b) ![c](d)")),
        ("a\n===", (1, "a", "a", "a\n===")),
        ("a\nb\n---", (2, "a b", "a-b", "a\nb\n---")),
        ("### a ###", (3, "a", "a", "### a ###")),
        ("> - #### a", (4, "a", "a", "#### a")),
        ("##### a <b>c</b>", (5, "a c", "a-c", "##### a <b>c</b>")),
        ("###### a &amp; b", (6, "a & b", "a--b", "###### a &amp; b")),
        ("# A {#own .x}", (1, "A", "own", "# A {#own .x}")),
        ("A {#own}\n---", (2, "A", "own", "A {#own}\n---")),
        ("# *A* {#own}", (1, "A", "own", "# *A* {#own}")),
        ("# `{#own}`", (1, "{#own}", "own", "# `{#own}`")),
        ("# see https://tea.example/ x", (1, "see https://tea.example/ x", "see--x", "# see https://tea.example/ x")),
        ("# <https://tea.example/> x", (1, "https://tea.example/ x", "x", "# <https://tea.example/> x")),
        ("# 见https://tea.example/", (1, "见https://tea.example/", "见httpsteaexample", "# 见https://tea.example/")),
        ("#", (1, "", "heading", "#")),
    ],
)
def test_headings_of_a_post(source, expected):
    assert headings(source) == [expected]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_places_and_offsets_of_headings(end):
    source = f"\ufeff---{end}title: x{end}---{end}lead{end}{end}# One{end}text{end}{end}> ## One{end}{end}Two{end}==={end}end"
    assert headings(source) == [(1, "One", "one", "# One"), (2, "One", "one-1", "## One"), (1, "Two", "two", f"Two{end}===")]
    assert [heading.span.line for heading in cnposts.parse(source).headings] == [6, 9, 11]


def test_a_heading_of_the_posts_title():
    assert headings("---\ntitle: Tea time\n---\n# {{ page.title }}\n")[0][1] == "Tea time"
    assert headings("# {{ page.title }}\n")[0][1] == "{{ page.title }}"
    assert headings("---\ntitle: x\n---\n# {{ site.title }} b\n")[0][1] == "{{ site.title }} b"


@pytest.mark.parametrize("source", ["<h2 id='x'>a</h2>", "####### a", "    # a", "\\# a", "```\n# a\n```"])
def test_no_heading(source):
    assert headings(source) == []
