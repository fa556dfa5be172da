"""What each way to read posts finds: small posts, each with one thing to find, read by all; the table of docs/compared.md.

usage: python benchmarks/features.py

Each reader is what its documentation suggests, with the extensions that help. ``yes``: found exactly what the author wrote. ``no``: found
something else, too much or too little, or died. An empty cell: the tool has no notion of it. Readers that are not installed are left out;
remark needs ``npm install`` in benchmarks/node.
"""
# ruff: noqa: PLC0415 - a reader imports what it needs, and may be missing

from __future__ import annotations

import codecs
import json
import re
import subprocess
import sys
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Found = dict[str, Any]
    """What a reader finds, by aspect: ``links``, ``images``, ``title`` …"""
    Reader = Callable[[bytes], Found]

BOM = codecs.BOM_UTF8
NODE = Path(__file__).parent / "node"


class Case(NamedTuple):
    """A post, and what is to be found in it."""

    name: str
    source: str | bytes
    aspect: str
    wanted: Any

    @property
    def data(self) -> bytes:
        """The file."""
        return self.source if isinstance(self.source, bytes) else self.source.encode()


TWICE = "\ufeff---\r\ntitle: 茶\r\n---\r\n> - 茶 🍵 [cups](/cups/) and [cups](/cups/)\r\n"
A, B = (match.start() for match in re.finditer(re.escape("[cups]"), TWICE))
CASES = (
    Case("YAML front matter", "---\ntitle: Tea\n---\nIt boils.\n", "title", "Tea"),
    Case("TOML front matter", "+++\ntitle = 'Tea'\n+++\nIt boils.\n", "title", "Tea"),
    Case("Pelican's header", "Title: Tea\nTags: a, b\n\nIt boils.\n", "title", "Tea"),
    Case("a key `content`", "---\ntitle: Tea\ncontent: [a, b]\n---\nIt boils.\n", "title", "Tea"),
    Case("one broken line among the keys", "---\ntitle: Tea\nsummary: green: best\n---\nIt boils.\n", "title", "Tea"),
    Case("GB18030", "---\ntitle: 水壶与车轮俱乐部的信\n---\n今天泡茶，明天修车。\n".encode("gb18030"), "title", "水壶与车轮俱乐部的信"),
    Case("`date: 2020年5月8日`", "---\ndate: 2020年5月8日\n---\n", "date", "2020-05-08"),
    Case('`author: "[Lin](url)"`', '---\nauthor: "[Lin](https://lin.example/)"\n---\n', "people", [("Lin", "https://lin.example/")]),
    Case("a cover", "---\ncover:\n  image: pot.png\n---\nIt boils.\n", "images", ["pot.png"]),
    Case("inline links", "One [a](/a) and [b](</b c> 'B').\n", "links", ["/a", "/b c"]),
    Case("balanced parentheses", "The [pot](/pot_(tea)).\n", "links", ["/pot_(tea)"]),
    Case("an entity in a URL", "The [pot](/pot?a=1&amp;b=2).\n", "links", ["/pot?a=1&b=2"]),
    Case("reference links", "The [pot][1], [1].\n\n[1]: /pot\n", "links", ["/pot", "/pot"]),
    Case("no link in code", "Write `[a](/a)`.\n\n    [b](/b)\n\n[c](/c)\n", "links", ["/c"]),
    Case("no link in a comment", "<!-- [a](/a) -->\n\n[c](/c)\n", "links", ["/c"]),
    Case("`www.` in text", "See www.example.org/tea today.\n", "links", ["http://www.example.org/tea"]),
    Case("a URL in Chinese text", "主页：https://example.org/tea，欢迎。\n", "links", ["https://example.org/tea"]),
    Case("links in raw HTML", '<p><a href="/a?x=1&amp;y=2">a</a></p>\n\nOne <a href=/b>b</a>.\n', "links", ["/a?x=1&y=2", "/b"]),
    Case("images in raw HTML", '<figure><img src="a.png"></figure>\n\nOne <img src=b.png>.\n', "images", ["a.png", "b.png"]),
    Case("Hugo's `figure`", '{{< figure src="a.png" >}}\n', "images", ["a.png"]),
    Case("a caption below an image", "![Cups](a.png)\n*Left to right*\n", "captions", ["Left to right"]),
    Case("a link in a footnote", "Tea.[^1]\n\n[^1]: See [a](/a).\n", "links", ["/a"]),
    Case("no link in a formula", "For all $[a](b) > 0$ it holds.\n", "links", []),
    Case("`[[wiki]]` links", "See [[cups]].\n", "links", ["cups"]),
    Case("the place of a key's value", "---\ntitle: Tea\n---\n", "title_place", (11, 14)),
    Case("the place of each link", TWICE, "places", [(A, A + 14), (B, B + 14)]),
    Case("the place of each URL", TWICE, "url_places", [(A + 7, A + 13), (B + 7, B + 13)]),
)


