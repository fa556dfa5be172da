"""Headers of one key a line: MultiMarkdown (Pelican), Nikola's comment, LCTT's link reference definitions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cnposts._frontmatter.tree import Entry, Mapping, Scalar
from cnposts._frontmatter.yaml import unique
from cnposts._keys import TEXTS, normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnposts._report import Report

_BREAK = r"(?:\r\n?|\n|\Z)"
_MULTIMARKDOWN = re.compile(
    rf"[ ]{{0,3}}(?P<key>\w[\w-]{{0,40}}):"
    rf"(?:[ \t]+(?P<value>[^\r\n]*(?:{_BREAK}(?:[ ]{{4}}|\t)[ \t]*[^\s][^\r\n]*)*)|[ \t]*(?=[\r\n])){_BREAK}"
)
_BLANK = re.compile(rf"[ \t]*{_BREAK}")
_NIKOLA = re.compile(rf"<!--[ \t]*{_BREAK}(?P<lines>(?:[ \t]*(?:\.\.[ \t]+[\w-]+[ \t]*:[^\r\n]*)?{_BREAK})*?)[ \t]*-->[ \t]*{_BREAK}")
_NIKOLA_LINE = re.compile(r"(?:^|(?<=[\r\n]))[ \t]*\.\.[ \t]+(?P<key>[\w-]+)[ \t]*:(?P<value>[^\r\n]*)")
_LCTT = re.compile(rf"\[#\]:[ \t]*(?P<key>[\w-]+)[ \t]*:(?P<value>[^\r\n]*){_BREAK}")
_QUOTES = {"(": ")", '"': '"', "'": "'", "（": "）", "“": "”"}


def _scalar(source: str, start: int, end: int, *, quoted: bool = False) -> Scalar:
    """The value between ``start`` and ``end``, blanks at both ends left out."""
    written = source[start:end]
    start += len(written) - len(written.lstrip())
    written = written.strip()
    text = written
    if quoted and len(written) > 1 and _QUOTES.get(written[0]) == written[-1]:
        text = written[1:-1].strip()
    return Scalar(text, text, start, start + len(written))


def _mapping(source: str, matches: list[re.Match[str]], report: Report, *, quoted: bool = False) -> Mapping:
    entries: list[Entry] = []
    for match in matches:
        start, end = match.span("value") if match["value"] is not None else (match.end("key") + 1, match.end("key") + 1)
        entries.append((match["key"], match.start("key"), match.end("key"), _scalar(source, start, end, quoted=quoted)))
    start = matches[0].start("key") if matches else 0
    end = matches[-1].end() if matches else 0
    return Mapping(unique(entries, report), start, end)


def _run(pattern: re.Pattern[str], source: str, start: int) -> Iterator[re.Match[str]]:
    while start < len(source) and (match := pattern.match(source, start)):
        yield match
        start = match.end()


def multimarkdown(source: str, start: int, report: Report) -> tuple[int, Mapping] | None:
    """A header of ``Key: value`` lines; one of the keys is the title, and a blank line or nothing ends it."""
    if not _MULTIMARKDOWN.match(source, start):
        return None
    matches = list(_run(_MULTIMARKDOWN, source, start))
    blank = _BLANK.match(source, matches[-1].end())
    if not blank or not any(normalise(match["key"]) in TEXTS["title"] for match in matches):
        return None
    return blank.end(), _mapping(source, matches, report)


def nikola(source: str, start: int, report: Report) -> tuple[int, Mapping] | None:
    """A comment that holds nothing but ``.. key: value`` lines."""
    match = _NIKOLA.match(source, start)
    if not match or ".." not in match["lines"]:
        return None
    lines = list(_NIKOLA_LINE.finditer(source, match.start("lines"), match.end("lines")))
    return match.end(), _mapping(source, lines, report)


def lctt(source: str, start: int, report: Report) -> tuple[int, Mapping] | None:
    """Lines of ``[#]: key: "value"`` or ``(value)``; quotes inside are not escaped."""
    matches = list(_run(_LCTT, source, start))
    return (matches[-1].end(), _mapping(source, matches, report, quoted=True)) if matches else None
