"""Shortcodes and template tags of Hugo, Liquid (Jekyll), Hexo and Zola: found, masked, paired, and asked for links and images."""

from __future__ import annotations

from cnposts._shortcodes.outputs import destination, value_of_output
from cnposts._shortcodes.records import records
from cnposts._shortcodes.scan import code_text, mask, regions
from cnposts._shortcodes.tags import CODE, HIDDEN, Masked, Tag, Value, code_info

__all__ = [
    "CODE",
    "HIDDEN",
    "Masked",
    "Tag",
    "Value",
    "code_info",
    "code_text",
    "destination",
    "mask",
    "records",
    "regions",
    "value_of_output",
]
