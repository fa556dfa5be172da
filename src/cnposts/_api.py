"""Every public name, for ``cnposts/__init__.py``, which loads them when one is asked for."""

from __future__ import annotations

from cnposts._faults import BrokenLink, MissingImage
from cnposts._frontmatter import JSONHandler, LCTTHandler, MultiMarkdownHandler, NikolaHandler, TOMLHandler, YAMLHandler
from cnposts._load import load_archive
from cnposts._markdown import Engine
from cnposts._parse import Errors, load, parse
from cnposts._position import Span
from cnposts._stream import iter_posts
from cnposts._tables import TableName
from cnposts._version import __version__
from cnposts.archive import Archive
from cnposts.errors import CnpostsError, CnpostsWarning, EditError, ParseError, ReadError, SchemaError, WorkerError
from cnposts.limits import Limits
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

__all__ = [
    "Archive",
    "BrokenLink",
    "CnpostsError",
    "CnpostsWarning",
    "CodeBlock",
    "Dialect",
    "EditError",
    "Engine",
    "Errors",
    "Format",
    "FrontMatter",
    "Heading",
    "Image",
    "JSONHandler",
    "Kind",
    "LCTTHandler",
    "Limits",
    "Link",
    "Message",
    "MissingImage",
    "MultiMarkdownHandler",
    "NikolaHandler",
    "Origin",
    "ParseError",
    "Person",
    "Post",
    "ReadError",
    "Rule",
    "SchemaError",
    "Section",
    "Severity",
    "Shortcode",
    "Span",
    "TOMLHandler",
    "TableName",
    "TocEntry",
    "WorkerError",
    "YAMLHandler",
    "__version__",
    "iter_posts",
    "load",
    "load_archive",
    "parse",
]
