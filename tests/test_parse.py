"""The three ways to read: what they take, what they raise, and what they promise of any text."""

from __future__ import annotations

import gc
import io
import os
import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path, PurePosixPath, PureWindowsPath
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnposts
from cnposts import FrontMatter, ParseError, Post, Rule, SchemaError

POST = "---\ntitle: 茶\ndate: 2020-05-08\n---\n# Tea\n\nSee [pots](/pots/).\n"


class Event(FrontMatter):
    """A post about an event."""

    venue: str
    seats: int = 0
    day: date | None = None


# What is called wrongly


@pytest.mark.parametrize("text", [None, 1, Path("x.md"), io.StringIO("x"), ["x"]])
def test_parse_wants_text(text):
    with pytest.raises(TypeError, match=type(text).__name__):
        cnposts.parse(text)


@pytest.mark.parametrize("model", [None, Post, dict, "Event", FrontMatter(), int])
@pytest.mark.parametrize("call", [cnposts.parse, lambda _, **options: cnposts.iter_posts(".", **options)])
def test_a_model_is_a_kind_of_front_matter(call, model):
    with pytest.raises(TypeError, match="FrontMatter"):
        call("x", model=model)


@pytest.mark.parametrize(
    "options",
    [{"errors": "ignore"}, {"errors": None}, {"timezone": "Nowhere/Land"}, {"timezone": "../etc"}, {"timezone": ""}, {"timezone": 8}],
)
@pytest.mark.parametrize("call", [cnposts.parse, lambda _, **options: cnposts.iter_posts(".", **options)])
def test_options_have_the_values_they_can_have(call, options):
    with pytest.raises(ValueError, match=next(iter(options))):
        call("x", **options)


@pytest.mark.parametrize("file", [None, 1, b"x.md", ["x.md"]])
def test_load_wants_a_path_or_a_file(file):
    with pytest.raises(TypeError, match=type(file).__name__):
        cnposts.load(file)


def test_load_raises_what_python_raises(tmp_path):
    with pytest.raises(FileNotFoundError):
        cnposts.load(tmp_path / "none.md")
    with pytest.raises(OSError, match=r".+"):
        cnposts.load(tmp_path)


# parse


@pytest.mark.parametrize(
    ("zone", "offset"), [("UTC", 0), ("Asia/Shanghai", 8), (UTC, 0), (ZoneInfo("Asia/Shanghai"), 8), (timezone(timedelta(hours=-3)), -3)]
)
def test_dates_without_a_zone_get_the_callers(zone, offset):
    assert cnposts.parse(POST, timezone=zone).date == datetime(2020, 5, 8, tzinfo=timezone(timedelta(hours=offset)))
    post = cnposts.parse("---\ndate: 2020-05-08T00:00:00+02:00\n---\n", timezone=zone)
    assert post.date == datetime(2020, 5, 8, tzinfo=timezone(timedelta(hours=2)))


@pytest.mark.parametrize(
    ("path", "written", "day", "slug", "lang"),
    [
        ("_posts/2018-08-11-first.zh.md", "_posts/2018-08-11-first.zh.md", "2018-08-11", "first", "zh"),
        (PurePosixPath("blog/first/index.md"), "blog/first/index.md", None, "first", None),
        (PureWindowsPath(r"blog\first\index.en.md"), "blog/first/index.en.md", None, "first", "en"),
        (None, None, None, None, None),
    ],
)
def test_what_a_path_tells_of_a_post(path, written, day, slug, lang):
    post = cnposts.parse("text", path=path)
    assert (post.path, post.slug, post.lang) == (written, slug, lang)
    assert (post.date.date().isoformat() if post.date else None) == day


def test_front_matter_goes_before_the_path():
    post = cnposts.parse("---\ndate: 2020-05-08\nslug: own\nlang: en\n---\n", path="2018-08-11-first.zh.md")
    assert (post.date.year, post.slug, post.lang) == (2020, "own", "en")


def test_messages_name_the_path():
    post = cnposts.parse("[a](http://[x)", path=Path("a") / "b.md")
    assert [message.path for message in post.messages] == ["a/b.md"]


def test_header_and_content_are_the_source():
    for header in ("", "---\ntitle: x\n---\n", "+++\ntitle = 'x'\n+++\r\n", '{"title": "x"}\n', "\ufeff---\r\na: 1\r\n---\r\n"):
        post = cnposts.parse(header + "# a\r\n")
        assert (post.header, post.content, post.source) == (header, "# a\r\n", header + "# a\r\n")


# load


def test_load_a_path(tmp_path, monkeypatch):
    (tmp_path / "2018-08-11-a.md").write_text(POST, encoding="utf-8")
    post = cnposts.load(tmp_path / "2018-08-11-a.md")
    assert (post.path, post.encoding) == ((tmp_path / "2018-08-11-a.md").as_posix(), "utf-8")
    monkeypatch.chdir(tmp_path)
    assert cnposts.load("2018-08-11-a.md") == cnposts.parse(POST.encode(), path="2018-08-11-a.md")


