"""What was read before: one SQLite file of posts as JSON, by what they were read from and how."""

from __future__ import annotations

import errno
import inspect
import json
import os
import sqlite3
import sys
import time
import zlib
from contextlib import suppress
from dataclasses import asdict
from datetime import timezone
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, get_args
from zoneinfo import ZoneInfo

import mistune
import pydantic
import yaml
from pydantic import BaseModel

from cnposts import _wire
from cnposts._version import __version__
from cnposts.errors import warn
from cnposts.models import FrontMatter, M, Post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cnposts._parse import Options

_APPLICATION = 0x636E7073  # "cnps", in the header of each file that is ours
_REFUSALS = {
    sqlite3.SQLITE_AUTH,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
}
"""What the system says; all other errors come from what the file holds."""
_DAYS_KEPT = 90
_SECONDS_WAITED = 5.0
_TABLE = "posts (key BLOB PRIMARY KEY, used INTEGER NOT NULL, sum INTEGER NOT NULL, post BLOB NOT NULL)"


def default_path() -> Path:
    """The file in the platform's folder for caches."""
    home = Path.home()
    folders = {"win32": os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local", "darwin": home / "Library" / "Caches"}
    return Path(folders.get(sys.platform) or os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "cnposts" / "posts.sqlite"


class Cache(Generic[M]):
    """Posts by key. Whatever goes wrong with the file costs a warning and its use, never the run."""

    def __init__(self, path: Path, options: Options[M]) -> None:
        """Open ``path``, or make it."""
        self._path = path
        self._model = options.model
        self._today = int(time.time() // 86_400)
        self._connection: sqlite3.Connection | None = None
        self._is_new = False
        self._is_writable = True
        how = _fingerprint(options)
        self._how = how or b""
        if how is None:
            warn(f"The cache {self._path} is not used: the source of {options.model!r}, or the name of {options.zone!r}, is not to be had.")
        else:
            self._start()

    def key(self, path: str, data: bytes) -> bytes:
        """What a post is found by: its content, its path and how it is read."""
        return blake2b(b"\0".join((self._how, path.encode("utf-8", "surrogatepass"), data)), digest_size=20).digest()

    @property
    def is_open(self) -> bool:
        """Whether there is anything to ask."""
        return self._connection is not None

    def get(self, keys: Sequence[bytes]) -> dict[bytes, Post[M]]:
        """The posts that are there and whole."""
        rows: list[tuple[bytes, int, int, bytes]] = []

        def look(connection: sqlite3.Connection) -> None:
            marks = ",".join("?" * len(keys))
            rows.extend(connection.execute(f"SELECT key, used, sum, post FROM posts WHERE key IN ({marks})", keys))  # noqa: S608 - marks only
            old = [(self._today, key) for key, used, _, _ in rows if used != self._today]
            if old and self._is_writable:
                connection.executemany("UPDATE posts SET used = ? WHERE key = ?", old)

        self._attempt(look)
        posts = {}
        for key, _, total, post in rows:
            with suppress(TypeError, ValueError):  # another type or shape than was written: the file is read again
                if _sum(key, post) == total:
                    posts[key] = _wire.decode(post, self._model)
        return posts

    def put(self, posts: Sequence[tuple[bytes, bytes]]) -> None:
        """Keep encoded posts."""
        if not self._is_writable:
            return
        rows = [(key, self._today, _sum(key, post), post) for key, post in posts]
        self._attempt(lambda connection: connection.executemany("INSERT OR REPLACE INTO posts VALUES (?, ?, ?, ?)", rows))

    def close(self) -> None:
        """Let go of the file."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def _open(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if self._path.exists() and not self._path.is_file():  # a pipe would never end
            raise OSError(errno.EINVAL, "it is no regular file")
        self._connection = connection = sqlite3.connect(self._path, timeout=_SECONDS_WAITED, check_same_thread=False)
        tables = connection.execute(
            "SELECT sql FROM sqlite_master WHERE sql NOT NULL"
        ).fetchall()  # first: who makes it now, signs it first
        (owner,) = connection.execute("PRAGMA application_id").fetchone()
        if owner != _APPLICATION:
            if tables:
                raise sqlite3.OperationalError("it is the database of another program")
            connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        elif tables not in ([], [(f"CREATE TABLE {_TABLE}",)]):  # nor a view or a trigger, whose SQL would run with ours
            raise sqlite3.DatabaseError("its tables are not as we make them")
        connection.execute("PRAGMA synchronous = OFF")  # what a power cut leaves broken is noticed and made anew
        self._attempt(self._tidy)

    def _tidy(self, connection: sqlite3.Connection) -> None:
        connection.execute(f"CREATE TABLE IF NOT EXISTS {_TABLE}")
        connection.execute("DELETE FROM posts WHERE used < ?", (self._today - _DAYS_KEPT,))

    def _attempt(self, action: Callable[[sqlite3.Connection], object]) -> None:
        if not self._connection:
            return
        try:
            with self._connection as connection:
                action(connection)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            if self._is_writable and _code(error) in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}:  # the file, or its folder
                self._is_writable = False
            else:
                self._fail(error)

    def _start(self) -> None:
        try:
            self._open()
        except (sqlite3.Error, OSError, ValueError) as error:  # the last of a path with NUL
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        self.close()
        if _code(error) not in _REFUSALS and not self._is_new and self._removed():
            self._is_new = True
            warn(f"The cache {self._path} is broken ({error}) and was made anew.")
            self._start()
        else:
            warn(f"The cache {self._path} is not used: {error}.")

    def _removed(self) -> bool:
        """Whether the file was ours and is gone now."""
        try:
            if not self._is_ours():
                return False
            for path in (Path(f"{self._path}-journal"), self._path):
                path.unlink(missing_ok=True)
        except OSError:
            return False
        return True

    def _is_ours(self) -> bool:
        with self._path.open("rb") as file:
            header = file.read(100)
        return header.startswith(b"SQLite format 3\0") and header[68:72] == _APPLICATION.to_bytes(4, "big")


def _sum(key: bytes, post: bytes) -> int:
    """Of both, so that a post that a broken index finds under another's key is noticed."""
    return zlib.crc32(post, zlib.crc32(key))


def _code(error: Exception) -> int:
    """SQLite's number of an error; that of a broken file where Python found bytes in it that are no text."""
    if isinstance(error, sqlite3.Error | UnicodeDecodeError):
        return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    return sqlite3.SQLITE_CANTOPEN


def _classes(kind: Any) -> Iterator[type]:  # noqa: ANN401 - annotations are of any type
    """The user's models that a model is made of: itself, its bases, those of its fields."""
    for inner in get_args(kind):
        yield from _classes(inner)
    if isinstance(kind, type) and issubclass(kind, BaseModel) and not kind.__module__.startswith(("cnposts.", "pydantic.")):
        yield from (cls for cls in kind.__mro__ if issubclass(cls, BaseModel) and not cls.__module__.startswith(("cnposts.", "pydantic.")))
        for name, field in kind.model_fields.items():
            if name not in FrontMatter.model_fields:
                yield from _classes(field.annotation)


def _fingerprint(options: Options[M]) -> bytes | None:
    """How posts are read, as bytes that another process finds, too; None where that cannot be told."""
    zone = options.zone
    if not (isinstance(zone, timezone) or (isinstance(zone, ZoneInfo) and zone.key)):
        return None
    try:
        own = [inspect.getsource(cls) for cls in _classes(options.model)]
    except (OSError, TypeError):  # made at run time, without a source
        return None
    schema = Post[options.model].model_json_schema(mode="serialization") if own else None  # type: ignore[name-defined] # at run time
    versions = [__version__, mistune.__version__, pydantic.VERSION, yaml.__version__]
    how = [options.errors, options.encoding, options.engine, options.body, asdict(options.limits)]
    return json.dumps([versions, repr(zone), how, repr(options.model), own, schema]).encode()
