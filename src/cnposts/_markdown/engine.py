"""mistune at work: a text into the states and tokens that ``Walk`` and ``Html`` go through."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from cnposts._markdown.blocks import Blocks
from cnposts._markdown.inlines import Inlines
from cnposts._markdown.state import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cnposts._position import Lines

_BLOCKS = Blocks()
inlines = cache(Inlines)
"""The inline parser for texts whose tags are masked by a placeholder, or by None."""


def read(text: str, lines: Lines, offset: int, *, is_source: bool = True, known: Known | None = None) -> State:
    """Read all blocks of a text; see ``State.begin``. Whoever has walked through them clears ``env``.

    ``known`` holds what was defined elsewhere, so that references to it are found.
    """
    state = State()
    state.begin(text, lines, offset, is_source=is_source)
    if known:
        state.env["ref_links"].update(known.links)
        state.env["notes"].update(dict.fromkeys(known.notes))
    _BLOCKS.parse(state)
    return state


class Known(NamedTuple):
    """The definitions of links, and the keys of footnotes."""

    links: dict[str, dict[str, Any]]
    notes: Iterable[str]
