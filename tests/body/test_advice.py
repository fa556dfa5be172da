"""What is doubtful about a destination: found, placed, and with a cure where one is known."""

from __future__ import annotations

import pytest

import cnposts
from cnposts import Rule


def said(source):
    """Rule, slice and suggestion of each message."""
    post = cnposts.parse(source)
    return [(item.rule, post.source[item.span.start : item.span.end], item.suggestion) for item in post.messages]


@pytest.mark.parametrize(
    ("url", "suggestion"),
    [
        ("https://tea.example（注）", "https://tea.example"),
        ("https://tea.example/a，再看", "https://tea.example/a"),
        ("https://tea.example/a。", "https://tea.example/a"),
        ("https://tea.example/「a」", "https://tea.example/"),
        ("http：//tea.example", "http://tea.example"),
        ("https：／／tea.example/ａ", "https://tea.example/a"),
        ("https:／／tea.example", "https://tea.example"),
        ('https://tea.example"', "https://tea.example"),
        ("https://tea.example/a”", "https://tea.example/a"),
        ("/a'", "/a"),
        ("C:/photos/a.png", None),
        ("file:///home/ada/a.png", None),
        ("FILE:/a.png", None),
    ],
)
@pytest.mark.parametrize("template", ["[x]({})", "![x](<{}>)", "[x][y]\n\n[y]: <{}>", "<img src={}>"])
def test_suspects(template, url, suggestion):
    if template.startswith("<img") and url.endswith(("'", '"')):
        template = "<a href='{}'>x</a>" if url.endswith('"') else '<a href="{}">x</a>'
    assert said(template.format(url)) == [(Rule.URL_SUSPECT, url, suggestion)]


@pytest.mark.parametrize("url", ["http://[x", "http://a]b/", "http://tea.example:port/", "//[", "http://tea.example:99999999/"])
def test_what_cannot_be_a_url(url):
    assert said(f"> [x](<{url}>)") == [(Rule.URL_INVALID, url, None)]


@pytest.mark.parametrize(
    "url",
    [
        "https://tea.example/茶",
        "https://tea.example/a%20b?c=d&e=f#g",
        "/路径/（旧）.md",
        "a b.md",
        "#标题，一",
        "mailto:ada@tea.example",
        "c:x",
        "",
        "{{ site.url }}/（a）",
        "data:image/png;base64,AAAA",
        "https://tea.example/a'b",
        "tel:+861234",
    ],
)
def test_nothing_to_say(url):
    assert said(f"[x](<{url}>)") == []


def test_urls_in_running_text_are_not_doubted():
    assert said("见 https://tea.example/a，好。 <https://tea.example/（x）>") == [
        (Rule.URL_SUSPECT, "https://tea.example/（x）", "https://tea.example/")
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_cure_put_in_place_leaves_nothing_to_say(end):
    source = end.join(["---", "title: x", "---", "> - [a](http：//tea.example/x)", ">   ![b](https://tea.example/b.png”)"])
    post = cnposts.parse(source)
    assert [item.span.line for item in post.messages] == [4, 5]
    text = post.source
    for item in reversed(post.messages):
        text = text[: item.span.start] + item.suggestion + text[item.span.end :]
    assert cnposts.parse(text).messages == ()


@pytest.mark.parametrize(
    ("source", "written", "suggestion"),
    [
        ("[a](b c.md)", "[a](b c.md)", "[a](<b c.md>)"),
        ("![a](b (1).png)", "![a](b (1).png)", "![a](<b (1).png>)"),
        ("x [a]（b.md） y", "[a]（b.md）", "[a](b.md)"),
        ("[a]（https://tea.example)", "[a]（https://tea.example)", "[a](https://tea.example)"),
        ("[a] (https://tea.example/b)", "[a] (https://tea.example/b)", "[a](https://tea.example/b)"),
        ("[a] (./b)", "[a] (./b)", "[a](./b)"),
        ("[*a* b](c d/e)", "[*a* b](c d/e)", "[*a* b](<c d/e>)"),
    ],
)
def test_what_is_nearly_a_link(source, written, suggestion):
    assert said(source) == [(Rule.LINK_MALFORMED, written, suggestion)]
    again = cnposts.parse(source.replace(written, suggestion))
    assert again.messages == ()
    assert len(again.links) + len(again.images) == 1


@pytest.mark.parametrize(
    "source",
    ["[a](see below)", "[a]（见下）", "[a] (b)", "[x] then (y)", "[a][b]", r"\[a](b c.md)", "`[a](b c.md)`", "[a] （b.md）", "](b c.md)"],
)
def test_what_is_text_and_was_meant_so(source):
    assert said(source) == []


@pytest.mark.parametrize(
    ("source", "written", "suggestion"),
    [
        ("##标题", "##标题", "## 标题"),
        ("text\n\n###a b", "###a b", "### a b"),
        ("#标题", "#标题", "# 标题"),
        ("> ##x", "##x", "## x"),
        ("a\n##b\nc", "##b", "## b"),
    ],
)
def test_what_is_nearly_a_heading(source, written, suggestion):
    assert said(source) == [(Rule.HEADING_MALFORMED, written, suggestion)]


@pytest.mark.parametrize(
    "source", ["#1 is the best", "#!shell", "#tag and\n#more", "a ##b", "#######a", "    ##x", "```\n##x\n```", r"\##x"]
)
def test_marks_that_are_no_heading(source):
    assert said(source) == []
