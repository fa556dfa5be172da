"""Reads a folder of posts, shows them as a table, and writes them as JSON.

usage: python examples/quickstart.py [FOLDER]     (the sample archive beside this script, if none is given)
"""

from __future__ import annotations

import sys
import time
import unicodedata
from collections import Counter
from pathlib import Path

import cnposts

WIDTHS = {"title": 44, "date": 10, "people": 24, "images": 6, "links": 6, "messages": 8}
NUMBERS = ("images", "links", "messages")
MESSAGES_SHOWN = 15
OUTPUT = Path("posts.json")


def width(text: str) -> int:
    """How many columns of a terminal ``text`` takes: two for each Chinese character, none for marks above others."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.category(character) in ("Mn", "Me", "Cf") for character in text)


def fit(text: str, columns: int, *, right: bool = False) -> str:
    """``text`` on one line of exactly ``columns`` columns."""
    text = " ".join(text.split())
    if width(text) > columns:
        while width(text) > columns - 1:
            text = text[:-1]
        text += "…"
    blanks = " " * (columns - width(text))
    return blanks + text if right else text + blanks


def row(cells: dict[str, str]) -> str:
    """One line of the table."""
    return "  ".join(fit(cells[name], columns, right=name in NUMBERS) for name, columns in WIDTHS.items()).rstrip()


def cells_of(post: cnposts.Post) -> dict[str, str]:
    """What the table tells of ``post``."""
    people = (*post.authors, *post.meta.translators, *post.meta.reviewers)
    return {
        "title": post.title or post.slug or "",
        "date": f"{post.date:%Y-%m-%d}" if post.date else "",
        "people": ", ".join(person.name for person in people),
        "images": str(len(post.images)),
        "links": str(len(post.links)),
        "messages": str(len(post.messages) or ""),
    }


def main(folder: Path) -> None:
    """Read ``folder`` post by post: only one of them is in memory at a time."""
    posts = cnposts.iter_posts(folder)
    total: Counter[str] = Counter()
    shown: list[cnposts.Message] = []
    begun = time.perf_counter()
    print(row({name: name for name in WIDTHS}), row({name: "─" * columns for name, columns in WIDTHS.items()}), sep="\n")
    with OUTPUT.open("w", encoding="utf-8") as file:
        for post in posts:
            print(row(cells_of(post)))
            file.write(",\n" if total["posts"] else "[\n")
            file.write(post.model_dump_json())
            total += Counter(posts=1, images=len(post.images), links=len(post.links), messages=len(post.messages))
            shown += post.messages[: MESSAGES_SHOWN - len(shown)]
        file.write("\n]\n" if total["posts"] else "[]\n")
    seconds = time.perf_counter() - begun
    print(row({"title": f"{total['posts']} posts", "date": "", "people": "", **{name: str(total[name]) for name in NUMBERS}}))
    if shown:
        print(f"\nThe first {len(shown)} of {total['messages']} messages:")
        print(*shown, sep="\n")
    print(f"\n{total['posts']} posts in {seconds:.2f} s, written to {OUTPUT.resolve()}")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "content")
    except OSError as error:
        sys.exit(f"quickstart: {error}")
