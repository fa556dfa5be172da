"""A folder as a stream: order, one way of reading, faults."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import textwrap
import time
import warnings
import zipfile
from datetime import timedelta
from multiprocessing import connection
from pathlib import Path

import pytest

import cnposts
from cnposts import CnpostsWarning, FrontMatter, ParseError, ReadError, Rule, SchemaError, WorkerError

POST = '---\ntitle: {}\ndate: 2021-03-04\ntags: [tea, 茶]\n---\n\n# One\n\n[a](https://tea.example/{}) ![b](b.png "c")\n'


class Event(FrontMatter):
    place: str = ""
    rooms: frozenset[int] = frozenset()


class Killer(FrontMatter):
    """Its validation ends the process that reads the post of this title."""

    def model_post_init(self, _context):
        if self.title == "Kill" and multiprocessing.parent_process():
            os.kill(os.getpid(), 9)


class Broken(FrontMatter):
    def model_post_init(self, _context):
        if self.title == "7":
            raise RuntimeError("of the model's own")


@pytest.fixture
def folder(tmp_path):
    for number in range(40):
        path = tmp_path / f"f{number % 3}" / f"p{number:02}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(POST.format(number, number), encoding="utf-8")
    (tmp_path / "f1" / "bad.md").write_text("[a](http://[x)", encoding="utf-8")
    (tmp_path / "old.md").write_bytes("---\ntitle: 茶\n---\n水壶与车轮俱乐部的第一封信，写给每一位新来的朋友。\n".encode("gb18030"))
    return tmp_path


WAYS = {
    "one": {},
    "two workers": {"workers": 2},
    "five workers": {"workers": 5},
    "cache": {"cache": True},
    "cached": {"cache": True},
    "cached, two workers": {"cache": True, "workers": 2},
    "progress": {"progress": True},
}


@pytest.fixture
def own_cache(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.mark.usefixtures("own_cache")
@pytest.mark.parametrize("model", [FrontMatter, Event])
def test_every_way_of_reading_gives_equal_posts(folder, model):
    expected = [cnposts.parse(path.read_bytes(), path=path.relative_to(folder), model=model) for path in sorted(folder.rglob("*.md"))]
    for options in WAYS.values():
        posts = list(cnposts.iter_posts(folder, model=model, **options))
        assert posts == expected
        assert {type(post) for post in posts} == {cnposts.Post}
        assert {type(post.meta) for post in posts} == {model}
        assert list(cnposts.load_archive(folder, model=model, **options)) == expected


@pytest.mark.usefixtures("own_cache")
def test_every_real_post_is_equal_in_every_way_of_reading(corpus, monkeypatch):
    monkeypatch.chdir(corpus / "corpus")
    expected = list(cnposts.iter_posts("."))
    for post in expected:
        assert cnposts.load(post.path) == post == cnposts.parse(Path(post.path).read_bytes(), path=post.path)
    for options in ({"workers": 2, "cache": True}, {"cache": True}, {"cache": True, "workers": 2}):
        assert list(cnposts.load_archive(".", **options)) == expected


def test_path_order_and_exclude(folder):
    paths = [post.path for post in cnposts.iter_posts(str(folder), workers=2)]
    assert paths == sorted(paths, key=lambda path: path.split("/"))
    assert [post.path for post in cnposts.iter_posts(folder, exclude=["f*/p*", "**/bad.md"])] == ["old.md"]
    assert [post.path for post in cnposts.iter_posts(folder, exclude="f?")] == ["old.md"]


def test_it_is_a_stream(folder):
    posts = cnposts.iter_posts(folder)
    first = next(posts)
    for path in (folder / "f2").iterdir():
        path.write_text("changed", encoding="utf-8")
    rest = list(posts)
    assert first.path == "f0/p00.md"
    assert {post.content for post in rest if post.path.startswith("f2/")} == {"changed"}


def test_problems_with_root_and_options_raise_at_once(tmp_path):
    file = tmp_path / "a.md"
    file.write_text("x", encoding="utf-8")
    for wrong, error in [
        ({"root": tmp_path / "none"}, FileNotFoundError),
        ({"root": file}, NotADirectoryError),
        ({"workers": 0}, ValueError),
        ({"errors": "never"}, ValueError),
        ({"model": int}, TypeError),
    ]:
        with pytest.raises(error):
            cnposts.iter_posts(**{"root": tmp_path} | wrong)
        with pytest.raises(error):
            cnposts.load_archive(**{"root": tmp_path} | wrong)


def test_options_are_passed_on(folder):
    with pytest.raises(ParseError) as caught:
        list(cnposts.iter_posts(folder, errors="raise", workers=2))
    assert caught.value.path == "f1/bad.md"
    dates = {post.date.utcoffset() for post in cnposts.iter_posts(folder, timezone="Asia/Shanghai", workers=2) if post.date}
    assert dates == {timedelta(hours=8)}


def test_what_does_not_fit_the_model_raises_or_is_handed_over(folder):
    class Strict(FrontMatter):
        place: str

    with pytest.raises(SchemaError):
        list(cnposts.iter_posts(folder, model=Strict))
    failures: list[ParseError] = []
    assert list(cnposts.iter_posts(folder, model=Strict, on_failure=failures.append)) == []
    assert [failure.path for failure in failures] == [post.path for post in cnposts.iter_posts(folder)]
    archive = cnposts.load_archive(folder, model=Strict)
    assert len(archive) == 0
    assert [failure.path for failure in archive.failures] == [failure.path for failure in failures]


# Faults


def test_files_that_vanish_cost_a_warning_and_nothing_else(folder):
    posts = cnposts.iter_posts(folder)
    first = next(posts)
    (folder / "f0" / "p03.md").unlink()
    with pytest.warns(CnpostsWarning, match=r"f0/p03\.md:1:1: error: It cannot be read: No such file"):
        rest = list(posts)
    assert len([first, *rest]) == 41
    assert "f0/p03.md" not in {post.path for post in rest}


def test_folders_that_vanish_cost_a_message(folder):
    posts = cnposts.iter_posts(folder, on_failure=(failures := []).append)
    next(posts)
    for path in (folder / "f2").iterdir():
        path.unlink()
    (folder / "f2").rmdir()
    rest = list(posts)
    assert [failure.path for failure in failures] == ["f2/"]
    assert "old.md" in {post.path for post in rest}


@pytest.fixture
def unreadable(folder, monkeypatch):
    """A file without read permission; for root, whom nothing stops, the system is made to say so."""
    path = folder / "f0" / "p03.md"
    path.chmod(0)
    if os.access(path, os.R_OK):
        real = os.open

        def refuse(name, *args, **kwargs):
            if str(name) == str(path):
                raise PermissionError(13, "Permission denied", str(name))
            return real(name, *args, **kwargs)

        monkeypatch.setattr(os, "open", refuse)
    yield folder
    path.chmod(0o600)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_file_without_permission_costs_one_message(unreadable, workers):
    archive = cnposts.load_archive(unreadable, workers=workers)
    assert len(archive) == 41
    (failure,) = archive.failures
    assert isinstance(failure, ReadError)
    assert isinstance(failure.__cause__, PermissionError)
    (message,) = [message for message in archive.messages if message.rule == Rule.FILE_UNREADABLE]
    assert str(message) == "f0/p03.md:1:1: error: It cannot be read: Permission denied. [file-unreadable]"
    with pytest.raises(ReadError):
        cnposts.load_archive(unreadable, workers=workers, errors="raise")
    with pytest.raises(ReadError):
        list(cnposts.iter_posts(unreadable, workers=workers, errors="raise"))


@pytest.mark.parametrize("workers", [2, 3])
def test_a_killed_worker_is_an_error_that_names_its_files(folder, workers):
    (folder / "f1" / "p99.md").write_text("---\ntitle: Kill\n---\n", encoding="utf-8")
    begun = time.monotonic()
    with pytest.raises(WorkerError) as caught:
        cnposts.load_archive(folder, model=Killer, workers=workers)
    assert time.monotonic() - begun < 30
    assert "f1/p99.md" in caught.value.paths
    assert "f1/p99.md" in str(caught.value)
    assert len(caught.value.paths) <= workers


@pytest.mark.usefixtures("own_cache")
def test_what_was_read_before_a_worker_died_is_not_read_again(folder, monkeypatch):
    for number in range(200):
        (folder / "f0" / f"q{number}.md").write_text(POST.format(number, number), encoding="utf-8")
    (folder / "z.md").write_text("---\ntitle: Kill\n---\n", encoding="utf-8")
    with pytest.raises(WorkerError):
        cnposts.load_archive(folder, model=Killer, workers=2, cache=True)
    from cnposts import _stream

    read = []
    monkeypatch.setattr(_stream, "read", lambda data, path, options: read.append(path) or real(data, path, options))
    real = cnposts._parse.read
    assert len(cnposts.load_archive(folder, model=Killer, cache=True)) == 243
    assert len(read) < 150


@pytest.mark.parametrize("workers", [1, 2])
def test_an_exception_of_the_model_comes_out_as_it_is(folder, workers):
    with pytest.raises(RuntimeError, match="of the model's own"):
        cnposts.load_archive(folder, model=Broken, workers=workers)


def test_a_stream_that_is_left_ends_its_workers(folder):
    posts = cnposts.iter_posts(folder, workers=2)
    next(posts)
    posts.close()
    deadline = time.monotonic() + 10
    while multiprocessing.active_children() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert multiprocessing.active_children() == []


class OddError(Exception):
    """One that cannot be made again from what it was made of."""

    def __init__(self, one, two):
        super().__init__(f"{one} {two}")


class Raising(FrontMatter):
    def model_post_init(self, _context):
        if self.title == "7":
            raise OddError("of the", "model")


def test_an_exception_that_cannot_be_sent_names_its_file(folder):
    with pytest.raises(OddError):
        cnposts.load_archive(folder, model=Raising)
    with pytest.raises(WorkerError, match=r"f1/p07\.md: OddError: of the model"):
        cnposts.load_archive(folder, model=Raising, workers=2)


def test_a_worker_that_is_killed_while_it_answers_is_no_hang(folder, monkeypatch):
    real = connection.Connection.send_bytes

    def half(self, data, *rest):
        if multiprocessing.parent_process() and len(data) > 5_000:
            os.write(self.fileno(), len(data).to_bytes(4, "big") + data[:1_000])
            os.kill(os.getpid(), 9)
        real(self, data, *rest)

    monkeypatch.setattr(connection.Connection, "send_bytes", half)
    with pytest.raises(WorkerError, match=r" held f\d/p\d\d\.md"):
        cnposts.load_archive(folder, workers=2)


def test_a_relative_root_stays_where_it_was(folder, monkeypatch):
    monkeypatch.chdir(folder)
    posts = cnposts.iter_posts(".")
    monkeypatch.chdir("/")
    assert len(list(posts)) == 42


def test_a_warning_points_at_the_callers_line(folder):
    (folder / "gone.md").symlink_to(folder / "nowhere")
    with pytest.warns(CnpostsWarning) as caught:
        list(cnposts.iter_posts(folder))
    assert caught[0].filename == __file__


# Start methods


def run(script, tmp_path, folder):
    path = tmp_path / "script.py"
    path.write_text(textwrap.dedent(script), encoding="utf-8")
    return subprocess.run([sys.executable, str(path), str(folder)], capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("method", ["spawn", "forkserver", "fork"])
def test_a_guarded_script_works_under_every_start_method(folder, tmp_path_factory, method):
    script = f"""
        import multiprocessing, sys
        import cnposts
        class Own(cnposts.FrontMatter):
            place: str = "here"
        if __name__ == "__main__":
            multiprocessing.set_start_method({method!r})
            archive = cnposts.load_archive(sys.argv[1], model=Own, workers=2)
            print(len(archive), archive[0].meta.place)
    """
    done = run(script, tmp_path_factory.mktemp("script"), folder)
    assert done.stdout == "42 here\n", done.stderr


def test_an_unguarded_script_under_spawn_gets_a_clear_error(folder, tmp_path_factory):
    script = """
        import multiprocessing, sys
        import cnposts
        multiprocessing.set_start_method("spawn", force=True)
        print(len(cnposts.load_archive(sys.argv[1], workers=2)))
    """
    done = run(script, tmp_path_factory.mktemp("script"), folder)
    assert done.returncode != 0
    assert "cnposts.errors.WorkerError" in done.stderr
    assert "if __name__ == '__main__'" in done.stderr


def test_a_model_that_new_processes_cannot_import_is_named(folder, tmp_path_factory):
    script = """
        import multiprocessing, sys
        import cnposts
        def make():
            class Local(cnposts.FrontMatter):
                place: str = ""
            return Local
        if __name__ == "__main__":
            multiprocessing.set_start_method("spawn")
            cnposts.load_archive(sys.argv[1], model=make(), workers=2)
    """
    done = run(script, tmp_path_factory.mktemp("script"), folder)
    assert "WorkerError" in done.stderr
    assert "Local" in done.stderr.splitlines()[-1]


def test_a_model_of_a_notebook_is_named_before_processes_start(folder):
    script = f"""
import multiprocessing, cnposts
class Own(cnposts.FrontMatter):
    place: str = ""
multiprocessing.set_start_method("spawn")
cnposts.load_archive({str(folder)!r}, model=Own, workers=2)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert "__main__.Own" in done.stderr.splitlines()[-1]
    assert "put it into a module" in done.stderr


# Progress


def test_progress_shows_a_bar_of_all_posts(folder, capfd):
    list(cnposts.iter_posts(folder, progress=True))
    assert "42/42" in capfd.readouterr().err


def test_without_its_package_progress_names_the_extra(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    monkeypatch.setitem(sys.modules, "tqdm", None)
    with pytest.raises(ImportError, match=r"cnposts\[progress\]"):
        cnposts.iter_posts(folder, progress=True)


# Zip files


def test_a_zip_file_gives_the_posts_of_its_folder(folder, tmp_path_factory):
    path = tmp_path_factory.mktemp("zip") / "repository-main.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for post in folder.rglob("*.md"):
            file.write(post, f"repository-main/{post.relative_to(folder).as_posix()}")
    for options in ({}, {"workers": 2}):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert list(cnposts.iter_posts(path, **options)) == list(cnposts.iter_posts(folder))
