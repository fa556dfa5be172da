"""A post as Hugo keeps it: front matter with Hugo's keys, and the body as written."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Literal

from cnposts._edit import values
from cnposts._export.files import one
from cnposts._export.moved import Moved

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cnposts.models import M, Post

HugoFormat = Literal["yaml", "toml", "json"]


def to_markdown(post: Post[M], format: HugoFormat = "yaml") -> str:  # noqa: A002 - what everybody would call it
    """Write a post as a Markdown file for Hugo, as a migration starts from.

    The front matter has Hugo's keys in the place of those that mean the same elsewhere: ``date`` for ``pubDate``, ``url`` for
    ``permalink``, ``images`` for all keys of covers; people are names, or mappings where more is known of them. What only the file's name
    tells, date and slug, is written down. Unknown keys travel along, Zola's ``extra`` becomes ``params``; and what is known and could not
    be read, says more than Hugo's keys do, or would break a build, is kept in ``params`` under its own name. What was no front matter of
    its format (see ``Post.messages``) is left out, and so is the first value of a key that stands twice. The body is as written.

    Args:
        post: The post.
        format: The format of the front matter.

    Returns:
        The text of the file; its lines end as the post's do, at CRLF or LF.

    Raises:
        ValueError: There is no such format.
        TypeError: ``post`` is no post.
    """
    if format not in _WRITERS:
        raise ValueError(f"format must be 'yaml', 'toml' or 'json', not {format!r}")
    lines = _WRITERS[format](Moved(one(post), format).mapping())
    first = re.search(r"\r?\n", post.source)
    return (first[0] if first else "\n").join([*lines, post.content])


def _yaml(found: dict[str, Any]) -> list[str]:
    return ["---", *(line for key, value in found.items() for line in _literal(key, value) or values.lines(key, value)), "---"]


def _literal(key: str, value: object) -> list[str]:
    """The lines of a text of several lines, as people write one; none where that could be read as another text."""
    if not isinstance(value, str) or "\n" not in value:
        return []
    lines = value.removesuffix("\n").split("\n")
    if not lines[0].strip() or lines[0][0] == " " or not lines[-1].strip() or any(map(values.ODD.search, lines)):
        return []
    chomp = "" if value.endswith("\n") else "-"
    return [f"{values.key_text('yaml', key)}: |{chomp}", *(f"  {line}" if line else "" for line in lines)]


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
