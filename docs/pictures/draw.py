"""The pictures beside this script, drawn from what is real: the layers of pyproject.toml, and a post as ``parse`` reads it.

usage: python docs/pictures/draw.py
"""

from __future__ import annotations

import tomllib
import unicodedata
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import cnposts

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
WIDTH, MARGIN = 920, 28
CELL, LINE = 8.4, 26
"""Width of a character of code, and height of a line, in pixels."""
COLOURS = ("#0b7a69", "#b45309", "#6d4fc2", "#1d6fb8", "#b83280", "#5a7d0a", "#a23b2a")
STYLE = """
  .card { fill: #fbfcfc; stroke: #d5dedc } .box { fill: #fff; stroke: #b9c8c4 } .band { fill: #eef4f2 } .rule { stroke: #d5dedc }
  text { font: 14px system-ui, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", sans-serif; fill: #1d2b28 }
  .code { font: 14px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans CJK SC", monospace; white-space: pre }
  .wide { font-size: 16px } .small { font-size: 13.3px }
  .soft { fill: #5c6d69 } .name { font-weight: 600 } .end { text-anchor: end } .middle { text-anchor: middle }
  @media (prefers-color-scheme: dark) {
    .card { fill: #151b1a; stroke: #34403d } .box { fill: #202826; stroke: #46544f } .band { fill: #1a2220 } .rule { stroke: #34403d }
    text { fill: #e3eae8 } .soft { fill: #9db0ab } .mark { filter: brightness(1.7) }
  }
"""


def picture(height: float, title: str, parts: Iterator[str]) -> str:
    """A card of its own ground, so that it can be read on any page."""
    view = f'viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {view} role="img" aria-label="{escape(title)}">'
    card = f'<rect class="card" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1:.0f}" rx="10"/>'
    return "\n".join([head, f"<title>{escape(title)}</title>", f"<style>{STYLE}</style>", card, *parts, "</svg>\n"])


def text(x: float, y: float, words: str, kind: str = "", more: str = "") -> str:
    """A line of text."""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" {more}>{escape(words, quote=False)}</text>'


class Band(NamedTuple):
    """Layers that belong together, from the one named here on."""

    first: str
    name: str
    what: str


BANDS = (
    Band("_api", "What callers see", "names, loaded when asked for"),
    Band("_export", "What becomes of posts", "other formats; proved edits"),
    Band("_load", "A site", "URLs, links, tables, faults"),
    Band("_stream", "A folder", "workers, cache, one after the other"),
    Band("_parse", "A post", "header and body to a record"),
    Band("_body", "Parts of a post", "each with places of its own"),
    Band("_report", "Data", "models, messages, how they show"),
    Band("_beside", "Ground", "paths, keys, bytes, spans, rules"),
)
ROW = 34


def layers() -> list[list[str]]:
    """The contract that import-linter checks: modules by layer, from the top."""
    project = tomllib.loads((HERE.parent.parent / "pyproject.toml").read_text(encoding="utf-8"))
    return [line.split(" | ") for line in project["tool"]["importlinter"]["contracts"][0]["layers"]]


def architecture() -> str:
    """The layers, in bands."""
    groups: list[tuple[Band, list[list[str]]]] = []
    for layer in layers():
        band = next((band for band in BANDS if band.first == layer[0]), None)
        if band:
            groups.append((band, []))
        groups[-1][1].append(layer)
    height = MARGIN + sum(len(rows) * ROW + 24 for _, rows in groups) + 30
    return picture(height, "The layers of cnposts; imports only point down", _bands(groups))


def _bands(groups: list[tuple[Band, list[list[str]]]]) -> Iterator[str]:
    top, left = float(MARGIN), 290
    for band, rows in groups:
        height = len(rows) * ROW + 12
        yield f'<rect class="band" x="{MARGIN}" y="{top}" width="{WIDTH - 2 * MARGIN}" height="{height}" rx="7"/>'
        yield text(MARGIN + 16, top + height / 2 - 5, band.name, "name")
        yield text(MARGIN + 16, top + height / 2 + 13, band.what, "small soft")
        for number, row in enumerate(rows):
            yield from _boxes(row, left, top + 9 + number * ROW)
        top += height + 12
    yield text(WIDTH / 2, top + 14, "A module imports only what stands below its own row.", "small soft middle")


def _boxes(row: list[str], left: float, top: float) -> Iterator[str]:
    """Modules of one layer, which do not import each other, side by side."""
    gap = 8
    free = WIDTH - MARGIN - 12 - left - sum(len(name) * 8 + 14 for name in row) - gap * (len(row) - 1)
    for name in row:
        width = len(name) * 8 + 14 + max(0, free) / len(row)
        yield f'<rect class="box" x="{left:.1f}" y="{top}" width="{width:.1f}" height="{ROW - 8}" rx="5"/>'
        yield text(left + width / 2, top + 17.5, name, "code small middle")
        left += width + gap


