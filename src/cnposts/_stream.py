"""A root's posts, one after the other, in path order: walk, workers, cache and progress in one place."""

from __future__ import annotations

import os
from collections import deque
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, tzinfo
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Generic

from cnposts import _wire
from cnposts._extras import need
from cnposts._parse import Errors, Options, read, unreadable
from cnposts._walk import is_post, open_root, walk
from cnposts.errors import ParseError, ReadError, warn
from cnposts.limits import DEFAULT, Limits
from cnposts.models import FrontMatter, M, Post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cnposts._cache import Cache
    from cnposts._markdown import Engine
    from cnposts._pool import Pool

_BATCH = 16
"""Files that are looked up, sent to a worker and kept in the cache together."""


def iter_posts(  # noqa: PLR0913, D417 - options that are named in the call; those of `parse` are described together
    root: str | os.PathLike[str],
    *,
    model: type[M] = FrontMatter,  # type: ignore[assignment]
    errors: Errors = "collect",
    encoding: str | None = None,
    timezone: str | tzinfo = UTC,
    engine: Engine = "mistune",
    body: bool = True,
    max_size: int | None = None,
    limits: Limits = DEFAULT,
    exclude: Iterable[str] = (),
    workers: int | None = 1,
    cache: bool | str | os.PathLike[str] = False,
    progress: bool = False,
    on_failure: Callable[[ParseError], object] | None = None,
) -> Iterator[Post[M]]:
    """Read all Markdown files below a folder or in a zip file, one after the other, in path order.

    Hidden folders and ``node_modules`` are left out, links that lead in circles are followed once; those that lead out of the root are
    files that cannot be read. A bounded number of posts is in memory.

    Args:
        root: The folder, or a zip file of a repository; ``Post.path`` is relative to it.
        model: As for ``parse``.
        errors: As for ``parse``.
        encoding, timezone, engine, body, limits: As for ``parse``.
        max_size: How many bytes a file may have; a larger one is a file that cannot be read.
        exclude: Globs of paths, relative to ``root``, that are left out: ``"drafts/*"``, ``"**/README.md"``.
        workers: How many processes read; None is one a core. Order and posts are those of one.
        cache: Keep what was read in an SQLite file, and read from there what has not changed since: its path, or True for one in the
            platform's folder for caches.
        progress: Show a bar; needs the extra ``progress``.
        on_failure: Is called with the error of each file that gives no post, and the stream goes on. Without it a file that cannot be
            read costs a ``CnpostsWarning``, and one that does not fit ``model``, or has errors under ``errors="raise"``, raises.

    Returns:
        An iterator; problems with ``root`` and the options raise at once, not on the first post.

    Raises:
        NotADirectoryError: ``root`` is a file and no zip file; ``load`` reads it.
        OSError: ``root`` does not exist.
        TypeError, ValueError: An option has none of the values it can have.
        ImportError: ``progress`` or ``engine="pulldown"`` without its package.
        WorkerError: A worker process died; the error names the files it held.
    """
    options = Options(model, errors, encoding, timezone, engine, body=body, max_size=max_size, limits=limits)
    reader = Reader(root, options, exclude=exclude, workers=workers, cache=cache, progress=progress)
    return _posts(reader, on_failure or _told if errors == "collect" else on_failure or _raised)


def _posts(reader: Reader[M], on_failure: Callable[[ParseError], object]) -> Iterator[Post[M]]:
    for result in reader.results():
        if isinstance(result, Post):
            yield result
        else:
            on_failure(result)


def _raised(failure: ParseError) -> None:
    raise failure


def _told(failure: ParseError) -> None:
    if not isinstance(failure, ReadError):
        raise failure
    warn(str(failure))


@dataclass(slots=True)
class _Batch(Generic[M]):
    """Files on their way: what is known of each, by its place, and what is still to be read."""

    found: dict[int, Post[M] | ParseError]
    missing: dict[int, tuple[str, bytes]]
    keys: dict[int, bytes]
    ticket: int | None


