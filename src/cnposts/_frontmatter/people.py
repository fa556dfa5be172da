"""Reads people from the values of front matter, and zips in the links, pictures and texts beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from cnposts import _people
from cnposts._frontmatter.tree import Mapping, Node, Scalar, Sequence, children, pick, stripped
from cnposts._keys import ACCOUNTS, ALL_PERSON_KEYS, PEOPLE, PERSON_KEYS
from cnposts.models import Image, Person
from cnposts.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cnposts._frontmatter.fields import Context

_Value: TypeAlias = tuple[str, Scalar, int]  # a text, the node that holds it, and where it stands in the node's text
_Draft: TypeAlias = dict[str, _Value]
_BESIDE = {role: {key: field for field, keys in rows.items() if field != "name" for key in keys} for role, rows in PEOPLE.items()}
"""The keys of what stands beside the names of each role, and the field that each tells of."""
_BLANK = re.compile(r"\s")


def people(context: Context, role: str) -> tuple[Person, ...]:
    """The people of one role; their URLs become links of the context, their pictures images."""
    drafts = next((found for _, node in context.nodes(PEOPLE[role]["name"]) if (found := _drafts(context, node))), [])
    for name, node in context.nodes(_BESIDE[role]):
        _zip(context, drafts, _BESIDE[role][name], node)
    for draft in drafts:
        if "url" in draft:
            context.link(*draft["url"], draft["name"][0])
        if "avatar" in draft:
            context.images.append(Image(**context.places(*draft["avatar"])))
        if "affiliation" in draft and (link := re.fullmatch(_people.LINK, stripped(draft["affiliation"][1]))) and link["target"]:
            node = draft["affiliation"][1]
            context.link(link["target"], node, node.text.find(link["target"], node.text.find("](")), link["label"])
    return tuple(dict.fromkeys(Person(**{field: value[0] for field, value in draft.items()}) for draft in drafts))


def _drafts(context: Context, node: Node) -> list[_Draft]:
    """The people of one value: a text, a mapping, a list of these, or mappings by name."""
    if isinstance(node, Mapping) and not ALL_PERSON_KEYS.isdisjoint(named := node.named()):
        return _from_mapping(named)
    if not isinstance(node, Scalar):
        return [draft for child in children(node) for draft in _drafts(context, child)]
    if isinstance(node.value, bool):
        context.wrong(node, "a name")
        return []
    return [_from_text(found, node) for found in _people.read(node.text)] if stripped(node) else []


def _from_text(found: _people.Found, node: Scalar) -> _Draft:
    return {field: (value, node, found.start) for field in ("name", "url", "affiliation", "email") if (value := getattr(found, field))}


def _from_mapping(named: dict[str, Node]) -> list[_Draft]:
    """The person of a mapping; none where it names nobody."""
    node = pick(named, *PERSON_KEYS["name"])
    found = _people.read_part(node.text, 0, len(node.text)) if node else []
    if not node or not found:
        return []
    draft = _from_text(found[0], node)
    for field, names in PERSON_KEYS.items():
        for name in names:
            child = pick(named, name)
            if child and child is not node and (name not in ACCOUNTS or "://" in child.text):
                value = _values(field, child)[0]
                if value[0] and not (field == "url" and _BLANK.search(stripped(child))):
                    draft.setdefault(field, value)
    return [draft]


def _values(field: str, node: Scalar) -> list[_Value]:
    """The values of one field that a text holds; an empty one holds a place, too."""
    if node.value is None or isinstance(node.value, bool):
        return [("", node, 0)]
    if field in {"url", "avatar"}:
        return [(url, node, start) for url, start in _people.targets(node.text)]
    if field == "email":
        return [(match[0], node, match.start()) for match in re.finditer(r"[^\s,，;；]+", node.text)] or [("", node, 0)]
    link = re.fullmatch(_people.LINK, stripped(node)) if field == "affiliation" else None
    return [(link["label"] if link else stripped(node), node, 0)]


def _zip(context: Context, drafts: list[_Draft], field: str, node: Node) -> None:
    """Give each person the value that stands at its place in the list beside."""
    items: Iterable[Node] = node.items if isinstance(node, Sequence) else [node]
    values = [value for item in items if isinstance(item, Scalar) for value in _values(field, item)]
    if not any(value[0] for value in values):
        return
    if len(values) != len(drafts) and (drafts or field == "url"):
        names, what = len(drafts) or "no", "link" if field == "url" else field
        counts = f"{names} name{'s' * (names != 1)}, {len(values)} {what}{'s' * (len(values) != 1)}".capitalize()
        how = "they were paired in order" if drafts else "there is nobody whose these could be"
        context.report(Rule.PEOPLE_MISMATCH, f"{counts}: {how}.", node.start, node.end)
    for at, value in enumerate(values):
        if field == "url" and _BLANK.search(value[0]):
            context.wrong(value[1], "a URL")
        elif value[0] and at < len(drafts):
            drafts[at].setdefault(field, value)
        elif value[0] and field == "url":
            context.link(*value)
