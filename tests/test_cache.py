"""The cache: found again, never wrong, never in the way."""

from __future__ import annotations

import importlib
import linecache
import multiprocessing
import os
import sqlite3
import subprocess
import sys
import textwrap
import warnings
from datetime import timedelta, timezone, tzinfo
from pathlib import Path

import pytest
from pydantic import Field

import cnposts
from cnposts import CnpostsWarning, FrontMatter, _cache, _stream

TEXT = "---\ntitle: {}\ndate: 2021-03-04\n---\n\n[a](https://tea.example/{})\n"


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "posts"
    root.mkdir()
    for number in range(60):
        (root / f"p{number:02}.md").write_text(TEXT.format(number, number) * (1 + number % 3), encoding="utf-8")
    return root


@pytest.fixture
def file(tmp_path):
    return tmp_path / "caches" / "posts.sqlite"


@pytest.fixture
def read(monkeypatch):
    """The paths of all posts that are parsed, not found."""
    paths = []
    real = _stream.read
    monkeypatch.setattr(_stream, "read", lambda data, path, options: paths.append(path) or real(data, path, options))
    return paths


def load(folder, file, **options):
    return list(cnposts.iter_posts(folder, cache=file, **options))


def test_what_did_not_change_is_not_read_again(folder, file, read):
    first = load(folder, file)
    assert len(read) == 60
    read.clear()
    assert load(folder, str(file)) == first == list(cnposts.load_archive(folder, cache=file))
    assert read == []
    (folder / "p07.md").write_text("changed", encoding="utf-8")
    (folder / "p61.md").write_text("new", encoding="utf-8")
    assert load(folder, file)[7].content == "changed"
    assert read == ["p07.md", "p61.md"]


def test_a_post_elsewhere_is_another(folder, file, read):
    load(folder, file)
    (folder / "2019-01-02-p00.md").write_bytes((folder / "p00.md").read_bytes())
    read.clear()
    load(folder, file)
    assert read == ["2019-01-02-p00.md"]


class First(FrontMatter):
    place: str = "one"


class Second(FrontMatter):
    place: str = "two"


@pytest.mark.parametrize("options", [{"timezone": "Asia/Shanghai"}, {"encoding": "utf-8"}, {"errors": "raise"}, {"model": First}])
def test_other_options_are_other_posts(folder, file, read, options):
    load(folder, file)
    read.clear()
    found = load(folder, file, **options)
    assert len(read) == 60
    assert load(folder, file, **options) == found == list(cnposts.iter_posts(folder, **options))


def test_models_are_told_apart_by_what_they_are(folder, file):
    assert {post.meta.place for post in load(folder, file, model=First)} == {"one"}
    assert {post.meta.place for post in load(folder, file, model=Second)} == {"two"}
    assert {type(post.meta) for post in load(folder, file, model=First)} == {First}


def test_another_version_reads_again(folder, file, read, monkeypatch):
    load(folder, file)
    read.clear()
    monkeypatch.setattr(_cache, "__version__", "9.9")
    load(folder, file)
    assert len(read) == 60


class Lossy(FrontMatter):
    place: str = Field(default="", exclude=True)


def test_a_model_that_json_does_not_hold_is_read_again(folder, file, read):
    (folder / "p00.md").write_text("---\nplace: shed\n---\n", encoding="utf-8")
    first = load(folder, file, model=Lossy)
    read.clear()
    assert load(folder, file, model=Lossy) == first
    assert first[0].meta.place == "shed"
    assert read == ["p00.md"]
    assert list(cnposts.iter_posts(folder, model=Lossy, workers=2)) == first


class Unknown(tzinfo):
    def utcoffset(self, _date):
        return timedelta(hours=1)

    def dst(self, _date):
        return None


def test_what_cannot_be_told_from_another_is_not_kept(folder, file):
    made = type("Made", (FrontMatter,), {})
    for options in ({"timezone": Unknown()}, {"model": made}):
        with pytest.warns(CnpostsWarning, match="is not used"):
            posts = load(folder, file, **options)
        assert posts == list(cnposts.iter_posts(folder, **options))
    load(folder, file, timezone=timezone(timedelta(hours=3)))


def test_the_values_are_json_and_the_file_is_one(folder, file):
    load(folder, file)
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    with sqlite3.connect(file) as connection:
        rows = connection.execute("SELECT post FROM posts").fetchall()
    connection.close()
    assert len(rows) == 60
    assert {cnposts.Post.model_validate_json(post).path for (post,) in rows} == {f"p{number:02}.md" for number in range(60)}


def test_what_was_long_not_used_goes(folder, file, read):
    load(folder, file)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE posts SET used = used - 1000 WHERE rowid <= 20")
    connection.close()
    read.clear()
    load(folder, file)
    assert len(read) == 20


def test_true_is_the_platforms_folder(folder, monkeypatch, tmp_path):
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    load(folder, file=True)
    assert _cache.default_path().is_file()
    assert _cache.default_path().is_relative_to(tmp_path / "home")


