"""Readers of values, mostly of one shape: context, key and node to a value, or None after a message."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from cnposts import _dates, _urls
from cnposts._frontmatter.tree import Mapping, Node, Scalar, Sequence, children, key_of, locate, pick, stripped
from cnposts._keys import CONTAINERS, COVERS, NEGATED_FLAGS, STATUSES
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

_URL_KEYS = dict.fromkeys(("src", "url", "path", "file", "filename", "href", "image", "overlayimage", "teaser", "relative", *COVERS))
_TEXT_KEYS = {"alt": ("alt", "imagealt", "imagedescription"), "caption": ("caption", "desc", "description"), "title": ("title",)}
_STRICT = {"resources", "header", "background", "preview"}
"""Keys that hold other things than images too: only a file name of an image counts."""
_IMAGE = re.compile(r"\.(?:png|jpe?g|jfif|gif|svg|webp|avif|bmp|ico|tiff?|heic)(?![\w])", re.IGNORECASE)
_OTHER = re.compile(
    r"\.(?:pdf|html?|mdx?|mp[34]|webm|mov|ogg|js|css|zip|txt|json|ya?ml)(?:$|[?#])|gradient\(|url\(|https?:.*\s", re.IGNORECASE
)
_IMAGE_OR_PATH = re.compile(_IMAGE.pattern + r"|^(?:https?://[^\s/]|//[^\s/]|data:image/|\.{0,2}/\S|[^\s/#]+/\S+$)", re.IGNORECASE)
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
        return [(name, node) for name in names if name in self.found for node in self.found[name]]

    def wrong(self, node: Node, expected: str, rule: Rule = Rule.VALUE_INVALID) -> None:
        """Report that ``node`` is not what its key asks for."""
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


def index(tree: Mapping) -> dict[str, list[Node]]:
    """All nodes by their normalised keys, those in containers behind those at the top."""
    found: dict[str, list[Node]] = {}
    for key, entry in tree.entries.items():
        found.setdefault(key_of(key), []).append(entry[2])
    for container in [node for name in CONTAINERS for node in found.get(name, ()) if isinstance(node, Mapping)]:
        for key, node in container.named().items():
            found.setdefault(key, []).append(node)
    return found


def text(context: Context, _: str, node: Node) -> str | None:
    """A text."""
    if type(node) is not Scalar:
        context.wrong(node, "a text")
    return stripped(node) or None


def date(context: Context, key: str, node: Node) -> datetime | None:
    """A date with its doubts; a flag is none and no error where the key may hold one too (``published: true``)."""
    written, place = stripped(node), (node.start, node.end)
    if type(node) is not Scalar or isinstance(node.value, bool):
        if type(node) is not Scalar or key not in NEGATED_FLAGS["draft"]:
            context.wrong(node, "a date", Rule.DATE_INVALID)
        return None
    found = _dates.read(written, context.timezone) if written else _dates.Date(None)
    if found.reason:
        context.report(Rule.DATE_INVALID, found.reason, *place)
    if found.imprecise:
        context.report(Rule.DATE_IMPRECISE, f"{written!r} leaves out a part of the date; the first was taken.", *place)
    if found.ambiguous:
        day = f"{found.value:%Y-%m-%d}"
        context.report(Rule.DATE_AMBIGUOUS, f"{written!r} was read as {day}, month first.", *place, day)
    return found.value


def texts(context: Context, key: str, node: Node, *, split: bool = True) -> tuple[str, ...] | None:
    """A list of texts, or a text split at commas; at blanks in Jekyll's ``tags`` and ``categories``."""
    parts = [stripped(leaf) for leaf in _leaves(context, node)]
    if type(node) is Scalar and split:
        by_blanks = key in {"tags", "categories"} and _is_jekyll(context.path) and not _SEPARATORS.search(node.text)
        parts = parts[0].split() if by_blanks else [part.strip(EDGES) for part in _SEPARATORS.split(parts[0])]
    return tuple(dict.fromkeys(filter(None, parts))) or None


def _leaves(context: Context, node: Node) -> list[Scalar]:
    if isinstance(node, Mapping):
        context.wrong(node, "a text")
        return []
    return [node] if isinstance(node, Scalar) else [leaf for item in node.items for leaf in _leaves(context, item)]


def _is_jekyll(path: str | None) -> bool:
    """Whether the path is one of Jekyll's; Hexo has ``_posts`` too, but in ``source``."""
    folders = (path or "").split("/")[:-1]
    return any(name in {"_posts", "_drafts"} and "source" not in folders[:at] for at, name in enumerate(folders))


