"""YAML: a tree with places from the events of libyaml, or of the Python parser where libyaml is missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml
from yaml.constructor import SafeConstructor
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from cnposts import _dates
from cnposts._frontmatter.tree import MAX_DEPTH, MAX_NODES, Entry, Mapping, Node, Scalar, Sequence, height, plain
from cnposts.rules import Rule

if TYPE_CHECKING:
    from cnposts._report import Report

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
FAULTS = (yaml.YAMLError, ValueError, OverflowError)
"""What the loaders raise; the Python one lets ``chr()`` of a wild escape through."""

_TAG = "tag:yaml.org,2002:"
_STRING = _TAG + "str"
_RESOLVERS = yaml.SafeLoader.yaml_implicit_resolvers
_CONSTRUCTOR = SafeConstructor()
_CONSTRUCT = {
    _TAG + name: getattr(_CONSTRUCTOR, f"construct_yaml_{name}") for name in ("null", "bool", "int", "float", "timestamp", "binary")
}
_INVALID = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]+")
_OPENING = re.compile(r"[\[{\]}]")
_BREAK = re.compile(r"\r\n?|[\n\x85\u2028\u2029]")
_STARTS = (MappingStartEvent, SequenceStartEvent)
_ENDS = (MappingEndEvent, SequenceEndEvent)


class LimitError(ValueError):
    """The text is nested deeper than a loader should be asked to read."""


class _Open:
    """A container whose end has not come yet."""

    __slots__ = ("before", "event", "items")

    def __init__(self, event: Any, before: int) -> None:  # noqa: ANN401 - PyYAML's events are untyped
        self.event = event
        self.before = before
        self.items: list[Node] = []


class Builder:
    """Builds nodes of one front matter; keeps anchors, and the values that a repair has masked."""

    def __init__(self, source: str, report: Report) -> None:
        """Build nodes with places in ``source``."""
        self.source = source
        self.report = report
        self.masked: dict[int, str] = {}
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._count = 0

    def build(self, text: str, base: int) -> Node | None:
        """Read ``text``, which stands at ``base`` of the source (some of its characters may be masked).

        Raises:
            yaml.YAMLError: The text is no YAML.
            LimitError: It is nested too deep for the loader.
        """
        if text.count("[") + text.count("{") > MAX_DEPTH and _flow_depth(text) > MAX_DEPTH:
            message = f"flow collections stand more than {MAX_DEPTH} deep in each other"
            raise LimitError(message)
        loader = Loader(text)
        try:
            return self._run(loader, base)
        finally:
            loader.dispose()

    def _run(self, loader: Any, base: int) -> Node | None:  # noqa: ANN401
        root: Node | None = None
        stack: list[_Open] = []
        next_event, scalar = loader.get_event, self._scalar
        while True:
            event = next_event()
            kind = type(event)
            if kind is ScalarEvent:
                node: Node = scalar(event, base)
            elif kind in _STARTS and len(stack) < MAX_DEPTH:
                stack.append(_Open(event, self._count))
                continue
            elif kind in _ENDS:
                node = self._close(stack.pop(), event, base)
            elif kind is AliasEvent or kind in _STARTS:
                node = self._alias(event, base, len(stack)) if kind is AliasEvent else self._skip(loader, event, base)
            elif kind is StreamEndEvent:
                return root
            else:
                _refuse_second(event, root)
                continue
            self._count += 1
            if stack:
                stack[-1].items.append(node)
            else:
                root = node
            if self._count > MAX_NODES:
                return self._abandon(stack, node, base)

    def _scalar(self, event: Any, base: int) -> Scalar:  # noqa: ANN401
        text, tag = event.value, event.tag
        start, end = base + event.start_mark.index, base + event.end_mark.index
        if start in self.masked:
            text = self.masked[start]
            return Scalar(text, text, start, start + len(text))
        if event.style == "|" or event.style == ">":  # noqa: PLR1714 - the set is twice as slow here
            end = start + _block_end(self.source[start:end], text)
        if tag is None or tag == "!":
            tag = resolve(text) if event.implicit[0] else _STRING
        value = text if tag == _STRING else self.construct(tag, text, start, end)
        node = Scalar(value, text, start, end)
        if event.anchor:
            self._anchors[event.anchor] = node, 1
        return node

    def construct(self, tag: str, text: str, start: int, end: int) -> str | float | bool | None:
        """The value of a scalar that is no string; one that its tag's constructor dies of is kept as spelled."""
        construct = _CONSTRUCT.get(tag)
        if construct is None:
            return text
        try:
            return plain(construct(yaml.ScalarNode(tag, text)), text)
        except (*FAULTS, LookupError, AttributeError) as error:
            if tag.endswith("timestamp"):
                self.report(Rule.DATE_INVALID, _dates.fault(text), start, end)
            elif len(text) <= MAX_DEPTH:
                self.report(Rule.VALUE_INVALID, f"{text!r} cannot be read as {tag.rpartition(':')[2]}: {error}", start, end)
            return text

    def _close(self, opened: _Open, event: Any, base: int) -> Node:  # noqa: ANN401
        start, items = base + opened.event.start_mark.index, opened.items
        end = base + event.end_mark.index if opened.event.flow_style or not items else items[-1].end
        if type(event) is SequenceEndEvent:
            node: Node = Sequence(items, start, end)
        else:
            node = Mapping(self._entries(items), start, end)
        if opened.event.anchor:
            self._anchors[opened.event.anchor] = node, self._count - opened.before + 1
        return node

    def _entries(self, items: list[Node]) -> list[Entry]:
        merged: list[Entry] = []
        own: list[Entry] = []
        for key, node in zip(items[::2], items[1::2], strict=False):
            if type(key) is Scalar and key.text == "<<" and self.source[key.start] == "<" and (found := _merge(node)) is not None:
                merged += found
            else:
                text = key.text if type(key) is Scalar else self.source[key.start : key.end]
                own.append((text, key.start, key.end, node))
        own = unique(own, self.report)
        return list({entry[0]: entry for entry in [*reversed(merged), *own]}.values()) if merged else own

    def _alias(self, event: Any, base: int, depth: int) -> Node:  # noqa: ANN401
        start, end = base + event.start_mark.index, base + event.end_mark.index
        node, size = self._anchors.get(event.anchor, (None, 0))
        if node is None:
            self.report(Rule.FRONT_MATTER_INVALID, f"No anchor &{event.anchor} stands before this alias.", start, end)
        elif self._count + size > MAX_NODES:
            self.report(Rule.LIMIT_REACHED, f"Aliases repeat more than {MAX_NODES} values; this one was not read.", start, end)
        elif depth + height(node) > MAX_DEPTH:
            self.report(Rule.LIMIT_REACHED, f"With this alias, more than {MAX_DEPTH} containers stand in each other.", start, end)
        else:
            self._count += size
            if isinstance(node, Scalar):
                return Scalar(node.value, node.text, start, end)
            return Sequence(node.items, start, end) if isinstance(node, Sequence) else Mapping(node.entries, start, end)
        return spelled(self.source, start, end)

    def _skip(self, loader: Any, opened: Any, base: int) -> Scalar:  # noqa: ANN401
        """A container beyond the bound, as it is spelled."""
        depth, event = 1, opened
        while depth:
            event = loader.get_event()
            depth += (type(event) in _STARTS) - (type(event) in _ENDS)
        node = spelled(self.source, base + opened.start_mark.index, base + event.end_mark.index)
        self.report(Rule.LIMIT_REACHED, f"More than {MAX_DEPTH} containers stand in each other.", node.start, node.end)
        return node

    def _abandon(self, stack: list[_Open], last: Node, base: int) -> Node:
        self.report(Rule.LIMIT_REACHED, f"More than {MAX_NODES} values; what follows was not read.", last.start, last.end)
        node = last
        while stack:
            opened = stack.pop()
            start = base + opened.event.start_mark.index
            is_mapping = isinstance(opened.event, MappingStartEvent)
            node = Mapping(self._entries(opened.items), start, last.end) if is_mapping else Sequence(opened.items, start, last.end)
            if stack:
                stack[-1].items.append(node)
        return node


