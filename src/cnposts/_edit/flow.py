"""Edits front matter in brackets: JSON, and the flow style of YAML and TOML."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from cnposts._edit import values
from cnposts._edit.asked import Edit
from cnposts._frontmatter import Mapping, Node, Scalar, Sequence, to_value
from cnposts.errors import EditError

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Mapping as MappingOf

    from pydantic import JsonValue

    from cnposts._edit.asked import KeyPath
    from cnposts._frontmatter import Header
    from cnposts._position import Lines
    from cnposts.models import Format

_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")


class Member(NamedTuple):
    """A key, or an item, with its value; ``start`` and ``end`` are the key's, or the item's own."""

    part: str | int
    start: int
    end: int
    node: Node


Chain: TypeAlias = tuple[Member, ...]
"""A member with those around it, from the root on."""


def below(node: Node) -> list[Member]:
    """The members of a container in source order, those that later ones took the place of among them."""
    if isinstance(node, Mapping):
        entries = [*node.former, *node.entries.items()]
        return sorted((Member(key, *entry) for key, entry in entries), key=lambda member: member.start)
    return [Member(at, item.start, item.end, item) for at, item in enumerate(node.items)] if isinstance(node, Sequence) else []


def json_key(value: JsonValue) -> str:
    """What tells values apart as JSON does, where 1 is not true."""
    return json.dumps(value, sort_keys=True)


class Flow:
    """Collects the edits of a front matter whose containers are all in brackets; other styles differ in a few methods."""

    colon = ": "

    def __init__(self, header: Header, lines: Lines) -> None:
        """Begin to edit the front matter of ``header``."""
        self.header, self.source, self.lines = header, header.source, lines
        self.form: Format = header.format or "yaml"
        self.edits: list[Edit] = []
        self.eol = self.source[lines.ends[0] : lines.starts[1]] if len(lines.starts) > 1 else "\n"
        self.root: Chain = (Member("", 0, 0, header.tree),)

    def put(self, start: int, end: int, text: str) -> None:
        """Add an edit."""
        self.edits.append(Edit(start, end, text))

    def refuse(self, reason: str, node: Node | Member) -> EditError:
        """The error that names the place."""
        return EditError(reason, self.lines.span(node.start, node.end))

    def is_flow(self, node: Node) -> bool:  # noqa: ARG002
        """Whether a value is written in brackets."""
        return True

    def set(self, chain: Chain, value: Any) -> None:  # noqa: ANN401 - any value of front matter
        """Give the member at the end of the chain a new value; what is equal already is left as it is."""
        node = chain[-1].node
        if json_key(to_value(node)) == json_key(values.plain(self.form, value)):
            return
        if isinstance(node, Scalar):
            self.scalar(chain, node, value)
        elif isinstance(node, Mapping) and node.entries and isinstance(value, dict) and not node.entries.keys().isdisjoint(value):
            self.merge(chain, value)
        elif isinstance(node, Sequence) and node.items and isinstance(value, list) and value:
            self.items(chain, node, value)
        else:
            self.whole(chain, value)

    def scalar(self, chain: Chain, node: Scalar, value: Any) -> None:  # noqa: ANN401
        """Give a scalar a new value."""
        flow = len(chain) > 1 and self.is_flow(chain[-2].node)
        self.edits.append(values.Value(self.source, self.form, node, flow).replaced(value))

    def merge(self, chain: Chain, value: MappingOf[str, Any]) -> None:
        """Give each key of a mapping its new value."""
        found = {member.part: member for member in below(chain[-1].node)}
        self.remove(chain, {part for part in found if part not in value})
        for part, item in value.items():
            if part in found:
                self.set((*chain, found[part]), item)
        self.add(chain, {part: item for part, item in value.items() if part not in found})

    def items(self, chain: Chain, node: Sequence, wanted: list[Any]) -> None:
        """Give a list new items; those that stay are written as they are, the others as the first one is."""
        source, first, last = self.source, node.items[0], node.items[-1]
        if not self.source.startswith("[", node.start):
            self.whole(chain, wanted)
            return
        kept = {json_key(to_value(item)): source[item.start : item.end] for item in node.items}
        gap = source[first.end : node.items[1].start] if len(node.items) > 1 else ", "
        like = source[first.start : first.end] if isinstance(first, Scalar) else ""
        written = [kept.get(json_key(values.plain(self.form, item))) or values.scalar(self.form, item, like, flow=True) for item in wanted]
        self.put(first.start, last.end, (", " if "#" in gap else gap).join(written))

    def whole(self, chain: Chain, value: Any) -> None:  # noqa: ANN401
        """Write a container anew."""
        node = chain[-1].node
        self.put(node.start, node.end, values.dumped(self.form, value))

    def remove(self, chain: Chain, parts: Collection[str | int]) -> None:
        """Remove keys of the mapping at the end of the chain, each with one comma."""
        node, found = chain[-1].node, below(chain[-1].node)
        kept = [at for at, member in enumerate(found) if member.part not in parts]
        if not kept:
            self.put(node.start, node.end, "{}")
            return
        for at, member in enumerate(found[: kept[-1]]):
            if member.part in parts:
                self.put(member.start, found[at + 1].start, "")
        if kept[-1] + 1 < len(found):
            self.put(found[kept[-1]].node.end, found[-1].node.end, "")

    def add(self, chain: Chain, new: MappingOf[str, Any]) -> None:
        """Add keys to the mapping at the end of the chain, behind all others, on lines of their own where the last one has one."""
        node, found = chain[-1].node, below(chain[-1].node)
        pairs = [f"{values.key_text(self.form, key)}{self.colon}{values.scalar(self.form, item, flow=True)}" for key, item in new.items()]
        if not pairs:
            return
        if not found:
            self.put(node.start, node.end, "{" + ", ".join(pairs) + "}")
            return
        lead = self.source[self.lines.starts[self.lines.line_of(found[-1].start)] : found[-1].start]
        gap = f",{self.eol}{lead}" if lead.isspace() or not lead else ", "
        self.put(found[-1].node.end, found[-1].node.end, "".join(gap + pair for pair in pairs))

    def rename(self, chain: Chain, name: str) -> None:
        """Give a key another name."""
        member = chain[-1]
        old = self.source[member.start : member.end]
        self.put(member.start, member.end, values.key_text(self.form, name, old))

    def path(self, chain: Chain) -> KeyPath:
        """The path of the member at the end of a chain."""
        return tuple(member.part for member in chain[1:])

    def line_start(self, at: int) -> int:
        """Where the line of ``at`` begins."""
        return self.lines.starts[self.lines.line_of(at)]

    def line_end(self, member: Member) -> int:
        """Where the line behind a member begins."""
        line = self.lines.line_of(max(member.end, member.node.end) - 1) + 1
        return self.lines.starts[line] if line < len(self.lines.starts) else len(self.source)
