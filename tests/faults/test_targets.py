"""What may stand where a file is to be written: links stay, and what is no file is left alone."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

import cnposts
from cnposts import edit, export

from . import jobs
from .conftest import contents

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and devices are those of POSIX")
every_export = pytest.mark.parametrize("name", jobs.EXPORTS)


@pytest.fixture(scope="module")
def archive(sites):
    return cnposts.load_archive(sites / "A")


def write(name, archive, file):
    table = {"table": "links"} if name in jobs.FOLDERS else {}
    getattr(export, name)(archive, file, **jobs.EXPORTS[name], **table)


@every_export
def test_a_link_stays_and_its_file_is_new(name, archive, tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "old").write_text("old")
    (tmp_path / "link").symlink_to("there/old")
    (tmp_path / "early").symlink_to("there/new")
    for link, file in (("link", "old"), ("early", "new")):
        write(name, archive, tmp_path / link)
        assert (tmp_path / link).is_symlink()
        assert (tmp_path / "there" / file).read_bytes()[:3] not in (b"old", b"")
    assert {path.name for path in tmp_path.iterdir()} == {"there", "link", "early"}
    assert {path.name for path in (tmp_path / "there").iterdir()} == {"old", "new"}


@every_export
def test_links_in_a_circle_stay(name, archive, tmp_path):
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(OSError, match=str(tmp_path / "a")) as caught:
        write(name, archive, tmp_path / "a")
    assert caught.value.errno == errno.ELOOP
    assert [(path.name, path.is_symlink()) for path in sorted(tmp_path.iterdir())] == [("a", True), ("b", True)]


@every_export
def test_the_other_name_of_a_file_keeps_the_old_one(name, archive, tmp_path):
    (tmp_path / "file").write_text("old")
    (tmp_path / "other").hardlink_to(tmp_path / "file")
    write(name, archive, tmp_path / "file")
    assert (tmp_path / "other").read_text() == "old"
    assert (tmp_path / "file").read_bytes() != b"old"


def test_a_rewritten_file_is_no_more_the_other_names(tmp_path):
    (tmp_path / "a.md").write_text("[a](b.md)", encoding="utf-8")
    (tmp_path / "other").hardlink_to(tmp_path / "a.md")
    edit.rewrite_file(tmp_path / "a.md", lambda post: edit.rewrite_urls(post, lambda _: "c.md"))
    assert ((tmp_path / "a.md").read_text(), (tmp_path / "other").read_text()) == ("[a](c.md)", "[a](b.md)")


@every_export
@pytest.mark.parametrize("kind", ["folder", "pipe", "/dev/null", "/dev/full", "/dev/zero"])
def test_what_is_no_file_stays(name, kind, archive, tmp_path):
    target = Path(kind) if kind.startswith("/dev") else tmp_path / kind
    if kind == "pipe":
        os.mkfifo(target)
    elif kind == "folder":
        target.mkdir()
    if not target.exists():
        pytest.skip(f"no {target} here")
    before = target.stat()
    with pytest.raises(OSError, match="it is no regular file") as caught:
        write(name, archive, target)
    assert caught.value.filename == str(target)
    assert (target.stat().st_ino, stat.S_IFMT(target.stat().st_mode)) == (before.st_ino, stat.S_IFMT(before.st_mode))
    assert [path.name for path in tmp_path.iterdir()] == ([kind] if target.parent == tmp_path else [])


@pytest.mark.parametrize("kind", ["folder", "pipe", "/dev/null", "/dev/full", "/dev/zero"])
@pytest.mark.parametrize("workers", [1, 2])
def test_a_cache_that_is_no_file_costs_a_warning(kind, workers, archive, sites, tmp_path):
    target = Path(kind) if kind.startswith("/dev") else tmp_path / kind
    if kind == "pipe":
        os.mkfifo(target)
    elif kind == "folder":
        target.mkdir()
    with pytest.warns(cnposts.CnpostsWarning, match=f"The cache {target} is not used") as caught:
        posts = list(cnposts.load_archive(sites / "A", cache=target, workers=workers))
    assert len(caught) == 1
    assert posts == list(archive)
    assert not Path(f"{target}-journal").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full disk at hand")
@pytest.mark.parametrize("name", sorted(jobs.EXPORTS.keys() - jobs.FOLDERS - {"to_sqlite"}))
def test_a_file_that_the_caller_opened_tells_its_own_error(name, archive):
    with pytest.raises(OSError, match="No space left"), Path("/dev/full").open("wb", buffering=0) as device:
        write(name, archive, device)


def test_tables_whose_names_a_folder_takes_are_not_begun(archive, tmp_path):
    (tmp_path / "links.csv").mkdir()
    with pytest.raises(OSError, match="it is no regular file") as caught:
        export.to_csv(archive, tmp_path)
    assert caught.value.filename == str(tmp_path / "links.csv")
    assert contents(tmp_path) == {}
    assert [path.name for path in tmp_path.iterdir()] == ["links.csv"]
