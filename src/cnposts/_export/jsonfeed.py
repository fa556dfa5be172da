"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Unpack

from cnposts._decode import storable
from cnposts._export.feeds import Entry, Feed, FeedOptions, terms_of, title_of
from cnposts._export.files import opened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cnposts._export.files import File
    from cnposts.models import Post


def to_json_feed(posts: Iterable[Post[Any]], file: File, *, title: str, base_url: str, **options: Unpack[FeedOptions]) -> None:
    """Write a JSON Feed (https://www.jsonfeed.org/version/1.1/), newest post first; posts without a date come last.

    Args:
        posts: An archive, or any posts.
        file: A path, or a file that is open for bytes.
        title: The title of the feed.
        base_url: The site's home, an absolute URL; all URLs in the feed are absolute.
        **options: See ``FeedOptions``.

    Raises:
        ImportError: Full content of posts that are not ``trusted`` needs nh3; the extra ``html`` brings it.
        OSError: The file cannot be written; what stood there still does.
        ValueError: An option has none of the values it can have, or nothing tells the address of a post.
    """
    feed = Feed(posts, title, base_url, options)
    about = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": feed.web.home,
        "feed_url": feed.url,
        "description": options.get("description"),
        "language": feed.language,
    }
    with opened(file) as out:
        feed.write(out, _item, lambda _: _json(about).removesuffix(b"}") + b', "items": [\n', b",\n")
        out.write(b"\n]}\n")


def _json(value: dict[str, Any]) -> bytes:
    return storable(json.dumps({key: item for key, item in value.items() if item is not None and item != []}, ensure_ascii=False)).encode()


def _item(entry: Entry) -> bytes:
    post = entry.post
    content = {"content_text": post.summary} if entry.html is None else {"content_html": entry.html}
    given = {
        "id": entry.url,
        "url": entry.url,
        "external_url": entry.original,
        "title": title_of(post),
        "summary": post.summary or None,
        "image": entry.image,
        "date_published": entry.date and entry.date.isoformat(),
        "date_modified": entry.changed and entry.changed.isoformat(),
        "authors": [{key: value for key, value in person.items() if key != "email"} for person in entry.people],
        "tags": terms_of(post),
        "language": entry.language,
    }
    return _json(given | content)
