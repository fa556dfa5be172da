"""Bytes into text: what decides, what is said, and that nothing is lost without a word."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnposts
from cnposts import Rule
from cnposts._decode import decode

CHINESE = "---\ntitle: 春天的第一壶茶\n---\n水温八十度，等三分钟，再倒出来。\n"


def test_utf8():
    assert decode("茶 tea".encode()) == decode("茶 tea".encode(), "utf-8")
    found = decode(b"tea")
    assert (found.text, found.encoding, found.problem) == ("tea", "utf-8", None)
    assert decode(b"").text == ""


@pytest.mark.parametrize(
    ("mark", "encoding"), [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]
)
def test_byte_order_marks_decide_and_stay(mark, encoding):
    found = decode(mark + CHINESE.encode(encoding))
    assert (found.text, found.encoding, found.problem) == ("\ufeff" + CHINESE, encoding, None)
    post = cnposts.parse(mark + CHINESE.encode(encoding))
    assert (post.title, post.encoding, post.messages) == ("春天的第一壶茶", encoding, ())
    assert post.header.startswith("\ufeff---")
    span = post.meta.spans["title"]
    assert post.source[span.start : span.end] == post.title


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "gb2312"])
def test_gb18030_is_guessed_and_said(encoding):
    post = cnposts.parse(CHINESE.encode(encoding), path="tea.md")
    assert (post.source, post.encoding, post.title) == (CHINESE, "gb18030", "春天的第一壶茶")
    (message,) = post.messages
    assert (message.rule, message.severity, message.path) == (Rule.ENCODING_GUESSED, "warning", "tea.md")
    assert (message.span.line, message.span.column) == (1, 1)


def test_mixed_chinese_and_english_is_guessed():
    text = "Kubernetes 与 Istio 的三种部署方式，以及 mTLS。" + "plain words " * 50
    assert decode(text.encode("gb18030")).text == text


@pytest.mark.parametrize(
    "data",
    [
        "Café crème à la façon de Zoë".encode("latin-1"),
        "Übergröße für Mädchen".encode("cp1252"),
        b"tea \xff pot",
        b"\x81\x30\x81\x30 \x81\x30\x81\x31",
        "日本語のテキスト".encode("shift-jis"),
        b"\xed\xa0\x80 tea",
    ],
)
def test_other_bytes_are_replaced_not_guessed(data):
    found = decode(data)
    assert found.encoding == "utf-8"
    assert "\ufffd" in found.text
    assert found.problem[0] == Rule.ENCODING_REPLACED


def test_replaced_bytes_are_told_with_their_offset_and_place():
    post = cnposts.parse("---\ntitle: 茶\n---\n水 a".encode() + b"\xff\xfeb\n")
    (message,) = post.messages
    assert (message.rule, message.severity) == (Rule.ENCODING_REPLACED, "error")
    assert "Byte 24 (0xff)" in message.reason
    assert post.source[message.span.start : message.span.end] == "\ufffd"
    assert (message.span.line, message.span.column) == (4, 4)
    assert (post.title, post.text) == ("茶", "水 a\ufffd\ufffdb")


def test_a_truncated_end_is_replaced():
    found = decode("ab茶".encode()[:-1])
    assert found.text == "ab\ufffd"
    assert found.problem[2] == 2


def test_an_odd_byte_of_utf16():
    found = decode(codecs.BOM_UTF16_LE + "茶".encode("utf-16-le") + b"\x41")
    assert found.text.startswith("\ufeff茶")
    assert found.problem[0] == Rule.ENCODING_REPLACED


def test_a_named_encoding_decides():
    assert decode("Café".encode("latin-1"), "latin-1").text == "Café"
    assert decode("Café".encode("latin-1"), "latin-1").encoding == "iso8859-1"
    assert decode("日本".encode("shift-jis"), "Shift_JIS").text == "日本"
    assert decode("茶".encode("gbk"), "utf-8").problem[0] == Rule.ENCODING_REPLACED
    post = cnposts.parse("title: x\n\nCafé".encode("cp1252"), encoding="cp1252")
    assert (post.text, post.encoding, post.messages) == ("Café", "cp1252", ())


def test_a_named_encoding_goes_before_a_mark():
    found = decode(codecs.BOM_UTF8 + b"a", "latin-1")
    assert (found.text, found.encoding) == ("ï»¿a", "iso8859-1")


def test_an_encoding_that_python_does_not_know():
    with pytest.raises(LookupError):
        decode(b"a", "no-such-encoding")
    with pytest.raises(LookupError):
        cnposts.parse(b"a", encoding="no-such-encoding")


@pytest.mark.parametrize("text", ["a\ud800b", "\udfff", "茶\ud83d"])
def test_lone_surrogates_of_text_are_replaced(text):
    post = cnposts.parse(text)
    assert post.encoding is None
    (message,) = post.messages
    assert message.rule == Rule.CHARACTER_INVALID
    assert post.source[message.span.start : message.span.end] == "\ufffd"
    assert post.model_dump_json()


def test_surrogates_that_a_codec_makes_are_replaced():
    found = decode(b"a\\ud800b", "raw-unicode-escape")
    assert found.text == "a\ufffdb"
    assert found.problem[0] == Rule.CHARACTER_INVALID


@pytest.mark.parametrize("kind", [bytearray, memoryview])
def test_other_kinds_of_bytes(kind):
    assert cnposts.parse(kind("# 茶".encode())).headings[0].text == "茶"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_utf8_comes_back(text):
    found = decode(text.encode())
    assert found.text.encode() == text.encode()
    assert found.problem is None


@given(st.binary())
def test_any_bytes_are_text(data):
    found = decode(data)
    assert decode(found.text).problem is None
    if found.problem:
        rule, reason, offset = found.problem
        assert rule in {Rule.ENCODING_GUESSED, Rule.ENCODING_REPLACED}
        assert reason
        assert 0 <= offset <= len(found.text)
    else:
        assert found.text.encode(found.encoding) == data


@given(st.text("茶水温度三分钟的一是在不了有和人这中大为上个国", min_size=1))
def test_common_han_is_guessed(text):
    found = decode(text.encode("gb18030"))
    assert found.text == text or found.encoding == "utf-8"
