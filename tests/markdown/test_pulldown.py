"""The second engine: its posts are those of the first one, field by field."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnposts
from cnposts._markdown import engine, pulldown
from cnposts._position import CodePoints
from tests.edit.test_properties import posts

from .test_commonmark import EXAMPLES

TABS = {5, 6, 7}
"""Examples of the specification where a tab belongs to a container in part; mistune expands it, and its code begins with the line."""


def both(text, **options):
    return cnposts.parse(text, **options), cnposts.parse(text, engine="pulldown", **options)


def differences(first, second):
    return {
        name: (getattr(first, name), getattr(second, name))
        for name in type(first).model_fields
        if getattr(first, name) != getattr(second, name)
    }


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["example"])
def test_the_specifications_examples(example):
    found = differences(*both("\n" + example["markdown"]))
    assert set(found) == ({"code_blocks"} if example["example"] in TABS else set()), found


@given(post=posts(blank=" "))
def test_any_post(post):
    assert differences(*both(post.source)) == {}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "text",
    [
        "# 一 `a` [b](c 'd') {#own}",
        "一二 **三 [四](五.md) 六** ~~七~~ ~八~ \\*九* \\{: .a}",
        "> 引 [a\n> b](c\n> 'd') `e\n> f`\n\n![图](p.png){width=10}",
        "社区：https://example.org/team/，<a@b.example> [x@y.example](z) [https://a.example/*b*](c)",
        "[a] [a][] [b][a] ![c][a]\n\n> [a]:\n> <d e>\n> 't'",
        "x[^1] ![^1] [^2]\n\n[^1]: y [z](w)\n\n    - u `v`",
        "- [ ] a\n- [x] [b](c)\n  ```py\n  d\n\n\t\te\n     \n  ```\n- f\n\n  g",
        "| a | b\\|c |\n|---|---|\n| `x\\|y` [d](e) | https://f.example/\\|g |\nh",
        "```\na",
        "> ```\n> a\n\nb",
        "- ```\n  a\n\nb",
        "    a\n  \n    b\n    \n\n\tc",
        "<div>\n<img src='a.png'>\n\n[b](c)\n\n</div>\n<br/>\n[d](e)",
        "a {{< b >}} [c]({{< ref d >}} 'e') `{{< f >}}`\n\n{{< g >}}\n\n**h:**{% i %}",
        "##x\n\n#y\n\n- ##z\n\n> a\n> ##b",
        "[a](b c) [d] (e.md) [f]（g.md）",
        "a\\\nb  \nc\n***\n&copy;&#123;x&#125;\n:::note\nd\n:::",
        "> " * 25 + "a [b](c)",
        "*a **b " * 30 + "[c](d)",
        "![" * 30 + "a" + "](b)" * 30,
        "\x00a [\x00](b\x00)",
        "e\u0301\U0001f600 [\U0001f600](\U0001f600.md) \u2028 `\u3000`",
        "---\ntitle: 题\n---\n\n# 题 [a](b)",
        "# `a` #\n\n## [b][c] ##\n\n[c]: d",
        "[a]: b '{{< c >}}'\n\n[a]",
        "见 https://a.example <img src='b.png'\n    > c",
        "> a@b.example\n> > c\n\nd@e.example\n    > f",
        "> [a](\n> 'c')\n\n> [a](\n>)",
        "<https://a.example/b?c=1&amp;d> [<https://e.example/>](f)",
        "~~旧。~~新 ~~😀~~a 1~2",
        "> ```\n> a\n>\n\n> 1. ```\n>    b\n>\n> 2. c",
        "[a][^1]\n\n[a]: b\n\n[^1]: c",
    ],
)
def test_what_nodes_are_made_of(text, end):
    assert differences(*both(text.replace("\n", end) + end)) == {}


def test_running_text_of_its_own_is_not_read_by_the_first_engine(monkeypatch):
    monkeypatch.setattr(engine.inlines("\u2e00", 20), "parse", None)
    monkeypatch.setattr(engine.inlines(None, 20), "parse", None)
    monkeypatch.setattr(engine, "read", None)
    post = cnposts.parse("# A *b* [c](d) ![e](f)\n\n- `g` <h@i.example>\n\n| <b>j</b> |\n|---|\n| [k][] |\n\n[k]: l", engine="pulldown")
    assert [link.url for link in post.links] == ["d", "mailto:h@i.example", "l"]


@given(text=st.text(), data=st.data())
def test_code_points(text, data):
    places = CodePoints(text.encode("utf-8", "surrogatepass").decode("utf-8", "replace").encode())
    text = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    for offset in data.draw(st.lists(st.integers(0, len(text)))):
        assert places(len(text[:offset].encode())) == offset


def test_every_file_of_the_corpus(corpus):
    paths = [path for path in (corpus / "corpus").rglob("*") if path.suffix.lower() in {".md", ".markdown", ".mdx"} and path.is_file()]
    assert len(paths) > 1500
    for path in paths:
        assert differences(cnposts.load(path), cnposts.load(path, engine="pulldown")) == {}, path


@pytest.mark.parametrize("options", [{"workers": 2}, {"cache": True}], ids=["workers", "cache"])
def test_archives(options, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for number in range(20):
        (tmp_path / f"{number}.md").write_text(f"# {number}\n\n[a](b{number})\n", "utf-8")
    for _ in range(2):
        found = cnposts.load_archive(tmp_path, engine="pulldown", **options)
        assert list(found) == list(cnposts.load_archive(tmp_path)) == list(cnposts.iter_posts(tmp_path, engine="pulldown", **options))


def test_a_missing_package_is_named():
    script = "import sys; sys.modules['pyromark'] = None; import cnposts; cnposts.parse('', engine='pulldown')"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "ImportError: This needs pyromark: pip install 'cnposts[fast]'" in run.stderr


def test_an_engine_that_is_none():
    with pytest.raises(ValueError, match="engine must be 'mistune' or 'pulldown', not 'hugo'"):
        cnposts.parse("", engine="hugo")


def test_the_engine_is_small():
    assert Path(pulldown.__file__).read_text(encoding="utf-8").count("\n") <= 250
