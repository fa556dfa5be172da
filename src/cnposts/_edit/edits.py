"""Edits of one post: ranges of its source and what stands there afterwards."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Generic

from cnposts._edit.asked import Asked, Edit
from cnposts._edit.check import check
from cnposts._edit.diff import unified
from cnposts._position import Lines
from cnposts.errors import EditError
from cnposts.models import M, Post
from cnposts.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Edits(Generic[M]):
    """Edits of one post, in source order. They add up with ``+``, and are true where there are any.

    Made by the functions of ``cnposts.edit``. Ranges of your own, ``Edits(post, [Edit(4, 9, "text")])``, are checked, too: links, images,
    headings, code, shortcodes and keys that touch none of them must come out as they were. What readers see may change with them.

    Attributes:
        post: The post that they belong to.
    """

    __slots__ = ("_asked", "_edits", "_result", "post")

    def __init__(self, post: Post[M], edits: Iterable[Edit] = (), *, asked: Asked | None = None) -> None:
        """Collect edits of ``post``.

        Raises:
            EditError: A range lies outside of the source or begins behind its end, two overlap, or the post was decoded with losses.
        """
        self.post: Post[M] = post
        self._edits = _ordered(post, [Edit(*edit) for edit in edits])
        self._asked = asked or Asked(free=[(edit.start, edit.end) for edit in self._edits])
        self._result: str | None = None if self._edits else post.source

    def __iter__(self) -> Iterator[Edit]:
        """The edits in source order."""
        return iter(self._edits)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._edits)

    def __bool__(self) -> bool:
        """Whether anything changes."""
        return bool(self._edits)

    def __eq__(self, other: object) -> bool:
        """Whether both make the same of the same text."""
        return isinstance(other, Edits) and self._edits == other._edits and self.post.source == other.post.source

    def __hash__(self) -> int:
        """By the edits."""
        return hash(self._edits)

    def __repr__(self) -> str:
        """One line."""
        count = len(self._edits)
        return f"<Edits of {self.post.path or 'a post'}: {count} edit{'s' * (count != 1)}>"

    def __add__(self, other: Edits[M]) -> Edits[M]:
        """Both together.

        Raises:
            ValueError: They belong to different posts.
            EditError: Two of them overlap.
        """
        if not isinstance(other, Edits):
            return NotImplemented
        if (self.post.path, self.post.source) != (other.post.path, other.post.source):
            raise ValueError(f"edits of {self.post.path or 'a post'} and of {other.post.path or 'another post'} do not add up")
        return Edits(self.post, [*self._edits, *other._edits], asked=self._asked + other._asked)

    def __radd__(self, other: object) -> Edits[M]:
        """These edits, where ``sum`` begins with 0."""
        return self if other == 0 else NotImplemented

    def apply(self) -> str:
        """The post's text after the edits, read again and compared with what was asked for.

        Links, images, texts and keys that were not asked to change are as they were, and the others are as asked.

        Raises:
            EditError: The text would be read in another way; the error names the place.
        """
        if self._result is None:
            source, done, pieces = self.post.source, 0, []
            for edit in self._edits:
                pieces += [source[done : edit.start], edit.text]
                done = edit.end
            text = "".join([*pieces, source[done:]])
            check(self.post, self._edits, self._asked, text)
            self._result = text
        return self._result

    def diff(self, context: int = 3) -> str:
        """A unified diff, as ``patch`` and ``git apply`` read it; empty where nothing changes. Lines end at LF, as they do there.

        Args:
            context: Lines shown around each change.

        Raises:
            EditError: As with ``apply``.
            ValueError: ``context`` is negative.
        """
        if context < 0:
            raise ValueError(f"context is a number of lines, not {context}")
        self.apply()
        return unified(self.post.source, self._edits, (self.post.path or "post").lstrip("/"), context)


def _ordered(post: Post[M], edits: list[Edit]) -> tuple[Edit, ...]:
    """The edits that change something in source order, none twice; what is inserted at one place stays in the order given."""
    if not edits:
        return ()
    source, path = post.source, post.path
    for message in post.messages:
        is_half = message.rule == Rule.CHARACTER_INVALID and source[message.span.start : message.span.end] == "\ufffd"
        if is_half or message.rule == Rule.ENCODING_REPLACED:
            raise EditError("Parts of this text were lost when it was decoded; name its encoding, then edit.", message.span, path)
    for edit in edits:
        if not (type(edit.start) is type(edit.end) is int and isinstance(edit.text, str)):
            raise TypeError(f"an edit is Edit(start, end, text), two numbers and a text, not {edit!r}")
        if not 0 <= edit.start <= edit.end <= len(source):
            raise EditError(f"There is no range {edit.start} to {edit.end} in a text of {len(source)} characters.", None, path)
    changes = dict.fromkeys(edit for edit in edits if source[edit.start : edit.end] != edit.text)
    ordered = sorted(changes, key=lambda edit: (edit.start, edit.start < edit.end))
    for one, two in pairwise(ordered):
        if two.start < one.end:
            raise EditError("Two edits overlap here; apply one, parse the result, then edit that.", Lines(source).span(*two[:2]), path)
    return tuple(ordered)
