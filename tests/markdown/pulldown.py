"""What pulldown-cmark sees in a Markdown text, by its own events: the peer that places are compared with."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple

import pyromark

OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
)
FORMS = {
    "Inline": "inline",
    "Reference": "reference",
    "Collapsed": "collapsed",
    "Shortcut": "shortcut",
    "Autolink": "autolink",
    "Email": "autolink",
}


class Seen(NamedTuple):
    """A link or image: what it is, its place in code points, and its destination."""

    kind: str
    form: str
    start: int
    end: int
    url: str
    title: str


def references(text: str) -> list[Seen]:
    """Links and images of ``text`` in source order."""
    offsets = _code_points(text)
    seen = []
    for event, range_ in pyromark.events_with_range(text, options=OPTIONS):
        start = event.get("Start") if isinstance(event, dict) else None
        if not isinstance(start, dict):
            continue
        for kind in ("Link", "Image"):
            if kind in start:
                tag = start[kind]
                form = FORMS[tag["link_type"]]
                url = "mailto:" + tag["dest_url"] if tag["link_type"] == "Email" else tag["dest_url"]
                begin, end = offsets(range_["start"]), offsets(range_["end"])
                if form == "collapsed" and not text[begin:end].endswith("[]"):
                    end += 2  # pulldown-cmark leaves the brackets out of a collapsed reference's range
                seen.append(Seen(kind.lower(), form, begin, end, url, tag["title"]))
    return sorted(seen, key=lambda item: (item.start, -item.end))


def _code_points(text: str):
    """A function from offsets in UTF-8 to offsets in code points."""
    if text.isascii():
        return int
    starts = list(accumulate((len(character.encode()) for character in text), initial=0))
    return lambda offset: bisect_right(starts, offset) - 1
