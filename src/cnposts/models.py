"""The models: what a post is made of. Data only; nothing here parses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Generic, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, SerializeAsAny
from typing_extensions import TypeVar

from cnposts import _urls
from cnposts._keys import CONTAINERS, is_known, normalise, spellings
from cnposts._paths import language_of, slug_of
from cnposts._position import Span
from cnposts.errors import printable
from cnposts.rules import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

Kind = Literal["inline", "reference", "collapsed", "shortcut", "autolink", "literal", "bare", "element", "embed", "shortcode", "key"]
"""How a link or image is written.

``inline``, ``reference``, ``collapsed``, ``shortcut`` and ``autolink`` are CommonMark's; ``literal`` is what GFM links by itself;
``bare`` a URL in running text that GFM leaves alone; ``element`` an HTML ``a``, ``img``, ``picture`` or a video's poster; ``embed`` an
HTML ``iframe``, ``video``, ``audio``, ``source`` or ``embed``; ``shortcode`` an argument of a shortcode; ``key`` a front-matter value.
"""
Origin = Literal["front_matter", "markdown", "html", "shortcode"]
"""Where a link or image was found; its ``kind`` tells."""
Format = Literal["yaml", "toml", "json", "multimarkdown", "nikola", "lctt"]
"""How front matter is written.

