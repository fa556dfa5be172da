"""How posts and archives show themselves: a line for the terminal, a card of plain HTML for Jupyter.

Notebook viewers clean what they show: GitHub drops styles, JupyterLab those it does not know. So the cards are divs and spans with inline
styles, in the forms that JupyterLab lets pass (``0.15``, not ``.15``; no ``gap``), and read well as text where all styles are gone. Colours
are the notebook's own or translucent, so that light and dark themes both work.
"""

from __future__ import annotations

import html
from collections import Counter
from typing import TYPE_CHECKING

from cnposts.errors import printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from cnposts.archive import Archive
    from cnposts.models import M, Message, Post

_STYLES = {
    "card": "font-family:system-ui,sans-serif;font-size:13px;line-height:1.5;max-width:760px;margin:4px 0;padding:14px 18px;"
    "border:1px solid rgba(127,127,127,0.35);border-radius:8px;overflow-wrap:break-word",
    "title": "display:block;font-size:17px;font-weight:600;line-height:1.35",
    "code": "font-family:ui-monospace,monospace;font-size:12px;color:inherit;background-color:transparent;padding:0",
    "chip": "font-family:inherit;font-size:12px;color:inherit;background-color:rgba(127,127,127,0.15);padding:1px 8px;border-radius:9px;"
    "display:inline-block;margin:1px 0;white-space:normal",
    "block": "margin:10px 0 0 0",
    "fact": "display:inline-block;margin:0 16px 0 0",
    "number": "font-size:15px;font-weight:600",
    "quiet": "opacity:0.65",
    "rows": "display:table;margin:8px 0 0 0",
    "row": "display:table-row",
    "label": "display:table-cell;padding:3px 14px 3px 0;font-weight:400;white-space:nowrap;opacity:0.65",
    "values": "display:table-cell;padding:3px 0",
    "error": "margin:4px 0 0 0;padding:0 0 0 9px;border-left:3px solid rgba(220,53,69,0.85)",
    "warning": "margin:4px 0 0 0;padding:0 0 0 9px;border-left:3px solid rgba(214,140,20,0.85)",
    "heading": "font-weight:600",
    "bar": "display:block;margin:0 4px;border-radius:3px 3px 0 0;background-color:rgba(66,133,244,0.7);height:",
    "chart": "white-space:nowrap;overflow-x:auto",
    "column": "display:inline-block;vertical-align:bottom;text-align:center;width:",
    "figure": "display:block;font-size:11px;font-weight:400;opacity:0.65",
}
"""What an element looks like, by what it is; the last value of some is a size."""

_TEXT, _CHIP, _LINE = 240, 40, 60
"""How many characters are shown of a text, of a chip, of a title in a terminal."""
_CHIPS, _MESSAGES, _FAULTS, _YEARS = 12, 10, 5, 20
"""How many are shown of each: a card stays small, whatever a post holds."""
_WIDTH, _HEIGHT = 640, 64
"""Pixels of the chart."""


class _Html(str):
    """What is HTML already; all other text is escaped where it enters an element."""

    __slots__ = ()


def post_line(post: Post[M]) -> str:
    """A post in one line, such as ``<Post 'x.md': 'Title', 2020-05-08, 12 links, 3 images>``."""
    path = f" {_cut(post.path, _TEXT)!r}" if post.path else ""
    facts = [repr(_cut(post.title, _LINE))] if post.title else []
    facts += [post.date.date().isoformat()] if post.date else []
    return f"<Post{path}: {', '.join([*facts, _number(len(post.links), 'link'), _number(len(post.images), 'image')])}>"


def post_card(post: Post[M]) -> str:
    """A post as a card: what it is, what it holds, what was found wrong."""
    title = next((text for text in (post.title, post.slug, post.path) if text and text.strip()), "Untitled")
    date = post.date.date() if post.date else ""
    where = [_tag("span", "fact", fact) for fact in (_tag("code", "code", post.path or ""), date, post.lang or "")]
    counts = {"word": post.word_count, "minute": post.reading_time, "link": len(post.links), "image": len(post.images)}
    counts |= {"heading": len(post.headings), "code block": len(post.code_blocks)}
    people = {"Authors": post.authors, "Translators": post.meta.translators, "Reviewers": post.meta.reviewers}
    return _tag(
        "div",
        "card",
        _tag("b", "title", title),
        _tag("div", "quiet", *where),
        _counts(counts),
        _tag("div", "block", post.summary),
        _rows({role: [person.name for person in those] for role, those in people.items()} | {"Tags": post.tags}),
        _findings("message", [(message.severity, _message(message)) for message in post.messages[:_MESSAGES]], len(post.messages)),
    )


