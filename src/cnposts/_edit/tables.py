"""Edits front matter in TOML, statement by statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnposts._edit import values
from cnposts._edit.block import closing_fence
from cnposts._edit.flow import Flow, below
from cnposts._frontmatter import toml_statements
from cnposts._report import Report

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Mapping as MappingOf

    from cnposts._edit.flow import Chain
    from cnposts._frontmatter import Header, Node, Sequence, Statement
    from cnposts._position import Lines


class Tables(Flow):
    """Collects the edits of a TOML front matter."""

    colon = " = "

    def __init__(self, header: Header, lines: Lines) -> None:
        """Begin to edit the front matter of ``header``."""
        super().__init__(header, lines)
        self._first = lines.starts[lines.line_of(self.source.index("+++")) + 1]
        self._last = closing_fence(self.source, header.end)
        self._statements = toml_statements(self.source, self._first, self._last, Report(lines))
        self._starts = {statement.start for statement in self._statements}

    def is_flow(self, node: Node) -> bool:
        """Whether a value is written in brackets; a table is not, whose place begins where a statement does."""
        return node is not self.header.tree and node.start not in self._starts

    def items(self, chain: Chain, node: Sequence, wanted: list[Any]) -> None:
        """Give a list new items; of an array of tables, as many as before are edited one by one."""
        if self.is_flow(node):
            super().items(chain, node, wanted)
        elif len(wanted) == len(node.items) and all(isinstance(item, dict) for item in wanted):
            for at, item in enumerate(wanted):
                self.merge((*chain, below(node)[at]), item)
        else:
            self.whole(chain, wanted)

    def whole(self, chain: Chain, value: Any) -> None:  # noqa: ANN401 - any value of front matter
        """Write a container anew; tables give way to one key."""
        if self.is_flow(chain[-1].node):
            super().whole(chain, value)
            return
        self.remove(chain[:-1], [chain[-1].part])
        self.add(chain[:-1], {str(chain[-1].part): value})

    def _within(self, chain: Chain) -> list[Statement]:
        """The statements of a table, or those that a table's key is made of."""
        path = tuple(part for part in self.path(chain) if isinstance(part, str))
        items = [member.node for member in chain if isinstance(member.part, int)]
        start, end = (items[-1].start, items[-1].end) if items else (0, len(self.source))
        return [item for item in self._statements if item.path[: len(path)] == path and start <= item.start < max(end, start + 1)]

    def remove(self, chain: Chain, parts: Collection[str | int]) -> None:
        """Remove the lines of keys and tables."""
        if self.is_flow(chain[-1].node):
            super().remove(chain, parts)
            return
        depth = len([part for part in self.path(chain) if isinstance(part, str)])
        for found in self._within(chain):
            if len(found.path) > depth and found.path[depth] in parts:
                end = self.lines.line_of(max(found.start, found.end - 1)) + 1
                self.put(self.line_start(found.start), self.lines.starts[end], "")

    def add(self, chain: Chain, new: MappingOf[str, Any]) -> None:
        """Add keys behind the last one of the table, which for those of no table is before the first table."""
        if self.is_flow(chain[-1].node):
            super().add(chain, new)
            return
        path = tuple(part for part in self.path(chain) if isinstance(part, str))
        named = [found for found in self._within(chain) if found.path == path and found.is_table]
        table = len(path) if named or not path else -1
        own = [
            found
            for found in self._within(chain)
            if not found.is_table and (len(found.path) - len(found.keys) == table or (table < 0 and len(found.path) > len(path)))
        ]
        last = next(reversed(own or named), None)
        prefix = ""
        if last and not last.is_table:
            above = len(path) - (len(last.path) - len(last.keys))
            prefix = "".join(f"{values.key_text('toml', key)}." for key, _, _ in last.keys[: max(above, 0)])
        at = self.lines.starts[self.lines.line_of(max(last.start, last.end - 1)) + 1] if last else self._first
        lines = [f"{prefix}{values.key_text('toml', key)} = {values.dumped('toml', item)}{self.eol}" for key, item in new.items()]
        if lines:
            self.put(at, at, "".join(lines))

    def rename(self, chain: Chain, name: str) -> None:
        """Give a key another name, wherever a statement spells it."""
        if self.is_flow(chain[-2].node):
            super().rename(chain, name)
            return
        depth = len([part for part in self.path(chain) if isinstance(part, str)])
        for found in self._within(chain):
            at = depth - 1 - (len(found.path) - len(found.keys))
            if at >= 0:
                _, start, end = found.keys[at]
                self.put(start, end, values.key_text("toml", name, self.source[start:end]))
