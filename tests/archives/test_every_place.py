"""Over all real posts: each span is the slice of the source that it says it is."""

from __future__ import annotations

import html
import re
from collections import Counter

import pytest

import cnposts
from cnposts import CodeBlock, Heading, Image, Link, Post, Shortcode

BEGINS = {
    "inline": r"!?\[",
    "reference": r"!?\[",
    "collapsed": r"!?\[",
    "shortcut": r"!?\[",
    "autolink": "<",
    "element": "<",
    "embed": "<",
    "shortcode": r"\{[{%]",
}


@pytest.fixture(scope="module")
def posts(corpus) -> list[Post]:
    found = list(cnposts.iter_posts(corpus / "corpus"))
    assert len(found) > 1500
    return found


def unescaped(written: str) -> str:
    return html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", written))


def check_reference(post: Post, item: Link | Image) -> None:
    whole = post.source[item.span.start : item.span.end]
    written = post.source[item.url_span.start : item.url_span.end]
    assert re.match(BEGINS.get(item.kind, ""), whole), (post.path, item)
    spellings = {written, unescaped(written), html.unescape(written)}
    spellings |= {f"http://{written}", f"mailto:{written}"}
    assert item.url in spellings or re.fullmatch(r"\{[{%].*[%}]\}", written), (post.path, item, written)
    if item.kind in {"literal", "bare"}:
        assert whole == written
    elif item.kind not in {"reference", "collapsed", "shortcut"}:
        assert item.span.start <= item.url_span.start <= item.url_span.end <= item.span.end


def check_line(post: Post, item: Link | Image | Heading | CodeBlock | Shortcode) -> None:
    """Line and column, counted afresh."""
    before = re.split(r"\r\n?|\n", post.source[: item.span.start])
    assert (item.span.line, item.span.column) == (len(before), len(before[-1]) + 1), (post.path, item)


def test_links_and_images(posts: list[Post]) -> None:
    kinds: Counter[str] = Counter()
    for post in posts:
        for item in (*post.links, *post.images):
            check_reference(post, item)
            kinds[item.kind] += 1
    assert kinds["inline"] > 15_000
    assert {"reference", "shortcut", "autolink", "literal", "bare", "element", "embed", "shortcode", "key"} <= set(kinds)


def test_headings_code_and_shortcodes(posts: list[Post]) -> None:
    for post in posts:
        for heading in post.headings:
            written = post.source[heading.span.start : heading.span.end]
            assert written.startswith("#" * heading.depth) or re.search(r"\n[ >\t]*[-=]+\Z", written), (post.path, written)
            assert post.text[heading.offset : heading.offset + len(heading.text)] == heading.text
        for block in post.code_blocks:
            written = post.source[block.span.start : block.span.end]
            known = {form for line in written.splitlines() for form in (line.strip(), line.lstrip("> \t").strip())}
            assert {line.strip() for line in block.text.splitlines()} <= known | {""}, post.path
        for tag in post.shortcodes:
            assert post.source[tag.span.start : tag.span.end].startswith(("{{", "{%"))
            assert tag.inner is None or tag.inner in post.source[tag.span.start : tag.span.end]


def test_lines_and_columns(posts: list[Post]) -> None:
    for post in posts[::7]:
        for item in (*post.links, *post.images, *post.headings, *post.code_blocks, *post.shortcodes):
            check_line(post, item)


def test_order_and_round_trip(posts: list[Post]) -> None:
    for post in posts:
        for items in (post.links, post.images, post.headings, post.code_blocks, post.shortcodes, post.messages):
            starts = [item.span.start for item in items]
            assert starts == sorted(starts), post.path
    for post in posts[::11]:
        assert Post.model_validate_json(post.model_dump_json()) == post