def test_load_keeps_line_ends(tmp_path):
    file = tmp_path / "a.md"
    file.write_bytes(POST.replace("\n", "\r\n").encode())
    assert cnposts.load(file).source == POST.replace("\n", "\r\n")


def test_load_an_open_file(tmp_path):
    file = tmp_path / "a.md"
    file.write_bytes(POST.encode())
    with file.open("rb") as binary:
        assert cnposts.load(binary) == cnposts.parse(POST.encode(), path=str(file))
    with file.open(encoding="utf-8") as text:
        assert cnposts.load(text) == cnposts.parse(POST, path=str(file))
    with os.fdopen(os.open(file, os.O_RDONLY), "rb") as numbered:
        assert cnposts.load(numbered).path is None
    assert cnposts.load(io.BytesIO(POST.encode())) == cnposts.parse(POST.encode())
    assert cnposts.load(io.StringIO(POST)) == cnposts.parse(POST)


def test_options_of_load(tmp_path):
    file = tmp_path / "a.md"
    file.write_bytes("---\nvenue: 茶馆\ndate: 2020-05-08\n---\n[a](http://[x)\n".encode("gbk"))
    post = cnposts.load(file, model=Event, encoding="gbk", timezone="Asia/Shanghai")
    assert (post.meta.venue, post.encoding) == ("茶馆", "gbk")
    assert post.date.utcoffset() == timedelta(hours=8)
    with pytest.raises(ParseError):
        cnposts.load(file, encoding="gbk", errors="raise")


# Raising

BAD = """---
title: [x
date: 2020-13-45
---
[a](http://[x)

[b](https://tea.example（)
"""


def test_errors_are_raised_after_all_was_read():
    collected = cnposts.parse(BAD, path="bad.md")
    with pytest.raises(ParseError) as caught:
        cnposts.parse(BAD, path="bad.md", errors="raise")
    error = caught.value
    assert error.messages == collected.messages
    assert {message.severity for message in error.messages} == {"error", "warning"}
    assert "bad.md:5:5: error:" in str(error)
    assert "bad.md:7:5" not in str(error)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert (again.messages, again.path, str(again)) == (error.messages, "bad.md", str(error))


def test_doubts_are_not_raised():
    post = cnposts.parse("[b](https://tea.example（)", errors="raise")
    assert [message.rule for message in post.messages] == [Rule.URL_SUSPECT]


# A user's model


def test_a_model_of_ones_own():
    post = cnposts.parse("---\ntitle: Fair\nvenue: Barn\nseats: 80\nday: 2020-05-08\nx: 1\n---\n", model=Event)
    assert isinstance(post.meta, Event)
    assert (post.meta.venue, post.meta.seats, post.meta.day, post.title) == ("Barn", 80, date(2020, 5, 8), "Fair")
    assert post.meta.params == {"x": 1}
    assert type(post) is Post


def test_a_value_that_does_not_fit_takes_the_default():
    post = cnposts.parse("---\nvenue: Barn\nseats: many\n---\n", model=Event)
    assert post.meta.seats == 0
    (message,) = post.messages
    assert message.rule == Rule.VALUE_INVALID
    assert post.source[message.span.start : message.span.end] == "many"


@pytest.mark.parametrize("errors", ["collect", "raise"])
@pytest.mark.parametrize(
    ("text", "place"),
    [("---\ntitle: x\nvenue: [1, 2]\n---\n[a](http://[x)\n", "fair.md:3:8"), ("---\ntitle: x\n---\n[a](http://[x)\n", "fair.md:1:1")],
)
def test_a_required_field_is_demanded(text, place, errors):
    with pytest.raises(SchemaError) as caught:
        cnposts.parse(text, model=Event, path="fair.md", errors=errors)
    assert f"{place}: error" in str(caught.value)
    assert "venue" in str(caught.value)
    assert Rule.URL_INVALID in [message.rule for message in caught.value.messages]
    assert pickle.loads(pickle.dumps(caught.value)).messages == caught.value.messages  # noqa: S301 - our own


def test_a_post_of_ones_own_model_comes_back_from_json():
    post = cnposts.parse("---\nvenue: Barn\nday: 2020-05-08\n---\n# a\n", model=Event)
    assert '"venue":"Barn"' in post.model_dump_json()
    again = Post[Event].model_validate_json(post.model_dump_json())
    assert isinstance(again.meta, Event)
    assert again.meta == post.meta
    assert again.model_dump() == post.model_dump()
    assert pickle.loads(pickle.dumps(post)) == post  # noqa: S301 - our own


def test_threads_read_alike():
    texts = [f"---\ntitle: {number}\n---\n# {number}\n\n- [a](/{number}) {{{{< x >}}}}\n\n[^1]: b[^1]\n" for number in range(60)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(cnposts.parse, texts)) == [cnposts.parse(text) for text in texts]


# Of any text

