"""Keys are set, removed and renamed; every other line stays."""

from __future__ import annotations

import datetime as dt
import difflib
import enum
import json
from pathlib import Path

import pytest
import yaml

import cnposts
from cnposts import edit

DATA = yaml.safe_load((Path(__file__).parent.parent / "data" / "edit" / "meta.yaml").read_text(encoding="utf-8"))
TEXTS = DATA.pop("front matter")
WORK = {"set": edit.set_meta, "remove": edit.remove_meta, "rename": edit.rename_meta}
ROWS = [pytest.param(what, *row, id=f"{what}-{row[0]}-{row[1]}") for what, rows in DATA.items() for row in rows]
UTC, CHINA = dt.UTC, dt.timezone(dt.timedelta(hours=8))


def changed(old, new):
    lines = difflib.ndiff(old.splitlines(keepends=True), new.splitlines(keepends=True))
    return sorted(line[0] + line[2:].rstrip("\n") for line in lines if line[0] in "+-")


@pytest.mark.parametrize("eol", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("what", "name", "given", "wanted"), ROWS)
def test_front_matter_changes_by_lines(what, name, given, wanted, eol):
    text = TEXTS[name].replace("\n", eol)
    post = cnposts.parse(text, path="tea.md")
    if wanted is None:
        with pytest.raises(cnposts.EditError, match=r"^tea\.md"):
            WORK[what](post, given).apply()
        return
    edits = WORK[what](post, given)
    new = edits.apply()
    assert new.count("\r\n" if eol != "\n" else "\r") == (new.count("\n") if eol == "\r\n" else 0)
    assert changed(TEXTS[name], new.replace(eol, "\n")) == sorted(wanted.split("\n") if wanted else [])
    assert bool(edits) == bool(wanted)
    if what == "set" and name != "zola" and not any("." in key or "[" in key for key in given):
        raw = cnposts.parse(new).meta.raw
        keys = {key.lower(): key for key in raw}
        assert {key: raw[keys[key.lower()]] for key in given} == given
    if what == "remove":
        assert not WORK[what](cnposts.parse(new), [key for key in given if "[" not in key])


VALUES = [
    *(
        "plain",
        "",
        " ",
        "a: b",
        "a #b",
        "- a",
        "'",
        '"',
        "\\",
        "a\nb",
        "\n",
        "a\n",
        " a",
        "a ",
        "\t",
        "1",
        "1.10",
        "1e5",
        "0x1F",
        "true",
        "on",
    ),
    *(
        "~",
        "null",
        "2020-05-08",
        "2020-05-08 10:00:00",
        "=",
        "<<",
        "!x",
        "&x",
        "*x",
        "|",
        "%",
        "@",
        "`",
        "[a]",
        "{a}",
        "a, b",
        "网格",
        "😀",
    ),
    *("\x7f", "\x85", "\u2028", "\ufeff", "\x00", "---", "...", "+++", "\r", "a\r\nb", "x" * 300, "# x", "? x", ": x", "x:"),
    *(0, -1, 2**63 - 1, 2**70, 1.5, 1e300, -0.0, 1e-7, True, False),
    *([], {}, ["a", 1, None], [["a"], []], [{"a": 1, "b": [2]}], ["a\nb", "c: d", "e, f", "\x85"]),
    {"k": {"l": ["m", {"n": 1}]}, "": 1, "a b": 2, "1": 3},
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
@pytest.mark.parametrize("name", ["yaml", "toml", "json", "flow", "none", "empty"])
def test_any_value_reads_back_equal(name, value):
    if name == "toml" and "None" in repr(value):
        pytest.skip("TOML has no null")
    post = cnposts.parse(TEXTS[name])
    expected = str(value) if isinstance(value, int) and value >= 2**63 else value
    for key in ("new", *post.meta.raw):
        new = cnposts.parse(edit.set_meta(post, {key: value}).apply())
        assert json.dumps(new.meta.raw[key]) == json.dumps(expected), key
        assert {name: item for name, item in new.meta.raw.items() if name != key} == {
            name: item for name, item in post.meta.raw.items() if name != key
        }
        assert not edit.set_meta(new, {key: value})


class Colour(enum.StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (dt.date(2021, 1, 2), "2021-01-02"),
        (dt.datetime(2021, 1, 2, 3, 4, 5, tzinfo=UTC), "2021-01-02T03:04:05+00:00"),
        (dt.datetime(2021, 1, 2, 3, 4, 5), "2021-01-02T03:04:05"),
        (dt.datetime(2021, 1, 2, 3, 4, 5, 678, tzinfo=CHINA), "2021-01-02T03:04:05.000678+08:00"),
        (("a", Colour.RED), ["a", "red"]),
        (float("nan"), {"yaml": ".nan", "toml": "nan"}),
        (float("-inf"), {"yaml": "-.inf", "toml": "-inf"}),
    ],
    ids=repr,
)
@pytest.mark.parametrize("name", ["yaml", "toml", "json"])
def test_values_of_python_are_written_as_the_format_has_them(name, value, read):
    post = cnposts.parse(TEXTS[name])
    if name == "json" and isinstance(read, dict):
        with pytest.raises(TypeError, match="json front matter holds"):
            edit.set_meta(post, {"new": value})
        return
    new = cnposts.parse(edit.set_meta(post, {"new": value, "title": value}).apply())
    assert new.meta.raw["new"] == new.meta.raw["title"] == (read[name] if isinstance(read, dict) else read)


