"""The rows of several tables, some posts at a time."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from cnposts import _tables
from cnposts._export.files import archive_of, each
from cnposts._tables import Known, Row, TableName
from cnposts.archive import Archive
from cnposts.errors import warn

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Sequence

    from cnposts.models import Post

NAMES: tuple[TableName, ...] = get_args(TableName)
_POSTS = 128


class Chunk(NamedTuple):
    """Some rows of a table, and the number of each one's post, from 1; None where a file gave no post."""

    table: TableName
    rows: list[Row]
    numbers: list[int | None]


def chunks(
    posts: Iterable[Post[Any]], tables: Sequence[TableName] = NAMES, archive: Archive[Any] | None = None, *, is_joined: bool = False
) -> Iterator[Chunk]:
    """Rows of each table, some posts at a time; those of files that gave no post come last.

    Warns where two posts have one path, by which the tables are to be joined.
    """
    archive = archive_of(posts, archive)
    seen: set[str | None] = set()
    rest = enumerate(each(posts), 1)
    while some := list(islice(rest, _POSTS)):
        for _, post in some:
            if is_joined and post.path in seen:
                warn(f"Two posts have the path {post.path!r}; tables that are joined by it mix them.")
            seen |= {post.path} - {None}
        for table in tables:
            numbered = [(row, number) for number, post in some for row in _tables.rows(table, post, _known(archive, table, post))]
            yield Chunk(table, [row for row, _ in numbered], [number for _, number in numbered])
    if isinstance(posts, Archive) and "messages" in tables:
        rows = [Row(None, message, 0, None) for failure in posts.failures for message in failure.messages]
        yield Chunk("messages", rows, [None] * len(rows))


def _known(archive: Archive[Any] | None, table: TableName, post: Post[Any]) -> Known | None:
    return None if archive is None else archive._known(table, archive._number(post))  # noqa: SLF001 - what only an archive knows


def files(path: str | os.PathLike[str], table: TableName | None, suffix: str) -> dict[TableName, Path]:
    """The file of each table: the one at ``path``, or all in the folder there, which is made where it is missing.

    Raises:
        ValueError: There is no such table, or ``path`` looks like a file's and no table is named.
        OSError: The folder cannot be made.
    """
    folder = Path(path)
    if "://" in str(path):
        raise ValueError(f"{str(path)!r} is a URL, and exports write files")
    if table is not None:
        _tables.check(table)
        return {table: folder}
    if folder.suffix.lower() == suffix and not folder.is_dir():
        raise ValueError(f"{str(folder)!r} looks like a file, and a folder gets a file for each table; name one with table=")
    folder.mkdir(parents=True, exist_ok=True)
    return {name: folder / f"{name}{suffix}" for name in NAMES}
