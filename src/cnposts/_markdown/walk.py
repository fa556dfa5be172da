"""mistune's tokens into nodes: the blocks in order, each with its running text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mistune.util import unescape

from cnposts._markdown import literals
from cnposts._markdown.nodes import Block, Document, Inline, Notice, Reference
from cnposts._markdown.state import Text
from cnposts._position import Places
from cnposts.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cnposts._markdown.inlines import Inlines
    from cnposts._markdown.nodes import BlockKind, InlineKind
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
_TRACELESS = {"blank_line", "definition"}
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

    def document(self, state: State) -> Document:
        """All blocks below ``state``, in order."""
        self._blocks(state)
        self._out.notices += state.env["notices"]
        return self._out

    def _blocks(self, state: State) -> None:
        """Read each token by the method of its type's name."""
        for token in state.tokens:
            if token["type"] not in _TRACELESS:
                getattr(self, f"_{token['type']}")(token, state)

    def _block_quote(self, token: dict[str, Any], state: State) -> None:
        self._blocks(state.env["children"][id(token["children"])])

    _footnote = _block_quote

    def _list(self, token: dict[str, Any], state: State) -> None:
        for item in token["children"]:
            child = state.env["children"][id(item["children"])]
            take_task(child)
            self._blocks(child)

    def _paragraph(self, token: dict[str, Any], state: State) -> None:
        if "#" in token["text"]:
            self._nearly_headings(token["text"], token["at"], state)
        start, text = _stripped(token["text"], token["at"])
        self._add("paragraph", state, start, start + len(text), self._running(text, start, state))

    _block_text = _paragraph

    def _heading(self, token: dict[str, Any], state: State) -> None:
        start, text = _stripped(token["text"], token.get("text_at", token["at"]))
        at = token["at"] if "text_at" in token else start
        self._add("heading", state, at, token["to"], self._running(text, start, state), depth=token["attrs"]["level"])

    def _block_code(self, token: dict[str, Any], state: State) -> None:
        start, text, fenced = token["at"], token["raw"].removesuffix("\n"), token["style"] == "fenced"
        end = token["to"] if fenced else _end_of_lines(state.src, start, text.count("\n"))
        end -= state.src.endswith("\n", start, end)
        info = self._restored(unescape(token.get("attrs", {}).get("info", "")), state.places(start))
        text = self._restored(text, state.places(start))
        self._add("code", state, start, end, text=text, info=info, closed=token.get("closed", True))

    def _block_html(self, token: dict[str, Any], state: State) -> None:
        raw, start = token["raw"].rstrip("\n"), token["at"]
        self._add("html", state, start, start + len(raw), text=raw)

    def _thematic_break(self, token: dict[str, Any], state: State) -> None:
        line = state.get_line(token["at"]).rstrip()
        end = token["at"] + len(line)
        self._add("rule", state, end - len(line.lstrip()), end)

    def _table(self, token: dict[str, Any], state: State) -> None:
        for index, row in enumerate(token["rows"]):
            inlines: list[Inline] = []
            for cell in row:
                if inlines:
                    inlines.append(Inline("text", "\t"))
                inlines += self._running(cell["text"], cell["at"], state, cell["gaps"])
            first, last = row[0]["at"], row[-1]["at"] + len(row[-1]["text"]) + len(row[-1]["gaps"])
            self._add("row", state, first, last, inlines, depth=index)

    def _add(self, kind: BlockKind, state: State, start: int, end: int, inlines: Sequence[Inline] = (), **more: Any) -> None:  # noqa: ANN401
        self._out.blocks.append(Block(kind, state.places(start), state.places(end), id(state), inlines, **more))

    def _running(self, text: str, start: int, state: State, gaps: Sequence[int] = ()) -> list[Inline]:
        """The nodes of running text that begins at ``start`` of the state's."""
        literal_starts = literals.starts(text)
        if not literal_starts and self._inlines.is_plain(text):
            return [Inline("text", unescape(text))] if text else []
        inner, places = Text(state.env), state.places
        inner.src, inner.literal_starts, inner.notices = text, literal_starts, self._out.notices
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
        before = None
        for token in tokens:
            if token["type"] != "text":
                nodes.append(self._inline(token))
                before = None
                continue
            text = unescape(raw) if "&" in (raw := token["raw"]) else raw
            escaped = "_emphasis" in token
            if before is escaped:
                nodes[-1].text += text
            else:
                nodes.append(Inline("text", text))
                before = escaped
        return nodes

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
            self._out.notices.append(Notice(Rule.HEADING_MALFORMED, f"A heading wants a blank after {marks}.", *place, suggestion))


def take_task(item: State) -> str:
    """Take the mark of a task (``[x]``) off the beginning of a list's item; empty where there is none."""
    first: dict[str, Any] = item.tokens[0] if item.tokens else {"type": ""}
    task = _TASK.match(first["text"]) if first["type"] in {"paragraph", "block_text"} else None
    if not task:
        return ""
    first["text"] = first["text"][task.end() :]
    first["at"] += task.end()
    return task[0].strip()


def _stripped(text: str, at: int) -> tuple[int, str]:
    """The offset of the text without blanks around it, and the text; wider blanks of Unicode are its own."""
    stripped = text.lstrip(_BLANKS)
    return at + len(text) - len(stripped), stripped.rstrip(_BLANKS)


def _end_of_lines(text: str, start: int, more: int) -> int:
    """Where the line at ``start`` ends, or one ``more`` lines below it."""
    for _ in range(more):
        start = text.find("\n", start) + 1
    end = text.find("\n", start)
    return len(text) if end < 0 else end
