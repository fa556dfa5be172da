"""mistune's block parser, with the place of every block."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mistune import BlockParser
from mistune.helpers import HTML_ATTRIBUTES
from mistune.util import unikey

from cnposts._markdown import footnotes, links, tables
from cnposts._markdown.nodes import Notice
from cnposts._markdown.state import State
from cnposts.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from mistune import BlockState

    Match = Callable[[str, int], re.Match[str] | None]

_PLAIN = r"(?:[^\s\d!-/:-@\[-`{-~][^|\n]*+(?:\n|\Z))"  # no rule begins with a letter but a table, which needs a bar
_PLAIN_LINES = re.compile(f"{_PLAIN}++")
_LINE_AND_PLAIN_LINES = re.compile(rf"[^\n]*+(?:\n|\Z){_PLAIN}*+")
_BLANK_LINES = re.compile(r"(?:[ \t\v\f]*+\n)++")
_SELF_CLOSED = re.compile(rf"{HTML_ATTRIBUTES}[ \t]*/>[ \t]*(?:\n|\Z)")
_LESS_INDENTED = re.compile(r"\A {1,3}")
_BLANK_LINE = re.compile(r"^[ \t\v\f]*\n", re.MULTILINE)
_CLOSING_MARKS = re.compile(r"(?:(?<=[ \t])|^)#+$")


class Blocks(BlockParser):
    """mistune's block rules, ours for tables and footnotes, and places for what has one."""

    state_cls = State

    def __init__(self, nesting: int) -> None:
        """Register our own rules, in quotes and lists too; ``nesting`` is how deep these stand in each other."""
        super().__init__(max_nested_level=nesting)
        self.register("footnote", footnotes.DEFINITION, footnotes.parse_definition, before="ref_link")
        self.register("table", tables.PATTERN, tables.parse_table)
        self.block_quote_rules = self.list_rules = self.rules

    def parse(self, state: BlockState, rules: list[str] | None = None) -> None:
        """Mistune's loop, by lines, as every rule begins at one; blank lines and those of words need none tried."""
        match = self.compile_sc(None if rules is self.rules else rules).match
        while state.cursor < state.cursor_max:
            if text := _PLAIN_LINES.match(state.src, state.cursor):
                _add_text(state, text.end(), match)
            elif blank := _BLANK_LINES.match(state.src, state.cursor):
                state.tokens.append({"type": "blank_line"})
                state.cursor = blank.end()
            elif end := self._parse_rule(state, match):
                state.cursor = end
            else:
                _add_text(state, state.find_line_end(), match)

    def _parse_rule(self, state: BlockState, match: Match) -> int | None:
        end = self._parse_indent_code_fast(state) if state.src[state.cursor] in " \t" else None
        found = None if end else match(state.src, state.cursor)
        return self.parse_method(found, state) if found else end

    def _check_depth(self, m: re.Match[str], state: State) -> None:
        """Note, once, that what stands in this container is read without further containers."""
        if state.depth() >= self.max_nested_level - 1 and not state.env["notices"]:
            reason = f"Quotes and lists stand more than {self.max_nested_level} deep in each other; deeper ones were read as text."
            places = state.places
            state.env["notices"].append(Notice(Rule.LIMIT_REACHED, reason, places(m.start()), places(m.end())))

    def parse_block_quote(self, m: re.Match[str], state: BlockState) -> int:
        """Append a quote; its child begins on its first line."""
        assert isinstance(state, State)
        self._check_depth(m, state)
        with state.child_at(m.start()), state.in_place("block_quote"):
            return super().parse_block_quote(m, state)

    def parse_list(self, m: re.Match[str], state: BlockState) -> int | None:  # type: ignore[override]
        """Append a list; its items begin on the lines of their markers.

        None, which all of mistune's callers expect of a rule, for one that cannot interrupt a quote's paragraph: empty, or not
        beginning with 1.
        """
        assert isinstance(state, State)
        if state.is_in_quote() and (not m["list_3"].strip() or m["list_2"][:-1] not in {"", "1"}):
            return None
        self._check_depth(m, state)
        with state.child_at(m.start(), in_list=True), state.in_place("list"):
            return super().parse_list(m, state)

    def parse_atx_heading(self, m: re.Match[str], state: BlockState) -> int:
        """Append a heading; linear, where a pattern that looks for the closing marks is not."""
        written = m["atx_2"].rstrip(" \t")
        text = (_CLOSING_MARKS.sub("", written) if written.endswith("#") else written).strip(" \t")
        start = m.start("atx_2") + len(written) - len(written.lstrip(" \t"))
        state.append_token(
            {
                "type": "heading",
                "text": text,
                "text_at": start,
                "attrs": {"level": len(m["atx_1"])},
                "at": m.start("atx_1"),
                "to": m.start("atx_2") + len(written),
            }
        )
        return m.end() + 1

    def parse_setex_heading(self, m: re.Match[str], state: BlockState) -> int | None:
        """Turn the open paragraph into a heading."""
        end = super().parse_setex_heading(m, state)
        if end and state.tokens and state.tokens[-1].get("style") == "setext":
            state.tokens[-1].setdefault("to", m.start() + len(m[0].rstrip()))
        return end

    def parse_fenced_code(self, m: re.Match[str], state: BlockState) -> int | None:
        """Append a code block, and whether it was closed."""
        end = super().parse_fenced_code(m, state)
        if end:
            marks = m["fenced_2"]
            last = state.src.rfind("\n", 0, end - state.src.endswith("\n", 0, end)) + 1
            closing = _LESS_INDENTED.sub("", state.src[last:end].rstrip(), count=1)
            closed = last > m.start() and closing.startswith(marks) and not closing.strip(marks[0])
            state.tokens[-1] |= {"at": m.start("fenced_2"), "to": end, "closed": closed}
        return end

    def parse_raw_html(self, m: re.Match[str], state: BlockState) -> int | None:
        """Append raw HTML with its beginning, which mistune moves on from; an element that closes itself is raw HTML, too."""
        start, end = state.cursor, super().parse_raw_html(m, state)
        if end is None and _SELF_CLOSED.match(state.src, m.end(), state.find_line_end()):
            blank = _BLANK_LINE.search(state.src, m.end())
            end = blank.start() if blank else state.cursor_max
            state.append_token({"type": "block_html", "raw": state.src[start:end]})
        elif end and state.tokens[-1]["type"] == "block_html":
            state.tokens[-1]["at"] = start
        return end

    def parse_ref_link(self, m: re.Match[str], state: BlockState) -> int | None:
        """Note a reference definition with the place of its destination; the first of a label counts."""
        assert isinstance(state, State)
        if state.is_in_paragraph():
            return state.append_paragraph()
        key, found = unikey(m["reflink_1"]), links.target(links.DEFINITION, state.src, m.end())
        if not key or not found:
            return None
        start, end = found.place
        place = state.places(start), state.places(end)
        state.env["ref_links"].setdefault(key, {"url": found.url, "title": found.title, "place": place})
        state.append_token({"type": "definition"})
        return found.end


def _add_text(state: BlockState, end: int, match: Match) -> None:
    """Add the lines up to ``end`` to the paragraph, and all up to the next on which a rule begins."""
    src = state.src
    while end < state.cursor_max and src[end] != "\n" and not match(src, end):
        more = _LINE_AND_PLAIN_LINES.match(src, end)
        assert more
        end = more.end()
    state.add_paragraph(src[state.cursor : end])
    state.cursor = end
