"""Language codes, and where paths tell them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnposts
from cnposts._languages import bcp47, folders, is_code, is_tag, split


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("zh_tw", "zh-TW"),
        ("zh-tw", "zh-TW"),
        ("ZH_TW", "zh-TW"),
        ("zh-hans", "zh-Hans"),
        ("zh_hans_cn", "zh-Hans-CN"),
        ("zh-Hant-HK", "zh-Hant-HK"),
        ("zh_CN.UTF-8", "zh-CN"),
        ("cn", "zh-CN"),
        ("CN", "zh-CN"),
        ("tw", "zh-TW"),
        ("hk", "zh-HK"),
        ("jp", "ja"),
        ("kr", "ko"),
        ("cz", "cs"),
        ("uk", "uk"),
        ("uk-UA", "uk-UA"),
        ("en-uk", "en-GB"),
        ("en_US", "en-US"),
        ("EN", "en"),
        ("pt_br", "pt-BR"),
        ("es-419", "es-419"),
        ("sr-latn-rs", "sr-Latn-RS"),
        ("cn-tw", "zh-TW"),
        ("yue", "yue"),
        (" en ", "en"),
        ("Java", "Java"),
        ("中文", "中文"),
        ("zh/cn", "zh/cn"),
        ("", ""),
    ],
)
def test_codes_are_written_as_bcp_47_has_them(written, tag):
    assert bcp47(written) == tag
    assert bcp47(tag) == tag


@given(st.text())
def test_any_text_is_read_and_a_second_time_the_same(text):
    assert bcp47(bcp47(text)) == bcp47(text)
    assert is_tag(text) in {True, False}
    assert is_tag(text) or not is_code(text)


@pytest.mark.parametrize(
    ("name", "holds"), [("zh", True), ("zh-cn", True), ("pt_BR", True), ("cn", True), ("io", False), ("docs", False), ("go", False)]
)
def test_names_of_folders_that_are_languages(name, holds):
    assert is_code(name) is holds


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        (["en/a.md", "zh/a.md"], {"en/", "zh/"}),
        (["en/a.md"], {"en/"}),
        (["content/en/a.md", "content/zh-cn/a.md", "README.md"], {"content/en/", "content/zh-cn/"}),
        (["i18n/fr/docusaurus-plugin-content-docs/current/a.md"], {"i18n/fr/"}),
        (["i18n/it/code.md"], {"i18n/it/"}),
        (["it/printers.md", "hr/holidays.md"], {"it/", "hr/"}),
        (["it/printers.md", "sales/targets.md"], set()),
        (["no/way.md"], set()),
        (["posts/a.md", "about.md"], set()),
        (["docs/en/zh/a.md"], {"docs/en/"}),
        ([], set()),
    ],
)
def test_folders_of_languages(paths, found):
    assert folders(paths) == found


@pytest.mark.parametrize(
    ("path", "language", "shared"),
    [
        ("en/docs/a.md", "en", "docs/a.md"),
        ("zh_tw/docs/a.md", "zh-TW", "docs/a.md"),
        ("content/cn/a.md", "zh-CN", "content/a.md"),
        ("i18n/fr/docusaurus-plugin-content-docs/current/start/a.md", "fr", "docs/start/a.md"),
        ("i18n/fr/docusaurus-plugin-content-docs-api/current/a.md", "fr", "docs/a.md"),
        ("i18n/fr/docusaurus-plugin-content-blog/a.md", "fr", "blog/a.md"),
        ("i18n/fr/docusaurus-plugin-content-pages/a.md", "fr", "src/pages/a.md"),
        ("site/i18n/fr/docusaurus-plugin-content-docs/current/a.md", "fr", "site/docs/a.md"),
        ("i18n/fr/a.md", "fr", "a.md"),
        ("posts/a.md", None, "posts/a.md"),
        ("a.md", None, "a.md"),
    ],
)
def test_what_translations_share(path, language, shared):
    known = frozenset({"en/", "zh_tw/", "content/cn/", "i18n/fr/", "site/i18n/fr/"})
    assert split(path, known) == (language, shared)


@given(st.lists(st.text(st.sampled_from("aeznhio18/."), max_size=12), max_size=5))
def test_any_path_is_split(paths):
    known = folders(paths)
    for path in paths:
        language, shared = split(path, known)
        assert language is not None or shared == path
        assert path.endswith(shared.rpartition("/")[2])


def archive_of(folder, files):
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return cnposts.load_archive(folder)


def translations(archive, path):
    return [post.path for post in archive.translations(archive.by_path[path])]


def test_translations_by_name(tmp_path):
    archive = archive_of(
        tmp_path, {"a/index.md": "x", "a/index.zh.md": "x", "a/index.zh-tw.md": "x", "a/other.zh.md": "x", "b/index.zh.md": "x"}
    )
    assert translations(archive, "a/index.md") == ["a/index.zh-tw.md", "a/index.zh.md"]
    assert translations(archive, "a/index.zh.md") == ["a/index.md", "a/index.zh-tw.md"]
    assert translations(archive, "a/other.zh.md") == translations(archive, "b/index.zh.md") == []
    assert archive.languages == ("zh", "zh-TW")
    assert archive.language_of(archive.by_path["a/index.md"]) is None


def test_translations_by_folder(tmp_path):
    archive = archive_of(tmp_path, {"en/a.md": "x", "cn/a.md": "x", "uk/a/index.md": "x", "en/b.md": "x", "a.md": "x"})
    assert translations(archive, "en/a.md") == ["a.md", "cn/a.md"]
    assert translations(archive, "en/b.md") == []
    assert archive.languages == ("en", "uk", "zh-CN")


def test_translations_by_key_across_names_and_folders(tmp_path):
    keyed = "---\nlang: {}\ntranslationKey: pot\n---\n"
    archive = archive_of(
        tmp_path, {"a.md": keyed.format("en"), "deep/b.md": keyed.format("zh_cn"), "c.md": keyed.format("en"), "d.md": "x"}
    )
    assert translations(archive, "a.md") == ["deep/b.md"]
    assert translations(archive, "deep/b.md") == ["a.md", "c.md"]
    assert translations(archive, "d.md") == []


def test_front_matter_goes_before_the_folder_if_it_is_a_code(tmp_path):
    archive = archive_of(tmp_path, {"en/a.md": "---\nlang: zh_tw\n---\n", "en/b.md": "---\nlanguage: Java\n---\n"})
    assert [archive.language_of(post) for post in archive] == ["zh-TW", "en"]


def test_filter_takes_regions_with_their_language(tmp_path):
    archive = archive_of(tmp_path, {"a.md": "---\nlang: zh_TW\n---\n", "b.md": "---\nlang: cn\n---\n", "c.md": "---\nlang: en\n---\n"})
    assert [post.path for post in archive.filter(language="zh")] == ["a.md", "b.md"]
    assert [post.path for post in archive.filter(language="zh_tw")] == ["a.md"]
