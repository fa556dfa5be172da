"""mistune at work: a text into the states and tokens that ``Walk`` and ``Html`` go through."""

from __future__ import annotations

from collections import ChainMap
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from cnposts._markdown.blocks import Blocks
from cnposts._markdown.inlines import Inlines
from cnposts._markdown.state import State
from cnposts.limits import DEFAULT

if TYPE_CHECKING:
    from cnposts._position import Lines

_blocks, inlines = cache(Blocks), cache(Inlines)
"""The parsers for a depth; ``inlines`` also for a placeholder, or None, which masks tags."""


def read(  # noqa: PLR0913 - what each text has of its own
    text: str, lines: Lines, offset: int, *, is_source: bool = True, known: Known | None = None, nesting: int = DEFAULT.nesting
) -> State:
    """Read all blocks of a text; see ``State.begin``. Whoever has walked through them clears ``env``.

    ``known`` holds what was defined elsewhere, so that references to it are found.
    """
    state = State().begin(text, lines, offset, is_source=is_source)
    if known:
        state.env.update(ref_links=ChainMap({}, known.links), notes=ChainMap({}, known.notes))
    _blocks(nesting).parse(state)
    return state


class Known(NamedTuple):
    """The definitions of links, and the keys of footnotes."""

    links: dict[str, dict[str, Any]]
    notes: dict[str, None]


def own(found: dict[str, Any] | ChainMap[str, Any]) -> dict[str, Any]:
    """What a text defines itself."""
    return dict(found.maps[0]) if isinstance(found, ChainMap) else found
