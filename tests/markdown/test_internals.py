"""Each part of mistune that places lean on, by its name: a version that moves one of them fails here first, and says which."""

from __future__ import annotations

import dataclasses
import inspect
import re
from pathlib import Path

import mistune
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from mistune import BlockParser, BlockState, InlineParser, InlineState, util
from mistune import helpers as link_helpers
from mistune._inline.links import Bracket
from mistune.plugins import formatting, table, task_lists
from mistune.renderers.html import HTMLRenderer

import cnposts._markdown
from cnposts._markdown import links

SOURCES = sorted(Path(cnposts._markdown.__file__).parent.glob("*.py"))

NAMES = {
    BlockState: [
        "add_paragraph",
        "append_paragraph",
        "append_token",
        "child_state",
        "depth",
        "find_line_end",
        "find_line_end_at",
        "get_line",
        "process",
    ],
    BlockParser: [
        "_parse_indent_code_fast",
        "compile_sc",
        "parse",
        "parse_atx_heading",
        "parse_block_quote",
        "parse_fenced_code",
        "parse_list",
        "parse_method",
        "parse_raw_html",
        "parse_ref_link",
        "parse_setex_heading",
        "register",
    ],
    InlineState: ["append_token", "copy", "delimiters"],
    InlineParser: [
        "_find_linebreak_start",
        "compile_sc",
        "finalize_tokens",
        "parse",
        "parse_auto_email",
        "parse_auto_link",
        "parse_link",
        "parse_link_close",
        "parse_method",
        "process_text",
        "register",
        "render",
    ],
    link_helpers: ["HTML_ATTRIBUTES", "unescape_char"],
    util: ["unescape", "unikey"],
    HTMLRenderer: [
        "block_code",
        "block_quote",
        "codespan",
        "emphasis",
        "heading",
        "image",
        "linebreak",
        "link",
        "list",
        "list_item",
        "paragraph",
        "render_attrs",
        "softbreak",
        "strong",
        "thematic_break",
    ],
    formatting: ["render_strikethrough"],
    table: ["render_table", "render_table_body", "render_table_cell", "render_table_head", "render_table_row"],
    task_lists: ["render_task_list_item"],
}
ATTRIBUTES = {
    "BlockState": (BlockState(), ["src", "cursor", "cursor_max", "tokens", "env", "parent"]),
    "BlockParser": (BlockParser(), ["state_cls", "rules", "list_rules", "block_quote_rules", "max_nested_level", "specification"]),
    "InlineState": (InlineState({}), ["src", "tokens", "env", "depth", "in_link", "last_link", "brackets", "delimiters"]),
    "InlineParser": (InlineParser(), ["state_cls", "rules", "max_nested_level", "specification", "_methods"]),
}
SIGNATURES = [
    (BlockState.__init__, ["self", "parent"]),
    (BlockState.child_state, ["self", "src", "lazy_line_starts"]),
    (BlockParser.compile_sc, ["self", "rules"]),
    (BlockParser.parse, ["self", "state", "rules"]),
    (BlockParser.register, ["self", "name", "pattern", "func", "before"]),
    (BlockParser._parse_indent_code_fast, ["self", "state"]),
    (InlineParser._find_linebreak_start, None),
    (InlineParser.finalize_tokens, ["self", "tokens", "depth"]),
    (InlineParser.parse_method, ["self", "m", "state"]),
    (InlineParser.process_text, ["self", "text", "state"]),
    (InlineState({}).delimiters.find, None),
]
BLOCK_GROUPS = {"atx_heading": ["atx_1", "atx_2"], "fenced_code": ["fenced_2"], "list": ["list_2", "list_3"], "ref_link": ["reflink_1"]}


def pairs(table):
    return [pytest.param(owner, name, id=f"{owner.__name__}.{name}") for owner, names in table.items() for name in names]


@pytest.mark.parametrize(("owner", "name"), pairs(NAMES))
def test_function_is_there(owner, name):
    assert hasattr(owner, name), f"mistune {mistune.__version__} has no {owner.__name__}.{name}"


