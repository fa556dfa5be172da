"""Many cores: batches of files are read in worker processes.

Each worker has a pipe of its own, so that one that is killed, even while it writes, ends its pipe and nobody else's: the standard library's
executor shares one, and hangs on half a message.
"""

from __future__ import annotations

import gc
import multiprocessing
import pickle
import signal
import sys
import traceback
from collections import deque
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, Generic

from cnposts import _wire
from cnposts._parse import read
from cnposts.errors import ParseError, WorkerError
from cnposts.models import M, Post

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.process import BaseProcess

    from cnposts._parse import Options

    Result = bytes | Post[M] | ParseError

_NAMED = 10
_HINT = (
    " If this is a script, call it under `if __name__ == '__main__':`, for new processes import the script;"
    " a model of yours must stand in a module that they can import."
)


class Pool(Generic[M]):
    """Worker processes that read posts."""

    def __init__(self, workers: int, options: Options[M]) -> None:
        """Prepare them; each starts when a batch waits for it."""
        self._context = multiprocessing.get_context()
        self._is_forked = self._context.get_start_method() == "fork"
        if not self._is_forked and options.model.__module__ == "__main__" and not hasattr(sys.modules["__main__"], "__file__"):
            raise WorkerError(f"Worker processes cannot import {options.model!r} from a notebook: put it into a module, or use workers=1.")
        self._options = options
        self._held = self._context.RawArray("q", workers)  # which file of its batch each worker reads now
        self._processes: list[BaseProcess] = []
        self._pipes: list[Connection] = []
        self._waiting: deque[tuple[int, Sequence[tuple[str, bytes]]]] = deque()
        self._busy: dict[Connection, tuple[int, Sequence[tuple[str, bytes]]]] = {}
        self._done: dict[int, list[Result[M]]] = {}
        self._submitted = 0

    def submit(self, files: Sequence[tuple[str, bytes]]) -> int:
        """Have a batch of paths and contents read; the number is its ticket."""
        self._submitted += 1
        self._waiting.append((self._submitted, files))
        self._hand_out()
        return self._submitted

    def result(self, ticket: int) -> list[Result[M]]:
        """What a batch gave: posts encoded, or as they are where that loses something. A worker's exception raises here.

        Raises:
            WorkerError: A worker died; it names the files.
        """
        while ticket not in self._done:
            self._hand_out()
            for pipe in wait(list(self._busy)):
                self._take_in(pipe)  # type: ignore[arg-type] # these are pipes
        return self._done.pop(ticket)

    def close(self) -> None:
        """End the processes; what they have not begun is not done."""
        for process in self._processes:
            process.terminate()
        for process, pipe in zip(self._processes, self._pipes, strict=True):
            process.join()
            pipe.close()

    def _hand_out(self) -> None:
        while self._waiting:
            pipe = next((pipe for pipe in self._pipes if pipe not in self._busy), None)
            if pipe is None and len(self._pipes) == len(self._held):
                return
            pipe = pipe or self._start()
            ticket, files = self._waiting.popleft()
            self._busy[pipe] = ticket, files
            with suppress(OSError):  # it died: reading from it tells
                pipe.send(files)

    def _start(self) -> Connection:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, self._options, self._held, len(self._pipes)), daemon=True)
        try:
            process.start()
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise WorkerError(f"Worker processes cannot be given model or timezone: {error}.{_HINT}") from error
        theirs.close()  # so that the worker's is the only one, and ends with it
        self._processes.append(process)
        self._pipes.append(ours)
        return ours

    def _take_in(self, pipe: Connection) -> None:
        try:
            found = pipe.recv()
        except (EOFError, OSError) as error:
            raise self._lost(pipe) from error
        if isinstance(found, Exception):
            raise found
        ticket, _ = self._busy.pop(pipe)
        self._done[ticket] = found

    def _lost(self, pipe: Connection) -> WorkerError:
        """A worker writes down which file it reads, so that of the dead one stands there still."""
        ticket, files = self._busy[pipe]
        place = self._held[self._pipes.index(pipe)]
        paths = [files[place - 1][0]] if place else [path for path, _ in files]
        named = ", ".join(paths[:_NAMED]) + (f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else "")
        hint = "" if self._is_forked or ticket > len(self._pipes) else _HINT
        reason = f"A worker process was killed, ran out of memory or crashed while it held {named}."
        return WorkerError(f"{reason} With a cache, the next run goes on from here.{hint}", paths)


def _serve(pipe: Connection, options: Options[Any], held: Any, place: int) -> None:  # noqa: ANN401 - ctypes
    """A worker's life: read batches until the pipe or the parent ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever presses Ctrl-C means the parent
    gc.freeze()
    gc.disable()  # collected once a batch
    parent = multiprocessing.parent_process()
    while pipe in wait([pipe, *([parent.sentinel] if parent else [])]):
        try:
            files = pipe.recv()
        except EOFError:
            return
        found = _sendable(files, options, held, place)
        held[place] = 0
        pipe.send_bytes(found)
        gc.collect()


def _sendable(files: list[tuple[str, bytes]], options: Options[Any], held: Any, place: int) -> bytes:  # noqa: ANN401 - ctypes
    """The results of a batch, pickled; or the exception that ended it, with the path and where it came from as a note."""
    path = ""
    try:
        found: list[Result[Any]] = []
        for number, (path, data) in enumerate(files, 1):
            held[place] = number
            found.append(_read(path, data, options))
        return pickle.dumps(found)
    except Exception as error:  # noqa: BLE001 - it is raised again, in the parent
        error.add_note(f"in a worker process, while it read {path}:\n{traceback.format_exc()}")
        try:
            pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
            return pickle.dumps(error)
        except Exception:  # noqa: BLE001 - whatever its class does when it is pickled
            return pickle.dumps(WorkerError(f"{path}: {type(error).__name__}: {error}", [path]))


def _read(path: str, data: bytes, options: Options[Any]) -> Result[Any]:
    try:
        post = read(data, path, options)
    except ParseError as error:
        return error
    return _wire.encode(post) or post
