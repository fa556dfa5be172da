"""mistune's inline parser, with the place of every link, image, code span and HTML tag.

Each place comes from the match that made the token, never from looking for its text afterwards.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mistune import InlineParser
from mistune.util import unescape

from cnposts._markdown import emphasis, footnotes, links, literals
from cnposts._markdown.nodes import Notice
from cnposts._markdown.state import Text
from cnposts.rules import Rule

if TYPE_CHECKING:
    from mistune import InlineState
    from mistune._inline.links import Bracket

    from cnposts.models import Kind

_TRIGGERS = r"\\`\[\]<\n~"  # of ``![`` the second, and no marks of emphasis, which are found when all else is

_BLANKS = re.compile(r"[ \t]*+")
_PLACED = {"codespan", "inline_html", "tag"}


class Inlines(InlineParser):
    """mistune's inline rules, ours for autolink literals, footnotes and masked tags."""

    state_cls = Text

    def __init__(self, placeholder: str | None, nesting: int) -> None:
        """Prepare a parser for texts whose tags, if any, are masked by ``placeholder``; ``nesting`` bounds links, images and spans."""
        super().__init__(max_nested_level=nesting)
        self.specification["link_close"] = r"\]"  # one at a time, so that the end of the match is the end of the link
        self.register("footnote", footnotes.REFERENCE, footnotes.parse_reference, before="link")
        self.register("strikethrough", r"~~(?=[^\s~])", _parse_strikethrough, before="link")
        if placeholder:
            self.register("tag", f"{placeholder}+", _parse_tag)
        self._trigger = re.compile(f"[{_TRIGGERS}{placeholder or ''}]")

    def is_plain(self, text: str) -> bool:
        """Whether no rule but that for literals has anything to find in ``text``."""
        return "*" not in text and "_" not in text and not self._trigger.search(text)

    def parse(self, state: InlineState) -> list[dict[str, Any]]:
        """Mistune's loop with one search for all triggers, and the literals found beforehand."""
        assert isinstance(state, Text)
        src, position, size, tokens = state.src, 0, len(state.src), state.tokens
        waiting = (literals.starts(src) if state.literal_starts is None else state.literal_starts)[::-1]
        search, match = self._trigger.search, self.compile_sc().match
        while position < size:
            while waiting and waiting[-1] < position:
                waiting.pop()
            limit = waiting[-1] if waiting else size
            trigger = search(src, position, limit)
            start = trigger.start() if trigger else limit
            newline = start if trigger and src[start] == "\n" else None
            if newline is not None:
                start = self._find_linebreak_start(src, position, newline)
            elif trigger and start > position and src[start] == "[" and src[start - 1] == "!":
                start -= 1
            if start > position:
                tokens.append({"type": "text", "raw": src[position:start]})
            if start == size:
                break
            if newline is not None:
                tokens.append({"type": "linebreak" if newline - start > 1 or src[start] == "\\" else "softbreak"})
                position = _BLANKS.match(src, newline + 1).end()  # type: ignore[union-attr] # wider blanks of Unicode are text
                continue
            m = match(src, start) if trigger else None
            end = self.parse_method(m, state) if m else None if trigger else _parse_literal(start, state)
            if not end:
                end = start + 1
                tokens.append({"type": "text", "raw": src[start:end]})
            elif tokens[-1]["type"] in _PLACED:
                tokens[-1]["place"] = state.place(start, end)
            position = end
        state.tokens = self.finalize_tokens(tokens, state.depth)
        return state.tokens

    def finalize_tokens(self, tokens: list[dict[str, Any]], depth: int) -> list[dict[str, Any]]:
        """Find emphasis, where there are marks of any; else texts that touch are joined by whoever reads them."""
        if any("*" in token["raw"] or "_" in token["raw"] for token in tokens if token["type"] == "text"):
            return emphasis.resolve(tokens, self.max_nested_level - depth)
        return tokens

    def parse_auto_link(self, m: re.Match[str], state: InlineState) -> int:
        """Append an autolink with its places; one without a scheme is a mail address."""
        assert isinstance(state, Text)
        if state.depth < self.max_nested_level:
            written = m[0][1:-1]
            _append_link(state, "autolink", written if ":" in written else f"mailto:{written}", m.span(), (m.start() + 1, m.end() - 1))
        else:
            self.process_text(m[0], state)
        return m.end()

    parse_auto_email = parse_auto_link

    def parse_link_close(self, m: re.Match[str], state: InlineState) -> int:
        """Close a bracket; where that makes a link or image, add its places."""
        assert isinstance(state, Text)
        state.in_link = False  # raw ``<a>`` does not stop Markdown's links
        opener = state.brackets[-1] if state.brackets else None
        if opener is None or not opener.active:
            return super().parse_link_close(m, state)
        start = opener.start - 1 - opener.image
        target = links.target(links.INLINE, state.src, m.end())
        if target and state.depth + opener.child_depth >= self.max_nested_level:
            _note_depth(self.max_nested_level, state, start, target.end)
        elif target:
            self._close(opener, state)
            place = {"place": state.place(start, target.end), "url_place": state.place(*target.place)}
            state.tokens[-1] |= place | {"form": "inline", "url": target.url, "title": target.title}
            return target.end
        end = super().parse_link_close(m, state)
        token = state.tokens[-1]
        if "label" in token:
            written = end - m.end()
            form = "shortcut" if not written else "collapsed" if written == 2 else "reference"  # noqa: PLR2004 - the length of "[]"
            found = state.env["ref_links"][token["ref"]]
            token |= {"place": state.place(start, end), "url_place": found["place"]}
            token |= {"form": form, "url": found["url"], "title": found["title"]}
        elif notice := links.malformed(state, start, m.start()):
            state.notices.append(notice)
        return end

    def _close(self, opener: Bracket, state: Text) -> None:
        """Make the tokens since the bracket the children of a link or image, as mistune does."""
        state.brackets.pop()
        if state.brackets:
            state.brackets[-1].child_depth = max(state.brackets[-1].child_depth, opener.child_depth)
        children = state.tokens[opener.token_index + 1 :]
        if not opener.image:
            children = [
                {"type": "text", "raw": child["_autolink"], "_emphasis": False} if "_autolink" in child else child for child in children
            ]
            outer = state.last_link = opener.previous_link
            while outer is not None and outer.active:  # links hold no links
                outer.active = False
                outer = outer.previous_link
        del state.tokens[opener.token_index :]
        kind = "image" if opener.image else "link"
        state.append_token({"type": kind, "children": self.finalize_tokens(children, state.depth + 1)})


