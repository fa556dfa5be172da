"""Cards and lines: all text is escaped and found again, nothing runs or loads, everything stays small."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta, timezone
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnposts
from cnposts import Archive, FrontMatter, Message, Person, Post, ReadError, Rule, SchemaError, Span

SPAN = Span(0, 1, 3, 7)
ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</div></code><a href=javascript:alert(1)>x</a>",
    "&lt;b&gt; &amp;",
    "<!-- --><style>*{}</style>",
    "a\x00b\x1b[31mc\ud800d\u202ee\u2066f",
]
TEXTS = st.one_of(st.text(st.characters()), st.sampled_from(ATTACKS))  # lone surrogates, too


class Reader(HTMLParser):
    """Takes a card apart, and checks it as it goes."""

    def __init__(self, html):
        super().__init__()
        self.open, self.texts = [], []
        self.feed(html)
        self.close()
        assert self.open == []
        self.text = " ".join(self.texts)

    def handle_starttag(self, tag, attrs):
        assert tag in {"div", "span", "b", "code", "details", "summary"}
        assert [name for name, _ in attrs] == ["style"]
        assert re.fullmatch(r"[a-z0-9:;,.()\- ]*", attrs[0][1])
        assert "url" not in attrs[0][1]
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts += data.split()

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def card(shown):
    html = shown._repr_html_()
    assert len(html.encode()) < 60_000
    return Reader(html).text


def seen(text, limit):
    """What a reader sees of a text."""
    text = text.strip()
    cut = " ".join(text[:limit].split()) + ("…" if len(text) > limit else "")
    return " ".join(re.sub("[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "\ufffd", cut).split())


def made(path="x.md", count=1, text="", **meta):
    """A post that says ``text`` everywhere."""
    message = Message(rule=Rule.VALUE_INVALID, reason=text, severity="error", span=SPAN, path=path)
    people = (Person(name=text),) * count
    front = FrontMatter(title=text, tags=(text,) * count, authors=people, translators=people, reviewers=people, lang=text, **meta)
    return Post(path=path, header="", content="", meta=front, summary=text, messages=(message,) * count)


@given(TEXTS, TEXTS)
def test_any_text_of_a_post_is_escaped_and_found_again(text, path):
    shown = card(made(path, text=text))
    for limit in (40, 240):
        assert seen(text, limit) in shown
    assert seen(path, 240) in shown


@given(TEXTS, TEXTS)
def test_any_text_of_an_archive_is_escaped_and_found_again(text, path):
    message = Message(rule=Rule.FILE_UNREADABLE, reason=text, severity="error", span=SPAN, path=path)
    link = cnposts.Link(url=f"/{text}/x.md", kind="inline", span=SPAN, url_span=SPAN)
    archive = Archive([ReadError([message], path), made(path, text=text).model_copy(update={"links": (link,)})], root=path or ".")
    shown = card(archive)
    assert seen(text, 40) in shown
    for line in (archive.root, archive.failures[0], *archive.broken_links()):
        assert seen(str(line), 240) in shown


@pytest.mark.parametrize("attack", ATTACKS)
def test_hosts_and_languages_are_escaped(attack):
    link = cnposts.Link(url=f"https://{attack}", kind="inline", span=SPAN, url_span=SPAN)
    archive = Archive([made(text=attack).model_copy(update={"links": (link,)})])
    assert all(seen(text, 40) in card(archive) for text in (link.host or "", *archive.languages))


def test_a_post_shows_what_it_holds():
    post = cnposts.parse(
        "---\ntitle: 茶\ndate: 2020-05-08 10:00:00 +0800\nauthor: 林静\ntranslator: Ada\nreviewer: Tomás\n"
        "lang: zh\ntags: [tea, 茶]\nweight: x\n---\n"
        "喝茶。 [a](/b) ![c](/d)\n\n## e\n\n```\nf\n```\n",
        path="posts/tea.md",
    )
    assert card(post) == (
        "茶 posts/tea.md 2020-05-08 zh 5 words 1 minute 1 link 1 image 1 heading 1 code block 喝茶。 a "
        "Authors 林静 Translators Ada Reviewers Tomás Tags tea 茶 "
        "1 message 9:9 error: Expected an integer, found 'x'. value-invalid"
    )
    assert repr(post) == "<Post 'posts/tea.md': '茶', 2020-05-08, 1 link, 1 image>"


def test_an_archive_shows_how_it_hangs_together(tmp_path):
    (tmp_path / "zh").mkdir()
    (tmp_path / "a.md").write_text(
        "---\ndate: 2018-03-01\ntags: [x, y]\n---\n[b](b.md) ![c](c.png) <https://e.example/>\n", encoding="utf-8"
    )
    (tmp_path / "d.md").write_text("---\ndate: 2020-01-02\ntags: y\nweight: x\n---\nd\n", encoding="utf-8")
    (tmp_path / "zh" / "a.md").write_text("---\nlang: zh\n---\n茶\n", encoding="utf-8")
    archive = cnposts.load_archive(tmp_path)
    assert card(archive).removeprefix(str(tmp_path)).strip() == (
        "3 posts 5 words 2 links 1 image 2018-03-01 to 2020-01-02, 1 without date "
        "1 2018 2019 1 2020 Languages unknown 2 zh 1 Tags y 2 x 1 Links to e.example 1 Errors value-invalid 1 "
        "1 broken link a.md:5:5: no such post: b.md 1 missing image a.md:5:16: no such file: c.png"
    )


def test_an_empty_archive():
    assert card(Archive([], root="posts")) == "posts 0 posts 0 words 0 links 0 images"
    assert card(cnposts.parse("")) == "Untitled 0 words 1 minute 0 links 0 images 0 headings 0 code blocks"


def test_failures_are_told_with_path_and_reason():
    message = Message(rule=Rule.VALUE_INVALID, reason="No venue.", severity="error", span=SPAN, path="b.md")
    archive = Archive([SchemaError([message], "b.md")] * 7, root="posts")
    assert "7 failures b.md:3:7: error: No venue. [value-invalid]" in card(archive)
    assert "and 2 more" in card(archive)


@pytest.mark.parametrize(
    ("post", "line"),
    [
        (cnposts.parse(""), "<Post: 0 links, 0 images>"),
        (cnposts.parse("# a\n", path="x.md"), "<Post 'x.md': 'a', 0 links, 0 images>"),
        (made("a\nb.md", text="c\r\nd\u2028e\x00\ud800"), "<Post 'a b.md': 'c d e\\x00\\ud800', 0 links, 0 images>"),
        (made(text="x" * 1_000_000), f"<Post 'x.md': '{'x' * 60}…', 0 links, 0 images>"),
    ],
)
def test_a_post_is_one_line(post, line):
    assert repr(post) == str(post) == f"{post}" == line


@given(TEXTS, TEXTS)
def test_a_line_is_always_one(text, path):
    line = repr(made(path, text=text))
    assert line.isprintable()
    assert len(line) < 4000
    line.encode()


def test_a_model_of_ones_own_has_them_too():
    class Event(FrontMatter):
        venue: str = ""

    post = Post[Event].model_validate_json(cnposts.parse("---\ntitle: x\n---\n", model=Event).model_dump_json())
    assert repr(post) == "<Post: 'x', 0 links, 0 images>"
    assert card(post).startswith("x ")


@pytest.mark.parametrize("text", ["'" * 1_000_000, "\U0001f600" * 1_000_000, " \n" * 500_000, "<" * 1_000_000])
def test_whatever_a_post_holds_its_card_is_small_and_quick(text):
    post = made("p" * 100_000, text=text)
    post = post.model_copy(update={"messages": post.messages * 100_000, "meta": post.meta.model_copy(update={"tags": (text,) * 100_000})})
    start = time.process_time()
    assert "1 message" not in card(post)
    assert "and 99,990 more" in card(post)
    assert time.process_time() - start < 1


def test_whatever_an_archive_holds_its_card_is_small():
    zone = timezone(timedelta(hours=14))
    dates = [datetime(year, 1, 1, tzinfo=zone) for year in (1, *range(1900, 2030), 9999)]
    texts = [f"'{number}{'&' * 500}" for number in range(len(dates))]
    messages = [Message(rule=rule, reason="'" * 500, severity=rule.severity, span=SPAN) for rule in Rule]
    link, image = (kind(url=f"/{'&' * 500}/x.png", kind="inline", span=SPAN, url_span=SPAN) for kind in (cnposts.Link, cnposts.Image))
    posts = [
        made(f"{text}.md", 3, text, date=date).model_copy(update={"links": (link,), "images": (image,), "messages": tuple(messages)})
        for text, date in zip(texts, dates, strict=True)
    ]
    shown = card(Archive([*posts, *[ReadError(messages, "'" * 500)] * 10], root="&" * 200))
    assert "0001-01-01 to 9999-01-01" in shown
    assert "1 2028 1 2029 1 9999" in shown
    assert "1 2010" not in shown
    assert "10 failures" in shown


def test_one_year_and_none():
    dates = [datetime(2020, 5, day, tzinfo=UTC) for day in (1, 2)]
    assert "2020-05-01 to 2020-05-02 2 2020" in card(Archive([made(f"{date.day}.md", date=date) for date in dates]))


def test_examples_have_cards(root):
    archive = cnposts.load_archive(root / "examples" / "content")
    for shown in (archive, *archive):
        assert card(shown)
    assert f"{len(archive)} posts" in card(archive)


@pytest.mark.parametrize("name", ["grpc.io", "mzlogin", "rust-blog", "servicemesher"])
def test_real_archives_have_cards(corpus, name):
    archive = cnposts.load_archive(corpus / "corpus" / name)
    for shown in (archive, *archive):
        assert card(shown)
    start = time.process_time()
    archive._repr_html_()
    assert time.process_time() - start < 1
