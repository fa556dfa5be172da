"""Reading runs nothing and leaves nothing but the root to be read: no tag, link, path or member of a zip file leads out."""

from __future__ import annotations

import os
import stat
import sys
import zipfile
from pathlib import Path

import frontmatter
import pytest
import yaml

import cnposts
from cnposts import edit
from cnposts.archive import Archive

TAGS = {
    "!!python/object/apply:os.system ['touch {}']": "os.system",
    "!!python/object/apply:subprocess.check_call [[touch, '{}']]": "subprocess",
    "!!python/object/apply:builtins.eval [\"open('{}', 'w')\"]": "eval",
    "!!python/object/new:os.system ['touch {}']": "os.system",
    "!!python/object/new:type {{args: [x, !!python/tuple [], {{}}], listitems: '{}'}}": "type",
    "!!python/object:cnposts.models.Post {{path: '{}'}}": "Post",
    "!!python/name:os.system '{}'": "system",
    "!!python/module:os '{}'": "os",
    "!!python/bytes '{}'": "bytes",
    "!<tag:yaml.org,2002:python/object/apply:os.system> ['touch {}']": "os.system",
    "!ruby/object:Gem::Installer '{}'": "Gem",
    "!env '{}'": "env",
    "!include {}": "include",
    "!!binary '{}'": "binary",
    "!!set {{'{}': }}": "set",
}


@pytest.mark.parametrize("value", TAGS)
def test_tags_make_nothing_but_data(tmp_path, value):
    made = tmp_path / "made"
    text = f"---\ntitle: T\nx: {value.format(made)}\n---\nBody\n"
    handler = cnposts.YAMLHandler()
    read = frontmatter.loads(text, handler=handler)
    for raw in (cnposts.parse(text).meta.raw, read.metadata):
        assert raw["title"] == "T"
        assert {type(item) for item in leaves(raw)} <= {str, int, float, bool, type(None)}
    again = frontmatter.loads(frontmatter.dumps(read, handler=handler), handler=handler)
    assert again.metadata == read.metadata
    assert not made.exists()


def leaves(value):
    if isinstance(value, dict | list):
        return [leaf for item in (value.values() if isinstance(value, dict) else value) for leaf in leaves(item)]
    return [value]


