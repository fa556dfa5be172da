"""Changes the text of a link, or the description of an image."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cnposts import _html, _shortcodes
from cnposts._edit import written
from cnposts._edit.asked import Asked, Edit, Record, Shown
from cnposts._edit.check import SELF_LINKED
from cnposts._edit.edits import Edits
from cnposts.errors import EditError
from cnposts.models import Image

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnposts.models import Link, M, Post

_CLOSING = re.compile(r"</a(?=[\s/>])", re.IGNORECASE | re.ASCII)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def set_text(post: Post[M], record: Link | Image, text: str) -> Edits[M]:
    """Give a link another text, or an image another description (``alt``).

    Args:
        post: The post.
        record: One of ``post.links`` or ``post.images``.
        text: The text as readers see it; marks of Markdown in it are escaped, and runs of blanks count as one.

    Returns:
        The edits. What names its definition by its text (``[a]``, ``[a][]``) names it by a label afterwards; a URL that is its own text
        becomes ``[text](url)``; HTML gets an ``alt`` where it has none.

    Raises:
        EditError: There is no place for a text, as in front matter, where ``set_meta`` writes the keys that hold it.
        ValueError: The post has no such link or image.
        TypeError: ``text`` is no text.
    """
    records = post.images if isinstance(record, Image) else post.links
    if not any(record is item for item in records) and record not in [item for item in records if item.span == record.span]:
        raise ValueError(f"{post.path or 'the post'} has no such link or image; take it from post.links or post.images")
    if not isinstance(text, str):
        raise TypeError(f"a text is wanted, not {text!r}")
    words = " ".join(text.split())
    if words == " ".join((record.alt if isinstance(record, Image) else record.text).split()):
        return Edits(post)
    if _CONTROL.search(words):
        raise _refusal(post, record, "it holds a control character")
    edit = _WRITERS.get(record.kind, _label)(post, record, words)
    asked = Asked(texts={(record.span.start, record.span.end): words})
    if not isinstance(record, Image):
        asked.shown.append(Shown(record.span.start, record.text, words))
    return Edits(post, [edit], asked=asked)


def _refusal(post: Post[Any], record: Record, why: str) -> EditError:
    return EditError(f"The text cannot be set: {why}.", record.span, post.path)


def _bracketed(post: Post[Any], record: Record, words: str) -> Edit:
    """``[text](url)`` and ``[text][label]``."""
    start, mark = record.span.start + 1 + isinstance(record, Image), "](" if record.kind == "inline" else "]["
    before = record.url_span.start if record.kind == "inline" else record.span.end
    return Edit(start, post.source.rindex(mark, record.span.start, before), written.text(words))


def _label(post: Post[Any], record: Record, words: str) -> Edit:
    """``[label]`` and ``[label][]``."""
    start, end = record.span.start + 1 + isinstance(record, Image), record.span.end - 1
    label = post.source[start : end - 2 * (record.kind == "collapsed")]
    return Edit(start, end, f"{written.text(words)}][{label}")


def _self_linked(_: Post[Any], record: Record, words: str) -> Edit:
    return Edit(record.span.start, record.span.end, f"[{written.text(words)}]({written.destination(record.url)})")


def _element(post: Post[Any], record: Record, words: str) -> Edit:
    source, start, end = post.source, record.span.start, record.span.end
    tag = next(_html.scan(source[start:end]))
    if not isinstance(tag, _html.Tag):
        raise _refusal(post, record, "the tag is cut by what stands before its lines")
    if record.kind == "element" and tag.name == "a":
        closing = [match.start() for match in _CLOSING.finditer(source, start, end)]
        if not closing:
            raise _refusal(post, record, "the element is never closed")
        return Edit(start + tag.end, closing[-1], written.html_text(words))
    if isinstance(record, Image) and tag.name != "img":
        raise _refusal(post, record, f"an image of <{tag.name}> has no description of its own")
    name = "alt" if isinstance(record, Image) or "alt" in tag.attrs or tag.name in _html.VOID else "title"
    found = tag.attrs.get(name)
    if found is None:
        at = start + 1 + len(tag.name)
        value = written.attribute(words, '"', tags=False)
        return Edit(at, at, f' {name}="{value}"')
    before = source[start : start + found.start].rstrip()[-1]
    if before not in "\"'=":  # a name alone
        value = written.attribute(words, '"', tags=False)
        return Edit(start + found.start, start + found.end, f'="{value}"')
    return Edit(start + found.start, start + found.end, written.attribute(words, before.strip("="), tags=False))


def _shortcode(post: Post[Any], record: Record, words: str) -> Edit:
    source, start = post.source, record.span.start
    tag = _shortcodes.mask(source[start : record.span.end], 0).tags[0]
    names = ("alt",) if isinstance(record, Image) else _shortcodes.TEXTS
    found = next((item for name in names for item in tag.given if item.key == name), None)
    hugo = tag.dialect == "hugo"
    if found:
        quote = source[start + found.start - 1] if found.quoted else ""
        value = written.argument(words, quote, hugo=hugo, named=True)
        if value:
            width = len(quote)
            return Edit(start + found.start - width, start + found.end + width, f"{value[1]}{value[0]}{value[1]}")
    elif isinstance(record, Image) and any(item.key for item in tag.given):
        value = written.argument(words, '"', hugo=hugo, named=True)
        at = record.url_span.end + (source[record.url_span.end] in "\"'`")
        if value:
            return Edit(at, at, f" alt={value[1]}{value[0]}{value[1]}")
    raise _refusal(post, record, "this tag has no parameter for it, or its quotes cannot hold it")


def _key(post: Post[Any], record: Record, _: str) -> Edit:
    raise _refusal(post, record, "in front matter it stands in a key of its own; use set_meta")


_WRITERS: dict[str, Callable[[Post[Any], Record, str], Edit]] = {
    "inline": _bracketed,
    "reference": _bracketed,
    **dict.fromkeys(SELF_LINKED, _self_linked),
    "element": _element,
    "embed": _element,
    "shortcode": _shortcode,
    "key": _key,
}
"""What writes a text, by the kind of the link or image; all others have a label as text."""
