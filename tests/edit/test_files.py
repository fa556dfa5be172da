"""Files are written whole or not at all, in the encoding and with the mode that they have."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

import cnposts
from cnposts import edit

TEXT = "---\r\ntitle: 茶\r\n---\r\n[a](b.md) 中文的一段话，写得长一些。\r\n"


def to_c(post):
    return edit.rewrite_urls(post, lambda _: "c d.md")


@pytest.mark.parametrize(
    ("encoding", "given"),
    [("utf-8", None), ("utf-8-sig", None), ("utf-16", None), ("gb18030", None), ("gb18030", "gb18030"), ("utf-7", "utf-7")],
)
def test_encoding_mark_and_line_ends_stay(tmp_path, encoding, given):
    path = tmp_path / "a.md"
    path.write_bytes(TEXT.encode(encoding))
    diff = edit.rewrite_file(path, to_c, encoding=given)
    assert path.read_bytes() == TEXT.replace("b.md", "<c d.md>").encode(encoding)
    assert "+[a](<c d.md>) 中文的一段话" in diff
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_is_touched_where_nothing_changes(tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes(TEXT.encode())
    before = path.stat()
    assert edit.rewrite_file(path, lambda _: None) == ""
    assert edit.rewrite_file(path, lambda post: edit.rewrite_urls(post, lambda record: record.url)) == ""
    assert edit.rewrite_file(path, to_c, dry_run=True)
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.skipif(os.name != "posix", reason="modes and links are those of POSIX")
def test_mode_and_link_stay(tmp_path):
    real = tmp_path / "real.md"
    real.write_text(TEXT, encoding="utf-8")
    real.chmod(0o604)
    link = tmp_path / "link.md"
    link.symlink_to("real.md")
    edit.rewrite_file(link, to_c)
    assert link.is_symlink()
    assert "<c d.md>" in real.read_text(encoding="utf-8")
    assert stat.S_IMODE(real.stat().st_mode) == 0o604


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_nobody_else_reads_the_file_beside(tmp_path, monkeypatch):
    path = tmp_path / "a.md"
    path.write_bytes(TEXT.encode())
    path.chmod(0o2640)
    modes = []
    sync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda descriptor: modes.append(stat.S_IMODE(os.fstat(descriptor).st_mode)) or sync(descriptor))
    edit.rewrite_file(path, to_c)
    assert modes[0] == 0o600
    assert stat.S_IMODE(path.stat().st_mode) == 0o2640


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are POSIX's")
def test_only_regular_files_are_rewritten(tmp_path):
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(OSError, match="it is no regular file"):
        edit.rewrite_file(tmp_path / "pipe.md", to_c)
    with pytest.raises(FileNotFoundError):
        edit.rewrite_file(tmp_path / "nowhere.md", to_c)


def test_a_guessed_encoding_must_be_guessed_again(tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes("---\ntitle: 你好\n---\n正文内容在这里\n".encode("gb18030"))
    before = path.read_bytes()
    with pytest.raises(cnposts.EditError, match="In gb18030 this file would not be read in that encoding any more; save it as UTF-8 first"):
        edit.rewrite_file(path, lambda post: edit.set_meta(post, {"description": "한국어 텍스트 🎉🎉🎉"}))
    assert path.read_bytes() == before
    assert edit.rewrite_file(path, lambda post: edit.set_meta(post, {"description": "再见"}))
    assert cnposts.load(path).meta.description == "再见"


def test_a_file_that_was_changed_meanwhile_is_left(tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes(TEXT.encode())

    def slowly(post):
        path.write_text("theirs", encoding="utf-8")
        return to_c(post)

    with pytest.raises(cnposts.EditError, match=r"a\.md: The file was changed after it was read; read it again"):
        edit.rewrite_file(path, slowly)
    assert path.read_text(encoding="utf-8") == "theirs"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_changed_at_the_last_moment_is_left(tmp_path, monkeypatch):
    path = tmp_path / "a.md"
    path.write_bytes(TEXT.encode())
    sync = os.fsync

    def meanwhile(descriptor):
        path.write_text("theirs", encoding="utf-8")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", meanwhile)
    with pytest.raises(cnposts.EditError, match="The file was changed while it was edited"):
        edit.rewrite_file(path, to_c)
    assert path.read_text(encoding="utf-8") == "theirs"
    assert list(tmp_path.iterdir()) == [path]


def test_a_character_that_the_encoding_lacks_is_refused(tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes("[é](b.md)\n".encode("latin-1"))
    with pytest.raises(cnposts.EditError, match=r"a\.md:1:5: '图' cannot be written in iso8859-1; save the file as UTF-8 first"):
        edit.rewrite_file(path, lambda post: edit.rewrite_urls(post, lambda _: "图.md"), encoding="latin-1")
    assert path.read_bytes() == "[é](b.md)\n".encode("latin-1")


def test_what_does_not_decode_is_refused(tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes(b"[a](b) \xff\xfe\x80")
    with pytest.raises(cnposts.EditError, match="Parts of this text were lost"):
        edit.rewrite_file(path, to_c)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full disk at hand")
def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "a.md"
    path.write_bytes(TEXT.encode())
    sync = os.fsync

    def full(descriptor):
        with Path("/dev/full").open("wb") as device:  # the system's own error
            device.write(b"x")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        edit.rewrite_file(path, to_c)
    assert path.read_bytes().decode() == TEXT
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_what_is_read_only_stays(tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes(TEXT.encode())
    path.chmod(0o444)
    with pytest.raises(PermissionError):
        edit.rewrite_file(path, to_c)
    assert path.read_bytes().decode() == TEXT


WORKER = """
import sys
from cnposts import edit
while True:
    for url in ("one.md", "a much longer one.md"):
        edit.rewrite_file(sys.argv[1], lambda post: edit.rewrite_urls(post, lambda _: url))
        print(flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")
def test_a_killed_writer_leaves_the_old_file_or_the_new(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("[a](one.md)\n" * 2_000, encoding="utf-8")
    wanted = {"[a](one.md)\n" * 2_000, "[a](<a much longer one.md>)\n" * 2_000}
    for pause in (0.0, 0.003, 0.011, 0.03, 0.05, 0.08):
        worker = subprocess.Popen([sys.executable, "-c", WORKER, str(path)], stdout=subprocess.PIPE)
        assert worker.stdout is not None
        worker.stdout.readline()
        time.sleep(pause)
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
        assert path.read_text(encoding="utf-8") in wanted


@pytest.fixture
def site(tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / "site" / name).mkdir(parents=True)
        (tmp_path / "site" / name / "index.md").write_text(f"[{name}](https://dead.example/{name}.png) x\n", encoding="utf-8")
    return tmp_path / "site"


def to_local(post):
    return edit.rewrite_urls(post, lambda record: record.url.replace("https://dead.example", "/img") if record.text != "b" else None)


def test_an_archive_is_dry_by_default(site):
    archive = cnposts.load_archive(site)
    before = {path: path.read_bytes() for path in site.rglob("*.md")}
    diffs = edit.rewrite_archive(archive, to_local)
    assert list(diffs) == ["a/index.md", "c/index.md"]
    assert diffs["a/index.md"].splitlines()[3:] == ["-[a](https://dead.example/a.png) x", "+[a](/img/a.png) x"]
    assert {path: path.read_bytes() for path in site.rglob("*.md")} == before
    assert edit.rewrite_archive(archive, to_local, dry_run=False) == diffs
    assert [post.links[0].url for post in cnposts.load_archive(site)] == ["/img/a.png", "https://dead.example/b.png", "/img/c.png"]


def test_one_refusal_stops_all_before_anything_is_written(site):
    archive = cnposts.load_archive(site)
    (site / "c" / "index.md").write_text("theirs", encoding="utf-8")
    with pytest.raises(cnposts.EditError, match=r"c/index\.md: The file was changed after it was read"):
        edit.rewrite_archive(archive, to_local, dry_run=False)
    assert "dead" in (site / "a" / "index.md").read_text(encoding="utf-8")
    refused = []
    assert list(edit.rewrite_archive(archive, to_local, dry_run=False, on_failure=refused.append)) == ["a/index.md"]
    assert [error.path for error in refused] == ["c/index.md"]
    assert (site / "a" / "index.md").read_text(encoding="utf-8") == "[a](/img/a.png) x\n"
    assert (site / "c" / "index.md").read_text(encoding="utf-8") == "theirs"


@pytest.mark.skipif(os.name != "posix", reason="links are those of POSIX")
def test_a_file_of_two_posts_is_written_once(site):
    (site / "b" / "index.md").unlink()
    (site / "b" / "index.md").symlink_to(site / "a" / "index.md")
    archive = cnposts.load_archive(site)
    both = edit.rewrite_archive(archive, lambda post: edit.rewrite_urls(post, lambda _: "x"), dry_run=False)
    assert list(both) == ["a/index.md", "b/index.md", "c/index.md"]
    archive = cnposts.load_archive(site)
    with pytest.raises(cnposts.EditError, match=r"b/index\.md: This file is another post's, too, and would become two different ones"):
        edit.rewrite_archive(archive, lambda post: edit.rewrite_urls(post, lambda _: str(post.path)), dry_run=False)


def test_a_zip_file_is_shown_and_not_written(site, tmp_path):
    with zipfile.ZipFile(tmp_path / "site.zip", "w") as packed:
        packed.write(site / "a" / "index.md", "content/a.md")
    archive = cnposts.load_archive(tmp_path / "site.zip")
    assert list(edit.rewrite_archive(archive, to_local)) == ["content/a.md"]
    with pytest.raises(cnposts.EditError, match="is a zip file, in which nothing is written; unpack it and load the folder"):
        edit.rewrite_archive(archive, to_local, dry_run=False)


def test_only_edits_of_the_post_itself_are_taken(site):
    archive = cnposts.load_archive(site)
    with pytest.raises(TypeError, match="make_edits must return Edits, or None for none, not 'text'"):
        edit.rewrite_archive(archive, lambda _: "text")
    with pytest.raises(ValueError, match=r"make_edits returned edits of a/index\.md for b/index\.md"):
        edit.rewrite_archive(archive, lambda _: edit.rewrite_urls(archive[0], lambda _: "x"))
