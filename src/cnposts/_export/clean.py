"""HTML of strangers made safe by nh3, which is Mozilla's ammonia: what is not known to be harmless goes."""

from __future__ import annotations

import re
import secrets

from cnposts import _html
from cnposts._extras import need

_TAGS = {"audio", "input", "picture", "section", "source", "tfoot", "video"}
_ATTRIBUTES = {
    "a": {"href", "hreflang", "title", "class", "id"},
    "audio": {"src", "controls", "loop", "muted", "preload"},
    "code": {"class"},
    "div": {"align"},
    "img": {"src", "srcset", "sizes", "alt", "title", "width", "height", "align", "loading"},
    "input": {"type", "checked", "disabled", "class"},
    "li": {"class", "id", "value"},
    "ol": {"start", "reversed", "type"},
    "p": {"align"},
    "section": {"class"},
    "source": {"src", "srcset", "sizes", "media", "type"},
    "sup": {"class", "id"},
    "td": {"colspan", "rowspan", "align", "style"},
    "th": {"colspan", "rowspan", "align", "scope", "style"},
    "time": {"datetime"},
    "video": {"src", "poster", "width", "height", "controls", "loop", "muted", "preload"},
    **{name: {"id"} for name in ("h1", "h2", "h3", "h4", "h5", "h6")},
    **{name: {"title"} for name in ("abbr", "dfn")},
    **{name: {"cite"} for name in ("blockquote", "del", "ins", "q")},
}
RAW_TEXT = _html.names("iframe noembed noframes noscript plaintext script style textarea title xmp")
"""Elements in which browsers read markup as text."""
_FORCED = {"input": {"type": "checkbox", "disabled": ""}}
_SCHEMES = {"ftp", "http", "https", "irc", "ircs", "magnet", "mailto", "sms", "tel", "xmpp"}
_CLASS = re.compile(r"language-\S+|footnotes?|footnote-ref|task-list-item(?:-checkbox)?")
_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f]")


class Kept:
    """HTML that is left as it is, by the marks that stand for it while all around them is cleaned."""

    def __init__(self) -> None:
        """Begin with a secret that no post can know."""
        self._secret = f"kept{secrets.token_hex(12)}"
        self._mark = re.compile(f"(?:<!---->)?{self._secret}n([0-9]+)e", re.IGNORECASE)
        self._pieces: list[str] = []

    def put(self, html: str) -> str:
        """The mark of a piece of HTML, behind a comment, so that it looks like a tag to whoever asks; comments are cleaned away.

        Marks in it stay in text only: in an attribute, say, what they stand for could end the attribute.
        """
        self._pieces.append(self._with_marks_in_text(html) if self._mark.search(html) else html)
        return f"<!---->{self._secret}n{len(self._pieces) - 1}e"

    def cleaned(self, html: str) -> str:
        """Clean HTML; marks stay where they stand in text, and nowhere else.

        Raises:
            ImportError: nh3 is missing; the extra ``html`` brings it.
        """
        nh3 = need("nh3", "html")
        clean: str = nh3.clean(
            html,
            tags=nh3.ALLOWED_TAGS | _TAGS,
            attributes=_ATTRIBUTES,
            attribute_filter=self._attribute,
            set_tag_attribute_values=_FORCED,
            url_schemes=_SCHEMES,
            filter_style_properties={"text-align"},
        )
        return clean

    def restored(self, html: str) -> str:
        """Put the pieces where their marks stand; pieces hold marks of earlier ones."""
        return self._mark.sub(lambda mark: self.restored(self._pieces[int(mark[1])]), html)

    def _with_marks_in_text(self, html: str) -> str:
        pieces, done, raw = [], 0, ""
        for item in _html.scan(html):
            is_text = isinstance(item, _html.Text) and not raw
            is_mark = isinstance(item, _html.Comment) and html[item.start : item.end] == "<!---->"
            pieces.append(self._mark.sub("", html[done : item.start]))
            written = html[item.start : item.end]
            pieces.append(written if is_text or is_mark else self._mark.sub("", written))
            done = item.end
            if isinstance(item, _html.Tag) and (item.name == raw or not raw):
                raw = item.name if item.name in RAW_TEXT and not item.closing else ""
        return "".join([*pieces, self._mark.sub("", html[done:])])

    def _attribute(self, _: str, name: str, value: str) -> str | None:
        """What is left of an attribute: no marks, classes of ours, and sources that are as harmless as other URLs."""
        if self._secret in value.lower():
            return None
        if name == "class":
            return " ".join(word for word in value.split() if _CLASS.fullmatch(word)) or None
        if name in {"srcset", "poster", "cite"}:  # nh3 knows these for no URLs
            return None if any(map(_is_odd, value.split(",") if name == "srcset" else [value])) else value
        return value


def _is_odd(url: str) -> bool:
    scheme = _SCHEME.match(_CONTROL.sub("", url))
    return scheme is not None and scheme[1].lower() not in _SCHEMES
