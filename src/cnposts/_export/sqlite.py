"""Posts as an SQLite database, with full-text search that finds Chinese words of any length."""

from __future__ import annotations

import errno
import os
import re
import unicodedata
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cnposts import _tables
from cnposts._beside import written_beside
from cnposts._decode import storable
from cnposts._export.rows import NAMES, chunks
from cnposts._words import CJK

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from cnposts._export.rows import Chunk
    from cnposts.archive import Archive
    from cnposts.models import Post

_TYPES = {"string": "TEXT", "int64": "INTEGER", "bool": "INTEGER", "time": "TEXT"}
_INDEXES = {
    "posts": ("path", "url", "date"),
    "links": ("url", "host", "target"),
    "images": ("url", "host"),
    "people": ("name",),
    "tags": ("name",),
}
_APART = "\u200b"
"""A blank of no width between two Chinese characters: the tokenizer takes each for a word, and nobody sees it."""
_BETWEEN = re.compile(f"(?<=[{CJK}])(?=[{CJK}])|(?<=[{CJK}])(?=\\w)|(?<=\\w)(?=[{CJK}])")
_MARK = "\ue000"
_STOP = re.compile(rf"(?<=[{CJK}])(?:[^\w\s]+\s*|\s*\n\s*\n\s*)(?=[{CJK}])")
"""What parts two texts: a word of its own behind it keeps their characters from being found as neighbours."""
_SNIPPET = 90
"""Characters of a snippet."""
_BEGINS = r"(?<!\w)"
_HANGUL = re.compile("[\uac00-\ud7a3]$")
_SEARCH = """
    CREATE VIRTUAL TABLE search USING fts5(title, tags, text, tokenize = "unicode61 remove_diacritics 2");
"""
_FOUND = """
    SELECT posts.path, posts.url, posts.title, posts.date, search.text, -bm25(search, 10.0, 5.0, 1.0) AS score
    FROM search JOIN posts ON posts.id = search.rowid WHERE search MATCH ? ORDER BY score DESC, posts.date DESC, posts.id LIMIT ?
"""


class Hit(NamedTuple):
    """A post that a search found."""

    path: str | None
    """The post's path."""
    url: str | None
    """Its URL on the site, where it came from an archive."""
    title: str | None
    """Its title."""
    date: str | None
    """Its date, ISO 8601 in UTC."""
    snippet: str
    """Some words around what was found."""
    score: float
    """How well it fits, by BM25; more is better, and only comparable within one search."""


def to_sqlite(posts: Iterable[Post[Any]], path: str | os.PathLike[str], *, archive: Archive[Any] | None = None) -> None:
    """Write the flat tables into a new SQLite database, which takes the place of what is at ``path``.

    Each table has the columns of ``Archive.to_arrow``; before them, ``posts`` has an ``id``, and the others have ``post``, the ``id`` of
    theirs. Times are ISO 8601 in UTC, which SQLite's date functions read. U+0000 becomes U+FFFD. ``search`` asks the full-text table.

    Args:
        posts: An archive, whose columns are then filled, or any posts; they are written as they come.
        path: Where the database stands.
        archive: The archive that the posts are of, if they are some of one.

    Raises:
        OSError: The file cannot be written, the disk is full, or others use the database there; what stood there still does.
        ValueError: ``path`` is none of a file, such as ``:memory:``.
        sqlite3.Error: SQLite has no FTS5; what stood there still does.
    """
    import sqlite3  # noqa: PLC0415 - databases are loaded by those who use them

    if str(path).startswith((":memory:", "file:")):
        raise ValueError(f"{path!r} is no file, and exports write files")
    with written_beside(path, partial(_settle, path)) as file, closing(sqlite3.connect(file.name)) as database:
        with _told(path):
            database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")  # a crash leaves the old file
            database.executescript("".join(_schema()))
        for chunk in chunks(posts, archive=archive):
            with _told(path):
                _write(database, chunk)
        with _told(path):
            database.executescript("".join(_indexes()))
            database.execute("INSERT INTO search(search) VALUES ('optimize')")
            database.commit()


@contextmanager
def _told(path: str | os.PathLike[str]) -> Iterator[None]:
    """Within: what the disk refuses to SQLite is an error of the system, as with every other export."""
    import sqlite3  # noqa: PLC0415

    reasons = {sqlite3.SQLITE_FULL: errno.ENOSPC, sqlite3.SQLITE_IOERR: errno.EIO, sqlite3.SQLITE_CANTOPEN: errno.EIO}
    try:
        yield
    except sqlite3.Error as error:
        reason = reasons.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if reason is None:
            raise
        raise OSError(reason, str(error), os.fspath(path)) from error


def _settle(path: str | os.PathLike[str]) -> None:
    """See that nothing of an old database is left beside it, which SQLite would read into the new one."""
    import sqlite3  # noqa: PLC0415

    target = Path(os.path.realpath(path))
    beside = [target.with_name(target.name + suffix) for suffix in ("-wal", "-journal")]
    if not any(file.exists() for file in beside):
        return
    with suppress(sqlite3.Error), closing(sqlite3.connect(target, timeout=1)) as old:
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        old.execute("PRAGMA journal_mode = DELETE")
    if left := [file.name for file in beside if file.exists()]:
        raise OSError(errno.EBUSY, f"the database is in use: {', '.join(left)} stands beside it", os.fspath(path))


