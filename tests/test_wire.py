"""Posts as bytes come back as they were, or not at all."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import cnposts
from cnposts import FrontMatter, Post
from cnposts._wire import decode, encode


class Event(FrontMatter):
    place: str = ""
    when: date | None = None
    rooms: frozenset[int] = frozenset()


class Lossy(FrontMatter):
    price: float = 0.0
    thing: Any = None


def test_a_users_fields_keep_their_types():
    post = cnposts.parse("---\ntitle: Tea\nplace: shed\nwhen: 2021-03-04\nrooms: [2, 1]\n---\n[a](b)\n", model=Event)
    again = decode(encode(post), Event)
    assert again == post
    assert type(again) is Post
    assert again.meta.when == date(2021, 3, 4)
    assert again.meta.rooms == frozenset({1, 2})


@pytest.mark.parametrize("value", [{"price": float("nan")}, {"thing": object()}, {"thing": (1, 2)}])
def test_what_json_does_not_hold_is_none(value):
    post = cnposts.parse("x", model=Lossy)
    assert encode(post) is not None
    assert encode(post.model_copy(update={"meta": post.meta.model_copy(update=value)})) is None


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff", b'{"header": 1}'])
def test_what_is_no_post_raises(data):
    with pytest.raises(ValueError, match=r"validation error"):
        decode(data, FrontMatter)
