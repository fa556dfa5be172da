"""Rewrites URLs, each as the place demands where it is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from cnposts import _shortcodes, _urls
from cnposts._edit import keys, written
from cnposts._edit.asked import Asked, Edit, Shown
from cnposts._edit.check import SELF_LINKED
from cnposts._edit.edits import Edits
from cnposts.errors import EditError

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnposts.models import Image, Link, M, Post

_Record: TypeAlias = "Link | Image"
_QUOTED = re.compile(r"""=\s*(?:(")[^"]*|(')[^']*)\Z""")
_SRCSET = re.compile(r"""srcset\s*=\s*(?:"[^"]*|'[^']*|[^"'\s>]*)\Z""", re.IGNORECASE)
_LINE_BEGINS = re.compile(r"(?:\A|[\r\n])[ \t>]*\Z")
_MOST_INDENT = 200
_UNQUOTABLE = re.compile(r"\{%-?\s*(?:link|post_url)\s+[^\s%]+\s*-?%\}")  # Jekyll takes all that stands in these as the path


def rewrite_urls(post: Post[M], replace: Callable[[Link | Image], str | None]) -> Edits[M]:
    """Give links and images of a post new URLs, wherever and however these are written.

    Args:
        post: The post.
        replace: Takes a link or an image, and returns its new URL as ``Link.url`` and ``Image.url`` have it (unescaped), or None to leave
            it. Links and images that share a reference definition share the first answer that is no None.

    Returns:
        The edits, one for each URL that changes. A URL in running text that could not stand there bare becomes ``<url>`` or
        ``[url](<url>)``; a template tag that a destination consists of takes the new URL as its argument, or gives way to an absolute one.

    Raises:
        EditError: A new URL cannot stand in its place, such as one with a blank in ``srcset``.
        TypeError: ``replace`` returned neither a text nor None.
    """
    places: dict[tuple[int, int], list[_Record]] = {}
    records: list[_Record] = [*post.links, *post.images]
    for record in records:
        places.setdefault((record.url_span.start, record.url_span.end), []).append(record)
    edits: list[Edit] = []
    asked = Asked()
    of_keys: dict[int, list[tuple[_Record, str]]] = {}
    for sharing in places.values():
        answers = ((record, _answer(post, record, replace(record))) for record in sharing)
        record, url = next((answer for answer in answers if answer[1] is not None), (sharing[0], None))
        if url is None or url == record.url:
            continue
        asked.urls[record.url_span.start] = _shortcodes.destination(url) or url
        if record.kind == "key":
            of_keys.setdefault(record.span.start, []).append((record, url))
        else:
            edits.append(_WRITERS.get(record.kind, _destination)(post, record, url, asked))
    return Edits(post, [*edits, *keys.rewritten(post, list(of_keys.values()), asked)], asked=asked)


def _answer(post: Post[Any], record: _Record, url: str | None) -> str | None:
    if url is None or url == record.url:
        return url
    if not isinstance(url, str):
        raise TypeError(f"replace must return a URL as str, or None to leave it, not {url!r}")
    if fault := written.forbidden(url):
        raise EditError(fault, record.url_span, post.path)
    return url


def _refuse(post: Post[Any], record: _Record, url: str, why: str) -> NoReturn:
    raise EditError(f"{url!r} cannot stand here: {why}.", record.url_span, post.path)


def _destination(post: Post[Any], record: _Record, url: str, _: Asked) -> Edit:
    source, start, end = post.source, record.url_span.start, record.url_span.end
    angle = source[start - 1 : start] == "<" and source[end : end + 1] == ">"
    if edit := _in_tag(source, record, url):
        return edit
    if _LINE_BEGINS.search(source, max(start - _MOST_INDENT, 0), start - angle):
        return Edit(start - angle, end + angle, written.lone_destination(url))
    return Edit(start, end, written.destination(url, angle=angle))


def _in_tag(source: str, record: _Record, url: str) -> Edit | None:
    """The edit of the argument of a tag that the destination consists of; None where there is no tag, or it cannot take the URL."""
    start, end = record.url_span.start, record.url_span.end
    item = _shortcodes.destination_argument(source[start:end]) if source.startswith("{", start) else None
    parts = _urls.split(url) if item else None
    if item is None or parts is None or parts.scheme or parts.netloc or url.startswith("{") or "`" in url:
        return None
    return _argument_at(source, start + item.start, start + item.end, url, start)


def _argument_at(source: str, start: int, end: int, url: str, tag: int) -> Edit | None:
    quote = source[start - 1] if source[start - 1] in "\"'`" and source[start - 1] == source[end : end + 1] else ""
    named = source[max(start - 20, 0) : start - len(quote)].rstrip().endswith("=")
    found = written.argument(url, quote, hugo=source.startswith(("{{<", "{{%"), tag), named=named)
    if not found or (found[1] != quote and _UNQUOTABLE.match(source, tag)):
        return None
    text, mark = found
    return Edit(start, end, text) if mark == quote else Edit(start - len(quote), end + len(quote), f"{mark}{text}{mark}")


def _argument(post: Post[Any], record: _Record, url: str, _: Asked) -> Edit:
    edit = _argument_at(post.source, record.url_span.start, record.url_span.end, url, record.span.start)
    return edit or _refuse(post, record, url, "no quotes of this tag can hold it")


def _self_linked(post: Post[Any], record: _Record, url: str, asked: Asked) -> Edit:
    """A URL that is its own text: bare where it can be, else in ``<>`` (which MDX does not have), else a link with it as text."""
    source, start, end = post.source, record.url_span.start, record.url_span.end
    old, whole = source[start:end], (record.span.start, record.span.end)
    bare = None if record.kind == "autolink" else written.running(url, source, start, end, linked=record.kind == "literal")
    angle = None if (post.path or "").lower().endswith(".mdx") else written.autolink(url, old)
    asked.shown.append(Shown(start, old, bare or angle or url))
    if bare or (angle and record.kind == "autolink"):
        return Edit(start, end, bare or angle or "")
    return Edit(*whole, f"<{angle}>" if angle else written.link(url, url))


def _attribute(post: Post[Any], record: _Record, url: str, _: Asked) -> Edit:
    source, start, end = post.source, record.url_span.start, record.url_span.end
    lead = source[record.span.start : start].rstrip()
    opened = _QUOTED.search(lead)
    if re.search(r"\s", url, re.ASCII) and _SRCSET.search(lead):
        _refuse(post, record, url, "a blank ends a URL in srcset; write it as %20")
    return _in_tag(source, record, url) or Edit(start, end, written.attribute(url, (opened[1] or opened[2]) if opened else ""))


_WRITERS: dict[str, Callable[[Post[Any], _Record, str, Asked], Edit]] = {
    **dict.fromkeys(SELF_LINKED, _self_linked),
    "element": _attribute,
    "embed": _attribute,
    "shortcode": _argument,
}
"""What writes a URL, by the kind of the link or image; all others are Markdown's destinations."""
