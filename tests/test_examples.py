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


def test_quickstart_says_what_is_wrong_with_a_folder(tmp_path):
    command = [sys.executable, str(ROOT / "examples" / "quickstart.py"), str(tmp_path / "nowhere")]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert run.returncode == 1
    assert run.stderr.startswith("quickstart: [Errno 2] ")
    assert not (tmp_path / "posts.json").exists()


def test_quickstart_reads_real_archives(tmp_path, corpus):
    folder = corpus / "corpus" / "servicemesher" / "content"
    lines = quickstart(tmp_path, folder)
    written = json.loads((tmp_path / "posts.json").read_text(encoding="utf-8"))
    assert len(written) == len(list(folder.rglob("*.md")))
    assert lines[-1].startswith(f"{len(written)} posts in ")


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
        Rule.SHORTCODE_UNCLOSED,
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


CAPTIONS = {
    ("jekyll/_posts/2021-04-18-first-repair-cafe.markdown", "/img/cafe.jpg"): "Around the bench at three o'clock",
    ("archive/2009-winter-letter.md", "/images/2009/gate.jpg"): "雪中的院门，十二月十九日",
    ("hexo/source/_posts/spring-picking.md", "/images/spring/pan.jpg"): "第三锅终于没有焦",
    ("hexo/source/_posts/spring-picking.md", "basket.jpg"): "竹篮里的鲜叶",
    ("hugo/posts/hello/index.md", "house.svg"): "The shed. It was a flower shop once",
    ("hugo/posts/hello/index.md", "map.png"): "Not to scale",
    ("hugo/posts/hello/index.zh.md", "house.svg"): "这间小屋从前是花店",
    ("hugo/posts/ledger-of-kettles.md", "images/gooseneck.jpg"): "The gooseneck: 0.9 litres",
    ("hugo/posts/river-loop/index.md", "route.svg"): "The loop. Dots are ferries",
    ("hugo/posts/river-loop/index.md", "ferry.svg"): "Captain Hu takes exact change and no other",
    ("hugo/posts/water-for-green-tea/index.md", "cups.svg"): "Left to right, five degrees more each time",
    ("hugo/posts/water-for-green-tea/index.zh.md", "cups.svg"): "图 1：从左到右，水温每次升高五度",
    ("jekyll/_posts/2021-03-04-mending-a-puncture.md", "{{ site.baseurl }}/img/bubbles.png"): "Bubbles never lie",
    ("jekyll/_posts/2021-03-04-mending-a-puncture.md", "/img/valve.svg"): "Look at the valve, too",
    ("pelican/content/tasting-sheet.md", "{static}/images/sheet.png"): "Figure 1: Ada's sheet. Question 7 is private",
    ("zola/content/blog/freewheel-clicks.md", "freewheel.svg"): "Figure 1: two pawls, eighteen teeth",
}


def test_captions_of_the_sample_archive(posts):
    body = [(post, image) for post in posts.values() for image in post.images if image.kind != "key"]
    assert {(post.path, image.url): image.caption for post, image in body if image.caption} == CAPTIONS


def test_images_of_bundles_stand_beside_them(posts):
    for path, post in posts.items():
        if "/index" in path:
            for image in post.images:
                if "/" not in image.url:
                    assert (CONTENT / path).parent.joinpath(image.url).is_file(), image
