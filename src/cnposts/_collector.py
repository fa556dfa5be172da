"""What memory is asked for: the garbage collector is paused where nothing holds cycles, and lists are let go of as they are read."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")


@contextmanager
def paused() -> Iterator[None]:
    """Within: nothing is collected. Posts hold no cycles, but each collection walks over all of them: half of the time for long ones."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def drained(items: list[T]) -> Iterator[T]:
    """All items, each of which is let go of when the next one is asked for: of a long text, only one stage is in memory as a whole."""
    items.reverse()
    while items:
        yield items.pop()