POST = """\
---
title: 港口的早晨
date: 2019年5月11日
author: "[Lin Qiao](https://lin.example.org)"
---
船还没有回来：https://harbour.example.org/。

![Two cranes](crane.jpg)
*Built in 1911*

<img src="mill &amp; weir.png" width=600>

{{< figure src="boats.png" >}}
"""


class Mark(NamedTuple):
    """Something that was found: its place, and the lines that say what it is."""

    span: cnposts.Span
    name: str
    lines: tuple[str, ...]


def marks(post: cnposts.Post) -> Iterator[Mark]:
    """What the record says, and where it stands."""
    yield Mark(post.meta.spans["title"], "title", (f"{post.title}",))
    yield Mark(post.meta.spans["date"], "date", (str(post.date),))
    yield Mark(post.meta.spans["author"], "authors[0]", (post.authors[0].name, f"{post.authors[0].url}"))
    link = post.links[1]
    yield Mark(link.url_span, f"links[1], {link.kind}", (link.url,))
    for number, image in enumerate(post.images):
        details = [f"{name} {value!r}" for name in ("alt", "caption", "width") if (value := getattr(image, name))]
        yield Mark(image.url_span, f"images[{number}], {image.kind}", tuple(filter(None, (image.url, ", ".join(details)))))


def cells(words: str) -> int:
    """How wide a text is, in characters of code; Chinese ones take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in words)


def post_and_record() -> str:
    """The source of a post with its places marked, and beside it what they became."""
    post = cnposts.parse(POST)
    found = list(zip(marks(post), COLOURS, strict=True))
    height = MARGIN + 30 + sum(20 * (len(mark.lines) + 1) + 14 for mark, _ in found)
    return picture(height, "A post with the places of its parts, and the record made of it", _both(found, height))


def _both(found: list[tuple[Mark, str]], height: float) -> Iterator[str]:
    top, right = MARGIN + 30, 545
    yield text(MARGIN + 30, MARGIN + 6, "the post, as written", "name soft small")
    yield text(right, MARGIN + 6, "cnposts.parse(text)", "name soft small code")
    yield f'<path class="rule" d="M{right - 22} {MARGIN - 6}V{height - MARGIN + 6}"/>'
    for number, line in enumerate(POST.splitlines(), 1):
        yield text(MARGIN + 14, top + number * LINE - 8, str(number), "code small soft end")
        yield from _line(line, number, top + number * LINE - 8, found)
    for mark, colour in found:
        tall = 20 * (len(mark.lines) + 1)
        yield f'<rect class="mark" x="{right}" y="{top - 8}" width="4" height="{tall - 4}" rx="2" fill="{colour}"/>'
        yield text(right + 14, top + 6, mark.name, "name small")
        place = f"{mark.span.line}:{mark.span.column}  [{mark.span.start}:{mark.span.end}]"
        yield text(WIDTH - MARGIN, top + 6, place, "code small soft end")
        for number, line in enumerate(mark.lines, 1):
            yield text(right + 14, top + 6 + 20 * number, line, "code small")
        top += tall + 14


def _line(line: str, number: int, y: float, found: list[tuple[Mark, str]]) -> Iterator[str]:
    """A line of the source, cut where marks begin and end; each piece is as wide as its cells, in any font."""
    here = [(mark.span.column - 1, mark.span.end - mark.span.start, colour) for mark, colour in found if mark.span.line == number]
    cuts = sorted({0, len(line), *(start for start, _, _ in here), *(start + length for start, length, _ in here)})
    for start, length, colour in here:
        x, width = _x(line, start), cells(line[start : start + length]) * CELL
        box = f'x="{x - 2:.1f}" y="{y - 16.5:.1f}" width="{width + 4:.1f}" height="22" rx="3"'
        yield f'<rect class="mark" {box} fill="{colour}" fill-opacity="0.2" stroke="{colour}" stroke-opacity="0.7"/>'
    for start, end in pairwise(cuts):
        for words, x in _runs(line, start, end):
            yield text(
                x,
                y,
                words,
                "code wide" if cells(words) > len(words) else "code",
                f'textLength="{cells(words) * CELL:.1f}" lengthAdjust="spacing" xml:space="preserve"',
            )


def _runs(line: str, start: int, end: int) -> Iterator[tuple[str, float]]:
    """Pieces of one width of characters, without blanks around them, each with its place in the picture."""
    while start < end:
        stop = start + 1
        while stop < end and cells(line[stop]) == cells(line[start]):
            stop += 1
        if line[start:stop].strip():
            yield line[start:stop], _x(line, start)
        start = stop


def _x(line: str, column: int) -> float:
    return MARGIN + 30 + cells(line[:column]) * CELL


PICTURES = {"architecture.svg": architecture, "post.svg": post_and_record}

if __name__ == "__main__":
    for name, draw in PICTURES.items():
        (HERE / name).write_text(draw(), encoding="utf-8")
