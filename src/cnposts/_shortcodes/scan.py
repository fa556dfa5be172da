"""Finds tags and masks them, so that Markdown reads around them."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from cnposts._shortcodes.tags import Masked, Tag, Value, dialect_of, held_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnposts._shortcodes.tags import Holds, TagKind
    from cnposts.models import Dialect

_OPENER = re.compile(r"\{[{%]")
_BLANK_LINE = re.compile(r"(?:\r\n?+|\n)[ \t]*+(?=[\r\n])")
_LINES = re.compile(r"([^\r\n]*)(\r\n?|\n|\Z)")
_ESCAPES = {"{{<": "*/>}}", "{{%": "*/%}}", "{{/": "*/}}"}

_QUOTED = r""" "(?:[^"\\]|\\.)*+" | '(?:[^'\\]|\\.)*+' """
_VALUE = rf"(?: {_QUOTED} | `[^`]*+` | (?![=]) (?:[^\s\"'`<>{{}}/%]|/(?![>%]\}}\}})|%(?!\}}\}}))++ )"
_PARAM = rf"\s++ (?:(\w[\w.:-]*+) \s*+ = \s*+)?+ ({_VALUE})"
_NAME = r"\w(?:[\w.-]|/(?![>%]\}\}))*+"
_HUGO = {
    f"{{{{{mark}": re.compile(
        rf"\{{\{{{mark} \s*+ (?P<close>/\s*+)?+ (?P<name>{_NAME}) (?P<params>(?:{_PARAM})*+) \s*+ (?P<self>/)?+ {end}\}}\}}",
        re.VERBOSE | re.DOTALL,
    )
    for mark, end in (("<", ">"), ("%", "%"))
}
_HUGO_PARAM = re.compile(_PARAM, re.VERBOSE | re.DOTALL)
_LIQUID = re.compile(r"\{%-?+\s*+(?P<name>[A-Za-z_][\w-]*?)(?=\s|\(|-?%\})(?P<args>(?:[^%{]|%(?!\})|\{(?!%))*+)%\}")
_ARGUMENT = re.compile(
    rf"(?:([\w-]+) \s*+ = (?!=) \s*+)?+ ({_QUOTED} | (?:\{{\{{[^}}]*+\}}\}}|[^\s,]|,(?!\s|\Z))++)", re.VERBOSE | re.DOTALL
)
_OUTPUT = re.compile(r"\{\{-?+[ \t]*+(?![<%{}\s])(?:[^{}`\r\n]|\{(?!\{)|\}(?!\}))*+\}\}")
_CALL = re.compile(r"\{\{-?\s*+(\w+)\((.*)\)\s*+-?\}\}", re.DOTALL)
_BEGINNING = re.compile(r"\{\{[<%]\s*+/?+\s*+\w[\w./-]*+|\{%(?:-[ \t]*+|[ \t]++)[A-Za-z_][\w-]*+(?=\s|\Z)")


def mask(source: str, start: int) -> Masked:
    """Mask the tags of a body, and the inner text of those that hold code or what is hidden.

    A tag must be well formed, and crosses no blank line. Whatever stands between two tags stays.

    Args:
        source: The whole text.
        start: Where the body begins.
    """
    placeholder = _unused(source)
    if source.find("{{", start) < 0 and source.find("{%", start) < 0:
        return Masked(source[start:], placeholder, [])
    tags = list(_Scanner(source, start).tags())
    return Masked(_masked(source, start, tags, placeholder), placeholder, tags)


def regions(tags: list[Tag]) -> list[tuple[int, int, Holds, Tag]]:
    """The inner texts that are code or hidden: start, end, which of both, and the opening tag.

    Args:
        tags: The tags of a text, in order.
    """
    return [(tag.end, closing.start, tag.holds, tag) for tag, closing in pairwise(tags) if tag.holds in {"code", "hidden"}]


def code_text(source: str, region: tuple[int, int, Holds, Tag]) -> str:
    """The code of a region: lines end at LF, and what keeps them in a list or quote is taken off.

    Args:
        source: The whole text.
        region: One of ``regions``.
    """
    start, end, _, tag = region
    indent = _indent(source, tag.start)
    lines = [line.removeprefix(indent) if line != indent.rstrip() else "" for line, _ in _LINES.findall(source[start:end])]
    return "\n".join(lines).strip("\n")


def _unused(source: str) -> str:
    """A private-use character that the source does not hold."""
    if "\ue000" not in source:
        return "\ue000"
    used = set(source)
    return next(
        (character for code in chain(range(0xE001, 0xF900), range(0xF0000, 0x110000)) if (character := chr(code)) not in used), "\ue000"
    )


def _masked(source: str, start: int, tags: list[Tag], placeholder: str) -> str:
    pieces, done = [], start
    inner = {first: last for first, last, _, _ in regions(tags)}
    for tag in tags:
        if tag.kind == "unclosed":
            continue
        pieces += [source[done : tag.start], _blanked(source[tag.start : tag.end], placeholder)]
        done = inner.get(tag.end, tag.end)
        if done > tag.end:
            pieces.append(_blanked(source[tag.end : done], placeholder, source, tag.start))
    return "".join([*pieces, source[done:]])


def _blanked(text: str, placeholder: str, source: str = "", at: int = 0) -> str:
    """The text masked but for line ends, and for the lead of its first line (at ``at``), which keeps lines in their list or quote."""
    if "\n" not in text and "\r" not in text:
        return placeholder * len(text)
    indent = _indent(source, at)
    lines = _LINES.findall(text)
    kept = [indent if index and line.startswith(indent) else "" for index, (line, _) in enumerate(lines)]
    return "".join(keep + placeholder * (len(line) - len(keep)) + end for keep, (line, end) in zip(kept, lines, strict=True))


