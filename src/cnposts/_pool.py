"""Many cores: batches of files are read in worker processes."""

from __future__ import annotations

import gc
import multiprocessing
import pickle
import sys
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any, Generic

from cnposts import _wire
from cnposts._parse import read
from cnposts.errors import ParseError, WorkerError
from cnposts.models import M, Post

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future

    from cnposts._parse import Options

_NAMED = 10
_HINT = (
    " If this is a script, call it under `if __name__ == '__main__':`, for new processes import the script;"
    " a model of yours must stand in a module that they can import."
)


class Pool(Generic[M]):
    """Worker processes that read posts."""

    def __init__(self, workers: int, options: Options[M]) -> None:
        """Prepare them; they start with the first batch."""
        context = multiprocessing.get_context()
        self._held = context.RawArray("q", workers)  # what each worker reads now, by number; 0 is nothing
        self._paths: dict[int, str] = {}
        self._finished = 0
        self._is_forked = context.get_start_method() == "fork"
        if not self._is_forked and options.model.__module__ == "__main__" and not hasattr(sys.modules["__main__"], "__file__"):
            raise WorkerError(f"Worker processes cannot import {options.model!r} from a notebook: put it into a module, or use workers=1.")
        self._executor = ProcessPoolExecutor(workers, context, _start, (options, self._held, context.Value("i", 0)))

    def submit(self, files: Sequence[tuple[str, bytes]]) -> Future[list[bytes | Post[M] | ParseError]]:
        """Hand a batch of paths and contents to a worker."""
        first = max(self._paths, default=self._finished) + 1
        jobs = [(number, path, data) for number, (path, data) in enumerate(files, first)]
        self._paths |= {number: path for number, path, _ in jobs}
        try:
            return self._executor.submit(_work, jobs)
        except BrokenProcessPool as error:
            raise self._broken() from error
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise WorkerError(f"Worker processes cannot be given model or timezone: {error}.{_HINT}") from error

    def result(self, future: Future[list[bytes | Post[M] | ParseError]]) -> list[bytes | Post[M] | ParseError]:
        """What the oldest batch gave: posts encoded, or as they are where that loses something. A worker's exception raises here.

        Raises:
            WorkerError: A worker died; it names the files.
        """
        try:
            found = future.result()
        except BrokenProcessPool as error:
            raise self._broken() from error
        for _ in found:
            self._finished += 1
            del self._paths[self._finished]
        return found

    def close(self) -> None:
        """End the processes; what they have not begun is not done."""
        self._executor.shutdown(cancel_futures=True)

    def _broken(self) -> WorkerError:
        """The processes write what they read before they read it, so the dead one's file stands there still."""
        paths = [self._paths[number] for number in sorted(self._held) if number in self._paths] or list(self._paths.values())
        named = ", ".join(paths[:_NAMED]) + (f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else "")
        hint = "" if self._finished or self._is_forked else _HINT
        reason = f"A worker process was killed, ran out of memory or crashed while it held {named}."
        return WorkerError(f"{reason} With a cache, the next run goes on from here.{hint}", paths)


_mine: tuple[Options[Any], Any, int]
"""A worker's own: options, the array that tells what each reads, its place there."""


def _start(options: Options[Any], held: Any, taken: Any) -> None:  # noqa: ANN401 - ctypes
    global _mine  # noqa: PLW0603 - a process has one
    with taken.get_lock():
        place = taken.value
        taken.value += 1
    _mine = options, held, place
    gc.freeze()
    gc.disable()  # collected once a batch


def _work(jobs: list[tuple[int, str, bytes]]) -> list[bytes | Post[Any] | ParseError]:
    options, held, place = _mine
    found: list[bytes | Post[Any] | ParseError] = []
    for number, path, data in jobs:
        held[place] = number
        try:
            post = read(data, path, options)
        except ParseError as error:
            found.append(error)
        else:
            found.append(_wire.encode(post) or post)
    held[place] = 0
    gc.collect()
    return found
