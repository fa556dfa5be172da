"""Tables as GFM's section 4.10 has them: rows, cells, and the place of each."""

from __future__ import annotations

import pytest

from .nodes import document, references

LINE_ENDS = pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])


def rows(source):
    """The cells of each row."""

    def text(nodes):
        return "".join(node.text if node.kind in {"text", "code", "html"} else text(node.children) for node in nodes)

    return [text(block.inlines).split("\t") for block in document(source).blocks if block.kind == "row"]


def kinds(source):
    return [block.kind for block in document(source).blocks]


@pytest.mark.parametrize(
    ("source", "cells"),
    [
        ("| a | b |\n| - | - |\n| c | d |", [["a", "b"], ["c", "d"]]),
        ("a | b\n-|-\nc | d", [["a", "b"], ["c", "d"]]),
        ("| a |\n|:-:|", [["a"]]),
        ("a | b\n:-|-:\nc", [["a", "b"], ["c"]]),
        ("| a |\n|---|\n| c | d | e |", [["a"], ["c"]]),
        ("| a | b |\n|---|---|\n| c", [["a", "b"], ["c"]]),
        ("| a | b | c |\n|---|---|---|\n| d || e |", [["a", "b", "c"], ["d", "", "e"]]),
        ("| a \\| b | c |\n|---|---|", [["a | b", "c"]]),
        ("| `a \\| b` | c |\n|---|---|", [["a | b", "c"]]),
        ("| \\\\| b |\n|---|---|", [["\\", "b"]]),
        ("|a|\n|-|\n|茶|\n", [["a"], ["茶"]]),
        ("   | a |\n   |---|\n   | b |", [["a"], ["b"]]),
        ("| a | b |  \n|---|---|\t\n| c | d |", [["a", "b"], ["c", "d"]]),
        ("| *a* | **b** |\n|---|---|", [["a", "b"]]),
        ("| a |\n|---|\n| b |\n\n| c |", [["a"], ["b"]]),
        ("| a |\n|---|\n| b |\n> q", [["a"], ["b"]]),
        ("| a |\n|---|\n| b |\n# h", [["a"], ["b"]]),
        ("| a |\n|---|\n| b |\n---", [["a"], ["b"]]),
        ("| a |\n|---|\n| b |\nplain", [["a"], ["b"], ["plain"]]),
        ("> | a |\n> |---|\n> | b |", [["a"], ["b"]]),
        ("- | a |\n  |---|\n  | b |", [["a"], ["b"]]),
        ("[^1]: | a |\n    |---|\n    | b |", [["a"], ["b"]]),
    ],
)
def test_cells(source, cells):
    assert rows(source) == cells


@pytest.mark.parametrize(
    "source",
    [
        "| a | b |\n| - |",
        "| a |\n| - | - |",
        "a\n-|-",
        "| a |\n|   |",
        "| a |\n| x |",
        "| a |",
        "    | a |\n    |---|",
        "a \\| b\n-|-",
        "|a|\n--x--|",
    ],
)
def test_no_table(source):
    assert rows(source) == []


def test_a_table_ends_no_paragraph_of_its_own():
    assert kinds("| a |\n|---|\n| b |\n\ntext") == ["row", "row", "paragraph"]


@LINE_ENDS
def test_places_behind_escaped_bars(end):
    source = end.join(
        ["> | a | b |", "> |---|---|", "> | \\|\\| [x](u\\|v 't') \\| ![y](w) | <https://z.example/> \\| [q][r] |", "", "[r]: s"]
    )
    found = [(source[item.start : item.end], source[item.url_start : item.url_end], item.url) for item in references(source)]
    assert found == [
        ("[x](u\\|v 't')", "u\\|v", "u|v"),
        ("![y](w)", "w", "w"),
        ("<https://z.example/>", "https://z.example/", "https://z.example/"),
        ("[q][r]", "s", "s"),
    ]


def test_hostile_rows_are_read_to_their_end():
    """Growth by the square would not end here."""
    assert rows("|" * 50_000 + "\n" + "|-" * 25_000 + "|") == []
    assert len(rows("a|b\n-|-\n" + "\\|" * 100_000)) == 2
    assert rows("a |\n" * 20_000) == []
