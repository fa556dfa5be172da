"""Reads YAML that has syntax errors: each top-level key alone, and in these the broken values as they are spelled."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cnposts._frontmatter import yaml_simple
from cnposts._frontmatter.tree import MAX_SIZE, Entry, Mapping, Node, Scalar
from cnposts._frontmatter.yaml import FAULTS, Builder, LimitError, clean, spelled, unique
from cnposts.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnposts._report import Report

_MAX_REPAIRS = 20
"""Values of one top-level key that are masked before all of it is taken as text."""

_KEY = r"""(?:"[^"\r\n]*"|'[^'\r\n]*'|[^\s#:\-"'\[\]{},&*!|>%@`][^:\r\n]*+)"""
_TOP = re.compile(rf"^({_KEY})[ \t]*:(?:(?=[ \t]|$)|(?<=[\w]:)(?!//|:))", re.MULTILINE)
_VALUE = re.compile(rf"(?P<lead>[ \t]*(?:-[ \t]+)*(?:{_KEY}[ \t]*:[ \t]+)?)(?P<value>\S.*)")
_COMMENT = re.compile(r"[ \t]#.*")
_TABS = re.compile(r"^[ \t]*\t[ \t]*", re.MULTILINE)
_SEPARATORS = str.maketrans("\x85\u2028\u2029", "   ")


def read(source: str, start: int, end: int, report: Report) -> tuple[Node | None, bool]:
    """Read ``source[start:end]``.

    Returns:
        The tree, and whether all of it is YAML. Where it is not, the tree is None; ``recover`` reads what can be read.
    """
    if end - start > MAX_SIZE:
        report(Rule.LIMIT_REACHED, f"The front matter is longer than {MAX_SIZE} characters and was not read.", start, end)
        return Mapping([], start, end), True
    text = clean(source, start, end, report)
    builder = Builder(source, report)
    simple = yaml_simple.read(builder, text, start, report)
    if simple is not None:
        return simple, True
    try:
        return builder.build(text, start), True
    except FAULTS:
        return None, False


def recover(source: str, start: int, end: int, report: Report) -> Mapping:
    """Read ``source[start:end]`` although it has errors: each costs its own value only, and is reported at its place."""
    text = _expand(clean(source, start, end, report).translate(_SEPARATORS), start, report)
    builder = Builder(source, report)
    entries: list[Entry] = []
    for first, last in _chunks(text):
        entries += _Chunk(builder, text[first:last], start + first).entries()
    return Mapping(unique(entries, report), start, end)


def looks_like_keys(text: str) -> bool:
    """Whether the first line that is no comment begins with a key."""
    match = re.search(r"^(?![ \t]*(?:#|$)).*", text, re.MULTILINE)
    return bool(match and _TOP.match(match[0]))


def _expand(text: str, base: int, report: Report) -> str:
    """Tabs of the indentation as blanks, one for one, so that places stay."""

    def replace(match: re.Match[str]) -> str:
        tab = base + match.start() + match[0].index("\t")
        report(Rule.FRONT_MATTER_INVALID, "YAML allows no tab in the indentation; it was read as a blank.", tab, tab + 1)
        return " " * len(match[0])

    return _TABS.sub(replace, text)


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    starts = [match.start() for match in _TOP.finditer(text.replace("\r", "\n"))]
    edges = [*([0] if starts[:1] != [0] else []), *starts, len(text)]
    for first, last in pairwise(edges):
        if text[first:last].strip():
            yield first, last


class _Chunk:
    """One top-level key with all that belongs to it."""

    def __init__(self, builder: Builder, text: str, base: int) -> None:
        self._builder = builder
        self._text = text
        self._base = base

    def entries(self) -> list[Entry]:
        masked: dict[int, tuple[int, str]] = {}
        text = self._text
        for _ in range(_MAX_REPAIRS):
            try:
                node = self._builder.build(text, self._base)
            except LimitError as error:
                return self._as_text(str(error), Rule.LIMIT_REACHED)
            except FAULTS as error:
                place = self._next(error, masked)
                if place is None:
                    return self._as_text(_reason(error), Rule.FRONT_MATTER_INVALID)
                first, last = place
                masked[first] = last, _reason(error)
                self._builder.masked[self._base + first] = self._text[first:last]
                text = text[:first] + "x" * (last - first) + text[last:]
            else:
                return self._accept(node, masked)
        return self._as_text("more of it is broken than can be repaired", Rule.FRONT_MATTER_INVALID)

    def _accept(self, node: Node | None, masked: dict[int, tuple[int, str]]) -> list[Entry]:
        if node is not None and not isinstance(node, Mapping):
            return self._as_text("no key with a colon and a blank stands here", Rule.FRONT_MATTER_INVALID)
        for first, (last, reason) in masked.items():
            self._report(Rule.FRONT_MATTER_INVALID, reason, first, last)
        return node.entries if node else []

    def _report(self, rule: Rule, reason: str, first: int, last: int) -> None:
        text = f"The YAML of this value is broken, and it was taken as text: {reason}."
        self._builder.report(rule, text, self._base + first, self._base + last)

    def _next(self, error: Exception, masked: dict[int, tuple[int, str]]) -> tuple[int, int] | None:
        """The value to mask because of ``error``: the one it points at that is not masked yet."""
        for offset in _suspects(error):
            first = max(self._text.rfind("\n", 0, offset), self._text.rfind("\r", 0, offset)) + 1
            match = _VALUE.match(self._text, first, _line_end(self._text, first))
            if match and match["lead"].strip() and match.start("value") not in masked:
                value = match["value"].rstrip()
                if value[0] not in "\"'":
                    value = _COMMENT.sub("", value).rstrip()
                return match.start("value"), match.start("value") + len(value)
        return None

    def _as_text(self, reason: str, rule: Rule) -> list[Entry]:
        """All behind the key as it is spelled."""
        base, text = self._base, self._text
        match = _TOP.match(text)
        if not match:
            found = spelled(self._builder.source, base, base + len(text))
            self._builder.report(rule, f"This was not read: {reason}.", found.start, found.end)
            return []
        first = match.end() + len(text[match.end() :]) - len(text[match.end() :].lstrip())
        node: Scalar = spelled(self._builder.source, base + first, base + len(text))
        self._report(rule, reason, first, node.end - base)
        key = match[1].rstrip()
        return [(key.strip("\"'"), base + match.start(1), base + match.start(1) + len(key), node)]


def _suspects(error: Any) -> list[int]:  # noqa: ANN401 - one of PyYAML's, which are untyped, or a ValueError
    """Offsets that ``error`` points at, the likelier culprit first."""
    marks = [getattr(error, "problem_mark", None), getattr(error, "context_mark", None)]
    if re.search("scanning|flow", getattr(error, "context", None) or ""):
        marks.reverse()
    return [mark.index for mark in marks if mark is not None]


def _reason(error: Any) -> str:  # noqa: ANN401
    parts = getattr(error, "context", None), getattr(error, "problem", None)
    return ", ".join(part for part in parts if part) or str(error)


def _line_end(text: str, start: int) -> int:
    match = re.compile(r"[\r\n]|\Z").search(text, start)
    return match.start() if match else len(text)
