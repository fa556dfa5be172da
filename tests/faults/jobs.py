"""What writes files, in processes that may be killed, starved or locked out.

``python -m tests.faults.jobs FOLDER`` reads the sites A and B in ``FOLDER`` once. For each line of JSON on its input it forks a process
that does what the line says, and tells by a line of JSON on its output what came of it.
"""

from __future__ import annotations

import ctypes
import gc
import inspect
import json
import os
import signal
import sys
import tempfile
import time
import warnings
from contextlib import nullcontext, suppress
from datetime import timedelta, timezone
from itertools import count
from pathlib import Path

import cnposts
from cnposts import _cache, _wire, edit, export
from cnposts._parse import Options

SIDES = "AB"
POSTS = 24
FEED = {"title": "Tea", "base_url": "https://tea.example/"}
EXPORTS = {  # what each is called with, beside posts and file
    "to_atom": FEED,
    "to_csv": {},
    "to_json": {},
    "to_json_feed": FEED,
    "to_json_ld": {"base_url": "https://tea.example/"},
    "to_jsonl": {},
    "to_parquet": {},
    "to_sqlite": {},
}
FOLDERS = {"to_csv", "to_parquet"}
"""Exports that write several files."""
FEEDS = {"to_atom", "to_json_feed"}
"""Exports whose entries wait in a temporary file."""
REWRITES = ["rewrite_file", "rewrite_archive"]
CACHES = {"cache": 1, "cache, two workers": 2, "rows of a cache": 0}
"""With how many workers; the last one reads nothing, so that it does little but write."""
JOBS = [*EXPORTS, *REWRITES, *CACHES]
POST = """---
title: Tea {side} {number}
date: 2021-03-04
author: Ada {side}
tags: [tea, "{side}"]
---

# Kettle {side}

[the cups](https://tea.example/{side}/{number}) ![pot](pot-{side}.png "A pot") 水壶 {words}

[broken](http://[{side})

```text
{side}
```
"""
_SUBREAPER = 36  # prctl(2): whoever is left without a parent becomes ours, so that we can wait for all
_ZONES = 2_800


def make_sites(folder):
    """Two sites of the same posts, which differ in each one."""
    for side in SIDES:
        make_posts(folder / side, side)


def make_posts(folder, side):
    folder.mkdir(parents=True)
    for number in range(POSTS):
        (folder / f"p{number:02}.md").write_text(POST.format(side=side, number=number, words=f"word {side} " * 50), encoding="utf-8")


def place_of(job, folder):
    """What an export is told to write."""
    return folder if job in FOLDERS else folder / "posts"


def exporters():
    """All functions of ``cnposts.export`` that write files."""
    functions = {name: getattr(export, name) for name in export.__all__ if name.startswith("to_")}
    return {name for name, function in functions.items() if {"file", "path"} & set(inspect.signature(function).parameters)}


