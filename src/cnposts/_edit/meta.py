"""Sets, removes and renames keys of front matter; other keys, comments and blank lines stay as they are."""

from __future__ import annotations

import re
from collections import abc
from typing import TYPE_CHECKING, Any

from cnposts._edit.asked import Asked
from cnposts._edit.block import Block
from cnposts._edit.edits import Edits
from cnposts._edit.flow import Flow
from cnposts._edit.keys import header_of
from cnposts._edit.tables import Tables
from cnposts._edit.values import lines, native, plain
from cnposts._frontmatter import Mapping, Scalar, key_of, steps, to_value
from cnposts._keys import CONTAINERS
from cnposts._position import Lines
from cnposts.errors import EditError
from cnposts.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as MappingOf

    from cnposts._edit.asked import KeyPath
    from cnposts._edit.flow import Chain, Member
    from cnposts._edit.values import MetaValue
    from cnposts.models import M, Post

_BROKEN = {Rule.FRONT_MATTER_INVALID, Rule.FRONT_MATTER_UNCLOSED}
_LIKE_FRONT_MATTER = re.compile(r"\ufeff?\s*(?:---\w|(?:\+\+\+|;;;)[ \t]*[\w\r\n]|(?:[\w-]++:[ \t][^\r\n]*+[\r\n]++)++---[ \t]*[\r\n])")
_WRITERS: dict[str, type[Flow]] = {"yaml": Block, "toml": Tables, "json": Flow}


def set_meta(post: Post[M], values: MappingOf[str, MetaValue]) -> Edits[M]:
    """Give keys of the front matter new values; keys that are not there are added at the end.

    Args:
        post: The post. Without front matter, it gets some, in YAML.
        values: The values by their keys, or by their paths as in ``FrontMatter.spans``: ``"title"``, ``"params.author"``,
            ``"bigimg[0].src"``. A key that is written in another case, or with other dashes, is that key, also where it stands in
            ``params``, ``extra`` or ``taxonomies`` alone. Mappings on the way are made.

    Returns:
        The edits. Values are written in the style that they have (quotes, block or flow, lists item by item); what is equal stays.

    Raises:
        EditError: The front matter is of a format that is only read, or the place cannot hold such a value.
        TypeError: A value is none that front matter can hold.
    """
    return _Keys(post).set(_mapping("set_meta", values))


def remove_meta(post: Post[M], keys: str | Iterable[str]) -> Edits[M]:
    """Take keys with their values out of the front matter; those that are not there are passed over.

    Args:
        post: The post.
        keys: A key or several, or their paths, as with ``set_meta``.

    Raises:
        EditError: The front matter is of a format that is only read, or the key cannot be taken out, as where aliases refer to it.
    """
    return _Keys(post).remove([keys] if isinstance(keys, str) else keys)


def rename_meta(post: Post[M], names: MappingOf[str, str]) -> Edits[M]:
    """Give keys of the front matter other names; values and order stay. Keys that are not there are passed over.

    Args:
        post: The post.
        names: The new names by the old ones, which may be paths, as with ``set_meta``; a new name is a name alone.

    Raises:
        EditError: The front matter is of a format that is only read, or has a key of the new name already.
    """
    return _Keys(post).rename(_mapping("rename_meta", names))


def _mapping(name: str, given: MappingOf[str, Any]) -> MappingOf[str, Any]:
    if not isinstance(given, abc.Mapping):
        raise TypeError(f"{name} wants a mapping, such as {{'title': 'Tea'}}, not {given!r}")
    return given


