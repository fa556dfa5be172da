"""mistune's tokens into nodes: the blocks in order, each with its running text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mistune.util import unescape

from cnposts._markdown.nodes import Block, Document, Inline, Notice, Reference
from cnposts._markdown.state import Text
from cnposts.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cnposts._markdown.inlines import Inlines
    from cnposts._markdown.nodes import InlineKind
    from cnposts._markdown.state import State

_BLANKS = " \r\n\t\f"
_TASK = re.compile(r"\s*\[[ xX]\]\s+")
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


class Walk:
    """Walks a parsed document once; see ``document``."""

    def __init__(self, source: str, masked: str, inlines: Inlines, placeholder: str | None) -> None:
        """Prepare to walk a document of ``source``, the end of which was ``masked``."""
        self._source = source
        self._masked = masked
        self._inlines = inlines
        self._placeholder = placeholder
        self._out = Document()
        self._readers: dict[str, Callable[[dict[str, Any], State], None]] = {
            "paragraph": self._paragraph,
            "block_text": self._paragraph,
            "heading": self._heading,
            "block_code": self._code,
            "block_html": self._html,
            "table": self._table,
            "thematic_break": self._rule,
            "block_quote": self._container,
            "footnote": self._container,
            "list": self._list,
        }

    def document(self, state: State) -> Document:
        """All blocks below ``state``, in order."""
        self._blocks(state)
        self._out.notices += state.env["notices"]
        return self._out

    def _blocks(self, state: State) -> None:
        readers = self._readers
        for token in state.tokens:
            reader = readers.get(token["type"])
            if reader:
                reader(token, state)

    def _container(self, token: dict[str, Any], state: State) -> None:
        self._blocks(state.env["children"][id(token["children"])])

    def _list(self, token: dict[str, Any], state: State) -> None:
        for item in token["children"]:
            child = state.env["children"][id(item["children"])]
            first: dict[str, Any] = child.tokens[0] if child.tokens else {"type": ""}
            task = _TASK.match(first["text"]) if first["type"] in {"paragraph", "block_text"} else None
            if task:
                first["text"] = first["text"][task.end() :]
                first["at"] += task.end()
            self._blocks(child)

    def _paragraph(self, token: dict[str, Any], state: State) -> None:
        text, at = token["text"], token["at"]
        if "#" in text:
            self._nearly_headings(text, at, state)
        start, text = _stripped(text, at)
        places = state.places
        inlines = self._running(text, start, state)
        self._out.blocks.append(Block("paragraph", places(start), places(start + len(text)), id(state), inlines))

    def _heading(self, token: dict[str, Any], state: State) -> None:
        start, text = _stripped(token["text"], token.get("text_at", token["at"]))
        at = token["at"] if "text_at" in token else start
        places, depth = state.places, token["attrs"]["level"]
        inlines = self._running(text, start, state)
        self._out.blocks.append(Block("heading", places(at), places(token["to"]), id(state), inlines, depth=depth))

    def _code(self, token: dict[str, Any], state: State) -> None:
        start, text, fenced = token["at"], token["raw"].removesuffix("\n"), token["style"] == "fenced"
        end = token["to"] if fenced else _end_of_lines(state.src, start, text.count("\n"))
        end -= state.src.endswith("\n", start, end)
        info = self._restored(unescape(token.get("attrs", {}).get("info", "")), state.places(start))
        text = self._restored(text, state.places(start))
        places, closed = state.places, token.get("closed", True)
        self._out.blocks.append(Block("code", places(start), places(end), id(state), text=text, info=info, closed=closed))

    def _html(self, token: dict[str, Any], state: State) -> None:
        raw, start = token["raw"].rstrip("\n"), token["at"]
        places = state.places
        self._out.blocks.append(Block("html", places(start), places(start + len(raw)), id(state), text=raw))

    def _rule(self, token: dict[str, Any], state: State) -> None:
        line, places = state.get_line(token["at"]).rstrip(), state.places
        end = token["at"] + len(line)
        start = end - len(line.lstrip())
        self._out.blocks.append(Block("rule", places(start), places(end), id(state)))

    def _table(self, token: dict[str, Any], state: State) -> None:
        places = state.places
        for index, row in enumerate(token["rows"]):
            inlines: list[Inline] = []
            for cell in row:
                if inlines:
                    inlines.append(Inline("text", "\t"))
                inlines += self._running(cell["text"], cell["at"], state, cell["gaps"])
            first, last = row[0]["at"], row[-1]["at"] + len(row[-1]["text"]) + len(row[-1]["gaps"])
            self._out.blocks.append(Block("row", places(first), places(last), id(state), inlines, depth=index))

    def _running(self, text: str, start: int, state: State, gaps: list[int] | None = None) -> list[Inline]:
        """The nodes of running text that begins at ``start`` of the state's."""
        literal_starts = self._inlines.literal_starts(text)
        if literal_starts is None:
            return [Inline("text", unescape(text))] if text else []
        inner = Text(state.env)
        inner.src, inner.literal_starts = text, literal_starts
        places = state.places
        if gaps:
            inner.at = lambda offset: places(start + offset + sum(gap < offset for gap in gaps))
        else:
            inner.at = lambda offset: places(start + offset)
        inner.notices = self._out.notices
        return self._nodes(self._inlines.parse(inner))

    def _nodes(self, tokens: Iterable[dict[str, Any]]) -> list[Inline]:
        """Nodes for tokens; text, by far the most, needs no more than its entities."""
        return [
            self._inline(token) if token["type"] != "text" else Inline("text", unescape(raw) if "&" in (raw := token["raw"]) else raw)
            for token in tokens
        ]

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
        attrs = token.get("attrs", {})
        title = token["title"] if "title" in token else attrs.get("title") and unescape(attrs["title"])
        start, end = token["place"]
        url_start, url_end = token["url_place"]
        url, title = self._restored(token["url"], url_start), title and self._restored(title, url_end)
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
            self._out.notices.append(Notice(Rule.HEADING_MALFORMED, f"A heading wants a blank after {marks}.", *place, suggestion))


def _stripped(text: str, at: int) -> tuple[int, str]:
    """The offset of the text without blanks around it, and the text; wider blanks of Unicode are its own."""
    lead = len(text) - len(text.lstrip(_BLANKS))
    return at + lead, text.strip(_BLANKS)


def _end_of_lines(text: str, start: int, more: int) -> int:
    """Where the line at ``start`` ends, or one ``more`` lines below it."""
    for _ in range(more):
        start = text.find("\n", start) + 1
    end = text.find("\n", start)
    return len(text) if end < 0 else end
