"""GFM tables (specification, section 4.10) as a block rule; each cell knows its place in its row.

mistune's own plugin wants every row to have as many cells as the header, and tells no places.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mistune import BlockParser, BlockState

PATTERN = (
    r"^ {0,3}(?=\S)[^|\n]*+\|[^\n]*+\n"
    r" {0,3}(?:\|[ \t]*)?:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*(?:\|[ \t]*)?(?:\n|\Z)"
)
_ENDS = ["blank_line", "fenced_code", "atx_heading", "thematic_break", "block_quote", "list", "block_html"]
_PIPE = re.compile(r"\\.|\|", re.DOTALL)
_ALIGNS = {"--": None, ":-": "left", "-:": "right", "::": "center"}
_ESCAPED = re.compile(r"\\\|")


def parse_table(block: BlockParser, match: re.Match[str], state: BlockState) -> int | None:
    """Append a ``table`` token of rows, or return None where header and delimiter row do not agree."""
    start = match.start()
    header = state.get_line(start)
    position = start + len(header)
    delimiter = state.get_line(position)
    head = _cells(header, start)
    columns = _cells(delimiter, position)
    if "|" not in delimiter + header or len(head) != len(columns):
        return None
    rows = [head]
    position += len(delimiter)
    ends = block.compile_sc(_ENDS)
    while position < state.cursor_max and not ends.match(state.src, position):
        line = state.get_line(position)
        rows.append(_cells(line, position)[: len(columns)])
        position += len(line)
    state.append_token({"type": "table", "rows": rows, "aligns": [_ALIGNS[cell["text"][:1] + cell["text"][-1:]] for cell in columns]})
    return position


def _cells(line: str, start: int) -> list[dict[str, Any]]:
    r"""The cells of a row that begins at ``start``: text with ``\|`` unescaped, offset, and the offsets where a ``\`` was dropped."""
    body = line.rstrip(" \t\n")
    first = len(body) - len(body.lstrip(" \t"))
    first += body.startswith("|", first)
    bars = [bar.start() for bar in _PIPE.finditer(body, first) if bar[0] == "|"]
    edges = [first - 1, *bars]
    if not bars or bars[-1] != len(body) - 1:
        edges.append(len(body))
    return [cell(body, left + 1, right, start) for left, right in pairwise(edges)]


def cell(body: str, left: int, right: int, start: int) -> dict[str, Any]:
    """The cell between two offsets of a row that begins at ``start``."""
    written = body[left:right]
    lead = len(written) - len(written.lstrip(" \t"))
    written = written.strip(" \t")
    gaps = [gap.start() - index for index, gap in enumerate(_ESCAPED.finditer(written))] if "\\|" in written else []
    return {"text": _ESCAPED.sub("|", written) if gaps else written, "at": start + left + lead, "gaps": gaps}
