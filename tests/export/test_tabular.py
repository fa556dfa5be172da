"""CSV and Parquet hold what the archive's tables hold."""

from __future__ import annotations

import csv
import sys
from typing import get_args

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import cnposts
from cnposts import TableName, export

TABLES = get_args(TableName)


def read(path, encoding="utf-8"):
    csv.field_size_limit(100_000_000)
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("table", TABLES)
def test_parquet_is_the_archives_table(archive, tmp_path, table):
    files = export.to_parquet(archive, tmp_path / "tables")
    assert pq.read_table(files[table]).equals(archive.to_arrow(table))
    assert export.to_parquet(archive, tmp_path / "one", table=table) == {table: tmp_path / "one"}
    assert pq.read_table(tmp_path / "one").equals(archive.to_arrow(table))


@pytest.mark.parametrize("table", TABLES)
def test_a_stream_fills_all_columns_but_those_of_archives(archive, tmp_path, table):
    files = export.to_parquet(iter(archive), tmp_path / "tables")
    known = {"url" if table == "posts" else "", "language", "target", "file", "broken", "missing"}
    streamed, whole = pq.read_table(files[table]), archive.to_arrow(table)
    columns = [name for name in whole.column_names if name not in known]
    assert streamed.select(columns).equals(whole.select(columns))
    for name in known.intersection(whole.column_names):
        assert streamed.column(name).null_count == streamed.num_rows


@pytest.mark.parametrize("table", TABLES)
def test_csv_is_the_archives_table(archive, tmp_path, table):
    files = export.to_csv(archive, tmp_path / "tables")

    def written(value):
        return (
            ""
            if value is None
            else str(value).lower()
            if isinstance(value, bool)
            else value.isoformat()
            if hasattr(value, "isoformat")
            else str(value)
        )

    rows = archive.to_arrow(table).to_pylist()
    assert read(files[table]) == [{name: written(value) for name, value in row.items()} for row in rows]


def test_row_groups_are_written_as_they_fill(tmp_path):
    post = cnposts.parse("[a](b)\n" * 100)
    posts = (post.model_copy(update={"path": f"{number}.md"}) for number in range(1_000))
    file = pq.ParquetFile(export.to_parquet(posts, tmp_path / "links.parquet", table="links")["links"])
    assert file.metadata.num_row_groups > 1
    assert file.metadata.num_rows == 100_000


def test_formulas_are_defused_on_request(tmp_path):
    post = cnposts.parse("---\ntitle: =HYPERLINK(\"http://x\")\ntags: ['+1', '-1', '@x', a=b]\n---\n", path="-x.md")
    plain, defused = (export.to_csv([post], tmp_path / str(defuse), defuse=defuse) for defuse in (False, True))
    assert read(plain["posts"])[0]["title"] == '=HYPERLINK("http://x")'
    assert read(defused["posts"])[0]["title"] == '\'=HYPERLINK("http://x")'
    assert read(defused["posts"])[0]["path"] == "'-x.md"
    assert [row["name"] for row in read(defused["tags"])] == ["'+1", "'-1", "'@x", "a=b"]
    assert read(defused["posts"])[0]["word_count"] == "0"


def test_csv_for_excel(archive, tmp_path):
    file = export.to_csv(archive, tmp_path / "posts.csv", table="posts", encoding="utf-8-sig")["posts"]
    assert file.read_bytes().startswith("\ufeffpath".encode())
    assert next(row["title"] for row in read(file, "utf-8-sig")) == "茶杯"


def test_odd_cells(odd, tmp_path):
    posts = {row["path"]: row for row in read(export.to_csv(odd, tmp_path / "csv")["posts"])}
    assert posts.keys() == {"odd\ufffd.md", "lone.md", "long.md", "first.md", "old.md"}
    assert "x\ufffdy" in posts["odd\ufffd.md"]["summary"]
    assert len(posts["long.md"]["summary"]) > 9_000_000
    table = pq.read_table(export.to_parquet(odd, tmp_path / "parquet")["posts"]).to_pylist()
    assert [row["path"] for row in table] == list(posts)
    assert [len(row["summary"]) for row in table] == [len(row["summary"]) for row in posts.values()]


def test_a_name_for_one_table_or_a_folder_for_all(archive, tmp_path):
    for write, suffix in ((export.to_csv, ".csv"), (export.to_parquet, ".parquet")):
        with pytest.raises(ValueError, match="table="):
            write(archive, tmp_path / f"links{suffix}")
        with pytest.raises(ValueError, match="posts, links, images"):
            write(archive, tmp_path / f"links{suffix}", table="link")
    with pytest.raises(ValueError, match="is a URL"):
        export.to_csv(archive, "s3://bucket/key")
    with pytest.raises(TypeError, match="an export wants posts"):
        export.to_csv("content", tmp_path / "made")
    with pytest.raises(LookupError):
        export.to_csv(archive, tmp_path / "made", encoding="nope")
    assert not (tmp_path / "made").exists()
    with pytest.raises(LookupError):
        export.to_csv(archive, tmp_path / "x", encoding="nope")


def test_without_pyarrow_parquet_names_the_extra(archive, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(ImportError, match=r"cnposts\[arrow\]"):
        export.to_parquet(archive, tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_pandas_keeps_types_there_and_back(archive, tmp_path):
    for name, file in export.to_parquet(archive, tmp_path / "tables").items():
        frame = archive.to_pandas(name)
        assert pa.Table.from_pandas(frame, schema=archive.to_arrow(name).schema, preserve_index=False).equals(pq.read_table(file))
