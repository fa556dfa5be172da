"""Sets, removes and renames keys of front matter; other keys, comments and blank lines stay as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnposts._edit.asked import Asked
from cnposts._edit.block import Block
from cnposts._edit.edits import Edits
from cnposts._edit.flow import Flow, below
from cnposts._edit.keys import header_of
from cnposts._edit.tables import Tables
from cnposts._edit.values import lines, native, plain
from cnposts._frontmatter import Mapping, key_of, steps, to_value
from cnposts._position import Lines
from cnposts.errors import EditError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as MappingOf

    from cnposts._edit.asked import KeyPath
    from cnposts._edit.flow import Chain
    from cnposts._edit.values import MetaValue
    from cnposts.models import M, Post

_WRITERS: dict[str, type[Flow]] = {"yaml": Block, "toml": Tables, "json": Flow}


def set_meta(post: Post[M], values: MappingOf[str, MetaValue]) -> Edits[M]:
    """Give keys of the front matter new values; keys that are not there are added at the end.

    Args:
        post: The post. Without front matter, it gets some, in YAML.
        values: The values by their keys, or by their paths as in ``FrontMatter.spans``: ``"title"``, ``"params.author"``,
            ``"bigimg[0].src"``. A key that is written in another case, or with other dashes, is that key.

    Returns:
        The edits. Values are written in the style that they have: quotes, block or flow, lists item by item; what is equal stays.

    Raises:
        EditError: The front matter is of a format that is only read, or the place cannot hold such a value.
        TypeError: A value is none that front matter can hold.
    """
    return _Change(post).set(values)


def remove_meta(post: Post[M], keys: str | Iterable[str]) -> Edits[M]:
    """Take keys with their values out of the front matter; those that are not there are passed over.

    Args:
        post: The post.
        keys: A key or several, or their paths, as with ``set_meta``.

    Raises:
        EditError: The front matter is of a format that is only read, or the key cannot be taken out, as where aliases refer to it.
    """
    return _Change(post).remove([keys] if isinstance(keys, str) else keys)


def rename_meta(post: Post[M], names: MappingOf[str, str]) -> Edits[M]:
    """Give keys of the front matter other names; values and order stay. Keys that are not there are passed over.

    Args:
        post: The post.
        names: The new names by the old ones, which may be paths, as with ``set_meta``; a new name is a name alone.

    Raises:
        EditError: The front matter is of a format that is only read, or has a key of the new name already.
    """
    return _Change(post).rename(names)


class _Change:
    """The change of one front matter."""

    def __init__(self, post: Post[Any]) -> None:
        self._post, self._asked = post, Asked()
        header = header_of(post.source)
        writer = _WRITERS.get(header.format or "yaml")
        if writer is None:
            raise EditError(f"Front matter as {header.format} is only read; write it as YAML, TOML or JSON first.", None, post.path)
        self._writer = writer(header, Lines(post.source))

    def _find(self, key: str) -> tuple[Chain | None, Chain, str]:
        """The member that a key or path names, if there is one, the innermost container around it that is there, and its name."""
        root, tree = self._writer.root, self._writer.header.tree
        names = [key] if key in tree.entries else [name for name in tree.entries if key_of(name) == key_of(key)]
        if len(names) > 1:
            raise EditError(f"{key!r} may be {' or '.join(map(repr, names))}; spell it as one of these.", None, self._post.path)
        parts: list[str | int] = [*names] or steps(key) or []
        chain: Chain = root
        for at, part in enumerate(parts):
            member = next((member for member in reversed(below(chain[-1].node)) if member.part == part), None)
            if member is None:
                is_new = at == len(parts) - 1 and isinstance(part, str) and isinstance(chain[-1].node, Mapping)
                return (None, chain, str(part)) if is_new else (None, root if not at else chain, key)
            chain = (*chain, member)
        return (chain, chain[:-1], str(chain[-1].part)) if parts else (None, root, key)

    def _group(self, keys: Iterable[str]) -> dict[KeyPath, tuple[Chain, set[str | int]]]:
        """The members that are there, by the container around them."""
        groups: dict[KeyPath, tuple[Chain, set[str | int]]] = {}
        for key in keys:
            chain, around, _ = self._find(key)
            if chain:
                groups.setdefault(self._writer.path(around), (around, set()))[1].add(chain[-1].part)
        return groups

    def set(self, values: MappingOf[str, Any]) -> Edits[Any]:
        added: dict[KeyPath, tuple[Chain, dict[str, Any]]] = {}
        for key, given in values.items():
            value = native(self._writer.form, given)
            chain, around, name = self._find(key)
            if chain:
                self._writer.set(chain, value)
            elif not isinstance(around[-1].node, Mapping) or (len(around) > 1 and name == key):
                span = self._writer.lines.span(around[-1].node.start, around[-1].node.end)
                raise EditError(f"{key!r} cannot be set: this holds no such place.", span, self._post.path)
            else:
                added.setdefault(self._writer.path(around), (around, {}))[1][name] = value
            path = self._writer.path(chain) if chain else (*self._writer.path(around), name)
            self._asked.meta.append(("set", path, plain(self._writer.form, value)))
        for around, new in added.values():
            if self._writer.header.format:
                self._writer.add(around, new)
            else:
                self._begin(new)
        return self._edits()

    def _begin(self, new: dict[str, Any]) -> None:
        """Front matter for a post that has none."""
        eol, at = self._writer.eol, self._writer.header.end
        written = "".join(line + eol for key, value in new.items() for line in lines(key, value))
        self._writer.put(at, at, f"---{eol}{written}---{eol}")

    def remove(self, keys: Iterable[str]) -> Edits[Any]:
        for path, (around, parts) in self._group(keys).items():
            if isinstance(around[-1].node, Mapping):
                self._writer.remove(around, parts)
            else:
                old = to_value(around[-1].node)
                self._writer.set(around, [item for at, item in enumerate(old) if at not in parts] if isinstance(old, list) else old)
            for part in sorted(parts, key=lambda part: -part if isinstance(part, int) else 0):
                self._asked.meta.append(("remove", (*path, part), None))
        return self._edits()

    def rename(self, names: MappingOf[str, str]) -> Edits[Any]:
        for key, name in names.items():
            chain, around, old = self._find(key)
            if not chain or old == name:
                continue
            siblings = below(around[-1].node)
            if not isinstance(around[-1].node, Mapping):
                raise EditError(f"{key!r} is an item of a list, which has no name.", None, self._post.path)
            taken = [other for other in siblings if other.part != old and key_of(str(other.part)) == key_of(name)]
            if taken:
                span = self._writer.lines.span(taken[0].start, taken[0].end)
                raise EditError(f"{key!r} cannot become {name!r}: the key {taken[0].part!r} is there already.", span, self._post.path)
            for member in siblings:
                if member.part == old:
                    self._writer.rename((*around, member), name)
            self._asked.meta.append(("rename", self._writer.path(chain), name))
        return self._edits()

    def _edits(self) -> Edits[Any]:
        return Edits(self._post, self._writer.edits, asked=self._asked)
