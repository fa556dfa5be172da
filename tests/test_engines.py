"""Real engines take ``parse_batches`` as it is, and what they lose on the way they make again."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, get_args

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import cnposts
from cnposts import TableName
from cnposts.arrow import parse_batches, schema

from .test_arrow import OF_AN_ARCHIVE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

if not all(map(find_spec, ("pyspark", "distributed"))):  # at once: a test of the archives must not be skipped by itself
    pytest.skip("the extra `integration` brings Spark and Dask", allow_module_level=True)

pytestmark = [pytest.mark.integration, pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")]
TABLES = get_args(TableName)
IN_A_FILE = 16
BAD = {
    "bad/none.md": (None, ["file-unreadable"]),
    "bad/bytes.md": (b"caf\xe9 \x80", ["encoding-replaced"]),
    "bad/cut.md": ("---\ntitle: 茶".encode()[:-1], ["encoding-replaced", "front-matter-unclosed"]),
    "bad/empty.md": (b"", []),
}
"""What is no post, or hardly, and the rules of its messages."""


@pytest.fixture(scope="module")
def archive(corpus):
    return cnposts.load_archive(corpus / "corpus" / "servicemesher" / "content")


def write(folder: Path, paths, contents) -> str:
    """Parquet files of few rows, so that there is work to spread."""
    for start in range(0, len(paths), IN_A_FILE):
        content = pa.array(contents[start : start + IN_A_FILE], pa.binary())
        pq.write_table(
            pa.table({"path": paths[start : start + IN_A_FILE], "content": content}), folder / f"{start:05}.parquet", row_group_size=5
        )
    return str(folder)


@pytest.fixture(scope="module")
def posts(archive, tmp_path_factory):
    paths = [post.path for post in archive]
    return write(tmp_path_factory.mktemp("posts"), paths, [(archive.root / path).read_bytes() for path in paths])


@pytest.fixture
def bad(tmp_path):
    return write(tmp_path, list(BAD), [content for content, _ in BAD.values()])


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("Spark needs Java")
    from pyspark.sql import SparkSession

    options = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
        "spark.sql.files.maxPartitionBytes": "1m",
        "spark.sql.files.openCostInBytes": "256k",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "7",
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("PYSPARK_DRIVER_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        builder = SparkSession.builder.master("local[2,4]")  # two tasks at a time, each up to four times
        for name, value in options.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


@pytest.fixture(scope="module")
def dask():
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield client


def in_spark(frame, table, call=None) -> pa.Table:
    from pyspark.sql.pandas.types import from_arrow_schema

    return frame.mapInArrow(call or partial(parse_batches, table=table), from_arrow_schema(schema(table))).toArrow()


def killed_once(folder: Path, table) -> Callable[[object], object]:
    """``parse_batches`` in a worker that dies at the first call of all. Workers get a function in a function by value."""
    flag, here = str(folder / "died"), os.getpid()

    def call(batches):
        if os.getpid() != here:  # Dask tries a function before it spreads it
            try:
                os.close(os.open(flag, os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                pass
            else:
                os.kill(os.getpid(), signal.SIGKILL)
        return parse_batches(batches, table=table)

    return call


def rows(found: pa.Table | pd.DataFrame, table):
    """All rows in one order, without the columns that only an archive knows."""
    if isinstance(found, pd.DataFrame):
        found = pa.Table.from_pandas(found, schema(table), preserve_index=False)
    assert found.schema == schema(table)
    return sorted(found.drop_columns(OF_AN_ARCHIVE.get(table, [])).to_pylist(), key=repr)


def rules(messages):
    return {path: sorted(row["rule"] for row in messages if row["path"] == path) for path in BAD}


@pytest.mark.parametrize("table", TABLES)
def test_spark_makes_the_tables_of_an_archive(spark, posts, archive, table):
    frame = spark.read.parquet(posts)
    assert frame.rdd.getNumPartitions() > 2
    assert rows(in_spark(frame, table), table) == rows(archive.to_arrow(table), table)


def test_bad_rows_are_messages_in_spark(spark, posts, bad, archive):
    frame = spark.read.parquet(posts, bad)
    messages = in_spark(frame, "messages").to_pylist()
    assert rules(messages) == {path: wanted for path, (_, wanted) in BAD.items()}
    assert len(messages) == len(archive.messages) + sum(len(wanted) for _, wanted in BAD.values())
    assert in_spark(frame, "posts").num_rows == len(archive) + len(BAD) - 1  # null is no post


def test_texts_of_spark_that_are_not_utf8_are_read(spark, tmp_path):
    text = "# 茶壶的历史与文化\n"
    frame = spark.read.parquet(write(tmp_path, ["a.md"], [text.encode("gb18030")])).selectExpr("path", "cast(content as string) content")
    (post,) = in_spark(frame, "posts").to_pylist()
    assert (post["title"], post["encoding"]) == (text[2:-1], "gb18030")


def test_a_worker_of_spark_that_dies_costs_no_row(spark, posts, archive, tmp_path):
    found = in_spark(spark.read.parquet(posts), "links", killed_once(tmp_path, "links"))
    assert (tmp_path / "died").exists()
    assert rows(found, "links") == rows(archive.to_arrow("links"), "links")


def in_dask(client, *folders, call=parse_batches, **options):
    """The frame that Dask is to make, with the types it expects."""
    import dask.dataframe

    assert client.status == "running"
    frame = dask.dataframe.concat([dask.dataframe.read_parquet(folder) for folder in folders])
    assert frame.npartitions > 2
    return frame.map_partitions(call, **options)


@pytest.mark.parametrize("table", TABLES)
def test_dask_makes_the_tables_of_an_archive_and_finds_the_types_itself(dask, posts, archive, table):
    expected = in_dask(dask, posts, table=table)
    found = expected.compute()
    assert list(expected.dtypes) == list(found.dtypes) == list(archive.to_pandas(table).dtypes)
    assert rows(found, table) == rows(archive.to_arrow(table), table)


def test_bad_rows_are_messages_in_dask(dask, posts, bad, archive):
    messages = in_dask(dask, posts, bad, table="messages").compute()
    assert rules(messages.to_dict("records")) == {path: wanted for path, (_, wanted) in BAD.items()}
    assert len(messages) == len(archive.messages) + sum(len(wanted) for _, wanted in BAD.values())
    assert len(in_dask(dask, posts, bad, table="posts")) == len(archive) + len(BAD) - 1  # null is no post


def test_a_worker_of_dask_that_dies_costs_no_row(dask, posts, archive, tmp_path):
    before = workers(dask)
    found = in_dask(dask, posts, call=killed_once(tmp_path, "links")).compute()
    assert (tmp_path / "died").exists()
    assert rows(found, "links") == rows(archive.to_arrow("links"), "links")
    dask.wait_for_workers(len(before), timeout=30)
    assert len(before & workers(dask)) == len(before) - 1


def workers(client):
    """The processes that work."""
    return set(client.run(os.getpid).values())
