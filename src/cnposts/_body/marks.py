"""Marks in running text that no reader sees: attributes of images, kramdown's attribute lists, MDX's modules, fences of admonitions."""

from __future__ import annotations

import re

ATTRIBUTES = re.compile(r"[ \t]*\{:?([^{}\n]*)\}")
"""Behind an image."""
ATTRIBUTE_LIST = re.compile(r"\{:[^{}\n]*\}")
"""kramdown's, on a line of its own."""
ADMONITION = re.compile(r":{3,}[ \t]*[\w-]*[ \t]*")
"""At the beginning of a line."""
ESCAPED = re.compile(r"(?<=\{\{)([<%])/\*|\*/([<>%])(?=\}\})")
"""What Hugo takes out of a shortcode that is shown and not run."""
MDX_MORE = re.compile(r"\s*\{/\*\s*truncate\s*\*/\}\s*")
MODULE_LINE = re.compile(r"(?:import|export)\s")
