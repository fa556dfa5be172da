"""Atom (RFC 4287)."""

from __future__ import annotations

import mimetypes
import re
from contextlib import contextmanager
from datetime import UTC, datetime
from io import StringIO
from typing import TYPE_CHECKING, Any, Unpack

from cnposts._export.feeds import Entry, Feed, FeedOptions, terms_of, title_of
from cnposts._export.files import opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cnposts._export.files import File
    from cnposts.models import Post

_NAMESPACE = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST_TITLE = 80


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
    feed = Feed(posts, title, base_url, options)
    with opened(file) as out:
        feed.write(out, _atom_entry, lambda latest: _atom_head(feed, latest), b"")
        out.write(b"</feed>\n")


class _Xml:
    """Writes XML piece by piece; what it cannot hold becomes U+FFFD."""

    def __init__(self) -> None:
        from xml.sax.saxutils import XMLGenerator  # noqa: PLC0415 - it brings urllib.request, which few need

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


def _atom_head(feed: Feed, latest: datetime | None) -> bytes:
    xml, options = _Xml(), feed.options
    xml.element("id", feed.url or feed.web.home)
    xml.element("title", feed.title)
    xml.element("subtitle", options.get("description"))
    xml.element("updated", (latest or datetime.fromtimestamp(0, UTC)).isoformat())
    xml.element("link", rel="alternate", type="text/html", href=feed.web.home)
    if feed.url:
        xml.element("link", rel="self", type="application/atom+xml", href=feed.url)
    with xml.inside("author"):  # of entries that name none
        xml.element("name", feed.title)
    language = _Xml()
    language.element("feed", xmlns=_NAMESPACE, xml_lang=feed.language)
    opening = language.written().replace(b"/>", b">", 1)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + opening + xml.written()


def _atom_entry(entry: Entry) -> bytes:
    """An entry; nothing for a post without a date."""
    post, meta, xml = entry.post, entry.post.meta, _Xml()
    if entry.updated is None:
        return b""
    with xml.inside("entry", xml_lang=entry.language):
        xml.element("id", entry.url)
        xml.element("title", title_of(post) or " ".join(post.text.split())[:_LONGEST_TITLE] or entry.url)
        xml.element("link", rel="alternate", type="text/html", href=entry.url)
        if entry.original:
            xml.element("link", rel="via", href=entry.original)
        if entry.image:
            xml.element("link", rel="enclosure", type=mimetypes.guess_type(entry.image)[0], href=entry.image)
        xml.element("published", None if entry.date is None else entry.date.isoformat())
        xml.element("updated", entry.updated.isoformat())
        for person in entry.people:
            with xml.inside("author"):
                xml.element("name", person["name"])
                xml.element("uri", person.get("url"))
                xml.element("email", person["email"] if "@" in person.get("email", "") else None)
        for person in meta.translators:
            with xml.inside("contributor"):
                xml.element("name", person.name)
        for term in terms_of(post):
            xml.element("category", term=term)
        xml.element("summary", post.summary or None, type="text")
        xml.element("content", entry.html, type="html")
    return xml.written()
