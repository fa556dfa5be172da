"""Several at once: processes that write to one place, workers that are killed, files that come and go."""

from __future__ import annotations

import os
import random
import secrets
import select
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

import cnposts

from . import jobs
from .conftest import contents, leftovers

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
LOOKS = 200
DEATHS = 4


@pytest.mark.parametrize("job", sorted(jobs.EXPORTS.keys() - jobs.FOLDERS))
def test_two_processes_write_to_one_place(job, runner, place, whole):
    folder = place(job)
    runner.once(job, folder, number=0)
    runner.ask(job, folder, notes=str(folder.parent / "notes"), first=0, processes=2)
    group = os.getpgid(runner.answer()["pid"])
    seen = set()
    for _ in range(LOOKS):
        seen.add((folder / "posts").read_bytes())
        time.sleep(0.002)
    os.killpg(group, signal.SIGKILL)
    runner.last()
    assert runner.complaints() == ""
    assert seen | {(folder / "posts").read_bytes()} <= {side["posts"] for side in whole[job]}


@pytest.mark.parametrize("job", sorted(jobs.FOLDERS | {*jobs.REWRITES}))
def test_two_processes_write_the_same_files(job, runner, place, whole):
    folder = place(job)
    runner.once(job, folder, number=0)
    runner.ask(job, folder, notes=str(folder.parent / "notes"), first=0, processes=2)
    group = os.getpgid(runner.answer()["pid"])
    time.sleep(0.5)
    os.killpg(group, signal.SIGKILL)
    runner.last()
    assert runner.complaints() == ""
    found = contents(folder / "posts" if job in jobs.REWRITES else folder)
    assert [name for name, data in found.items() if data not in (whole[job][0][name], whole[job][1][name])] == []
    assert found.keys() == whole[job][0].keys()


@pytest.mark.parametrize("job", jobs.CACHES)
def test_three_processes_use_one_cache(job, runner, place):
    folder = place(job)
    runner.ask(job, folder, notes=str(folder.parent / "notes"), first=0, processes=3)
    group = os.getpgid(runner.answer()["pid"])
    time.sleep(0.5)
    os.killpg(group, signal.SIGKILL)
    runner.last()
    assert runner.complaints() == ""
    for number in range(3):
        told = runner.once(job, folder, number=number)
        assert (told["error"], told["came"], told["warnings"]) == (None, True, []), told


def workers_of(pid):
    with suppress(OSError):
        return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
    return []


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux who the workers are")
def test_workers_that_are_killed_are_an_error_and_no_hang(runner, place):
    seed, job = secrets.randbits(32), "cache, two workers"
    chance, folder = random.Random(seed), place(job)  # noqa: S311 - times, not secrets
    for turn in range(DEATHS):
        runner.ask(job, folder, notes=str(folder.parent / "notes"), first=100 * turn)
        pid = runner.answer()["pid"]
        deadline = time.monotonic() + 60
        while not select.select([runner.process.stdout], [], [], chance.uniform(0, 0.05))[0]:
            assert time.monotonic() < deadline, f"random.Random({seed})"
            for worker in workers_of(pid)[:1]:
                with suppress(ProcessLookupError):  # it was at its end
                    os.kill(worker, signal.SIGKILL)
        assert runner.last() == [{"error": "WorkerError"}], f"random.Random({seed})"
        told = runner.once(job, folder, number=100 * turn + 1)
        assert (told["error"], told["came"], told["warnings"]) == (None, True, []), told


def test_files_and_folders_come_and_go_while_an_archive_is_read(tmp_path):
    jobs.make_posts(tmp_path / "site", "A")
    stop = threading.Event()

    def come_and_go():
        while not stop.is_set():
            for number in range(5):
                folder = tmp_path / "site" / f"f{number}"
                folder.mkdir()
                (folder / "gone.md").write_text("here", encoding="utf-8")
                (tmp_path / "site" / f"p{number}-gone.md").write_text("here", encoding="utf-8")
                (folder / "gone.md").unlink()
                folder.rmdir()
                (tmp_path / "site" / f"p{number}-gone.md").unlink()

    thread = threading.Thread(target=come_and_go)
    thread.start()
    try:
        for number in range(20):
            archive = cnposts.load_archive(tmp_path / "site", workers=1 + number % 2)
            paths = {post.path for post in archive if "gone" not in post.path}
            assert paths == {f"p{number:02}.md" for number in range(jobs.POSTS)}
            assert {post.content for post in archive if "gone" in post.path} <= {"here", ""}
            assert all("gone.md" in failure.path or failure.path.startswith("f") for failure in archive.failures)
    finally:
        stop.set()
        thread.join()
    assert leftovers(tmp_path) == []
