"""Rewrites URLs, each as the place demands where it is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NoReturn

from cnposts import _html, _shortcodes, _urls
from cnposts._edit import keys, written
from cnposts._edit.asked import Asked, Edit, Record, Shown
from cnposts._edit.check import SELF_LINKED
from cnposts._edit.edits import Edits
from cnposts.errors import EditError

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnposts.models import Image, Link, M, Post

_LINE_BEGINS = re.compile(r"(?:\A|[\r\n])[ \t>]*\Z")
_BLANKS, _MOST_INDENT = " \t\r\n>", 200
_IN_CODE = re.compile(r"""(?:=\s*["']?|\(\s*["'])\Z""")  # of arguments or attributes of something that is no Markdown
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
    places: dict[tuple[int, int], list[Record]] = {}
    records: list[Record] = [*post.links, *post.images]
    for record in records:
        places.setdefault((record.url_span.start, record.url_span.end), []).append(record)
    edits: list[Edit] = []
    asked, source = Asked(), post.source
    of_keys: dict[int, list[tuple[Record, str]]] = {}
    for sharing in places.values():
        answers = ((record, _answer(post, record, replace(record))) for record in sharing)
        record, url = next((answer for answer in answers if answer[1] is not None), (sharing[0], None))
        if url is None or url == record.url:
            continue
        asked.urls[record.url_span.start] = (_shortcodes.destination(url) if "{" in url else None) or url
        if record.kind == "key":
            of_keys.setdefault(record.span.start, []).append((record, url))
        else:
            edits.append(_WRITERS.get(record.kind, _destination)(post, source, record, url, asked))
    return Edits(post, [*edits, *keys.rewritten(post, list(of_keys.values()), asked)], asked=asked)


def _answer(post: Post[Any], record: Record, url: str | None) -> str | None:
    if url is None or url == record.url:
        return url
    if not isinstance(url, str):
        raise TypeError(f"replace must return a URL as str, or None to leave it, not {url!r}")
    if fault := written.forbidden(url):
        raise EditError(fault, record.url_span, post.path)
    return url


def _refuse(post: Post[Any], record: Record, url: str, why: str) -> NoReturn:
    raise EditError(f"{url!r} cannot stand here: {why}.", record.url_span, post.path)


def _destination(_post: Post[Any], source: str, record: Record, url: str, _: Asked) -> Edit:
    start, end = record.url_span.start, record.url_span.end
    angle = source[start - 1 : start] == "<" and source[end : end + 1] == ">"
    if edit := _in_tag(source, record, url):
        return edit
    tail, head = written.kept_tail(source[start:end], record.url, url)
    before = start - angle
    if source[before - 1 : before] in _BLANKS and _LINE_BEGINS.search(source, max(before - _MOST_INDENT, 0), before):
        return Edit(start - angle, end + angle, written.lone_destination(head) + tail)
    text = written.destination(head, angle=angle)
    return Edit(start, end, f"{text[:-1]}{tail}>" if text.startswith("<") else text + tail)


def _in_tag(source: str, record: Record, url: str) -> Edit | None:
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


def _argument(post: Post[Any], source: str, record: Record, url: str, _: Asked) -> Edit:
    edit = _argument_at(source, record.url_span.start, record.url_span.end, url, record.span.start)
    return edit or _refuse(post, record, url, "no quotes of this tag can hold it")


def _self_linked(post: Post[Any], source: str, record: Record, url: str, asked: Asked) -> Edit:
    """A URL that is its own text: bare where it can be, else in ``<>`` (which MDX does not have), else a link with it as text."""
    start, end = record.span.start, record.span.end
    old = source[record.url_span.start : record.url_span.end]
    bare = None if record.kind == "autolink" else written.running(url, source, start, end, linked=record.kind == "literal")
    angle = None if (post.path or "").lower().endswith(".mdx") else written.autolink(url, old)
    forms = {form: shown for form, shown in ((bare, bare), (f"<{angle}>", angle), (written.link(url, url), url)) if shown}
    if source.startswith("](", start - 2):  # what looks like a link, and is none, must not become one
        if not (parts := _urls.split(url)) or not parts.scheme:
            _refuse(post, record, url, "what looks like a link here is none for Markdown; mend that first")
        forms[written.html_link(url)] = url
        forms = {form: shown for form, shown in forms.items() if form and not written.makes_link(form, source, end)}
    if _IN_CODE.search(source, max(start - 10, 0), start):
        forms = {bare: bare} if bare else {}
    if not forms:
        _refuse(post, record, url, "it is part of something that is no link of Markdown, and cannot be marked up there")
    text, shown = next(iter(forms.items()))
    asked.shown.append(Shown(record.url_span.start, getattr(record, "text", old), shown or url))
    is_inside = record.kind == "autolink" and (text or "").startswith("<")
    return Edit(record.url_span.start, record.url_span.end, shown or url) if is_inside else Edit(start, end, text or url)


def _attribute(post: Post[Any], source: str, record: Record, url: str, _: Asked) -> Edit:
    start, end = record.url_span.start, record.url_span.end
    name, quote = _attribute_at(source, record, start)
    if name == "srcset" and re.search(r"\s", url, re.ASCII):
        _refuse(post, record, url, "a blank ends a URL in srcset; write it as %20")
    if edit := _in_tag(source, record, url):
        return edit
    tail, head = written.kept_tail(source[start:end], record.url, url) if quote else ("", url)
    return Edit(start, end, written.attribute(head, quote) + tail)


def _attribute_at(source: str, record: Record, at: int) -> tuple[str, str]:
    """The name of the attribute that stands there, and its quotes, if it has any."""
    tag = next(_html.scan(source[record.span.start : record.span.end]))
    for name, attribute in tag.attrs.items() if isinstance(tag, _html.Tag) else ():
        start = record.span.start + attribute.start
        if start <= at <= record.span.start + attribute.end:
            return name, source[start - 1] if source[start - 1] in "\"'" else ""
    return "", '"' if source[at - 1] == '"' else "'" if source[at - 1] == "'" else ""


_WRITERS: dict[str, Callable[[Post[Any], str, Record, str, Asked], Edit]] = {
    **dict.fromkeys(SELF_LINKED, _self_linked),
    "element": _attribute,
    "embed": _attribute,
    "shortcode": _argument,
}
"""What writes a URL, by the kind of the link or image; all others are Markdown's destinations."""
