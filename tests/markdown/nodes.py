"""Reading Markdown alone, for the tests of the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnposts import _markdown
from cnposts._position import Lines

from .pulldown import Seen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnposts._markdown import Document, Inline, Reference


def document(source: str, offset: int = 0, placeholder: str | None = None) -> Document:
    """The nodes of ``source`` from ``offset`` on."""
    return _markdown.parse(source[offset:], source, Lines(source), placeholder)


def inlines(source: str) -> Iterator[Inline]:
    """All inline nodes, outer ones first."""

    def walk(nodes: list[Inline]) -> Iterator[Inline]:
        for node in nodes:
            yield node
            yield from walk(node.children)

    for block in document(source).blocks:
        yield from walk(block.inlines)


def references(source: str) -> list[Reference]:
    """Links and images in source order."""
    return sorted((node for node in inlines(source) if node.kind in {"link", "image"}), key=lambda node: (node.start, -node.end))


def commonmark(source: str) -> list[Seen]:
    """Links and images that CommonMark knows, in the peer's shape."""
    return [
        Seen(node.kind, node.form, node.start, node.end, node.url, node.title or "")
        for node in references(source)
        if node.form not in {"literal", "bare"}
    ]