class _Keys:
    """The keys of one front matter, to be changed."""

    def __init__(self, post: Post[Any]) -> None:
        self._post, self._asked = post, Asked()
        header = header_of(post.source)
        writer = _WRITERS.get(header.format or "yaml")
        if writer is None:
            raise EditError(f"Front matter as {header.format} is only read; write it as YAML, TOML or JSON first.", None, post.path)
        self._writer = writer(header, Lines(post.source), post.path)
        self._spellings: dict[str, list[str]] = {}
        for key in header.tree.entries:
            self._spellings.setdefault(key_of(key), []).append(key)

    def set(self, values: MappingOf[str, Any]) -> Edits[Any]:
        writer = self._writer
        added: dict[KeyPath, tuple[Chain, dict[str, Any]]] = {}
        for key, given in values.items():
            value = native(writer.form, given)
            chain, rest = self._find(key)
            path = writer.path(chain)
            node = chain[-1].node
            if not rest:
                writer.assign(chain, value)
            elif not all(isinstance(part, str) for part in rest):
                raise writer.error(f"{key!r} cannot be set: a list has no such item; set the whole list.", node)
            elif isinstance(node, Mapping):
                _put(added.setdefault(path, (chain, {}))[1], rest, value)
            elif isinstance(node, Scalar) and node.value is None:
                writer.assign(chain, _put({}, rest, value))
            else:
                raise writer.error(f"{key!r} cannot be set: what stands here has no keys.", node)
            if any(other[: len(path) + len(rest)] == (*path, *rest) for _, other, _ in self._asked.meta):
                raise EditError(f"{key!r} is set twice, or what stands in it is.", None, self._post.path)
            self._asked.meta.append(("set", (*path, *rest), plain(writer.form, value)))
        for chain, new in added.values():
            if writer.header.format:
                writer.add(chain, new)
            else:
                self._begin(new)
        return self._edits()

    def remove(self, keys: Iterable[str]) -> Edits[Any]:
        groups: dict[KeyPath, tuple[Chain, set[str | int]]] = {}
        for key in keys:
            chain, rest = self._find(key)
            if rest and isinstance(inner := chain[-1].node, Mapping) and rest[0] in inner.entries:
                raise self._writer.error(f"{key!r} is brought here by an alias or a merge key; remove it where it stands.", inner)
            if not rest:
                groups.setdefault(self._writer.path(chain[:-1]), (chain[:-1], set()))[1].add(chain[-1].part)
        for path, (around, parts) in groups.items():
            old = to_value(around[-1].node)
            if isinstance(old, list):
                self._writer.assign(around, [item for at, item in enumerate(old) if at not in parts])
            else:
                self._writer.remove(around, parts)
            self._asked.meta += [("remove", (*path, part), None) for part in parts]
        return self._edits()

    def rename(self, names: MappingOf[str, str]) -> Edits[Any]:
        beside: dict[int, dict[str, list[Member]]] = {}
        for key, name in names.items():
            chain, rest = self._find(key)
            if rest or chain[-1].part == name:
                continue
            around = chain[-2].node
            if not isinstance(around, Mapping):
                raise self._writer.error(f"{key!r} is an item of a list, which has no name.", chain[-1].node)
            if id(around) not in beside:
                beside[id(around)] = self._by_name(around)
            others = beside[id(around)].get(key_of(name), ())
            taken = [other for other in others if other.part != chain[-1].part and other.part not in names]
            if taken:
                raise self._writer.error(f"{key!r} cannot become {name!r}: the key {taken[0].part!r} is there already.", taken[0])
            for member in beside[id(around)][key_of(str(chain[-1].part))]:
                if member.part == chain[-1].part:
                    self._writer.rename((*chain[:-1], member), name)
            self._asked.meta.append(("rename", self._writer.path(chain), name))
        return self._edits()

    def _by_name(self, node: Mapping) -> dict[str, list[Member]]:
        """The members of a mapping by their normalised names."""
        named: dict[str, list[Member]] = {}
        for member in self._writer.members(node):
            named.setdefault(key_of(str(member.part)), []).append(member)
        return named

    def _find(self, key: str) -> tuple[Chain, list[str | int]]:
        """The innermost member on the way to a key or path that is there, with those around it, and the rest of the way."""
        if not isinstance(key, str):
            raise TypeError(f"a key or its path is a text, not {key!r}")
        parts: list[str | int] = [key] if key in self._writer.header.tree.entries else steps(key) or [key]
        if len(parts) == 1 or parts[0] not in self._writer.header.tree.entries:
            parts = [*self._within(str(parts[0])), *parts[1:]]
        chain: Chain = self._writer.root
        for part in parts:
            member = self._writer.member(chain[-1].node, part)
            if member is None:
                break
            chain = (*chain, member)
        return chain, parts[len(chain) - 1 :]

    def _within(self, key: str) -> list[str]:
        """The way to a key: it alone, or through ``params``, ``extra`` or ``taxonomies``, whose keys count as if they stood outside."""
        if key in self._writer.header.tree.entries or key_of(key) in self._spellings:
            return [self._spelled(key)]
        below = [
            [name, inner]
            for name, (_, _, node) in self._writer.header.tree.entries.items()
            if key_of(name) in CONTAINERS and isinstance(node, Mapping)
            for inner in node.entries
            if key_of(inner) == key_of(key)
        ]
        return below[0] if len(below) == 1 else [key]

    def _spelled(self, key: str) -> str:
        """A key of the front matter as it is spelled there."""
        names = [key] if key in self._writer.header.tree.entries else self._spellings.get(key_of(key), [key])
        if len(names) > 1:
            raise EditError(f"{key!r} may be {' or '.join(map(repr, names))}; spell it as one of these.", None, self._post.path)
        return names[0]

    def _begin(self, new: dict[str, Any]) -> None:
        """Front matter for a post that has none; what begins like one and was not read must be mended by its author."""
        broken = next((message for message in self._post.messages if message.rule in _BROKEN), None)
        if broken or _LIKE_FRONT_MATTER.match(self._post.source):
            span = broken.span if broken else self._writer.lines.span(0, 1)
            raise EditError("This begins like front matter, and could not be read as such; mend it first.", span, self._post.path)
        eol, at = self._writer.eol, self._writer.header.end
        written = "".join(line + eol for key, value in new.items() for line in lines(key, value))
        self._writer.put(at, at, f"---{eol}{written}---{eol}")

    def _edits(self) -> Edits[Any]:
        return Edits(self._post, self._writer.edits, asked=self._asked)


def _put(target: dict[str, Any], path: list[str | int], value: Any) -> dict[str, Any]:  # noqa: ANN401
    """Put a value at a path below a mapping, and make those on the way."""
    inner = target
    for part in path[:-1]:
        inner = inner.setdefault(str(part), {})
    inner[str(path[-1])] = value
    return target
