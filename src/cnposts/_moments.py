"""Ranges of dates, as people name them: ``"2020"``, ``"2020-05"``, a date, a moment."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta


def bounds(text: date | str | None) -> tuple[datetime | None, datetime | None]:
    """The first moment of what ``text`` says, and the first one behind it; naive ones mean the time that a post itself is written in."""
    if text is None:
        return None, None
    month = re.fullmatch(r"(\d{4})(?:-(\d\d))?", text) if isinstance(text, str) else None
    if month:
        first = datetime(int(month[1]), int(month[2] or 1), 1)  # noqa: DTZ001 - see above
        after = first + timedelta(days=31 if month[2] else 366)
        return first, after.replace(day=1) if month[2] else after.replace(month=1, day=1)
    if isinstance(text, str):
        is_day = len(text) == len("2020-05-08")
        text = datetime.fromisoformat(text)
        return text, text + (timedelta(days=1) if is_day else timedelta.resolution)
    if isinstance(text, datetime):
        return text, text + timedelta.resolution
    first = datetime(text.year, text.month, text.day)  # noqa: DTZ001 - see above
    return first, first + timedelta(days=1)


def is_before(moment: datetime, bound: datetime) -> bool:
    """Whether ``moment`` lies before ``bound``; before a naive one, by the time that it is written in."""
    return (moment if bound.tzinfo else moment.replace(tzinfo=None)) < bound
