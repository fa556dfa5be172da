"""Each place is the slice of the source that it says it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnposts._position import Lines

from . import pulldown
from .nodes import commonmark, document, references

LINKS = [
    ("[a](b)", "[a](b)", "b"),
    ("![a](b 'c')", "![a](b 'c')", "b"),
    ("x [a]( <b c> (t) ) y", "[a]( <b c> (t) )", "b c"),
    (r"[a](b\)c)", r"[a](b\)c)", r"b\)c"),
    ("[a](b(c)d)", "[a](b(c)d)", "b(c)d"),
    ("[a](b?x&amp;y)", "[a](b?x&amp;y)", "b?x&amp;y"),
    ("[a]()", "[a]()", ""),
    ("[a](<>)", "[a](<>)", ""),
    ("[a\nb](c\n'd')", "[a\nb](c\n'd')", "c"),
    ("> [a\n> b](c)", "[a\n> b](c)", "c"),
    ("<https://a.example/b>", "<https://a.example/b>", "https://a.example/b"),
    ("<me@a.example>", "<me@a.example>", "me@a.example"),
    ("**[a](b)**", "[a](b)", "b"),
    ("~~x [a](b) y~~", "[a](b)", "b"),
    ("~~x **~~ [a](b)**", "[a](b)", "b"),
    ("# [a](b) #", "[a](b)", "b"),
    ("  [a](b)\n===", "[a](b)", "b"),
    ("- [ ] [a](b)", "[a](b)", "b"),
    ("-\t[a](b)", "[a](b)", "b"),
    ("-\n  [a](b)", "[a](b)", "b"),
    ("1. \u3000\n   [a](b)", "[a](b)", "b"),
    ("1. x\n\n   > - y\n   >\n   >   [a](b)", "[a](b)", "b"),
    ("> x\n[a](b)", "[a](b)", "b"),
    (">\t- x\n>\t\ty [a](b)", "[a](b)", "b"),
    ("- x\n\t- y\n\t- z [a](b)", "[a](b)", "b"),
    ("- x\n> q\n- y [a](b)", "[a](b)", "b"),
    ("- x\n# h\n- y\n  - z [a](b)\n", "[a](b)", "b"),
    ("| x | [a](b) |\n|---|---|", "[a](b)", "b"),
    ("x | y\n-|-\n\\| \\| z [a](b) | c", "[a](b)", "b"),
    ("- x | y\n  -|-\n  `\\|` | [a](b) |", "[a](b)", "b"),
    ("x[^1]\n\n[^1]: y\n    z [a](b)", "[a](b)", "b"),
    ("x[^1]\n\n[^1]:\n    - z [a](b)", "[a](b)", "b"),
    ("<b>x</b> [a](b) <a href='u'>[c]</a>", "[a](b)", "b"),
    ("<a href='u'>[a](b)</a>", "[a](b)", "b"),
    ("\u3000[a](b)\u3000", "[a](b)", "b"),
]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("source", "written", "url"), LINKS)
def test_link_and_destination_are_slices(source: str, written: str, url: str, end: str) -> None:
    source, written = (f"text 文\n\n{source}\n\nend\n".replace("\n", end), written.replace("\n", end))
    link = next(item for item in references(source) if item.form != "literal")
    assert source[link.start : link.end] == written
    assert source[link.url_start : link.url_end] == url


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_references_point_at_their_definition(end: str) -> None:
    source = "[a][x] [x][] [X] ![b][x]\n\n> [x]: <u v>\n>   'T'\n\n[x]: other".replace("\n", end)
    found = references(source)
    assert [item.form for item in found] == ["reference", "collapsed", "shortcut", "reference"]
    assert {source[item.url_start : item.url_end] for item in found} == {"u v"}
    assert {(item.url, item.title) for item in found} == {("u v", "T")}
    assert [source[item.start : item.end] for item in found] == ["[a][x]", "[x][]", "[X]", "![b][x]"]


def test_two_equal_links_on_one_line_have_their_own_places() -> None:
    source = "[a](b) [a](b)"
    assert [(item.start, item.url_start) for item in references(source)] == [(0, 4), (7, 11)]


BLOCKS = [
    ("# a #  ", "heading", "# a #"),
    ("  ## a", "heading", "## a"),
    ("#", "heading", "#"),
    ("a\nb\n---  ", "heading", "a\nb\n---"),
    ("```x y\nz\n```", "code", "```x y\nz\n```"),
    ("> ~~~\n> z\n> ~~~", "code", "~~~\n> z\n> ~~~"),
    ("    a\n\n    b\n\nc", "code", "    a\n\n    b"),
    ("-\n  ```\n  z", "code", "```\n  z"),
    ("<div>\na\n</div>", "html", "<div>\na\n</div>"),
]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(("source", "kind", "written"), BLOCKS)
def test_block_is_a_slice(source: str, kind: str, written: str, end: str) -> None:
    source, written = (f"x\n\n{source}\n\nend\n".replace("\n", end), written.replace("\n", end))
    block = next(item for item in document(source).blocks if item.kind == kind)
    assert source[block.start : block.end] == written


def test_whether_a_fence_is_closed() -> None:
    sources = ["```\na\n```", "```\na", "```\na\n``", "~~~\n```\n~~~~", "```\n```", "```", "> ```\n> a\n\n```"]
    closed = [[block.closed for block in document(source).blocks if block.kind == "code"] for source in sources]
    assert closed == [[True], [False], [False], [True], [True], [False], [False, False]]


INLINE = st.sampled_from(
    ["a", "文", " ", "*", "**", "_", "`", "[", "]", "(b)", "[a](b)", "![i](j 'k')", "[x]", "[y][x]", "<https://e.example>"]
)
LINE = st.lists(INLINE, max_size=6).map("".join)
PREFIX = st.sampled_from(
    ["", "", "", "> ", "- ", "1. ", "  ", "    ", "\t", "# ", ">", "* ", "> > ", "- - ", "```", "[x]: /u", "| a | b |", "|---|---|", "==="]
)
CALM = st.sampled_from(["", "", "> ", "- ", "1. ", "# ", "> - ", "- > "])
CALM_LINES = st.lists(st.tuples(CALM, LINE).map("".join), max_size=8)
LINES = st.lists(st.tuples(PREFIX, LINE).map("".join), max_size=8)


@given(LINES, st.sampled_from(["\n", "\r\n"]))
def test_every_span_starts_and_ends_with_its_own_marks(lines: list[str], end: str) -> None:
    source = end.join(lines)
    for item in references(source):
        written = source[item.start : item.end]
        if item.form in {"literal", "bare"}:
            assert written == source[item.url_start : item.url_end]
        elif item.form == "autolink":
            assert re.fullmatch("<[^<>]*>", written)
        else:
            assert written.startswith("![" if item.kind == "image" else "[")
            assert written.endswith(")" if item.form == "inline" else "]")
        assert source[item.url_start : item.url_end] in {item.url, item.url.removeprefix("mailto:")}


@given(LINES)
def test_line_ends_change_no_line_and_no_column(lines: list[str]) -> None:
    def places(end: str) -> list[tuple[str, int, int]]:
        source = end.join(lines)
        spans = [(item.form, Lines(source).span(item.start, item.end)) for item in references(source)]
        return [(form, span.line, span.column) for form, span in spans]

    assert places("\r\n") == places("\n") == places("\r")


@given(CALM_LINES)
def test_generated_markdown_agrees_with_pulldown_cmark(lines: list[str]) -> None:
    """Blank lines between them keep mistune's few own readings of lazy continuation out."""
    source = "\n\n".join(lines)
    assert commonmark(source) == pulldown.references(source)


def test_archives_agree_with_pulldown_cmark(corpus) -> None:
    """Every link and image of every post: form, place, destination and title."""
    files = sorted((corpus / "corpus").rglob("*.md"))
    compared = 0
    for file in files:
        source = file.read_bytes().decode("utf-8", "replace")
        header = re.match(r"\s*(---|\+\+\+)[ \t]*\r?\n.*?^\1[ \t]*(\r?\n|\Z)", source, re.DOTALL | re.MULTILINE)
        body = source[header.end() :] if header else source
        expected = pulldown.references(body)
        assert commonmark(body) == expected, file
        compared += len(expected)
    assert len(files) > 1500
    assert compared > 20_000


def test_specification_agrees_with_pulldown_cmark(root) -> None:
    import json

    examples = json.loads((root / "tests/data/markdown/commonmark-0.31.2.json").read_text("utf-8"))
    assert [item["example"] for item in examples if commonmark(item["markdown"]) != pulldown.references(item["markdown"])] == []
