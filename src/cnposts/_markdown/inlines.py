"""mistune's inline parser, with the place of every link, image, code span and HTML tag.

Each place comes from the match that made the token, never from looking for its text afterwards.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mistune import InlineParser
from mistune.helpers import parse_link_href, unescape_char
from mistune.util import unescape

from cnposts._markdown import footnotes, literals
from cnposts._markdown.nodes import Notice
from cnposts._markdown.state import Text, destination_start
from cnposts.rules import Rule

if TYPE_CHECKING:
    from mistune import InlineState
    from mistune._inline.links import Bracket

    from cnposts.models import Kind

_TRIGGERS = r"\\`*_!\[\]<\n~"
_SIMPLE = re.compile(r"\([ \t]*(?:<(?P<angle>[^<>\\\n&]*)>|(?P<plain>[^\s()<>\\&\x00-\x1f\x7f]*))[ \t]*\)")
_PARENTHESES = re.compile(r"\(([^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)")
_SPACED = re.compile(r"[ \t]+\(((?:https?://|mailto:|\.{0,2}/|#)[^()\s]*)\)")
_WIDE_PARENTHESES = re.compile(r"（\s*([^\s（）()]*)\s*[）)]")
_BLANK = re.compile(r"\s")
_NO_DESTINATION = re.compile(r"[\"'“”‘’<>]|\s[=/-]|[:/-]\s")  # more than a forgotten escape is wrong with these
_LIKE_URL = re.compile(r"[/.#]")


class Inlines(InlineParser):
    """mistune's inline rules, ours for autolink literals, footnotes and masked tags."""

    state_cls = Text

    def __init__(self, placeholder: str | None) -> None:
        """Prepare a parser for texts whose tags, if any, are masked by ``placeholder``."""
        super().__init__()
        self.specification["link_close"] = r"\]"  # one at a time, so that the end of the match is the end of the link
        self.register("footnote", footnotes.REFERENCE, footnotes.parse_reference, before="link")
        self.register("strikethrough", r"~~(?=[^\s~])", _parse_strikethrough, before="link")
        if placeholder:
            self.register("tag", f"{placeholder}+", _parse_tag)
        self._trigger = re.compile(f"[{_TRIGGERS}{placeholder or ''}]")

    def literal_starts(self, text: str) -> list[int] | None:
        """Where ``text`` may hold literals; None where no rule has anything to find in it."""
        starts = literals.starts(text)
        return starts if starts or self._trigger.search(text) else None

    def parse(self, state: InlineState) -> list[dict[str, Any]]:
        """Mistune's loop with one search for all triggers, and the literals found beforehand."""
        assert isinstance(state, Text)
        src, position, size = state.src, 0, len(state.src)
        literal_starts = (literals.starts(src) if state.literal_starts is None else state.literal_starts)[::-1]
        search, match = self._trigger.search, self.compile_sc().match
        while position < size:
            while literal_starts and literal_starts[-1] < position:
                literal_starts.pop()
            limit = literal_starts[-1] if literal_starts else size
            trigger = search(src, position, limit)
            start = trigger.start() if trigger else limit
            if trigger and src[start] == "\n":
                start = self._find_linebreak_start(src, position, start)
            if start > position:
                self.process_text(src[position:start], state)
            if start == size:
                break
            m = match(src, start) if trigger else None
            end = self.parse_method(m, state) if m else None if trigger else _parse_literal(start, state)
            if not end:
                end = start + 1
                self.process_text(src[start:end], state)
            position = end
        state.tokens = self.finalize_tokens(state.tokens, state.depth)
        return state.tokens

    def parse_codespan(self, m: re.Match[str], state: InlineState) -> int:
        """Append a code span with its place."""
        assert isinstance(state, Text)
        end = super().parse_codespan(m, state)
        if end > m.end():
            state.tokens[-1]["place"] = state.place(m.start(), end)
        return end

    def parse_inline_html(self, m: re.Match[str], state: InlineState) -> int | None:
        """Append raw HTML with its place; ``<a>`` does not stop Markdown links."""
        assert isinstance(state, Text)
        end = super().parse_inline_html(m, state)
        state.in_link = False
        if end:
            state.tokens[-1]["place"] = state.place(m.start(), end)
        return end

    def parse_auto_link(self, m: re.Match[str], state: InlineState) -> int:
        """Append an autolink with its places."""
        return self._append_autolink(m, state, "")

    def parse_auto_email(self, m: re.Match[str], state: InlineState) -> int:
        """Append a mail autolink with its places."""
        return self._append_autolink(m, state, "mailto:")

    def _append_autolink(self, m: re.Match[str], state: InlineState, scheme: str) -> int:
        assert isinstance(state, Text)
        if state.depth < self.max_nested_level:
            _append_link(state, "autolink", scheme + m[0][1:-1], m.span(), (m.start() + 1, m.end() - 1))
        else:
            self.process_text(m[0], state)
        return m.end()

    def parse_link_close(self, m: re.Match[str], state: InlineState) -> int:
        """Close a bracket; where that makes a link or image, add its places."""
        assert isinstance(state, Text)
        opener = state.brackets[-1] if state.brackets else None
        if opener is None:
            return super().parse_link_close(m, state)
        start = opener.start - 1 - opener.image
        simple = _SIMPLE.match(state.src, m.end()) if opener.active else None
        if simple and state.depth + opener.child_depth < self.max_nested_level:
            self._close_simple(opener, simple, state)
            state.tokens[-1]["place"] = state.place(start, simple.end())
            return simple.end()
        end = super().parse_link_close(m, state)
        token = state.tokens[-1]
        if token["type"] in {"link", "image"} and "place" not in token and len(state.tokens) == opener.token_index + 1:
            token["place"] = state.place(start, end)
            token |= _reference(token, m.start(), end, state) if "label" in token else _inline(m.start(), state, self.max_nested_level)
        elif opener.active:
            notice = _malformed(state, start, m.start())
            if notice:
                state.notices.append(notice)
        return end

    def _close_simple(self, opener: Bracket, destination: re.Match[str], state: Text) -> None:
        """What mistune does with ``[…](url)``, without its walk over each character of the destination."""
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
        group = "plain" if destination["angle"] is None else "angle"
        del state.tokens[opener.token_index :]
        state.append_token(
            {
                "type": "image" if opener.image else "link",
                "children": self.finalize_tokens(children, state.depth + 1),
                "form": "inline",
                "url": destination[group],
                "url_place": state.place(*destination.span(group)),
            }
        )


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


