"""Nothing runs in a real browser of what strangers wrote, wherever in a post they wrote it and whatever it was made into."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec

import pytest
from hypothesis import HealthCheck, given, settings

import cnposts
from cnposts import export

from .chromium import loaded, ran_of
from .fragments import TEXTS
from .places import PAYLOADS, PLACES, outputs, posts

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(
        not (shutil.which("chromium") and find_spec("duckdb")),  # minutes, which only those spend who asked for programs of others
        reason="wants Debian's package `chromium`, and the extra `integration`",
    ),
]


def ran(found):
    return {number for number, what in found.items() if any(hit.startswith(("ran", "left its page")) for hit in what)}


def test_the_trap_snaps():
    """The same payloads as they are, and as Markdown of an author who is trusted."""
    pieces = [text for kind, texts in PAYLOADS.items() if kind != "markdown" for text in texts]
    pieces += [export.to_html(cnposts.parse(text), trusted=True) for text in PAYLOADS["markdown"]]
    found, asked = loaded([*pieces, "<p>x</p>", '<img src="x.png" alt="x"> <a href="https://x.example/x.html">x</a>'])
    assert len(ran(found)) > len(pieces) / 2
    assert len(found) > len(pieces) * 3 / 4
    assert not {len(pieces), len(pieces) + 1} & found.keys()
    assert {".js", ".css", ".html"} <= {kind for kind, _, _ in asked}


def test_nothing_runs_wherever_it_stands():
    """Each payload in a third of the places, and each place with a third of the payloads; with CNPOSTS_THOROUGH=1, all in all."""
    payloads = [text for texts in PAYLOADS.values() for text in texts]
    assert len(payloads) > 300
    assert len(PLACES) > 12
    step = 1 if os.environ.get("CNPOSTS_THOROUGH") else 3
    chosen = [post for number, payload in enumerate(payloads) for post in posts(payload)[number % step :: step]]
    pieces = {html: post.path for post in chosen for html in outputs(post)}
    found, asked = ran_of(list(pieces))
    assert {(pieces.get(html), html): what for html, what in found.items()} == {}
    assert asked == []


def test_nothing_runs_of_what_is_put_together():
    pieces: dict[str, str] = {}

    @settings(max_examples=500, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(TEXTS)
    def collect(text):
        pieces.update(dict.fromkeys(outputs(cnposts.parse(text, path="x.md")), text))

    collect()
    assert len(pieces) > 1_000
    found, asked = ran_of(list(pieces))
    assert {(pieces.get(html), html): what for html, what in found.items()} == {}
    assert asked == []
