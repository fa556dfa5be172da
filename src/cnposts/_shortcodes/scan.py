"""Finds tags and masks them, so that Markdown reads around them."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from cnposts._shortcodes.tags import FIRST, HEXO, HOLDS, Argument, Masked, Tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnposts._shortcodes.tags import Region, TagKind
    from cnposts.models import Dialect

_LINE_END = r"\n(?![ \t\r]*+\n)"  # quotes and Liquid tags cross no blank line
_DOUBLE = rf'(?:[^"\\\n]|\\.|{_LINE_END})*+'
_SINGLE = _DOUBLE.replace('"', "'")
_HUGO = rf"""\s++ (?:[\w.:-]++ \s*+ = \s*+)?+ (?: "{_DOUBLE}" | '{_SINGLE}' | `[^`]*+` | (?: (?!/?[>%]\}}\}}) [^\s"'`<>{{}}] )++ )"""
_TAG = re.compile(
    rf"""\{{ (?:
    \{{ (?: (?P<angle><) | % ) \s*+ (?P<end>/\s*+)?+ (?P<hugo>\w(?:[\w.-]|/(?![>%]))*+) (?P<params>(?:{_HUGO})*+)
        \s*+ (?P<self>/)?+ (?(angle)>|%) \}}\}}
    | % -?+ \s*+ (?P<close>end(?=\w))?+ (?P<liquid>[A-Za-z_][\w-]*?) (?=\s|-?%\}})
        (?P<args>(?: [^-%{{\n] | -(?!%\}}) | %(?!\}}) | \{{(?!%) | {_LINE_END} )*+) -?%\}}
    | \{{ (?P<escaped>[<%]?/\*) (?: (?!\{{\{{[<%]?/\*). )*? \*/ [>%]? \}}\}}
    | \{{ -?+ [ \t]*+ (?![<%{{}}\s]) (?P<output>(?: [^{{}}`\r\n] | \{{(?!\{{) | \}}(?!\}}) )*+) \}}\}}
    | \{{[<%] \s*+ /?+ \s*+ \w[\w./-]*+ | % (?:-[ \t]*+|[ \t]++) [A-Za-z_][\w-]*+ (?=\s|\Z)  # what does not end like a tag
    )""",
    re.VERBOSE | re.DOTALL,
)
_ARGUMENT = re.compile(
    rf"""(?: ([\w.:-]+) \s*+ = (?!=) \s*+ | (lang): )?+
    (?: "({_DOUBLE})" | '({_SINGLE})' | `([^`]*+)` | ((?: \{{\{{[^{{}}]*+\}}\}} | [^\s,] | ,(?!\s|\Z) )++) )""",
    re.VERBOSE | re.DOTALL,
)
_MARKS = "".join(map(chr, (*range(0x2E00, 0x2E50), *range(0xE000, 0xF900))))
"""What tags are masked with: punctuation, as their braces are, that nobody writes; a private character where somebody does."""
_LEAD = re.compile(r"(?<![^\r\n])(?:[ \t>]|[-+*][ \t]|\d{1,9}[.)][ \t])*\Z")


def mask(source: str, start: int) -> Masked:
    """Mask the tags of a body that begins at ``start``, and the inner text of those that hold code or what is hidden."""
    placeholder = next((mark for mark in _MARKS if mark not in source), _MARKS[0])
    tags = list(_tags(source, start))
    ends = {tag.start: end for _, end, _, tag in regions(tags)}
    pieces, done = [], start
    for tag in tags:
        if tag.kind != "unclosed":
            pieces += [source[done : tag.start], blanked(source, tag.start, ends.get(tag.start, tag.end), placeholder)]
            done = ends.get(tag.start, tag.end)
    return Masked("".join([*pieces, source[done:]]), placeholder, tags)


def regions(tags: list[Tag]) -> list[Region]:
    """The inner texts that are code or hidden: start, end, which of both, and the opening tag."""
    return [(tag.end, closing.start, tag.holds, tag) for tag, closing in pairwise(tags) if tag.holds in {"code", "hidden"}]


def code_text(source: str, region: Region) -> str:
    """The code of a region: lines end at LF, and what keeps them in a list or quote is taken off."""
    start, end, _, tag = region
    return unindented(source[start:end], source, tag.start).strip("\n")


def unindented(inner: str, source: str, start: int) -> str:
    """What a tag that begins at ``start`` encloses: lines end at LF, and what keeps them in a list or quote is taken off.

    Where that does not keep the first one, it keeps none.
    """
    lead = _lead(source, start)
    first, *lines = re.split(r"\r\n?|\n", inner)
    if not _own(next((line for line in lines if line.strip()), ""), lead):
        return "\n".join([first, *lines])
    return "\n".join([first, *(line[_own(line, lead) :] for line in lines)])


def destination(text: str) -> str | None:
    """What a Markdown destination that is exactly one tag stands for, such as ``{% link a.md %}`` or ``{{ "/a.png" | relative_url }}``."""
    found = destination_argument(text.strip())
    return found.value if found else None


def destination_argument(text: str) -> Argument | None:
    """The argument that a destination which is exactly one tag stands for, with its place in ``text``."""
    match = _TAG.fullmatch(text)
    tag = match and _tag(match)
    values = [item for item in tag.given if item.key in {"", "path", "file", "href", "url"}] if tag else []
    return values[0] if tag and values and (tag.name in FIRST or (tag.kind == "output" and values[0].quoted)) else None


def _lead(source: str, at: int) -> str:
    """What stands before ``at`` on its line, if it is only blanks and marks of quotes and lists."""
    match = _LEAD.search(source, max(at - 40, 0), at)
    return match[0] if match else ""


def _own(line: str, lead: str) -> int:
    """How much of a line keeps it in the quotes and lists that ``lead`` began."""
    if ">" in lead and not line.strip(" \t>") and line.count(">") == lead.count(">"):
        return len(line)
    own = len(line[: len(lead)]) - len(line[: len(lead)].lstrip(" \t>" if ">" in lead else " \t"))
    return own if own >= len(lead.rstrip() if ">" in lead else lead) else 0  # a quote's mark needs no blank behind it


def blanked(source: str, start: int, end: int, placeholder: str) -> str:
    """The text masked but for line ends, and for what keeps its lines in the list or quote of the first."""
    lead = _lead(source, start)

    def blank(line: re.Match[str]) -> str:
        kept = line[0][: _own(line[0], lead) if line.start() else 0]
        return kept + placeholder * (len(line[0]) - len(kept))

    return re.sub(r"[^\r\n]+", blank, source[start:end])


def _tags(source: str, at: int) -> Iterator[Tag]:
    while match := _TAG.search(source, at):
        tag, at = _tag(match), match.end()
        holds = HOLDS.get(tag.name)
        if holds and tag.kind == "open" and source[tag.start - 1 : tag.start] != "`":  # code spans only talk of tags
            next_ = _same(tag.name).search(source, at)
            if next_ and next_["close"]:
                tag.holds, at = holds, next_.start()
        yield tag


@cache
def _same(name: str) -> re.Pattern[str]:
    """Finds the next opening or closing tag of a name that ``HOLDS`` knows."""
    close = rf"%-?\s*end{name}\s*-?%\}}|\{{[<%]\s*/\s*{name}\s*[>%]\}}\}}"
    return re.compile(rf"\{{(?:(?P<close>{close})|(?:%-?|\{{[<%])\s*{name}(?![\w./-]))")


def _tag(match: re.Match[str]) -> Tag:
    name = match["hugo"] or match["liquid"]
    group = "params" if match["hugo"] else "args" if name else "output"
    given = _arguments(match.string, *match.span(group)) if match[group] else []
    if not name:
        return Tag("output" if match["output"] or match["escaped"] else "unclosed", *match.span(), "liquid", given=given)
    kind: TagKind = "close" if match["end"] or match["close"] else "self" if match["self"] else "open"
    hexo = name in HEXO or (name == "link" and len(given) > 1)
    dialect: Dialect = "hugo" if match["hugo"] else "hexo" if hexo else "liquid"
    return Tag(kind, *match.span(), dialect, name, given)


def _arguments(source: str, start: int, end: int) -> list[Argument]:
    found = []
    for match in _ARGUMENT.finditer(source, start, end):
        group = match.lastindex or 0
        value = match[group].replace('\\"', '"') if match[3] else match[group]
        found.append(Argument(match[1] or match[2] or "", value, *match.span(group), quoted=match[6] is None))
    return found
