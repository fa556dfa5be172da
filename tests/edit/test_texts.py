"""Texts of links and descriptions of images, wherever they stand."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import cnposts
from cnposts import edit

CASES = yaml.safe_load((Path(__file__).parent.parent / "data" / "edit" / "texts.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "new", "wanted"), CASES)
def test_a_new_text(text, new, wanted):
    post = cnposts.parse(text)
    record = (*post.links, *post.images)[0]
    if wanted is None:
        with pytest.raises(cnposts.EditError, match=r"^<text>:\d+:\d+: "):
            edit.set_text(post, record, new).apply()
        return
    assert edit.set_text(post, record, new).apply() == wanted
    after = cnposts.parse(wanted)
    again = (*after.links, *after.images)[0]
    assert (again.alt if isinstance(again, cnposts.Image) else again.text) == " ".join(new.split())
    assert again.url == record.url
    assert not edit.set_text(after, again, new)


def test_text_and_url_of_one_link_add_up():
    post = cnposts.parse("[a](b) [c](d)\n")
    link = post.links[0]
    edits = edit.set_text(post, link, "x") + edit.rewrite_urls(post, lambda record: "y" if record == link else None)
    assert edits.apply() == "[x](y) [c](d)\n"


def test_the_record_must_be_the_posts():
    with pytest.raises(ValueError, match=r"^a\.md has no such link or image; take it from post\.links or post\.images"):
        edit.set_text(cnposts.parse("[a](b)", path="a.md"), cnposts.parse("c [a](b)").links[0], "x")


def test_a_key_says_what_sets_it():
    post = cnposts.parse("---\ncover: a.png\n---\n")
    with pytest.raises(cnposts.EditError, match="in front matter it stands in a key of its own; use set_meta"):
        edit.set_text(post, post.images[0], "x")
