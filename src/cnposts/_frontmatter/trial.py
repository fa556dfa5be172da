"""Messages of a reading that may turn out to be the wrong one."""

from __future__ import annotations

from cnposts._report import Report


class Trial(Report):
    """Collects messages that count only once the reading is accepted."""

    __slots__ = ("_report",)

    def __init__(self, report: Report) -> None:
        """Collect messages that may go to ``report``."""
        super().__init__(report.lines)
        self._report = report

    def accept(self) -> None:
        """Hand on all messages."""
        for message in self.messages:
            self._report(message.rule, message.reason, message.span.start, message.span.end, message.suggestion)
