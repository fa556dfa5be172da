"""Shortcodes and template tags of Hugo, Liquid (Jekyll) and Hexo: found, masked, paired, and asked for links and images."""

from __future__ import annotations

from cnposts._shortcodes.records import TEXTS, records
from cnposts._shortcodes.scan import blanked, code_text, destination, destination_argument, mask, regions, unindented
from cnposts._shortcodes.tags import Masked, Tag, code_info

__all__ = [
    "TEXTS",
    "Masked",
    "Tag",
    "blanked",
    "code_info",
    "code_text",
    "destination",
    "destination_argument",
    "mask",
    "records",
    "regions",
    "unindented",
]
