"""The archive as a whole: what it holds, what it lacks, and how it is asked."""

from __future__ import annotations

import os
import pickle
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

import cnposts
from cnposts import Archive, ParseError, ReadError, SchemaError
from cnposts._walk import Folder

FILES = {
    "posts/a.md": "---\ntitle: A\ndate: 2020-05-08\ntags: [Tea, Cups]\nauthor: 林静\ndraft: true\n---\n"
    "[b](b.md) [b](b.md#x) [c](c.md) ![](a.png) ![](no.png)\n",
    "posts/b.md": "---\ntitle: B\ndate: 2021-01-01T00:30:00+08:00\ntags: [tea]\nauthors: [Ann, Bo]\ncover: cover.jpg\n---\n"
    "## X\n[a](a.md)\n",
    "posts/_index.md": '---\ntitle: All\n---\n[a](a) {{< figure src="shown.svg" >}}\n',
    "bad.md": "---\ntitle: [\n---\ntext\n",
    "posts/a.png": "",
    "posts/cover.jpg": "",
    "posts/shown.svg": "",
    "posts/idle.webp": "",
    "posts/notes.txt": "",
    "node_modules/x/y.md": "x",
    ".hidden/z.md": "x",
}


def lay(folder: Path, files: dict[str, str] = FILES) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return cnposts.load_archive(lay(tmp_path))


def paths(posts):
    return [post.path for post in posts]


def test_it_is_a_sequence_in_path_order(archive):
    assert isinstance(archive, Sequence)
    assert len(archive) == 4
    assert paths(archive) == ["bad.md", "posts/_index.md", "posts/a.md", "posts/b.md"]
    assert archive[-1].title == "B"
    assert archive[1:3] == (archive[1], archive[2])
    assert archive[0] in archive
    assert archive.index(archive[2]) == 2
    assert paths(reversed(archive)) == paths(archive)[::-1]
    with pytest.raises(IndexError):
        archive[4]


def test_posts_by_path(archive):
    assert list(archive.by_path) == paths(archive)
    assert archive.by_path["posts/a.md"] is archive[2]
    with pytest.raises(TypeError):
        archive.by_path["x"] = archive[0]


def test_repr_is_one_line(archive, tmp_path):
    assert repr(archive) == f"<Archive {str(tmp_path)!r}: 4 posts>"


def test_messages_have_their_path(archive):
    assert archive.messages
    assert {message.path for message in archive.messages} == {"bad.md"}


def test_find(archive, tmp_path):
    post = archive.by_path["posts/a.md"]
    for name in (
        "posts/a.md",
        Path("posts/a.md"),
        "./posts/a.md",
        tmp_path / "posts/a.md",
        str(tmp_path / "posts/a.md"),
        "/posts/a/",
        "/posts/a",
    ):
        assert archive.find(name) is post, name
    assert archive.find("posts/a.png") is None
    assert archive.find("https://tea.example/posts/a/") is None
    assert archive.find("") is None


def test_resolve(archive, tmp_path):
    post, other = archive.by_path["posts/a.md"], archive.by_path["posts/b.md"]
    assert archive.resolve(post, post.links[0]) is other
    assert archive.resolve(post, "b.md") is other
    assert archive.resolve(post, "b.md#nothing") is other
    assert archive.resolve(post, "a.png") == tmp_path / "posts/a.png"
    assert archive.resolve(post, post.images[0]) == tmp_path / "posts/a.png"
    assert archive.resolve(post, "..") == tmp_path
    assert archive.resolve(post, "#x") is post
    assert archive.resolve(post, "https://tea.example/") is None
    assert archive.resolve(other, other.cover) == tmp_path / "posts/cover.jpg"


def test_backlinks_name_each_post_once_and_never_itself(archive):
    assert paths(archive.backlinks(archive.by_path["posts/b.md"])) == ["posts/a.md"]
    assert paths(archive.backlinks(archive.by_path["posts/a.md"])) == ["posts/_index.md", "posts/b.md"]
    assert archive.backlinks(archive.by_path["posts/_index.md"]) == ()


def test_what_is_broken_prints_as_compilers_do(archive):
    assert list(map(str, archive.broken_links())) == ["posts/a.md:8:27: no such post: c.md"]
    assert [(broken.post.path, broken.link.url, broken.reason) for broken in archive.broken_links()] == [("posts/a.md", "c.md", "post")]
    assert list(map(str, archive.missing_images())) == ["posts/a.md:8:48: no such file: no.png"]


