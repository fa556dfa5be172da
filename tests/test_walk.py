"""Which files of a folder are posts, and in which order."""

from __future__ import annotations

import os
import zipfile

import pytest

from cnposts._walk import is_post, open_root
from cnposts._walk import walk as walk_files


def walk(folder, exclude=()):
    return [path for path in walk_files(open_root(folder), exclude) if is_post(path)]


FILES = [
    "b.md",
    "a.markdown",
    "c.MDX",
    "d.html",
    "e.md.bak",
    "README.md",
    "a/index.md",
    "a/image.png",
    "a/deep/er/x.md",
    "drafts/one.md",
    "drafts/two.md",
    ".hidden.md",
    ".git/x.md",
    "node_modules/pkg/README.md",
    "z/node_modules/y.md",
    "茶/水.md",
]


@pytest.fixture
def folder(tmp_path):
    for name in FILES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "folder.md" / "inside.md").write_text("x", encoding="utf-8")
    return tmp_path


def test_posts_in_path_order(folder):
    assert (walk(folder)) == [
        "README.md",
        "a/deep/er/x.md",
        "a/index.md",
        "a.markdown",
        "b.md",
        "c.MDX",
        "drafts/one.md",
        "drafts/two.md",
        "folder.md/inside.md",
        "茶/水.md",
    ]


@pytest.mark.parametrize(
    ("globs", "left_out"),
    [
        (("drafts/*",), {"drafts/one.md", "drafts/two.md"}),
        (("drafts",), {"drafts/one.md", "drafts/two.md"}),
        (("drafts/",), {"drafts/one.md", "drafts/two.md"}),
        (("./drafts/one.md",), {"drafts/one.md"}),
        (("**/index.md",), {"a/index.md"}),
        (("**/README.md",), {"README.md"}),
        (("*.md",), set(FILES)),
        (("a/**", "b.md"), {"a/index.md", "a/deep/er/x.md", "b.md"}),
        (("**/er",), {"a/deep/er/x.md"}),
        (("DRAFTS",), set()),
        (("茶/*",), {"茶/水.md"}),
        ((), set()),
    ],
)
def test_exclude(folder, globs, left_out):
    everything = set(walk(folder))
    kept = set(walk(folder, globs))
    if globs == ("*.md",):
        assert kept == {"a.markdown", "c.MDX"}
    else:
        assert everything - kept == left_out & everything
    assert kept <= everything


def test_a_missing_root_raises_at_once(tmp_path):
    with pytest.raises(FileNotFoundError):
        open_root(tmp_path / "none")
    file = tmp_path / "file.md"
    file.write_text("x", encoding="utf-8")
    with pytest.raises(NotADirectoryError):
        open_root(file)


def test_an_empty_folder(tmp_path):
    assert (walk(tmp_path)) == []


@pytest.fixture
def links(tmp_path):
    if not hasattr(os, "symlink"):
        pytest.skip("no symbolic links here")
    return tmp_path


def test_links_that_lead_in_circles_are_followed_once(links):
    (links / "a").mkdir()
    (links / "a" / "x.md").write_text("x", encoding="utf-8")
    (links / "a" / "up").symlink_to(links, target_is_directory=True)
    (links / "b").symlink_to(links / "a", target_is_directory=True)
    (links / "self").symlink_to(links, target_is_directory=True)
    assert (walk(links)) == ["a/x.md", "b/x.md"]


def test_links_to_files_count_and_broken_ones_are_left_to_those_who_read(links):
    (links / "x.md").write_text("x", encoding="utf-8")
    (links / "y.md").symlink_to(links / "x.md")
    (links / "z.md").symlink_to(links / "none.md")
    (links / "me").symlink_to(links / "me")
    assert walk(links) == ["x.md", "y.md", "z.md"]
    with pytest.raises(FileNotFoundError):
        open_root(links).read("z.md")


