"""One post: from bytes to the record."""

from __future__ import annotations

import codecs
import errno
import os
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from pathlib import PurePath
from typing import IO, Generic, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cnposts import _body, _frontmatter, _words
from cnposts._body import Body
from cnposts._collector import paused
from cnposts._decode import decode
from cnposts._extras import need
from cnposts._markdown import Engine
from cnposts._position import Lines, Span
from cnposts._report import Report
from cnposts.errors import ParseError, ReadError, SchemaError
from cnposts.limits import DEFAULT, Limits, check_size
from cnposts.models import FrontMatter, M, Message, Post
from cnposts.rules import Rule

Errors = Literal["collect", "raise"]
"""``collect``: problems become ``Post.messages``. ``raise``: the whole post is read, then errors raise ``ParseError``."""


def parse(  # noqa: PLR0913 - options that are named in the call
    text: str | bytes,
    *,
    model: type[M] = FrontMatter,  # type: ignore[assignment]
    path: str | os.PathLike[str] | None = None,
    errors: Errors = "collect",
    encoding: str | None = None,
    timezone: str | tzinfo = UTC,
    engine: Engine = "mistune",
    body: bool = True,
    max_size: int | None = None,
    limits: Limits = DEFAULT,
) -> Post[M]:
    """Read one post.

    Args:
        text: The file's content. Bytes are decoded: UTF-8, UTF-16 with a byte order mark, GB18030 where that is what they are.
        model: A subclass of ``FrontMatter`` that types your own keys.
        path: Where the post comes from. Its name helps with date, slug and language where the front matter has none, ``.mdx`` makes it MDX.
        errors: ``"collect"`` puts all problems into ``Post.messages``; ``"raise"`` reads the whole post, then raises if one is an error.
        encoding: What bytes are decoded with, whatever they look like.
        timezone: An IANA name, such as ``"Asia/Shanghai"``, for dates that name none.
        engine: What reads Markdown: ``"mistune"``, or ``"pulldown"``, which is faster and needs the extra ``fast``. The posts are the same.
        body: Whether to read the body. Without it the post has its front matter and what that says; ``content`` is there as written.
        max_size: How many bytes, or code points of a ``str``, a post may have; None is as many as there are.
        limits: Bounds on what a post may hold, each of which costs a message when it is reached; see ``Limits``.

    Returns:
        The post. Whatever is wrong with it costs a message, never the post.

    Raises:
        TypeError: ``text`` is neither ``str`` nor ``bytes``, or ``model`` no subclass of ``FrontMatter``.
        ValueError: ``errors``, ``timezone``, ``engine`` or ``max_size`` is none of the values it can have.
        ReadError: The post is larger than ``max_size``.
        ImportError: ``engine="pulldown"`` without its package.
        LookupError: Python knows no such ``encoding``.
        SchemaError: A required field of ``model`` is missing or unfit.
        ParseError: ``errors="raise"``, and the post has errors; it carries all messages.
    """
    options = Options(model, errors, encoding, timezone, engine, body=body, max_size=max_size, limits=limits)
    return _read(text, None if path is None else PurePath(path).as_posix(), options)


def _read(text: object, path: str | None, options: Options[M]) -> Post[M]:
    if not isinstance(text, str | bytes | bytearray | memoryview):
        expected = "str or bytes; to read a file, use cnposts.load(path)"
        raise TypeError(f"cnposts.parse wants {expected}, not {type(text).__name__}")
    data = text if isinstance(text, str) else bytes(text)
    try:
        check_size(len(data), options.max_size)
    except OSError as error:
        raise unreadable(path, error) from error
    return read(data, path, options)


def load(  # noqa: PLR0913 - options that are named in the call
    file: str | os.PathLike[str] | IO[str] | IO[bytes],
    *,
    model: type[M] = FrontMatter,  # type: ignore[assignment]
    errors: Errors = "collect",
    encoding: str | None = None,
    timezone: str | tzinfo = UTC,
    engine: Engine = "mistune",
    body: bool = True,
    max_size: int | None = None,
    limits: Limits = DEFAULT,
) -> Post[M]:
    """Read one post from a path or an open file, binary or text.

    The arguments, the result and what is raised are those of ``parse``; ``Post.path`` is the path as given.

    Raises:
        OSError: The file cannot be read, such as ``FileNotFoundError``.
    """
    options = Options(model, errors, encoding, timezone, engine, body=body, max_size=max_size, limits=limits)
    size = -1 if max_size is None else max_size + 1
    if isinstance(file, str | os.PathLike):
        with open(file, "rb") as opened:  # noqa: PTH123 - Path("") is the working folder, and raises another error than open
            data = opened.read(size)
        return _read(data, PurePath(file).as_posix(), options)
    if not hasattr(file, "read"):
        raise TypeError(f"cnposts.load wants a path or an open file, not {type(file).__name__}")
    path = name if isinstance(name := getattr(file, "name", None), str) else None
    return _read(file.read(size), path, options)


