"""Edits of files: nothing is written that was not checked, and no file is ever half written."""

from __future__ import annotations

import errno
import os
from datetime import UTC, tzinfo
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnposts._beside import written_beside
from cnposts._decode import decode
from cnposts._edit.edits import Edits
from cnposts._parse import load
from cnposts._position import Lines
from cnposts._walk import is_inside
from cnposts.errors import EditError
from cnposts.models import FrontMatter, M, Post

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnposts.archive import Archive


def rewrite_file(  # noqa: PLR0913 - options that are named in the call
    path: str | os.PathLike[str],
    make_edits: Callable[[Post[M]], Edits[M] | None],
    *,
    dry_run: bool = False,
    model: type[M] = FrontMatter,  # type: ignore[assignment]
    encoding: str | None = None,
    timezone: str | tzinfo = UTC,
) -> str:
    """Edit the post of one file. Encoding, byte order mark, line ends and mode stay as they are.

    The new text is written to a file beside, which then takes the place of the old one in one step. A link to a file stays a link.

    Args:
        path: The file.
        make_edits: Takes the post and returns its edits, or None for none.
        dry_run: Write nothing.
        model: As for ``load``.
        encoding: As for ``load``.
        timezone: As for ``load``.

    Returns:
        The unified diff; empty where nothing changes, in which case the file is not touched.

    Raises:
        EditError: The edits do not come out as asked, the encoding lacks a character, or the file was changed meanwhile.
        OSError: The file cannot be read or written.
    """
    if Path(path).exists() and not Path(path).is_file():  # a device may never end
        raise OSError(errno.EINVAL, "it is no regular file", os.fspath(path))
    post = load(path, model=model, encoding=encoding, timezone=timezone)
    edits = _edits(post, make_edits)
    if not edits:
        return ""
    diff = edits.diff()
    if not dry_run:
        _write(Path(path), edits)
    return diff


def rewrite_archive(
    archive: Archive[M],
    make_edits: Callable[[Post[M]], Edits[M] | None],
    *,
    dry_run: bool = True,
    on_failure: Callable[[EditError], object] | None = None,
) -> dict[str, str]:
    """Edit the posts of an archive: first all edits are made and checked, then the files are written, one by one.

    Args:
        archive: The archive. Its posts stay what they are; load it again to see the new ones.
        make_edits: Takes a post and returns its edits, or None for none.
        dry_run: Write nothing, as long as this is not False.
        on_failure: Takes the error of each post that cannot be edited as asked, which is then left as it is. Without it, the first such
            error is raised before any file is written.

    Returns:
        The unified diffs of the posts that change, by their paths.

    Raises:
        EditError: As with ``rewrite_file``.
        OSError: A file cannot be read or written; those before it are written.
    """
    changed: list[Edits[M]] = []
    diffs: dict[str, str] = {}
    texts: dict[str, str] = {}  # by the file that is really meant, whatever links lead to it
    for post in archive:
        try:
            edits = _edits(post, make_edits)
            diff = edits.diff()
            if edits and dry_run is False:
                _plan(_file_of(archive, post), edits, texts)
        except EditError as error:
            _tell(error, on_failure)
            continue
        if edits:
            changed.append(edits)
            diffs[post.path or ""] = diff
    for edits in changed if dry_run is False else ():
        path = _file_of(archive, edits.post)
        try:
            if texts.pop(os.path.realpath(path), None) is not None:
                _write(path, edits)
        except EditError as error:
            _tell(error, on_failure)
            del diffs[edits.post.path or ""]
    return diffs


def _plan(path: Path, edits: Edits[Any], texts: dict[str, str]) -> None:
    """See whether a file can be written, and note its text; a file of several posts is to become one text."""
    _bytes_of(path, edits)
    if texts.setdefault(os.path.realpath(path), edits.apply()) != edits.apply():
        raise EditError("This file is another post's, too, and would become two different ones.", None, edits.post.path)


def _tell(error: EditError, on_failure: Callable[[EditError], object] | None) -> None:
    if on_failure is None:
        raise error
    on_failure(error)


def _edits(post: Post[M], make_edits: Callable[[Post[M]], Edits[M] | None]) -> Edits[M]:
    edits = make_edits(post)
    if edits is None:
        return Edits(post)
    if not isinstance(edits, Edits):
        raise TypeError(f"make_edits must return Edits, or None for none, not {edits!r}")
    if edits.post is not post:
        raise ValueError(f"make_edits returned edits of {edits.post.path or 'another post'} for {post.path}")
    return edits


def _file_of(archive: Archive[Any], post: Post[Any]) -> Path:
    if archive.root.is_file():
        raise EditError(f"{archive.root} is a zip file, in which nothing is written; unpack it and load the folder.", None, post.path)
    path = archive.root / (post.path or "")
    if not is_inside(os.path.realpath(path), os.path.realpath(archive.root)):
        raise EditError(f"This path leads out of {archive.root}; nothing outside of it is written.", None, post.path)
    return path


def _bytes_of(path: Path, edits: Edits[Any]) -> tuple[bytes, bytes]:
    """What the file holds, and what it is to hold."""
    post = edits.post
    old = path.read_bytes()
    if decode(old, post.encoding).text != post.source:
        raise EditError("The file was changed after it was read; read it again.", None, post.path)
    encoding, text = post.encoding or "utf-8", edits.apply()
    if post.source.encode(encoding) != old:
        raise EditError(f"The bytes of this file are not what {encoding} makes of its text; save it as UTF-8 first.", None, post.path)
    try:
        new = text.encode(encoding)
    except UnicodeEncodeError as error:
        span = Lines(text).span(error.start, error.end)
        raise EditError(f"{text[error.start]!r} cannot be written in {encoding}; save the file as UTF-8 first.", span, post.path) from error
    is_guessed = decode(old).text == post.source
    if decode(new, None if is_guessed else encoding).text != text:
        raise EditError(f"In {encoding} this file would not be read in that encoding any more; save it as UTF-8 first.", None, post.path)
    return old, new


def _write(path: Path, edits: Edits[Any]) -> None:
    old, new = _bytes_of(path, edits)
    with written_beside(path, partial(_unchanged, path, old, edits.post.path)) as file:
        file.write(new)


def _unchanged(path: Path, old: bytes, name: str | None) -> None:
    if path.read_bytes() != old:
        raise EditError("The file was changed while it was edited; nothing was written.", None, name)
