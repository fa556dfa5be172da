"""The proof of an edit: the new text is parsed, and must say what was asked for and nothing else."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from itertools import accumulate, zip_longest
from typing import TYPE_CHECKING, Any, NoReturn

from cnposts._edit.asked import json_key
from cnposts._frontmatter import key_of, step
from cnposts._parse import parse
from cnposts._position import Lines
from cnposts.errors import EditError
from cnposts.models import Image, Link
from cnposts.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pydantic import JsonValue

    from cnposts._edit.asked import Asked, Change, Edit, KeyPath, Shown
    from cnposts._position import Span
    from cnposts.models import CodeBlock, Heading, Post, Shortcode

SELF_LINKED = {"autolink", "literal", "bare"}
"""Kinds of links whose URL is what readers see."""

_FIELDS = {"headings": ("depth",), "code_blocks": ("lang", "meta"), "shortcodes": ("name", "dialect")}
"""What of a post's parts must stay as it was, beside texts and arguments."""


def check(post: Post[Any], edits: Sequence[Edit], asked: Asked, text: str) -> None:
    """Raise an ``EditError`` unless ``text``, parsed, is ``post`` with what was ``asked``, and all else as it was."""
    found = post.text or post.headings or post.code_blocks or post.shortcodes
    body = bool(found) or any(record.kind != "key" for record in (*post.links, *post.images))  # else it was not read, or is empty
    _Check(post, edits, asked, parse(text, path=post.path, body=body)).run()


def _agrees(old: str, new: str, shown: Sequence[Shown]) -> bool:
    """Whether ``new`` is ``old`` but for blanks, with each text that was to change in one of its two forms."""
    if old == new or any(item.old == old and item.new == new for item in shown):
        return True
    old, new = "".join(old.split()), "".join(new.split())
    changes = [("".join(item.old.split()), "".join(item.new.split())) for item in shown]
    return _reaches(old, new, changes) or _reaches(new, old, [(after, before) for before, after in changes])


def _reaches(old: str, new: str, changes: Sequence[tuple[str, str]]) -> bool:
    """Whether ``new`` is ``old`` with some of the texts changed; which of them is not known, as a text may stand in code, too."""
    forms: dict[str, set[str]] = {}
    for before, after in changes:
        forms.setdefault(before, {before}).add(after)
    words = re.compile("|".join(map(re.escape, sorted(filter(None, forms), key=len, reverse=True))) or r"\Z.")
    reached, done = {0}, 0
    for match in words.finditer(old):
        gap, done = old[done : match.start()], match.end()
        reached = {at + len(gap + word) for at in reached for word in forms[match[0]] if new.startswith(gap + word, at)}
    return any(new[at:] == old[done:] for at in reached)


def _copied(value: JsonValue) -> JsonValue:
    """A copy of containers; what stands in them is immutable."""
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list) else value


def expected(raw: dict[str, JsonValue], changes: Iterable[Change]) -> dict[str, JsonValue]:
    """The mapping after the changes: inner ones first, items of lists from the last one on, so that no path moves before its turn."""
    root: Any = _copied(raw)
    renamed: dict[KeyPath, dict[str | int, str]] = {}
    order = ["set", "url", "remove", "rename"]
    for what, path, value in sorted(changes, key=lambda change: (order.index(change[0]), -len(change[1]), -_number(change[1][-1]))):
        if what == "rename":
            renamed.setdefault(path[:-1], {})[path[-1]] = value
            continue
        target = _reach(root, path[:-1])
        if what == "remove":
            del target[path[-1]]
        else:
            target[path[-1]] = value
    for path, names in renamed.items():
        target = _reach(root, path)
        items = [(names.get(key, key), item) for key, item in target.items()]
        target.clear()
        target.update(items)
    return dict(root)


def _number(part: str | int) -> int:
    return part if isinstance(part, int) else 0


def _reach(root: Any, path: KeyPath) -> Any:  # noqa: ANN401 - JSON
    """The container at a path; mappings on the way are made."""
    for part in path:
        if isinstance(part, str) and not isinstance(root.get(part), dict | list):
            root[part] = {}
        root = root[part]
    return root


def _touched(span: Span, places: Sequence[tuple[int, int]]) -> bool:
    """Whether one of the places, which are in order, touches a span."""
    at = bisect_left(places, (span.end,)) - 1
    return at >= 0 and span.start < places[at][1]


def _untouched(items: Sequence[Any], places: Sequence[tuple[int, int]]) -> Sequence[Any]:
    """The items that none of the places touches."""
    return [item for item in items if not _touched(item.span, places)] if places else items


def _outside(items: Sequence[Any], places: Sequence[tuple[int, int]]) -> list[Any]:
    """The items that do not lie in one of the places, which are in order."""

    def within(span: Span) -> bool:
        at = bisect_right(places, (span.start, sys.maxsize)) - 1
        return at >= 0 and span.end <= places[at][1]

    return [item for item in items if not within(item.span)] if places else list(items)


