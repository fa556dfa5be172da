"""What a tag is, and which names mean what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from cnposts.models import Dialect

TagKind = Literal["open", "close", "self", "output", "escaped", "unclosed"]
Holds = Literal["", "raw", "code", "hidden"]


def names(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


CODE = {
    "hugo": names("highlight code codeblock mermaid plantuml"),
    "liquid": names("highlight mermaid plantuml"),
    "hexo": names("codeblock code"),
}
"""Tags whose inner text is code, by dialect."""
HIDDEN = {"hugo": names("comment"), "liquid": names("comment"), "hexo": names("")}
"""Tags whose inner text no reader sees, by dialect."""
RAW = frozenset({"raw", "verbatim"})
"""Liquid tags inside which nothing is a tag, and all else is Markdown."""
HEXO = names("""
    asset_img asset_path asset_link post_link post_path codeblock code blockquote quote pullquote centerquote cq iframe img include_code
    jsfiddle gist youtube vimeo video mp4 pdf note tabs tab subtabs label button btn linkgrid caniuse
""")
"""Names that make a ``{% tag %}`` one of Hexo's (``link`` is its, too, with two or more arguments); all others are Liquid's."""
BLOCKS = names("""
    highlight raw verbatim comment capture if unless for case tablerow ifchanged codeblock code blockquote quote pullquote centerquote cq
    note tabs subtabs details
""")
"""Liquid and Hexo tags that need their closing tag; of any other a closing tag that follows makes a block."""
LOGIC = names("assign capture case cycle comment else elsif for if ifchanged increment decrement liquid set unless when with")
"""Liquid tags whose arguments are expressions, never links."""

_LANGUAGES = ("lang", "language")
_DIAGRAMS = frozenset({"mermaid", "plantuml"})


@dataclass(slots=True)
class Value:
    """An argument: unquoted, and as written between ``start`` and ``end``, without its quotes."""

    value: str
    start: int
    end: int
    quote: str = ""


@dataclass(slots=True)
class Tag:
    """A tag as written at ``source[start:end]``.

    Attributes:
        kind: ``open`` may have a closing tag; ``self`` has none; ``output`` is a variable, ``escaped`` a shortcode that is shown and not
            run; ``unclosed`` begins like a tag, does not end like one, and is not masked.
        start: Offset in the source.
        end: Offset behind it.
        dialect: Whose tag it is.
        name: The name; a closing tag's is that of the tag it closes.
        args: Positional arguments.
        params: Named arguments.
        pair: What an opening and its closing tag have in common.
        holds: What the text up to the closing tag is, where that was masked, too (``raw`` was not).
    """

    kind: TagKind
    start: int
    end: int
    dialect: Dialect
    name: str = ""
    args: list[Value] = field(default_factory=list)
    params: dict[str, Value] = field(default_factory=dict)
    pair: str = ""
    holds: Holds = ""


@dataclass(slots=True)
class Masked:
    """A text whose tags are masked, character by character; its length and line ends are the source's."""

    text: str
    placeholder: str
    tags: list[Tag]


def held_by(dialect: Dialect, name: str) -> Holds:
    """What the inner text of a tag is, where it is not Markdown with tags."""
    if name in CODE[dialect]:
        return "code"
    if name in HIDDEN[dialect]:
        return "hidden"
    return "raw" if name in RAW and dialect == "liquid" else ""


def dialect_of(name: str, args: list[Value]) -> Dialect:
    """Whose ``{% name %}`` it is."""
    return "hexo" if name in HEXO or (name == "link" and len(args) > 1) else "liquid"


def code_info(tag: Tag) -> tuple[str | None, str | None]:
    """Language and the rest of what an opening tag says about its code, as ``CodeBlock.lang`` and ``CodeBlock.meta``."""
    words = [value.value for value in tag.args]
    named = next((tag.params[key].value for key in _LANGUAGES if key in tag.params), None)
    labelled = next((word for word in words if word.startswith("lang:")), None)
    if labelled:
        words.remove(labelled)
        named = labelled.removeprefix("lang:")
    elif not named and tag.name in _DIAGRAMS:
        named = tag.name
    elif not named and tag.name != "codeblock" and words:
        named = words.pop(0)
    words += [f"{key}={value.value}" for key, value in tag.params.items() if key not in _LANGUAGES]
    return named or None, " ".join(words) or None
