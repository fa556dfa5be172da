"""The specification's own examples: links, images, headings and code blocks agree with its HTML."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest

import cnposts

EXAMPLES = json.loads((Path(__file__).parent.parent / "data/markdown/commonmark-0.31.2.json").read_text("utf-8"))
SAFE = ":/?#@!$&()*+,;=%'~-_."
RENDERED = {"inline", "reference", "collapsed", "shortcut", "autolink", "element"}


class Seen(HTMLParser):
    """Collects what the specification's HTML holds."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[list[str | None]] = []
        self.images: list[tuple[str | None, str | None]] = []
        self.headings: list[list[object]] = []
        self.code: list[list[str | None]] = []
        self._open: list[list] = []
        self._pre = False

    def handle_starttag(self, tag, attrs) -> None:
        attributes = dict(attrs)
        if tag == "a" and "href" in attributes:
            self.links.append([attributes["href"], attributes.get("title"), ""])
            self._open.append(self.links[-1])
        elif tag == "img":
            self.images.append((attributes.get("src"), attributes.get("title")))
        elif re.fullmatch(r"h[1-6]", tag):
            self.headings.append([int(tag[1]), ""])
            self._open.append(self.headings[-1])
        elif tag == "pre":
            self._pre = True
        elif tag == "code" and self._pre:
            lang = (attributes.get("class") or "").removeprefix("language-") or None
            self.code.append([lang, ""])
            self._open.append(self.code[-1])

    def handle_endtag(self, tag) -> None:
        if ((tag == "code" and self._pre) or tag == "a" or re.fullmatch(r"h[1-6]", tag)) and self._open:
            self._open.pop()
        if tag == "pre":
            self._pre = False

    def handle_data(self, data) -> None:
        for item in self._open:
            item[-1] += data


def folded(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example["example"]))
def test_example_agrees_with_its_html(example) -> None:
    post = cnposts.parse(f"---\n---\n{example['markdown']}")
    assert post.content == example["markdown"]
    html = Seen()
    html.feed(example["html"])
    links = [(quote(link.url, SAFE), link.title, folded(link.text)) for link in post.links if link.kind in RENDERED]
    assert links == [(quote(url, SAFE), title, folded(text)) for url, title, text in html.links]
    images = [(quote(image.url, SAFE), image.title) for image in post.images if image.kind in RENDERED]
    assert images == [(quote(url or "", SAFE), title) for url, title in html.images]
    assert [(item.depth, folded(item.text)) for item in post.headings] == [(depth, folded(text)) for depth, text in html.headings]
    code = [(item.lang, item.text) for item in post.code_blocks]
    assert "<pre" in example["markdown"] or code == [(lang, text.removesuffix("\n")) for lang, text in html.code]


def test_all_examples_are_there() -> None:
    assert len(EXAMPLES) == 652
    assert sum("<a " in example["html"] for example in EXAMPLES) > 100
