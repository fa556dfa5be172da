"""How long reading posts takes, beside the two libraries that it stands on.

usage: python benchmarks/bench_parse.py ARCHIVE [--rounds 5]

Both contenders read the same files in the same process, in turns, and the best of the rounds counts:

- `cnposts.load`: everything, from bytes to a post with all its places and messages;
- `frontmatter.loads` and then mistune's bare syntax tree with the same plugins. The plugin `url` is left out: it looks at every `h` of
  the text and would make this contender slower. Where frontmatter dies of a file, mistune reads the whole of it, and the file is counted.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING

import frontmatter
import mistune

import cnposts

if TYPE_CHECKING:
    from collections.abc import Callable

SUFFIXES = {".md", ".markdown", ".mdx"}
PLUGINS = ("table", "strikethrough", "task_lists", "footnotes")


class Bare:
    """The other contender."""

    def __init__(self) -> None:
        """Set mistune up once."""
        self.markdown = mistune.create_markdown(renderer=None, plugins=list(PLUGINS))
        self.refused: set[Path] = set()

    def __call__(self, path: Path) -> None:
        """Read one file; bytes that are not UTF-8 are replaced, as frontmatter itself would die of them."""
        text = path.read_bytes().decode("utf-8-sig", errors="replace")
        try:
            text = frontmatter.loads(text).content
        except Exception:  # noqa: BLE001 - whatever it dies of
            self.refused.add(path)
        self.markdown(text)


def seconds(read: Callable[[Path], object], paths: list[Path]) -> float:
    """How long one round takes."""
    begun = time.perf_counter()
    for path in paths:
        read(path)
    return time.perf_counter() - begun


def main() -> None:
    """Run the rounds and print what they took."""
    parser = argparse.ArgumentParser(description="Time cnposts.load against frontmatter.loads + mistune.")
    parser.add_argument("archive", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    paths = sorted(path for path in options.archive.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    if not paths:
        parser.error(f"no posts below {options.archive}")

    bare = Bare()
    times: dict[str, list[float]] = {"cnposts.load": [], "frontmatter + mistune": []}
    for _ in range(options.rounds):
        times["cnposts.load"].append(seconds(cnposts.load, paths))
        times["frontmatter + mistune"].append(seconds(bare, paths))

    size = sum(path.stat().st_size for path in paths)
    print(f"{len(paths)} posts, {size / 1e6:.1f} MB, {options.rounds} rounds; {len(bare.refused)} posts that frontmatter.loads dies of")
    print(f"{'ms a post':24}{'min':>8}{'median':>8}")
    for name, rounds in times.items():
        low, middle = (1000 * figure / len(paths) for figure in (min(rounds), statistics.median(rounds)))
        print(f"{name:24}{low:8.3f}{middle:8.3f}")
    ours, theirs = times.values()
    print(f"{'ratio':24}{min(ours) / min(theirs):8.2f}{statistics.median(ours) / statistics.median(theirs):8.2f}")


if __name__ == "__main__":
    main()
