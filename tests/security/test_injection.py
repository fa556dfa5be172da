"""No export lets a text of strangers become anything but text: no formula, no statement, no markup, no other file."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import tomllib
from contextlib import closing
from io import BytesIO
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnposts
from cnposts import export
from cnposts._html import names
from cnposts._tables import TABLES

TEXTS = [
    "=cmd|'/c calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "a;=1+1",
    'a","=1+1',
    'a"\r\n=1+1,"b',
    "'); DROP TABLE posts; --",
    '"; DELETE FROM posts WHERE ("1" = "1',
    "Robert') ON CONFLICT DO UPDATE SET title='x",
    "]]><script>xss()</script>",
    "</title><entry><id>x</id></entry>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "&lt;b&gt; &e; &#0; &#x1b;",
    "<?xml-stylesheet href='x'?><!-- -->",
    "</script><script>xss()</script><!--",
    "\u2028\u2029\x85\ufeff",
    "\x00\x01\x08\x0b\x0c\x1b[31m\x7f\ufffe\uffff",
    '"}], "x": [{"',
    "\\u0022\\",
    "---\ntitle: other\n---",
    "+++\ntitle = 'other'\n+++",
    "a: b # c",
    "!!python/object/apply:os.system ['id']",
    "&a *a << | > % @ `",
    "{{ .Site }} {% x %} ${x} $(id) `id`",
    "'''\n\"\"\"\n",
    ".nan",
    "2020-05-08",
    "null",
    "~",
    "0x10",
    " leading and trailing ",
]


def hostile(text):
    """A post that says one thing everywhere."""
    meta = {"title": text, "date": "2020-05-08", "tags": [text], "authors": [{"name": text, "bio": text}], "description": text, "x": text}
    return cnposts.parse(f"{json.dumps(meta)}\n\n## h\n\n[t](u)\n\n```\n{text}\n```\n", path="x.md")


@pytest.fixture(scope="module")
def hostiles():
    return [hostile(text).model_copy(update={"path": f"{number} {text}.md"}) for number, text in enumerate(TEXTS)]


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, strict=True))


@pytest.mark.parametrize("defuse", [False, True])
def test_csv_has_each_text_in_its_cell(hostiles, tmp_path, defuse):
    for name, path in export.to_csv(hostiles, tmp_path, defuse=defuse).items():
        _, *rows = read(path)
        assert {len(row) for row in rows} <= {len(TABLES[name].columns)}
        if defuse:
            assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))]
    titles = [row[2] for row in read(tmp_path / "posts.csv")[1:]]
    wanted = [(post.title or "").replace("\0", "\ufffd") for post in hostiles]
    assert [title.removeprefix("'" * (not text.startswith("'"))) for title, text in zip(titles, wanted, strict=True)] == wanted


def test_no_separator_begins_a_cell_where_spreadsheets_know_several(tmp_path):
    """Some take semicolons and tabs for separators beside commas, unless the text stands in quotes."""
    path = export.to_csv([hostile("a;=1+1")], tmp_path / "x.csv", table="tags", defuse=True)["tags"]
    assert '"a;=1+1"' in path.read_text(encoding="utf-8")


@given(st.text())
def test_csv_and_json_give_back_any_text(tmp_path_factory, text):
    post = cnposts.parse("x").model_copy(update={"path": text})
    path = export.to_csv([post], tmp_path_factory.getbasetemp() / "any.csv", table="posts")["posts"]
    assert read(path)[1][0] == text.replace("\0", "\ufffd")
    file = BytesIO()
    export.to_jsonl([post], file)
    assert json.loads(file.getvalue(), parse_constant=pytest.fail)["path"] == text


def test_sql_stays_text(hostiles, tmp_path):
    export.to_sqlite(hostiles, tmp_path / "posts.db")
    with closing(sqlite3.connect(tmp_path / "posts.db")) as database:
        titles = [title for (title,) in database.execute("SELECT title FROM posts ORDER BY id")]
        names = [name for (name,) in database.execute("SELECT name FROM tags")]
        assert {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")} >= TABLES.keys()
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert titles == [post.title and post.title.replace("\0", "\ufffd") for post in hostiles]
    assert len(names) >= len(TEXTS) - 2


QUERIES = [
    '"',
    '""',
    "'",
    "*",
    "tea*",
    "-tea",
    "^tea",
    "NEAR(tea cup, 2)",
    "title:tea",
    "{title tags}: tea",
    "tea AND NOT cup",
    "tea OR",
    ")(",
    "?1",
]
QUERIES += [
    "tea\0cup",
    '"tea',
    'tea" OR "cup',
    "rowid:1",
    "search:x",
    "'; DROP TABLE posts; --",
    "+tea",
    "tea + cup",
    "\\",
    "%",
    "_",
    "\ud800",
]


@pytest.mark.parametrize("query", [*QUERIES, *TEXTS])
def test_a_query_is_words(tmp_path, query):
    texts = ["tea", "cup", "tea cup", "title", "near not and or"]
    export.to_sqlite([cnposts.parse(text, path=text) for text in texts], tmp_path / "x.db")
    found = {hit.path for hit in export.search(tmp_path / "x.db", query)}
    words = set(re.findall(r"\w+", query.lower()))
    assert found == {text for text in texts if words and words <= set(text.split())}
    assert len(export.search(tmp_path / "x.db", "tea")) == 2


def feed_of(posts):
    file = BytesIO()
    export.to_atom(posts, file, title=TEXTS[14], base_url="https://us.example", url=lambda post: f"/{post.path}", description=TEXTS[15])
    return file.getvalue()


def test_xml_stays_text(hostiles):
    feed = ET.fromstring(feed_of(hostiles))  # noqa: S314 - it is ours
    atom = "{http://www.w3.org/2005/Atom}"
    assert len(feed.findall(f"{atom}entry")) == len(TEXTS)
    assert feed.findtext(f"{atom}title") == TEXTS[14]
    known = names("author category content contributor email entry feed id link name published subtitle summary title updated uri")
    assert {node.tag for node in feed.iter()} <= {atom + name for name in known}
    again = feedparser.parse(feed_of(hostiles), sanitize_html=False)
    assert not again.bozo
    assert len(again.entries) == len(TEXTS)


@given(st.text())
def test_any_text_makes_sound_xml(text):
    ET.fromstring(feed_of([hostile(text)]))  # noqa: S314 - it is ours


@pytest.mark.parametrize("text", TEXTS)
def test_json_is_strict_and_json_ld_stays_in_its_element(text):
    for write, options in (
        (export.to_json, {}),
        (export.to_json_feed, {"title": text, "base_url": "https://us.example"}),
        (export.to_json_ld, {"base_url": "https://us.example"}),
    ):
        file = BytesIO()
        write([hostile(text)], file, **options)
        json.loads(file.getvalue(), parse_constant=pytest.fail)
    assert b"<" not in file.getvalue()


def test_pictures_in_json_ld_are_on_the_web():
    post = cnposts.parse("![a](javascript:xss()) ![b](data:text/html,x) ![c](c.png)", path="x.md")
    node = export.blog_posting(post, base_url="https://us.example")
    assert [image["url"] for image in node["image"]] == ["https://us.example/x/c.png"]


READERS = {"toml": tomllib.loads, "json": json.loads}


@pytest.mark.parametrize("format", ["yaml", "toml", "json"])
@pytest.mark.parametrize("text", TEXTS)
def test_front_matter_comes_back(text, format):  # noqa: A002
    post = hostile(text)
    again = cnposts.parse(export.to_markdown(post, format), path="x.md")
    assert (again.title, again.tags, again.meta.description) == (post.title, post.tags, post.meta.description)
    assert [person.name for person in again.authors] == [person.name for person in post.authors]
    assert again.meta.raw["x"] == post.meta.raw["x"]
    assert again.content == post.content


@given(st.text(), st.sampled_from(["yaml", "toml", "json"]))
def test_any_text_in_front_matter_comes_back(text, form):
    post = hostile(text)
    again = cnposts.parse(export.to_markdown(post, form), path="x.md")
    assert (again.title, again.meta.raw["x"]) == (post.title, post.meta.raw["x"])


PATHS = [
    "../x.md",
    "/etc/x.md",
    "C:\\x.md",
    "a\0b.md",
    "CON.md",
    "..\\x.md",
    "a/../../x.md",
    "\ud800.md",
    "x\n.md",
    "~/x.md",
    "http://x/y.md",
    "",
]


def test_paths_of_posts_name_no_files(tmp_path, monkeypatch):
    """What exports write is what the caller named, and nothing else."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    posts = [cnposts.parse("---\ntitle: T\ndate: 2020-05-08\n---\n![a](../../a.png)", path=path) for path in PATHS]
    web = {"base_url": "https://us.example", "url": lambda _: "/x/"}
    export.to_json(posts, "x.json")
    export.to_jsonl(posts, "x.jsonl")
    export.to_sqlite(posts, "x.db")
    export.to_json_ld(posts, "x.ld.json", **web)
    for write, name in ((export.to_atom, "x.xml"), (export.to_json_feed, "feed.json")):
        with pytest.warns(cnposts.CnpostsWarning, match="Two posts have the URL"):
            write(posts, name, title="x", **web)
    tables = {path.name for write in (export.to_csv, export.to_parquet) for path in write(posts, ".").values()}
    assert {path.name for path in (tmp_path / "here").iterdir()} == tables | {
        "x.json",
        "x.jsonl",
        "x.db",
        "x.ld.json",
        "x.xml",
        "feed.json",
    }
    assert [path.name for path in tmp_path.iterdir()] == ["here"]
