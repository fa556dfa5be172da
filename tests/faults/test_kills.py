"""Processes that are killed while they write: each file is the old one or the new one, and no post is lost."""

from __future__ import annotations

import os
import random
import secrets
import select
import signal
import sqlite3
import sys
import time
from contextlib import closing, suppress
from importlib.util import find_spec

import pytest

import cnposts

from . import jobs
from .conftest import contents, leftovers

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
SWALLOWED = "Exception ignored in", "Pydantic serializer warnings"
"""What is said where an interrupt comes while Python, or pydantic before 2.12, cannot raise it."""
FEW = 2
MANY = -(-240 // len(jobs.JOBS))
every_job = pytest.mark.parametrize("job", jobs.JOBS)


def test_every_writer_is_a_job():
    assert jobs.exporters() == set(jobs.EXPORTS)


def end(runner, job, folder, turn, chance, number=signal.SIGKILL):  # noqa: PLR0913, PLR0917 - fixtures, handed on
    """Let a process write by turns, end it, and tell its notes: pairs of brackets, the last one open if it was writing.

    Every other time it is ended a little after a file stands beside, as some jobs have one for a small part of their time only.
    """
    notes, before = folder.parent / f"notes-{turn}", set(leftovers(folder))
    runner.ask(job, folder, notes=str(notes), first=100 * turn)
    begun = runner.answer()
    wait = chance.uniform(0, 2 * begun["seconds"])
    deadline = time.monotonic() + wait + turn % 2 * (1 + 5 * begun["seconds"])
    while time.monotonic() < deadline and (turn % 2 == 0 or before.issuperset(leftovers(folder))):
        time.sleep(min(wait, 0.0005))
    time.sleep(turn % 2 * chance.uniform(0, 0.003))
    os.kill(begun["pid"], number)
    while not select.select([runner.process.stdout], [], [], 2)[0]:
        with suppress(ProcessLookupError):  # its workers are ending
            os.kill(begun["pid"], number)  # Python swallows what is raised while it forks, nh3 while it asks about an attribute
    assert runner.last() == ([{"error": "KeyboardInterrupt"}] if number == signal.SIGINT else [])
    said = runner.complaints()
    assert not said or (number == signal.SIGINT and any(word in said for word in SWALLOWED)), said
    return notes.read_text()


def check_files(job, folder, notes, turn, whole):
    """Each file is whole; where no write was interrupted, all are what the last one wrote."""
    found = contents(folder / "posts" if job in jobs.REWRITES else folder)
    last = whole[job][(100 * turn + notes.count(")") - 1) % 2]
    other = whole[job][(100 * turn + notes.count(")")) % 2]
    assert found.keys() == last.keys()
    broken = [name for name, data in found.items() if data not in (last[name], other[name])]
    assert broken == []
    if notes.endswith(")"):
        assert found == last
    if job == "to_sqlite":
        with closing(sqlite3.connect(folder / "posts")) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert database.execute("SELECT count(*) FROM posts").fetchone() == (jobs.POSTS,)
    if job in jobs.REWRITES:
        assert len(cnposts.load_archive(folder)) == jobs.POSTS  # nothing of what is left over is read as a post


def check_cache(runner, job, folder, notes, turn):
    """What was being read when the process was killed, and what was read before, come out as without a cache, and without a word."""
    last = 100 * turn + notes.count("(") - 1
    for number in (last, last - 1):
        told = runner.once(job, folder, number=number)
        assert (told["error"], told["warnings"], told["came"]) == (None, [], True), told


def kill(runner, job, folder, times, whole, number=signal.SIGKILL):  # noqa: PLR0913, PLR0917 - fixtures, handed on
    """End so many processes, look after each, and tell how many were writing, and how many left something beside."""
    seed = secrets.randbits(32)
    chance = random.Random(seed)  # noqa: S311 - times, not secrets
    writing, left, known = 0, 0, 0
    for turn in range(1, times + 1):
        notes = end(runner, job, folder, turn, chance, number)
        beside = len(leftovers(folder))
        writing, left, known = writing + notes.endswith("("), left + (beside > known), beside
        try:
            if job in jobs.CACHES:
                check_cache(runner, job, folder, notes, turn)
                known = len(leftovers(folder))  # the next load finishes or takes back what a journal holds
            else:
                check_files(job, folder, notes, turn, whole)
        except AssertionError as error:
            error.add_note(f"{job}: kill {turn} of the times that random.Random({seed}) draws; {len(notes) // 2} writes were done")
            raise
    assert runner.complaints() == ""
    return writing, left


@every_job
def test_a_killed_process_leaves_whole_files(job, runner, place, whole):
    kill(runner, job, place(job), FEW, whole)


@pytest.mark.integration
@pytest.mark.skipif(not find_spec("duckdb"), reason="many kills take minutes: with the extra `integration` only")
@every_job
def test_many_killed_processes_leave_whole_files(job, runner, place, whole, request):
    folder = place(job)
    writing, left = kill(runner, job, folder, MANY, whole)
    request.node.user_properties += [("kills", MANY), ("kills while writing", writing), ("files left beside", left)]
    assert writing > MANY // 2
    assert left > 1 or jobs.CACHES.get(job)  # those read nearly all of their time
    if job not in jobs.CACHES:  # what is left is in nobody's way
        assert runner.once(job, folder, number=1)["error"] is None
        assert contents(folder / "posts" if job in jobs.REWRITES else folder) == whole[job][1]


@every_job
def test_an_interrupted_process_leaves_nothing_beside(job, runner, place, whole):
    _, left = kill(runner, job, place(job), FEW, whole, signal.SIGINT)
    assert left == 0
