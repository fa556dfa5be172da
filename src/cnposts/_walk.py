"""Which files below a folder are posts."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUFFIXES = (".md", ".markdown", ".mdx")
_LEFT_OUT = {"node_modules"}


def walk(root: Path, exclude: tuple[str, ...] = ()) -> Iterator[str]:
    """The POSIX paths, relative to ``root``, of all Markdown files below it, in path order.

    Raises:
        OSError: ``root`` does not exist or is no folder; at once, not on the first path.
    """
    if not root.is_dir():
        os.scandir(root).close()  # raises what Python says of such a root
    return _walk(root, "", exclude, frozenset())


def _walk(root: Path, folder: str, exclude: tuple[str, ...], above: frozenset[str]) -> Iterator[str]:
    here = os.path.realpath(root / folder)
    if here in above:
        return
    with os.scandir(root / folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        path = f"{folder}{entry.name}"
        if entry.name.startswith(".") or any(_matches(path, glob) for glob in exclude):
            continue
        if entry.is_dir():
            if entry.name not in _LEFT_OUT:
                yield from _walk(root, f"{path}/", exclude, above | {here})
        elif entry.name.lower().endswith(SUFFIXES) and entry.is_file():
            yield path


def _matches(path: str, glob: str) -> bool:
    """Whether a glob names ``path``; ``**/`` also stands for no folder at all, and a folder's name for all below it."""
    glob = glob.removeprefix("./").rstrip("/")
    return fnmatchcase(path, glob) or (glob.startswith("**/") and _matches(path, glob.removeprefix("**/")))
