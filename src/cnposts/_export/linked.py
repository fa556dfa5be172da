"""Posts as schema.org describes them, in JSON-LD."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_core import to_json as dumped

from cnposts._dates import moment
from cnposts._export.feeds import title_of
from cnposts._export.files import each, one, opened, storable_all
from cnposts._export.site import Web

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pydantic import JsonValue

    from cnposts._export.files import File
    from cnposts.archive import Archive
    from cnposts.models import Image, Person, Post

_CONTEXT = "https://schema.org"


def blog_posting(
    post: Post[Any], *, base_url: str, url: Callable[[Post[Any]], str] | None = None, archive: Archive[Any] | None = None
) -> dict[str, JsonValue]:
    r"""A post as a ``BlogPosting`` of schema.org: what goes as JSON-LD into the head of its page.

    In a ``<script>`` element, ``<`` must be written as ``\u003c``.

    Args:
        post: The post.
        base_url: The site's home, an absolute URL; all URLs are made absolute.
        url: Tells the path of a post on the site; else the archive does, or the post's own front matter and path.
        archive: The archive that the post is of.

    Returns:
        The node with its ``@context``. What the post does not tell is left out.

    Raises:
        ValueError: ``base_url`` is not absolute, or nothing tells the address of the post.
        TypeError: ``post`` is no post.
    """
    return {"@context": _CONTEXT, **_node(one(post), Web((), base_url, url, archive))}


def to_json_ld(
    posts: Iterable[Post[Any]],
    file: File,
    *,
    base_url: str,
    url: Callable[[Post[Any]], str] | None = None,
    archive: Archive[Any] | None = None,
) -> None:
    r"""Write posts as JSON-LD: one graph of ``BlogPosting`` nodes, as ``blog_posting`` makes them.

    Each ``<`` is written as ``\u003c``, so that all of the file may stand in a ``<script>`` element.

    Args:
        posts: An archive, which then tells URLs and languages, or any posts; they are written as they come.
        file: A path, or a file that is open for bytes.
        base_url: As for ``blog_posting``.
        url: As for ``blog_posting``.
        archive: The archive that the posts are of, if they are some of one.

    Raises:
        OSError: The file cannot be written; what stood there still does.
        ValueError: ``base_url`` is not absolute, or nothing tells the address of a post.
    """
    web = Web(posts, base_url, url, archive)
    with opened(file) as out:
        out.write(b'{"@context": "%s", "@graph": [' % _CONTEXT.encode())
        separator = b"\n"
        for post in each(posts):
            out.write(separator + dumped(_node(post, web), inf_nan_mode="null").replace(b"<", b"\\u003c"))
            separator = b",\n"
        out.write(b"\n]}\n")


def _node(post: Post[Any], web: Web) -> dict[str, JsonValue]:
    meta, url = post.meta, web.of(post)
    people = {"author": meta.authors, "translator": meta.translators, "editor": meta.reviewers}
    return _told(
        {
            "@type": "BlogPosting",
            "@id": url,
            "url": url,
            "mainEntityOfPage": web.page(post, meta.canonical_url) or url,
            "headline": title_of(post),
            "alternativeHeadline": meta.subtitle,
            "description": meta.description or post.summary,
            "datePublished": _date(meta.date),
            "dateModified": _date(meta.lastmod),
            "expires": _date(meta.expiry_date),
            "inLanguage": web.language(post),
            **{role: [_person(person, post, web) for person in found] for role, found in people.items()},
            "image": [_image(image, shown) for image in _shown(post) if (shown := web.page(post, web.target(post, image)))],
            "keywords": [*dict.fromkeys(map(str, (*meta.tags, *meta.keywords)))],
            "articleSection": [*meta.categories],
            "isPartOf": [{"@type": "CreativeWorkSeries", "name": name} for name in meta.series],
            "isBasedOn": web.page(post, meta.original_url),
            "creativeWorkStatus": "Draft" if meta.draft else None,
            "wordCount": post.word_count,
            "timeRequired": f"PT{post.reading_time}M",
        }
    )


def _date(value: object) -> str | None:
    found = moment(value)
    return None if found is None else found.isoformat()


def _person(person: Person, post: Post[Any], web: Web) -> JsonValue:
    return _told(
        {
            "@type": "Person",
            "name": person.name,
            "url": web.page(post, person.url),
            "image": web.page(post, person.avatar),
            "description": person.bio,
            "affiliation": person.affiliation and {"@type": "Organization", "name": person.affiliation},
            "email": person.email,
        }
    )


def _shown(post: Post[Any]) -> list[Image]:
    """The covers and the images of the body, each once; pictures of people are theirs."""
    found: dict[str, Image] = {}
    for image in (*post.meta.covers, *(image for image in post.images if image.kind != "key")):
        found.setdefault(image.url, image)
    return list(found.values())


def _image(image: Image, url: str) -> JsonValue:
    return _told(
        {
            "@type": "ImageObject",
            "url": url,
            "caption": image.caption or image.title,
            "description": image.alt,
            "width": image.width and {"@type": "QuantitativeValue", "value": image.width, "unitCode": "E37"},
            "height": image.height and {"@type": "QuantitativeValue", "value": image.height, "unitCode": "E37"},
        }
    )


def _told(values: Mapping[str, Any]) -> dict[str, JsonValue]:
    """Without what is empty, and as any encoding can write it."""
    return {key: storable_all(value) for key, value in values.items() if value not in (None, "", [])}
