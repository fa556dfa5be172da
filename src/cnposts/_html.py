"""Raw HTML with the place of every attribute's value, which ``html.parser`` does not tell.

Tags and comments end where a browser says so, but a quote that is not closed is a character like others. Places count in the text scanned.
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


def names(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


BLOCKS = names("""
    address article aside blockquote body caption center col colgroup dd details dialog dir div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre search section summary table tbody td tfoot th
    thead tr ul
""")
"""Elements whose text stands apart from what is around them."""
HIDDEN = names("audio canvas head iframe noscript object script style template title video")
"""Elements whose text no reader sees; links and images in them count all the same."""
VOID = names("area base br col embed hr img input link meta source track wbr")
"""Elements that have no closing tag."""

_LAZY = ("data-src", "data-original", "data-lazy-src")
_ENDS = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE | re.ASCII) for name in ("script", "style")}
_ATTRIBUTE = r"""[\s/]*+ ([^\s/>][^\s/>=]*+) (?: \s*+ = \s*+ (?: "([^"]*+)" | '([^']*+)' | ([^\s>]*+) ) | () )"""
_ATTRIBUTES = re.compile(_ATTRIBUTE, re.VERBOSE | re.ASCII)
_UNGROUPED = re.sub(r"[(](?![?])", "(?:", _ATTRIBUTE)
_ITEM = re.compile(
    rf"""<!-- (?: -?> | (?P<comment>.*?) (?: --!?> | \Z ) )
    | < (?: [!?] | /(?=[^A-Za-z]) ) (?P<bogus>[^>]*+) >?
    | < (?P<closing>/)? (?P<name>[A-Za-z][^\s/<>]*+)(?=[\s/>]) (?P<attributes>(?:{_UNGROUPED})*+) (?P<end>[\s/]*+(?:>|\Z))""",
    re.VERBOSE | re.ASCII | re.DOTALL,
)
_REFERENCE = re.compile(r"&(?:#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6})(?![0-9a-fA-F]);?|([A-Za-z][A-Za-z0-9]{1,31}+(?:;|(?![=A-Za-z0-9]))))")
_URL = re.compile(r"(\S(?:.*\S)?)", re.ASCII | re.DOTALL)
_CANDIDATE = re.compile(r"([^\s,]\S*(?<!,))(?:,++|(?:[^,(]++|\([^)]*+\)?)*+)", re.ASCII)
_PIXELS = re.compile(r"\s*([0-9]{1,6})\s*(?:px)?\s*;?\s*", re.IGNORECASE)
_STYLE = re.compile(r"(?<![\w-])(width|height)\s*+:\s*+([0-9]{1,6})px")


@dataclass(slots=True)
class Attribute:
    """An attribute's value as written between ``start`` and ``end``, without its quotes."""

    written: str
    start: int
    end: int

    @property
    def value(self) -> str:
        """The value, decoded."""
        return decoded(self.written)


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
        return self.attrs[name].value if name in self.attrs else None


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
    """Take raw HTML apart, in linear time; scripts are left out. A tag that does not end is text, and so is all behind it."""
    at = 0
    while (match := _ITEM.search(raw, at)) and (match["end"] is None or match["end"].endswith(">")):
        if at < match.start():
            yield Text(decoded(raw[at : match.start()]), at, match.start())
        at = match.end()
        if not match["name"]:
            yield Comment(match["comment"] or match["bogus"] or "", *match.span())
            continue
        tag = _tag(match)
        yield tag
        if tag.name in _ENDS and not tag.closing and not tag.self_closing:
            end = _ENDS[tag.name].search(raw, at)
            at = end.start() if end else len(raw)
    if at < len(raw):
        yield Text(decoded(raw[at:]), at, len(raw))


def _tag(match: re.Match[str]) -> Tag:
    attrs: dict[str, Attribute] = {}
    for found in _ATTRIBUTES.finditer(match.string, *match.span("attributes")) if match["attributes"] else ():
        value = found.lastindex or 0
        attrs.setdefault(found[1].lower(), Attribute(found[value], *found.span(value)))
    return Tag(match["name"].lower(), *match.span(), attrs, match["closing"] is not None, match["end"].endswith("/>"))


def lazy_source(tag: Tag) -> Target | None:
    """The URL that a script puts into ``src`` later, where that is missing or a ``data:`` placeholder."""
    lazy = next((name for name in _LAZY if tag.get(name)), None) if "src" in ELEMENTS.get(tag.name, {}) else None
    if not lazy or (tag.get("src") or "data:")[:5].lower() != "data:":
        return None
    return next(_targets("src", ELEMENTS[tag.name]["src"], tag.attrs[lazy]), None)


def targets(tag: Tag) -> list[Target]:
    """The URLs of an opening tag, in order. Where a script loads another one than ``src`` says, that."""
    if tag.closing or not tag.attrs or tag.name not in ELEMENTS:
        return []
    uses, lazy = ELEMENTS.get(tag.name, {}), lazy_source(tag)
    names = uses.keys() & tag.attrs.keys() - ({"src"} if lazy else set())
    found = [target for name in names for target in _targets(name, uses[name], tag.attrs[name])]
    return sorted([*found, lazy] if lazy else found, key=lambda target: target.start)


def _targets(name: str, use: Use, attribute: Attribute) -> Iterator[Target]:
    for match in (_CANDIDATE if name == "srcset" else _URL).finditer(attribute.written):
        yield Target(use, decoded(match[1]), attribute.start + match.start(1), attribute.start + match.end(1))


def pixels(value: str | None) -> int | None:
    """Whole pixels, such as ``128`` or ``128px``; None for any other unit, for fractions and for None."""
    match = _PIXELS.fullmatch(value or "")
    return int(match[1]) if match else None


def size(tag: Tag) -> tuple[int | None, int | None]:
    """Width and height in pixels; a style goes before an attribute, as in browsers."""
    style = dict(_STYLE.findall((tag.get("style") or "").lower()))
    return pixels(style.get("width") or tag.get("width")), pixels(style.get("height") or tag.get("height"))


def decoded(written: str) -> str:
    """An attribute's value as HTML reads it: ``&copy=1`` and ``&section`` are no references there."""
    return _REFERENCE.sub(_character, written) if "&" in written else written


def _character(match: re.Match[str]) -> str:
    return html5.get(match[1], match[0]) if match[1] else html.unescape(match[0])
