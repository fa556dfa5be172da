"""Dates as people write them."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnposts import _dates

CHINA = timezone(timedelta(hours=8))
EXACT = [
    ("2019-06-21T19:20:19+08:00", "2019-06-21T19:20:19+08:00"),
    ("2020-05-08", "2020-05-08T00:00:00+08:00"),
    ("20180811", "2018-08-11T00:00:00+08:00"),
    ("2020-5-8", "2020-05-08T00:00:00+08:00"),
    ("2020/5/8 3:04", "2020-05-08T03:04:00+08:00"),
    ("2013-11-22 5:00:00 +0000", "2013-11-22T05:00:00+00:00"),
    ("2015-07-29 18:18:31 UTC", "2015-07-29T18:18:31+00:00"),
    ("2015-07-29 18:18:31 EST", "2015-07-29T18:18:31-05:00"),
    ("2015-07-29 18:18:31 CST", "2015-07-29T18:18:31+08:00"),
    ("2023-01-29 18:30:22 2023 -0800", "2023-01-29T18:30:22-08:00"),
    ("2006-01-02 15:04:05 -0700 MST", "2006-01-02T15:04:05-07:00"),
    ("2006-01-02 15:04:05.123456789 +0800 CST m=+0.001", "2006-01-02T15:04:05.123456+08:00"),
    ("2020-05-08T14:30:00.123456789Z", "2020-05-08T14:30:00.123456+00:00"),
    ("2020年5月8日", "2020-05-08T00:00:00+08:00"),
    ("2020年5月8日 14:30", "2020-05-08T14:30:00+08:00"),
    ("2020 年 5 月 8 日 星期五 下午2点30分", "2020-05-08T14:30:00+08:00"),
    ("2020年5月8日 (14:30)", "2020-05-08T14:30:00+08:00"),
    ("2020年5月8日 10:00 UTC", "2020-05-08T10:00:00+00:00"),
    ("May 8, 2020", "2020-05-08T00:00:00+08:00"),
    ("Mon, 02 Jan 2006 15:04:05 MST", "2006-01-02T15:04:05-07:00"),
    ("Thu Aug 10 2017 20:00:00 GMT+0800 (CST)", "2017-08-10T20:00:00+08:00"),
    ("13/05/2020", "2020-05-13T00:00:00+08:00"),
    ("2020-05-08 09:05:07 PM", "2020-05-08T21:05:07+08:00"),
    ("2020-05-08 9:05pm UTC", "2020-05-08T21:05:00+00:00"),
    ("2020-05-08 12:05 AM", "2020-05-08T00:05:00+08:00"),
    ("2020年5月8日 凌晨12:30", "2020-05-08T00:30:00+08:00"),
    ("2020年5月8日 中午11:30", "2020-05-08T11:30:00+08:00"),
    ("2020年5月8日 中午1点", "2020-05-08T13:00:00+08:00"),
    ("2020年5月8日 下午12:10", "2020-05-08T12:10:00+08:00"),
    ("2020年5月8日 晚上8点", "2020-05-08T20:00:00+08:00"),
    ("2020年5月8日 晚上12点", "2020-05-09T00:00:00+08:00"),
    ("Fri May 08 2020 09:05:07 GMT+0800 (China Standard Time)", "2020-05-08T09:05:07+08:00"),
]


@pytest.mark.parametrize(("text", "expected"), EXACT)
def test_exact(text, expected):
    found = _dates.read(f" {text} ", CHINA)
    assert found.value.isoformat() == expected
    assert (found.imprecise, found.ambiguous, found.reason) == (False, False, None)


@pytest.mark.parametrize(
    ("text", "day"),
    [("2020", "2020-01-01"), ("2020-05", "2020-05-01"), ("2020年5月", "2020-05-01"), ("2020年", "2020-01-01"), ("Aug 2019", "2019-08-01")],
)
def test_imprecise(text, day):
    found = _dates.read(text, CHINA)
    assert (found.value.date().isoformat(), found.imprecise) == (day, True)


@pytest.mark.parametrize(("text", "day"), [("08/05/2020", "2020-08-05"), ("8-5-20", "2020-08-05"), ("08.05.1999", "1999-08-05")])
def test_ambiguous(text, day):
    found = _dates.read(text, CHINA)
    assert (found.value.date().isoformat(), found.ambiguous) == (day, True)


@pytest.mark.parametrize(
    ("text", "day", "reason"),
    [
        ("2023-09-19 21:43:79", "2023-09-19", "Second 79 is out of range"),
        ("2020-05-08 24:00:00", "2020-05-08", "Hour 24 is out of range"),
        ("2020-05-08 nonsense", "2020-05-08", "'nonsense' is no time"),
        ("2020年5月8日 25:00", "2020-05-08", "Hour 25"),
    ],
)
def test_a_broken_time_leaves_the_day(text, day, reason):
    found = _dates.read(text, CHINA)
    assert (found.value and found.value.date().isoformat()) == day
    assert reason in found.reason


@pytest.mark.parametrize(
    "text",
    [
        "",
        "true",
        "10:30",
        "10:30:00",
        "1526781951",
        "1.5",
        "0123",
        "20189999",
        "2020-02-30",
        "2020-13-01",
        "2020年13月8日",
        "Monday 10:00",
        "5 May",
        "x" * 200,
        "a1",
        "٢٠٢٠",
    ],
)
def test_no_date(text):
    found = _dates.read(text, CHINA)
    assert found.value is None
    assert found.reason


@given(st.text(max_size=30) | st.text("0123456789-/:. TZ年月日+", max_size=25))
def test_any_text(text):
    found = _dates.read(text, CHINA)
    assert found.value is None or found.value.tzinfo
    assert found.value or found.reason


def test_dateutil_is_not_imported_for_common_dates():
    script = "import sys, datetime as d; from cnposts import _dates; _dates.read('2020-05-08', d.UTC); print('dateutil' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip() == "False"


@pytest.mark.parametrize("text", ["2020-05-08 10:00 {}", "May 8, 2020 10:00 AM {}"])
@pytest.mark.parametrize(
    ("name", "zone", "doubt"), [("IST", CHINA, "IST"), ("XYZ", CHINA, "XYZ"), ("CST", CHINA, None), ("CST", UTC, "CST")]
)
def test_a_name_of_no_zone_or_of_several_is_told(text, name, zone, doubt):
    assert _dates.read(text.format(name), zone) == _dates.Date(datetime(2020, 5, 8, 10, tzinfo=zone), zone=doubt)


def test_the_last_evening_has_no_end():
    assert _dates.read("9999年12月31日 晚上12点", CHINA).value.day == 31
