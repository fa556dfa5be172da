"""What the keys mean: fields, people, covers, links, each with its place."""

from __future__ import annotations

import json
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from cnposts.models import FrontMatter

CASES = json.loads((Path(__file__).parent.parent / "data/frontmatter/meaning.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_meaning(case, yaml_post):
    result = yaml_post(case["block"], path=case.get("path"))
    dumped = result.meta.model_dump(mode="json")
    assert {key: dumped[key] for key in case.get("meta", {})} == case.get("meta", {})
    for role, people in case.get("people", {}).items():
        assert [[person.name, person.url, person.affiliation] for person in getattr(result.meta, role)] == [
            [*person, None][:3] for person in people
        ]
    if "date" in case:
        assert result.meta.date.isoformat() == case["date"]
    assert [cover.url for cover in result.meta.covers] == case.get("covers", [cover.url for cover in result.meta.covers])
    assert [link.url for link in result.links] == case.get("links", [])
    assert [image.url for image in result.images] == case.get("images", [])
    assert result.rules == case.get("rules", [])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_urls_are_where_they_say(case, yaml_post):
    result = yaml_post(case["block"], path=case.get("path"))
    for item in [*result.links, *result.images]:
        assert result.cut(item.url_span) == item.url
        assert item.span.start <= item.url_span.start < item.url_span.end <= item.span.end
        assert (item.kind, item.origin) == ("key", "front_matter")
    assert [item.url_span.start for item in result.links] == sorted(item.url_span.start for item in result.links)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_models_survive_json(case, yaml_post):
    meta = yaml_post(case["block"], path=case.get("path")).meta
    assert FrontMatter.model_validate_json(meta.model_dump_json()) == meta


def test_texts_beside_images(yaml_post):
    cover, _ = yaml_post(
        "cover: {src: a.png, alt: A, caption: C, title: T, width: 20px, height: 30}\nbigimg: [{src: b.png, desc: D}]"
    ).meta.covers
    assert (cover.alt, cover.caption, cover.title, cover.width, cover.height) == ("A", "C", "T", 20, 30)
    assert _.caption == "D"


def test_links_carry_names(yaml_post):
    result = yaml_post("author: Ann\nauthorlink: https://a.example\nlinks: [{name: Code, url: https://c.example}]")
    assert [(link.text, link.url) for link in result.links] == [("Ann", "https://a.example"), ("Code", "https://c.example")]


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ('---\nauthor: "x \\"y\\" https://a.example/\\u00e9z"\n---\n', "https://a.example/\\u00e9z"),
        ("---\nauthor: 'it''s https://a.example'\n---\n", "https://a.example"),
        ('---\nauthor: "x\n  y https://a.example"\n---\n', "https://a.example"),
        ('---\nauthor: "x \\\n  y \\"z\\" https://a.example"\n---\n', "https://a.example"),
        ("---\nauthor: |\n  x\n  https://a.example\n---\n", "https://a.example"),
        ('{"author": "x\\t\\ud83d\\ude00 https:\\/\\/a.example"}', "https:\\/\\/a.example"),
        ('+++\nauthor = """\nx \\"y\\" https://a.example"""\n+++\n', "https://a.example"),
    ],
)
def test_urls_in_escaped_texts(source, written, post):
    (link,) = post(source).links
    assert source[link.url_span.start : link.url_span.end] == written


def test_naive_dates_take_the_zone_that_is_given(post):
    zone = timezone(timedelta(hours=8))
    assert post("---\ndate: 2020-05-08 10:00\n---\n", timezone=zone).meta.date.utcoffset() == timedelta(hours=8)


def test_a_header_in_the_old_lctt_form(post):
    result = post(
        '[#]: subject: "A "b" c"\n[#]: via: "https://x.example/a"\n[#]: author: "Eve "Hip" Sla https://o.example/eve"\n[#]: translator: ( )\n'  # noqa: E501
    )
    assert result.meta.title == 'A "b" c'
    assert result.meta.original_url == "https://x.example/a"
    assert [(person.name, person.url) for person in result.meta.authors] == [('Eve "Hip" Sla', "https://o.example/eve")]
    assert result.meta.translators == ()
    assert [result.cut(link.url_span) for link in result.links] == ["https://x.example/a", "https://o.example/eve"]