def test_an_export_of_the_handler_writes_no_tags_of_python():
    with pytest.raises(yaml.YAMLError):
        frontmatter.dumps(frontmatter.Post("x", x=os.system), handler=cnposts.YAMLHandler())


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links here")
class TestLinks:
    @pytest.fixture
    def site(self, tmp_path):
        """A stranger's site beside what is none of its business."""
        outside = tmp_path / "outside"
        (outside / "deep").mkdir(parents=True)
        for name in ("secret.md", "secret.png", "deep/secret.md"):
            (outside / name).write_text("---\ntitle: secret\n---\n", encoding="utf-8")
        site = tmp_path / "site"
        (site / "inside").mkdir(parents=True)
        (site / "inside" / "a.md").write_text("![x](secret.png) ![y](../inside/a.png)\n", encoding="utf-8")
        (site / "inside" / "a.png").write_bytes(b"")
        (site / "file.md").symlink_to(outside / "secret.md")
        (site / "up.md").symlink_to("../outside/secret.md")
        (site / "folder").symlink_to(outside, target_is_directory=True)
        (site / "inside" / "secret.png").symlink_to(outside / "secret.png")
        (site / "inside" / "twice.md").symlink_to(site / "folder" / "deep" / "secret.md")
        (site / "system.md").symlink_to("/etc/passwd")
        (site / "beside.md").symlink_to(f"{site}-2.md")
        Path(f"{site}-2.md").write_text("---\ntitle: secret\n---\n", encoding="utf-8")
        (site / "fine.md").symlink_to("inside/a.md")
        (site / "also").symlink_to("inside", target_is_directory=True)
        (site / "loop.md").symlink_to("loop.md")
        return site

    def test_those_that_lead_out_are_told_and_not_read(self, site):
        archive = cnposts.load_archive(site)
        assert [post.path for post in archive] == ["also/a.md", "fine.md", "inside/a.md"]
        assert [failure.path for failure in archive.failures] == [
            "also/twice.md", "beside.md", "file.md", "folder/", "inside/twice.md", "loop.md", "system.md", "up.md",
        ]  # fmt: skip
        reasons = {failure.path: failure.messages[0].reason for failure in archive.failures}
        assert reasons["up.md"] == reasons["folder/"] == "It cannot be read: it is a link that leads out of the folder that is read."
        assert {message.rule for message in archive.messages} == {cnposts.Rule.FILE_UNREADABLE}

    def test_pictures_behind_them_are_missing(self, site):
        archive = cnposts.load_archive(site)
        post = archive.by_path["inside/a.md"]
        assert archive.resolve(post, "secret.png") is None
        assert archive.resolve(post, "../inside/a.png") == site / "inside" / "a.png"
        assert "inside/secret.png" not in {path.relative_to(site).as_posix() for path in archive.unused_images()}
        assert {missing.image.url for missing in archive.missing_images() if missing.post is post} == {"secret.png"}

    def test_a_stream_tells_them_too(self, site):
        failures = []
        assert len(list(cnposts.iter_posts(site, on_failure=failures.append, workers=2))) == 3
        assert len(failures) == 8

    def test_a_root_may_be_a_link(self, site, tmp_path):
        (tmp_path / "link").symlink_to(site, target_is_directory=True)
        assert [post.path for post in cnposts.load_archive(tmp_path / "link")] == ["also/a.md", "fine.md", "inside/a.md"]

    def test_a_folder_that_the_caller_names_may_be_anywhere_but_links_in_it_may_not(self, site, tmp_path):
        (tmp_path / "static").mkdir()
        (tmp_path / "static" / "b.png").write_bytes(b"")
        (tmp_path / "static" / "c.png").symlink_to(tmp_path / "outside" / "secret.png")
        archive = cnposts.load_archive(site, static=tmp_path / "static")
        post = archive.by_path["inside/a.md"]
        assert archive.resolve(post, "/b.png").resolve() == tmp_path / "static" / "b.png"
        assert archive.resolve(post, "/c.png") is None
        for url in ("/..", "..", "../..", "../../static/..", "/../outside"):
            found = archive.resolve(post, url)
            assert found is None or os.path.realpath(found) == str(site), url

    def test_a_known_folder_beside_is_no_link_to_elsewhere(self, site, tmp_path):
        (site / "content").mkdir()
        (site / "content" / "a.md").write_text("![x](/secret.png)\n", encoding="utf-8")
        (site / "static").symlink_to(tmp_path / "outside", target_is_directory=True)
        archive = cnposts.load_archive(site / "content")
        assert len(archive.missing_images()) == 1
        assert archive.resolve(archive[0], "/secret.png") is None

    def test_edits_write_nothing_outside(self, site, tmp_path):
        secret = tmp_path / "outside" / "secret.md"
        before = secret.read_bytes()
        changed = cnposts.load_archive(site)
        edit.rewrite_archive(changed, lambda post: edit.set_meta(post, {"x": 1}), dry_run=False)
        assert secret.read_bytes() == before
        for path in ("../outside/secret.md", "file.md", str(secret)):
            post = cnposts.parse(before, path=path)
            with pytest.raises(cnposts.EditError, match="leads out of"):
                edit.rewrite_archive(Archive([post], root=site), lambda post: edit.set_meta(post, {"x": 1}), dry_run=False)
        assert secret.read_bytes() == before


