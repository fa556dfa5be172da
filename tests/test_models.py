"""The models: frozen, described, there and back by JSON and pickle; and what a post tells from them."""

from __future__ import annotations

import copy
import json
import pickle
from itertools import pairwise

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnposts
from cnposts import FrontMatter, Heading, Image, Link, Message, Person, Post, Section, Span

SAMPLES = {
    "empty": "",
    "plain": "Just text, 只有文字。",
    "yaml": "---\ntitle: 茶\ndate: 2020-05-08 10:00:00 +0800\nauthors: [Ada <ada@tea.example>, 林静]\ntags: [1.10, on]\nweight: 3\n"
    "cover: a.png\nx: {y: [1, 2.5, null, true, 2020-05-08, .nan, .inf, 1e400, 99999999999999999999999]}\n---\n# Tea\n",
    "toml": "+++\ntitle = 'x'\ndate = 2020-05-08T10:00:00Z\n[params]\na = [1, {b = 2}]\n+++\n## a\n",
    "json": '{"title": "x", "tags": ["a"], "n": 1e999}\n\n[a](b "c")\n',
    "multimarkdown": "Title: x\nDate: 2020-05-08\n\nText.\n",
    "broken": "---\ntitle: [x\ndate: nonsense\n\tx\n---\n[a](http://[x) ##y\n\n```\nopen",
    "unclosed": "---\ntitle: x\n\n# a\n",
    "records": "---\ncover: {src: c.png, caption: 图}\noriginal: https://o.example/\n---\n"
    "[a](b 'c') ![d](e 'f'){width=1} <img src=g height=2> "
    "https://h.example "
    "{{< figure src=i.png caption=j >}}\n\n```k l\nm\n```\n\n| n |\n|---|\n\n[^1]: o[^1] [p][q]\n\n[q]: r\n",
    "crlf": "\ufeff---\r\ntitle: x\r\n---\r\n# a\r\n\r\n[b](c)\r\n",
    "nul": "a\x00b\n\n# \x01\n",
}
MODELS = [cnposts.CodeBlock, FrontMatter, Heading, Image, Link, Message, Person, Post, Section, cnposts.Shortcode, cnposts.TocEntry]


@pytest.fixture(params=SAMPLES)
def post(request):
    return cnposts.parse(SAMPLES[request.param], path=f"_posts/2020-01-02-{request.param}.zh.md")


def test_json_comes_back_equal(post):
    text = post.model_dump_json()
    again = Post.model_validate_json(text)
    assert again == post
    assert again.model_dump_json() == text
    assert type(again) is type(post) is Post
    assert Post.model_validate(post.model_dump()) == post
    assert Post.model_validate(post.model_dump(mode="json")) == post


def test_json_is_strict(post):
    def refuse(constant):
        raise AssertionError(constant)

    assert json.loads(post.model_dump_json(), parse_constant=refuse)["header"] == post.header
    json.dumps(post.model_dump(mode="json"), allow_nan=False)


def test_pickle_and_copies_are_equal(post):
    assert pickle.loads(pickle.dumps(post)) == post  # noqa: S301 - our own
    assert copy.deepcopy(post) == post
    assert post.model_copy() == post


def test_sequences_are_tuples_and_nothing_can_be_set(post):
    for name, field in Post.model_fields.items():
        value = getattr(post, name)
        assert not isinstance(value, list), name
        with pytest.raises(pydantic.ValidationError, match="frozen"):
            setattr(post, name, value)
        assert field.description
    with pytest.raises(pydantic.ValidationError, match="frozen"):
        post.meta.title = "y"


def test_properties_are_in_no_dump(post):
    names = {"source", "title", "date", "authors", "tags", "cover", "slug", "lang", "toc", "sections"}
    assert not names & set(post.model_dump())
    assert post.source == SAMPLES[post.path.removeprefix("_posts/2020-01-02-").removesuffix(".zh.md")]
    assert (post.title is None) == (post.meta.title is None and not any(heading.depth == 1 for heading in post.headings))
    assert (post.lang, post.tags, post.authors) == ("zh", post.meta.tags, post.meta.authors)


def properties(schema):
    """Each property of each object of a schema, by its place."""
    for name, definition in {"Post": schema, **schema.get("$defs", {})}.items():
        for key, value in definition.get("properties", {}).items():
            yield f"{name}.{key}", value


