"""What a file's name tells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnposts._paths import date_in_url, date_of, language_of, slug_of


@pytest.mark.parametrize(
    ("path", "date", "slug", "language"),
    [
        ("hello.md", None, "hello", None),
        ("content/blog/hello.md", None, "hello", None),
        ("content/blog/hello/index.md", None, "hello", None),
        ("content/blog/hello/index.zh.md", None, "hello", "zh"),
        ("content/blog/hello/index.zh-CN.md", None, "hello", "zh-CN"),
        ("content/blog/_index.en.md", None, "blog", "en"),
        ("index.md", None, "index", None),
        ("_posts/2018-08-11-first-pot.md", "2018-08-11", "first-pot", None),
        ("_posts/2018-8-1-first.markdown", "2018-8-1", "first", None),
        ("_posts/2018_08_11_first.md", "2018_08_11", "first", None),
        ("blog/2018-08-11-first/index.md", "2018-08-11", "first", None),
        ("2018-08-11 first.mdx", "2018-08-11", "first", None),
        ("2018-08-11.md", "2018-08-11", "2018-08-11", None),
        ("2018-08-111.md", None, "2018-08-111", None),
        ("2018-08-11-first.zh.md", "2018-08-11", "first", "zh"),
        ("blog/2020/05/08/first.md", "2020/05/08", "first", None),
        ("2020/05/08/first/index.md", "2020/05/08", "first", None),
        ("vue.js.md", None, "vue.js", None),
        ("asp.net.md", None, "asp.net", None),
        ("crates.io-incident.md", None, "crates.io-incident", None),
        ("a.zh-Hans-CN.md", None, "a", "zh-Hans-CN"),
        ("a.es-419.md", None, "a", "es-419"),
        ("a.zh-version.md", None, "a.zh-version", None),
        ("first.html.md", None, "first.html", None),
        ("v1.2.md", None, "v1.2", None),
        ("茶.md", None, "茶", None),
        (r"blog\2018-08-11-first.md", "2018-08-11", "first", None),
        ("/abs/hello.MD", None, "hello", None),
        ("hello", None, "hello", None),
        ("", None, None, None),
        ("/", None, None, None),
    ],
)
def test_what_a_path_tells(path, date, slug, language):
    assert (date_of(path), slug_of(None, path), language_of(path)) == (date, slug, language)


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("/blog/first/", "first"),
        ("/blog/first.html", "first"),
        ("first", "first"),
        ("https://tea.example/blog/first?x=1#y", "first"),
        ("/blog/%E8%8C%B6/", "茶"),
        ("/blog/:title/", "file"),
        ("/:year/:month/x", "file"),
        ("pretty", "file"),
        ("/blog/first/index.html", "first"),
        ("/", "file"),
        ("", "file"),
        (None, "file"),
        ("#x", "file"),
    ],
)
def test_the_slug_of_a_url_goes_before_that_of_the_file(url, slug):
    assert slug_of(url, "blog/file.md") == slug


def test_nothing_tells_nothing():
    assert slug_of(None, None) is None
    assert slug_of("/:slug/", None) is None
    assert language_of(None) is None


@pytest.mark.parametrize(
    ("url", "date"),
    [
        ("2014/12/12/first", "2014/12/12"),
        ("/blog/2014/12/12/first/", "2014/12/12"),
        ("/2014/12/12", "2014/12/12"),
        ("/2014/1/2/first", None),
        ("/x2014/12/12/first", None),
        ("/first", None),
    ],
)
def test_dates_in_urls(url, date):
    assert date_in_url(url) == date


@given(st.text())
def test_any_path_is_read(path):
    slug, language = slug_of(None, path), language_of(path)
    assert slug is None or slug
    assert language is None or path.find(f".{language}") >= 0
    date = date_of(path)
    assert date is None or date in path.replace("\\", "/")
