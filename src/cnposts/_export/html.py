"""A post as HTML, in the dialect in which it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cnposts import _html, _shortcodes
from cnposts._body.captions import plain
from cnposts._body.headings import own_id
from cnposts._body.marks import ADMONITION, ATTRIBUTES, MDX_MORE, MODULE_LINE, without_attribute_list
from cnposts._export.clean import RAW_TEXT, Kept
from cnposts._export.files import one
from cnposts._export.tags import Render, Tags
from cnposts._markdown import Html, Reference
from cnposts._position import Lines, Places
from cnposts._urls import encoded
from cnposts.models import Image, Link

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnposts._markdown import Inline
    from cnposts._markdown.state import State
    from cnposts._shortcodes import Tag
    from cnposts.models import M, Post

_SHOWN = RAW_TEXT - {"script", "style"}
"""Elements in which browsers read markup as text; cleaned away, what is in them would be shown so."""
_CONTAINER = re.compile(r"\s*(?:[-+*>]|\d+[.)]|\[\^)")
"""What begins a list, a quote or a footnote."""
_PARAGRAPH = re.compile(r"\s*<p>((?:(?!</?p>).)*)</p>\s*", re.DOTALL)
"""A text of one paragraph, which stands without its tags between those of a shortcode, as in Hugo."""
Rewrite = Callable[[Link | Image], str | None]
"""Gives the URL that stands for the record's in the output; None keeps it."""


def to_html(
    post: Post[M], *, shortcodes: Mapping[str, Render] = MappingProxyType({}), rewrite: Rewrite | None = None, trusted: bool = False
) -> str:
    """Render the body of a post.

    Markdown is read as ``parse`` reads it: CommonMark with tables, strikethrough, task lists, footnotes and autolinks. Headings have ids.

    Args:
        post: The post.
        shortcodes: What renders a shortcode or tag, by its name. Without one, its images and links are shown, code is code, and of a
            pair of tags what stands between them stays.
        rewrite: Gives each link and image of Markdown and raw HTML, and of shortcodes that nothing renders, another URL.
        trusted: The post is one's own: raw HTML and URLs of any scheme stay. Otherwise all HTML is cleaned by nh3, that of shortcodes too,
            but for what comes back as safe HTML (an object with ``__html__``, such as ``markupsafe.Markup``).

    Returns:
        HTML, without anything around it.

    Raises:
        ImportError: nh3 is missing and the post is not ``trusted``; the extra ``html`` brings it.
        TypeError: ``post`` is no post, or a function in ``shortcodes`` gives no HTML.
    """
    return rendered(post, shortcodes, rewrite, trusted=trusted)


def rendered(post: Post[M], shortcodes: Mapping[str, Render], rewrite: Rewrite | None, *, trusted: bool, page: str = "") -> str:
    """The same, where ways to footnotes and back lead over the URL of the ``page``."""
    kept = None if trusted else Kept()
    html = _Page(one(post), shortcodes, rewrite, kept, page).body().replace("\0", "\ufffd")  # as CommonMark says, section 2.3
    return kept.restored(kept.cleaned(html)) if kept else html


