"""What links mean, through the whole way from Markdown: the tables of ``tests/data/links``, Hugo's held against the real Hugo."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sysconfig
from functools import cache
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import yaml

import cnposts

if TYPE_CHECKING:
    from cnposts import Archive, Image, Link, Post

DATA = Path(__file__).parent / "data" / "links"
HUGO = shutil.which("hugo", path=sysconfig.get_path("scripts"))
LAYOUT = (
    '{{ $file := "" }}{{ with .File }}{{ $file = .Filename }}{{ end }}'
    '{{ printf "<!--file:%s--><!--url:%s-->" $file .RelPermalink | safeHTML }}{{ .Content }}'
)
_MARKDOWN = re.compile(r"\[|<[a-z]+ |^<[a-z]+[:@]|^\{% (?:asset_img|post_link)")


@cache
def specs(generator: str) -> dict[str, Any]:
    """The sites of one file."""
    return yaml.safe_load((DATA / f"{generator}.yaml").read_text(encoding="utf-8"))


class Row(NamedTuple):
    """A link, where it is written, and what it means."""

    generator: str
    site: str
    number: int
    source: str
    written: str
    meaning: str

    @property
    def label(self) -> str:
        """What stands before it in the post."""
        return f"row{self.number}:"

    @property
    def markdown(self) -> str:
        """It as a paragraph."""
        return f"{self.label} {self.written if _MARKDOWN.search(self.written) else f'[x]({self.written})'}"


def rows(generator: str, site: str) -> list[Row]:
    """The links of a site."""
    found = specs(generator)[site]["links"]
    triples = [(source, written, meaning) for source, of_one in found.items() for written, meaning in of_one.items()]
    return [Row(generator, site, number, *triple) for number, triple in enumerate(triples)]


def write(generator: str, site: str, folder: Path) -> Path:
    """Write the site's files, the links below the texts of their posts; gives the root that is to be loaded."""
    spec = specs(generator)[site]
    root = folder / spec["options"].get("root", "")
    texts = {folder / path: text for path, text in spec["files"].items()}
    for row in rows(generator, site):
        texts[root / row.source] += f"\n{row.markdown}\n"
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def options(generator: str, site: str, folder: Path) -> dict[str, Any]:
    """What ``load_archive`` is called with, besides the root."""
    found = {key: value for key, value in specs(generator)[site]["options"].items() if key != "root"}
    if "static" in found:
        found["static"] = [folder / name for name in found["static"]]
    return found


SITES = [(file.stem, site) for file in sorted(DATA.glob("*.yaml")) for site in specs(file.stem)]
ROWS = [row for generator, site in SITES for row in rows(generator, site)]
FACTS = [
    pytest.param((generator, site), kind, path, fact, id=f"{generator}-{site}-{kind}-{path}")
    for generator, site in SITES
    for kind in ("urls", "languages", "translations")
    for path, fact in specs(generator)[site].get(kind, {}).items()
]


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Archive]:
    """Each site, loaded once."""
    found = {}
    for generator, site in SITES:
        folder = tmp_path_factory.mktemp("site")
        found[generator, site] = cnposts.load_archive(write(generator, site, folder), **options(generator, site, folder))
    return found


def reference_of(post: Post, row: Row) -> Link | Image:
    """The link or image that a row wrote into a post."""
    start = post.source.index(f"\n{row.label}")
    after = re.search(r"\nrow\d+:", post.source[start + 1 :])
    end = start + 1 + after.start() if after else len(post.source)
    found = [item for item in (*post.links, *post.images) if start < item.span.start < end]
    assert found, row.markdown
    return found[0]


def meaning_of(archive: Archive, post: Post, reference: Link | Image) -> str:
    """What the archive says of it, as the tables write it."""
    target = archive.resolve(post, reference)
    reasons = [broken.reason for broken in archive.broken_links() if broken.link is reference]
    reasons += ["file" for missing in archive.missing_images() if missing.image is reference]
    if target is None:
        return f"no {reasons[0]}" if reasons else "elsewhere"
    path = target.path if isinstance(target, cnposts.Post) else os.path.relpath(target, archive.root).replace(os.sep, "/")
    return f"{path}, no {reasons[0]}" if reasons else path


def test_the_tables_are_large():
    assert len(ROWS) >= 200


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.generator}-{row.site}-{row.source}-{row.written}")
def test_what_a_link_means(archives, row):
    archive = archives[row.generator, row.site]
    post = archive.by_path[row.source]
    reference = reference_of(post, row)
    assert meaning_of(archive, post, reference) == row.meaning
    assert archive.resolve(post, reference.url) == archive.resolve(post, reference)


@pytest.mark.parametrize(("site", "kind", "path", "fact"), FACTS)
def test_what_a_post_is(archives, site, kind, path, fact):
    archive = archives[site]
    post = archive.by_path[path]
    if kind == "urls":
        assert archive.url_for(post) == fact
    elif kind == "languages":
        assert archive.language_of(post) == fact
    else:
        assert sorted(other.path for other in archive.translations(post)) == sorted(fact)


@pytest.mark.parametrize(("generator", "site"), SITES)
def test_urls_and_paths_lead_back(archives, generator, site):
    archive = archives[generator, site]
    for post in archive:
        assert archive.find(archive.url_for(post)) is post
        assert archive.find(post.path) is post
        assert archive.find(archive.root / post.path) is post
        assert archive.resolve(post, archive.url_for(post)) is post
        for other in archive.backlinks(post):
            assert any(archive.resolve(other, link) is post for link in other.links)