def test_folders_that_all_link_to_each_other_are_not_walked_in_every_order(links):
    names = [f"f{number}" for number in range(12)]
    for name in names:
        (links / name).mkdir()
        (links / name / "x.md").write_text("x", encoding="utf-8")
        for other in names:
            (links / name / f"to-{other}").symlink_to(links / other)
    found = walk(links)
    assert {f"{name}/x.md" for name in names} <= set(found)
    assert len(found) <= 3 * len(names)


def test_a_folder_that_cannot_be_listed_is_told_and_the_others_are_walked(folder, monkeypatch):
    root = open_root(folder)
    entries = root.entries

    def fail(path):
        if path == "drafts/":
            raise PermissionError(13, "Permission denied")
        return entries(path)

    monkeypatch.setattr(root, "entries", fail)
    told = []
    paths = list(walk_files(root, (), lambda path, error: told.append((path, error.strerror))))
    assert told == [("drafts/", "Permission denied")]
    assert "茶/水.md" in paths
    assert "drafts/one.md" not in paths
    with pytest.raises(PermissionError):
        list(walk_files(root))


def test_what_is_no_regular_file_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(OSError, match="no regular file"):
        open_root(tmp_path).read("pipe.md")


# Zip files


def zipped(path, names, top="tea-main/"):
    with zipfile.ZipFile(path, "w") as file:
        for name in names:
            file.writestr(f"{top}{name}", "x")
    return path


def test_a_zip_file_is_walked_as_its_folder_would_be(folder, tmp_path_factory):
    path = zipped(tmp_path_factory.mktemp("zip") / "tea.zip", FILES)
    (folder / "folder.md" / "inside.md").unlink()
    (folder / "folder.md").rmdir()
    assert walk(path) == walk(folder)
    assert walk(path, ("drafts",)) == walk(folder, ("drafts",))
    assert open_root(path).read("茶/水.md") == b"x"


def test_folders_may_be_nested_deeper_than_calls(tmp_path):
    name = "d/" * 2000 + "x.md"
    assert walk(zipped(tmp_path / "x.zip", [name, "y.md"], top="")) == [name, "y.md"]


@pytest.mark.parametrize("names", [["a.md", "b/c.md"], ["a/x.md", "b/y.md"], []])
def test_only_a_folder_around_everything_is_left_out(tmp_path, names):
    assert walk(zipped(tmp_path / "x.zip", names, top="")) == names


def test_a_zip_file_gives_nothing_from_outside(tmp_path):
    assert walk(zipped(tmp_path / "x.zip", ["../evil.md", "a/../../b.md", "good.md"], top="")) == ["good.md"]


def test_a_broken_member_is_an_oserror(tmp_path):
    path = zipped(tmp_path / "x.zip", ["a.md", "b.md"])
    data = path.read_bytes()
    path.write_bytes(data.replace(b"tea-main/a.mdx", b"tea-main/a.mdy", 1))
    root = open_root(path)
    with pytest.raises(OSError, match="zip file"):
        root.read("a.md")
    assert root.read("b.md") == b"x"


def test_names_are_posix_paths_whoever_packed_them(tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as file:
        for name in ("./a.md", "b//c.md", "d\\e.md"):
            info = zipfile.ZipInfo("x")
            info.filename = name
            file.writestr(info, "x")
        file.writestr("cc.md", "x")
    path.write_bytes(path.read_bytes().replace(b"cc.md", "茶.md".encode("gb18030")))
    assert walk(path) == ["a.md", "b/c.md", "d/e.md", "茶.md"]


@pytest.mark.parametrize("top", ["_posts/", "en/", "content/"])
def test_a_folder_that_means_something_is_kept(tmp_path, top):
    assert walk(zipped(tmp_path / "x.zip", ["a.md"], top=top)) == [f"{top}a.md"]


def test_half_a_zip_file_is_told(tmp_path):
    path = zipped(tmp_path / "x.zip", ["a.md", "b.md"])
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(OSError, match="not a whole one"):
        open_root(path)
