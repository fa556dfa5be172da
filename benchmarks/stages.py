"""Where the time of ``cnposts.load`` goes, stage by stage, with each engine.

usage: python benchmarks/stages.py ARCHIVE [--rounds 7]

Each stage is timed around its function, so that the sum is a little more than the whole takes without a clock; the best round counts. What
is indented is a part of what stands above it. The models are made within the stages; their line is the time it takes to make all links,
images, headings, code blocks and their spans once more from what they hold.
"""

from __future__ import annotations

import argparse
import dataclasses
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench_archive import SUFFIXES

import cnposts
from cnposts import _body, _frontmatter, _markdown, _parse, _shortcodes, _words
from cnposts._body import reader
from cnposts._markdown import engine, walk
from cnposts._markdown.pulldown import Pulldown, _parser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnposts import Post

STAGES: list[tuple[str, Any, str]] = [
    ("bytes to text", _parse, "decode"),
    ("front matter: found, read with places", _frontmatter, "read"),
    ("front matter: understood", _frontmatter, "understand"),
    ("body", _body, "read"),
    ("  tags masked", _shortcodes, "mask"),
    ("  Markdown to nodes", _markdown, "parse"),
    ("    mistune: blocks", engine, "read"),
    ("    mistune: running text, nodes", walk.Walk, "document"),
    ("    pulldown-cmark: events, nodes", Pulldown, "document"),
    ("  nodes to links, images, text", reader._Reader, "block"),  # noqa: SLF001 - a stage
    ("  sorted, paired", reader._Reader, "finish"),  # noqa: SLF001
    ("words counted", _words, "count"),
]
PARTS = ("links", "images", "headings", "code_blocks")


@contextmanager
def timed(owner: Any, name: str, spent: dict[str, float], stage: str) -> Iterator[None]:  # noqa: ANN401 - a module or a class
    """Within: what a function takes is added to its stage."""
    function = getattr(owner, name)

    def clocked(*args: object, **options: object) -> object:
        begun = time.perf_counter()
        try:
            return function(*args, **options)
        finally:
            spent[stage] += time.perf_counter() - begun

    setattr(owner, name, clocked)
    yield
    setattr(owner, name, function)


def seconds(paths: list[Path], engine_name: Any) -> float:  # noqa: ANN401 - one of the engines' names
    """How long one round takes."""
    begun = time.perf_counter()
    for path in paths:
        cnposts.load(path, engine=engine_name)
    return time.perf_counter() - begun


def by_stage(paths: list[Path], engine_name: str, rounds: int) -> dict[str, float]:
    """The seconds of each stage in the best round, and those of the whole without a clock."""
    whole = min(seconds(paths, engine_name) for _ in range(rounds))
    best: dict[str, float] = {}
    for _ in range(rounds):
        spent = dict.fromkeys([stage for stage, _, _ in STAGES], 0.0)
        with ExitStack() as stack:
            for stage, owner, name in STAGES:
                stack.enter_context(timed(owner, name, spent, stage))
            spent["all, with clocks"] = seconds(paths, engine_name)
        best = spent if not best or spent["all, with clocks"] < best["all, with clocks"] else best
    return best | {"all": whole}


def models_again(posts: list[Post], rounds: int) -> float:
    """The seconds that the models and spans of all posts take."""
    given = [(type(part), dict(part)) for post in posts for name in PARTS for part in getattr(post, name)]
    spans = [dataclasses.astuple(value) for _, fields in given for value in fields.values() if isinstance(value, cnposts.Span)]
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        for kind, fields in given:
            kind(**fields)
        for span in spans:
            cnposts.Span(*span)
        taken.append(time.perf_counter() - begun)
    return min(taken)


def events(posts: list[Post], rounds: int) -> float:
    """The seconds that pulldown-cmark's events of all bodies take."""
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        for post in posts:
            for _event in _parser().events_with_range(post.content):
                pass
        taken.append(time.perf_counter() - begun)
    return min(taken)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Time the stages of cnposts.load.")
    parser.add_argument("archive", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    paths = sorted(path for path in options.archive.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    posts = [cnposts.load(path) for path in paths]
    columns = {name: by_stage(paths, name, options.rounds) for name in ("mistune", "pulldown")}
    again = {
        "models and spans, made again": models_again(posts, options.rounds),
        "pulldown-cmark's events alone": events(posts, options.rounds),
    }
    print(f"{'ms a post':42}" + "".join(f"{name:>10}" for name in columns))
    for stage in columns["mistune"]:
        print(f"{stage:42}" + "".join(f"{1000 * spent[stage] / len(paths):10.3f}" for spent in columns.values()))
    for what, spent in again.items():
        print(f"{what:42}{1000 * spent / len(paths):10.3f}")


if __name__ == "__main__":
    main()
