"""Bytes of any encoding into text in which nothing was lost without a word."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from dataclasses import dataclass

from cnposts.rules import Rule

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WITH_MARK = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}
_WIDE = re.compile(r"[^\x00-\x7f]")
_MOSTLY = 0.9
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class Decoded:
    """A text, what it was decoded with, and what is to be said about that: rule, reason, offset."""

    text: str
    encoding: str | None
    problem: tuple[Rule, str, int] | None = None


def storable(text: str) -> str:
    """The text with the replacement character for each lone surrogate, which no encoding can write."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def decode(data: str | bytes, encoding: str | None = None) -> Decoded:
    """Make text of ``data``.

    ``encoding`` decides, then a byte order mark, then UTF-8, then GB18030 where all of it decodes to mostly common Han characters.
    Byte order marks stay in the text. Bytes that nothing explains become U+FFFD, one message tells where the first one is.

    Raises:
        LookupError: Python knows no such ``encoding``.
    """
    if isinstance(data, str):
        return _sound(data, None)
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if not (encoding or marked) and (guessed := _guess(data)):
        return guessed
    name = codecs.lookup(encoding or marked or "utf-8").name
    if name in _WITH_MARK:  # these would drop the mark, which is a part of the file
        name = marked or _WITH_MARK[name]
    try:
        return _sound(data.decode(name), name)
    except UnicodeDecodeError as error:
        text = data.decode(name, "replace")
        offset = len(data[: error.start].decode(name, "replace"))
        reason = f"Byte {error.start} ({data[error.start]:#04x}) is no {name}; such bytes were replaced by U+FFFD."
        return _sound(text, name, (Rule.ENCODING_REPLACED, reason, min(offset, max(len(text) - 1, 0))))


def _guess(data: bytes) -> Decoded | None:
    """UTF-8 or GB18030, if the bytes are one of them throughout."""
    with suppress(UnicodeDecodeError):
        return Decoded(data.decode(), "utf-8")
    with suppress(UnicodeDecodeError):
        text = data.decode("gb18030")
        wide = _WIDE.findall(text)
        common = sum(1 for character in wide if len(character.encode("gb2312", "ignore")) == 2)  # noqa: PLR2004 - GB 2312 takes two bytes
        if common >= _MOSTLY * len(wide):
            reason = "The bytes are not UTF-8 and were read as GB18030; save the file as UTF-8, or name its encoding."
            return Decoded(text, "gb18030", (Rule.ENCODING_GUESSED, reason, 0))
    return None


def _sound(text: str, encoding: str | None, problem: tuple[Rule, str, int] | None = None) -> Decoded:
    """No model and no JSON can hold lone surrogates, as they stand in some texts, and as some codecs (UTF-7) make them."""
    half = None if text.isascii() else _SURROGATES.search(text)
    if half:
        reason = f"{half[0]!a} is half of a character and was replaced by U+FFFD."
        text, problem = storable(text), problem or (Rule.CHARACTER_INVALID, reason, half.start())
    return Decoded(text, encoding, problem)
