"""The second engine: pulldown-cmark's events, through pyromark, into the same nodes.

A block of running text in which rules of our own have a say (URLs, tags, escapes, links that are nearly some) is read by the inline parser
of the first engine. So is a whole document whose containers nest deeper than that one reads them.
"""

from __future__ import annotations

import re
from functools import cache, cached_property
from itertools import count, takewhile
from typing import TYPE_CHECKING, Any, cast

from mistune.util import unescape, unikey

from cnposts._extras import need
from cnposts._markdown import links, tables
from cnposts._markdown.nodes import Block, Document, Inline, Reference
from cnposts._markdown.running import RunningText
from cnposts._position import CodePoints

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnposts._markdown.nodes import BlockKind, InlineKind
    from cnposts._markdown.state import State
    from cnposts.models import Kind

_SPANS: dict[str, InlineKind] = {"Emphasis": "emphasis", "Strong": "strong", "Strikethrough": "delete", "Link": "link", "Image": "image"}
_LEAVES: dict[str, InlineKind] = {"Code": "code", "InlineHtml": "html"}
_BREAKS = {"SoftBreak": " ", "HardBreak": "\n"}
_CONTAINERS, _ROWS = {"BlockQuote", "Item", "FootnoteDefinition"}, {"TableHead", "TableRow"}
_NEARLY_LINK = re.compile(r"[(（]|[ \t]+\(")
_LAST_BLANKS = re.compile(rb"(?:\n[ \t>]*+)++\Z")
_INDENT = re.compile(rb"(?: {4}| {0,3}\t)\Z")


@cache
def _parser() -> Any:  # noqa: ANN401 - a package that need not be there
    pyromark = need("pyromark", "fast")
    names = "TABLES", "FOOTNOTES", "STRIKETHROUGH", "TASKLISTS"
    return pyromark.Markdown(options=sum(pyromark.Options[f"ENABLE_{name}"] for name in names))