class _Page(Html):
    def __init__(self, post: Post[Any], shortcodes: Mapping[str, Render], rewrite: Rewrite | None, kept: Kept | None, page: str) -> None:
        source, start = post.source, len(post.header)
        masked = _shortcodes.mask(source, start)
        super().__init__(source, masked.text, Lines(source), masked.placeholder if masked.tags else None)
        self._post, self._start, self._rewrite, self._kept, self._url = post, start, rewrite, kept, escape(page)
        records: tuple[Link | Image, ...] = (*post.links, *post.images)
        self._records = {(item.span.start, item.url_span.start, type(item)): item for item in records}
        self._ids = {heading.span.start: heading.id for heading in post.headings}
        self._is_mdx = (post.path or "").lower().endswith(".mdx")
        self._tags = Tags(post, masked, shortcodes, self, kept)

    def body(self) -> str:
        """All of the post."""
        self._masked = self._tags.opaque(self._start, len(self._source))
        if self._masked is not self._tags.masked.text:
            self.know(self._tags.masked.text, self._start)
        return self.render(self._masked, self._start, is_source=True) + self.footnotes()

    def inner(self, tag: Tag, end: int) -> str:
        """The HTML of what stands between a tag and ``end``; a single paragraph is running text, as in Hugo."""
        masked, self._masked = self._masked, self._tags.opaque(tag.end, end)
        text = self._masked[tag.end - self._start : end - self._start].rstrip()
        if "\n" in text or _CONTAINER.match(text):
            html = self.render(self._tails(text, tag), tag.end, is_source=False)
        else:
            html = self.render(text, tag.end, is_source=True)
        self._masked = masked
        alone = _PARAGRAPH.fullmatch(html)
        html = alone[1] if alone else html
        return self._kept.cleaned(html) if self._kept else html

    def _tails(self, text: str, tag: Tag) -> str:
        """The text behind a tag, its last line filled up: each line is a tail of the document's.

        Where it begins on the line below the tag, it is indented to be read more easily, as what continues a paragraph may be.
        """
        end = tag.end + len(text)
        text = _shortcodes.unindented(text, self._source, tag.start) + " " * (self._lines.ends[self._lines.line_of(end)] - end)
        first, *lines = text.split("\n")
        if first.strip() or not lines[:1] or not lines[0].strip():
            return text
        size = len(lines[0]) - len(lines[0].lstrip(" \t"))
        return "\n".join([first, *(line[min(size, len(line) - len(line.lstrip(" \t"))) :] for line in lines)])

    def note(self, state: State) -> str:
        self._tags.done = 0  # notes come last, wherever they stand
        masked, self._masked = self._masked, state.masked
        html = super().note(state)
        self._masked = masked
        return html

    def heading_id(self, start: int, inlines: Sequence[Inline]) -> str | None:
        if inlines and inlines[-1].kind == "text":
            inlines[-1].text = own_id(inlines[-1].text)[0]
        return self._ids.get(start)

    def destination(self, node: Reference) -> str | None:
        record = self._record(node)
        if record is None:
            return None if node.form == "literal" else node.url  # in an HTML link, where it is text
        return None if record.kind == "bare" else self.url(record)

    def attributes(self, node: Reference) -> dict[str, object]:
        image = self._record(node)
        return {"width": image.width, "height": image.height} if isinstance(image, Image) else {}

    def _record(self, node: Reference) -> Link | Image | None:
        return self._records.get((node.start, node.url_start, Image if node.kind == "image" else Link))

    def url(self, record: Link | Image) -> str:
        """The URL that stands for a record's."""
        new = self._rewrite(record) if self._rewrite else None
        return record.url if new is None else new

    def is_hidden(self, inlines: Sequence[Inline], previous: str) -> bool:
        """Whether this is a module of MDX, or kramdown's attribute list below a heading."""
        if previous == "heading" and len(inlines) == 1 and inlines[0].kind == "text":
            text, own = own_id(inlines[0].text)
            if own and not text:
                return True
        if not self._is_mdx:
            return False
        written = plain(inlines)
        return bool(MDX_MORE.fullmatch(written) or (inlines and inlines[0].kind == "text" and MODULE_LINE.match(written)))

    def shown(self, inlines: Sequence[Inline]) -> None:
        for index, node in enumerate(inlines):
            if node.kind != "text" or not ("{" in node.text or node.text.startswith(":::")):
                continue
            before = [other for other in inlines[max(index - 2, 0) : index] if other.kind != "break"]
            if before and before[-1].kind == "image":
                node.text = ATTRIBUTES.sub("", node.text, count=1) if ATTRIBUTES.match(node.text) else node.text
            elif not index or inlines[index - 1].kind == "break":
                node.text = ADMONITION.sub("", node.text) if node.text.startswith(":::") else node.text
            node.text = without_attribute_list(node.text)

    def tag(self, start: int, end: int) -> str:
        return self._tags.html(start, end)

    def raw(self, html: str, start: int, end: int) -> str:
        """Raw HTML with its URLs rewritten; tags in it are rendered in text, and stay as they are written in attributes."""
        at = Places(self._lines, html, self._lines.line_of(start), end) if "\n" in html else (end - len(html)).__add__
        pieces, done = [], 0

        def take(end: int, shown: Callable[[int, int], str], instead: str | None = None) -> None:
            nonlocal done
            pieces.append(self._with_tags(html[done:end], at(done), shown) if instead is None else instead)
            done = end

        for item in _html.scan(html):
            take(item.start, self._written)
            if isinstance(item, _html.Text):
                take(item.end, self.tag)
            elif isinstance(item, _html.Tag) and self._kept and item.name in _SHOWN:
                take(item.end, self._written, "")
            elif isinstance(item, _html.Tag):
                lazy = self._kept and _html.lazy_source(item)
                if lazy:  # the script that would load it is cleaned away
                    take(item.start + 1 + len(item.name), self._written)
                    pieces.append(f' src="{escape(encoded(self._rewritten(at(item.start), at(lazy.start)) or lazy.url))}"')
                for target in _html.targets(item):
                    new = None if target == lazy else self._rewritten(at(item.start), at(target.start))
                    if new is not None:
                        take(target.start, self._written)
                        quote = "" if html[done - 1] in "\"', \t\n" else '"'
                        take(target.end, self._written, f"{quote}{escape(encoded(new))}{quote}")
        take(len(html), self._written)
        return "".join(pieces)

    def _rewritten(self, start: int, url_start: int) -> str | None:
        """The new URL of a link or image in raw HTML, if it gets one."""
        record = self._records.get((start, url_start, Link)) or self._records.get((start, url_start, Image))
        return self._rewrite(record) if record and self._rewrite else None

    def _with_tags(self, html: str, start: int, shown: Callable[[int, int], str]) -> str:
        """HTML, which stands at ``start`` or behind it, with each run of masked tags as ``shown`` says."""
        if self._placeholder is None or self._placeholder not in html:
            return html
        position = start - self._start

        def replaced(run: re.Match[str]) -> str:
            nonlocal position
            place = self._masked.find(run[0], position)
            position = place + len(run[0])
            return shown(place + self._start, position + self._start) if place >= 0 else ""

        return re.sub(f"{self._placeholder}+", replaced, html)

    def _written(self, start: int, end: int) -> str:
        return escape(self._source[start:end])
