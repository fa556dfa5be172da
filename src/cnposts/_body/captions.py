"""Which text is an image's caption.

Strict on purpose: what merely follows an image is mostly the next sentence. See ``Captions``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cnposts._markdown import Reference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnposts._body.elements import Elements
    from cnposts._body.page import Draft
    from cnposts._markdown import Inline

_NUMBERED = re.compile(r"(?:图|表|圖|Figure|Fig\.?|Image)\s*\d+(?:[-.]\d+)*\s*[:：.、]\s*\S[^\n]{0,199}", re.IGNORECASE)
_SENTENCE_END = tuple("。！？!?.;；")
_TEXTS = {"text", "code", "break"}
_LONGEST = 100
_LONGEST_EMPHASIS = 200
_HOLDERS = {"p", "div", "center"}
_MAY = _HOLDERS | {"img", "span", "em", "i", "small", "font", "br", "a", "sub", "sup"}


def plain(inlines: Sequence[Inline], *, for_id: bool = False) -> str:
    """The text of nodes, without markup; for a heading's id without that of images and of URLs that link themselves, as Hugo does."""
    return "".join(
        node.text if node.kind in _TEXTS else "" if for_id and _is_left_out(node) else plain(node.children, for_id=for_id)
        for node in inlines
    )


def _is_left_out(node: Inline) -> bool:
    return node.kind == "image" or (isinstance(node, Reference) and node.form in {"autolink", "literal"})


class Captions:
    """Finds captions block by block.

    A caption is a paragraph (or the rest of the image's own, on the next line) of only emphasis, or a numbered one (``图 1：…``), right
    after a paragraph of only an image; or a short HTML ``<p>``, ``<div>`` or ``<center>`` there. Never bold text, never an ordinary
    sentence, never what stands before the image, never where two images share the paragraph.
    """

    def __init__(self) -> None:
        """Begin a page."""
        self._lone: Draft | None = None
        self._parent = -1

    def paragraph(self, inlines: Sequence[Inline], parent: int, drafts: list[Draft]) -> bool:
        """Look at a paragraph that holds the images ``drafts``; tells whether it is a caption."""
        lone, self._lone = self._waiting(parent), None
        if not drafts and not lone:
            return False
        nodes = [node for node in inlines if node.kind != "tag" and (node.kind != "text" or node.text.strip())]
        while nodes and nodes[-1].kind == "break":
            nodes.pop()
        if lone and not drafts:
            caption = _caption(nodes)
            lone.caption = lone.caption or caption
            return caption is not None
        if len(drafts) == 1 and nodes and _is_image(nodes[0]):
            if len(nodes) == 1:
                self._lone, self._parent = drafts[0], parent
            elif nodes[1].kind == "break":
                drafts[0].caption = _caption(nodes[2:])
        return False

    def html(self, elements: Elements, text: str, parent: int, drafts: list[Draft]) -> None:
        """Look at a block of raw HTML: its elements, its text and its images."""
        lone, self._lone = self._waiting(parent), None
        if len(drafts) == 1 and not text:
            self._lone, self._parent = drafts[0], parent
            return
        image = drafts[0] if len(drafts) == 1 and not elements.text_first else None if drafts else lone
        if image is None or not text or "\n" in text:
            return
        short, seen = len(text) <= _LONGEST and not text.endswith(_SENTENCE_END), set(elements.seen)
        if (short or elements.centred) and _HOLDERS & seen and seen <= _MAY:
            image.caption = image.caption or text

    def other(self) -> None:
        """Look at any other block: what follows it is no caption."""
        self._lone = None

    def _waiting(self, parent: int) -> Draft | None:
        return self._lone if parent == self._parent else None


def _is_image(node: Inline) -> bool:
    """Whether a node is an image, or a link around nothing else."""
    if node.kind == "link":
        inner = [child for child in node.children if child.kind != "break" and (child.kind != "text" or child.text.strip())]
        return len(inner) == 1 and inner[0].kind == "image"
    return node.kind == "image" or (node.kind == "html" and node.text[:4].lower() == "<img")


def _caption(nodes: Sequence[Inline]) -> str | None:
    """The text of ``nodes`` if they are only emphasis, or a numbered caption."""
    if len(nodes) == 1 and nodes[0].kind == "emphasis":
        inner = nodes[0].children
        bold = len(inner) == 1 and inner[0].kind == "strong"
        text = " ".join(plain(inner).split())
        return text if text and not bold and len(text) <= _LONGEST_EMPHASIS else None
    if any(node.kind in {"break", "html", "image", "strong"} for node in nodes):
        return None
    text = " ".join(plain(nodes).split())
    return text if _NUMBERED.fullmatch(text) and not text.endswith("。") else None
