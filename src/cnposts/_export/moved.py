"""The front matter of a post with Hugo's keys, and with all that these do not say."""

from __future__ import annotations

import posixpath
import re
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time, tzinfo
from typing import TYPE_CHECKING, Any

from cnposts import _frontmatter, _paths, _urls
from cnposts._dates import standard
from cnposts._frontmatter import Header, Scalar
from cnposts._keys import ABSOLUTE_URLS, CONTAINERS, COVERS, DATES, DRAFT, LINK_LISTS, LISTS, PEOPLE, PUBLISHED, STATUS, is_known, normalise
from cnposts._position import Lines
from cnposts._report import Report
from cnposts.models import FrontMatter, Person
from cnposts.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnposts._frontmatter import Node
    from cnposts.models import Post

_FIELDS = (
    "subtitle", "date", "lastmod", "publish_date", "expiry_date", "draft", "slug", "url", "aliases", "description", "summary",
    "authors", "translators", "reviewers", "original_url", "canonical_url", "categories", "tags", "series", "keywords", "covers",
    "weight", "type", "layout", "lang", "translation_key",
)  # fmt: skip
_KEYS = {"publish_date": "publishDate", "expiry_date": "expiryDate", "covers": "images", "translation_key": "translationKey"}
"""Fields whose keys in Hugo's documentation are others. What Hugo does not know keeps our names, and is handed to templates."""
_STRICT: dict[str, tuple[type, ...]] = {
    "build": (dict,), "cascade": (dict, list), "markup": (), "outputs": (list,), "params": (dict,), "sitemap": (dict,), "sites": (dict,)
}  # fmt: skip
"""Keys of Hugo's that break a build with a value of another kind; ``markup`` of other generators names no renderer of Hugo's."""
_FORMER = {"_build": "build"}
"""Keys that Hugo refuses under the name they once had."""
_FLAGS = {*DRAFT, PUBLISHED, STATUS}
_DATE_KEYS = {name for names in DATES.values() for name in names}
_FLAT_KEYS = {*COVERS, *(name for table in (LISTS, ABSOLUTE_URLS) for names in table.values() for name in names)}
"""Keys of which a text or a list of texts says all; a mapping or nested list says more than the field holds."""
_ROLES = {name: role for role, rows in PEOPLE.items() for names in rows.values() for name in names}
_NOT_A_NAME = re.compile(r"[,，、;&()（）<>\[\]@|/]|\band\b|://")
_TOKEN = re.compile(r":(?=\w)")


