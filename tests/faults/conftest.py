"""A process beside the tests that does for them what could end it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from . import jobs

ROOT = Path(__file__).parent.parent.parent


class Runner:
    """Has jobs done in processes of their own."""

    def __init__(self, sites, command=()):
        self.sites = sites
        self.process = subprocess.Popen(
            [*command, sys.executable, "-m", "tests.faults.jobs", str(sites)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        os.set_blocking(self.process.stderr.fileno(), False)
        assert self.answer() == {"ready": True}

    def ask(self, job, folder, **task):
        line = json.dumps({"job": job, "folder": str(folder), **task})
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def answer(self):
        line = self.process.stdout.readline()
        assert line, (self.process.stderr.read() or b"").decode()
        return json.loads(line)

    def last(self):
        """What is told until the process has ended, but for that."""
        return list(iter(self.answer, {"ended": True}))

    def once(self, job, folder, **task):
        """What came of one write; nothing may be said beside."""
        self.ask(job, folder, **task)
        (told,) = self.last()
        assert self.complaints() == ""
        return told

    def complaints(self):
        return (self.process.stderr.read() or b"").decode()

    def close(self):
        self.process.stdin.close()
        assert self.process.wait() == 0
        self.process.stdout.close()
        self.process.stderr.close()


def contents(folder):
    """The files of a folder that are not hidden."""
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file() and not file.name.startswith(".")}


def leftovers(folder):
    """What a process left in a folder and those below it: hidden files, and SQLite's journal of what it had begun."""
    return [*folder.rglob(".*.tmp"), *folder.rglob("*-journal")]


@pytest.fixture(scope="session")
def sites():
    """A folder that everybody may read, with the sites A and B."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    jobs.make_sites(folder)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def runner(sites):
    runner = Runner(sites)
    yield runner
    runner.close()


@pytest.fixture
def place(tmp_path):
    """Makes the folder that a job works in, with what it changes."""

    def make(job):
        folder = tmp_path / job
        jobs.begin(job, folder)
        folder.mkdir(exist_ok=True)
        return folder

    return make


@pytest.fixture(scope="session")
def whole(runner, tmp_path_factory):
    """What each job writes where nothing disturbs it, by side."""
    found = {}
    for job in [*jobs.EXPORTS, *jobs.REWRITES]:
        folder = tmp_path_factory.mktemp("whole") / job
        jobs.begin(job, folder)
        folder.mkdir(exist_ok=True)
        found[job] = []
        for number in range(2):
            told = runner.once(job, folder, number=number)
            assert (told["error"], told["warnings"]) == (None, []), told
            found[job].append(contents(folder / "posts" if job in jobs.REWRITES else folder))
        changed = {name for name, data in found[job][0].items() if found[job][1][name] != data}
        assert len(changed) == (1 if job == "rewrite_file" else len(found[job][0])), job
    return found
