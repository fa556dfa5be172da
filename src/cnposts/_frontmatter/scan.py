"""JSON and TOML: a scanner that tells the place of each value; scalars are read by ``json`` and ``tomllib``."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, NamedTuple, NoReturn, TypeAlias

from cnposts._decode import storable
from cnposts._frontmatter.tree import Mapping, Node, Scalar, Sequence, behind, plain, spelled, too_deep
from cnposts.rules import Rule

if TYPE_CHECKING:
    from cnposts._report import Report

Keys: TypeAlias = "list[tuple[str, int, int]]"  # the parts of a dotted key with their places
_STRING = r'"(?:[^"\\\r\n]|\\[^\r\n])*"'
_LITERAL = r"'[^'\r\n]*'"
_PART = rf"""(?:{_STRING}|{_LITERAL}|[^\s.="'\[\]{{}}#,:]++)"""
_DOTTED = rf"{_PART}[^\S\r\n]*+(?:\.[^\S\r\n]*+{_PART}[^\S\r\n]*+)*+"
_PARTS = re.compile(_PART)
_BROKEN = re.compile(r"""'[^'\r\n]*'|["'][^\r\n]*?(?=,?[ \t]*(?:[\r\n]|\Z))|[^,\]}\r\n]*""")
_LINE = re.compile(r"[^\r\n]*")
_STATEMENT = re.compile(rf"(?P<key>{_DOTTED})=|\[\s*(?P<table>{_DOTTED})\s*\]|\[\[\s*(?P<item>{_DOTTED})\s*\]\]")
_COMMENT = re.compile(r"[^\S\r\n]*(?:#[^\r\n]*)?(?=[\r\n]|\Z)")
_IN_LINE = re.compile(r"[^\S\r\n]*")
_ODD = re.compile(r"#[^\r\n]*|([^\S \t\r\n]+)")
_HUGE = re.compile(r"[-+]?[\d_]{1000,}")
_AT = re.compile(r" \(at [^()]*\)$")


def _load_toml(text: str) -> object:
    if text[0] == '"' and "\\" not in text and text.isprintable() and not text.startswith('"""'):
        return text[1:-1]
    return tomllib.loads("x = " + re.sub(r"\r\n?", "\n", text))["x"]


class Scanner:
    """Reads JSON; what is broken costs a message and is kept as it is spelled."""

    name = "JSON"
    blank = re.compile(r"[\s\ufeff]*")
    key = re.compile(rf"({_STRING}|{_LITERAL}|[\w$-]+)\s*:")
    leaf = re.compile(rf"{_STRING}|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.])|(?:true|false|null|NaN|-?Infinity)(?!\w)")
    load = staticmethod(lambda text: json.loads(text, strict=False))
    trailing = False

    def __init__(self, source: str, stop: int, report: Report) -> None:
        """Scan ``source`` up to ``stop``."""
        self.source = source
        self.stop = stop
        self.report = report
        self.closed = True

    def value(self, at: int, depth: int) -> Node:
        """The value at ``at``, inside of ``depth`` containers."""
        if at >= self.stop or self.source[at] not in "[{":
            return self._scalar(at)
        if depth < self.report.limits.front_matter_nesting:
            return self._container(at, depth + 1)
        node = self.line(at)
        self.wrong(too_deep(self.report.limits), at, node.end, Rule.LIMIT_REACHED)
        return node

    def line(self, at: int) -> Scalar:
        """The rest of the line, as it is spelled."""
        return spelled(self.source, at, behind(_LINE, self.source, at, self.stop))

    def skip(self, at: int, blank: re.Pattern[str] | None = None) -> int:
        """The offset behind blanks and comments; a blank that the format does not have is one with a message."""
        end = behind(blank or self.blank, self.source, at, self.stop)
        for odd in _ODD.finditer(self.source, at, end) if self.source[at:end].strip(" \t\r\n") else ():
            if odd[1]:
                reason = f"{self.name}: U+{ord(odd[1][0]):04X} is no blank of this format; it was read as one."
                self.report(Rule.CHARACTER_INVALID, reason, *odd.span())
        return end

    def sound(self, text: str, start: int, end: int) -> str:
        """``text`` with a replacement character for each lone surrogate, which no encoding has."""
        sound = storable(text)
        if sound != text:
            self.report(Rule.CHARACTER_INVALID, f"{self.name}: a lone surrogate was replaced by U+FFFD.", start, end)
        return sound

    def wrong(self, reason: str, start: int, end: int, rule: Rule = Rule.FRONT_MATTER_INVALID) -> None:
        """Tell an error."""
        self.report(rule, f"{self.name}: {reason}.", start, min(max(end, start + 1), len(self.source)))

    def keys(self, start: int, end: int) -> Keys:
        """The parts of the dotted key that stands there."""
        found = []
        for part in _PARTS.finditer(self.source, start, end):
            try:
                name = str(self.load(part[0])) if part[0][0] in "\"'" else part[0]
            except ValueError:
                name = part[0][1:-1]
            place = part.span()
            found.append((self.sound(name, *place), *place))
        return found

    def below(self, target: Mapping, keys: Keys, end: int) -> Mapping:
        """The table at ``keys`` below ``target``, to take a value that reaches up to ``end``; tables are made where they are missing."""
        for key, start, stop in keys:
            inner = target.entries[key][2] if key in target.entries else None
            if isinstance(inner, Sequence) and inner.items:
                inner.end = max(inner.end, end)
                inner = inner.items[-1]
            if not isinstance(inner, Mapping):
                inner = Mapping(start, end)
                target.put(key, (start, stop, inner), self.report)
            inner.end = max(inner.end, end)
            target = inner
        return target

    def insert(self, target: Mapping, keys: Keys, node: Node) -> None:
        """Put ``node`` at a dotted key below ``target``."""
        self.below(target, keys[:-1], node.end).put(keys[-1][0], (*keys[-1][1:], node), self.report)

    def _scalar(self, at: int) -> Scalar:
        match, reason = self.leaf.match(self.source, at, self.stop), "no value stands here"
        is_quoted = match and match[0][0] in "\"'"
        if match:
            try:
                value = match[0] if _HUGE.fullmatch(match[0]) else self.load(match[0])
            except ValueError as error:
                reason = _AT.sub("", str(error))
            else:
                value = self.sound(value, at, match.end()) if isinstance(value, str) else value
                found = plain(value, match[0])
                return Scalar(found, value if is_quoted else match[0], at, match.end(), not is_quoted and isinstance(found, str))
        node = spelled(self.source, at, match.end() if match and is_quoted else behind(_BROKEN, self.source, at, self.stop))
        if not match and node.text[:1] in {'"', "'"} and (len(node.text) == 1 or node.text[-1] != node.text[0]):
            reason = "the string is never closed"
        self.wrong(f"this is no value and was taken as text: {reason}", at, node.end)
        return node

    def _container(self, at: int, depth: int) -> Node:
        node = Mapping(at, at) if self.source[at] == "{" else Sequence([], at, at)
        place = self.skip(at + 1)
        while place < self.stop and self.source[place] not in "]}":
            end = self.skip(self._member(node, place, depth))
            has_comma = self.source.startswith(",", end, self.stop)
            place = self.skip(end + 1) if has_comma else max(end, place + 1)  # so that each turn gets on
            is_last = place >= self.stop or self.source[place] in "]}"
            if has_comma == is_last and not (is_last and self.trailing):
                self.wrong("a comma stands before a bracket" if is_last else "a comma is missing before this", end, end + 1)
        node.end = min(place + 1, self.stop)
        if place >= self.stop:
            self.closed = False
        elif self.source[place] != ("}" if isinstance(node, Mapping) else "]"):
            self.wrong("another bracket than the one that was opened is closed here", place, place + 1)
        return node

    def _member(self, node: Mapping | Sequence, at: int, depth: int) -> int:
        """Read one member of ``node``; returns the offset behind it."""
        if isinstance(node, Sequence):
            node.items.append(self.value(at, depth))
            return node.items[-1].end
        match = self.key.match(self.source, at, self.stop)
        if not match:
            end = behind(_BROKEN, self.source, at, self.stop)
            self.wrong("no key stands here, and this was not read", at, end)
            return end
        keys = self.keys(*match.span(1))
        if depth + len(keys) > self.report.limits.front_matter_nesting + 1:
            self.wrong(too_deep(self.report.limits), at, match.end(), Rule.LIMIT_REACHED)
        value = self.value(self.skip(match.end()), depth + len(keys) - 1)
        self.insert(node, keys, value)
        return value.end


class _BrokenError(ValueError):
    """A statement of TOML is broken: why, and where."""


class Statement(NamedTuple):
    """A statement of TOML: a key with its value, or the name of a table, in ``source[start:end]``.

    ``path`` is all of the key, the table's name before it included; ``keys`` are the parts that stand here, with their places.
    """

    path: tuple[str, ...]
    keys: Keys
    start: int
    end: int
    is_table: bool

    @property
    def section(self) -> tuple[str, ...]:
        """The name of the table that it stands below."""
        return self.path[: len(self.path) - len(self.keys)]


class _Statements(Scanner):
    """Reads TOML; the first error in a statement ends it."""

    name = "TOML"
    blank = re.compile(r"(?:\s+|#[^\r\n]*)*")
    key = re.compile(rf"({_DOTTED})=")
    leaf = re.compile(
        r'"""(?:[^"\\]|\\[\s\S]|"{1,2}(?!"))*"{3,5}|' + rf"'''(?:[^']|'{{1,2}}(?!'))*'{{3,5}}|{_STRING}|{_LITERAL}"
        r"|\d{4}-\d\d-\d\d[ Tt]\d\d:[^\s,\]}#]+|[^\s,\]}\[{#\"'=]+"
    )
    load = staticmethod(_load_toml)
    trailing = True

    def __init__(self, source: str, start: int, stop: int, report: Report) -> None:
        super().__init__(source, stop, report)
        self.root = Mapping(start, stop)
        self.found: list[tuple[Keys, Keys, int, int, bool]] = []  # as in `Statement`
        self._table: Keys = []
        self._broken: dict[int, _BrokenError] = {}

    def wrong(self, reason: str, start: int, end: int, rule: Rule = Rule.FRONT_MATTER_INVALID) -> NoReturn:  # noqa: ARG002
        raise _BrokenError(reason, start, rule)

    def value(self, at: int, depth: int) -> Node:
        """As above; what is known to be broken, as part of a broken statement before, is not read twice."""
        if at in self._broken:
            raise _BrokenError(*self._broken[at].args)
        try:
            node = super().value(at, depth)
            if not self.closed:
                self.wrong("this is never closed", at, at)
        except _BrokenError as fault:
            self._broken[at], self.closed = fault, True
            raise
        return node

    def statement(self, at: int) -> int:
        """Read one statement; returns the offset behind it."""
        match = _STATEMENT.match(self.source, at, self.stop)
        if not match:
            self.wrong("this is no statement and was not read", at, at)
        kind = match.lastgroup or ""
        keys = self.keys(*match.span(kind))
        self._table, all_keys = (self._table, [*self._table, *keys]) if kind == "key" else (keys, keys)
        if len(all_keys) > self.report.limits.front_matter_nesting:
            self.wrong(too_deep(self.report.limits), at, at, Rule.LIMIT_REACHED)
        if kind == "key":
            node = self._assigned(self.skip(match.end(), _IN_LINE), len(all_keys) - 1)
            self.insert(self.root, all_keys, node)
            self.found.append((all_keys, keys, match.start(), node.end, False))
            return node.end
        self.found.append((keys, keys, match.start(), match.end(), True))
        self._open(keys, Mapping(match.start(), match.end()), is_item=kind == "item")
        if not _COMMENT.match(self.source, match.end(), self.stop):
            self.wrong("only a comment may stand behind a table's name", match.end(), match.end())
        return match.end()

    def _assigned(self, at: int, depth: int) -> Node:
        try:
            node = self.value(at, depth)
            if not _COMMENT.match(self.source, node.end, self.stop):
                self.wrong("more than one value stands here", node.end, node.end)
        except _BrokenError as fault:
            return self.rest(at, fault, "; the rest of the line was taken as text")
        return node

    def rest(self, at: int, fault: _BrokenError, what: str = "") -> Scalar:
        """The rest of the line at ``at``, where a ``fault`` is to be reported."""
        (reason, place, rule), node = fault.args, self.line(at)
        rule = Rule.DATE_INVALID if re.match(r"\d{4}-\d\d-\d\d", node.text) else rule
        self.report(rule, f"TOML: {reason}{what}.", place, min(max(node.end, place + 1), len(self.source)))
        return node

    def _open(self, keys: Keys, table: Mapping, *, is_item: bool) -> None:
        """Begin a table, or the next one of an array of tables."""
        key, start, end = keys[-1]
        outer = self.below(self.root, keys[:-1], table.end)
        found = outer.entries[key][2] if key in outer.entries else None
        if is_item and isinstance(found, Sequence):
            found.items.append(table)
            found.end = table.end
        elif is_item or not isinstance(found, Mapping):
            outer.put(key, (start, end, Sequence([table], table.start, table.end) if is_item else table), self.report)
        elif self.source[found.start] == "[":
            self.report(Rule.DUPLICATE_KEY, f"The table {key!r} stands twice; its keys were put together.", start, end)


def read_statements(source: str, start: int, stop: int, report: Report) -> Mapping:
    """Read TOML; a broken statement keeps the rest of its line as text."""
    return _read(source, start, stop, report).root


def toml_statements(source: str, start: int, stop: int, report: Report) -> list[Statement]:
    """The statements of TOML, without those that are broken."""
    found = _read(source, start, stop, report).found
    return [Statement(tuple(key for key, _, _ in path), keys, first, last, is_table) for path, keys, first, last, is_table in found]


def _read(source: str, start: int, stop: int, report: Report) -> _Statements:
    document, position = _Statements(source, start, stop, report), start
    while (position := document.skip(position)) < stop:
        try:
            position = document.statement(position)
        except _BrokenError as fault:
            position = max(document.rest(fault.args[1], fault).end, position + 1)
    return document
