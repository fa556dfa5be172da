"""What an edit costs: every URL of every post rewritten, beside parsing alone.

usage: python benchmarks/bench_edit.py ARCHIVE [--rounds 5]

In one process, in turns, over the same texts, and the best of the rounds counts:

- `parse`: `cnposts.parse`;
- `and rewrite`: the same, and `edit.rewrite_urls` with a new URL for each place, and `apply`, which parses the result and compares.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import time
from pathlib import Path

import cnposts
from cnposts import edit


def parse(post: cnposts.Post) -> int:
    """Parse one text; returns how many URLs were rewritten."""
    cnposts.parse(post.source, path=post.path)
    return 0


def rewrite(post: cnposts.Post) -> int:
    """Parse one text and give each URL in it another one."""
    numbers = itertools.count()
    edits = edit.rewrite_urls(cnposts.parse(post.source, path=post.path), lambda _: f"https://moved.example/{next(numbers)}")
    edits.apply()
    return len(edits)


def main() -> None:
    """Run the rounds and print what they took."""
    parser = argparse.ArgumentParser(description="Time rewriting all URLs against parsing.")
    parser.add_argument("archive", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    posts = list(cnposts.iter_posts(options.archive))
    if not posts:
        parser.error(f"no posts below {options.archive}")

    contenders = {"parse": parse, "and rewrite": rewrite}
    times: dict[str, list[float]] = {name: [] for name in contenders}
    count = 0
    for _ in range(options.rounds):
        for name, work in contenders.items():
            begun = time.perf_counter()
            count = sum(map(work, posts))
            times[name].append(time.perf_counter() - begun)

    print(f"{len(posts)} posts, {sum(len(post.source) for post in posts) / 1e6:.1f} M characters, {count} edits, {options.rounds} rounds")
    print(f"{'ms a post':16}{'min':>8}{'median':>8}")
    for name, rounds in times.items():
        print(f"{name:16}{1000 * min(rounds) / len(posts):8.3f}{1000 * statistics.median(rounds) / len(posts):8.3f}")
    alone, both = times.values()
    print(f"{'ratio':16}{min(both) / min(alone):8.2f}{statistics.median(both) / statistics.median(alone):8.2f}")


if __name__ == "__main__":
    main()
