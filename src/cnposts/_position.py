"""Places in a text: spans, and the table that turns offsets into lines and columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Annotated, cast

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

    __slots__ = ("_text", "ends", "starts")
    starts: list[int]
    ends: list[int]

    def __init__(self, text: str) -> None:
        """Take ``text``, which is measured when the first place is asked for; every look-up afterwards is a bisection."""
        self._text = text

    def __getattr__(self, name: str) -> list[int]:
        if name not in {"starts", "ends"}:
            raise AttributeError(name)
        if "\r" in self._text:
            line_ends = [match.span() for match in _LINE_END.finditer(self._text)]
            self.starts = [0, *(end for _, end in line_ends)]
            self.ends = [*(start for start, _ in line_ends), len(self._text)]
        elif name == "starts":
            self.starts = _starts(self._text)
        else:
            self.ends = [*(start - 1 for start in self.starts[1:]), len(self._text)]
        return cast("list[int]", object.__getattribute__(self, name))

    def line_of(self, offset: int) -> int:
        """The index, from 0, of the line that holds ``offset``."""
        return bisect_right(self.starts, offset) - 1

    def span(self, start: int, end: int) -> Span:
        """The span of ``start`` to ``end``, with line and column."""
        line = bisect_right(self.starts, start)
        return Span(start, end, line, start - self.starts[line - 1] + 1)


def _starts(text: str) -> list[int]:
    """Where the lines begin of a text whose lines end at LF; quicker than a pattern."""
    starts, position = [0], text.find("\n")
    while position >= 0:
        starts.append(position + 1)
        position = text.find("\n", position + 1)
    return starts


class CodePoints:
    """Maps offsets in UTF-8 to offsets in code points, each counted on from the last one that was asked for, which is mostly near."""

    def __init__(self, data: bytes) -> None:
        """Prepare the map of ``data``."""
        self._data, self._at, self._offset = data, 0, 0

    def __call__(self, byte: int) -> int:
        """The offset in code points of the character at ``byte``."""
        at = self._at
        self._offset += len(self._data[at:byte].decode()) if byte >= at else -len(self._data[byte:at].decode())
        self._at = byte
        return self._offset


class Places:
    """Maps offsets of a text whose lines are tails of the document's lines.

    Markdown's containers (quotes, lists, footnotes) take whole lines and hand on a tail of each, so the distance from the end of a
    line stays what it was, whatever stood before: markers, tabs that were expanded, carriage returns.
    """

    __slots__ = ("_end", "_first", "_lines", "_starts")

    def __init__(self, lines: Lines, text: str, first: int, end: int | None = None) -> None:
        """Prepare the map.

        Args:
            lines: The document's lines.
            text: The text to map from; its lines end at LF.
            first: Index of the document's line on which ``text`` begins.
            end: Where ``text`` ends in the document, if that is not the end of a line.
        """
        self._lines, self._first, self._end = lines, first, end
        self._starts = [*_starts(text), len(text) + 1]

    def __call__(self, offset: int) -> int:
        """The document's offset of the text's ``offset``; a tab that was expanded stands at its line's start at the least."""
        index = bisect_right(self._starts, offset)
        line = min(self._first + index, len(self._lines.ends)) - 1
        end = self._lines.ends[line] if self._end is None or index < len(self._starts) - 1 else self._end
        return max(end + 1 + offset - self._starts[index], self._lines.starts[line])
