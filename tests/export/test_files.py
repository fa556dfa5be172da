"""What all exports share: whole files or none, and errors that help."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import time

import pyarrow.parquet as pq
import pytest

import cnposts
from cnposts import export

WRITERS = {
    "json": (export.to_json, {}),
    "jsonl": (export.to_jsonl, {}),
    "csv": (export.to_csv, {"table": "links"}),
    "parquet": (export.to_parquet, {"table": "links"}),
    "sqlite": (export.to_sqlite, {}),
    "json_feed": (export.to_json_feed, {"title": "T", "base_url": "https://example.org/"}),
    "atom": (export.to_atom, {"title": "T", "base_url": "https://example.org/"}),
    "json_ld": (export.to_json_ld, {"base_url": "https://example.org/"}),
}
every_writer = pytest.mark.parametrize(("write", "options"), WRITERS.values(), ids=list(WRITERS))


def posts_that_fail(posts):
    yield from posts
    raise RuntimeError("in the middle")


@every_writer
def test_an_error_in_the_middle_leaves_what_was_there(archive, tmp_path, write, options):
    target = tmp_path / "out" / "file"
    target.parent.mkdir()
    with pytest.raises(RuntimeError, match="in the middle"):
        write(posts_that_fail(archive[:3]), target, **options)
    assert list(target.parent.iterdir()) == []
    target.write_text("old")
    with pytest.raises(RuntimeError, match="in the middle"):
        write(posts_that_fail(archive[:3]), target, **options)
    assert target.read_text() == "old"
    assert list(target.parent.iterdir()) == [target]


@every_writer
def test_an_old_file_gives_way(archive, tmp_path, write, options):
    target = tmp_path / "file"
    target.write_text("old" * 100_000)
    write([post for post in archive if post.date], target, **options)
    first = target.read_bytes()
    assert not first.startswith(b"old")
    write(iter([post for post in archive if post.date]), target, **options)
    assert len(target.read_bytes()) == len(first)


@every_writer
def test_nothing_but_posts(tmp_path, write, options):
    target = tmp_path / "file"
    with pytest.raises(TypeError, match=r"wants posts; cnposts\.load_archive"):
        write("content", target, **options)
    with pytest.raises(TypeError, match="wants posts, not dict"):
        write([{"title": "x"}], target, **options)
    assert not target.exists()


@every_writer
def test_one_post_is_posts_too(archive, tmp_path, write, options):
    write(archive[1], tmp_path / "one", **options)
    write([archive[1]], tmp_path / "list", **options)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "list").read_bytes()


@every_writer
def test_no_posts(tmp_path, write, options):
    write([], tmp_path / "empty", **options)
    assert (tmp_path / "empty").exists()
    write(cnposts.load_archive(tmp_path), tmp_path / "empty archive", **options)
    assert (tmp_path / "empty archive").read_bytes() == (tmp_path / "empty").read_bytes()


@every_writer
def test_posts_no_format_was_made_for(odd, tmp_path, write, options, recwarn):
    write(odd, tmp_path / "odd", **options)
    assert (tmp_path / "odd").stat().st_size
    assert all(issubclass(warning.category, cnposts.CnpostsWarning) for warning in recwarn.list)


@pytest.mark.parametrize("write", [export.to_json, export.to_jsonl])
def test_files_that_are_open(archive, tmp_path, write):
    write(archive, tmp_path / "file")
    buffer = io.BytesIO()
    write(archive, buffer)
    assert buffer.getvalue() == (tmp_path / "file").read_bytes()
    with (tmp_path / "text").open("w", encoding="utf-8") as text, pytest.raises(TypeError, match="open it for bytes"):
        write(archive, text)


@pytest.mark.parametrize("write", [export.to_csv, export.to_parquet])
def test_two_posts_of_one_path_are_told(archive, tmp_path, write):
    with pytest.warns(cnposts.CnpostsWarning, match=r"Two posts have the path 'posts/cups.md'"):
        write([*archive, archive[0]], tmp_path / "out")
    write([*archive, archive[0]], tmp_path / "posts", table="posts")


KILLED = """
import sys, cnposts
from cnposts import export
post = cnposts.parse("---\\ntitle: x\\ndate: 2020-01-01\\n---\\n[a](b) ![c](d) text\\n" * 20, path="a.md")
def posts():
    for number in range(10_000_000):
        if number == 300:
            print("now", flush=True)
        yield post.model_copy(update={"path": f"{number}.md"})
