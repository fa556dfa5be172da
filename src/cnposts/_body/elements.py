"""Raw HTML: its links, images and captions, also where an element is opened in one piece of HTML and closed in another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cnposts import _html
from cnposts._body.page import Draft, Frame
from cnposts._position import Places
from cnposts.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnposts._body.page import Page
    from cnposts.models import Kind

_MORE = re.compile(r"\s*(?:more|truncate|excerpt|end_?excerpt)\s*", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
_SCRIPTS = {"script", "style", "template"}
_LISTENING = {"a", "figure", "figcaption"}


class Elements:
    """Reads pieces of raw HTML into a page."""

    def __init__(self, page: Page, *, components: bool) -> None:
        """Prepare to read; in MDX names in capitals are ``components``, not elements."""
        self._page = page
        self._components = components
        self.hidden: str | None = None  # the element that is open and shows no text
        self._preformatted = False
        self.seen: list[str] = []
        self.centred = self.text_first = False

    def begin_block(self) -> None:
        """Begin a block: whatever an author forgot to close, a video or a title, hides no more than its own."""
        if self.hidden not in _SCRIPTS or self._components:  # what looks like a script in MDX may be code of Markdown
            self.hidden = None
        self.seen, self.centred, self.text_first = [], False, False

    def read(self, raw: str, start: int, end: int) -> None:
        """Read ``raw``, which stands in the source from ``start`` to ``end``."""
        lines = self._page.lines
        at = Places(lines, raw, lines.line_of(start), end) if "\n" in raw else (end - len(raw)).__add__
        for item in _html.scan(raw):
            if isinstance(item, _html.Text):
                self._text(item.text)
            elif isinstance(item, _html.Comment):
                if _MORE.fullmatch(item.text):
                    self._page.mark_lead()
            elif not (self._components and raw[item.start + 1 : item.start + 2].isupper()):
                self._tag(item, at)

    def _text(self, text: str) -> None:
        if self.hidden:
            return
        text = text.replace(self._page.placeholder, "")
        self.text_first |= not self._page.has_images and bool(text.strip())
        self._page.write(text if self._preformatted else _BLANKS.sub(" ", text))

    def _tag(self, tag: _html.Tag, at: Callable[[int], int]) -> None:
        name = tag.name
        if name in _html.BLOCKS:
            self._page.part()
        elif name == "br":
            self._page.write("\n")
        if name == "pre":
            self._preformatted = not tag.closing
        if not tag.closing:
            self._open(tag, at)
        elif self._page.frames:
            self._close(name, at(tag.end))
        if name in _html.HIDDEN and (tag.closing or not self.hidden):
            self.hidden = None if tag.closing or tag.self_closing else name

    def _open(self, tag: _html.Tag, at: Callable[[int], int]) -> None:
        self.seen.append(tag.name)
        style = " ".join(item.value for name, item in tag.attrs.items() if name in {"align", "style", "class"}).lower()
        self.centred |= tag.name == "center" or "center" in style or "caption" in style
        for target in _html.targets(tag):
            place = at(target.start), at(target.end)
            url = self._value(target.url, place)
            if self._components and url.startswith("{"):
                continue
            if target.use == "image":
                self._image(tag, url, place, at)
                continue
            title = self._attribute(tag, "title", at)
            if target.use == "link" and tag.name not in _html.VOID:
                self._close("a", at(tag.start))
                self._push(Frame("a", at(tag.start), url=url, title=title, end=at(tag.end), url_place=place))
            else:
                kind: Kind = "element" if target.use == "link" else "embed"
                text = self._attribute(tag, "alt", at) or title or ""
                self._page.link(Draft(url, text, title, kind, (at(tag.start), at(tag.end)), place))
        if tag.name in _LISTENING - {"a"} and not tag.self_closing:
            self._push(Frame(tag.name, at(tag.start)))

    def _push(self, frame: Frame) -> None:
        """Have a frame hear all text until it is closed; as each does, their number is bounded."""
        page, most = self._page, self._page.report.limits.nesting
        if len(page.frames) < most:
            page.frames.append(frame)
            return
        reason = f"More than {most} links and figures stand open; what this one holds is not told as its own."
        page.report(Rule.LIMIT_REACHED, reason, frame.start, frame.start + 1)
        self._finish(frame, frame.end)

    def _image(self, tag: _html.Tag, url: str, place: tuple[int, int], at: Callable[[int], int]) -> None:
        width, height = _html.size(tag)
        alt = self._attribute(tag, "alt", at) or ""
        title = self._attribute(tag, "title", at) or None
        self._page.image(Draft(url, alt, title, "element", (at(tag.start), at(tag.end)), place, width, height))

    def _attribute(self, tag: _html.Tag, name: str, at: Callable[[int], int]) -> str | None:
        attribute = tag.attrs.get(name)
        return self._value(attribute.value, (at(attribute.start), at(attribute.end))) if attribute else None

    def _value(self, value: str, place: tuple[int, int]) -> str:
        """An attribute's value; where tags are masked in it, as the source has it."""
        if self._page.placeholder in value:
            value = _html.decoded(self._page.source[slice(*place)])
        return self._page.resolve(value.strip())

    def _close(self, name: str, end: int) -> None:
        """Close the innermost element of that name, and what was left open inside it; Markdown's links stay open."""
        frames, index = self._page.frames, len(self._page.frames) - 1
        while index >= 0 and frames[index].name not in {name, "link"}:
            index -= 1
        if index >= 0 and frames[index].name == name:
            while len(frames) > index:
                frame = frames.pop()
                self._finish(frame, frame.end if len(frames) > index else end)

    def _finish(self, frame: Frame, end: int) -> None:
        if frame.name == "a" and frame.url is not None:
            self._page.link(Draft(frame.url, frame.text, frame.title, "element", (frame.start, end), frame.url_place))
        elif frame.name == "figcaption":
            (self._page.figure() or frame).caption = frame.text or None
        elif frame.name == "figure" and frame.caption:
            for draft in frame.drafts:
                draft.caption = frame.caption
        elif frame.name == "figure" and (outer := self._page.figure()):
            outer.drafts += frame.drafts

    def finish(self) -> None:
        """Close what the author left open."""
        while self._page.frames:
            frame = self._page.frames.pop()
            self._finish(frame, frame.end)
