"""Bounds: what they are, that each is told when it is reached, that each can be moved, and that files which are too large are refused."""

from __future__ import annotations

import io
import pickle
import zipfile
from dataclasses import fields

import pytest

import cnposts
from cnposts import Limits, ReadError, Rule

REACHED = {
    "nesting": ("> " * 8 + "tea", 5),
    "front_matter_size": ("---\ntitle: tea\n---\n", 5),
    "front_matter_nesting": ("---\na: [[[[[[[tea]]]]]]]\n---\n", 5),
    "aliased_values": ("---\na: &a [1, 2, 3]\nb: [*a, *a]\n---\n", 5),
    "messages": ("##a\n\n" * 8, 5),
    "inner_text": ("{{< a >}}" * 40 + "tea" + "{{< /a >}}" * 40, 1),
}
"""A text that reaches a bound of this number, and of fewer, and none of the defaults."""


def told(post):
    return [message for message in post.messages if message.rule is Rule.LIMIT_REACHED]


def test_each_bound_has_a_case():
    assert REACHED.keys() == {field.name for field in fields(Limits)}


@pytest.mark.parametrize("engine", ["mistune", "pulldown"])
@pytest.mark.parametrize("bound", REACHED)
def test_a_bound_that_is_reached_costs_a_message_and_not_the_post(bound, engine):
    text, number = REACHED[bound]
    limits = Limits(**{bound: number})
    post = cnposts.parse(text, engine=engine, limits=limits)
    assert told(post)
    assert post.source == text
    assert not told(cnposts.parse(text, engine=engine))
    with pytest.raises(cnposts.ParseError):
        cnposts.parse(text, engine=engine, limits=limits, errors="raise")


@pytest.mark.parametrize("engine", ["mistune", "pulldown"])
def test_depth_can_be_allowed(engine):
    text = "> " * 40 + "[tea](pot)\n"
    assert told(cnposts.parse(text, engine=engine))
    post = cnposts.parse(text, engine=engine, limits=Limits(nesting=50))
    assert not told(post)
    assert post.source[post.links[0].url_span.start : post.links[0].url_span.end] == "pot"
    assert post.text == "tea"


@pytest.mark.parametrize("engine", ["mistune", "pulldown"])
def test_images_in_images_are_read_up_to_the_bound(engine):
    text = "![" * 60 + "tea" + "](pot)" * 60
    post = cnposts.parse(text, engine=engine)
    assert [message.reason for message in told(post)] == [
        "More than 20 images, links and spans stand in each other; outer ones were read as text."
    ]
    assert len(post.images) == 1
    assert not told(cnposts.parse("![" * 15 + "tea" + "](pot)" * 15, engine=engine))


@pytest.mark.parametrize("engine", ["mistune", "pulldown"])
@pytest.mark.parametrize("name", ["YAML", "TOML", "JSON", "quotes", "lists", "images"])
def test_the_largest_bounds_fit_the_stack(name, engine):
    inner = dict.fromkeys(("YAML", "TOML", "JSON"), "[" * 149 + "]" * 149)
    texts = {"YAML": "---\na: {}\n---\n", "TOML": "+++\na = {}\n+++\n", "JSON": '{{"a": {}}}\n\n'}
    bodies = {"quotes": "> " * 49 + "tea", "lists": "- " * 49 + "tea", "images": "![" * 49 + "tea" + "](pot)" * 49}
    text = texts[name].format(inner[name]) if name in texts else bodies[name]
    post = cnposts.parse(text, engine=engine, limits=Limits(nesting=50, front_matter_nesting=150))
    assert not post.messages or name == "images"
    assert cnposts.Post.model_validate_json(post.model_dump_json()) == post


@pytest.mark.parametrize("bound", [field.name for field in fields(Limits)])
@pytest.mark.parametrize("value", [0, -1, True, 1.5, "9", None])
def test_a_bound_is_a_whole_number(bound, value):
    with pytest.raises(ValueError, match=f"limits: {bound} must be a whole number from 1"):
        Limits(**{bound: value})


@pytest.mark.parametrize(("bound", "most"), [("nesting", 50), ("front_matter_nesting", 150)])
def test_what_the_stack_holds_is_bounded_itself(bound, most):
    assert getattr(Limits(**{bound: most}), bound) == most
    with pytest.raises(ValueError, match=rf"{bound} must be a whole number from 1 to {most}, not {most + 1}"):
        Limits(**{bound: most + 1})


