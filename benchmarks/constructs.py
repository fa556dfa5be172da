"""Texts of any size for ``growth.py``, each of one construct: what to repeat, and what stands around it.

Sizes are bytes of UTF-8. In a unit ``§`` is its number, so that no two are the same.
"""

from __future__ import annotations

from functools import partial
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Text = Callable[[int], str]

ENGLISH = "On Saturday § we met at the lock, pumped the tyres and waited for Wen, who had the tea; the wind came from the east again."
CHINESE = "第§个星期六我们在船闸碰头，打足了气，等带茶来的阿文；风又从东边来，河边的路还是湿的。"


def repeated(unit: str, size: int, *, before: str = "", after: str = "") -> str:
    """A text of about ``size``: ``unit`` as often as it fits."""
    pieces, room = [before], size - len((before + after).encode())
    for number in count(1):
        piece = unit.replace("§", str(number))
        room -= len(piece.encode())
        if room < 0:
            return "".join([*pieces, after])
        pieces.append(piece)
    raise AssertionError


def used_and_defined(use: str, definition: str, size: int) -> str:
    """All uses, and behind them all definitions."""
    uses: list[str] = []
    definitions: list[str] = []
    for number in count(1):
        pair = use.replace("§", str(number)), definition.replace("§", str(number))
        size -= sum(len(piece.encode()) for piece in pair)
        if size < 0:
            return "".join([*uses, "\n", *definitions])
        uses.append(pair[0])
        definitions.append(pair[1])
    raise AssertionError


def windows(unit: str, size: int) -> str:
    """The same with the line ends of Windows."""
    return repeated(unit.replace("\n", "\r\n"), size)


def wide(size: int) -> str:
    """A table of twenty rows, whose columns are as many as it takes."""
    rows: list[list[str]] = [[] for _ in range(20)]
    for column in count():
        cells = ["---" if row == 1 else f"lap {column} {row}" for row in range(20)]
        size -= sum(len(cell) + 3 for cell in cells)
        if size < 0:
            return "".join(f"| {' | '.join(line)} |\n" for line in rows)
        for line, cell in zip(rows, cells, strict=True):
            line.append(cell)
    raise AssertionError


def deep(line: Callable[[int], str], depth: int) -> str:
    """A unit of ``depth`` lines, each one deeper than the one before."""
    return "".join(line(level) for level in range(depth)) + "\n"


NESTED_QUOTES = deep(lambda level: f"{'> ' * (level + 1)}answer § to answer {level}, from the ferry\n", 20)
NESTED_LISTS = deep(lambda level: f"{'  ' * level}- stop §.{level} by the water\n", 10)