``yaml`` between ``---``, ``toml`` between ``+++``, ``json`` as an object; ``multimarkdown`` as Pelican's ``Title: x``, ``nikola`` as a
comment of ``.. title: x`` lines, ``lctt`` as ``[#]: subject: "x"`` lines.
"""
Dialect = Literal["hugo", "liquid", "hexo"]
"""Whose tag a shortcode is: ``{{< x >}}`` and ``{{% x %}}`` are Hugo's, ``{% x %}`` Liquid's (Jekyll) or, by its name, Hexo's."""

_ORIGINS: dict[str, Origin] = {"element": "html", "embed": "html", "shortcode": "shortcode", "key": "front_matter"}


class _Model(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True, validate_by_name=True, validate_by_alias=True, json_schema_serialization_defaults_required=True
    )


_Record = TypeVar("_Record", bound=_Model)
_fields_sets: dict[frozenset[str], set[str]] = {}


def lean(record: _Record) -> _Record:
    """The record, with the set of its fields that all alike share: one of its own takes half of its memory. Copies get their own."""
    own = record.model_fields_set
    object.__setattr__(record, "__pydantic_fields_set__", _fields_sets.setdefault(frozenset(own), own))
    return record


class Message(_Model):
    """Something a reader of the post should know: what, where, and what to do."""

    rule: Rule = Field(description="Id of the rule; `cnposts.Rule` describes each.")
    reason: str = Field(description="What was found, and what was expected, in a sentence.")
    severity: Severity = Field(description="`error`: something was not understood or was dropped; `warning`: it was read with a doubt.")
    span: Span = Field(description="The place in the post's source.")
    suggestion: str | None = Field(default=None, description="The text that should stand in the span's place, where one is known.")
    path: str | None = Field(default=None, description="Path of the post, as in `Post.path`.")

    def __str__(self) -> str:
        """``path:line:column: severity: reason [rule]``, as compilers print it."""
        hint = f" Did you mean {self.suggestion!r}?" if self.suggestion is not None else ""
        place = f"{self.path or '<text>'}:{self.span.line}:{self.span.column}"
        return printable(f"{place}: {self.severity}: {self.reason}{hint} [{self.rule}]")


class Person(_Model):
    """An author, translator or reviewer."""

    name: str = Field(description="The name as written.")
    url: str | None = Field(default=None, description="Home page or profile.")
    avatar: str | None = Field(default=None, description="URL of a picture.")
    bio: str | None = Field(default=None, description="A few words about the person.")
    affiliation: str | None = Field(default=None, description="Company or group.")
    email: str | None = Field(default=None, description="Mail address.")


class _Reference(_Model):
    url: str = Field(description="The destination, unescaped (entities, backslashes) and not percent-encoded.")
    title: str | None = Field(default=None, description="The title beside the destination.")
    kind: Kind = Field(description="How it is written; see `cnposts.Kind`.")
    span: Span = Field(description="The whole construct as written.")
    url_span: Span = Field(description="The destination as written; that of a reference stands in its definition.")

    @property
    def origin(self) -> Origin:
        """Where it was found, which ``kind`` tells."""
        return _ORIGINS.get(self.kind, "markdown")

    @property
    def scheme(self) -> str | None:
        """The URL's scheme in lower case, or None."""
        parts = _urls.split(self.url)
        return (parts and parts.scheme) or None

    @property
    def host(self) -> str | None:
        """The URL's host in lower case, or None."""
        parts = _urls.split(self.url)
        return (parts and parts.hostname) or None

    @property
    def is_external(self) -> bool:
        """Whether the URL names a host."""
        return self.host is not None

    @property
    def is_fragment(self) -> bool:
        """Whether the URL is a place in the same page (``#id``)."""
        return self.url.startswith("#")

    @property
    def is_relative(self) -> bool:
        """Whether the URL is a path, of the site (``/x``) or of the page (``x``): no scheme, no host, more than a fragment."""
        parts = _urls.split(self.url)
        return bool(self.url) and parts is not None and not parts.scheme and not parts.netloc and not self.is_fragment


class Link(_Reference):
    """A link, wherever it is written."""

    text: str = Field(default="", description="What a reader clicks on, without markup.")

    @property
    def is_email(self) -> bool:
        """Whether the URL is a mail address."""
        return self.scheme == "mailto"


class Image(_Reference):
    """An image, wherever it is written."""

    alt: str = Field(default="", description="The image description (alternative text), without markup.")
    caption: str | None = Field(default=None, description="The caption that a reader sees beside the image.")
    width: int | None = Field(default=None, description="Width in pixels; None where none or another unit is given.")
    height: int | None = Field(default=None, description="Height in pixels; None where none or another unit is given.")
    link_url: str | None = Field(default=None, description="Destination of the link around the image.")


class Heading(_Model):
    """A heading of the body."""

    depth: Annotated[int, Field(ge=1, le=6)] = Field(description="1 to 6.")
    text: str = Field(description="The text without markup.")
    id: str = Field(description="The fragment as Hugo and GitHub make it; the `{#own-id}` where one is given.")
    span: Span = Field(description="The heading as written, with its marks.")
    offset: int = Field(description="Where it stands in `Post.text`, in code points.")


class CodeBlock(_Model):
    """A fenced or indented code block, or one that a shortcode makes."""

    lang: str | None = Field(default=None, description="First word of the info string.")
    meta: str | None = Field(default=None, description="The rest of the info string.")
    text: str = Field(description="The code, without fences, line ends as LF.")
    span: Span = Field(description="The block as written, with its fences.")


class Shortcode(_Model):
    """A Hugo shortcode, Liquid tag or Hexo tag."""

    name: str = Field(description="The name, such as `figure`.")
    args: tuple[str, ...] = Field(default=(), description="Positional arguments, unquoted.")
    params: dict[str, str] = Field(default_factory=dict, description="Named arguments, unquoted.")
    inner: str | None = Field(default=None, description="The source between opening and closing tag; None where there is no closing tag.")
    dialect: Dialect = Field(description="Whose tag it is.")
    span: Span = Field(description="The tag as written; with its inner text and closing tag where it has them.")


class TocEntry(_Model):
    """A heading with the headings below it."""

    heading: Heading = Field(description="The heading.")
    children: tuple[TocEntry, ...] = Field(default=(), description="The entries one level or more below.")


class Section(_Model):
    """A heading's part of the post, up to the next heading of any depth."""

    heading: Heading | None = Field(description="The heading; None for what stands before the first one.")
    text: str = Field(description="The plain text below the heading.")
    span: Span = Field(description="From the heading to the next one, in the source.")


class FrontMatter(_Model):
    """The front matter of a post, understood. Subclass it to type your own keys."""

    title: str | None = Field(default=None, description="Title.")
    subtitle: str | None = Field(default=None, description="Subtitle.")
    description: str | None = Field(default=None, description="Description, for search engines and lists.")
    summary: str | None = Field(default=None, description="Summary or excerpt.")
    date: AwareDatetime | None = Field(default=None, description="When the post was written; without a key, what the file name says.")
    lastmod: AwareDatetime | None = Field(default=None, description="When it was last changed.")
    publish_date: AwareDatetime | None = Field(default=None, description="When it appears.")
    expiry_date: AwareDatetime | None = Field(default=None, description="When it disappears.")
    draft: bool = Field(default=False, description="Whether it is a draft; without a key, what its folder says (`_drafts`).")
    authors: tuple[Person, ...] = Field(default=(), description="Authors.")
    translators: tuple[Person, ...] = Field(default=(), description="Translators.")
    reviewers: tuple[Person, ...] = Field(default=(), description="Reviewers.")
    original_url: str | None = Field(default=None, description="The text that this one translates or reprints; an absolute URL.")
    canonical_url: str | None = Field(default=None, description="The canonical URL of this post; an absolute URL.")
    categories: tuple[str, ...] = Field(default=(), description="Categories.")
    tags: tuple[str, ...] = Field(default=(), description="Tags.")
    series: tuple[str, ...] = Field(default=(), description="Series.")
    keywords: tuple[str, ...] = Field(default=(), description="Keywords.")
    covers: tuple[Image, ...] = Field(default=(), description="Cover images, best first.")
    weight: int | None = Field(default=None, description="Weight in lists, light ones first.")
    type: str | None = Field(default=None, description="Content type, such as `post` or `page`.")
    layout: str | None = Field(default=None, description="Layout, the template that renders it.")
    slug: str | None = Field(default=None, description="Last part of the URL.")
    url: str | None = Field(default=None, description="The URL or permalink that the author chose.")
    aliases: tuple[str, ...] = Field(default=(), description="Former URLs.")
    lang: str | None = Field(default=None, description="Language as written; `Archive.language_of` tells it as BCP 47 writes it.")
    translation_key: str | None = Field(default=None, description="What a post and its translations share.")
    raw: dict[str, JsonValue] = Field(
        default_factory=dict,
        description="The whole mapping: dates as ISO strings, non-finite numbers and huge integers as spelled, keys as strings.",
    )
    format: Format | None = Field(default=None, description="How the front matter is written; None where there is none.")
    spans: dict[str, Span] = Field(
        default_factory=dict, description="Place of each value, by its path: `title`, `params.author`, `bigimg[0].src`."
    )

    @property
    def params(self) -> dict[str, JsonValue]:
        """The keys of ``raw`` that were not understood, those in Hugo's ``params`` and Zola's ``extra`` among them."""
        fields = {name: field for name, field in type(self).model_fields.items() if name not in FrontMatter.model_fields}
        own = {key for name, field in fields.items() for key in spellings(name, field.validation_alias)}
        inner = [value for key, value in self.raw.items() if normalise(key) in CONTAINERS and isinstance(value, dict)]
        outer = {key: value for key, value in self.raw.items() if not (normalise(key) in CONTAINERS and isinstance(value, dict))}
        found = {key: value for mapping in (*inner[::-1], outer) for key, value in mapping.items()}
        return {key: value for key, value in found.items() if not is_known(key) and normalise(key) not in own}


M = TypeVar("M", bound=FrontMatter, default=FrontMatter)


class Post(_Model, Generic[M]):
    """A post: its front matter, and all that its body holds, each with its place in the file.

    ``Post[Event]`` is one whose ``meta`` is your own subclass of ``FrontMatter``; ``M`` stands for that class.
    """

    path: str | None = Field(default=None, description="POSIX path, relative to the root it was read from.")
    header: str = Field(description="All before the body as written: byte order mark, front matter with its fences.")
    content: str = Field(description="The Markdown body as written.")
    encoding: str | None = Field(default=None, description="What the bytes were decoded with; None for text.")
    meta: SerializeAsAny[M] = Field(description="The front matter, understood.")
    links: tuple[Link, ...] = Field(default=(), description="All links in source order.")
    images: tuple[Image, ...] = Field(default=(), description="All images in source order.")
    headings: tuple[Heading, ...] = Field(default=(), description="Headings in source order.")
    code_blocks: tuple[CodeBlock, ...] = Field(default=(), description="Code blocks in source order.")
    shortcodes: tuple[Shortcode, ...] = Field(default=(), description="Shortcodes and tags in source order.")
    text: str = Field(default="", description="What a reader sees, in order; blocks are apart by a blank line.")
    summary: str = Field(default="", description="The front matter's, else the text before `<!--more-->`, else the first paragraphs.")
    word_count: int = Field(default=0, description="Words: each Han or kana character, and each run of letters and digits, is one.")
    reading_time: int = Field(default=1, description="Minutes, rounded up, at least 1; of 500 Han or kana characters or 212 words each.")
    messages: tuple[Message, ...] = Field(default=(), description="What was found wrong or doubtful, in source order.")

    def __hash__(self) -> int:
        """By path and text, so that equal posts have one hash."""
        return hash((self.path, self.header, self.content))

    def __repr__(self) -> str:
        """One line, not all that the post holds."""
        from cnposts import _display  # noqa: PLC0415 - it stands above the models

        return _display.post_line(self)

    __str__ = __repr__

    def _repr_html_(self) -> str:
        """A card, for notebooks."""
        from cnposts import _display  # noqa: PLC0415 - it stands above the models

        return _display.post_card(self)

    @property
    def source(self) -> str:
        """The whole text, which all spans count in."""
        return self.header + self.content

    @property
    def title(self) -> str | None:
        """The front matter's title, else the first heading of depth 1."""
        return self.meta.title or next((heading.text for heading in self.headings if heading.depth == 1), None)

    @property
    def date(self) -> datetime | None:
        """The front matter's date, or the file name's."""
        return self.meta.date

    @property
    def authors(self) -> tuple[Person, ...]:
        """The front matter's authors."""
        return self.meta.authors

    @property
    def tags(self) -> tuple[str, ...]:
        """The front matter's tags."""
        return self.meta.tags

    @property
    def cover(self) -> Image | None:
        """The best cover image of the front matter."""
        return self.meta.covers[0] if self.meta.covers else None

    @property
    def slug(self) -> str | None:
        """The front matter's slug, else the last part of its URL, else the file's (or bundle's) name without date and language."""
        return self.meta.slug or slug_of(self.meta.url, self.path)

    @property
    def lang(self) -> str | None:
        """The front matter's language, else the file name's (``index.zh.md``)."""
        return self.meta.lang or language_of(self.path)

    @property
    def toc(self) -> tuple[TocEntry, ...]:
        """The headings as a tree."""
        return _toc(list(self.headings))

    @property
    def sections(self) -> tuple[Section, ...]:
        """The text by heading, for chunking; what stands before the first heading comes first, if there is anything."""
        return tuple(_sections(self))


def _toc(headings: list[Heading]) -> tuple[TocEntry, ...]:
    done: list[list[TocEntry]] = [[]]
    open_: list[Heading] = []

    def close(depth: int) -> None:
        while open_ and open_[-1].depth >= depth:
            entry = TocEntry(heading=open_.pop(), children=tuple(done.pop()))
            done[-1].append(entry)

    for heading in headings:
        close(heading.depth)
        open_.append(heading)
        done.append([])
    close(0)
    return tuple(done[0])


def _sections(post: Post[M]) -> Iterator[Section]:
    source_end, text = len(post.header) + len(post.content), post.text
    headings = post.headings
    first = headings[0] if headings else None
    lead = text[: first.offset if first else None].strip()
    if lead:
        start = len(post.header)
        line = _lines_before(post.header)
        column = start - max(post.header.rfind("\n"), post.header.rfind("\r"))
        yield Section(heading=None, text=lead, span=Span(start, first.span.start if first else source_end, line, column))
    for index, heading in enumerate(headings):
        after = headings[index + 1] if index + 1 < len(headings) else None
        below = text[heading.offset + len(heading.text) : after.offset if after else None].strip()
        span = Span(heading.span.start, after.span.start if after else source_end, heading.span.line, heading.span.column)
        yield Section(heading=heading, text=below, span=span)


def _lines_before(header: str) -> int:
    return header.count("\n") + header.count("\r") - header.count("\r\n") + 1
