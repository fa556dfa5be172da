"""What the tokens of a permalink pattern stand for: ``/:year/:month/:title/``, as Hugo, Jekyll and Hexo fill them in."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from cnposts._languages import bcp47

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from cnposts._permalinks import Place
    from cnposts.models import Post

DATED = re.compile(r"\d{4}-\d{1,2}-\d{1,2}-(?=.)")
"""What stands before the slug in the name of a file."""
_POSTS = {"_posts", "_drafts"}
_TOKEN = re.compile(r":([a-z_]+)(?:\[((?:\d{1,3}|last)?(?::(?:\d{1,3}|last)?)?)\])?")
FILE = re.compile(r"\.[a-z]{2,4}$|/$")
"""How paths end that get no slash."""
_HUGO = {"", "dated", "zola"}
_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_DATE_TOKENS: dict[str, Callable[[datetime], str]] = {
    "year": lambda date: f"{date.year:04}",
    "short_year": lambda date: f"{date.year % 100:02}",
    "month": lambda date: f"{date.month:02}",
    "i_month": lambda date: str(date.month),
    "monthname": lambda date: _MONTHS[date.month - 1].lower(),
    "long_month": lambda date: _MONTHS[date.month - 1],
    "short_month": lambda date: _MONTHS[date.month - 1][:3],
    "week": lambda date: f"{date.isocalendar().week:02}",
    "day": lambda date: f"{date.day:02}",
    "i_day": lambda date: str(date.day),
    "weekday": lambda date: str(date.isoweekday() % 7),
    "weekdayname": lambda date: _DAYS[date.weekday()].lower(),
    "long_day": lambda date: _DAYS[date.weekday()],
    "short_day": lambda date: _DAYS[date.weekday()][:3],
    "yearday": lambda date: str(date.timetuple().tm_yday),
    "y_day": lambda date: f"{date.timetuple().tm_yday:03}",
    "hour": lambda date: f"{date.hour:02}",
    "minute": lambda date: f"{date.minute:02}",
    "second": lambda date: f"{date.second:02}",
}


def urlize(path: str) -> str:
    """``path`` as Hugo writes it: lower case, each blank a hyphen, other punctuation left out."""
    return _sanitized(path.replace(" ", "-"))


def _sanitized(text: str) -> str:
    """``text`` as Hugo puts slugs into a path: blanks as one hyphen."""
    kept = "".join(character for character in text.lower() if character in "._-+~@#/ " or unicodedata.category(character)[0] in "LMN")
    return re.sub(r"\s+-?\s*|-\s+", "-", kept.strip())


def _slugify(text: str) -> str:
    return _sanitized(text.replace("+", "").replace("/", " "))


class Values:
    """The values of one post; those of Hugo's sites go through ``urlize``, others keep their case."""

    def __init__(self, post: Post, place: Place, section: int) -> None:
        """Take what tokens may ask for; the first ``section`` folders are Hugo's section."""
        self._meta = post.meta
        self._place = place
        self._section = section
        self._is_hugo = place.dialect in _HUGO
        self._clean: Callable[[str], str] = urlize if self._is_hugo else str
        self._slug = (post.meta.slug or "").strip("/")
        self._title = post.title or place.name
        self.sections = [folder.lstrip("_") for folder in place.folders if folder not in _POSTS]

    def expand(self, pattern: str, *, as_written: bool = False) -> str | None:
        """``pattern`` filled in, and the file's language before it if it is not ``as_written``; None where this post lacks a value."""
        try:
            path = _TOKEN.sub(self._token, pattern)
        except KeyError:
            return None
        language = f"/{bcp47(self._place.language).lower()}" if self._place.language and not as_written else ""
        path = re.sub(r"/{2,}", "/", f"{language}/{path}")
        return f"{path}/" if self._is_hugo and not FILE.search(path) else path

    def _token(self, match: re.Match[str]) -> str:
        name, chosen = match[1], match[2]
        if name in _DATE_TOKENS and self._meta.date:
            return _DATE_TOKENS[name](self._meta.date)
        value = _TOKENS[name](self)
        return value if chosen is None else "/".join(_chosen(value.split("/"), chosen))

    def bare(self) -> str:
        """The file's name without a date."""
        return self._clean(DATED.sub("", self._place.name))

    def filename(self) -> str:
        """The file's name."""
        return self._clean(self._place.name)

    def slug_or_name(self) -> str:
        """The slug, else the file's name, which dates belong to in Hugo alone."""
        if self._slug or not self._is_hugo:
            return self.slug_or_bare()
        return self.filename()

    def slug_or_bare(self) -> str:
        """The slug, else the file's name without a date."""
        return (_sanitized(self._slug) if self._is_hugo else self._slug) or self.bare()

    def slug_or_title(self) -> str:
        """The slug, else Hugo's and Pelican's title; Jekyll and Hexo take the file's name."""
        return _slugify(self._slug or self._title) if self._place.dialect in {*_HUGO, "pelican"} else self.slug_or_bare()

    def title(self) -> str:
        """Hugo's title; Jekyll calls the slug so, Hexo the path below ``_posts``."""
        if self._is_hugo:
            return _slugify(self._title)
        below = self._around_posts()[1] if self._place.dialect == "hexo" else ()
        return "/".join([*below, self.slug_or_bare()])

    def post_title(self) -> str:
        """Hexo's title."""
        return re.sub(r"[^\w.]+", "-", self._title).strip("-")

    def _around_posts(self) -> tuple[Sequence[str], Sequence[str]]:
        """The folders above and below ``_posts``."""
        folders = self._place.folders
        at = next((at for at, folder in enumerate(folders) if folder in _POSTS), len(folders))
        return folders[:at], folders[at + 1 :]

    def hugo_sections(self) -> str:
        """The folders of the section."""
        return "/".join(map(self._clean, self.sections[: self._section]))

    def folders(self) -> str:
        """The folders below the content."""
        return "/".join(map(self._clean, self.sections))

    def categories(self) -> str:
        """The folders above ``_posts``, and the front matter's categories in lower case."""
        return "/".join(dict.fromkeys([*self._around_posts()[0], *(category.lower() for category in self._meta.categories)]))

    def category(self) -> str:
        """Hexo's: the categories as written."""
        return "/".join(self._meta.categories) or "uncategorized"