def test_covers_as_people_write_them(yaml_post):
    result = yaml_post(
        "cover: https://x.org/a b.png\nimage:\n  feature: a.jpg\n  teaser: b.png\nthumbnail: '![z](c.png)'\nimages: a.png, b.png"
    )
    assert [cover.url for cover in result.meta.covers] == ["https://x.org/a b.png", "a.jpg", "b.png", "a.png", "c.png"]
    assert [result.cut(image.url_span) for image in result.images] == [image.url for image in result.images]
    assert [image.url for image in result.images].count("b.png") == 2
    assert result.rules == ["url-suspect"]


@pytest.mark.parametrize("key", ["index_img", "banner_img", "thumbnail-img", "share-img", "cover-img", "featuredImagePreview", "teaser"])
def test_keys_of_covers(key, yaml_post):
    assert [cover.url for cover in yaml_post(f"{key}: a.png").meta.covers] == ["a.png"]


def test_long_covers_and_links_are_read_to_their_end(yaml_post):
    """Growth by the square would not end here."""
    post = yaml_post("cover: '" + "http://x/" * 8000 + "'\nauthorlink: '" + "http://x " * 20_000 + "'")
    assert post.meta.format == "yaml"


@pytest.mark.parametrize("block", ["tags:\n  -a\n  -b", "tags:\n-a\n-b", "tags:\r\n  -a\r\n  -'b'"])
def test_dashes_without_blanks_are_a_list(block, yaml_post):
    result = yaml_post(block)
    assert result.meta.tags == ("a", "b")
    assert "A blank is missing" in result.messages[0].reason


@pytest.mark.parametrize("block", ["tags: -a", "tags: '-a -b'"])
def test_other_dashes_are_text(block, yaml_post):
    assert yaml_post(block).rules == []


def test_two_spellings_of_one_key(yaml_post):
    result = yaml_post(
        "title: a\nTitle: c\nauthorlink: http://a.b\nauthorLink: http://c.d\nauthor: x\nauthors: [y]\nDate:\ndate: 2020-01-01"
    )
    assert (result.meta.title, result.meta.date.year) == ("a", 2020)
    assert [(message.rule, message.span.line) for message in result.messages] == [("duplicate-key", 3), ("duplicate-key", 5)]


def test_a_flag_in_quotes_is_no_date(yaml_post):
    result = yaml_post("published: 'no'")
    assert (result.meta.draft, result.rules) == (True, [])


def test_an_unknown_zone_is_told(yaml_post):
    assert yaml_post("date: 2020-05-08 10:00 IST").rules == ["date-ambiguous"]


def test_paths_quote_what_is_ambiguous(yaml_post):
    result = yaml_post("'a.b':\n  c: [1]\na:\n  b: 2\n'': 3")
    assert list(result.meta.spans) == ['"a.b"', '"a.b".c', '"a.b".c[0]', "a", "a.b", '""']


def test_an_affiliations_link(yaml_post):
    result = yaml_post("author:\n  name: J\n  position: '[CoreOS](https://coreos.com)'")
    assert result.meta.authors[0].affiliation == "CoreOS"
    assert [(link.url, link.text, result.cut(link.url_span)) for link in result.links] == [
        ("https://coreos.com", "CoreOS", "https://coreos.com")
    ]


@pytest.mark.parametrize(
    ("names", "reason"),
    [("author: J\n", "1 name, 2 links: they were paired in order."), ("", "No names, 2 links: there is nobody whose these could be.")],
)
def test_numbers_that_differ_are_told(names, reason, yaml_post):
    assert yaml_post(names + "authorlink: [http://a.b, http://c.d]").messages[0].reason == reason
