"""The examples do what the documents say of them, and the sample archive shows what it was written to show."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import cnposts
from cnposts import Rule

ROOT = Path(__file__).parent.parent
CONTENT = ROOT / "examples" / "content"
BROKEN = "broken/everything-at-once.md"


@pytest.fixture(scope="module")
def posts():
    return {post.path: post for post in cnposts.iter_posts(CONTENT)}


def quickstart(folder, *arguments):
    command = [sys.executable, str(ROOT / "examples" / "quickstart.py"), *map(str, arguments)]
    run = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=True)
    assert run.stderr == ""
    return run.stdout.splitlines()


def test_quickstart_shows_the_sample_archive_and_writes_it(tmp_path, posts):
    lines = quickstart(tmp_path)
    assert lines[0].split() == ["title", "date", "people", "images", "links", "messages"]
    table = lines[2 : lines.index("")]
    assert len(table) == len(posts) + 1
    assert table[-1].split()[:2] == [str(len(posts)), "posts"]
    assert any(re.match(rf"{BROKEN}:\d+:\d+: error: ", line) for line in lines)
    written = json.loads((tmp_path / "posts.json").read_text(encoding="utf-8"))
    assert [cnposts.Post.model_validate(post) for post in written] == list(posts.values())


def test_quickstart_reads_any_folder(tmp_path):
    (tmp_path / "empty").mkdir()
    assert quickstart(tmp_path, tmp_path / "empty")[-1].startswith("0 posts in ")
    assert json.loads((tmp_path / "posts.json").read_text(encoding="utf-8")) == []


def test_quickstart_reads_real_archives(tmp_path, corpus):
    folder = corpus / "corpus" / "servicemesher" / "content"
    lines = quickstart(tmp_path, folder)
    written = json.loads((tmp_path / "posts.json").read_text(encoding="utf-8"))
    assert len(written) == len(list(folder.rglob("*.md")))
    assert lines[-1].startswith(f"{len(written)} posts in ")


def test_the_readmes_example_prints_what_it_shows(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    blocks = cnposts.load("README.md").code_blocks
    code = next(block for block in blocks if block.lang == "python")
    shown = blocks[blocks.index(code) + 1]
    exec(compile(code.text, "README.md", "exec"), {})  # noqa: S102 - it is the README's own
    assert capsys.readouterr().out == shown.text


def test_the_sample_archive_has_every_format(posts):
    formats = Counter(post.meta.format for post in posts.values())
    assert formats.keys() >= {"yaml", "toml", "json", "multimarkdown", "nikola"}
    assert {post.encoding for post in posts.values()} >= {"utf-8", "gb18030"}
    assert {shortcode.dialect for post in posts.values() for shortcode in post.shortcodes} == {"hugo", "liquid", "hexo"}


def test_the_sample_archives_bytes_survived_the_checkout():
    assert (CONTENT / "archive" / "2009-winter-letter.md").read_bytes().decode("gb18030").startswith("---\ntitle: 二〇〇九年冬天的信\n")
    rules = (CONTENT / "archive" / "old-rules.md").read_bytes()
    assert rules.startswith(b"\xef\xbb\xbf---\r\n")
    assert rules.count(b"\n") == rules.count(b"\r\n")


def test_only_the_broken_post_has_errors(posts):
    assert {post.path for post in posts.values() for message in post.messages if message.severity == "error"} == {BROKEN}


def test_the_broken_post_loses_nothing(posts):
    post = posts[BROKEN]
    assert {message.rule for message in post.messages} >= {
        Rule.DUPLICATE_KEY,
        Rule.DATE_INVALID,
        Rule.PEOPLE_MISMATCH,
        Rule.FRONT_MATTER_INVALID,
        Rule.VALUE_INVALID,
        Rule.LINK_MALFORMED,
        Rule.URL_SUSPECT,
        Rule.URL_INVALID,
        Rule.HEADING_MALFORMED,
        Rule.FENCE_UNCLOSED,
    }
    assert post.title == "Everything at once, again"
    assert (post.date.year, post.date.month, post.date.day) == (2022, 4, 1)
    assert [person.name for person in post.authors] == ["Mara Ostrow", "Tomás Vidal"]
    assert post.meta.categories == ("Fools",)


def test_messages_come_in_source_order(posts):
    for post in posts.values():
        starts = [message.span.start for message in post.messages]
        assert starts == sorted(starts)


def test_every_post_has_title_date_and_people(posts):
    for path, post in posts.items():
        assert post.title, path
        if not path.endswith("_index.md"):
            assert post.date, path
            assert post.authors, path


def test_translations_share_a_key(posts):
    keys = [posts[f"hugo/posts/hello/index{language}.md"].meta.translation_key for language in ("", ".zh")]
    assert keys == ["hello", "hello"]
    assert posts["hugo/posts/hello/index.zh.md"].lang == "zh"


def test_captions_of_the_sample_archive(posts):
    captions = {image.url: image.caption for post in posts.values() for image in post.images if image.kind != "key" and image.caption}
    assert captions == {
        "house.svg": "这间小屋从前是花店",
    }


def test_images_of_bundles_stand_beside_them(posts):
    for path, post in posts.items():
        if "/index" in path:
            for image in post.images:
                if "/" not in image.url:
                    assert (CONTENT / path).parent.joinpath(image.url).is_file(), image
