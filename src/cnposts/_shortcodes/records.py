"""Tags in pairs: what a reader of the post's data gets of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cnposts._shortcodes.media import media
from cnposts._shortcodes.tags import BLOCKS
from cnposts.models import Shortcode
from cnposts.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnposts._position import Lines
    from cnposts._report import Report
    from cnposts._shortcodes.tags import Tag
    from cnposts.models import Image, Link

_DEEPEST = 32


def records(  # noqa: PLR0913, PLR0917 - what is known of the text comes in parts
    tags: list[Tag],
    source: str,
    lines: Lines,
    in_code: Callable[[int], bool],
    report: Report,
    in_destination: Callable[[int], bool] = lambda _: False,
) -> tuple[list[Shortcode], list[Link], list[Image]]:
    """Pair tags, and read their links and images.

    Args:
        tags: The tags that ``mask`` found.
        source: The whole text.
        lines: Its lines.
        in_code: Whether an offset lies in a code block or code span; tags there are dropped.
        report: Takes the messages about tags that are not closed, or not opened.
        in_destination: Whether an offset lies in a destination of Markdown or HTML, which is a link or image already.
    """
    tags = [tag for tag in tags if tag.kind not in {"output", "escaped"} and not in_code(tag.start)]
    pairs = _pairs(tags, report)
    shortcodes: list[Shortcode] = []
    links: list[Link] = []
    images: list[Image] = []
    for tag, closing, depth in _recorded(tags, pairs):
        inner = source[tag.end : closing.start] if closing and depth <= _DEEPEST else None
        if closing and inner is None:
            report(Rule.LIMIT_REACHED, f"Tags nest deeper than {_DEEPEST}: the inner text is left out.", tag.start, tag.end)
        shortcodes.append(_shortcode(tag, inner, lines, closing.end if closing else tag.end))
        if not in_destination(tag.start):
            media(tag, inner, lines, links, images)
    return shortcodes, links, images


def _recorded(tags: list[Tag], pairs: dict[int, Tag]) -> Iterator[tuple[Tag, Tag | None, int]]:
    """Each tag that is recorded, with its closing tag and with how many tags it is inside, itself among them."""
    ends: list[int] = []
    for tag in tags:
        if tag.kind not in {"open", "self"}:
            continue
        while ends and ends[-1] <= tag.start:
            ends.pop()
        closing = pairs.get(tag.start)
        if closing:
            ends.append(closing.end)
        yield tag, closing, len(ends)


def _shortcode(tag: Tag, inner: str | None, lines: Lines, end: int) -> Shortcode:
    return Shortcode(
        name=tag.name,
        args=tuple(value.value for value in tag.args),
        params={key: value.value for key, value in tag.params.items()},
        inner=inner,
        dialect=tag.dialect,
        span=lines.span(tag.start, end),
    )


def _pairs(tags: list[Tag], report: Report) -> dict[int, Tag]:
    """The closing tag of each tag that has one, by the start of the opening tag."""
    pairs: dict[int, Tag] = {}
    waiting: list[Tag] = []
    counts: Counter[tuple[bool, str]] = Counter()
    for tag in tags:
        key = _key(tag)
        if tag.kind == "open":
            waiting.append(tag)
            counts[key] += 1
        elif tag.kind == "unclosed":
            _complain(report, tag, "Something begins like a tag here and does not end like one.")
        elif tag.kind == "close" and counts[key]:
            pairs[_opening(key, waiting, counts, report).start] = tag
        elif tag.kind == "close":
            _complain(report, tag, f"The tag {tag.name} is closed and was not opened.")
    for tag in waiting:
        _check(tag, report)
    return pairs


def _key(tag: Tag) -> tuple[bool, str]:
    return tag.dialect == "hugo", tag.pair


def _opening(key: tuple[bool, str], waiting: list[Tag], counts: Counter[tuple[bool, str]], report: Report) -> Tag:
    """The nearest tag that waits for the closing one; those that came after it have none."""
    while True:
        tag = waiting.pop()
        counts[_key(tag)] -= 1
        if _key(tag) == key:
            return tag
        _check(tag, report)


def _check(tag: Tag, report: Report) -> None:
    if tag.dialect != "hugo" and tag.name in BLOCKS:
        _complain(report, tag, f"The tag {tag.name} is opened and never closed.")


def _complain(report: Report, tag: Tag, reason: str) -> None:
    report(Rule.SHORTCODE_UNCLOSED, reason, tag.start, tag.end)