@pytest.mark.parametrize(
    "value",
    [b"bytes", {1: 2}, object(), "\ud800", {"a": {"b": {1, 2}}}, [1j]],
    ids=["bytes", "number as key", "object", "surrogate", "set", "complex"],
)
def test_what_front_matter_cannot_hold_is_a_type_error(value):
    with pytest.raises(TypeError, match="front matter holds texts, numbers, dates, lists and mappings with texts as keys, not "):
        edit.set_meta(cnposts.parse(TEXTS["yaml"]), {"x": value})


def test_toml_has_no_null():
    with pytest.raises(TypeError, match="not None; remove_meta takes a key away"):
        edit.set_meta(cnposts.parse(TEXTS["toml"]), {"x": [None]})


def test_a_key_in_two_spellings_must_be_spelled():
    post = cnposts.parse("---\npub_date: 1\npub-date: 2\n---\n")
    with pytest.raises(cnposts.EditError, match="'pubdate' may be 'pub_date' or 'pub-date'; spell it as one of these"):
        edit.set_meta(post, {"pubdate": 3})
    assert edit.set_meta(post, {"pub-date": 3}).apply() == "---\npub_date: 1\npub-date: 3\n---\n"


def test_what_is_no_mapping_is_a_type_error():
    post = cnposts.parse(TEXTS["yaml"])
    with pytest.raises(TypeError, match=r"set_meta wants a mapping, such as \{'title': 'Tea'\}, not 'title'"):
        edit.set_meta(post, "title")
    with pytest.raises(TypeError, match="rename_meta wants a mapping"):
        edit.rename_meta(post, [("title", "x")])
    with pytest.raises(TypeError, match="a key or its path is a text, not 5"):
        edit.remove_meta(post, [5])


def test_keys_that_would_be_one_are_refused():
    post = cnposts.parse("---\na: 1\nb: 2\n---\n")
    for edits in (
        edit.rename_meta(post, {"a": "z", "b": "z"}),
        edit.rename_meta(post, {"a": "z"}) + edit.set_meta(post, {"z": 1}),
        edit.set_meta(post, {"n": 1}) + edit.set_meta(post, {"n": 2}),
    ):
        with pytest.raises(cnposts.EditError, match=r"The key '[nz]' stands on line"):
            edits.apply()
    same = edit.set_meta(post, {"n": 1})
    assert (same + same).apply() == same.apply()
    assert (edit.remove_meta(post, "a") + edit.remove_meta(post, "a")).apply() == "---\nb: 2\n---\n"