options = eval(sys.argv[3])
getattr(export, "to_" + sys.argv[1])(posts(), sys.argv[2], **options)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
@pytest.mark.parametrize("name", WRITERS)
def test_a_process_that_is_killed_leaves_the_old_file(tmp_path, name):
    target = tmp_path / "file"
    target.write_text("old")
    command = [sys.executable, "-c", KILLED, name, str(target), repr(WRITERS[name][1])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "now\n"
        time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    assert target.read_text() == "old"
    assert all(path.name.endswith(".tmp") for path in tmp_path.iterdir() if path != target)


def test_tables_are_moved_together_or_not_at_all(archive, tmp_path):
    for write in (export.to_csv, export.to_parquet):
        out = tmp_path / write.__name__
        old = {name: file.read_bytes() for name, file in write(archive[:1], out).items()}
        with pytest.raises(RuntimeError, match="in the middle"):
            write(posts_that_fail(archive[:3]), out)
        assert {file.stem: file.read_bytes() for file in out.iterdir()} == old


@pytest.mark.parametrize("write", [export.to_json, export.to_jsonl])
def test_what_is_no_file_is_told(archive, tmp_path, write):
    for file in (b"posts.json", None, 7):
        with pytest.raises(TypeError, match="a path is wanted, or a file"):
            write(archive, file)
    with pytest.raises(FileNotFoundError) as error:
        write(archive, tmp_path / "missing" / "x.json")
    assert error.value.filename == str(tmp_path / "missing" / "x.json")
    write(archive, tmp_path / ("茶" * 80))


def test_some_posts_of_an_archive_know_what_it_knows(archive, tmp_path):
    some = archive.filter(tag="tea")
    assert [post.path for post in some] == ["posts/kettle/index.md"]
    for name in ("posts", "links", "images"):
        table = pq.read_table(export.to_parquet(some, tmp_path / name, table=name, archive=archive)[name])
        assert table.to_pylist() == [row for row in archive.to_arrow(name).to_pylist() if row["path"] == some[0].path]
    export.to_jsonl(some, tmp_path / "some.jsonl", archive=archive)
    assert json.loads((tmp_path / "some.jsonl").read_bytes())["url"] == "/posts/kettle/"
    export.to_sqlite(some, tmp_path / "some.db", archive=archive)
    assert export.search(tmp_path / "some.db", "water")[0].url == "/posts/kettle/"
    for archived, link in ((archive, "posts/cups/#big"), (None, "posts/cups.md#big")):
        export.to_json_feed(some, tmp_path / "feed.json", title="T", base_url="https://x.example", archive=archived)
        assert f'href="https://x.example/{link}"' in json.loads((tmp_path / "feed.json").read_bytes())["items"][0]["content_html"]
    document = export.blog_posting(some[0], base_url="https://x.example", archive=archive)
    assert document["@id"] == "https://x.example/posts/kettle/"
    with pytest.raises(ValueError, match="is no post of"):
        export.to_jsonl([cnposts.parse("x", path="other.md")], tmp_path / "x.jsonl", archive=archive)


class Odd(cnposts.FrontMatter):
    tags: tuple[int, ...] = ()
    date: str = ""
    title: int = 0


def test_a_model_that_changes_our_fields(tmp_path):
    post = cnposts.parse("---\ntitle: 3\ntags: [1, 2]\ndate: 2020-01-01\n---\nx\n", path="a.md", model=Odd)
    for name, (write, options) in WRITERS.items():
        if name == "atom":
            with pytest.warns(cnposts.CnpostsWarning, match="as Atom wants a date"):
                write([post], tmp_path / name, **options)
        else:
            write([post], tmp_path / name, **options)
    assert export.search(tmp_path / "sqlite", "3 2")[0].path == "a.md"
    (item,) = json.loads((tmp_path / "json_feed").read_bytes())["items"]
    assert (item["title"], item["tags"]) == ("3", ["1", "2"])


OF_ONE = {
    "html": export.to_html,
    "markdown": export.to_markdown,
    "ld": lambda post: export.blog_posting(post, base_url="https://x.example"),
}


@pytest.mark.parametrize("call", OF_ONE.values(), ids=list(OF_ONE))
def test_functions_of_one_post_say_so(archive, call):
    for wrong in (archive, [archive[0]], "a.md"):
        with pytest.raises(TypeError, match=f"one post is wanted, not {type(wrong).__name__}"):
            call(wrong)
