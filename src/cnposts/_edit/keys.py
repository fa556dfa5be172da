"""Rewrites URLs that stand in values of front matter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnposts import _frontmatter
from cnposts._edit import values
from cnposts._frontmatter import Mapping, Node, Scalar
from cnposts._position import Lines
from cnposts._report import Report
from cnposts.errors import EditError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cnposts._edit.asked import Asked, Edit, KeyPath
    from cnposts.models import Image, Link, Post


def header_of(post: Post[Any]) -> _frontmatter.Header:
    """The front matter of a post, read again into its tree."""
    return _frontmatter.read(post.source, Report(Lines(post.source)))


def _leaves(source: str, node: Node, path: KeyPath = (), *, flow: bool = False) -> Iterator[tuple[Scalar, KeyPath, bool]]:
    """All scalars with their paths, and whether they stand between brackets."""
    if isinstance(node, Scalar):
        yield node, path, flow
        return
    below = [(key, entry[2]) for key, entry in node.entries.items()] if isinstance(node, Mapping) else list(enumerate(node.items))
    flow = flow or source.startswith(("[", "{"), node.start)
    for part, child in below:
        yield from _leaves(source, child, (*path, part), flow=flow)


def rewritten(post: Post[Any], changed: Sequence[Sequence[tuple[Link | Image, str]]], asked: Asked) -> list[Edit]:
    """The edits of values, each with the new URLs of links and images that stand in it."""
    if not changed:
        return []
    header = header_of(post)
    found = {(node.start, node.end): (node, path, flow) for node, path, flow in _leaves(header.source, header.tree)}
    edits = []
    for changes in changed:
        span = changes[0][0].span
        if (span.start, span.end) not in found:
            raise EditError("The post does not say where this stands; parse it again.", span, post.path)
        node, path, flow = found[span.start, span.end]
        text, done, parts = node.text, 0, []
        for record, url in sorted(changes, key=lambda change: change[0].url_span.start):
            at = text.find(record.url, done)
            parts += [text[done:at], url]
            done = at + len(record.url)
        wanted = "".join([*parts, text[done:]])
        asked.meta.append(("url", path, wanted))
        places = [(record.url_span.start, record.url_span.end, url) for record, url in changes]
        edits += values.patched(header, node, sorted(places), wanted, flow=flow)
    return edits
