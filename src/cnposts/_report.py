"""Collects the messages of one post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnposts.limits import DEFAULT
from cnposts.models import Message
from cnposts.rules import Rule

if TYPE_CHECKING:
    from cnposts._position import Lines
    from cnposts.limits import Limits


class Report:
    """Messages of one post in the making; call it to add one."""

    __slots__ = ("_path", "_seen", "limits", "lines", "messages")

    def __init__(self, lines: Lines, path: str | None = None, limits: Limits = DEFAULT) -> None:
        """Collect messages about the text that ``lines`` measures; ``limits`` are those of its reading."""
        self.lines = lines
        self.limits = limits
        self.messages: list[Message] = []
        self._path = path
        self._seen: set[tuple[Rule, str, int, int]] = set()

    def __call__(self, rule: Rule, reason: str, start: int, end: int, suggestion: str | None = None) -> None:
        """Add a message on ``source[start:end]``; one that stands there already is not added twice, nor any beyond the bound."""
        place = rule, reason, start, end
        most = self.limits.messages
        if place in self._seen or len(self.messages) > most:
            return
        if len(self.messages) == most:
            rule, reason, suggestion = Rule.LIMIT_REACHED, f"More than {most} messages; no further ones are kept.", None
        self._seen.add(place)
        span = self.lines.span(start, end)
        self.messages.append(Message(rule=rule, reason=reason, severity=rule.severity, span=span, suggestion=suggestion, path=self._path))

    def mark(self) -> int:
        """A point in time to ``rewind`` to, where a reading may turn out to be the wrong one."""
        return len(self.messages)

    def rewind(self, mark: int) -> None:
        """Forget all messages since ``mark``."""
        if len(self.messages) > mark:
            self._seen -= {(message.rule, message.reason, message.span.start, message.span.end) for message in self.messages[mark:]}
            del self.messages[mark:]

    def sorted(self) -> tuple[Message, ...]:
        """All messages in source order."""
        return tuple(sorted(self.messages, key=lambda message: message.span.start))
