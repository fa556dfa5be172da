"""Whole posts as JSON: they come back equal, and no reader of JSON stumbles."""

from __future__ import annotations

import json
import math

import cnposts
from cnposts import FrontMatter, Post, export


def strict(text):
    def refuse(name):
        raise ValueError(name)

    return json.loads(text, parse_constant=refuse)


def lines(path):
    return path.read_bytes().removesuffix(b"\n").split(b"\n")


def test_posts_come_back_equal(archive, tmp_path):
    export.to_json(archive, tmp_path / "posts.json")
    export.to_jsonl(iter(archive), tmp_path / "posts.jsonl")
    assert [Post.model_validate(record) for record in strict((tmp_path / "posts.json").read_bytes())] == list(archive)
    assert [Post.model_validate_json(line) for line in lines(tmp_path / "posts.jsonl")] == list(archive)


def test_an_archive_adds_what_it_knows(archive, tmp_path):
    export.to_jsonl(archive, tmp_path / "archive.jsonl")
    export.to_jsonl(list(archive), tmp_path / "list.jsonl")
    known, plain = ([strict(line) for line in lines(tmp_path / name)] for name in ("archive.jsonl", "list.jsonl"))
    assert [(record["url"], record["language"]) for record in known] == [
        ("/posts/cups/", None),
        ("/posts/draft/", None),
        ("/posts/kettle/", None),
        ("/posts/undated/", "zh"),
    ]
    assert [{key: value for key, value in record.items() if key not in {"url", "language"}} for record in known] == plain


def test_odd_posts_are_valid_json(odd, tmp_path):
    export.to_jsonl(odd, tmp_path / "odd.jsonl")
    written = [Post.model_validate_json(line) for line in lines(tmp_path / "odd.jsonl")]
    assert written[0].path == "odd\ufffd.md"
    assert written[0].content == odd[0].content
    assert {message.path for message in written[0].messages} == {"odd\ufffd.md"}
    assert written[1:] == odd[1:]
    assert written[1].text == "lone \ufffd surrogate"
    assert [strict(line)["path"] for line in lines(tmp_path / "odd.jsonl")] == [post.path for post in written]


class Measured(FrontMatter):
    ratio: float = 0.0


def test_numbers_that_json_has_not_are_null(tmp_path):
    post = cnposts.parse("---\nratio: nan\n---\n", path="odd\udcff.md", model=Measured)
    assert math.isnan(post.meta.ratio)
    for posts in ([post], [post.model_copy(update={"path": "a.md"})]):
        export.to_json(posts, tmp_path / "nan.json")
        (record,) = strict((tmp_path / "nan.json").read_bytes())
        assert record["meta"]["ratio"] is None
        assert record["meta"]["raw"] == {"ratio": "nan"}


def test_no_posts_are_an_empty_array(tmp_path):
    export.to_json([], tmp_path / "empty.json")
    assert strict((tmp_path / "empty.json").read_bytes()) == []
