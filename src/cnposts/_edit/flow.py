"""Edits front matter in brackets: JSON, and the flow style of YAML and TOML."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from cnposts._edit import values
from cnposts._edit.asked import Edit, json_key
from cnposts._frontmatter import Mapping, Node, Scalar, Sequence, to_value
from cnposts.errors import EditError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as MappingOf
    from collections.abc import Set as AbstractSet

    from cnposts._edit.asked import KeyPath
    from cnposts._frontmatter import Header
    from cnposts._position import Lines
    from cnposts.models import Format


class Member(NamedTuple):
    """A key, or an item, with its value; ``start`` and ``end`` are the key's, or the item's own."""

    part: str | int
    start: int
    end: int
    node: Node


Chain: TypeAlias = tuple[Member, ...]
"""A member with those around it, from the root on."""


class Flow:
    """Collects the edits of a front matter whose containers are all in brackets; other styles differ in a few methods."""

    colon = ": "

    def __init__(self, header: Header, lines: Lines, path: str | None = None) -> None:
        """Begin to edit the front matter of ``header``."""
        self.header, self.source, self.lines, self.name = header, header.source, lines, path
        self.form: Format = header.format or "yaml"
        self.edits: list[Edit] = []
        self.eol = self.source[lines.ends[0] : lines.starts[1]] if len(lines.starts) > 1 else "\n"
        self._named: dict[int, dict[str | int, Member]] = {}
        self.root: Chain = (Member("", 0, 0, header.tree),)

    def put(self, start: int, end: int, text: str) -> None:
        """Add an edit."""
        self.edits.append(Edit(start, end, text))

    def error(self, reason: str, place: Node | Member) -> EditError:
        """An error that names a place."""
        return EditError(reason, self.lines.span(place.start, place.end), self.name)

    def is_flow(self, node: Node) -> bool:  # noqa: ARG002
        """Whether a value is written in brackets."""
        return True

    def assign(self, chain: Chain, value: Any) -> None:  # noqa: ANN401 - any value of front matter
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
        self.edits.append(values.Value(self.source, self.form, node, self.in_flow(chain)).replaced(value))

    def begin(self, node: Node) -> int:
        """Where a value begins."""
        return node.start

    def in_flow(self, chain: Chain) -> bool:
        """Whether the member at the end of a chain stands between brackets."""
        return len(chain) > 1 and self.is_flow(chain[-2].node)

    def members(self, node: Node) -> list[Member]:
        """The members of a container in source order, those that later ones took the place of among them."""
        if isinstance(node, Mapping):
            entries = [*node.former, *node.entries.items()]
            return sorted((Member(key, *entry) for key, entry in entries), key=lambda member: member.start)
        return [Member(at, item.start, item.end, item) for at, item in enumerate(node.items)] if isinstance(node, Sequence) else []

    def member(self, node: Node, part: str | int) -> Member | None:
        """The member of a container that has this name or number."""
        if id(node) not in self._named:
            self._named[id(node)] = {member.part: member for member in self.members(node)}
        return self._named[id(node)].get(part)

    def merge(self, chain: Chain, value: MappingOf[str, Any]) -> None:
        """Give each key of a mapping its new value."""
        found = {member.part: member for member in self.members(chain[-1].node)}
        self.remove(chain, {part for part in found if part not in value})
        for part, item in value.items():
            if part in found:
                self.assign((*chain, found[part]), item)
        self.add(chain, {part: item for part, item in value.items() if part not in found})

    def items(self, chain: Chain, node: Sequence, wanted: list[Any]) -> None:
        """Give a list new items; those that stay are not touched, new ones are written as the first one is."""
        found = self.members(node)
        if not self.source.startswith("[", self.begin(node)):
            self.whole(chain, wanted)
            return
        like = self.source[found[0].start : found[0].end] if isinstance(found[0].node, Scalar) else ""
        old = {json_key(to_value(member.node)): self.source[member.start : member.end] for member in found}
        removed: set[int] = set()
        for at, end, new in self.changes(chain, node, wanted):
            removed |= set(range(at, end))
            written = [old.get(json_key(values.plain(self.form, item))) or values.scalar(self.form, item, like, flow=True) for item in new]
            if written and end < len(found):
                self.put(found[end].start, found[end].start, "".join(text + self._gap(found[end]) for text in written))
            elif written:
                self._append(chain[-1].node, found[-1], written)
        self._cut(node, found, removed)

    def changes(self, chain: Chain, node: Sequence, wanted: list[Any]) -> Iterator[tuple[int, int, list[Any]]]:
        """What becomes of the items of a list: a range of items that go, and what comes in their place. Pairs are set at once."""
        found = self.members(node)
        plain = [json_key(values.plain(self.form, item)) for item in wanted]
        matcher = SequenceMatcher(None, [json_key(to_value(item)) for item in node.items], plain, autojunk=False)
        for what, i, i_end, j, j_end in matcher.get_opcodes():
            pairs = min(i_end - i, j_end - j)
            for at in range(pairs) if what != "equal" else ():
                self.assign((*chain, found[i + at]), wanted[j + at])
            if what != "equal" and i_end - i != j_end - j:
                yield i + pairs, i_end, wanted[j + pairs : j_end]

    def whole(self, chain: Chain, value: Any) -> None:  # noqa: ANN401
        """Write a container anew."""
        node = chain[-1].node
        self.put(node.start, node.end, values.scalar(self.form, value, flow=self.in_flow(chain)))

    def remove(self, chain: Chain, parts: AbstractSet[str | int]) -> None:
        """Remove keys of the mapping at the end of the chain, each with one comma."""
        found = self.members(chain[-1].node)
        self._cut(chain[-1].node, found, {at for at, member in enumerate(found) if member.part in parts})

    def _cut(self, node: Node, found: list[Member], removed: set[int]) -> None:
        """Take members out from between the brackets; comments of those that stay, stay."""
        last: int = max(set(range(len(found))) - removed, default=-1)
        if last < 0:
            self.put(node.start, node.end, "[]" if isinstance(node, Sequence) else "{}")
            return
        done = 0
        for at in sorted(removed):
            member = found[at]
            before = found[at - 1].node.end if at else node.start
            behind = found[at + 1].start if at + 1 < len(found) else node.end
            has_comment = "#" in self.source[before : member.start] + self.source[member.node.end : behind]
            if has_comment and self.begins_line(member) and self.line_end(member) <= behind:
                start, end = self.line_start(member.start), self.line_end(member)  # the comma that may be left over does no harm
            else:
                start, end = (member.start, behind) if at < last else (before, member.node.end)
            self.put(max(start, done), end, "")
            done = end

    def add(self, chain: Chain, new: MappingOf[str, Any]) -> None:
        """Add keys to the mapping at the end of the chain, behind all others."""
        node, found = chain[-1].node, self.members(chain[-1].node)
        pairs = [f"{values.key_text(self.form, key)}{self.colon}{values.scalar(self.form, item, flow=True)}" for key, item in new.items()]
        if pairs and found:
            self._append(node, found[-1], pairs)
        elif pairs:
            at = self.source.find("{", node.start, node.end) + 1
            if not at:
                raise self.error("This is an alias; write its value out first.", node)
            rest = self.source[at : node.end - 1]  # blanks, or a comment, which stays
            self.put(at, at if rest.strip() else node.end - 1, ", ".join(pairs))

    def _gap(self, member: Member) -> str:
        """What stands between two members: a comma, and the indentation of a member that begins its line."""
        lead = self.source[self.line_start(member.start) : member.start]
        return f",{self.eol}{lead}" if self.begins_line(member) else ", "

    def _append(self, node: Node, last: Member, written: list[str]) -> None:
        """Write members behind the last one; on lines of their own, behind its comment, where it has one."""
        gap, end = self._gap(last), last.node.end
        rest = self.source[end : self.line_end(last)]
        if gap == ", " or self.line_end(last) >= node.end:
            self.put(end, end, "".join(gap + text for text in written))
            return
        has_comma = rest.lstrip().startswith(",")
        if not has_comma:
            self.put(end, end, ",")
        lines = gap.join(written) + "," * has_comma
        self.put(self.line_end(last), self.line_end(last), gap[1 + len(self.eol) :] + lines + self.eol)

    def rename(self, chain: Chain, name: str) -> None:
        """Give a key another name."""
        member = chain[-1]
        old = self.source[member.start : member.end]
        self.put(member.start, member.end, values.key_text(self.form, name, old))

    def path(self, chain: Chain) -> KeyPath:
        """The path of the member at the end of a chain."""
        return tuple(member.part for member in chain[1:])

    def begins_line(self, member: Member) -> bool:
        """Whether nothing but blanks stands before a member on its line."""
        return not self.source[self.line_start(member.start) : member.start].strip("\ufeff \t")

    def line_start(self, at: int) -> int:
        """Where the line of ``at`` begins."""
        return self.lines.starts[self.lines.line_of(at)]

    def line_end(self, member: Member) -> int:
        """Where the line behind a member begins."""
        return self.line_behind(member.start, max(member.end, member.node.end))

    def line_behind(self, start: int, end: int) -> int:
        """Where the line begins behind the one that ``source[start:end]`` ends on."""
        line = self.lines.line_of(max(start, end - 1)) + 1
        return self.lines.starts[line] if line < len(self.lines.starts) else len(self.source)
