"""JSON values, and TOML's arrays and inline tables: a scanner that tells places, with an explicit stack."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cnposts._frontmatter.tree import MAX_DEPTH, MAX_NODES, Entry, Mapping, Node, Scalar, Sequence, plain
from cnposts._frontmatter.yaml import report_repeated
from cnposts.rules import Rule

if TYPE_CHECKING:
    from cnposts._frontmatter.grammar import Grammar, Keys
    from cnposts._report import Report


class Assembler:
    """Puts nodes into mappings by dotted keys; a value that stands there already is replaced, and reported."""

    def __init__(self, report: Report) -> None:
        """Report repeated keys to ``report``."""
        self._report = report
        self._index: dict[int, tuple[Mapping, dict[str, int]]] = {}

    def find(self, target: Mapping, key: str) -> Node | None:
        """The node at ``key`` of ``target``."""
        position = self._positions(target).get(key)
        return None if position is None else target.entries[position][3]

    def insert(self, target: Mapping, keys: Keys, node: Node) -> None:
        """Put ``node`` at a dotted key below ``target``."""
        for key, start, end in keys[:-1]:
            inner = self.find(target, key)
            if isinstance(inner, Sequence) and inner.items:
                inner.end = max(inner.end, node.end)
                inner = inner.items[-1]
            if not isinstance(inner, Mapping):
                inner = Mapping([], start, node.end)
                self._put(target, (key, start, end, inner))
            inner.end = max(inner.end, node.end)
            target = inner
        self._put(target, (*keys[-1], node))

    def _positions(self, target: Mapping) -> dict[str, int]:
        # The mapping is kept beside its index so that its id is not given away meanwhile.
        if id(target) not in self._index:
            self._index[id(target)] = target, {}
        return self._index[id(target)][1]

    def _put(self, target: Mapping, entry: Entry) -> None:
        key, start, end, _ = entry
        positions = self._positions(target)
        if key in positions:
            report_repeated(key, target.entries[positions[key]][1], start, end, self._report)
            target.entries[positions[key]] = entry
        else:
            positions[key] = len(target.entries)
            target.entries.append(entry)


class _Open:
    """A container whose end has not come yet."""

    __slots__ = ("close", "comma", "keys", "node")

    def __init__(self, char: str, start: int) -> None:
        self.node: Mapping | Sequence = Mapping([], start, start) if char == "{" else Sequence([], start, start)
        self.close = "}" if char == "{" else "]"
        self.keys: Keys = []
        self.comma: int | None = -1
        """Where the last comma stands; -1 before the first value, None right behind a value."""


class Scanner:
    """Reads one value of JSON or TOML at a time."""

    def __init__(self, source: str, stop: int, grammar: Grammar, report: Report) -> None:
        """Scan ``source`` up to ``stop``."""
        self.source = source
        self.stop = stop
        self.grammar = grammar
        self.report = report
        self.closed = True
        self.assembler = Assembler(report)
        self._count = 0

    def value(self, position: int) -> tuple[Node, int]:
        """The value at ``position``, and the offset behind it; errors in it are reported and read past."""
        if self.source[position : position + 1] not in {"[", "{"}:
            node = self.scalar(position)
            return node, node.end
        root = _Open(self.source[position], position)
        stack = [root]
        position += 1
        while stack:
            position = self._blank(position)
            if position >= self.stop or self._count > MAX_NODES:
                self._end_early(stack, position)
            else:
                position = self._member(stack, position)
        return root.node, root.node.end

    def scalar(self, position: int) -> Scalar:
        """The scalar at ``position``; where it is broken, its spelling."""
        grammar, source = self.grammar, self.source
        match = grammar.leaf.match(source, position, self.stop)
        reason = "no value"
        if match:
            try:
                value = grammar.load(match[0])
            except (ValueError, RecursionError) as error:
                reason = str(error)
            else:
                text = value if isinstance(value, str) and match[0][0] in "\"'" else match[0]
                return Scalar(plain(value, match[0]), text, position, match.end())
        broken = grammar.broken.match(source, position, self.stop) if not match or match[0][0] not in "\"'" else match
        text = broken[0].rstrip() if broken else ""
        end = position + len(text)
        rule = Rule.DATE_INVALID if re.match(r"\d{4}-\d\d-\d\d", text) else Rule.FRONT_MATTER_INVALID
        self.report(rule, f"This is no {grammar.name} value, and was taken as text: {reason}.", position, max(end, position + 1))
        return Scalar(text, text, position, end)

    def _blank(self, position: int) -> int:
        match = self.grammar.blank.match(self.source, position, self.stop)
        return match.end() if match else position

    def _end_early(self, stack: list[_Open], position: int) -> None:
        self.closed = False
        start = stack[-1].node.start
        if self._count > MAX_NODES:
            self.report(Rule.LIMIT_REACHED, f"More than {MAX_NODES} values; what follows was not read.", start, start + 1)
        elif len(stack) > 1:  # that the outermost one is open is the caller's to tell
            self._wrong(f"This is never closed by {stack[-1].close!r}.", start)
        while stack:
            opened = stack.pop()
            opened.node.end = position
            if stack:
                self._add(stack[-1], opened.node)

    def _wrong(self, reason: str, start: int, end: int | None = None) -> None:
        self.report(Rule.FRONT_MATTER_INVALID, f"{self.grammar.name}: {reason}", start, end or start + 1)

    def _member(self, stack: list[_Open], position: int) -> int:
        """Read one token group of the innermost container: its end, a comma, or a member."""
        opened, char = stack[-1], self.source[position]
        if char in "]}":
            return self._close(stack, position)
        if char == ",":
            if opened.comma is not None:
                self._wrong("a value is missing before this comma.", position)
            opened.comma = position
            return position + 1
        if opened.comma is None:
            self._wrong("a comma is missing before this.", position)
        if isinstance(opened.node, Mapping):
            match = self.grammar.key.match(self.source, position, self.stop)
            if not match:
                return self._junk(opened, position)
            opened.keys = self.grammar.keys(match[1], position)
            position = self._blank(match.end() + 1)
        return self._value(stack, position)

    def _junk(self, opened: _Open, position: int) -> int:
        match = self.grammar.broken.match(self.source, position, self.stop)
        end = match.end() if match and match.end() > position else position + 1
        self._wrong("no key stands here; this was not read.", position, end)
        opened.comma = -1
        return end

    def _value(self, stack: list[_Open], position: int) -> int:
        opened = stack[-1]
        opened.comma = None
        self._count += 1
        char = self.source[position : position + 1]
        if char and char in "[{" and sum(len(outer.keys) or 1 for outer in stack) < MAX_DEPTH:
            stack.append(_Open(char, position))
            return position + 1
        node = self._too_deep(position) if char and char in "[{" else self.scalar(position)
        self._add(opened, node)
        return node.end

    def _add(self, opened: _Open, node: Node) -> None:
        if isinstance(opened.node, Sequence):
            opened.node.items.append(node)
        elif len(opened.keys) > MAX_DEPTH:
            self.report(Rule.LIMIT_REACHED, f"More than {MAX_DEPTH} tables stand in each other.", opened.keys[0][1], node.end)
        elif opened.keys:
            self.assembler.insert(opened.node, opened.keys, node)

    def _close(self, stack: list[_Open], position: int) -> int:
        opened = stack[-1]
        if self.source[position] != opened.close:
            self._wrong(f"expected {opened.close!r} to close what opens on line {self._line(opened)}.", position)
            if len(stack) == 1 or stack[-2].close != self.source[position]:
                return position + 1
            position -= 1  # the same bracket then closes the container outside
        elif opened.comma is not None and opened.comma >= 0 and not self.grammar.trailing:
            self._wrong("a comma stands before the closing bracket.", opened.comma)
        stack.pop()
        opened.node.end = position + 1
        if stack:
            self._add(stack[-1], opened.node)
        return position + 1

    def _line(self, opened: _Open) -> int:
        return self.report.lines.line_of(opened.node.start) + 1

    def _too_deep(self, position: int) -> Scalar:
        """A container beyond the bound, as it is spelled."""
        depth, end = 0, position
        while end < self.stop:
            char = self.source[end]
            depth += (char in "[{") - (char in "]}")
            match = self.grammar.leaf.match(self.source, end, self.stop) if char in "\"'" else None
            end = match.end() if match else end + 1
            if not depth:
                break
        self.report(Rule.LIMIT_REACHED, f"More than {MAX_DEPTH} containers stand in each other.", position, end)
        return Scalar(self.source[position:end], self.source[position:end], position, end)
