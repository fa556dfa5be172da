"""The formats as handlers of python-frontmatter: ``frontmatter.loads(text, handler=YAMLHandler())``."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import yaml
from frontmatter.default_handlers import BaseHandler

from cnposts._frontmatter import formats, lines
from cnposts._frontmatter.toml_writer import dump
from cnposts._frontmatter.tree import to_raw
from cnposts._position import Lines
from cnposts._report import Report

if TYPE_CHECKING:
    from collections.abc import Callable


class _Handler(BaseHandler):
    """Finds and reads one format; values come JSON-able, as in `FrontMatter.raw`."""

    FM_BOUNDARY = re.compile(r"\A")
    reader: Callable[[str, int, Report], formats.Found]

    def _read(self, text: str) -> formats.Found:
        match = re.match(r"\ufeff?(?:[ \t]*(?:\r\n?|\n))*", text)
        return type(self).reader(text, match.end() if match else 0, Report(Lines(text)))

    def detect(self, text: str) -> bool:
        """Whether ``text`` begins with front matter of this format."""
        return self._read(text) is not None

    def split(self, text: str) -> tuple[str, str]:
        """The front matter with its fences, and the body.

        Raises:
            ValueError: There is no front matter of this format.
        """
        found = self._read(text)
        if found is None:
            message = "no front matter of this format"
            raise ValueError(message)
        return text[: found[0]], text[found[0] :]

    def load(self, fm: str) -> dict[str, Any]:
        """The mapping of what ``split`` returned."""
        found = self._read(fm)
        return dict(to_raw(found[1])) if found else {}


class YAMLHandler(_Handler):
    """YAML between ``---``."""

    reader = staticmethod(formats.read_yaml)
    START_DELIMITER = END_DELIMITER = "---"

    def export(self, metadata: dict[str, object], **kwargs: object) -> str:
        """Write the mapping as YAML, keys in their order."""
        options: dict[str, Any] = {"allow_unicode": True, "sort_keys": False, **kwargs}
        return str(yaml.safe_dump(metadata, **options)).strip()


class TOMLHandler(_Handler):
    """TOML between ``+++``."""

    reader = staticmethod(formats.read_toml)
    START_DELIMITER = END_DELIMITER = "+++"

    def export(self, metadata: dict[str, object], **_: object) -> str:
        """Write the mapping as TOML."""
        return dump(metadata)


class JSONHandler(_Handler):
    """A JSON object."""

    reader = staticmethod(formats.read_json)
    START_DELIMITER = END_DELIMITER = ""

    def export(self, metadata: dict[str, object], **kwargs: object) -> str:
        """Write the mapping as JSON."""
        options: dict[str, Any] = {"indent": 2, "ensure_ascii": False, "default": str, **kwargs}
        return json.dumps(metadata, **options)


class MultiMarkdownHandler(_Handler):
    """Pelican's ``Title: x``."""

    reader = staticmethod(lines.multimarkdown)


class NikolaHandler(_Handler):
    """Nikola's comment of ``.. title: x`` lines."""

    reader = staticmethod(lines.nikola)


class LCTTHandler(_Handler):
    """LCTT's ``[#]: subject: "x"`` lines."""

    reader = staticmethod(lines.lctt)
