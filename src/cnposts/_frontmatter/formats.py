"""Finds the front matter of a post and reads it: one reader a format, all of one shape."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from cnposts._frontmatter.scan import Scanner, read_statements
from cnposts._frontmatter.tree import Mapping, Scalar, Sequence, behind, key_of
from cnposts._frontmatter.yaml import build, looks_like_keys, recover
from cnposts._keys import TEXTS, is_known
from cnposts.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnposts._report import Report
    from cnposts.models import Format


@dataclass(slots=True)
class Header:
    """What stands before the body, which begins at ``end``. The places of the tree count in ``source``, the whole text."""

    end: int
    format: Format | None
    tree: Mapping
    source: str


_Found: TypeAlias = tuple[int, Mapping] | None  # the offset behind the front matter, and its tree
_BREAK = r"(?:\r\n?|\n|\Z)"
_BEFORE = re.compile(r"\ufeff?(?:[ \t]*(?:\r\n?|\n))*")
_OPEN = re.compile(rf"(---|\+\+\+)[ \t]*{_BREAK}")
_START = r"(?:^|(?<=[\r\n]))"
_LINE_START = r"(?<=[\r\n]...)"  # behind the three characters of a fence: what begins with these is found at once
_CLOSE = {fence: re.compile(rf"(?:{marks}){_LINE_START}[ \t]*{_BREAK}") for fence, marks in (("---", r"---|\.\.\."), ("+++", r"\+\+\+"))}
_JSON_OPEN = re.compile(rf"\{{(?:\s*\"(?:[^\"\\\r\n]|\\.)*\"\s*:|\s*\}}[ \t]*{_BREAK}|[ \t]*[\r\n]\s*(?:'[^'\r\n]*'|[\w$-]+)\s*:\s)")
_REST = re.compile(rf"[ \t]*{_BREAK}")
_EMPTY_LINE = re.compile(rf"{_START}[ \t]*{_BREAK}")
_LINE = re.compile(r"(?:(?P<key>[\w.-]{1,40})[ \t]*[:=](?=[ \t\r\n]|\Z)|(?P<more>[ \t]+\S|-[ \t]|#[^#]|[\]}]))?[^\r\n]*(?:\r\n?|\n|\Z)")
_PROSE = re.compile(r"^(?![ \t#\]}-])\S", re.MULTILINE)
_KEY = re.compile(r"^\w[\w-]*:(?=\s)", re.MULTILINE)
_QUOTES = {"(": ")", '"': '"', "'": "'", "（": "）", "“": "”"}
_CONTINUED = rf"[^\r\n]*(?:{_BREAK}(?:[ ]{{4}}|\t)[ \t]*[^\s][^\r\n]*)*"
_LINES: dict[Format, tuple[str, str, str]] = {
    "multimarkdown": ("", rf"[ ]{{0,3}}(?P<key>\w[\w-]{{0,40}}):(?=[ \t\r\n])(?P<value>{_CONTINUED}){_BREAK}", rf"[ \t]*{_BREAK}"),
    "nikola": (
        rf"<!--[ \t]*{_BREAK}",
        rf"(?:[ \t]*{_BREAK})*[ \t]*\.\.[ \t]+(?P<key>[\w-]+)[ \t]*:(?P<value>[^\r\n]*){_BREAK}",
        rf"\s*-->[ \t]*{_BREAK}",
    ),
    "lctt": ("", rf"\[#\]:[ \t]*(?P<key>[\w-]+)[ \t]*:(?P<value>[^\r\n]*){_BREAK}", ""),
}
"""Headers of one key a line: what stands before them, the line, and what stands behind them."""


def read(source: str, report: Report) -> Header:
    """Find and read the front matter of ``source``; what is wrong with it is told to ``report``.

    ``source[:header.end]`` is the byte order mark and the front matter with its fences; the rest is the body.
    """
    start = behind(_BEFORE, source, 0)
    reader, form = _READERS.get(source[start : start + 1], (partial(_lines, "multimarkdown"), "multimarkdown"))
    found = reader(source, start, report)
    return Header(found[0], form, found[1], source) if found else Header(int(source.startswith("\ufeff")), None, Mapping(0, 0), source)


def _fenced(source: str, start: int, report: Report) -> _Found:  # noqa: PLR0911 - a case each
    """YAML between ``---`` and ``---`` or ``...``, or TOML between ``+++`` and ``+++``."""
    opening = _OPEN.match(source, start)
    if not opening:
        return None
    fence, first = opening[1], opening.end()
    closing = _CLOSE[fence].search(source, first)
    if not closing:
        return _unclosed(source, start, first, report)
    last = closing.start()
    if last - first > (most := report.limits.front_matter_size):
        report(
            Rule.LIMIT_REACHED,
            f"The front matter is longer than {most} characters (Limits.front_matter_size) and was not read.",
            first,
            last,
        )
        return closing.end(), Mapping(first, last)
    if fence == "+++":
        return closing.end(), read_statements(source, first, last, report)
    node = build(source, first, last, report)
    if isinstance(node, Mapping):
        return closing.end(), node
    if isinstance(node, Exception) and looks_like_keys(source[first:last]):
        end, _ = _key_lines(source, first)
        is_prose = source[end : end + 1] in "\r\n" and _PROSE.search(source, end, last) and not _KEY.search(source, end, last)
        return _unclosed(source, start, first, report) if is_prose else (closing.end(), recover(source, first, last, report))
    if source[first : first + 1] not in "\r\n" or isinstance(node, Sequence):
        report(Rule.FRONT_MATTER_INVALID, "What stands between these fences is no mapping of keys, and was read as body.", start, start + 3)
    return None


def _key_lines(source: str, start: int) -> tuple[int, bool]:
    """Where the first line begins that looks like no part of front matter, and whether a key that is known stands before it."""
    position, known = start, False
    while position < len(source) and (line := _LINE.match(source, position)) and (line["key"] or (line["more"] and position > start)):
        known = known or bool(line["key"] and is_known(line["key"]))
        position = line.end()
    return position, known


def _unclosed(source: str, start: int, first: int, report: Report) -> _Found:
    """Front matter without its closing fence: the lines up to the first that looks like no part of it."""
    fence = source[start : start + 3]
    end, known = _key_lines(source, first)
    if not known or end - first > report.limits.front_matter_size:
        return None
    report(Rule.FRONT_MATTER_UNCLOSED, f"No {fence} closes this; the keys up to the first line of prose were read.", start, start + 3)
    if fence == "+++":
        return end, read_statements(source, first, end, report)
    node = build(source, first, end, report)
    return end, node if isinstance(node, Mapping) else recover(source, first, end, report)


def _json(source: str, start: int, report: Report) -> _Found:
    """A JSON object; the line it ends on belongs to it where nothing else stands there."""
    if not _JSON_OPEN.match(source, start):
        return None
    mark, stop = report.mark(), min(len(source), start + report.limits.front_matter_size)
    scanner = Scanner(source, stop, report)
    node = scanner.value(start, 0)
    if not scanner.closed:
        report.rewind(mark)
        blank = _EMPTY_LINE.search(source, start, stop)
        node = Scanner(source, blank.start() if blank else stop, report).value(start, 0)
        report(Rule.FRONT_MATTER_UNCLOSED, "No brace closes this object; it was read up to the first blank line.", start, start + 1)
    return behind(_REST, source, node.end), node if isinstance(node, Mapping) else Mapping(start, node.end)


def _lines(form: Format, source: str, start: int, report: Report) -> _Found:
    """Pelican's ``Key: value`` lines with a title, Nikola's comment, or LCTT's link definitions, where quotes are not escaped."""
    opening, pattern, closing = map(re.compile, _LINES[form])
    first, mark = opening.match(source, start), report.mark()
    found, position = Mapping(start, start), first.end() if first else len(source)
    while position < len(source) and (match := pattern.match(source, position)):
        written, position = match["value"].strip(), match.end()
        at = source.index(written, match.start("value"))
        is_quoted = form == "lctt" and len(written) > 1 and _QUOTES.get(written[0]) == written[-1]
        text = written[1:-1].strip() if is_quoted else written
        found.put(match["key"], (*match.span("key"), Scalar(text, text, at, at + len(written))), report)
    last = closing.match(source, position)
    if last and found.entries and (form != "multimarkdown" or any(key_of(key) in TEXTS["title"] for key in found.entries)):
        return last.end(), found
    report.rewind(mark)
    return None


_READERS: dict[str, tuple[Callable[[str, int, Report], _Found], Format]] = {
    "-": (_fenced, "yaml"),
    "+": (_fenced, "toml"),
    "{": (_json, "json"),
    "<": (partial(_lines, "nikola"), "nikola"),
    "[": (partial(_lines, "lctt"), "lctt"),
}
