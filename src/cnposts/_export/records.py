"""Whole posts as JSON, and as JSON Lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticSerializationError
from pydantic_core import to_json as dumped

from cnposts._decode import storable
from cnposts._export.files import archive_of, each, opened, storable_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cnposts._export.files import File
    from cnposts.archive import Archive
    from cnposts.models import Post


def to_json(posts: Iterable[Post[Any]], file: File, *, archive: Archive[Any] | None = None) -> None:
    """Write posts as one JSON array, a post a line, each as ``Post.model_dump_json`` has it.

    ``Post.model_validate`` takes each record back to an equal post. With an archive, records begin with the post's ``url`` on the site and
    its ``language``.

    Args:
        posts: An archive, or any posts; they are written as they come.
        file: A path, or a file that is open for bytes.
        archive: The archive that the posts are of, if they are some of one.

    Raises:
        OSError: The file cannot be written; what stood there still does.
        TypeError: These are no posts.
    """
    with opened(file) as out:
        out.write(b"[")
        separator = b"\n"
        for record in _records(posts, archive):
            out.write(separator + record)
            separator = b",\n"
        out.write(b"\n]\n")


def to_jsonl(posts: Iterable[Post[Any]], file: File, *, archive: Archive[Any] | None = None) -> None:
    """Write posts as JSON Lines: the records of ``to_json``, without the array around them.

    ``Post.model_validate_json`` takes a line back to an equal post.

    Args:
        posts: An archive, or any posts; they are written as they come.
        file: A path, or a file that is open for bytes.
        archive: The archive that the posts are of, if they are some of one.

    Raises:
        OSError: The file cannot be written; what stood there still does.
        TypeError: These are no posts.
    """
    with opened(file) as out:
        for record in _records(posts, archive):
            out.write(record + b"\n")


def _records(posts: Iterable[Post[Any]], archive: Archive[Any] | None) -> Iterator[bytes]:
    archive = archive_of(posts, archive)
    for post in each(posts):
        record = _record(post)
        if archive is not None:
            known = {"url": storable(archive.url_for(post)), "language": archive.language_of(post)}
            record = json.dumps(known, ensure_ascii=False).encode()[:-1] + b"," + record[1:]
        yield record


def _record(post: Post[Any]) -> bytes:
    try:
        return post.__pydantic_serializer__.to_json(post)
    except PydanticSerializationError:  # bytes of a file's name that are no UTF-8
        return dumped(storable_all(post.model_dump(mode="json")), inf_nan_mode="null")
