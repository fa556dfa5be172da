"""Under which URLs a site serves a post: what its author chose, its generator's pattern, its path and its aliases.

Sources: Hugo's documentation on URL management and permalink tokens, Jekyll's on permalinks, Hexo's, Docusaurus's, Zola's and Pelican's.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

from cnposts import _urls
from cnposts._paths import is_jekyll, split_name
from cnposts._tokens import DATED, FILE, Values, urlize

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cnposts.models import FrontMatter, Post

_CONTENT = re.compile(r"(?:^|.*?/)(?:src/content|src/pages|content|source)/")
_ORDERED = re.compile(r"^\d{1,3}\s*[-_.]+\s*(?=[^\d\s])")
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_FORMS = {
    "jekyll": (_STYLES["date"], "/:year/:month/:day/:title/", "/:categories/:title/", "/:year/:month/:title/", "/:title/"),
    "hexo": ("/:year/:month/:day/:title/", "/:year/:month/:day/:name/", "/:category/:title/", "/posts/:title/", "/:title/"),
    "pelican": ("/:slug.html", "/:name.html", "/posts/:year/:month/:slug/", "/:folders/:slug/"),
    "collection": ("/:collection/:path.html",),
    "page": ("/:folders/:filename.html",),
    "zola": ("/:folders/:slugorname/",),
    "dated": ("/:folders/:slugorfilename/", "/:folders/:year/:month/:day/:name/", "/:folders/:name/"),
    "": (),
}
"""How each generator builds the URLs of posts: the first is its default, the others are what its sites are often set to."""

_ZOLA = {"path", "extra", "taxonomies", "template"}
"""Keys that Zola's front matter has and Hugo's has not."""


class Rules(NamedTuple):
    """What holds for all posts of a site."""

    permalinks: str | Mapping[str, str]
    """A pattern for all posts, or patterns by section."""
    sections: frozenset[str]
    """Folders with an ``_index.md``, which make Hugo's sections below the first."""
    has_files: bool
    """Whether pages are files (``about.html``), as Jekyll's are unless its pattern ends with a slash."""


class Place(NamedTuple):
    """What the path of a post says."""

    prefix: str
    """Folders above the content: ``docs/site/``."""
    folders: tuple[str, ...]
    """Folders below it; of a bundle without its own."""
    name: str
    """The file's name, a bundle's folder's, without suffix and language; of a section's page empty."""
    dialect: str
    """Whose rules hold; a key of ``_FORMS``."""
    language: str | None
    """What the file's name ends with: ``zh`` in ``index.zh.md``."""


def content_of(path: str) -> str:
    """The folder of the site's content, with ``/`` at the end; empty where it is the root."""
    match = _CONTENT.match(path)
    return match[0] if match else ""


def is_zola(meta: FrontMatter) -> bool:
    """Whether it is Zola's front matter, not Hugo's."""
    return meta.format == "toml" and bool(_ZOLA & meta.raw.keys())


def place_of(path: str, meta: FrontMatter, rules: Rules) -> Place:
    """Take the path of a post apart."""
    prefix = content_of(path)
    *folders, file = path[len(prefix) :].split("/")
    stem, language = split_name(file)
    is_index = stem in {"index", "_index"}
    name = stem if not is_index else folders.pop() if stem == "index" and folders else ""
    is_dated = bool(DATED.match(name))
    dialects = {
        "hexo": prefix.endswith("source/") and "_posts" in folders,
        "jekyll": is_jekyll(path),
        "collection": "".join(folders[:1]).startswith("_"),
        "pelican": meta.format == "multimarkdown",
        "page": rules.has_files and not is_index,
        "zola": is_dated and is_zola(meta),
        "dated": is_dated,
    }
    return Place(prefix, tuple(folders), name, next((dialect for dialect, holds in dialects.items() if holds), ""), language)


def addresses(post: Post, path: str, rules: Rules) -> list[str]:
    """All paths on the site that may mean ``post`` of ``path``: its own, its aliases, and what its generator could be set to."""
    place = place_of(path, post.meta, rules)
    own, *others = filter(None, _candidates(post, place, rules))
    own = own.replace("#", "%23").replace("?", "%3F")  # that would end the path
    return list(dict.fromkeys([own, *_aliases(post.meta.aliases, place), *others, *_by_path(path, place)]))


def _candidates(post: Post, place: Place, rules: Rules) -> Iterator[str | None]:
    """What the author chose, else the site's pattern, else the generator's; None for each that this post cannot fill."""
    depths = range(len(place.folders), 1, -1)
    section = next((depth for depth in depths if place.prefix + "/".join(place.folders[:depth]) in rules.sections), 1)
    values = Values(post, place, section)
    slug = post.meta.slug or ""
    rooted = [f"/{place.folders[0]}{slug}", slug] if slug.startswith("/") and place.folders else []  # Docusaurus's root is docs or blog
    for chosen in filter(None, (post.meta.url, *rooted)):
        yield values.expand(_path_in(_STYLES.get(chosen, chosen)), as_written=True)
    if place.name:
        permalinks = rules.permalinks
        pattern = permalinks if isinstance(permalinks, str) else next((permalinks[key] for key in values.sections if key in permalinks), "")
        for form in (pattern, *_FORMS[place.dialect]):
            yield values.expand(_STYLES.get(form, form)) if form else None
    yield values.expand("/:folders/:slugorfilename/")


def _path_in(url: str) -> str:
    """A URL that an author chose, as a path of the site."""
    parts = _urls.split(url)
    path = parts.path if parts and parts.netloc else url.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0]
    return "/" + path.lstrip("/") + ("" if FILE.search(path) else "/")


def _aliases(aliases: tuple[str, ...], place: Place) -> Iterator[str]:
    """Former URLs; without a slash in front, Hugo counts from the post's folder, others from the site's root."""
    for alias in aliases:
        yield _path_in(alias)
        if not alias.startswith("/") and "://" not in alias:
            yield posixpath.normpath("/".join(["", *place.folders, alias]))


def _by_path(path: str, place: Place) -> Iterator[str]:
    """The path itself, in the ways in which generators take it: with and without numbers in front, case, the content's folder."""
    names = [place.name] if place.name else []
    if place.name.lower() == "readme":
        yield "/".join(["", *place.folders])
    for base in dict.fromkeys(("", f"/{place.prefix}".rstrip("/"))):
        for language in dict.fromkeys((place.language, None)):
            parts = [base, *([language] if language else []), *place.folders, *names]
            yield "/".join(parts)
            yield "/".join(map(urlize, parts))
            yield "/".join(_ORDERED.sub("", part) or part for part in parts)
    yield f"/{path}"
