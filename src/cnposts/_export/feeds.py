"""What both kinds of feed share: options, entries and their order."""

from __future__ import annotations

import heapq
from datetime import UTC, datetime
from operator import itemgetter
from typing import IO, TYPE_CHECKING, Any, Literal, NamedTuple, TypedDict

from cnposts._beside import unseen
from cnposts._dates import moment
from cnposts._export.files import each
from cnposts._export.html import rendered
from cnposts._export.site import Web
from cnposts._languages import bcp47, is_tag
from cnposts.errors import warn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cnposts._export.html import Rewrite
    from cnposts._export.tags import Render
    from cnposts.archive import Archive
    from cnposts.models import Image, Link, Person, Post

_NAMED = 3
_NO_DATE = datetime.min.replace(tzinfo=UTC)


class FeedOptions(TypedDict, total=False):
    """What both feeds take, beside title and base URL."""

    description: str | None
    """What the feed is about."""
    feed_url: str | None
    """Where the feed itself is served, as a path on the site or an absolute URL."""
    language: str | None
    """The language of the site, as BCP 47 writes it; posts have their own where they tell it."""
    content: Literal["full", "summary"]
    """Whether the feed has all of each post, which is the default, or its summary."""
    limit: int | None
    """How many posts at most, the newest; all of them by default."""
    drafts: bool
    """Whether drafts are among them; they are not by default."""
    archive: Archive[Any] | None
    """The archive that the posts are of, if they are some of one, such as what ``filter`` gives."""
    rewrite: Rewrite | None
    """Gives links and images another URL, as for ``to_html``; None leaves it to the feed, which makes it absolute."""
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
    original: str | None
    date: datetime | None
    changed: datetime | None

    @property
    def updated(self) -> datetime | None:
        """The later one of both dates."""
        return max(filter(None, (self.date, self.changed)), default=None)


class Feed:
    """Makes entries, and puts them in order."""

    def __init__(self, posts: Iterable[Post[Any]], title: str, base_url: str, options: FeedOptions) -> None:
        _check(options)
        self.web = Web(posts, base_url, options.get("url"), options.get("archive"))
        self.title, self.options = title, options
        feed_url, language = options.get("feed_url"), options.get("language")
        self.url = self.web.within(feed_url) if feed_url else None
        self.language = bcp47(language) if language else None
        shown = (post for post in each(posts) if options.get("drafts") or not post.meta.draft)
        limit = options.get("limit")
        self.posts = shown if limit is None else heapq.nlargest(limit, shown, key=_date)

    def entry(self, post: Post[Any]) -> Entry:
        """What a post tells."""
        date, changed, web = moment(post.date), moment(post.meta.lastmod), self.web
        html, url = None, web.of(post)
        if self.options.get("content", "full") == "full":
            trusted, shortcodes = self.options.get("trusted", False), self.options.get("shortcodes", {})
            html = rendered(post, shortcodes, lambda record: self._target(post, record), trusted=trusted, page=url)
        people = [self._person(post, person) for person in post.authors]
        cover = web.page(post, web.target(post, post.cover)) if post.cover else None
        return Entry(post, url, web.language(post), html, people, cover, web.page(post, post.meta.original_url), date, changed)

    def _target(self, post: Post[Any], record: Link | Image) -> str:
        rewrite = self.options.get("rewrite")
        new = rewrite(record) if rewrite else None
        return self.web.target(post, record) if new is None else self.web.join(post, new)

    def _person(self, post: Post[Any], person: Person) -> dict[str, str]:
        web = self.web
        given = {"name": person.name, "url": web.page(post, person.url), "avatar": web.page(post, person.avatar), "email": person.email}
        return {key: value for key, value in given.items() if value}

    def write(self, out: IO[bytes], entry: Callable[[Entry], bytes], head: Callable[[datetime | None], bytes], between: bytes) -> None:
        """Write the head and, newest first, all entries; those without data are left out.

        They wait in a temporary file, so that memory holds one post at a time.
        """
        places: dict[str, tuple[datetime, int, int]] = {}
        latest: datetime | None = None
        undated: list[str] = []
        with unseen() as waiting:
            for post in self.posts:
                made = self.entry(post)
                data, date = entry(made), _date(post)
                if not data:
                    undated.append(post.path or made.url)
                    continue
                if made.url in places:
                    warn(f"Two posts have the URL {made.url}; the feed has the newer one.")
                    if places[made.url][0] > date:
                        continue
                places[made.url] = date, waiting.tell(), len(data)
                latest = max(filter(None, (latest, made.updated)), default=None)
                waiting.write(data)
            out.write(head(latest))
            for number, (_, start, length) in enumerate(sorted(places.values(), key=itemgetter(0), reverse=True)):
                waiting.seek(start)
                out.write((between if number else b"") + waiting.read(length))
        if undated:
            names = ", ".join(undated[:_NAMED]) + (" and others" if len(undated) > _NAMED else "")
            warn(f"{len(undated)} posts are left out, as Atom wants a date of each: {names}.")


def _date(post: Post[Any]) -> datetime:
    return moment(post.date) or moment(post.meta.lastmod) or _NO_DATE


def _check(options: FeedOptions) -> None:
    unknown = options.keys() - FeedOptions.__annotations__.keys()
    if unknown:
        known = ", ".join(FeedOptions.__annotations__)
        raise TypeError(f"there is no option {', '.join(sorted(unknown))}; a feed has {known}")
    content, limit, language = options.get("content", "full"), options.get("limit"), options.get("language")
    if content not in {"full", "summary"}:
        raise ValueError(f"content must be 'full' or 'summary', not {content!r}")
    if limit is not None and (not isinstance(limit, int) or limit < 0):
        raise ValueError(f"limit must be a number of posts, or None for all, not {limit!r}")
    if language and not is_tag(language):
        raise ValueError(f"language must be a tag such as 'en' or 'zh-CN', not {language!r}")


def title_of(post: Post[Any]) -> str | None:
    """A title on one line."""
    return " ".join(str(post.title or "").split()) or None


def terms_of(post: Post[Any]) -> list[str]:
    """Tags and categories, each once."""
    return list(dict.fromkeys(map(str, (*post.meta.tags, *post.meta.categories))))
