"""A body into what a post records of it."""

from __future__ import annotations

from cnposts._body.reader import Body, read

__all__ = ["Body", "read"]