def draft(context: Context, key: str, node: Node) -> bool | None:
    """Whether a post is a draft, by ``draft: true``, ``published: false`` or ``status: draft``."""
    written = stripped(node).lower()
    if key in STATUSES["draft"]:
        return written == "draft"
    value = _FLAGS.get(written)
    if key in NEGATED_FLAGS["draft"]:
        return None if value is None else not value
    if value is None and (written or type(node) is not Scalar):
        context.wrong(node, "true or false")
    return value


def number(context: Context, _: str, node: Node) -> int | None:
    """An integer."""
    written = str(node.value) if type(node) is Scalar and type(node.value) is int else stripped(node)
    if re.fullmatch(r"[-+]?\d{1,19}", written):
        return int(written)
    if written or type(node) is not Scalar:
        context.wrong(node, "an integer")
    return None


def absolute_url(context: Context, _: str, node: Node) -> str | None:
    """An absolute URL, which becomes a link too; a flag (``original: true``) is none and no error."""
    node = node.items[0] if isinstance(node, Sequence) and len(node.items) == 1 else node
    if isinstance(node, Mapping):
        node = pick(node.named(), "url", "link") or node
    if isinstance(node, Scalar) and (not stripped(node) or isinstance(node.value, bool)):
        return None
    found = absolute(node)
    if not found or not isinstance(node, Scalar):
        context.wrong(node, "an absolute URL (http or https)")
        return None
    context.link(found[0], node, found[1])
    return found[0]


def absolute(node: Node) -> tuple[str, int] | None:
    """The absolute URL that the node's text is (bare, in ``<>`` or a Markdown link), and where it stands in the text."""
    written = stripped(node)
    start = node.text.find(written) if isinstance(node, Scalar) else 0
    wrapped = _WRAPPED.fullmatch(written)
    if wrapped:
        group = "angle" if wrapped["angle"] else "target"
        written, start = wrapped[group], start + wrapped.start(group)
    parts = _urls.split(written) if _ABSOLUTE.fullmatch(written) else None
    return (written, start) if parts and parts.hostname else None


def links(context: Context, _: str, node: Node) -> None:
    """Record the links that the post offers: URLs, or mappings with ``url`` and a text beside it."""
    for item in node.items if isinstance(node, Sequence) else [node]:
        if isinstance(item, Mapping):
            url, label = (pick(item.named(), *names) for names in (("url", "link", "href"), ("name", "text", "title", "label")))
            if url and re.fullmatch(r"\S+", stripped(url)):
                context.link(stripped(url), url, url.text.find(stripped(url)), stripped(label) if label else "")
        elif isinstance(item, Scalar) and (found := absolute(item)):
            context.link(found[0], item, found[1])


def covers(context: Context, names: Iterable[str]) -> tuple[Image, ...]:
    """All cover images, best first, none twice."""
    found: dict[str, Image] = {}
    for name, node in context.nodes(names):
        for image in _images(context, node, strict=name in _STRICT):
            found.setdefault(image.url, image)
    context.images += found.values()
    return tuple(found.values())


def _is_image(url: str, *, strict: bool) -> bool:
    """Whether a value is an image and not a colour, a flag's word, or a file of another kind."""
    pattern = _IMAGE if strict else _IMAGE_OR_PATH
    return bool(pattern.search(url)) and not _OTHER.search(url) and not (strict and "*" in url)


def _images(context: Context, node: Node, *, strict: bool) -> list[Image]:
    """The images of one value, at most as deep as the tree is."""
    if isinstance(node, Scalar):
        url = stripped(node)
        fits = url and not isinstance(node.value, bool | int | float) and _is_image(url, strict=strict)
        return [Image(**context.places(url, node, node.text.find(url)))] if fits else []
    if not isinstance(node, Mapping):
        return [found for item in children(node) for found in _images(context, item, strict=strict)]
    named = node.named()
    found = [item for name in _URL_KEYS if name in named for item in _images(context, named[name], strict=strict)]
    beside = _beside(named)
    return [item.model_copy(update={key: text for key, text in beside.items() if not getattr(item, key)}) for item in found]


def _beside(named: dict[str, Node]) -> dict[str, Any]:
    """The texts and sizes beside an image."""
    found: dict[str, Any] = {name: stripped(node) for name, keys in _TEXT_KEYS.items() if (node := pick(named, *keys))}
    for name in ("width", "height"):
        if match := _PIXELS.fullmatch(stripped(named[name]) if name in named else ""):
            found[name] = int(match[1])
    return found
