"""Ranges of dates, as people name them: ``"2020"``, ``"2020-05"``, a date, a moment."""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from datetime import date, datetime, timedelta


def bounds(when: date | str | None) -> tuple[datetime | None, datetime | None]:
    """The first moment of what ``when`` says, and the first one behind it, if years have one.

    Naive ones mean the time that a post itself is written in.

    Raises:
        TypeError: ``when`` is neither a date nor a text.
        ValueError: The text is no date.
    """
    if when is None:
        return None, None
    if not isinstance(when, date | str) or when != when:  # noqa: PLR0124 - NaT is not equal to itself
        raise TypeError(f"since and until take dates, and texts such as '2020-05', not {when!r}")
    first, days = _first(when)
    try:
        return first, first + (timedelta(days=days) if days else timedelta.resolution)
    except OverflowError:
        return first, None


def _first(when: date | str) -> tuple[datetime, int]:
    """The first moment, and how many days it is of; 0 where it is one moment."""
    if isinstance(when, str):
        month = re.fullmatch(r"(\d{4})(?:-(\d\d))?", when)
        if month:
            first = datetime(int(month[1]), int(month[2] or 1), 1)  # noqa: DTZ001 - see above
            return first, monthrange(first.year, first.month)[1] if month[2] else 365 + isleap(first.year)
        when = _parsed(when)
    if isinstance(when, datetime):
        return when, 0
    return datetime(when.year, when.month, when.day), 1  # noqa: DTZ001 - see above


def _parsed(when: str) -> date:
    try:
        return date.fromisoformat(when)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(when)
    except ValueError as error:
        raise ValueError(f"{when!r} is no date; since and until take dates, and texts such as '2020', '2020-05' or '2020-05-08'") from error


def is_before(moment: datetime, bound: datetime) -> bool:
    """Whether ``moment`` lies before ``bound``; before a naive one, by the time that it is written in."""
    return (moment if bound.tzinfo else moment.replace(tzinfo=None)) < bound