UNITS = {
    "plain paragraphs": f"{ENGLISH}\n\n",
    "plain paragraphs, Chinese": f"{CHINESE}\n\n",
    "one long paragraph": f"{ENGLISH}\n",
    "one long line": f"{ENGLISH} ",
    "one long line, Chinese": CHINESE,
    "inline links": 'The route of [ride §](/rides/ride-§/ "by the water") is on [the map](https://maps.example.org/r/§).\n\n',
    "images": "![Ferry § in fog](ferry-§.jpg) and ![the pier](../img/pier-§.png 'at dawn')\n\n",
    "autolinks": "Write to <wen-§@club.example.org> or see <https://club.example.org/rides/§>.\n\n",
    "literal URLs": "Times are on https://ferry.example.org/times?day=§ and on www.ferry.example.org/day/§.\n\n",
    "bare URLs in Chinese text": "报名请看https://club.example.org/rides/§，茶摊在http://tea.example.org/§/。老地方见！\n\n",
    "mail addresses": "Ask rider§@club.example.org, or wen.§@tea.example.org if she is late.\n\n",
    "emphasis": "The *second* ferry of _day §_ was *late, as every _Saturday_ here*.\n\n",
    "strong": "Bring **tube §**, __a pump__ and **water**；**不要忘记**带茶。\n\n",
    "strikethrough": "Ride § is ~~at eight~~ at nine, and ~~by train~~ by bike.\n\n",
    "code spans": "Run `ride --lap §` and then ``tea ` §`` in `kitchen`.\n\n",
    "headings": "## Stop §, by the *water*\n\nWe had tea.\n\n",
    "setext headings": "Stop § by the water\n-------------------\n\nWe had tea.\n\n",
    "fenced code": '```python\nlaps = § % 50\nprint(laps, "laps")\n```\n\n',
    "indented code": "Lap §:\n\n    laps = § % 50\n    print(laps)\n\n",
    "block quotes": "> The ferry § leaves\n> when it is full.\n\nSo we waited.\n\n",
    "nested quotes": NESTED_QUOTES,
    "bullet list": "- a tube for wheel § and a pump\n",
    "loose list": "- a tube for wheel §\n\n  and a pump\n\n",
    "ordered list": "1. turn §, at the mill, then left\n",
    "nested lists": NESTED_LISTS,
    "task list": "- [x] tyre § is pumped\n- [ ] bottle § is full\n",
    "table": "| lap § | [map](m/§) | `§` min |\n",
    "thematic breaks": "Lap § ends here.\n\n---\n\n",
    "HTML blocks": '<div class="lap">\n<p>Lap § was <b>wet</b>.</p>\n</div>\n\n',
    "HTML, never closed": '<div class="lap-§">\n\nLap § was wet.\n\n',
    "links in HTML": 'See <a href="/rides/§/" title="by the water">ride §</a> for the <b>route</b>.\n\n',
    "images in HTML": '<img src="ferry-§.jpg" alt="Ferry §" width="640">\n\n',
    "HTML comments": "<!-- ask Wen about lap § -->\n\nLap <!-- or tea --> §.\n\n",
    "Hugo shortcodes": '{{< figure src="ferry-§.jpg" caption="Ferry §" >}}\n\nSee {{% ref "rides/ride-§.md" %}}.\n\n',
    "paired shortcodes": "{{< note >}}\nThe [ferry](/ferry/§/) waits.\n{{< /note >}}\n\n",
    "Liquid tags": "Ride §: {{ site.baseurl }}/rides/§ and {% post_url 2021-04-03-ride-§ %}.\n\n",
    "highlight blocks": "{% highlight python %}\nlaps = § % 50\n{% endhighlight %}\n\n",
    "hard breaks": "Lap §  \nwas wet\\\nand cold.\n\n",
    "entities": "Tea &amp; bread &#x2014; lap § &copy; the club, &lt;§ km&gt;.\n\n",
    "escapes": "Lap \\*§\\* of \\[many\\], \\# wet \\_and\\_ cold\\!\n\n",
    "opened only: brackets": "lap § [and ",
    "opened only: stars": "lap § **and *",
    "opened only: code": "lap § `and ``and ",
}
"""What is repeated from the first line to the last."""

PAIRS = {
    "reference links": ("See [lap § by the water][lap-§].\n\n", "[lap-§]: /laps/§/ 'Lap §'\n"),
    "collapsed references": ("See [Lap §][].\n\n", "[lap §]: <https://laps.example.org/§>\n"),
    "shortcut references": ("See [Lap §] and ![Lap §].\n\n", "[lap §]: /laps/§.jpg\n"),
    "footnotes": ("The ferry was late[^§].\n\n", "[^§]: By § minutes, see [the times](/ferry/§).\n\n"),
}
"""A use and its definition."""

HEADERS = {
    "YAML list": ("---\ntitle: Rides\ntags:\n", "  - river ride § 河边\n", "---\nBy the water.\n"),
    "YAML keys": ("---\n", 'stop_§: "by the water, 第§站"\n', "---\nBy the water.\n"),
    "TOML keys": ("+++\n", 'stop_§ = "by the water, 第§站"\n', "+++\nBy the water.\n"),
    "JSON list": ('{\n  "title": "Rides",\n  "tags": [\n', '    "river ride § 河边",\n', '    "tea"\n  ]\n}\n\nBy the water.\n'),
}
"""Front matter: what opens it, a unit, and what closes it."""

TABLE = "| lap | map | time |\n| --- | :-: | ---: |\n"
CONSTRUCTS: dict[str, Text] = {
    **{name: partial(repeated, unit, before=TABLE if name == "table" else "") for name, unit in UNITS.items()},
    **{name: partial(used_and_defined, *pair) for name, pair in PAIRS.items()},
    "wide table": wide,
    "CRLF": partial(windows, f"## Stop §\n\n{ENGLISH}\nSee [the map](/map/§).\n\n- tea\n- bread\n\n"),
    **{name: partial(repeated, unit, before=before, after=after) for name, (before, unit, after) in HEADERS.items()},
}
