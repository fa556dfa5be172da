"""Lines, columns, spans, and the map from a container's text to the document's."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnposts._position import Lines, Places, Span

TEXT = st.text(st.sampled_from("ab茶\n\r\u2028\x0b\x0c\x85\t"), max_size=30)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a\n", ["a", ""]),
        ("a\nb", ["a", "b"]),
        ("a\r\nb", ["a", "b"]),
        ("a\rb", ["a", "b"]),
        ("a\r\n\rb\n\nc\r", ["a", "", "b", "", "c", ""]),
        ("\r\r\n\n", ["", "", "", ""]),
        ("a\u2028b\x0bc\x0cd\x85e\x1cf", ["a\u2028b\x0bc\x0cd\x85e\x1cf"]),
    ],
)
def test_where_lines_begin_and_end(text, lines):
    measured = Lines(text)
    assert [text[start:end] for start, end in zip(measured.starts, measured.ends, strict=True)] == lines


@pytest.mark.parametrize(
    ("text", "word", "line", "column"),
    [
        ("茶 b", "b", 1, 3),
        ("a\nbc", "c", 2, 2),
        ("a\r\nbc", "c", 2, 2),
        ("a\rbc", "c", 2, 2),
        ("\ufeffa", "a", 1, 2),
        ("🍵b", "b", 1, 2),
        ("a\r\n\n\rc", "c", 4, 1),
    ],
)
def test_spans(text, word, line, column):
    start = text.index(word)
    assert Lines(text).span(start, start + len(word)) == Span(start, start + len(word), line, column)


def test_a_span_is_frozen_and_hashable():
    span = Span(0, 1, 1, 1)
    assert hash(span) == hash(Span(0, 1, 1, 1))
    with pytest.raises(AttributeError):
        span.start = 2
    assert not hasattr(span, "__dict__")


@given(TEXT)
def test_lines_and_columns_lead_back_to_the_offset(text):
    measured = Lines(text)
    for offset in range(len(text) + 1):
        span = measured.span(offset, len(text))
        assert measured.starts[span.line - 1] + span.column - 1 == offset
        assert measured.line_of(offset) == span.line - 1
        assert span.line == len(re.findall(r"\r\n|\r|\n", text[:offset])) + 1 or text[offset - 1 : offset + 1] == "\r\n"


@given(TEXT)
def test_lines_are_all_of_the_text(text):
    measured = Lines(text)
    pieces = [text[start:end] for start, end in zip(measured.starts, measured.ends, strict=True)]
    assert pieces == re.split(r"\r\n|\r|\n", text)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_places_of_a_quotes_text(end):
    source = f"x{end}> ab{end}>c{end}lazy d{end}y"
    inner = "ab\nc\nlazy d\n"
    places = Places(Lines(source), inner, 1)
    for offset, character in enumerate(inner):
        if character != "\n":
            assert source[places(offset)] == character
    assert [Lines(source).line_of(places(offset)) for offset in (0, 1, 3, 5)] == [1, 1, 2, 3]


def test_places_of_expanded_tabs_stay_on_their_line():
    source = "-\tx\n\ty"
    inner = "  x\n    y"
    places = Places(Lines(source), inner, 0)
    assert source[places(inner.index("x"))] == "x"
    assert source[places(inner.index("y"))] == "y"
    assert places(4) == 4
    assert places(0) == 0


def test_places_of_a_text_that_ends_inside_a_line():
    source = "> <a\n> b> tail"
    inner = "<a\nb>"
    end = source.index(" tail")
    places = Places(Lines(source), inner, 0, end=end)
    assert [source[places(offset)] for offset in (0, 1, 3, 4)] == ["<", "a", "b", ">"]
    assert places(len(inner)) == end


def test_places_beyond_the_last_line_are_the_end():
    source = "- a"
    places = Places(Lines(source), "a\n\n\n", 0)
    assert places(0) == 2
    assert [places(offset) for offset in (1, 2, 3, 4)] == [3, 3, 3, 3]


@given(
    st.lists(st.tuples(st.sampled_from(["", "> ", "- ", "    "]), st.text("ab茶", max_size=5)), min_size=1, max_size=6),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_tails_of_lines_map_to_themselves(lines, end):
    source = end.join(prefix + text for prefix, text in lines)
    inner = "\n".join(text for _, text in lines)
    places = Places(Lines(source), inner, 0)
    for offset, character in enumerate(inner):
        if character != "\n":
            assert source[places(offset)] == character
