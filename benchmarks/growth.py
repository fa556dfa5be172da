"""How the time of ``cnposts.parse`` grows with the text, construct by construct.

usage: python benchmarks/growth.py [--engine mistune|pulldown] [--largest 10000000] [--only NAME...]

For each construct of `constructs.py`, texts of 10 kB, 100 kB, 1 MB and, where that took less than six seconds, 10 MB are read, a few times
where it takes no time. The exponent is the slope of a line through the logarithms of times and sizes, from 100 kB on: 1 is linear, 2 is
quadratic. Front matter, whose bound is raised, has 900 kB at most; it stands in the column of 1 MB. `-` is a size that is left out, as
the one before took too long. The last line names what grows faster than text does.
"""

from __future__ import annotations

import argparse
import gc
import math
import time

from constructs import CONSTRUCTS, HEADERS

import cnposts

SIZES = {10_000: "10 kB", 100_000: "100 kB", 1_000_000: "1 MB", 10_000_000: "10 MB"}
LARGEST_HEADER = 900_000
LIMITS = cnposts.Limits(front_matter_size=2 * LARGEST_HEADER)
FROM = 90_000
"""The least size that the exponent is taken from."""
PATIENCE, LONG, ENOUGH, MOST = 60.0, 6.0, 0.3, 5
"""Seconds that a text may take, that one of 1 MB may take before one of 10 MB, after which a text is not read again; and how many times."""
FASTER = 1.15

Measured = dict[int, tuple[int, float]]
"""By the nominal size the real one, and the seconds."""


def least(text: str, options: dict[str, str]) -> float:
    """The least time it takes."""
    taken: list[float] = []
    while len(taken) < MOST and sum(taken) < ENOUGH:
        gc.collect()
        begun = time.perf_counter()
        cnposts.parse(text, limits=LIMITS, **options)  # type: ignore[call-overload] # `engine`, where there are several
        taken.append(time.perf_counter() - begun)
    return min(taken)


def slope(points: list[tuple[int, float]]) -> float:
    """The slope of the line of least squares through the logarithms."""
    logs = [(math.log(size), math.log(seconds)) for size, seconds in points]
    middle_x, middle_y = (sum(axis) / len(logs) for axis in zip(*logs, strict=True))
    return sum((x - middle_x) * (y - middle_y) for x, y in logs) / sum((x - middle_x) ** 2 for x, _ in logs)


def exponent(measured: Measured) -> float:
    """How the time grows; nan for fewer than two sizes."""
    points = [point for point in measured.values() if point[0] >= FROM]
    return slope(points) if len(points) > 1 else math.nan


def too_long(size: int, measured: Measured) -> bool:
    """Whether the next size is not worth the wait."""
    if not measured:
        return False
    points = list(measured.values())
    power = max(1.0, slope(points[-2:])) if len(points) > 1 else 1.0
    length, seconds = points[-1]
    return seconds * (size / length) ** power > PATIENCE or (size > max(SIZES) // 10 and seconds >= LONG)


def measure(name: str, largest: int, options: dict[str, str]) -> Measured:
    """One construct at each size."""
    measured: Measured = {}
    for size in SIZES:
        real = min(size, LARGEST_HEADER) if name in HEADERS else size
        if size > largest or (name in HEADERS and size > 2 * LARGEST_HEADER) or too_long(real, measured):
            break
        text = CONSTRUCTS[name](real)
        measured[size] = len(text.encode()), least(text, options)
    return measured


def row(name: str, measured: Measured) -> str:
    """One line of the table."""
    times = "".join(f"{measured[size][1] * 1000:11.1f}" if size in measured else f"{'-':>11}" for size in SIZES)
    return f"{name:28}{times}{exponent(measured):10.2f}"


def main() -> None:
    """Measure all and print the table."""
    parser = argparse.ArgumentParser(description="Time cnposts.parse as texts grow.")
    parser.add_argument("--engine", choices=["mistune", "pulldown"], default="mistune")
    parser.add_argument("--largest", type=int, default=max(SIZES))
    parser.add_argument("--only", nargs="+", choices=CONSTRUCTS, metavar="NAME")
    arguments = parser.parse_args()
    options = {} if arguments.engine == "mistune" else {"engine": arguments.engine}
    cnposts.parse("Warm up.", **options)  # type: ignore[call-overload]
    print(f"{'ms':28}{''.join(f'{label:>11}' for label in SIZES.values())}{'exponent':>10}")
    faster: list[str] = []
    for name in arguments.only or CONSTRUCTS:
        measured = measure(name, arguments.largest, options)
        print(row(name, measured), flush=True)
        if exponent(measured) > FASTER:
            faster.append(name)
    print(f"\nfaster than the text (exponent above {FASTER}): {', '.join(faster) or 'nothing'}")


if __name__ == "__main__":
    main()
