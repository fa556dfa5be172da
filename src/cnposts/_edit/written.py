"""How a URL or text is written so that it is read as meant: in a destination, in running text, in HTML and in a tag."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cnposts import _shortcodes
from cnposts._markdown import links, literals

if TYPE_CHECKING:
    from collections.abc import Mapping

_ENTITIES = {ord(mark): f"&#{ord(mark)};" for mark in "`|"}  # Markdown looks for these before it looks for links
_DESTINATION = {**_ENTITIES, ord("<"): "&lt;", ord(">"): "&gt;", ord("\\"): "\\\\"}
_ATTRIBUTE = {**_ENTITIES, ord("<"): "&lt;", ord(">"): "&gt;", ord("&"): "&amp;"}
_TEXT = {**{ord(mark): f"\\{mark}" for mark in "\\*_[]<>~^{}"}, **_ENTITIES}
_HTML_TEXT = {ord(mark): f"&#{ord(mark)};" for mark in "&<>`|{}\\*_[]~"}
_PLAIN = re.compile(r"[\w/.:?=#%+~@,;!$-]*")
_REFERENCE = re.compile(r"&(?=#?\w+;)")
_NESTED = re.compile(r"\\.|[()]")
_MOST_NESTED = 20  # as `_markdown.links` reads them
_AUTOLINK = re.compile(r"[A-Za-z][A-Za-z0-9.+-]{1,31}:[^\s<>]*")
_MAIL = re.compile(r"[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*", re.ASCII)
_BARE = re.compile(r"[^\s<>]+")
_MARKS, _MORE_MARKS = "`|{}\\", "[]*"  # what Markdown may take for something else: anywhere, and in running text
_NO_QUOTES = re.compile(r"""[^\s"'=<>`|!]+(?<!/)""")
_HUGO_WORD = re.compile(r"\w[\w.-]*")
_WORD = re.compile(r"""[^\s"'`<>{}=,%]+""")
_MAYBE_EMPHASIS = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|~")
_DOUBLE = '"'
_IMPLIED = ("mailto:", "http://")
_WINDOW = 2100  # more than the longest URL that is found in running text


def forbidden(url: str) -> str | None:
    """Why ``url`` can stand nowhere, if so."""
    if not url:
        return "An empty URL is none; to take a link away, edit its span."
    if url != url.strip() or re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", url):
        return f"{url!r} cannot be a URL: it has blanks at its ends, a line break or a control character."
    return None


def _escaped(url: str, table: Mapping[int, str]) -> str:
    """``url`` through ``table``; template tags in it stay as they are."""
    if "{" not in url:
        return url.translate(table)
    pieces, done = [], 0
    for tag in _shortcodes.mask(url, 0).tags:
        if tag.kind != "unclosed":
            pieces += [url[done : tag.start].translate(table), url[tag.start : tag.end]]
            done = tag.end
    return "".join([*pieces, url[done:].translate(table)])


def _without_tags(url: str) -> str:
    return _shortcodes.mask(url, 0).text if "{" in url else url


def kept_tail(written: str, old: str, url: str) -> tuple[str, str]:
    """The end of a URL that stays, as it is ``written``, and the new URL without it: where escapes are, none is spelled anew."""
    first = re.search(r"[&\\]", written) if "&" in written or "\\" in written else None
    if first and written[: first.start()] == old[: first.start()] and url.endswith(tail := old[first.start() :]):
        return written[first.start() :], url.removesuffix(tail)
    return "", url


def destination(url: str, *, angle: bool = False) -> str:
    """A destination of Markdown (CommonMark, section 6.3), in ``<>`` where it has blanks; with ``angle``, what stands between these."""
    if _PLAIN.fullmatch(url):
        return url
    written = _escaped(_REFERENCE.sub("&amp;", url), _DESTINATION)
    if angle:
        return written
    if re.search(r"\s", _without_tags(url)):
        return f"<{written}>"
    depth, deepest = 0, 0
    for match in _NESTED.finditer(written):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        deepest = _MOST_NESTED if depth < 0 else max(deepest, depth)
    return re.sub(r"[()]", r"\\\g<0>", written) if depth or deepest >= _MOST_NESTED else written


