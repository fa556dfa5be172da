"""``load_archive``: a root becomes an archive."""

from __future__ import annotations

import os
from datetime import UTC, tzinfo
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cnposts._collector import paused
from cnposts._parse import Errors, Options, unreadable
from cnposts._stream import Reader
from cnposts._tokens import patterns
from cnposts._walk import Folder, is_inside, walk
from cnposts.archive import Archive
from cnposts.limits import DEFAULT, Limits
from cnposts.models import FrontMatter, M, Post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cnposts._markdown import Engine
    from cnposts.errors import ParseError

_BESIDE = {"content", "source", "docs", "blog"}
"""Names of content folders whose sites keep static files in a folder beside them."""
_STATIC = ("static", "public")


def load_archive(  # noqa: PLR0913, D417 - options that are named in the call; those of `parse` are described together
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
    base_url: str | Iterable[str] = (),
    permalinks: str | Mapping[str, str] = "",
    static: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | None = None,
) -> Archive[M]:
    """Read all posts below a folder or in a zip file, and all about how they hang together.

    Args:
        root: The folder of the content or of the whole site, or a zip file of a repository. ``Post.path`` is relative to it.
        model: As for ``parse``. A post that does not fit it is among ``Archive.failures``.
        errors: ``"collect"`` puts all problems into ``Archive.messages``; ``"raise"`` raises the first file's that has errors.
        encoding, timezone, engine, body, limits: As for ``parse``.
        max_size: How many bytes a file may have; a larger one is a file that cannot be read.
        exclude: Globs of paths, relative to ``root``, that are left out: ``"drafts/*"``, ``"**/README.md"``.
        workers: How many processes read; None is one a core. Order and posts are those of one.
        cache: As for ``iter_posts``.
        progress: Show a bar; needs the extra ``progress``.
        base_url: Where the site is served; of several hosts, each. Absolute URLs there are links inside the archive.
        permalinks: A pattern for the URLs of posts (``"/:year/:month/:title/"``), or one by section, in Hugo's, Jekyll's or Hexo's tokens.
        static: Folders served from the site's root, wherever; without it, ``static`` and ``public`` in ``root``, or beside its content.

    Returns:
        The archive. A file that cannot be read, or does not fit, costs a message, never the run.

    Raises:
        OSError: ``root`` does not exist or cannot be listed, or one of ``static``.
        ParseError: ``errors="raise"``, and a file cannot be read or has errors.
        ValueError: An option has none of the values it can have, such as a token in ``permalinks`` that no generator knows.
        ImportError: ``progress`` or ``engine="pulldown"`` without its package.
        WorkerError: A worker process died; the error names the files it held.
    """
    permalinks, files = patterns(permalinks), list[str]()
    options = Options(model, errors, encoding, timezone, engine, body=body, max_size=max_size, limits=limits)
    results = _results(Reader(root, options, exclude=exclude, workers=workers, cache=cache, progress=progress, other=files.append), errors)
    served = _static_files(Path(root), static, files, lambda path, error: results.append(unreadable(path, error)))
    return Archive(results, root=Path(root), files=files, static=served, base_url=base_url, permalinks=permalinks, bodies=body)


def _results(reader: Reader[M], errors: Errors) -> list[Post[M] | ParseError]:
    results: list[Post[M] | ParseError] = []
    with paused():
        for result in reader.results():
            if errors == "raise" and not isinstance(result, Post):
                raise result
            results.append(result)
    return results


def _failed_in(failed: Callable[[str, OSError], object], folder: str | os.PathLike[str], path: str, error: OSError) -> None:
    failed(f"{Path(folder).as_posix()}/{path}", error)


def _static_files(
    root: Path,
    static: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | None,
    files: list[str],
    failed: Callable[[str, OSError], object],
) -> dict[str, str]:
    """The files of the folders ``static`` by their path on the site, each with its path relative to ``root``."""
    folders = [static] if isinstance(static, str | os.PathLike) else static
    if folders is None:
        beside = root.resolve().parent if root.resolve().name in _BESIDE else None
        known = [beside / name for name in _STATIC if (beside / name).is_dir()] if beside else []
        folders = [folder for folder in known if is_inside(os.path.realpath(folder), os.fspath(folder.parent))]  # a link may lead anywhere
    found: dict[str, str] = {}
    for folder in folders:
        inside = Path(folder).as_posix().rstrip("/") + "/"
        own = [path for path in files if path.startswith(inside)]
        if own:
            found = {path.removeprefix(inside): path for path in own} | found
            continue
        for path in walk(Folder(Path(folder)), failed=partial(_failed_in, failed, folder)):
            found.setdefault(path, Path(os.path.relpath(Path(folder) / path, root)).as_posix())
    return found
