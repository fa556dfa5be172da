"""Raw HTML: tags, text and the place of every attribute's value."""

from __future__ import annotations

import html
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnposts import _html
from cnposts._html import Comment, Tag, Text, pixels, scan, size, targets


def tags(raw):
    return [item for item in scan(raw) if isinstance(item, Tag)]


def texts(raw):
    return [item.text for item in scan(raw) if isinstance(item, Text)]


def comments(raw):
    return [item.text for item in scan(raw) if isinstance(item, Comment)]


def values(tag):
    return {name: attribute.value for name, attribute in tag.attrs.items()}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ('<a href="/x">', {"href": "/x"}),
        ("<a href='/x'>", {"href": "/x"}),
        ("<a href=/x>", {"href": "/x"}),
        ("<a href=/x/>", {"href": "/x/"}),
        ('<a href = "/x">', {"href": "/x"}),
        ('<a\n  href="/x"\n  title="t"\n>', {"href": "/x", "title": "t"}),
        ('<A HREF="/X">', {"href": "/X"}),
        ('<a title="1 > 0" href="/x">', {"title": "1 > 0", "href": "/x"}),
        ("<a title='say \"hi\"'>", {"title": 'say "hi"'}),
        ('<a href="one" href="two">', {"href": "one"}),
        ("<a href>", {"href": ""}),
        ("<a href=>", {"href": ""}),
        ('<a href="">', {"href": ""}),
        ('<a href="x"title="y">', {"href": "x", "title": "y"}),
        ("<a/href=x>", {"href": "x"}),
        ('<a =x="y">', {"=x": "y"}),
        ('<a href="&lt;&#39;&#x4e2d;&amp;">', {"href": "<'中&"}),
        ("<a href='x?a=1&copy=2&section=3&reg;'>", {"href": "x?a=1&copy=2&section=3®"}),
        ("<a href='x?a=1&amp;b=2'>", {"href": "x?a=1&b=2"}),
        ("<a href='&nosuch; &'>", {"href": "&nosuch; &"}),
        ('<img alt="中文　图">', {"alt": "中文　图"}),
    ],
)
def test_attributes(raw, expected):
    (tag,) = tags(raw)
    assert values(tag) == expected
    assert raw[tag.start : tag.end] == raw


def test_every_value_has_its_place():
    raw = """text <img src="a.png" alt='the &quot;A&quot;' width=10 hidden>"""
    (tag,) = tags(raw)
    assert {name: raw[item.start : item.end] for name, item in tag.attrs.items()} == {
        "src": "a.png",
        "alt": "the &quot;A&quot;",
        "width": "10",
        "hidden": "",
    }
    assert tag.get("alt") == 'the "A"'
    assert tag.get("title") is None


def test_kinds_of_tags():
    opened, single, closed = tags("<p><br/></p >")
    assert (opened.name, opened.closing, opened.self_closing) == ("p", False, False)
    assert (single.name, single.self_closing) == ("br", True)
    assert (closed.name, closed.closing) == ("p", True)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("1 < 2 &amp; 3 > 2", ["1 < 2 & 3 > 2"]),
        ("a<b", ["a<b"]),
        ("a<1>b", ["a<1>b"]),
        ("<p>one</p> two", ["one", " two"]),
        ("x <img src='y'", ["x <img src='y'"]),
        ("x <img src='y", ["x <img src='y"]),
        ("x </", ["x </"]),
        ("&#" + "9" * 5000 + ";", ["&#" + "9" * 5000 + ";"]),
        ("<script>if (a < b) '<p>'</script>after", ["after"]),
        ("<style>p > a {}</STYLE >after", ["after"]),
        ("<script>never closed <p>", []),
        ("<script/>text", ["text"]),
        ("<iframe src=x>never closed", ["never closed"]),
        ("<noscript>shown <b>too</b></noscript>", ["shown ", "too"]),
    ],
)
def test_text(raw, expected):
    assert texts(raw) == expected


