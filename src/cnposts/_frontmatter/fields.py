"""Readers of values, mostly of one shape: context, key and node to a value, or None after a message."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from cnposts import _dates, _paths, _urls
from cnposts._frontmatter.tree import Mapping, Node, Scalar, Sequence, children, key_of, locate, pick, stripped
from cnposts._keys import CONTAINERS, PUBLISHED, STATUS, STRICT_COVERS, TEXT_KEYS, URL_KEYS
from cnposts._people import EDGES, LINK
from cnposts.models import Image, Link
from cnposts.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime, tzinfo

    from cnposts._report import Report

_FLAGS = {"true": True, "yes": True, "on": True, "y": True, "1": True, "false": False, "no": False, "off": False, "n": False, "0": False}
_SEPARATORS = re.compile(r"[,，、\n]")
_ABSOLUTE = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_WRAPPED = re.compile(rf"{LINK}|<(?P<angle>[^<>\s]+)>")

_IMAGE = re.compile(r"\.(?:png|jpe?g|jfif|gif|svg|webp|avif|bmp|ico|tiff?|heic)(?![\w])", re.IGNORECASE)
_OTHER = re.compile(r"\.(?:pdf|html?|mdx?|mp[34]|webm|mov|ogg|js|css|zip|txt|json|ya?ml)(?:$|[?#])|gradient\(|url\(", re.IGNORECASE)
_IMAGE_OR_PATH = re.compile(_IMAGE.pattern + r"|^(?:https?://[^\s/]|//[^\s/]|data:image/|\.{0,2}/\S|[^\s/#]+/\S+$)", re.IGNORECASE)
_IMAGE_END = re.compile(rf"\s*\S+{_IMAGE.pattern}\s*", re.IGNORECASE)
_MARKED = re.compile(r"!\[(?P<alt>[^\[\]]*)\]\(\s*<?(?P<url>[^()<>\s]+)[^()]*\)")
_DASHED = re.compile(r"-[^\s-][^\r\n]*(?:[\r\n]+[ \t]*-[^\s-][^\r\n]*)*")
_PIXELS = re.compile(r"(\d{1,9})(?:\.0+)?\s*(?:px)?", re.IGNORECASE)


@dataclass(slots=True)
class Context:
    """The post that fields are read from, its nodes by ``index``, and where its messages, links and images go."""

    source: str
    found: dict[str, list[Node]]
    report: Report
    timezone: tzinfo
    path: str | None
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)

    def nodes(self, names: Iterable[str]) -> list[tuple[str, Node]]:
        """The nodes of the first of ``names``, then those of the next."""
        return [(name, node) for name in filter(self.found.__contains__, names) for node in self.found[name]]

    def wrong(self, node: Node, expected: str, rule: Rule = Rule.VALUE_INVALID) -> None:
        """Report that ``node`` is not what its key asks for; of an empty value there is nothing to say."""
        if isinstance(node, Scalar) and not stripped(node):
            return
        what = f"{node.text[:60]!r}" if isinstance(node, Scalar) else "a list" if isinstance(node, Sequence) else "a mapping"
        self.report(rule, f"Expected {expected}, found {what}.", node.start, node.end)

    def places(self, url: str, node: Scalar, start: int) -> dict[str, Any]:
        """What links and images have in common, of the URL that stands at ``start`` of the node's text."""
        span, lines = self.report.lines.span, locate(self.source, node, start, start + len(url))
        return {"url": url, "kind": "key", "span": span(node.start, node.end), "url_span": span(*lines)}

    def link(self, url: str, node: Scalar, start: int, text: str = "") -> None:
        """Record a link."""
        self.links.append(Link(text=text, **self.places(url, node, start)))


Reader: TypeAlias = "Callable[[Context, str, Node], Any]"