def _note_depth(nesting: int, state: Text, start: int, end: int) -> None:
    """Note, once, that a link or image was read as text."""
    if not any(notice.rule is Rule.LIMIT_REACHED for notice in state.notices[-1:]):
        reason = f"More than {nesting} images, links and spans stand in each other; outer ones were read as text."
        state.notices.append(Notice(Rule.LIMIT_REACHED, reason, *state.place(start, end)))


def _append_link(state: Text, form: Kind, url: str, span: tuple[int, int], url_span: tuple[int, int]) -> None:
    """Append a link whose text is its URL; inside another link only the text stays."""
    written = state.src[slice(*span)]
    children = [{"type": "text", "raw": state.src[slice(*url_span)]}]
    token = {"type": "link", "form": form, "url": unescape(url), "children": children, "_autolink": written}
    state.append_token(token | {"place": state.place(*span), "url_place": state.place(*url_span)})


def _parse_literal(start: int, state: Text) -> int | None:
    found = literals.at(state.src, start)
    if not found:
        return None
    span = found.start, found.end
    _append_link(state, found.kind, found.url, span, span)
    return found.end


def _parse_strikethrough(inline: Inlines, m: re.Match[str], state: Text) -> int | None:
    """Mistune's strikethrough, with the place of its inner text."""
    close = state.delimiters.find("~~", m.end(), formatting=True)
    if close is None or state.depth >= inline.max_nested_level:
        return None
    start, inner = m.end(), state.copy()
    assert isinstance(inner, Text)
    inner.src, inner.at, inner.notices = state.src[start:close], lambda offset: state.at(start + offset), state.notices
    state.append_token({"type": "strikethrough", "children": inline.render(inner)})
    return close + 2


def _parse_tag(_: Inlines, m: re.Match[str], state: Text) -> int:
    state.append_token({"type": "tag"})
    return m.end()
