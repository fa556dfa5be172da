"""What a root holds: the files of a folder, or of a zip file as code hosts give it, in path order."""

from __future__ import annotations

import os
import posixpath
import stat
import zipfile
import zlib
from contextlib import suppress
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Protocol

from cnposts._languages import is_code
from cnposts.limits import check_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


SUFFIXES = (".md", ".markdown", ".mdx")
_LEFT_OUT = {"node_modules"}
_HAS_JUNCTIONS = os.name == "nt"  # links that do not say so
_OF_A_SITE = {"_posts", "_drafts", "content", "source", "src", "docs", "blog", "posts", "i18n"}
"""Folders that mean something where they are the only one; another one around everything in a zip file is the code host's."""


class Root(Protocol):
    """Where files are read from. Paths are POSIX and relative to it; a folder's path is empty or ends with ``/``."""

    def entries(self, folder: str) -> list[tuple[str, bool, bool]]:
        """Names in a folder, in order, each with whether it is a folder itself, and whether it may be a link."""

    def identity(self, path: str) -> str:
        """What a file or folder really is, whatever links lead to it; raises OSError where that is out of the root."""

    def read(self, path: str, most: int | None = None) -> bytes:
        """The content of a file; raises OSError where it has none to give, or more than ``most`` bytes."""


class Folder:
    """A folder of the disk."""

    def __init__(self, path: Path) -> None:
        """Take ``path`` as the root.

        Raises:
            OSError: It does not exist, is no folder or cannot be listed; at once, not on the first file.
        """
        os.scandir(path).close()
        self._path = os.fspath(path.absolute())
        self._real = os.path.realpath(self._path)

    def entries(self, folder: str) -> list[tuple[str, bool, bool]]:
        """Names in a folder; what is neither file nor folder, such as a broken link or a pipe, is kept for those who read it to report."""
        with os.scandir(os.path.join(self._path, folder)) as found:  # noqa: PTH118 - an archive has many, and a Path costs as much as to read
            named = ((entry.name, _is_folder(entry), entry.is_symlink()) for entry in found)
            return sorted((name, is_folder, is_link or (_HAS_JUNCTIONS and is_folder)) for name, is_folder, is_link in named)

    def identity(self, path: str) -> str:
        """The path without symbolic links; an OSError where these lead out of the root, as in a stranger's archive they lead anywhere."""
        real = os.path.realpath(os.path.join(self._path, path))  # noqa: PTH118
        if not is_inside(real, self._real):
            raise OSError("it is a link that leads out of the folder that is read")
        return real

    def read(self, path: str, most: int | None = None) -> bytes:
        """The bytes of a regular file: a pipe would never end."""
        with open(os.path.join(self._path, path), "rb", opener=_open_file) as file:  # noqa: PTH118
            check_size(os.fstat(file.fileno()).st_size, most)
            return file.read()


def is_inside(path: str, folder: str) -> bool:
    """Whether a path is a folder's or of something in it; both without links."""
    return f"{path}{os.sep}".startswith(os.path.join(folder, ""))  # noqa: PTH118


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _open_file(path: str, flags: int) -> int:
    descriptor = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError("it is no regular file")
    return descriptor


