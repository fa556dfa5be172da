"""Reads dates as people write them; never takes a part of one from today."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(slots=True)
class Date:
    """What a text says about a date.

    Attributes:
        value: The date, aware; None where the text holds none.
        imprecise: Whether the text leaves out day or month; the first was taken.
        ambiguous: Whether day and month can be read the other way round; the month was taken first.
        reason: What of the text could not be read, if anything; with a value, only its time was dropped.
    """

    value: datetime | None
    imprecise: bool = False
    ambiguous: bool = False
    reason: str | None = None


_MAX_LENGTH = 100
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_YEARS = range(1900, 2101)
"""A bare number is a year, or eight digits a date, only here."""

_NUMERIC = re.compile(
    r"""(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})
    (?:(?:[Tt]|[Tt]?[ \t]+)(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,](?P<fraction>\d+))?)?)?
    (?:\s+\d{4}(?=\s|$))?                                    # a year that stands there once more
    \s*(?P<zone>[Zz]|[A-Z]{3,4}|[-+]\d{1,2}(?::?\d{2})?)?
    (?:\s+[A-Z]{2,5}|\s+[-+]\d{2,4})?                         # Go prints the zone's name behind its offset
    (?:\s+m=\S+)?$""",
    re.VERBOSE,
)
_CHINESE = re.compile(
    r"""(?P<year>\d{4})\s*年(?:\s*(?P<month>\d{1,2})\s*月(?:份|\s*(?P<day>\d{1,2})\s*[日号])?)?
    (?:\s*[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?)?
    (?:\s*[(（]?(?P<half>凌晨|早上|上午|中午|下午|晚上)?\s*(?P<hour>\d{1,2})\s*[:：点时]
       (?:\s*(?P<minute>\d{1,2})\s*分?)?(?:\s*[:：]?\s*(?P<second>\d{1,2})\s*秒?)?)?
    \s*[(（]?(?P<zone>北京时间|UTC|GMT|[-+]\d{1,2}(?::?\d{2})?)?[)）]?\s*$""",
    re.VERBOSE,
)
_PREFIX = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_SLASHED = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.]\d{2,4}(?!\d)")
_GREENWICH = re.compile(r"\b(?:GMT|UTC)(?=[-+]\d)")
"""JavaScript's `GMT+0800`, whose sign dateutil turns round, as POSIX would."""
_MONTHS = 12
_NOON = 12
_AFTERNOON = {"下午", "晚上", "中午"}
_ZONES = {
    "UTC": 0, "GMT": 0, "Z": 0, "CET": 1, "CEST": 2, "北京时间": 8, "JST": 9,
    "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
"""Hours east of Greenwich. `CST` is not here: it is China's and America's."""


def read(text: str, timezone: tzinfo) -> Date:
    """Read a date; one that names no time zone is in ``timezone``.

    Args:
        text: The date as written.
        timezone: The zone of dates that name none.

    Returns:
        The date with its doubts, or the reason why there is none.
    """
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return _number(text, timezone)
    try:
        return Date(_aware(datetime.fromisoformat(text), timezone))
    except ValueError:
        return _written(text, timezone)


def fault(text: str) -> str:
    """What of ``text`` cannot be read as a date."""
    return read(text, UTC).reason or f"{text!r} is no date."


def _aware(value: datetime, zone: tzinfo) -> datetime:
    return value if value.tzinfo else value.replace(tzinfo=zone)


def _number(text: str, zone: tzinfo) -> Date:
    """Eight digits that are a date, or four that are a year."""
    try:
        if len(text) in {4, 8} and text.isascii() and int(text[:4]) in _YEARS:
            value = datetime.strptime(text, "%Y%m%d" if text[4:] else "%Y")  # noqa: DTZ007
            return Date(value.replace(tzinfo=zone), imprecise=len(text) < 8)  # noqa: PLR2004
    except ValueError:
        pass
    return Date(None, reason=f"{text} is a number and no date.")


def _written(text: str, zone: tzinfo) -> Date:
    if len(text) > _MAX_LENGTH or not any(map(str.isdigit, text)):
        return Date(None, reason=f"{text[:_MAX_LENGTH]!r} is no date.")
    match = _NUMERIC.match(text) or _CHINESE.match(text)
    found = _from_parts(match, zone) if match else _from_dateutil(text, zone)
    if found.value:
        return found
    prefix = _PREFIX.match(text)
    if prefix:
        day = _from_parts(_NUMERIC.match(prefix[0]) or prefix, zone)
        reason = found.reason if match else f"{text[prefix.end() :].strip()!r} is no time."
        return Date(day.value, reason=f"{reason} Only the date was read." if day.value else day.reason)
    return found


def _from_parts(match: re.Match[str], zone: tzinfo) -> Date:
    parts = match.groupdict()
    hour = int(parts["hour"] or 0)
    if parts.get("half") in _AFTERNOON and hour < _NOON:
        hour += _NOON
    numbers = [int(parts[name] or 1) for name in ("year", "month", "day")]
    numbers += [hour, int(parts["minute"] or 0), int(parts["second"] or 0), int((parts.get("fraction") or "0").ljust(6, "0")[:6])]
    try:
        value = datetime(*numbers, tzinfo=_zone(parts["zone"]) or zone)  # type: ignore[arg-type, misc]
    except ValueError as error:
        return Date(None, reason=_out_of_range(numbers) or f"{match[0]!r} is no date: {error}.")
    return Date(value, imprecise=parts["month"] is None or parts["day"] is None)


def _out_of_range(numbers: list[int]) -> str | None:
    """Names the first part that no calendar or clock has."""
    bounds = (("month", 1, 12), ("day", 1, 31), ("hour", 0, 23), ("minute", 0, 59), ("second", 0, 59))
    for (name, low, high), number in zip(bounds, numbers[1:], strict=False):
        if not low <= number <= high:
            return f"{name.capitalize()} {number} is out of range."
    return None


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text[0] not in "+-":
        return _named(text.upper(), None)
    digits = text[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")  # noqa: PLR2004
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if text[0] == "-" else offset)


def _named(name: str | None, offset: float | None) -> tzinfo | None:
    """The zone for dateutil, which would else ask the machine's own, or warn."""
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    hours = _ZONES.get(name or "")
    return None if hours is None else timezone(timedelta(hours=hours))


@cache
def _dateutil() -> Callable[..., Any]:
    from dateutil.parser import parser, parserinfo  # noqa: PLC0415 - costs more than most archives need

    class Info(parserinfo):
        def convertyear(self, year: int, century_specified: bool = False) -> int:  # noqa: FBT001, FBT002
            # As POSIX has it; dateutil's own rule depends on the day it is asked.
            return year if century_specified or year > 99 else year + (2000 if year < 69 else 1900)  # noqa: PLR2004

    return parser(Info()).parse


def _from_dateutil(text: str, zone: tzinfo) -> Date:
    try:
        first, second = (
            _dateutil()(_GREENWICH.sub("", text), default=default, tzinfos=_named)
            for default in (datetime(2000, 1, 1), datetime(2004, 12, 28))  # noqa: DTZ001
        )
        offset = first.utcoffset()
    except (ValueError, ArithmeticError, TypeError, LookupError, AttributeError) as error:
        return Date(None, reason=f"{text!r} is no date: {error}.")
    if first.year != second.year:
        return Date(None, reason=f"{text!r} names no year.")
    value = first.replace(tzinfo=zone if offset is None else timezone(offset))
    slashed = _SLASHED.match(text)
    ambiguous = bool(slashed and slashed[1] != slashed[2] and int(slashed[1]) <= _MONTHS >= int(slashed[2]))
    return Date(value, imprecise=first.date() != second.date(), ambiguous=ambiguous)
