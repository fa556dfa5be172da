"""Files that are written beside their place and moved there when they are whole: what stands there is the old file or the new one."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Place = str | os.PathLike[str]

_LONGEST_NAME = 40  # characters; a file system takes 255 bytes


@contextmanager
def written_beside(path: Place, last_look: Callable[[], None] | None = None) -> Iterator[IO[bytes]]:
    """A new file, open for bytes, that takes the place of ``path`` when the block ends; if it ends with an error, it is removed.

    A link is followed, so that it stays one; mode and (where the system lets us) owner of an old file are kept. The content is on the disk
    before it is moved, and ``last_look`` is called, which may raise to keep the old file.

    Raises:
        OSError: The folder cannot be written to, the disk is full, or ``path`` is no regular file.
    """
    with written_together([path], last_look) as files:
        yield files[0]


@contextmanager
def written_together(paths: Sequence[Place], last_look: Callable[[], None] | None = None) -> Iterator[list[IO[bytes]]]:
    """The same of several files: none is moved before all are on the disk."""
    begun: list[tuple[Path, Path, IO[bytes]]] = []
    try:
        begun.extend(map(_begin, paths))
        yield [file for _, _, file in begun]
        for target, beside, file in begun:
            file.flush()
            os.fsync(file.fileno())
            file.close()
            if target.exists():
                _keep_mode(target, beside)
        if last_look:
            last_look()
        for target, beside, _ in begun:
            beside.replace(target)
    except BaseException:
        for _, beside, file in begun:
            with suppress(OSError):  # such as a full disk, once more
                file.close()
            beside.unlink(missing_ok=True)
        raise
    for folder in {target.parent for target, _, _ in begun}:
        _sync_folder(folder)


def _begin(path: Place) -> tuple[Path, Path, IO[bytes]]:
    """Where a file shall stand, where it stands meanwhile, and the file."""
    target = Path(os.path.realpath(path))
    exists = target.exists()
    if exists and not target.is_file():
        raise OSError(errno.EINVAL, "it is no regular file", os.fspath(path))
    beside = target.with_name(f".{target.name[:_LONGEST_NAME]}.{secrets.token_hex(4)}.tmp")
    try:
        # Until it has the old file's mode, nobody else may read it.
        return target, beside, open(beside, "xb", opener=lambda name, flags: os.open(name, flags, 0o600 if exists else 0o666))
    except OSError as error:
        raise OSError(error.errno, error.strerror, os.fspath(path)) from error


def _keep_mode(old: Path, new: Path) -> None:
    if hasattr(os, "chown"):
        status = old.stat()
        with suppress(PermissionError):
            os.chown(new, status.st_uid, status.st_gid)
    shutil.copymode(old, new)  # last, as a change of the owner takes bits away


def _sync_folder(folder: Path) -> None:
    """Put the new name on the disk, too, where a folder can be opened for that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
