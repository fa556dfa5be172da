"""Running text into nodes: by our inline parser, whichever engine found the block that it stands in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mistune.util import unescape

from cnposts._markdown import literals
from cnposts._markdown.nodes import Inline, Notice, Reference
from cnposts._markdown.state import Text
from cnposts._position import Places
from cnposts.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cnposts._markdown.inlines import Inlines
    from cnposts._markdown.nodes import Block, InlineKind
    from cnposts._markdown.state import State

_NEARLY_HEADING = re.compile(r"^ {0,3}(#{2,6}(?=[^#\s])|(?<!.)(?<!\n)#(?=[^#\s\d!])(?=[^#\n]*\Z))[^\n]*", re.MULTILINE)
_KINDS: dict[str, InlineKind] = {
    "codespan": "code",
    "inline_html": "html",
    "emphasis": "emphasis",
    "strong": "strong",
    "strikethrough": "delete",
    "tag": "tag",
}
_BREAKS = {"softbreak": " ", "linebreak": "\n"}
_NOWHERE = (-1, -1)


class RunningText:
    """What all walks through a document share: the document in the making, and running text."""

    def __init__(self, source: str, masked: str, inlines: Inlines, placeholder: str | None) -> None:
        """Prepare to walk a document of ``source``, the end of which was ``masked``."""
        self._source = source
        self._masked = masked
        self._inlines = inlines
        self._placeholder = placeholder
        self._blocks: list[Block] = []
        self._notices: list[Notice] = []

    def _running(self, text: str, start: int, state: State, gaps: Sequence[int] = ()) -> list[Inline]:
        """The nodes of running text that begins at ``start`` of the state's."""
        literal_starts = literals.starts(text)
        if not literal_starts and self._inlines.is_plain(text):
            return [Inline("text", unescape(text))] if text else []
        inner, places = Text(state.env), state.places
        inner.src, inner.literal_starts, inner.notices = text, literal_starts, self._notices
        if gaps:
            inner.at = lambda offset: places(start + offset + sum(gap < offset for gap in gaps))
        elif isinstance(places, Places) and "\n" in text:
            inner.at = lambda offset: places(start + offset)
        else:
            inner.at = places(start).__add__
        return self._nodes(self._inlines.parse(inner))

    def _nodes(self, tokens: Iterable[dict[str, Any]]) -> list[Inline]:
        """Nodes for tokens; texts that touch are one node, but what is escaped and what is not."""
        nodes: list[Inline] = []
        words: list[str] = []
        before = None
        for token in tokens:
            escaped = "_emphasis" in token if token["type"] == "text" else None
            if words and escaped is not before:
                nodes.append(Inline("text", "".join(words)))
                words = []
            if escaped is None:
                nodes.append(self._inline(token))
            else:
                words.append(unescape(raw) if "&" in (raw := token["raw"]) else raw)
            before = escaped
        return [*nodes, Inline("text", "".join(words))] if words else nodes

    def _inline(self, token: dict[str, Any]) -> Inline:
        kind = token["type"]
        if kind in _BREAKS:
            return Inline("break", _BREAKS[kind])
        if kind in {"link", "image"}:
            return self._reference(token)
        if kind == "note":
            return Inline("text")
        start, end = token.get("place", _NOWHERE)
        raw = self._restored(token.get("raw", ""), start) if kind == "codespan" else token.get("raw", "")
        if kind == "tag":
            raw = self._source[start:end]
        return Inline(_KINDS[kind], raw, start, end, self._nodes(token["children"]) if "children" in token else ())

    def _reference(self, token: dict[str, Any]) -> Reference:
        start, end = token["place"]
        url_start, url_end = token["url_place"]
        url, title = self._restored(token["url"], url_start), token.get("title")
        title = title and self._restored(title, url_end)
        children = self._nodes(token["children"])
        return Reference(token["type"], "", start, end, children, token["form"], url, title, url_start, url_end)

    def _restored(self, text: str, start: int) -> str:
        """The text, which stands at ``start`` or behind it, with what is masked in it as the source has it."""
        if self._placeholder is None or self._placeholder not in text:
            return text
        shift, position = len(self._source) - len(self._masked), start

        def written(run: re.Match[str]) -> str:
            nonlocal position
            place = self._masked.find(run[0], position - shift) + shift
            position = place + len(run[0])
            return self._source[place:position]

        return re.sub(f"{self._placeholder}+", written, text)

    def _nearly_headings(self, text: str, at: int, state: State) -> None:
        for match in _NEARLY_HEADING.finditer(text.rstrip()):
            start = at + match.start(1)
            marks = match[1]
            place = state.places(start), state.places(at + match.end())
            suggestion = f"{marks} {match[0].strip()[len(marks) :]}"
            self._notices.append(Notice(Rule.HEADING_MALFORMED, f"A heading wants a blank after {marks}.", *place, suggestion))
