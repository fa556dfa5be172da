"""Raw HTML with the place of every attribute's value, which ``html.parser`` does not tell.

Tags end, comments begin and quotes close where a browser says so. Places are offsets of the text that is scanned.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from html.entities import html5
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Use = Literal["link", "image", "embed"]

ELEMENTS: dict[str, dict[str, Use]] = {
    "a": {"href": "link"},
    "area": {"href": "link"},
    "img": {"src": "image", "srcset": "image"},
    "source": {"src": "embed", "srcset": "image"},
    "video": {"src": "embed", "poster": "image"},
    "audio": {"src": "embed"},
    "iframe": {"src": "embed"},
    "embed": {"src": "embed"},
    "object": {"data": "embed"},
}
"""What each attribute with a URL is, by element."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


BLOCKS = _names("""
    address article aside blockquote body caption center col colgroup dd details dialog dir div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre search section summary table tbody td tfoot th
    thead tr ul
""")
"""Elements whose text stands apart from what is around them."""
HIDDEN = _names("audio canvas head iframe noscript object script style template title video")
"""Elements whose text no reader sees; links and images in them count all the same."""
VOID = _names("area base br col embed hr img input link meta source track wbr")
"""Elements that have no closing tag."""

_OPAQUE = frozenset({"script", "style"})
_RAW = _OPAQUE | {"xmp", "iframe", "noembed", "noframes"}
_RAW_ENDS = {name: re.compile(rf"</{name}(?=[ \t\n\r\f/>])", re.IGNORECASE | re.ASCII) for name in sorted(_RAW | {"textarea", "title"})}
_LAZY = ("data-src", "data-original", "data-lazy-src")
_BLANKS = " \t\n\r\f"
_NAME = re.compile(rf"</?([A-Za-z][^{_BLANKS}/><]*+)(?=[{_BLANKS}/>])")
_ATTRIBUTE = re.compile(
    rf"""[{_BLANKS}/]*+(?:(?P<close>>)|(?P<name>[^{_BLANKS}/>][^{_BLANKS}/>=]*+)
    (?:[{_BLANKS}]*+=[{_BLANKS}]*+(?:(?P<quote>["'])|(?P<value>[^{_BLANKS}>]*+)))?+)""",
    re.VERBOSE,
)
_COMMENT = re.compile(r"<!--(?:-?>|(.*?)(?:--!?>|\Z))", re.DOTALL)
_BOGUS = re.compile(r"<(?:[!?]|/(?!\Z))([^>]*+)>?")
_REFERENCE = re.compile(
    r"&(?:#(?:[0-9]{1,7}(?![0-9])|[xX][0-9a-fA-F]{1,6}(?![0-9a-fA-F]));?|([A-Za-z][A-Za-z0-9]{1,31}+)(;|(?![=A-Za-z0-9])))"
)
_CANDIDATE = re.compile(rf"[{_BLANKS},]*+([^{_BLANKS}]++)")
_DESCRIPTORS = re.compile(r"(?:[^,(]++|\([^)]*+\)?)*+")
_PIXELS = re.compile(r"\s*([0-9]{1,6})\s*(?:px)?\s*(?:!important)?\s*;?\s*", re.IGNORECASE)
_STYLE = {side: re.compile(rf"(?:\A|;)\s*+{side}\s*+:([^;]*+)", re.IGNORECASE) for side in ("width", "height")}


@dataclass(slots=True)
class Attribute:
    """An attribute's value: decoded, and as written between ``start`` and ``end``, without its quotes."""

    value: str
    start: int
    end: int
    written: str

    def stripped(self) -> tuple[str, int, int]:
        """The value as a URL is read: without blanks around it, and the place of what is left."""
        text = self.written.strip(_BLANKS)
        start = self.start + len(self.written) - len(self.written.lstrip(_BLANKS))
        return decoded(text), start, start + len(text)


@dataclass(slots=True)
class Tag:
    """An opening or closing tag; names are in lower case, and of two attributes with one name the first counts."""

    name: str
    start: int
    end: int
    attrs: dict[str, Attribute] = field(default_factory=dict)
    closing: bool = False
    self_closing: bool = False

    def get(self, name: str) -> str | None:
        """The value of an attribute, or None where the tag has no such attribute."""
        attribute = self.attrs.get(name)
        return attribute.value if attribute else None


@dataclass(slots=True)
class Text:
    """Text between tags, decoded."""

    text: str
    start: int
    end: int


@dataclass(slots=True)
class Comment:
    """A comment, or what a browser takes for one: a declaration, a processing instruction, CDATA."""

    text: str
    start: int
    end: int


@dataclass(slots=True)
class Target:
    """A URL that a tag holds, with its place, and what the tag does with it."""

    use: Use
    url: str
    start: int
    end: int


def scan(raw: str) -> Iterator[Tag | Text | Comment]:
    """Take raw HTML apart, in linear time.

    What is in scripts, styles and the like is left out. A comment that does not end goes to the end; a tag that does not end is text,
    up to its quote that does not close.

    Args:
        raw: The HTML.
    """
    return _Scanner(raw).items()