def cnposts_() -> Reader:
    """``cnposts.parse``; a link of kind ``key`` is the front matter's, and the case is about the body."""
    import cnposts

    def read(data: bytes) -> Found:
        post = cnposts.parse(data)
        links = [link for link in post.links if link.kind != "key"]
        title = post.meta.spans.get("title")
        return {
            "title": post.title,
            "date": post.date and post.date.date().isoformat(),
            "people": [(person.name, person.url) for person in post.authors],
            "links": [link.url for link in links],
            "images": [image.url for image in post.images],
            "captions": [image.caption for image in post.images],
            "title_place": title and (title.start, title.end),
            "places": [(link.span.start, link.span.end) for link in links],
            "url_places": [(link.url_span.start, link.url_span.end) for link in links],
        }

    return read


def pattern() -> Reader:
    """Regular expressions over the whole file, as migration scripts have them."""
    link = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)[^)]*\)")
    title = re.compile(r"^title:\s*(.+?)\s*$", re.MULTILINE)

    def read(data: bytes) -> Found:
        text = data.decode()
        links, images = ([match for match in link.finditer(text) if match[1] == mark] for mark in ("", "!"))
        name = title.search(text)
        return {
            "title": name and name[1],
            "links": [match[2] for match in links],
            "images": [match[2] for match in images],
            "title_place": name and name.span(1),
            "places": [match.span() for match in links],
            "url_places": [match.span(2) for match in links],
        }

    return read


def beside(body: Callable[[str], Found]) -> Reader:
    """``frontmatter.loads`` for the keys, and something for the body."""
    import frontmatter

    def read(data: bytes) -> Found:
        post = frontmatter.loads(data.decode("utf-8-sig"))
        return {"title": post.metadata.get("title"), "date": str(post.metadata.get("date"))} | body(post.content)

    return read


