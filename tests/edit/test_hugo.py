"""What is written means the same to the real Hugo, which reads Markdown with another parser."""

from __future__ import annotations

import shutil
import subprocess
import sysconfig
from html.parser import HTMLParser
from itertools import count
from pathlib import Path
from urllib.parse import unquote

import pytest

import cnposts
from cnposts import edit

HUGO = shutil.which("hugo", path=sysconfig.get_path("scripts"))
pytestmark = [pytest.mark.integration, pytest.mark.skipif(HUGO is None, reason="the extra `integration` brings Hugo")]
CONFIG = """
baseURL: https://site.example/
disableKinds: [home, section, taxonomy, term, rss, sitemap, "404"]
markup: {goldmark: {renderer: {unsafe: true}}}
"""
PLACES = [
    "[a](old.md)",
    "[a](<old file.md>)",
    '![a](old.png "title")',
    "[a][x]\n\n[x]: old.md 'title'",
    "[x]\n\n[x]:\n  old.md",
    "> 1. [a](old.md)\n>    - ![b](old.png)",
    "| a | b |\n|---|---|\n| [a](old.md) | ![b](old.png) |",
    "text[^1]\n\n[^1]: [a](old.md)",
    "## [a](old.md)",
    "see https://old.example/x, and more",
    "(see https://old.example/x)",
    "<https://old.example/x>",
    "`code` [a](old.md) `code`",
    '<a href="old.md">x</a> and <img src=old.png>',
    "<p><img src='old.png'></p>",
    '{{< figure src="old.png" alt="x" >}}',
    "{{< figure src=old.png >}}",
    "{{< img old.png >}}",
    "{{< img `old.png` >}}",
]
URLS = [
    "https://new.example/a",
    "https://new.example/a_b_(c)",
    "https://new.example/a?b=1&c=2&copy;=3",
    "https://new.example/two words",
    "https://new.example/)(",
    "https://new.example/图片，片.png",
    "https://new.example/\"a\"'b'",
    "https://new.example/a`b|c",
    "https://new.example/a*b*_c_~d~",
    "https://new.example/[a]<b>",
    "https://new.example/a\\b.",
]


class Targets(HTMLParser):
    """The targets of links and images; those of footnotes are Hugo's own."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, _, attrs):
        named = dict(attrs)
        target = named.get("href", named.get("src"))
        if target and not target.startswith("#fn"):
            self.found.append(unquote(target).replace("\\", "/"))


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Each place with each URL: what was edited, and Hugo's page of it."""
    site = tmp_path_factory.mktemp("site")
    (site / "layouts" / "shortcodes").mkdir(parents=True)
    (site / "content").mkdir()
    (site / "hugo.yaml").write_text(CONFIG, encoding="utf-8")
    (site / "layouts" / "single.html").write_text("{{ .Content }}", encoding="utf-8")
    (site / "layouts" / "shortcodes" / "img.html").write_text('<img src="{{ .Get 0 }}">', encoding="utf-8")
    names, numbers = {}, count()
    for place in PLACES:
        for url in URLS:
            post = cnposts.parse(f"---\ntitle: x\n---\n{place}\n")
            text = edit.rewrite_urls(post, lambda _, url=url: url).apply()
            names[place, url] = f"p{next(numbers)}"
            (site / "content" / f"{names[place, url]}.md").write_text(text, encoding="utf-8")
    run = subprocess.run([str(HUGO), "--quiet"], cwd=site, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return {key: (site / "content" / f"{name}.md", site / "public" / name / "index.html") for key, name in names.items()}


@pytest.mark.parametrize("place", PLACES)
def test_hugo_reads_the_new_urls(pages, place):
    for url in URLS:
        written, page = pages[place, url]
        targets = Targets()
        targets.feed(Path(page).read_text(encoding="utf-8"))
        wanted = [url.replace("\\", "/")] * len([*cnposts.load(written).links, *cnposts.load(written).images])
        assert targets.found == wanted, (url, written.read_text(encoding="utf-8"))
