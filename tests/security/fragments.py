"""Posts put together of all that means something to a reader of HTML, Markdown, shortcodes or front matter."""

from __future__ import annotations

from hypothesis import strategies as st

from .places import PAYLOADS

NAMES = (
    "a b i p div img image video audio source picture input form button details summary table tr td th svg math mtext mglyph annotation-xml"
)
NAMES = (
    f"{NAMES} foreignObject desc title style script noscript template textarea select option xmp iframe noembed plaintext object embed base"
)
NAMES = f"{NAMES} meta link body html frameset marquee section sup li ol h1 code pre del ins q blockquote x-y".split()
ATTRIBUTES = (
    "href src srcset poster style onclick onerror onload onfocus autofocus id class title alt action formaction xlink:href data-src"
)
ATTRIBUTES = f"{ATTRIBUTES} srcdoc cite background http-equiv content ping align type name is slot".split()
VALUES = [
    "javascript:xss()",
    "java\tscript:xss()",
    "&#106;avascript:xss()",
    "data:text/html,<script>xss()</script>",
    "xss()",
    "x.png",
    "#x",
]
VALUES += ["http://evil.example/x.js", "background:url(javascript:xss())", "refresh", '"', "'", "`", "", "<", ">", "--><b onclick=xss()>"]
MARKS = [
    "<!--",
    "-->",
    "--!>",
    "<![CDATA[",
    "]]>",
    "<?",
    "?>",
    "<!",
    "</",
    "<",
    ">",
    '"',
    "'",
    "`",
    "&lt;",
    "&gt;",
    "&quot;",
    "&#39;",
    "&#0;",
]
MARKS += [
    "\n",
    "\n\n",
    "\n> ",
    "\n- ",
    "\n1. ",
    "    ",
    "\n```",
    "\n~~~ ",
    "# ",
    "*",
    "**",
    "_",
    "~~",
    "|",
    "\n|-|\n",
    "[",
    "](",
    ")",
    "![",
    "[^1]",
]
MARKS += [
    "\n[^1]: ",
    "\n[x]: ",
    "[x]",
    "{#",
    "}",
    "{: ",
    "{{< x >}}",
    "{{< /x >}}",
    "{{% x %}}",
    "{{% /x %}}",
    "{{< figure src=",
    " >}}",
    "{% x ",
]
MARKS += [
    " %}",
    "{{ ",
    " }}",
    "\\",
    "\0",
    "\t",
    "\r",
    "\x0b",
    "\u2028",
    "\ufeff",
    ":::",
    "---\n",
    "title: ",
    "http://evil.example/",
    "xss@x.example",
]

QUOTES = st.sampled_from(['"', "'", "", "`"])
VALUE = st.builds(lambda quote, value: quote + value + quote, QUOTES, st.sampled_from(VALUES))
ATTRIBUTE = st.builds("{}{}={}".format, st.sampled_from([" ", "\n", "/", "\t", "\x0c"]), st.sampled_from(ATTRIBUTES), VALUE)
TAG = st.builds(
    "<{}{}{}{}".format,
    st.sampled_from(["", "", "/"]),
    st.sampled_from(NAMES),
    st.lists(ATTRIBUTE, max_size=3).map("".join),
    st.sampled_from([">", ">", "/>", ""]),
)
LINK = st.builds("[{}]({} '{}')".format, TAG, st.sampled_from(VALUES), st.sampled_from(VALUES))
PAYLOAD = st.sampled_from([text for texts in PAYLOADS.values() for text in texts])
TEXTS = st.lists(TAG | TAG | st.sampled_from(MARKS) | st.sampled_from(MARKS) | LINK | PAYLOAD | st.text(max_size=3), max_size=14).map(
    "".join
)
