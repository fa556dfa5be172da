"""What cnposts raises. Everything else it finds becomes a message of the post."""

from __future__ import annotations

import re
import sys
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnposts._position import Span
    from cnposts.models import Message


_NEVER_SHOWN = re.compile("[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, what ends lines, what turns the direction of text around, and lone surrogates, which UTF-8 cannot hold."""


def printable(text: str) -> str:
    """A line that may hold names and words of strangers, as a terminal can show it without doing what these say."""
    return text if text.isprintable() else _NEVER_SHOWN.sub("\ufffd", text)


class CnpostsError(Exception):
    """The base of all errors of this library."""


class ParseError(CnpostsError, ValueError):
    """A post holds errors, and ``errors="raise"`` was asked for.

    Attributes:
        messages: All messages of the post, warnings too, in source order.
        path: The post's path, if it has one.
    """

    def __init__(self, messages: Sequence[Message], path: str | None = None) -> None:
        """Carry all ``messages``; the text lists those of severity ``error``."""
        self.messages: tuple[Message, ...] = tuple(messages)
        self.path: str | None = path
        super().__init__("\n".join(str(message) for message in self._shown()))

    def _shown(self) -> list[Message]:
        return [message for message in self.messages if message.severity == "error"]

    def __reduce__(self) -> tuple[type[ParseError], tuple[tuple[Message, ...], str | None]]:
        """Pickle by what the error was made of, so that it crosses processes whole."""
        return type(self), (self.messages, self.path)


class SchemaError(ParseError):
    """A required field of the caller's model is missing or unfit."""


class ReadError(ParseError):
    """A file or folder of an archive cannot be read, so there is no post; ``__cause__`` is what the system says."""


class WorkerError(CnpostsError):
    """A worker process ended before its work was done.

    Attributes:
        paths: The files that workers held when it ended.
    """

    def __init__(self, reason: str, paths: Sequence[str] = ()) -> None:
        """Say why, and name the files."""
        self.paths: tuple[str, ...] = tuple(paths)
        super().__init__(reason)


class EditError(CnpostsError, ValueError):
    """A post cannot be edited as asked; nothing was changed.

    Attributes:
        reason: What stands against it, and what to do, in a sentence.
        span: The place in the post's source, as it was before the edit; None where it is the whole post.
        path: The post's path, if it has one.
    """

    def __init__(self, reason: str, span: Span | None = None, path: str | None = None) -> None:
        """Say why, and where; the text begins with ``path:line:column``."""
        self.reason: str = reason
        self.span: Span | None = span
        self.path: str | None = path
        place = f":{span.line}:{span.column}" if span else ""
        super().__init__(printable(f"{path or '<text>'}{place}: {reason}"))

    def __reduce__(self) -> tuple[type[EditError], tuple[str, Span | None, str | None]]:
        """Pickle by what the error was made of, so that it crosses processes whole."""
        return type(self), (self.reason, self.span, self.path)


class CnpostsWarning(UserWarning):
    """Something was left undone that costs no data: a cache that cannot be used, a file that a stream cannot read."""


def warn(text: str) -> None:
    """Warn, at the line of whoever called this library."""
    frame, level = sys._getframe(1), 2  # noqa: SLF001 - warnings can skip files by themselves from Python 3.12 on
    while frame.f_back and str(frame.f_globals.get("__name__")).startswith("cnposts."):
        frame, level = frame.f_back, level + 1
    warnings.warn("\n".join(map(printable, text.split("\n"))), CnpostsWarning, stacklevel=level)
