"""URLs are written as their places demand, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import cnposts
from cnposts import edit

CASES = yaml.safe_load((Path(__file__).parent.parent / "data" / "edit" / "urls.yaml").read_text(encoding="utf-8"))
ROWS = [pytest.param(row, id=f"{group}-{number}") for group, rows in CASES.items() for number, row in enumerate(rows)]


def first(post):
    return min((*post.links, *post.images), key=lambda record: record.url_span.start)


@pytest.mark.parametrize("row", ROWS)
def test_a_new_url(row):
    text, new, wanted, *options = row
    post = cnposts.parse(text)
    chosen = [*post.links, *post.images] if {"all": True} in options else [first(post)]
    if wanted is None:
        with pytest.raises(cnposts.EditError, match=r"^<text>:\d+:\d+: "):
            edit.rewrite_urls(post, lambda record: new if record in chosen else None).apply()
        return
    if {"all": True} in options:
        wanted = wanted.replace("](b)", f"](<{new}>)")
    edits = edit.rewrite_urls(post, lambda record: new if record in chosen else None)
    assert edits.apply() == wanted
    after = cnposts.parse(wanted)
    read = [record.url for record in (*after.links, *after.images)]
    assert len(read) == len([*post.links, *post.images])
    assert edit.rewrite_urls(cnposts.parse(wanted), lambda record: record.url).apply() == wanted


def test_no_answer_and_the_same_answer_change_nothing():
    post = cnposts.parse("[a](<b>) ![c](d&amp;e) https://f.example\n")
    for replace in (lambda _: None, lambda record: record.url):
        edits = edit.rewrite_urls(post, replace)
        assert not edits
        assert edits.apply() == post.source
        assert edits.diff() == ""


def test_a_definition_is_asked_for_once_and_its_first_answer_counts():
    post = cnposts.parse("[a][x], ![b][x], [c](d)\n\n[x]: one.png\n")
    asked = []
    edits = edit.rewrite_urls(post, lambda record: asked.append(record) or f"{len(asked)}.png")
    assert edits.apply() == "[a][x], ![b][x], [c](2.png)\n\n[x]: 1.png\n"
    images_only = edit.rewrite_urls(post, lambda record: "two.png" if isinstance(record, cnposts.Image) else None)
    assert images_only.apply() == "[a][x], ![b][x], [c](d)\n\n[x]: two.png\n"


def test_an_answer_that_is_no_text():
    with pytest.raises(TypeError, match="must return a URL as str, or None to leave it, not 7"):
        edit.rewrite_urls(cnposts.parse("[a](b)"), lambda _: 7)


def test_mdx_has_no_autolinks():
    post = cnposts.parse("see https://a.example here\n", path="a.mdx")
    new = "https://b.example/x."
    assert edit.rewrite_urls(post, lambda _: new).apply() == f"see [{new}]({new}) here\n"


def test_a_refusal_names_place_and_reason():
    post = cnposts.parse('---\na: 1\n---\n<img srcset="a.png 1x">\n', path="posts/x.md")
    with pytest.raises(cnposts.EditError) as caught:
        edit.rewrite_urls(post, lambda _: "b c.png")
    assert str(caught.value) == "posts/x.md:4:14: 'b c.png' cannot stand here: a blank ends a URL in srcset; write it as %20."
    assert caught.value.span == post.images[0].url_span


def test_a_url_in_the_tag_around_code():
    post = cnposts.parse("{% codeblock find https://a.example/ Title %}\ncode\n{% endcodeblock %}\n")
    assert edit.rewrite_urls(post, lambda _: "https://b.example/").apply() == post.source.replace("//a", "//b")
