"""TOML: statements are found by a scanner that tells places, scalars are read by ``tomllib``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cnposts._frontmatter.flow import Assembler, Scanner
from cnposts._frontmatter.grammar import TOML, TOML_KEY, Keys
from cnposts._frontmatter.tree import MAX_DEPTH, MAX_SIZE, Mapping, Node, Scalar, Sequence
from cnposts._frontmatter.trial import Trial
from cnposts.rules import Rule

if TYPE_CHECKING:
    from cnposts._report import Report

_MAX_UNCLOSED = 3
_STATEMENT = re.compile(rf"({TOML_KEY})=[ \t]*")
_TABLE = re.compile(rf"\[\s*({TOML_KEY})\s*\]|\[\[\s*({TOML_KEY})\s*\]\]")
_REST = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|\Z)")
_LINE = re.compile(r"[^\r\n]*")


def read(source: str, start: int, end: int, report: Report) -> Mapping:
    """Read ``source[start:end]``; a broken statement costs itself only."""
    root = Mapping([], start, end)
    if end - start > MAX_SIZE:
        report(Rule.LIMIT_REACHED, f"The front matter is longer than {MAX_SIZE} characters and was not read.", start, end)
        return root
    document = _Document(source, end, root, report)
    position = start
    while (position := document.blank(position)) < end:
        position = document.statement(position)
    return root


class _Document:
    """The mapping in the making, and the table that statements go to."""

    def __init__(self, source: str, end: int, root: Mapping, report: Report) -> None:
        self._source = source
        self._end = end
        self._root = root
        self._table: Keys = []
        self._report = report
        self._assembler = Assembler(report)
        self._unclosed = 0

    def blank(self, position: int) -> int:
        match = TOML.blank.match(self._source, position, self._end)
        return match.end() if match else position

    def statement(self, position: int) -> int:
        """Read one statement; returns the offset behind it."""
        match = _STATEMENT.match(self._source, position, self._end)
        if match:
            return self._assign(match)
        table = _TABLE.match(self._source, position, self._end)
        if table:
            return self._rest(self._open(table))
        return self._refuse("This is no TOML statement and was not read.", position)

    def _assign(self, match: re.Match[str]) -> int:
        keys = [*self._table, *TOML.keys(match[1], match.start(1))]
        trial = Trial(self._report)
        scanner = Scanner(self._source, self._stop(match.end()), TOML, trial)
        node, end = scanner.value(match.end())
        wrong = None
        if not scanner.closed:
            self._unclosed += 1
            wrong = "This is never closed; its line was taken as text."
        elif not _REST.match(self._source, end, self._end):
            wrong = "More than one value stands here; the line was taken as text."
        if wrong:
            node = self._line(match.end())
            self._report(Rule.FRONT_MATTER_INVALID, wrong, node.start, max(node.end, node.start + 1))
        else:
            trial.accept()
        self._insert(keys, node)
        return node.end if wrong else end

    def _stop(self, position: int) -> int:
        """How far a value may reach: to the end, or, where many were never closed, to the end of its line."""
        match = _LINE.match(self._source, position, self._end) if self._unclosed > _MAX_UNCLOSED else None
        return match.end() if match else self._end

    def _line(self, position: int) -> Scalar:
        match = _LINE.match(self._source, position, self._end)
        text = match[0].rstrip() if match else ""
        return Scalar(text, text, position, position + len(text))

    def _insert(self, keys: Keys, node: Node) -> None:
        if len(keys) > MAX_DEPTH:
            self._report(Rule.LIMIT_REACHED, f"More than {MAX_DEPTH} tables stand in each other.", keys[0][1], node.end)
        else:
            self._assembler.insert(self._root, keys, node)

    def _open(self, match: re.Match[str]) -> int:
        """Begin a table, or the next one of an array of tables."""
        group = 1 if match[1] else 2
        keys = TOML.keys(match[group], match.start(group))
        self._table = keys
        if len(keys) > MAX_DEPTH:
            self._report(Rule.LIMIT_REACHED, f"More than {MAX_DEPTH} tables stand in each other.", match.start(), match.end())
            return match.end()
        table = Mapping([], match.start(), match.end())
        found = self._find(keys)
        if group == 1 and not isinstance(found, Mapping):
            self._insert(keys, table)
        elif isinstance(found, Mapping) and group == 1:
            self._repeated(keys, found)
        elif isinstance(found, Sequence):
            found.items.append(table)
            found.end = match.end()
        else:
            self._insert(keys, Sequence([table], match.start(), match.end()))
        return match.end()

    def _repeated(self, keys: Keys, found: Mapping) -> None:
        """A table opened again is an error, unless only its children made it."""
        key, start, end = keys[-1]
        if self._source[found.start] == "[":
            self._report(Rule.DUPLICATE_KEY, f"The table {key!r} stands twice; its keys were put together.", start, end)

    def _find(self, keys: Keys) -> Node | None:
        node: Node | None = self._root
        for key, _, _ in keys:
            if isinstance(node, Sequence) and node.items:
                node = node.items[-1]
            if not isinstance(node, Mapping):
                return None
            node = self._assembler.find(node, key)
        return node

    def _rest(self, position: int) -> int:
        if _REST.match(self._source, position, self._end):
            return position
        return self._refuse("Only a comment may stand behind a table's name.", position)

    def _refuse(self, reason: str, position: int) -> int:
        match = _LINE.match(self._source, position, self._end)
        end = match.end() if match else self._end
        self._report(Rule.FRONT_MATTER_INVALID, reason, position, max(end, position + 1))
        return max(end, position + 1)
