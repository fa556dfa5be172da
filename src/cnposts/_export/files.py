"""What all exports share: posts come in, a file comes out whole or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager
from io import TextIOBase
from typing import IO, TYPE_CHECKING, Any, TypeAlias

from cnposts._beside import written_beside
from cnposts._decode import storable
from cnposts.archive import Archive
from cnposts.models import Post

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cnposts.models import M

File: TypeAlias = "str | os.PathLike[str] | IO[bytes]"
"""A path, whose file is written beside it and moved there when it is whole; or a file that is open for bytes."""


@contextmanager
def opened(file: File) -> Iterator[IO[bytes]]:
    """The file, open for bytes.

    Raises:
        TypeError: It is open for text, or no file.
        OSError: It cannot be written.
    """
    if isinstance(file, str | os.PathLike):
        with written_beside(file) as beside:
            yield beside
        return
    if isinstance(file, TextIOBase) or "b" not in str(getattr(file, "mode", "b")):
        raise TypeError("the file is open for text; open it for bytes, or give its path")
    if not hasattr(file, "write"):
        raise TypeError(f"a path is wanted, or a file that is open for bytes, not {type(file).__name__}")
    yield file


def archive_of(posts: Iterable[Post[Any]], archive: Archive[Any] | None) -> Archive[Any] | None:
    """The archive that posts are of: they themselves, or the one that the caller names."""
    return posts if isinstance(posts, Archive) else archive


def each(posts: Iterable[Post[Any]]) -> Iterator[Post[Any]]:
    """The posts one by one; of one post, that.

    Raises:
        TypeError: These are no posts.
    """
    if isinstance(posts, str | bytes | os.PathLike):
        raise TypeError(f"an export wants posts; cnposts.load_archive({posts!r}) reads them")
    return _checked((posts,) if isinstance(posts, Post) else posts)


def one(post: Post[M]) -> Post[M]:
    """The post.

    Raises:
        TypeError: It is none, such as a list of them.
    """
    if not isinstance(post, Post):
        raise TypeError(f"one post is wanted, not {type(post).__name__}")
    return post


def _checked(posts: Iterable[Post[Any]]) -> Iterator[Post[Any]]:
    for post in posts:
        if not isinstance(post, Post):
            raise TypeError(f"an export wants posts, not {type(post).__name__}")
        yield post


def storable_all(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Data of JSON with all its texts ``storable``."""
    if isinstance(value, dict):
        return {storable_all(key): storable_all(item) for key, item in value.items()}
    if isinstance(value, list):
        return [storable_all(item) for item in value]
    return storable(value) if isinstance(value, str) else value
