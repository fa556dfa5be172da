"""Feeds: JSON Feed 1.1 and Atom (RFC 4287)."""

from __future__ import annotations

import heapq
import json
import mimetypes
import re
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime
from io import StringIO
from typing import IO, TYPE_CHECKING, Any, Literal, NamedTuple, TypedDict, Unpack
from xml.sax.saxutils import XMLGenerator

from cnposts._export.dates import standard
from cnposts._export.files import each, opened
from cnposts._export.html import to_html
from cnposts._export.site import Web
from cnposts._tables import storable
from cnposts.errors import warn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from cnposts._export.files import File
    from cnposts._export.html import Render
    from cnposts.models import Person, Post

ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST_TITLE = 80
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


class _Entry(NamedTuple):
    """A post as both feeds have it."""

    post: Post[Any]
    url: str
    language: str | None
    html: str | None
    people: list[dict[str, str]]
    image: str | None
    date: datetime | None
    updated: datetime | None


class _Feed:
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

    def entry(self, post: Post[Any]) -> _Entry:
        """What a post tells."""
        date, updated, web = post.date, post.meta.lastmod, self.web
        updated = max(filter(None, (date, updated)), default=None)
        html = None
        if self.options.get("content", "full") == "full":
            trusted, shortcodes = self.options.get("trusted", False), self.options.get("shortcodes", {})
            html = to_html(post, shortcodes=shortcodes, rewrite=lambda record: web.target(post, record), trusted=trusted)
        people = [self._person(post, person) for person in post.authors]
        cover = web.target(post, post.cover) if post.cover else None
        return _Entry(post, web.of(post), web.language(post), html, people, cover, date, updated)

    def _person(self, post: Post[Any], person: Person) -> dict[str, str]:
        given = {"name": person.name, "url": person.url, "avatar": person.avatar, "email": person.email}
        return {key: self.web.join(post, value) if key in {"url", "avatar"} else value for key, value in given.items() if value}

    def write(self, out: IO[bytes], entry: Callable[[_Entry], bytes], head: Callable[[datetime | None], bytes], between: bytes) -> None:
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


def _rfc3339(date: datetime) -> str:
    return standard(date).isoformat()


def _title(post: Post[Any]) -> str | None:
    return " ".join((post.title or "").split()) or None


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
    feed = _Feed(posts, title, base_url, options)
    about = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": feed.web.home,
        "feed_url": feed.url,
        "description": options.get("description"),
        "language": options.get("language"),
    }
    with opened(file) as out:
        feed.write(out, _item, lambda _: _json(about).removesuffix(b"}") + b', "items": [\n', b",\n")
        out.write(b"\n]}\n")


def _json(value: dict[str, Any]) -> bytes:
    return storable(json.dumps({key: item for key, item in value.items() if item}, ensure_ascii=False)).encode()


def _item(entry: _Entry) -> bytes:
    post, meta = entry.post, entry.post.meta
    content = {"content_text": post.summary} if entry.html is None else {"content_html": entry.html}
    given = {
        "id": entry.url,
        "url": entry.url,
        "external_url": meta.original_url,
        "title": _title(post),
        "summary": post.summary,
        "image": entry.image,
        "date_published": entry.date and _rfc3339(entry.date),
        "date_modified": meta.lastmod and _rfc3339(meta.lastmod),
        "authors": [{key: value for key, value in person.items() if key != "email"} for person in entry.people],
        "tags": list(dict.fromkeys((*meta.tags, *meta.categories))),
        "language": entry.language,
    }
    return _json(given).removesuffix(b"}") + b", " + storable(json.dumps(content, ensure_ascii=False)).encode()[1:]


def to_atom(posts: Iterable[Post[Any]], file: File, *, title: str, base_url: str, **options: Unpack[FeedOptions]) -> None:
    """Write an Atom feed (RFC 4287), newest post first.

    Atom wants a date of each entry: a post without one is left out, with a ``CnpostsWarning``. One without a title gets the beginning of
    its text as title.

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
    feed = _Feed(posts, title, base_url, options)
    with opened(file) as out:
        feed.write(out, _atom_entry, lambda latest: _atom_head(feed, latest), b"")
        out.write(b"</feed>\n")


class _Xml:
    """Writes XML piece by piece; what it cannot hold becomes U+FFFD."""

    def __init__(self) -> None:
        self._text = StringIO()
        self._xml = XMLGenerator(self._text, encoding="utf-8", short_empty_elements=True)

    def element(self, name: str, text: str | None = "", **attributes: str | None) -> None:
        """An element with text; None leaves it out."""
        if text is not None:
            with self.inside(name, **attributes):
                self._xml.characters(_sound(text))

    @contextmanager
    def inside(self, name: str, **attributes: str | None) -> Iterator[None]:
        """An element around others."""
        self._xml.startElement(name, {key.replace("_", ":"): _sound(value) for key, value in attributes.items() if value})  # type: ignore[arg-type]
        yield
        self._xml.endElement(name)
        self._xml.ignorableWhitespace("\n")

    def written(self) -> bytes:
        return self._text.getvalue().encode()


def _sound(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _atom_head(feed: _Feed, latest: datetime | None) -> bytes:
    xml, options = _Xml(), feed.options
    xml.element("id", feed.url or feed.web.home)
    xml.element("title", feed.title)
    xml.element("subtitle", options.get("description"))
    xml.element("updated", _rfc3339(latest or datetime.fromtimestamp(0, UTC)))
    xml.element("link", rel="alternate", type="text/html", href=feed.web.home)
    if feed.url:
        xml.element("link", rel="self", type="application/atom+xml", href=feed.url)
    with xml.inside("author"):  # of entries that name none
        xml.element("name", feed.title)
    language = _Xml()
    language.element("feed", xmlns=ATOM, xml_lang=options.get("language"))
    opening = language.written().replace(b"/>", b">", 1)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + opening + xml.written()


def _atom_entry(entry: _Entry) -> bytes:
    """An entry; nothing for a post without a date."""
    post, meta, xml = entry.post, entry.post.meta, _Xml()
    if entry.updated is None:
        warn(f"{post.path or entry.url} has no date, which Atom wants; it is left out of the feed.")
        return b""
    with xml.inside("entry", xml_lang=entry.language):
        xml.element("id", entry.url)
        xml.element("title", _title(post) or " ".join(post.text.split())[:_LONGEST_TITLE] or entry.url)
        xml.element("link", rel="alternate", type="text/html", href=entry.url)
        if meta.original_url:
            xml.element("link", rel="via", href=meta.original_url)
        if entry.image:
            xml.element("link", rel="enclosure", type=mimetypes.guess_type(entry.image)[0], href=entry.image)
        xml.element("published", None if entry.date is None else _rfc3339(entry.date))
        xml.element("updated", _rfc3339(entry.updated))
        for person in entry.people:
            with xml.inside("author"):
                xml.element("name", person["name"])
                xml.element("uri", person.get("url"))
                xml.element("email", person.get("email"))
        for person in meta.translators:
            with xml.inside("contributor"):
                xml.element("name", person.name)
        for term in dict.fromkeys((*meta.tags, *meta.categories)):
            xml.element("category", term=term)
        xml.element("summary", post.summary or None, type="text")
        xml.element("content", entry.html, type="html")
    return xml.written()
