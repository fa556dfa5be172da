"""Posts in record batches: every form that an engine hands out gives the same rows."""

from __future__ import annotations

import pickle
import sys
from datetime import UTC, datetime
from functools import partial
from itertools import chain, repeat
from typing import get_args

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import cnposts
from cnposts import TableName
from cnposts.arrow import parse_batches, schema

TABLES = get_args(TableName)
OF_AN_ARCHIVE: dict[str, list[str]] = {"posts": ["url", "language"], "links": ["target", "file", "broken"], "images": ["file", "missing"]}
"""Columns that are null without an archive."""
FRAME_TYPES = {
    pa.string(): pd.StringDtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
    pa.timestamp("us", tz="UTC"): pd.DatetimeTZDtype("us", "UTC"),
}
FILES = {
    "a.md": """---
title: Kettles
date: 2021-03-04T01:00:00+08:00
author: Lin Qiao
tags: [tea, 茶]
---

## Steam

[next](b.md) [gone](none.md) ![pot](pot.png "The pot")

```python
pour()
```
""",
    "b.md": "---\ntitle: [unclosed\n---\n# 水\n\n[a](http://[x)\n",
    "c.md": "",
    "茶.md": "---\ntitle: 茶\nauthor: Mara\n---\n<https://tea.example/x>\n",
}
MANY = 300
"""More posts than are in memory together."""
FORMS = {
    "table": pa.table,
    "table of chunks": lambda columns: pa.Table.from_batches(pa.table(columns).to_batches(max_chunksize=1), pa.table(columns).schema),
    "record batch": pa.RecordBatch.from_pydict,
    "record batches": lambda columns: iter(pa.table(columns).to_batches(max_chunksize=3)),
    "list of record batches": lambda columns: pa.table(columns).to_batches(max_chunksize=3),
    "reader": lambda columns: pa.table(columns).to_reader(max_chunksize=3),
    "DataFrame": pd.DataFrame,
    "DataFrame with an index": lambda columns: pd.DataFrame(columns, index=[f"row {number}" for number in range(len(columns["path"]))]),
    "mapping of lists": dict,
    "mapping of tuples": lambda columns: {name: tuple(column) for name, column in columns.items()},
    "mapping of arrays": lambda columns: {name: np.array(column, dtype=object) for name, column in columns.items()},
}
CONTENTS = {
    "string": lambda texts: pa.array(texts, pa.string()),
    "large_string": lambda texts: pa.array(texts, pa.large_string()),
    "binary": lambda texts: pa.array(texts, pa.binary()),
    "large_binary": lambda texts: pa.array(texts, pa.large_binary()),
    "dictionary of strings": lambda texts: pa.array(texts).dictionary_encode(),
    "chunks": lambda texts: pa.chunked_array([texts[:1], texts[1:]]),
    "array of objects": lambda texts: np.array(texts, dtype=object),
    "array of text": np.array,
    "array of views": lambda texts: [memoryview(bytearray(text, "utf-8")) for text in texts],
    "Series of objects": lambda texts: pd.Series(texts, dtype=object),
    "Series of strings": lambda texts: pd.Series(texts, dtype="string"),
    "Series of Arrow's strings": lambda texts: pd.Series(texts, dtype="string[pyarrow]"),
    "Series of Arrow's bytes": lambda texts: pd.Series([text.encode() for text in texts], dtype=pd.ArrowDtype(pa.binary())),
    "Series of categories": lambda texts: pd.Series(texts, dtype="category"),
}


def is_told(table, column):
    return column not in OF_AN_ARCHIVE.get(table, ())


def rows(made, table):
    """What came out, row by row."""
    if isinstance(made, pd.DataFrame):
        made = pa.Table.from_pandas(made, schema(table), preserve_index=False)
    elif not isinstance(made, pa.Table | pa.RecordBatch):
        made = pa.Table.from_batches(made, schema(table))
    assert made.schema == schema(table)
    return made.to_pylist()


def posts_of(*contents):
    return pa.table({"path": [f"{number}.md" for number in range(len(contents))], "content": pa.array(contents)})


