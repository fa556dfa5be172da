"""Markdown (CommonMark 0.31 with GFM's tables, strikethrough, task lists, autolink literals, and footnotes) into nodes with places.

The engine is mistune; nothing of it leaves this package.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnposts._markdown import engine
from cnposts._markdown.html import Html, code_block
from cnposts._markdown.nodes import Block, Document, Inline, Notice, Reference
from cnposts._markdown.walk import Walk

if TYPE_CHECKING:
    from cnposts._position import Lines

__all__ = ["Block", "Document", "Html", "Inline", "Notice", "Reference", "code_block", "parse"]


def parse(text: str, source: str, lines: Lines, placeholder: str | None) -> Document:
    """Read Markdown.

    Args:
        text: The end of ``source``, of the same length, with tags masked.
        source: The whole text, in which all places count.
        lines: The lines of ``source``.
        placeholder: The character that masks tags, if there are any.
    """
    state = engine.read(text, lines, len(source) - len(text))
    document = Walk(source, text, engine.inlines(placeholder), placeholder).document(state)
    state.env.clear()  # breaks the cycle of states and their environment
    return document