URLS = [
    "../../secret.png",
    "../../../../../../../etc/passwd",
    "/etc/passwd",
    "//etc/passwd",
    "file:///etc/passwd",
    "file://localhost/etc/passwd",
]
URLS += [
    "..%2f..%2fsecret.png",
    "%2e%2e/%2e%2e/secret.png",
    "..\\..\\secret.png",
    "..%5c..%5csecret.png",
    "C:\\secret.png",
    "C:/secret.png",
]
URLS += [
    "....//....//secret.png",
    "..;/secret.png",
    "/static/../../secret.png",
    "x/../../../secret.png",
    "~/secret.png",
    "secret.png%00.png",
]
URLS += ["\\\\host\\share\\x.png", "..%252f..%252fsecret.png", "../../", "..", "/..", "@/../../secret.png", "{static}/../secret.png"]


@pytest.mark.parametrize("url", URLS)
def test_no_url_means_a_file_outside(tmp_path, url):
    (tmp_path / "site" / "posts").mkdir(parents=True)
    (tmp_path / "secret.png").write_bytes(b"")
    shown = (
        f"![x](<{url}>) [y](<{url}>) <img src='{url}'> {{{{< figure src=`{url}` >}}}} {{{{< readfile `{url}` >}}}} {{% include {url} %}}"
    )
    (tmp_path / "site" / "posts" / "a.md").write_text(
        f"---\ncover: '{url}'\nresources: [{{src: '{url}'}}]\n---\n{shown}\n", encoding="utf-8"
    )
    archive = cnposts.load_archive(tmp_path / "site", base_url="https://us.example")
    for target in (url, *archive[0].images, *archive[0].links):
        found = archive.resolve(archive[0], target)
        assert found is None or found is archive[0] or Path(os.path.normpath(found)).is_relative_to(tmp_path / "site"), target
    assert archive.find(url) in {None, archive[0]}
    assert "secret" not in {path.stem for path in archive.unused_images()}


def zipped(path, members, mode=stat.S_IFREG):
    with zipfile.ZipFile(path, "w") as file:
        for name, text in members.items():
            info = zipfile.ZipInfo("x")
            info.filename, info.external_attr, info.create_system = name, (mode | 0o644) << 16, 3
            file.writestr(info, text)
    return path


def test_members_of_a_zip_file_stay_in_it(tmp_path):
    names = ["../a.md", "..\\b.md", "x/../../c.md", "..", "./../d.md", "x/y.md", "z.md"]
    assert [post.path for post in cnposts.load_archive(zipped(tmp_path / "x.zip", dict.fromkeys(names, "x")))] == ["x/y.md", "z.md"]
    names = ["/etc/e.md", "C:\\f.md", "//host/g.md"]
    paths = [post.path for post in cnposts.load_archive(zipped(tmp_path / "y.zip", dict.fromkeys(names, "x")))]
    assert paths == ["C:/f.md", "etc/e.md", "host/g.md"]
    assert {path.name for path in tmp_path.iterdir()} == {"x.zip", "y.zip"}


def test_links_in_a_zip_file_are_not_followed(tmp_path):
    (tmp_path / "secret.md").write_text("secret", encoding="utf-8")
    archive = cnposts.load_archive(zipped(tmp_path / "x.zip", {"a.md": "../secret.md", "b.md": "/etc/passwd"}, stat.S_IFLNK))
    assert list(archive) == []
    assert "links in zip files are not followed" in str(archive.failures[0])


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be there")
def test_names_of_files_do_nothing_to_a_terminal(tmp_path):
    """What is said of a file stands on one line, and moves no cursor."""
    name = "a\x1b]8;;evil.example\x07b\n\u202eerror: forged [x]\x9b2J.md"
    (tmp_path / name).write_text("---\ntitle: [\n---\n[x](<\x1b[2J\u2028>) https://x.example。\x1b[1m\n", encoding="utf-8")
    archive = cnposts.load_archive(tmp_path)
    lines = [*map(str, archive.messages), *map(str, archive.broken_links()), repr(archive), repr(archive[0])]
    lines.append(str(cnposts.EditError("x", None, name)))
    assert len(lines) > 4
    assert all(line.isprintable() or not set(line) & set("\x1b\x07\n\x9b\u202e\u2028") for line in lines)
