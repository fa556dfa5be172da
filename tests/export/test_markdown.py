"""What was read of a post is read again of what ``to_markdown`` wrote, in each format."""

from __future__ import annotations

import json
import math
import tomllib
from datetime import date

import frontmatter
import pytest
import yaml

import cnposts
from cnposts import FrontMatter, Image
from cnposts.export import to_markdown

FORMATS = ["yaml", "toml", "json"]
FIELDS = sorted(FrontMatter.model_fields.keys() - {"raw", "spans", "format", "url", "slug", "title"})
every_format = pytest.mark.parametrize("form", FORMATS)


def shown(value):
    if isinstance(value, tuple):
        return tuple(shown(item) for item in value)
    return value.url if isinstance(value, Image) else value


def alike(value):
    """The value without what TOML cannot hold, and how it spells what is no number."""
    if isinstance(value, dict):
        return {key: alike(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [alike(item) for item in value if item is not None]
    return value.replace(".", "") if isinstance(value, str) and value.endswith(("nan", "inf")) else value


def moved(text, form="yaml", path=None, **options):
    """The post, what was written, and that as a post."""
    post = cnposts.parse(text, path=path, **options)
    written = to_markdown(post, form)
    again = cnposts.parse(written, path=path)
    assert again.content == post.content
    assert (again.title, again.slug) == (post.title, post.slug)
    assert {name: shown(getattr(again.meta, name)) for name in FIELDS} == {name: shown(getattr(post.meta, name)) for name in FIELDS}
    assert {key: alike(again.meta.params.get(key)) for key in post.meta.params} == {
        key: alike(value) for key, value in post.meta.params.items()
    }
    return post, written, again


JEKYLL = """---
layout: post
title: 'Tea: a story'
categories: tea water
tags: [green, '007']
author: Lin Qiao and Mara <mara@example.org>
permalink: /tea.html
redirect_from: /old-tea/
header-img: img/tea.jpg
published: false
last_modified_at: 2020-05-09
difficulty: 3
brewed: 2020-05-01
---
{% post_url 2020-01-01-x %}
"""


def test_a_jekyll_post():
    _, written, _ = moved(JEKYLL, path="_posts/2020-05-08-tea.md")
    header, body = written.split("---\n", 2)[1:]
    assert (
        header
        == """title: 'Tea: a story'
date: 2020-05-08T00:00:00+00:00
lastmod: 2020-05-09T00:00:00+00:00
draft: true
slug: tea
url: /tea.html
aliases: [/old-tea/]
authors:
- Lin Qiao
- {name: Mara, email: mara@example.org}
categories: [tea, water]
tags: [green, '007']
images: [img/tea.jpg]
layout: post
difficulty: 3
brewed: 2020-05-01
"""
    )
    assert body == "{% post_url 2020-01-01-x %}\n"


@every_format
def test_formats_are_read_by_their_own_readers(form):
    _, written, _ = moved(JEKYLL, form, path="_posts/2020-05-08-tea.md")
    if form == "json":
        found, end = json.JSONDecoder().raw_decode(written)
        assert written[end:] == "\n{% post_url 2020-01-01-x %}\n"
        assert found["brewed"] == "2020-05-01"
    else:
        _, header, body = written.split({"yaml": "---\n", "toml": "+++\n"}[form], 2)
        found = (yaml.safe_load if form == "yaml" else tomllib.loads)(header)
        assert body == "{% post_url 2020-01-01-x %}\n"
        assert found["brewed"] == date(2020, 5, 1)
    assert (found["title"], found["draft"], found["tags"], found["difficulty"]) == ("Tea: a story", True, ["green", "007"], 3)
    handler = {"yaml": cnposts.YAMLHandler, "toml": cnposts.TOMLHandler, "json": cnposts.JSONHandler}[form]()
    assert frontmatter.loads(written, handler=handler)["slug"] == "tea"


@every_format
@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("no front matter\n", "a.md"),
        ("# Only a heading\n\ntext", "a.md"),
        ("Title: Pelican's\nDate: 2020-01-02 03:04\nCategory: tea\nTags: a, b\nAuthors: A, B\nStatus: draft\nCustom: x\n\nbody\n", "content/a.md"),  # noqa: E501
        ("<!--\n.. title: Nikola's\n.. date: 2020-01-02 03:04:05 UTC+08:00\n.. tags: a, b\n.. has_math: yes\n-->\n\nbody\n", "posts/a.md"),
        ('+++\ntitle = "Zola"\ndate = 2020-01-02\n[taxonomies]\ntags = ["a"]\npeople = ["b"]\n[extra]\nx = 1.5\nday = 2020-01-01\n+++\nb', "a.md"),  # noqa: E501
        ('{"title": "JSON", "x": {"y": [1, null, true, 1e400]}}\nb', "a.md"),
        ("---\ntitle: crlf\r\ntags: [a]\r\nx: 1\r\n---\r\nbody\r\n", "a.md"),
        ("\ufeff---\ntitle: mark\n---\nbody", "a.md"),
        ("---\ntitle: a\nauthor: [林静 (F5), {name: 'A, B', twitter: '@ab'}]\nauthorlink: https://example.org/a\n---\n", "a.md"),
        ("---\ndate: soon\nlastmod: later\nweight: heavy\ntags: {a: 1}\ndraft: perhaps\n---\n", "a.md"),
        ("---\ncover: {image: a.png, alt: A, relative: true}\nimages: [b.png]\nresources: [{src: c.png, name: x}]\n---\n", "a.md"),
        ("---\npermalink: /:categories/:title/\nslug: own\n---\n", "_posts/2020-01-01-x.md"),
        ("---\nurl: https://example.org/a/b.html\n---\n", "a.md"),
        ("---\nstatus: hidden\nlinks: [{url: https://example.org, text: x}]\n---\n", "a.md"),
        ("---\nbuild: yes\ncascade: 5\nmarkup: kramdown\nparams: 5\nsitemap: false\noutputs: html\nsites: x\n---\n", "a.md"),
        ("---\nextra: {build: 1}\nparams: {a: 1, deep: {b: [1, {c: 2}]}}\na: 2\n---\n", "a.md"),
        ("---\na: .nan\nb: -.inf\nc: 123456789012345678901234567890\nd: '123'\ne: '2020-01-01'\nf: ~\ng: ''\nh: 'true'\ni: 0x1F\nj: 12:30:45\n---\n", "a.md"),  # noqa: E501
        ("---\n'a b': 1\n'x.y': 2\n'q\"': 3\n'': 4\n1: 5\n: 6\n日期: 2020-01-01\n标题: 茶\n---\n", "a.md"),
        ("---\ntitle: |\n  two\n  lines\nx: |\n  a\n\n  b\ny: >-\n  folded\n  text\n---\n", "a.md"),
        ("---\nbase: &b {x: 1}\nmore: *b\nmerged: {<<: *b, y: 2}\n---\n", "a.md"),
        ('---\ntitle: "\\u0007 \\x85 \\u2028 😀"\nx: "tab\\there"\n---\n', "a.md"),
        ("---\ntitle: broken [\n  : : x\ntags: [a\n---\nbody\n", "a.md"),
        ("---\ntitle: unclosed\n\nbody\n", "a.md"),
        ("---\ncreated: 2019-01-01\ndate: 2020-01-01\npublishDate: 2021-01-01\nupdated: 2022-01-01\nmodified: 2023-01-01\n---\n", "a.md"),
        ("---\ntitle: a\nTitle: b\ntitle: c\n---\n", "a.md"),
    ],
)  # fmt: skip
def test_nothing_is_lost(text, path, form):
    moved(text, form, path=path)


