"""The real Hugo builds what ``to_markdown`` wrote out of posts of other generators, with the same titles, dates and links."""

from __future__ import annotations

import json
import shutil
import subprocess
import sysconfig
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

import cnposts
from cnposts.export import to_markdown

HUGO = shutil.which("hugo", path=sysconfig.get_path("scripts"))
pytestmark = [pytest.mark.integration, pytest.mark.skipif(HUGO is None, reason="the extra `integration` brings Hugo")]
CONTENT = Path(__file__).parent.parent.parent / "examples" / "content"
CONFIG = """
baseURL: https://site.example/
disableKinds: [home, section, taxonomy, term, rss, sitemap, "404"]
buildDrafts: true
buildFuture: true
buildExpired: true
markup: {goldmark: {renderer: {unsafe: true}, extensions: {footnote: false}}}
"""
LAYOUT = """<script type="application/json">{{ dict "title" .Title "date" (.Date.Format "2006-01-02T15:04:05Z07:00") "draft" .Draft
    "tags" .Params.tags "images" .Params.images "slug" .Slug "params" .Params | jsonify | safeJS }}</script>{{ .Content }}"""
RENDERED = {"inline", "reference", "collapsed", "shortcut", "autolink", "literal", "element"}


class Page(HTMLParser):
    """What a page says of its post, and the targets of its links and images."""

    def __init__(self, text):
        super().__init__()
        self.about, self.targets, self._in_script = "", [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self._in_script = tag == "script"
        named = dict(attrs)
        target = named.get("href") or named.get("src")
        if target:
            self.targets.append(unquote(target))

    def handle_endtag(self, _):
        self._in_script = False

    def handle_data(self, data):
        self.about += data if self._in_script else ""


def build(site, posts, form):
    (site / "layouts").mkdir(parents=True)
    (site / "layouts" / "single.html").write_text(LAYOUT, encoding="utf-8")
    (site / "hugo.yaml").write_text(CONFIG, encoding="utf-8")
    for number, post in enumerate(posts):
        (site / "content" / f"p{number}").mkdir(parents=True)
        (site / "content" / f"p{number}" / "index.md").write_bytes(to_markdown(post, form).encode())
    run = subprocess.run([str(HUGO), "--quiet", "--panicOnWarning"], cwd=site, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return [Page(path.read_text("utf-8")) for path in sorted((site / "public").rglob("index.html"))]


def same(page, post):
    about = json.loads(page.about)
    assert about["title"] == (post.title or "")
    assert not post.date or datetime.fromisoformat(about["date"]) == post.date
    assert about["draft"] == post.meta.draft
    assert (about["tags"] or []) == list(post.tags)
    assert (about["images"] or []) == [image.url for image in post.meta.covers]
    written = [*post.links, *post.images]
    wanted = [item.url for item in sorted(written, key=lambda item: item.span.start) if item.kind in RENDERED]
    templated = [unquote(url) for url in wanted if "{" in url]
    assert [url for url in page.targets if "{" not in url] == [unquote(url) for url in wanted if unquote(url) not in templated], post.path


@pytest.mark.parametrize("form", ["yaml", "toml", "json"])
@pytest.mark.parametrize("generator", ["jekyll", "hexo", "pelican"])
def test_hugo_builds_what_was_another_generators(tmp_path, generator, form):
    posts = [post for post in cnposts.iter_posts(CONTENT / generator) if "{%" not in post.content]
    posts = [*posts, *(cnposts.parse(text, path=path) for text, path in ODD[generator])]
    pages = {json.loads(page.about)["title"]: page for page in build(tmp_path, posts, form)}
    assert len(pages) == len(posts)
    for post in posts:
        same(pages[post.title or ""], post)


ODD = {
    "jekyll": [
        ("---\ntitle: Odd\nlayout: post\nmarkup: kramdown\npublished: true\nsitemap: false\nbuild: 5\ndate: 2020-01-01 10:00:00 -0500\n---\nx\n", "a.md"),  # noqa: E501
        ("---\ntitle: \"Quotes ' and \\\" and 茶\"\ntags: tea water\ncategory: x\ncascade: 1\n---\n[a](/b) ![c](d.png)\n", "_posts/2020-01-02-x.md"),  # noqa: E501
    ],
    "hexo": [
        ("title: Fenceless\ndate: 2020-01-02 03:04:05\ntags:\n- a\n---\n[a](/b)\n", "source/_posts/a.md"),
        ("---\ntitle: '[x]: y'\ndate: 2020/1/2\nupdated: soon\nthumbnail: a.png\ntoc: true\ncategories:\n- [a, b]\n- c\n---\nx\n", "source/_posts/b.md"),  # noqa: E501
    ],
    "pelican": [
        ("Title: Line\nDate: 2020-01-02 03:04\nTags: a, b\nStatus: draft\nAuthor: A, B\nSummary: One: two\nParams: 5\n\n<https://example.org/x>\n", "c.md")  # noqa: E501
    ],
}  # fmt: skip
