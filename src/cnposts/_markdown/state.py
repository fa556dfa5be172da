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

_NO_LINES = Lines("")
_BARE_MARKER = re.compile(r"[ \t]*(?:[*+-]|\d{1,9}[.)])[^\S\n]*(?:\n|\Z)")  # mistune takes wide blanks for none, too


class State(BlockState):
    """A block state that knows where in the document its text stands."""

    def __init__(self, parent: State | None = None) -> None:
        """Begin a state; a child's place is set by ``child_state``."""
        super().__init__(parent)
        self.lines: Lines = parent.lines if parent else _NO_LINES
        self.first = 0
        self._child_start = -1
        self._in_list = False
        self._places: Places | None = None
        self._shift: int | None = None
        if not parent:
            self.env.update(notes=set(), definitions={}, children={}, notices=[])

    def begin(self, text: str, source: str, lines: Lines, offset: int) -> None:
        """Take ``text``, the document from ``offset`` on with its line ends as LF, as the outermost state's."""
        self.process(text if text.endswith("\n") else text + "\n")
        self.lines = lines
        self.first = lines.line_of(offset)
        if "\r" not in source:
            self._shift = offset

    @property
    def places(self) -> Callable[[int], int]:
        """Maps offsets of ``src`` to the document's."""
        if self._shift is not None:
            return self._shift.__add__
        if self._places is None:
            self._places = Places(self.lines, self.src, self.first)
        return self._places

    def child_state(self, src: str, lazy_line_starts: set[int] | None = None) -> State:
        """A state for the text inside a container of this one."""
        child = super().child_state(src, lazy_line_starts)
        assert isinstance(child, State)
        start = self._child_start
        if self._in_list:
            bare = _BARE_MARKER.match(self.src, start)
            start = bare.end() if bare else start
            self._child_start = self.src.rfind("\n", 0, max(self.cursor - 1, 0)) + 1
        child.first = self.line_at(start)
        self.env["children"][id(child.tokens)] = child
        return child

    def line_at(self, offset: int) -> int:
        """Index of the document's line on which ``offset`` of ``src`` stands."""
        places = self.places
        return places.line_of(offset) if isinstance(places, Places) else self.lines.line_of(places(offset))

    @contextmanager
    def child_at(self, start: int, *, in_list: bool = False) -> Iterator[None]:
        """Within: children begin on the line at ``start``; in a list each next one on the line of the next marker."""
        saved = self._child_start, self._in_list
        self._child_start, self._in_list = start, in_list
        try:
            yield
        finally:
            self._child_start, self._in_list = saved

    def append_token(self, token: dict[str, Any]) -> None:
        """Append a block, with the offset on which it begins."""
        token.setdefault("at", self.cursor)
        self.tokens.append(token)

    def add_paragraph(self, text: str) -> None:
        """Append to the paragraph that is open, or begin one."""
        if self.is_in_paragraph():
            self.tokens[-1]["text"] += text
        else:
            self.tokens.append({"type": "paragraph", "text": text, "at": self.cursor})

    def append_paragraph(self) -> int | None:
        """Append the line at the cursor to the open paragraph, if there is one."""
        return super().append_paragraph() if self.is_in_paragraph() else None

    def is_in_paragraph(self) -> bool:
        """Whether a paragraph is open: one that ends at the cursor, which one before an open quote does not."""
        last = self.tokens[-1] if self.tokens else None
        return last is not None and last["type"] == "paragraph" and last["at"] + len(last["text"]) == self.cursor

    def is_in_quote(self) -> bool:
        """Whether the lines of a quote are being collected."""
        return self._child_start >= 0 and not self._in_list


class Text(InlineState):
    """An inline state that knows where in the document its text stands."""

    def __init__(self, env: Any) -> None:  # noqa: ANN401 - mistune's own type
        """Begin a state; ``at`` maps offsets of ``src`` to the document's."""
        super().__init__(env)
        self.at: Callable[[int], int] = int
        self.notices: list[Notice] = []
        self.literal_starts: list[int] | None = None

    def part(self, start: int, end: int) -> Text:
        """A state for the text between two marks of this one."""
        inner = self.copy()
        assert isinstance(inner, Text)
        inner.src = self.src[start:end]
        outer = self.at
        inner.at = lambda offset: outer(start + offset)
        inner.notices = self.notices
        return inner

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The document's offsets of two of this text's."""
        return self.at(start), self.at(end)


def destination_start(src: str, url: str, end: int) -> int:
    """Where the destination ``url`` begins that mistune read up to ``end``, with or without angle brackets."""
    start = end - len(url)
    return start - 1 if src[end - 1] == ">" and src[start - 2] == "<" else start
