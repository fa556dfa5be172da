"""What comes out as HTML holds nothing but what is known to be harmless, whatever is put together."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given

import cnposts
from cnposts import export
from cnposts._export.clean import Kept
from cnposts._html import names

from .fragments import TEXTS
from .places import PAYLOADS, RENDERS, outputs, posts

ELEMENTS = names(
    """
    a abbr acronym area article aside audio b bdi bdo blockquote br caption center cite code col colgroup data dd del details dfn div dl
    dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img input ins kbd li map mark nav ol p picture pre q rp rt rtc
    ruby s samp section small source span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var video wbr x-y
    """
)
ATTRIBUTES = names(
    """
    align alt charoff checked cite class colspan controls data-ours datetime dir disabled headers height href hreflang id lang loading
    loop media muted poster preload rel reversed rowspan scope size sizes span src srcset start style summary title type value valign
    char width
    """
)
URLS = {"href", "src", "poster", "cite"}
SCHEME = re.compile(r"[\x00-\x20]*([A-Za-z][A-Za-z0-9+.-]*):")
SCHEMES = {"http", "https", "mailto", "ftp", "irc", "ircs", "magnet", "sms", "tel", "xmpp"}


class Seen(HTMLParser):
    """All elements and attributes."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, attrs))

    def handle_data(self, data):
        self.text += data

    def handle_decl(self, decl):
        raise AssertionError(decl)

    unknown_decl = handle_pi = handle_comment = handle_decl


def check(html):
    for tag, attributes in Seen(html).tags:
        assert tag in ELEMENTS, (tag, html)
        for name, value in attributes:
            assert name in ATTRIBUTES, (tag, name, html)
            assert name != "style" or re.fullmatch(r"(text-align:\w+;?)*", value or ""), (value, html)
            scheme = SCHEME.match(re.sub(r"[\t\r\n]", "", value or "")) if name in URLS else None
            assert not scheme or scheme[1].lower() in SCHEMES, (tag, name, value)


@given(TEXTS)
def test_nothing_but_what_is_known_to_be_harmless(text):
    post = cnposts.parse(text, path="x.md")
    for shortcodes in RENDERS:
        check(export.to_html(post, shortcodes=shortcodes))


@given(TEXTS)
def test_a_second_reading_finds_nothing_else(text):
    """Where an HTML5 parser reads what one wrote, no text becomes markup and no attribute ends elsewhere; nothing is left to clean."""
    html = export.to_html(cnposts.parse(text, path="x.md"))
    first, second = Seen(html), Seen(Kept().cleaned(html))
    assert {(tag, *attributes) for tag, attributes in first.tags} == {(tag, *attributes) for tag, attributes in second.tags}
    assert first.text.split() == second.text.split()


@given(TEXTS)
def test_cards_show_text_and_nothing_else(text):
    post = cnposts.parse(text, path=text)
    known = {"div", "span", "b", "code", "details", "summary"}
    for card in (post._repr_html_(), cnposts.Archive([post], root=text or ".")._repr_html_()):
        assert {tag for tag, _ in Seen(card).tags} <= known
        assert {name for _, attributes in Seen(card).tags for name, _ in attributes} <= {"style"}
        assert "\x1b" not in card


@pytest.mark.parametrize("payload", PAYLOADS["namespaces"][::10] + PAYLOADS["markdown"][::10])
def test_each_place(payload):
    for post in posts(payload):
        *shown, linked, card, other = outputs(post)
        for html in shown:
            check(html)
        assert linked.count("<") == 2
        assert all("<script" not in html.lower() for html in (card, other))