_TOKENS: dict[str, Callable[[Values], str]] = {
    "title": Values.title,
    "post_title": Values.post_title,
    **dict.fromkeys(("slugorfilename", "slugorcontentbasename"), Values.slug_or_name),
    **dict.fromkeys(("filename", "contentbasename"), Values.filename),
    **dict.fromkeys(("name", "basename"), Values.bare),
    **dict.fromkeys(("sections", "sectionslugs"), Values.hugo_sections),
    **dict.fromkeys(("section", "collection"), lambda values: values.folders().partition("/")[0]),
    "slugorname": Values.slug_or_bare,
    "folders": Values.folders,
    "path": lambda values: "/".join([*values.sections[1:], values.filename()]),
    "slug": Values.slug_or_title,
    "categories": Values.categories,
    "category": Values.category,
    "output_ext": lambda _: ".html",
}


def patterns(permalinks: str | Mapping[str, str]) -> str | dict[str, str]:
    """What a caller gave as ``permalinks``, checked; sections without slashes around them.

    Raises:
        TypeError: It is neither a pattern nor patterns by section.
        ValueError: A pattern has a token that no generator knows.
    """
    found = permalinks if isinstance(permalinks, str) else {key.strip("/"): pattern for key, pattern in dict(permalinks).items()}
    for pattern in [found] if isinstance(found, str) else found.values():
        if not isinstance(pattern, str):
            raise TypeError(f"permalinks must be a pattern, or patterns by section, not {permalinks!r}")
        unknown = [match[0] for match in _TOKEN.finditer(pattern) if match[1] not in _TOKENS and match[1] not in _DATE_TOKENS]
        if unknown:
            known = ", ".join(f":{name}" for name in sorted(_TOKENS | _DATE_TOKENS))
            raise ValueError(f"permalinks has no token {', '.join(unknown)}; there are {known}")
    return found


def _chosen(parts: list[str], which: str) -> list[str]:
    """Hugo's slices of sections: ``0``, ``last``, ``1:``, ``:2``."""
    first, colon, last = (str(len(parts) - 1) if part == "last" else part for part in which.partition(":"))
    start = int(first) if first else 0
    return parts[start : int(last) if last else None] if colon else parts[start : start + 1]
