"""Footnote definitions as containers, as GitHub and goldmark read them, and references to them.

mistune's own plugin reads a definition only where it is referred to, at the end of everything and without its place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mistune.util import unikey

from cnposts._markdown.state import State

if TYPE_CHECKING:
    from mistune import BlockParser, BlockState, InlineParser, InlineState

_LABEL = r"(?:[^\\\[\]\s]|\\.){1,500}"
DEFINITION = r"^ {0,3}\[\^(?P<note_key>" + _LABEL + r")\]:(?P<note_text>[^\n]*)(?:\n|\Z)"
REFERENCE = r"!?\[\^(?P<note_ref>" + _LABEL + r")\]"
_CONTAINERS = {"block_quote", "list", "footnote"}
_BRACKET = re.compile(r"!?\[")
_INDENT = re.compile(r" {4}| {0,3}\t")
_ENDS = ["footnote", "fenced_code", "atx_heading", "thematic_break", "block_quote", "list", "block_html"]


def parse_definition(block: BlockParser, match: re.Match[str], state: BlockState) -> int:
    """Append a ``footnote`` token whose children are the definition's blocks."""
    assert isinstance(state, State)
    key = unikey(match["note_key"])
    state.env["notes"].setdefault(key, None)  # it may be referred to in its own text
    body, end = _body(block, match, state)
    with state.child_at(match.start()):
        child = state.child_state(body)
    deepest = state.depth() >= block.max_nested_level - 1
    block.parse(child, [rule for rule in block.list_rules if rule not in _CONTAINERS] if deepest else block.list_rules)
    state.append_token({"type": "footnote", "children": child.tokens})
    state.env["notes"][key] = state.env["notes"][key] or child
    return end


def _body(block: BlockParser, match: re.Match[str], state: State) -> tuple[str, int]:
    """The definition's own lines without their indentation: indented ones, blanks between them, and lazy ones."""
    lines = [match["note_text"].lstrip(" \t") + "\n"]
    kept, end = 1, match.end()
    ends = block.compile_sc(_ENDS)
    position, blank = end, not lines[0].strip()
    while position < state.cursor_max:
        line = state.get_line(position)
        indent = _INDENT.match(line)
        if not indent and line.strip() and (blank or ends.match(state.src, position)):
            break
        blank = not line.strip()
        lines.append("\n" if blank else line[indent.end() :] if indent else line)
        position += len(line)
        if not blank:
            kept, end = len(lines), position
    return "".join(lines[:kept]), end


def parse_reference(inline: InlineParser, match: re.Match[str], state: InlineState) -> int | None:
    """Append a ``note`` token where the label is defined, a ``!`` before it is text; else a link or image may begin here."""
    if unikey(match["note_ref"]) not in state.env["notes"]:
        bracket = _BRACKET.match(state.src, match.start())
        return bracket and inline.parse_link(bracket, state)
    if match[0].startswith("!"):
        state.append_token({"type": "text", "raw": "!"})
    state.append_token({"type": "note", "raw": match["note_ref"]})
    return match.end()
