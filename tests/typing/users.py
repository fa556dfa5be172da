"""What users see under mypy and pyright, both strict: each line that follows is checked by them and run by pytest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, assert_type

import cnposts
from cnposts import Archive, FrontMatter, Image, Limits, Link, Message, Person, Post, Section, Span, edit, export

if TYPE_CHECKING:
    from io import BytesIO
    from pathlib import Path

TEXT = "---\ntitle: Tea\nvenue: the shed\n---\nSee [the pot](pot.md).\n"


class Event(FrontMatter):
    """A user's own front matter."""

    venue: str
    seats: int = 0


def a_post() -> None:
    """Without a model, front matter is ``FrontMatter``."""
    post = cnposts.parse(TEXT)
    assert_type(post, Post[FrontMatter])
    assert_type(post.meta, FrontMatter)
    assert_type(post.title, str | None)
    assert_type(post.date, datetime | None)
    assert_type(post.authors, tuple[Person, ...])
    assert_type(post.links, tuple[Link, ...])
    assert_type(post.images, tuple[Image, ...])
    assert_type(post.messages, tuple[Message, ...])
    assert_type(post.sections, tuple[Section, ...])
    assert_type(post.cover, Image | None)
    assert_type(post.links[0].span, Span)
    assert_type(post.links[0].url_span, Span)
    assert_type(post.links[0].kind, cnposts.Kind)
    assert_type(post.messages[0].severity if post.messages else "error", Literal["error", "warning"])


def a_model(folder: Path) -> None:
    """With one, it is that, wherever the post comes from."""
    post = cnposts.parse(TEXT, model=Event, limits=Limits(nesting=9))
    assert_type(post, Post[Event])
    assert_type(post.meta.venue, str)
    assert_type(post.meta.seats, int)
    assert_type(cnposts.load(folder / "tea.md", model=Event), Post[Event])
    assert_type(cnposts.iter_posts(folder, model=Event), Iterator[Post[Event]])
    archive = cnposts.load_archive(folder, model=Event)
    assert_type(archive, Archive[Event])
    assert_type(archive[0], Post[Event])
    assert_type([found.meta.venue for found in archive], list[str])
    assert_type(archive.find("tea.md"), Post[Event] | None)
    assert_type(Post[Event].model_validate_json(post.model_dump_json()), Post[Event])


def an_archive(folder: Path) -> None:
    """An archive is a sequence."""
    archive = cnposts.load_archive(folder)
    assert_type(archive, Archive[FrontMatter])
    posts: Sequence[Post[FrontMatter]] = archive
    assert len(posts) == len(archive)
    assert_type(archive.filter(tag="tea"), tuple[Post[FrontMatter], ...])
    assert_type(archive.backlinks(archive[0]), tuple[Post[FrontMatter], ...])


def edits(post: Post[Event], file: BytesIO) -> None:
    """What changes and writes posts takes those of any model."""
    assert_type(edit.set_meta(post, {"venue": "the pier"}).apply(), str)
    export.to_json([post], file)
    assert_type(export.to_markdown(post), str)


def mistakes(post: Post[Event]) -> None:
    """What is wrong is told before it runs."""
    assert post.meta.venu  # type: ignore[attr-defined]
    cnposts.parse(TEXT, engine="goldmark")  # type: ignore[arg-type]
    cnposts.parse(TEXT, model=Person)  # type: ignore[type-var]
    post.title = "Coffee"  # type: ignore[misc]


def own_code(post: Post[Any]) -> str:
    """A function for posts of any model."""
    return post.title or ""
