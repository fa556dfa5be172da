"""The readers as handlers of python-frontmatter."""

from __future__ import annotations

import frontmatter
import pytest

from cnposts._frontmatter import JSONHandler, LCTTHandler, MultiMarkdownHandler, NikolaHandler, TOMLHandler, YAMLHandler

TEXTS = {
    YAMLHandler: "---\ntitle: T\nlist: [1, x]\n---\n\nBody\n",
    TOMLHandler: '+++\ntitle = "T"\nlist = [1, "x"]\n+++\n\nBody\n',
    JSONHandler: '{"title": "T", "list": [1, "x"]}\n\nBody\n',
    MultiMarkdownHandler: "Title: T\nList: x\n\nBody\n",
    NikolaHandler: "<!--\n.. title: T\n-->\n\nBody\n",
    LCTTHandler: '[#]: subject: "T"\n\nBody\n',
}


@pytest.mark.parametrize("handler", TEXTS)
def test_loads(handler):
    post = frontmatter.loads(TEXTS[handler], handler=handler())
    assert "T" in post.metadata.values()
    assert post.content == "Body"
    assert handler().detect(TEXTS[handler])
    assert not handler().detect("Body")
    assert frontmatter.loads("Body", handler=handler()).content == "Body"
    assert handler().load("Body") == {}


@pytest.mark.parametrize("handler", [YAMLHandler, JSONHandler])
def test_dumps(handler):
    post = frontmatter.Post("Body", title="中", list=[1, 2.5, True, "x\n"], map={"a b": {"c": "d"}})
    again = frontmatter.loads(frontmatter.dumps(post, handler=handler()), handler=handler())
    assert (again.metadata, again.content) == (post.metadata, "Body")
