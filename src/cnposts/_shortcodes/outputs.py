"""What a single tag stands for: a destination, or a variable."""

from __future__ import annotations

import re

from cnposts._shortcodes.scan import mask

_LITERAL = re.compile(r"""\{\{-?\s*+(?:"([^"]*+)"|'([^']*+)')\s*+(?:\|[^{}]*+)?\}\}""")
_VARIABLE = re.compile(r"\{\{-?\s*+(\.?[A-Za-z_][\w-]*+(?:\.[A-Za-z_][\w-]*+)*+)\s*+(?:\|[^{}]*+)?\}\}")
_DESTINATIONS = frozenset({"link", "post_url", "ref", "relref", "asset_path", "asset_link", "post_path", "post_link", "asset", "static"})
_PATHS = ("path", "file", "href", "url")


def destination(text: str) -> str | None:
    """The argument of a Markdown destination that is exactly one tag.

    Args:
        text: The destination as written.

    Returns:
        The path that ``{% link a.md %}``, ``{{< relref "/a.md" >}}`` or ``{{ "/a.png" | relative_url }}`` names; None for anything else,
        such as ``{{ site.url }}/a``.
    """
    text = text.strip()
    if not text.startswith(("{{", "{%")):
        return None
    literal = _LITERAL.fullmatch(text)
    if literal:
        return literal[literal.lastindex or 0]
    tags = mask(text, 0).tags
    if len(tags) != 1 or (tags[0].start, tags[0].end) != (0, len(text)):
        return None
    tag = tags[0]
    if tag.name not in _DESTINATIONS and not (tag.kind == "self" and tag.name == "get_url"):
        return None
    values = [*tag.args[:1], *(tag.params[key] for key in _PATHS if key in tag.params)]
    return values[0].value if values else None


def value_of_output(text: str) -> str | None:
    """The variable of a text that is exactly one output: ``page.title`` of ``{{ page.title | escape }}``; None for anything else.

    Args:
        text: The text as written.
    """
    match = _VARIABLE.fullmatch(text.strip())
    return match[1] if match else None
