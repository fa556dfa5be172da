"""Two real posts, fact by fact."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

import cnposts
from cnposts import Post


def seed(corpus, number: str) -> Post:
    (file,) = (corpus / "seeds").glob(f"{number}_*.txt")
    return cnposts.load(file)


@pytest.fixture(scope="module")
def founding(corpus) -> Post:
    return seed(corpus, "000")


@pytest.fixture(scope="module")
def ambassador(corpus) -> Post:
    return seed(corpus, "001")


def check_places(post: Post) -> None:
    for item in (*post.links, *post.images):
        assert post.source[item.url_span.start : item.url_span.end] == item.url
        assert item.span.start <= item.url_span.start <= item.url_span.end <= item.span.end
    for key, span in post.meta.spans.items():
        assert span.line == post.source.count("\n", 0, span.start) + 1, key


def test_founding_texts(founding: Post) -> None:
    assert founding.title == "Establishment of the Cloud Native Community"
    assert founding.meta.description.startswith("Today the Community Steering Committee announced")
    assert founding.date == datetime(2020, 5, 7, 22, tzinfo=UTC)
    assert founding.date.utcoffset() == timedelta(hours=8)
    assert (founding.meta.categories, founding.tags, founding.meta.type) == (("Other",), ("Community",), "post")
    assert (founding.meta.format, founding.meta.draft, founding.meta.params) == ("yaml", False, {})
    assert founding.messages == ()


def test_founding_author_has_avatar_and_bio(founding: Post) -> None:
    (author,) = founding.authors
    assert author.name == "Jimmy Song"
    assert author.url == "https://jimmysong.io"
    assert author.avatar == "/images/profile/jimmysong.jpg"
    assert author.bio == "Cloud Native Community founder"


def test_founding_cover_stands_before_the_background(founding: Post) -> None:
    assert [image.url for image in founding.meta.covers] == ["images/blog/blog-2.jpg", "images/backgrounds/page-title.jpg"]
    assert founding.cover.url == "images/blog/blog-2.jpg"
    assert founding.cover.span.line == 6


def test_founding_bare_url_after_a_fullwidth_colon(founding: Post) -> None:
    bare = [link for link in founding.links if link.kind == "bare"]
    assert [(link.url, link.span.line, link.span.column) for link in bare] == [("https://cloudnative.to/en/team/", 31, 56)]
    assert [(link.kind, link.origin) for link in founding.links] == [("key", "front_matter"), ("bare", "markdown")]


def test_founding_html_image_with_its_width(founding: Post) -> None:
    (image,) = [image for image in founding.images if image.kind == "element"]
    assert (image.url, image.width, image.height) == ("/contact/qrcode.jpg", 128, None)
    assert (image.alt, image.title, image.origin) == ("云原生社区微信公众号二维码", None, "html")
    assert founding.source[image.span.start : image.span.end].startswith("<img ")


def test_founding_body(founding: Post) -> None:
    assert [(item.depth, item.text, item.id, item.span.line) for item in founding.headings] == [
        (2, "Background", "background", 17),
        (2, "About", "about", 27),
        (2, "Join", "join", 43),
    ]
    assert [section.heading and section.heading.text for section in founding.sections] == [None, "Background", "About", "Join"]
    assert founding.summary.startswith("At the beginning of 2020")
    assert founding.word_count > 500
    assert founding.reading_time == 3
    assert "加入" in founding.text
    check_places(founding)


def test_ambassador_texts(ambassador: Post) -> None:
    assert ambassador.title.startswith("Cloud Native and me")
    assert ambassador.meta.subtitle == "Since I became a CNCF Ambassador"
    assert ambassador.date == datetime(2018, 8, 11, 3, 37, 36, tzinfo=UTC)
    assert ambassador.meta.draft is False
    assert ambassador.tags == ambassador.meta.categories == ("cloud native",)
    assert ambassador.meta.translation_key == "cloud-native-and-me-the-past-current-and-future"
    assert ambassador.meta.params == {"notoc": True}
    assert ambassador.messages == ()


def test_ambassador_cover_with_its_caption(ambassador: Post) -> None:
    (cover,) = ambassador.meta.covers
    assert cover.url.endswith("0069RVTdly1fu5o2o62prj31e00jw46d.jpg")
    assert cover.caption == "West Lake | Hangzhou | Aug 5,2018"
    assert ambassador.meta.spans["bigimg[0].src"] == cover.span


def test_ambassador_six_captions_in_the_body(ambassador: Post) -> None:
    images = [image for image in ambassador.images if image.kind == "inline"]
    assert len(images) == 12
    assert [image.caption for image in images if image.caption] == [
        "LC3 Beijing 2017",
        "LC3 Beijing 2018",
        "Kubernetes Handbook by Jimmy Song and his friends",
        "Service Mesh Meetup Hangzhou June 30, 2018",
        "Service Mesh Meetup Beijing July 29, 2018",
        "Service Mesh fans",
    ]


def test_ambassador_links(ambassador: Post) -> None:
    assert Counter(link.kind for link in ambassador.links) == {"inline": 14}
    assert [link.url for link in ambassador.links if link.is_relative] == [
        "/posts/cloud-native-go",
        "/posts/cloud-native-python/",
        "/posts/cloud-native-java/",
    ]
    assert sum(link.is_external for link in ambassador.links) == 11
    assert ambassador.links[-1].text == "IT大咖说"
    check_places(ambassador)


def test_ambassador_headings(ambassador: Post) -> None:
    assert [item.id for item in ambassador.headings] == ["origin", "cloud-native-books", "servicemesher-community", "future"]
    assert [entry.heading.text for entry in ambassador.toc] == ["Origin", "Cloud Native Books", "ServiceMesher Community", "Future"]


def test_seeds_survive_json(founding: Post, ambassador: Post) -> None:
    for post in (founding, ambassador):
        assert Post.model_validate_json(post.model_dump_json()) == post
