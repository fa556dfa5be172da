"""The flat tables: one schema for Arrow, pandas and every file format."""

from __future__ import annotations

from datetime import UTC, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from cnposts._dates import moment
from cnposts._decode import storable
from cnposts._extras import need

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pandas as pd
    import pyarrow as pa

    from cnposts.models import Post

TableName = Literal["posts", "links", "images", "headings", "people", "tags", "code_blocks", "messages"]
"""The tables of an archive. Each but ``posts`` has a row for each such thing in a post, with the post's ``path``."""
Type = Literal["string", "int64", "bool", "time"]
"""Types of columns, all of which can be null; ``time`` is a timestamp in microseconds, UTC."""


class Known(NamedTuple):
    """What an archive knows of a post; columns that tell it are null without one."""

    url: str
    language: str | None
    links: Sequence[tuple[str | None, str | None, str | None]]
    """Of each link the path of the post that it leads to, of the file, and what is not there."""
    images: Sequence[tuple[str | None, bool]]
    """Of each image the path of its file, and whether it is missing."""


class Row(NamedTuple):
    """What the cells of a row are taken from."""

    post: Post[Any] | None
    """The post; None where only a message is left of it."""
    item: Any
    """The link, image, person …; of the table of posts the front matter."""
    place: int
    """Which of the post's items it is."""
    known: Known | None


class Column(NamedTuple):
    """A column of a table."""

    name: str
    type: Type
    cell: Callable[[Row], object]


class Table(NamedTuple):
    """A table: what of a post makes its rows, and its columns."""

    items: Callable[[Post[Any]], Iterable[object]]
    columns: tuple[Column, ...]


def _of(name: str, kind: Type = "string") -> Column:
    """A column that is an attribute of the item."""
    return Column(name, kind, attrgetter(f"item.{name}"))


def _in(name: str, kind: Type = "string") -> Column:
    """A column that is an attribute of the post."""
    return Column(name, kind, attrgetter(f"post.{name}"))


def _count(name: str) -> Column:
    return Column(name, "int64", lambda row: len(getattr(row.post, name)))


def _place(name: str, span: str = "span", at: str | None = None) -> Column:
    return Column(name, "int64", attrgetter(f"item.{span}.{at or name}"))


def _known(name: str, kind: Type, cell: Callable[[Known, int], object]) -> Column:
    return Column(name, kind, lambda row: None if row.known is None else cell(row.known, row.place))


def _time(name: str) -> Column:
    return Column(name, "time", lambda row: _utc(moment(getattr(row.item, name))))


def _utc(date: datetime | None) -> datetime | None:
    try:
        return date and date.astimezone(UTC)
    except OverflowError:  # the first and last hours of all years
        return date and date.replace(tzinfo=UTC)


def _part(name: str, place: int) -> Column:
    return Column(name, "string", lambda row: row.item[place])


def _attribute(name: str) -> Column:
    return Column(name, "string", lambda row: getattr(row.item[1], name))


_PATH = _in("path")
_SPAN = tuple(map(_place, ("line", "column", "start", "end")))
_URL = (_place("url_start", "url_span", "start"), _place("url_end", "url_span", "end"), *map(_of, ("kind", "origin", "url")))
_PEOPLE = {"author": "authors", "translator": "translators", "reviewer": "reviewers"}
_TERMS = {"tag": "tags", "category": "categories", "series": "series", "keyword": "keywords"}

