"""HTML is what was read: nothing lost, nothing twice, and nothing that runs."""

from __future__ import annotations

import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

import cnposts
from cnposts.export import to_html

DATA = Path(__file__).parent.parent / "data"
CASES = yaml.safe_load((DATA / "export/html.yaml").read_text("utf-8"))
COMMONMARK = json.loads((DATA / "markdown/commonmark-0.31.2.json").read_text("utf-8"))
LITERALS = {608, 611, 612}
"""Examples with a URL in running text, which GFM makes a link."""


def lines(html):
    return "\n".join(line.rstrip() for line in html.strip().split("\n"))


def around(shortcode, inner):
    return f"<{shortcode.name}>{inner}</{shortcode.name}>"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_cases(case):
    post = cnposts.parse(f"---\ntitle: T\n---\n{case['text']}")
    renders = dict.fromkeys(case.get("renders", []), around)
    assert lines(to_html(post, shortcodes=renders, trusted=True)) == case["html"]


def folded(html):
    html = re.sub(r' id="[^"]*"', "", html).replace(" />", ">").replace("/>", ">").replace("&quot;", '"').replace("&#x27;", "'")
    blocks = "blockquote|div|h[1-6]|hr|li|ol|p|pre|section|table|tbody|td|th|thead|tr|ul"
    return re.sub(rf"\s*(</?(?:{blocks})\b[^>]*>)\s*", r"\1", html).strip()


@pytest.mark.parametrize(
    "example", [example for example in COMMONMARK if example["example"] not in LITERALS], ids=lambda example: str(example["example"])
)
def test_the_specifications_examples(example):
    text = example["markdown"]
    post = cnposts.parse("---\n---\n" + text)
    assert folded(to_html(post, trusted=True)) == folded(example["html"])


