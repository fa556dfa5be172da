"""The rules that messages name: one enumeration, each with what it means and how grave it is."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, Self

Severity = Literal["error", "warning"]
"""``error``: something of the author's was not understood or was dropped. ``warning``: it was understood, with a doubt."""


class Rule(StrEnum):
    """What a message is about. The value is the id that stands in JSON."""

    severity: Severity
    """How grave a message of this rule is."""
    description: str
    """What the rule finds, in a sentence."""

    def __new__(cls, value: str, severity: Severity, description: str) -> Self:
        """Make a member that is its id and carries severity and description."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.severity = severity
        member.description = description
        return member

    FILE_UNREADABLE = "file-unreadable", "error", "A file or folder of an archive cannot be read; what it holds is missing."
    ENCODING_GUESSED = "encoding-guessed", "warning", "The bytes are not UTF-8 and were read as another encoding."
    ENCODING_REPLACED = "encoding-replaced", "error", "Bytes that no encoding explains were replaced by U+FFFD."
    CHARACTER_INVALID = "character-invalid", "warning", "A control character or lone surrogate stands where the format allows none."
    FRONT_MATTER_UNCLOSED = "front-matter-unclosed", "error", "Front matter begins, and no fence closes it."
    FRONT_MATTER_INVALID = "front-matter-invalid", "error", "A part of the front matter does not follow its format."
    DUPLICATE_KEY = "duplicate-key", "error", "A key stands twice in one mapping, or in two spellings; one value is taken."
    VALUE_INVALID = "value-invalid", "error", "The value of a key is not of the kind that the key asks for."
    DATE_INVALID = "date-invalid", "error", "A date cannot be read, or does not exist."
    DATE_IMPRECISE = "date-imprecise", "warning", "A date leaves out its day or month; the first was taken."
    DATE_AMBIGUOUS = "date-ambiguous", "warning", "A date can be read in two ways: day or month first, or a time zone of several places."
    PEOPLE_MISMATCH = "people-mismatch", "warning", "Names and the links beside them are not of one number."
    URL_INVALID = "url-invalid", "error", "A URL cannot be one, by its own syntax."
    URL_SUSPECT = "url-suspect", "warning", "A URL probably holds more, or other characters, than its author meant."
    LINK_MALFORMED = "link-malformed", "warning", "Something looks like a link or image, and Markdown reads text."
    HEADING_MALFORMED = "heading-malformed", "warning", "A line looks like a heading, and Markdown reads text."
    FENCE_UNCLOSED = "fence-unclosed", "warning", "A code fence is never closed: all that follows is code."
    SHORTCODE_UNCLOSED = "shortcode-unclosed", "warning", "A shortcode or tag is opened and not closed, or closed and not opened."
    LIMIT_REACHED = "limit-reached", "error", "A bound on depth or size was reached; what lies beyond it was not read."
