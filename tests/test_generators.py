"""The examples for site generators show all of the sample archive, in the real Pelican, MkDocs and Sphinx."""

from __future__ import annotations

import json
import os
import posixpath
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

import pytest

import cnposts

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLES = Path(__file__).parent.parent / "examples"
GENERATORS = {"pelican": "pelican_reader.py", "mkdocs": "mkdocs_hook.py", "sphinx": "sphinx_posts.py"}
pytestmark = pytest.mark.integration
EXTRA = "# Two words\n\n[Rules](old-rules.md#the-old-rules), [a](<two words.md>), [b](two%20words.md), ![c](two%20words.svg)\n"
PELICAN = """
PATH, OUTPUT_PATH, THEME, STATIC_PATHS = "content", "output", "theme", ["pdfs", "images"]
PLUGIN_PATHS, PLUGINS = ["."], ["pelican_reader"]
ARTICLE_SAVE_AS, ARTICLE_LANG_SAVE_AS = "{slug}.html", "{slug}-{lang}.html"
TIMEZONE, DEFAULT_DATE, USE_FOLDER_AS_CATEGORY = "UTC", (2000, 1, 1), False
DIRECT_TEMPLATES, AUTHOR_SAVE_AS, TAG_SAVE_AS = [], "", ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
"""
PELICAN_PAGE = """<title>{{ article.title }}</title><main>{{ article.content }}</main><script>{{ {
    "date": article.date.isoformat() if article.date.year > 2000 else none,
    "modified": article.modified.isoformat() if article.modified else none,
    "tags": article.tags|default([])|map(attribute="name")|list,
    "category": article.category.name,
    "authors": article.authors|default([])|map(attribute="name")|list,
    "summary": article.summary,
}|tojson }}</script>"""
MKDOCS = """
{site_name: posts, docs_dir: content, site_dir: output, theme: {name: null, custom_dir: theme}, plugins: [], hooks: [mkdocs_hook.py]}
"""
MKDOCS_PAGE = """<title>{{ page.title|e }}</title><main>{{ page.content }}</main>
<nav>{% for item in page.toc recursive %}<a href="{{ item.url }}">{{ item.title }}</a>{{ loop(item.children) }}{% endfor %}</nav>
<script>{{ {
    "date": page.meta.date.isoformat() if page.meta.date else none,
    "tags": page.meta.tags|default([]),
    "categories": page.meta.categories|default([]),
    "authors": page.meta.authors|default([])|map(attribute="name")|list,
}|tojson }}</script>"""
SPHINX = """
import sys
sys.path.insert(0, ".")
extensions, html_theme, templates_path, html_permalinks = ["sphinx_posts"], "basic", ["../theme"], False
source_suffix = {".rst": "restructuredtext"} | dict.fromkeys((".md", ".markdown", ".mdx"), "cnposts")
"""
SPHINX_INDEX = "Posts\n=====\n\n.. toctree::\n   :glob:\n\n   **\n"
SPHINX_PAGE = "<title>{{ title }}</title><main>{{ body }}</main><nav>{{ toc }}</nav>"


class Page(HTMLParser):
    """What a reader finds on a page; ways to footnotes and back are no links."""

    def __init__(self, path: Path):
        super().__init__()
        self.headings, self.links, self.images, self.code, self.toc = [], [], [], [], None
        self.texts = {"title": "", "main": "", "nav": "", "script": ""}
        self._open = "title"
        self.feed(path.read_text(encoding="utf-8"))
        self.facts = json.loads(self.texts["script"] or "{}")

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if tag in self.texts:
            self._open = tag
        if tag == "nav":
            self.toc = []
        elif tag == "a" and self._open == "nav":
            self.toc += [unquote(named["href"])[1:]] if named["href"] != "#" else []  # which is the page
        elif tag in {"a", "iframe"} and not re.match(r"#fn(?:ref)?:\d", named.get("href", "")):
            self.links.append(named.get("href", named.get("src")))
        elif tag == "img":
            self.images.append(named["src"])
        elif tag == "source":
            self.images += [part.split()[0] for part in named["srcset"].split(",")]
        elif re.fullmatch("h[1-6]", tag) and "id" in named:
            self.headings.append((int(tag[1]), named["id"]))
        elif tag == "code":
            self._language = named.get("class", "").removeprefix("language-") or None
            self._code = len(self.texts["main"])
        self._separated(tag)

    def handle_endtag(self, tag):
        if tag == "pre":
            self.code.append((self._language, self.texts["main"][self._code :].strip("\n")))
        self._separated(tag)

    def _separated(self, tag):
        self.texts[self._open] += " " if tag == "sup" else ""  # the number of a footnote is not a part of the word before it

    def handle_data(self, data):
        self.texts[self._open] += data