def test_one_key_is_set_once_in_a_call():
    post = cnposts.parse("---\na: 1\n---\n")
    with pytest.raises(cnposts.EditError, match="'x' is set twice, or what stands in it is"):
        edit.set_meta(post, {"x.y": 1, "x": 2})


def test_refusals_name_the_place_of_the_edit():
    post = cnposts.parse("---\nbase: &a 1\nb: *a\n---\n", path="a.md")
    with pytest.raises(cnposts.EditError, match=r"^a\.md:2:1: .*An alias refers to what would go; write its value out first"):
        edit.remove_meta(post, "base").apply()


def test_odd_keys():
    post = cnposts.parse("---\na: {}\nb: 1\n---\n")
    assert edit.set_meta(post, {"a.b": 1}).apply() == "---\na: {b: 1}\nb: 1\n---\n"
    assert cnposts.parse(edit.set_meta(post, {'"\\q"': 1}).apply()).meta.raw['"\\q"'] == 1
    empty = cnposts.parse("---\n{}\n---\n")
    assert edit.set_meta(empty, {"a": 1}).apply() == "---\n{a: 1}\n---\n"


def test_one_key_may_be_given_alone():
    assert edit.remove_meta(cnposts.parse("---\nab: 1\na: 2\n---\n"), "ab").apply() == "---\na: 2\n---\n"


def test_front_matter_that_is_never_closed_takes_keys_all_the_same():
    post = cnposts.parse("---\ntitle: a\ntags: [b]\n\nSome prose, and more of it.\n")
    new = cnposts.parse(edit.set_meta(post, {"draft": True, "title": "c"}).apply())
    assert new.meta.raw == {"title": "c", "tags": ["b"], "draft": True}
    assert new.content == post.content


def test_a_byte_order_mark_stays_first():
    assert edit.set_meta(cnposts.parse("\ufefftext\r\n"), {"a": 1}).apply() == "\ufeff---\r\na: 1\r\n---\r\ntext\r\n"
    assert edit.set_meta(cnposts.parse("\ufeff---\na: 1\n---\n"), {"a": 2}).apply() == "\ufeff---\na: 2\n---\n"
    assert edit.remove_meta(cnposts.parse("\ufeff---\na: 1\n---\n"), "a").apply() == "\ufeff---\n---\n"


def test_all_kinds_of_edits_of_one_post_add_up():
    post = cnposts.parse(TEXTS["yaml"])
    edits = (
        edit.set_meta(post, {"title": "Pot", "new": 1})
        + edit.rename_meta(post, {"title": "headline", "params.author": "who"})
        + edit.remove_meta(post, ["tags", "params.deep"])
        + edit.rewrite_urls(post, lambda record: "c" if record.kind == "inline" else None)
        + edit.set_text(post, post.links[-1], "x")
    )
    new = cnposts.parse(edits.apply())
    assert new.meta.raw["headline"] == "Pot"
    assert new.meta.raw["params"] == {"who": "x"}
    assert "tags" not in new.meta.raw
    assert new.content == "[x](c)\n"


def test_a_title_that_a_tag_shows_in_a_heading_may_change():
    post = cnposts.parse("---\ntitle: a\n---\n# {{ page.title }}\n")
    assert cnposts.parse(edit.set_meta(post, {"title": "b"}).apply()).headings[0].text == "b"


def test_front_matter_of_a_post_whose_body_was_not_read():
    post = cnposts.parse("---\ntitle: T\ncover: a.png\n---\n# H\n[a](b.md) ![c](a.png)\n", body=False)
    edits = edit.set_meta(post, {"title": "U"}) + edit.rewrite_urls(post, lambda record: record.url.replace("a.png", "d.png"))
    assert edits.apply() == "---\ntitle: U\ncover: d.png\n---\n# H\n[a](b.md) ![c](a.png)\n"
