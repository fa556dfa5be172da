"""Feeds are valid, and tell what the posts tell."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import jsonschema
import pytest

import cnposts
from cnposts import CnpostsWarning, export

SCHEMA = json.loads((Path(__file__).parent.parent / "data/export/json-feed-1.1.json").read_text("utf-8"))
SITE = {"title": "Tea & <wheels>", "base_url": "https://club.example.org/blog"}
undated = pytest.mark.filterwarnings("ignore:1 posts are left out")


def json_feed(posts, path, **options):
    export.to_json_feed(posts, path, **SITE | options)
    feed = json.loads(path.read_bytes())
    jsonschema.validate(feed, SCHEMA, format_checker=jsonschema.FormatChecker())
    return feed


def atom(posts, path, **options):
    export.to_atom(posts, path, **SITE | options)
    ET.fromstring(path.read_bytes())  # noqa: S314 - written a moment ago
    feed = feedparser.parse(path.read_bytes(), sanitize_html=False, resolve_relative_uris=False)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def test_json_feed(archive, tmp_path):
    feed = json_feed(archive, tmp_path / "feed.json", description="About tea", feed_url="/feed.json", language="en")
    items = feed.pop("items")
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Tea & <wheels>",
        "home_page_url": "https://club.example.org/blog/",
        "feed_url": "https://club.example.org/blog/feed.json",
        "description": "About tea",
        "language": "en",
    }
    assert [item["url"].removeprefix("https://club.example.org/blog/posts/") for item in items] == ["cups/", "kettle/", "undated/"]
    kettle = archive.by_path["posts/kettle/index.md"]
    content = items[1].pop("content_html")
    assert items[1] == {
        "id": "https://club.example.org/blog/posts/kettle/",
        "url": "https://club.example.org/blog/posts/kettle/",
        "external_url": "https://elsewhere.example.org/kettle",
        "title": "The kettle & <the> cup",
        "summary": kettle.summary,
        "image": "https://club.example.org/blog/posts/kettle/pot.png",
        "date_published": "2021-03-04T09:00:00+08:00",
        "date_modified": "2021-03-05T09:00:00+08:00",
        "authors": [{"name": "Lin Qiao", "url": "https://people.example.org/linqiao"}],
        "tags": ["tea", "茶", "=1+1", "notes"],
    }
    assert '<a href="https://club.example.org/blog/posts/cups/#big"' in content
    assert '<a href="https://club.example.org/map?a=1&amp;b=2"' in content
    assert '<img src="https://club.example.org/blog/posts/kettle/cup.png"' in content
    assert items[2].keys() == {"id", "url", "summary", "content_html", "language"}


@undated
def test_atom_is_read_back_with_all_fields(archive, tmp_path):
    feed = atom(archive, tmp_path / "atom.xml", description="About tea", feed_url="atom.xml", language="en")
    assert feed.version == "atom10"
    assert (feed.feed.id, feed.feed.title, feed.feed.subtitle) == ("https://club.example.org/blog/atom.xml", "Tea & <wheels>", "About tea")
    assert (feed.feed.updated, feed.feed.author, feed.feed.language) == ("2022-01-01T00:00:00+00:00", "Tea & <wheels>", "en")
    links = {link.rel: link.href for link in feed.feed.links}
    assert links == {"alternate": "https://club.example.org/blog/", "self": "https://club.example.org/blog/atom.xml"}
    kettle = archive.by_path["posts/kettle/index.md"]
    entry = next(entry for entry in feed.entries if entry.title == kettle.title)
    written = json_feed(archive, tmp_path / "feed.json")["items"]
    same = next(item for item in written if item.get("title") == kettle.title)
    assert (entry.id, entry.link, entry.summary) == (same["id"], same["url"], same["summary"])
    assert (entry.published, entry.updated) == (same["date_published"], same["date_modified"])
    assert entry.content[0].value == same["content_html"].strip()
    assert entry.content[0].type == "text/html"
    assert [term.term for term in entry.tags] == same["tags"]
    assert [(author.name, author.href) for author in entry.authors] == [(author["name"], author["url"]) for author in same["authors"]]
    assert [person.name for person in entry.contributors] == ["Ada"]
    assert {link.rel: link.href for link in entry.links} == {
        "alternate": same["url"],
        "via": same["external_url"],
        "enclosure": same["image"],
    }
    assert [entry.id for entry in feed.entries] == [item["id"] for item in written if "date_published" in item]


def test_a_post_without_a_date_is_told(archive, tmp_path):
    with pytest.warns(CnpostsWarning, match=r"1 posts are left out, as Atom wants a date of each: posts/undated\.md\."):
        feed = atom(archive, tmp_path / "atom.xml")
    assert len(feed.entries) == 2
    with pytest.warns(CnpostsWarning, match=r"5 posts are left out, .*: 0\.md, 1\.md, 2\.md and others\."):
        atom([cnposts.parse("x", path=f"{number}.md") for number in range(5)], tmp_path / "atom.xml")


def test_a_post_without_a_title_has_the_beginning_of_its_text(tmp_path):
    posts = [
        cnposts.parse("---\ndate: 2020-01-01\n---\nOnly *text*\n\nand more.", path="a.md"),
        cnposts.parse("---\ndate: 2019-01-01\n---\n", path="b.md"),
    ]
    feed = atom(posts, tmp_path / "atom.xml")
    assert [entry.title for entry in feed.entries] == ["Only text and more.", "https://club.example.org/blog/b/"]
    assert ["title" in item for item in json_feed(posts, tmp_path / "feed.json")["items"]] == [False, False]


@undated
def test_drafts_limits_summaries(archive, tmp_path):
    assert [item.get("title") for item in json_feed(archive, tmp_path / "f", drafts=True)["items"]][:2] == ["Not yet", "茶杯"]
    (newest,) = json_feed(archive, tmp_path / "f", limit=1, content="summary")["items"]
    assert newest["title"] == "茶杯"
    assert newest["content_text"] == newest["summary"] == "用服务网格做茶。"
    assert json_feed(archive, tmp_path / "f", limit=0)["items"] == []
    (entry,) = atom(archive, tmp_path / "a", limit=1, content="summary").entries
    assert "content" not in entry
    assert atom([], tmp_path / "a").entries == []


def test_any_posts_stand_where_their_path_says_or_the_caller(archive, tmp_path):
    posts = [archive.by_path["posts/cups.md"]]
    assert json_feed(posts, tmp_path / "f")["items"][0]["url"] == "https://club.example.org/blog/posts/cups/"
    assert json_feed(posts, tmp_path / "f", url=lambda post: f"/x/{post.title}")["items"][0]["url"] == (
        "https://club.example.org/blog/x/%E8%8C%B6%E6%9D%AF"
    )
    jekyll = [cnposts.parse("x", path="_posts/2020-01-02-tea.md")]
    assert json_feed(jekyll, tmp_path / "f")["items"][0]["url"] == "https://club.example.org/blog/2020/01/02/tea.html"
    assert json_feed([cnposts.parse("---\nslug: x\n---\n")], tmp_path / "f")["items"][0]["url"] == "https://club.example.org/blog/x/"
    with pytest.raises(ValueError, match="no path, slug or URL"):
        json_feed([cnposts.parse("x")], tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_two_posts_of_one_url_are_told(tmp_path):
    posts = [cnposts.parse(f"---\ntitle: {year}\nurl: /x/\ndate: {year}-01-01\n---\n", path=f"{year}.md") for year in (2020, 2022, 2021)]
    with pytest.warns(CnpostsWarning, match="Two posts have the URL https://club.example.org/blog/x/"):
        feed = json_feed(posts, tmp_path / "f")
    assert [item["title"] for item in feed["items"]] == ["2022"]


def test_odd_posts_are_valid(odd, tmp_path, recwarn):
    feed = json_feed(odd, tmp_path / "feed.json")
    assert next(item["date_published"] for item in feed["items"] if "date_published" in item) == "1900-01-01T00:00:00+08:06"
    read = atom(odd, tmp_path / "atom.xml")
    assert [entry.title for entry in read.entries] == ["old", "https://club.example.org/blog/first/"]
    dated = [post.model_copy(update={"meta": odd[4].meta, "path": str(number)}) for number, post in enumerate(odd)]
    texts = [entry.content[0].value for entry in atom(dated, tmp_path / "atom.xml").entries]
    assert any("x\ufffdy" in text and "🍵 ]]&gt;" in text for text in texts)
    assert {warning.category for warning in recwarn.list} == {CnpostsWarning}


@pytest.mark.parametrize("base_url", ["", "club.example.org", "/blog", "ftp://x.example", "http://[x"])
@pytest.mark.parametrize("write", [export.to_json_feed, export.to_atom])
def test_base_urls_are_absolute(write, base_url, archive, tmp_path):
    with pytest.raises(ValueError, match="base_url must be an absolute URL"):
        write(archive, tmp_path / "f", title="T", base_url=base_url)
    with pytest.raises(ValueError, match="content must be"):
        write(archive, tmp_path / "f", title="T", base_url="https://x.example", content="all")
    assert not (tmp_path / "f").exists()


def test_without_nh3_full_content_names_the_extra(archive, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "nh3", None)
    with pytest.raises(ImportError, match=r"cnposts\[html\]"):
        json_feed(archive, tmp_path / "f")
    assert not (tmp_path / "f").exists()
    json_feed(archive, tmp_path / "f", content="summary")
    json_feed(archive, tmp_path / "f", trusted=True)


def test_the_newest_change_is_the_feeds(tmp_path):
    posts = [
        cnposts.parse("---\ntitle: a\ndate: 2020-01-01\nlastmod: 2024-01-01\n---\n", path="a.md"),
        cnposts.parse("---\ntitle: b\nlastmod: 2022-01-01\n---\n", path="b.md"),
    ]
    feed = atom(posts, tmp_path / "a")
    assert datetime.fromisoformat(feed.feed.updated) == datetime(2024, 1, 1, tzinfo=UTC)
    assert [entry.title for entry in feed.entries] == ["b", "a"]
    assert [entry.get("published") for entry in feed.entries] == [None, "2020-01-01T00:00:00+00:00"]


@pytest.mark.parametrize("write", [export.to_json_feed, export.to_atom])
@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"limts": 3}, TypeError, "no option limts; a feed has description, feed_url"),
        ({"limit": -1}, ValueError, "limit must be"),
        ({"language": "Chinese, simplified"}, ValueError, "language must be a tag"),
        ({"url": lambda _: None}, TypeError, "url= must give the path of 'a.md' as a text, not None"),
        ({"base_url": "https://x example.org"}, ValueError, "base_url must be"),
    ],
)
def test_wrong_options_are_told(write, options, error, message, tmp_path):
    with pytest.raises(error, match=message):
        write([cnposts.parse("---\ndate: 2020-01-01\n---\n", path="a.md")], tmp_path / "f", **SITE | options)
    assert not (tmp_path / "f").exists()


@pytest.mark.parametrize(
    ("header", "options", "url"),
    [
        ("url: /100%/x y/", {}, "https://club.example.org/blog/100%25/x%20y/"),
        ("slug: 茶", {"base_url": "https://例え.jp"}, "https://xn--r8jz45g.jp/%E8%8C%B6/"),
        ("", {"url": lambda _: "HTTPS://x.example/z"}, "HTTPS://x.example/z"),
        ("", {"url": lambda _: "//cdn.example/y"}, "https://cdn.example/y"),
    ],
)
def test_urls_can_stand_in_a_feed(header, options, url, tmp_path):
    (item,) = json_feed([cnposts.parse(f"---\n{header}\n---\n", path="a.md")], tmp_path / "f", **options)["items"]
    assert item["url"] == item["id"] == url


def test_nothing_in_a_feed_is_relative_or_runs(tmp_path):
    post = cnposts.parse(
        "---\ndate: 2020-01-01\nauthor: {name: A, url: 'javascript:alert(1)', avatar: 'data:image/png;base64,x', email: nobody}\n"
        "cover: 'data:image/png;base64,x'\n---\na[^1] [b](#c) {{< figure src='d.png' link='/e' >}}\n\n[^1]: f\n",
        path="a.md",
    )
    (item,) = json_feed([post], tmp_path / "f")["items"]
    assert item["authors"] == [{"name": "A"}]
    assert "image" not in item
    page = "https://club.example.org/blog/a/"
    assert [link.partition('"')[0] for link in item["content_html"].split('href="')[1:]] == [
        f"{page}#fn:1",
        f"{page}#c",
        "https://club.example.org/e",
        f"{page}#fnref:1",
    ]
    assert "nobody" not in (tmp_path / "f").read_text()
    export.to_atom([post], tmp_path / "a", language="zh_cn", **SITE)
    written = (tmp_path / "a").read_text()
    assert "nobody" not in written
    assert "javascript" not in written
    assert 'xml:lang="zh-CN"' in written
    assert "javascript" not in json.dumps(export.blog_posting(post, base_url=SITE["base_url"]))


def test_an_empty_title_is_one(tmp_path):
    assert json_feed([], tmp_path / "f", title="")["title"] == ""


def test_links_are_rewritten_before_they_are_made_absolute(archive, tmp_path):
    def rewrite(record):
        return "/local.png" if isinstance(record, cnposts.Image) else None

    items = json_feed(archive, tmp_path / "f", rewrite=rewrite)["items"]
    kettle = next(item for item in items if item["url"].endswith("/kettle/"))
    assert '<img src="https://club.example.org/local.png"' in kettle["content_html"]
    assert '<a href="https://club.example.org/blog/posts/cups/#big"' in kettle["content_html"]


def test_templates_are_joined_to_nothing(tmp_path):
    post = cnposts.parse("[a]({{ site.repository }}/issues) ![b]({{ site.baseurl }}/c.png) [d](http://[x)", path="a.md")
    (item,) = json_feed([post], tmp_path / "f", trusted=True)["items"]
    assert 'href="{{%20site.repository%20}}/issues"' in item["content_html"]
    assert 'src="https://club.example.org/blog/c.png"' in item["content_html"]
    assert 'href="http://[x"' in item["content_html"]


def test_a_host_that_cannot_be_is_told(tmp_path):
    with pytest.raises(ValueError, match="no host that can be on the web"):
        json_feed([], tmp_path / "f", base_url=f"https://{'茶' * 70}.example")


def test_original_urls_can_stand_in_a_feed(tmp_path):
    post = cnposts.parse("---\ndate: 2020-01-01\nsubtitle: S\noriginal_url: https://例子.example/路\n---\n", path="a.md")
    (item,) = json_feed([post], tmp_path / "f")["items"]
    node = export.blog_posting(post, base_url="https://x.example")
    assert item["external_url"] == node["isBasedOn"]
    assert node["alternativeHeadline"] == "S"
    assert item["external_url"].endswith("/%E8%B7%AF")


def test_mail_addresses_are_told(tmp_path):
    post = cnposts.parse("---\ndate: 2020-01-01\nauthor: A <a@example.org>\n---\n", path="a.md")
    assert atom([post], tmp_path / "a").entries[0].author_detail.email == "a@example.org"
