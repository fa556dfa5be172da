"""What the readers of a body write to: the plain text in the making, and the links and images found on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cnposts import _shortcodes
from cnposts._body.advice import advise
from cnposts.models import Image, Link, lean

if TYPE_CHECKING:
    from cnposts._position import Lines
    from cnposts._report import Report
    from cnposts.models import Kind

Range = tuple[int, int]


@dataclass(slots=True)
class Draft:
    """A link or image in the making; an image's caption may come later. ``text`` is an image's description."""

    url: str
    text: str
    title: str | None
    kind: Kind
    place: Range
    url_place: Range
    width: int | None = None
    height: int | None = None
    caption: str | None = None
    link_url: str | None = None

    def as_image(self, lines: Lines) -> Image:
        """The image; a title that says more than the alternative text is its caption where nothing better was found."""
        span, url_span, title = lines.span(*self.place), lines.span(*self.url_place), self.title or None
        caption = self.caption or (title if title != self.text else None)
        more: dict[str, Any] = {"caption": caption, "width": self.width, "height": self.height, "link_url": self.link_url}
        more = more if any(more.values()) else {}
        return lean(Image(url=self.url, alt=self.text, title=title, kind=self.kind, span=span, url_span=url_span, **more))


@dataclass(slots=True)
class Frame:
    """An element or link that is open: what is written meanwhile is its text."""

    name: str
    start: int
    parts: list[str] = field(default_factory=list)
    url: str | None = None
    title: str | None = None
    end: int = -1
    url_place: Range = (-1, -1)
    drafts: list[Draft] = field(default_factory=list)
    caption: str | None = None

    @property
    def text(self) -> str:
        """The text so far, blanks folded."""
        return " ".join("".join(self.parts).split())


class Page:
    """The record of one body while it is read."""

    def __init__(self, source: str, lines: Lines, report: Report, placeholder: str) -> None:
        """Begin the record of ``source``."""
        self.source = source
        self.lines = lines
        self.report = report
        self.placeholder = placeholder
        self.blocks: list[str] = []
        self.length = 0
        self.links: list[Link] = []
        self.drafts: list[Draft] = []
        self.frames: list[Frame] = []
        self.lead: str | None = None
        self._chunks: list[str] = []
        self.begin(whole=False)
        self.templated: list[Range] = []  # destinations that hold tags

    def begin(self, *, whole: bool) -> None:
        """Begin a block of Markdown; ``whole`` tells whether it stays one block of text."""
        self._whole = whole
        self._first_block, self._first_draft = len(self.blocks), len(self.drafts)

    @property
    def block_text(self) -> str:
        """The text of this block of Markdown so far."""
        return "".join(self.blocks[self._first_block :]).strip()

    @property
    def block_drafts(self) -> list[Draft]:
        """The images of this block of Markdown so far."""
        return self.drafts[self._first_draft :]

    @property
    def has_images(self) -> bool:
        """Whether this block of Markdown has an image so far."""
        return len(self.drafts) > self._first_draft

    def write(self, text: str) -> None:
        """Add to the text of the block, and of everything that is open."""
        self._chunks.append(text)
        for frame in self.frames:
            frame.parts.append(text)

    def flush(self, separator: str = "\n\n", *, folded: bool = False) -> str:
        """End a block of text and return it, on one line if ``folded``; one without text leaves no trace."""
        if not self._chunks:
            return ""
        text = "".join(self._chunks).strip()
        if folded:
            text = " ".join(text.split())
        self._chunks.clear()
        for frame in self.frames:
            frame.parts.append("\n")
        if text:
            added = (separator, text) if self.blocks else (text,)
            self.blocks += added
            self.length += sum(map(len, added))
        return text

    def part(self) -> None:
        """End a block of text where raw HTML begins or ends one; inside a heading or a row it ends a line."""
        if self._whole:
            self.write("\n")
        else:
            self.flush()

    def mark_lead(self) -> None:
        """Note that the author ends the summary here; the first mark counts."""
        if self.lead is None:
            self.lead = "".join([*self.blocks, "\n\n", *self._chunks]).strip()

    def resolve(self, written: str) -> str:
        """A destination; one that is a template tag stands for the tag's argument."""
        if "{{" in written or "{%" in written:
            return _shortcodes.destination(written) or written
        return written

    def figure(self) -> Frame | None:
        """The innermost ``<figure>`` that is open."""
        return next((frame for frame in reversed(self.frames) if frame.name == "figure"), None)

    def _note(self, draft: Draft) -> None:
        """Remember a destination that holds tags; see what is doubtful about it."""
        url, place = draft.url, draft.url_place
        if "{" in url or self.placeholder in url or self.source.startswith("{", place[0]):
            self.templated.append(place)
        advise(url, place, self.report)

    def link(self, draft: Draft) -> None:
        """Record a link."""
        span, url_span, title = self.lines.span(*draft.place), self.lines.span(*draft.url_place), draft.title or None
        self.links.append(lean(Link(url=draft.url, text=draft.text, title=title, kind=draft.kind, span=span, url_span=url_span)))
        self._note(draft)

    def image(self, draft: Draft) -> None:
        """Record an image, linked by what is open around it."""
        self.drafts.append(draft)
        for frame in reversed(self.frames):
            if frame.url is not None and draft.link_url is None:
                draft.link_url = frame.url
        figure = self.figure()
        if figure:
            figure.drafts.append(draft)
        self._note(draft)
