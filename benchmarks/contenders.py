"""The contenders of ``compare.py``, as the process sees them that asks them in turn."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from bench_archive import hugos, site
from peers import READERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).parent
NODE = ["gray-matter + remark", "gray-matter + markdown-it"]
LOADS: dict[str, dict[str, object]] = {
    "cnposts, 1 worker": {"workers": 1},
    "cnposts, 2 workers": {"workers": 2},
    "cnposts, full cache": {"cache": "posts.sqlite"},
    "cnposts, pulldown, 1 worker": {"engine": "pulldown"},
    "cnposts, pulldown, 2 workers": {"engine": "pulldown", "workers": 2},
    "cnposts, front matter, 1 worker": {"body": False},
}
HUGO, ONE_CORE, TITLES, CONTENT = HUGOS = ["Hugo", "Hugo, one core", "Hugo, titles", "Hugo, content"]
NAMES = [*READERS, *NODE, *LOADS, *HUGOS]
LOAD = """
import json, resource, sys, time
from cnposts import load_archive
memory = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
before, begun = memory(), time.perf_counter()
archive = load_archive(sys.argv[1], **json.loads(sys.argv[2]))
call, grown = time.perf_counter() - begun, memory() - before
links, images = (sum(len(getattr(post, name)) for post in archive) for name in ("links", "images"))
print(json.dumps({"call": call, "grown": grown, "links": links, "images": images, "failed": len(archive.failures)}))
"""


class LeftOutError(Exception):
    """A contender cannot be had; the text says why."""


class Round(NamedTuple):
    """What one round took; None where a contender does not say."""

    seconds: float
    memory: float
    """The largest of the process, in MB; where it starts others, that of the largest of them all."""
    call: float | None = None
    """The seconds of the call inside of a whole process."""
    grown: float | None = None
    """By how many MB the process grew in the call."""
    links: int | None = None
    images: int | None = None
    failed: int | None = None


def last_words(said: IO[str]) -> str:
    """Why a process ended: the last line of what it said, or the one that Hugo marks."""
    said.seek(0)
    lines = said.read().strip().splitlines() or ["it ends without a word."]
    return next((line.strip() for line in lines if "ERROR" in line), lines[-1])


class Served:
    """A process that stays, and reads all files once a round."""

    def __init__(self, command: list[str], paths: list[Path]) -> None:
        """Start it, and tell it which files there are."""
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - as long as the process, and it ends with this one
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, text=True
        )
        self._say(json.dumps([str(path.absolute()) for path in paths]))

    def _say(self, line: str) -> None:
        with suppress(BrokenPipeError):  # one that has died gives no answer either, and its reason is in what it said
            print(line, file=self._process.stdin, flush=True)

    def __call__(self) -> Round:
        """One round."""
        self._say("round")
        answer = self._process.stdout.readline() if self._process.stdout else ""
        if not answer:
            self._process.wait()
            raise LeftOutError(last_words(self._errors))
        return Round(**json.loads(answer))

    def close(self) -> None:
        """No more rounds."""
        with suppress(BrokenPipeError):
            self._process.communicate()


@contextmanager
def one_core() -> Iterator[None]:
    """Processes that begin here keep to one core."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


class Whole:
    """A process that reads the archive and ends, from its start to its end."""

    def __init__(self, command: list[str]) -> None:
        """What to run."""
        self._command = command

    def __call__(self) -> Round:
        """One round."""
        seconds, memory, said = self._run()
        return Round(seconds, memory, **json.loads(said))

    def _run(self) -> tuple[float, float, str]:
        with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
            begun = time.perf_counter()
            process = subprocess.Popen(self._command, stdout=subprocess.PIPE, stderr=errors, text=True)  # noqa: S603 - our own command
            said = process.stdout.read() if process.stdout else ""
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - begun
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                raise LeftOutError(last_words(errors))
        return seconds, usage.ru_maxrss / 1024, said


class Hugo(Whole):
    """The same of a build, whose folder is removed before it."""

    _dies_of = re.compile(r'"([^"\n]+):\d+:\d+"')

    def __init__(self, command: list[str], refused: set[str]) -> None:
        """What to run, with the options ``-d FOLDER``, and where to note the files of the site that it refuses."""
        super().__init__(command)
        self._written = Path(command[command.index("-d") + 1])
        self._refused = refused

    def __call__(self) -> Round:
        """One round. A file that it dies of is removed, and it begins anew."""
        while True:
            shutil.rmtree(self._written, ignore_errors=True)
            try:
                seconds, memory, _ = self._run()
            except LeftOutError as error:
                found = self._dies_of.search(str(error))
                if not found or not Path(found[1]).is_file():
                    raise
                Path(found[1]).unlink()
                self._refused.add(found[1])
            else:
                return Round(seconds, memory, failed=len(self._refused))


class OneCore(Hugo):
    """The same on one core."""

    def __call__(self) -> Round:
        """One round."""
        if not hasattr(os, "sched_setaffinity"):
            raise LeftOutError("this system does not keep a process to one core.")
        with one_core():
            return super().__call__()


def load(name: str, content: Path, scratch: Path) -> Whole:
    """One of `cnposts.load_archive`; the unmeasured round fills the cache."""
    options = dict(LOADS[name])
    if "cache" in options:
        options["cache"] = str(scratch / str(options["cache"]))
    return Whole([sys.executable, "-c", LOAD, str(content), json.dumps(options)])


def hugo_ways(content: Path, scratch: Path) -> dict[str, Callable[[], Hugo]]:
    """Each way to run Hugo; none where it is missing. Pages for old addresses, which some archives name, are not written."""
    commands = hugos(content, scratch)
    if not commands:
        return {}
    titles = str(site(content, scratch / "titles", "{{ .Title }}"))
    commands[TITLES] = [part.replace(str(scratch / "empty"), titles) for part in commands[HUGO]]
    for command in commands.values():
        with Path(command[command.index("-s") + 1], "hugo.toml").open("a") as settings:
            settings.write("disableAliases = true\n")
    refused: dict[str, set[str]] = {name: set() for name in commands}
    ways: dict[str, Callable[[], Hugo]] = {name: partial(Hugo, commands[name], refused[name]) for name in commands}
    return ways | {ONE_CORE: partial(OneCore, commands[HUGO], refused[HUGO])}


def starters(content: Path, paths: list[Path], scratch: Path, names: list[str]) -> Iterator[tuple[str, Callable[[], Served | Whole]]]:
    """Of the contenders in ``names`` each with what starts it."""
    node = shutil.which("node")
    hugo = hugo_ways(content, scratch) if set(HUGOS) & set(names) else {}
    for name in names:
        if name in READERS:
            yield name, partial(Served, [sys.executable, str(HERE / "peers.py"), name], paths)
        elif name in LOADS:
            yield name, partial(load, name, content, scratch)
        elif name in hugo:
            yield name, hugo[name]
        elif name in NODE and node:
            yield name, partial(Served, [node, str(HERE / "node" / "peers.mjs"), name], paths)
        elif name in NODE:
            print(f"{name} is left out: `node` is not installed.")