@pytest.mark.parametrize(("owner", "name"), [(owner, name) for owner, (_, names) in ATTRIBUTES.items() for name in names])
def test_attribute_is_there(owner, name):
    assert hasattr(ATTRIBUTES[owner][0], name), f"mistune {mistune.__version__}: a {owner} has no attribute {name}"


@pytest.mark.parametrize(("function", "expected"), SIGNATURES, ids=lambda value: getattr(value, "__qualname__", ""))
def test_parameters_are_those_that_are_passed(function, expected):
    names = list(inspect.signature(function).parameters)
    if expected is None:
        assert len(names) >= 3, f"{function.__qualname__} takes {names}"
    else:
        assert names[: len(expected)] == expected, f"{function.__qualname__} takes {names}"


@pytest.mark.parametrize(("rule", "groups"), BLOCK_GROUPS.items())
def test_patterns_have_the_groups_that_places_come_from(rule, groups):
    pattern = re.compile(BlockParser.SPECIFICATION[rule], re.MULTILINE)
    assert set(groups) <= set(pattern.groupindex), f"the pattern of {rule} has groups {sorted(pattern.groupindex)}"


def test_inline_rules_that_are_replaced_or_come_before_ours():
    rules, specification = InlineParser().rules, InlineParser().specification
    assert {"link", "link_close", "codespan", "inline_html", "auto_link", "auto_email"} <= set(rules)
    assert re.compile(specification["link_close"]).match("]]")
    assert re.compile(specification["link"]).match("![")[0] == "!["
    assert "ref_link" in BlockParser().rules
    assert "table" not in BlockParser().rules
    assert {"block_quote", "list"} <= set(BlockParser().list_rules)


@pytest.mark.parametrize("name", ["blank_line", "fenced_code", "atx_heading", "thematic_break", "block_quote", "list", "block_html"])
def test_rules_that_end_our_containers(name):
    assert name in BlockParser().specification


def test_brackets_hold_where_they_began():
    fields = {field.name for field in dataclasses.fields(Bracket)}
    missing = {"start", "token_index", "image", "active", "previous_link", "child_depth"} - fields
    assert not missing, f"mistune's Bracket has no {missing}"
    parser, state = InlineParser(), InlineState({"ref_links": {}})
    state.src = "a ![b"
    parser.parse(state)
    (bracket,) = state.brackets
    assert (bracket.start, bracket.token_index, bracket.image, bracket.active) == (4, 1, True, True)


def inline_tokens(text, env=None):
    parser, state = InlineParser(), InlineState(env or {"ref_links": {}})
    state.src = text
    parser.parse(state)
    return state.tokens


def block_tokens(text):
    state = BlockState()
    state.process(text)
    BlockParser().parse(state)
    return state


def test_tokens_of_links_and_definitions():
    state = block_tokens("[Ab]: /u 'T'\n\n[x][aB] [Ab]\n")
    definition = state.env["ref_links"][util.unikey("aB")]
    assert (definition["url"], definition["title"]) == ("/u", "T")
    first, _, second = inline_tokens("[x][aB] [Ab]", state.env)
    for token in (first, second):
        assert (token["type"], token["ref"], token["attrs"]["title"]) == ("link", util.unikey("ab"), "T")
        assert "label" in token, "a reference link is known by its label"
    assert "label" not in inline_tokens("[x](y 'z')")[0]
    assert inline_tokens("[x](y 'z')")[0]["attrs"] == {"url": "y", "title": "z"}


def test_autolinks_inside_a_link_become_text():
    (link,) = inline_tokens("[<https://tea.example/>](b)")
    assert [(child["type"], child["raw"]) for child in link["children"]] == [("text", "<https://tea.example/>")], (
        "known by the key _autolink"
    )


@pytest.mark.parametrize(
    ("text", "kind", "keys"),
    [
        ("`a`", "codespan", {"raw"}),
        ("<b>", "inline_html", {"raw"}),
        ("a", "text", {"raw"}),
        ("*a*", "emphasis", {"children"}),
        ("**a**", "strong", {"children"}),
        ("![a](b)", "image", {"children", "attrs"}),
        ("a\nb", "softbreak", set()),
        ("a  \nb", "linebreak", set()),
    ],
)
def test_inline_tokens(text, kind, keys):
    found = [token for token in inline_tokens(text) if token["type"] == kind]
    assert found, f"mistune makes no {kind} of {text!r}"
    assert keys <= set(found[0])


