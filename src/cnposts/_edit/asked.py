"""What is asked for: the edits themselves, and what they are to bring about."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from pydantic import JsonValue

    from cnposts.models import Image, Link


Record: TypeAlias = "Link | Image"


class Edit(NamedTuple):
    """One edit: ``text`` takes the place of ``source[start:end]``; where both are equal, it is inserted there.

    Attributes:
        start: Offset of the first character that goes, in code points of the post's source, from 0.
        end: Offset behind the last one.
        text: What stands there afterwards.
    """

    start: int
    end: int
    text: str


class Shown(NamedTuple):
    """A text that readers see, at ``start`` of the source, and what they see there afterwards."""

    start: int
    old: str
    new: str


KeyPath = tuple[str | int, ...]
"""Where a value stands in the mapping of a front matter."""


Change = tuple[Literal["set", "url", "remove", "rename"], KeyPath, Any]
"""What becomes of a value: what is done (``url`` sets a text, too), where it stands, and the new value or name."""


@dataclass(slots=True)
class Asked:
    """What edits are to bring about, so that it can be checked."""

    urls: dict[int, str] = field(default_factory=dict)  # by the start of the `url_span`
    texts: dict[tuple[int, int], str] = field(default_factory=dict)  # a link's text or an image's description, by the record's span
    shown: list[Shown] = field(default_factory=list)
    meta: list[Change] = field(default_factory=list)
    free: list[tuple[int, int]] = field(default_factory=list)  # whatever stands there: edits of the caller's own

    def __add__(self, other: Asked) -> Asked:
        """What both ask for."""
        return Asked(
            self.urls | other.urls,
            self.texts | other.texts,
            self.shown + other.shown,
            [*self.meta, *(change for change in other.meta if change not in self.meta)],
            self.free + other.free,
        )


def json_key(value: JsonValue) -> str:
    """What tells values apart as JSON does, where 1 is not true."""
    return json.dumps(value, sort_keys=True)
