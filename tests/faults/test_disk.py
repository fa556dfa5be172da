"""A disk that is full, folders and files that may not be written or read: nothing is lost, and the error names the place."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from . import jobs
from .conftest import Runner, contents, leftovers

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits, users and modes are those of POSIX")
NOBODY = 65_534
WRITERS = [*jobs.EXPORTS, *jobs.REWRITES]
MOUNTED = ["unshare", "--map-root-user", "--mount"]
MOUNT = 'mount -t tmpfs -o size=3m tmpfs "$0" && exec "$@"'


def files_of(job, folder):
    return contents(folder / "posts" if job in jobs.REWRITES else folder)


def check_refused(job, folder, told, errors, whole):
    """The error names a file that was to be written, and all is as it was."""
    assert told["errno"] in errors, told
    meant = files_of(job, folder)
    place = folder / "posts" if job in jobs.REWRITES else folder
    waiting = {tempfile.gettempdir()} & {told["filename"]} if job in jobs.FEEDS else set()
    assert told["filename"] in {str(place / name) for name in meant} | waiting, told
    assert told["filename"] in told["text"]
    assert meant == whole[job][0]
    assert leftovers(folder) == []


def check_cache(told):
    """The posts are right; what is wrong with the cache is a warning, and said once."""
    assert (told["error"], told["came"]) == (None, True), told
    assert {kind for kind, _ in told["warnings"]} <= {"CnpostsWarning"}
    assert len(told["warnings"]) <= 1, told


# Full


every_writer = pytest.mark.parametrize("job", WRITERS)
every_cache = pytest.mark.parametrize("job", jobs.CACHES)


def smallest_that_fails(job, whole):
    """Bytes that are one too few for one of the files; of an archive, which is written file by file, for the first one."""
    return (min if job in jobs.REWRITES else max)(map(len, whole[job][1].values())) - 1


@every_writer
def test_a_file_that_may_not_grow(job, runner, place, whole):
    folder, most = place(job), smallest_that_fails(job, whole)
    runner.once(job, folder, number=0)
    for limit in (0, 1, most // 2, most):
        told = runner.once(job, folder, limit=limit)
        check_refused(job, folder, told, {errno.EFBIG, errno.EIO}, whole)  # the latter is what SQLite tells
    assert runner.once(job, folder)["error"] is None
    assert files_of(job, folder) == whole[job][1]


@pytest.mark.parametrize("job", [job for job, workers in jobs.CACHES.items() if workers < 2])  # workers share more memory than that
def test_a_cache_that_may_not_grow(job, runner, place):
    folder = place(job)
    for number, limit in enumerate((1, 5_000, 50_000)):
        check_cache(runner.once(job, folder, number=number, limit=limit))
    assert runner.once(job, folder)["warnings"] == []


@pytest.fixture(scope="module")
def full(sites, tmp_path_factory):
    """A runner that has a disk of 3 MB, and how it and we call that."""
    if sys.platform != "linux" or not shutil.which("unshare"):
        pytest.skip("disks are made with Linux's unshare")
    disk = tmp_path_factory.mktemp("disk")
    command = [*MOUNTED, "sh", "-c", MOUNT, str(disk)]
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no disk may be mounted here")
    runner = Runner(sites, command)
    yield runner, disk, Path(f"/proc/{runner.process.pid}/root{disk}")
    runner.close()


@every_writer
def test_a_full_disk(job, full, whole):
    runner, disk, seen = full
    jobs.begin(job, seen / job)
    (seen / job).mkdir(exist_ok=True)
    assert runner.once(job, disk / job, number=0)["error"] is None
    total = sum(map(len, whole[job][1].values()))
    for room in (0,) if job in jobs.REWRITES else (0, total // 2):
        told = runner.once(job, disk / job, room=room, ballast=str(disk / "ballast"))
        told["filename"] = told["filename"] and told["filename"].replace(str(disk), str(seen), 1)
        told["text"] = told["text"].replace(str(disk), str(seen), 1)
        check_refused(job, seen / job, told, {errno.ENOSPC}, whole)
        (seen / "ballast").unlink()
    assert runner.once(job, disk / job)["error"] is None
    assert files_of(job, seen / job) == whole[job][1]
    shutil.rmtree(seen / job)


@pytest.mark.parametrize("job", sorted(jobs.FEEDS))
def test_a_full_folder_for_temporary_files(job, full, place, whole):
    runner, disk, seen = full
    folder = place(job)
    assert runner.once(job, folder, number=0)["error"] is None
    told = runner.once(job, folder, room=0, temporary=str(disk), ballast=str(disk / "ballast"))
    assert (told["errno"], told["filename"]) == (errno.ENOSPC, str(disk)), told
    (seen / "ballast").unlink()
    assert files_of(job, folder) == whole[job][0]
    assert leftovers(folder) == []


@every_cache
def test_a_cache_on_a_full_disk(job, full):
    runner, disk, seen = full
    (seen / job).mkdir()
    for number, room in enumerate((0, 20_000, 100_000)):
        check_cache(runner.once(job, disk / job, number=number, room=room, ballast=str(disk / "ballast")))
        check_cache(runner.once(job, disk / job, number=number))
        (seen / "ballast").unlink()
    told = runner.once(job, disk / job, number=0)
    check_cache(told)
    assert told["warnings"] == []
    shutil.rmtree(seen / job)


# Read only


@pytest.fixture
def common():
    """A folder that everybody may enter; pytest's own are its user's only."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for inside in [path for path in folder.rglob("*") if path.is_dir()]:
        inside.chmod(0o755)
    shutil.rmtree(folder)


