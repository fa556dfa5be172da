"""mistune's tokens into nodes: the blocks in order, each with its running text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mistune.util import unescape

from cnposts._collector import drained
from cnposts._markdown.nodes import Block, Document, Inline
from cnposts._markdown.running import RunningText
from cnposts._position import Places

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cnposts._markdown.nodes import BlockKind
    from cnposts._markdown.state import State
    from cnposts._position import Lines

_BLANKS = " \r\n\t\f"
_TASK = re.compile(r"\s*\[[ xX]\]\s+")
_LAST_BLANKS = re.compile(r"(?:\n[ \t]*+)++\Z")
_TRACELESS = {"blank_line", "definition"}


class Walk(RunningText):
    """Walks a parsed document once; see ``document``."""

    def document(self, state: State) -> Document:
        """All blocks below ``state``, in order, each made when it is asked for."""
        return Document(self._made(state), self._notices)

    def _made(self, state: State) -> Iterator[Block]:
        for token in drained(state.tokens):
            self._block(token, state)
            yield from drained(self._blocks)
        self._notices += state.env["notices"]
        state.env.clear()  # breaks the cycle of states and their environment

    def _below(self, state: State) -> None:
        for token in state.tokens:
            self._block(token, state)

    def _block(self, token: dict[str, Any], state: State) -> None:
        """Read a token by the method of its type's name."""
        if token["type"] not in _TRACELESS:
            getattr(self, f"_{token['type']}")(token, state)

    def _block_quote(self, token: dict[str, Any], state: State) -> None:
        self._below(state.env["children"].pop(id(token["children"])))

    _footnote = _block_quote

    def _list(self, token: dict[str, Any], state: State) -> None:
        for item in token["children"]:
            child = state.env["children"].pop(id(item["children"]))
            take_task(child)
            self._below(child)

    def _paragraph(self, token: dict[str, Any], state: State) -> None:
        if "#" in token["text"]:
            self._nearly_headings(token["text"], token["at"], state)
        start, text = _stripped(token["text"], token["at"])
        self._add("paragraph", state, -1, -1, self._running(text, start, state))

    _block_text = _paragraph

    def _heading(self, token: dict[str, Any], state: State) -> None:
        start, text = _stripped(token["text"], token.get("text_at", token["at"]))
        at = token["at"] if "text_at" in token else start
        self._add("heading", state, at, token["to"], self._running(text, start, state), depth=token["attrs"]["level"])

    def _block_code(self, token: dict[str, Any], state: State) -> None:
        start, fenced = token["at"], token["style"] == "fenced"
        text = token["raw"].removesuffix("\n") if fenced else _LAST_BLANKS.sub("", token["raw"])
        end = token["to"] if fenced else _end_of_lines(state.src, start, text.count("\n"))
        end -= state.src.endswith("\n", start, end)
        info = self._restored(unescape(token.get("attrs", {}).get("info", "")), state.places(start))
        text = self._restored(text, state.places(start))
        if token["raw"] and isinstance(state.places, Places):
            text = self._as_written(text, state.places(start), state.lines, fence=fenced)
        self._add("code", state, start, end, text=text, info=info, closed=token.get("closed", True))

    def _as_written(self, text: str, start: int, lines: Lines, *, fence: bool) -> str:
        """Code in a container with blank lines, and behind a ``fence`` tabs, as they are written; mistune changes them in lists."""
        first = lines.line_of(start)
        before = self._source[lines.starts[first] : start]
        if ">" in before:
            return text
        width, codes = len(before.expandtabs(4)) + 4 * (not fence), text.split("\n")
        for index, line in enumerate(range(first + fence, min(first + fence + len(codes), len(lines.starts)))):
            written = self._source[lines.starts[line] : lines.ends[line]]
            if (fence or "\t" not in written) and ("\t" in written or not codes[index]):
                codes[index] = _unindented(written, width)
        return "\n".join(codes)

    def _block_html(self, token: dict[str, Any], state: State) -> None:
        raw, start = token["raw"].rstrip("\n"), token["at"]
        self._add("html", state, start, start + len(raw), text=raw)

    def _thematic_break(self, _: dict[str, Any], state: State) -> None:
        self._add("rule", state, -1, -1)

    def _table(self, token: dict[str, Any], state: State) -> None:
        for index, row in enumerate(token["rows"]):
            inlines: list[Inline] = []
            for cell in row:
                if inlines:
                    inlines.append(Inline("text", "\t"))
                inlines += self._running(cell["text"], cell["at"], state, cell["gaps"])
            self._add("row", state, -1, -1, inlines, depth=index)

    def _add(self, kind: BlockKind, state: State, start: int, end: int, inlines: Sequence[Inline] = (), **more: Any) -> None:  # noqa: ANN401
        start, end = (-1, -1) if start < 0 else (state.places(start), state.places(end))
        self._blocks.append(Block(kind, start, end, id(state), inlines, **more))


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


def _unindented(line: str, width: int) -> str:
    """A line without its first columns, as far as they are blank; what is left of a tab are blanks."""
    at = column = 0
    while column < width and line[at : at + 1] in {" ", "\t"}:
        column += 4 - column % 4 if line[at] == "\t" else 1
        at += 1
    return " " * (column - width) + line[at:]


def _end_of_lines(text: str, start: int, more: int) -> int:
    """Where the line at ``start`` ends, or one ``more`` lines below it."""
    for _ in range(more):
        start = text.find("\n", start) + 1
    end = text.find("\n", start)
    return len(text) if end < 0 else end
