"""People as archives write them in one string."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnposts import _people

CASES = {
    "林静": [("林静",)],
    "林静 (F5)": [("林静", None, "F5")],
    "林静（F5，云）": [("林静", None, "F5，云")],
    "Mandy (Mani) Bin": [("Mandy (Mani) Bin",)],
    "Foo (@foo)": [("Foo (@foo)",)],
    "(anonymous)": [("(anonymous)",)],
    "甲&乙": [("甲",), ("乙",)],
    "AT&T": [("AT&T",)],
    "甲、乙；丙 和 丁，戊": [("甲",), ("乙",), ("丙",), ("丁",), ("戊",)],
    "A, B, and C": [("A",), ("B",), ("C",)],
    "Foo Bar (Acme, Inc.) & Baz": [("Foo Bar", None, "Acme, Inc."), ("Baz",)],
    "[A B](https://a.example) (IBM), [C](https://c.example) (G)": [("A B", "https://a.example", "IBM"), ("C", "https://c.example", "G")],
    "[A](u) [B](v)": [("A", "u"), ("B", "v")],
    "[A](mailto:a@a.example)": [("A", None, None, "a@a.example")],
    "[A](https://a.example/x_(y))": [("A", "https://a.example/x_(y)")],
    "Foo <foo@x.example>": [("Foo", None, None, "foo@x.example")],
    "Foo <https://x.example>": [("Foo", "https://x.example")],
    "Foo foo@x.example": [("Foo", None, None, "foo@x.example")],
    "Foo - https://x.example/": [("Foo", "https://x.example/")],
    "Foo (https://x.example/)": [("Foo", "https://x.example/")],
    'Eve "Hip" Sla https://o.example/eve': [('Eve "Hip" Sla', "https://o.example/eve")],
    "A https://a.example,B https://b.example": [("A", "https://a.example"), ("B", "https://b.example")],
    "https://x.example/a": [("https://x.example/a", "https://x.example/a")],
    "foo@x.example": [("foo@x.example", None, None, "foo@x.example")],
    "Foo <bar": [("Foo <bar",)],
    "jane@x.example (Jane Doe)": [("Jane Doe", None, None, "jane@x.example")],
    "\u200b林\u200b": [("林",)],
    " ": [],
    ", ,": [],
}


@pytest.mark.parametrize("text", CASES)
def test_people(text):
    found = _people.read(text)
    assert [(person.name, person.url, person.affiliation, person.email) for person in found] == [
        (case + (None,) * 3)[:4] for case in CASES[text]
    ]
    for person in found:
        assert person.url is None or text.startswith(person.url, person.start)


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("https://a.example”,”https://b.example”,”https://c.example/", ["https://a.example", "https://b.example", "https://c.example/"]),
        ("https://a.example/x,y, https://b.example", ["https://a.example/x,y", "https://b.example"]),
        ("“https://a.example", ["https://a.example"]),
        ("[x](https://a.example)", ["https://a.example"]),
        ("/about", ["/about"]),
        (" ", [""]),
    ],
)
def test_targets(text, urls):
    found = _people.targets(text)
    assert [url for url, _ in found] == urls
    assert all(text.startswith(url, start) for url, start in found)


def test_nobody_is_split_from_one():
    assert [person.name for person in _people.read_part("A and B", 0, 7)] == ["A and B"]


def test_a_very_long_text_is_one_name():
    assert len(_people.read("a, " * 10_000)) == 1


@given(st.text() | st.text("ab[](),&<>@:/. （）and", max_size=60))
def test_any_text(text):
    for person in _people.read(text):
        assert person.name
        assert person.url is None or text.startswith(person.url, person.start)
