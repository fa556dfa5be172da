"""What both kinds of feed share: options, entries and their order."""

from __future__ import annotations

import heapq
import tempfile
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any, Literal, NamedTuple, TypedDict

from cnposts._dates import standard
from cnposts._export.files import each
from cnposts._export.html import to_html
from cnposts._export.site import Web
from cnposts.errors import warn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cnposts._export.tags import Render
    from cnposts.models import Person, Post

_NO_DATE = datetime.min.replace(tzinfo=UTC)


class FeedOptions(TypedDict, total=False):
    """What both feeds take, beside title and base URL."""

    description: str | None
    """What the feed is about."""
    feed_url: str | None
    """Where the feed itself is served: a path on the site, or an absolute URL."""
    language: str | None
    """The language of the site, as BCP 47 writes it; posts have their own where they tell it."""
    content: Literal["full", "summary"]
    """Whether the feed has all of each post, which is the default, or its summary."""
    limit: int | None
    """How many posts at most, the newest; all of them by default."""
    drafts: bool
    """Whether drafts are among them; they are not by default."""
    url: Callable[[Post[Any]], str] | None
    """Tells the path of a post on the site; else an archive does, or the post's own front matter and path."""
    shortcodes: Mapping[str, Render]
    """As for ``to_html``."""
    trusted: bool
    """As for ``to_html``."""


class Entry(NamedTuple):
    """A post as both feeds have it."""

    post: Post[Any]
    url: str
    language: str | None
    html: str | None
    people: list[dict[str, str]]
    image: str | None
    date: datetime | None
    updated: datetime | None


class Feed:
    """Makes entries, and puts them in order."""

    def __init__(self, posts: Iterable[Post[Any]], title: str, base_url: str, options: FeedOptions) -> None:
        if options.get("content", "full") not in {"full", "summary"}:
            raise ValueError(f"content must be 'full' or 'summary', not {options.get('content')!r}")
        self.web = Web(posts, base_url, options.get("url"))
        self.title, self.options = title, options
        feed_url = options.get("feed_url")
        self.url = self.web.within(feed_url) if feed_url else None
        shown = (post for post in each(posts) if options.get("drafts") or not post.meta.draft)
        limit = options.get("limit")
        self.posts = shown if limit is None else heapq.nlargest(limit, shown, key=_date)

    def entry(self, post: Post[Any]) -> Entry:
        """What a post tells."""
        date, updated, web = post.date, post.meta.lastmod, self.web
        updated = max(filter(None, (date, updated)), default=None)
        html = None
        if self.options.get("content", "full") == "full":
            trusted, shortcodes = self.options.get("trusted", False), self.options.get("shortcodes", {})
            html = to_html(post, shortcodes=shortcodes, rewrite=lambda record: web.target(post, record), trusted=trusted)
        people = [self._person(post, person) for person in post.authors]
        cover = web.target(post, post.cover) if post.cover else None
        return Entry(post, web.of(post), web.language(post), html, people, cover, date, updated)

    def _person(self, post: Post[Any], person: Person) -> dict[str, str]:
        given = {"name": person.name, "url": person.url, "avatar": person.avatar, "email": person.email}
        return {key: self.web.join(post, value) if key in {"url", "avatar"} else value for key, value in given.items() if value}

    def write(self, out: IO[bytes], entry: Callable[[Entry], bytes], head: Callable[[datetime | None], bytes], between: bytes) -> None:
        """Write the head and, newest first, all entries; they wait in a temporary file, so that memory holds one post at a time."""
        places: dict[str, tuple[datetime, int, int]] = {}
        latest: datetime | None = None
        with tempfile.TemporaryFile() as waiting:
            for post in self.posts:
                made = self.entry(post)
                data, date = entry(made), _date(post)
                if made.url in places:
                    warn(f"Two posts have the URL {made.url}; the feed has the newer one.")
                if not data or places.get(made.url, (date,))[0] > date:
                    continue
                places[made.url] = date, waiting.tell(), len(data)
                latest = max(filter(None, (latest, made.updated)), default=None)
                waiting.write(data)
            out.write(head(latest))
            for number, (_, start, length) in enumerate(sorted(places.values(), key=lambda place: (place[0], -place[1]), reverse=True)):
                waiting.seek(start)
                out.write((between if number else b"") + waiting.read(length))


def _date(post: Post[Any]) -> datetime:
    return post.date or post.meta.lastmod or _NO_DATE


def rfc3339(date: datetime) -> str:
    """A date as feeds have it."""
    return standard(date).isoformat()


def title_of(post: Post[Any]) -> str | None:
    """A title on one line."""
    return " ".join((post.title or "").split()) or None