class Reader(Generic[M]):
    """Reads the posts of a root."""

    def __init__(  # noqa: PLR0913 - the options of both callers
        self,
        root: str | os.PathLike[str],
        options: Options[M],
        *,
        exclude: Iterable[str],
        workers: int | None,
        cache: bool | str | os.PathLike[str],
        progress: bool,
        other: Callable[[str], object] = len,
    ) -> None:
        """Check all arguments; nothing is read yet. ``other`` is told the path of each file that is no post."""
        self.root = open_root(Path(root))
        self._options = options
        self._exclude = tuple(map(os.fspath, (exclude,) if isinstance(exclude, str | os.PathLike) else exclude))
        self._workers = _count(workers)
        self._cache_path = cache
        self._bar = need("tqdm.auto", "progress").tqdm if progress else None
        self._other = other
        self._pool: Pool[M] | None = None
        self._cache: Cache[M] | None = None

    def results(self) -> Iterator[Post[M] | ParseError]:
        """Each post, or why there is none, in path order."""
        with ExitStack() as stack:
            self._open(stack)
            items: Iterable[str | ReadError] = self._items()
            if self._bar:
                items = list(items)
                bar = stack.enter_context(closing(self._bar(total=len(items), unit="post")))
            for batch in self._batches(iter(items)):
                yield from batch
                if self._bar:
                    bar.update(len(batch))

    def _open(self, stack: ExitStack) -> None:
        """Processes and databases are loaded by those who use them."""
        if self._workers > 1:
            from cnposts._pool import Pool  # noqa: PLC0415

            self._pool = stack.enter_context(closing(Pool(self._workers, self._options)))
        if self._cache_path is not None and self._cache_path is not False:
            from cnposts._cache import Cache, default_path  # noqa: PLC0415

            path = default_path() if self._cache_path is True else Path(self._cache_path).expanduser()
            self._cache = stack.enter_context(closing(Cache(path, self._options)))

    def _items(self) -> Iterator[str | ReadError]:
        """The posts' paths; folders that cannot be listed as errors among them."""
        failed: list[ReadError] = []
        for path in walk(self.root, self._exclude, lambda folder, error: failed.append(unreadable(folder or ".", error))):
            yield from failed
            failed.clear()
            if is_post(path):
                yield path
            else:
                self._other(path)
        yield from failed

    def _batches(self, items: Iterator[str | ReadError]) -> Iterator[list[Post[M] | ParseError]]:
        begun: deque[_Batch[M]] = deque()
        size = _BATCH if self._pool or self._cache else 1
        ahead = 2 * self._workers if self._pool else 0
        while batch := list(islice(items, size)):
            begun.append(self._begin(batch))
            if len(begun) > ahead:
                yield self._finish(begun.popleft())
        while begun:
            yield self._finish(begun.popleft())

    def _begin(self, items: list[str | ReadError]) -> _Batch[M]:
        """Read the files, look them up, and send to a worker what is not there."""
        batch: _Batch[M] = _Batch({}, {}, {}, None)
        for place, item in enumerate(items):
            if isinstance(item, ReadError):
                batch.found[place] = item
                continue
            try:
                batch.missing[place] = item, self.root.read(item, self._options.max_size)
            except OSError as error:
                batch.found[place] = unreadable(item, error)
        if self._cache and self._cache.is_open:
            self._look_up(batch, self._cache)
        if self._pool and batch.missing:
            batch.ticket = self._pool.submit(list(batch.missing.values()))
        return batch

    @staticmethod
    def _look_up(batch: _Batch[M], cache: Cache[M]) -> None:
        keys = {place: cache.key(path, data) for place, (path, data) in batch.missing.items()}
        known = cache.get(list(keys.values()))
        batch.found |= {place: known[key] for place, key in keys.items() if key in known}
        batch.missing = {place: file for place, file in batch.missing.items() if place not in batch.found}
        batch.keys = {place: keys[place] for place in batch.missing}

    def _finish(self, batch: _Batch[M]) -> list[Post[M] | ParseError]:
        """All results of a batch, in path order."""
        if self._pool and batch.ticket:
            read_now = self._pool.result(batch.ticket)
        else:
            read_now = [self._read(path, data) for path, data in batch.missing.values()]
        results = dict(zip(batch.missing, read_now, strict=True))
        if self._cache and batch.keys:
            encoded = {
                place: post if isinstance(post, bytes) else _wire.encode(post)
                for place, post in results.items()
                if not isinstance(post, ParseError)
            }
            self._cache.put([(batch.keys[place], data) for place, data in encoded.items() if data])
        model = self._options.model
        batch.found |= {place: _wire.decode(post, model) if isinstance(post, bytes) else post for place, post in results.items()}
        return [batch.found[place] for place in sorted(batch.found)]

    def _read(self, path: str, data: bytes) -> Post[M] | ParseError:
        try:
            return read(data, path, self._options)
        except ParseError as error:
            return error


def _count(workers: int | None) -> int:
    """How many processes ``workers`` asks for."""
    if workers is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if not isinstance(workers, int) or workers < 1:
        raise ValueError(f"workers must be at least 1, or None for one a core, not {workers!r}")
    return workers
