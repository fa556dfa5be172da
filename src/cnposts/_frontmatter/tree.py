"""The tree that every format is read into: values, each with its place in the source."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias, cast

from cnposts._keys import normalise
from cnposts._people import EDGES
from cnposts.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import JsonValue

    from cnposts._position import Lines, Span
    from cnposts._report import Report
    from cnposts.limits import Limits

_MAX_TEXT = 10_000
_RUN = re.compile(r"\s+|'+|\\+|.")
_STEP = r'(?:"(?:[^"\\]|\\.)*+"|[^.\[\]"]++)'
_PATH = re.compile(rf"{_STEP}(?:\.{_STEP}|\[\d+\])*+")
_STEPS = re.compile(rf"{_STEP}|\[\d+\]")
_AMBIGUOUS = re.compile(r'[.\[\]"]')

Plain: TypeAlias = "str | int | float | bool | None"
key_of = lru_cache(maxsize=4096)(normalise)


@dataclass(slots=True)
class Scalar:
    """A single value: what it means, JSON-able; how it is spelled, unquoted; and its place, quotes and tags included.

    ``is_typed`` tells that its format has a type for it which JSON has not, such as that of dates: the value is a text in its stead.
    """

    value: Plain
    text: str
    start: int
    end: int
    is_typed: bool = False
    whole: int | None = field(default=None, repr=False, compare=False)  # where all of the text stands, once `locate` has looked


@dataclass(slots=True)
class Sequence:
    """A list of nodes."""

    items: list[Node]
    start: int
    end: int


@dataclass(slots=True)
class Mapping:
    """Keys and their nodes: ``key: (start of the key, end of the key, node)``; ``former`` are those that later ones took the place of."""

    start: int
    end: int
    entries: dict[str, Entry] = field(default_factory=dict)
    former: list[tuple[str, Entry]] = field(default_factory=list)

    def put(self, key: str, entry: Entry, report: Report) -> None:
        """Add a key; one that stands there already takes the new value, which is reported."""
        if key in self.entries:
            line = report.lines.line_of(self.entries[key][0]) + 1
            report(Rule.DUPLICATE_KEY, f"The key {key!r} stands on line {line} already; this later value is taken.", *entry[:2])
            self.former.append((key, self.entries[key]))
        self.entries[key] = entry

    def named(self) -> dict[str, Node]:
        """The nodes by their normalised keys."""
        return {key_of(key): entry[2] for key, entry in self.entries.items()}


Node: TypeAlias = Scalar | Sequence | Mapping
Entry: TypeAlias = tuple[int, int, Node]


def too_deep(limits: Limits) -> str:
    """What is said where containers nest deeper than that."""
    return f"more than {limits.front_matter_nesting} containers stand in each other"


def stripped(node: Node | None) -> str:
    """The text of a scalar without blanks at its ends; empty where there is none."""
    return node.text.strip(EDGES) if type(node) is Scalar and node.value is not None else ""


def pick(named: dict[str, Node], *names: str) -> Scalar | None:
    """The first of these that is a text, a number or a date."""
    nodes = (named.get(name) for name in names)
    return next((node for node in nodes if isinstance(node, Scalar) and stripped(node) and not isinstance(node.value, bool)), None)


def spelled(source: str, start: int, end: int) -> Scalar:
    """``source[start:end]`` without trailing blanks, as a text."""
    text = source[start:end].rstrip(" \t\r\n")
    return Scalar(text, text, start, start + len(text))


def behind(pattern: re.Pattern[str], source: str, at: int, stop: int = sys.maxsize) -> int:
    """The offset behind what ``pattern`` finds at ``at``; ``at`` where it finds nothing."""
    match = pattern.match(source, at, stop)
    return match.end() if match else at


def children(node: Node) -> list[Node]:
    """The nodes right below a container."""
    if isinstance(node, Mapping):
        return [entry[2] for entry in node.entries.values()]
    return node.items if isinstance(node, Sequence) else []


def spans(tree: Node, lines: Lines, path: str = "") -> dict[str, Span]:
    """The place of each value, by its path: ``title``, ``params.author``, ``bigimg[0].src``, ``"a.b".c``."""
    found, lead = {}, path and path + "."
    if isinstance(tree, Mapping):
        below = [(lead + step(key), entry[2]) for key, entry in tree.entries.items()]
    else:
        below = [(f"{path}[{at}]", item) for at, item in enumerate(children(tree))]
    for place, child in below:
        found[place] = lines.span(child.start, child.end)
        if type(child) is not Scalar:
            found |= spans(child, lines, place)
    return found


@lru_cache(maxsize=4096)
def step(key: str) -> str:
    """A key as it stands in a path: quoted, as in JSON, where the path could else be read in two ways."""
    return json.dumps(key, ensure_ascii=False) if not key or _AMBIGUOUS.search(key) else key


def steps(path: str) -> list[str | int] | None:
    """The keys and numbers that a path as of ``spans`` is made of; None where a text is no path."""
    parts = _STEPS.findall(path) if _PATH.fullmatch(path) else []
    try:
        return [int(part[1:-1]) if part[0] == "[" else json.loads(part) if part[0] == '"' else part for part in parts] or None
    except ValueError:
        return None


def to_value(node: Node, leaf: Callable[[Scalar], JsonValue] | None = None) -> JsonValue:
    """The node as plain JSON-able data, each scalar as its value or what ``leaf`` says. ``Limits`` bound its depth."""
    if type(node) is Scalar:
        return leaf(node) if leaf else node.value
    if isinstance(node, Mapping):
        return {key: to_value(entry[2], leaf) for key, entry in node.entries.items()}
    return [to_value(item, leaf) for item in children(node)]


def plain(value: object, text: str) -> Plain:
    """``value`` where JSON has it, the ISO form of a date, else its spelling."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**63 else text
    if isinstance(value, float):
        return value if value - value == 0 else text
    isoformat = getattr(value, "isoformat", None)
    return cast("str", isoformat()) if isoformat else text


def locate(source: str, node: Scalar, start: int, end: int) -> tuple[int, int]:
    """Where ``node.text[start:end]`` stands in the source; all of the node where it cannot be told.

    Mostly the text stands there as it is; where line folding or escapes changed it, they are allowed for.
    """
    if node.whole is None:
        node.whole = source.rfind(node.text, node.start, node.end)
    if node.whole >= 0:
        return node.whole + start, node.whole + end
    if len(node.text) > _MAX_TEXT:
        return node.start, node.end
    part = node.text[start:end]
    matches = list(re.compile("".join(map(_as_written, _RUN.findall(part)))).finditer(source, node.start, node.end))
    before = node.text[:start].count(part)
    return matches[before].span() if before < len(matches) else (node.start, node.end)


def _as_written(run: str) -> str:
    """A pattern of the ways to write a character, or a run of blanks or of what is doubled, in a quoted or folded text.

    What it has matched once it never gives back: with two ways to read each character, a text that is not there is searched for years.
    """
    if run.isspace():
        return r"\s++"
    itself = re.escape(run)
    plain = f"{itself * 2}|{itself}" if run[0] in "'\\" else rf"\\?{itself}"
    return rf"(?>(?:\\(?i:[ux]0*{ord(run[0]):x})){{{len(run)}}}|{plain})"