@pytest.fixture
def folder(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def columns(folder):
    """The files as columns, with one that is not asked for."""
    paths = sorted(FILES)
    return {"size": list(range(len(paths))), "path": paths, "content": [(folder / path).read_bytes() for path in paths]}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_rows_of_the_archive(folder, columns, form, table):
    wanted = cnposts.load_archive(folder).to_arrow(table)
    assert wanted.num_rows
    found = rows(parse_batches(FORMS[form](columns), table), table)
    for row, own in zip(found, wanted.to_pylist(), strict=True):
        assert row == {name: cell if is_told(table, name) else None for name, cell in own.items()}


@pytest.mark.parametrize("table", TABLES)
def test_what_comes_out_has_the_form_and_the_types_of_its_table(columns, table):
    for form, kind in {"table": pa.Table, "record batch": pa.RecordBatch, "mapping of lists": pa.Table}.items():
        made = parse_batches(FORMS[form](columns), table)
        assert isinstance(made, kind)
        assert made.schema == schema(table)
    assert all(
        isinstance(batch, pa.RecordBatch) and batch.schema == schema(table) for batch in parse_batches(FORMS["reader"](columns), table)
    )
    frame = parse_batches(pd.DataFrame(columns), table)
    assert list(map(str, frame.dtypes)) == [str(FRAME_TYPES[kind]) for kind in schema(table).types]
    assert list(frame.columns) == schema(table).names


@pytest.mark.parametrize("kind", CONTENTS)
def test_every_type_of_content_gives_the_same_rows(kind):
    paths = sorted(FILES)
    texts = [FILES[path] for path in paths]
    columns = {"path": CONTENTS[kind](paths) if "views" not in kind else paths, "content": CONTENTS[kind](texts)}
    wanted = rows(parse_batches({"path": paths, "content": texts}), "links")
    assert wanted
    assert rows(parse_batches(columns), "links") == wanted
    if not isinstance(columns["content"], list):
        make = pd.DataFrame if isinstance(columns["content"], pd.Series) else pa.table
        assert rows(parse_batches(make(columns)), "links") == wanted


@pytest.mark.parametrize("form", FORMS)
def test_more_posts_than_are_in_memory_together_stay_in_order(form):
    columns = {"path": [f"{number:03}.md" for number in range(MANY)], "content": ["[a](b.md)"] * MANY}
    assert [row["path"] for row in rows(parse_batches(FORMS[form](columns)), "links")] == columns["path"]


def test_record_batches_come_one_at_a_time():
    taken = []

    def batches():
        for number in range(3):
            taken.append(number)
            yield posts_of("[a](b.md)").to_batches()[0]

    made = parse_batches(batches())
    assert taken == []
    assert next(made).num_rows == 1
    assert taken == [0]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("form", FORMS)
def test_no_posts_give_no_rows_but_the_types(form, table):
    nothing = {"path": pa.array([], pa.string()), "content": pa.array([], pa.binary())}
    if "mapping" in form:
        nothing = {"path": [], "content": []}
    made = parse_batches(FORMS[form](nothing if "index" not in form else {"path": [], "content": []}), table)
    if isinstance(made, pd.DataFrame):
        assert list(map(str, made.dtypes)) == [str(FRAME_TYPES[kind]) for kind in schema(table).types]
    assert rows(made, table) == []


def test_a_record_batch_whose_posts_have_no_links_gives_an_empty_one():
    made = parse_batches(posts_of("No link.").to_batches()[0], "links")
    assert isinstance(made, pa.RecordBatch)
    assert (made.num_rows, made.schema) == (0, schema("links"))


def test_no_record_batches_give_none():
    assert list(parse_batches(iter(()), "posts")) == []


def test_rows_that_are_no_post_are_messages_and_nothing_else():
    frame = pd.DataFrame(
        {
            "path": ["text.md", "bytes.md", "none.md", "nan.md", "na.md", "int.md", None, 3, "bad.md", "empty.md"],
            "content": pd.Series(["a", b"b", None, float("nan"), pd.NA, 5, "c", None, b"caf\xe9 \x80", b""], dtype=object),
        }
    )
    posts = rows(parse_batches(frame, "posts"), "posts")
    assert [post["path"] for post in posts] == ["text.md", "bytes.md", None, "bad.md", "empty.md"]
    messages = rows(parse_batches(frame, "messages"), "messages")
    assert [(row["path"], row["rule"], row["severity"]) for row in messages] == [
        ("none.md", "file-unreadable", "error"),
        ("nan.md", "file-unreadable", "error"),
        ("na.md", "file-unreadable", "error"),
        ("int.md", "file-unreadable", "error"),
        (None, "file-unreadable", "error"),
        ("bad.md", "encoding-replaced", "error"),
    ]
    assert [row["reason"] for row in messages[2:4]] == [
        "There is no post: its content is null, neither text nor bytes.",
        "There is no post: its content is int, neither text nor bytes.",
    ]
    for table in set(TABLES) - {"posts", "messages"}:
        assert rows(parse_batches(frame, table), table) == []


def unchecked(kind, *cells):
    """An Arrow array of text, of bytes that nothing has looked at."""
    offsets = np.cumsum([0, *map(len, cells)], dtype="int32")
    made = pa.StringArray.from_buffers(len(cells), pa.py_buffer(offsets), pa.py_buffer(b"".join(cells)))
    return {"string": made, "dictionary": pa.DictionaryArray.from_arrays(list(range(len(cells))), made)}.get(kind, made)


@pytest.mark.parametrize(
    "made",
    [
        lambda column: pa.table({"path": ["a.md", "b.md"], "content": column}),
        lambda column: {"path": ["a.md", "b.md"], "content": pa.chunked_array([column])},
        lambda column: pd.DataFrame({"path": ["a.md", "b.md"], "content": pd.Series(pd.arrays.ArrowExtensionArray(column))}),
    ],
    ids=["table", "chunks", "DataFrame"],
)
@pytest.mark.parametrize("kind", ["string", "dictionary"])
def test_texts_that_are_not_utf8_are_read_as_bytes(made, kind):
    text = "# 茶壶的历史与文化\n"
    batch = made(unchecked(kind, text.encode("gb18030"), text.encode()))
    posts = rows(parse_batches(batch, "posts"), "posts")
    assert [(post["title"], post["encoding"]) for post in posts] == [(text[2:-1], "gb18030"), (text[2:-1], None)]
    assert [row["path"] for row in rows(parse_batches(batch, "messages"), "messages")] == ["a.md"]


def test_paths_can_be_bytes():
    table = pa.table({"path": pa.array(["茶.md".encode(), b"caf\xe9.md", None]), "content": ["[a](b.md)"] * 3})
    assert [row["path"] for row in rows(parse_batches(table), "links")] == ["茶.md", "caf\ufffd.md", None]


@pytest.mark.parametrize("make", [pa.table, pd.DataFrame, dict, lambda columns: pa.table(columns).to_batches()])
@pytest.mark.parametrize("missing", ["path", "content"])
def test_a_missing_column_is_told_with_both_names(make, missing):
    columns = {"path": ["a.md"], "content": [""], "other": [1]}
    del columns[missing]
    with pytest.raises(ValueError, match=rf"path and content.*there are {next(iter(columns))}, other"):
        list(parse_batches(make(columns)))


def test_a_column_that_is_there_twice_is_refused():
    columns = [["a.md"], ["b.md"], [""]]
    names = ["path", "path", "content"]
    for batch in (pa.table(columns, names=names), pd.DataFrame(zip(*columns, strict=True), columns=names)):
        with pytest.raises(ValueError, match="each once; there are path, path, content"):
            parse_batches(batch)


@pytest.mark.parametrize(("paths", "contents"), [(MANY, 128), (128, MANY), (1, 0), (0, 1)])
def test_columns_of_unequal_length_are_refused(paths, contents):
    with pytest.raises(ValueError, match=r"must be of one length"):
        parse_batches({"path": ["a.md"] * paths, "content": [""] * contents})


def test_wrong_options_are_told_before_any_batch_is_taken():
    untouchable = chain.from_iterable(map(pytest.fail, repeat("a batch was taken")))
    for call in (partial(parse_batches, untouchable, "post"), partial(schema, "post")):
        with pytest.raises(ValueError, match="posts, links, images"):
            call()
    with pytest.raises(ValueError, match="timezone"):
        parse_batches(untouchable, timezone="Mars/Olympus")


def test_an_encoding_that_python_does_not_know_is_told():
    with pytest.raises(LookupError, match="utf-88"):
        parse_batches(posts_of(b"a"), encoding="utf-88")


def test_time_zone_and_encoding_reach_the_posts():
    text = "---\ntitle: 茶\ndate: 2021-03-04 01:00:00\n---\n"
    table = posts_of(text.encode("big5"))
    (post,) = rows(parse_batches(table, "posts", encoding="big5", timezone="Asia/Shanghai"), "posts")
    assert (post["title"], post["encoding"], post["date"]) == ("茶", "big5", datetime(2021, 3, 3, 17, tzinfo=UTC))


def test_a_call_with_its_options_can_be_pickled():
    call = pickle.loads(pickle.dumps(partial(parse_batches, table="posts", timezone="Asia/Shanghai")))  # noqa: S301 - our own
    assert call(posts_of("# Tea"))["title"].to_pylist() == ["Tea"]


@pytest.mark.parametrize("call", [schema, partial(parse_batches, {"path": ["a.md"], "content": [""]}), partial(parse_batches, iter(()))])
def test_without_pyarrow_the_extra_is_named(monkeypatch, call):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ImportError, match=r"cnposts\[arrow\]"):
        call()


@pytest.mark.parametrize(
    ("batches", "error", "message"),
    [
        ("posts.parquet", TypeError, "a DataFrame, not str"),
        (7, TypeError, "a DataFrame, not int"),
        ({"path": ["a"], "content": ["x", "y"]}, ValueError, "must be of one length, not 1 and 2"),
    ],
)
def test_what_is_no_batch_is_told(batches, error, message):
    with pytest.raises(error, match=message):
        parse_batches(batches)


def test_a_list_of_posts_is_told():
    with pytest.raises(TypeError, match="batches with columns, not Post"):
        list(parse_batches([cnposts.parse("x")]))


def test_an_encoding_that_nobody_knows_is_told_at_once():
    with pytest.raises(LookupError):
        parse_batches(iter([]), encoding="nope")