def test_what_cannot_be_read_is_kept_as_a_parameter():
    _, written, _ = moved("---\ndate: soon\ncreated: 2019-01-01\npubDate: 2020-01-01\nstatus: hidden\n---\n", "toml")
    found = tomllib.loads(written.split("+++\n")[1])
    assert found["params"] == {"date": "soon", "created": date(2019, 1, 1), "status": "hidden"}
    assert found["date"].date() == date(2020, 1, 1)


def test_what_breaks_a_build_of_hugo_is_kept_as_a_parameter():
    _, written, _ = moved("---\nbuild: true\nmarkup: kramdown\nurl: https://example.org/a/\nsitemap: {x: 1}\n---\n")
    found = yaml.safe_load(written.split("---\n")[1])
    params = {"build": True, "markup": "kramdown", "url": "https://example.org/a/"}  # its host stands nowhere else
    assert found == {"url": "/a/", "sitemap": {"x": 1}, "params": params}


@every_format
def test_types_of_unknown_keys_stay(form):
    post = "---\na: 2020-01-01\nb: '2020-01-01'\nc: 1.5\nd: 2020-01-01T10:00:00+08:00\ne: yes\nf: .inf\n---\n"
    _, _, again = moved(post, form)
    spelled = {"yaml": ".inf", "toml": "inf", "json": ".inf"}
    assert [again.meta.raw[key] for key in "abcdef"] == ["2020-01-01", "2020-01-01", 1.5, "2020-01-01T10:00:00+08:00", True, spelled[form]]
    if form == "toml":
        found = tomllib.loads(again.header.split("+++\n")[1])
        assert (found["a"], found["b"]) == (date(2020, 1, 1), "2020-01-01")
        assert math.isinf(found["f"])


