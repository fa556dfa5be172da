"""DuckDB and polars read what ``to_parquet`` wrote, with its types."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from cnposts import export

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(not (find_spec("duckdb") and find_spec("polars")), reason="the extra `integration` brings DuckDB and polars"),
]


@pytest.fixture
def files(archive, tmp_path):
    return export.to_parquet(archive, tmp_path / "tables")


def test_polars_reads_each_table(archive, files):
    import polars as pl

    for name, file in files.items():
        assert pl.read_parquet(file).equals(pl.from_arrow(archive.to_arrow(name)))
    times = pl.scan_parquet(files["posts"]).select("date").collect().schema["date"]
    assert times == pl.Datetime("us", "UTC")
    hosts = pl.scan_parquet(files["links"]).group_by("host").len().sort("host").collect()
    assert hosts.filter(pl.col("host") == "r.example.org")["len"].to_list() == [1]


def test_duckdb_joins_the_tables(archive, files):
    import duckdb

    posts, links = (str(files[name]) for name in ("posts", "links"))
    with duckdb.connect() as database:
        found = database.execute(
            "SELECT p.title, count(l.url), epoch(any_value(p.date)) FROM read_parquet(?) p LEFT JOIN read_parquet(?) l USING (path)"
            " GROUP BY 1",
            [posts, links],
        ).fetchall()
        types = dict(database.execute("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(?))", [posts]).fetchall())
    assert {(title, count) for title, count, _ in found} == {(post.meta.title, len(post.links)) for post in archive}
    assert {title: date for title, _, date in found} == {post.meta.title: post.date and post.date.timestamp() for post in archive}
    assert (types["date"], types["draft"], types["word_count"], types["title"]) == (
        "TIMESTAMP WITH TIME ZONE",
        "BOOLEAN",
        "BIGINT",
        "VARCHAR",
    )


def test_duckdb_reads_csv(archive, tmp_path):
    import duckdb

    for name, file in export.to_csv(archive, tmp_path / "csv").items():
        with duckdb.connect() as database:
            rows = database.execute("SELECT count(*) FROM read_csv(?, header = true, all_varchar = true)", [str(file)]).fetchone()
        assert rows == (archive.to_arrow(name).num_rows,)
