"""Files that are written beside their place and moved there when they are whole: what stands there is the old file or the new one."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import tempfile
from contextlib import contextmanager, suppress
from io import BufferedRandom, BufferedWriter, FileIO
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from typing_extensions import Buffer

    Place = str | os.PathLike[str]

_LONGEST_NAME = 40  # characters; a file system takes 255 bytes


@contextmanager
def naming(path: Place) -> Iterator[None]:
    """Within: errors of the system name ``path``, whatever file they came from; those of writing name none by themselves."""
    try:
        yield
    except OSError as error:
        if error.filename == os.fspath(path):
            raise
        raise OSError(error.errno, error.strerror, os.fspath(path)) from error


@contextmanager
def written_beside(path: Place, last_look: Callable[[], None] | None = None) -> Iterator[IO[bytes]]:
    """A new file, open for bytes, that takes the place of ``path`` when the block ends; if it ends with an error, it is removed.

    A link is followed, so that it stays one; mode and (where the system lets us) owner of an old file are kept. The content is on the disk
    before it is moved, and ``last_look`` is called, which may raise to keep the old file.

    Raises:
        OSError: Folder or file cannot be written to, the disk is full, or ``path`` is no regular file; the error names ``path``.
    """
    with written_together([path], last_look) as files:
        yield files[0]


@contextmanager
def written_together(paths: Sequence[Place], last_look: Callable[[], None] | None = None) -> Iterator[list[IO[bytes]]]:
    """The same of several files: none is moved before all are on the disk."""
    begun: list[_Beside] = []
    try:
        for path in paths:
            begun.append(_Beside(path))  # before there is a file, so that none is left if the next line is interrupted
            begun[-1].open()
        yield [one.file for one in begun]
        for one in begun:
            one.finish()
        if last_look:
            last_look()
        for one in begun:
            one.move()
    except BaseException:
        for one in begun:
            one.drop()
        raise
    for folder in {one.target.parent for one in begun}:
        _sync_folder(folder)


@contextmanager
def unseen() -> Iterator[IO[bytes]]:
    """A new file, open for bytes, that is gone when the block ends; its errors name the folder for temporary files."""
    folder = tempfile.gettempdir()
    with tempfile.TemporaryFile(buffering=0, dir=folder) as file, _Named(file.fileno(), "r+b", closefd=False) as raw:
        raw.place = folder
        with BufferedRandom(raw) as buffered:
            yield buffered


class _Named(FileIO):
    """A file whose errors name the place that it is for."""

    place: Place

    def write(self, data: Buffer, /) -> int:
        with naming(self.place):
            return super().write(data)


class _Beside:
    """A file that is written beside its place."""

    file: IO[bytes]

    def __init__(self, path: Place) -> None:
        """Find out where it shall stand, and where it stands meanwhile."""
        self.path = path
        self.target = Path(os.path.realpath(path))
        self._had = self.target.exists()
        if self.target.is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), os.fspath(path))
        if self._had and not self.target.is_file():
            raise OSError(errno.EINVAL, "it is no regular file", os.fspath(path))
        if self._had and not os.access(self.target, os.W_OK):  # it stays what it is, although its folder would let us replace it
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), os.fspath(path))
        self._place = self.target.with_name(f".{self.target.name[:_LONGEST_NAME]}.{secrets.token_hex(4)}.tmp")

    def open(self) -> None:
        # Until it has the old file's mode, nobody else may read it.
        with naming(self.path):
            raw = _Named(self._place, "xb", opener=lambda name, flags: os.open(name, flags, 0o600 if self._had else 0o666))
        raw.place = self.path
        self.file = BufferedWriter(raw)

    def finish(self) -> None:
        """See that all is on the disk."""
        with naming(self.path):
            self.file.flush()
            os.fsync(self.file.fileno())
            self.file.close()
            if self.target.exists():
                _keep_mode(self.target, self._place)

    def move(self) -> None:
        with naming(self.path):
            self._place.replace(self.target)

    def drop(self) -> None:
        if hasattr(self, "file"):
            with suppress(OSError):  # such as a full disk, once more
                self.file.close()
        with suppress(OSError):
            self._place.unlink()


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
