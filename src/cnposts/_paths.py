"""What the name of a post's file tells: date, slug and language."""

from __future__ import annotations

import re
from urllib.parse import unquote

from cnposts._languages import CODES

_SUFFIX = re.compile(r"\.(?:md|markdown|mdown|mkd|mdx|html?)$", re.IGNORECASE)
_LANGUAGE = re.compile(r"\.((?P<code>[a-z]{2,3})(?:[-_][A-Z][a-z]{3})?(?:[-_](?:[A-Za-z]{2}|\d{3}))?)$")
_PATTERN = re.compile(r":[a-z]|^(?:pretty|date|none|ordinal|weekdate)$")
_DATE = re.compile(r"(\d{4}[-_/]\d{1,2}[-_/]\d{1,2})(?:[-_/ ]|$)")
_BUNDLE = {"index", "_index"}


def without_suffix(path: str) -> str:
    """``path`` without suffix and language: what a post shares with its translations."""
    folder, slash, file = path.rpartition("/")
    return f"{folder}{slash}{split_name(file)[0]}"


def split_name(file: str) -> tuple[str, str | None]:
    """A file's name without suffix and language, and the language: ``index`` and ``zh`` of ``index.zh.md``."""
    name = _SUFFIX.sub("", file)
    match = _LANGUAGE.search(name)
    return (name[: match.start()], match[1]) if match and match["code"] in CODES else (name, None)


def _stem(path: str) -> tuple[str, str | None]:
    """The file's name (a bundle's: its folder's) without suffix, and its language."""
    parts = [part for part in path.replace("\\", "/").split("/") if part]
    if not parts:
        return "", None
    name, language = split_name(parts[-1])
    return parts[-2] if name in _BUNDLE and len(parts) > 1 else name, language


def date_of(path: str) -> str | None:
    """The date that the file's name begins with (``2018-08-11-slug.md``), else that its folders are, as it stands there."""
    match = _DATE.match(_stem(path)[0])
    return match[1] if match else date_in_url(path.replace("\\", "/"))


def date_in_url(url: str) -> str | None:
    """The date that a URL's path holds (``2014/12/12/slug``), as it stands there."""
    match = re.search(r"(?:^|/)(\d{4}/\d{2}/\d{2})(?:/|$)", url)
    return match[1] if match else None


def is_pattern(url: str) -> bool:
    """Whether ``url`` is a pattern for URLs, or the name of one, and none itself."""
    return bool(_PATTERN.search(url))


def slug_of(url: str | None, path: str | None) -> str | None:
    """The last part of ``url``, else the name of the file without date and language."""
    if url and not is_pattern(url):
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


def is_draft(path: str | None) -> bool:
    """Whether the path is that of a draft in Jekyll's and Hexo's folder for them."""
    return "_drafts" in (path or "").split("/")[:-1]


def is_jekyll(path: str | None) -> bool:
    """Whether the path is one of Jekyll's; Hexo has ``_posts`` too, but in ``source``."""
    folders = (path or "").split("/")[:-1]
    return any(name in {"_posts", "_drafts"} and "source" not in folders[:at] for at, name in enumerate(folders))