def _indent(source: str, at: int) -> str:
    """What stands before ``at`` on its line, if it is only blanks and marks of quotes."""
    start = source.rfind("\n", 0, at) + 1
    lead = source[max(start, source.rfind("\r", start, at) + 1) : at]
    return "" if lead.strip(" \t>") else lead


class _Scanner:
    __slots__ = ("_failed", "_limit", "_source", "_start")

    def __init__(self, source: str, start: int) -> None:
        self._source = source
        self._start = start
        self._limit = start  # the end of the paragraph that was looked at last
        self._failed: dict[str, int] = {}  # what was sought and not found, and up to where

    def tags(self) -> Iterator[Tag]:
        """All tags, in order."""
        source, at = self._source, self._start
        while opener := _OPENER.search(source, at):
            at = opener.start()
            self._limit_at(at)
            mark = source[at : at + 3]
            tag = self._read(mark, at)
            if not tag:
                beginning = _BEGINNING.match(source, at, self._limit)
                if beginning:
                    yield Tag("unclosed", at, beginning.end(), "hugo" if mark in _HUGO else "liquid")
                at += len(mark) if mark in _HUGO else 1
                continue
            yield tag
            at = tag.end
            if tag.kind == "open" and (closing := self._verbatim(tag)):
                yield closing
                at = closing.end

    def _limit_at(self, at: int) -> None:
        if at >= self._limit:
            blank = _BLANK_LINE.search(self._source, at)
            self._limit = blank.start() if blank else len(self._source)

    def _read(self, mark: str, at: int) -> Tag | None:
        source, limit = self._source, self._limit
        if source.startswith("/*", at + (2 if mark == "{{/" else 3)) and mark in _ESCAPES:
            end = self._find(_ESCAPES[mark], at)
            return Tag("escaped", at, end, "hugo") if end >= 0 else None
        if mark in _HUGO:
            match = _HUGO[mark].match(source, at, limit)
            return match and _hugo(match)
        if mark.startswith("{%"):
            match = _LIQUID.match(source, at, limit)
            return match and _liquid(match)
        match = _OUTPUT.match(source, at, limit)
        return match and _output(match)

    def _find(self, closer: str, at: int) -> int:
        """The end of the next ``closer`` in this paragraph, or -1."""
        if self._failed.get(closer) == self._limit:
            return -1
        found = self._source.find(closer, at, self._limit)
        if found < 0:
            self._failed[closer] = self._limit
            return -1
        return found + len(closer)

    def _verbatim(self, tag: Tag) -> Tag | None:
        """The closing tag of one inside which nothing is a tag; such tags do not nest, and code spans only talk of them."""
        holds = held_by(tag.dialect, tag.name)
        if not holds or self._source.startswith("`", tag.start - 1):
            return None
        next_ = _either(tag.dialect, tag.name).search(self._source, tag.end)
        if not next_ or not next_["close"]:
            return None
        limit, at = self._limit, next_.start()
        self._limit_at(at)
        closing = self._read(self._source[at : at + 3], at)
        if not closing:
            self._limit = limit
            return None
        tag.holds = holds
        return closing


@cache
def _either(dialect: Dialect, name: str) -> re.Pattern[str]:
    """Finds the next opening or closing tag of a name."""
    if dialect == "hugo":
        return re.compile(rf"\{{\{{[<%]\s*(?P<close>/\s*)?{name}(?![\w./-])")
    return re.compile(rf"\{{%-?\s*(?P<close>end)?{name}(?![\w-])")


def _hugo(match: re.Match[str]) -> Tag:
    kind: TagKind = "close" if match["close"] else "self" if match["self"] else "open"
    args, params = _arguments(_HUGO_PARAM, match.string, *match.span("params"))
    return Tag(kind, *match.span(), "hugo", match["name"], args, params, match["name"])


def _liquid(match: re.Match[str]) -> Tag:
    name = match["name"]
    if name.startswith("end"):
        name = name[3:]
        return Tag("close", *match.span(), dialect_of(name, []), name, pair=name)
    start = match.start("args")
    written = match["args"].removesuffix("-").rstrip()
    call = written.startswith("(")
    if call:
        start, written = start + 1, written[1:].removesuffix(")")
    args, params = _arguments(_ARGUMENT, match.string, start, start + len(written))
    return Tag("open", *match.span(), dialect_of(name, args), name, args, params, "" if call else name)


def _output(match: re.Match[str]) -> Tag:
    """A variable; or a call of Zola's, ``{{ figure(src="a.png") }}``, which is its shortcode."""
    call = _CALL.fullmatch(match[0])
    if call:
        at = match.start()
        args, params = _arguments(_ARGUMENT, match.string, at + call.start(2), at + call.end(2))
        if params and not args:
            return Tag("self", *match.span(), "liquid", call[1], [], params)
    return Tag("output", *match.span(), "liquid")


def _arguments(pattern: re.Pattern[str], source: str, start: int, end: int) -> tuple[list[Value], dict[str, Value]]:
    args: list[Value] = []
    params: dict[str, Value] = {}
    for match in pattern.finditer(source, start, end):
        value = _value(match[2], match.start(2))
        if match[1]:
            params[match[1]] = value
        else:
            args.append(value)
    return args, params


def _value(written: str, start: int) -> Value:
    quote = written[0]
    if quote not in "\"'`" or len(written) == 1 or written[-1] != quote:
        return Value(written, start, start + len(written))
    inner = written[1:-1]
    return Value(inner if quote == "`" else inner.replace(f"\\{quote}", quote), start + 1, start + 1 + len(inner), quote)