class Event(FrontMatter):
    place: str
    date: str


@every_format
def test_a_model_of_ones_own(form):
    post = cnposts.parse("---\ntitle: x\nplace: Here\ndate: 2020-01-01\n---\nb\n", model=Event)
    again = cnposts.parse(to_markdown(post, form), model=Event)
    assert again.meta.place == "Here"
    assert again.meta.date.startswith("2020-01-01")


def test_line_ends_are_the_posts():
    _, written, _ = moved("---\r\ntitle: x\r\n---\r\na\r\n")
    assert written == "---\r\ntitle: x\r\n---\r\na\r\n"


def test_dates_keep_their_zone():
    _, written, _ = moved("---\ndate: 2020-01-01 10:00\n---\n")
    assert "date: 2020-01-01T10:00:00+00:00" in written
    post = cnposts.parse("---\ndate: 2020-01-01 10:00\n---\n", timezone="Asia/Shanghai")
    assert to_markdown(post) == "---\ndate: 2020-01-01T10:00:00+08:00\n---\n"
    old = cnposts.parse("---\ndate: 1900-01-01\n---\n", timezone="Asia/Shanghai")
    assert to_markdown(old) == "---\ndate: 1900-01-01T00:00:00+08:06\n---\n"


def test_no_such_format():
    with pytest.raises(ValueError, match="'yaml', 'toml' or 'json'"):
        to_markdown(cnposts.parse("x"), "xml")


@pytest.mark.parametrize(
    ("header", "kept"),
    [
        (
            "author: {name: Ada, blurb: counts, social: {github: ada}}",
            {"author": {"name": "Ada", "blurb": "counts", "social": {"github": "ada"}}},
        ),
        ("categories: [[tea, green], [water]]", {"categories": [["tea", "green"], ["water"]]}),
        ("tags: [a, {b: 1}]", {"tags": ["a", {"b": 1}]}),
        ("original: {url: 'https://o.example', title: foo}", {"original": {"url": "https://o.example", "title": "foo"}}),
        ("redirect_from: [https://o.example/x, /]", {"redirect_from": ["https://o.example/x", "/"]}),
        ("date: 2020-01-01 25:00", {"date": "2020-01-01 25:00"}),
        ("date: 2020-01-01 10:00 CST", {"date": "2020-01-01 10:00 CST"}),
        ("date: 2020-01-02\npublishDate: 2020-01-01", None),
        ("author: ~\ntags:", None),
        ("params: {a: 1}\nextra: {a: 2}", {"a": 1, "extra_a": 2}),
        ("status: Draft\ndraft: false", {"status": "Draft"}),
    ],
)
def test_what_hugos_keys_do_not_say_is_kept(header, kept):
    post = cnposts.parse(f"---\n{header}\n---\n")
    found = yaml.safe_load(to_markdown(post).split("---\n")[1]) or {}
    assert found.get("params") == kept
    assert cnposts.parse(to_markdown(post)).meta.draft == post.meta.draft