def test_limits_are_values():
    assert Limits() == Limits(nesting=20)
    assert pickle.loads(pickle.dumps(Limits(nesting=9))) == Limits(nesting=9)  # noqa: S301 - our own
    with pytest.raises(AttributeError):
        Limits().nesting = 3
    with pytest.raises(TypeError, match=r"limits must be a cnposts\.Limits"):
        cnposts.parse("tea", limits=20)


@pytest.mark.parametrize("text", ["tea " * 25, b"tea " * 25, bytearray(b"tea " * 25)])
def test_a_text_of_more_than_max_size_is_refused(text):
    assert cnposts.parse(text, max_size=100).word_count == 25
    with pytest.raises(ReadError, match=r"^blog/tea\.md:1:1: error: It cannot be read: it is larger than max_size=99 allows\.") as caught:
        cnposts.parse(text, max_size=99, path="blog/tea.md")
    assert [message.rule for message in caught.value.messages] == [Rule.LIMIT_REACHED]


@pytest.mark.parametrize("size", [0, -5, 1.5, "1 MB"])
def test_max_size_is_a_number_of_bytes(size):
    with pytest.raises(ValueError, match="max_size must be a number of bytes from 1"):
        cnposts.parse("tea", max_size=size)


def test_a_file_of_more_than_max_size_is_refused(tmp_path):
    (tmp_path / "tea.md").write_text("茶" * 50, encoding="utf-8")
    assert cnposts.load(tmp_path / "tea.md", max_size=150).word_count == 50
    for file in (tmp_path / "tea.md", io.BytesIO(b"tea " * 50), io.StringIO("tea " * 50)):
        with pytest.raises(ReadError, match="larger than max_size=149"):
            cnposts.load(file, max_size=149)


def test_no_more_of_a_file_is_read_than_it_may_have():
    class Endless(io.RawIOBase):
        def read(self, size=-1):
            assert 0 < size < 1_000
            return b"t" * size

    with pytest.raises(ReadError, match="larger than max_size=100"):
        cnposts.load(Endless(), max_size=100)


@pytest.fixture(params=["folder", "zip"])
def archive(request, tmp_path):
    """One post that is small and one that is not."""
    files = {"large.md": "tea " * 1_000, "small.md": "tea"}
    if request.param == "zip":
        with zipfile.ZipFile(tmp_path / "site.zip", "w", zipfile.ZIP_DEFLATED) as packed:
            for name, text in files.items():
                packed.writestr(name, text)
        return tmp_path / "site.zip"
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("options", [{}, {"workers": 2}, {"cache": True}])
def test_archives_go_on_without_files_of_more_than_max_size(archive, options, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    cnposts.load_archive(archive, **options)  # fills the cache
    read = cnposts.load_archive(archive, max_size=1_000, **options)
    assert [post.path for post in read] == ["small.md"]
    assert [str(failure) for failure in read.failures] == [
        "large.md:1:1: error: It cannot be read: it is larger than max_size=1000 allows. [limit-reached]"
    ]
    failed: list[cnposts.ParseError] = []
    assert [post.path for post in cnposts.iter_posts(archive, max_size=1_000, on_failure=failed.append)] == ["small.md"]
    assert isinstance(failed[0], ReadError)


def test_the_cache_knows_limits_apart(tmp_path):
    (tmp_path / "tea.md").write_text("> " * 30 + "tea", encoding="utf-8")
    cache = tmp_path / "posts.sqlite"
    for nesting, count in ((20, 1), (40, 0), (20, 1)):
        archive = cnposts.load_archive(tmp_path, cache=cache, limits=Limits(nesting=nesting))
        assert len(told(archive[0])) == count


@pytest.mark.parametrize("engine", ["mistune", "pulldown"])
def test_figures_in_figures_are_told_beyond_the_bound(engine):
    post = cnposts.parse("<figure><img src=pot.png>" * 30, engine=engine)
    assert len(post.images) == 30
    assert {message.span.line for message in told(post)} == {1}
    assert not told(cnposts.parse("<figure><img src=pot.png>" * 15, engine=engine))
