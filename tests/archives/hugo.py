"""What Hugo saw in the archives, and how it compares with what we see."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import datetime
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cnposts import Post

ROOTS = {"servicemesher": "content", "grpc.io": "content", "rust-blog": "content", "mzlogin": ""}
RENDERED = {"inline", "reference", "collapsed", "shortcut", "autolink", "literal", "element"}


def rows(corpus: Path, archive: str) -> Iterator[dict[str, Any]]:
    """Hugo's rows of an archive, one a page."""
    with (corpus / "oracle" / f"{archive}.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def same_url(url: str) -> str:
    """One spelling for a URL, percent-encoded or not."""
    return quote(unquote(url.strip()), safe="/:?#@!$&'()*+,;=-._~")


def folded(text: str | None) -> str:
    """Text with its blanks folded."""
    return " ".join((text or "").split())


def squeezed(text: str) -> str:
    """Text without blanks: Hugo's rendering of ``<br>`` leaves none."""
    return "".join(text.split())


def title(row: dict[str, Any]) -> str:
    return folded(row["title"])


def our_title(post: Post) -> str:
    return folded(post.meta.title)


def date(row: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(row["date"])


def our_date(post: Post) -> datetime | None:
    return post.date


def tags(row: dict[str, Any]) -> list[str]:
    found = row["params"].get("tags") or []
    return [folded(str(tag)) for tag in ([found] if isinstance(found, str) else found)]


def our_tags(post: Post) -> list[str]:
    return [folded(tag) for tag in post.tags]


def headings(row: dict[str, Any]) -> list[tuple[str, str]]:
    """Markdown's headings; raw HTML's have no id of Hugo's."""
    return [(squeezed(item["text"]), item["id"]) for item in row["headings"] if item["id"]]


def our_headings(post: Post) -> list[tuple[str, str]]:
    return [(squeezed(item.text), item.id) for item in post.headings]


def links(row: dict[str, Any]) -> list[tuple[str, str, str]]:
    """In no order: goldmark moves footnotes to the end."""
    return sorted((same_url(item["url"]), folded(item["text"]), folded(item["title"])) for item in row["links"])


def our_links(post: Post) -> list[tuple[str, str, str]]:
    return sorted((same_url(item.url), folded(item.text), folded(item.title)) for item in post.links if item.kind in RENDERED)


def images(row: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(same_url(item["url"]), folded(item["alt"]), folded(item["title"])) for item in row["images"]]


def our_images(post: Post) -> list[tuple[str, str, str]]:
    return [(same_url(item.url), folded(item.alt), folded(item.title)) for item in post.images if item.kind in RENDERED]


def likeness(row: dict[str, Any], post: Post) -> float:
    """The share of the characters, blanks aside, that Hugo's plain text and ours have in common, in pieces of three."""
    theirs, ours = (Counter(_pieces(text)) for text in (unescape(row["plain"]), post.text))
    total = max(theirs.total(), ours.total())
    return (theirs & ours).total() / total if total else 1.0


def _pieces(text: str) -> list[str]:
    text = re.sub(r"[\s\ufeff\u200b]+", "", re.sub(r"[↩︎]+", "", text))
    return [text[index : index + 3] for index in range(max(len(text) - 2, 1))] if text else []
