"""Where posts, and what they link to, stand on the web."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from cnposts import _urls
from cnposts._export.files import archive_of
from cnposts._languages import bcp47, is_tag
from cnposts._permalinks import Rules, addresses
from cnposts._resolve import SITE
from cnposts._urls import encoded
from cnposts.models import Post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cnposts.archive import Archive
    from cnposts.models import Image, Link

    Url = Callable[[Post[Any]], str]

_ALONE = Rules("", frozenset(), has_files=False)
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


class Web:
    """A site on the web: absolute URLs, percent-encoded, of posts and of what they name."""

    def __init__(self, posts: Iterable[Post[Any]], base_url: str, url: Url | None = None, archive: Archive[Any] | None = None) -> None:
        """Take the URL of the site's home, and what tells the path of a post on it, if that is not the archive."""
        self.home = _home(base_url)
        self._archive = archive_of(posts, archive)
        self._url = url or (_own if self._archive is None else self._archive.url_for)

    def of(self, post: Post[Any]) -> str:
        """The URL of a post.

        Raises:
            ValueError: Nothing tells it.
            TypeError: The caller's function gives no text.
        """
        path = self._url(post)
        if not isinstance(path, str):
            raise TypeError(f"url= must give the path of {post.path or post.title!r} as a text, not {path!r}")
        return self.within(path)

    def within(self, path: str) -> str:
        """A path on the site, or an absolute URL, as an absolute URL."""
        parts = _urls.split(path)
        is_absolute = bool(parts and parts.scheme.lower() in {"http", "https"})
        return _sound(path if is_absolute else urljoin(self.home, path) if path.startswith("//") else self.home + path.lstrip("/"))

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
            return self.of(found) + (f"#{_sound(fragment)}" if fragment else "")
        return self.join(post, record.url)

    def join(self, post: Post[Any], url: str) -> str:
        """A URL as it stands in a post, as an absolute one; what cannot be a URL stays as it is."""
        path = SITE.sub("", url)
        if "{{" in path or "{%" in path:  # only its generator knows what that is
            return _sound(path)
        try:
            return self.within(path) if path != url else _sound(urljoin(self.of(post), url))
        except ValueError:
            return _sound(url)

    def page(self, post: Post[Any], url: str | None) -> str | None:
        """The absolute URL of something on the web that a post names outside of its body; None where it is of another scheme."""
        found = self.join(post, url) if url else ""
        return found if found.startswith(("http://", "https://")) else None


def _home(base_url: str) -> str:
    parts = _urls.split(base_url)
    if not parts or parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", base_url):
        raise ValueError(f"base_url must be an absolute URL such as 'https://example.org/blog/', not {base_url!r}")
    try:
        host = parts.hostname if parts.hostname.isascii() else parts.hostname.encode("idna").decode()
    except UnicodeError as error:
        raise ValueError(f"base_url has no host that can be on the web: {base_url!r}") from error
    return _sound(f"{parts.scheme}://{parts.netloc.replace(parts.hostname, host)}{parts.path.rstrip('/')}/")


def _sound(url: str) -> str:
    return encoded(_BARE_PERCENT.sub("%25", url))


def _own(post: Post[Any]) -> str:
    """The path that a post's generator gives it, as far as the post alone tells."""
    if post.path is None and not post.meta.url and not post.meta.slug:
        raise ValueError(f"the post {post.title!r} has no path, slug or URL, and so no address; give url=, which tells it")
    return addresses(post, post.path or f"{post.slug}.md", _ALONE)[0]