TABLES: dict[TableName, Table] = {
    "posts": Table(
        lambda post: (post.meta,),
        (
            _PATH,
            _known("url", "string", lambda known, _: known.url),
            _in("title"),
            _time("date"),
            _time("lastmod"),
            _known("language", "string", lambda known, _: known.language),
            _of("draft", "bool"),
            Column("authors", "string", lambda row: ", ".join(person.name for person in row.item.authors)),
            _in("slug"),
            _of("description"),
            _in("summary"),
            _in("word_count", "int64"),
            _in("reading_time", "int64"),
            *map(_count, ("links", "images", "headings", "code_blocks", "shortcodes", "messages")),
            _of("format"),
            _in("encoding"),
        ),
    ),
    "links": Table(
        lambda post: post.links,
        (
            _PATH,
            *_SPAN,
            *_URL,
            *map(_of, ("text", "title", "scheme", "host")),
            _known("target", "string", lambda known, place: known.links[place][0]),
            _known("file", "string", lambda known, place: known.links[place][1]),
            _known("broken", "string", lambda known, place: known.links[place][2]),
        ),
    ),
    "images": Table(
        lambda post: post.images,
        (
            _PATH,
            *_SPAN,
            *_URL,
            *map(_of, ("alt", "title", "scheme", "host", "caption")),
            _of("width", "int64"),
            _of("height", "int64"),
            _of("link_url"),
            _known("file", "string", lambda known, place: known.images[place][0]),
            _known("missing", "bool", lambda known, place: known.images[place][1]),
        ),
    ),
    "headings": Table(lambda post: post.headings, (_PATH, *_SPAN, _of("depth", "int64"), _of("text"), _of("id"))),
    "people": Table(
        lambda post: ((role, person) for role, field in _PEOPLE.items() for person in getattr(post.meta, field)),
        (_PATH, _part("role", 0), *map(_attribute, ("name", "url", "avatar", "bio", "affiliation", "email"))),
    ),
    "tags": Table(
        lambda post: ((kind, name) for kind, field in _TERMS.items() for name in getattr(post.meta, field)),
        (_PATH, _part("kind", 0), _part("name", 1)),
    ),
    "code_blocks": Table(lambda post: post.code_blocks, (_PATH, *_SPAN, *map(_of, ("lang", "meta", "text")))),
    "messages": Table(lambda post: post.messages, (_of("path"), *_SPAN, *map(_of, ("severity", "rule", "reason", "suggestion")))),
}


def rows(table: TableName, post: Post[Any], known: Known | None = None) -> Iterator[Row]:
    """The rows that a post gives to a table."""
    return (Row(post, item, place, known) for place, item in enumerate(TABLES[table].items(post)))


def check(table: str) -> None:
    """Raise ValueError where there is no such table."""
    if table not in TABLES:
        raise ValueError(f"table must be one of {', '.join(get_args(TableName))}, not {table!r}")


def cells(table: TableName, found: Iterable[Row]) -> list[list[Any]]:
    """The rows, column by column, as Python's own values; numbers have 64 bits, and texts can be written as UTF-8."""
    found = list(found)
    return [_fitting(list(map(column.cell, found)), column.type) for column in TABLES[table].columns]


def _fitting(found: list[Any], kind: Type) -> list[Any]:
    """Numbers that do not fit become null; bytes of file names that are no UTF-8 the replacement character."""
    if kind == "int64":
        return [None if cell is None or not -(2**63) <= cell < 2**63 else cell for cell in found]
    if kind != "string":
        return found
    return [cell if cell is None or (type(cell) is str and cell.isascii()) else storable(str(cell)) for cell in found]


def schema(table: TableName) -> pa.Schema:
    """The Arrow schema of a table."""
    arrow = need("pyarrow", "arrow")
    types = {"string": arrow.string(), "int64": arrow.int64(), "bool": arrow.bool_(), "time": arrow.timestamp("us", tz="UTC")}
    made: pa.Schema = arrow.schema([(column.name, types[column.type]) for column in TABLES[table].columns])
    return made


def to_batch(table: TableName, found: Iterable[Row]) -> pa.RecordBatch:
    """An Arrow record batch of rows."""
    arrow = need("pyarrow", "arrow")
    of = schema(table)
    arrays = [arrow.array(column, kind) for column, kind in zip(cells(table, found), of.types, strict=True)]
    made: pa.RecordBatch = arrow.RecordBatch.from_arrays(arrays, schema=of)
    return made


def to_arrow(table: TableName, found: Iterable[Row]) -> pa.Table:
    """An Arrow table of rows."""
    made: pa.Table = need("pyarrow", "arrow").Table.from_batches([to_batch(table, found)])
    return made


def to_pandas(found: pa.Table) -> pd.DataFrame:
    """An Arrow table of ours as a DataFrame: its columns as ``string``, ``Int64``, ``boolean`` and ``datetime64[us, UTC]``."""
    pandas = need("pandas", "pandas")
    arrow = need("pyarrow", "pandas")
    types = {arrow.string(): pandas.StringDtype(), arrow.int64(): pandas.Int64Dtype(), arrow.bool_(): pandas.BooleanDtype()}
    frame: pd.DataFrame = found.to_pandas(types_mapper=types.get)
    return frame
