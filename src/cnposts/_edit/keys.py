"""Rewrites URLs that stand in values of front matter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from cnposts import _frontmatter
from cnposts._edit import values
from cnposts._edit.asked import Edit
from cnposts._frontmatter import Mapping, Scalar, steps
from cnposts._position import Lines
from cnposts._report import Report
from cnposts.errors import EditError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import JsonValue

    from cnposts._edit.asked import Asked, KeyPath
    from cnposts._frontmatter import Node
    from cnposts.models import Image, Link, Post


def header_of(text: str) -> _frontmatter.Header:
    """The front matter that ``text`` begins with, read again into its tree."""
    return _frontmatter.read(text, Report(Lines(text)))


def rewritten(post: Post[Any], changed: Sequence[Sequence[tuple[Link | Image, str]]], asked: Asked) -> list[Edit]:
    """The edits of values, each with the new URLs of links and images that stand in it.

    Where a text holds its new URLs as they are, the post knows enough; else the front matter is read again.
    """
    source = post.source
    paths: dict[tuple[int, int], list[KeyPath]] = {}
    for path, span in post.meta.spans.items() if changed else ():
        paths.setdefault((span.start, span.end), []).append(tuple(steps(path) or ()))
    leaves: dict[tuple[int, int], tuple[Scalar, bool]] = {}
    edits: list[Edit] = []
    for changes in changed:
        span = changes[0][0].span
        found = paths.get((span.start, span.end), [])
        places = sorted((record.url_span.start, record.url_span.end, url, record.url) for record, url in changes)
        urls = [Edit(start, end, url) for start, end, url, _ in places]
        wanted = _replaced(_at(post.meta.raw, found[0]), places) if found and values.is_simple(source, span.start, urls) else None
        if wanted is None:
            leaves = leaves or _leaves(post.header)
            node, flow = leaves.get((span.start, span.end), (None, False))
            wanted = _replaced(node.text, places) if node else None
            if node is None or wanted is None:
                raise EditError("The post does not say where this stands; parse it again.", span, post.path)
            urls = values.Value(source, post.meta.format or "yaml", node, flow).patched(urls, wanted)
        edits += urls
        asked.meta += [("url", path, wanted) for path in found]
    return edits


def _at(raw: JsonValue, path: KeyPath) -> JsonValue:
    """The value at a path."""
    value: Any = raw
    for part in path:
        value = value[part]
    return cast("JsonValue", value)


def _replaced(text: JsonValue, places: Sequence[tuple[int, int, str, str]]) -> str | None:
    """The text with its new URLs in place of the old ones; None where these do not stand in it."""
    done, parts = 0, []
    for _, _, new, old in places:
        at = text.find(old, done) if isinstance(text, str) else -1
        if not isinstance(text, str) or at < 0:
            return None
        parts += [text[done:at], new]
        done = at + len(old)
    return "".join(parts) + str(text)[done:]


def _leaves(header: str) -> dict[tuple[int, int], tuple[Scalar, bool]]:
    """All scalars by their places, each with whether it stands between brackets."""
    found: dict[tuple[int, int], tuple[Scalar, bool]] = {}

    def visit(node: Node, *, flow: bool) -> None:
        if isinstance(node, Scalar):
            found[node.start, node.end] = node, flow
            return
        flow = flow or header.startswith(("[", "{"), node.start)
        for child in [entry[2] for entry in node.entries.values()] if isinstance(node, Mapping) else node.items:
            visit(child, flow=flow)

    visit(header_of(header).tree, flow=False)
    return found
