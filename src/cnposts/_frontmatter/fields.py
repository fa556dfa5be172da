"""Reads single fields from nodes of the tree: texts, dates, lists, numbers, flags, URLs."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from cnposts import _dates, _urls
from cnposts._frontmatter.tree import Entry, Mapping, Node, Scalar, Sequence, locate
from cnposts._keys import CONTAINERS, normalise
from cnposts._people import EDGES
from cnposts.models import Link
from cnposts.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime, tzinfo

    from cnposts._position import Span
    from cnposts._report import Report

Found: TypeAlias = dict[str, list[Node]]
"""The nodes of each normalised key: those at the top first, then those in Hugo's and Zola's containers."""

_FLAGS = {"true": True, "yes": True, "on": True, "y": True, "1": True, "false": False, "no": False, "off": False, "n": False, "0": False}
_SEPARATORS = re.compile(r"[,，、\n]")
_PIXELS = re.compile(r"(\d{1,9})(?:\.0+)?\s*(?:px)?", re.IGNORECASE)
_ABSOLUTE = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_WRAPPED = re.compile(r"\[[^\]]*\]\((?P<target>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)|<(?P<angle>[^<>\s]+)>")


class Context:
    """The post that fields are read from, and where its messages, links and images go."""

    __slots__ = ("found", "links", "path", "report", "source", "timezone")

    def __init__(self, source: str, found: Found, report: Report, timezone: tzinfo, path: str | None) -> None:
        """Read fields of ``source``, whose keys are in ``found``."""
        self.source = source
        self.found = found
        self.report = report
        self.timezone = timezone
        self.path = path
        self.links: list[Link] = []

    def nodes(self, names: Iterable[str]) -> Iterator[tuple[str, Node]]:
        """The nodes of the first of ``names``, then those of the next."""
        found = self.found
        for name in names:
            if name in found:
                for node in found[name]:
                    yield name, node

    def wrong(self, node: Node, expected: str, rule: Rule = Rule.VALUE_INVALID) -> None:
        """Report that ``node`` is not what its key asks for."""
        what = f"{node.text[:60]!r}" if isinstance(node, Scalar) else "a list" if isinstance(node, Sequence) else "a mapping"
        self.report(rule, f"Expected {expected}, found {what}.", node.start, node.end)

    def span(self, node: Node) -> Span:
        """The span of ``node``."""
        return self.report.lines.span(node.start, node.end)

    def place(self, node: Scalar, start: int, end: int) -> Span:
        """The span of a part of the node's text."""
        return self.report.lines.span(*locate(self.source, node, start, end))

    def link(self, url: str, node: Scalar, start: int, text: str = "") -> None:
        """Record a link whose URL stands at ``start`` of the node's text."""
        url_span = self.place(node, start, start + len(url))
        self.links.append(Link(url=url, text=text, kind="key", span=self.span(node), url_span=url_span))


_key = lru_cache(maxsize=4096)(normalise)


def index(entries: list[Entry]) -> Found:
    """All nodes by their normalised keys."""
    found: Found = {}
    for key, _, _, node in entries:
        found.setdefault(_key(key), []).append(node)
    for name in CONTAINERS:
        for container in found.get(name, ()):
            if isinstance(container, Mapping):
                for key, _, _, node in container.entries:
                    found.setdefault(_key(key), []).append(node)
    return found


def stripped(node: Node) -> str:
    """The text of a scalar without blanks at its ends; empty where there is none."""
    return node.text.strip(EDGES) if type(node) is Scalar and node.value is not None else ""


def text(context: Context, names: Iterable[str]) -> str | None:
    """The first text."""
    for _, node in context.nodes(names):
        if type(node) is not Scalar:
            context.wrong(node, "a text")
        elif found := stripped(node):
            return found
    return None


def date(context: Context, names: Iterable[str]) -> datetime | None:
    """The first date; flags are no dates where the key may hold a flag too (``published: true``)."""
    for name, node in context.nodes(names):
        if type(node) is not Scalar:
            context.wrong(node, "a date", Rule.DATE_INVALID)
        elif stripped(node) and not (name == "published" and isinstance(node.value, bool)):
            value = read_date(context, node)
            if value:
                return value
    return None


def read_date(context: Context, node: Scalar) -> datetime | None:
    """The date of one scalar; its doubts are reported."""
    if isinstance(node.value, bool):
        context.wrong(node, "a date", Rule.DATE_INVALID)
        return None
    found = _dates.read(stripped(node), context.timezone)
    if found.reason:
        context.report(Rule.DATE_INVALID, found.reason, node.start, node.end)
    if found.imprecise:
        context.report(Rule.DATE_IMPRECISE, f"{node.text!r} leaves out a part of the date; the first was taken.", node.start, node.end)
    if found.ambiguous:
        reason = f"{node.text!r} was read as {found.value:%Y-%m-%d}, month first." if found.value else ""
        context.report(Rule.DATE_AMBIGUOUS, reason, node.start, node.end, f"{found.value:%Y-%m-%d}" if found.value else None)
    return found.value


