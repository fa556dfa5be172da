"""What the name of a post's file tells: date, slug and language."""

from __future__ import annotations

import re
from urllib.parse import unquote

_SUFFIX = re.compile(r"\.(?:md|markdown|mdown|mkd|mdx|html?)$", re.IGNORECASE)
_LANGUAGE = re.compile(r"\.([a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)$")
_DATE = re.compile(r"(\d{4}[-_/]\d{1,2}[-_/]\d{1,2})(?:[-_/ ]|$)")
_BUNDLE = {"index", "_index"}


def _stem(path: str) -> tuple[str, str | None]:
    """The file's name (a bundle's: its folder's) without suffix, and its language."""
    parts = [part for part in path.replace("\\", "/").split("/") if part]
    if not parts:
        return "", None
    name = _SUFFIX.sub("", parts[-1])
    match = _LANGUAGE.search(name)
    language = match[1] if match else None
    if match:
        name = name[: match.start()]
    if name in _BUNDLE and len(parts) > 1:
        name = parts[-2]
    return name, language


def date_of(path: str) -> str | None:
    """The date that the file's name begins with (``2018-08-11-slug.md``), as it stands there."""
    match = _DATE.match(_stem(path)[0])
    return match[1] if match else None


def date_in_url(url: str) -> str | None:
    """The date that a URL's path holds (``2014/12/12/slug``), as it stands there."""
    match = re.search(r"(?:^|/)(\d{4}/\d{2}/\d{2})(?:/|$)", url)
    return match[1] if match else None


def slug_of(url: str | None, path: str | None) -> str | None:
    """The last part of ``url``, else the name of the file without date and language."""
    if url:
        part = _SUFFIX.sub("", url.split("#")[0].split("?")[0].rstrip("/").rpartition("/")[2])
        if part and ":" not in part:
            return unquote(part)
    if not path:
        return None
    name = _stem(path)[0]
    return name[match.end() :] or name if (match := _DATE.match(name)) else name or None


def language_of(path: str | None) -> str | None:
    """The language in the file's name (``index.zh.md``)."""
    return _stem(path)[1] if path else None