def spelled(source: str, start: int, end: int) -> Scalar:
    """``source[start:end]`` without trailing blanks, as a text."""
    text = source[start:end].rstrip()
    return Scalar(text, text, start, start + len(text))


def clean(source: str, start: int, end: int, report: Report) -> str:
    """``source[start:end]`` with a replacement character for each one that YAML refuses; each run of them is reported."""

    def replace(match: re.Match[str]) -> str:
        names = " ".join(f"U+{ord(char):04X}" for char in match[0][:4])
        report(Rule.CHARACTER_INVALID, f"YAML allows no {names} here.", start + match.start(), start + match.end())
        return "\ufffd" * len(match[0])

    return _INVALID.sub(replace, source[start:end])


def resolve(text: str) -> str:
    """The tag of a plain scalar, as PyYAML's SafeLoader finds it."""
    for tag, pattern in _RESOLVERS.get(text[:1], ()):
        if pattern.match(text):
            return str(tag)
    return _STRING


def unique(entries: list[Entry], report: Report) -> list[Entry]:
    """One entry a key: the last one wins, at the first one's place, and each repetition is reported."""
    if len({entry[0] for entry in entries}) == len(entries):
        return entries
    kept: dict[str, Entry] = {}
    for entry in entries:
        key, start, end, _ = entry
        if key in kept:
            report_repeated(key, kept[key][1], start, end, report)
        kept[key] = entry
    return list(kept.values())


