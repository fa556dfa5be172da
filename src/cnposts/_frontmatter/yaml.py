"""YAML: a tree with places from the events of libyaml, or of the Python parser where libyaml is missing.

Where a text has errors, each top-level key is read alone, and what is broken is kept as it is spelled.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

import yaml
from yaml.constructor import SafeConstructor

from cnposts import _dates
from cnposts._frontmatter.tree import Entry, Mapping, Node, Scalar, Sequence, children, plain, spelled, too_deep
from cnposts.rules import Rule

if TYPE_CHECKING:
    from cnposts._report import Report

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FAULTS = (yaml.YAMLError, ValueError, OverflowError, RecursionError)
"""What the loaders raise (the Python one lets ``chr()`` of a wild escape through), and we at the bounds."""

_TAG = "tag:yaml.org,2002:"
_STRING = _TAG + "str"
_RESOLVERS = yaml.SafeLoader.yaml_implicit_resolvers
_CONSTRUCTOR = SafeConstructor()
_ODD = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
_INVALID = re.compile(f"{_ODD}{_ODD}*")  # not `+`: what begins with a set is searched for thrice as fast
_BREAK = re.compile(r"\r\n?|[\n\x85\u2028\u2029]")
_ENDS = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
_FRAME = (yaml.StreamStartEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent)
_TOP = re.compile(
    r"""^(?P<lead>[ ]*)(?P<key>"[^"\r\n]*"|'[^'\r\n]*'|[^\s#:\-"'\[\]{},&*!|>%@`][^:\r\n]*+)[ \t]*:(?:(?=[ \t]|$)|(?<=[\w]:)(?!//|:))""",
    re.MULTILINE,
)
_ODD_LINE = re.compile(r"^(?=[ ]*[\w-]+:(?:[ ]|$)|[A-Za-z_-]+[ ]*$)", re.MULTILINE)
"""Below a value: a line that looks like a key, or is one without its colon."""
_MAX_LEVEL = 2
_LONGEST_SHOWN, _LONGEST_NUMBER = 100, 1_000
_JARGON = {
    "mapping values are not allowed": "a colon followed by a blank stands inside an unquoted value; quote the value",
    "quoted scalar.*(?:end of stream|document separator)": "the quote is never closed",
    "flow (?:mapping|sequence).*(?:did not find expected|expected ',' or)": "a comma or the closing bracket is missing",
    "did not find expected key|expected <block end>|could not find expected ':'": "no key followed by a colon stands where one should",
    "cannot start any token": "a value begins with a character that YAML reserves; quote the value",
}
"""What a reader is told in place of the commonest problems, as libyaml and PyYAML name them."""
_TABS = re.compile(r"^[ \t]*\t[ \t]*", re.MULTILINE)
_SEPARATORS = str.maketrans("\x85\u2028\u2029", "   ")


