"""Tags in pairs, and the links and images in their arguments, which the names of tags and parameters tell."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from cnposts._html import names, pixels
from cnposts._shortcodes.scan import destination
from cnposts._shortcodes.tags import BLOCKS, FIRST
from cnposts.models import Image, Link, Shortcode
from cnposts.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cnposts._position import Lines
    from cnposts._report import Report
    from cnposts._shortcodes.tags import Argument, Tag

# Tags: those whose arguments are expressions; that are an image, whatever its URL looks like; that have one word of text behind the URL.
_LOGIC = names("assign capture case comment else elsif for if unless when with")
_IMAGES = names("figure img image picture photo imgfig asset_img lightbox responsive-image")
_BUTTONS = names("button btn bookmark linkcard link_card link-card")
# Parameters, best first: an image's URL, a destination, what a reader clicks on, an image's caption; and those that hold no URL.
_SOURCES = ("src", "image", "image_path", "img", "url", "path", "file", "source", "data-src")
_HREFS = ("href", "url", "link")
TEXTS = ("text", "label", "name", "title", "caption", "content")
_CAPTIONS = ("caption", "figcaption", "description", "desc")
_PROSE = {"alt", "id", "class", "style", *_CAPTIONS, *TEXTS}
# Values: an image, a path or URL, whatever may stand for one, a variable.
_IMAGE = re.compile(r"(?:\{\{[^}]*+\}\})?(?=\S+\Z)\S+\.(?:png|jpe?g|gif|svg|webp|avif|bmp|ico|tiff?)(?:[?#!@]|\Z)", re.IGNORECASE)
_PATH = re.compile(r"(?:(?:https?|mailto|tel|ftp):|\.{0,2}/)\S+", re.IGNORECASE)
_WORD = re.compile(r"(?!(?:true|false|none|null)\Z)\S+")
_NO_WORD = re.compile(r"true|false|\d+%")
_VARIABLE = re.compile(r"[A-Za-z_][\w.\[\]-]*")


def records(
    tags: list[Tag], source: str, report: Report, in_code: Callable[[int], bool], in_destination: Callable[[int], bool]
) -> tuple[list[Shortcode], list[Link], list[Image]]:
    """Pair the tags that are not ``in_code``, and read the links and images of those that are not one, as ``in_destination``."""
    tags = [tag for tag in tags if tag.kind != "output" and not in_code(tag.start)]
    pairs, room = _pairs(tags, report), report.limits.inner_text * len(source)
    shortcodes: list[Shortcode] = []
    links: list[Link] = []
    images: list[Image] = []
    for tag in tags:
        if tag.kind not in {"open", "self"}:
            continue
        closing, inner = pairs.get(tag.start), None
        if closing:
            room -= closing.start - tag.end
            inner = source[tag.end : closing.start] if room >= 0 else None
            if inner is None:
                report(Rule.LIMIT_REACHED, "Tags nest too deep: the inner text is left out.", tag.start, tag.end)
        span = report.lines.span(tag.start, closing.end if closing else tag.end)
        shortcodes.append(Shortcode(name=tag.name, args=tag.args, params=tag.params, inner=inner, dialect=tag.dialect, span=span))
        if not in_destination(tag.start) and not (tag.name in _LOGIC and tag.dialect == "liquid"):
            _media(tag, inner, report.lines, links, images)
    return shortcodes, links, images


def _pairs(tags: list[Tag], report: Report) -> dict[int, Tag]:
    """The closing tag of each tag that has one, by the start of the opening tag: the nearest of its name that waits for one."""
    pairs: dict[int, Tag] = {}
    waiting: dict[tuple[bool, str], list[Tag]] = defaultdict(list)
    for tag in tags:
        opened = waiting[tag.dialect == "hugo", tag.name]
        if tag.kind == "open":
            opened.append(tag)
        elif tag.kind == "close" and opened:
            pairs[opened.pop().start] = tag
        elif tag.kind != "self":
            what = f"The tag {tag.name} is closed and was not opened" if tag.name else "This begins like a tag and does not end like one"
            report(Rule.SHORTCODE_UNCLOSED, f"{what}.", tag.start, tag.end)
    for (hugo, name), opened in waiting.items():
        for tag in opened if name in BLOCKS and not hugo else ():
            report(Rule.SHORTCODE_UNCLOSED, f"The tag {name} is opened and never closed.", tag.start, tag.end)
    return pairs


def _media(tag: Tag, inner: str | None, lines: Lines, links: list[Link], images: list[Image]) -> None:
    given = [item for item in tag.given if item.value and not _is_variable(item, tag.dialect)]
    given = [item._replace(key=item.key.lower(), value=destination(item.value) or item.value) for item in given]
    first = given[:1] if tag.name in FIRST and (tag.name != "link" or len(given) == 1) else []
    shown = [item for item in _shown(tag.name, given) if item not in first]
    linked = [item for item in given if item not in shown and (item in first or _is_link(item))]
    span = lines.span(tag.start, tag.end)
    for item in linked:
        text = "" if shown else _text(tag.name, given, linked[0], inner)
        links.append(Link(url=item.value, text=text, kind="shortcode", span=span, url_span=lines.span(item.start, item.end)))
    for item in shown:
        details = _details(tag, given, item) | {"link_url": _first(_HREFS, linked)}
        images.append(Image(url=item.value, kind="shortcode", span=span, url_span=lines.span(item.start, item.end), **details))


def _first(keys: Iterable[str], given: list[Argument]) -> str | None:
    return next((item.value for key in keys for item in given if item.key == key), None)


def _is_variable(item: Argument, dialect: str) -> bool:
    bare = item.key and not item.quoted and dialect == "liquid" and _VARIABLE.fullmatch(item.value)
    return bool(bare) and not _IMAGE.match(item.value)


def _is_link(item: Argument) -> bool:
    return (item.key in _HREFS or item.key not in _PROSE) and bool((_WORD if item.key in _HREFS else _PATH).fullmatch(item.value))


def _shown(name: str, given: list[Argument]) -> list[Argument]:
    """The arguments that are images: those that look like one, else the likeliest of a tag that is one."""
    found = [item for item in given if item.key not in _PROSE.union(_HREFS) and _IMAGE.match(item.value)]
    if name not in _IMAGES or any(item.key for item in found):
        return found
    sources = [item for key in _SOURCES for item in given if item.key == key]
    args = [item for item in given if not item.key]
    return [*sources, *found, *(item for item in args if _PATH.fullmatch(item.value)), *args][:1]


def _text(name: str, given: list[Argument], link: Argument, inner: str | None) -> str:
    """What a reader clicks on: a parameter, else the words around the URL, else the inner text of one line."""
    words = [item for item in given if not item.key and not _NO_WORD.fullmatch(item.value) and pixels(item.value) is None]
    before = [item.value for item in words if item.start < link.start]
    behind = [item.value for item in words if item.start > link.start]
    inner = (inner or "").strip()
    return _first(TEXTS, given) or " ".join(before or behind[: 1 if name in _BUTTONS else None]) or (inner if "\n" not in inner else "")


def _details(tag: Tag, given: list[Argument], image: Argument) -> dict[str, Any]:
    """What parameters say about an image, or, behind it, numbers and then title and description (Hexo) or the reverse."""
    rest = [item for item in given if not item.key and item.start > image.start and tag.name in _IMAGES]
    words = [item for item in rest if pixels(item.value) is None and not item.value.startswith("--")]
    texts = [item.value for item in words] if any(item.quoted for item in words) else [" ".join(item.value for item in words)]
    alt, title = [*texts, ""][:2][:: -1 if tag.dialect == "hexo" else 1]
    width, height = [*(pixels(item.value) for item in rest if item not in words), None, None][:2]
    alt, shown = _first(["alt"], given) or alt, _first(["title"], given) or title or None
    return {
        "alt": alt,
        "title": shown,
        "caption": _first(_CAPTIONS, given) or (shown if shown != alt else None),
        "width": pixels(_first(["width"], given)) or width,
        "height": pixels(_first(["height"], given)) or height,
    }
