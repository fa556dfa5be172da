"""A post as Hugo keeps it: front matter with Hugo's keys, and the body as written."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Literal

from cnposts import _frontmatter, _paths, _urls
from cnposts._dates import standard
from cnposts._edit import values
from cnposts._frontmatter import Header, Scalar
from cnposts._keys import CONTAINERS, COVERS, DATES, LINK_LISTS, PEOPLE, STATUS, is_known, normalise
from cnposts._position import Lines
from cnposts._report import Report
from cnposts.models import FrontMatter, Person

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cnposts._frontmatter import Node
    from cnposts.models import M, Post

HugoFormat = Literal["yaml", "toml", "json"]

_KEYS = {
    "subtitle": "subtitle",
    "description": "description",
    "summary": "summary",
    "date": "date",
    "lastmod": "lastmod",
    "publish_date": "publishDate",
    "expiry_date": "expiryDate",
    "authors": "authors",
    "translators": "translators",
    "reviewers": "reviewers",
    "original_url": "original_url",
    "canonical_url": "canonical_url",
    "categories": "categories",
    "tags": "tags",
    "series": "series",
    "keywords": "keywords",
    "covers": "images",
    "weight": "weight",
    "type": "type",
    "layout": "layout",
    "aliases": "aliases",
    "lang": "lang",
    "translation_key": "translationKey",
}
"""Fields by the keys of Hugo's documentation; those that it does not know keep our names, and Hugo hands them to templates."""
_STRICT: dict[str, tuple[type, ...]] = {
    "build": (dict,), "cascade": (dict, list), "markup": (), "outputs": (list,), "params": (dict,), "sitemap": (dict,), "sites": (dict,)
}  # fmt: skip
"""Keys of Hugo's that break a build with a value of another kind; ``markup`` of other generators names no renderer of Hugo's."""
_DATE_KEYS = {name for names in DATES.values() for name in names}
_ROLES = {name: role for role, rows in PEOPLE.items() for names in rows.values() for name in names}
_NOT_A_NAME = re.compile(r"[,，、;&()（）<>\[\]@|/]|\band\b|://")
_QUOTES = {'"', "'", "|", ">", "*", "&", "!"}
_NUMBER = re.compile(r"[-+]?(?:\d+|\.?(?:inf|nan))", re.IGNORECASE)


def to_markdown(post: Post[M], format: HugoFormat = "yaml") -> str:  # noqa: A002 - what everybody would call it
    """Write a post as a Markdown file for Hugo, as a migration starts from.

    The front matter has Hugo's keys in the place of those that mean the same elsewhere: ``date`` for ``pubDate``, ``url`` for
    ``permalink``, ``images`` for all keys of covers; people are names, or mappings where more is known of them. What only the file's name
    tells, date and slug, is written down. Unknown keys travel along, Zola's ``extra`` becomes ``params``; and what is known and could not
    be read, or says more than Hugo's keys do, is kept in ``params`` under its own name. What was no front matter of its format (see
    ``Post.messages``) is left out. The body is as written.

    Args:
        post: The post.
        format: The format of the front matter.

    Returns:
        The text of the file; its lines end as the post's do.

    Raises:
        ValueError: There is no such format.
    """
    if format not in {"yaml", "toml", "json"}:
        raise ValueError(f"format must be 'yaml', 'toml' or 'json', not {format!r}")
    lines = _WRITERS[format](_Moved(post, format).mapping())
    eol = "\r\n" if re.search(r"\r\n|\n", post.source + "\n")[0] == "\r\n" else "\n"  # type: ignore[index]
    return eol.join([*lines, post.content])


