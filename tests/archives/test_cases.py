"""Nasty snippets of real archives, each with its right answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import cnposts
from cnposts import Rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnposts import Message, Post

Check = "Callable[[Post], None]"
CHECKS: dict[str, tuple[str, Check]] = {}


def case(name: str, wrapper: str = "{}") -> Callable[[Check], Check]:
    """Register the check of a case; ``wrapper`` is what stood around the snippet."""

    def register(check: Check) -> Check:
        CHECKS[name] = wrapper, check
        return check

    return register


FENCED = "---\n{}\n---\nText.\n"


def message(post: Post, rule: Rule) -> Message:
    """The one message of a rule."""
    found = [item for item in post.messages if item.rule == rule]
    assert len(found) == 1, post.messages
    return found[0]


def urls(post: Post) -> list[str]:
    return [link.url for link in post.links]


@case("fm01", "---\ntitle: x\n{}\n---\n")
def _(post):
    assert post.title == "x"
    assert post.date.date().isoformat() == "2023-09-19"
    found = message(post, Rule.DATE_INVALID)
    assert "79" in found.reason
    assert found.span.line == 3


@case("fm02", FENCED)
def _(post):
    assert post.date.isoformat() == "2023-01-29T18:30:22-08:00"


@case("fm03", FENCED)
def _(post):
    assert post.date.isoformat() == "2013-11-22T05:00:00+00:00"
    assert post.messages == ()


@case("fm05", FENCED)
def _(post):
    assert post.meta.raw["content"] == [{"learn_more": None}]


@case("fm06", '---\nreviewer: ["甲一", "乙二", "丙三"]\n{}\n---\n')
def _(post):
    assert [person.url for person in post.meta.reviewers] == [
        "https://github.com/haiker2011",
        "https://github.com/si7eka",
        "https://www.wujunze.com/",
    ]
    for link in post.links:
        assert post.source[link.url_span.start : link.url_span.end] == link.url


@case("fm08", FENCED)
def _(post):
    assert [person.url for person in post.meta.reviewers] == ["https://github.com/GuangmingLuo"]
    assert [(item.rule, item.span.line) for item in post.messages] == [(Rule.DUPLICATE_KEY, 4), (Rule.DUPLICATE_KEY, 5)]


@case("fm09", FENCED)
def _(post):
    assert [person.name for person in post.authors] == ["敖小剑", "龙轼"]


@case("fm11", FENCED)
def _(post):
    assert [(person.name, person.url, person.affiliation) for person in post.authors] == [
        ("Guangya Liu", "https://github.com/gyliu513", "IBM"),
        ("Sujay Solomon", "https://github.com/solsu01", "Google"),
    ]


@case("fm12", FENCED)
def _(post):
    assert [(person.name, person.url) for person in post.authors] == [("Jimmy Song", "https://jimmysong.io")]


@case("fm13", "{}\n\nText.\n")
def _(post):
    assert [(person.name, person.url) for person in post.authors] == [('Evan "Hippy" Slatis', "https://opensource.com/users/hippyod")]
    assert post.meta.format == "lctt"
    assert post.content.strip() == "Text."


@case("fm15", FENCED)
def _(post):
    assert post.meta.original_url is None
    assert message(post, Rule.VALUE_INVALID).span.line == 2


@case("fm17", FENCED)
def _(post):
    assert (post.slug, post.tags) == ("analyzing-and-improving-conversion", ("analytics",))


@case("fm19", "{}\n-->\n\nText.\n")
def _(post):
    assert (post.meta.format, post.title) == ("nikola", "Nikola v7.6.2 is out!")
    assert post.date.isoformat() == "2015-07-29T18:18:31+00:00"
    assert post.tags == ("nikola", "planet", "python", "programming", "release")


@case("fm20", "{}Text.\n")
def _(post):
    assert (post.meta.format, post.title, post.meta.categories) == ("multimarkdown", "This Week in Rust 394", ("This Week in Rust",))
    assert post.date.date().isoformat() == "2021-06-09"


@case("fm21", "{}\n+++        \nText.\n")
def _(post):
    assert (post.meta.format, post.title, post.content) == ("toml", "BelResume", "Text.\n")


@case("fm22", FENCED)
def _(post):
    assert post.title == "网易游戏实时 HTAP 计费风控平台建设"


@case("li01")
def _(post):
    assert urls(post) == ["https://github.com/dapr/dapr"]


@case("li03")
def _(post):
    assert urls(post) == ["https://landscape.opensourcecloud.cn"]


@case("li05", "![](a.png)\n\n{}\n")
def _(post):
    assert urls(post) == ["https://www.benfrederickson.com/github-developer-locations/"]
    assert post.images[0].caption.endswith("数据来源：https://www.benfrederickson.com/github-developer-locations/")


@case("li06")
def _(post):
    assert [(link.text, link.url) for link in post.links] == [
        ("https://github.com/pingcap/go-randgen", "https://github.com/pingcap/go-randgen。我们使用")
    ]
    assert message(post, Rule.URL_SUSPECT).suggestion == "https://github.com/pingcap/go-randgen"


@case("li07")
def _(post):
    assert urls(post) == ["https://www.giffgaff.com/support/lost/sim（保留老号与话费）"]
    assert message(post, Rule.URL_SUSPECT).suggestion == "https://www.giffgaff.com/support/lost/sim"


@case("li08")
def _(post):
    assert [link.kind for link in post.links] == ["literal"]
    assert post.links[0].url.endswith("Service-Development-Productivity")
    assert message(post, Rule.LINK_MALFORMED).span.start == 0


@case("li10")
def _(post):
    assert urls(post) == ["https://github.com/argoproj/argo-workflows/blob/master/examples/cron-workflow.yaml"]
    assert "ullwidth" in message(post, Rule.LINK_MALFORMED).reason


@case("li11", "{}\n\n[4]: http://example.com[hyperlink\n")
def _(post):
    found = [link for link in post.links if link.kind == "reference"]
    assert [(link.text, link.url, link.host) for link in found] == [("hyperlink", "http://example.com[hyperlink", None)]
    assert message(post, Rule.URL_INVALID)


@case("li13", "[x](http://a.example/b.{}")
def _(post):
    assert urls(post) == ["http://a.example/b.html#(9)"]


@case("li14", "[x]{}")
def _(post):
    assert [(link.kind, link.url) for link in post.links] == [("inline", "ja/news/_posts/2020-03-19-json-dos-cve-2020-10663.md")]


@case("li16", "[{}")
def _(post):
    assert urls(post) == ["http://www.2ality.com/2014/12/es6-symbols.html"]
    assert "blank" in message(post, Rule.LINK_MALFORMED).reason


@case("li20")
def _(post):
    assert [(link.kind, link.url) for link in post.links] == [("bare", "https://cloudnative.to/en/team/")]


@case("im01")
def _(post):
    assert post.images == ()
    found = message(post, Rule.LINK_MALFORMED)
    assert found.suggestion == "![](<images/Bilgin Ibryam.png>)"


@case("im02")
def _(post):
    assert [image.url for image in post.images] == ['pilot-discovery-receive-connection.svg"']
    assert message(post, Rule.URL_SUSPECT).suggestion == "pilot-discovery-receive-connection.svg"


@case("im04")
def _(post):
    (image,) = post.images
    assert (image.width, image.height, image.caption) == (2741, 1886, None)
    assert post.text == ""


@case("im05")
def _(post):
    assert [image.caption for image in post.images] == ["图 1 Raftstore 处理流程示意图"]


@case("im06")
def _(post):
    assert [(image.url, image.caption) for image in post.images] == [("envoy-json.jpg", "(复杂的配置结构)")]


@case("im08")
@case("im09", "{}\n\n[2]: a.png\n")
@case("im10")
def _(post):
    assert [image.caption for image in post.images] == [None]


@case("im11")
def _(post):
    (image,) = post.images
    assert (image.url, image.kind) == ("/media/google-analytics.jpg", "shortcode")
    assert image.caption == "Image by LollyKnit via Flickr"
    assert image.link_url == "http://www.flickr.com/photos/96466040@N00/2418911012"


@case("im13")
def _(post):
    (image,) = post.images
    assert image.url.startswith("C:/Users/")
    assert "disk" in message(post, Rule.URL_SUSPECT).reason


@case("im14")
def _(post):
    expected = "https://www.linux.com/sites/lcom/files/styles/rendered_file/public/fig-1_10.png?itok=bHOxrZk9"
    assert message(post, Rule.URL_SUSPECT).suggestion == expected


@case("im16", "{}\n\n[7]: http://a.example/\n")
def _(post):
    assert [image.link_url for image in post.images] == ["http://a.example/"]


@case("im18")
def _(post):
    (image,) = post.images
    assert (image.url, image.alt, image.title, image.width) == ("/contact/qrcode.jpg", "云原生社区微信公众号二维码", None, 128)


@case("tx03")
def _(post):
    assert len(post.code_blocks) == 1
    assert message(post, Rule.FENCE_UNCLOSED).span.line == 1


@case("tx05", "---\ntitle: On Tea\n---\n{}\n")
def _(post):
    assert [(heading.depth, heading.text) for heading in post.headings] == [(1, "On Tea")]


@case("tx06")
def _(post):
    assert post.headings == ()
    assert message(post, Rule.HEADING_MALFORMED).span.line == 1


def test_every_case(corpus) -> None:
    cases = json.loads((corpus / "cases.json").read_text("utf-8"))
    assert {item["id"] for item in cases} == set(CHECKS)


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_case(corpus, name: str) -> None:
    cases = {item["id"]: item["snippet"] for item in json.loads((corpus / "cases.json").read_text("utf-8"))}
    wrapper, check = CHECKS[name]
    post = cnposts.parse(wrapper.replace("{}", cases[name]))
    check(post)
    for item in (*post.links, *post.images):
        assert post.source[item.span.start : item.span.end]
