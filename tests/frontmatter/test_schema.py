"""The caller's model: own fields, overridden fields, aliases, defaults, and what is required."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from enum import StrEnum

import pytest
from pydantic import AliasChoices, AwareDatetime, BaseModel, ConfigDict, Field, HttpUrl, NaiveDatetime, field_validator, model_validator
from pydantic.alias_generators import to_camel

from cnposts.models import FrontMatter


class Level(StrEnum):
    LOW = "low"
    HIGH = "high"


class Event(FrontMatter):
    title: str
    starts_at: AwareDatetime
    day: date | None = None
    seats: int = 10
    price: float | None = None
    venue: str = "online"
    level: Level = Level.LOW
    site: HttpUrl | None = Field(default=None, validation_alias="event-site")
    room: str = Field(default="", validation_alias=AliasChoices("hall", "saal"))
    names: tuple[str, ...] = ()
    weight: float = 0.5

    @field_validator("seats")
    @classmethod
    def _some(cls, value):
        if value < 1:
            raise ValueError("no seats")
        return value


def test_own_fields(yaml_post):
    result = yaml_post(
        "title: 2019\nStarts-At: 2020年5月8日 14:30\nday: 2020-05-08\nseats: '20'\nprice: 3.50\nvenue: 007\nlevel: high\n"
        "event-site: https://e.example\nhall: A\nnames: [1.10, on]\nweight: 1.5",
        model=Event,
    )
    meta = result.meta
    assert (meta.title, meta.starts_at, meta.day) == ("2019", datetime(2020, 5, 8, 14, 30, tzinfo=UTC), date(2020, 5, 8))
    assert (meta.seats, meta.price, meta.venue, meta.level, meta.room) == (20, 3.5, "007", "high", "A")
    assert (str(meta.site), meta.names, meta.weight) == ("https://e.example/", ("1.10", "on"), 1.5)
    assert result.messages == ()


def test_unfit_values_take_their_defaults(yaml_post):
    result = yaml_post("title: x\nstarts_at: 2020-05-08\nseats: 0\nlevel: middle\nevent_site: no\nvenue:\nweight: heavy", model=Event)
    assert (result.meta.seats, result.meta.level, result.meta.site, result.meta.venue, result.meta.weight) == (
        10,
        "low",
        None,
        "online",
        0.5,
    )
    assert [(message.rule, message.span.line) for message in result.messages] == [("value-invalid", line) for line in (4, 5, 6, 8)]
    assert "no seats" in result.messages[0].reason


@pytest.mark.parametrize(
    ("block", "lines"),
    [
        ("starts_at: 2020-05-08", [1]),
        ("title: x", [1]),
        ("seats: 3", [1]),
        ("title: x\nstarts_at: soon", [3]),
        ("title: [a]\nstarts_at: 2020-01-01", [2]),
    ],
)
def test_required_fields(block, lines, yaml_post):
    result = yaml_post(block, model=Event)
    assert result.meta is None
    assert [message.span.line for message in result.messages][: len(lines)] == lines
    assert {message.severity for message in result.messages} == {"error"}


def test_without_front_matter(post):
    result = post("body", model=Event)
    assert result.meta is None
    assert result.messages[0].span.start == 0


class Camel(FrontMatter):
    model_config = ConfigDict(alias_generator=to_camel)
    event_name: str = ""
    begins: NaiveDatetime | None = None


def test_an_alias_generator(yaml_post):
    result = yaml_post("eventName: x\noriginal_url: https://o.example\nbegins: 2020-01-01 10:00:00 +0800", model=Camel)
    assert (result.meta.event_name, result.meta.original_url) == ("x", "https://o.example")
    assert result.meta.begins == datetime(2020, 1, 1, 10)


class Strict(FrontMatter):
    @model_validator(mode="after")
    def _titled(self):
        if not self.title:
            raise ValueError("no title")
        return self


def test_a_model_validator(yaml_post):
    assert yaml_post("title: x", model=Strict).meta.title == "x"
    result = yaml_post("slug: x", model=Strict)
    assert result.meta is None
    assert "no title" in result.messages[0].reason


class Dated(FrontMatter):
    date: AwareDatetime
    tags: list[str] = Field(default_factory=list)


def test_overridden_fields_keep_their_messages(yaml_post):
    result = yaml_post("date: 2020-05\ntags: a, b", model=Dated)
    assert result.meta.date.month == 5
    assert result.meta.tags == ["a", "b"]
    assert result.rules == ["date-imprecise"]
    assert yaml_post("title: x", model=Dated).meta is None
    assert yaml_post("title: x", model=Dated, path="2020-05-08-x.md").meta.date.day == 8


class Venue(BaseModel):
    name: str
    opens: datetime | None = None


class Nested(FrontMatter):
    dates: list[datetime] = Field(default_factory=list)
    naive: list[NaiveDatetime] = Field(default_factory=list)
    days: dict[str, date] = Field(default_factory=dict)
    at: time | None = None
    venues: list[Venue] = Field(default_factory=list)
    authors: list[str] = Field(default_factory=list)  # type: ignore[assignment]
    mine: list[str] = Field(default_factory=list)


@pytest.mark.parametrize(
    ("block", "values", "reasons"),
    [
        ("dates: [2020年5月8日, 08/05/2020]", ["2020-05-08T00:00:00Z", "2020-08-05T00:00:00Z"], ["month first"]),
        ("dates: 2020年5月8日", ["2020-05-08T00:00:00Z"], []),
        ("naive: [2020年5月8日]", ["2020-05-08T00:00:00"], []),
        ("days:\n  a: 2020/5/8", {"a": "2020-05-08"}, []),
        ("at: 10:30", "10:30:00", []),
        ("venues:\n  - name: x\n    opens: 2020年5月8日", [{"name": "x", "opens": "2020-05-08T00:00:00Z"}], []),
        ("venues: {name: x}", [{"name": "x", "opens": None}], []),
        ("venues:\n  - name: x\n  - nam: y", [], ["'venues[1].name' does not fit"]),
        ("venues:\n  - name: x\n    opens: soon", [], ["'venues[0].opens' does not fit"]),
        ("authors: [{name: J}, K]", ["J", "K"], []),
        ("author: Jane, John", ["Jane", "John"], []),
        ("mine: a", ["a"], []),
        ("mine: a, b", ["a", "b"], []),
    ],
)
def test_nested_values(block, values, reasons, yaml_post):
    result = yaml_post(block, model=Nested)
    name = block.partition(":")[0].replace("author", "authors").replace("ss", "s")
    assert result.meta.model_dump(mode="json")[name] == values
    assert len(result.messages) == len(reasons)
    for message, reason in zip(result.messages, reasons, strict=True):
        assert reason in message.reason


def test_a_nested_fault_is_told_at_its_place(yaml_post):
    result = yaml_post("venues:\n  - name: x\n  - nam: y", model=Nested)
    assert result.messages[0].span.line == 4


def test_all_required_keys_are_told(post):
    class Three(FrontMatter):
        one: str
        two: str = Field(validation_alias="zwei")
        three: str = Field(validation_alias=AliasChoices("drei", "d"))

    assert sorted(message.reason for message in post("---\nx: 1\n---\n", model=Three).messages) == [
        f"The required key {name!r} is missing." for name in ("one", "three", "two")
    ]
