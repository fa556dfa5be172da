"""Dates as other formats take them."""

from __future__ import annotations

from datetime import UTC, datetime


def standard(date: datetime) -> datetime:
    """The date with whole minutes of offset, as RFC 3339, YAML and TOML know them alone; old local times have seconds."""
    offset = date.utcoffset()
    return date.astimezone(UTC) if offset is not None and offset.total_seconds() % 60 else date
