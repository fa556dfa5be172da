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
    from collections.abc import Callable, Iterator


@contextmanager
def written_beside(path: str | os.PathLike[str], last_look: Callable[[], None] | None = None) -> Iterator[IO[bytes]]:
    """A new file, open for bytes, that takes the place of ``path`` when the block ends; if it ends with an error, it is removed.

    A link is followed, so that it stays one; mode and (where the system lets us) owner of an old file are kept. The content is on the disk
    before it is moved, and ``last_look`` is called, which may raise to keep the old file.

    Raises:
        OSError: The folder cannot be written to, the disk is full, or ``path`` is no regular file.
    """
    target = Path(os.path.realpath(path))
    exists = target.exists()
    if exists and not target.is_file():
        raise OSError(errno.EINVAL, "it is no regular file", os.fspath(path))
    beside = target.with_name(f".{target.name[:80]}.{secrets.token_hex(4)}.tmp")
    try:
        # Until it has the old file's mode, nobody else may read it.
        with open(beside, "xb", opener=lambda name, flags: os.open(name, flags, 0o600 if exists else 0o666)) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if exists:
            _keep_mode(target, beside)
        if last_look:
            last_look()
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


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
