"""Where posts, and what they link to, stand on the web."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from cnposts import _urls
from cnposts._languages import bcp47, is_tag
from cnposts._markdown import encoded
from cnposts._permalinks import Rules, addresses
from cnposts._resolve import SITE
from cnposts.archive import Archive
from cnposts.models import Post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cnposts.models import Image, Link

_ALONE = Rules("", frozenset(), has_files=False)


class Web:
    """A site on the web: absolute URLs, percent-encoded, of posts and of what they name."""

    def __init__(self, posts: Iterable[Post[Any]], base_url: str, url: Callable[[Post[Any]], str] | None) -> None:
        """Take the URL of the site's home, and what tells the path of a post on it, if that is not the archive."""
        parts = _urls.split(base_url)
        if not parts or parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"base_url must be an absolute URL such as 'https://example.org/blog/', not {base_url!r}")
        self.home = encoded(base_url.partition("#")[0].partition("?")[0].rstrip("/") + "/")
        self._archive = posts if isinstance(posts, Archive) else None
        self._url = url or (_own if self._archive is None else self._archive.url_for)

    def of(self, post: Post[Any]) -> str:
        """The URL of a post.

        Raises:
            ValueError: Nothing tells it.
        """
        return encoded(self.within(self._url(post)))

    def within(self, path: str) -> str:
        """A path on the site, or an absolute URL, as an absolute URL."""
        return path if path.startswith(("http://", "https://")) else self.home + path.lstrip("/")

    def language(self, post: Post[Any]) -> str | None:
        """The language of a post, as BCP 47 writes it."""
        if self._archive is not None:
            return self._archive.language_of(post)
        return bcp47(post.lang) if post.lang and is_tag(post.lang) else None

    def target(self, post: Post[Any], record: Link | Image) -> str:
        """Where a link or image of a post leads: to another post of the archive, or what a browser makes of it on the post's page."""
        found = self._archive.resolve(post, record) if self._archive is not None and not record.is_fragment else None
        if isinstance(found, Post):
            fragment = record.url.partition("#")[2]
            return self.of(found) + (f"#{encoded(fragment)}" if fragment else "")
        return self.join(post, record.url)

    def join(self, post: Post[Any], url: str) -> str:
        """A URL as it stands in a post, as an absolute one; what cannot be a URL stays as it is."""
        path = SITE.sub("", url)
        try:
            return encoded(self.within(path) if path != url else urljoin(self.of(post), url))
        except ValueError:
            return encoded(url)


def _own(post: Post[Any]) -> str:
    """The path that a post's generator gives it, as far as the post alone tells."""
    if post.path is None and not post.meta.url and not post.meta.slug:
        raise ValueError(f"the post {post.title!r} has no path, slug or URL, and so no address; give url=, which tells it")
    return addresses(post, post.path or f"{post.slug}.md", _ALONE)[0]
