"""What ``compare.py`` runs in processes of their own: a reader of one file for each contender, and the loop that serves rounds.

usage: python benchmarks/peers.py NAME

The first line on standard input is a JSON list of paths. Each further line asks for a round over all of them, from the bytes on disk on;
its answer is a line of JSON: seconds, the process's peak memory in MB, and how many links, images and failures there were. A contender that
cannot be had ends the process with the reason as its last words.
"""
# ruff: noqa: PLC0415 - a process imports what its contender needs, and nothing else

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Found = tuple[int, int, bool]
    """Links, images, and whether the front matter could not be read."""
    Reader = Callable[[Path], Found]

PLUGINS = ["table", "strikethrough", "task_lists", "footnotes"]
"""Of mistune. ``url`` is left out: it looks at every ``h`` of the text and would make the contender slower."""
PACKAGES = {"bs4": "beautifulsoup4", "frontmatter": "python-frontmatter", "markdown": "Markdown", "markdown_it": "markdown-it-py"}


def cnposts_(needed: str = "", **options: object) -> Reader:
    """``cnposts.load``. What it counts includes links and images of front matter, HTML and shortcodes, which no peer looks at."""
    import cnposts

    if needed:
        __import__(needed)

    def read(path: Path) -> Found:
        post: Any = cnposts.load(path, **options)  # type: ignore[call-overload]
        return len(post.links), len(post.images), False

    return read


def splitter() -> Callable[[Path], tuple[str, bool]]:
    """``frontmatter.loads``, with libyaml. The whole file is the body where it dies; bytes that are not UTF-8 are replaced."""
    import frontmatter
    import yaml

    if frontmatter.default_handlers.SafeLoader is not yaml.CSafeLoader:
        sys.exit("PyYAML is installed without libyaml, and would be slower than it has to be.")

    def split(path: Path) -> tuple[str, bool]:
        text = path.read_bytes().decode("utf-8-sig", errors="replace")
        try:
            return frontmatter.loads(text).content, False
        except Exception:  # noqa: BLE001 - whatever it dies of: each format raises errors of its own, and Python's
            return text, True

    return split


def alone() -> Reader:
    """``frontmatter.loads`` and nothing else."""
    split = splitter()
    return lambda path: (0, 0, split(path)[1])


def then(count: Callable[[str], tuple[int, int]]) -> Reader:
    """``frontmatter.loads``, and what counts links and images in the body."""
    split = splitter()

    def read(path: Path) -> Found:
        body, failed = split(path)
        return *count(body), failed

    return read


def mistune_ast() -> Reader:
    """The syntax tree of mistune."""
    import mistune

    markdown = mistune.create_markdown(renderer=None, plugins=PLUGINS)

    def count(body: str) -> tuple[int, int]:
        types, waiting = {"link": 0, "image": 0}, [markdown(body)]
        while waiting:
            for token in waiting.pop():
                if token["type"] in types:
                    types[token["type"]] += 1
                if "children" in token:
                    waiting.append(token["children"])
        return types["link"], types["image"]

    return then(count)


def in_html(render: Callable[[str], str]) -> Callable[[str], tuple[int, int]]:
    """Links and images of the HTML, as BeautifulSoup finds them with Python's own parser."""
    from bs4 import BeautifulSoup

    def count(body: str) -> tuple[int, int]:
        soup = BeautifulSoup(render(body), "html.parser")
        return len(soup.find_all("a", href=True)), len(soup.find_all("img", src=True))

    return count


def mistune_html() -> Reader:
    """The HTML of mistune; the author's own is let through, so that its links are found."""
    import mistune

    return then(in_html(mistune.create_markdown(escape=False, plugins=PLUGINS)))  # type: ignore[arg-type] # it renders, so it is text


def python_markdown() -> Reader:
    """The HTML of Python-Markdown."""
    import markdown

    converter = markdown.Markdown(extensions=["tables", "fenced_code", "footnotes"])
    return then(in_html(lambda body: converter.reset().convert(body)))


def markdown_it() -> Reader:
    """The tokens of markdown-it-py; all that is in a line hangs below its token ``inline``."""
    from markdown_it import MarkdownIt

    parse = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse

    def count(body: str) -> tuple[int, int]:
        types = [child.type for token in parse(body) for child in token.children or ()]
        return types.count("link_open"), types.count("image")

    return then(count)


def pyromark_() -> Reader:
    """The events of pyromark with their ranges: what any reading from Python that stands on pulldown-cmark takes at least."""
    import pyromark

    of = pyromark.Options
    options = of.ENABLE_TABLES | of.ENABLE_FOOTNOTES | of.ENABLE_STRIKETHROUGH | of.ENABLE_TASKLISTS

    def count(body: str) -> tuple[int, int]:
        links = images = 0
        for event, _ in pyromark.events_with_range(body, options=options):
            started = event.get("Start") if isinstance(event, dict) else None
            if isinstance(started, dict):
                links += "Link" in started
                images += "Image" in started
        return links, images

    return then(count)


READERS: dict[str, Callable[[], Reader]] = {
    "cnposts": cnposts_,
    "cnposts, pulldown": lambda: cnposts_("pyromark", engine="pulldown"),
    "cnposts, front matter": lambda: cnposts_(body=False),
    "frontmatter.loads": alone,
    "mistune AST": mistune_ast,
    "mistune HTML + BeautifulSoup": mistune_html,
    "markdown-it-py": markdown_it,
    "Python-Markdown + BeautifulSoup": python_markdown,
    "pyromark (floor)": pyromark_,
}


def one_round(read: Reader, paths: Iterable[Path]) -> dict[str, float]:
    """Read all files, and say what it took."""
    links = images = failures = 0
    begun = time.perf_counter()
    for path in paths:
        some_links, some_images, failed = read(path)
        links, images, failures = links + some_links, images + some_images, failures + failed
    seconds = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "memory": memory, "links": links, "images": images, "failed": failures}


def main() -> None:
    """Serve rounds until nobody asks."""
    try:
        read = READERS[sys.argv[1]]()
    except ModuleNotFoundError as error:
        sys.exit(f"the package `{PACKAGES.get(error.name or '', error.name)}` is not installed.")
    paths = [Path(path) for path in json.loads(sys.stdin.readline())]
    for _ in sys.stdin:
        print(json.dumps(one_round(read, paths)), flush=True)


if __name__ == "__main__":
    main()
