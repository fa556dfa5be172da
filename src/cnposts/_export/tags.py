"""Shortcodes and tags as HTML: by the caller's functions, else by what their records tell."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any, Protocol

from cnposts import _shortcodes
from cnposts._body.marks import ESCAPED
from cnposts._markdown import code_block
from cnposts._urls import encoded
from cnposts.models import Image, Link, Shortcode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnposts._export.clean import Kept
    from cnposts._shortcodes import Masked, Tag
    from cnposts.models import Post

_DEEPEST = 8
"""Shortcodes in each other; deeper ones get what is in them as it is written."""


class HasHtml(Protocol):
    """Text that says of itself that it is safe HTML, as ``markupsafe.Markup`` does."""

    def __html__(self) -> str:
        """The HTML."""


Render = Callable[[Shortcode, str], str | HasHtml]
"""Renders a shortcode: it gets the record, and the HTML of what stands between its tags, which is empty where nothing does."""


class Page(Protocol):
    """What tags need of the page they stand on."""

    def inner(self, tag: Tag, end: int) -> str:
        """The HTML of what stands between a tag and ``end``."""

    def url(self, record: Link | Image) -> str:
        """The URL that stands for a record's."""


class Tags:
    """The tags of a post."""

    def __init__(self, post: Post[Any], masked: Masked, renders: Mapping[str, Render], page: Page, kept: Kept | None) -> None:
        """Index the tags and their records."""
        self.masked = masked
        self.done = 0
        """Where the last one ends that was rendered with what is in it."""
        self._source, self._start, self._title = post.source, len(post.header), post.meta.title
        self._renders, self._page, self._kept = renders, page, kept
        self._starts = [tag.start for tag in masked.tags]
        self._shortcodes = {item.span.start: item for item in post.shortcodes}
        self._pairs = [item for item in post.shortcodes if item.inner is not None and item.name in renders]
        self._pair_starts = [item.span.start for item in self._pairs]
        self._regions = {region[3].start: region for region in _shortcodes.regions(masked.tags)}
        self._shown: dict[int, list[Link | Image]] = defaultdict(list)
        items: tuple[Link | Image, ...] = (*post.images, *post.links)
        for item in items:
            if item.kind == "shortcode":
                self._shown[item.span.start].append(item)
        self._depth, self._end = 0, len(post.source)

    def opaque(self, start: int, end: int) -> str:
        """The masked text; from ``start`` to ``end`` what is in shortcodes that something renders is masked as well."""
        text, pieces, done = self.masked.text, [], self._start
        for shortcode in self._pairs[bisect_left(self._pair_starts, start) : bisect_left(self._pair_starts, end)]:
            span = shortcode.span
            if done <= span.start and span.end <= end:
                pieces.append(text[done - self._start : span.start - self._start])
                pieces.append(_shortcodes.blanked(self._source, span.start, span.end, self.masked.placeholder))
                done = span.end
        return "".join([*pieces, text[done - self._start :]]) if pieces else text

    def html(self, start: int, end: int) -> str:
        """What stands for the tags between two offsets."""
        found = self.masked.tags[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return "".join(self._tag(tag) for tag in found if tag.start >= self.done)

    def _tag(self, tag: Tag) -> str:
        shortcode, region = self._shortcodes.get(tag.start), self._regions.get(tag.start)
        if shortcode and shortcode.name in self._renders:
            return self._rendered(shortcode, tag)
        if tag.kind == "output":
            written = self._source[tag.start : tag.end]
            title = self._title if tag.args[:1] == ("page.title",) else None
            return escape(title or ESCAPED.sub(r"\1\2", written))
        if region:
            self.done = region[1]
            return code_block(_shortcodes.code_text(self._source, region), _shortcodes.code_info(tag)[0]) if tag.holds == "code" else ""
        items = self._shown.get(tag.start, [])
        images = [item for item in items if isinstance(item, Image)]
        return "".join([self._figure(image, items) for image in images] or map(self._anchor, items))

    def _rendered(self, shortcode: Shortcode, tag: Tag) -> str:
        """What the caller's function makes of a shortcode, and of what is in it."""
        result = self._renders[shortcode.name](shortcode, self._inner(shortcode, tag))
        if isinstance(result, str) and not hasattr(result, "__html__"):
            return result
        if not hasattr(result, "__html__"):
            raise TypeError(f"the function for the shortcode {shortcode.name!r} must return HTML, not {type(result).__name__}")
        html = str(result.__html__())
        return self._kept.put(html) if self._kept else html

    def _inner(self, shortcode: Shortcode, tag: Tag) -> str:
        """The HTML of what stands between the tags; code as text, and none where the pair reaches out of the one around it."""
        region, end, outer = self._regions.get(tag.start), tag.end + len(shortcode.inner or ""), self._end
        if region:
            self.done = max(region[1], shortcode.span.end)
            return escape(_shortcodes.code_text(self._source, region)) if tag.holds == "code" else ""
        if not shortcode.inner or shortcode.span.end > outer:
            self.done = tag.end
            return ""
        if self._depth >= _DEEPEST:
            html = escape(shortcode.inner)
        else:
            self._depth, self._end, self.done = self._depth + 1, end, tag.end
            html = self._page.inner(tag, end)
            self._depth, self._end = self._depth - 1, outer
        self.done = shortcode.span.end
        return html

    def _figure(self, image: Image, beside: list[Link | Image]) -> str:
        """An image; the link around it is one of the shortcode's own."""
        given = {"src": self._url(image), "alt": image.alt, "title": image.title, "width": image.width, "height": image.height}
        attributes = "".join(f' {name}="{escape(str(value))}"' for name, value in given.items() if value is not None)
        link = next((item for item in beside if isinstance(item, Link) and item.url == image.link_url), None)
        html = f'<a href="{escape(self._url(link))}"><img{attributes}></a>' if link else f"<img{attributes}>"
        return f"<figure>{html}<figcaption>{escape(image.caption)}</figcaption></figure>\n" if image.caption else html

    def _anchor(self, link: Link | Image) -> str:
        text = link.text if isinstance(link, Link) else ""
        return f'<a href="{escape(self._url(link))}">{escape(text or self._page.url(link))}</a>'

    def _url(self, record: Link | Image) -> str:
        return encoded(self._page.url(record))