def test_unused_images_are_those_that_nothing_names(archive, tmp_path):
    assert archive.unused_images() == (tmp_path / "posts/idle.webp",)


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ({}, ["bad.md", "posts/_index.md", "posts/a.md", "posts/b.md"]),
        ({"tag": "TEA"}, ["posts/a.md", "posts/b.md"]),
        ({"tag": "te"}, []),
        ({"author": "林静"}, ["posts/a.md"]),
        ({"author": "bo"}, ["posts/b.md"]),
        ({"draft": True}, ["posts/a.md"]),
        ({"draft": False, "tag": "tea"}, ["posts/b.md"]),
        ({"since": "2020-05-08"}, ["posts/a.md", "posts/b.md"]),
        ({"since": date(2020, 5, 9)}, ["posts/b.md"]),
        ({"until": "2020"}, ["posts/a.md"]),
        ({"until": "2021-01-01"}, ["posts/a.md", "posts/b.md"]),
        ({"since": "2021", "until": "2021-01"}, ["posts/b.md"]),
        ({"language": "zh"}, []),
    ],
)
def test_filter(archive, conditions, found):
    assert paths(archive.filter(**conditions)) == found


def test_a_date_that_is_none_is_refused(archive):
    with pytest.raises(ValueError, match="soon"):
        archive.filter(since="soon")


def test_posts_of_another_archive_are_refused(archive):
    stranger = cnposts.parse("x", path="elsewhere.md")
    for ask in (archive.url_for, archive.translations, archive.backlinks, archive.language_of):
        with pytest.raises(ValueError, match=r"elsewhere\.md"):
            ask(stranger)


def test_exclude(tmp_path):
    lay(tmp_path)
    assert paths(cnposts.load_archive(tmp_path, exclude=["posts/*"])) == ["bad.md"]
    assert paths(cnposts.load_archive(tmp_path, exclude=["**/_index.md", "bad.md"])) == ["posts/a.md", "posts/b.md"]


def test_an_excluded_post_is_no_target(tmp_path):
    archive = cnposts.load_archive(lay(tmp_path), exclude=["posts/b.md"])
    assert {broken.link.url for broken in archive.broken_links()} == {"b.md", "b.md#x", "c.md"}


def test_files_that_fail_are_told_apart(tmp_path):
    class Event(cnposts.FrontMatter):
        city: str

    lay(tmp_path, {"a.md": "---\ncity: 大理\n---\n", "b.md": "x\n"})
    (tmp_path / "c.md").symlink_to(tmp_path / "gone.md")
    archive = cnposts.load_archive(tmp_path, model=Event)
    assert [post.meta.city for post in archive] == ["大理"]
    assert [type(failure) for failure in archive.failures] == [SchemaError, ReadError]
    assert {message.path for message in archive.messages} == {"b.md", "c.md"}
    assert repr(archive).endswith("1 posts, 2 failures>")
    with pytest.raises(SchemaError):
        cnposts.load_archive(tmp_path, model=Event, errors="raise")


def test_errors_raise(tmp_path):
    with pytest.raises(ParseError):
        cnposts.load_archive(lay(tmp_path), errors="raise")


def test_nothing_to_read_is_an_empty_archive(tmp_path):
    archive = cnposts.load_archive(tmp_path)
    assert len(archive) == 0
    assert (archive.languages, archive.broken_links(), archive.missing_images(), archive.unused_images()) == ((), (), (), ())
    assert archive.find("/") is None


def test_a_root_that_is_not_there(tmp_path):
    with pytest.raises(OSError, match="none"):
        cnposts.load_archive(tmp_path / "none")
    with pytest.raises(OSError, match="none"):
        cnposts.load_archive(tmp_path, static=tmp_path / "none")


def test_static_beside_a_folder_of_content_is_known(tmp_path):
    lay(tmp_path, {"content/a.md": "![](/x.png) ![](/y.png)\n", "static/x.png": "", "other/y.png": ""})
    archive = cnposts.load_archive(tmp_path / "content")
    assert archive.resolve(archive[0], "/x.png").resolve() == (tmp_path / "static/x.png").resolve()
    assert [missing.image.url for missing in archive.missing_images()] == ["/y.png"]
    assert cnposts.load_archive(tmp_path / "content", static=[tmp_path / "static", str(tmp_path / "other")]).missing_images() == ()
    assert len(cnposts.load_archive(tmp_path / "content", static=[]).missing_images()) == 2


