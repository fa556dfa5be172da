"""Markdown's nodes into links, images, headings, code and text; the one pass over a body."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any, ClassVar

from cnposts import _markdown, _shortcodes
from cnposts._body.captions import Captions, plain
from cnposts._body.elements import Elements
from cnposts._body.headings import Ids, own_id
from cnposts._body.marks import ADMONITION, ATTRIBUTES, ESCAPED, MDX_MORE, MODULE_LINE, without_attribute_list
from cnposts._body.page import Draft, Frame, Page
from cnposts.models import CodeBlock, Heading, Image, Link, Shortcode, lean
from cnposts.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnposts._markdown import Block, Engine, Inline, Reference
    from cnposts._report import Report

_PIXELS = re.compile(r"""(?:^|[\s;"'])(width|height)\s*[=:]\s*["']?(\d+)(?:px)?(?=["'\s;]|$)""")


def _within(places: list[tuple[int, int]]) -> Callable[[int], bool]:
    """Tells whether an offset lies in one of ``places``, which do not overlap."""

    def test(offset: int) -> bool:
        index = bisect_right(places, offset, key=itemgetter(0)) - 1
        return index >= 0 and offset < places[index][1]

    return test


@dataclass(slots=True)
class Body:
    """What a body holds. ``lead`` is what stands before the author's ``<!--more-->``, ``paragraphs`` the running text."""

    links: Sequence[Link] = ()
    images: Sequence[Image] = ()
    headings: Sequence[Heading] = ()
    code_blocks: Sequence[CodeBlock] = ()
    shortcodes: Sequence[Shortcode] = ()
    text: str = ""
    lead: str | None = None
    paragraphs: Sequence[str] = ()


def read(  # noqa: PLR0913 - what a post tells of its body
    source: str, start: int, report: Report, *, title: str | None = None, path: str | None = None, engine: Engine = "mistune"
) -> Body:
    """Read the body of ``source``, which begins at ``start``.

    Args:
        source: The whole text of the post, in which all places count.
        start: Where the body begins.
        report: Takes the messages.
        title: The post's title, for headings that are ``{{ page.title }}``.
        path: The post's path: in MDX imports and components are no links.
        engine: What reads its Markdown.
    """
    nul = source.find("\0", start)
    if nul >= 0:
        reason = "U+0000 stands here; CommonMark reads U+FFFD, and exports that cannot hold it write that."
        report(Rule.CHARACTER_INVALID, reason, nul, nul + 1)
    masked = _shortcodes.mask(source, start)
    placeholder, nesting = masked.placeholder if masked.tags else None, report.limits.nesting
    document = _markdown.parse(masked.text, source, report.lines, placeholder, by=engine, nesting=nesting)
    reader = _Reader(Page(source, report.lines, report, masked.placeholder), masked, title, mdx=(path or "").lower().endswith(".mdx"))
    for block in document.blocks:
        reader.block(block)
    for notice in document.notices:
        report(notice.rule, notice.reason, notice.start, notice.end, notice.suggestion)
    return reader.finish()


