"""What a tag is, and which names mean what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from cnposts._html import names

if TYPE_CHECKING:
    from cnposts.models import Dialect

TagKind = Literal["open", "close", "self", "output", "unclosed"]
Holds = Literal["", "raw", "code", "hidden"]
Region = tuple[int, int, Holds, "Tag"]

DIAGRAMS = names("mermaid plantuml")
"""Tags whose inner text is code in a language of their name."""
HOLDS: dict[str, Holds] = {
    **dict.fromkeys(names("highlight code codeblock") | DIAGRAMS, "code"),
    **dict.fromkeys(names("raw verbatim"), "raw"),
    "comment": "hidden",
}
"""What is in a tag, where nothing in it is one: code, what no reader sees, or (``raw``) Markdown."""
HEXO = names("""
    asset_img asset_path asset_link post_link post_path codeblock code blockquote quote pullquote centerquote cq iframe img include_code
    jsfiddle gist youtube vimeo video mp4 pdf note tabs tab label button btn
""")
"""Names that make a ``{% tag %}`` one of Hexo's (``link`` is its, too, with two or more arguments); all others are Liquid's."""
BLOCKS = names("capture if unless for case tablerow blockquote quote pullquote centerquote cq note tabs") | HOLDS.keys()
"""Liquid and Hexo tags that need their closing tag."""
FIRST = names("link post_link post_url post_path asset_link asset_path ref relref")
"""Tags whose first argument is a destination, whatever it looks like (of ``link`` the only one)."""


class Argument(NamedTuple):
    """An argument as written between ``start`` and ``end``, without its quotes; a positional one has no key."""

    key: str
    value: str
    start: int
    end: int
    quoted: bool


@dataclass(slots=True)
class Tag:
    """A tag as written at ``source[start:end]``; the name of a closing one is that of the tag it closes.

    ``open`` may have a closing tag, ``self`` has none; ``output`` is a variable, or a shortcode that is shown and not run; ``unclosed``
    begins like a tag, does not end like one, and is not masked. Where a tag holds something, the next one closes it.
    """

    kind: TagKind
    start: int
    end: int
    dialect: Dialect
    name: str = ""
    given: list[Argument] = field(default_factory=list)
    holds: Holds = ""

    @property
    def args(self) -> tuple[str, ...]:
        """The positional arguments."""
        return tuple(item.value for item in self.given if not item.key)

    @property
    def params(self) -> dict[str, str]:
        """The named arguments."""
        return {item.key: item.value for item in self.given if item.key}


@dataclass(slots=True)
class Masked:
    """A text whose tags are masked, character by character; its length and line ends are the source's."""

    text: str
    placeholder: str
    tags: list[Tag]


def code_info(tag: Tag) -> tuple[str | None, str | None]:
    """Language and the rest of what an opening tag says about its code, as ``CodeBlock.lang`` and ``CodeBlock.meta``."""
    words, params = list(tag.args), tag.params
    lang = params.pop("lang", None) or params.pop("language", None) or (tag.name if tag.name in DIAGRAMS else None)
    if not lang and words and tag.name != "codeblock":
        lang = words.pop(0)
    return lang, " ".join([*words, *(f"{key}={value}" for key, value in params.items())]) or None
