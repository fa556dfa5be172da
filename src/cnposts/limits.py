"""The bounds that keep hostile posts from taking all time and memory; each that is reached is told by a message, ``limit-reached``."""

from __future__ import annotations

import errno
from dataclasses import dataclass, fields

_MOST = {"nesting": 50, "front_matter_nesting": 150}
"""Python's own stack bounds these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of each kind a post may hold. Nothing that people write by hand comes near the defaults.

    Raises:
        ValueError: A bound is no whole number from 1, or larger than what Python's stack can hold.
    """

    nesting: int = 20
    """How many quotes, lists and footnotes may stand in each other, and how many links, images and spans; deeper ones are read as text. At
    most 50."""
    front_matter_size: int = 250_000
    """How many code points front matter may have between its fences; longer one is not read."""
    front_matter_nesting: int = 100
    """How many containers may stand in each other in front matter; deeper ones are taken as text. At most 150."""
    aliased_values: int = 50_000
    """How many values YAML's aliases may repeat; a value that holds more is taken as text."""
    messages: int = 1_000
    """How many messages a post may have; further ones are not kept."""
    inner_text: int = 32
    """How many times the size of a post the inner texts of its shortcodes may have together, as they nest; further ones are left out."""

    def __post_init__(self) -> None:
        """Check each bound."""
        for bound in fields(self):
            value, most = getattr(self, bound.name), _MOST.get(bound.name)
            if not isinstance(value, int) or isinstance(value, bool) or value < 1 or (most and value > most):
                raise ValueError(f"limits: {bound.name} must be a whole number from 1{f' to {most}' if most else ''}, not {value!r}")


DEFAULT = Limits()


def check_size(size: int, most: int | None) -> None:
    """Raise an OSError for what is larger than ``max_size=`` allows."""
    if most is not None and size > most:
        raise OSError(errno.EFBIG, f"it is larger than max_size={most} allows")