def _schema() -> Iterator[str]:
    for name, table in _tables.TABLES.items():
        columns = [f'"{column.name}" {_TYPES[column.type]}' for column in table.columns]
        key = "id INTEGER PRIMARY KEY" if name == "posts" else "post INTEGER REFERENCES posts(id) ON DELETE CASCADE"
        yield f"CREATE TABLE {name} ({', '.join([key, *columns])});\n"
    yield _SEARCH


def _indexes() -> Iterator[str]:
    """Made when all rows are there, which is quicker."""
    for name in NAMES:
        for column in (*(() if name == "posts" else ("post",)), *_INDEXES.get(name, ())):
            yield f'CREATE INDEX "{name}_{column}" ON {name} ("{column}");\n'


def _write(database: sqlite3.Connection, chunk: Chunk) -> None:
    columns = [chunk.numbers, *(list(map(_stored, cells)) for cells in _tables.cells(chunk.table, chunk.rows))]
    marks = ", ".join("?" * len(columns))
    database.executemany(f"INSERT INTO {chunk.table} VALUES ({marks})", zip(*columns, strict=True))  # noqa: S608 - our own names
    if chunk.table == "posts":
        posts = ((number, row.post) for number, row in zip(chunk.numbers, chunk.rows, strict=True) if row.post)
        texts = ((number, *map(_apart, (str(post.title or ""), " ".join(map(str, post.tags)), post.text))) for number, post in posts)
        database.executemany("INSERT INTO search(rowid, title, tags, text) VALUES (?, ?, ?, ?)", texts)


def _stored(cell: Any) -> Any:  # noqa: ANN401 - a cell of any type
    if isinstance(cell, str):
        return cell.replace("\0", "\ufffd")
    return cell.isoformat() if isinstance(cell, datetime) else cell


def _apart(text: str) -> str:
    return _BETWEEN.sub(_APART, _STOP.sub(rf"\g<0>{_MARK}{_APART}", storable(text).replace("\0", "\ufffd")))


def search(database: str | os.PathLike[str] | sqlite3.Connection, query: str, *, limit: int = 20) -> tuple[Hit, ...]:
    """Find posts in a database that ``to_sqlite`` wrote, best first.

    Words are looked for in title, tags and text, in any case and with or without accents, Korean ones with what follows them. A run of
    Chinese or Japanese characters is found wherever it stands, also inside of what a dictionary would call one word. All that blanks part
    must be there; what stands between double quotes must stand there side by side. No character of the query has another meaning, so that
    any text can be asked for.

    Args:
        database: The file, or a connection to it.
        query: Some words.
        limit: How many posts at most.

    Returns:
        The posts; none for a query without a letter or digit.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: ``limit`` is no number of posts.
        sqlite3.DatabaseError: It is no database of ours.
    """
    import sqlite3  # noqa: PLC0415

    if not isinstance(limit, int) or limit < 0:
        raise ValueError(f"limit must be a number of posts, not {limit!r}")
    terms = _terms(query)
    if isinstance(database, sqlite3.Connection):
        return _found(database, terms, limit)
    with open(database, "rb"), closing(sqlite3.connect(database)) as connection:  # noqa: PTH123 - sqlite3 would make a new file
        return _found(connection, terms, limit)


def _terms(query: str) -> list[str]:
    """What a query asks for: what quotes hold together, and what blanks part."""
    terms = [quoted or bare for quoted, bare in re.findall(r'"([^"]*)"|([^\s"]+)', query.replace("\0", " "))]
    return [term for term in terms if re.search(r"[^\W_]", term)]


def _found(database: sqlite3.Connection, terms: list[str], limit: int) -> tuple[Hit, ...]:
    # phrases in FTS5's own language, in which quotes take all meaning away; particles follow Korean words without a blank
    wanted = " ".join(f'"{_apart(term)}"' + ("*" if _HANGUL.search(term) else "") for term in terms)
    cursor = database.cursor()
    cursor.row_factory = None
    rows = cursor.execute(_FOUND, (wanted, limit)) if wanted else ()
    return tuple(Hit(row[0], row[1], row[2], row[3], _snippet(row[4], terms), row[5]) for row in rows)


def _snippet(text: str, terms: list[str]) -> str:
    """Some words around the first place where one of the terms stands; FTS5's own takes minutes for a long text."""
    text = text.replace(_APART, "").replace(_MARK, "")
    folded = text.translate(_FOLDED)
    words = (_BEGINS * term[:1].isascii() + r"\W+".join(re.findall(r"\w+", term.translate(_FOLDED))) for term in terms)
    places = [match.start() for match in (re.search(word, folded) for word in words) if match]
    start = max(min(places, default=0) - _SNIPPET // 3, 0)
    shown = " ".join(text[start : start + _SNIPPET].split())
    return f"{'…' if start else ''}{shown}{'…' if start + _SNIPPET < len(text) else ''}"


class _Folding(dict[int, str]):
    """Each character without case and accents, as one character."""

    def __missing__(self, code: int) -> str:
        found = self[code] = unicodedata.normalize("NFKD", chr(code))[0].casefold()[:1]
        return found


_FOLDED = _Folding()
