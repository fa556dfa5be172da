"""Every URL and every key of the real archives is edited, and read again."""

from __future__ import annotations

import json
from collections import Counter
from itertools import count

import pytest

import cnposts
from cnposts import edit

ARCHIVES = ["grpc.io", "mzlogin", "rust-blog", "servicemesher"]
FORMS = {
    "plain": "https://new.example/{}",
    "blanks": "https://new.example/a b/{}.png",
    "parentheses": "https://new.example/(a)/{})",
    "cjk": "https://new.example/图片/{}，号.png",
    "quotes": "https://new.example/?a=1&copy;=\"2\"&b='{}'",
}
STRANGE = {"blanks", "quotes"}
"""Forms that many keys refuse, as their readers find no URL in what has blanks and quotes; a test of its own looks at these."""


@pytest.fixture(scope="module", params=ARCHIVES)
def posts(request, corpus):
    return list(cnposts.iter_posts(corpus / "corpus" / request.param))


def places(post):
    """All links and images in source order, one for each place."""
    return {record.url_span: record for record in sorted((*post.links, *post.images), key=lambda record: record.url_span.start)}


def without(post, spans):
    """The text with the URLs cut out."""
    done, kept = 0, []
    for span in sorted(spans, key=lambda span: span.start):
        kept.append(post.source[done : span.start])
        done = span.end
    return [*kept, post.source[done:]]


def rewritten(post, new):
    """The edits that give URLs new ones; what is refused, by name, is taken out of ``new``. With them, the refused places."""
    refused = []
    while True:
        try:
            edits = edit.rewrite_urls(post, lambda record: new.get(record.url_span))
            edits.apply()
        except cnposts.EditError as error:
            refused.append(error.span)
            del new[error.span]
        else:
            return edits, refused


def test_each_url_by_itself_changes_nothing(posts):
    for post in posts:
        edits = edit.rewrite_urls(post, lambda record: record.url)
        assert not edits
        assert edits.apply() == post.source


@pytest.mark.parametrize("form", FORMS)
def test_each_url_takes_a_new_one(posts, form):
    refused, wrapped = Counter(), []
    for post in posts[list(FORMS).index(form) % 2 :: 2]:  # each other form has the other half
        old = places(post)
        takes = [span for span, record in old.items() if record.kind != "key" or form not in STRANGE]
        new = {span: FORMS[form].format(number) for number, span in enumerate(takes)}
        edits, spans = rewritten(post, new)
        refused.update(old[span].kind for span in spans)
        after = cnposts.parse(edits.apply(), path=post.path)
        read = places(after)
        assert [record.url for record in read.values()] == [new.get(span, record.url) for span, record in old.items()]
        if form == "plain" and without(post, old) != without(after, read):
            wrapped.append(post.path)
        wholes = [(record.span.start, record.span.end) for span, record in old.items() if span in new]
        wholes += [(span.start, span.end) for span in new]
        for edited in edits:
            assert any(start - 1 <= edited.start and edited.end <= end + 1 for start, end in wholes)
    assert refused["key"] <= 2 * (form == "parentheses")  # `author: "[name](url)"` takes balanced ones only
    assert sum(refused.values()) == refused["key"]
    assert len(wrapped) <= 1  # `[a](https://b.example/(c\\))` is text, and with any whole URL it would be a link


@pytest.mark.parametrize("form", sorted(STRANGE))
def test_a_key_takes_a_strange_url_or_refuses_it_by_name(posts, form):
    for whole in posts:
        post = cnposts.parse(whole.header, path=whole.path)
        for span, record in places(post).items():
            new = FORMS[form].format(7)
            try:
                text = edit.rewrite_urls(post, lambda other, span=span, new=new: new if other.url_span == span else None).apply()
            except cnposts.EditError as error:
                refused = error
            else:
                assert [one.url for one in places(cnposts.parse(text)).values()].count(new) == 1
                continue
            assert (refused.path, refused.span) == (whole.path, span)
            assert repr(new) in str(refused)
            assert record.kind == "key"


VALUES = ["plain", "a: b # c 'q' \"d\"", 7, 2.5, True, ["x", "y: z"], {"k": ["v"]}, "2020-01-02", "多行\n文字\n", [], [{"a": 1}]]


def test_each_key_is_set_and_removed(posts):
    """With the front of each body, as it is the front matter that changes."""
    values = count()
    refused = []
    for whole in posts[::2]:  # each key is in many
        post = cnposts.parse(whole.header + whole.content[:200], path=whole.path)
        assert post.meta.raw == whole.meta.raw
        for key in whole.meta.raw:
            value = VALUES[next(values) % len(VALUES)]
            assert not edit.set_meta(post, {key: post.meta.raw[key]})
            try:
                new = cnposts.parse(edit.set_meta(post, {key: value}).apply())
                gone = cnposts.parse(edit.remove_meta(post, key).apply())
            except cnposts.EditError as error:
                refused.append((post.path, key, str(error)))
                continue
            assert json.dumps(new.meta.raw[key]) == json.dumps(value)
            assert key not in gone.meta.raw
            for after in (new, gone):
                assert after.content == post.content
                assert others(after, key) == others(post, key)
    assert all("It is an alias of what would change" in reason for _, _, reason in refused), refused
    assert len(refused) <= 2


def others(post, key):
    """The values of all other keys, as they are written."""
    mine = {path for path in post.meta.spans if path == key or path.startswith((f"{key}.", f"{key}["))}
    return [(path, post.source[span.start : span.end]) for path, span in post.meta.spans.items() if path not in mine]