def test_it_is_asked_again_after_a_pickle(archive):
    again = pickle.loads(pickle.dumps(archive))  # noqa: S301 - our own
    assert tuple(again) == tuple(archive)
    assert len(again.broken_links()) == len(archive.broken_links())


@pytest.mark.parametrize(("root", "within"), [("content", ""), ("", "content/")])
def test_what_a_generator_has_built_does_not_hide_its_source(tmp_path, root, within):
    lay(tmp_path, {"content/a.md": "[b](/b/)\n", "content/b.md": "x", "public/b/index.html": "x", "public/made/index.html": "x"})
    archive = cnposts.load_archive(tmp_path / root)
    post = archive.by_path[f"{within}a.md"]
    assert archive.resolve(post, "/b/") is archive.by_path[f"{within}b.md"]
    assert archive.resolve(post, "/made/").name == "index.html"


def test_posts_can_be_members_of_sets(archive):
    assert set(archive) & set(archive.filter(tag="tea")) == set(archive.filter(tag="tea"))


def test_paths_are_found_however_they_are_given(tmp_path, monkeypatch):
    lay(tmp_path / "site")
    monkeypatch.chdir(tmp_path)
    archive = cnposts.load_archive("site")
    post = archive.by_path["posts/a.md"]
    for name in ("posts/a.md", "./posts/a.md", "site/posts/a.md", Path("site/posts/a.md"), tmp_path / "site" / "posts" / "a.md"):
        assert archive.find(name) is post
    assert archive.resolve(post, Path("b.md")) is archive.by_path["posts/b.md"]


def test_static_folders_of_a_zip_file_stand_in_it(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as file:
        for path, text in {"content/a.md": "![](/x.png) ![](/y.png)", "assets/x.png": "", "other/y.png": ""}.items():
            file.writestr(f"site-main/{path}", text)
    archive = cnposts.load_archive(tmp_path / "x.zip", static=["assets", "other"])
    assert archive.missing_images() == ()
    assert archive.resolve(archive[0], "/x.png") == tmp_path / "x.zip" / "assets" / "x.png"


def test_a_static_folder_that_cannot_be_read_costs_a_message(tmp_path, monkeypatch):
    lay(tmp_path, {"content/a.md": "![](/x.png)", "static/x.png": "", "static/inner/y.png": ""})
    real = Folder.entries

    def refuse(self, folder):
        if folder == "inner/":
            raise PermissionError(13, "Permission denied")
        return real(self, folder)

    monkeypatch.setattr(Folder, "entries", refuse)
    archive = cnposts.load_archive(tmp_path / "content")
    assert archive.missing_images() == ()
    assert [message.rule for message in archive.messages] == ["file-unreadable"]


def test_names_that_are_no_utf8_break_no_table(tmp_path):
    try:
        (tmp_path / os.fsdecode(b"\xd6\xd0.md")).write_text("# x\n\n[a](b)\n", encoding="utf-8")
    except OSError:
        pytest.skip("this system has such names not")
    archive = cnposts.load_archive(tmp_path)
    assert [row["title"] for row in archive.to_arrow("posts").to_pylist()] == ["x"]
    assert len(archive.to_arrow("links")) == 1


def test_comparisons_in_code_are_no_anchors():
    code = "```\nif a < b and c > d id=x\n```\n<a name=there></a>\n"
    posts = [cnposts.parse(code, path="a.md"), cnposts.parse("[x](a.md#x) [y](a.md#there)", path="b.md")]
    assert [broken.link.url for broken in Archive(posts).broken_links()] == ["a.md#x"]


def test_an_archive_of_front_matter_says_what_it_cannot_tell(tmp_path):
    archive = cnposts.load_archive(lay(tmp_path), body=False)
    assert [(post.title, len(post.links), len(post.images)) for post in archive] == [("[", 0, 0), ("All", 0, 0), ("A", 0, 0), ("B", 0, 1)]
    assert (archive.bodies, cnposts.load_archive(tmp_path).bodies) == (False, True)
    assert archive.filter(tag="tea") == (archive[2], archive[3])
    assert archive.find("posts/a.md").content == FILES["posts/a.md"].split("---\n")[2]
    assert "missing image" in cnposts.load_archive(tmp_path)._repr_html_()
    assert "missing image" not in archive._repr_html_()
    for method in (lambda: archive.backlinks(archive[0]), archive.broken_links, archive.missing_images, archive.unused_images):
        with pytest.raises(ValueError, match="was loaded with body=False"):
            method()
