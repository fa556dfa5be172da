"""Links and images in the arguments of tags, found by the names of tags and parameters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cnposts._html import pixels
from cnposts._shortcodes.outputs import destination
from cnposts._shortcodes.tags import LOGIC, names
from cnposts.models import Image, Link

if TYPE_CHECKING:
    from cnposts._position import Lines
    from cnposts._shortcodes.tags import Tag, Value

IMAGES = names("figure img image picture photo imgfig asset_img lightbox responsive-image responsive_image img-responsive")
"""Tags that are an image, whatever its URL looks like."""
SOURCES = ("src", "image", "image_path", "img", "url", "path", "file", "source", "data-src")
"""Parameters that hold it, best first."""
FIRST = names("post_link post_url post_path asset_link asset_path ref relref")
"""Tags whose first argument is a destination, whatever it looks like; so is a lone one of ``link``."""
LINKS = names("link button btn bookmark linkcard link_card link-card iframe pdf")
"""Tags whose first argument that looks like a URL is a destination."""
QUOTES = names("blockquote quote pullquote")
"""Tags that hold what somebody says: author, source, a URL and the words that are linked to it."""
HREFS = frozenset({"href", "url", "link"})
"""Parameters that hold a destination."""
MAYBE_HREFS = names("src path file target cite source to permalink website homepage repo")
"""Parameters that hold a destination where it looks like one."""
TEXTS = ("text", "label", "name", "title", "caption", "content")
"""Parameters that hold what a reader clicks on, best first."""
CAPTIONS = ("caption", "figcaption", "description", "desc")
"""Parameters that hold the caption of an image, best first."""

_PROSE = frozenset({"alt", *CAPTIONS, *TEXTS, "id", "class", "style"})
_NO_IMAGE = _PROSE | {"href", "link", "target"}
_INCLUDES = names("include include_cached include_relative partial render")
_IMAGE = re.compile(r"\S[^\r\n]*\.(?:png|jpe?g|gif|svg|webp|avif|bmp|ico|tiff?|heic|jfif)(?:[?#!@]\S{0,1000})?", re.IGNORECASE)
_ABSOLUTE = re.compile(r"https?://\S+", re.IGNORECASE)
_PATH = re.compile(r"(?:(?:https?|mailto|tel|ftp):|[#?]|[^\s/]*/)\S*", re.IGNORECASE)
_VARIABLE = re.compile(r"[A-Za-z_][\w.\[\]-]*")
_FLAGS = frozenset({"true", "false", "none", "null"})
_TITLE_ALT = re.compile(r"""\s*+(["']?)([^"']*+)\1\s*+(?:["']([^"']*+)["']\s*+)?""")


def media(tag: Tag, inner: str | None, lines: Lines, links: list[Link], images: list[Image]) -> None:
    """Add the links and images of a tag.

    Args:
        tag: An opening or single tag.
        inner: The text up to its closing tag, if it has one.
        lines: The lines of the source.
        links: Takes the links.
        images: Takes the images.
    """
    if tag.name in LOGIC and tag.dialect == "liquid":
        return
    name, args = _included(tag) if tag.name in _INCLUDES else (tag.name, tag.args)
    params = {key.lower(): value for key, value in tag.params.items() if value.value and not _is_variable(tag, value)}
    shown = _images(name, args, params)
    found = [value for value in _links(name, args, params) if value not in shown]
    span = lines.span(tag.start, tag.end)
    if shown:
        details = _details(name, args, params, shown[0], titled=tag.dialect == "hexo")
        details["link_url"] = next((_url(value) for value in found if value in [params.get(key) for key in HREFS]), None)
        images += [
            Image(url=_url(value), kind="shortcode", span=span, url_span=lines.span(value.start, value.end), **details) for value in shown
        ]
    text = "" if shown or not found else _text(name, args, params, inner)
    links += [Link(url=_url(value), text=text, kind="shortcode", span=span, url_span=lines.span(value.start, value.end)) for value in found]


def _included(tag: Tag) -> tuple[str, list[Value]]:
    """Name and arguments of what is included: ``{% include media/figure.html … %}`` is a figure."""
    if not tag.args:
        return tag.name, []
    return tag.args[0].value.rpartition("/")[2].partition(".")[0], tag.args[1:]


def _is_variable(tag: Tag, value: Value) -> bool:
    """Whether an argument without quotes is a variable of Liquid's, and no text."""
    if value.quote or tag.dialect != "liquid":
        return False
    return _VARIABLE.fullmatch(value.value) is not None and not _IMAGE.fullmatch(value.value)


def _url(value: Value) -> str:
    return destination(value.value) or value.value


def _images(name: str, args: list[Value], params: dict[str, Value]) -> list[Value]:
    named = [value for key, value in params.items() if key not in _NO_IMAGE and _IMAGE.fullmatch(value.value)]
    if named:
        return named
    if name not in IMAGES:
        return [value for value in args if _IMAGE.fullmatch(value.value) and not re.search(r"\s", value.value)]
    sources = [params[key] for key in SOURCES if key in params]
    if not sources:
        sources = [value for value in args if _IMAGE.fullmatch(value.value) or value.value.startswith(("/", "http"))] or args
    return sources[:1]


def _links(name: str, args: list[Value], params: dict[str, Value]) -> list[Value]:
    named = [value for key, value in params.items() if _is_href(name, key, value.value)]
    if name in FIRST or (name == "link" and len(args) == 1):
        return [*args[:1], *named]
    positional = [value for value in args if _ABSOLUTE.fullmatch(value.value)]
    if not positional and name in LINKS:
        positional = [value for value in args if _PATH.fullmatch(value.value)][:1]
    found = positional + named
    return found or [value for value in params.values() if _ABSOLUTE.fullmatch(value.value)]


def _is_href(name: str, key: str, value: str) -> bool:
    if key in HREFS:
        return value.lower() not in _FLAGS and not re.search(r"\s", value.strip())
    if key in _PROSE:
        return False
    if key == "path" and name in FIRST:
        return True
    return (_PATH if key in MAYBE_HREFS else _ABSOLUTE).fullmatch(value) is not None


def _text(name: str, args: list[Value], params: dict[str, Value], inner: str | None) -> str:
    """What a reader clicks on: a parameter, else the other arguments, else the inner text of one line."""
    for key in TEXTS:
        if key in params:
            return params[key].value
    words = [value.value for value in args if value.value not in _FLAGS]
    if name in FIRST:
        return " ".join(words[1:])
    at = next((index for index, word in enumerate(words) if _PATH.fullmatch(word)), None)
    if at is not None and name in QUOTES:
        return " ".join(words[at + 1 :])
    if at is not None and name in LINKS and len(words) > 1:
        return " ".join(words[:at]) or words[1]
    inner = (inner or "").strip()
    return "" if "\n" in inner or "\r" in inner else inner


def _details(name: str, args: list[Value], params: dict[str, Value], image: Value, *, titled: bool) -> dict[str, Any]:
    """All of an image but its URL. Behind it, Hexo has width, height, title and alt; others begin with alt."""
    texts = {key: value.value for key, value in params.items()}
    sizes: list[int | None] = [pixels(texts.get("width")), pixels(texts.get("height"))]
    alt, title = texts.get("alt", ""), texts.get("title")
    if name in IMAGES and image in args:
        rest = args[args.index(image) + 1 :]
        count = next((index for index, value in enumerate(rest[:2]) if value.quote or pixels(value.value) is None), len(rest[:2]))
        sizes = [pixels(value.value) for value in rest[:count]] + sizes[count:]
        first, second = _meta(rest[count:])
        alt, title = (second or alt, first or title) if titled else (first or alt, second or title)
    caption = next((texts[key] for key in CAPTIONS if key in texts), None)
    return {"alt": alt, "title": title, "caption": caption, "width": sizes[0], "height": sizes[1]}


def _meta(values: list[Value]) -> tuple[str, str]:
    """Two texts: each in quotes, or both in one string that quotes them again, or all words one text."""
    if len(values) > 1 and values[0].quote:
        return values[0].value, values[1].value
    text = " ".join(value.value for value in values)
    both = _TITLE_ALT.fullmatch(text)
    return (both[2].strip(), both[3] or "") if both else (text, "")
