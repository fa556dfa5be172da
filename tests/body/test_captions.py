"""Which text is an image's caption, and which is not."""

from __future__ import annotations

import pytest

import cnposts

IMAGE = "![pot](pot.png)"
NUMBERED = [
    ("图 1：从左到右", "图 1：从左到右"),
    ("图1. 茶壶", "图1. 茶壶"),
    ("表 2-1、水温", "表 2-1、水温"),
    ("圖 3：壺", "圖 3：壺"),
    ("Figure 1: The pot", "Figure 1: The pot"),
    ("figure 1.2: the *pot*", "figure 1.2: the pot"),
    ("Fig. 4: `x` and [y](z)", "Fig. 4: x and y"),
    ("Image 5: a\tb", "Image 5: a b"),
]


def captions(source):
    """The caption of each image in the body."""
    post = cnposts.parse(source)
    for image in post.images:
        assert post.source[image.url_span.start : image.url_span.end] == image.url
    return [image.caption for image in post.images]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "source",
    [
        "{}\n\n*The pot*",
        "{}\n*The pot*",
        "{}  \n*The pot*",
        "{}\\\n*The pot*",
        "{}\n\n_The pot_",
        "{}\n\n*The\npot*",
        "text\n\n{}\n\n*The pot*\n\ntext",
        "> {}\n>\n> *The pot*",
        "- {}\n\n  *The pot*",
        "1. x\n\n   {}\n   *The pot*",
        "{}\n\n<p>The pot</p>",
        "{}\n\n<div>The pot</div>",
        "{}\n\n<center>The pot</center>",
        '{}\n\n<p align="center"><em>The <small>pot</small></em></p>',
        "<center>\n\n{}\n\n*The pot*\n\n</center>",
        "{}\n\n[r]: /unseen\n\n*The pot*",
    ],
)
@pytest.mark.parametrize("image", [IMAGE, "[![pot](pot.png)](big.png)", "![pot][p]"])
def test_captions_below_an_image(source, image, end):
    text = f"{source.format(image)}\n\n[p]: pot.png\n".replace("\n", end)
    assert captions(text) == ["The pot"]


@pytest.mark.parametrize(("text", "caption"), NUMBERED)
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_numbered_captions(text, caption, between):
    assert captions(f"{IMAGE}{between}{text}") == [caption]


@pytest.mark.parametrize(
    "source",
    [
        "{} *The pot*",
        "{}\n\n**The pot**",
        "{}\n\n***The pot***",
        "{}\n\n*The pot* and more",
        "{}\n\nThe *pot*",
        "{}\n\nThe pot",
        "{}\nThe pot",
        "{}\n\nThe pot.\n\n*x*",
        "*The pot*\n\n{}",
        "*The pot*\n{}",
        "text {}\n\n*The pot*",
        "{} text\n\n*The pot*",
        "> {}\n\n*The pot*",
        "- {}\n\n*The pot*",
        "- {}\n- *The pot*",
        "{}\n\n# h\n\n*The pot*",
        "{}\n\n---\n\n*The pot*",
        "{}\n\n```\nx\n```\n\n*The pot*",
        "{}\n\n| x |\n|---|\n\n*The pot*",
        "{}\n\n图 1：这是一个句子。",
        "{}\n\n图 1",
        "{}\n\n图：茶壶",
        "{}\n\nFigure one: the pot",
        "{}\n\n图 1：a\\\nb",
        "{}\n\n图 1：**a**",
        "{}\n\n图 1：" + "长" * 201,
        "{}\n\n*![x](y)*",
        "{}\n\n<p>A whole sentence.</p>",
        "{}\n\n<p>" + "long " * 30 + "</p>",
        "{}\n\n<p><b>The pot</b></p>",
        "{}\n\n<span>The pot</span>",
        "{}\n\n<ul><li>The pot</li></ul>",
        "{}\n\n<p>The<br>pot</p>",
        "{}\n\n<!-- note -->\n\n*The pot*",
        "{}\n\n* *",
    ],
)
def test_what_is_no_caption(source):
    assert captions(source.format(IMAGE))[0] is None


