"""Front matter: found, read into a tree with places, and understood."""

from cnposts._frontmatter.formats import read
from cnposts._frontmatter.handlers import JSONHandler, LCTTHandler, MultiMarkdownHandler, NikolaHandler, TOMLHandler, YAMLHandler
from cnposts._frontmatter.meaning import understand

__all__ = ["JSONHandler", "LCTTHandler", "MultiMarkdownHandler", "NikolaHandler", "TOMLHandler", "YAMLHandler", "read", "understand"]
