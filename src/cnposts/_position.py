"""Places in a text: spans, and the table that turns offsets into lines and columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

_LINE_END = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of a post's source, ``source[start:end]``.

    Attributes:
        start: Offset of the first character, in code points of the decoded text, from 0.
        end: Offset behind the last character.
        line: Line of ``start``, from 1. Lines end at LF, CRLF or CR only.
        column: Column of ``start`` in code points, from 1.
    """

    start: Annotated[int, Field(description="Offset of the first character, in code points from 0.")]
    end: Annotated[int, Field(description="Offset behind the last character.")]
    line: Annotated[int, Field(description="Line of `start`, from 1.")]
    column: Annotated[int, Field(description="Column of `start` in code points, from 1.")]


class Lines:
    """Where the lines of a text begin and end (their line ends left out)."""

    __slots__ = ("ends", "starts")

    def __init__(self, text: str) -> None:
        """Measure ``text`` once; every look-up afterwards is a bisection."""
        self.starts = [0]
        self.ends: list[int] = []
        if "\r" in text:
            for match in _LINE_END.finditer(text):
                self.ends.append(match.start())
                self.starts.append(match.end())
        else:
            position = text.find("\n")
            while position >= 0:
                self.ends.append(position)
                self.starts.append(position + 1)
                position = text.find("\n", position + 1)
        self.ends.append(len(text))

    def line_of(self, offset: int) -> int:
        """The index, from 0, of the line that holds ``offset``."""
        return bisect_right(self.starts, offset) - 1

    def span(self, start: int, end: int) -> Span:
        """The span of ``start`` to ``end``, with line and column."""
        line = bisect_right(self.starts, start)
        return Span(start, end, line, start - self.starts[line - 1] + 1)


class Places:
    """Maps offsets of a text whose lines are tails of the document's lines.

    Markdown's containers (quotes, lists, footnotes) take whole lines and hand on a tail of each, so the distance from the end of a
    line stays what it was, whatever stood before: markers, tabs that were expanded, carriage returns.
    """

    __slots__ = ("_first", "_floors", "_shifts", "_starts")

    def __init__(self, lines: Lines, text: str, first: int, end: int | None = None) -> None:
        """Prepare the map.

        Args:
            lines: The document's lines.
            text: The text to map from; its lines end at LF.
            first: Index of the document's line on which ``text`` begins.
            end: Where ``text`` ends in the document, if that is not the end of a line.
        """
        self._first = first
        self._starts = [0]
        position = text.find("\n")
        while position >= 0:
            self._starts.append(position + 1)
            position = text.find("\n", position + 1)
        count = len(self._starts)
        ends = lines.ends[first : first + count]
        ends += [lines.ends[-1]] * (count - len(ends))
        if end is not None:
            ends[-1] = end
        tails = [*(start - 1 for start in self._starts[1:]), len(text)]
        self._shifts = [end - tail for end, tail in zip(ends, tails, strict=True)]
        self._floors = lines.starts[first : first + count] + [ends[-1]] * max(0, first + count - len(lines.starts))

    def __call__(self, offset: int) -> int:
        """The document's offset of the text's ``offset``; a tab that was expanded stands at its line's start at the least."""
        index = bisect_right(self._starts, offset) - 1
        return max(offset + self._shifts[index], self._floors[index])

    def line_of(self, offset: int) -> int:
        """Index of the document's line that holds the text's ``offset``."""
        return self._first + bisect_right(self._starts, offset) - 1
