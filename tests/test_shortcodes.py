"""Shortcodes and template tags: what is one, what it hides from Markdown, and what is in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnposts
from cnposts import Rule, _shortcodes
from cnposts._position import Lines
from cnposts._report import Report
from cnposts._shortcodes import code_info, code_text, destination, mask, regions


def tags(source):
    return [(tag.kind, source[tag.start : tag.end]) for tag in mask(source, 0).tags]


def named(source):
    return [(tag.kind, tag.dialect, tag.name) for tag in mask(source, 0).tags]


def read(source, in_code=lambda _: False, in_destination=lambda _: False):
    lines = Lines(source)
    report = Report(lines)
    shortcodes, links, images = _shortcodes.records(mask(source, 0).tags, source, report, in_code, in_destination)
    for record in (*shortcodes, *links, *images):
        assert lines.span(record.span.start, record.span.end) == record.span
    return shortcodes, links, images, report.messages


def written(source, span):
    return source[span.start : span.end]


def shortcode(source):
    (found,) = read(source)[0]
    return found


def links(source):
    found = read(source)[1]
    assert all(link.kind == "shortcode" for link in found)
    return [(link.url, link.text) for link in found]


def image(source):
    (found,) = read(source)[2]
    assert found.kind == "shortcode"
    assert written(source, found.url_span) == found.url or "{{" in written(source, found.url_span)
    return found


@pytest.mark.parametrize(
    "tag",
    [
        "{{< figure >}}",
        "{{<figure>}}",
        "{{% note %}}",
        "{{%note%}}",
        "{{< ref/deep.html >}}",
        "{{< 图 >}}",
        '{{< x "a b" c k=v k2="v 2" k3=`ra"w` k4=\'q\' >}}',
        '{{< x a = "b" >}}',
        '{{< x "say \\"hi\\"" >}}',
        "{{< x https://host/a/?b=c#d >}}",
        '{{< x\n  src="a"\n  alt="b"\n>}}',
        '{{< x\r\n  "a" >}}',
        "{{< x />}}",
        "{{< x a/b/>}}",
        "{{% x 50% %}}",
        "{{< x `a >}} b` >}}",
        '{{< x "multi\nline" >}}',
        "{% link a.md %}",
        "{%link a.md%}",
        "{%- if x == 'y' -%}",
        "{% include figure.html\n   src='a' %}",
        "{% x { %}",
        "{{ page.title }}",
        "{{page.title}}",
        "{{ 'a' | append: \"b\" }}",
        "{{- x -}}",
        '{{ "{x}" }}',
    ],
)
def test_what_is_a_tag(tag):
    source = f"a {tag} b"
    masked = mask(source, 0)
    assert [(found.start, found.end) for found in masked.tags] == [(2, 2 + len(tag))]
    assert masked.tags[0].kind != "unclosed"
    assert masked.text.replace(masked.placeholder, "").split() == ["a", "b"]


@pytest.mark.parametrize(
    "text",
    [
        "`{{<` and `>}}`",
        "`{{%` and `%}}`",
        "`{%` and `%}`",
        "`{{` and `}}`",
        "{{< >}}",
        "{{<>}}",
        "{{}}",
        "{{ }}",
        "{{ a\nb }}",
        "{% %}",
        "{%d items",
        "{{{}}",
        "{{",
        "{%",
        "{{<",
        "{{</*",
    ],
)
def test_what_is_no_tag(text):
    masked = mask(text, 0)
    assert masked.tags == []
    assert masked.text == text


@pytest.mark.parametrize(
    "tag", ['{{< x src="a >}}', "{{< x %}}", '{{< x "a"b >}}', '{{< x "a\n\nb" >}}', "{{< x k= >}}", "{% if x", "{% x\n\n%}", "{% a {% b"]
)
def test_what_begins_like_a_tag_and_does_not_end_like_one(tag):
    masked = mask(tag, 0)
    assert masked.text == tag
    assert {found.kind for found in masked.tags} == {"unclosed"}
    assert {message.rule for message in read(tag)[3]} == {Rule.SHORTCODE_UNCLOSED}


def test_an_unclosed_tag_does_not_reach_into_the_next():
    source = "{% if x and {% endif %} {{< a {{< b >}}"
    assert tags(source) == [("unclosed", "{% if"), ("close", "{% endif %}"), ("unclosed", "{{< a"), ("open", "{{< b >}}")]


def test_escaped_shortcodes_are_shown_and_not_run():
    source = '{{</* figure src="a.png" */>}} {{%/* x */%}} {{/* note */}}'
    assert [kind for kind, _ in tags(source)] == ["output"] * 3
    assert read(source) == ([], [], [], [])


def test_masking_keeps_length_and_line_ends():
    source = 'intro\n{{< figure\r\n  src="a"\r  >}} end {{ x }}'
    masked = mask(source, 6)
    p = masked.placeholder
    assert masked.text == f"{p * 10}\r\n{p * 9}\r{p * 5} end {p * 7}"


def test_the_placeholder_is_not_in_the_source():
    assert mask("\u2e00\u2e01 {{ x }}", 0).placeholder == "\u2e02"


def test_without_tags_the_text_is_the_sources():
    assert mask("front\nbody { x }", 6).text == "body { x }"
    assert mask("{{ front }}\nbody", 12).tags == []


def test_inside_raw_nothing_is_a_tag():
    source = "{% raw %}{{ x }} {% if %}{% endraw %} {{ y }}"
    assert tags(source) == [("open", "{% raw %}"), ("close", "{% endraw %}"), ("output", "{{ y }}")]
    assert "{{ x }} {% if %}" in mask(source, 0).text
    assert regions(mask(source, 0).tags) == []
    assert tags("{% raw %}{{{% endraw %} x }}") == [("open", "{% raw %}"), ("close", "{% endraw %}")]


@pytest.mark.parametrize(
    ("source", "holds", "info"),
    [
        ("{% highlight js linenos %}\n[a](b)\n\n{{ x }}\n{% endhighlight %}", "code", ("js", "linenos")),
        ("{% codeblock demo lang:ruby %}\n[a](b)\n\n{{ x }}\n{% endcodeblock %}", "code", ("ruby", "demo")),
        ("{% code %}\n[a](b)\n\n{{ x }}\n{% endcode %}", "code", (None, None)),
        ('{{< highlight go "hl_lines=2" >}}\n[a](b)\n\n{{ x }}\n{{< /highlight >}}', "code", ("go", "hl_lines=2")),
        ('{{< code lang="toml" file="x" >}}\n[a](b)\n\n{{ x }}\n{{< /code >}}', "code", ("toml", "file=x")),
        ("{{< mermaid >}}\n[a](b)\n\n{{ x }}\n{{< /mermaid >}}", "code", ("mermaid", None)),
        ("{% comment %}\n[a](b)\n\n{{ x }}\n{% endcomment %}", "hidden", (None, None)),
    ],
)
def test_code_and_comments_are_masked(source, holds, info):
    masked = mask(source, 0)
    ((start, end, what, tag),) = regions(masked.tags)
    assert source[start:end] == "\n[a](b)\n\n{{ x }}\n"
    assert what == holds
    assert set(masked.text) == {masked.placeholder, "\n"}
    assert [len(line) for line in masked.text.split("\n")] == [len(line) for line in source.split("\n")]
    if what == "code":
        assert code_info(tag) == info


def test_masked_code_stays_in_its_list():
    source = "- {% highlight js %}\n> x\n  {% highlight js %}\n  a\n\n    b\n  {% endhighlight %}"
    masked = mask(source, 0)
    p = masked.placeholder
    assert masked.text.endswith(f"  {p * 18}\n  {p}\n\n  {p * 3}\n  {p * 18}")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{% code %}\n\n  a\n\nb\n{% endcode %}", "  a\n\nb"),
        ("{% code %}\r\na\rb\r\n{% endcode %}", "a\nb"),
        ("{% code %}a{% endcode %}", "a"),
        ("{% code %}{% endcode %}", ""),
        ("- x\n\n  {% code %}\n  a\n\n    b\n c\n  {% endcode %}", "a\n\n  b\n c"),
        ("> {% code %}\n> a\n>\n>   b\n> {% endcode %}", "a\n\n  b"),
    ],
)
def test_text_of_code(source, text):
    (region,) = regions(mask(source, 0).tags)
    assert code_text(source, region) == text


def test_code_begins_only_where_it_ends():
    assert regions(mask("{% highlight js %} then {% highlight js %}a{% endhighlight %}", 0).tags)[0][0] == 42
    assert regions(mask("`{% highlight js %}` to `{% endhighlight %}`", 0).tags) == []
    assert regions(mask("{% highlight js %}\n{% endhighlight x{%", 0).tags) == []


def test_kinds_and_dialects():
    source = (
        "{{< a >}}{{< /a >}}{{< b />}}{% for x in y %}{% endfor %}{% asset_img a.png %}{% link a.md %}{% link 文 https://x %}{% endnote %}"
    )
    assert named(source) == [
        ("open", "hugo", "a"),
        ("close", "hugo", "a"),
        ("self", "hugo", "b"),
        ("open", "liquid", "for"),
        ("close", "liquid", "for"),
        ("open", "hexo", "asset_img"),
        ("open", "liquid", "link"),
        ("open", "hexo", "link"),
        ("close", "hexo", "note"),
    ]


@pytest.mark.parametrize(
    ("source", "args", "params"),
    [
        ('{{< x "a b" c k=v k2="v 2" k3=`r"w` >}}', ("a b", "c"), {"k": "v", "k2": "v 2", "k3": 'r"w'}),
        ('{{< x "say \\"hi\\"" `a\\"b` >}}', ('say "hi"', 'a\\"b'), {}),
        ("{{< x a=b=c >}}", (), {"a": "b=c"}),
        ("{% x a, b, 'c d' k='v' %}", ("a", "b", "c d"), {"k": "v"}),
        ('{%- x "it\'s" k = "v" -%}', ("it's",), {"k": "v"}),
        ("{% if a == b %}", ("a", "==", "b"), {}),
        ("{% include x.html a={{ page.b }} %}", ("x.html",), {"a": "{{ page.b }}"}),
        ("{% codeblock lang:js https://x %}", ("https://x",), {"lang": "js"}),
    ],
)
def test_arguments(source, args, params):
    (tag,) = [found for found in mask(source, 0).tags if found.kind != "close"]
    assert tag.args == args
    assert tag.params == params
    for value in tag.given:
        assert source[value.start : value.end].replace('\\"', '"') == value.value.replace('\\"', '"')
    found = read(source)[0][0]
    assert (found.args, found.params) == (args, params)


def test_a_variable_is_no_shortcode():
    assert read("{{ page.title }} {{ f(x) }}")[0] == []


def test_pairs():
    source = "{{< tabs >}}{{< img >}}{{% tab %}}one{{% /tab %}}{{< /tabs >}} {% note %}x{% endnote %}"
    found = read(source)[0]
    assert [(item.name, item.inner, written(source, item.span)) for item in found] == [
        ("tabs", "{{< img >}}{{% tab %}}one{{% /tab %}}", source[: source.index(" {% note")]),
        ("img", None, "{{< img >}}"),
        ("tab", "one", "{{% tab %}}one{{% /tab %}}"),
        ("note", "x", "{% note %}x{% endnote %}"),
    ]


@pytest.mark.parametrize(
    ("source", "places"),
    [
        ("{{< a >}} {{< b >}}", []),
        ("{{< /a >}}", ["{{< /a >}}"]),
        ("x\n{% if a %}", ["{% if a %}"]),
        ("{% endif %}", ["{% endif %}"]),
        ("{% if a %}{% for b in c %}{% endif %}", ["{% for b in c %}"]),
        ("{% note %}", ["{% note %}"]),
        ("{% custom %}", []),
        ("{% custom %}{% endcustom %}", []),
        ("{% highlight js %}", ["{% highlight js %}"]),
    ],
)
def test_tags_that_are_not_closed(source, places):
    messages = read(source)[3]
    assert [written(source, message.span) for message in messages] == places
    assert {message.rule for message in messages} <= {Rule.SHORTCODE_UNCLOSED}


def test_tags_in_code_are_dropped():
    source = "`{{< /a >}}` {{< b >}}"
    shortcodes, _, _, messages = read(source, in_code=lambda offset: offset < 12)
    assert [item.name for item in shortcodes] == ["b"]
    assert messages == []


def test_inner_text_is_bounded():
    source = "{{< a >}}" * 200 + "{{< /a >}}" * 200
    shortcodes, _, _, messages = read(source)
    assert sum(len(item.inner or "") for item in shortcodes) <= 32 * len(source)
    assert [item.inner is None for item in shortcodes] == sorted(item.inner is None for item in shortcodes)
    assert {message.rule for message in messages} == {Rule.LIMIT_REACHED}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{{< figure src="/a.png" >}}', {"url": "/a.png"}),
        ('{{< figure src="/a" alt="A" caption="C" title="T" >}}', {"url": "/a", "alt": "A", "caption": "C", "title": "T"}),
        ('{{< figure src="a.png" width="300px" height=20 >}}', {"width": 300, "height": 20}),
        ('{{< figure src="a.png" width="50%" >}}', {"width": None}),
        ('{{< img "a.png" "描述" >}}', {"url": "a.png", "alt": "描述"}),
        ("{{< image a.png >}}", {"url": "a.png"}),
        (
            '{{% img src="/m/a.jpg" class="third right" caption="by B" link="http://x/@N00/1" %}}',
            {"caption": "by B", "link_url": "http://x/@N00/1"},
        ),
        ('{{< figure src="a.png" link="#big" target="_blank" >}}', {"link_url": "#big"}),
        ('{{< hero background="/a.webp?v=2" >}}', {"url": "/a.webp?v=2"}),
        ('{{< video src="a.mp4" poster="a.jpg" >}}', {"url": "a.jpg"}),
        ('{{< card url="/x/" image="a.png" title="T" >}}', {"url": "a.png", "title": "T", "link_url": "/x/"}),
        ("{% include figure.html src='a.png' caption=\"C\" %}", {"url": "a.png", "caption": "C"}),
        ("{% include figure image_path=\"/a.png\" alt='x' %}", {"url": "/a.png", "alt": "x"}),
        ('{% include figure.html src="{{ site.url }}/a.png" %}', {"url": "{{ site.url }}/a.png"}),
        ("{% include figure.html src=\"{{ '/a.png' | relative_url }}\" %}", {"url": "/a.png"}),
        ("{% asset_img a.png %}", {"url": "a.png", "title": None}),
        ("{% asset_img a.png 一张图 示意 %}", {"url": "a.png", "title": "一张图 示意", "alt": ""}),
        ('{% asset_img left a.png 300 200 "the title" "the alt" %}', {"width": 300, "height": 200, "title": "the title", "alt": "the alt"}),
        ('{% asset_img a.png "it\'s" %}', {"title": "it's"}),
        ("{% img https://host/a %}", {"url": "https://host/a"}),
    ],
)
def test_images(source, expected):
    found = image(source)
    assert {key: getattr(found, key) for key in expected} == expected
    assert written(source, found.span) == source


def test_a_gallery_has_many_images():
    source = '{{< gallery "a.png" "b.jpg" "see c.png" >}} {{< compare before="a.png" after="b.png" alt="x.png" >}}'
    assert [item.url for item in read(source)[2]] == ["a.png", "b.jpg", "a.png", "b.png"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{{< relref "/docs/a" >}}', [("/docs/a", "")]),
        ('{{< ref path="a.md" lang="zh" >}}', [("a.md", "")]),
        ("{% post_url 2020-01-01-x %}", [("2020-01-01-x", "")]),
        ("{% link a/b.md %}", [("a/b.md", "")]),
        ("{% link 云原生 社区 https://x/ %}", [("https://x/", "云原生 社区")]),
        ("{% post_link my-slug 一篇 Node.js 文章 %}", [("my-slug", "一篇 Node.js 文章")]),
        ('{% post_link my-slug "标题" false %}', [("my-slug", "标题")]),
        ("{% btn https://x/, 下载, download %}", [("https://x/", "下载")]),
        ('{{< button href="/a/" >}}Go on{{< /button >}}', [("/a/", "Go on")]),
        ('{{< button link="about" text="关于" >}}', [("about", "关于")]),
        ('{{< bookmark url="https://x" title="T" >}}', [("https://x", "T")]),
        ('{{< linkcard "/a/" >}}', [("/a/", "")]),
        ('{{< video src="/a.mp4" >}}', [("/a.mp4", "")]),
        ('{{< x "https://x/y" >}}', [("https://x/y", "")]),
        ("{% blockquote A B https://x C %}q{% endblockquote %}", [("https://x", "A B")]),
        ('{{< quote cite="Somebody" >}}', []),
        ('{{< quote cite="https://x" >}}', [("https://x", "")]),
        ('{{< x link="false" target="_blank" url="two words" >}}', []),
        ('{{< img src="https://x/a.png" >}}', []),
        ('{{< img src="a.png" link="https://x" >}}', [("https://x", "")]),
        ("{% include nav.html url=page.url %}", []),
        ("{% assign url = 'https://x' %}", []),
        ("{% include %}", []),
        ('{{< x url="/a" >}}two\nlines{{< /x >}}', [("/a", "")]),
        ("{{< youtube abc >}}", []),
    ],
)
def test_links(source, expected):
    assert links(source) == expected
    for link in read(source)[1]:
        assert written(source, link.url_span) == link.url
        assert source.startswith(written(source, link.span))


def test_a_tag_in_a_destination_is_no_link_of_its_own():
    shortcodes, found, _, _ = read('[a]({{< relref "/x" >}})', in_destination=lambda offset: offset == 4)
    assert [item.name for item in shortcodes] == ["relref"]
    assert found == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{% link a/b.md %}", "a/b.md"),
        ("{% post_url 2020-01-01-x %}", "2020-01-01-x"),
        ('{{< relref "/x.md" >}}', "/x.md"),
        ("{{<relref faq>}}", "faq"),
        ('{{% ref "x.md#h" %}}', "x.md#h"),
        ('{{< ref path="x.md" >}}', "x.md"),
        ('{{ "/a.png" | relative_url }}', "/a.png"),
        ("{{ '/x' | prepend: site.baseurl }}", "/x"),
        ('{{ "" }}', ""),
        ("{% asset_path x.png %}", "x.png"),
        ("{{ site.url }}/x", None),
        ("{{ site.url }}", None),
        ("{% link a.md %}#h", None),
        ("{{< figure a.png >}}", None),
        ("{{< relref >}}", None),
        ("/x", None),
        ("", None),
    ],
)
def test_destinations(text, expected):
    assert destination(text) == expected


@pytest.mark.parametrize("text", ["{{ page.title }}", "{{page.title | escape}}", "{{- page.title -}}"])
def test_the_variable_of_an_output(text):
    (tag,) = mask(text, 0).tags
    assert (tag.kind, tag.args[0]) == ("output", "page.title")


MARKS = "{{< >}} {{% %}} {% %} {{ }} /* */ a 图 k= raw endraw highlight endhighlight {%raw%} {%endraw%} {{<img>}} {{</img>}}"
PIECES = st.sampled_from([*"{}<>%/*-|\"'`\\=,() \n\r\t\u2e00", *MARKS.split(), "{% highlight x %}", "{% endhighlight %}", "\n\n"])


@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)), st.integers(0, 3))
def test_any_text_is_masked(source, start):
    start = min(start, len(source))
    masked = mask(source, start)
    assert len(masked.text) == len(source) - start
    assert masked.placeholder not in source
    covered = [False] * len(source)
    for tag in masked.tags:
        if tag.kind != "unclosed":
            covered[tag.start : tag.end] = [True] * (tag.end - tag.start)
    for first, last, _, _ in regions(masked.tags):
        covered[first:last] = [True] * (last - first)
    for offset, character in enumerate(masked.text, start):
        if source[offset] in "\r\n" or not covered[offset]:
            assert character == source[offset]
        else:
            assert character in {masked.placeholder, source[offset]}
    starts = [tag.start for tag in masked.tags]
    assert starts == sorted(starts)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_gives_records(source):
    shortcodes, links, images = read(source)[:3]
    assert all(0 <= item.span.start <= item.span.end <= len(source) for item in (*shortcodes, *links, *images))
    assert destination(source) is None or source.startswith("{")


@pytest.mark.parametrize(
    "source",
    [
        "{{<" * 100_000,
        "{%" * 100_000,
        "{{" * 100_000,
        "{" * 200_000,
        "{{</*" * 100_000,
        "{{/*" * 100_000,
        '{{< a "' * 20_000,
        "{{< a " + "b " * 100_000,
        "{{< a" + " " * 200_000,
        "{% a " * 20_000 + "%}",
        "{% a " + '" ' * 100_001 + "%}",
        "{% raw %}" * 20_000 + "{% endraw",
        "{% highlight %}\n" * 20_000 + "{% endhighlight x{%",
        "{% highlight %}x{% endhighlight %}" * 20_000,
        "{% highlight %}\n{% endhighlight %}" * 20_000,
        "{{< a >}}" * 20_000 + "{{< /b >}}" * 20_000,
        "{{< a >}}" * 20_000 + "{{< /a >}}" * 20_000,
        '{{< img a=" ' + ".png!" * 20_000 + ' " >}}',
        '{{< img a="' + ".png?" * 100_000 + ' " >}}',
        "{% x " + "{{ " * 100_000 + "%}",
        '{% img a.png "x' + " " * 20_000 + "'b'c'\" %}",
        "{{ " + "a=b, " * 20_000 + "}}",
        "{{ a }}" * 100_000,
        "{% comment %}\r" * 20_000 + "{% endcomment %}",
    ],
    ids=lambda source: source[:16],
)
def test_hostile_text_is_read_to_its_end(source):
    """Growth by the square would not end here."""
    shortcodes, _, _, _ = read(source)
    assert all(item.span.end <= len(source) for item in shortcodes)
    assert destination(source) is None or source.startswith("{")


@pytest.mark.parametrize(
    ("text", "alt", "title", "caption"),
    [
        ('{% img a.jpg "T" "A" %}', "A", "T", "T"),
        ('{{< figure src="a.jpg" title="x" alt="x" >}}', "x", "x", None),
        ('{{< figure src="a.jpg" title="x" caption="c" >}}', "", "x", "c"),
        ("{% picture a.jpg --alt x %}", "x", None, None),
    ],
)
def test_titles_are_captions_and_flags_are_nothing(text, alt, title, caption):
    (image,) = cnposts.parse(text).images
    assert (image.alt, image.title, image.caption) == (alt, title, caption)


def test_a_width_is_no_text():
    assert cnposts.parse("{% iframe https://x.example/a 100% 500 %}").links[0].text == ""


def test_a_slash_between_words_is_no_link():
    assert cnposts.parse("{% note warn Mac / Linux %}\ntext\n{% endnote %}\n").links == ()
    assert [link.url for link in cnposts.parse("{% note warn /a Linux %}\ntext\n{% endnote %}\n").links] == ["/a"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1. {% highlight c %}\nint a() {\n  int b;\n    c;\n}\n{% endhighlight %}", "int a() {\n  int b;\n    c;\n}"),
        ("- {% highlight py %}\n\tif a:\n\t\tb\n\n\tc\n\t{% endhighlight %}", "\tif a:\n\t\tb\n\n\tc\n\t"),
        ("- {% highlight c %}\n  a\n    b\n  {% endhighlight %}", "a\n  b"),
        ("> - {% highlight js %}\n>   a\n>\n>   b\n>   {% endhighlight %}", "a\n\nb"),
        ("  {% highlight c %}\na {\n  b\n}\n{% endhighlight %}", "a {\n  b\n}"),
    ],
)
def test_code_keeps_its_own_indentation(text, code):
    assert [block.text for block in cnposts.parse(text).code_blocks] == [code]
