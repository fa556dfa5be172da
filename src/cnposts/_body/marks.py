"""Marks in running text that no reader sees: attributes of images, kramdown's attribute lists, MDX's modules, fences of admonitions."""

from __future__ import annotations

import re

ATTRIBUTES = re.compile(r"[ \t]*\{:?([^{}\n]*)\}")
"""Behind an image."""
_ATTRIBUTE_LIST = re.compile(r"\{:(?:[ \t]*[.#][\w-]|[ \t]*[\w-]+=)[^{}\n]*\}")
_ALONE = re.compile(r"\s*\{:[^{}\n]*\}\s*")
"""kramdown's attribute lists: those that name a class, an id or an attribute, and any that fills a line."""
ADMONITION = re.compile(r":{3,}[ \t]*[\w-]*[ \t]*")
"""At the beginning of a line."""
ESCAPED = re.compile(r"(?<=\{\{)([<%])/\*|\*/([<>%])(?=\}\})")
"""What Hugo takes out of a shortcode that is shown and not run."""
MDX_MORE = re.compile(r"\s*\{/\*\s*truncate\s*\*/\}\s*")
MODULE_LINE = re.compile(r"(?:import|export)\s")


def without_attribute_list(text: str) -> str:
    """A line's text without kramdown's attribute lists."""
    return "" if _ALONE.fullmatch(text) else _ATTRIBUTE_LIST.sub("", text)
