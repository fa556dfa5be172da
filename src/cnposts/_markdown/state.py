"""mistune's states, with their place in the document.

A block state's text is made of tails of the document's lines, so all it needs to know is the line on which it begins; see ``Places``.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from mistune import BlockState, InlineState

from cnposts._position import Lines, Places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnposts._markdown.nodes import Notice

_BARE_MARKER = re.compile(r"[ \t]*(?:[*+-]|\d{1,9}[.)])[^\S\n]*(?:\n|\Z)")  # mistune takes wide blanks for none, too


class State(BlockState):
    """A block state that knows where in the document its text stands: ``places`` maps offsets of ``src`` to the document's."""

    lines = Lines("")
    places: Callable[[int], int] = int
    masked = ""
    """Of a footnote: the masked document that it was read from."""
    _child_at = -1, False

    def begin(self, text: str, lines: Lines, offset: int, *, is_source: bool = True) -> State:
        """Take ``text`` as the outermost state's: the document from ``offset`` on, if ``is_source``, or tails of its lines from there."""
        lf = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
        self.process(lf if lf.endswith("\n") else lf + "\n")
        self.lines = lines
        self.places = offset.__add__ if is_source and lf is text else Places(lines, self.src, lines.line_of(offset))
        self.env.update(notes={}, children={}, notices=[])
        return self

    def child_state(self, src: str, lazy_line_starts: set[int] | None = None) -> State:
        """A state for the text inside a container of this one."""
        child = super().child_state(src, lazy_line_starts)
        assert isinstance(child, State)
        start, in_list = self._child_at
        if in_list:
            bare = _BARE_MARKER.match(self.src, start)
            start = bare.end() if bare else start
            self._child_at = self.src.rfind("\n", 0, max(self.cursor - 1, 0)) + 1, True
        child.lines = self.lines
        child.places = Places(self.lines, src, self.lines.line_of(self.places(start)))
        self.env["children"][id(child.tokens)] = child
        return child

    def piece(self, start: int, end: int, quotes: int) -> tuple[str, State]:
        """A part of this text without what keeps its lines in lists and so many quotes, and a state that knows its places."""
        text, state, at = self.src[start:end], State(), self.places(start)
        state.env, state.places = self.env, at.__add__
        if "\n" in text:
            text = re.sub(rf"\n(?:[ \t]*+>){{0,{quotes}}}[ \t]*+", "\n", text)
            state.places = Places(self.lines, text, self.lines.line_of(at), self.places(end))
        return text, state

    @contextmanager
    def child_at(self, start: int, *, in_list: bool = False) -> Iterator[None]:
        """Within: children begin on the line at ``start``; in a list each next one on the line of the next marker."""
        saved, self._child_at = self._child_at, (start, in_list)
        yield
        self._child_at = saved

    @contextmanager
    def in_place(self, kind: str) -> Iterator[None]:
        """Within: a container is read, and what ends it, which may end more: mistune sets the container before the last of these only."""
        start, index = self.cursor, len(self.tokens)
        yield
        place = next((place for place in range(index, len(self.tokens)) if "at" not in self.tokens[place]), index)
        if place < len(self.tokens) and self.tokens[place]["type"] == kind:
            self.tokens.insert(index, {"at": start} | self.tokens.pop(place))

    def append_token(self, token: dict[str, Any]) -> None:
        """Append a block, with the offset on which it begins."""
        token.setdefault("at", self.cursor)
        self.tokens.append(token)

    def add_paragraph(self, text: str) -> None:
        """Append to the paragraph that is open, or begin one."""
        if self.is_in_paragraph():
            paragraph = self.tokens[-1]
            whole = paragraph.pop("text")  # so that Python appends in place, as nothing else holds it: a long paragraph is not copied
            whole += text
            paragraph["text"] = whole
        else:
            self.tokens.append({"type": "paragraph", "text": text, "at": self.cursor})

    def append_paragraph(self) -> int | None:
        """Append the line at the cursor to the open paragraph, if there is one."""
        if not self.is_in_paragraph():
            return None
        end = self.find_line_end()
        self.add_paragraph(self.src[self.cursor : end])
        return end

    def is_in_paragraph(self) -> bool:
        """Whether a paragraph is open: one that ends at the cursor, which one before an open quote does not."""
        last = self.tokens[-1] if self.tokens else None
        return last is not None and last["type"] == "paragraph" and last["at"] + len(last["text"]) == self.cursor

    def is_in_quote(self) -> bool:
        """Whether the lines of a quote are being collected."""
        start, in_list = self._child_at
        return start >= 0 and not in_list


class Text(InlineState):
    """An inline state that knows where in the document its text stands: ``at`` maps offsets of ``src`` to the document's."""

    at: Callable[[int], int]
    notices: list[Notice]
    literal_starts: list[int] | None = None

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The document's offsets of two of this text's."""
        return self.at(start), self.at(end)
