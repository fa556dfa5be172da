"""A post as HTML, in the dialect in which it is read."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from cnposts import _html, _shortcodes
from cnposts._body.headings import own_id
from cnposts._body.marks import ADMONITION, ATTRIBUTE_LIST, ATTRIBUTES, ESCAPED, MDX_MORE, MODULE_LINE
from cnposts._export.clean import Kept
from cnposts._markdown import Html, Reference, code_block, encoded
from cnposts._position import Lines, Places
from cnposts.models import Image, Link, Shortcode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnposts._markdown import Inline
    from cnposts._markdown.nodes import BlockKind
    from cnposts._shortcodes import Tag
    from cnposts.models import M, Post

_DEEPEST = 16
"""Shortcodes in each other; deeper ones are shown as they are written."""


_PARAGRAPH = re.compile(r"\s*<p>((?:(?!</?p>).)*)</p>\s*", re.DOTALL)
"""A text of one paragraph, which stands without its tags between those of a shortcode, as in Hugo."""


class HasHtml(Protocol):
    """Text that says of itself that it is safe HTML, as ``markupsafe.Markup`` does."""

    def __html__(self) -> str:
        """The HTML."""


Render = Callable[[Shortcode, str], str | HasHtml]
"""Renders a shortcode: it gets the record, and the HTML of what stands between its tags, which is empty where nothing does."""
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
    """
    kept = None if trusted else Kept()
    html = _Page(post, shortcodes, rewrite, kept).body().replace("\0", "\ufffd")  # as CommonMark says, section 2.3
    return kept.cleaned(html) if kept else html


