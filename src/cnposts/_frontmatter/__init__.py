"""Front matter: found, read into a tree with places, and understood."""

from cnposts._frontmatter.formats import Header, read
from cnposts._frontmatter.handlers import JSONHandler, LCTTHandler, MultiMarkdownHandler, NikolaHandler, TOMLHandler, YAMLHandler
from cnposts._frontmatter.meaning import Understood, understand

__all__ = [
    "Header",
    "JSONHandler",
    "LCTTHandler",
    "MultiMarkdownHandler",
    "NikolaHandler",
    "TOMLHandler",
    "Understood",
    "YAMLHandler",
    "read",
    "understand",
]