def report_repeated(key: str, before: int, start: int, end: int, report: Report) -> None:
    """Report that ``key`` stands at ``start``, and at ``before`` too."""
    line = report.lines.line_of(before) + 1
    report(Rule.DUPLICATE_KEY, f"The key {key!r} stands on line {line} already; this later value is taken.", start, end)


def _merge(node: Node) -> list[Entry] | None:
    """The entries that ``<<`` brings, the strongest first; None where its value is no mapping or list of them."""
    if isinstance(node, Mapping):
        return node.entries[::-1]
    if isinstance(node, Sequence) and all(isinstance(item, Mapping) for item in node.items):
        return [entry for item in node.items if isinstance(item, Mapping) for entry in item.entries[::-1]]
    return None


def _refuse_second(event: Any, root: Node | None) -> None:  # noqa: ANN401
    if type(event) is DocumentStartEvent and root is not None:
        raise yaml.MarkedYAMLError(problem="a second document begins", problem_mark=event.start_mark)  # type: ignore[arg-type]


def _flow_depth(text: str) -> int:
    """How deep flow collections could stand in each other (brackets in strings counted: an upper bound)."""
    depth = deepest = 0
    for match in _OPENING.finditer(text):
        depth = depth + 1 if match[0] in "[{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def _block_end(text: str, value: str) -> int:
    """Length of the block scalar ``text`` without blank lines and comments that are no part of its ``value``."""
    first = _BREAK.search(text)
    header = first.start() if first else len(text)
    indicators = re.split(r"[ \t]", text[:header], maxsplit=1)[0]
    if "+" in indicators:
        return len(text.rstrip(" ")) if value else len(indicators)
    lines = [(match.start(), match.end()) for match in re.finditer(r"[^\r\n\x85\u2028\u2029]+", text) if match.start() > header]
    written = [text[start:end] for start, end in lines]
    indent = _lead(written) - _lead(_BREAK.split(value))
    content = [place for place, line in zip(lines, written, strict=True) if line.strip(" ") or len(line) > indent]
    if not value or not content:
        return len(indicators)
    end = content[-1][1]
    after = _BREAK.match(text, end)
    return after.end() if after and "-" not in indicators else end


def _lead(lines: list[str]) -> int:
    """Blanks before the first line that has more than blanks."""
    return next((len(line) - len(line.lstrip(" ")) for line in lines if line.strip(" ")), 0)