def test_a_quote_that_does_not_close_is_a_character_like_others():
    raw = """<a href="x>broken</a> <img src=y.png> <b class='z>"""
    assert [tag.name for tag in tags(raw)] == ["a", "a", "img", "b"]
    assert values(tags(raw)[0]) == {"href": '"x'}
    assert values(tags(raw)[2]) == {"src": "y.png"}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("<!-- a -- b -->c", [" a -- b "]),
        ("<!-->a<!--->b", ["", ""]),
        ("<!-- a --!>b", [" a "]),
        ("<!-- open <p>", [" open <p>"]),
        ("<!DOCTYPE html>", ["DOCTYPE html"]),
        ("<?php x ?>", ["php x ?"]),
        ("<![CDATA[ a ]]>b", ["[CDATA[ a ]]"]),
        ("</ x>b</>", [" x", ""]),
        ("<!never", ["never"]),
    ],
)
def test_comments(raw, expected):
    assert comments(raw) == expected
    assert tags(raw) == []


class Reference(HTMLParser):
    def __init__(self):
        super().__init__()
        self.items = []

    def handle_starttag(self, tag, attrs):
        first = {}
        for name, value in attrs:
            first.setdefault(name, value or "")
        self.items.append((tag, first))

    def handle_endtag(self, tag):
        self.items.append(("/", tag))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_data(self, data):
        if self.items and isinstance(self.items[-1], str):
            data = self.items.pop() + data
        self.items.append(data)

    def handle_comment(self, data):
        self.items.append(("!", data))


def reference(raw):
    parser = Reference()
    parser.feed(raw)
    parser.close()
    return parser.items


def ours(raw):
    found = []
    for item in scan(raw):
        if isinstance(item, Text):
            found.append(item.text)
        elif isinstance(item, Comment):
            found.append(("!", item.text))
        else:
            found.append(("/", item.name) if item.closing else (item.name, values(item)))
    return found


NAMES = st.from_regex(r"(?:b|p|a|img|div|custom-element|h1)", fullmatch=True)
KEYS = st.sampled_from(["href", "src", "alt", "title", "data-x", "HREF", "width"])
WORDS = st.text(st.sampled_from("ab 中文，.é\n>="), max_size=8)
VALUES = st.one_of(
    WORDS.map(lambda text: f'="{text}"'),
    WORDS.map(lambda text: f" = '{text}&amp;&#20013;'"),
    st.from_regex(r"=[a-z0-9./:_-]{1,8}", fullmatch=True),
    st.just(""),
)
OPENING = st.tuples(NAMES, st.lists(st.tuples(KEYS, VALUES).map("".join), max_size=4), st.sampled_from([">", " />", "\n>"])).map(
    lambda parts: f"<{' '.join([parts[0], *parts[1]])}{parts[2]}"
)
PIECES = st.one_of(OPENING, NAMES.map("</{}>".format), WORDS, st.just("<!-- c -->"), st.just("1 < 2"), st.just("&lt;&copy;"))


@given(st.lists(PIECES, max_size=8).map("".join))
def test_well_formed_html_reads_as_html_parser_reads_it(raw):
    assert ours(raw) == reference(raw)


@given(st.one_of(st.text(), st.text(st.sampled_from("<>/!-=\"' \na&;#?[]"), max_size=60)))
def test_any_text_is_covered_once_and_in_order(raw):
    done = 0
    for item in scan(raw):
        assert done <= item.start < item.end
        done = item.end
        if isinstance(item, Tag):
            for attribute in item.attrs.values():
                assert item.start < attribute.start <= attribute.end <= item.end
                assert raw[attribute.start : attribute.end] == attribute.written
                if "&" not in attribute.written:
                    assert attribute.value == attribute.written
    assert done <= len(raw)


@given(st.text(st.sampled_from("ab&;#x1 "), max_size=20))
def test_a_value_without_bare_ampersands_decodes_as_html_does(text):
    raw = f'<a title="{html.escape(text)}">'
    (tag,) = tags(raw)
    assert tag.get("title") == text == html.unescape(raw[tag.attrs["title"].start : tag.attrs["title"].end])