class _Page(Html):
    def __init__(self, post: Post[Any], shortcodes: Mapping[str, Render], rewrite: Rewrite | None, kept: Kept | None) -> None:
        source, start = post.source, len(post.header)
        masked = _shortcodes.mask(source, start)
        super().__init__(source, masked.text, Lines(source), masked.placeholder if masked.tags else None)
        self._post, self._start, self._base = post, start, masked
        self._renders, self._rewrite, self._kept = shortcodes, rewrite, kept
        records: tuple[Link | Image, ...] = (*post.links, *post.images)
        self._records = {(item.span.start, item.url_span.start, type(item)): item for item in records}
        self._shortcodes = {item.span.start: item for item in post.shortcodes}
        self._regions = {region[3].start: region for region in _shortcodes.regions(masked.tags)}
        self._ids = {heading.span.start: heading.id for heading in post.headings}
        self._is_mdx = (post.path or "").lower().endswith(".mdx")
        self._done = self._depth = 0

    def body(self) -> str:
        """All of the post."""
        end = len(self._source)
        self._masked = self._opaque(self._start, end)
        return self.render(self._masked, self._start, is_source=True)

    def _opaque(self, start: int, end: int) -> str:
        """The masked text, with what stands between the tags of shortcodes that something renders masked as well."""
        pieces, done, shift = [], self._start, self._start
        for shortcode in self._post.shortcodes:
            span = shortcode.span
            if max(start, done) <= span.start and span.end <= end and shortcode.inner is not None and shortcode.name in self._renders:
                text = _shortcodes.blanked(self._source, span.start, span.end, self._base.placeholder)
                pieces += [self._base.text[done - shift : span.start - shift], text]
                done = span.end
        return "".join([*pieces, self._base.text[done - shift :]]) if pieces else self._base.text

    def heading_id(self, start: int, inlines: Sequence[Inline]) -> str | None:
        if inlines and inlines[-1].kind == "text":
            inlines[-1].text = own_id(inlines[-1].text)[0]
        return self._ids.get(start)

    def destination(self, node: Reference) -> str:
        record = self._record(node)
        return self._url(record) if record else node.url

    def attributes(self, node: Reference) -> dict[str, object]:
        image = self._record(node)
        return {"width": image.width, "height": image.height} if isinstance(image, Image) else {}

    def _record(self, node: Reference) -> Link | Image | None:
        return self._records.get((node.start, node.url_start, Image if node.kind == "image" else Link))

    def _url(self, record: Link | Image) -> str:
        new = self._rewrite(record) if self._rewrite else None
        return record.url if new is None else new

    def shown(self, inlines: Sequence[Inline], kind: BlockKind) -> Sequence[Inline]:
        first = inlines[0].text if inlines and inlines[0].kind == "text" else ""
        if kind == "paragraph" and self._is_mdx and (MODULE_LINE.match(first) or MDX_MORE.fullmatch(first)):
            return ()
        for index, node in enumerate(inlines):
            if node.kind != "text" or not ("{" in node.text or node.text.startswith(":::")):
                continue
            before = [other for other in inlines[max(index - 2, 0) : index] if other.kind != "break"]
            if before and before[-1].kind == "image":
                node.text = ATTRIBUTES.sub("", node.text, count=1) if ATTRIBUTES.match(node.text) else node.text
            elif not index or inlines[index - 1].kind == "break":
                node.text = ADMONITION.sub("", node.text) if node.text.startswith(":::") else node.text
            node.text = ATTRIBUTE_LIST.sub("", node.text)
        return inlines

    def raw(self, html: str, start: int, end: int) -> str:
        """Raw HTML with its URLs rewritten; tags in it are rendered in text, and stay as they are written in attributes."""
        at = Places(self._lines, html, self._lines.line_of(start), end) if "\n" in html else (end - len(html)).__add__
        pieces, done = [], 0

        def take(end: int, shown: Callable[[int, int], str]) -> None:
            nonlocal done
            pieces.append(self._with_tags(html[done:end], at(done), shown))
            done = end

        for item in _html.scan(html):
            if isinstance(item, _html.Text):
                take(item.start, self._written)
                take(item.end, self.tag)
            for target in _html.targets(item) if isinstance(item, _html.Tag) else ():
                new = self._rewritten(at(item.start), at(target.start))
                if new is not None:
                    take(target.start, self._written)
                    pieces.append(escape(encoded(new)))
                    done = target.end
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

    def tag(self, start: int, end: int) -> str:
        tags = self._base.tags
        first = bisect_left(tags, start, key=lambda tag: tag.start)
        found = tags[first : bisect_left(tags, end, key=lambda tag: tag.start)]
        return "".join(self._tag(tag) for tag in found if tag.start >= self._done)

    def _tag(self, tag: Tag) -> str:
        shortcode, region = self._shortcodes.get(tag.start), self._regions.get(tag.start)
        if shortcode and shortcode.name in self._renders:
            return self._rendered(shortcode, tag)
        if tag.kind == "output":
            written = self._source[tag.start : tag.end]
            title = self._post.title if tag.args[:1] == ("page.title",) else None
            return escape(title or ESCAPED.sub(r"\1\2", written))
        if region:
            self._done = region[1]
            return code_block(_shortcodes.code_text(self._source, region), _shortcodes.code_info(tag)[0]) if tag.holds == "code" else ""
        images = [self._figure(item) for item in self._post.images if item.kind == "shortcode" and item.span.start == tag.start]
        return "".join(
            images or [self._anchor(item) for item in self._post.links if item.kind == "shortcode" and item.span.start == tag.start]
        )

    def _rendered(self, shortcode: Shortcode, tag: Tag) -> str:
        """What the caller's function makes of a shortcode, and of what is in it."""
        inner, end = shortcode.inner or "", shortcode.span.end
        if inner and self._depth < _DEEPEST:
            outer, self._masked = self._masked, self._opaque(tag.end, tag.end + len(inner))
            self._depth += 1
            self._done = tag.end
            inner = self._inner(tag, tag.end + len(inner))
            self._depth -= 1
            self._masked = outer
        else:
            inner = escape(inner)
        self._done = end
        result = self._renders[shortcode.name](shortcode, inner)
        html = result.__html__() if hasattr(result, "__html__") else result
        return self._kept.put(html) if self._kept and html is not result else html

    def _inner(self, tag: Tag, end: int) -> str:
        """The HTML of what a tag encloses; its last line is filled up, so that each line is a tail of the document's."""
        text = _shortcodes.unindented(self._masked[tag.end - self._start : end - self._start], self._source, tag.start)
        text += " " * (self._lines.ends[self._lines.line_of(end)] - end)
        html = self.render(text, tag.end, is_source=False)
        alone = _PARAGRAPH.fullmatch(html)
        return alone[1] if alone else html

    def _figure(self, image: Image) -> str:
        given = {"src": encoded(self._url(image)), "alt": image.alt, "title": image.title, "width": image.width, "height": image.height}
        attributes = "".join(f' {name}="{escape(str(value))}"' for name, value in given.items() if value is not None)
        html = f"<img{attributes}>"
        if image.link_url:
            around = (item for item in self._post.links if item.span == image.span and item.url == image.link_url)
            url = next(map(self._url, around), image.link_url)
            html = f'<a href="{escape(encoded(url))}">{html}</a>'
        return f"<figure>{html}<figcaption>{escape(image.caption)}</figcaption></figure>\n" if image.caption else html

    def _anchor(self, link: Link) -> str:
        url = self._url(link)
        return f'<a href="{escape(encoded(url))}">{escape(link.text or url)}</a>'
