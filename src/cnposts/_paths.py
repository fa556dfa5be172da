"""What the name of a post's file tells: date, slug and language."""

from __future__ import annotations

import re
from urllib.parse import unquote

_SUFFIX = re.compile(r"\.(?:md|markdown|mdown|mkd|mdx|html?)$", re.IGNORECASE)
_LANGUAGE = re.compile(r"\.((?P<code>[a-z]{2,3})(?:[-_][A-Z][a-z]{3})?(?:[-_](?:[A-Za-z]{2}|\d{3}))?)$")
_LANGUAGES = frozenset(
    re.findall(
        r"\w+",
        "ar az be bg bn bs ca cn cs cy da de el en eo es et eu fa fi fil fr gl he hi hr hu hy id is it ja jp ka kk km ko kr ku lt lv"
        " mk mn mr ms my nb ne nl nn no pa pl pt ro ru si sk sl sq sr sv sw ta te th tl tr tw uk ur uz vi zh yue",
    )
)
"""Languages that sites are written in, and ``cn``, ``tw``, ``jp``, ``kr``; no words that end names of other things (``io``, ``so``)."""
_PATTERN = re.compile(r":[a-z]|^(?:pretty|date|none|ordinal|weekdate)$")
_DATE = re.compile(r"(\d{4}[-_/]\d{1,2}[-_/]\d{1,2})(?:[-_/ ]|$)")
_BUNDLE = {"index", "_index"}


def _stem(path: str) -> tuple[str, str | None]:
    """The file's name (a bundle's: its folder's) without suffix, and its language."""
    parts = [part for part in path.replace("\\", "/").split("/") if part]
    if not parts:
        return "", None
    name = _SUFFIX.sub("", parts[-1])
    match = _LANGUAGE.search(name)
    language = match[1] if match and match["code"] in _LANGUAGES else None
    if language:
        name = name[: -len(language) - 1]
    if name in _BUNDLE and len(parts) > 1:
        name = parts[-2]
    return name, language


def date_of(path: str) -> str | None:
    """The date that the file's name begins with (``2018-08-11-slug.md``), else that its folders are, as it stands there."""
    match = _DATE.match(_stem(path)[0])
    return match[1] if match else date_in_url(path.replace("\\", "/"))


def date_in_url(url: str) -> str | None:
    """The date that a URL's path holds (``2014/12/12/slug``), as it stands there."""
    match = re.search(r"(?:^|/)(\d{4}/\d{2}/\d{2})(?:/|$)", url)
    return match[1] if match else None


def slug_of(url: str | None, path: str | None) -> str | None:
    """The last part of ``url``, else the name of the file without date and language."""
    if url and not _PATTERN.search(url):
        part = _SUFFIX.sub("", url.split("#")[0].split("?")[0].removesuffix("/index.html").rstrip("/").rpartition("/")[2])
        if part and ":" not in part:
            return unquote(part)
    if not path:
        return None
    name = _stem(path)[0]
    return name[match.end() :] or name if (match := _DATE.match(name)) else name or None


def language_of(path: str | None) -> str | None:
    """The language in the file's name (``index.zh.md``)."""
    return _stem(path)[1] if path else None


def is_jekyll(path: str | None) -> bool:
    """Whether the path is one of Jekyll's; Hexo has ``_posts`` too, but in ``source``."""
    folders = (path or "").split("/")[:-1]
    return any(name in {"_posts", "_drafts"} and "source" not in folders[:at] for at, name in enumerate(folders))
