"""Emphasis, by CommonMark's algorithm (section 6.2 and its appendix): linear in any text, where mistune's is quadratic."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    Token = dict[str, Any]

_PIECES = re.compile(r"\*+|_+|[^*_]+")
_KINDS = {1: "emphasis", 2: "strong"}
_BREAKS = {"softbreak", "linebreak"}


@dataclass(slots=True, eq=False)
class _Run:
    """A run of ``*`` or ``_``, with its neighbours among those that may still be matched."""

    text: str
    order: int = 0
    opens: bool = False
    closes: bool = False
    left: int = 0
    before: _Run | None = None
    after: _Run | None = None
    opened: int = 0
    """How many emphases it opens."""
    closed: list[int] = field(default_factory=list)
    """How many marks each emphasis has that it closes, the innermost first."""


def resolve(tokens: list[Token], deepest: int) -> list[Token]:
    """The tokens of running text, with those between marks of emphasis as children of it; what is deeper than ``deepest`` stays in that."""
    parts = list(_parts(tokens))
    runs = [run for run in map(_flanked, ["\n", *parts], parts, [*parts[1:], "\n"]) if run]
    for order, (before, after) in enumerate(pairwise(runs), 1):
        before.after, after.before, after.order = after, before, order
    _match(runs[0] if runs else None)
    return _tree(parts, deepest)


def _parts(tokens: list[Token]) -> Iterator[Token | _Run]:
    """The tokens, with marks apart from other text; texts that touch are one before they are searched."""
    raw: list[str] = []
    for token in [*tokens, None]:
        if token and token["type"] == "text" and "_emphasis" not in token:
            raw.append(token["raw"])
            continue
        for piece in _PIECES.findall("".join(raw)):
            yield _Run(piece) if piece[0] in "*_" else {"type": "text", "raw": piece}
        raw.clear()
        if token:
            yield token


def _flanked(before: Token | _Run | str, run: Token | _Run, after: Token | _Run | str) -> _Run | None:
    """The run, if it is one that can open or close emphasis, by what stands around it."""
    if not isinstance(run, _Run):
        return None
    last, first = _written(before)[-1], _written(after)[0]
    edge, edge_after = _is_punctuation(last), _is_punctuation(first)
    left = not first.isspace() and (not edge_after or last.isspace() or edge)
    right = not last.isspace() and (not edge or first.isspace() or edge_after)
    in_words = run.text[0] == "_"
    run.opens = left and (not in_words or not right or edge)
    run.closes = right and (not in_words or not left or edge_after)
    run.left = len(run.text)
    return run if run.opens or run.closes else None


def _written(part: Token | _Run | str) -> str:
    """What a part is written with, as far as that counts beside marks: all but texts begin and end with punctuation."""
    if isinstance(part, str):
        return part
    if isinstance(part, _Run):
        return part.text
    if part["type"] in _BREAKS:
        return "\n"
    written: str = part["raw"] if part["type"] == "text" else part.get("_autolink", "")
    return written or "]"


@lru_cache(maxsize=4096)
def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _match(closer: _Run | None) -> None:
    """Match each run that closes with the nearest that opens; where none did, runs of its kind look no further again."""
    bottoms: dict[tuple[str, bool, int], int] = {}
    while closer:
        if not closer.closes:
            closer = closer.after
            continue
        kind = closer.text[0], closer.opens, len(closer.text) % 3
        opener, bottom = closer.before, bottoms.get(kind, -1)
        while opener and opener.order > bottom and not _fits(opener, closer):
            opener = opener.before
        if opener and opener.order > bottom:
            closer = _matched(opener, closer)
            continue
        bottoms[kind] = closer.before.order if closer.before else -1
        if not closer.opens:
            _remove(closer)
        closer = closer.after


def _fits(opener: _Run, closer: _Run) -> bool:
    """Whether they can match: of runs that both open and close, lengths that add up to three are kept apart."""
    if not opener.opens or opener.text[0] != closer.text[0]:
        return False
    lengths = len(opener.text), len(closer.text)
    return not (opener.closes or closer.opens) or sum(lengths) % 3 != 0 or all(length % 3 == 0 for length in lengths)


def _matched(opener: _Run, closer: _Run) -> _Run | None:
    """Take the marks of a match from both; what stands between them matches no more. Returns the next that may close."""
    used = 2 if min(opener.left, closer.left) > 1 else 1
    opener.left -= used
    opener.opened += 1
    closer.left -= used
    closer.closed.append(used)
    opener.after, closer.before = closer, opener
    if not opener.left:
        _remove(opener)
    if closer.left:
        return closer
    _remove(closer)
    return closer.after


def _remove(run: _Run) -> None:
    if run.before:
        run.before.after = run.after
    if run.after:
        run.after.before = run.before


def _tree(parts: list[Token | _Run], deepest: int) -> list[Token]:
    """The tokens with emphasis around its children."""
    open_: list[list[Token]] = [[]]
    beyond = 0
    for part in parts:
        if not isinstance(part, _Run):
            open_[-1].append(part)
            continue
        for used in part.closed:
            if beyond:
                beyond -= 1
            else:
                children = open_.pop()
                open_[-1].append({"type": _KINDS[used], "children": children})
        if part.left:
            open_[-1].append({"type": "text", "raw": part.text[: part.left]})
        for _ in range(part.opened):
            if beyond or len(open_) > deepest:
                beyond += 1
            else:
                open_.append([])
    return open_[0]