def test_the_schema_describes_every_field():
    schema = Post.model_json_schema(mode="serialization")
    found = dict(properties(schema))
    assert {"Post.path", "Post.messages", "Link.url_span", "FrontMatter.spans", "Message.rule", "Person.bio"} <= set(found)
    spans = {"Span.start", "Span.end", "Span.line", "Span.column"}
    assert [name for name, value in found.items() if not value.get("description") and name not in spans] == []
    assert spans <= set(found)
    assert {"Link", "Image", "Heading", "CodeBlock", "Shortcode", "Message", "Person", "FrontMatter", "Span", "Rule"} <= set(
        schema["$defs"]
    )


def test_each_field_of_each_model_is_described():
    for model in MODELS:
        assert model.__doc__
        assert [name for name, field in model.model_fields.items() if not field.description] == [], model


def test_the_schema_of_a_model_of_ones_own():
    class Event(FrontMatter):
        venue: str = pydantic.Field(description="Where.")

    schema = Post[Event].model_json_schema(mode="serialization")
    assert schema["$defs"]["Event"]["properties"]["venue"]["description"] == "Where."


@given(st.text())
def test_any_text_comes_back_from_json(text):
    post = cnposts.parse(f"---\ntitle: x\n---\n{text}")
    assert Post.model_validate_json(post.model_dump_json()) == post
    post = Post(header="", content=text, meta=FrontMatter(title="x", raw={"k": text}), text=text, summary=text)
    if text.isprintable():
        assert Post.model_validate_json(post.model_dump_json()) == post


# Links


@pytest.mark.parametrize(
    ("url", "scheme", "host", "flags"),
    [
        ("https://Tea.Example:8080/x", "https", "tea.example", {"is_external"}),
        ("//tea.example/x", None, "tea.example", {"is_external"}),
        ("HTTP://tea.example", "http", "tea.example", {"is_external"}),
        ("/pots/", None, None, {"is_relative"}),
        ("pots.md#x", None, None, {"is_relative"}),
        ("?q=1", None, None, {"is_relative"}),
        ("#top", None, None, {"is_fragment"}),
        ("mailto:ada@tea.example", "mailto", None, {"is_email"}),
        ("MAILTO:ada@tea.example", "mailto", None, {"is_email"}),
        ("tel:1", "tel", None, set()),
        ("data:,x", "data", None, set()),
        ("", None, None, set()),
        (r"C:\x.png", None, None, {"is_relative"}),
        ("http://[x", None, None, set()),
        ("http://tea.example:port/", None, None, set()),
        ("茶.md", None, None, {"is_relative"}),
    ],
)
def test_what_a_link_leads_to(url, scheme, host, flags):
    span = Span(0, 0, 1, 1)
    link = Link(url=url, kind="inline", span=span, url_span=span)
    assert (link.scheme, link.host) == (scheme, host)
    assert {name for name in ("is_external", "is_relative", "is_fragment", "is_email") if getattr(link, name)} == flags


@pytest.mark.parametrize(
    ("kind", "origin"),
    [
        ("inline", "markdown"),
        ("reference", "markdown"),
        ("collapsed", "markdown"),
        ("shortcut", "markdown"),
        ("autolink", "markdown"),
        ("literal", "markdown"),
        ("bare", "markdown"),
        ("element", "html"),
        ("embed", "html"),
        ("shortcode", "shortcode"),
        ("key", "front_matter"),
    ],
)
@pytest.mark.parametrize("model", [Link, Image])
def test_origins_follow_kinds(model, kind, origin):
    span = Span(0, 0, 1, 1)
    assert model(url="x", kind=kind, span=span, url_span=span).origin == origin


# What a post tells


def test_title_cover_slug_and_lang():
    post = cnposts.parse("---\ntitle: T\ncover: a.png\nimages: [b.png]\nurl: /blog/own.html\nlang: en\n---\n# H\n", path="x.zh.md")
    assert (post.title, post.cover.url, post.slug, post.lang) == ("T", "a.png", "own", "en")
    post = cnposts.parse("## two\n\n# one\n\n# three\n", path="blog/x/index.zh.md")
    assert (post.title, post.cover, post.slug, post.lang) == ("one", None, "x", "zh")
    post = cnposts.parse("## two")
    assert (post.title, post.slug, post.lang, post.date) == (None, None, None, None)


def outline(entries):
    return [(entry.heading.text, outline(entry.children)) for entry in entries]


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("text", []),
        ("# a", [("a", [])]),
        ("# a\n# b", [("a", []), ("b", [])]),
        ("# a\n## b\n### c\n## d\n# e", [("a", [("b", [("c", [])]), ("d", [])]), ("e", [])]),
        ("### a\n## b\n# c", [("a", []), ("b", []), ("c", [])]),
        ("# a\n#### b\n### c\n## d", [("a", [("b", []), ("c", []), ("d", [])])]),
        ("## a\n# b\n## c", [("a", []), ("b", [("c", [])])]),
    ],
)
def test_toc(source, tree):
    assert outline(cnposts.parse(source.replace("\n", "\n\n")).toc) == tree


