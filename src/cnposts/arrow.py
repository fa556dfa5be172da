"""Posts in record batches: the bridge to engines that spread work over processes and machines.

``parse_batches`` takes what an engine hands out and gives back what it expects, so that it is passed as it is::

    frame.mapInArrow(partial(parse_batches, table="links"), spark_schema)           # Spark
    dataset.map_batches(parse_batches, fn_kwargs={"table": "links"})                # Ray Data
    frame.map_partitions(parse_batches, table="links")                              # Dask
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC
from itertools import chain
from typing import TYPE_CHECKING, Any, overload

from cnposts import _tables
from cnposts._extras import need
from cnposts._parse import Options, read
from cnposts._position import Span
from cnposts._tables import Row, TableName
from cnposts.models import FrontMatter, Message
from cnposts.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import tzinfo

    import pandas as pd
    import pyarrow as pa

__all__ = ["parse_batches", "schema"]

_AT_ONCE = 128
"""Posts that are in memory together."""
_COLUMNS = ("path", "content")


def schema(table: TableName = "links") -> pa.Schema:
    """The Arrow schema of what ``parse_batches`` gives for a table; of Spark, ``from_arrow_schema`` makes its own of it.

    Raises:
        ImportError: pyarrow is missing; the extra ``arrow`` brings it.
        ValueError: There is no such table.
    """
    _tables.check(table)
    return _tables.schema(table)


@overload
def parse_batches(
    batches: pa.Table | Mapping[str, Sequence[object]], table: TableName = ..., *, encoding: str | None = ..., timezone: str | tzinfo = ...
) -> pa.Table: ...
@overload
def parse_batches(
    batches: pa.RecordBatch, table: TableName = ..., *, encoding: str | None = ..., timezone: str | tzinfo = ...
) -> pa.RecordBatch: ...
@overload
def parse_batches(
    batches: pd.DataFrame, table: TableName = ..., *, encoding: str | None = ..., timezone: str | tzinfo = ...
) -> pd.DataFrame: ...
@overload
def parse_batches(
    batches: Iterable[pa.RecordBatch], table: TableName = ..., *, encoding: str | None = ..., timezone: str | tzinfo = ...
) -> Iterator[pa.RecordBatch]: ...
def parse_batches(batches: Any, table: TableName = "links", *, encoding: str | None = None, timezone: str | tzinfo = UTC) -> Any:
    """Parse posts in bulk into one of the flat tables.

    Args:
        batches: Columns ``path`` (text) and ``content`` (text or bytes), others are left out of account. Record batches one after the
            other, as Spark's ``mapInArrow`` gives them; a table, or a mapping of columns, as Ray Data's ``map_batches`` does; a
            DataFrame, as Dask's ``map_partitions`` does; one record batch.
        table: Which table to make. Columns that only an archive knows are null.
        encoding: As for ``parse``.
        timezone: As for ``parse``.

    Returns:
        The rows, in the same form, with ``schema(table)``: record batches for record batches, a DataFrame for a DataFrame, a table for a
        table or a mapping. A row without text costs a row of the table ``messages``, never the task.

    Raises:
        ImportError: pyarrow is missing; the extra ``arrow`` brings it.
        ValueError: There is no such table, a column is missing, or an option has none of the values it can have.
        LookupError: Python knows no such ``encoding``.
    """
    _tables.check(table)
    options = Options(FrontMatter, "collect", encoding, timezone)
    arrow = need("pyarrow", "arrow")
    pandas = sys.modules.get("pandas")
    is_frame = pandas and isinstance(batches, pandas.DataFrame)
    if not is_frame and not isinstance(batches, arrow.RecordBatch | arrow.Table | Mapping):
        if isinstance(batches, str | bytes) or not hasattr(batches, "__iter__"):
            raise TypeError(
                f"parse_batches wants record batches, a table, a mapping of columns or a DataFrame, not {type(batches).__name__}"
            )
        return chain.from_iterable(_parsed(batch, table, options) for batch in batches)
    made = arrow.Table.from_batches(_parsed(batches, table, options), _tables.schema(table))
    if is_frame:
        return _tables.to_pandas(made)
    if isinstance(batches, arrow.RecordBatch):
        return arrow.RecordBatch.from_arrays([column.combine_chunks() for column in made.columns], schema=made.schema)
    return made


def _parsed(batch: Any, table: TableName, options: Options[FrontMatter]) -> Iterator[pa.RecordBatch]:  # noqa: ANN401 - see parse_batches
    """Batches of the rows that the posts of one batch give; at least one, so that the types are told."""
    columns = [_column(batch, name) for name in _COLUMNS]
    if len({len(column) for column in columns}) > 1:
        raise ValueError(f"the columns {' and '.join(_COLUMNS)} must be of one length, not {' and '.join(str(len(c)) for c in columns)}")
    for start in range(0, max(map(len, columns)) or 1, _AT_ONCE):
        posts = zip(*(_cells(column[start : start + _AT_ONCE]) for column in columns), strict=True)
        yield _tables.to_batch(table, chain.from_iterable(_rows(path, content, table, options) for path, content in posts))


def _column(batch: Any, name: str) -> Any:  # noqa: ANN401
    """A column of cells that slices."""
    if not hasattr(batch, "keys") and not hasattr(getattr(batch, "schema", None), "names"):
        raise TypeError(f"parse_batches wants batches with columns, not {type(batch).__name__}")
    names = list(batch.keys() if hasattr(batch, "keys") else batch.schema.names)
    if names.count(name) != 1:
        there = ", ".join(map(str, names)) or "none"
        raise ValueError(f"parse_batches wants the columns {' and '.join(_COLUMNS)}, each once; there are {there}")
    column = batch[name]
    if not hasattr(column, "notna"):
        return column
    if hasattr(column.array, "__arrow_array__"):
        return column.array.__arrow_array__()
    return column.astype(object).where(column.notna(), None).to_numpy()  # pandas has several cells that hold nothing


def _cells(column: Any) -> list[object]:  # noqa: ANN401
    """Values of Python; a text that is no UTF-8, which neither Arrow nor Spark looks for, as bytes."""
    if not hasattr(column, "to_pylist"):
        return list(column)
    try:
        values: list[object] = column.to_pylist()
    except UnicodeDecodeError:
        return [_cell(scalar) for scalar in column]
    return values


def _cell(scalar: Any) -> object:  # noqa: ANN401
    try:
        value: object = scalar.as_py()
    except UnicodeDecodeError:
        value = getattr(scalar, "value", scalar).as_buffer().to_pybytes()  # the value is a dictionary's
    return value


def _rows(path: object, content: object, table: TableName, options: Options[FrontMatter]) -> Iterable[Row]:
    """The rows of one post; what cannot be one gives a message."""
    if isinstance(path, bytes):  # as the names of files are read
        path = path.decode(errors="surrogateescape")
    name = path if isinstance(path, str) else None
    if isinstance(content, str | bytes | bytearray | memoryview):
        return _tables.rows(table, read(str(content) if isinstance(content, str) else bytes(content), name, options))
    rule, what = Rule.FILE_UNREADABLE, "null" if content is None else type(content).__name__
    reason = f"There is no post: its content is {what}, neither text nor bytes."
    message = Message(rule=rule, reason=reason, severity=rule.severity, span=Span(0, 0, 1, 1), path=name)
    return [Row(None, message, 0, None)] if table == "messages" else []
