"""Whatever a post is made of: URLs and keys come out as asked, and cutting them out leaves the same text before and after."""

from __future__ import annotations

import json
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnposts
from cnposts import edit

URLS = st.sampled_from(
    ["a.md", "/b/c.png", "https://one.example/x?y=1&z=2", "two%20words.md", "图/片.png", "(p).md", "#frag", "q.md?x=[1]"]
)
WORDS = st.sampled_from(["word", "中文", "*em*", "`code`", "a_b", "(x)", "&amp;", "\\*", "!", "~~s~~", "{{ site.x }}", "1 < 2"])
SELF = st.sampled_from(
    ["https://one.example/a", "www.two.example", "me@three.example", "<https://four.example/>", "主页：https://five.example。"]
)
NEW = [
    "https://new.example/{}",
    "/plain/{}.md",
    "two words {}.md",
    "p(a)r({}",
    "图片{}，.png",
    "?a=1&copy;=\"2\"&b='{}'",
    "x`y<z>|{}\\",
    "#s-{}",
    "{{{{ site.cdn }}}}/{}",
]


@st.composite
def inlines(draw):
    """A line of text with links and images of all kinds."""
    parts = []
    for number in range(draw(st.integers(1, 4))):
        url, word = draw(URLS), draw(WORDS)
        parts.append(
            draw(
                st.sampled_from(
                    [
                        word,
                        f"[{word}]({url})",
                        f'![{word}](<{url}> "t")',
                        f"[![{word}]({url})]({url})",
                        f"[{word}][r{number}]",
                        "[label]",
                        f'<a href="{url}">{word}</a>',
                        f"<img src='{url}' alt=x>",
                        f'{{{{< figure src="{url}" >}}}}',
                        "note[^1]",
                        draw(SELF),
                    ]
                )
            )
        )
    return " ".join(parts)


@st.composite
def blocks(draw, depth=3, blank="\t"):  # noqa: PLR0911 - one for each kind
    """Lines of blocks: paragraphs, headings, tables, code, raw HTML, footnotes, and quotes and lists of blocks."""
    kind = draw(st.sampled_from(["text", "text", "heading", "table", "fence", "html", "note", *["quote", "list", "numbers"] * (depth > 0)]))
    line = draw(inlines())
    if kind == "heading":
        return [f"## {line}"]
    if kind == "table":
        cells = line.replace("|", "")
        return ["| a | b |", "|---|---|", f"| {cells} | x |"]
    if kind == "fence":
        return ["```md", "[not](a-link.md)", "```"]
    if kind == "html":
        return ["<div>", f'<img src="{draw(URLS)}">', "</div>"]
    if kind == "note":
        return [f"[^1]: {line}"]
    if kind == "text":
        return [line, *([draw(inlines())] if draw(st.booleans()) else [])]
    inner = [inner for _ in range(draw(st.integers(1, 2))) for inner in [*draw(blocks(depth=depth - 1, blank=blank)), ""]][:-1]
    first, rest = {"quote": ("> ", "> "), "list": (f"-{blank}", blank.rjust(2) if blank == " " else blank), "numbers": ("1. ", "   ")}[kind]
    return [(first if not at else rest) + text if text else rest.rstrip() for at, text in enumerate(inner)]


HEADERS = [
    [],
    ["---", "title: 'T'", "cover: a.png   # cover", "tags:", "  - one # 1", '  - "two"', "# end", "---"],
    ["+++", "title = 'T'", "images = [\"a.png\", 'b.png'] # c", "[params]", "x = 1", "+++"],
    ["{", '  "title": "T",', '  "image": "a.png"', "}"],
]


@st.composite
def posts(draw, blank="\t"):
    """A whole post, with any line ends; ``blank`` stands behind the marks of lists."""
    lines = list(draw(st.sampled_from(HEADERS)))
    for _ in range(draw(st.integers(1, 4))):
        lines += ["", *draw(blocks(blank=blank))]
    lines += ["", "[label]: a.md 't'", "[r0]: <b c.md>", "[r1]:", "  c.md", ""]
    return cnposts.parse(draw(st.sampled_from(["\n", "\r\n", "\r"])).join(lines))


def places(post):
    return {record.url_span: record for record in sorted((*post.links, *post.images), key=lambda record: record.url_span.start)}


@given(post=posts(), form=st.sampled_from(NEW), chosen=st.integers(0, 2**12))
def test_any_urls_of_any_post(post, form, chosen):
    old, numbers = places(post), count()
    new = {span: form.format(next(numbers)) for at, span in enumerate(old) if chosen >> at % 12 & 1 and old[span].kind != "key"}
    while True:
        try:
            text = edit.rewrite_urls(post, lambda record: new.get(record.url_span)).apply()
        except cnposts.EditError as error:
            if error.span not in new or form in NEW[:2]:
                raise
            del new[error.span]
        else:
            break
    after = cnposts.parse(text)
    assert [record.url for record in places(after).values()] == [new.get(span, record.url) for span, record in old.items()]
    assert after.meta.raw == post.meta.raw
    assert len(after.headings) == len(post.headings)
    assert after.code_blocks == post.code_blocks or new
    assert edit.rewrite_urls(after, lambda record: record.url).apply() == text


@given(post=posts(), words=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12), at=st.integers(0, 30))
def test_any_text_of_any_link(post, words, at):
    records = [record for record in (*post.links, *post.images) if record.kind != "key"]
    if not records:
        return
    record = records[at % len(records)]
    try:
        text = edit.set_text(post, record, words).apply()
    except cnposts.EditError as error:
        assert error.span  # noqa: PT017 - where it may be refused, it says where
        return
    after = cnposts.parse(text)
    assert [one.url for one in (*after.links, *after.images)] == [one.url for one in (*post.links, *post.images)]
    assert after.header == post.header


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("header", HEADERS[1:], ids=["yaml", "toml", "json"])
@given(value=VALUES, key=st.sampled_from(["title", "tags", "cover", "images", "params", "params.x", "tags[1]", "new"]))
def test_any_value_of_any_key(header, value, key):
    post = cnposts.parse("\n".join([*header, "", "text"]))
    try:
        edits = edit.set_meta(post, {key: value})
    except TypeError as error:
        assert header[0] == "+++"
        assert "not None" in str(error)  # noqa: PT017
        return
    except cnposts.EditError:
        assert key == "tags[1]"
        assert header[0] != "---"
        return
    after = cnposts.parse(edits.apply())
    read = after.meta.raw
    for part in {"params.x": ["params", "x"], "tags[1]": ["tags", 1]}.get(key, [key]):
        read = read[part]
    assert json.dumps(read) == json.dumps(value)
    assert after.content == post.content
    kept = [line for line in header if "#" in line and not line.startswith(("tags", "  -", "cover", "images"))]
    assert [line for line in after.header.splitlines() if line in kept] == kept
