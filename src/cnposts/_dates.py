"""Reads dates as people write them; never takes a part of one from today."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo


@dataclass(slots=True)
class Date:
    """What a text says about a date, and in ``reason``, what of it cannot be read; with a value, that was but the time.

    It is imprecise where day or month is left out (the first was taken), ambiguous where these can be read the other way round; ``zone``
    is the name of a time zone that names none or several.
    """

    value: datetime | None
    imprecise: bool = False
    ambiguous: bool = False
    reason: str | None = None
    zone: str | None = None


_MAX_LENGTH = 100
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_BARE = re.compile(r"(?P<year>19\d\d|20\d\d|2100)(?:(?P<month>\d\d)(?P<day>\d\d))?", re.ASCII)
"""A bare number is a year, or eight digits a date, only from 1900 to 2100."""
_NUMERIC = re.compile(
    r"""(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})
    (?:(?:[Tt]|[Tt]?[ \t]+)(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,](?P<fraction>\d+))?)?
        (?:[ \t]*(?P<half>[AaPp][Mm])\b)?)?
    (?:\s+\d{4}(?=\s|$))?                                    # a year that stands there once more
    \s*(?P<zone>[Zz]|[A-Z]{2,5}|[-+]\d{1,2}(?::?\d{2})?)?
    (?:\s+[A-Z]{2,5}|\s+[-+]\d{2,4})?(?:\s+m=\S+)?$           # Go prints the zone's name behind its offset""",
    re.VERBOSE,
)
_CHINESE = re.compile(
    r"""(?P<year>\d{4})\s*年(?:\s*(?P<month>\d{1,2})\s*月(?:份|\s*(?P<day>\d{1,2})\s*[日号])?)?
    (?:\s*[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?)?
    (?:\s*[(（]?(?P<half>凌晨|半夜|清晨|早上|上午|中午|下午|傍晚|晚上)?\s*(?P<hour>\d{1,2})\s*[:：点时]
       (?:\s*(?P<minute>\d{1,2})\s*分?)?(?:\s*[:：]?\s*(?P<second>\d{1,2})\s*秒?)?)?
    \s*[(（]?(?P<zone>北京时间|UTC|GMT|[-+]\d{1,2}(?::?\d{2})?)?[)）]?\s*$""",
    re.VERBOSE,
)
_DAY = re.compile(r"\d{4}(?:[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)|\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*[日号])")
_SLASHED = re.compile(r"(0?\d|1[0-2])[-/.](?!\1\b)(0?\d|1[0-2])[-/.]\d{2,4}(?!\d)")
# JavaScript's `GMT+0800 (China Standard Time)`: dateutil turns the sign round, as POSIX would, and reads no words behind it.
_GREENWICH = re.compile(r"\b(?:GMT|UTC)(?=[-+]\d)|(?<=[-+]\d{4})\s*\([^()]*\)$")
_BOUNDS = {"month": (1, 12), "day": (1, 31), "hour": (0, 23), "minute": (0, 59), "second": (0, 59)}
_NOON = 12
_FORENOON = {"am", "凌晨", "半夜", "清晨", "早上", "上午"}
_EVENING = {"傍晚", "晚上"}
_HOURS = {
    "UTC": 0, "GMT": 0, "Z": 0, "CET": 1, "CEST": 2, "北京时间": 8, "JST": 9,
    "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
"""Hours east of Greenwich. `CST` is not here: it is China's and America's."""
_ZONES = {name: timezone(timedelta(hours=hours)) for name, hours in _HOURS.items()}
_STANDARD_TIME = 1973
"""From this year on, all zones are whole minutes from UTC."""
_CST = {timedelta(hours=8), timedelta(hours=-6), timedelta(hours=-5)}


def read(text: str, timezone: tzinfo) -> Date:
    """Read a date; one that names no time zone is in ``timezone``. Where there is none, the reason is told."""
    found = _read(text.strip(), timezone)
    if found.value and found.value.year < _STANDARD_TIME:
        found.value = standard(found.value)
    return found


def standard(value: datetime) -> datetime:
    """The date with whole minutes of offset: RFC 3339 (section 4.2) and JSON know no seconds, which local times had once."""
    offset = value.utcoffset() or timedelta()
    return value.replace(tzinfo=timezone(timedelta(minutes=round(offset / timedelta(minutes=1))))) if offset.total_seconds() % 60 else value


def moment(value: object) -> datetime | None:
    """A date of any kind, as a caller's model may have it, with its zone; UTC where it has none."""
    if isinstance(value, datetime):
        return standard(value if value.tzinfo else value.replace(tzinfo=UTC))
    return datetime(value.year, value.month, value.day, tzinfo=UTC) if isinstance(value, date) else None


def _read(text: str, timezone: tzinfo) -> Date:
    if _NUMBER.fullmatch(text):
        match = _BARE.fullmatch(text)
        found = _from_parts(match, timezone) if match else Date(None)
        return found if found.value else Date(None, reason=f"{text} is a number and no date.")
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        return _written(text, timezone)
    return Date(value if value.tzinfo else value.replace(tzinfo=timezone))


def _written(text: str, zone: tzinfo) -> Date:
    if len(text) > _MAX_LENGTH or not any(map(str.isdigit, text)):
        return Date(None, reason=f"{text[:_MAX_LENGTH]!r} is no date.")
    match = _NUMERIC.match(text) or _CHINESE.match(text)
    found = _from_parts(match, zone) if match else _from_dateutil(text, zone)
    day = _DAY.match(text)
    if found.value or not day or day[0] == text:
        return found
    alone = _written(day[0], zone)
    reason = found.reason if match else f"{text[day.end() :].strip()!r} is no time."
    return Date(alone.value, reason=f"{reason} Only the date was read." if alone.value else alone.reason)


def _from_parts(match: re.Match[str], zone: tzinfo) -> Date:
    parts = match.groupdict()
    numbers = {name: int(parts.get(name) or low) for name, (low, _) in _BOUNDS.items()}
    microsecond = int((parts.get("fraction") or "0").ljust(6, "0")[:6])
    name = parts.get("zone") or ""
    try:
        known = _zone(name)
        value = datetime(int(parts["year"]), microsecond=microsecond, tzinfo=known or zone, **numbers)
        value += _half(value.hour, (parts.get("half") or "").lower())
    except (ValueError, OverflowError) as error:
        wrong = [f"{name.capitalize()} {numbers[name]}" for name, (low, high) in _BOUNDS.items() if not low <= numbers[name] <= high]
        return Date(None, reason=f"{wrong[0]} is out of range." if wrong else f"{match[0]!r} is no date: {error}.")
    return Date(value, imprecise=not (parts["month"] and parts["day"]), zone=_doubtful(None if known else name, value))


def _half(hour: int, half: str) -> timedelta:
    """What a word for a part of the day adds to ``hour``: 下午2点 is 14:00, 12 AM is 00:00, and 晚上12点 is the end of that day."""
    if hour == _NOON and (half in _FORENOON or half in _EVENING):
        return timedelta(hours=_NOON if half in _EVENING else -_NOON)
    is_later = half and half not in _FORENOON and hour < (_NOON if half != "中午" else _NOON - 2)
    return timedelta(hours=_NOON if is_later else 0)


def _doubtful(name: str | None, value: datetime) -> str | None:
    """The name of a time zone that is not known; `CST` is where ``value`` stands in China's or America's."""
    return None if not name or (name == "CST" and value.utcoffset() in _CST) else name


def _zone(text: str) -> tzinfo | None:
    if text[:1] not in {"+", "-"}:
        return _ZONES.get(text.upper())
    digits = text[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if digits[2:] else (digits, "0")
    return timezone(timedelta(hours=int(hours), minutes=int(minutes)) * int(text[0] + "1"))


def _from_dateutil(text: str, zone: tzinfo) -> Date:
    from dateutil import parser  # noqa: PLC0415 - costs more than most archives need

    defaults, unknown = (datetime(2000, 1, 1), datetime(2004, 12, 28)), [""]  # noqa: DTZ001

    def named(name: str | None, offset: float | None) -> tzinfo | None:  # else dateutil asks the machine's own, or warns
        found = _ZONES.get(name or "") if offset is None else timezone(timedelta(seconds=offset))
        unknown.append("" if found else name or "")
        return found

    try:
        first, second = (parser.parse(_GREENWICH.sub("", text), default=default, tzinfos=named) for default in defaults)
        offset = first.utcoffset()
    except (ValueError, ArithmeticError, TypeError, LookupError, AttributeError) as error:
        return Date(None, reason=f"{text!r} is no date: {error}.")
    if first.year != second.year:
        return Date(None, reason=f"{text!r} names no year.")
    value = first.replace(tzinfo=zone if offset is None else timezone(offset))
    ambiguous, doubtful = bool(_SLASHED.match(text)), _doubtful(unknown[-1], value)
    return Date(value, imprecise=first.date() != second.date(), ambiguous=ambiguous, zone=doubtful)
