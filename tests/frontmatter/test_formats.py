"""Finding front matter: where it ends, what it holds, and that nothing of the text is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnposts

CASES = json.loads((Path(__file__).parent.parent / "data/frontmatter/formats.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_header_and_body(case, post):
    result = post(case["source"])
    assert (result.header.format, result.meta.raw, result.body) == (case["format"], case["raw"], case["body"])
    assert result.rules == case.get("rules", [])
    for key, node in result.scalars():
        assert node.text in result.slice(key) or "|" in result.slice(key), key


FENCES = st.sampled_from(["---\n", "+++\n", "{", "}", "<!--\n", "-->", "[#]: ", "Title: ", "...\n", "\ufeff", "\r\n", "\r"])
PIECES = st.sampled_from(
    ["a: ", "b = ", "'", '"', "- ", "[", "]", "{", "|\n", ">-\n", "\t", "#", "&a ", "*a", "<<: ", "? ", ": ", ",", '"""', "x", "中", "\n", " ", "!!int ", "\x00", "\ud800", "\u2028", "1", ".. t: "]  # noqa: E501
)  # fmt: skip


@given(start=FENCES, middle=st.lists(PIECES | st.text(max_size=5), max_size=30).map("".join), end=FENCES)
def test_any_text_is_read(start, middle, end, post):
    source = start + middle + "\n" + end
    result = post(source)
    assert 0 <= result.header.end <= len(source)
    for message in result.messages:
        assert 0 <= message.span.start <= message.span.end <= len(source) + 1
    for span in result.meta.spans.values():
        assert 0 <= span.start <= span.end <= len(source)


@pytest.mark.parametrize("source", ['{"a": \u2028}', '{"a": [\u2028 1]}', "---\na: [\n---", "---\nTitle: 'x\n"])
def test_any_text_ends(source, post):
    assert post(source).header.end <= len(source)


@given(source=st.text())
def test_any_string_is_read(source, post):
    assert post(source).header.end <= len(source)


@pytest.mark.parametrize(
    "source",
    [
        "---\na: " + "[" * 100_000 + "\n---\n",
        "---\na:\n  " + "- " * 50_000 + "\n---\n",
        "---\na:\n" + "".join("  " * depth + "a:\n" for depth in range(1, 300)) + "---\n",
        "+++\na = " + "[" * 50_000 + "]" * 50_000 + "\n+++\n",
        "+++\n" + "a." * 5_000 + "b = 1\n+++\n",
        "+++\n[" + "a." * 5_000 + "b]\nc = 1\n+++\n",
        "+++\na = " + ("{" + "a." * 90 + "b = ") * 90 + "1" + "}" * 90 + "\n+++\n",
        '{"a": ' + "[" * 100_000 + "1" + "]" * 100_000 + "}",
        '{"a": ' + "[" * 100_000,
        "---\n" + "a: b\n" * 250_000 + "---\n",
        "---\na0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 90)) + "---\n",
        "---\na0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 300)) + "---\n",
        "---\na: &a [" + "1," * 60_000 + "]\nb: [*a, *a]\n---\n",
        '{"x": [' + "1," * 600_000 + "1]}",
        "+++\n" + "a = 1\n" * 200_000 + "+++\n",
    ],
    ids=lambda source: source[:20],
)
def test_bounds(source, post):
    result = post(source)
    assert "limit-reached" in result.rules or "front-matter-unclosed" in result.rules
    assert result.meta.model_dump_json()


@pytest.mark.parametrize(
    "source",
    [
        '{"resources":',
        '{"a": [1,',
        '{"a" 1',
        "+++\ndate = 2021\nname =",
        "+++\ntitle = 'Tea'\na = [",
        "---\ntitle: tea\na: [",
        '---\ntitle: tea\na: "',
        "title: tea\na:",
    ],
)
def test_what_breaks_off_has_its_messages_inside_of_it(source):
    for message in cnposts.parse(source).messages:
        assert message.span.end <= len(source)