@pytest.mark.parametrize(
    "value", ["08", "0089", "Nan", "Inf", "１２３", "2020-W05", "2020-01-01 10", "20200101T10", "1e3", "0o7", "12:30:45"]
)
@every_format
def test_texts_stay_texts(value, form):
    post = cnposts.parse(f"---\nx: {value}\ny: [{value}]\n---\n")
    again = cnposts.parse(to_markdown(post, form))
    assert (again.meta.raw["x"], again.meta.raw["y"]) == (post.meta.raw["x"], post.meta.raw["y"])


@every_format
def test_dates_stay_dates_behind_anchors_and_in_lists(form):
    post = cnposts.parse("---\na: &d 2020-01-01\nb: *d\nc: [2020-01-01 10:00:00, x]\nd: {e: !!timestamp 2020-01-01}\n---\n")
    written = to_markdown(post, form)
    assert cnposts.parse(written).meta.params == post.meta.params
    if form != "json":
        find = yaml.safe_load if form == "yaml" else tomllib.loads
        found = find(written.split("---\n" if form == "yaml" else "+++\n")[1])
        assert (found["a"], found["b"], found["d"]["e"]) == (date(2020, 1, 1),) * 3
        assert found["c"][0].isoformat() == "2020-01-01T10:00:00"
        assert "!!" not in written


def test_a_text_of_several_lines_is_written_as_one():
    _, written, _ = moved("---\ndescription: |\n  one: 1\n\n  two # 2\nx: |-\n  a\n  b\n---\n")
    assert written == "---\ndescription: |-\n  one: 1\n\n  two # 2\nx: |-\n  a\n  b\n---\n"


class Dated(FrontMatter):
    title: int
    own: str = ""


def test_a_model_of_ones_own_keeps_the_zone_and_its_values():
    post = cnposts.parse("---\ntitle: 3\nlastmod: 2020-01-02\n---\n", model=Dated, timezone="Asia/Shanghai")
    assert to_markdown(post) == "---\ntitle: '3'\nlastmod: 2020-01-02T00:00:00+08:00\n---\n"


def test_colons_are_no_tokens_of_hugos():
    post = cnposts.parse("---\nurl: /a:B/:9/\n---\n")
    assert yaml.safe_load(to_markdown(post).split("---\n")[1])["url"] == r"/a\:B/\:9/"


def test_what_hugo_refuses_under_its_old_name_has_the_new_one():
    assert yaml.safe_load(to_markdown(cnposts.parse("---\n_build: {list: never}\n---\n")).split("---\n")[1]) == {"build": {"list": "never"}}


def test_drafts_folders_hold_drafts():
    post = cnposts.parse("---\ntitle: x\nlayout: post\n---\n", path="_drafts/x.md")
    assert post.meta.draft
    assert to_markdown(post) == "---\ntitle: x\ndraft: true\nlayout: post\n---\n"
    assert not cnposts.parse("---\ndraft: false\n---\n", path="source/_drafts/x.md").meta.draft


@pytest.mark.parametrize("text", [" lead\nx", "a\n\n", "a\nb\n\n\n", "\na", "a\tb\nc", "a\n b\n", "#a\n: b", "a\r\nb"])
@every_format
def test_texts_of_several_lines_are_read_again(text, form):
    post = cnposts.parse("---\nx: " + json.dumps(text) + "\n---\n")
    assert cnposts.parse(to_markdown(post, form)).meta.raw == post.meta.raw
