"""The tree that every format is read into: values, each with its place in the source."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic import JsonValue

    from cnposts._position import Lines, Span

MAX_DEPTH = 100
"""Containers inside containers; what lies deeper is kept as it is spelled."""
MAX_NODES = 100_000
"""Values of one front matter, those that aliases repeat included."""
MAX_SIZE = 1_000_000
"""Characters of one front matter."""
MAX_INTEGER = 2**63

Plain: TypeAlias = "str | int | float | bool | None"


@dataclass(slots=True)
class Scalar:
    """A single value.

    Attributes:
        value: What it means, JSON-able: dates as ISO strings, non-finite numbers and huge integers as spelled.
        text: How it is spelled, unquoted.
        start: Offset of its first character in the source, quotes and tags included.
        end: Offset behind its last character.
    """

    value: Plain
    text: str
    start: int
    end: int


@dataclass(slots=True)
class Sequence:
    """A list of nodes."""

    items: list[Node] = field(default_factory=list)
    start: int = 0
    end: int = 0


@dataclass(slots=True)
class Mapping:
    """Keys and their nodes: ``(key, start of the key, end of the key, node)`` each, no key twice."""

    entries: list[Entry] = field(default_factory=list)
    start: int = 0
    end: int = 0


Node: TypeAlias = Scalar | Sequence | Mapping
Entry: TypeAlias = tuple[str, int, int, Node]


def children(node: Node, path: str = "") -> list[tuple[str, Node]]:
    """The nodes right below a container, with their paths."""
    if isinstance(node, Mapping):
        lead = path + "." if path else ""
        return [(lead + entry[0], entry[3]) for entry in node.entries]
    if isinstance(node, Sequence):
        return [(f"{path}[{index}]", child) for index, child in enumerate(node.items)]
    return []


def walk(tree: Node) -> Iterator[tuple[str, Node]]:
    """All nodes below ``tree`` with their paths, parents first, in order."""
    todo = children(tree)[::-1]
    while todo:
        path, node = todo.pop()
        yield path, node
        if type(node) is not Scalar:
            todo += children(node, path)[::-1]


def height(tree: Node) -> int:
    """How many containers stand in each other."""
    level, deep = [tree], 0
    while level := [node for node in level if type(node) is not Scalar]:
        level, deep = [child for node in level for _, child in children(node)], deep + 1
    return deep


def spans(tree: Mapping, lines: Lines) -> dict[str, Span]:
    """The place of each value, by its path: ``title``, ``params.author``, ``bigimg[0].src``."""
    found: dict[str, Span] = {}
    _measure(tree, "", lines.span, found)
    return found


def _measure(node: Node, path: str, span: Callable[[int, int], Span], found: dict[str, Span]) -> None:
    for place, child in children(node, path):
        found[place] = span(child.start, child.end)
        if type(child) is not Scalar:
            _measure(child, place, span, found)


def to_value(node: Node) -> JsonValue:
    """The node as plain JSON-able data. It recurses: no reader makes a tree much deeper than ``MAX_DEPTH``."""
    if type(node) is Scalar:
        return node.value
    if isinstance(node, Mapping):
        return to_raw(node)
    return [to_value(item) for item in cast("Sequence", node).items]


def to_raw(tree: Mapping) -> dict[str, JsonValue]:
    """The whole mapping as plain JSON-able data."""
    return {key: node.value if type(node) is Scalar else to_value(node) for key, _, _, node in tree.entries}


def plain(value: object, text: str) -> Plain:
    """``value`` where JSON has it, the ISO form of a date, else its spelling."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        return value if -MAX_INTEGER <= value < MAX_INTEGER else text
    if isinstance(value, float):
        return value if value - value == 0 else text
    isoformat = getattr(value, "isoformat", None)
    return cast("str", isoformat()) if isoformat else text


_ESCAPE = re.compile(r"\\(?:\r\n?|\n)[ \t]*|\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\x..|\\u....|\\U........|\\[^\r\n]", re.DOTALL)


def locate(source: str, node: Scalar, start: int, end: int) -> tuple[int, int]:
    """Where ``node.text[start:end]`` stands in the source.

    Mostly the text stands there as it is; where line folding or escapes changed it, both are read side by side.
    """
    whole = source.rfind(node.text, node.start, node.end)
    if whole >= 0:
        return whole + start, whole + end
    places = _align(source, node)
    return places[start][0], places[max(end - 1, start)][1]


def _align(source: str, node: Scalar) -> list[tuple[int, int]]:
    """For each character of the text, the slice of the source that it comes from."""
    position, stop = node.start, node.end
    quote = source[position : position + 1]
    if quote in {'"', "'"}:
        position, stop = position + 1, stop - 1
    elif quote in {"|", ">"}:
        position = next((at for at in range(position, stop) if source[at] in "\r\n"), position)
    places = []
    for char in node.text:
        position, after = _step(source, position, stop, quote, char)
        places.append((position, after))
        position = after
    places.append((stop, stop))
    return places


def _step(source: str, position: int, stop: int, quote: str, char: str) -> tuple[int, int]:
    """The slice at or behind ``position`` that reads as ``char``."""
    while position < stop:
        found = source[position]
        escape = _ESCAPE.match(source, position, stop) if quote == '"' and found == "\\" else None
        if escape and escape[0][1] not in "\r\n":
            return position, escape.end()
        if found == char or (char in " \n" and found in " \t\r\n"):
            return position, position + (2 if quote == "'" and source.startswith("''", position) else 1)
        position = escape.end() if escape else position + 1
    return stop, stop