def lone_destination(url: str) -> str:
    """A destination on a line of its own, where ``<``, ``-`` or ``#`` would begin a block: blanks and such a mark as entities."""
    table = {**_DESTINATION, **{ord(mark): f"&#{ord(mark)};" for mark in " ()"}}
    written = _escaped(_REFERENCE.sub("&amp;", url), table)
    return written if re.match(r"[\w/.&]", written) else f"&#{ord(written[0])};{written[1:]}"


def text(words: str) -> str:
    """A text of Markdown that stands for ``words`` and nothing else."""
    return _REFERENCE.sub("&amp;", words).translate(_TEXT)


def html_text(words: str) -> str:
    """A text between tags that stands for ``words``, whether Markdown is read there or not."""
    return words.translate(_HTML_TEXT)


def link(url: str, words: str) -> str:
    """An inline link."""
    return f"[{text(words)}]({destination(url)})"


def _has_new(marks: str, url: str, old: str) -> bool:
    """Whether ``url`` has a mark that the URL in whose place it stands has not; what is there already does no harm."""
    return any(mark in url and mark not in old for mark in marks) or bool(_REFERENCE.search(url) and not _REFERENCE.search(old))


def html_link(url: str) -> str:
    """A link of HTML whose text is its URL."""
    return f'<a href="{attribute(url, _DOUBLE)}">{html_text(url)}</a>'


def autolink(url: str, old: str) -> str | None:
    """What stands between ``<`` and ``>``, if ``url`` can; a mail address without its scheme where ``old`` was one."""
    short = url.removeprefix("mailto:")
    if ":" not in old and short != url and _MAIL.fullmatch(short):
        return short
    return url if _AUTOLINK.fullmatch(url) and not _has_new(_MARKS, url, old) else None


def running(url: str, source: str, start: int, end: int, *, linked: bool) -> str | None:
    """What stands in running text in place of ``source[start:end]``, if a reader of the text finds ``url`` there.

    Where it is not ``linked`` by GFM, marks of emphasis in it would be marks.
    """
    old, before, after = source[start:end], source[max(start - 1, 0) : start], source[end : end + _WINDOW]
    if _has_new(_MARKS + _MORE_MARKS, url, old) or (not linked and _MAYBE_EMPHASIS.search(url) and not _MAYBE_EMPHASIS.search(old)):
        return None
    line = re.split(r"[\r\n]|\{\{|\{%", after, maxsplit=1)[0] + "\n"  # tags end a URL
    shorts = [url.removeprefix(scheme) for scheme in _IMPLIED if url.startswith(scheme) and not old.lower().startswith(scheme)]
    for written in (*shorts, url):
        if _BARE.fullmatch(written):
            found = literals.at(before + written + line, len(before))
            if found and found.url == url and found.end == len(before) + len(written):
                return written
    return None


def makes_link(written: str, source: str, end: int) -> bool:
    """Whether ``written`` would be a destination between the ``](`` before it and what follows at ``end``."""
    line = re.split(r"[\r\n]", source[end : end + _WINDOW], maxsplit=1)[0]
    return links.target(links.INLINE, f"({written}{line}\n", 0) is not None


def attribute(value: str, quote: str, *, tags: bool = True) -> str:
    """The value of an HTML attribute between two of ``quote``; where there are none, quotes come with it if it needs them.

    Template ``tags`` stay as they are, or are what readers shall see.
    """
    mark = "" if not quote and _NO_QUOTES.fullmatch(value) else quote or '"'
    table = {**_ATTRIBUTE, ord(mark): f"&#{ord(mark)};"} if mark else _ATTRIBUTE
    written = _escaped(value, table) if tags else value.translate({**table, ord("{"): "&#123;"})
    return f"{mark}{written}{mark}" if mark != quote else written


def argument(url: str, quote: str, *, hugo: bool, named: bool) -> tuple[str, str] | None:
    """An argument of a tag as written between quotes that can hold it, and these; its own where they can.

    Only Hugo lets a backslash hide a quote, knows no single ones, and wants more than a word in some.
    """
    if not quote and (_HUGO_WORD if hugo and not named else _WORD).fullmatch(url):
        return url, ""
    marks = (quote or '"', '"', "`" if hugo else "'")
    if hugo and '"' in url and "\\" not in url and quote in {"", '"'}:
        return url.replace('"', '\\"'), '"'
    return next(((url, mark) for mark in marks if mark not in url and not url.endswith("\\")), None)
