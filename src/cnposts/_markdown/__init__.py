"""Markdown (CommonMark 0.31 with GFM's tables, strikethrough, task lists, autolink literals, and footnotes) into nodes with places.

The engine is mistune; nothing of it leaves this package.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnposts._markdown.blocks import Blocks
from cnposts._markdown.inlines import Inlines
from cnposts._markdown.nodes import Block, Document, Inline, Notice, Reference
from cnposts._markdown.state import State
from cnposts._markdown.walk import Walk

if TYPE_CHECKING:
    from cnposts._position import Lines

__all__ = ["Block", "Document", "Inline", "Notice", "Reference", "parse"]

_BLOCKS = Blocks()
_INLINES: dict[str | None, Inlines] = {}


def parse(text: str, source: str, lines: Lines, placeholder: str | None) -> Document:
    """Read Markdown.

    Args:
        text: The end of ``source``, of the same length, with tags masked.
        source: The whole text, in which all places count.
        lines: The lines of ``source``.
        placeholder: The character that masks tags, if there are any.
    """
    offset = len(source) - len(text)
    state = State()
    lf = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in source else text
    state.begin(lf, source, lines, offset)
    _BLOCKS.parse(state)
    inlines = _INLINES.get(placeholder) or _INLINES.setdefault(placeholder, Inlines(placeholder))
    document = Walk(source, text, inlines, placeholder).document(state)
    state.env.clear()  # breaks the cycle of states and their environment
    return document
