"""Raw HTML in Markdown: links, images and text, wherever an element opens and closes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnposts


def read(source):
    """The post, and a function that slices its source."""
    post = cnposts.parse(source)
    return post, lambda span: post.source[span.start : span.end]


def links(source):
    """Kind, URL, text, slice and slice of the URL of each link."""
    post, written = read(source)
    return [(item.kind, item.url, item.text, written(item.span), written(item.url_span)) for item in post.links]


def images(source):
    """URL, alt, slice and slice of the URL of each image."""
    post, written = read(source)
    assert {item.kind for item in post.images} <= {"element"}
    return [(item.url, item.alt, written(item.span), written(item.url_span)) for item in post.images]


LINKS = [
    ("<a href='/x'>y</a>", "/x", "y", "<a href='/x'>y</a>"),
    ("a <A HREF=/x>y</A > b", "/x", "y", "<A HREF=/x>y</A >"),
    ("<a\n  href='/x'\n  title='t'>y\nz</a>", "/x", "y z", "<a\n  href='/x'\n  title='t'>y\nz</a>"),
    ("<a href='/x'>*y* `z`</a>", "/x", "y z", "<a href='/x'>*y* `z`</a>"),
    ("<div><a href='/x'>*y* <b>z</b></a></div>", "/x", "*y* z", "<a href='/x'>*y* <b>z</b></a>"),
    ("<div>\n<a href='/x'>\n\ny\n\nz\n\n</a></div>", "/x", "y z", "<a href='/x'>\n\ny\n\nz\n\n</a>"),
    ("> <a href='/x'>y\n> z</a>", "/x", "y z", "<a href='/x'>y\n> z</a>"),
    ("- <a href='/x'>y</a>", "/x", "y", "<a href='/x'>y</a>"),
    ("| <a href='/x'>y\\|z</a> |\n|---|", "/x", "y|z", "<a href='/x'>y\\|z</a>"),
    ("# <a href='/x'>y</a>", "/x", "y", "<a href='/x'>y</a>"),
    ("**<a href='/x'>y</a>**", "/x", "y", "<a href='/x'>y</a>"),
    ("x[^1]\n\n[^1]: <a href='/x'>y</a>", "/x", "y", "<a href='/x'>y</a>"),
    ("<a href='/x'>y", "/x", "y", "<a href='/x'>"),
    ("<a href='/x'>y</b>z", "/x", "yz", "<a href='/x'>"),
    ("<a href='/x'><script>no</script>y<style>no</style></a>", "/x", "y", "<a href='/x'><script>no</script>y<style>no</style></a>"),
    ("<a href='/x'>茶&amp;水</a>", "/x", "茶&水", "<a href='/x'>茶&amp;水</a>"),
    ("<a href='/x'><img src=i alt=no></a>", "/x", "", "<a href='/x'><img src=i alt=no></a>"),
]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("source", "url", "text", "written"), LINKS)
def test_links(source, url, text, written, end):
    source, written = (f"前文\n\n{source}".replace("\n", end), written.replace("\n", end))
    assert links(source) == [("element", url, text, written, url)]


def test_titles_and_entities_of_links():
    post, written = read("""<a href=" /x?a=1&amp;b=2 " title="T &quot;q&quot;">y</a>""")
    (link,) = post.links
    assert (link.url, link.title, written(link.url_span)) == ("/x?a=1&b=2", 'T "q"', "/x?a=1&amp;b=2")


def test_a_link_begins_where_another_was_left_open():
    assert links("<a href=/x>one <a href=/y>two</a> three") == [
        ("element", "/x", "one", "<a href=/x>one ", "/x"),
        ("element", "/y", "two", "<a href=/y>two</a>", "/y"),
    ]


def test_markdown_links_inside_html_links_and_the_other_way_round():
    assert links("<a href=/x>one [two](/y) three</a>") == [
        ("element", "/x", "one two three", "<a href=/x>one [two](/y) three</a>", "/x"),
        ("inline", "/y", "two", "[two](/y)", "/y"),
    ]
    assert links("[one <a href=/y>two</a> three](/x)") == [
        ("inline", "/x", "one two three", "[one <a href=/y>two</a> three](/x)", "/x"),
        ("element", "/y", "two", "<a href=/y>two</a>", "/y"),
    ]
    assert [item[:3] for item in links("<a href=/x>one [two</a> three](/y)")][1:] == [("inline", "/y", "two three")]


def test_a_url_that_is_a_links_text_is_no_link_of_its_own():
    assert links("<a href=/x>https://tea.example/</a>") == [
        ("element", "/x", "https://tea.example/", "<a href=/x>https://tea.example/</a>", "/x")
    ]
    assert [item[1] for item in links("<a href=/x>y</a> https://tea.example/")] == ["/x", "https://tea.example/"]


@pytest.mark.parametrize(
    "source",
    [
        "<a>x</a>",
        "<a name=x>y</a>",
        "<a href=''>x</a>",
        "<a href>x</a>",
        "</a>",
        "<!-- <a href=/x>y</a> -->",
        "`<a href=/x>`",
        r"\<a href=/x>",
    ],
)
def test_no_link(source):
    assert links(source) == []


EMBEDS = [
    ("<iframe src=/v title=T></iframe>", "embed", "/v", "T", "<iframe src=/v title=T>"),
    ("<video src=/v></video>", "embed", "/v", "", "<video src=/v>"),
    ("<audio src=/v></audio>", "embed", "/v", "", "<audio src=/v>"),
    ("<video><source src=/v></video>", "embed", "/v", "", "<source src=/v>"),
    ("<embed src=/v>", "embed", "/v", "", "<embed src=/v>"),
    ("<object data=/v></object>", "embed", "/v", "", "<object data=/v>"),
    ("<map><area href=/v alt=A></map>", "element", "/v", "A", "<area href=/v alt=A>"),
]


@pytest.mark.parametrize("embed", EMBEDS)
@pytest.mark.parametrize("template", ["{}", "text {} text", "> {}"])
def test_embeds(template, embed):
    source, kind, url, text, written = embed
    assert links(template.format(source)) == [(kind, url, text, written, url)]


IMAGES = [
    ("<img src=a.png>", [("a.png", "", "<img src=a.png>", "a.png")]),
    ("x <img src='a b.png' alt='茶 &amp; 水'/> y", [("a b.png", "茶 & 水", "<img src='a b.png' alt='茶 &amp; 水'/>", "a b.png")]),
    ("<img\n  alt=x\n  src=a.png>", [("a.png", "x", "<img\n  alt=x\n  src=a.png>", "a.png")]),
    ("> <img alt=x\n> src=a.png>", [("a.png", "x", "<img alt=x\n> src=a.png>", "a.png")]),
    ("<video poster=p.png></video>", [("p.png", "", "<video poster=p.png>", "p.png")]),
    (
        "<picture><source srcset='a.png 1x, b.png 2x'><img src=c.png></picture>",
        [
            ("a.png", "", "<source srcset='a.png 1x, b.png 2x'>", "a.png"),
            ("b.png", "", "<source srcset='a.png 1x, b.png 2x'>", "b.png"),
            ("c.png", "", "<img src=c.png>", "c.png"),
        ],
    ),
    ("<noscript><img src=a.png></noscript>", [("a.png", "", "<img src=a.png>", "a.png")]),
    ("<table><tr><td><img src=a.png></td></tr></table>", [("a.png", "", "<img src=a.png>", "a.png")]),
    ("<img alt=x>", []),
    ("<!-- <img src=a.png> -->", []),
    ("<script>'<img src=a.png>'</script>", []),
]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("source", "expected"), IMAGES)
def test_images(source, expected, end):
    assert images(source.replace("\n", end)) == [(url, alt, written.replace("\n", end), place) for url, alt, written, place in expected]


def test_size_title_and_link_of_an_image():
    (image,) = cnposts.parse("<a href=/big><img src=a.png title=T width=120 height='80px'></a>").images
    assert (image.width, image.height, image.title, image.link_url) == (120, 80, "T", "/big")
    (image,) = cnposts.parse("<a name=x><img src=a.png width=50%></a>").images
    assert (image.width, image.height, image.title, image.link_url) == (None, None, None, None)


TEXTS = [
    ("a <b>b</b> c", "a b c"),
    ("a<br>b<br/>c", "a\nb\nc"),
    ("<div>a</div><div>b</div>", "a\n\nb"),
    ("<p>a\n   b</p>", "a b"),
    ("<ul><li>a<li>b</ul>", "a\n\nb"),
    ("<pre>\na\n  b\n</pre>", "a\n  b"),
    ("x <script>a</script>y<style>b</style>", "x y"),
    ("<script>\n\n*a*\n\n</script>\n\nb", "b"),
    ("a<!-- b -->c", "ac"),
    ("<!--\n\nb\n\n-->\nc", "c"),
    ("<video>no</video>yes", "yes"),
    ("<video>no\n\nyes", "yes"),
    ("<title>no</title>yes", "yes"),
    ("<textarea>a</textarea>", "a"),
    ("<noscript>no</noscript>yes", "yes"),
    ("<template>\n\nno\n\n</template>\n\nyes", "yes"),
    ("<iframe src=x>no</iframe>yes", "yes"),
    ("<details><summary>a</summary>b</details>", "a\n\nb"),
    ("<table><tr><td>a</td><td>b</td></tr></table>", "a\n\nb"),
    ("&lt;b&gt; &copy; <i>&amp;</i>", "<b> © &"),
    ("<b>&lt;i&gt;</b>", "<i>"),
    ("<svg/>a", "a"),
    ("<style/>a", "a"),
    ("<div>\n\n*a*\n\n</div>", "a"),
    ("a <unknown>b</unknown>", "a b"),
    ("<!DOCTYPE html>\n\na", "a"),
    ("<?php x ?>a", "a"),
]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("# a<div>b</div>c", "a b c"),
        ("a <p>b\n===", "a b"),
        ("x\n\n# <center>a</center>", "x\n\na"),
        ("| a | <p>b</p> |\n|---|---|\n| c | d |", "a\t\nb\nc\td"),
    ],
)
def test_blocks_of_html_split_no_heading_and_no_row(source, text):
    post = cnposts.parse(source)
    assert post.text == text
    for heading in post.headings:
        assert post.text[heading.offset :] == heading.text


def test_blocks_of_html_in_a_paragraph_stand_apart_and_in_the_summary():
    post = cnposts.parse("a <div>b</div> c")
    assert post.text == post.summary == "a\n\nb\n\nc"


@pytest.mark.parametrize(("source", "text"), TEXTS)
def test_text_of_html(source, text):
    assert cnposts.parse(source).text == text


def test_many_open_elements_are_bounded():
    post, written = read("".join(f"<figure><a href=/{number}>" for number in range(100)) + "x")
    assert [link.url for link in post.links] == [f"/{number}" for number in range(100)]
    assert all(written(link.span).startswith("<a href=") for link in post.links)
    assert post.text == "x"


@pytest.mark.parametrize(
    "text",
    [
        "<figure>" * 20_000 + "x",
        "<a href=x>" * 10_000 + "</a>" * 10_000,
        "<a href=x>y " * 10_000,
        "<figcaption>" * 5_000 + "</figure>" * 5_000,
        "<b>*x* " * 5_000,
    ],
)
def test_hostile_html_is_read_to_its_end(text):
    """Growth by the square would not end here."""
    for source in (text, f"<div>\n{text}\n</div>"):
        assert all(link.span.end <= len(source) for link in cnposts.parse(source).links)


PIECE = st.sampled_from(
    [
        "<a href=/x>",
        "<a href='y' title=t>",
        "</a>",
        "<img src=i.png alt=j>",
        "<figure>",
        "</figure>",
        "<figcaption>",
        "</figcaption>",
        "<div>",
        "</div>",
        "<br>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<video poster=p>",
        "</video>",
        "[a](b)",
        "![c](d)",
        "*",
        "text",
        "茶",
        "\n",
        "\n\n",
        "> ",
        "- ",
        "<",
        '<a href="',
        "\t",
        "\r\n",
    ]
)


@given(st.lists(PIECE, max_size=20).map("".join))
def test_elements_are_what_stands_there(source):
    post, written = read(source)
    for link in post.links:
        if link.kind == "element":
            assert written(link.span).startswith("<a ")
        if "\n" not in link.url:
            assert written(link.url_span) == link.url
    for image in post.images:
        if "\n" not in image.url:
            assert written(image.url_span) == image.url
        assert written(image.span)[0] in "<!"
        assert written(image.span)[-1] in ">)"