class Moved:
    """Collects the keys of a post."""

    def __init__(self, post: Post[Any], form: str) -> None:
        """Read the front matter of ``post`` once more, to write it as ``form``."""
        self._post, self._form = post, form
        self._header = _frontmatter.read(post.source, Report(Lines(post.source)))
        self._meta = post.meta if type(post.meta) is FrontMatter else self._base()
        self._aliases = [_alias(url) for url in self._meta.aliases]
        self._found: dict[str, Any] = {}
        self._params: dict[str, Any] = {}

    def mapping(self) -> dict[str, Any]:
        """All keys: what was understood, then what travels along."""
        self._found = self._fields()
        for key, (_, _, node) in self._header.tree.entries.items():
            name = normalise(key)
            if name in CONTAINERS and isinstance(node, _frontmatter.Mapping):
                outside = self._found if name == "taxonomies" else self._params
                for inner, (_, _, value) in node.entries.items():
                    self._take(inner, value, outside, key)
            else:
                self._take(key, node, self._found, key)
        if any(normalise(key) in _FLAGS for key in self._params):
            self._found.setdefault("draft", False)  # whoever reads them again must not think otherwise
        return self._found | ({"params": self._params} if self._params else {})

    def _base(self) -> FrontMatter:
        """What our own model would say: the fields of the caller's model but for those that it has changed."""
        ours = FrontMatter.model_fields
        same = [
            name for name, field in type(self._post.meta).model_fields.items() if name in ours and field.annotation == ours[name].annotation
        ]
        read = self._understood(self._header, self._post.path, Report(Lines(self._post.source)))
        return read.model_copy(update={name: getattr(self._post.meta, name) for name in same})

    def _fields(self) -> dict[str, Any]:
        post, meta = self._post, self._meta
        dated = post.slug if post.path and _paths.date_of(post.path.rpartition("/")[2]) else None
        ours = {
            "draft": meta.draft or None,
            "slug": meta.slug or dated,
            "url": self._path(),
            "aliases": [url for url in self._aliases if url],
        }
        found = {_KEYS.get(field, field): _plain(ours.get(field, getattr(meta, field))) for field in _FIELDS}
        return {key: value for key, value in {"title": meta.title or post.title, **found}.items() if value not in (None, [])}

    def _path(self) -> str | None:
        """The URL that the author chose, which is a path to Hugo; other generators' patterns are none, and a colon is no token's."""
        url = self._meta.url
        parts = _urls.split(url) if url and not _paths.is_pattern(url) else None
        path = (parts.path or "/") if parts and parts.netloc else url if parts else None
        return path and _TOKEN.sub(r"\\:", path)

    def _take(self, key: str, node: Node, into: dict[str, Any], container: str) -> None:
        """Take a key along that no field tells, or not all of it."""
        name, value = normalise(key), self._native(node)
        if is_known(key) and self._is_told(key, node):
            return
        is_themes = name in COVERS or name in LINK_LISTS
        is_free = (not is_known(key) or is_themes) and isinstance(value, _STRICT.get(_FORMER.get(key, name), (object,)))
        if into is self._found and (not is_free or key in self._found):
            into = self._params
        if value is not None or self._form != "toml":
            key = _FORMER.get(key, key)
            into[f"{container}_{key}" if key in into else key] = value

    def _is_told(self, key: str, node: Node) -> bool:
        """Whether all that a key says stands in the fields."""
        name = normalise(key)
        if isinstance(node, Scalar) and (node.value is None or not node.text.strip()):
            return True
        if name in _ROLES:
            return self._is_person_told(name, node)
        if name in _FLAT_KEYS and not all(isinstance(item, Scalar) for item in _items(node)):
            return False
        if name == STATUS and isinstance(node, Scalar) and node.text.strip().lower() not in {"draft", "published"}:
            return False
        return self._is_all(key, node)

    def _is_person_told(self, name: str, node: Node) -> bool:
        """Whether all texts of a key of people stand in what is known of them."""
        people: tuple[Person, ...] = getattr(self._meta, _ROLES[name])
        told = {text for person in people for text in person.model_dump().values() if text}
        return bool(told) and all(leaf.text.strip() in told or self._is_all(name, leaf) for leaf in _leaves(node))

    def _is_all(self, key: str, node: Node) -> bool:
        """Whether a key, read by itself, says nothing but what is known already."""
        is_date = normalise(key) in _DATE_KEYS
        tree, report = _frontmatter.Mapping(node.start, node.end, {key: (node.start, node.start, node)}), Report(Lines(self._header.source))
        alone = self._understood(replace(self._header, tree=tree), None if is_date else self._post.path, report)
        elsewhere = {"draft"} if normalise(key) not in _FLAGS else set()  # what the path tells
        fields = alone.model_fields_set - {"raw", "format", "spans"} - elsewhere - (set() if is_date else {"date"})
        if "publish_date" in fields and self._meta.publish_date != self._meta.date:
            fields -= {"date"}  # which it tells only where nothing else does
        if any(message.severity == "error" or message.rule is Rule.DATE_AMBIGUOUS for message in report.messages):
            return False
        if ("url" in fields and self._path() != alone.url) or ("aliases" in fields and self._aliases != list(alone.aliases)):
            return False
        return bool(fields) and all(_holds(getattr(self._meta, field), getattr(alone, field)) for field in fields)

    def _understood(self, header: Header, path: str | None, report: Report) -> FrontMatter:
        return _frontmatter.understand(header, model=FrontMatter, timezone=self._zone(), report=report, path=path).meta or FrontMatter()

    def _zone(self) -> tzinfo:
        """The time zone that the post was read with, as far as its dates tell."""
        dates = (getattr(self._post.meta, name) for name in DATES)
        return next((found.tzinfo for found in dates if isinstance(found, datetime) and found.tzinfo), UTC)

    def _native(self, node: Node) -> Any:  # noqa: ANN401 - any value of front matter
        """The value with the types that its format has and JSON has not; TOML has no null."""
        if isinstance(node, Scalar):
            return _typed(node.value, self._form) if node.is_typed and isinstance(node.value, str) else node.value
        if isinstance(node, _frontmatter.Mapping):
            found = {key: self._native(entry[2]) for key, entry in node.entries.items()}
            return {key: value for key, value in found.items() if value is not None or self._form != "toml"}
        return [value for item in node.items if (value := self._native(item)) is not None or self._form != "toml"]


def _typed(text: str, form: str) -> Any:  # noqa: ANN401
    """What a text stands for that is a date, or a number which JSON has not; where ``form`` has it."""
    if re.fullmatch(r"[-+]?\.?(?:inf|nan)", text, re.IGNORECASE):
        return text if form == "json" else float(text.replace(".", ""))
    if re.fullmatch(r"[-+]?\d{19,}", text):
        return int(text) if form == "yaml" else text
    readers: list[Callable[[str], Any]] = [date.fromisoformat, datetime.fromisoformat, *([time.fromisoformat] if form == "toml" else [])]
    for reader in readers:
        with suppress(ValueError):
            moment = reader(text)
            return standard(moment) if isinstance(moment, datetime) else moment
    return text


def _alias(url: str) -> str | None:
    """A former URL as a path, as Hugo takes it; None for the home of a site, which it does not."""
    parts = _urls.split(url)
    path = parts.path if parts and parts.netloc else url
    return None if posixpath.normpath(f"/{path}") == "/" else path


def _plain(value: Any) -> Any:  # noqa: ANN401 - a field of any type
    """A field as front matter has it."""
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Person):
        given = value.model_dump(exclude_none=True)
        return value.name if given.keys() == {"name"} and not _NOT_A_NAME.search(value.name) else given
    return getattr(value, "url", standard(value) if isinstance(value, datetime) else value)


def _items(node: Node) -> list[Node]:
    return node.items if isinstance(node, _frontmatter.Sequence) else [node]


def _leaves(node: Node) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node] if node.text.strip() else []
    below = [entry[2] for entry in node.entries.values()] if isinstance(node, _frontmatter.Mapping) else node.items
    return [leaf for child in below for leaf in _leaves(child)]


def _holds(whole: Any, part: Any) -> bool:  # noqa: ANN401 - fields of any type
    """Whether a field holds a value; dates are compared as clocks show them, too, as only the reader of the post knew the zone."""
    if isinstance(part, tuple):
        names = {_name(item) for item in whole}
        return all(_name(item) in names for item in part)
    if isinstance(part, datetime) and isinstance(whole, datetime):
        return part == whole or part.replace(tzinfo=None) == whole.replace(tzinfo=None)
    return bool(part == whole)


def _name(item: Any) -> object:  # noqa: ANN401
    return getattr(item, "name", getattr(item, "url", item))
