"""Reads people as archives write them: names, links, mail addresses and affiliations in one string."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

EDGES = " \t\r\n\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xa0\u3000"
"""Blanks and zero-width characters, which are no part of a text at its ends."""
_MAX_LENGTH = 10_000


@dataclass(slots=True)
class Found:
    """A person in a text.

    Attributes:
        name: The name as written; the URL or mail address where there is no name.
        url: Home page or profile.
        place: Where the URL stands in the text.
        affiliation: Company, group or role.
        email: Mail address.
    """

    name: str
    url: str | None = None
    place: tuple[int, int] = (0, 0)
    affiliation: str | None = None
    email: str | None = None


_URL = r"(?:https?://|www\.)[^\s<>\"“”，、；,;（）()]+(?:\([^()\s]*\)[^\s<>\"“”，、；,;（）()]*)*"
_MAIL = r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
_LINK = r"\[(?P<label>[^\[\]]+)\]\(\s*<?(?P<target>[^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)*)>?[^()]*\)"
_ATOM = re.compile(
    rf"(?P<link>{_LINK})|(?P<angle><[^<>\r\n]+>)|(?P<url>{_URL})|(?P<mail>{_MAIL})"
    r"|(?P<group>\((?:[^()]|\([^()]*\))*\)|（[^（）]*）)"
    r"|(?P<split>[,，、;；\n]|(?<![A-Z])&|&(?![A-Z])|(?<=\s)(?:and|和|与)(?=\s))"
)
_SUFFIX = re.compile(r"\s*(?:(?:Jr|Sr|Ph\.? ?D|M\.? ?D|Esq)\.?|I{2,3}|IV)\s*(?=$|[,，、;；&(（])", re.IGNORECASE)
"""What follows a comma and is no person: `Sammy Davis, Jr.`"""
_ROLE = re.compile(
    r"(?:on behalf of|(?:[\w-]+ ){0,3}(?:director|manager|engineer|lead|officer|president|founder|architect) (?:of|at|for)) ", re.IGNORECASE
)
"""What follows a comma and is no person either: `X, Project Director of Y`, `X, on behalf of Y`."""
_TARGET = re.compile(rf"{_LINK}|https?://(?:(?![\s<>\"“”‘’]|['）]?[,，、;；]\s*[\"“”'‘’]*\s*https?:).)+")
_PLAIN = re.compile(r"\s*\w[\w .'-]*")
"""A name and nothing else, unless it is `_JOINED`."""
_JOINED = re.compile(r"\s(?:and|和|与)\s|\bwww\.")
_QUOTES = "\"'“”‘’"


def read(text: str) -> list[Found]:
    """The people that ``text`` names, in order.

    Several are joined by ``,`` ``、`` ``，`` ``;`` ``&`` ``and`` ``和``; what stands in parentheses never is a second person.
    """
    people: list[Found] = []
    if _PLAIN.fullmatch(text) and not _JOINED.search(text):
        return [Found(text.strip(EDGES))]
    if len(text) > _MAX_LENGTH:
        return [Found(text.strip(EDGES))]
    for start, end in _parts(text):
        role = _ROLE.match(text[start:end].strip(EDGES))
        if role and people:
            people[-1].affiliation = people[-1].affiliation or text[start:end].strip(EDGES)
        else:
            people += _person(text, start, end)
    return people


def read_one(text: str) -> Found | None:
    """The one person that ``text`` names: nothing splits it."""
    return next(iter(_person(text, 0, len(text))), None)


def targets(text: str) -> list[tuple[str, int, int]]:
    """The URLs of ``text`` with their places: all absolute ones, joined by commas or mangled quotes; else all of it as one."""
    found = []
    for match in _TARGET.finditer(text):
        start, end = match.span("target") if match["target"] else match.span()
        end -= len(text[start:end]) - len(text[start:end].rstrip(_QUOTES + ",，、;；"))
        found.append((text[start:end], start, end))
    if found:
        return found
    stripped = text.strip(EDGES)
    start = text.find(stripped)
    return [(stripped, start, start + len(stripped))]


def _parts(text: str) -> list[tuple[int, int]]:
    """The slices of ``text`` that hold one person each."""
    edges = [0]
    for match in _ATOM.finditer(text):
        if match["split"] and not (match["split"] in ",，" and _SUFFIX.match(text, match.end())):
            edges += [match.start(), match.end()]
    edges.append(len(text))
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if text[start:end].strip(EDGES)]


def _person(text: str, start: int, end: int) -> list[Found]:
    """The person of one part, or those of several Markdown links that nothing separates."""
    atoms = [match for match in _ATOM.finditer(text, start, end) if not match["split"]]
    links = [match for match in atoms if match["link"]]
    if len(links) > 1:
        edges = [start, *(match.start() for match in links[1:]), end]
        return [person for first, last in pairwise(edges) for person in _person(text, first, last)]
    person = Found("")
    name_end = end
    for match in reversed(atoms):
        is_last = not text[match.end() : name_end].strip(EDGES)
        if _take(person, match, is_last=is_last, is_first=not text[start : match.start()].strip(EDGES)):
            name_end = match.start()
    if not links:
        written = text[start:name_end].strip(EDGES)
        person.name = written.rstrip("-–—|:：<").rstrip(EDGES) if name_end < end else written
    person.name = person.name or person.email or person.url or ""
    return [person] if person.name else []


def _take(person: Found, match: re.Match[str], *, is_last: bool, is_first: bool) -> bool:
    """Read one atom of a person, from the last one on; returns whether the name ends before it."""
    if match["link"]:
        person.name = match["label"].strip(EDGES)
        _set_url(person, match["target"], match.start("target"))
        return True
    if match["group"]:
        return is_last and not is_first and _take_group(person, match)
    if match["angle"]:
        return _take_inner(person, match["angle"][1:-1], match.start() + 1)
    return is_last and _take_inner(person, match[0], match.start())


def _take_group(person: Found, match: re.Match[str]) -> bool:
    """Parentheses behind a full name: a URL, a mail address, or an affiliation; a handle stays with the name."""
    inner = match[0][1:-1].strip(EDGES)
    if inner.startswith("@"):
        return False
    if not _take_inner(person, inner, match.start() + match[0].find(inner)):
        person.affiliation = inner or None
    return True


def _take_inner(person: Found, text: str, start: int) -> bool:
    address = text.removeprefix("mailto:")
    if re.fullmatch(_MAIL, address):
        person.email = address
        return True
    if re.fullmatch(r"(?:https?://|www\.)\S+", text):
        _set_url(person, text, start)
        return True
    return False


def _set_url(person: Found, url: str, start: int) -> None:
    if url.startswith("mailto:"):
        person.email = url.removeprefix("mailto:")
    elif url:
        person.url, person.place = url, (start, start + len(url))