class _Check:
    def __init__(self, post: Post[Any], edits: Sequence[Edit], asked: Asked, new: Post[Any]) -> None:
        self._post, self._asked, self._new = post, asked, new
        self._ends = [edit.end for edit in edits]
        self._gained = [0, *accumulate(len(edit.text) - (edit.end - edit.start) for edit in edits)]
        self._places = [(edit.start, edit.end) for edit in edits]
        self._new_places = [
            (edit.end + gained - len(edit.text), edit.end + gained) for edit, gained in zip(edits, self._gained[1:], strict=True)
        ]
        free = set(asked.free)
        self._free = [place for place in self._places if place in free]
        self._new_free = [new for old, new in zip(self._places, self._new_places, strict=True) if old in free]
        self._shown = sorted(asked.shown)
        self._new_urls = {*asked.urls.values()}
        self._new_words = self._new_urls.union(asked.texts.values())
        self._keys_change = any(what != "url" for what, _, _ in asked.meta)
        titles = any(key_of(str(path[-1])) == "title" for _, path, _ in asked.meta)
        self._is_titled = titles and "page.title" in post.content  # a template tag shows the title in the text

    def _shift(self, offset: int) -> int:
        """Where ``offset`` of the old text stands in the new one."""
        return offset + self._gained[bisect_right(self._ends, offset)]

    def _origin(self, span: Span | None) -> Span:
        """The edit behind a place of the new text: the last one that begins before its end; the first one where none does."""
        at = bisect_left(self._new_places, (span.end,)) - 1 if span else 0
        return Lines(self._post.source).span(*self._places[max(at, 0)])

    def _refuse(self, reason: str, span: Span | None) -> NoReturn:
        raise EditError(f"{reason} Nothing was changed.", span, self._post.path)

    def run(self) -> None:
        """Compare all that the two posts hold."""
        old, new = self._post, self._new
        self._meta()
        faults = [fault for fault in (self._records(old.links, new.links, "link"), self._records(old.images, new.images, "image")) if fault]
        if faults:
            self._refuse(*min(faults, key=lambda fault: fault[1].start not in self._asked.urls))
        for name, fields in _FIELDS.items():
            self._parts(name, fields)
        if not (self._free or self._is_titled or _agrees(old.text, new.text, self._asked.shown)):
            at = next((at for at, pair in enumerate(zip_longest(old.text, new.text)) if pair[0] != pair[1]), 0)
            read, was = new.text[max(at - 10, 0) : at + 30], old.text[max(at - 10, 0) : at + 30]
            only = self._origin(None) if len(self._places) == 1 else None
            self._refuse(f"The edit would change what readers see: {read!r} where {was!r} is.", only)

    def _records(self, olds: Sequence[Link | Image], news: Sequence[Link | Image], what: str) -> tuple[str, Span] | None:
        """The first link or image that is not as it should be: what is wrong, and its place."""
        kept, found = _untouched(olds, self._free), _untouched(news, self._new_free)
        if self._keys_change:
            kept, found = ([record for record in records if record.kind != "key"] for records in (kept, found))
        for old, new in zip_longest(kept, found):
            if old is None:
                return f"The edit would make a new {what} of {new.url!r}.", self._origin(new.span)
            url = self._asked.urls.get(old.url_span.start, old.url)
            if new is None or new.url != url:
                return self._unread(old, url, new if len(kept) == len(found) else None, what), old.url_span
            if name := self._fault(old, new):
                read = f"{getattr(new, name)!r} where {getattr(old, name)!r} is" if name != "place" else "it would stand elsewhere"
                return f"The edit would change the {name} of this {what}: {read}.", old.url_span
        return None

    def _unread(self, old: Link | Image, url: str, new: Link | Image | None, what: str) -> str:
        """Why a record is not read as it should be; what stands in its place is known where the number of records is as it was."""
        if old.url_span.start not in self._asked.urls:
            return f"The edit would make {new.url!r} of this {what}." if new else f"This {what} would not be read any more."
        hint = ", as this key takes no such URL" if old.kind == "key" else ""
        hint += "; write a blank as %20, a quote as %22" if hint and re.search(r"[\s\"']", url) else ""
        return f"{url!r} cannot stand here: {f'{new.url!r} would be read' if new else f'no {what} would be read'}{hint}."

    def _fault(self, old: Any, new: Any) -> str | None:  # noqa: ANN401 - two links or two images
        """Which field of a record is not as it should be."""
        urls, texts = self._asked.urls, self._asked.texts
        text = texts.get((old.span.start, old.span.end)) if texts else None
        has_text, has_url = text is not None, old.url_span.start in urls
        if has_url and not has_text and old.kind == new.kind and type(old) is Link and (old.title, old.text) == (new.title, new.text):
            return None
        shown = self._shown_in(old.span) if self._shown else ()
        words = "alt" if isinstance(old, Image) else "text"
        right = {
            "title": new.title == old.title or (has_text and old.kind == "embed"),
            "kind": new.kind == old.kind or has_text or (has_url and old.kind in SELF_LINKED),
            "place": has_text or has_url or new.url_span.start == self._shift(old.url_span.start),
            words: getattr(new, words) == text if has_text else _agrees(getattr(old, words), getattr(new, words), shown),
        }
        if isinstance(old, Image):
            right |= {
                "width": new.width == old.width,
                "height": new.height == old.height,
                "caption": has_text or new.caption == old.caption or self._same_caption(old.caption or "", new.caption or ""),
                "link_url": new.link_url == old.link_url or new.link_url in self._new_urls,
            }
        return next((name for name, is_right in right.items() if not is_right), None)

    def _shown_in(self, span: Span) -> list[Shown]:
        """The texts within ``span`` that are to change."""
        return self._shown[bisect_left(self._shown, (span.start,)) : bisect_left(self._shown, (span.end,))]

    def _same_caption(self, old: str, new: str) -> bool:
        """Whether two captions agree; one may hold a URL that stands far from the image."""
        return _agrees(old, new, [item for item in self._shown if item.old in old])

    def _parts(self, name: str, fields: tuple[str, ...]) -> None:
        """Headings, code blocks or shortcodes, one by one; tags that a new URL brings or takes away are no matter."""
        olds = _outside(_untouched(getattr(self._post, name), self._free), self._places)
        news = _outside(_untouched(getattr(self._new, name), self._new_free), self._new_places)
        for old, new in zip_longest(olds, news):
            is_same = old and new and all(getattr(old, field) == getattr(new, field) for field in fields)
            is_same = is_same or (
                old and new and name == "code_blocks" and _touched(old.span, self._places)
            )  # a URL in the tag around code
            if not is_same or not (self._same_arguments(old, new) if name == "shortcodes" else self._same_text(old, new)):
                what = name.replace("_", " ")[:-1]
                self._refuse(f"The edit would change a {what}.", (old or olds[-1]).span if olds else None)

    def _same_text(self, old: Heading | CodeBlock, new: Heading | CodeBlock) -> bool:
        return old.text == new.text or self._is_titled or _agrees(old.text, new.text, self._shown_in(old.span))

    def _same_arguments(self, old: Shortcode, new: Shortcode) -> bool:
        before, after = [*old.args, *old.params.values()], [*new.args, *new.params.values()]
        has_text = any(start == old.span.start for start, _ in self._asked.texts)  # it may be a parameter more
        return has_text or before == after or all(one == two or two in self._new_words for one, two in zip_longest(before, after))

    def _meta(self) -> None:
        old, new = self._post.meta, self._new.meta
        if self._new.header == self._post.header and not self._asked.meta:
            return
        if new.format != old.format and old.format is not None:
            self._refuse(f"The front matter would be read as {new.format}, not as {old.format}.", self._origin(None))
        for rule in (Rule.DUPLICATE_KEY, Rule.FRONT_MATTER_INVALID):
            # two spellings of one key are what was asked for; one key that stands twice is not
            before, after = (
                [item for item in post.messages if item.rule == rule and " is the key " not in item.reason]
                for post in (self._post, self._new)
            )
            if len(after) > len(before):
                new_one = next((item for item in after if item.reason not in {other.reason for other in before}), after[-1])
                is_alias = new_one.reason.startswith("This alias")
                reason = "An alias refers to what would go; write its value out first." if is_alias else new_one.reason
                self._refuse(f"The edit would break the front matter: {reason}", self._origin(new_one.span))
        wanted = expected(old.raw, self._asked.meta)
        if wanted == new.raw and (all(what != "set" for what, _, _ in self._asked.meta) or json_key(wanted) == json_key(new.raw)):
            return
        for key in [*wanted, *(key for key in new.raw if key not in wanted)]:
            span = old.spans.get(step(key))
            if json_key(wanted.get(key)) != json_key(new.raw.get(key)) or (key in wanted) != (key in new.raw):
                if self._is_free(key):
                    continue
                meant = repr(wanted[key]) if key in wanted else "no key"
                what = f"{new.raw[key]!r}, not as {meant}" if key in new.raw else "no key any more"
                is_alias = span and self._post.source.startswith("*", span.start)
                hint = " It is an alias of what would change; write its value out first." if is_alias else ""
                self._refuse(f"The edit would change the key {key!r}, which would be read as {what}.{hint}", span or self._origin(None))

    def _is_free(self, key: str) -> bool:
        """Whether the caller's own edits touch the lines of a key, which may be new."""
        for post, free in ((self._post, self._free), (self._new, self._new_free)):
            span = post.meta.spans.get(step(key))
            if span and any(start <= span.end and span.start - span.column < max(end, start + 1) for start, end in free):
                return True
        return False
