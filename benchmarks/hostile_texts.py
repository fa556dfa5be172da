"""Texts that were made to hang, crash or exhaust a reader of posts, by name: each a function of how often its pieces repeat.

The first are those of cmark's and cmark-gfm's pathological tests; then come those that are known to be hard for mistune, html.parser,
libyaml, tomllib and json, and those that aim at rules of cnposts itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Text = Callable[[int], str]

STEPS = 1_000
"""Where each line is deeper than the one before, the size is quadratic by itself: as many lines, at most."""


def times(unit: str, before: str = "", after: str = "") -> Text:
    """The unit, again and again."""
    return lambda count: f"{before}{unit * count}{after}"


def nested(opening: str, middle: str, closing: str, before: str = "", after: str = "") -> Text:
    """Openings, something, and as many closings."""
    return lambda count: f"{before}{opening * count}{middle}{closing * count}{after}"


def lines(line: Callable[[int], str], most: int | None = None) -> Text:
    """A line for each number."""
    return lambda count: "".join(map(line, range(min(count, most or count))))


def halves(first: str, second: str) -> Text:
    """Half of the repetitions each."""
    return lambda count: first * (count // 2) + second * (count // 2)


def around(before: str, text: Text, after: str) -> Text:
    """The text between two others."""
    return lambda count: f"{before}{text(count)}{after}"


def either(*texts: Text) -> Text:
    """One after the other."""
    return lambda count: "\n\n".join(text(count // len(texts)) for text in texts)


def _billion(count: int) -> Iterable[str]:
    """Ten aliases of the list above in each list: each makes ten times as many values."""
    yield "a0: &a0 [lap]"
    for level in range(1, min(count, 40)):
        yield f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]"


CMARK: dict[str, Text] = {
    "nested strong emphasis": nested("*a **a ", "b", " a** a*"),
    "emphasis closed only": times("a_ "),
    "emphasis opened only": times("_a "),
    "strong emphasis opened only": times("*a **a "),
    "strong emphasis closed only": times("a** "),
    "links closed only": times("a]"),
    "links opened only": times("[a"),
    "mismatched emphasis": times("*a_ "),
    "two kinds of emphasis": halves("*a ", "_a*_ "),
    "multiples of three": times("c* ", "a**b"),
    "links and emphasis": times("[ a_"),
    "brackets and parentheses": times("[ (]("),
    "images in images": times("![[]()"),
    "emphasis across a link": times("**x [a*b**c*](d)"),
    "nested brackets": nested("[", "a", "]"),
    "nested images": nested("![", "a", "](b)"),
    "nested links": nested("[", "a", "](b)"),
    "nested quotes": times("> ", after="a"),
    "nested list, a thousand deep": lines(lambda level: f"{'  ' * level}* a\n", STEPS),
    "nested list on one line": times("- ", after="a"),
    "nested ordered list on one line": times("1. ", after="a"),
    "quotes and lists on one line": times("> - ", after="a"),
    "null characters": times("abc\0de\0"),
    "backticks of growing length": lines(lambda length: "e" + "`" * length, 3 * STEPS),
    "backticks apart": times("`a``b"),
    "unclosed destinations in brackets": times("[a](<b"),
    "unclosed destinations": times("[a](b"),
    "unclosed titles": times('[a](b "c'),
    "destinations of parentheses": nested("[a](" + "(" * 40, "b", ""),
    "unclosed comments": times("<!-- ", "</"),
    "unclosed instructions": times("<?", "</"),
    "unclosed declarations": times("<!A ", "</"),
    "unclosed CDATA": times("<![CDATA[", "</"),
    "comments of dashes": times("<!--->-"),
    "many definitions": lambda count: "".join(f"[{number}]: u\n" for number in range(count)) + "[0] " * count,
    "one long label": lambda count: f"[{'a' * count}]: u\n\n" + f"[{'a' * count}]" * 20,
    "definitions that begin": times("[a]: "),
    "definitions on lines": times("[a]:\n"),
    "definitions between quotes": times("> [a]: b\n[c]: d\n"),
    "definitions without an end": times('[a]: b "c\n'),
    "entities": times("&#"),
    "entities without an end": times("&a"),
    "escapes": times("\\"),
    "long line of dashes": times("-"),
    "long line of underscores": times("_"),
    "long line of equals signs": times("=", "a\n"),
    "setext headings": times("a\n-\n"),
    "hard breaks": times("a  \n"),
    "carriage returns": times("a\r"),
    "tabs": times("\t"),
    "tabs in a list": times("\t", "- ", "a"),
}

GFM: dict[str, Text] = {
    "table of many columns": lambda count: f"|{'a|' * count}\n|{'-|' * count}\n|b|\n",
    "table rows that lack cells": lambda count: f"|{'a|' * 500}\n|{'-|' * 500}\n" + "|\n" * (count // 10),
    "tables that begin": times("a | b\n"),
    "tables between carriage returns": times("aaa\rbbb\n-\v\n"),
    "delimiter rows": times("|-"),
    "escaped bars": lambda count: "|a|\n|-|\n|" + "\\|" * count + "|\n",
    "strikethrough": times("~a ~~a "),
    "strikethrough closed only": times("a~~ "),
    "nested strikethrough": nested("~~a ", "b", " a~~"),
    "task marks": times("- [ ] "),
    "literal hosts": times("www."),
    "literal protocols": times("http://"),
    "literals with parentheses": lambda count: "http://a.b/" + "(" * count + ")" * count,
    "literals that end with parentheses": times(")", "http://a.b/"),
    "literals that end with entities": times("&amp;", "http://a.b/"),
    "mail addresses": times("a@"),
    "mail addresses of dots": times("a.", after="@b.c"),
    "mail addresses behind each other": times("a@b.c"),
    "mail addresses of underscores": times("a_", after="@b_c.d"),
    "footnote references": times("[^a]"),
    "footnotes that begin": times("[^a]: "),
    "footnotes, each in the one before": lambda count: "[^0]\n\n" + "".join(f"[^{number}]: [^{number + 1}]\n\n" for number in range(count)),
    "footnotes a thousand deep": lines(lambda level: f"{'    ' * level}[^{level}]: a\n\n", STEPS),
    "footnotes that name themselves": times("[^a]: [^a]\n"),
}

BLOCKS: dict[str, Text] = {
    "heading and blanks": lambda count: "#" + " " * count + "a",
    "heading and blanks, no end": lambda count: "# a" + " " * count + "#b",
    "heading of marks": times("# "),
    "emphasis, ten thousand deep": lambda count: nested("*a ", "b", " a*")(min(count, 10_000)),
    "emphasis of two marks": nested("*_", "b", "_*"),
    "emphasis of stars": times("*"),
    "emphasis of stars around a word": nested("*", "a", "*"),
    "each line indented one more": lines(lambda level: " " * level + "a\n", 5 * STEPS),
    "each item indented one more": lines(lambda level: " " * level + "- a\n", 5 * STEPS),
    "each item indented two more, quoted": lines(lambda level: "  " * level + "- > a\n", STEPS),
    "each line quoted once more": lines(lambda level: "> " * level + "a\n", STEPS),
    "lists of two marks": times("- a\n+ b\n"),
    "empty items": times("-\n"),
    "items and blank lines": times("- a\n\n\n"),
    "lazy lines": times("a\n", "> "),
    "quotes and lines": times("> a\nb\n"),
    "blank lines": times("\n"),
    "blanks": times(" "),
    "fences": times("```\n"),
    "fences that are longer each time": lines(lambda length: "`" * (length + 3) + "\n", 3 * STEPS),
    "fences of tildes with info strings": times("~~~ a\n"),
    "one word": times("a"),
    "one Chinese paragraph": times("茶"),
    "combining marks": times("\u0301", "a"),
    "wide blanks": times("\u3000"),
    "brackets of Chinese text": times("［茶］（a"),
    "links with fullwidth parentheses": times("[a]（b）"),
    "links with blanks": times("[a](b c"),
    "headings without a blank": times("#a\n"),
    "headings of one name": times("# a\n"),
    "headings with ids": times("# a {#b}\n"),
    "captions": times("![a](b)\n*c*\n\n"),
    "captions on one line": times("![a](b) *c* "),
    "quote marks and mail in emphasis": lambda count: '"*a@b ' * (count // 2) + '"b* ' * (count // 2),
}

TAGS: dict[str, Text] = {
    "shortcodes opened": times("{{< "),
    "shortcodes opened, no blank": times("{{<"),
    "shortcodes with percents": times("{{% "),
    "shortcodes opened by name": times("{{< a >}}"),
    "shortcodes nested": nested("{{< a >}}", "b", "{{< /a >}}"),
    "shortcodes closed only": times("{{< /a >}}"),
    "shortcodes of many names": lines(lambda number: f"{{{{< a{number} >}}}}"),
    "shortcode with quotes": times('a="b ', "{{< a ", " >}}"),
    "shortcode with parameters": times('a="b" ', "{{< a ", ">}}"),
    "shortcode with raw strings": times("`", "{{< a ", " >}}"),
    "shortcode with escapes": times("\\", '{{< a "', '" >}}'),
    "comments of shortcodes": times("{{</* "),
    "output tags": times("{{ "),
    "output tags that close": times("{{ a }}"),
    "braces": times("{"),
    "braces that close": times("}"),
    "Liquid tags": times("{% "),
    "Liquid tags opened": times("{% if a %}"),
    "Liquid tags nested": nested("{% note %}", "b", "{% endnote %}"),
    "Liquid raw": times("{% raw %}"),
    "Liquid comments": times("{% comment %}"),
    "Liquid highlights": times("{% highlight a %}"),
    "tags in destinations": times("[a]({% link "),
    "tags in destinations, closed": times('[a]({{< ref "b" >}} '),
    "attribute lists": times("{:"),
    "attribute lists behind links": times("[a](b){:"),
    "modules of MDX": times("import a\n"),
    "elements of MDX": times("<A {"),
}

HTML: dict[str, Text] = {
    "elements that begin": times("<a"),
    "elements that begin, apart": times("<a "),
    "elements that begin, on lines": times("<a\n"),
    "elements without an end": times("<a>"),
    "blocks without an end": times("<div>"),
    "blocks without an end, on lines": times("<div>\n\n"),
    "elements nested": nested("<b>", "a", "</b>"),
    "blocks nested": nested("<div>\n", "a", "</div>\n"),
    "figures nested": nested("<figure><img src=a>", "a", "<figcaption>b</figcaption></figure>"),
    "links nested": nested("<a href=b>", "a", "</a>"),
    "links without an end, with text": times("<a href=b>c "),
    "elements closed only": times("</a>"),
    "blocks closed only": times("</div>\n"),
    "attributes without an end": times(' a="b"', "<a"),
    "attributes without quotes": times(" a=b", "<a"),
    "attributes of one name": times(" a", "<a", ">"),
    "an attribute without an end": times("b ", '<a href="'),
    "quotes in a tag": times('"', "<a "),
    "equals signs in a tag": times("=", "<a "),
    "blanks in a tag": times(" ", "<a", "b"),
    "line ends in a tag": times("\n", "<a", "b"),
    "slashes in a tag": times("/", "<a "),
    "less-than signs": times("<"),
    "less-than signs and blanks": times("< "),
    "scripts without an end": times("<script>"),
    "styles without an end": times("<style>a"),
    "textareas without an end": times("<textarea>"),
    "titles without an end": times("<title>"),
    "picture sources": times("<source srcset='a 1x, b 2x'>", "<picture>"),
    "one long srcset": times("a 1x, ", "<img srcset='", "'>"),
    "a srcset of commas": times(",", "<img srcset='", "'>"),
    "data URLs": times("A", "![a](data:image/png;base64,", ")"),
    "comments without an end, on lines": times("<!--\n\n"),
    "doctypes": times("<!DOCTYPE "),
    "marked sections": times("<![a["),
    "entities in an attribute": times("&amp", '<a href="', '">b</a>'),
    "images with captions": times("<img src=a><p>b</p>"),
    "centred images": times("<center><img src=a>"),
}

FRONT_MATTER: dict[str, Text] = {
    "YAML aliases of aliases": lambda count: "---\n" + "\n".join(_billion(count)) + "\n---\n",
    "YAML merges of merges": lambda count: (
        "---\na0: &a0 {b: c}\n"
        + "".join(f"a{number}: &a{number} {{<<: [{', '.join([f'*a{number - 1}'] * 10)}]}}\n" for number in range(1, min(count, 40)))
        + "---\n"
    ),
    "YAML alias of one long text": lambda count: f"---\na: &a {'b' * count}\nc: [{', '.join(['*a'] * (count // 100))}]\n---\n",
    "YAML flow sequences": times("[", "---\na: ", "\n---\n"),
    "YAML flow sequences, closed": nested("[", "", "]", "---\na: ", "\n---\n"),
    "YAML flow mappings": times("{a: ", "---\na: ", "\n---\n"),
    "YAML sequences on one line": times("- ", "---\na:\n  ", "b\n---\n"),
    "YAML mappings, each deeper": around("---\n", lines(lambda level: " " * level + "a:\n", STEPS), "---\n"),
    "YAML question marks": times("? ", "---\n", "a\n---\n"),
    "YAML keys": around("---\n", lines(lambda number: f"a{number}: b\n"), "---\n"),
    "YAML key again and again": times("a: b\n", "---\n", "---\n"),
    "YAML lines without a colon": times("a\n", "---\ntitle: b\n", "---\n"),
    "YAML lines with a broken value": times("a: b: c\n", "---\n", "---\n"),
    "YAML lines with an open quote": times('a: "b\n', "---\n", "---\n"),
    "YAML lines with an open bracket": times("a: [b\n", "---\n", "---\n"),
    "YAML anchors": times("&a ", "---\na: ", "\n---\n"),
    "YAML tags": times("!a ", "---\na: ", "\n---\n"),
    "YAML long key": lambda count: f"---\n{'a' * (200 * count)}: b\n---\n",
    "YAML long value": lambda count: f"---\na: {'b' * (200 * count)}\n---\n",
    "YAML long quoted value": lambda count: f'---\na: "{"b " * (9 * count)}"\n---\n',
    "YAML escapes": times("\\n", '---\na: "', '"\n---\n'),
    "YAML block text": times("  a\n\n", "---\na: |\n", "---\n"),
    "YAML comments": times("# a\n", "---\n", "---\n"),
    "YAML documents": times("--- a\n", "---\n", "---\n"),
    "YAML directives": times("%TAG ! b\n", "---\n", "---\n"),
    "YAML control characters": times("\x01", "---\ntitle: a", "\n---\n"),
    "YAML of long numbers": times("1", "---\nweight: ", "\n---\n"),
    "YAML of sexagesimal numbers": times(":1", "---\nweight: 1", "\n---\n"),
    "YAML of octal numbers": times("7", "---\nweight: 0", "\n---\n"),
    "YAML of long floats": times("1", "---\nweight: 1.", "e9\n---\n"),
    "YAML exponents": lambda count: f"---\nweight: 1.0e+{'9' * min(count, 300)}\n---\n",
    "YAML never closed": times("a: b\n", "---\n"),
    "dashes": times("---\n"),
    "dates": times("1", "---\ndate: 2020-05-", "\n---\n"),
    "dates of words": times("May ", "---\ndate: 8 ", "\n---\n"),
    "a list of dates": times("2020-05-08, ", "---\ndate: [", "]\n---\n"),
    "people by commas": times("Ada, ", "---\nauthor: ", "\n---\n"),
    "people by parentheses": times("Ada (", "---\nauthor: ", "\n---\n"),
    "people by brackets": times("[Ada](", "---\nauthor: '", "'\n---\n"),
    "people by angles": times("Ada <a@", "---\nauthor: '", "'\n---\n"),
    "people by ampersands": times("Ada & ", "---\nauthor: ", "\n---\n"),
    "people in a list": times("- Ada (F5) <a@b.c>\n", "---\nauthor:\n", "---\n"),
    "tags by commas": times("tea, ", "---\ntags: ", "\n---\n"),
    "tags by blanks": times("tea ", "---\ntags: ", "\n---\n"),
    "covers": times("- {src: a.png}\n", "---\nimages:\n", "---\n"),
    "TOML arrays": times("[", "+++\na = ", "\n+++\n"),
    "TOML arrays, closed": nested("[", "", "]", "+++\na = ", "\n+++\n"),
    "TOML inline tables": times("{a = ", "+++\na = ", "\n+++\n"),
    "TOML dotted key": times("a.", "+++\n", "b = 1\n+++\n"),
    "TOML dotted keys": around("+++\n", lines(lambda number: f"a{number}.b.c.d = 1\n"), "+++\n"),
    "TOML dotted tables": around("+++\n", lines(lambda level: f"[{'.'.join(['a'] * (level + 1))}]\n", STEPS), "+++\n"),
    "TOML tables": around("+++\n", lines(lambda number: f"[a{number}]\nb = 1\n"), "+++\n"),
    "TOML arrays of tables": times("[[a]]\nb = 1\n", "+++\n", "+++\n"),
    "TOML arrays of tables, one in the other": times("[[a]]\n[[a.b]]\n[[a.b.c]]\n", "+++\n", "+++\n"),
    "TOML keys": around("+++\n", lines(lambda number: f"a{number} = 'b'\n"), "+++\n"),
    "TOML key again and again": times("a = 1\n", "+++\n", "+++\n"),
    "TOML broken values": times("a = b c\n", "+++\n", "+++\n"),
    "TOML quotes": times('"', "+++\na = ", "\n+++\n"),
    "TOML open texts": times('a = """b\n', "+++\n", "+++\n"),
    "TOML escapes": times("\\n", '+++\na = "', '"\n+++\n'),
    "TOML broken escapes": times("\\", '+++\na = "', '"\n+++\n'),
    "TOML long numbers": times("1", "+++\nweight = ", "\n+++\n"),
    "TOML underscores": times("1_", "+++\nweight = ", "1\n+++\n"),
    "TOML comments": times("# a\n", "+++\n", "+++\n"),
    "TOML long key": lambda count: f"+++\n{'a' * (200 * count)} = 1\n+++\n",
    "TOML never closed": times("a = 1\n", "+++\n"),
    "JSON arrays": times("[", '{"a": ', "}\n\nb"),
    "JSON arrays, closed": nested("[", "", "]", '{"a": ', "}\n\nb"),
    "JSON objects": times('{"a": ', "", "\n\nb"),
    "JSON objects, closed": nested('{"a": ', "1", "}"),
    "JSON keys": around('{"a": 1', lines(lambda number: f', "a{number}": 1'), "}\n\nb"),
    "JSON key again and again": times(', "a": 1', '{"a": 1', "}\n\nb"),
    "JSON values without commas": times('"a": 1 ', "{", "}\n\nb"),
    "JSON quotes": times('"', '{"a": ', "}\n\nb"),
    "JSON escapes": times("\\u0061", '{"a": "', '"}\n\nb'),
    "JSON commas": times(",", '{"a": 1', "}\n\nb"),
    "JSON long numbers": times("1", '{"weight": ', "}\n\nb"),
    "JSON long key": lambda count: '{"' + "a" * (200 * count) + '": 1}\n\nb',
    "JSON never closed": times('"a": 1,\n', "{\n"),
    "headers": around("", lines(lambda number: f"a{number}: b\n"), "\nb"),
    "header again and again": times("title: b\n", after="\nb"),
    "header that goes on": times("    a\n", "title: b\n", "\nb"),
    "Nikola's comment": around("<!--\n", lines(lambda number: f".. a{number}: b\n"), "-->\n"),
    "Nikola's comment, never closed": around("<!--\n", lines(lambda number: f".. a{number}: b\n"), ""),
    "LCTT's lines": around("", lines(lambda number: f'[#]: a{number}: "b"\n'), "\nb"),
}

HOSTILE: dict[str, Text] = {
    f"{kind}: {name}": text
    for kind, texts in {
        "cmark": CMARK, "GFM": GFM, "blocks": BLOCKS, "tags": TAGS, "HTML": HTML, "front matter": FRONT_MATTER,
    }.items()
    for name, text in texts.items()
}  # fmt: skip
