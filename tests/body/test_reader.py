"""A whole body: its text, its records in order, and what stands where."""

from __future__ import annotations

import pytest

import cnposts
from cnposts import Rule


def sliced(post, records):
    return [post.source[item.span.start : item.span.end] for item in records]


TEXTS = [
    ("", ""),
    ("a", "a"),
    ("a\nb", "a b"),
    ("a  \nb\\\nc", "a\nb\nc"),
    ("a\n\nb", "a\n\nb"),
    ("# a\n\nb\n\nc\n===", "a\n\nb\n\nc"),
    ("- a\n- b\n  - c", "a\n\nb\n\nc"),
    ("1. a\n\n   b", "a\n\nb"),
    ("- [ ] a\n- [x] b", "a\n\nb"),
    ("> a\n> b\n>\n> c", "a b\n\nc"),
    ("| a | b |\n|---|---|\n| c | d |", "a\tb\nc\td"),
    ("x\n\n| a |\n|---|\n| b |\n\ny", "x\n\na\nb\n\ny"),
    ("```py\na\n\nb\n```", "a\n\nb"),
    ("    a\n    b", "a\nb"),
    ("`a  b` `c`", "a  b c"),
    ("*a* **b** ~~c~~", "a b c"),
    ("[a](b) ![c](d) <https://tea.example/>", "a  https://tea.example/"),
    ("a[^1]\n\n[^1]: b", "a\n\nb"),
    ("a[^x]", "a[^x]"),
    ("a ---\n\n---\n\nb", "a ---\n\nb"),
    ("[a]: /b 'c'", ""),
    ("&copy; &#x8336; \\* &lt;", "© 茶 * <"),
    ("<!-- a -->b", "b"),
    ("a {{< figure src=x.png >}} b", "a  b"),
    ("{{% note %}}a{{% /note %}}", "a"),
    ("{{ site.name }} a", "{{ site.name }} a"),
    ("{{</* b */>}} a", "{{< b >}} a"),
    ("`{{< b >}}`", "{{< b >}}"),
    ("a{:.b} c", "a c"),
    ("a\n{: .b}", "a"),
    ("![a](b){width=3} c", "c"),
    ("![a](b)\n{width=3}", ""),
    ("\u3000a\u3000", "a"),
    ("***", ""),
    ("~~a b", "~~a b"),
    ("~~a ~~ b", "~~a ~~ b"),
    ("{{< x />}}a", "a"),
    ("a\n      \nb", "a\n\nb"),
    ("# a\n      \nb", "a\n\nb"),
    ("a `&nbsp`; &nbsp``; b", "a &nbsp; &nbsp``; b"),
]


