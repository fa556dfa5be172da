"""Edits front matter in TOML, statement by statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnposts._edit import values
from cnposts._edit.block import closing_fence
from cnposts._edit.flow import Flow
from cnposts._frontmatter import toml_statements
from cnposts._report import Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Mapping as MappingOf
    from collections.abc import Set as AbstractSet

    from cnposts._edit.flow import Chain
    from cnposts._frontmatter import Header, Node, Sequence, Statement
    from cnposts._position import Lines


class Tables(Flow):
    """Collects the edits of a TOML front matter."""

    colon = " = "

    def __init__(self, header: Header, lines: Lines, path: str | None = None) -> None:
        """Begin to edit the front matter of ``header``."""
        super().__init__(header, lines, path)
        self._first = lines.starts[lines.line_of(self.source.index("+++")) + 1]
        self._last = closing_fence(self.source, header.end)
        self._statements = toml_statements(self.source, self._first, self._last, Report(lines))
        self._starts = {statement.start for statement in self._statements}

    def is_flow(self, node: Node) -> bool:
        """Whether a value is written in brackets, which the name of a table is, too."""
        return self.source.startswith(("[", "{"), node.start) and node.start not in self._starts and node is not self.header.tree

    def items(self, chain: Chain, node: Sequence, wanted: list[Any]) -> None:
        """Give a list new items; those of an array of tables are tables again."""
        if self.is_flow(node):
            super().items(chain, node, wanted)
            return
        if not all(isinstance(item, dict) for item in wanted):
            self.whole(chain, wanted)
            return
        tables = [self._within((*chain, member)) for member in self.members(node)]
        for at, end, new in self.changes(chain, node, wanted):
            for found in (found for table in tables[at:end] for found in table):
                self._cut_lines(found)
            place = (
                self.line_start(tables[end][0].start) if end < len(tables) else self.line_behind(tables[-1][-1].start, tables[-1][-1].end)
            )
            self.put(place, place, "".join(self._table(f"[[{self._name(chain)}]]", item) for item in new))

    def whole(self, chain: Chain, value: Any) -> None:  # noqa: ANN401 - any value of front matter
        """Write a container anew; tables give way to one key."""
        member = chain[-1]
        if self.is_flow(member.node):
            super().whole(chain, value)
        elif isinstance(member.part, int) and isinstance(value, dict):
            self.merge(chain, value)
        elif isinstance(member.part, int):
            raise self.error("An item of an array of tables stays a table.", member)
        else:
            self.remove(chain[:-1], {member.part})
            self.add(chain[:-1], {member.part: value})

    def remove(self, chain: Chain, parts: AbstractSet[str | int]) -> None:
        """Remove the lines of keys and tables."""
        if self.is_flow(chain[-1].node):
            super().remove(chain, parts)
            return
        depth = len(self._path(chain))
        for found in self._within(chain):
            if len(found.path) > depth and found.path[depth] in parts:
                self._cut_lines(found)

    def add(self, chain: Chain, new: MappingOf[str, Any]) -> None:
        """Add keys behind the last one of the table, which for those of no table is before the first table."""
        if self.is_flow(chain[-1].node) or not new:
            super().add(chain, new)
            return
        path, within = self._path(chain), self._within(chain)
        own = [found for found in within if found.section == path and not found.is_table]
        named = [found for found in within if found.path == path and found.is_table]
        dotted = [found for found in within if len(found.section) < len(path) and not found.is_table]
        last = next(reversed(own or named or (dotted if path else [])), None)
        prefix = (
            "" if own or named or not last else ".".join(self._keys(key for key, _, _ in last.keys[: len(path) - len(last.section)])) + "."
        )
        if last or not path:
            place, text = self.line_behind(last.start, last.end) if last else self._first, self._table("", new, prefix)
        else:  # a table that only the names of others tell of
            place, text = self.line_behind(within[-1].start, within[-1].end), self._table(f"[{self._name(chain)}]", new)
        self.put(place, place, text)

    def rename(self, chain: Chain, name: str) -> None:
        """Give a key another name, wherever a statement spells it."""
        if self.is_flow(chain[-2].node):
            super().rename(chain, name)
            return
        depth = len(self._path(chain)) - 1
        for found in self._within(chain):
            if depth >= len(found.section):
                _, start, end = found.keys[depth - len(found.section)]
                self.put(start, end, values.key_text("toml", name, self.source[start:end]))

    def _path(self, chain: Chain) -> tuple[str, ...]:
        """The path as statements have it: without numbers."""
        return tuple(part for part in self.path(chain) if isinstance(part, str))

    def _within(self, chain: Chain) -> list[Statement]:
        """The statements that a table, or one of an array of tables, is made of."""
        path = self._path(chain)
        items = [member.node for member in chain if isinstance(member.part, int)]
        start, end = (items[-1].start, items[-1].end) if items else (0, len(self.source))
        return [found for found in self._statements if found.path[: len(path)] == path and start <= found.start < max(end, start + 1)]

    def _cut_lines(self, found: Statement) -> None:
        self.put(self.line_start(found.start), self.line_behind(found.start, found.end), "")

    def _keys(self, parts: Iterable[str]) -> Iterator[str]:
        return (values.key_text("toml", part) for part in parts)

    def _name(self, chain: Chain) -> str:
        return ".".join(self._keys(self._path(chain)))

    def _table(self, name: str, new: MappingOf[str, Any], prefix: str = "") -> str:
        """The lines of keys, below the name of their table."""
        lines = [f"{prefix}{values.key_text('toml', key)} = {values.dumped('toml', item)}" for key, item in new.items()]
        return "".join(line + self.eol for line in ([name, *lines] if name else lines))
