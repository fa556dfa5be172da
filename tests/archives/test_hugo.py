"""Four real archives against what the real Hugo saw in them.

A difference is allowed by a rule that says why, never for a file; at least 99.5 % of the posts agree without any.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

import cnposts
from cnposts import Post

from . import hugo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

Row = dict[str, Any]
Pair = tuple[Row, Post]

AGREE = 0.995
SAME_TEXT = 0.98


@pytest.fixture(scope="module")
def pairs(corpus: Path) -> list[Pair]:
    """Every page that Hugo read, with our post of the same file."""
    found: list[Pair] = []
    for archive, folder in hugo.ROOTS.items():
        posts = {post.path: post for post in cnposts.iter_posts(corpus / "corpus" / archive / folder)}
        rows = list(hugo.rows(corpus, archive))
        missing = [row["path"] for row in rows if row["path"] not in posts]
        assert missing == [], archive
        found += [(row, posts[row["path"]]) for row in rows]
    assert len(found) == 1540
    return found


@pytest.fixture(scope="module")
def plain_pairs(pairs: list[Pair]) -> list[Pair]:
    """Those without shortcodes or template tags in the body, which were stubbed for Hugo."""
    found = [(row, post) for row, post in pairs if not re.search(r"\{\{|\{%", post.content)]
    assert len(found) > 1400
    return found


def disagreeing(pairs: Iterable[Pair], theirs: Callable[[Row], object], ours: Callable[[Post], object]) -> list[Pair]:
    """The pairs for which Hugo and we do not say the same; that most of both say something is asserted."""
    pairs = list(pairs)
    assert any(theirs(row) for row, _ in pairs)
    return [(row, post) for row, post in pairs if theirs(row) != ours(post)]


def check(pairs: list[Pair], differing: list[Pair], excused: Callable[[Row, Post], str | None]) -> None:
    """At least 99.5 % agree, and a rule excuses each of the rest."""
    unexplained = [(row["path"], post.path) for row, post in differing if excused(row, post) is None]
    assert unexplained == []
    assert len(differing) <= (1 - AGREE) * len(pairs), [excused(row, post) for row, post in differing]


def never(_row: Row, _post: Post) -> str | None:
    return None


def test_titles(pairs: list[Pair]) -> None:
    check(pairs, disagreeing(pairs, hugo.title, hugo.our_title), never)


def test_dates_that_posts_give(pairs: list[Pair]) -> None:
    dated = [(row, post) for row, post in pairs if "date" in post.meta.raw]
    assert len(dated) > 330
    check(dated, disagreeing(dated, hugo.date, hugo.our_date), never)


def test_tags(pairs: list[Pair]) -> None:
    check(pairs, disagreeing(pairs, hugo.tags, hugo.our_tags), never)


def test_drafts(pairs: list[Pair]) -> None:
    """Hugo does not know Jekyll's folder of drafts."""
    assert [post.path for row, post in pairs if row["draft"] != post.meta.draft and "_drafts/" not in post.path] == []
    assert sum("draft" in post.meta.raw for _, post in pairs) > 200


def heading_excuse(row: Row, post: Post) -> str | None:
    """Hugo's ids end linked and strong text at its first ``_``, code or raw HTML, and do not decode numeric entities."""
    theirs, ours = hugo.headings(row), hugo.our_headings(post)
    if [text for text, _ in theirs] != [text for text, _ in ours]:
        return None
    spans = {hugo.squeezed(heading.text): post.source[heading.span.start : heading.span.end] for heading in post.headings}
    for (text, theirs_id), (_, ours_id) in zip(theirs, ours, strict=True):
        if theirs_id != ours_id and not re.search(r"\]\(|\*\*.*<|&#x?[0-9a-f]+;", spans[text]):
            return None
    return "Hugo reads only the first piece of a link or of strong text"


def test_headings_and_their_ids(plain_pairs: list[Pair]) -> None:
    check(plain_pairs, disagreeing(plain_pairs, hugo.headings, hugo.our_headings), heading_excuse)


def is_no_literal_of_goldmark(post: Post, url: str) -> bool:
    """Whether a literal's host ends in digits, or a bracket before it on its line is still open."""
    for link in post.links:
        if link.kind == "literal" and hugo.same_url(link.url) == url:
            before = post.source[link.span.start - link.span.column + 1 : link.span.start]
            if before.count("[") > before.count("]") or re.search(r"//[^/]*\.\d+(:\d+)?(/|$)", url):
                return True
    return False


def link_excuse(row: Row, post: Post) -> str | None:
    """Where goldmark's ``linkify`` and GFM's rules for literals part."""
    theirs, ours = Counter(hugo.links(row)), Counter(hugo.our_links(post))
    only_theirs, only_ours = [*(theirs - ours).elements()], [*(ours - theirs).elements()]
    if only_theirs and sorted(only_theirs) == sorted((re.sub("^http:", "https:", url), *rest) for url, *rest in only_ours):
        return "Hugo's linkifyProtocol is https for www., GFM's http"
    if not only_theirs and all(is_no_literal_of_goldmark(post, url) for url, _, _ in only_ours):
        return "goldmark wants letters in the last label, and no bracket open before a literal"
    if only_theirs and all(url.startswith("mail") for url, _, _ in only_theirs + only_ours) and "<a " in post.content:
        return "goldmark links an address inside a raw <a> once more"
    return None


def test_links_as_rendered(plain_pairs: list[Pair]) -> None:
    check(plain_pairs, disagreeing(plain_pairs, hugo.links, hugo.our_links), link_excuse)


def test_images_as_rendered(plain_pairs: list[Pair]) -> None:
    check(plain_pairs, disagreeing(plain_pairs, hugo.images, hugo.our_images), never)


def text_excuse(_row: Row, post: Post) -> str | None:
    return "kramdown's attribute lists are no text; Hugo shows them" if "{:" in post.content else None


def test_plain_text(plain_pairs: list[Pair]) -> None:
    unlike = [(row, post) for row, post in plain_pairs if hugo.likeness(row, post) < SAME_TEXT]
    assert sum(bool(post.text) for _, post in plain_pairs) > 1400
    check(plain_pairs, unlike, text_excuse)


def test_every_file_gives_a_post_and_keeps_its_front_matter(corpus: Path) -> None:
    files = [file for file in sorted((corpus / "corpus").rglob("*")) if file.suffix in {".md", ".markdown", ".mdx"}]
    assert len(files) > 1500
    for file in files:
        data = file.read_bytes()
        post = cnposts.load(file)
        assert post.source.encode() == data
        if data.startswith((b"---", b"+++")):
            assert post.meta.format in {"yaml", "toml"}, file
            assert post.meta.raw, file
