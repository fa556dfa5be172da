"""Files that are written beside their place and moved there when they are whole: what stands there is the old file or the new one."""

from __future__ import annotations

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
        OSError: The folder cannot be written to, or the disk is full.
    """
    target = Path(os.path.realpath(path))
    beside = target.with_name(f".{target.name[:80]}.{secrets.token_hex(4)}.tmp")
    try:
        with open(beside, "xb") as file:  # noqa: PTH123 - what tests of full disks replace
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            _keep_mode(target, beside)
        if last_look:
            last_look()
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _keep_mode(old: Path, new: Path) -> None:
    shutil.copymode(old, new)
    if hasattr(os, "chown"):
        status = old.stat()
        with suppress(PermissionError):
            os.chown(new, status.st_uid, status.st_gid)


def _sync_folder(folder: Path) -> None:
    """Put the new name on the disk, too, where a folder can be opened for that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
