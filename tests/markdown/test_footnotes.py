"""Footnotes: definitions are containers, references are known by their label."""

from __future__ import annotations

import pytest

from .nodes import document, inlines, references


def texts(source):
    return [
        "".join(node.text for node in block.inlines if node.kind in {"text", "break"}) or block.text for block in document(source).blocks
    ]


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        ("[^1]: note", ["note"]),
        ("x[^1]\n\n[^1]: note", ["x", "note"]),
        ("[^1]: note\n\nx[^1]", ["note", "x"]),
        ("[^1]: one\n[^2]: two", ["one", "two"]),
        ("[^1]: one\ntwo", ["one two"]),
        ("[^1]: one\n    two", ["one two"]),
        ("[^1]: one\n\n    two\n\nx", ["one", "two", "x"]),
        ("[^1]: one\n\n\ttwo\n\n   \tthree\n\nx", ["one", "two", "three", "x"]),
        ("[^1]: one\n\ntwo", ["one", "two"]),
        ("[^1]:\n    one", ["one"]),
        ("[^1]:\none", ["one"]),
        ("[^1]:", []),
        ("[^1]: one\n# two", ["one", "two"]),
        ("[^1]: one\n- two", ["one", "two"]),
        ("[^1]: one\n\n    - two\n      three", ["one", "two three"]),
        ("[^1]: one\n\n        code", ["one", "code"]),
        ("   [^1]: note", ["note"]),
        ("> [^1]: note\n\nx[^1]", ["note", "x"]),
        ("- [^1]: note\n\nx[^1]", ["note", "x"]),
        ("[^注]: 注脚\n\n文[^注]", ["注脚", "文"]),
    ],
)
def test_definitions(source, blocks):
    assert texts(source) == blocks


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_stands_in_a_definition_has_places(end):
    source = f"x[^a]{end}{end}[^a]: one{end}    `two`{end}{end}    > `three`{end}{end}    # four{end}{end}`end`"
    assert [source[node.start : node.end] for node in inlines(source) if node.kind == "code"] == ["`two`", "`three`", "`end`"]
    assert [source[block.start : block.end] for block in document(source).blocks if block.kind == "heading"] == ["# four"]


def test_references_are_no_text_and_no_links():
    source = "x[^a] y[^A]![^a] z\n\n[^a]: u"
    assert [node.text for node in inlines(source) if node.kind == "text"] == ["x", "", " y", "", "!", "", " z", "u"]
    assert references(source) == []


@pytest.mark.parametrize("source", ["x[^a]", "x[^a](y)", r"\[^a]: x", "[^a b]: x\n\ny[^a b]"])
def test_a_reference_without_definition_is_no_footnote(source):
    assert "[^" in "".join(texts(source)) or [item.kind for item in references(source)] == ["link"]


def test_an_undefined_footnote_with_a_destination_is_a_link():
    source = "x[^a](y)"
    (link,) = references(source)
    assert source[link.start : link.end] == "[^a](y)"


def test_a_footnote_inside_a_link_text():
    source = "[x[^a]](y)\n\n[^a]: z"
    (link,) = references(source)
    assert source[link.start : link.end] == "[x[^a]](y)"
    assert [child.text for child in link.children] == ["x", ""]


def test_links_and_definitions_inside_a_footnote():
    source = "x[^a] [r]\n\n[^a]: see [l](m)\n\n    [r]: s\n"
    assert [(item.form, source[item.url_start : item.url_end]) for item in references(source)] == [("shortcut", "s"), ("inline", "m")]


def test_footnotes_nest_up_to_a_limit():
    source = "[^1]: a\n\n" + "\n\n".join(f"{'    ' * depth}[^{depth + 1}]: d{depth}" for depth in range(1, 60))
    found = texts(source)
    assert found[0] == "a"
    assert "d3" in found
    assert len(found) > 10
