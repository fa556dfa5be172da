"""Counts words where Chinese, Japanese and English stand side by side."""

from __future__ import annotations

import re

CJK = (
    r"\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3038-\u303b\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d\U0001aff0-\U0001b16f\U00020000-\U000323af"
)
_MARKS = r"-'’._\u00ad\u200c\u200d\u2010\u2011"
_LETTERS = (
    r"0-9A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02c1\u0300-\u1fff\u2c00-\u2dff\ua4d0-\ud7ff"
    r"\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\U00010000-\U0001afef\U0001b170-\U0001efff"
)
"""Blocks of letters, digits and marks that combine with them; as a table of blocks it is twice as fast as ``\\w``."""
_OTHERS = re.compile(f"[^{CJK}]+")
_WORD = re.compile(rf"[{_LETTERS}]++(?:[{_MARKS},:](?:(?<![,:])|(?<=[0-9].)(?=[0-9]))[{_LETTERS}]++)*+")
_LONG = 100_000
_PARTS = re.compile(rf"[\s\S]{{1,{_LONG}}}+\S*+")
"""Parts of a long text, whose words are not all held at once; none is cut."""
_BLANK_LINE = re.compile(r"\n[ \t]*\n")

_CHARACTERS_A_MINUTE = 500
_WORDS_A_MINUTE = 212
_SUMMARY_CHARACTERS = 140
_SUMMARY_WORDS = 70


def count(text: str) -> tuple[int, int]:
    """Count a text.

    Args:
        text: Plain text.

    Returns:
        The Han and kana characters, and the other words: runs of letters and digits with the marks inside them (``It's``, ``3.14``,
        ``well-known``). Hangul is written with blanks between words, and counts as those do.
    """
    characters = words = 0
    for part in _PARTS.findall(text) if len(text) > _LONG else [text]:
        pieces = _OTHERS.findall(part)
        rest = " ".join(pieces)
        characters += len(part) - len(rest) + max(len(pieces) - 1, 0)
        words += len(_WORD.findall(rest))
    return characters, words


def reading_time(characters: int, words: int) -> int:
    """Minutes for what ``count`` counted: 500 Han or kana characters or 212 other words in each, rounded up; at least 1."""
    return max(1, -(-(characters * _WORDS_A_MINUTE + words * _CHARACTERS_A_MINUTE) // (_CHARACTERS_A_MINUTE * _WORDS_A_MINUTE)))


def first_paragraphs(text: str) -> str:
    """The beginning of a text, for a summary.

    Whole paragraphs are taken until 70 words or 140 Han and kana characters are reached, which add up in a mixed text: the paragraph
    that reaches them is the last one. So it is one paragraph at the least, and all of a short text.

    Args:
        text: Plain text, blocks apart by blank lines.
    """
    text = text.strip()
    start = share = 0
    for match in _BLANK_LINE.finditer(text):
        characters, words = count(text[start : match.start()])
        share += characters * _SUMMARY_WORDS + words * _SUMMARY_CHARACTERS
        if share >= _SUMMARY_CHARACTERS * _SUMMARY_WORDS:
            return text[: match.start()].rstrip()
        start = match.end()
    return text
