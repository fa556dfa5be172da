"""The flat tables: one schema in every form."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import get_args

import pandas as pd
import pyarrow as pa
import pytest

import cnposts
from cnposts import TableName
from cnposts._tables import TABLES

TYPES = {"string": pa.string(), "int64": pa.int64(), "bool": pa.bool_(), "time": pa.timestamp("us", tz="UTC")}
FRAME_TYPES = {"string": pd.StringDtype(), "int64": pd.Int64Dtype(), "bool": pd.BooleanDtype(), "time": pd.DatetimeTZDtype("us", "UTC")}
FILES = {
    "a/index.md": """---
title: Kettles
date: 2021-03-04T01:00:00+08:00
author: [Lin Qiao, Mara]
translator: Ada
tags: [tea, 茶]
categories: [notes]
---

## Steam

[next](../b.md#water) [gone](../none.md) [there](https://tea.example/x) ![pot](pot.png "The pot") ![no](no.png)

```python title="x"
pour()
```
""",
    "a/pot.png": "",
    "b.md": "---\ntitle: Water\ndraft: true\ncover: a/pot.png\n---\n\n# Water\n\n[a](http://[x)\n",
}


@pytest.fixture
def folder(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def archive(folder):
    return cnposts.load_archive(folder)


@pytest.mark.parametrize("table", get_args(TableName))
@pytest.mark.parametrize("empty", [True, False])
def test_names_and_types_are_the_schemas_in_every_form(archive, tmp_path_factory, table, empty):
    shown = cnposts.load_archive(tmp_path_factory.mktemp("empty")) if empty else archive
    arrow, frame = shown.to_arrow(table), shown.to_pandas(table)
    columns = TABLES[table].columns
    assert arrow.schema == pa.schema([(column.name, TYPES[column.type]) for column in columns])
    assert list(frame.columns) == [column.name for column in columns]
    assert [str(kind) for kind in frame.dtypes] == [str(FRAME_TYPES[column.type]) for column in columns]
    assert len(frame) == arrow.num_rows
    assert (arrow.num_rows == 0) == empty


def test_posts(archive):
    first, second = archive.to_arrow("posts").to_pylist()
    assert first == {
        "path": "a/index.md",
        "url": "/a/",
        "title": "Kettles",
        "date": datetime(2021, 3, 3, 17, tzinfo=UTC),
        "lastmod": None,
        "language": None,
        "draft": False,
        "authors": "Lin Qiao, Mara",
        "slug": "a",
        "description": None,
        "summary": archive[0].summary,
        "word_count": archive[0].word_count,
        "reading_time": 1,
        "links": 3,
        "images": 2,
        "headings": 1,
        "code_blocks": 1,
        "shortcodes": 0,
        "messages": 0,
        "format": "yaml",
        "encoding": "utf-8",
    }
    assert (second["draft"], second["date"], second["images"]) == (True, None, 1)


def test_links_tell_where_they_lead(archive):
    rows = archive.to_arrow("links").to_pylist()
    assert [(row["url"], row["target"], row["file"], row["broken"], row["host"]) for row in rows] == [
        ("../b.md#water", "b.md", None, None, None),
        ("../none.md", None, None, "post", None),
        ("https://tea.example/x", None, None, None, "tea.example"),
        ("http://[x", None, None, None, None),
    ]
    for row in rows:
        source = archive.by_path[row["path"]].source
        assert source[row["url_start"] : row["url_end"]] == row["url"]
        assert source[row["start"]] == "["
    graph = archive.to_pandas("links").dropna(subset="target").groupby(["path", "target"]).size()
    assert graph.to_dict() == {("a/index.md", "b.md"): 1}


def test_images_tell_their_files(archive):
    rows = archive.to_arrow("images").to_pylist()
    assert [(row["path"], row["url"], row["kind"], row["file"], row["missing"]) for row in rows] == [
        ("a/index.md", "pot.png", "inline", "a/pot.png", False),
        ("a/index.md", "no.png", "inline", None, True),
        ("b.md", "a/pot.png", "key", "a/pot.png", False),
    ]
    assert rows[0]["title"] == "The pot"


def test_images_tell_their_hosts(tmp_path):
    (tmp_path / "a.md").write_text("![](http://Pics.example/a.png) ![](b.png)", encoding="utf-8")
    rows = cnposts.load_archive(tmp_path).to_arrow("images").to_pylist()
    assert [(row["scheme"], row["host"]) for row in rows] == [("http", "pics.example"), (None, None)]


def test_the_other_tables(archive):
    assert [(row["role"], row["name"]) for row in archive.to_arrow("people").to_pylist()] == [
        ("author", "Lin Qiao"),
        ("author", "Mara"),
        ("translator", "Ada"),
    ]
    tags = [(row["kind"], row["name"]) for row in archive.to_arrow("tags").to_pylist()]
    assert tags == [("tag", "tea"), ("tag", "茶"), ("category", "notes")]
    assert [(row["depth"], row["text"], row["id"]) for row in archive.to_arrow("headings").to_pylist()] == [
        (2, "Steam", "steam"),
        (1, "Water", "water"),
    ]
    assert [(row["lang"], row["meta"], row["text"]) for row in archive.to_arrow("code_blocks").to_pylist()] == [
        ("python", 'title="x"', "pour()")
    ]


def test_messages_are_all_of_the_archive(folder):
    (folder / "gone.md").symlink_to(folder / "nowhere")
    rows = cnposts.load_archive(folder).to_arrow("messages").to_pylist()
    assert [(row["path"], row["rule"], row["severity"], row["line"]) for row in rows] == [
        ("b.md", "url-invalid", "error", 9),
        ("gone.md", "file-unreadable", "error", 1),
    ]


def test_values_that_arrow_has_no_room_for(tmp_path):
    (tmp_path / "a.md").write_text(
        '---\ndate: 0001-01-01T00:00:00+14:00\n---\n<img src="a.png" width="99999999999999999999999">\n', encoding="utf-8"
    )
    archive = cnposts.load_archive(tmp_path)
    (post,) = archive.to_arrow("posts").to_pylist()
    assert post["date"] == datetime(1, 1, 1, tzinfo=UTC)
    assert archive.to_arrow("images").to_pylist()[0]["width"] is None
    archive.to_pandas("posts")


def test_no_such_table(archive):
    with pytest.raises(ValueError, match="posts, links, images"):
        archive.to_arrow("post")


@pytest.mark.parametrize(("module", "call", "extra"), [("pyarrow", "to_arrow", "arrow"), ("pandas", "to_pandas", "pandas")])
def test_without_its_package_a_table_names_the_extra(archive, monkeypatch, module, call, extra):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportError, match=rf"cnposts\[{extra}\]"):
        getattr(archive, call)("posts")