def test_two_images_in_a_paragraph_have_none():
    assert captions(f"{IMAGE} {IMAGE}\n\n*The pots*") == [None, None]
    assert captions(f"{IMAGE}\n{IMAGE}\n*The pots*") == [None, None]


def test_each_image_takes_the_caption_below_it():
    assert captions(f"{IMAGE}\n\n*one*\n\n{IMAGE}\n\n{IMAGE}\n*two*\n\n*three*") == ["one", None, "two"]


def test_a_title_is_a_caption_where_it_says_more():
    assert captions("![pot](pot.png 'The pot')") == ["The pot"]
    assert captions("![pot](pot.png 'pot')") == [None]
    assert captions("![pot](pot.png '')") == [None]
    assert captions("![pot](pot.png 'The pot')\n\n*Better*") == ["Better"]
    assert captions("<img src=pot.png alt=pot title='The pot'>") == ["The pot"]
    assert captions("![a][p]\n\n[p]: pot.png 'The pot'") == ["The pot"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<figure><img src=a.png><figcaption>The <b>pot</b></figcaption></figure>", ["The pot"]),
        ("<figure><figcaption>The pot</figcaption><img src=a.png></figure>", ["The pot"]),
        ("<figure>\n<img src=a.png>\n<figcaption>\n  The\n  pot\n</figcaption>\n</figure>", ["The pot"]),
        ("<figure>\n\n![x](a.png)\n\n<figcaption>The *pot*</figcaption>\n</figure>", ["The *pot*"]),
        ("<figure>\n\n![x](a.png)\n\n<figcaption>\n\nThe *pot*\n\n</figcaption>\n\n</figure>", ["The pot"]),
        ("<figure><img src=a.png><img src=b.png><figcaption>Both</figcaption></figure>", ["Both", "Both"]),
        ("<figure><img src=a.png><figcaption></figcaption></figure>", [None]),
        ("<figure><img src=a.png></figure>", [None]),
        ("<figure><img src=a.png><figcaption>Open", ["Open"]),
        ("<figcaption>Alone</figcaption>\n\n<img src=a.png>", [None]),
        (
            "<figure><figure><img src=a.png><figcaption>In</figcaption></figure><img src=b.png><figcaption>Out</figcaption></figure>",
            ["In", "Out"],
        ),
        ("<figure><figure><img src=a.png></figure><img src=b.png><figcaption>All</figcaption></figure>", ["All", "All"]),
        ("x <figure><img src=a.png><figcaption>In <i>line</i></figcaption></figure> y", ["In line"]),
        ("> <figure>\n> <img src=a.png>\n> <figcaption>Quoted</figcaption>\n> </figure>", ["Quoted"]),
    ],
)
def test_figures(source, expected):
    assert captions(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p><img src=a.png><br>The pot</p>", "The pot"),
        ("<div><img src=a.png><p>The pot</p></div>", "The pot"),
        ("<center><img src=a.png>\nThe pot, a whole sentence.</center>", "The pot, a whole sentence."),
        ("<div class='caption-box'><img src=a.png><span>The pot!</span></div>", "The pot!"),
        ("<div style='text-align: center'><img src=a.png>The pot.</div>", "The pot."),
        ("<p>The pot <img src=a.png></p>", None),
        ("<p><img src=a.png> A whole sentence.</p>", None),
        ("<table><tr><td><img src=a.png></td><td>The pot</td></tr></table>", None),
        ("<p><img src=a.png><b>The pot</b></p>", None),
        ("<p><img src=a.png>one</p><p>two</p>", None),
    ],
)
def test_captions_in_the_same_html(source, expected):
    assert captions(source) == [expected]


def test_a_caption_is_text_of_the_post_but_not_of_the_summary():
    post = cnposts.parse(f"One.\n\n{IMAGE}\n\n*The pot*\n\nTwo.")
    assert post.text == "One.\n\nThe pot\n\nTwo."
    assert post.summary == "One.\n\nTwo."
