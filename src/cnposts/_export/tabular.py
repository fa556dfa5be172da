"""The flat tables as CSV and Parquet."""

from __future__ import annotations

import codecs
import csv
from contextlib import ExitStack
from datetime import datetime
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

from cnposts import _tables
from cnposts._beside import written_together
from cnposts._export.files import each
from cnposts._export.rows import chunks, files
from cnposts._extras import need

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import pyarrow as pa

    from cnposts._tables import TableName
    from cnposts.archive import Archive
    from cnposts.models import Post

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What spreadsheets take for the beginning of a formula (OWASP, CSV injection)."""
_GROUP_ROWS, _GROUP_BYTES = 65_536, 16_000_000
"""When a row group of a Parquet file is full."""


def to_csv(  # noqa: PLR0913 - options that are named in the call
    posts: Iterable[Post[Any]],
    path: str | os.PathLike[str],
    *,
    table: TableName | None = None,
    archive: Archive[Any] | None = None,
    defuse: bool = False,
    encoding: str = "utf-8",
) -> dict[TableName, Path]:
    """Write the flat tables as CSV (RFC 4180, with a header), one file a table.

    Times are ISO 8601 in UTC, flags ``true`` and ``false``; what is not there is an empty cell, as an empty text is. U+0000 becomes U+FFFD.

    Args:
        posts: An archive, whose columns are then filled, or any posts; they are written as they come.
        path: The folder that gets ``posts.csv``, ``links.csv`` and so on; with ``table``, the file.
        table: The one table to write.
        archive: The archive that the posts are of, if they are some of one.
        defuse: Put ``'`` before texts that spreadsheets would run as formulas: those that begin with ``=``, ``+``, ``-``, ``@`` (also
            of full width), TAB, CR or LF; and all texts in quotes. Off, so that what is read back is what was there.
        encoding: ``"utf-8-sig"`` is what Excel wants for Chinese.

    Returns:
        The file of each table.

    Raises:
        OSError: A file cannot be written; what stood there still does.
        ValueError: There is no such table, or no ``table`` is named and ``path`` is a file's.
        LookupError: Python knows no such ``encoding``.
        UnicodeEncodeError: ``encoding`` has not all characters.
    """
    each(posts)
    codecs.lookup(encoding)
    named = files(path, table, ".csv")
    with written_together(list(named.values())) as out, ExitStack() as stack:
        writers = {}
        for name, file in zip(named, out, strict=True):
            text = TextIOWrapper(file, encoding, newline="")
            stack.callback(text.detach)
            # a semicolon would else begin a cell, and a formula, where that is what a spreadsheet parts cells by
            writers[name] = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC if defuse else csv.QUOTE_MINIMAL)
            writers[name].writerow([column.name for column in _tables.TABLES[name].columns])
        for name, rows, _ in chunks(posts, tuple(named), archive, is_joined=len(named) > 1):
            columns = [_written(cells, defuse=defuse) for cells in _tables.cells(name, rows)]
            writers[name].writerows(zip(*columns, strict=True))
    return named


def _written(cells: list[Any], *, defuse: bool) -> list[Any]:
    """A column as CSV has it."""
    kind = next((type(cell) for cell in cells if cell is not None), int)
    if kind is str:
        cells = [cell and cell.replace("\0", "\ufffd") for cell in cells]
        return [f"'{cell}" if cell and cell.startswith(_FORMULA) else cell for cell in cells] if defuse else cells
    show: Callable[[Any], Any] = datetime.isoformat if kind is datetime else lambda flag: str(flag).lower()
    return cells if kind is int else [None if cell is None else show(cell) for cell in cells]


def to_parquet(
    posts: Iterable[Post[Any]], path: str | os.PathLike[str], *, table: TableName | None = None, archive: Archive[Any] | None = None
) -> dict[TableName, Path]:
    """Write the flat tables as Parquet, one file a table, in the types of ``Archive.to_arrow``.

    Args:
        posts: An archive, whose columns are then filled, or any posts; they are written as they come, row group by row group.
        path: The folder that gets ``posts.parquet``, ``links.parquet`` and so on; with ``table``, the file.
        table: The one table to write.
        archive: The archive that the posts are of, if they are some of one.

    Returns:
        The file of each table.

    Raises:
        ImportError: pyarrow is missing; the extra ``arrow`` brings it.
        OSError: A file cannot be written; what stood there still does.
        ValueError: There is no such table, or no ``table`` is named and ``path`` is a file's.
    """
    parquet = need("pyarrow.parquet", "arrow")
    each(posts)
    named = files(path, table, ".parquet")
    with written_together(list(named.values())) as out, ExitStack() as stack:
        groups = {}
        for name, file in zip(named, out, strict=True):
            writer = stack.enter_context(parquet.ParquetWriter(file, _tables.schema(name), compression="zstd"))
            groups[name] = _Groups(writer)
        for name, rows, _ in chunks(posts, tuple(named), archive, is_joined=len(named) > 1):
            groups[name].add(_tables.to_batch(name, rows))
        for group in groups.values():
            group.flush()
    return named


class _Groups:
    """Collects batches until they make a row group."""

    def __init__(self, writer: Any) -> None:  # noqa: ANN401 - a ParquetWriter, whose package need not be there
        self._writer = writer
        self._waiting: list[pa.RecordBatch] = []
        self._rows = self._bytes = 0

    def add(self, batch: pa.RecordBatch) -> None:
        self._waiting.append(batch)
        self._rows += batch.num_rows
        self._bytes += batch.nbytes
        if self._rows >= _GROUP_ROWS or self._bytes >= _GROUP_BYTES:
            self.flush()

    def flush(self) -> None:
        if self._rows:
            self._writer.write_table(need("pyarrow", "arrow").Table.from_batches(self._waiting), row_group_size=self._rows)
        self._waiting, self._rows, self._bytes = [], 0, 0