@dataclass(slots=True)
class Options(Generic[M]):
    """What the caller asked for, checked."""

    model: type[M]
    errors: Errors = "collect"
    encoding: str | None = None
    timezone: str | tzinfo = UTC
    engine: Engine = "mistune"
    body: bool = field(default=True, kw_only=True)
    max_size: int | None = field(default=None, kw_only=True)
    limits: Limits = field(default=DEFAULT, kw_only=True)
    zone: tzinfo = field(init=False)

    def __post_init__(self) -> None:
        if not (isinstance(self.model, type) and issubclass(self.model, FrontMatter)):
            raise TypeError(f"model must be a subclass of cnposts.FrontMatter, not {self.model!r}")
        if self.errors not in get_args(Errors):
            raise ValueError(f"errors must be 'collect' or 'raise', not {self.errors!r}")
        if self.engine not in get_args(Engine):
            raise ValueError(f"engine must be 'mistune' or 'pulldown', not {self.engine!r}")
        if not (self.max_size is None or (isinstance(self.max_size, int) and self.max_size > 0)):
            raise ValueError(f"max_size must be a number of bytes from 1, or None for any, not {self.max_size!r}")
        if not isinstance(self.limits, Limits):
            raise TypeError(f"limits must be a cnposts.Limits, not {self.limits!r}")
        if self.engine == "pulldown":
            need("pyromark", "fast")
        if self.encoding is not None:
            codecs.lookup(self.encoding)
        self.zone = _zone(self.timezone)


def _zone(timezone: str | tzinfo) -> tzinfo:
    if isinstance(timezone, tzinfo):
        return timezone
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError) as error:
        raise ValueError(f"timezone must be an IANA name such as 'Asia/Shanghai', not {timezone!r}") from error


def unreadable(path: str | None, error: OSError) -> ReadError:
    """The error of a file or folder, with its one message."""
    rule = Rule.LIMIT_REACHED if error.errno == errno.EFBIG else Rule.FILE_UNREADABLE
    reason = f"It cannot be read: {error.strerror or error}."
    failure = ReadError([Message(rule=rule, reason=reason, severity=rule.severity, span=Span(0, 0, 1, 1), path=path)], path)
    failure.__cause__ = error
    return failure


@paused()
def read(data: str | bytes, path: str | None, options: Options[M]) -> Post[M]:
    """Read one post; the arguments are checked already."""
    decoded = decode(data, options.encoding)
    source = decoded.text
    report = Report(Lines(source), path, options.limits)
    if decoded.problem:
        rule, reason, offset = decoded.problem
        report(rule, reason, offset, min(offset + 1, len(source)))
    header = _frontmatter.read(source, report)
    if not options.body:
        report.lines = Lines(source[: header.end])
    understood = _frontmatter.understand(header, model=options.model, timezone=options.zone, report=report, path=path)
    meta = understood.meta
    title = meta.title if meta else None
    body = _body.read(source, header.end, report, title=title, path=path, engine=options.engine) if options.body else Body()
    messages = report.sorted()
    if meta is None:
        raise SchemaError(messages, path)
    if options.errors == "raise" and any(message.severity == "error" for message in messages):
        raise ParseError(messages, path)
    characters, words = _words.count(body.text)
    return Post(
        path=path,
        header=source[: header.end],
        content=source[header.end :],
        encoding=decoded.encoding,
        meta=meta,
        links=(*understood.links, *body.links),
        images=(*understood.images, *body.images),
        headings=tuple(body.headings),
        code_blocks=tuple(body.code_blocks),
        shortcodes=tuple(body.shortcodes),
        text=body.text,
        summary=meta.summary or body.lead or _words.first_paragraphs("\n\n".join(body.paragraphs)),
        word_count=characters + words,
        reading_time=_words.reading_time(characters, words),
        messages=messages,
    )