@dataclass(slots=True)
class Builder:
    """Builds nodes with places in ``source``; keeps anchors."""

    source: str
    report: Report
    base: int = 0
    anchors: dict[str | None, Node | None] = field(default_factory=dict)  # None is what no alias names
    repeated: int = 0

    def build(self, text: str, base: int) -> Node | Exception:
        """The tree of ``text``, which stands at ``base`` of the source, or why it is no YAML; without values, it is an empty mapping."""
        self.base = base
        try:
            deepest = self.report.limits.front_matter_nesting
            if text.count("[") + text.count("{") > deepest and _depth(text) > deepest:
                raise RecursionError(too_deep(self.report.limits))
            loader, root = Loader(text), None
            while type(event := loader.get_event()) is not yaml.StreamEndEvent:
                if type(event) not in _FRAME:
                    root = self._node(loader.get_event, event, 0)
                elif type(event) is yaml.DocumentStartEvent and root is not None:
                    raise yaml.MarkedYAMLError(problem="a second document begins", problem_mark=event.start_mark)  # type: ignore[arg-type]
        except _FAULTS as error:
            return error
        return root or Mapping(base, base + len(text))

    def construct(self, tag: str, text: str, start: int, end: int) -> str | float | bool | None:
        """The value of a scalar that is no string; one that its tag's constructor dies of is kept as spelled."""
        try:
            return _construct(tag, text)
        except (*_FAULTS, LookupError, AttributeError) as error:
            if tag.endswith("timestamp"):
                self.report(Rule.DATE_INVALID, _dates.read(text, UTC).reason or "This is no date.", start, end)
            elif len(text) <= _LONGEST_SHOWN:
                self.report(Rule.VALUE_INVALID, f"{text!r} cannot be read as {tag.rpartition(':')[2]}: {error}", start, end)
            return text

    def _node(self, next_event: Any, event: Any, depth: int) -> Node:  # noqa: ANN401 - PyYAML is untyped
        kind = type(event)
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        if kind is yaml.AliasEvent:
            return self._alias(event, depth)
        if depth >= self.report.limits.front_matter_nesting:
            raise RecursionError(too_deep(self.report.limits))
        self.anchors[event.anchor] = None
        node = self.anchors[event.anchor] = self._container(next_event, event, depth + 1)
        return node

    def _scalar(self, event: Any) -> Scalar:  # noqa: ANN401
        text, tag = event.value, event.tag
        start, end = self.base + event.start_mark.index, self.base + event.end_mark.index
        if event.style == "|" or event.style == ">":  # noqa: PLR1714 - the set is twice as slow here
            end = start + _block_end(self.source[start:end], text)
        if tag is None or tag == "!":
            tag = resolve(text) if event.implicit[0] else _STRING
        value = text if tag == _STRING else self.construct(tag, text, start, end)
        node = self.anchors[event.anchor] = Scalar(value, text, start, end, tag != _STRING and type(value) is str)
        return node

    def _container(self, next_event: Any, opened: Any, depth: int) -> Node:  # noqa: ANN401
        items: list[Node] = []
        while (kind := type(event := next_event())) not in _ENDS:
            items.append(self._scalar(event) if kind is yaml.ScalarEvent else self._node(next_event, event, depth))
        start = self.base + opened.start_mark.index
        end = self.base + event.end_mark.index if opened.flow_style or not items else items[-1].end
        return self._mapping(items, start, end) if kind is yaml.MappingEndEvent else Sequence(items, start, end)

    def _mapping(self, items: list[Node], start: int, end: int) -> Mapping:
        own, inherited = Mapping(start, end), dict[str, Entry]()
        for key, node in zip(items[::2], items[1::2], strict=True):
            text = key.text if type(key) is Scalar else self.source[key.start : key.end]
            if text == "<<" == self.source[key.start : key.end] and (bases := _bases(node)):
                for base in bases:
                    inherited = base.entries | inherited
            else:
                own.put(text, (key.start, key.end, node), self.report)
        own.entries = inherited | own.entries if inherited else own.entries
        return own

    def _alias(self, event: Any, depth: int) -> Node:  # noqa: ANN401
        start, end, name = self.base + event.start_mark.index, self.base + event.end_mark.index, event.anchor
        node = self.anchors.get(name)
        if node is None:
            what = f"stands inside of &{name} itself" if name in self.anchors else f"has no anchor &{name} before it"
            self.report(Rule.FRONT_MATTER_INVALID, f"This alias {what}; it was taken as text.", start, end)
            return spelled(self.source, start, end)
        size, height = _extent(node)
        self.repeated += size
        limits = self.report.limits
        if self.repeated > limits.aliased_values:
            raise RecursionError(f"aliases repeat more than {limits.aliased_values} values")
        if depth + height > limits.front_matter_nesting:
            raise RecursionError(too_deep(limits))
        return replace(node, start=start, end=end)


def _bases(node: Node) -> list[Mapping]:
    """The mappings that ``<<: node`` inherits from."""
    return [base for base in (node.items if isinstance(node, Sequence) else [node]) if isinstance(base, Mapping)]


def _extent(node: Node) -> tuple[int, int]:
    """How many nodes these are, and how many containers stand in each other."""
    below = [_extent(child) for child in children(node)]
    return 1 + sum(size for size, _ in below), max((height for _, height in below), default=0) + (not isinstance(node, Scalar))


def _clean(source: str, start: int, end: int, report: Report) -> str:
    """``source[start:end]`` with a replacement character for each one that YAML refuses; each run of them is reported."""

    def replaced(match: re.Match[str]) -> str:
        names = " ".join(f"U+{ord(char):04X}" for char in match[0][:4])
        report(Rule.CHARACTER_INVALID, f"YAML allows no {names} here.", start + match.start(), start + match.end())
        return "\ufffd" * len(match[0])

    return _INVALID.sub(replaced, source[start:end])


@lru_cache(maxsize=1024)  # most plain scalars are keys and flags, which are the same in each post
def resolve(text: str) -> str:
    """The tag of a plain scalar, as PyYAML's SafeLoader finds it."""
    for tag, pattern in _RESOLVERS.get(text[:1], ()):
        if pattern.match(text):
            return str(tag)
    return _STRING


@lru_cache(maxsize=1024)
def _construct(tag: str, text: str) -> str | float | bool | None:
    """The value of a scalar as PyYAML's SafeLoader constructs it, which may raise anything."""
    construct = SafeConstructor.yaml_constructors.get(tag)
    if not construct or len(text) > _LONGEST_NUMBER:  # which takes its time, and no JSON holds it
        return text
    return plain(construct(_CONSTRUCTOR, yaml.ScalarNode(tag, text)), text)


def _depth(text: str) -> int:
    """How deep brackets stand in each other; those in strings count too, so it is an upper bound."""
    brackets = re.findall(r"[\[{\]}]", text)
    return max(accumulate(brackets, lambda depth, char: depth + 1 if char in "[{" else max(depth - 1, 0), initial=0))


