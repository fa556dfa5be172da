"""Every real post in every format: nothing gets lost on the way."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from html.parser import HTMLParser

import pyarrow.parquet as pq
import pytest

import cnposts
from cnposts import FrontMatter, Image, Post, export

ARCHIVES = ["servicemesher", "grpc.io", "rust-blog", "mzlogin"]
FIELDS = sorted(FrontMatter.model_fields.keys() - {"raw", "spans", "format", "url", "slug", "title"})
RENDERED = {"inline", "reference", "collapsed", "shortcut", "autolink", "literal", "element", "shortcode"}
INLINE = {"a", "b", "code", "del", "em", "font", "i", "kbd", "small", "span", "strong", "sub", "sup", "u"}
WORD = re.compile(r"\w+")


@pytest.fixture(scope="module", params=ARCHIVES)
def archive(request, corpus):
    return cnposts.load_archive(corpus / "corpus" / request.param)


class Seen(HTMLParser):
    """The text, the targets and the ids of a page."""

    def __init__(self, html):
        super().__init__()
        self.text, self.urls, self.ids = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self.urls += [named[name] for name in ("href", "src", "poster") if named.get(name)]
        self.text += [] if tag in INLINE and "class" not in named else ["\n"]
        self.ids += [named["id"]] if tag in {"h1", "h2", "h3", "h4", "h5", "h6"} and "id" in named else []

    def handle_data(self, data):
        self.text.append(data)


def shown(value):
    if isinstance(value, tuple):
        return tuple(shown(item) for item in value)
    return value.url if isinstance(value, Image) else value


@pytest.mark.parametrize("form", ["yaml", "toml", "json"])
def test_front_matter_is_read_again(archive, form):
    for whole in archive:
        post = cnposts.parse(whole.header + whole.content[:200], path=whole.path)  # bodies cost most of the time, and stay as they are
        again = cnposts.parse(export.to_markdown(post, form), path=post.path)
        assert again.content == post.content, post.path
        assert (again.title, again.slug) == (post.title, post.slug), post.path
        assert {name: shown(getattr(again.meta, name)) for name in FIELDS} == {name: shown(getattr(post.meta, name)) for name in FIELDS}
        params = {"build" if key == "_build" else key: value for key, value in post.meta.params.items() if value is not None}
        assert all(again.meta.params[key] == value for key, value in params.items())


def test_html_has_all_words_links_and_ids(archive):
    lost = []
    for post in archive:
        marks = {}

        def mark(record, marks=marks):
            return marks.setdefault(id(record), f"/mark{len(marks)}/")

        page = Seen(export.to_html(post, rewrite=mark, trusted=True))
        words, there = WORD.findall(post.text), set(WORD.findall("".join(page.text)))
        lost += [(post.path, word) for word in words if word not in there]
        wanted = {marks.get(id(item)) for item in (*post.links, *post.images) if item.kind in RENDERED and item.kind != "shortcode"}
        lost += [(post.path, url) for url in wanted - set(page.urls)]
        assert set(page.ids) >= {heading.id for heading in post.headings}, post.path
        export.to_html(post)
    assert lost == []


def test_files_hold_every_row(archive, tmp_path):
    export.to_jsonl(archive, tmp_path / "posts.jsonl")
    with (tmp_path / "posts.jsonl").open("rb") as lines:
        assert [Post.model_validate_json(line) for line in lines] == list(archive)
    files = export.to_parquet(archive, tmp_path / "tables")
    export.to_sqlite(archive, tmp_path / "posts.db")
    with closing(sqlite3.connect(tmp_path / "posts.db")) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        for name, file in files.items():
            assert pq.read_table(file).equals(archive.to_arrow(name))
            count = database.execute(f"SELECT count(*) FROM {name}").fetchone()  # noqa: S608 - our own names
            assert count == (archive.to_arrow(name).num_rows,)


def test_a_search_finds_every_post_that_holds_a_word(archive, tmp_path):
    export.to_sqlite(archive, tmp_path / "posts.db")
    texts = {post.path: "\n".join((post.title or "", *post.tags, post.text)) for post in archive}
    for word in ("网格", "服务", "微服务架构", "部署", "的", "编译", "async", "gRPC", "第一个"):
        found = {hit.path for hit in export.search(tmp_path / "posts.db", word, limit=10_000)}
        pattern = re.compile(rf"(?<![^\W_\u4e00-\u9fff]){word}(?![^\W_\u4e00-\u9fff])" if word.isascii() else word, re.IGNORECASE)
        assert found == {path for path, text in texts.items() if pattern.search(text)}, word


@pytest.mark.filterwarnings("ignore::cnposts.CnpostsWarning")
def test_feeds_hold_every_post(archive, tmp_path):
    web = {"title": "T", "base_url": "https://example.org", "content": "summary"}
    export.to_json_feed(archive, tmp_path / "feed.json", drafts=True, **web)
    urls = [item["url"] for item in json.loads((tmp_path / "feed.json").read_bytes())["items"]]
    assert len(urls) == len(set(urls)) == len({archive.url_for(post) for post in archive})
    assert all(re.fullmatch(r"https://example\.org/[!-~]*", url) for url in urls)
