"""Front matter: found, read into a tree with places, and understood."""

from cnposts._frontmatter.formats import Header, read
from cnposts._frontmatter.handlers import JSONHandler, LCTTHandler, MultiMarkdownHandler, NikolaHandler, TOMLHandler, YAMLHandler
from cnposts._frontmatter.meaning import understand
from cnposts._frontmatter.scan import Statement, toml_statements
from cnposts._frontmatter.tree import Mapping, Node, Scalar, Sequence, key_of, step, steps, to_value

__all__ = [
    "Header",
    "JSONHandler",
    "LCTTHandler",
    "Mapping",
    "MultiMarkdownHandler",
    "NikolaHandler",
    "Node",
    "Scalar",
    "Sequence",
    "Statement",
    "TOMLHandler",
    "YAMLHandler",
    "key_of",
    "read",
    "step",
    "steps",
    "to_value",
    "toml_statements",
    "understand",
]
