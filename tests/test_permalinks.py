"""Permalink patterns and their tokens, by generator."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnposts
from cnposts import Archive
from cnposts._tokens import urlize


def url(path, pattern="", front=""):
    post = cnposts.parse(f"---\ntitle: The Big Pot!\ndate: 2021-03-04T05:06:07Z\n{front}\n---\n", path=path)
    archive = Archive([post], permalinks=pattern)
    return archive.url_for(post)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("", "/posts/pot/"),
        ("/:year/:month/:day/", "/2021/03/04/"),
        ("/:monthname/:weekday/:weekdayname/:yearday/:slug", "/march/4/thursday/63/the-big-pot/"),
        ("/:section/:title/", "/posts/the-big-pot/"),
        ("/:sections/:slugorfilename/", "/posts/pot/"),
        ("/:filename/", "/pot/"),
        ("/:contentbasename/", "/pot/"),
        ("/:slugorcontentbasename/", "/pot/"),
        ("x/:filename", "/x/pot/"),
        ("//x//:filename//", "/x/pot/"),
        ("/:filename.html", "/pot.html"),
        ("/:unknown/x/", "/posts/pot/"),
        ("/:sections[5]/:filename/", "/pot/"),
        ("/:sections[last]/:filename/", "/posts/pot/"),
        ("/:sections[0]/:filename/", "/posts/pot/"),
        ("/:sections[:1]/:filename/", "/posts/pot/"),
        ("/:sections[x]/:filename/", "/posts[x]/pot/"),
        ({"posts": "/p/:filename/"}, "/p/pot/"),
        ({"other": "/p/:filename/"}, "/posts/pot/"),
        ({}, "/posts/pot/"),
    ],
)
def test_patterns_of_hugo(pattern, expected):
    assert url("posts/pot.md", pattern) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("", "/2021/03/04/pot.html"),
        ("date", "/2021/03/04/pot.html"),
        ("pretty", "/2021/03/04/pot/"),
        ("ordinal", "/2021/063/pot.html"),
        ("weekdate", "/2021/W09/Thu/pot.html"),
        ("none", "/pot.html"),
        ("/:title", "/pot"),
        ("/:slug/", "/pot/"),
        ("/:short_year/:i_month/:i_day/:hour:minute:second/", "/21/3/4/050607/"),
        ("/:long_month/:short_month/:long_day/", "/March/Mar/Thursday/"),
        ("/:categories/x/", "/x/"),
    ],
)
def test_patterns_of_jekyll(pattern, expected):
    assert url("_posts/2021-03-04-pot.md", pattern) == expected


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("permalink: /own/", "/own/"),
        ("permalink: own", "/own/"),
        ("permalink: /own.html", "/own.html"),
        ("permalink: /own.html?x=1#y", "/own.html"),
        ("permalink: https://tea.example/own/", "/own/"),
        ("permalink: /:year/:title/", "/2021/pot/"),
        ("permalink: /:nothing/", "/2021/03/04/pot.html"),
        ("permalink: pretty", "/2021/03/04/pot/"),
        ("permalink: /茶/", "/茶/"),
        ("slug: kettle", "/2021/03/04/kettle.html"),
        ("categories: [Tea, Green]", "/tea/green/2021/03/04/pot.html"),
        ("categories: Tea Green", "/tea/green/2021/03/04/pot.html"),
    ],
)
def test_front_matter_of_jekyll(front, expected):
    assert url("_posts/2021-03-04-pot.md", front=front) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("pot.md", "/pot/"),
        ("index.md", "/"),
        ("_index.md", "/"),
        ("posts/_index.md", "/posts/"),
        ("posts/pot/index.md", "/posts/pot/"),
        ("posts/pot/index.zh.md", "/zh/posts/pot/"),
        ("posts/pot.zh_tw.md", "/zh-tw/posts/pot/"),
        ("posts/Big Pot.md", "/posts/big-pot/"),
        ("posts/Tea & Cups, 2.md", "/posts/tea--cups-2/"),
        ("content/posts/pot.md", "/posts/pot/"),
        ("site/content/posts/pot.md", "/posts/pot/"),
        ("src/content/posts/pot.md", "/posts/pot/"),
        ("src/pages/pot.md", "/pot/"),
        ("source/_posts/pot.md", "/2021/03/04/pot/"),
        ("source/_posts/a/pot.md", "/2021/03/04/a/pot/"),
        ("source/about/index.md", "/about/"),
        ("_wiki/pot.md", "/wiki/pot.html"),
        ("a/b/_posts/2021-03-04-pot.md", "/a/b/2021/03/04/pot.html"),
        ("posts/茶壶.md", "/posts/茶壶/"),
    ],
)
def test_paths(path, expected):
    assert url(path) == expected


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("Hello World", "hello-world"),
        ("a  b", "a--b"),
        ("a - b", "a---b"),
        ("C++ & C#", "c++--c#"),
        ("What's new?", "whats-new"),
        ("茶，水", "茶水"),
        ("v1.2_x", "v1.2_x"),
        ("é", "é"),
    ],
)
def test_paths_are_written_as_hugo_does(text, path):
    assert urlize(text) == path


def test_former_urls_find_a_post_too():
    front = "---\naliases: [/old/, older, 'https://tea.example/oldest.html', '']\nslug: new\n---\n"
    post = cnposts.parse(front, path="posts/pot.md")
    archive = Archive([post])
    for former in (
        "/old/",
        "/old",
        "/old/index.html",
        "/older/",
        "/posts/older/",
        "/oldest.html",
        "/posts/new/",
        "/posts/pot",
        "posts/pot.md",
    ):
        assert archive.find(former) is post, former
    assert archive.find("/nothing/") is None


TEXT = st.text(max_size=30) | st.text(st.sampled_from("/:.#?%[]{}<>@ az茶\\\"'"), max_size=30)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    for path in ("posts/a.md", "posts/b/index.md", "_posts/2021-03-04-c.md", "en/d.md", "zh/d.md", "source/_posts/e.md"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("# Text\n", encoding="utf-8")
    return cnposts.load_archive(folder, base_url="https://tea.example/blog", static=[folder])


@given(
    TEXT,
    st.sampled_from(
        ["", "https://tea.example/", "//", "@site/", "{static}", "{% link ", "{{< ref ", "https://github.com/a/b/raw/main/", "/", "../"]
    ),
)
def test_no_url_is_too_much(archive, text, before):
    for post in archive:
        found = archive.resolve(post, before + text)
        assert found is None or isinstance(found, cnposts.Post) or found.is_relative_to(archive.root)
    found = archive.find(before + text)
    assert found is None or found in archive


@given(TEXT, TEXT, TEXT, TEXT, TEXT)
def test_no_front_matter_is_too_much(slug, chosen, alias, pattern, name):
    path = f"posts/{name.replace('/', '_') or 'x'}.md"
    header = cnposts.parse("---\ntitle: x\n---\n[x](y)\n", path=path)
    meta = header.meta.model_copy(update={"slug": slug or None, "url": chosen or None, "aliases": (alias,)})
    post = header.model_copy(update={"meta": meta})
    for permalinks in ("", pattern, {"posts": pattern}):
        archive = Archive([post], permalinks=permalinks)
        assert archive.url_for(post).startswith("/")
        assert archive.find(path) is post
        assert archive.broken_links() is not None


@given(slug=TEXT, path=TEXT, alias=TEXT)
def test_no_front_matter_of_a_file_is_too_much(tmp_path_factory, slug, path, alias):
    import json

    folder = tmp_path_factory.mktemp("one")
    (folder / "a.md").write_text(json.dumps({"slug": slug, "path": path, "url": path, "aliases": [alias]}) + "\n\ntext\n", encoding="utf-8")
    archive = cnposts.load_archive(folder)
    assert [archive.url_for(post)[0] for post in archive] == ["/"]


def test_a_token_that_nobody_knows_is_named(tmp_path):
    for permalinks in ("/:yeer/:title/", {"posts": "/:yeer/"}):
        with pytest.raises(ValueError, match=r"no token :yeer; there are .*:year\b"):
            cnposts.load_archive(tmp_path, permalinks=permalinks)
    for permalinks in (5, None, {"page": {"posts": "/:title/"}}):
        with pytest.raises(TypeError):
            cnposts.load_archive(tmp_path, permalinks=permalinks)


def test_slashes_around_sections_do_not_matter(tmp_path):
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "a.md").write_text("# Green tea\n", encoding="utf-8")
    archive = cnposts.load_archive(tmp_path, permalinks={"/posts/": "/:title/"})
    assert archive.url_for(archive[0]) == "/green-tea/"