class Built(NamedTuple):
    """A site as Hugo made it."""

    folder: Path
    base: str
    root: Path

    def page(self, url: str) -> str | None:
        """What is served at a URL: a page's file, a file's path, ``made`` for a page without a file, or nothing."""
        path = unquote(urlsplit(url).path)
        prefix = urlsplit(self.base).path.rstrip("/")
        parts = urlsplit(url)
        is_here = (parts.hostname or "").removeprefix("www.") == urlsplit(self.base).netloc and parts.port in {None, 80, 443}
        if not is_here or not f"{path}/".startswith(f"{prefix}/"):
            return None
        file = self.folder / "public" / path.removeprefix(prefix).lstrip("/")
        file = file / "index.html" if file.is_dir() else file
        return self.source_of(file) if file.is_file() else None

    def source_of(self, file: Path) -> str:
        text = file.read_text(encoding="utf-8")
        moved = re.search(r'url=([^"]+)"', text[:400]) if "refresh" in text[:400] else None
        if moved:
            return self.page(urljoin(self.base, moved[1])) or ""
        marked = re.match(r"<!--file:(.*?)-->", text)
        if not marked:
            return "made" if file.suffix in {".xml", ".html"} and text else file.name
        return Path(os.path.relpath(marked[1], self.root)).as_posix() if marked[1] else "made"

    def html(self, source: str) -> tuple[str, str]:
        """The URL of the page of a file, and its HTML."""
        for file in sorted((self.folder / "public").rglob("*.html")):
            text = file.read_text(encoding="utf-8") if file.is_file() else ""
            found = re.match(r"<!--file:(.*?)--><!--url:(.*?)-->", text)
            if found and found[1] and Path(found[1]) == self.root / source:
                return found[2], text
        pytest.fail(f"Hugo made no page of {source}")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    """Each of Hugo's sites, built by Hugo, with its own render hooks for links, images and broken references."""
    if HUGO is None:
        pytest.skip("the real Hugo is not installed")
    found = {}
    for site, spec in specs("hugo").items():
        folder = tmp_path_factory.mktemp("hugo")
        root = write("hugo", site, folder)
        base = spec["options"].get("base_url", "https://tea.example/")
        config = {
            "baseURL": base,
            "permalinks": spec["options"].get("permalinks", {}),
            "refLinksErrorLevel": "warning",
            "refLinksNotFoundURL": "/no/such/page/",
            "markup": {"goldmark": {"renderHooks": {"link": {"useEmbedded": "always"}, "image": {"useEmbedded": "always"}}}},
        }
        extra = spec.get("hugo", {})
        config |= {**extra, "markup": {"goldmark": config["markup"]["goldmark"] | extra.get("markup", {}).get("goldmark", {})}}
        (folder / "hugo.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
        layout = folder / "layouts" / "all.html"
        layout.parent.mkdir(exist_ok=True)
        layout.write_text(LAYOUT, encoding="utf-8")
        subprocess.run([HUGO, "--source", folder, "--quiet", "--noBuildLock"], check=True, capture_output=True)
        found[site] = Built(folder, base, root)
    return found


@pytest.mark.integration
@pytest.mark.parametrize("site", specs("hugo"))
def test_urls_are_those_of_the_real_hugo(archives, built, site):
    archive, prefix = archives["hugo", site], urlsplit(built[site].base).path.rstrip("/")
    pages = [post for post in archive if post.path != "README.md"]
    assert {post.path: unquote(archive.url_for(post)) for post in pages} == {
        post.path: unquote(built[site].html(post.path)[0]).removeprefix(prefix) for post in pages
    }


@pytest.mark.integration
@pytest.mark.parametrize("row", [row for row in ROWS if row.generator == "hugo"], ids=lambda row: f"{row.site}-{row.source}-{row.written}")
def test_links_mean_what_the_real_hugo_makes_of_them(built, row):
    site = built[row.site]
    url, html = site.html(row.source)
    found = re.search(rf"{row.label}.*?(?:href|src)=\"([^\"]*)\"", html, re.DOTALL)
    assert found, html
    href = urljoin(urljoin(site.base, url), unescape(found[1]))
    is_refused = found[1] == "#ZgotmplZ"  # a scheme that Go's templates do not let through
    served = site.page(href) if href.startswith(("http:", "https:")) and not is_refused else None
    path, _, lacks = row.meaning.partition(", no ")
    if any(part in row.markdown for parts in specs("hugo")[row.site].get("beyond_hugo", {}).values() for part in parts):
        assert served != path
    elif row.meaning.startswith("no "):
        assert served is None
    elif row.meaning == "elsewhere":
        assert served in {None, "made"}
    elif (site.root / path).suffix == ".md":
        assert served == path
        text = site.html(path)[1]
        fragment = unquote(urlsplit(href).fragment.partition(":~:")[0])
        assert not fragment or fragment == "top" or bool(re.search(rf"(?:id|name)=\"?{re.escape(fragment)}[\" >]", text)) == (not lacks)
    else:
        assert served in {"made", Path(path).name}


def test_posts_of_one_url_are_one_entry_a_language():
    posts = [cnposts.parse("---\nslug: same\n---\n", path=f"posts/x{number}.md") for number in range(20)]
    archive = cnposts.Archive(posts)
    assert archive.find("/posts/same/") is archive[0]
    assert max(len(entry) for entry in archive._site._by_url.values()) == 1
