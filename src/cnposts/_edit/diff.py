"""A unified diff of edits that are known, in linear time; finding the difference of two long texts anew takes much longer."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cnposts._edit.asked import Edit

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


class _Lines(NamedTuple):
    """Lines, from ``first`` up to ``last`` (from 0), and what stands there afterwards."""

    first: int
    last: int
    new: list[str]


def unified(source: str, edits: Sequence[Edit], name: str, context: int) -> str:
    """The diff of ``source`` and what ``edits``, in order, make of it, with ``context`` lines around each change."""
    lines = _LINE.findall(source)
    starts = [0, *accumulate(map(len, lines))]
    hunks: list[list[_Lines]] = []
    for start, end, text in _regions(source, starts, edits):
        change = _trimmed(lines, _Lines(bisect_left(starts, start), bisect_left(starts, end), _LINE.findall(text)))
        if hunks and change.first == hunks[-1][-1].last:
            before = hunks[-1].pop()
            hunks[-1].append(_Lines(before.first, change.last, before.new + change.new))
        elif hunks and change.first - hunks[-1][-1].last <= 2 * context:
            hunks[-1].append(change)
        else:
            hunks.append([change])
    tab = "\t" if " " in name else ""  # so that a name may hold a blank
    pieces, gained = [f"--- a/{name}{tab}\n+++ b/{name}{tab}\n"] if hunks else [], 0
    for hunk in hunks:
        pieces += _hunk(lines, hunk, context, gained)
        gained += sum(len(change.new) - (change.last - change.first) for change in hunk)
    return "".join(pieces)


def _regions(source: str, starts: Sequence[int], edits: Sequence[Edit]) -> Iterator[tuple[int, int, str]]:
    """Whole lines that edits touch, start and end, with their new text."""
    waiting = list(edits)[::-1]
    while waiting:
        start, end, text = waiting.pop()
        begin = starts[bisect_right(starts, start) - 1]
        text = source[begin:start] + text
        while True:
            at = bisect_left(starts, end)
            is_whole = starts[at] == end and (not text or text.endswith("\n"))
            stop = end if is_whole else starts[min(bisect_right(starts, end), len(starts) - 1)]
            if not waiting or waiting[-1].start >= max(stop, end + 1):
                break
            following = waiting.pop()
            text += source[end : following.start] + following.text
            end = following.end
        yield begin, stop, text + source[end:stop]


def _trimmed(lines: Sequence[str], change: _Lines) -> _Lines:
    """The change without lines that are the same before and after."""
    first, last, new = change
    while first < last and new and lines[first] == new[0]:
        first, new = first + 1, new[1:]
    while first < last and new and lines[last - 1] == new[-1]:
        last, new = last - 1, new[:-1]
    return _Lines(first, last, new)


def _hunk(lines: Sequence[str], changes: Sequence[_Lines], context: int, gained: int) -> Iterator[str]:
    first = max(changes[0].first - context, 0)
    last = min(changes[-1].last + context, len(lines))
    more = sum(len(change.new) - (change.last - change.first) for change in changes)
    yield f"@@ -{_range(first, last)} +{_range(first + gained, last + gained + more)} @@\n"
    done = first
    for change in changes:
        yield from _marked(" ", lines[done : change.first])
        yield from _marked("-", lines[change.first : change.last])
        yield from _marked("+", change.new)
        done = change.last
    yield from _marked(" ", lines[done:last])


def _marked(mark: str, lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield mark + line if line.endswith("\n") else f"{mark}{line}\n\\ No newline at end of file\n"


def _range(first: int, last: int) -> str:
    """A range of lines as diffs have it: from 1, an empty one names the line before it."""
    return f"{first + 1}" if last - first == 1 else f"{first + (last > first)},{last - first}"
