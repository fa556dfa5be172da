"""Every real post keeps all its front matter."""

from __future__ import annotations

import datetime as dt
import re
import tomllib

import pytest
import yaml

from cnposts.models import FrontMatter

BLOCK = re.compile(r"(---|\+\+\+)[ \t]*\r?\n(.*?)(?<=\n)\1[ \t]*\r?(?:\n|\Z)", re.DOTALL)


def plain(value):
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


def reads(fence, block):
    try:
        return plain(yaml.safe_load(block) if fence == "---" else tomllib.loads(block))
    except (yaml.YAMLError, ValueError):
        return None


def test_archives(corpus, post):
    seen = 0
    for path in sorted((corpus / "corpus").rglob("*")):
        if not path.is_file():
            continue
        source = path.read_bytes().decode("utf-8", "replace")
        result = post(source, path=path.relative_to(corpus / "corpus").as_posix())
        block = BLOCK.match(source)
        expected = reads(block[1], block[2]) if block else None
        if expected is not None:
            seen += 1
            assert result.meta.raw == expected, path
            assert result.header.end == block.end(), path
            check_slices(result, path, block[1])
        for item in [*result.links, *result.images]:
            assert result.cut(item.url_span) == item.url, path
        assert FrontMatter.model_validate_json(result.meta.model_dump_json()) == result.meta
    if not seen:
        pytest.fail("no front matter was seen")


def check_slices(result, path, fence):
    for key, node in result.scalars():
        written = result.slice(key)
        if not written.startswith("*"):
            assert reads(fence, written if fence == "---" else f"x = {written}") in (node.value, {"x": node.value}), (path, key)
