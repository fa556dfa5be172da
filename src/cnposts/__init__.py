"""Community posts as typed records, with the exact place of everything.

``parse``, ``load`` and ``iter_posts`` make a ``Post`` of Markdown with front matter; the models say what it holds. The handlers read front
matter alone, through ``frontmatter.loads(text, handler=cnposts.TOMLHandler())``.
"""

from __future__ import annotations

from cnposts._frontmatter import JSONHandler, LCTTHandler, MultiMarkdownHandler, NikolaHandler, TOMLHandler, YAMLHandler
from cnposts._parse import Errors, iter_posts, load, parse
from cnposts._position import Span
from cnposts.errors import CnpostsError, ParseError, SchemaError
from cnposts.models import (
    CodeBlock,
    Dialect,
    Format,
    FrontMatter,
    Heading,
    Image,
    Kind,
    Link,
    Message,
    Origin,
    Person,
    Post,
    Section,
    Shortcode,
    TocEntry,
)
from cnposts.rules import Rule, Severity

__version__ = "0.1.0"
__all__ = [
    "CnpostsError",
    "CodeBlock",
    "Dialect",
    "Errors",
    "Format",
    "FrontMatter",
    "Heading",
    "Image",
    "JSONHandler",
    "Kind",
    "LCTTHandler",
    "Link",
    "Message",
    "MultiMarkdownHandler",
    "NikolaHandler",
    "Origin",
    "ParseError",
    "Person",
    "Post",
    "Rule",
    "SchemaError",
    "Section",
    "Severity",
    "Shortcode",
    "Span",
    "TOMLHandler",
    "TocEntry",
    "YAMLHandler",
    "__version__",
    "iter_posts",
    "load",
    "parse",
]
