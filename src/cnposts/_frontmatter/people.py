"""Reads people from the values of front matter, and zips in the links, pictures and texts beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cnposts import _people
from cnposts._frontmatter.fields import stripped
from cnposts._frontmatter.images import image
from cnposts._frontmatter.tree import Mapping, Node, Scalar, Sequence
from cnposts._keys import PEOPLE, normalise
from cnposts.models import Image, Person
from cnposts.rules import Rule

if TYPE_CHECKING:
    from cnposts._frontmatter.fields import Context

_KEYS = {
    "name": ("name", "fullname", "displayname", "author", "nickname", "login", "title", "id"),
    "url": ("url", "link", "website", "homepage", "htmlurl", "site", "web", "blog", "github", "twitter", "linkedin", "weibo"),
    "avatar": ("avatar", "avatarurl", "image", "imageurl", "picture", "photo"),
    "bio": ("bio", "description", "desc", "profile", "about"),
    "affiliation": ("affiliation", "company", "organization", "organisation", "title", "position", "role"),
    "email": ("email", "mail"),
}
_ACCOUNTS = {"github", "twitter", "linkedin", "weibo"}
"""Keys that often hold an account's name; only a URL is one."""


class _Draft:
    """A person in the making: the fields, and where the URLs among them stand."""

    __slots__ = ("fields", "places")

    def __init__(self, name: str) -> None:
        self.fields: dict[str, str] = {"name": name}
        self.places: dict[str, tuple[Scalar, int]] = {}

    def put(self, field: str, value: str | None, node: Scalar, start: int = 0) -> None:
        """Set a field that has no value yet."""
        if value and field not in self.fields:
            self.fields[field] = value
            self.places[field] = node, start


def people(context: Context, role: str) -> tuple[tuple[Person, ...], list[Image]]:
    """The people of one role, and their pictures; their URLs become links of the context."""
    rows = PEOPLE[role]
    drafts: list[_Draft] = []
    for _, node in context.nodes(rows["name"]):
        drafts = _drafts(context, node)
        if drafts:
            break
    for field, names in rows.items():
        if field != "name":
            for _, node in context.nodes(names):
                _zip(context, drafts, field, node)
    pictures = []
    for draft in drafts:
        if "url" in draft.places:
            node, start = draft.places["url"]
            context.link(draft.fields["url"], node, start, draft.fields["name"])
        if "avatar" in draft.places:
            pictures.append(image(context, *draft.places["avatar"], draft.fields["avatar"]))
    return tuple(dict.fromkeys(Person(**draft.fields) for draft in drafts)), pictures


def _drafts(context: Context, node: Node) -> list[_Draft]:
    """The people of one value: a text, a mapping, a list of these, or mappings by name."""
    drafts: list[_Draft] = []
    todo: list[Node] = [node]
    while todo:
        node = todo.pop()
        if isinstance(node, Sequence):
            todo += node.items[::-1]
        elif isinstance(node, Mapping):
            named = {normalise(key): child for key, _, _, child in node.entries}
            if any(name in named for names in _KEYS.values() for name in names):
                drafts += _from_mapping(named)
            else:
                todo += [child for _, _, _, child in node.entries][::-1]
        elif isinstance(node.value, bool):
            context.wrong(node, "a name")
        elif stripped(node):
            drafts += [_from_text(found, node) for found in _people.read(node.text)]
    return drafts


def _from_text(found: _people.Found, node: Scalar) -> _Draft:
    draft = _Draft(found.name)
    draft.put("url", found.url, node, found.place[0])
    draft.put("affiliation", found.affiliation, node)
    draft.put("email", found.email, node)
    return draft


def _from_mapping(named: dict[str, Node]) -> list[_Draft]:
    """The person of a mapping; none where it names nobody."""
    name_key = next((name for name in _KEYS["name"] if name in named and stripped(named[name])), None)
    if name_key is None:
        return []
    node = named.pop(name_key)
    found = _people.read_one(node.text) if isinstance(node, Scalar) else None
    if found is None or not isinstance(node, Scalar):
        return []
    draft = _from_text(found, node)
    for field, names in _KEYS.items():
        for name in names:
            child = named.get(name)
            if isinstance(child, Scalar) and _fits(name, field, child):
                value, start, _ = _value(field, child)[0]
                draft.put(field, value, child, start)
    return [draft]


def _fits(name: str, field: str, node: Scalar) -> bool:
    if isinstance(node.value, bool) or not stripped(node):
        return False
    if field == "url":
        return not re.search(r"\s", stripped(node)) and (name not in _ACCOUNTS or "://" in node.text)
    return True


def _value(field: str, node: Scalar) -> list[tuple[str, int, int]]:
    """The values of one field that a text holds, with their places in it."""
    if field in {"url", "avatar"}:
        return _people.targets(node.text)
    if field == "email":
        return [(match[0], match.start(), match.end()) for match in re.finditer(r"[^\s,，;；]+", node.text)] or [("", 0, 0)]
    return [(stripped(node), 0, 0)]


def _zip(context: Context, drafts: list[_Draft], field: str, node: Node) -> None:
    """Give each person the value that stands at its place in the list beside; empty ones hold a place."""
    items = node.items if isinstance(node, Sequence) else [node]
    values = [(item, value, start) for item in items if isinstance(item, Scalar) for value, start, _ in _value(field, item)]
    values = [(item, "" if item.value is None or isinstance(item.value, bool) else value, start) for item, value, start in values]
    filled = [(item, value, start) for item, value, start in values if value]
    if not filled:
        return
    if len(values) != len(drafts) and (drafts or field == "url"):
        reason = f"{len(drafts)} names and {len(values)} values of {field} beside them; they were paired in order."
        context.report(Rule.PEOPLE_MISMATCH, reason, node.start, node.end)
    for draft, (item, value, start) in zip(drafts, values, strict=False):
        if field == "url" and re.search(r"\s", value):
            context.wrong(item, "a URL")
        else:
            draft.put(field, value, item, start)
    if field == "url":
        for item, value, start in values[len(drafts) :]:
            if value and not re.search(r"\s", value):
                context.link(value, item, start)