def index(tree: Mapping, report: Report) -> dict[str, list[Node]]:
    """All nodes by their normalised keys, those in containers behind those at the top; two spellings of one key are told."""
    found: dict[str, list[Node]] = {}
    levels = [tree]
    for level in levels:
        first: dict[str, str] = {}
        for key, (start, end, node) in level.entries.items():
            name = key_of(key)
            if name in first:
                line = report.lines.line_of(level.entries[first[name]][0]) + 1
                report(Rule.DUPLICATE_KEY, f"{key!r} is the key {first[name]!r} of line {line}, whose value is taken.", start, end)
            elif type(node) is not Scalar or stripped(node):
                first[name] = key
            found.setdefault(name, []).append(node)
        levels += [node for name in CONTAINERS for node in found.get(name, ()) if isinstance(node, Mapping)] if level is tree else []
    return found


def text(context: Context, _: str, node: Node) -> str | None:
    """A text."""
    if type(node) is not Scalar:
        context.wrong(node, "a text")
    return stripped(node) or None


def date(context: Context, key: str, node: Node) -> datetime | None:
    """A date with its doubts; a flag is none and no error where the key may hold one too (``published: true``)."""
    written, place = stripped(node), (node.start, node.end)
    if key == PUBLISHED and written.lower() in _FLAGS:
        return None
    if type(node) is not Scalar or isinstance(node.value, bool):
        context.wrong(node, "a date", Rule.DATE_INVALID)
        return None
    found = _dates.read(written, context.timezone) if written else _dates.Date(None)
    if found.reason:
        context.report(Rule.DATE_INVALID, found.reason, *place)
    if found.imprecise:
        context.report(Rule.DATE_IMPRECISE, f"{written!r} leaves out a part of the date; the first was taken.", *place)
    if found.zone:
        reason = f"{found.zone} names no time zone, or several; {written!r} was read as one of {context.timezone}."
        context.report(Rule.DATE_AMBIGUOUS, reason, *place)
    if found.ambiguous:
        day = f"{found.value:%Y-%m-%d}"
        context.report(Rule.DATE_AMBIGUOUS, f"{written!r} was read as {day}, month first.", *place, day)
    return found.value


def texts(context: Context, key: str, node: Node, *, split: bool = True) -> tuple[str, ...] | None:
    """A list of texts, or a text split at commas; at blanks in Jekyll's ``tags`` and ``categories``."""
    parts = [stripped(leaf) for leaf in _leaves(context, node)]
    lines = _DASHED.fullmatch(context.source, node.start, node.end) if type(node) is Scalar else None
    if lines and context.source[max(node.start - 100, 0) : node.start].rstrip(" \t")[-1:] in {"\n", "\r"}:
        context.report(Rule.FRONT_MATTER_INVALID, "A blank is missing behind each dash; this was read as a list.", *lines.span())
        parts = [line.strip(EDGES)[1:].strip("\"'") for line in lines[0].splitlines()]
    elif type(node) is Scalar and split:
        by_blanks = key in {"tags", "categories"} and _paths.is_jekyll(context.path) and not _SEPARATORS.search(node.text)
        parts = parts[0].split() if by_blanks else [part.strip(EDGES) for part in _SEPARATORS.split(parts[0])]
    return tuple(dict.fromkeys(filter(None, parts))) or None


def _leaves(context: Context, node: Node) -> list[Scalar]:
    if isinstance(node, Mapping):
        context.wrong(node, "a text")
        return []
    items = [node] if isinstance(node, Scalar) else node.items
    return [leaf for item in items for leaf in ([item] if type(item) is Scalar else _leaves(context, item))]


def draft(context: Context, key: str, node: Node) -> bool | None:
    """Whether a post is a draft, by ``draft: true``, ``published: false`` or ``status: draft``."""
    written = stripped(node).lower()
    if key == STATUS:
        return written == "draft"
    value = _FLAGS.get(written)
    if key == PUBLISHED:
        return None if value is None else not value
    if value is None:
        context.wrong(node, "true or false")
    return value


def number(context: Context, _: str, node: Node) -> int | None:
    """An integer."""
    written = str(node.value) if type(node) is Scalar and type(node.value) is int else stripped(node)
    if re.fullmatch(r"[-+]?\d{1,19}", written):
        return int(written)
    context.wrong(node, "an integer")
    return None


