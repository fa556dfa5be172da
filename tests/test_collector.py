"""Memory: lists are let go of as they are read, and records share what is the same in all of them."""

from __future__ import annotations

import copy
import gc

import cnposts
from cnposts._collector import drained, paused


def test_a_drained_list_holds_nothing_that_was_read():
    items = ["tea", "pot", "cup"]
    seen = [(item, list(items)) for item in drained(items)]
    assert [item for item, _ in seen] == ["tea", "pot", "cup"]
    assert [len(rest) for _, rest in seen] == [2, 1, 0]


def test_the_collector_rests_and_goes_on():
    assert gc.isenabled()
    with paused():
        assert not gc.isenabled()
        with paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_records_share_the_set_of_their_fields_and_copies_have_their_own():
    first, second = cnposts.parse("[tea](pot) [cup](tray)").links
    assert first.model_fields_set is second.model_fields_set
    changed = first.model_copy(update={"title": "Tea"})
    assert changed.model_fields_set is not first.model_fields_set
    assert copy.copy(first) == first
    assert second.model_dump(exclude_unset=True) == second.model_dump()


def test_a_post_is_whole_however_long():
    text = "".join(f"Stop {number}, see [the map](/{number}/) 河边。\n\n" for number in range(6_000))
    post = cnposts.parse(text)
    assert [link.url for link in post.links] == [f"/{number}/" for number in range(6_000)]
    assert post.word_count == 6_000 * (2 + 3 + 2)
