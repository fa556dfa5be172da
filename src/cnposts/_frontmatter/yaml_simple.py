"""The YAML that most posts have (``key: value`` lines and one-line lists), read four times as fast as by events.

Whatever is not certain to mean the same is left to ``yaml.Builder``: this reads all of a text, or nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cnposts._frontmatter.tree import Entry, Mapping, Node, Scalar, Sequence
from cnposts._frontmatter.yaml import Builder, resolve, unique

if TYPE_CHECKING:
    from cnposts._report import Report

_QUOTED = r""""[^"\\\r\n\t\x85\u2028\u2029]*"|'[^'\r\n\t\x85\u2028\u2029]*'"""
_BARE = r"\w(?:[^\s:#]|:(?=\S)|(?<=\S)#|[ ]+(?=[^\s#]))*"
_WORD = r"\w(?:[\w./+-]|[ ]+(?=\w))*"
_ITEM = rf"{_QUOTED}|{_WORD}"
_LIST = rf"\[[ ]*(?:(?:{_ITEM})[ ]*(?:,[ ]*(?:{_ITEM})[ ]*)*)?\]"
_LINE = re.compile(rf"(?P<key>[A-Za-z_][\w-]*):(?:[ ]+(?:(?P<quoted>{_QUOTED})|(?P<list>{_LIST})|(?P<bare>{_BARE})))?[ ]*(?:\r\n|\n)")
_ITEMS = re.compile(_ITEM)


def read(builder: Builder, text: str, base: int, report: Report) -> Mapping | None:
    """The mapping of ``text``, which stands at ``base`` of the source; None where it is not all simple."""
    entries: list[Entry] = []
    position, stop, match = 0, len(text), _LINE.match
    while position < stop:
        line = match(text, position)
        if line is None:
            return None
        key, kind = line["key"], line.lastgroup
        start, end = line.span(kind or "key")
        start, end = start + base, end + base
        node: Node
        if kind == "quoted":
            node = Scalar(value := line[kind][1:-1], value, start, end)
        elif kind == "bare":
            node = _plain(builder, line[kind], start, end)
        elif kind == "list":
            items = [_item(builder, item, base) for item in _ITEMS.finditer(text, *line.span(kind))]
            node = Sequence(items, start, end)
        else:
            node = Scalar(None, "", base + line.end("key") + 1, base + line.end("key") + 1)
        key_start = base + position
        entries.append((key, key_start, key_start + len(key), node))
        position = line.end()
    return Mapping(unique(entries, report), base, entries[-1][3].end) if entries else None


def _item(builder: Builder, item: re.Match[str], base: int) -> Node:
    text = item[0]
    start = base + item.start()
    if text[0] in "\"'":
        return Scalar(text[1:-1], text[1:-1], start, start + len(text))
    return _plain(builder, text, start, start + len(text))


def _plain(builder: Builder, text: str, start: int, end: int) -> Scalar:
    tag = resolve(text)
    value = text if tag.endswith("str") else builder.construct(tag, text, start, end)
    return Scalar(value, text, start, end)