# Faults


def truncate(file):
    os.truncate(file, file.stat().st_size // 2)


def scribble(file):
    with file.open("r+b") as opened:
        for place in range(4096, file.stat().st_size, 4096):
            opened.seek(place)
            opened.write(b"\xff" * 700)


def cut_header(file):
    os.truncate(file, 600)


@pytest.mark.parametrize("damage", [truncate, scribble, cut_header])
@pytest.mark.parametrize("workers", [1, 2])
def test_a_broken_cache_is_made_anew(folder, file, damage, workers, read):
    expected = load(folder, file)
    damage(file)
    with pytest.warns(CnpostsWarning, match=r"posts\.sqlite is broken .* was made anew"):
        assert load(folder, file, workers=workers) == expected
    read.clear()
    load(folder, file)
    assert load(folder, file) == expected
    assert len(read) < 60


def test_a_changed_value_is_read_again(folder, file):
    expected = load(folder, file)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE posts SET post = replace(CAST(post AS TEXT), 'tea.example', 'tee.example')")
        connection.execute("UPDATE posts SET post = 7 WHERE rowid = 3")
    connection.close()
    assert load(folder, file) == expected


@pytest.mark.parametrize("content", [b"not a database" * 50, b"SQLite format 3\0", b"{}"])
def test_a_file_of_another_kind_is_left_alone(folder, file, content):
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.warns(CnpostsWarning, match="is not used"):
        assert load(folder, file) == list(cnposts.iter_posts(folder))
    assert file.read_bytes() == content


def test_the_database_of_another_program_is_left_alone(folder, file):
    file.parent.mkdir()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE notes (text)")
    connection.close()
    before = file.read_bytes()
    with pytest.warns(CnpostsWarning, match="another program"):
        load(folder, file)
    assert file.read_bytes() == before


def test_a_locked_cache_is_left_alone(folder, file, monkeypatch):
    expected = load(folder, file)
    monkeypatch.setattr(_cache, "_SECONDS_WAITED", 0.1)
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.warns(CnpostsWarning, match="locked"):
        assert load(folder, file) == expected
    holder.close()
    assert load(folder, file) == expected


def test_a_cache_that_cannot_be_written_is_left_alone(folder, tmp_path):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    for path in (tmp_path / "file" / "posts.sqlite", tmp_path):
        with pytest.warns(CnpostsWarning, match="is not used"):
            assert len(load(folder, path)) == 60


def _fill(folder, file, queue):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        posts = load(folder, file)
    queue.put((len(posts), [str(warning.message) for warning in caught]))


def test_four_processes_fill_it_at_once(folder, file):
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    processes = [context.Process(target=_fill, args=(folder, file, queue)) for _ in range(4)]
    for process in processes:
        process.start()
    assert [queue.get(timeout=60) for _ in processes] == [(60, [])] * 4
    for process in processes:
        process.join()
    assert load(folder, file) == list(cnposts.iter_posts(folder))
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_a_process_killed_while_it_writes_leaves_a_cache_that_works(folder, file):
    script = f"""
        import os, cnposts
        for number, post in enumerate(cnposts.iter_posts({str(folder)!r}, cache={str(file)!r})):
            if number == 40:
                os.kill(os.getpid(), 9)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False)
    assert load(folder, file) == list(cnposts.iter_posts(folder))


def test_a_broken_cache_that_cannot_be_removed_is_left_alone(folder, file, monkeypatch):
    expected = load(folder, file)
    scribble(file)

    def refuse(*_args, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.warns(CnpostsWarning, match="is not used"):
        assert load(folder, file) == expected


def test_a_cache_that_can_only_be_read_is_read(folder, file, read, monkeypatch):
    expected = load(folder, file)
    real = sqlite3.connect
    monkeypatch.setattr(_cache.sqlite3, "connect", lambda path, **options: real(f"file:{path}?mode=ro", uri=True, **options))
    (folder / "new.md").write_text("new", encoding="utf-8")
    read.clear()
    assert load(folder, file)[1:] == expected
    assert read == ["new.md"]


def test_models_of_fields_are_part_of_what_a_post_is_found_by(folder, file, tmp_path, monkeypatch, read):
    module = "from pydantic import BaseModel\nclass Place(BaseModel):\n    name: str = '{}'\n"
    user = "import cnposts, place_of_test\nclass Own(cnposts.FrontMatter):\n    place: place_of_test.Place | None = None\n"
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "own_of_test.py").write_text(user, encoding="utf-8")
    for name in ("shed", "barn"):
        (tmp_path / "place_of_test.py").write_text(module.format(name), encoding="utf-8")
        for loaded in ("place_of_test", "own_of_test"):
            sys.modules.pop(loaded, None)
        importlib.invalidate_caches()
        linecache.clearcache()
        own = importlib.import_module("own_of_test").Own
        read.clear()
        load(folder, file, model=own)
        assert len(read) == 60