def texts(context: Context, names: Iterable[str], separator: re.Pattern[str] | None) -> tuple[str, ...]:
    """The texts of the first list that is not empty; a string is split at ``separator``."""
    for _, node in context.nodes(names):
        if type(node) is Scalar:
            parts = separator.split(stripped(node)) if separator else [stripped(node)]
        else:
            parts = [stripped(leaf) for leaf in leaves(context, node, "a text")]
        found = dict.fromkeys(part.strip(EDGES) for part in parts)
        found.pop("", None)
        if found:
            return tuple(found)
    return ()


def separator_of(field: str, names: tuple[str, ...], context: Context) -> re.Pattern[str] | None:
    """What splits a string: commas in tags and their like; blanks in Jekyll's ``tags`` and ``categories``."""
    if field in {"aliases", "series"}:
        return None
    if field in {"tags", "categories"} and _is_jekyll(context.path):
        name, node = next(context.nodes(names), ("", None))
        if name == field and isinstance(node, Scalar) and not _SEPARATORS.search(node.text):
            return re.compile(r"\s+")
    return _SEPARATORS


def _is_jekyll(path: str | None) -> bool:
    """Whether the path is one of Jekyll's; Hexo has ``_posts`` too, but in ``source``."""
    folders = (path or "").split("/")[:-1]
    return any(name in {"_posts", "_drafts"} and "source" not in folders[:at] for at, name in enumerate(folders))


def leaves(context: Context, node: Node, expected: str) -> Iterator[Scalar]:
    """The scalars of a list, lists in it too; a mapping in it is reported."""
    todo = [node]
    while todo:
        node = todo.pop()
        if isinstance(node, Scalar):
            yield node
        elif isinstance(node, Sequence):
            todo += node.items[::-1]
        else:
            context.wrong(node, expected)


def flag(node: Node) -> bool | None:
    """What a flag says, in any of its spellings."""
    return _FLAGS.get(stripped(node).lower())


def number(context: Context, names: Iterable[str]) -> int | None:
    """The first integer."""
    for _, node in context.nodes(names):
        written = stripped(node)
        value = node.value if type(node) is Scalar and not isinstance(node.value, bool) else None
        if isinstance(value, int):
            return value
        if re.fullmatch(r"[-+]?\d{1,18}(?:\.0+)?", written):
            return int(float(written)) if "." in written else int(written)
        if written or type(node) is not Scalar:
            context.wrong(node, "an integer")
    return None


def pixels(node: Node) -> int | None:
    """A length in pixels."""
    match = _PIXELS.fullmatch(stripped(node))
    return int(match[1]) if match else None


def absolute_url(context: Context, names: Iterable[str]) -> str | None:
    """The first absolute URL, which becomes a link too; a flag of the same key (``original: true``) is none and no error."""
    for _, node in context.nodes(names):
        scalar = _url_node(node)
        if scalar is None:
            context.wrong(node, "an absolute URL")
        elif stripped(scalar) and not isinstance(scalar.value, bool):
            url = absolute(scalar)
            if url:
                context.link(url[0], scalar, url[1])
                return url[0]
            context.wrong(scalar, "an absolute URL (http or https)")
    return None


def _url_node(node: Node) -> Scalar | None:
    """The scalar that holds the URL: the node itself, a list's only item, or ``url`` or ``link`` of a mapping."""
    if isinstance(node, Sequence) and len(node.items) == 1:
        node = node.items[0]
    if isinstance(node, Mapping):
        named = {normalise(key): child for key, _, _, child in node.entries}
        node = named.get("url") or named.get("link") or node
    return node if isinstance(node, Scalar) else None


def absolute(node: Scalar) -> tuple[str, int] | None:
    """The absolute URL that the node's text is (bare, in ``<>`` or a Markdown link), and where it stands in the text."""
    found = stripped(node)
    start = node.text.find(found)
    wrapped = _WRAPPED.fullmatch(found)
    if wrapped:
        group = "target" if wrapped["target"] is not None else "angle"
        found, start = wrapped[group], start + wrapped.start(group)
    parts = _urls.split(found) if _ABSOLUTE.fullmatch(found) else None
    return (found, start) if parts and parts.hostname else None


def links(context: Context, names: Iterable[str]) -> None:
    """Record the links that the post offers: URLs, or mappings with ``url`` and a text beside it."""
    for _, node in context.nodes(names):
        for item in node.items if isinstance(node, Sequence) else [node]:
            if isinstance(item, Mapping):
                _link(context, {normalise(key): child for key, _, _, child in item.entries})
            elif isinstance(item, Scalar) and (found := absolute(item)):
                context.link(found[0], item, found[1])


def _link(context: Context, named: dict[str, Node]) -> None:
    url = next((named[name] for name in ("url", "link", "href") if name in named), None)
    written = stripped(url) if url else ""
    if isinstance(url, Scalar) and written and not re.search(r"\s", written) and not isinstance(url.value, bool):
        label = next((stripped(named[name]) for name in ("name", "text", "title", "label") if name in named), "")
        context.link(written, url, url.text.find(written), label)