@dataclass(frozen=True)
class Site:
    output: Path
    posts: dict[str, cnposts.Post]
    urls: dict[str, str]  # where the generator puts files, by their paths in the content
    target: Callable[[cnposts.Post, cnposts.Link | cnposts.Image], str]  # the path of a file, if that is what a URL names
    linked: tuple[str, str]  # a post, and another to which it has a link that the generator understands
    log: str

    def pages(self):
        """Each post, its page, and the URL of that."""
        for path, post in self.posts.items():
            yield post, Page(self.output / self.urls[path]), "/" + self.urls[path]

    def wanted(self, post, records, base):
        """The URLs that the page at ``base`` should have."""
        shown = [record for record in records if record.kind not in {"bare", "key"}]
        return [absolute(base, self.resolved(self.target(post, record)) or record.url) for record in shown]

    def resolved(self, target):
        """The URL of a file; None if there is none."""
        path, mark, fragment = target.partition("#")
        return "/" + self.urls[path] + mark + fragment if path in self.urls else None


def absolute(base, url):
    """A URL as a browser understands it on a page, spelled in one way."""
    path, mark, fragment = unquote(url).partition("#")
    return (path if ":" in path else urljoin(base, path).removesuffix("index.html")) + mark + fragment


def beside(post, record):
    """What a URL names, from where its post stands."""
    path, mark, fragment = record.url.partition("#")
    return posixpath.normpath(posixpath.join(post.path, "..", unquote(path))) + mark + fragment if path else record.url


def rooted(_post, record):
    """What a URL in Pelican's own spelling names."""
    return re.sub(r"^\{(?:filename|static)\}/", "", record.url)


def run(folder, example, *command):
    """What a program says; warnings of Python's that the example is to blame for are errors."""
    environment = os.environ | {"PYTHONUTF8": "1", "COLUMNS": "2000"}
    command = [sys.executable, "-W", f"error:::{example}", "-m", *command]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def read(folder, **options):
    return {post.path: post for post in cnposts.iter_posts(folder / "content", **options)}


def pelican(folder):
    files = ["pdfs/sheet.pdf", "images/sheet.png", "sheet-source.md"]
    for path in files:
        (folder / "content" / path).parent.mkdir(exist_ok=True)
        (folder / "content" / path).write_text("Title: The sheet\n\nSeven questions.\n", encoding="utf-8")
    (folder / "pelicanconf.py").write_text(PELICAN, encoding="utf-8")
    (folder / "theme" / "templates").mkdir()
    (folder / "theme" / "templates" / "article.html").write_text(PELICAN_PAGE, encoding="utf-8")
    log = run(folder, "pelican_reader", "pelican", "--fatal", "errors")
    posts = read(folder)
    names = {path: f"{post.slug}-{post.lang}.html" if post.lang else f"{post.slug}.html" for path, post in posts.items()}
    urls = {path: path for path in files} | {path: "drafts/" * posts[path].meta.draft + name for path, name in names.items()}
    return Site(folder / "output", posts, urls, rooted, ("pelican/content/tasting-sheet.md", "sheet-source.md"), log)


def mkdocs(folder):
    (folder / "mkdocs.yml").write_text(MKDOCS, encoding="utf-8")
    for template in ("main.html", "article.html"):  # a post asks for the latter
        (folder / "theme" / template).write_text(MKDOCS_PAGE, encoding="utf-8")
    log = run(folder, "mkdocs_hook.py", "mkdocs", "build")
    posts = read(folder, exclude=["**/*.mdx"])  # which is no Markdown to MkDocs
    files = [path.relative_to(folder / "content").as_posix() for path in (folder / "content").rglob("*") if path.is_file()]
    urls = {path: re.sub(r"(?:/index)?\.\w+$", "/index.html", path) if path in posts else path for path in files}
    return Site(folder / "output", posts, urls, beside, ("archive/old-rules.md", "hugo/posts/how-we-vote.md"), log)