class Seen(HTMLParser):
    """All that a page holds."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.text = set(), [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data):
        self.text += data


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVa&#115;cript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "![x](data:text/html;base64,PHNjcmlwdD4=)",
    "<javascript:alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg onload=alert(1)>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<video poster='javascript:alert(1)' src=x onerror=alert(1)></video>",
    '<img srcset="javascript:alert(1) 1x, b.png 2x">',
    '<blockquote cite="javascript:alert(1)">x</blockquote>',
    '<p style="background:url(javascript:alert(1))">x</p>',
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<title><img src=x onerror=alert(1)></title>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<form action=javascript:alert(1)><button>x</button><input type=submit onfocus=alert(1) autofocus></form>",
    "<base href=javascript:/a/><a href=/x>x</a>",
    "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
    "<a title='",
    "```<img/onerror=x\n```",
    '# h {#"onclick=alert(1)}',
    "{{< figure src='javascript:alert(1)' link='javascript:alert(2)' caption='<script>' >}}",
    '{{< x "\'><img src=x onerror=alert(1)>" >}}',
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "[a]: javascript:alert(1)\n\n[a] ![a]",
]
FORBIDDEN = {"script", "style", "svg", "math", "iframe", "object", "embed", "form", "base", "meta", "link", "button", "textarea"}
SCHEMES = re.compile(r"[\s\x00-\x20]*(?:javascript|vbscript|data)", re.IGNORECASE)


def check(html):
    page = Seen(html)
    assert not page.tags & FORBIDDEN
    for tag, name, value in page.attributes:
        assert not name.startswith("on"), (tag, name, value)
        assert name not in {"style", "srcdoc", "formaction", "action"} or re.fullmatch(r"text-align:\w+;?", value), (tag, name, value)
        assert name not in {"href", "src", "srcset", "poster", "cite"} or not SCHEMES.match(value), (tag, name, value)


def quoted(shortcode, inner):
    return Markup('<x-y title="{}">{}</x-y>').format(" ".join(shortcode.args), Markup(inner))  # noqa: S704 - what a user writes


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("wrapped", ["{}", "{{{{< x >}}}}\n{}\n{{{{< /x >}}}}", "> - {}", "| a |\n|---|\n| {} |", "<a title='\n\n{}"])
def test_nothing_runs(text, wrapped):
    post = cnposts.parse(wrapped.format(text))
    check(to_html(post))
    check(to_html(post, rewrite=lambda record: record.url))
    check(to_html(post, shortcodes={"x": lambda shortcode, inner: f"<b title='{shortcode.args}'>{inner}</b>"}))
    check(to_html(post, shortcodes={"x": quoted}))


PIECES = st.sampled_from(
    [
        *HOSTILE,
        "{{< x >}}",
        "{{< /x >}}",
        "{{% x %}}",
        "{% x %}",
        "\n\n",
        "\n> ",
        "\n- ",
        "    ",
        "*",
        "`",
        "|",
        "[^1]",
        "\n[^1]: ",
        "</a>",
        '"',
        "'",
        "<",
    ]
)


@given(st.lists(PIECES | st.text(max_size=5), max_size=12).map("".join))
def test_nothing_runs_and_nothing_breaks_whatever_is_put_together(text):
    post = cnposts.parse(text)
    renders = {"x": quoted, "figure": around}
    check(to_html(post, shortcodes=renders))
    to_html(post, shortcodes=renders, trusted=True, rewrite=lambda _: "/x")


def test_html_that_vouches_for_itself_stays():
    post = cnposts.parse("{{< video 7 >}} and {{< box >}}*a* {{< video 8 >}}{{< /box >}}")

    def video(shortcode, _):
        return Markup('<iframe src="https://video.example/{}"></iframe>').format(shortcode.args[0])

    def box(_, inner):
        return Markup("<div onclick='ok()'>{}</div>").format(Markup(inner))  # noqa: S704 - cleaned already

    html = to_html(post, shortcodes={"video": video, "box": box})
    frames = [f'<iframe src="https://video.example/{number}"></iframe>' for number in (7, 8)]
    assert frames[0] in html
    assert f"<div onclick='ok()'><em>a</em> {frames[1]}</div>" in html
    assert "kept" not in html
    plain = to_html(post, shortcodes={"video": lambda shortcode, inner: str(video(shortcode, inner))})
    assert "iframe" not in plain


def test_a_function_that_returns_no_html_is_named():
    with pytest.raises(TypeError, match="the shortcode 'x' must return HTML, not NoneType"):
        to_html(cnposts.parse("{{< x >}}"), shortcodes={"x": lambda _, __: None})


def test_elements_that_hide_markup_are_left_out_and_what_is_in_them_stays():
    html = to_html(cnposts.parse("Use the <title> tag\n\n**bold**\n\n<noscript>\n<img src='/a.png' alt='x'>\n</noscript>\n"))
    assert "<strong>bold</strong>" in html
    assert '<img src="/a.png" alt="x">' in html


def test_images_that_a_script_would_load_are_loaded():
    post = cnposts.parse("<img src='data:image/png;base64,xx' data-src='b.png' alt=q>")
    assert to_html(post, rewrite=lambda record: f"/{record.url}") == '<img src="/b.png" alt="q">\n'


def test_no_reference_is_lost_that_stands_in_mdx():
    html = to_html(cnposts.parse("import X from 'x'\n\n**import x** is\n\n{/* truncate */}\n\ntext\n", path="a.mdx"), trusted=True)
    assert html == "<p><strong>import x</strong> is</p>\n<p>text</p>\n"


def test_braces_stay_in_urls_for_generators_to_resolve():
    post = cnposts.parse("[a]({filename}b.md) ![c]({static}/d.png)\n\n<img src='|static|/f.png'>\n")
    html = to_html(post, trusted=True)
    for url in ("{filename}b.md", "{static}/d.png", "|static|/f.png"):
        assert url in html


def test_the_link_around_a_shortcodes_image_is_rewritten_as_well():
    post = cnposts.parse('{{< figure src="loop.svg" link="loop.md" >}}')
    asked = []

    def rewrite(record):
        asked.append(record)
        return f"/new/{record.url}"

    assert to_html(post, rewrite=rewrite, trusted=True) == '<a href="/new/loop.md"><img src="/new/loop.svg" alt=""></a>\n'
    assert sorted(record.url for record in asked) == ["loop.md", "loop.svg"]


def test_each_record_is_asked_for_once():
    text = "[a](b) ![c](d) <https://e.example> https://f.example <a href=g>h</a> <img src=i srcset='j 1x, k 2x'>\n\n[l][]\n\n[l]: m\n主页：https://n.example\n"
    post = cnposts.parse(text)
    asked = []
    to_html(post, rewrite=asked.append, trusted=True)
    assert sorted(record.url for record in asked) == sorted(record.url for record in (*post.links, *post.images) if record.kind != "bare")


def test_an_attribute_without_quotes_gets_some():
    assert to_html(cnposts.parse("<a href=/x title=y>z</a>"), rewrite=lambda _: "", trusted=True) == '<p><a href="" title=y>z</a></p>\n'


def test_deep_nesting_ends_somewhere():
    text = ("*a " * 20 + "{{< b >}}") * 16 + "x" + ("{{< /b >}}" + "b*" * 20) * 16
    assert "x" in to_html(cnposts.parse(text), shortcodes={"b": around})


def test_a_table_of_few_lines_has_not_millions_of_cells():
    columns = 3_000
    html = to_html(cnposts.parse("|a" * columns + "|\n" + "|-" * columns + "|\n" + "a\n" * columns), trusted=True)
    assert html.count("<td>") < 110_000


def test_without_nh3_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "nh3", None)
    with pytest.raises(ImportError, match=r"cnposts\[html\]"):
        to_html(cnposts.parse("x"))
    assert to_html(cnposts.parse("x"), trusted=True) == "<p>x</p>\n"


def test_an_image_that_loads_later_is_asked_for_once():
    asked = []
    to_html(cnposts.parse("<img data-src='b.png'>"), rewrite=asked.append)
    assert [record.url for record in asked] == ["b.png"]


def test_marks_in_attributes_go_with_these():
    post = cnposts.parse("{{< a >}}{{< b >}}{{< /a >}}")
    renders = {"a": lambda _, inner: f'<b title="{inner}" id=x>y</b>', "b": lambda _, __: Markup("<i>k</i>")}
    assert to_html(post, shortcodes=renders) == "<b>y</b>\n"


def test_styles_and_inputs_are_those_of_tables_and_tasks():
    html = to_html(cnposts.parse('<table><tr><td style="color:red;text-align:right">x</td></tr></table>\n\n<input type=password name=x>\n'))
    assert '<td style="text-align:right">' in html
    assert "color" not in html
    assert 'type="checkbox"' in html
    assert "password" not in html


def test_braces_that_are_no_attribute_list_stay():
    post = cnposts.parse("GET /v1/{:cluster}/{:node} now, `{:x}`\n\n*a*{: .lead} b\n\ntext\n{: #c}\n")
    assert post.text == "GET /v1/{:cluster}/{:node} now, {:x}\n\na b\n\ntext"
    assert "/{:cluster}/{:node} now, <code>{:x}</code>" in to_html(post)


def test_an_ipv6_host_keeps_its_brackets():
    assert 'href="http://[::1]/%5Ba%5D"' in to_html(cnposts.parse("[x](<http://[::1]/[a]>)"))


def test_links_of_a_shortcode_without_a_function():
    html = to_html(cnposts.parse("{% link_card https://e.example/ 茶 %} {{< button href='/b' >}}Go{{< /button >}}"), trusted=True)
    assert '<a href="/b">Go</a>' in html
    assert 'href="https://e.example/"' in html


def test_marks_in_attributes_of_html_that_vouches_for_itself_go():
    """What they stand for holds quotes, and could end the attribute."""

    def badge(shortcode, inner):
        return Markup('<b title="{}">{}</b>').format(shortcode.args[0], Markup(inner))  # noqa: S704 - cleaned already

    def tip(_, inner):
        return Markup('<span title="{}"><script>{}</script>{}</span>').format(Markup(inner).striptags(), Markup(inner), Markup(inner))  # noqa: S704

    post = cnposts.parse('{{< tip >}}{{< badge " onfocus=alert(1) autofocus " >}}{{< /tip >}}')
    html = to_html(post, shortcodes={"badge": badge, "tip": tip})
    assert html.replace("\n", "") == '<span title=""><script></script><b title=" onfocus=alert(1) autofocus "></b></span>'
    shouted = to_html(post, shortcodes={"badge": badge, "tip": lambda _, inner: inner.upper()})
    assert '<b title=" onfocus=alert(1) autofocus "></b>' in shouted


INNER = {
    '{{< a >}}\n    {{< b "x" >}}\n    word\n    {{< /b >}}\n{{< /a >}}': "<a><b>word</b>\n</a>",
    "{{< a >}}\n    Some [link](u).\n{{< /a >}}": '<a>Some <a href="/new">link</a>.</a>',
    "{{% a %}}\n    {{< b >}}\nword\n{{< /b >}}\n{{% /a %}}": "<a><b>word</b>\n</a>",
    "{{< a >}}https://bare.example{{< /a >}} {{< a >}}- [x](y){{< /a >}}": (
        '<a>https://bare.example</a> <a><ul>\n<li><a href="/new">x</a></li>\n</ul>\n</a>'
    ),
    "# {{ page.title }} words": '<h1 id="words">{{ page.title }} words</h1>',
}


@pytest.mark.parametrize(("text", "html"), INNER.items())
def test_inner_texts(text, html):
    renders = {"a": around, "b": around}
    assert to_html(cnposts.parse(text), shortcodes=renders, rewrite=lambda _: "/new", trusted=True).strip() == html


def test_tags_in_a_note_that_stands_in_a_pair_are_its_own():
    text = "Head {{< y >}}.\n\n{{< a >}}\nText[^1].\n\n[^1]: Write `{{< z >}}` here.\n{{< /a >}}\n"
    assert "Write <code>{{&lt; z &gt;}}</code> here." in to_html(cnposts.parse(text), shortcodes={"a": around}, trusted=True)