@pytest.mark.parametrize(
    ("text", "kind", "keys"),
    [
        ("a\n", "paragraph", {"text"}),
        ("# a\n", "heading", {"text", "attrs"}),
        ("a\n===\n", "heading", {"text", "attrs", "style"}),
        ("```x y\na\n```\n", "block_code", {"raw", "style", "attrs"}),
        ("    a\n", "block_code", {"raw", "style"}),
        ("<div>\n", "block_html", {"raw"}),
        ("> a\n", "block_quote", {"children"}),
        ("- a\n", "list", {"children"}),
        ("---\n", "thematic_break", set()),
    ],
)
def test_block_tokens(text, kind, keys):
    tokens = block_tokens(text).tokens
    assert [token["type"] for token in tokens] == [kind]
    assert keys <= set(tokens[0])


def test_values_of_block_tokens():
    assert block_tokens("## a\n").tokens[0]["attrs"]["level"] == 2
    assert block_tokens("a\n===\n").tokens[0]["style"] == "setext"
    fenced = block_tokens("```x y\na\n```\n").tokens[0]
    assert (fenced["style"], fenced["attrs"]["info"], fenced["raw"]) == ("fenced", "x y", "a\n")
    assert block_tokens("    a\n").tokens[0]["style"] != "fenced"
    (item,) = block_tokens("- a\n").tokens[0]["children"]
    assert item["children"][0]["type"] == "block_text"


def test_delimiters_know_formatting():
    state = InlineState({})
    state.src = "~~a ~~ b~~"
    assert state.delimiters.find("~~", 2, formatting=True) == 8, "a mark behind a blank closes nothing"
    assert state.delimiters.find("~~", 8, formatting=True) is None


@given(st.text(st.sampled_from("ab/()<>\\\"'&; \t\n"), max_size=12))
def test_our_pattern_takes_the_destinations_that_mistune_takes(text):
    """What ours refuses goes on to mistune, and would be a link without a place if that took it."""
    source = f"]({text})"
    assume(not re.search(r"\n[ \t]*\n", source))  # ends the paragraph
    target, (_, end) = links.target(links.INLINE, source, 1), link_helpers.parse_link(source, 2)
    assert (target and target.end) == end


def test_line_breaks_begin_at_their_blanks():
    assert InlineParser()._find_linebreak_start("ab  \nc", 0, 4) == 2
    assert InlineParser()._find_linebreak_start("ab\nc", 0, 2) == 2


def test_labels_are_compared_folded():
    assert util.unikey(" A  b\n") == util.unikey("a B")
    assert util.unescape("&amp;&lt;") == "&<"
    assert link_helpers.unescape_char(r"\)\x") == r")\x"


def test_every_method_of_mistune_that_is_called_is_listed_here():
    """What our sources call of the base classes, by ``super()`` or on themselves, stands in ``NAMES``."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    known = {name for names in NAMES.values() for name in names} | {name for _, names in ATTRIBUTES.values() for name in names}
    for cls in (BlockState, BlockParser, InlineState, InlineParser):
        used = {
            name
            for name in dir(cls)
            if not name.startswith("__") and re.search(rf"(?:super\(\)|self|state|block|inline|child|inner)\.{name}\b", text)
        }
        assert used <= known, f"not listed: {sorted(used - known)}"
    imported = set(re.findall(r"from mistune(?:\.\w+)* import ([\w, ]+)", text))
    names = {name.strip() for line in imported for name in line.split(",")}
    classes = {"BlockParser", "BlockState", "InlineParser", "InlineState", "Bracket", "HTMLRenderer"}
    functions = {*NAMES[link_helpers], *NAMES[util], *NAMES[formatting], *NAMES[table], *NAMES[task_lists]}
    assert names <= classes | functions


def test_mistune_is_held_to_the_tested_minor(root):
    assert mistune.__version__.startswith("3.4."), "tested with 3.4 only"
    assert '"mistune>=3.4,<3.5"' in (root / "pyproject.toml").read_text(encoding="utf-8")
