"""Edits front matter in YAML's block style, line by line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cnposts._edit import values
from cnposts._edit.flow import Chain, Flow, Member
from cnposts._frontmatter import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as MappingOf
    from collections.abc import Set as AbstractSet

_START = r"(?:^|(?<=[\r\n]))"
_FENCE = re.compile(rf"{_START}(?:---|\.\.\.|\+\+\+)[ \t]*(?:\r\n?|\n)?\Z")
_DASH = re.compile(rf"{_START}[ \t]*-(?=[ \t\r\n]|\Z)")
_BEHIND_DASH = re.compile(r"(?:\s|#[^\r\n]*|[&!]\S+(?=\s))*")
_HEADER = re.compile(r"(?P<lead>(?:[&!]\S*[ \t]+)*)(?P<style>[|>])(?P<indent>[1-9]?)(?P<chomp>[+-]?)(?P<rest>[^\r\n]*)")


def closing_fence(source: str, end: int) -> int:
    """Where the line begins that closes the front matter; its end where none does."""
    found = _FENCE.search(source, 0, end)
    is_closed = found and source[: found.start()].strip("\ufeff \t\r\n")
    return found.start() if found and is_closed else end


class Block(Flow):
    """Collects the edits of a YAML front matter."""

    def is_flow(self, node: Node) -> bool:
        """Whether a value is written in brackets, or is an alias."""
        return node.end > node.start and self.source.startswith(("[", "{", "*"), self.begin(node))

    def begin(self, node: Node) -> int:
        """Where a value begins, behind its anchor and tag."""
        found = values.PROPERTIES.match(self.source, node.start, node.end)
        return found.end() if found else node.start

    def members(self, node: Node) -> list[Member]:
        """The members that stand in the container itself: an alias and a merge key (``<<``) bring others from elsewhere."""
        return [member for member in super().members(node) if node.start <= member.start <= node.end]

    def scalar(self, chain: Chain, node: Scalar, value: Any) -> None:  # noqa: ANN401 - any value of front matter
        """Give a scalar a new value; a text in block style keeps it, if that can hold it."""
        header = _HEADER.match(self.source, node.start, node.end)
        if not header:
            super().scalar(chain, node, value)
            return
        tail = self.eol if self.source[node.end - 1] in "\r\n" else ""
        found = self._blocks(node, header, value) if isinstance(value, str) else ()
        text = next((text for text in found if (read := values.reads("yaml", text)) and read[0] == value), None)
        if text is None:  # on one line, before the comment of the header
            text = header["lead"] + values.scalar(self.form, value) + header["rest"]
        self.put(node.start, node.end, text + tail)

    def _blocks(self, node: Scalar, header: re.Match[str], text: str) -> Iterator[str]:
        """Ways to write a text in the style of a block scalar, the one with its own end of text first."""
        first = re.compile(r"[\r\n]+([ ]+)").search(self.source, header.end(), node.end)
        if not first or (header["style"] == ">" and "\n" in text.rstrip("\n")):
            return
        lines = [first[1] + line if line else "" for line in text.removesuffix("\n").split("\n")]
        for chomp in dict.fromkeys((header["chomp"], "-", "")):
            opening = f"{header['lead']}{header['style']}{header['indent']}{chomp}{header['rest']}"
            yield self.eol.join([opening, *lines])

    def items(self, chain: Chain, node: Sequence, wanted: list[Any]) -> None:
        """Give a list new items; lines of those that stay are not touched."""
        dashes = [] if self.is_flow(node) else self._dashes(node)
        if not dashes:
            super().items(chain, node, wanted)
            return
        found = self.members(node)
        lead = self.source[self.line_start(dashes[0]) : dashes[0]]
        for at, end, new in self.changes(chain, node, wanted):
            for gone in range(at, end):
                self.put(self.line_start(dashes[gone]), self.line_end(found[gone]), "")
            place = self.line_end(found[at - 1]) if at else self.line_start(dashes[0])
            text = "".join(lead + line + self.eol for item in new for line in self._item(node.items[0], item))
            if text:
                self.put(place, place, text)

    def _item(self, first: Node, value: Any) -> list[str]:  # noqa: ANN401
        """The lines of a new item, in the style of the first one."""
        like = self.source[first.start : first.end] if isinstance(first, Scalar) else ""
        if isinstance(value, str) or self.is_flow(first):
            return [f"- {values.scalar(self.form, value, like)}"]
        return values.item_lines(value)

    def _dashes(self, node: Sequence) -> list[int]:
        """The dash of each item, if each is the first on its line."""
        found, at = [], self.line_start(node.start)
        for member in self.members(node):
            dash = _DASH.search(self.source, at, max(member.start, at) + 1)
            if not dash or not _BEHIND_DASH.fullmatch(self.source, dash.end(), max(member.start, dash.end())):
                return []
            found.append(dash.end() - 1)
            at = self.line_end(member)
        return found

    def whole(self, chain: Chain, value: Any) -> None:  # noqa: ANN401
        """Write a container anew: on the line of its key, where it stands below."""
        member, node = chain[-1], chain[-1].node
        is_below = isinstance(member.part, str) and self.lines.line_of(node.start) > self.lines.line_of(member.end)
        if self.is_flow(node) or not is_below:
            tail = self.eol if self.source[node.end - 1] in "\r\n" else ""  # a block scalar ends behind its line
            start = self.begin(node) if self.is_flow(node) and isinstance(value, list | dict) else node.start  # a tag is that of a list
            self.put(start, node.end, values.scalar(self.form, value, flow=self.in_flow(chain)) + tail)
            return
        colon = self.source.index(":", member.end) + 1
        self.put(colon, colon, f" {values.scalar(self.form, value)}")
        self.put(self.line_start(node.start), self.line_end(member), "")

    def remove(self, chain: Chain, parts: AbstractSet[str | int]) -> None:
        """Remove the lines of keys; a mapping below a key or dash does not become empty but ``{}``."""
        node = chain[-1].node
        if self.is_flow(node):
            super().remove(chain, parts)
        elif len(chain) > 1 and isinstance(node, Mapping) and parts >= node.entries.keys():
            self.whole(chain, {})
        else:
            self._remove_lines(self.members(node), parts)

    def _remove_lines(self, found: list[Member], parts: AbstractSet[str | int]) -> None:
        skipped = -1
        for member in found:
            if member.part not in parts or member.start < skipped:
                continue
            if self.begins_line(member):
                self.put(self.line_start(member.start), self.line_end(member), "")
                continue
            kept = next((other for other in found if other.start > member.start and other.part not in parts), None)
            if kept is None or self.source[self.line_start(member.start) : member.start].rstrip().endswith("?"):
                raise self.error("A key behind a question mark cannot be removed.", member)
            end = self.line_end(member)  # behind a dash: what follows moves up to it, unless a comment is between
            skipped = end if "#" in self.source[end : kept.start] else kept.start
            self.put(member.start, skipped, "")

    def add(self, chain: Chain, new: MappingOf[str, Any]) -> None:
        """Add keys behind the others, before the closing fence or below the last line of the mapping."""
        node, found = chain[-1].node, self.members(chain[-1].node)
        if not new or self.is_flow(node):
            super().add(chain, new)
            return
        around = Member("", node.start, node.end, node)  # where a merge key alone stands below
        at = closing_fence(self.source, self.header.end) if len(chain) == 1 else self.line_end((found or [around])[-1])
        first = (found or [around])[0].start
        indent = " " * (first - self.line_start(first)) if found or len(chain) > 1 else ""
        lines = "".join(indent + line + self.eol for key, item in new.items() for line in values.lines(key, item))
        if at and self.source[at - 1] not in "\r\n\ufeff":
            lines = self.eol + lines.removesuffix(self.eol)
        self.put(at, at, lines)
