"""How long texts take that were made to do harm, each in a process of its own.

usage: python benchmarks/hostile.py [--count 50000] [--engine mistune|pulldown] [--only WORD] [--patience 60]

The texts are those of `hostile_texts.py`, with their pieces repeated 50,000 times. For each: its size, the seconds of processor time, those
for each million code points, the growth from a quarter of the count (the exponent: 1 is linear), and the bound that was reached, if any.
Below stand those that took more than a second, and those that grow faster than the text.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import resource
import time
from typing import TYPE_CHECKING, NamedTuple

from hostile_texts import HOSTILE

import cnposts

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

FASTER, WORTH = 1.25, 0.2
"""The exponent from which growth is told, and the seconds from which it can be measured."""


class Measured(NamedTuple):
    """One reading: code points, seconds, kilobytes of memory at most, and the first bound that was reached."""

    size: int
    seconds: float
    memory: int
    bound: str


def measure(name: str, count: int, engine: cnposts.Engine, answer: Connection) -> None:
    """Read one text, and send what it took."""
    text = HOSTILE[name](count)
    begun = time.process_time()
    post = cnposts.parse(text, engine=engine)
    seconds = time.process_time() - begun
    bound = next((message.reason for message in post.messages if message.rule is cnposts.Rule.LIMIT_REACHED), "")
    answer.send(Measured(len(text), seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, bound))


def measured(name: str, count: int, engine: cnposts.Engine, patience: float) -> Measured | None:
    """The same in a process of its own; None where that takes too long or dies."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=measure, args=(name, count, engine, theirs))
    process.start()
    theirs.close()
    try:
        return ours.recv() if ours.poll(patience) else None
    except EOFError:
        return None
    finally:
        process.kill()
        process.join()


def exponent(quarter: Measured, whole: Measured) -> float:
    """How the time grows with the text."""
    if whole.seconds < WORTH or whole.size <= quarter.size or not quarter.seconds:
        return math.nan
    return math.log(whole.seconds / quarter.seconds) / math.log(whole.size / quarter.size)


def main() -> None:
    """Measure all and print the table."""
    parser = argparse.ArgumentParser(description="Time texts that were made to do harm.")
    parser.add_argument("--count", type=int, default=50_000)
    parser.add_argument("--engine", choices=["mistune", "pulldown"], default="mistune")
    parser.add_argument("--only", default="")
    parser.add_argument("--patience", type=float, default=60.0)
    arguments = parser.parse_args()
    cnposts.parse("Warm *up*.", engine=arguments.engine)
    print(f"{'text':52}{'size':>12}{'s':>8}{'s/M':>8}{'growth':>8}  bound")
    slow: dict[str, list[str]] = {"over a second": [], "faster than the text": [], "never ended": []}
    for name in (name for name in HOSTILE if arguments.only in name):
        quarter, whole = (measured(name, count, arguments.engine, arguments.patience) for count in (arguments.count // 4, arguments.count))
        if not quarter or not whole:
            slow["never ended"].append(name)
            continue
        growth = exponent(quarter, whole)
        rate = whole.seconds / whole.size * 1e6
        print(f"{name:52}{whole.size:12,}{whole.seconds:8.2f}{rate:8.1f}{growth:8.2f}  {whole.bound}", flush=True)
        slow["over a second"] += [name] if whole.seconds > 1 else []
        slow["faster than the text"] += [name] if growth > FASTER else []
    for what, names in slow.items():
        print(f"\n{what} ({len(names)}): {'; '.join(names) or 'nothing'}")


if __name__ == "__main__":
    main()