def _inline(close: int, state: Text, nesting: int) -> dict[str, Any]:
    href, end = parse_link_href(state.src, close + 2, max_nested_level=nesting)
    assert href is not None
    assert end is not None
    start = destination_start(state.src, href, end)
    return {"form": "inline", "url": unescape(unescape_char(href)), "url_place": state.place(start, start + len(href))}


def _reference(token: dict[str, Any], close: int, end: int, state: Text) -> dict[str, Any]:
    written = end - close - 1
    form = "shortcut" if not written else "collapsed" if written == 2 else "reference"  # noqa: PLR2004 - the length of "[]"
    url, title, place = state.env["definitions"][token["ref"]]
    return {"form": form, "url": url, "title": title, "url_place": place}


def _parse_strikethrough(inline: Inlines, m: re.Match[str], state: Text) -> int | None:
    """Mistune's strikethrough, with the place of its inner text."""
    close = state.delimiters.find("~~", m.end(), formatting=True)
    if close is None or state.depth >= inline.max_nested_level:
        return None
    state.append_token({"type": "strikethrough", "children": inline.render(state.part(m.end(), close))})
    return close + 2


def _parse_tag(_: Inlines, m: re.Match[str], state: Text) -> int:
    state.append_token({"type": "tag", "place": state.place(m.start(), m.end())})
    return m.end()


def _malformed(state: Text, start: int, close: int) -> Notice | None:
    """What looks like a link at ``start``, whose text ends at ``close``, and is none."""
    src, after = state.src, close + 1
    written = _PARENTHESES.match(src, after)
    if written and _LIKE_URL.search(written[1]):
        reason, url = "A blank in a destination ends it, so this is text", f"<{unescape_char(written[1].strip())}>"
        if not _BLANK.search(written[1].strip()):
            reason = "The parentheses of this destination do not balance, so this is text"
        elif _NO_DESTINATION.search(written[1]):
            return Notice(Rule.LINK_MALFORMED, f"{reason}.", *state.place(start, written.end()))
    elif src.startswith("（", after) and (written := _WIDE_PARENTHESES.match(src, after)) and _LIKE_URL.search(written[1]):
        reason, url = "Fullwidth parentheses make no link", written[1]
    elif written := _SPACED.match(src, after):
        reason, url = "A blank between ] and ( makes no link", written[1]
    else:
        return None
    places = state.place(start, written.end())
    return Notice(Rule.LINK_MALFORMED, f"{reason}.", *places, f"{src[start:after]}({url})")