def sphinx(folder):
    content = folder / "content"
    (content / "conf.py").write_text(SPHINX, encoding="utf-8")
    (content / "index.rst").write_text(SPHINX_INDEX, encoding="utf-8")
    (folder / "theme" / "page.html").write_text(SPHINX_PAGE, encoding="utf-8")
    letter = content / "archive" / "2009-winter-letter.md"
    letter.write_text(letter.read_text(encoding="gb18030"), encoding="utf-8")  # for Sphinx reads nothing else
    log = run(folder, "sphinx_posts", "sphinx", "-b", "html", "-W", "--keep-going", "-n", "content", "output")
    posts = read(folder)
    urls = {path: posixpath.splitext(path)[0] + ".html" for path in posts}
    return Site(folder / "output", posts, urls, beside, ("archive/old-rules.md", "hugo/posts/how-we-vote.md"), log)


@pytest.fixture(scope="module", params=[pelican, mkdocs, sphinx], ids=lambda build: build.__name__)
def site(request, tmp_path_factory):
    name = request.param.__name__
    if find_spec(name) is None:
        pytest.skip(f"the extra `integration` brings {name}")
    folder = tmp_path_factory.mktemp(name)
    shutil.copytree(EXAMPLES / "content", folder / "content")
    (folder / "content" / "archive" / "two words.md").write_text(EXTRA, encoding="utf-8")
    shutil.copy(EXAMPLES / GENERATORS[name], folder)
    (folder / "theme").mkdir()
    return request.param(folder)


def words(text):
    return re.findall(r"[a-z0-9]+|[^\W\d_a-z]", text.lower())


@pytest.mark.parametrize("name", GENERATORS.values())
def test_an_example_is_short(name):
    assert len((EXAMPLES / name).read_text(encoding="utf-8").splitlines()) <= 40


def test_every_post_has_a_page_with_its_title(site):
    assert len(site.posts) >= 20
    assert len(set(site.urls.values())) == len(site.urls)
    assert {post.path: page.texts["title"] for post, page, _ in site.pages()} == {path: post.title for path, post in site.posts.items()}


def test_the_front_matter_reaches_the_pages(site):
    for post, page, _ in site.pages():
        known = {
            "date": post.date.isoformat() if post.date else None,
            "modified": post.meta.lastmod.isoformat() if post.meta.lastmod else None,
            "tags": list(post.tags),
            "category": next(iter(post.meta.categories), "misc"),
            "categories": list(post.meta.categories),
            "authors": [person.name for person in post.authors],
            "summary": escape(post.summary, quote=False),
        }
        assert page.facts == {name: known[name] for name in page.facts}, post  # Sphinx shows none


def test_a_page_has_all_words_of_its_post_in_their_order(site):
    for post, page, _ in site.pages():
        shown = iter(words(page.texts["main"]))
        assert [word for word in words(post.text) if word not in shown] == [], post


def test_a_page_has_the_headings_of_its_post(site):
    for post, page, _ in site.pages():
        assert page.headings == [(heading.depth, heading.id) for heading in post.headings], post


def test_a_table_of_contents_has_the_headings_of_its_post(site):
    for post, page, _ in site.pages():
        assert page.toc in (None, [heading.id for heading in post.headings]), post  # Pelican makes none


def test_a_page_has_the_links_of_its_post(site):
    for post, page, base in site.pages():
        assert [absolute(base, url) for url in page.links] == site.wanted(post, post.links, base), post


def test_a_page_has_the_images_of_its_post(site):
    for post, page, base in site.pages():
        assert [absolute(base, url) for url in page.images] == site.wanted(post, post.images, base), post


def test_a_page_has_the_code_of_its_post(site):
    for post, page, _ in site.pages():
        assert page.code == [(block.lang, block.text.strip("\n")) for block in post.code_blocks], post


def test_a_link_to_a_post_leads_to_its_page(site):
    path, other = site.linked
    page, base = Page(site.output / site.urls[path]), "/" + site.urls[path]
    assert absolute(base, "/" + site.urls[other]) in [absolute(base, url) for url in page.links]
    assert (site.output / site.urls[other]).is_file()


def test_a_generator_warns_of_what_is_wrong_with_posts_and_of_nothing_else(site):
    warnings = re.findall(r"WARNING(?:  -)? ++(?!Empty alt|Replacement Indicator)(.*)", site.log)  # Pelican is right with these
    wrong = [str(message) for post in site.posts.values() for message in post.messages]
    assert len(warnings) in {0, len(wrong)}  # Sphinx is told of none
    assert [warning for warning in warnings if not any(message in warning for message in wrong)] == []
