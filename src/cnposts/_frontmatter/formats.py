"""Finds the front matter of a post and reads it: one reader a format, all of one shape."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from cnposts._frontmatter import lines, toml, yaml_repair
from cnposts._frontmatter.flow import Scanner
from cnposts._frontmatter.grammar import JSON
from cnposts._frontmatter.tree import MAX_SIZE, Mapping, Sequence
from cnposts._frontmatter.trial import Trial
from cnposts._keys import is_known
from cnposts.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnposts._report import Report
    from cnposts.models import Format


@dataclass(slots=True)
class Header:
    """What stands before the body.

    Attributes:
        end: Offset at which the body begins.
        format: How the front matter is written; None where there is none.
        tree: Its keys and values.
        source: The whole text, which all places count in.
    """

    end: int
    format: Format | None
    tree: Mapping
    source: str


Found: TypeAlias = tuple[int, Mapping] | None
"""The offset behind the front matter, and its tree."""

_BREAK = r"(?:\r\n?|\n|\Z)"
_BLANK_LINES = re.compile(r"\ufeff?(?:[ \t]*(?:\r\n?|\n))*")
_YAML_OPEN = re.compile(rf"---[ \t]*{_BREAK}")
_YAML_CLOSE = re.compile(rf"(?:^|(?<=[\r\n]))(?:---|\.\.\.)[ \t]*{_BREAK}")
_TOML_OPEN = re.compile(rf"\+\+\+[ \t]*{_BREAK}")
_TOML_CLOSE = re.compile(rf"(?:^|(?<=[\r\n]))\+\+\+[ \t]*{_BREAK}")
_JSON_OPEN = re.compile(rf"\{{(?:\s*\"(?:[^\"\\\r\n]|\\.)*\"\s*:|\s*\}}[ \t]*{_BREAK}|[ \t]*[\r\n]\s*(?:'[^'\r\n]*'|[\w$-]+)\s*:\s)")
_REST = re.compile(rf"[ \t]*{_BREAK}")
_EMPTY_LINE = re.compile(rf"(?:^|(?<=[\r\n]))[ \t]*{_BREAK}")
_KEY_LINE = re.compile(r"[\w.-]{1,40}[ \t]*(:|=)(?=[ \t\r\n]|\Z)")
_OTHER_LINE = re.compile(r"[ \t]+\S|-[ \t]|#[^#]|[\]}]")
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")


def read(source: str, report: Report) -> Header:
    """Find and read the front matter of ``source``; what is wrong with it is told to ``report``.

    ``source[:header.end]`` is the byte order mark and the front matter with its fences; the rest is the body.
    """
    match = _BLANK_LINES.match(source)
    start = match.end() if match else 0
    for reader, form in _READERS.get(source[start : start + 1], _OTHERS):
        found = reader(source, start, report)
        if found:
            return Header(found[0], form, found[1], source)
    return Header(int(source.startswith("\ufeff")), None, Mapping([], 0, 0), source)


def read_yaml(source: str, start: int, report: Report) -> Found:
    """YAML between ``---`` and ``---`` or ``...``."""
    opening = _YAML_OPEN.match(source, start)
    if not opening:
        return None
    first = opening.end()
    closing = _YAML_CLOSE.search(source, first)
    if not closing:
        return _unclosed(source, start, first, report, _yaml_tree)
    return _yaml_block(source, start, (first, closing.start(), closing.end()), report)


def _yaml_block(source: str, start: int, places: tuple[int, int, int], report: Report) -> Found:
    first, last, end = places
    trial = Trial(report)
    node, is_yaml = yaml_repair.read(source, first, last, trial)
    if is_yaml and (node is None or isinstance(node, Mapping)):
        trial.accept()
        return end, node or Mapping([], first, last)
    text = source[first:last]
    if not is_yaml and yaml_repair.looks_like_keys(text):
        cut = _prose(source, first, last)
        if cut is None:
            return end, yaml_repair.recover(source, first, last, report)
        return _unclosed(source, start, first, report, yaml_repair.recover)
    if text[:1] not in "\r\n" or isinstance(node, Sequence):
        report(Rule.FRONT_MATTER_INVALID, "What stands between these fences is no mapping of keys, and was read as body.", start, start + 3)
    return None


def _yaml_tree(source: str, start: int, end: int, report: Report) -> Mapping:
    node, _ = yaml_repair.read(source, start, end, report)
    return node if isinstance(node, Mapping) else yaml_repair.recover(source, start, end, report)


def _prose(source: str, start: int, end: int) -> int | None:
    """Where a blank line is followed by prose, and no key comes any more: there the fence is missing."""
    blank = _EMPTY_LINE.search(source, start, end)
    while blank and blank.end() < end:
        line = _LINE.match(source, blank.end(), end)
        if line and line[0].strip() and not _KEY_LINE.match(line[0]) and not _OTHER_LINE.match(line[0]):
            return None if re.compile(r"^\w[\w-]*:(?=\s)", re.MULTILINE).search(source, line.end(), end) else blank.start()
        blank = _EMPTY_LINE.search(source, blank.end(), end)
    return None


def _unclosed(source: str, start: int, first: int, report: Report, tree: Callable[[str, int, int, Report], Mapping]) -> Found:
    """Front matter without its closing fence: the lines up to the first that looks like no part of it."""
    position, known = first, False
    while position < len(source) and (line := _LINE.match(source, position)) and line[0].strip():
        key = _KEY_LINE.match(line[0])
        if not key and (position == first or not _OTHER_LINE.match(line[0])):
            break
        known = known or bool(key and is_known(line[0][: key.start(1)]))
        position = line.end()
    if not known:
        return None
    fence = source[start : start + 3]
    report(Rule.FRONT_MATTER_UNCLOSED, f"No {fence} closes this; the keys up to the first line of prose were read.", start, start + 3)
    return position, tree(source, first, position, report)


def read_toml(source: str, start: int, report: Report) -> Found:
    """TOML between ``+++`` and ``+++``."""
    opening = _TOML_OPEN.match(source, start)
    if not opening:
        return None
    closing = _TOML_CLOSE.search(source, opening.end())
    if not closing:
        return _unclosed(source, start, opening.end(), report, toml.read)
    return closing.end(), toml.read(source, opening.end(), closing.start(), report)


def read_json(source: str, start: int, report: Report) -> Found:
    """A JSON object; the line it ends on belongs to it where nothing else stands there."""
    if not _JSON_OPEN.match(source, start):
        return None
    trial = Trial(report)
    stop = min(len(source), start + MAX_SIZE)
    scanner = Scanner(source, stop, JSON, trial)
    node, end = scanner.value(start)
    if scanner.closed:
        trial.accept()
    else:
        blank = _EMPTY_LINE.search(source, start, stop)
        node, end = Scanner(source, blank.start() if blank else stop, JSON, report).value(start)
        report(Rule.FRONT_MATTER_UNCLOSED, "No brace closes this object; it was read up to the first blank line.", start, start + 1)
    rest = _REST.match(source, end)
    return (rest.end() if rest else end), node if isinstance(node, Mapping) else Mapping([], start, end)


_READERS: dict[str, list[tuple[Callable[[str, int, Report], Found], Format]]] = {
    "-": [(read_yaml, "yaml")],
    "+": [(read_toml, "toml")],
    "{": [(read_json, "json")],
    "<": [(lines.nikola, "nikola")],
    "[": [(lines.lctt, "lctt")],
}
_OTHERS: list[tuple[Callable[[str, int, Report], Found], Format]] = [(lines.multimarkdown, "multimarkdown")]
