"""Which files of a folder are posts, and in which order."""

from __future__ import annotations

import os

import pytest

from cnposts._walk import walk

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
    assert list(walk(folder)) == [
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
        walk(tmp_path / "none")
    file = tmp_path / "file.md"
    file.write_text("x", encoding="utf-8")
    with pytest.raises(NotADirectoryError):
        walk(file)


def test_an_empty_folder(tmp_path):
    assert list(walk(tmp_path)) == []


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
    assert list(walk(links)) == ["a/x.md", "b/x.md"]


def test_links_to_files_count_and_broken_ones_do_not(links):
    (links / "x.md").write_text("x", encoding="utf-8")
    (links / "y.md").symlink_to(links / "x.md")
    (links / "z.md").symlink_to(links / "none.md")
    assert list(walk(links)) == ["x.md", "y.md"]