class _Moved:
    """Collects the keys of a post."""

    def __init__(self, post: Post[Any], form: HugoFormat) -> None:
        self._post, self._form = post, form
        self._header = _frontmatter.read(post.source, Report(Lines(post.source)))
        self._meta = self._understood(self._header, post.path) if type(post.meta) is not FrontMatter else post.meta
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
                    self._take(inner, value, outside)
            else:
                self._take(key, node, self._found)
        params = {key: value for key, value in self._params.items() if value is not None or self._form != "toml"}
        return self._found | ({"params": params} if params else {})

    def _fields(self) -> dict[str, Any]:
        post, meta = self._post, self._meta
        written = {key: _plain(getattr(meta, field)) for field, key in _KEYS.items()}
        slug = meta.slug or (post.slug if post.path and _paths.date_of(post.path.rpartition("/")[2]) else None)
        found = {"title": post.title, **written, "draft": meta.draft or None, "slug": slug, "url": self._path()}
        return {key: value for key, value in found.items() if value not in (None, [])}

    def _path(self) -> str | None:
        """The URL that the author chose, which is a path to Hugo; other generators' patterns are none."""
        url = self._meta.url
        parts = _urls.split(url) if url and not _paths.is_pattern(url) else None
        return (parts.path or "/") if parts and parts.netloc else url if parts else None

    def _take(self, key: str, node: Node, into: dict[str, Any]) -> None:
        """Take a key along that no field tells, or not all of it."""
        name, value = normalise(key), self._native(node)
        if name in _ROLES and self._is_person_told(name, node):
            return
        if is_known(key) and self._is_told(key, node):
            return
        is_themes = name in COVERS or name in LINK_LISTS
        is_free = (not is_known(key) or is_themes) and isinstance(value, _STRICT.get(name, (object,)))
        if into is self._found and (not is_free or key in self._found):
            into = self._params
        if value is not None or self._form != "toml":
            into.setdefault(key, value)

    def _is_told(self, key: str, node: Node) -> bool:
        """Whether all that a key says stands in the fields: read by itself, it says nothing else."""
        name = normalise(key)
        if name in COVERS and not (isinstance(node, Scalar) or all(isinstance(item, Scalar) for item in _items(node))):
            return False
        if name == STATUS and isinstance(node, Scalar) and node.text.strip().lower() not in {"draft", "published"}:
            return False
        tree = _frontmatter.Mapping(node.start, node.end, {key: (node.start, node.start, node)})
        alone = self._understood(replace(self._header, tree=tree), None if name in _DATE_KEYS else self._post.path)
        fields = alone.model_fields_set - {"raw", "format", "spans"} - (set() if name in _DATE_KEYS else {"date"})
        if "url" in fields and self._path() is None:
            return False
        is_empty = isinstance(node, Scalar) and not node.text.strip()
        return is_empty or (bool(fields) and all(_holds(getattr(self._meta, field), getattr(alone, field)) for field in fields))

    def _is_person_told(self, name: str, node: Node) -> bool:
        """Whether all texts of a key of people stand in what is known of them."""
        people: tuple[Person, ...] = getattr(self._meta, _ROLES[name])
        told = {text for person in people for text in person.model_dump().values() if text}
        texts = _leaves(node)
        return bool(told) and (all(text in told for text in texts) or (isinstance(node, Scalar) and self._is_told(name, node)))

    def _understood(self, header: Header, path: str | None) -> FrontMatter:
        zone = self._post.meta.date.tzinfo if isinstance(self._post.meta.date, datetime) else None
        report = Report(Lines(header.source))
        meta = _frontmatter.understand(header, model=FrontMatter, timezone=zone or UTC, report=report, path=path).meta
        return meta or FrontMatter()

    def _native(self, node: Node) -> Any:  # noqa: ANN401 - any value of front matter
        """The value with the types that its format has and JSON has not."""
        if isinstance(node, Scalar):
            return self._scalar(node)
        if isinstance(node, _frontmatter.Mapping):
            found = {key: self._native(entry[2]) for key, entry in node.entries.items()}
            return {key: value for key, value in found.items() if value is not None or self._form != "toml"}
        return [value for item in node.items if (value := self._native(item)) is not None or self._form != "toml"]

    def _scalar(self, node: Scalar) -> Any:  # noqa: ANN401
        value, is_typed = node.value, self._header.format in {"yaml", "toml"} and self._header.source[node.start] not in _QUOTES
        if not isinstance(value, str) or not is_typed:
            return value
        if _NUMBER.fullmatch(value):
            found = float(value.replace(".", "")) if value[-1].isalpha() else int(value)
            return value if self._form == "json" or (self._header.format == "yaml" and value != node.text) else found
        read: tuple[Callable[[str], date], ...] = (date.fromisoformat, datetime.fromisoformat)
        for reader in read if value[:1].isdigit() else ():
            try:
                moment = reader(value)
            except ValueError:
                continue
            return standard(moment) if isinstance(moment, datetime) else moment
        return value


def _plain(value: Any) -> Any:  # noqa: ANN401 - a field of any type
    """A field as front matter has it."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Person):
        given = value.model_dump(exclude_none=True)
        return value.name if given.keys() == {"name"} and not _NOT_A_NAME.search(value.name) else given
    return getattr(value, "url", standard(value) if isinstance(value, datetime) else value)


def _items(node: Node) -> list[Node]:
    return node.items if isinstance(node, _frontmatter.Sequence) else [node]


def _leaves(node: Node) -> list[str]:
    if isinstance(node, Scalar):
        return [node.text.strip()] if node.text.strip() else []
    below = [entry[2] for entry in node.entries.values()] if isinstance(node, _frontmatter.Mapping) else node.items
    return [text for child in below for text in _leaves(child)]


def _holds(whole: Any, part: Any) -> bool:  # noqa: ANN401 - fields of any type
    """Whether a field holds a value; dates are compared as clocks show them, as only the reader of the post knew the zone."""
    if isinstance(part, tuple):
        names = {_name(item) for item in whole}
        return all(_name(item) in names for item in part)
    if isinstance(part, datetime) and isinstance(whole, datetime):
        return part == whole or part.replace(tzinfo=None) == whole.replace(tzinfo=None)
    return bool(part == whole)


def _name(item: Any) -> object:  # noqa: ANN401
    return getattr(item, "name", getattr(item, "url", item))


def _yaml(found: Mapping[str, Any]) -> list[str]:
    return ["---", *(line for key, value in found.items() for line in values.lines(key, value)), "---"]


def _toml(found: dict[str, Any]) -> list[str]:
    """Keys, and the parameters as a table behind them."""
    params = found.pop("params", None)
    table = ["", "[params]", *_statements(params)] if params else []
    return ["+++", *_statements(found), *table, "+++"]


def _statements(found: Mapping[str, Any]) -> list[str]:
    return [f"{values.key_text('toml', key)} = {values.scalar('toml', value)}" for key, value in found.items()]


def _json(found: Mapping[str, Any]) -> list[str]:
    return json.dumps(found, ensure_ascii=False, indent=2, default=lambda day: day.isoformat()).split("\n")


_WRITERS: dict[str, Callable[[dict[str, Any]], list[str]]] = {"yaml": _yaml, "toml": _toml, "json": _json}
