"""The formats as handlers of python-frontmatter: ``frontmatter.loads(text, handler=YAMLHandler())``."""

from __future__ import annotations

import re
from typing import Any

from frontmatter import default_handlers

from cnposts._frontmatter.formats import Header, read
from cnposts._frontmatter.tree import to_value
from cnposts._position import Lines
from cnposts._report import Report


class _Handler(default_handlers.BaseHandler):
    """Finds and reads one format; values come JSON-able, as in `FrontMatter.raw`."""

    FM_BOUNDARY: re.Pattern[str] | None = re.compile(r"\A")
    form: str
    writer: default_handlers.BaseHandler | None

    def __init_subclass__(cls, form: str, writer: default_handlers.BaseHandler | None = None) -> None:
        cls.form, cls.writer = form, writer
        if writer:
            cls.START_DELIMITER, cls.END_DELIMITER = writer.START_DELIMITER, writer.END_DELIMITER

    def _read(self, text: str) -> Header | None:
        header = read(text, Report(Lines(text)))
        return header if header.format == self.form else None

    def detect(self, text: str) -> bool:
        """Whether ``text`` begins with front matter of this format."""
        return self._read(text) is not None

    def split(self, text: str) -> tuple[str, str]:
        """The front matter with its fences, and the body; a ValueError where there is no front matter of this format."""
        header = self._read(text)
        if header is None:
            raise ValueError("no front matter of this format")
        return text[: header.end], text[header.end :]

    def load(self, fm: str, **_: object) -> Any:  # noqa: ANN401 - as in the class above
        """The mapping of what ``split`` returned."""
        header = self._read(fm)
        return to_value(header.tree) if header else {}

    def export(self, metadata: dict[str, object], **kwargs: object) -> str:
        """The mapping written; a NotImplementedError where this format is only read."""
        if self.writer is None:
            raise NotImplementedError(f"{self.form} front matter is only read; dump with cnposts.YAMLHandler() or cnposts.JSONHandler()")
        return self.writer.export(metadata, **kwargs)


class YAMLHandler(_Handler, form="yaml", writer=default_handlers.YAMLHandler()):
    """YAML between ``---``."""


class TOMLHandler(_Handler, form="toml"):
    """TOML between ``+++``; read only."""


class JSONHandler(_Handler, form="json", writer=default_handlers.JSONHandler()):
    """A JSON object."""


class MultiMarkdownHandler(_Handler, form="multimarkdown"):
    """Pelican's ``Title: x``."""


class NikolaHandler(_Handler, form="nikola"):
    """Nikola's comment of ``.. title: x`` lines."""


class LCTTHandler(_Handler, form="lctt"):
    """LCTT's ``[#]: subject: "x"`` lines."""
