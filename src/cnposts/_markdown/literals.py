"""URLs and mail addresses in running text: GFM's autolink literals, and the bare ones that GFM leaves alone.

The rules are those of the GFM specification, section 6.9, with one difference: a URL ends before CJK and fullwidth characters, as Chinese
text sets no blank behind it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal as OneOf

from cnposts._urls import split

_SCHEME = re.compile(r"(?:https?|ftp)\Z", re.IGNORECASE)
_SIGN = re.compile(r"://|@|www\.|WWW\.")
_START = re.compile(r"(?:https?|ftp)://|www\.|@", re.IGNORECASE)
_WIDE = "\u2000-\u206f\u2e00-\ua4cf\uac00-\ud7ff\ue000-\ufaff\ufe30-\ufe4f\uff00-\uffef\U0001f000-\U0003ffff"
_BODY = re.compile(rf'(?:[^\s<>"`\\{_WIDE}]|\\(?![\s!-/:-@\[-`{{-~]|\Z)){{1,2048}}')  # longer ones are no URLs, and would cost a square
_NESTED = re.compile(r"!?\[(?=[^\[\]]*\][(\[])|\](?=[(\[])")
_TRAILING = "?!.,:;*_~'”’"
_ENTITY = re.compile(r"&[A-Za-z0-9]{1,32}\Z")
_DOMAIN = re.compile(r"(?:[\w-]+\.)*([\w-]+\.[\w-]+)(?=[/?#:&\]).,!*~'(]|$)")
_BARE_HOST = re.compile(r"[^\W_]|\[[0-9a-fA-F:]")
_LOCAL = re.compile(r"[A-Za-z0-9.+_-]{1,64}\Z")
_MAIL = re.compile(r"(mailto:)?[A-Za-z0-9.+_-]{1,64}@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")
_LONGEST_DOMAIN = 300
_BEFORE_LITERAL = frozenset(" \t\n\r\f\v*_~(")
_CLOSING = {")": "(", "]": "["}


@dataclass(slots=True)
class Found:
    """A URL in a text: ``text[start:end]`` is it as written."""

    start: int
    end: int
    url: str
    kind: OneOf["literal", "bare"]


def starts(text: str) -> list[int]:
    """Where in ``text`` a URL or mail address may begin, in order; ``at`` tells whether one does."""
    if "://" not in text and "@" not in text and "www." not in text and "WWW." not in text:
        return []
    found = []
    for sign in _SIGN.finditer(text):
        if sign[0] == "@":
            found.append(_local_start(text, sign.start()))
        elif sign[0] != "://":
            found.append(sign.start())
        elif scheme := _SCHEME.search(text, max(0, sign.start() - 5), sign.start()):
            found.append(scheme.start())
    return sorted(found)


def at(text: str, start: int) -> Found | None:
    """The URL or mail address that begins at ``start``."""
    match = _START.match(text, start)
    return _mail(text, start) if match is None or match[0] == "@" else _url(text, match)


def _local_start(text: str, sign: int) -> int:
    """Where the mail address begins whose ``@`` stands at ``sign``, with ``mailto:`` before it."""
    local = _LOCAL.search(text[max(0, sign - 64) : sign])
    start = sign - len(local[0]) if local else sign
    return start - 7 if text.startswith("mailto:", max(start - 7, 0)) and start >= 7 else start  # noqa: PLR2004 - len("mailto:")


def _url(text: str, match: re.Match[str]) -> Found | None:
    start = match.start()
    before = text[start - 1] if start else "\n"
    if before.isascii() and (before.isalnum() or before == "+"):
        return None
    body = _BODY.match(text, match.end())
    if not body:
        return None
    end = _end(text, match.end(), body.end())
    rest = text[match.end() : end]
    is_web = match[0][-1] == "."
    domain = _DOMAIN.match(text, start if is_web else match.end(), min(end, start + _LONGEST_DOMAIN))
    valid = domain is not None and "_" not in domain[1]
    url = text[start:end]
    if (not valid and (is_web or not _BARE_HOST.match(rest))) or split(url) is None:
        return None
    return Found(start, end, f"http://{url}" if is_web else url, _kind(before, valid=valid))


def _mail(text: str, start: int) -> Found | None:
    match = _MAIL.match(text, start)
    before = text[start - 1] if start else "\n"
    if not match or match[0][-1] in "-_" or before in "/:@":
        return None
    url = match[0] if match[1] else f"mailto:{match[0]}"
    return Found(start, match.end(), url, _kind(before, valid=True))


def _kind(before: str, *, valid: bool) -> OneOf["literal", "bare"]:
    return "literal" if valid and before in _BEFORE_LITERAL else "bare"


def _end(text: str, start: int, end: int) -> int:
    """Where a URL ends: before a Markdown link, an unbalanced bracket and trailing punctuation."""
    nested = _NESTED.search(text, start, end)
    if nested:
        end = nested.start()
    return _trimmed(text, start, start + len(_balanced(text[start:end])))


def _balanced(url: str) -> str:
    """The URL up to the first bracket that closes none."""
    if ")" not in url and "]" not in url:
        return url
    depth = {"(": 0, "[": 0}
    for offset, character in enumerate(url):
        if character in depth:
            depth[character] += 1
        elif character in _CLOSING:
            opener = _CLOSING[character]
            if not depth[opener]:
                return url[:offset]
            depth[opener] -= 1
    return url


def _trimmed(text: str, start: int, end: int) -> int:
    """Where a URL ends without the punctuation and the entities (``&gt;``) that end it."""
    while True:
        last = end
        while end > start and text[end - 1] in _TRAILING:
            end -= 1
        if text.startswith(";", end, last) and (entity := _ENTITY.search(text, max(start, end - 33), end)):
            end = entity.start()
        if end == last:
            return end