def parts(source):
    """Heading, text and slice of each section."""
    post = cnposts.parse(source)
    return [
        (section.heading and section.heading.text, section.text, post.source[section.span.start : section.span.end])
        for section in post.sections
    ]


SECTIONS = [
    ("", []),
    ("a", [(None, "a", "a")]),
    ("# a\n\nb\n", [("a", "b", "# a\n\nb\n")]),
    ("a\n\n# b\n\nc\n\nd\n===\n\ne", [(None, "a", "a\n\n"), ("b", "c", "# b\n\nc\n\n"), ("d", "e", "d\n===\n\ne")]),
    ("---\ntitle: x\n---\n\na\n# b", [(None, "a", "\na\n"), ("b", "", "# b")]),
    ("---\ntitle: x\n---\n\n# b\n# c", [("b", "", "# b\n"), ("c", "", "# c")]),
    ("# a\n## a\na\n# a", [("a", "", "# a\n"), ("a", "a", "## a\na\n"), ("a", "", "# a")]),
    ("#\n\na\n\n#\n\nb", [("", "a", "#\n\na\n\n"), ("", "b", "#\n\nb")]),
    ("> # a\n> b\n\nc", [("a", "b\n\nc", "# a\n> b\n\nc")]),
    ("# ![x](y)\n\na\n\n# b", [("", "a", "# ![x](y)\n\na\n\n"), ("b", "", "# b")]),
    ("<div>\n\n# a\n\nb\n\n</div>", [("a", "b", "# a\n\nb\n\n</div>")]),
]


@pytest.mark.parametrize(("source", "expected"), SECTIONS)
def test_sections(source, expected):
    assert parts(source) == expected


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_places_of_sections(end):
    post = cnposts.parse(f"---{end}title: x{end}---{end}{end}a{end}{end}# b{end}c")
    assert [(section.span.line, section.span.column) for section in post.sections] == [(4, 1), (7, 1)]


LINE = st.sampled_from(
    ["# a", "## b", "### c", "c\n===", "text", "*d*", "- e", "> # f", "```\n# no\n```", "", "<div>", "茶", "![x](y)", "# ![z](y)"]
)


@given(st.lists(LINE, max_size=12), st.sampled_from(["", "---\ntitle: x\n---\n", "\ufeff"]))
def test_sections_cover_the_body_from_the_first_heading_on(lines, header):
    post = cnposts.parse(header + "\n\n".join(lines))
    sections, source = post.sections, post.source
    with_heading = [section for section in sections if section.heading]
    assert [section.heading for section in with_heading] == list(post.headings)
    if post.headings:
        covered = "".join(source[section.span.start : section.span.end] for section in with_heading)
        assert covered == source[post.headings[0].span.start :]
    for before, after in pairwise(sections):
        assert before.span.end == after.span.start
    texts = [text for section in sections for text in (section.heading.text if section.heading else "", section.text) if text]
    assert " ".join(" ".join(texts).split()) == " ".join(post.text.split())
    flat = []

    def visit(entries):
        for entry in entries:
            flat.append(entry.heading)
            assert all(child.heading.depth > entry.heading.depth for child in entry.children)
            visit(entry.children)

    visit(post.toc)
    assert flat == list(post.headings)


# Front matter


def test_params_are_what_was_not_understood():
    meta = cnposts.parse("---\ntitle: x\nPublish-Date: 2020-05-08\nx: 1\nparams:\n  author: y\n  z: 2\nextra: 3\n---\n").meta
    assert meta.params == {"x": 1, "z": 2, "extra": 3}
    assert FrontMatter().params == {}


def test_params_leave_out_fields_of_ones_own_model():
    class Event(FrontMatter):
        sign_up: str = ""

    meta = cnposts.parse("---\nsignUp: x\nother: y\n---\n", model=Event).meta
    assert (meta.sign_up, meta.params) == ("x", {"other": "y"})


def test_images_know_their_url_as_links_do():
    post = cnposts.parse("![a](https://Img.example/b.png) ![c](d.png)\n")
    assert [(image.scheme, image.host, image.is_external, image.is_relative, image.is_fragment) for image in post.images] == [
        ("https", "img.example", True, False, False),
        (None, None, False, True, False),
    ]