def once_as_nobody(runner, job, folder, **task):
    """The tests may run as root, whom no mode stops."""
    return runner.once(job, folder, user=None if os.geteuid() else NOBODY, **task)


def modes(folder, of_folders, of_files):
    for path in [folder, *folder.rglob("*")]:
        path.chmod(of_folders if path.is_dir() else of_files)


@every_writer
@pytest.mark.parametrize(("of_folders", "of_files"), [(0o555, 0o666), (0o777, 0o444)], ids=["folder", "file"])
def test_what_is_read_only_stays_as_it_is(job, of_folders, of_files, runner, common, whole):  # noqa: PLR0913, PLR0917 - fixtures
    jobs.begin(job, common / job)
    (common / job).mkdir(exist_ok=True)
    runner.once(job, common / job, number=0)
    modes(common / job, of_folders, of_files)
    told = once_as_nobody(runner, job, common / job)
    assert told["error"] == "PermissionError"
    check_refused(job, common / job, told, {errno.EACCES}, whole)


@pytest.mark.parametrize("job", jobs.EXPORTS)
def test_a_folder_into_which_nothing_new_goes(job, runner, common):
    common.chmod(0o555)
    told = once_as_nobody(runner, job, common / "new" if job in jobs.FOLDERS else common)
    assert (told["errno"], told["filename"]) == (errno.EACCES, str(common / "new" if job in jobs.FOLDERS else common / "posts"))
    assert list(common.iterdir()) == []


@every_cache
@pytest.mark.parametrize(("of_folders", "of_files"), [(0o555, 0o666), (0o777, 0o444), (0o555, 0o444), (0o777, 0o000)])
def test_a_cache_that_is_read_only(job, of_folders, of_files, runner, common):
    (common / job).mkdir()
    runner.once(job, common / job, number=0)
    before = (common / job / "posts.sqlite").read_bytes()
    modes(common / job, of_folders, of_files)
    for number in (0, 1):  # what it has, and what it has not
        told = once_as_nobody(runner, job, common / job, number=number)
        check_cache(told)
        assert len(told["warnings"]) == (of_files == 0)
    assert (common / job / "posts.sqlite").read_bytes() == before


@every_cache
def test_a_cache_in_a_folder_into_which_nothing_new_goes(job, runner, common):
    (common / job).mkdir(mode=0o555)
    told = once_as_nobody(runner, job, common / job)
    check_cache(told)
    assert len(told["warnings"]) == 1
    assert str(common / job / "posts.sqlite") in told["warnings"][0][1]


def test_what_may_not_be_read_costs_a_message_each(runner, common):
    jobs.make_posts(common / "site", "A")
    jobs.make_posts(common / "site" / "closed", "A")
    (common / "site" / "p03.md").chmod(0)
    (common / "site" / "closed").chmod(0)
    paths, failures = once_as_nobody(runner, "read", common / "site")["came"]
    assert paths == [f"p{number:02}.md" for number in range(jobs.POSTS) if number != 3]
    assert failures == [
        "closed/:1:1: error: It cannot be read: Permission denied. [file-unreadable]",
        "p03.md:1:1: error: It cannot be read: Permission denied. [file-unreadable]",
    ]


def test_a_folder_that_shows_names_only(runner, common):
    jobs.make_posts(common / "site" / "shown", "A")
    (common / "site" / "a.md").write_text("x", encoding="utf-8")
    (common / "site" / "shown").chmod(0o444)
    paths, failures = once_as_nobody(runner, "read", common / "site")["came"]
    assert paths == ["a.md"]
    assert len(failures) == jobs.POSTS
