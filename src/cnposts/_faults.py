"""What links and images lack: records that print as compilers print theirs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Generic, Literal, NamedTuple

from cnposts._permalinks import is_zola
from cnposts.errors import printable
from cnposts.models import Image, Link, M, Post

if TYPE_CHECKING:
    from collections.abc import Iterator

_ANCHOR = re.compile(r"""<[A-Za-z][^<>]*?\s(?:id|name)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""")
_ATTRIBUTE_ID = re.compile(r"\{:?\s*#([^\s}]+)")
_MADE = re.compile(r"(?:user-content-)?fn(?:ref)?\d*(?:[:-]|$)|top$")
Reason = Literal["post", "fragment", "file"]


class BrokenLink(NamedTuple, Generic[M]):
    """A link that means a place of the archive where nothing is."""

    post: Post[M]
    """The post that holds it."""
    link: Link
    """The link; ``link.url_span`` is its place."""
    reason: Reason
    """What is not there, ``post``, ``fragment`` (a heading or anchor of a post) or ``file``."""

    def __str__(self) -> str:
        """``path:line:column: what is not there``, as compilers print it."""
        place = f"{self.post.path}:{self.link.url_span.line}:{self.link.url_span.column}"
        return printable(f"{place}: no such {self.reason}: {self.link.url}")


class MissingImage(NamedTuple, Generic[M]):
    """An image whose file is not in the archive."""

    post: Post[M]
    """The post that holds it."""
    image: Image
    """The image; ``image.url_span`` is its place."""

    def __str__(self) -> str:
        """``path:line:column: what is not there``, as compilers print it."""
        place = f"{self.post.path}:{self.image.url_span.line}:{self.image.url_span.column}"
        return printable(f"{place}: no such file: {self.image.url}")


def anchors(post: Post[M]) -> frozenset[str]:
    """All that a fragment can mean in a post: headings, and ``id`` and ``name`` in raw HTML and attribute lists."""
    written = (name for pattern in (_ANCHOR, _ATTRIBUTE_ID) for match in pattern.finditer(post.content) for name in match.groups())
    ids = {heading.id for heading in post.headings}
    if is_zola(post.meta):  # writes what-s-new where Hugo and GitHub write whats-new
        ids |= {re.sub(r"[^a-z0-9]+", "-", heading.text.lower()).strip("-") for heading in post.headings}
    return frozenset((*ids, *filter(None, written)))


def is_made(fragment: str) -> bool:
    """Whether generators and browsers make such a fragment by themselves: footnotes, the top of the page."""
    return bool(_MADE.match(fragment))


def strings(post: Post[M]) -> Iterator[str]:
    """What may name a file besides links and images: arguments of shortcodes, and all texts of the front matter."""
    for shortcode in post.shortcodes:
        yield from (*shortcode.args, *shortcode.params.values())
    pending: list[object] = [post.meta.raw]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict | list):
            pending += value.values() if isinstance(value, dict) else value