class _Reader:
    def __init__(self, page: Page, masked: _shortcodes.Masked, title: str | None, *, mdx: bool) -> None:
        self._page = page
        self._masked = masked
        self._regions = _shortcodes.regions(masked.tags)[::-1]
        self._title = title
        self._mdx = mdx
        self._elements = Elements(page, components=mdx)
        self._captions = Captions()
        self._ids = Ids()
        self._previous = ""
        self._headings: list[Heading] = []
        self._code_blocks: list[CodeBlock] = []
        self._code_places: list[tuple[int, int]] = []
        self._in_code = _within(self._code_places)
        self._paragraphs: list[str] = []

    def block(self, block: Block) -> None:
        """Read one block."""
        self._elements.begin_block()
        self._page.begin(whole=block.kind in {"heading", "row"})
        if block.kind not in {"paragraph", "html"}:
            self._captions.other()
        if block.kind != "rule":
            getattr(self, f"_{block.kind}")(block)
        self._previous = block.kind

    def finish(self) -> Body:
        """Everything that was read."""
        page, masked, report = self._page, self._masked, self._page.report
        self._elements.finish()
        page.flush()
        links, images = page.links, [draft.as_image(page.lines) for draft in page.drafts]
        shortcodes: list[Shortcode] = []
        if masked.tags:
            shortcodes, more_links, more_images = _shortcodes.records(
                masked.tags, page.source, report, self._in_code, _within(sorted(page.templated))
            )
            links += more_links
            images += more_images
            self._code_blocks += self._code_regions()
        for records in (links, images, self._code_blocks):
            records.sort(key=lambda record: record.span.start)
        text = "".join(page.blocks)
        return Body(links, images, self._headings, self._code_blocks, shortcodes, text, page.lead, self._paragraphs)

    def _paragraph(self, block: Block) -> None:
        if (self._mdx and self._is_module(block)) or (self._previous == "heading" and self._names_heading(block)):
            return
        page = self._page
        self._visit(block.inlines)
        page.flush()
        is_caption, text = self._captions.paragraph(block.inlines, block.parent, page.block_drafts), page.block_text
        if text and not is_caption:
            self._paragraphs.append(text)

    def _is_module(self, block: Block) -> bool:
        """Whether a paragraph is an import, an export, or MDX's mark of the summary's end."""
        written = plain(block.inlines)
        ends_summary = bool(MDX_MORE.fullmatch(written))
        if ends_summary:
            self._page.mark_lead()
        return ends_summary or bool(block.inlines and block.inlines[0].kind == "text" and MODULE_LINE.match(written))

    def _names_heading(self, block: Block) -> bool:
        """Whether a paragraph is kramdown's attribute list below a heading, which may give it another id."""
        text, own = own_id(block.inlines[0].text) if len(block.inlines) == 1 else ("-", None)
        if text or not own:
            return False
        self._headings[-1] = self._headings[-1].model_copy(update={"id": self._ids.keep(own)})
        return True

    def _heading(self, block: Block) -> None:
        own = None
        if block.inlines and block.inlines[-1].kind == "text":
            block.inlines[-1].text, own = own_id(block.inlines[-1].text)
        self._page.flush()
        self._visit(block.inlines)
        text = self._page.flush(folded=True)
        identifier = self._ids.keep(own) if own else self._ids.make(plain(block.inlines, for_id=True) or text)
        span = self._page.lines.span(block.start, block.end)
        self._headings.append(lean(Heading(depth=block.depth, text=text, id=identifier, span=span, offset=self._page.length - len(text))))

    def _code(self, block: Block) -> None:
        words = block.info.split(None, 1)
        lang, meta = [*words, None, None][:2]
        span = self._page.lines.span(block.start, block.end)
        self._code_blocks.append(CodeBlock(lang=lang, meta=meta, text=block.text, span=span))
        self._code_places.append((block.start, block.end))
        self._page.write(block.text)
        self._page.flush()
        if not block.closed:
            end = self._page.lines.ends[span.line - 1]
            self._page.report(Rule.FENCE_UNCLOSED, "The code fence is never closed; all up to the end is code.", block.start, end)

    def _html(self, block: Block) -> None:
        page = self._page
        self._elements.read(block.text, block.start, block.end)
        page.flush()
        self._captions.html(self._elements, page.block_text, block.parent, page.block_drafts)

    def _row(self, block: Block) -> None:
        self._visit(block.inlines)
        self._page.flush("\n" if block.depth else "\n\n")

    def _visit(self, inlines: Sequence[Inline]) -> None:
        readers, elements, write = self._inlines, self._elements, self._page.write
        for index, node in enumerate(inlines):
            kind = node.kind
            if kind == "text":
                if "{" in node.text:
                    self._size(node, inlines[max(index - 2, 0) : index])
                    node.text = without_attribute_list(node.text)
                elif node.text[:3] == ":::" and (not index or inlines[index - 1].kind == "break"):
                    node.text = ADMONITION.sub("", node.text)
                if elements.hidden is None:
                    write(node.text)
            elif kind in readers:
                readers[kind](self, node)
            else:
                self._visit(node.children)

    def _text(self, node: Inline) -> None:
        if self._elements.hidden is None:
            self._page.write(node.text)

    def _raw(self, node: Inline) -> None:
        self._elements.read(node.text, node.start, node.end)

    def _code_span(self, node: Inline) -> None:
        self._code_places.append((node.start, node.end))
        self._text(node)

    def _link(self, node: Reference) -> None:
        heard = Frame("link", node.start, url=self._page.resolve(node.url))
        implied = node.form in {"literal", "bare"} and any(frame.name == "a" for frame in self._page.frames)
        frames = self._page.frames
        index = len(frames)
        frames.append(heard)
        self._visit(node.children)
        del frames[index]
        if not implied:
            place, url_place = (node.start, node.end), (node.url_start, node.url_end)
            self._page.link(Draft(heard.url or "", heard.text, node.title, node.form, place, url_place))

    def _image(self, node: Reference) -> None:
        alt = " ".join(plain(node.children).split())
        place, url_place = (node.start, node.end), (node.url_start, node.url_end)
        self._page.image(Draft(self._page.resolve(node.url), alt, node.title, node.form, place, url_place))

    def _size(self, node: Inline, before: Sequence[Inline]) -> None:
        """Take an attribute block (``{width=10}``) behind an image, or on the line below it, out of the text."""
        while before and before[-1].kind == "break":
            before = before[:-1]
        match = ATTRIBUTES.match(node.text)
        if not before or before[-1].kind != "image" or not match:
            return
        draft = self._page.drafts[-1]
        for name, value in _PIXELS.findall(match[1]):
            setattr(draft, name, int(value))
        node.text = node.text[match.end() :]

    def _tag(self, node: Inline) -> None:
        """Masked tags: an output is shown as written, a tag not at all, code that a tag encloses as code."""
        regions = self._regions
        while regions and regions[-1][0] < node.end:
            region = regions.pop()
            if region[2] == "code" and not self._in_code(region[3].start):
                self._page.write(_shortcodes.code_text(self._page.source, region))
        for tag in self._tags_within(node.start, node.end):
            if tag.kind == "output":
                written = self._page.source[tag.start : tag.end]
                templated = tag.args[:1] == ("page.title",)
                self._page.write(self._title if templated and self._title else ESCAPED.sub(r"\1\2", written))

    def _tags_within(self, start: int, end: int) -> list[_shortcodes.Tag]:
        tags = self._masked.tags
        first = bisect_left(tags, start, key=lambda tag: tag.start)
        return tags[first : bisect_left(tags, end, key=lambda tag: tag.start)]

    def _code_regions(self) -> list[CodeBlock]:
        page, found = self._page, []
        for region in _shortcodes.regions(self._masked.tags):
            _, end, holds, tag = region
            if holds == "code" and not self._in_code(tag.start):
                lang, meta = _shortcodes.code_info(tag)
                closing = self._tags_within(end, end + 1)[0]
                span = page.lines.span(tag.start, closing.end)
                found.append(CodeBlock(lang=lang, meta=meta, text=_shortcodes.code_text(page.source, region), span=span))
        return found

    _inlines: ClassVar[dict[str, Callable[[_Reader, Any], None]]] = {
        "break": _text,
        "code": _code_span,
        "html": _raw,
        "tag": _tag,
        "link": _link,
        "image": _image,
    }
    """What reads each kind of node; of the class, as bound methods would make a cycle of each reader."""