def _block_end(text: str, value: str) -> int:
    """Length of the block scalar ``text`` without blank lines and comments that are no part of its ``value``."""
    header, *lines = re.finditer(r"[^\r\n\x85\u2028\u2029]+", text)
    indicators = header[0].split()[0]
    if "+" in indicators:
        return len(text.rstrip(" ")) if value else len(indicators)
    indent = _lead([line[0] for line in lines]) - _lead(_BREAK.split(value))
    ends = [line.end() for line in lines if line[0].strip(" ") or len(line[0]) > indent]
    if not value or not ends:
        return len(indicators)
    after = _BREAK.match(text, ends[-1])
    return after.end() if after and "-" not in indicators else ends[-1]


def _lead(lines: list[str]) -> int:
    """Blanks before the first line that has more than blanks."""
    return next((len(line) - len(line.lstrip(" ")) for line in lines if line.strip(" ")), 0)


def build(source: str, start: int, end: int, report: Report) -> Node | Exception:
    """The tree of ``source[start:end]``, or why it is no YAML."""
    mark = report.mark()
    found = Builder(source, report).build(_clean(source, start, end, report), start)
    if not isinstance(found, Mapping):
        report.rewind(mark)
    return found


def recover(source: str, start: int, end: int, report: Report) -> Mapping:
    """Read ``source[start:end]`` although it has errors: each costs its own top-level key only, which keeps its text."""
    root = Mapping(start, end)
    text = _clean(source, start, end, report).translate(_SEPARATORS)
    for tab in _TABS.finditer(text):
        at = start + tab.start() + tab[0].index("\t")
        report(Rule.FRONT_MATTER_INVALID, "YAML allows no tab in the indentation; it was read as a blank.", at, at + 1)
    text = _TABS.sub(lambda tab: " " * len(tab[0]), text)
    _read_pieces(root, Builder(source, report), text, start)
    return root


def _read_pieces(root: Mapping, builder: Builder, text: str, base: int, level: int = 0) -> None:
    """Read ``text``, which stands at ``base``, key by key, and what stands below a value that is whole in the same way."""
    flat = text.replace("\r", "\n")
    found = [match for match in _TOP.finditer(flat) if not level or " " not in match["key"]]
    keys = {match.start(): match for match in found if match["lead"] == found[0]["lead"]}
    is_odd = level > 0 or len({match["lead"] for match in found}) > 1
    for first, last in pairwise(sorted({0, *keys, len(text)})):
        key = keys.get(first)
        start = key.start("key") if key else first
        node = builder.build(text[start:last], base + start)
        end = last
        below = _ODD_LINE.search(flat, key.end(), last) if key and level < _MAX_LEVEL and not isinstance(node, Mapping) else None
        if key and below and "\n" not in flat[key.end() : below.start()].rstrip():
            above = builder.build(text[start : below.start()], base + start)
            node, end = (above, below.start()) if _is_whole(above) else (node, last)
        if is_odd and key and key["lead"] and not isinstance(node, Exception):
            reason = "This line is indented deeper than the keys around it; it was read as one of them."
            builder.report(Rule.FRONT_MATTER_INVALID, reason, base + start, base + key.end())
        if isinstance(node, Mapping):
            for name, entry in node.entries.items():
                root.put(name, entry, builder.report)
        else:
            _keep(root, key, (base + start, base + end), node if isinstance(node, Exception) else "no key stands here", builder)
        if end < last:
            _read_pieces(root, builder, text[end:last], base + end, level + 1)


def _is_whole(node: Node | Exception) -> bool:
    """Whether each key has its value, so that what stands below can be no part of it."""
    if isinstance(node, Exception):
        return False
    return all(isinstance(child, Sequence) or (isinstance(child, Scalar) and child.text) for child in children(node))


def looks_like_keys(text: str) -> bool:
    """Whether the first line that is no comment begins with a key."""
    match = re.search(r"^(?![ \t]*(?:#|$))\t*(.*)", text, re.MULTILINE)
    return bool(match and _TOP.match(match[1]))


def _keep(root: Mapping, key: re.Match[str] | None, place: tuple[int, int], error: Any, builder: Builder) -> None:  # noqa: ANN401
    """Put a key with all behind it as text; where there is no key, only the message remains.

    The message stands where the ``error`` was found, unless that is the end of the text; then where what is unfinished begins.
    """
    start, end = place
    rest = builder.source[start + (key.end() - key.start("key") if key else 0) : end]
    value = spelled(builder.source, end - len(rest.lstrip()), end)
    if key:
        name = key["key"].rstrip()
        root.put(name.strip("\"'"), (start, start + len(name), value), builder.report)
    rule = Rule.LIMIT_REACHED if isinstance(error, RecursionError) else Rule.FRONT_MATTER_INVALID
    what = "was taken as text" if key else "was not read"
    reason = ", ".join(part for part in (getattr(error, "context", ""), getattr(error, "problem", "")) if part) or str(error)
    reason = next((plain for jargon, plain in _JARGON.items() if re.search(jargon, reason)), reason)
    marks = [start + mark.index for name in ("problem_mark", "context_mark") if (mark := getattr(error, name, None))]
    at = next((mark for mark in marks if value.start <= mark < value.end), value.start)
    builder.report(rule, f"This is broken YAML and {what}: {reason}.", at, value.end)