PIECE = st.sampled_from(
    [
        *["---\n", "+++\n", "title: x\n", "title = 'x'\n", "tags: [a, b]\n", "date: 2020-05-08\n", "{", "}", '"a": 1', "\ufeff"],
        *["# ", "> ", "- ", "1. ", "```", "~~~\n", "    ", "\t", "| a | b |\n", "|---|---|\n", "===\n", "[^1]: ", "[^1]", "[r]: /u 't'\n"],
        *[
            "[a](b)",
            "![c](d 'e')",
            "[x][r]",
            "<https://e.example>",
            "https://f.example/g",
            "h@i.example",
            "（",
            "，",
            "*",
            "**",
            "`",
            "~~",
            "\\",
        ],
        *["<a href='j'>", "</a>", "<img src=k>", "<!--", "-->", "<script>", "<figure>", "<figcaption>", "<div>\n", "&amp;", "&#0;"],
        *["{{< l >}}", "{{% m %}}", "{{< /m >}}", "{% n %}", "{% raw %}", "{{ o }}", "{{<", "{#p}", "{width=1}"],
        *["text", "茶", "\u3000", "\x00", "\n", "\n\n", "\r\n", "\r", " ", "  \n"],
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECE, max_size=25).map("".join))


def check_reference(source, item):
    """A link or image holds its destination, unless that stands in a definition, and has the marks of its kind."""
    written = source[item.span.start : item.span.end]
    if item.kind not in {"reference", "collapsed", "shortcut"}:
        assert item.span.start <= item.url_span.start <= item.url_span.end <= item.span.end
    if item.kind in {"literal", "bare"}:
        assert item.span == item.url_span
    marks = {"autolink": "<>", "inline": "[)", "shortcode": "{}", "element": "<>", "embed": "<>"}.get(item.kind)
    if marks and not (item.kind == "element" and isinstance(item, cnposts.Link)):
        assert written.removeprefix("!")[0] + written[-1] == marks


def check_span(source, span):
    """A span lies in the source, and its line and column are those of its start."""
    assert 0 <= span.start <= span.end <= len(source)
    if source[span.start - 1 : span.start + 1] != "\r\n":
        before = source[: span.start].replace("\r\n", "\n").replace("\r", "\n")
        assert (span.line, span.column) == (before.count("\n") + 1, len(before) - before.rfind("\n"))


def check(post):
    """Every place lies inside the source and is as written; JSON comes back equal."""
    source, references = post.source, (*post.links, *post.images)
    for item in references:
        check_reference(source, item)
    records = (*references, *post.headings, *post.code_blocks, *post.shortcodes, *post.messages, *post.sections)
    for span in (*(item.span for item in records), *(item.url_span for item in references), *post.meta.spans.values()):
        check_span(source, span)
    for block in post.code_blocks:
        assert source[block.span.start : block.span.end].strip() or not block.text.strip()
    for tag in post.shortcodes:
        assert source[tag.span.start] + source[tag.span.end - 1] == "{}"
    for heading in post.headings:
        assert post.text[heading.offset :].startswith(heading.text)
    assert post.reading_time >= 1
    assert Post.model_validate_json(post.model_dump_json()) == post


@given(TEXTS)
def test_any_text_gives_a_post(text):
    post = cnposts.parse(text)
    assert post.source == text
    check(post)
    again = cnposts.parse(text.encode())
    assert again.encoding == "utf-8"
    assert again == post.model_copy(update={"encoding": again.encoding})


@given(st.binary())
def test_any_bytes_give_a_post(data):
    check(cnposts.parse(data, path="a.mdx"))


@given(TEXTS, st.sampled_from(["utf-16", "utf-8-sig"]))
def test_encodings_change_no_place(text, encoding):
    post = cnposts.parse(text.encode(encoding))
    assert post.source == "\ufeff" + text
    check(post)


@given(TEXTS)
def test_errors_are_raised_or_there_are_none(text):
    post = cnposts.parse(text)
    if any(message.severity == "error" for message in post.messages):
        with pytest.raises(ParseError) as caught:
            cnposts.parse(text, errors="raise")
        assert caught.value.messages == post.messages
    else:
        assert cnposts.parse(text, errors="raise") == post


@pytest.mark.parametrize("engine", ["mistune", "pulldown"])
def test_parsing_leaves_no_cycles_for_the_collector(engine):
    text = POST + "\n> - [a](b) *c* `d`\n\n| e |\n|---|\n\n{{< f >}} <a href='g'>h</a>[^1]\n\n[^1]: https://i.example\n"
    cnposts.parse(text, engine=engine)
    left = []
    for _ in range(5):  # other threads, as those of a test runner, may leave some now and then
        gc.collect()
        cnposts.parse(text, engine=engine)
        left.append(gc.collect())
    assert min(left) == 0


def test_the_collector_works_on_after_parsing():
    assert gc.isenabled()
    cnposts.parse(POST)
    assert gc.isenabled()
    gc.disable()
    try:
        cnposts.parse(POST)
        assert not gc.isenabled()
    finally:
        gc.enable()