def zone(number):
    """A time zone of its own for each load, by which a cache finds none of the posts that it has."""
    return timezone(timedelta(minutes=number % _ZONES - _ZONES // 2))


def begin(job, folder):
    """Have there what the job changes."""
    if job in REWRITES:
        make_posts(folder / "posts", "A")


class Worker:
    """Does jobs with the two sites."""

    def __init__(self, sites):
        self.sites = sites
        self.archives = {side: cnposts.load_archive(sites / side) for side in SIDES}
        self.files = {
            side: [(post.path, (sites / side / post.path).read_bytes(), _wire.encode(post)) for post in self.archives[side]]
            for side in SIDES
        }

    def write(self, job, folder, number):
        """One write of the job; those of even numbers write A, the others B."""
        side = SIDES[number % 2]
        if job == "read":
            archive = cnposts.load_archive(folder)
            return [[post.path for post in archive], [str(message) for failure in archive.failures for message in failure.messages]]
        if job in EXPORTS:
            getattr(export, job)(self.archives[side], place_of(job, folder), **EXPORTS[job])
        elif job == "rewrite_file":
            edit.rewrite_file(folder / "posts" / "p00.md", lambda post: to_side(post, side))
        elif job == "rewrite_archive":
            edit.rewrite_archive(cnposts.load_archive(folder / "posts"), lambda post: to_side(post, side), dry_run=False)
        elif CACHES[job]:
            self.load(side, number, cache=folder / "posts.sqlite", workers=CACHES[job])
        else:
            cache = _cache.Cache(folder / "posts.sqlite", Options(cnposts.FrontMatter))
            cache.put([(cache.key(path, data), post) for path, data, post in self.files[side]])
            cache.close()
        return None

    def is_right(self, job, folder, number):
        """Whether a cache gives what the files give."""
        side, file = SIDES[number % 2], folder / "posts.sqlite"
        if CACHES[job]:
            return self.load(side, number, cache=file, workers=CACHES[job]) == self.load(side, number)
        return list(cnposts.load_archive(self.sites / side, cache=file)) == list(self.archives[side])

    def load(self, side, number, **options):
        return list(cnposts.load_archive(self.sites / side, timezone=zone(number), **options))


def to_side(post, side):
    """The edits that make of a post of one site the same post of the other; none where it is that."""
    other = SIDES[1 - SIDES.index(side)]
    edits = edit.rewrite_urls(post, lambda record: record.url.replace(f"/{other}/", f"/{side}/").replace(f"-{other}", f"-{side}"))
    return edits + edit.set_meta(post, {"title": post.title.replace(other, side), "tags": ["tea", side]})


def again_and_again(worker, job, folder, *, notes, first, processes=1):  # noqa: PLR0913 - what it is told
    """Write A and B by turns until somebody ends it; what is begun and done stands in a file of notes."""
    note = os.open(notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.setpgid(0, 0)
    for _ in range(processes - 1):
        if not os.fork():
            first += 1
            break
    begun = time.monotonic()
    for number in count(first):
        if number == first + 1:
            tell({"pid": os.getpid(), "seconds": time.monotonic() - begun})
        os.write(note, b"(")
        with suppress(cnposts.EditError) if processes > 1 else nullcontext():  # the other one was faster
            worker.write(job, folder, number)
        os.write(note, b")")


def once(worker, job, folder, *, number=1, limit=None, user=None, temporary=None, room=None, ballast=None):  # noqa: PLR0913 - what may be wrong
    """One write, under a limit of bytes for each file, as another user, or with a disk that is filled up to some bytes."""
    tempfile.tempdir = temporary or tempfile.gettempdir()  # found before it is full
    if room is not None:
        leave(Path(ballast), room)
    if limit is not None:
        import resource  # POSIX's

        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    if user is not None:
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
    told = {"error": None}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            told["came"] = (worker.is_right if job in CACHES else worker.write)(job, folder, number)
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the test judges it
            told |= {"error": type(error).__name__, "errno": getattr(error, "errno", None), "text": str(error)}
            told["filename"] = os.fspath(error.filename) if getattr(error, "filename", None) is not None else None
        gc.collect()
    tell(told | {"warnings": [[warning.category.__name__, str(warning.message)] for warning in caught]})


def leave(ballast, room):
    """Fill the disk with a file until so many bytes are left."""
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass
    with ballast.open("r+b") as file:
        file.truncate(max(ballast.stat().st_size - room, 0))


def tell(what):
    os.write(1, json.dumps(what).encode() + b"\n")


def serve(sites):
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SUBREAPER, 1)
    worker = Worker(sites)
    with tempfile.TemporaryDirectory() as folder:
        for job in JOBS:  # what is loaded late is loaded now, as another user might not be let in
            begin(job, Path(folder, job))
            Path(folder, job).mkdir(exist_ok=True)
            worker.write(job, Path(folder, job), 1)
    tell({"ready": True})
    gc.freeze()  # so that collections in those who are forked leave these pages alone
    for line in sys.stdin:
        task = json.loads(line)
        if not os.fork():
            signal.signal(signal.SIGINT, signal.default_int_handler)
            job, folder = task.pop("job"), Path(task.pop("folder"))
            try:
                (again_and_again if "notes" in task else once)(worker, job, folder, **task)
            except BaseException as error:  # noqa: BLE001 - the test judges it
                named = type(error).__name__
                del error
                tell({"error": named})
            os._exit(0)
        with suppress(ChildProcessError):
            while os.wait():  # the process, and its workers, too
                pass
        tell({"ended": True})


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