class Zip:
    """A zip file, read in place. The one folder that code hosts put around everything is left out of all paths."""

    def __init__(self, path: Path) -> None:
        """Read the list of files of ``path``."""
        self._file = zipfile.ZipFile(path)
        infos = {_name_in(info): info for info in self._file.infolist() if not info.is_dir()}
        names = [name for name in infos if ".." not in name.split("/")]
        tops = {name.partition("/")[0] if "/" in name else "" for name in names}
        top = tops.pop() if len(tops) == 1 else ""
        around = f"{top}/" if top and top not in _OF_A_SITE and not is_code(top) else ""
        self._infos = {name.removeprefix(around): infos[name] for name in names}
        self._folders: dict[str, set[tuple[str, bool]]] = {"": set()}
        for name in self._infos:
            folder, rest = "", name
            while "/" in rest:
                step, _, rest = rest.partition("/")
                self._folders.setdefault(folder, set()).add((step, True))
                folder += f"{step}/"
            self._folders.setdefault(folder, set()).add((rest, False))

    def entries(self, folder: str) -> list[tuple[str, bool, bool]]:
        """Names in a folder."""
        return [(name, is_folder, False) for name, is_folder in sorted(self._folders[folder])]

    def identity(self, path: str) -> str:
        """The path itself: no links of a zip file are followed."""
        return path

    def read(self, path: str, most: int | None = None) -> bytes:
        """The bytes of a member; of a link, they would be the path that it leads to."""
        if stat.S_ISLNK(self._infos[path].external_attr >> 16):
            raise OSError("it is a link, and links in zip files are not followed")
        check_size(self._infos[path].file_size, most)  # which is all that zipfile unpacks of it
        try:
            return self._file.read(self._infos[path])
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            RuntimeError,
            NotImplementedError,
        ) as error:  # broken, encrypted, an unknown method
            raise OSError(f"the zip file does not give it: {error}") from error


def _name_in(info: zipfile.ZipInfo) -> str:
    """The POSIX path of a member; a name without the mark of UTF-8 is often of a Chinese Windows."""
    name = info.filename.replace("\\", "/")
    if not info.flag_bits & 0x800:
        for encoding in ("utf-8", "gb18030"):
            with suppress(UnicodeError):
                name = name.encode("cp437").decode(encoding)
                break
    return posixpath.normpath(name).lstrip("/")


def open_root(path: Path) -> Root:
    """The folder or zip file ``path``.

    Raises:
        OSError: It does not exist, or is neither.
    """
    if not path.is_file() or not (path.suffix.lower() == ".zip" or zipfile.is_zipfile(path)):
        return Folder(path)
    try:
        return Zip(path)
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise OSError(f"{path} is no zip file, or not a whole one: {error}") from error


def walk(root: Root, exclude: tuple[str, ...] = (), failed: Callable[[str, OSError], object] | None = None) -> Iterator[str]:
    """The paths of all files, in path order; hidden ones, ``node_modules`` and what ``exclude`` names left out.

    Symbolic links are followed within the root, but none into a folder that it stands in, and none into a folder that another one led to.
    One that leads out of the root is left out; those of folders and posts are told.

    Args:
        root: What to look through.
        exclude: Globs of paths.
        failed: Is told of each folder that cannot be listed, and of links out of the root; without it, these raise.
    """
    linked: set[str] = set()
    pending: list[tuple[str, tuple[str, ...], bool]] = [("", (), True)]
    while pending:
        path, above, may_link = pending.pop()
        is_file = bool(path) and not path.endswith("/")
        plain = os.path.join(above[-1], path[:-1].rpartition("/")[2]) if above else ""  # noqa: PTH118
        try:
            here = root.identity(path) if may_link else plain
            is_link = bool(path) and here != plain
            is_walked = is_file or here in above or (is_link and here in linked)
            entries = [] if is_walked else root.entries(path)
        except OSError as error:
            if is_file and not is_post(path):
                continue
            if failed is None:
                raise
            failed(path, error)
            continue
        if is_file:
            yield path
        if is_link:
            linked.add(here)
        inside = (*above, here)
        for name, is_folder, link in reversed(entries):
            if not name.startswith(".") and name not in _LEFT_OUT and not _left_out(f"{path}{name}", exclude):
                pending.append((f"{path}{name}/" if is_folder else f"{path}{name}", inside, link))


def _left_out(path: str, exclude: tuple[str, ...]) -> bool:
    return any(_matches(path, glob) for glob in exclude)


def is_post(path: str) -> bool:
    """Whether the file's name says that it is Markdown."""
    return path.lower().endswith(SUFFIXES)


def _matches(path: str, glob: str) -> bool:
    """Whether a glob names ``path``; ``**/`` also stands for no folder at all, and a folder's name for all below it."""
    glob = glob.removeprefix("./").rstrip("/")
    return fnmatchcase(path, glob) or (glob.startswith("**/") and _matches(path, glob.removeprefix("**/")))
