"""What each export costs: its time beside that of parsing, and the memory it takes for many posts.

usage: python benchmarks/bench_export.py ARCHIVE [--rounds 5] [--posts 50000]

ARCHIVE is a folder of content. The first table streams generated posts from a folder through each export, each in a process of its own, and
prints the time a post, parsing included, and the largest resident memory. The second one exports the archive's posts, which are in memory,
and parses the same files, in turn; every figure is the minimum of the rounds.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench_archive import generate

import cnposts
from cnposts import export

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

WEB = {"title": "T", "base_url": "https://example.org/"}
WAYS: dict[str, Callable[[Iterable[cnposts.Post], Path], object]] = {
    "JSON": lambda posts, path: export.to_json(posts, path / "posts.json"),
    "JSON Lines": lambda posts, path: export.to_jsonl(posts, path / "posts.jsonl"),
    "CSV": lambda posts, path: export.to_csv(posts, path / "csv"),
    "Parquet": lambda posts, path: export.to_parquet(posts, path / "parquet"),
    "SQLite": lambda posts, path: export.to_sqlite(posts, path / "posts.db"),
    "JSON-LD": lambda posts, path: export.to_json_ld(posts, path / "posts.jsonld", base_url=WEB["base_url"]),
    "JSON Feed": lambda posts, path: export.to_json_feed(posts, path / "feed.json", **WEB),
    "JSON Feed, summaries": lambda posts, path: export.to_json_feed(posts, path / "feed.json", content="summary", **WEB),
    "Atom": lambda posts, path: export.to_atom(posts, path / "atom.xml", **WEB),
    "HTML": lambda posts, _: [export.to_html(post) for post in posts],
    "HTML, trusted": lambda posts, _: [export.to_html(post, trusted=True) for post in posts],
    "Markdown": lambda posts, _: [export.to_markdown(post) for post in posts],
}
STREAMED = [way for way in WAYS if not way.startswith(("HTML", "Markdown"))]
STREAM = """
import json, resource, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[4])
import cnposts
from bench_export import WAYS
begun = time.perf_counter()
WAYS[sys.argv[1]](cnposts.iter_posts(sys.argv[2]), Path(sys.argv[3]))
print(json.dumps([time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def timed(call: Callable[[], Any]) -> float:
    """How long a call takes."""
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def compare(content: Path, scratch: Path, rounds: int) -> None:
    """The second table."""
    files = [(path, path.read_bytes()) for path in sorted(content.rglob("*.md"))]
    posts = [post for post in cnposts.iter_posts(content) if post.date]  # Atom wants one
    dated = {post.path for post in posts}
    files = [(path, data) for path, data in files if path.relative_to(content).as_posix() in dated]
    times: dict[str, list[float]] = {way: [] for way in ("parsing", *WAYS)}
    for _ in range(rounds):
        times["parsing"].append(timed(lambda: [cnposts.parse(data, path=path) for path, data in files]))
        for way, write in WAYS.items():
            times[way].append(timed(lambda write=write: write(posts, scratch)))
    print(f"\n{content}: {len(posts)} posts, minimum of {rounds} rounds\n\n{'':22}{'ms/post':>9}{'of parsing':>12}")
    for way, found in times.items():
        print(f"{way:22}{min(found) / len(posts) * 1000:9.3f}{min(found) / min(times['parsing']):12.3f}")


def stream(scratch: Path, count: int) -> None:
    """The first table."""
    folder = generate(scratch / "content", count)
    print(f"{count:,} posts{'':11}{'ms/post':>9}{'resident':>12}{'written':>12}", flush=True)
    for way in STREAMED:
        out = scratch / way
        out.mkdir()
        command = [sys.executable, "-c", STREAM, way, str(folder), str(out), str(Path(__file__).parent)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own command
        seconds, memory = json.loads(said)
        size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
        print(f"{way:22}{seconds / count * 1000:9.3f}{memory:9.0f} MB{size / 1e6:9.0f} MB", flush=True)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description="Time the exports of cnposts.")
    parser.add_argument("archive", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--posts", type=int, default=50_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        if arguments.posts:  # first, as a process begins with the memory of the one that starts it
            stream(Path(scratch), arguments.posts)
        compare(arguments.archive, Path(scratch), arguments.rounds)


if __name__ == "__main__":
    main()