@pytest.mark.parametrize(
    "raw",
    [
        "<a" * 100_000,
        "<a " * 100_000,
        "<a " * 100_000 + 'x=">',
        "<!--" * 100_000,
        "<![CDATA[" * 100_000,
        "<a" + " x=1" * 100_000,
        "<a" + "".join(f" x{index}=1" for index in range(100_000)),
        '<a b="' * 100_001,
        "<a b='\"' " * 100_000 + "'",
        "<a/x=" * 100_000 + '>"<a b="',
        "<a b='" * 100_001,
        "<script>" * 100_000,
        "<style></style" * 100_000,
        "<img style='" + ";  " * 100_000 + "'>",
        "<img srcset='" + "(" * 100_000 + "'>",
        "<img srcset='" + "a," * 100_000 + "'>",
        "<img srcset='" + "a (" * 100_000 + "'>",
        "<img alt='" + "&" * 100_000 + "'>",
    ],
    ids=lambda raw: raw[:12],
)
def test_hostile_input_is_read_to_its_end(raw):
    """Growth by the square would not end here."""
    for tag in tags(raw):
        assert all(tag.start < target.start <= target.end < tag.end for target in targets(tag))
        assert size(tag) == (None, None)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ('<a href=" /x ">', [("link", "/x")]),
        ('<area href="#top">', [("link", "#top")]),
        ('<img src="a.png">', [("image", "a.png")]),
        ('<img src="a.png" data-src="b.png">', [("image", "a.png")]),
        ('<img data-src="b.png">', [("image", "b.png")]),
        ('<img src="data:image/gif;base64,R0" data-original="b.png">', [("image", "b.png")]),
        ('<img src="data:image/gif;base64,R0">', [("image", "data:image/gif;base64,R0")]),
        ('<img src="a.png" srcset="a.png 1x, b.png 2x">', [("image", "a.png"), ("image", "a.png"), ("image", "b.png")]),
        ('<source srcset="dark.svg" media="(prefers-color-scheme: dark)">', [("image", "dark.svg")]),
        ('<video src="a.mp4" poster="a.jpg">', [("embed", "a.mp4"), ("image", "a.jpg")]),
        ('<audio src="a.mp3">', [("embed", "a.mp3")]),
        ('<iframe src="//host/x?a=1&amp;b=2">', [("embed", "//host/x?a=1&b=2")]),
        ('<object data="a.swf">', [("embed", "a.swf")]),
        ('<embed src="a.swf">', [("embed", "a.swf")]),
        ('<p cite="x">', []),
        ('<a name="x">', []),
        ('<a href="">', []),
        ('</a href="x">', []),
    ],
)
def test_targets(raw, expected):
    found = targets(tags(raw)[0])
    assert [(target.use, target.url) for target in found] == expected
    assert [html.unescape(raw[target.start : target.end]) for target in found] == [url for _, url in expected]


@pytest.mark.parametrize(
    ("srcset", "expected"),
    [
        ("a.png", ["a.png"]),
        ("a.png 1x, b.png 2x", ["a.png", "b.png"]),
        ("\n  a.png 480w,\n  b.png 800w\n", ["a.png", "b.png"]),
        ("a,b.png 1x, c.png", ["a,b.png", "c.png"]),
        ("a.png, b.png 2x", ["a.png", "b.png"]),
        ("a.png (x, y) 1x,b.png", ["a.png", "b.png"]),
        ("data:image/png;base64,AA== 1x, b.png 2x", ["data:image/png;base64,AA==", "b.png"]),
        ("a?x&amp;y 1x", ["a?x&y"]),
        (" , ,", []),
        ("", []),
    ],
)
def test_srcset(srcset, expected):
    raw = f'<img srcset="{srcset}">'
    found = targets(tags(raw)[0])
    assert [(target.use, target.url) for target in found] == [("image", url) for url in expected]
    assert [html.unescape(raw[target.start : target.end]) for target in found] == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("128", 128),
        ("128px", 128),
        (" 128 PX; ", 128),
        ("0", 0),
        *((other, None) for other in ("50%", "1.5", "10em", "auto", "", "-1", "9" * 5000, "１２８", None)),
    ],
)
def test_pixels(value, expected):
    assert pixels(value) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ('<img width="128px">', (128, None)),
        ('<img style="width:128px; height: 20px !important">', (128, 20)),
        ('<img style="max-width: 100px; border-width:1px">', (None, None)),
        ('<img style="width: 100px" width="20" height="30">', (100, 30)),
        ('<img style="width: 50%" width="20">', (20, None)),
        ("<img>", (None, None)),
    ],
)
def test_size(raw, expected):
    assert size(tags(raw)[0]) == expected


def test_tables_name_elements_as_html_does():
    assert _html.BLOCKS.isdisjoint({"a", "span", "br", "img"})
    assert {"script", "style", "template"} <= _html.HIDDEN
