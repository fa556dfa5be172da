"""Four real repositories as archives, each with all its files, so that links and images can be followed.

``FILES.txt`` lists what a repository holds; the corpus has its Markdown alone, and every other file is laid out empty.
"""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import pytest

import cnposts

from . import hugo

if TYPE_CHECKING:
    from pathlib import Path

    from cnposts import Archive

HOSTS = {
    "servicemesher": "https://www.servicemesher.com",
    "grpc.io": "https://grpc.io",
    "rust-blog": "https://blog.rust-lang.org/",
    "mzlogin": "https://mazhuang.org",
}
ROOTS = [*hugo.ROOTS.items(), ("servicemesher", ""), ("grpc.io", ""), ("rust-blog", "")]


class Figures(NamedTuple):
    """What an archive holds."""

    posts: int
    links: int
    images: int
    translated: int
    broken: dict[str, int]
    missing_images: int


FIGURES = {
    ("servicemesher", "content"): Figures(306, 4074, 1849, 0, {"post": 57, "file": 2, "fragment": 1}, 3),
    ("servicemesher", ""): Figures(323, 4093, 1850, 0, {"post": 57, "file": 2, "fragment": 1}, 3),
    ("grpc.io", "content"): Figures(176, 1493, 71, 0, {"post": 8, "fragment": 3}, 2),
    ("grpc.io", ""): Figures(185, 1520, 71, 0, {"post": 8, "fragment": 3}, 2),
    ("rust-blog", "content"): Figures(754, 17704, 367, 0, {"post": 11, "fragment": 36}, 0),
    ("rust-blog", ""): Figures(756, 17717, 368, 0, {"post": 11, "fragment": 36}, 0),
    ("mzlogin", ""): Figures(333, 865, 399, 0, {"post": 3, "file": 1, "fragment": 1}, 10),
}
SAME = {
    ("servicemesher", ""): {"/contact/": "a theme brings an example of a site, with a page of the same URL"},
    ("mzlogin", ""): {"/cate1/cate2/template/": "a draft and a post of one name"},
}
"""URLs that two posts share, and why."""
UNRESOLVED = {'the author wrote a quotation mark into the destination: ![](x.svg")': (3, re.compile(r'"$'))}
"""Of servicemesher's relative images those without a file: why, how many, and what tells them."""


def unquoted(name: str) -> str:
    """A path as git prints it: with octal escapes of bytes in quotation marks where it is not ASCII."""
    if not name.startswith('"'):
        return name
    escaped = re.compile(rb"\\([0-7]{3}|.)")
    return escaped.sub(lambda match: bytes([int(match[1], 8)]) if len(match[1]) == 3 else match[1], name[1:-1].encode()).decode()


@pytest.fixture(scope="session")
def repositories(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the four, with all their files."""
    folder = tmp_path_factory.mktemp("repositories")
    for name in hugo.ROOTS:
        kept = corpus / "corpus" / name
        for path in map(unquoted, (kept / "FILES.txt").read_text(encoding="utf-8").splitlines()):
            target = folder / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if (kept / path).is_file():
                shutil.copyfile(kept / path, target)
            else:
                target.touch()
    return folder


@pytest.fixture(scope="session")
def archives(repositories: Path) -> dict[tuple[str, str], Archive]:
    """Each repository's content, and each repository."""
    return {(name, root): cnposts.load_archive(repositories / name / root, base_url=HOSTS[name]) for name, root in ROOTS}


@pytest.mark.parametrize(("name", "root"), ROOTS)
def test_every_permalink_of_hugo_finds_its_post(archives, corpus, name, root):
    rows = list(hugo.rows(corpus, name))
    archive = archives[name, root]
    within = "" if root == hugo.ROOTS[name] else f"{hugo.ROOTS[name]}/"
    found = {row["path"]: archive.find(row["permalink"]) for row in rows}
    assert len(found) == len(rows) > 170
    assert {path: post.path if post else None for path, post in found.items()} == {path: f"{within}{path}" for path in found}


def test_no_permalink_is_left_out(corpus):
    assert sum(len(list(hugo.rows(corpus, name))) for name in hugo.ROOTS) == 1540


@pytest.mark.parametrize(("name", "root"), ROOTS)
def test_figures(archives, name, root):
    archive = archives[name, root]
    assert archive.failures == ()
    assert FIGURES[name, root] == Figures(
        len(archive),
        sum(len(post.links) for post in archive),
        sum(len(post.images) for post in archive),
        sum(bool(archive.translations(post)) for post in archive),
        dict(Counter(broken.reason for broken in archive.broken_links())),
        len(archive.missing_images()),
    )


@pytest.mark.parametrize("root", ["content", ""])
def test_relative_images_of_servicemesher_resolve(archives, root):
    archive = archives["servicemesher", root]
    relative = [(post, image) for post in archive for image in post.images if not re.match(r"[a-z]+:|//|/", image.url)]
    assert len(relative) > 220
    lost = [image.url for post, image in relative if archive.resolve(post, image) is None]
    assert len(lost) <= 0.02 * len(relative)
    named = {why: sum(bool(mark.search(url)) for url in lost) for why, (_, mark) in UNRESOLVED.items()}
    assert named == {why: count for why, (count, _) in UNRESOLVED.items()}
    assert sum(named.values()) == len(lost)


@pytest.mark.parametrize(("name", "root"), ROOTS)
def test_what_resolves_is_there(archives, name, root):
    archive = archives[name, root]
    by_path = archive.by_path
    for post in archive:
        for reference in (*post.links, *post.images):
            target = archive.resolve(post, reference)
            if isinstance(target, cnposts.Post):
                assert by_path[target.path] is target
            elif target is not None:
                assert target.exists()


@pytest.mark.parametrize(("name", "root"), ROOTS)
def test_urls_and_paths_lead_back(archives, name, root):
    archive = archives[name, root]
    shared = SAME.get((name, root), {})
    assert {url for url, count in Counter(map(archive.url_for, archive)).items() if count > 1} == shared.keys()
    for post in archive:
        assert archive.find(post.path) is post
        assert archive.find(archive.root / post.path) is post
        url = archive.url_for(post)
        if url not in shared:
            assert archive.find(url) is post
            assert archive.find(HOSTS[name].rstrip("/") + url) is post
            assert archive.resolve(post, url) is post


def test_what_is_missing_is_named_with_its_place(archives):
    broken = archives["servicemesher", "content"].broken_links()
    assert all(item.post.source[item.link.url_span.start : item.link.url_span.end] for item in broken)
    assert all(re.fullmatch(r"blog/\S+\.md:\d+:\d+: no such (post|fragment|file): .+", str(item)) for item in broken)


def test_images_that_no_post_names_are_named_nowhere(archives, repositories):
    archive = archives["servicemesher", "content"]
    unused = archive.unused_images()
    assert len(unused) == 215
    used = {
        os.path.normpath(target)
        for post in archive
        for image in post.images
        if (target := archive.resolve(post, image)) is not None and not isinstance(target, cnposts.Post)
    }
    assert not used & {os.path.normpath(path) for path in unused}
    assert all(path.is_relative_to(repositories) for path in unused)