class _Scanner:
    __slots__ = ("_failed", "_raw", "_resume")

    def __init__(self, raw: str) -> None:
        self._raw = raw
        self._resume = 0  # where to look for the next tag
        self._failed: set[str] = set()  # what was sought once and is not in the rest; sought again, it would cost a square

    def items(self) -> Iterator[Tag | Text | Comment]:
        raw, done = self._raw, 0
        at = raw.find("<")
        while at >= 0:
            item = self._item(at)
            if item:
                if done < at:
                    yield _text(raw, done, at)
                yield item
                done = self._resume
                if isinstance(item, Tag) and not item.closing and not item.self_closing and item.name in _RAW_ENDS:
                    done = self._skip_raw(item.name)
            at = raw.find("<", self._resume)
        if done < len(raw):
            yield _text(raw, done, len(raw))

    def _item(self, at: int) -> Tag | Comment | None:
        name = _NAME.match(self._raw, at)
        if name:
            return self._tag(name)
        comment = _COMMENT.match(self._raw, at) or _BOGUS.match(self._raw, at)
        self._resume = comment.end() if comment else at + 1
        return Comment(comment[1] or "", at, comment.end()) if comment else None

    def _tag(self, name: re.Match[str]) -> Tag | None:
        raw, at = self._raw, name.end()
        attrs: dict[str, Attribute] = {}
        while match := _ATTRIBUTE.match(raw, at):
            at = match.end()
            if match["close"]:
                self._resume = at
                return Tag(name[1].lower(), name.start(), at, attrs, raw[name.start() + 1] == "/", match[0].endswith("/>"))
            start, end = match.span("value") if match["value"] is not None else (at, at)
            if match["quote"]:
                end = self._find(match["quote"], at)
                if end < 0:
                    self._resume = at
                    return None
                at = end + 1
            key = match["name"].lower()
            if key not in attrs:
                written = raw[start:end]
                attrs[key] = Attribute(decoded(written), start, end, written)
        self._resume = len(raw)
        return None

    def _skip_raw(self, name: str) -> int:
        """Pass over an element's raw text; where what is to be given on begins."""
        start = self._resume
        end = None if name in self._failed else _RAW_ENDS[name].search(self._raw, start)
        if end:
            self._resume = end.start()
        elif name in _OPAQUE:
            self._resume = len(self._raw)
        else:
            self._failed.add(name)
            return start
        return self._resume if name in _RAW else start

    def _find(self, quote: str, at: int) -> int:
        end = -1 if quote in self._failed else self._raw.find(quote, at)
        if end < 0:
            self._failed.add(quote)
        return end


def targets(tag: Tag) -> list[Target]:
    """The URLs that a tag holds, in the order of its attributes.

    Each candidate of a ``srcset`` is one. Where ``src`` is missing or a ``data:`` placeholder, a script will load what ``data-src`` says.

    Args:
        tag: An opening tag.
    """
    uses = ELEMENTS.get(tag.name)
    if not uses or tag.closing:
        return []
    attrs, found = tag.attrs, []
    lazy = _lazy(tag)
    for name, attribute in attrs.items():
        use = uses["src"] if name == lazy else uses.get(name)
        if not use or (lazy and name == "src"):
            continue
        places = sources(tag) if name == "srcset" else [attribute.stripped()]
        found += [Target(use, *place) for place in places if place[0]]
    return found


def _lazy(tag: Tag) -> str | None:
    if tag.name not in {"img", "iframe"} or (tag.get("src") or "data:")[:5].lower() != "data:":
        return None
    return next((name for name in _LAZY if tag.get(name)), None)


def sources(tag: Tag) -> list[tuple[str, int, int]]:
    """The candidates of ``srcset``, as written in order: the URL, its start and end.

    Args:
        tag: A tag, with a ``srcset`` or without.
    """
    attribute = tag.attrs.get("srcset")
    if not attribute:
        return []
    written, at = attribute.written, 0
    found: list[tuple[str, int, int]] = []
    while match := _CANDIDATE.match(written, at):
        url, at = match[1].rstrip(","), match.end()
        if url:
            start = attribute.start + match.start(1)
            found.append((decoded(url), start, start + len(url)))
        if url == match[1] and (descriptors := _DESCRIPTORS.match(written, at)):  # no comma behind the URL: descriptors follow
            at = descriptors.end()
    return found


def pixels(value: str | None) -> int | None:
    """Whole pixels, such as ``128`` or ``128px``; None for any other unit, for fractions and for None."""
    match = _PIXELS.fullmatch(value or "")
    return int(match[1]) if match else None


def size(tag: Tag) -> tuple[int | None, int | None]:
    """Width and height in pixels; a style goes before an attribute, as in browsers."""
    return _side(tag, "width"), _side(tag, "height")


def _side(tag: Tag, name: str) -> int | None:
    style = _STYLE[name].search(tag.get("style") or "")
    length = pixels(style[1]) if style else None
    return pixels(tag.get(name)) if length is None else length


def _text(raw: str, start: int, end: int) -> Text:
    text = raw[start:end]
    if "&" in text:
        try:
            text = html.unescape(text)
        except ValueError:  # a number of thousands of digits
            text = decoded(text)
    return Text(text, start, end)


def decoded(written: str) -> str:
    """An attribute's value as HTML reads it: ``&copy=1`` and ``&section`` are no references there."""
    return _REFERENCE.sub(_character, written) if "&" in written else written


def _character(match: re.Match[str]) -> str:
    name = match[1]
    return html5.get(name + match[2], match[0]) if name else html.unescape(match[0])
