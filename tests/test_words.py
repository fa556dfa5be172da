"""Words, minutes and summaries."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnposts._words import count, first_paragraphs, reading_time


@pytest.mark.parametrize(
    ("text", "characters", "words"),
    [
        ("", 0, 0),
        ("云原生", 3, 0),
        ("云原生，社区。", 5, 0),
        ("用 Kubernetes 管理", 3, 1),
        ("用Kubernetes管理", 3, 1),
        ("It's 3.14 well-known", 0, 3),
        ("don’t e.g. snake_case", 0, 3),
        ("1,000,000 at 10:30 on 2020-05-08", 0, 5),
        ("one,two", 0, 2),
        ("one--two", 0, 2),
        ("C++ C# .NET", 0, 3),
        ("カタカナー ひらがな", 9, 0),
        ("ｶﾀｶﾅ", 4, 0),
        ("々〇㐀𠀀𰀀", 5, 0),
        ("한국어 문장", 0, 2),
        ("ＡＢＣ１２", 0, 1),
        ("été", 0, 1),
        (unicodedata.normalize("NFD", "été l’été"), 0, 2),
        ("हिन्दी", 0, 1),
        ("— … ！ * #", 0, 0),
        ("3.14是pi", 1, 2),
    ],
)
def test_count(text, characters, words):
    assert count(text) == (characters, words)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", 1),
        ("字" * 500, 1),
        ("字" * 501, 2),
        ("word " * 212, 1),
        ("word " * 213, 2),
        ("字" * 250 + "word " * 106, 1),
        ("字" * 250 + "word " * 107, 2),
        ("字" * 5000, 10),
    ],
)
def test_reading_time(text, minutes):
    assert reading_time(*count(text)) == minutes


def test_the_summary_is_whole_paragraphs_up_to_the_limit():
    short, long = "word " * 34 + "end", "字" * 200
    assert first_paragraphs(f"{short}\n\n{short}\n\n{short}") == f"{short}\n\n{short}"
    assert first_paragraphs(f"{long}\n\n{short}") == long
    assert first_paragraphs(f"  {short}\n") == short
    assert first_paragraphs("one") == "one"
    assert first_paragraphs("") == ""


def test_characters_and_words_add_up_in_a_summary():
    half = "字" * 70
    assert first_paragraphs(f"{half}\n\n{'word ' * 35}\n\nthird") == f"{half}\n\n{'word ' * 35}".rstrip()
    assert first_paragraphs(f"{half}\n\n{'word ' * 34}\n\nthird").endswith("third")


@given(st.text())
def test_any_text_is_counted(text):
    characters, words = count(text)
    assert 0 <= characters + words <= len(text)
    assert count(text + " " + text) == (2 * characters, 2 * words)
    assert text.strip().startswith(first_paragraphs(text))


@pytest.mark.parametrize(
    "text", ["a-" * 100_000, "1," * 100_000, "字a" * 100_000, "\n \n" * 100_000, "e\u0301" * 100_000, "\u0301" * 200_000]
)
def test_hostile_text_is_read_to_its_end(text):
    """Growth by the square would not end here."""
    assert sum(count(text)) <= len(text)
    assert len(first_paragraphs(text)) <= len(text)