def archive_card(archive: Archive[M]) -> str:
    """An archive as a card: how much there is, from when and on what, and what is wrong with it."""
    counts = {"post": len(archive), "word": sum(post.word_count for post in archive), "link": sum(len(post.links) for post in archive)}
    found = {"broken link": archive.broken_links(), "missing image": archive.missing_images()} if archive.bodies else {}
    faults = {"failure": archive.failures, **found}
    return _tag(
        "div",
        "card",
        _tag("b", "title", archive.root),
        _counts(counts | {"image": sum(len(post.images) for post in archive)}),
        _years([post.date for post in archive if post.date], len(archive)),
        _rows(_shares(archive)),
        *(_findings(noun, [("error", fault) for fault in found[:_FAULTS]], len(found), is_folded=True) for noun, found in faults.items()),
    )


def _shares(archive: Archive[M]) -> dict[str, Counter[str]]:
    """What many posts have, and how often."""
    return {
        "Languages": Counter(archive.language_of(post) or "unknown" for post in archive) if archive.languages else Counter(),
        "Tags": Counter(tag for post in archive for tag in post.tags),
        "Links to": Counter(link.host for post in archive for link in post.links if link.host),
        "Errors": Counter(message.rule for message in archive.messages if message.severity == "error"),
        "Warnings": Counter(message.rule for message in archive.messages if message.severity == "warning"),
    }


def _years(dates: list[datetime], posts: int) -> _Html:
    """Posts by year as columns; of a long time only the last years that have posts."""
    if not dates:
        return _Html()
    counts = Counter(date.year for date in dates)
    first, last = min(counts), max(counts)
    years = list(range(first, last + 1)) if last - first < _YEARS else sorted(counts)[-_YEARS:]
    columns = [_column(year, counts[year], counts[year] / max(counts.values()), _WIDTH // max(len(years), 12)) for year in years]
    undated = f", {posts - len(dates):,} without date" if posts > len(dates) else ""
    caption = _tag("div", "quiet", f"{min(dates).date()} to {max(dates).date()}{undated}")
    return _tag("div", "block", caption, _tag("div", "chart", *columns))


def _column(year: int, count: int, share: float, width: int) -> _Html:
    bar = _tag("span", "bar", size=f"{max(round(share * _HEIGHT), 1)}px")
    number = _tag("b", "figure", f"{count:,}" if count else "")
    return _tag("div", "column", number, bar, _tag("span", "figure", year), size=f"{width}px")


def _message(message: Message) -> _Html:
    place = _tag("code", "code", f"{message.span.line}:{message.span.column}")
    return _join(place, f"{message.severity}: {message.reason}", _tag("span", "quiet", _tag("code", "code", message.rule)))


def _counts(counts: Mapping[str, int]) -> _Html:
    pairs = (_number(count, noun).split(" ", 1) for noun, count in counts.items())
    return _tag("div", "block", *(_tag("span", "fact", _tag("b", "number", number), noun) for number, noun in pairs))


def _rows(facts: Mapping[str, Sequence[str] | Counter[str]]) -> _Html:
    """Names and their values, as the rows of a table; those without values are left out."""
    return _tag("div", "rows", *(_tag("div", "row", _tag("b", "label", name), _chips(values)) for name, values in facts.items() if values))


def _chips(values: Sequence[str] | Counter[str]) -> _Html:
    """The first values, or the most frequent ones with their number."""
    pairs = values.most_common(_CHIPS) if isinstance(values, Counter) else [(value, 0) for value in values[:_CHIPS]]
    chips = [_tag("code", "chip", _cut(text, _CHIP), _tag("span", "quiet", f"{count:,}" if count else "")) for text, count in pairs]
    return _tag("span", "values", *chips, _more(len(values) - len(chips)))


def _findings(noun: str, shown: Sequence[tuple[str, object]], total: int, *, is_folded: bool = False) -> _Html:
    """How much was found wrong, and the first of it."""
    if not total:
        return _Html()
    lines = [_tag("div", severity, finding) for severity, finding in shown]
    outer, inner = ("details", "summary") if is_folded else ("div", "b")
    return _tag(outer, "block", _tag(inner, "heading", _number(total, noun)), *lines, _more(total - len(lines)))


def _more(count: int) -> _Html:
    return _tag("span", "quiet", f"and {count:,} more" if count > 0 else "")


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _tag(name: str, style: str, *children: object, size: str = "") -> _Html:
    """An element, or nothing where it would be empty; children that are no HTML are shortened and escaped."""
    inner = _join(*children)
    return _Html(f'<{name} style="{_STYLES[style]}{size}">{inner}</{name}>') if inner or size else inner


def _join(*children: object) -> _Html:
    """Blanks keep neighbours apart where no styles do."""
    return _Html(" ".join(filter(None, (child if isinstance(child, _Html) else _escape(child) for child in children))))


def _escape(text: object) -> str:
    return html.escape(printable(_cut(str(text), _TEXT)))


def _cut(text: str, limit: int) -> str:
    """The beginning of a text, on one line."""
    text = text.strip()
    return " ".join(text[:limit].split()) + ("…" if len(text) > limit else "")
