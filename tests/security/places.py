"""Where a text of strangers can stand in a post, and all the ways in which it comes out as HTML."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import yaml
from markupsafe import Markup

import cnposts
from cnposts import export
from cnposts.archive import Archive

PAYLOADS = yaml.safe_load((Path(__file__).parent.parent / "data" / "security" / "xss.yaml").read_text("utf-8"))
KEYS = "title subtitle description summary slug url permalink aliases author translator reviewer original_url canonical_url cover images"
KEYS = f"{KEYS} categories tags series keywords lang layout type translationKey date lastmod weight".split()
PARTS = {"link": ("name", "url", "avatar", "bio", "affiliation", "email"), "image": ("src", "caption", "alt", "title")}


def quoted(text):
    return json.dumps(text)


def line(text):
    """On one line, as table cells and headings are."""
    return " ".join(text.split("\n"))


def front_matter(text):
    """A text as the value of each key that is understood, and of each part of people and covers."""
    person, cover = (dict.fromkeys(parts, text) for parts in PARTS.values())
    values = dict.fromkeys(KEYS, text) | {"authors": [text, person], "covers": [text, cover], "tags": [text, f"a {text}"], text: text}
    return f"---\n{json.dumps(values)}\n---\nx\n"


def broken_front_matter(text):
    """The same where it is told what is wrong: in messages and what they suggest."""
    keys = "\n".join(f"{key}: {line(text)}" for key in KEYS)
    return f"---\n{keys}\n{line(text)}: [\n---\nhttps://x.example/{text}。後 [{text}][{line(text)}]\n"


SHORTCODES = (
    "{{{{< figure src={0} link={0} caption={0} alt={0} title={0} width={0} >}}}}\n\n{{{{< x {0} a={0} >}}}}{1}{{{{< /x >}}}}\n\n"
    "{{{{% x `{1}` %}}}}\n\n{1}\n\n{{{{% /x %}}}}\n\n{{% link_card {1} {0} %}}\n\n{{% asset_img {1} {0} %}}\n\n{{{{ {0} | x }}}}\n\n"
    '<a title="{{{{< x {0} >}}}}" href={{{{< x {1} >}}}}>x</a>\n\n[x]({{{{< ref {0} >}}}} "{{{{< x {1} >}}}}")'
)
LINKS = (
    '[t]({0})\n\n[t](<{0}>)\n\n[t](x "{0}")\n\n[t](x \'{0}\')\n\n[{0}](x)\n\n<{0}>\n\n[t][r]\n\n[{0}][]\n\n[r]: {0} "{0}"\n\n[{0}]: <{0}>\n'
)
PLACES = {
    "body": "{}",
    "text": "a {} b",
    "quote": "> {}",
    "list": "- [ ] {}\n  1. {}",
    "heading": "# {1}\n\n## a {{#{1}}}\n\n### a {{.{1}}}\n\n{1}\n====\n{{: #{1}}}",
    "links": LINKS,
    "images": LINKS.replace("[", "![").replace("![r]: ", "[r]: ").replace("![{0}]: ", "[{0}]: "),
    "code": "a `{1}` b\n\n```{1}\n{0}\n```\n\n~~~ js {1}\nx\n~~~\n\n```js title={2}\nx\n```",
    "table": "| {1} | b |\n|:-|-:|\n| {1} | {1} |\n",
    "note": "a[^1] [^{1}]\n\n[^1]: {0}\n\n[^{1}]: {0}\n",
    "attributes": "<a href={2} title={2} class={2} id={2}>x</a>\n\n<img src={2} alt={2} srcset={2}>\n\n<td style={2}>x",
    "unquoted": "<a href={0} title='{0}'>x</a>\n\n<img alt='{0}' src={0} srcset='{0}'> <video poster='{0}' src='{0}'></video>",
    "comment": "<!-- {0} -->\n\n<?{0}?>\n\n<![CDATA[{0}]]>\n\n{{{{/* {0} */}}}}",
    "unclosed": "<a title='{0}\n\n<div {0}",
    "shortcodes": SHORTCODES,
}


def posts(payload):
    """A post for each kind of place; front matter and path are such, too."""
    texts = {}
    for name, place in PLACES.items():
        arguments = (quoted(payload), line(payload)) if name == "shortcodes" else (payload, line(payload), quoted(payload))
        texts[name] = place.format(payload) if place.count("{}") == 1 else place.replace("{}", "{0}").format(*arguments)
    texts |= {"keys": front_matter(payload), "messages": broken_front_matter(payload)}
    return [cnposts.parse(text, path=f"{payload} {name}.md") for name, text in texts.items()]


def careless(shortcode, inner):
    """What a user may write in haste: nothing is escaped."""
    return f"<b title='{' '.join(shortcode.args)}' {shortcode.params}>{inner} {' '.join(shortcode.args)}</b>"


def careful(shortcode, inner):
    return Markup('<x-y data-ours title="{}">{}</x-y>').format(" ".join(shortcode.args), Markup(inner))  # noqa: S704 - cleaned already


RENDERS = [{}, dict.fromkeys(("x", "figure", "link_card"), careless), dict.fromkeys(("x", "figure", "link_card"), careful)]


def written(write, post, **options):
    file = BytesIO()
    write([post], file, base_url="https://us.example", url=lambda _: "/x/", **options)
    return file.getvalue()


def outputs(post):
    """All that this library makes of a post and that is shown as HTML."""
    found = [export.to_html(post, shortcodes=shortcodes) for shortcodes in RENDERS]
    found.append(export.to_html(post, rewrite=lambda record: record.url))
    dated = post.model_copy(update={"meta": post.meta.model_copy(update={"date": cnposts.parse("---\ndate: 2020-05-08\n---\n").date})})
    feed = ET.fromstring(written(export.to_atom, dated, title=post.title or "x"))  # noqa: S314 - it is ours
    found.append(feed.findtext(".//{*}entry/{*}content"))
    found.append(json.loads(written(export.to_json_feed, post, title="x"))["items"][0]["content_html"])
    found.append(f'<script type="application/ld+json">{written(export.to_json_ld, post).decode()}</script>')
    cards = [post._repr_html_(), Archive([post], root=post.path)._repr_html_()]
    return found + [f"<div data-ours>{card}</div>" for card in cards]