def absolute_url(context: Context, _: str, node: Node) -> str | None:
    """An absolute URL, which becomes a link too; a flag (``original: true``) is none and no error."""
    node = node.items[0] if isinstance(node, Sequence) and len(node.items) == 1 else node
    node = (pick(node.named(), "url", "link") or node) if isinstance(node, Mapping) else node
    if found := absolute(node):
        context.link(*found)
        return found[0]
    if not isinstance(node, Scalar) or not isinstance(node.value, bool):
        context.wrong(node, "an absolute URL (http or https)")
    return None


def absolute(node: Node) -> tuple[str, Scalar, int] | None:
    """The absolute URL that the node's text is (bare, in ``<>`` or a Markdown link), and where it stands in the text."""
    if not isinstance(node, Scalar):
        return None
    written = stripped(node)
    start = node.text.find(written)
    if wrapped := _WRAPPED.fullmatch(written):
        group = "angle" if wrapped["angle"] else "target"
        written, start = wrapped[group], start + wrapped.start(group)
    parts = _urls.split(written) if _ABSOLUTE.fullmatch(written) else None
    return (written, node, start) if parts and parts.hostname else None


def links(context: Context, _: str, node: Node) -> None:
    """Record the links that the post offers: URLs, or mappings with ``url`` and a text beside it."""
    for item in node.items if isinstance(node, Sequence) else [node]:
        if isinstance(item, Mapping):
            url, label = (pick(item.named(), *names) for names in (("url", "link", "href"), ("name", "text", "title", "label")))
            if url and re.fullmatch(r"\S+", stripped(url)):
                context.link(stripped(url), url, url.text.find(stripped(url)), stripped(label))
        elif found := absolute(item):
            context.link(*found)


def covers(context: Context, names: Iterable[str]) -> tuple[Image, ...]:
    """All cover images, best first, none twice."""
    found: dict[str, Image] = {}
    for name, node in context.nodes(names):
        for image in _images(context, node, strict=name in STRICT_COVERS):
            context.images.append(image)
            found.setdefault(image.url, image)
    return tuple(found.values())


def _images(context: Context, node: Node, *, strict: bool) -> list[Image]:
    """The images of one value, at most as deep as the tree is."""
    if isinstance(node, Scalar):
        return [] if isinstance(node.value, bool | int | float) else _written(context, node, strict=strict)
    if not isinstance(node, Mapping):
        return [found for item in children(node) for found in _images(context, item, strict=strict)]
    named = node.named()
    found = [item for name in URL_KEYS if name in named for item in _images(context, named[name], strict=strict)]
    beside: dict[str, Any] = {key: stripped(text) for key, names in TEXT_KEYS.items() if (text := pick(named, *names))}
    sizes = {key: _PIXELS.fullmatch(stripped(named.get(key))) for key in ("width", "height")}
    beside |= {key: int(size[1]) for key, size in sizes.items() if size}
    return [item.model_copy(update={key: value for key, value in beside.items() if not getattr(item, key)}) for item in found]


def _written(context: Context, node: Scalar, *, strict: bool) -> list[Image]:
    """The images of a text: a URL, some that commas part, or Markdown's image."""
    whole, found = stripped(node), []
    marked, parts = _MARKED.fullmatch(whole), _SEPARATORS.split(whole)
    urls = [marked["url"]] if marked else [part.strip(EDGES) for part in parts] if all(map(_IMAGE_END.fullmatch, parts)) else [whole]
    end = 0
    for url in filter(None, urls):
        start = node.text.find(url, end)
        end = start + len(url)
        has_blank = "://" in url and re.search(r"\s", url)
        # what may be a colour, a flag's word, or a file of another kind, is an image by its file's name only
        is_image = _IMAGE.search(url) and "*" not in url if strict else (_IMAGE if has_blank else _IMAGE_OR_PATH).search(url)
        if is_image and not _OTHER.search(url):
            found.append(Image(**context.places(url, node, start), alt=marked["alt"] if marked else ""))
            if has_blank:
                span = found[-1].url_span
                context.report(Rule.URL_SUSPECT, "A blank stands in this URL; it was taken as written.", span.start, span.end)
        elif has_blank and not strict:
            context.wrong(node, "the URL of an image", Rule.URL_SUSPECT)
    return found
