"""The nodes that a Markdown engine yields: the body's reader knows only these, and nothing of the engine behind them.

Offsets count code points of the whole source, ends exclusive. A node has no place (-1) where none is needed: a text, paragraph, row, rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cnposts.models import Kind
    from cnposts.rules import Rule

InlineKind = Literal["text", "code", "break", "html", "link", "image", "emphasis", "strong", "delete", "tag"]
BlockKind = Literal["paragraph", "heading", "code", "html", "row", "rule"]


@dataclass(slots=True)
class Inline:
    """A piece of running text. ``tag`` is a masked shortcode or template tag, ``html`` one raw tag or comment."""

    kind: InlineKind
    text: str = ""
    start: int = -1
    end: int = -1
    children: Sequence[Inline] = ()


@dataclass(slots=True)
class Reference(Inline):
    """A link or image, with its destination and where that is written."""

    form: Kind = "inline"
    url: str = ""
    title: str | None = None
    url_start: int = -1
    url_end: int = -1


@dataclass(slots=True)
class Block:
    """A leaf block. ``parent`` tells blocks of one container from those of another.

    A ``row`` holds the running text of its cells; its ``depth`` is its number in the table, a heading's is its own.
    """

    kind: BlockKind
    start: int = -1
    end: int = -1
    parent: int = 0
    inlines: Sequence[Inline] = ()
    text: str = ""
    depth: int = 0
    info: str = ""
    closed: bool = True


@dataclass(slots=True)
class Notice:
    """Something that the engine saw and that deserves a message."""

    rule: Rule
    reason: str
    start: int
    end: int
    suggestion: str | None = None


@dataclass(slots=True)
class Document:
    """All blocks of a body in source order, to be gone through once, so that a long one is never in memory as a whole; then all notices."""

    blocks: Iterator[Block]
    notices: list[Notice]
