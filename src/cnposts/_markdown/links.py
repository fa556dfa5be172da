"""What follows the text of a link, or the label of a definition: destination and title, as CommonMark (section 6.3) has them."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING, NamedTuple

from mistune.helpers import unescape_char
from mistune.util import unescape, unikey

from cnposts._markdown.nodes import Notice
from cnposts.rules import Rule

if TYPE_CHECKING:
    from cnposts._markdown.state import Text

_NESTING = 20  # of parentheses in a destination, as mistune bounds it
_ESCAPE = rf"\\[{re.escape(string.punctuation)}]?+"
_NEWLINE = r"\n(?![ \t\v\f]*\n)"
_GAP = rf"(?:[ \t\r\f]|{_NEWLINE})"
_PLAIN = rf"(?:[^\x00-\x20\x7f()\\]++|{_ESCAPE})*+"
for _ in range(_NESTING):
    _PLAIN = rf"(?:[^\x00-\x20\x7f()\\]++|{_ESCAPE}|\({_PLAIN}\))*+"
_SKIP = r"[ \t]*+\n?+[ \t]*+"
_URL = rf"(?:<(?P<angle>(?:[^<>\\\n\x00]++|{_ESCAPE})*+)>|(?!<)(?P<plain>{_PLAIN}))"
_MARKS = ('"', '"', '"'), ("'", "'", "'"), (r"\(", "()", r"\)")
_QUOTED = "|".join(rf"{opener}(?:[^{marks}\\\x00\n]++|{_ESCAPE}|{_NEWLINE})*+{closer}" for opener, marks, closer in _MARKS)
_TITLE = rf"(?:{_GAP}++(?P<title>{_QUOTED}))"
INLINE = re.compile(rf"\({_SKIP}{_URL}{_TITLE}?{_GAP}*+\)")
DEFINITION = re.compile(rf"{_SKIP}(?![ \t\n\f]){_URL}{_TITLE}?[ \t]*+\n")

_LABEL = re.compile(r" {0,3}\[((?:[^\\\[\]]|\\.)*+)\]:", re.DOTALL)
_PARENTHESES = re.compile(r"\(([^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)")
_SPACED = re.compile(r"[ \t]+\(((?:https?://|mailto:|\.{0,2}/|#)[^()\s]*)\)")
_WIDE_PARENTHESES = re.compile(r"（\s*([^\s（）()]*)\s*[）)]")
_BLANK = re.compile(r"\s")
_NO_DESTINATION = re.compile(r"[\"'“”‘’<>]|\s[=/-]|[:/-]\s")  # more than a forgotten escape is wrong with these
_LIKE_URL = re.compile(r"[/.#]")


class Target(NamedTuple):
    """A destination and title, unescaped; ``place`` is that of the destination in the text read, ``end`` the end of it all."""

    url: str
    title: str | None
    place: tuple[int, int]
    end: int


def target(pattern: re.Pattern[str], text: str, at: int) -> Target | None:
    """What stands at ``at``, by one of the two patterns: in the parentheses of a link, or behind the label of a definition."""
    match = pattern.match(text, at)
    if not match:
        return None
    group = "plain" if match["angle"] is None else "angle"
    return Target(_unescaped(match[group]), _unescaped((match["title"] or "")[1:-1]) or None, match.span(group), match.end())


def definition(text: str) -> tuple[str, Target] | None:
    """The label that a definition is known by, and its destination."""
    label = _LABEL.match(text)
    found = target(DEFINITION, text, label.end()) if label else None
    return (unikey(label[1]), found) if label and found else None


def _unescaped(text: str) -> str:
    return unescape(unescape_char(text)) if "\\" in text or "&" in text else text


def malformed(state: Text, start: int, close: int) -> Notice | None:
    """What looks like a link at ``start``, whose text ends at ``close``, and is none."""
    src, after = state.src, close + 1
    written = _PARENTHESES.match(src, after)
    if written and _LIKE_URL.search(written[1]):
        reason, url = "A blank in a destination ends it, so this is text", f"<{unescape_char(written[1].strip())}>"
        if not _BLANK.search(written[1].strip()):
            reason = "The parentheses of this destination do not balance, so this is text"
        elif _NO_DESTINATION.search(written[1]):
            return Notice(Rule.LINK_MALFORMED, f"{reason}.", *state.place(start, written.end()))
    elif src.startswith("（", after) and (written := _WIDE_PARENTHESES.match(src, after)) and _LIKE_URL.search(written[1]):
        reason, url = "Fullwidth parentheses make no link", written[1]
    elif written := _SPACED.match(src, after):
        reason, url = "A blank between ] and ( makes no link", written[1]
    else:
        return None
    return Notice(Rule.LINK_MALFORMED, f"{reason}.", *state.place(start, written.end()), f"{src[start:after]}({url})")
