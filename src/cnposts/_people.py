"""Reads people as archives write them: names, links, mail addresses and affiliations in one string."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

EDGES = " \t\r\n\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xa0\u3000"
"""Blanks and zero-width characters, which are no part of a text at its ends."""
LINK = r"\[(?P<label>[^\[\]]+)\]\(\s*<?(?P<target>[^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)*)>?[^()]*\)"
"""A pattern of a Markdown link."""
_MAX_LENGTH = 10_000


@dataclass(slots=True)
class Found:
    """A person in a text: the name (where there is none, the mail address or URL), and ``start``, where the URL stands in the text."""

    name: str = ""
    url: str | None = None
    start: int = 0
    affiliation: str | None = None
    email: str | None = None


_URL = r"(?:https?://|www\.)[^\s<>\"“”，、；,;（）()]+(?:\([^()\s]*\)[^\s<>\"“”，、；,;（）()]*)*"
_MAIL = r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
_ADDRESS = re.compile(rf"(?P<mail>{_MAIL})|(?P<url>(?:https?://|www\.)\S+)")
_ATOM = re.compile(
    rf"(?P<link>{LINK})|<(?P<angle>[^<>\r\n]+)>|(?P<url>{_URL})|(?P<mail>{_MAIL})"
    r"|\((?P<group>(?:[^()]|\([^()]*\))*)\)|（(?P<wide>[^（）]*)）"
    r"|(?P<split>[,，、;；\n]|(?<![A-Z])&|&(?![A-Z])|(?<=\s)(?:and|和|与)(?=\s))"
)
_TARGET = re.compile(rf"{LINK}|https?://(?:[^\s<>\"“”‘’'）,，、;；]++|(?![\s<>\"“”‘’]|['）]?[,，、;；]\s*[\"“”'‘’]*\s*https?:).)+")
_PLAIN = re.compile(r"\s*(?!www\.)\w(?!.*(?:\s(?:and|和|与)\s|\bwww\.))[\w .'-]*")  # a name and nothing else


def read(text: str) -> list[Found]:
    """The people that ``text`` names, in order.

    Several are joined by ``,`` ``、`` ``，`` ``;`` ``&`` ``and`` ``和``; what stands in parentheses never is a second person.
    """
    if len(text) > _MAX_LENGTH or _PLAIN.fullmatch(text):
        return [Found(text.strip(EDGES))]
    edges = [0, *(edge for match in _ATOM.finditer(text) if match["split"] for edge in match.span()), len(text)]
    return [person for start, end in zip(edges[::2], edges[1::2], strict=True) for person in read_part(text, start, end)]


def read_part(text: str, start: int, end: int) -> list[Found]:
    """The one person of ``text[start:end]``, which nothing but several Markdown links splits."""
    atoms = [match for match in _ATOM.finditer(text, start, end) if not match["split"]]
    edges = [start, *[match.start() for match in atoms if match["link"]][1:], end]
    people = [_person(text, first, last, [atom for atom in atoms if first <= atom.start() < last]) for first, last in pairwise(edges)]
    return [person for person in people if person.name]


def targets(text: str) -> list[tuple[str, int]]:
    """The URLs of ``text`` with their places: all absolute ones, joined by commas or mangled quotes; else all of it as one."""
    found = [(match, "target" if match["target"] else 0) for match in _TARGET.finditer(text)]
    stripped = text.strip(EDGES)
    return [(match[group].rstrip("\"'“”‘’,，、;；"), match.start(group)) for match, group in found] or [(stripped, text.find(stripped))]


def _person(text: str, start: int, end: int, atoms: list[re.Match[str]]) -> Found:
    person, name_end = Found(), end
    for match in reversed(atoms):
        is_last = not text[match.end() : name_end].strip(EDGES)
        if _take(person, match, is_last=is_last, is_first=not text[start : match.start()].strip(EDGES)):
            name_end = match.start()
    written = text[start:name_end].strip(EDGES)
    written = written.rstrip("-–—|:：<").rstrip(EDGES) if name_end < end else written
    if not (person.name or written) and (person.email or person.url) and person.affiliation:
        person.name, person.affiliation = person.affiliation, None  # `jane@example.org (Jane Doe)`
    person.name = person.name or written or person.email or person.url or ""
    return person


def _take(person: Found, match: re.Match[str], *, is_last: bool, is_first: bool) -> bool:
    """Read one atom of a person, from the last one on; returns whether the name ends before it."""
    kind = "target" if match["link"] else match.lastgroup or ""
    text, start = match[kind], match.start(kind)
    if match["link"]:
        person.name = match["label"].strip(EDGES)
    elif not is_last and kind != "angle":
        return False
    address = text.strip(EDGES).removeprefix("mailto:")
    found = _ADDRESS.fullmatch(address)
    if found and found["mail"]:
        person.email = address
    elif found or (match["link"] and address):
        person.url, person.start = address, start + text.find(address)
    elif kind in {"group", "wide"} and not is_first and not address.startswith("@"):
        person.affiliation = address or None
    else:
        return bool(match["link"])
    return True
