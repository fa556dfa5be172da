"""The rows of several tables, some posts at a time."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from cnposts import _tables
from cnposts._export.files import each
from cnposts._tables import Row, TableName
from cnposts.archive import Archive
from cnposts.errors import warn

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Sequence

    from cnposts.models import Post

NAMES: tuple[TableName, ...] = get_args(TableName)
_POSTS = 128
_ROWS = 2048


class Chunk(NamedTuple):
    """Some rows of a table, and the number of each one's post, from 1; None where a file gave no post."""

    table: TableName
    rows: list[Row]
    numbers: list[int | None]


def chunks(posts: Iterable[Post[Any]], tables: Sequence[TableName] = NAMES) -> Iterator[Chunk]:
    """Rows of each table, in its order; those of an archive table by table, as all its posts are in memory, others as they come.

    Warns where two posts have one path, by which tables are joined.
    """
    if isinstance(posts, Archive):
        for table in tables:
            found = _of_archive(posts, table)
            while part := list(islice(found, _ROWS)):
                yield _chunk(table, part)
        return
    seen: set[str | None] = set()
    rest = enumerate(each(posts), 1)
    while some := list(islice(rest, _POSTS)):
        for _, post in some:
            if post.path in seen:
                warn(f"Two posts have the path {post.path!r}; tables that are joined by it mix them.")
            seen.add(post.path)
        for table in tables:
            yield _chunk(table, [(row, number) for number, post in some for row in _tables.rows(table, post)])


def _chunk(table: TableName, numbered: list[tuple[Row, int | None]]) -> Chunk:
    return Chunk(table, [row for row, _ in numbered], [number for _, number in numbered])


def _of_archive(archive: Archive[Any], table: TableName) -> Iterator[tuple[Row, int | None]]:
    numbers = {id(post): number for number, post in enumerate(archive, 1)}
    for row in archive._rows(table):  # noqa: SLF001 - what only an archive knows
        post = row.post or archive.by_path.get(row.item.path)
        yield row, numbers.get(id(post))


def files(path: str | os.PathLike[str], table: TableName | None, suffix: str) -> dict[TableName, Path]:
    """The file of each table: the one at ``path``, or all in the folder there, which is made where it is missing.

    Raises:
        ValueError: There is no such table, or ``path`` looks like a file's and no table is named.
        OSError: The folder cannot be made.
    """
    folder = Path(path)
    if table is not None:
        _tables.check(table)
        return {table: folder}
    if folder.suffix == suffix and not folder.is_dir():
        raise ValueError(f"{str(folder)!r} looks like a file, and a folder gets a file for each table; name one with table=")
    folder.mkdir(parents=True, exist_ok=True)
    return {name: folder / f"{name}{suffix}" for name in NAMES}