def tokens(tree: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The tokens of a tree of mistune's in their order."""
    for token in tree:
        yield token
        yield from tokens(token.get("children", []))


def mistune_() -> Reader:
    """The syntax tree of mistune."""
    import mistune

    markdown = mistune.create_markdown(renderer=None, plugins=["table", "strikethrough", "footnotes", "url", "math"])

    def body(text: str) -> Found:
        found = list(tokens(markdown(text)))  # type: ignore[arg-type] # no renderer, so it is a tree
        return {kind + "s": [token["attrs"]["url"] for token in found if token["type"] == kind] for kind in ("link", "image")}

    return beside(body)


def markdown_it() -> Reader:
    """The tokens of markdown-it-py."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("gfm-like").use(footnote_plugin).use(dollarmath_plugin)

    def body(text: str) -> Found:
        found = [child for token in parser.parse(text) for child in token.children or ()]
        kinds = {"links": ("link_open", "href"), "images": ("image", "src")}
        return {name: [token.attrs[key] for token in found if token.type == kind] for name, (kind, key) in kinds.items()}

    return beside(body)


def in_html(render: Callable[[str], str]) -> Reader:
    """Links and images of the HTML, as BeautifulSoup finds them."""
    from bs4 import BeautifulSoup

    def body(text: str) -> Found:
        soup = BeautifulSoup(render(text), "html.parser")
        links = [link["href"] for link in soup.find_all("a", href=True) if not link["href"].startswith("#fn")]
        captions = [caption.get_text() for caption in soup.find_all("figcaption")]
        return {"links": links, "images": [image["src"] for image in soup.find_all("img", src=True)], "captions": captions}

    return beside(body)


def python_markdown() -> Reader:
    """The HTML of Python-Markdown, with the extensions that come with it and a few of pymdownx."""
    import markdown

    extensions = ["extra", "wikilinks", "pymdownx.magiclink", "pymdownx.arithmatex"]
    settings = {"wikilinks": {"base_url": "", "end_url": ""}}
    return in_html(lambda text: markdown.markdown(text, extensions=extensions, extension_configs=settings))


def cmark() -> Reader:
    """The HTML of GitHub's own parser."""
    import cmarkgfm
    from cmarkgfm.cmark import Options

    return in_html(partial(cmarkgfm.github_flavored_markdown_to_html, options=Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES))


def marko_() -> Reader:
    """The syntax tree of marko."""
    from marko import Markdown
    from marko.ext.gfm import GFM

    parser = Markdown(extensions=[GFM, "footnote"])

    def elements(element: Any) -> Iterator[Any]:  # noqa: ANN401 - any of marko's
        yield element
        for child in element.children if isinstance(getattr(element, "children", ""), list) else ():
            yield from elements(child)

    def body(text: str) -> Found:
        found = list(elements(parser.parse(text)))
        kinds = {"links": {"Link", "Url", "AutoLink"}, "images": {"Image"}}
        return {name: [element.dest for element in found if type(element).__name__ in kind] for name, kind in kinds.items()}

    return beside(body)


def pyromark_() -> Reader:
    """The events of pulldown-cmark with their ranges; it passes over front matter by itself, so that the ranges are the file's."""
    import pyromark

    of = pyromark.Options
    options = of.ENABLE_TABLES | of.ENABLE_FOOTNOTES | of.ENABLE_GFM | of.ENABLE_MATH | of.ENABLE_WIKILINKS
    options |= of.ENABLE_YAML_STYLE_METADATA_BLOCKS | of.ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS

    def read(data: bytes) -> Found:
        body = data.removeprefix(BOM)
        events = pyromark.events_with_range(body.decode(), options=options)
        starts = [(event["Start"], place) for event, place in events if "Start" in event]
        links, images = ([(start[kind], place) for start, place in starts if kind in start] for kind in ("Link", "Image"))
        places = [[len(data[: place[end] + len(data) - len(body)].decode()) for end in ("start", "end")] for _, place in links]
        urls = {"links": [link["dest_url"] for link, _ in links], "images": [image["dest_url"] for image, _ in images]}
        return keys(data) | urls | {"places": list(map(tuple, places))}

    keys = beside(lambda _: {})
    return read


@cache
def on_node() -> list[Found | None]:
    """What gray-matter and remark find in all cases; None where they die."""
    script, texts = NODE / "features.mjs", [case.data.decode(errors="replace") for case in CASES]
    command = ["node", str(script)]
    run = subprocess.run(command, input=json.dumps(texts), capture_output=True, encoding="utf-8", check=False)  # noqa: S603 - our own
    if run.returncode:
        raise ModuleNotFoundError(run.stderr.strip().splitlines()[-1], name="remark")
    answers: list[Found | None] = json.loads(run.stdout)
    return answers


def remark() -> Reader:
    """gray-matter for the keys, and the syntax tree of remark with GFM."""
    answers = dict(zip((case.data for case in CASES), on_node(), strict=True))

    def read(data: bytes) -> Found:
        found = answers[data]
        if found is None:
            raise ValueError("it died")
        text = data.decode(errors="replace")
        places = [tuple(_code_points(text, offset) for offset in place) for place in found.pop("places", [])]
        return found | {"places": places}

    return read


def _code_points(text: str, units: int) -> int:
    return len(text.encode("utf-16-le")[: 2 * units].decode("utf-16-le"))


READERS: dict[str, Callable[[], Reader]] = {
    "cnposts": cnposts_,
    "regex": pattern,
    "mistune": mistune_,
    "markdown-it-py": markdown_it,
    "marko": marko_,
    "Python-Markdown": python_markdown,
    "cmarkgfm": cmark,
    "pyromark": pyromark_,
    "remark": remark,
}


def verdict(read: Reader, case: Case) -> str:
    """The cell of a reader and a case."""
    try:
        found = read(case.data)
    except Exception:  # noqa: BLE001 - whatever it dies of
        return "no"
    if case.aspect not in found:
        return ""
    values = found[case.aspect]
    if case.aspect in {"links", "images"}:
        values = [unquote(url) for url in values]  # HTML has URLs percent-encoded
    return "yes" if values == case.wanted else "no"


def readers() -> dict[str, Reader]:
    """Those that are installed."""
    ready: dict[str, Reader] = {}
    for name, make in READERS.items():
        try:
            ready[name] = make()
        except ModuleNotFoundError as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
    return ready


def table(ready: dict[str, Reader]) -> Iterator[str]:
    """The lines of the table."""
    rows = [[case.name, *(verdict(read, case) for read in ready.values())] for case in CASES]
    rows.append([f"found, of {len(CASES)}", *(str([row[column] for row in rows].count("yes")) for column in range(1, len(ready) + 1))])
    for row in (["", *ready], ["---", *(":-:" for _ in ready)], *rows):
        yield f"| {' | '.join(row)} |"


if __name__ == "__main__":
    print(*table(readers()), sep="\n")
