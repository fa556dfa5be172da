"""What all exports share: posts come in, a file comes out whole or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager
from io import TextIOBase
from typing import IO, TYPE_CHECKING, Any, TypeAlias

from cnposts._beside import written_beside
from cnposts.models import Post

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

File: TypeAlias = "str | os.PathLike[str] | IO[bytes]"
"""A path, whose file is written beside it and moved there when it is whole; or a file that is open for bytes."""


@contextmanager
def opened(file: File) -> Iterator[IO[bytes]]:
    """The file, open for bytes.

    Raises:
        TypeError: It is open for text.
        OSError: It cannot be written.
    """
    if isinstance(file, str | os.PathLike):
        with written_beside(file) as beside:
            yield beside
    elif isinstance(file, TextIOBase):
        raise TypeError("the file is open for text; open it for bytes, or give its path")
    else:
        yield file


def each(posts: Iterable[Post[Any]]) -> Iterator[Post[Any]]:
    """The posts one by one; of one post, that.

    Raises:
        TypeError: There is something else among them.
    """
    if isinstance(posts, str | bytes | os.PathLike):
        raise TypeError(f"an export wants posts; cnposts.load_archive({posts!r}) reads them")
    for post in (posts,) if isinstance(posts, Post) else posts:
        if not isinstance(post, Post):
            raise TypeError(f"an export wants posts, not {type(post).__name__}")
        yield post
