"""Heading ids as Hugo makes them (``markup.goldmark.parser.autoHeadingIDType = "github"``)."""

from __future__ import annotations

import re
from functools import lru_cache

_OWN = re.compile(r"\{:?[ \t]*(?=[#.\w])([^{}]*)\}")
_ID = re.compile(r"(?:\A|[ \t])#([^\s{}]+)")


def own_id(text: str) -> tuple[str, str | None]:
    """A heading's last text without the attributes that end it (``{#own-id .class}``), and the id among them."""
    start = text.rfind("{") if text.endswith("}") else -1
    match = _OWN.fullmatch(text, start) if start >= 0 else None
    if not match:
        return text, None
    identifier = _ID.search(match[1])
    if not identifier and not match[1].startswith(".") and "=" not in match[1]:
        return text, None
    return text[:start].rstrip(" \t"), identifier and identifier[1]


class Ids:
    """Gives out the ids of one page, none of them twice."""

    def __init__(self) -> None:
        """Begin a page."""
        self._used: set[str] = set()
        self._counts: dict[str, int] = {}

    def keep(self, identifier: str) -> str:
        """Take an id that the author gave."""
        self._used.add(identifier)
        return identifier

    def make(self, text: str) -> str:
        """The id of a heading: letters in lower case, digits, ``_`` and ``-``; blanks become ``-``; repeated ones get ``-1``, ``-2``, …."""
        base = "".join(map(_kept, text.strip())) or "heading"
        identifier = base
        while identifier in self._used:
            self._counts[base] = self._counts.get(base, 0) + 1
            identifier = f"{base}-{self._counts[base]}"
        self._used.add(identifier)
        return identifier


@lru_cache(maxsize=10_000)
def _kept(character: str) -> str:
    if character in " -":
        return "-"
    return character.lower() if character == "_" or character.isalpha() or character.isdecimal() else ""
