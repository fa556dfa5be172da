"""Ranges of dates as people name them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pandas as pd
import pytest

from cnposts._moments import bounds, is_before

CHINA = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2020", datetime(2020, 1, 1), datetime(2021, 1, 1)),
        ("2021", datetime(2021, 1, 1), datetime(2022, 1, 1)),
        ("2020-02", datetime(2020, 2, 1), datetime(2020, 3, 1)),
        ("2020-12", datetime(2020, 12, 1), datetime(2021, 1, 1)),
        ("2020-05-08", datetime(2020, 5, 8), datetime(2020, 5, 9)),
        (date(2020, 5, 8), datetime(2020, 5, 8), datetime(2020, 5, 9)),
        ("2020-05-08T12:00", datetime(2020, 5, 8, 12), datetime(2020, 5, 8, 12, 0, 0, 1)),
        ("2020-05-08T12:00+08:00", datetime(2020, 5, 8, 12, tzinfo=CHINA), datetime(2020, 5, 8, 12, 0, 0, 1, tzinfo=CHINA)),
        (datetime(2020, 5, 8, 12, tzinfo=UTC), datetime(2020, 5, 8, 12, tzinfo=UTC), datetime(2020, 5, 8, 12, 0, 0, 1, tzinfo=UTC)),
        ("20200508", datetime(2020, 5, 8), datetime(2020, 5, 9)),
        ("9999", datetime(9999, 1, 1), None),
        (date.max, datetime(9999, 12, 31), None),
        (None, None, None),
    ],
)
def test_bounds(text, first, after):
    assert bounds(text) == (first, after)


@pytest.mark.parametrize("text", ["yesterday", "2020-13", "2020-02-30", ""])
def test_what_is_no_date_raises(text):
    with pytest.raises(ValueError, match=r"\w"):
        bounds(text)


def test_a_naive_bound_means_the_time_that_is_written():
    moment = datetime(2020, 5, 8, 0, 30, tzinfo=CHINA)
    assert not is_before(moment, datetime(2020, 5, 8))
    assert is_before(moment, datetime(2020, 5, 8, tzinfo=UTC))


@pytest.mark.parametrize("when", [2020, 3.5, ["2020"], pd.NaT])
def test_what_is_neither_date_nor_text_is_named(when):
    with pytest.raises(TypeError, match="since and until"):
        bounds(when)
