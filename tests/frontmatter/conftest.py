"""Reads front matter the way a post does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

import pytest

from cnposts._frontmatter import read, understand
from cnposts._frontmatter.tree import Mapping, Scalar
from cnposts._position import Lines
from cnposts._report import Report
from cnposts.models import FrontMatter, Image, Link, Message

if TYPE_CHECKING:
    from cnposts._frontmatter.formats import Header


def walk(node, path=""):
    """All nodes below ``node`` with their paths."""
    if isinstance(node, Mapping):
        below = [(f"{path}.{key}" if path else key, entry[2]) for key, entry in node.entries.items()]
    else:
        below = [] if isinstance(node, Scalar) else [(f"{path}[{at}]", item) for at, item in enumerate(node.items)]
    return [found for place, child in below for found in [(place, child), *walk(child, place)]]


@dataclass
class Result:
    source: str
    header: Header
    meta: Any
    links: list[Link]
    images: list[Image]
    messages: tuple[Message, ...]

    @property
    def body(self):
        return self.source[self.header.end :]

    @property
    def rules(self):
        return [message.rule.value for message in self.messages]

    def slice(self, key):
        span = self.meta.spans[key]
        return self.source[span.start : span.end]

    def cut(self, span):
        return self.source[span.start : span.end]

    def scalars(self):
        return [(path, node) for path, node in walk(self.header.tree) if isinstance(node, Scalar)]


def read_all(source, path=None, model=FrontMatter, timezone=UTC):
    report = Report(Lines(source), path)
    header = read(source, report)
    understood = understand(header, model=model, timezone=timezone, report=report, path=path)
    return Result(source, header, understood.meta, understood.links, understood.images, report.sorted())


@pytest.fixture(scope="session")
def post():
    return read_all


@pytest.fixture(scope="session")
def yaml_post():
    return lambda block, **options: read_all(f"---\n{block}\n---\nbody\n", **options)
