"""Markdown (CommonMark 0.31 with GFM's tables, strikethrough, task lists, autolink literals, and footnotes) into nodes with places.

The engine is mistune; nothing of it leaves this package.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Literal

from cnposts._markdown import engine
from cnposts._markdown.html import Html, code_block
from cnposts._markdown.nodes import Block, Document, Inline, Notice, Reference
from cnposts._markdown.state import State
from cnposts._markdown.walk import Walk
from cnposts.limits import DEFAULT

if TYPE_CHECKING:
    from cnposts._position import Lines

Engine = Literal["mistune", "pulldown"]
"""What reads Markdown."""

__all__ = ["Block", "Document", "Engine", "Html", "Inline", "Notice", "Reference", "code_block", "parse"]


def parse(  # noqa: PLR0913 - what each text has of its own
    text: str, source: str, lines: Lines, placeholder: str | None, *, by: Engine = "mistune", nesting: int = DEFAULT.nesting
) -> Document:
    """Read Markdown.

    Args:
        text: The end of ``source``, of the same length, with tags masked.
        source: The whole text, in which all places count.
        lines: The lines of ``source``.
        placeholder: The character that masks tags, if there are any.
        by: The engine.
        nesting: How deep containers and spans may stand in each other.
    """
    offset, tools = len(source) - len(text), (source, text, engine.inlines(placeholder, nesting), placeholder)
    if by == "pulldown":
        from cnposts._markdown.pulldown import Pulldown  # noqa: PLC0415 - an extra

        with suppress(RecursionError):
            return Pulldown(*tools).document(State().begin(text, lines, offset))
    state = engine.read(text, lines, offset, nesting=nesting)
    return Walk(*tools).document(state)
