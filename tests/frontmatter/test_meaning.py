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
