"""mistune's tokens into HTML, by mistune's own renderer: the structure that ``Walk`` leaves out, and what it finds in it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any

from mistune.plugins.formatting import render_strikethrough
from mistune.plugins.table import render_table, render_table_body, render_table_cell, render_table_head, render_table_row
from mistune.plugins.task_lists import render_task_list_item
from mistune.renderers.html import HTMLRenderer
from mistune.util import unikey

from cnposts._markdown import engine
from cnposts._markdown.nodes import Inline, Reference
from cnposts._markdown.walk import Walk, take_task
from cnposts._urls import encoded
from cnposts.limits import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnposts._markdown.nodes import BlockKind
    from cnposts._markdown.state import State
    from cnposts._position import Lines

_RENDERER = HTMLRenderer(escape=False, allow_harmful_protocols=True)  # whoever shows strangers' posts cleans all of it, raw HTML too
_ALONE = {"tag", "break"}
_BLOCKS = ("<p>", "<ul", "<ol", "<pre", "<block", "<h", "<table")
_MOST_CELLS = 100_000
"""Cells that are added to rows of tables which are too short: a table of few lines could have millions."""
_LEAVES: dict[str, Callable[[Inline], str]] = {
    "text": lambda node: escape(node.text),
    "code": lambda node: _RENDERER.codespan(node.text),
    "break": lambda node: _RENDERER.linebreak() if node.text == "\n" else _RENDERER.softbreak(),
}
_SPANS: dict[str, Callable[[str], str]] = {
    "emphasis": _RENDERER.emphasis,
    "strong": _RENDERER.strong,
    "delete": lambda text: render_strikethrough(_RENDERER, text),
}


class Html(Walk, ABC):
    """Renders a document; a page decides by itself what the abstract methods say."""

    def __init__(self, source: str, masked: str, lines: Lines, placeholder: str | None) -> None:
        """Prepare to render texts of ``source``, the end of which was ``masked``."""
        super().__init__(source, masked, engine.inlines(placeholder, DEFAULT.nesting), placeholder)
        self._lines = lines
        self._pieces: list[str] = []
        self._known: engine.Known | None = None
        self._notes: dict[str, State] = {}
        self._numbers: dict[str, int] = {}
        self._references: Counter[str] = Counter()
        self._room = _MOST_CELLS
        self._is_tight = False
        self._in_link = False
        self._previous = ""
        self._url = ""

    def know(self, text: str, offset: int) -> None:
        """Take note of what a text defines, for texts that are rendered one by one."""
        env = engine.read(text, self._lines, offset).env
        self._known = engine.Known(env["ref_links"], dict.fromkeys(env["notes"]))
        env.clear()

    def render(self, text: str, offset: int, *, is_source: bool) -> str:
        """A text in HTML; see ``State.begin``. Footnotes wait for ``footnotes``."""
        state = engine.read(text, self._lines, offset, is_source=is_source, known=self._known)
        for key, note in engine.own(state.env["notes"]).items():
            if note and key not in self._notes:
                self._notes[key] = note
                note.masked = self._masked
        outer, self._is_tight = self._is_tight, False
        html = self._within(state)
        self._is_tight = outer
        return html

    def footnotes(self) -> str:
        """The notes that were referred to, in the order of the references; each with a way back."""
        items: list[str] = []
        keys = list(self._numbers)
        while len(items) < len(keys):
            key, number = keys[len(items)], len(items) + 1
            html = self.note(self._notes[key]).rstrip() if key in self._notes else ""
            back = f'<a href="{self._url}#fnref:{number}" class="footnote">&#8617;</a>'
            html = f"{html.removesuffix('</p>')}{back}</p>" if html.endswith("</p>") else html + back
            items.append(f'<li id="fn:{number}">{html}</li>\n')
            keys += islice(self._numbers, len(keys), None) if len(keys) < len(self._numbers) else ()  # a note may refer to others
        return f'<section class="footnotes">\n<ol>\n{"".join(items)}</ol>\n</section>\n' if items else ""

    def note(self, state: State) -> str:
        """The text of a footnote."""
        return self._within(state)

    @abstractmethod
    def heading_id(self, start: int, inlines: Sequence[Inline]) -> str | None:
        """The id of the heading at ``start``."""

    @abstractmethod
    def destination(self, node: Reference) -> str | None:
        """Where a link or image leads; None where it is text only."""

    @abstractmethod
    def attributes(self, node: Reference) -> dict[str, object]:
        """More attributes of an image."""

    @abstractmethod
    def is_hidden(self, inlines: Sequence[Inline], previous: str) -> bool:
        """Whether nobody sees a paragraph, behind a block of the ``previous`` kind."""

    @abstractmethod
    def shown(self, inlines: Sequence[Inline]) -> None:
        """Take away what nobody sees of running text."""

    @abstractmethod
    def tag(self, start: int, end: int) -> str:
        """What stands for masked tags."""

    @abstractmethod
    def raw(self, html: str, start: int, end: int) -> str:
        """What stands for raw HTML."""

    def _within(self, state: State) -> str:
        """All that is in a container."""
        outer, self._pieces = self._pieces, []
        self._below(state)
        html, self._pieces = "".join(self._pieces), outer
        return html

    def _block_quote(self, token: dict[str, Any], state: State) -> None:
        self._pieces.append(_RENDERER.block_quote(self._within(state.env["children"][id(token["children"])])))

    def _footnote(self, token: dict[str, Any], state: State) -> None:
        """It is rendered where it is referred to."""

    def _list(self, token: dict[str, Any], state: State) -> None:
        items = [self._item(state.env["children"][id(item["children"])]) for item in token["children"]]
        attrs = {key: value for key, value in token["attrs"].items() if key in {"ordered", "start"}}
        self._pieces.append(_RENDERER.list("".join(items), **attrs))

    def _item(self, child: State) -> str:
        task = take_task(child)
        html = self._within(child)
        html = f"\n{html}" if html.startswith(_BLOCKS) and not task else html
        return render_task_list_item(_RENDERER, html, "x" in task.lower()) if task else _RENDERER.list_item(html)

    def _block_text(self, token: dict[str, Any], state: State) -> None:
        outer, self._is_tight = self._is_tight, True
        self._paragraph(token, state)
        self._is_tight = outer

    def _table(self, token: dict[str, Any], state: State) -> None:
        aligns, (head, *body) = token["aligns"], token["rows"]
        html = render_table_head(_RENDERER, self._cells(head, aligns, state, head=True))
        if body:
            rows = (render_table_row(_RENDERER, self._cells(row, aligns, state, head=False)) for row in body)
            html += render_table_body(_RENDERER, "".join(rows))
        self._pieces.append(render_table(_RENDERER, html))

    def _cells(self, row: list[dict[str, Any]], aligns: list[str | None], state: State, *, head: bool) -> str:
        """The cells of a row; those that are missing are added, as far as there is room."""
        texts = [self._html(self._running(cell["text"], cell["at"], state, cell["gaps"])) for cell in row]
        missing = min(len(aligns) - len(texts), self._room)
        self._room -= missing
        texts += [""] * missing
        return "".join(render_table_cell(_RENDERER, text, align, head) for text, align in zip(texts, aligns, strict=False))

    def _add(self, kind: BlockKind, state: State, start: int, end: int, inlines: Sequence[Inline] = (), **more: Any) -> None:  # noqa: ANN401
        if kind == "rule":
            html = _RENDERER.thematic_break()
        elif kind == "code":
            html = code_block(more["text"], more["info"])
        elif kind == "html":
            html = self.raw(more["text"], state.places(start), state.places(end)) + "\n"
        elif kind == "heading":
            identifier = self.heading_id(state.places(start), inlines)
            html = _RENDERER.heading(self._html(inlines), more["depth"], id=identifier and escape(identifier))
        else:
            html = self._paragraph_html(inlines)
        self._previous = kind
        self._pieces.append(html)

    def _paragraph_html(self, inlines: Sequence[Inline]) -> str:
        """A paragraph; tags that stand alone, and make HTML, are blocks of their own."""
        if self.is_hidden(inlines, self._previous):
            return ""
        html = self._html(inlines)
        is_alone = not inlines or all(node.kind in _ALONE or (node.kind == "text" and not node.text.strip()) for node in inlines)
        if is_alone and html.lstrip().startswith("<"):
            return f"{html.strip()}\n"
        return html if self._is_tight or not html.strip() else _RENDERER.paragraph(html)

    def _html(self, inlines: Sequence[Inline]) -> str:
        self.shown(inlines)
        return "".join(map(self._inline_html, inlines))

    def _inline(self, token: dict[str, Any]) -> Inline:
        if token["type"] != "note":
            return super()._inline(token)
        return _Note("html", key=unikey(token["raw"]))

    def _inline_html(self, node: Inline) -> str:
        kind = node.kind
        if isinstance(node, Reference):
            return self._reference_html(node)
        if kind in _LEAVES:
            return _LEAVES[kind](node)
        if isinstance(node, _Note):
            return self._note_html(node.key)
        if kind == "html":
            return self.raw(node.text, node.start, node.end)
        return self.tag(node.start, node.end) if kind == "tag" else _SPANS[kind](self._html(node.children))

    def _note_html(self, key: str) -> str:
        """A reference to a note; the note's way back leads to the first one."""
        number = self._numbers.setdefault(key, len(self._numbers) + 1)
        if self._in_link:
            return f"<sup>{number}</sup>"
        self._references[key] += 1
        identifier = f"fnref:{number}" + (f":{self._references[key]}" if self._references[key] > 1 else "")
        return f'<sup class="footnote-ref" id="{identifier}"><a href="{self._url}#fn:{number}">{number}</a></sup>'

    def _reference_html(self, node: Reference) -> str:
        """A link or image; a URL that only we find in running text stays text."""
        target = None if node.form == "bare" else self.destination(node)
        url, title = escape(encoded(target or "")), node.title and escape(node.title)
        if node.kind == "image":
            html = _RENDERER.image(escape(_words(node.children)), url, title)
            return html.removesuffix(" />") + _RENDERER.render_attrs(self.attributes(node)) + " />"
        outer, self._in_link = self._in_link, self._in_link or target is not None
        text = self._html(node.children)
        self._in_link = outer
        return text if target is None else _RENDERER.link(text, url, title)


@dataclass(slots=True)
class _Note(Inline):
    """A reference to a footnote."""

    key: str = ""


def code_block(text: str, info: str | None) -> str:
    """A code block with its language as a class."""
    return _RENDERER.block_code(text + "\n" if text else "", escape(info or ""))


def _words(nodes: Sequence[Inline]) -> str:
    return "".join(_words(node.children) if node.children else node.text if node.kind != "html" else "" for node in nodes)