@pytest.mark.parametrize(("source", "text"), TEXTS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_text(source, text, end):
    assert cnposts.parse(source.replace("\n", end)).text == text


CODE = [
    ("```\na\n```", None, None, "a", "```\na\n```"),
    ("```py\na\n```", "py", None, "a", "```py\na\n```"),
    ("~~~ py title='x y' {1,2}\na\n\n  b\n~~~~", "py", "title='x y' {1,2}", "a\n\n  b", "~~~ py title='x y' {1,2}\na\n\n  b\n~~~~"),
    ("``` a&amp;b\n```", "a&b", None, "", "``` a&amp;b\n```"),
    ("    a\n\n      b", None, None, "a\n\n  b", "    a\n\n      b"),
    ("\ta", None, None, "a", "\ta"),
    ("> ```sh\n> a\n> ```", "sh", None, "a", "```sh\n> a\n> ```"),
    ("- ```\n  a\n   b\n  ```", None, None, "a\n b", "```\n  a\n   b\n  ```"),
    ("  ```\n  a\n  ```", None, None, "a", "```\n  a\n  ```"),
    ("```go\n{{< x >}} {{ y }}\n```", "go", None, "{{< x >}} {{ y }}", "```go\n{{< x >}} {{ y }}\n```"),
    ("> ```go {{ z }}\n> {{< x\n> ```", "go", "{{ z }}", "{{< x", "```go {{ z }}\n> {{< x\n> ```"),
    ("    {{< x >}}\n    b", None, None, "{{< x >}}\nb", "    {{< x >}}\n    b"),
    ("{{< highlight go >}}\n[a](b)\n{{< /highlight >}}", "go", None, "[a](b)", "{{< highlight go >}}\n[a](b)\n{{< /highlight >}}"),
    (
        "{% highlight ruby linenos %}\nputs\n{% endhighlight %}",
        "ruby",
        "linenos",
        "puts",
        "{% highlight ruby linenos %}\nputs\n{% endhighlight %}",
    ),
]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("code", CODE)
def test_code_blocks(code, end):
    source, lang, meta, text, written = code
    post = cnposts.parse(f"x\n\n{source}\n".replace("\n", end))
    (block,) = post.code_blocks
    assert (block.lang, block.meta, block.text) == (lang, meta, text)
    assert sliced(post, [block]) == [written.replace("\n", end)]
    assert post.links == ()
    assert text in post.text


def test_an_open_fence_is_told_where_it_begins():
    post = cnposts.parse("a\n\n> ```py\n> b\n\nc\n\n~~~\nd")
    assert [item.rule for item in post.messages] == [Rule.FENCE_UNCLOSED, Rule.FENCE_UNCLOSED]
    assert sliced(post, post.messages) == ["```py", "~~~"]
    assert [block.text for block in post.code_blocks] == ["b", "d"]


SUMMARIES = [
    ("a\n\n<!--more-->\n\nb", "a"),
    ("a\n\n<!-- more -->\n\nb", "a"),
    ("a\n\n<!-- MORE -->\n\nb", "a"),
    ("a\n\n<!-- truncate -->\n\nb", "a"),
    ("a\n\n<!-- excerpt -->\n\nb", "a"),
    ("a\n\n<!-- end_excerpt -->\n\nb", "a"),
    ("# t\n\na <!--more--> b", "t\n\na"),
    ("- a\n\n  <!--more-->\n- b", "a"),
    ("a\n\n<!--more-->\n\nb\n\n<!--more-->\n\nc", "a"),
    ("<!--more-->\n\nb", "b"),
    ("a\n\n<!-- more of this -->\n\nb", "a\n\nb"),
    ("`<!--more-->`\n\nb", "<!--more-->\n\nb"),
    ("# t\n\na\n\n```\ncode\n```\n\n- b", "a\n\nb"),
    ("a\n\n" + "字" * 140 + "\n\nb", "a\n\n" + "字" * 140),
    ("---\nsummary: s\n---\na\n\n<!--more-->\n\nb", "s"),
]


@pytest.mark.parametrize(("source", "summary"), SUMMARIES)
def test_summary(source, summary):
    assert cnposts.parse(source).summary == summary


ATTRIBUTES = [
    ("![a](b){width=10 height=20}", 10, 20),
    ("![a](b){: width='10px' height=\"20\" }", 10, 20),
    ("![a](b) {width=10}", 10, None),
    ("![a](b)\n{: .wide width=10}", 10, None),
    ("![a](b){style='width: 10px; height: 20px'}", 10, 20),
    ("![a](b){width=50% height=auto}", None, None),
    ("![a](b){max-width=10}", None, None),
    ("![a](b)x{width=10}", None, None),
    ("[![a](b)](c)", None, None),
]


@pytest.mark.parametrize(("source", "width", "height"), ATTRIBUTES)
def test_attribute_blocks_behind_images(source, width, height):
    (image,) = cnposts.parse(source).images
    assert (image.width, image.height) == (width, height)


def test_attribute_blocks_belong_to_the_image_before_them():
    post = cnposts.parse("![a](b){width=1} ![c](d){width=2} {width=3}")
    assert [image.width for image in post.images] == [1, 2]
    assert post.text == "{width=3}"


TEMPLATED = [
    ("[a]({% link _posts/x.md %})", "_posts/x.md", "{% link _posts/x.md %}"),
    ("[a]({% post_url 2020-01-02-x %})", "2020-01-02-x", "{% post_url 2020-01-02-x %}"),
    ('[a]({{< relref "/x.md" >}})', "/x.md", '{{< relref "/x.md" >}}'),
    ('[a](<{{< ref "x.md" >}}>)', "x.md", '{{< ref "x.md" >}}'),
    ('[a]({{< ref "x y.md" >}} "t")', "x y.md", '{{< ref "x y.md" >}}'),
    ("[a]({{ site.url }}/x)", "{{ site.url }}/x", "{{ site.url }}/x"),
    ('[a]({{ "/x" | relative_url }})', "/x", '{{ "/x" | relative_url }}'),
    ("[a][b]\n\n[b]: {{< ref x.md >}}", "x.md", "{{< ref x.md >}}"),
    ("<a href='{% link x.md %}'>a</a>", "x.md", "{% link x.md %}"),
    ('<a href="{{ site.url }}/x">a</a>', "{{ site.url }}/x", "{{ site.url }}/x"),
    ("> - [a]({% link x.md %})", "x.md", "{% link x.md %}"),
    ("| [a]({% link x.md %}) |\n|---|", "x.md", "{% link x.md %}"),
]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(("source", "url", "written"), TEMPLATED)
def test_templated_destinations(source, url, written, end):
    post = cnposts.parse(source.replace("\n", end))
    (link,) = post.links
    assert (link.url, link.text) == (url, "a")
    assert post.source[link.url_span.start : link.url_span.end] == written
    assert post.text == "a"
    assert post.messages == ()


def test_templated_texts_and_titles():
    post = cnposts.parse("[{{ page.title }} b]({{ site.url }}/x '{{ page.title }}')\n\n![{{ a }}](b '{{ c }} d')\n")
    (link,), (image,) = post.links, post.images
    assert (link.title, image.title) == ("{{ page.title }}", "{{ c }} d")
    assert link.text == "{{ page.title }} b"
    post = cnposts.parse("> [a][b]\n\n> [b]: /x '{{ y }}'\n> z\n")
    assert [(link.url, link.title) for link in post.links] == [("/x", "{{ y }}")]


def test_masked_tags_keep_code_and_html_whole():
    post = cnposts.parse("`a {{< b >}}\nc` <img src=x alt='{{ y }}' title=\"{{< z >}}\">")
    assert post.text == "a {{< b >}} c"
    assert (post.images[0].alt, post.images[0].title) == ("{{ y }}", "{{< z >}}")
    assert [item.name for item in post.shortcodes] == ["z"]


LINKED = [
    ("[![a](b)](c)", "b", "c"),
    ("[x ![a](b) y](c)", "b", "c"),
    ("[**![a](b)**][c]\n\n[c]: c", "b", "c"),
    ("<a href=c>![a](b)</a>", "b", "c"),
    ("<a href=c>\n\n![a](b)\n\n</a>", "b", "c"),
    ("[<img src=b>](c)", "b", "c"),
    ("[x](c) ![a](b)", "b", None),
    ("<a name=c>![a](b)</a>", "b", None),
]


@pytest.mark.parametrize(("source", "url", "link_url"), LINKED)
def test_linked_images(source, url, link_url):
    (image,) = cnposts.parse(source).images
    assert (image.url, image.link_url) == (url, link_url)


def test_texts_of_links_and_alts_of_images():
    post = cnposts.parse("[*a* `b` ![c](d) <i>e</i>\nf](g) ![*h* `i`\nj [k](l) ![m](n)](o)")
    assert [link.text for link in post.links] == ["a b e f"]
    assert [(image.url, image.alt) for image in post.images] == [("d", "c"), ("o", "h i j k m")]


def test_records_come_in_source_order():
    source = (
        "[1](a) <a href=b>2</a> {{< ref c >}} https://d.example\n\n"
        "![1](a.png) <img src=b.png> {{< img c.png >}}\n\n"
        "[^1]: [5](e)\n\n"
        "```\nx\n```\n\n{{< highlight go >}}\ny\n{{< /highlight >}}\n\n    z\n\n"
        "<iframe src=f></iframe>\n\n[7][r] [^1]\n\n[r]: g\n"
    )
    post = cnposts.parse(source)
    for records in (post.links, post.images, post.code_blocks, post.shortcodes, post.headings):
        starts = [item.span.start for item in records]
        assert starts == sorted(starts)
    assert [link.url for link in post.links] == ["a", "b", "c", "https://d.example", "e", "f", "g"]
    assert [image.url for image in post.images] == ["a.png", "b.png", "c.png"]
    assert [block.text for block in post.code_blocks] == ["x", "y", "z"]
    assert [link.kind for link in post.links] == ["inline", "element", "shortcode", "literal", "inline", "embed", "reference"]


MDX = """import Pot from "https://tea.example/pot.mdx"
export const size = "https://tea.example/size"

# Tea

<Pot href="x" src="y.png">warm [water](/water)</Pot>

<img src={pot} /> <img src="p.png" /> <a href={there}>there</a>

{/* truncate */}

See https://tea.example/
"""


def test_mdx_imports_and_components_are_no_links():
    post = cnposts.parse(MDX, path="tea.mdx")
    assert [(link.kind, link.url) for link in post.links] == [("inline", "/water"), ("literal", "https://tea.example/")]
    assert [image.url for image in post.images] == ["p.png"]
    assert "{/* truncate */}" not in post.text
    assert post.text.endswith("warm water\n\nthere\n\nSee https://tea.example/")
    assert post.summary.endswith("there")


def test_mdx_imports_are_no_summary():
    assert cnposts.parse(MDX, path="tea.mdx").summary == "Tea\n\nwarm water\n\nthere"


def test_mdx_without_a_mark_has_a_summary_of_its_paragraphs():
    assert cnposts.parse("import x from 'y'\n\n# Tea\n\nwarm\n", path="tea.mdx").summary == "warm"


def test_the_same_text_as_markdown_has_them():
    post = cnposts.parse(MDX, path="tea.md")
    kinds = {link.url: link.kind for link in post.links}
    assert kinds["https://tea.example/pot.mdx"] == kinds["https://tea.example/size"] == "bare"
    assert kinds["{there}"] == "element"
    assert [image.url for image in post.images] == ["{pot}", "p.png"]
    assert "{/* truncate */}" in post.text


def test_the_suffix_of_mdx_is_known_in_any_case():
    assert cnposts.parse("<Pot src='x' />\n\n<img src={x} />", path="A.MDX").images == ()


def test_code_that_talks_of_scripts_in_a_component_hides_nothing_behind_it():
    post = cnposts.parse("<Checklist>\n- [ ] a `<script>` tag\n</Checklist>\n\n## Links\n\n[text](/url)\n", path="tea.mdx")
    assert post.links[0].text == "text"
    assert post.headings[0].text == "Links"