class Pulldown(RunningText):
    """Goes through a document's events once; see ``document``."""

    def document(self, state: State) -> Document:
        """All blocks of the text that ``state`` began with; a RecursionError where containers nest deeper than the first engine reads."""
        self._state, self._src, self._data = state, state.src, state.src.encode()
        self._offset = offset = int if self._src.isascii() else CodePoints(self._data)
        self._at: Callable[[int], int] = lambda byte: state.places(offset(byte))
        self._events: Any = iter(_parser().events_with_range(self._src))
        if "[^" in self._src:
            events = list(self._events)
            started = [event["Start"] for event, _ in events if "Start" in event]
            state.env["notes"] |= {unikey(tag["FootnoteDefinition"]): None for tag in started if "FootnoteDefinition" in tag}
            self._events = iter(events)
        self._parents, self._numbers, self._last = [0], count(1), 0  # `_last`: where the last event in running text ended
        self._begin()
        self._read()
        return Document(iter(self._blocks), self._notices)

    def _read(self) -> None:
        value: Any
        for event, place in self._events:
            start, end = place.values()
            name, value = (event, "") if type(event) is str else event.popitem()
            if name == "Text":
                self._text(value, start)
                self._last = end
            elif name == "Start":
                kind, value = (value, None) if type(value) is str else value.popitem()
                self._last = start
                if kind in _SPANS:
                    self._start_span(_SPANS[kind], value, start)
                elif kind != "Paragraph":
                    self._start_block(kind, value, start, end)
            elif name == "End":
                kind, value = (value, None) if type(value) is str else value.popitem()
                if kind in _SPANS:
                    self._end_span(end)
                elif kind == "Paragraph":
                    self._end_paragraph()
                else:
                    self._end_block(kind, value, start, end)
            else:
                self._leaf(name, value, start, end)
                self._last = end

    def _begin(self) -> None:
        """Begin a block of running text."""
        self._here: list[Inline] = []
        self._words: list[str] = []  # a text in the making
        self._open: list[tuple[Inline, list[Inline], str]] = []  # spans: the node, the list it stands in, the label of a reference
        self._first = -1
        self._is_ours = False

    def _put(self, node: Inline | None, start: int = -1) -> None:
        """Add the text that was read so far, and a node."""
        if self._words:
            self._here.append(Inline("text", "".join(self._words)))
            self._words = []
        if node:
            self._first = start if self._first < 0 else self._first
            self._here.append(node)

    def _text(self, text: str, start: int) -> None:
        if start != self._last and self._data[start - 1 : start] == b"\\":
            self._is_ours, start = True, start - 1
        self._first = start if self._first < 0 else self._first
        self._is_ours |= text == "~" or (text[:1] == "#" and not self._words and (not self._here or self._here[-1].kind == "break"))
        self._words.append(text)
        if "://" in text or "@" in text or "www." in text or "WWW." in text:
            self._is_ours = self._is_ours or not any(node.kind == "link" for node, _, _ in self._open)
        elif text.endswith("]") and _NEARLY_LINK.match(self._src, self._offset(start) + len(text)):
            self._is_ours = True

    def _leaf(self, name: str, value: str, start: int, end: int) -> None:
        """Whatever holds nothing else."""
        if name in _BREAKS:
            self._put(Inline("break", _BREAKS[name]), start)
        elif name in _LEAVES:
            self._put(Inline(_LEAVES[name], value, self._at(start), self._at(end)), start)
        elif name == "FootnoteReference":
            self._put(Inline("text"), start)
            self._is_ours |= self._data[start - 1 : start] == b"]"
        elif name == "Rule":
            self._end_paragraph()
            self._blocks.append(Block("rule", parent=self._parents[-1]))

    def _start_span(self, kind: InlineKind, tag: dict[str, str] | None, start: int) -> None:
        """Add a node in which what follows stands."""
        children: list[Inline] = []
        form = cast("Kind", tag["link_type"].lower().replace("email", "autolink")) if tag else "inline"
        node = Reference(kind, "", self._at(start), -1, children, form) if tag else Inline(kind, children=children)
        in_link = kind == "link" and not self._is_ours and any(outer.kind == kind for outer, _, _ in self._open)
        self._is_ours |= in_link or len(self._open) >= self._inlines.max_nested_level
        self._put(node, start)
        self._open.append((node, self._here, tag["id"] if tag else ""))
        self._here = children

    def _end_span(self, end: int) -> None:
        self._put(None)
        node, self._here, label = self._open.pop()
        if isinstance(node, Reference):
            end += 2 if node.form == "collapsed" and self._data[end - 2 : end] != b"[]" else 0  # which its range leaves out
            self._refer(node, label, end)
        elif node.kind == "delete":
            self._is_ours |= self._data[end - 2 : end] != b"~~"  # one tilde is none of the first engine's
        self._last = end

    def _refer(self, node: Reference, label: str, end: int) -> None:
        """Find the destination of a link or image that ends at ``end``."""
        node.end = self._at(end)
        if node.form == "autolink":
            node.url_start, node.url_end = node.start + 1, node.end - 1
            written = self._source[node.url_start : node.url_end]
            node.url = unescape(written if ":" in written else f"mailto:{written}")
            self._is_ours |= "&" in written
        elif node.form != "inline":
            found = self._definitions.get(unikey(label), {"url": "", "title": None, "place": (-1, -1)})
            node.url, node.title, (node.url_start, node.url_end) = found["url"], found["title"], found["place"]
        else:
            close = self._src.find("](", self._offset(self._last))
            target = links.target(links.INLINE, self._src, close + 1)
            if target and target.end == self._offset(end) and (len(self._parents) == 1 or "\n" not in self._src[close : target.end]):
                node.url, node.title = target.url, target.title
                node.url_start, node.url_end = map(self._state.places, target.place)
        self._is_ours |= node.url_start < 0 or (self._placeholder or "\0") in node.url + (node.title or "")

    @cached_property
    def _definitions(self) -> dict[str, dict[str, Any]]:
        """What references refer to."""
        found: dict[str, dict[str, Any]] = {}
        for item in _parser().reference_definitions(self._src).values():
            start, end = item["span"]["start"], item["span"]["end"]
            text, state = self._state.piece(self._offset(start), self._offset(end), self._inlines.max_nested_level)
            if read := links.definition(text + "\n"):
                place = tuple(map(state.places, read[1].place))
                found.setdefault(read[0], {"url": read[1].url, "title": read[1].title, "place": place})
        return found

    def _running_text(self, kind: BlockKind) -> list[Inline]:
        """The nodes of the block that ends."""
        self._put(None)
        nodes = self._here
        if self._is_ours or (self._placeholder and self._data.find(self._placeholder.encode(), self._first, self._last) >= 0):
            quotes = sum(parent < 0 for parent in self._parents)
            text, state = self._state.piece(self._offset(self._first), self._offset(self._last), quotes)
            state.env["ref_links"] = self._definitions
            if kind == "paragraph" and "#" in text:
                self._nearly_headings(text, 0, state)
            cell = tables.cell(text, 0, len(text), 0) if kind == "row" else {}
            nodes = self._running(cell.get("text", text), 0, state, cell.get("gaps", ()))
        self._begin()
        return nodes

    def _start_block(self, kind: str, value: Any, start: int, end: int) -> None:  # noqa: ANN401 - of many shapes
        self._end_paragraph()
        if kind in _CONTAINERS:
            self._parents.append(next(self._numbers) * (-1 if kind == "BlockQuote" else 1))
            if len(self._parents) > self._inlines.max_nested_level - 2:
                raise RecursionError
        elif kind == "CodeBlock":
            self._code(value, start, end, self._lines())
        elif kind == "HtmlBlock":
            self._add("html", start, start + len(self._data[start:end].rstrip(b"\n")), text=self._lines().rstrip("\n"))
        elif kind == "Table":
            self._rows: list[list[Inline]] = []
        elif kind in _ROWS:
            self._rows.append([])

    def _lines(self) -> str:
        """All of the block that has just begun, which holds nothing but text."""
        events = takewhile(lambda item: "End" not in item[0], self._events)
        return "".join(text for event, _ in events for text in event.values())

    def _end_block(self, kind: str, value: Any, start: int, end: int) -> None:  # noqa: ANN401
        if kind == "TableCell":
            self._rows[-1] += [Inline("text", "\t"), *self._running_text("row")] if self._rows[-1] else self._running_text("row")
        elif kind in _ROWS:
            self._blocks.append(Block("row", parent=self._parents[-1], inlines=self._rows[-1], depth=len(self._rows) - 1))
        elif kind == "Heading":
            end = start + len(self._data[start:end].rstrip(b" \t\n"))
            self._add("heading", start, end, inlines=self._running_text("heading"), depth=int(value[1:]))
        else:
            self._end_paragraph()
            if kind in _CONTAINERS:
                self._parents.pop()

    def _end_paragraph(self) -> None:
        """End a paragraph, or the text of a list's item that stands for one."""
        if self._here or self._words:
            self._blocks.append(Block("paragraph", parent=self._parents[-1], inlines=self._running_text("paragraph")))

    def _code(self, kind: str | dict[str, str], start: int, end: int, text: str) -> None:
        written, info, closed = self._data[start:end].removesuffix(b"\n"), "", True
        if isinstance(kind, dict):
            closed = written.count(b"\n") > text.count("\n")  # the lines of both fences, less one
            info = self._restored(kind["Fenced"], self._at(start))
            if not closed and self._parents[-1] > 0:
                written, text = _LAST_BLANKS.sub(b"", written), text.rstrip("\n")
        elif indent := _INDENT.search(self._data[max(start - 4, 0) : start]):
            written, start = indent[0] + written, start - len(indent[0])
        text = self._restored(text.removesuffix("\n"), self._at(start))
        self._add("code", start, start + len(written), text=text, info=info, closed=closed)

    def _add(self, kind: BlockKind, start: int, end: int, **more: Any) -> None:  # noqa: ANN401
        self._blocks.append(Block(kind, self._at(start), self._at(end), self._parents[-1], **more))
