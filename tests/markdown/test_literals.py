"""URLs and mail addresses in running text: the rules of GFM's section 6.9, and what Chinese text asks of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnposts._markdown import literals

from .nodes import references


def found(source):
    """Kind, URL and slice of each URL that stands by itself in the text."""
    return [(item.form, item.url, source[item.start : item.end]) for item in references(source) if item.form in {"literal", "bare"}]


def urls(source):
    """The slices that GFM links by itself; what is bare is marked."""
    return [written if form == "literal" else f"bare {written}" for form, _, written in found(source)]


WEB = [
    ("www.tea.example", "www.tea.example"),
    ("see www.tea.example/pots for pots", "www.tea.example/pots"),
    ("at www.tea.example.", "www.tea.example"),
    ("at www.tea.example/v1.2.", "www.tea.example/v1.2"),
    ("WWW.TEA.EXAMPLE", "WWW.TEA.EXAMPLE"),
    ("x. www.a.example", "www.a.example"),
    ("www.x", "www.x"),
    ("www.under_score.tea.example", "www.under_score.tea.example"),
]


@pytest.mark.parametrize(("source", "written"), WEB)
def test_www_is_linked_with_http(source, written):
    assert found(source) == [("literal", f"http://{written}", written)]


@pytest.mark.parametrize(
    "source", ["www.", "www..", "xwww.tea.example", "1www.tea.example", "www.tea_pot.example", "www.tea.exam_ple", "Www.tea.example"]
)
def test_no_domain_no_link(source):
    assert found(source) == []


SCHEMES = [
    ("http://tea.example", "http://tea.example"),
    ("https://tea.example/pots?size=2#lid", "https://tea.example/pots?size=2#lid"),
    ("ftp://files.tea.example/list", "ftp://files.tea.example/list"),
    ("Http://Tea.Example", "Http://Tea.Example"),
    ("FTP://tea.example", "FTP://tea.example"),
    ("https://tea.example:8080/x", "https://tea.example:8080/x"),
    ("https://-.example", "https://-.example"),
    ("(see https://tea.example/a)", "https://tea.example/a"),
    ("*https://tea.example/b*", "https://tea.example/b"),
    ("**https://tea.example/b**", "https://tea.example/b"),
    ("_https://tea.example_", "https://tea.example"),
    ("_https://tea.example/", "https://tea.example/"),
    ("~~https://tea.example~~", "https://tea.example"),
    ("a\thttps://tea.example\tb", "https://tea.example"),
]


@pytest.mark.parametrize(("source", "written"), SCHEMES)
def test_schemes_are_linked_as_written(source, written):
    assert found(source) == [("literal", written, written)]


TRAILING = [
    ("{}?", ""),
    ("{}!", ""),
    ("{}.", ""),
    ("{},", ""),
    ("{}:", ""),
    ("{}*", ""),
    ("{}_", ""),
    ("{}~", ""),
    ("{}'", ""),
    ("{}”", ""),
    ("{}...", ""),
    ("{}?!", ""),
    ("{};", ""),
    ("{}?a=b&c=d", "?a=b&c=d"),
    ("{}?a=b&cd;", "?a=b"),
    ("{}?a=b&cd;&ef;.", "?a=b"),
    ("{}&amp;b", "&amp;b"),
    ("{}.x", ".x"),
    ("{}/?", "/"),
    ("{}<b>", ""),
    ("{} b", ""),
    ("{}`b`", ""),
    ('{}"', ""),
]


@pytest.mark.parametrize(("template", "kept"), TRAILING)
def test_trailing_punctuation_and_entities_are_no_part(template, kept):
    url = "https://tea.example/x"
    assert urls(template.format(url)) == [url + kept]


BRACKETS = [
    ("www.tea.example/a+(b)", "www.tea.example/a+(b)"),
    ("www.tea.example/a+(b)))", "www.tea.example/a+(b)"),
    ("(www.tea.example/a+(b))", "www.tea.example/a+(b)"),
    ("(www.tea.example/a+(b)", "www.tea.example/a+(b)"),
    ("www.tea.example/a+(b)c", "www.tea.example/a+(b)c"),
    ("https://tea.example/x(y)z)w", "https://tea.example/x(y)z"),
    ("https://tea.example/x]y", "https://tea.example/x"),
    ("https://tea.example/?q[]=1", "https://tea.example/?q[]=1"),
    ("https://tea.example/((a))", "https://tea.example/((a))"),
]


@pytest.mark.parametrize(("source", "written"), BRACKETS)
def test_brackets_are_taken_in_pairs(source, written):
    assert urls(source) == [written]


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("社区：https://tea.example/team/", "https://tea.example/team/"),
        ("见https://tea.example/b，好", "https://tea.example/b"),
        ("（https://tea.example/b）", "https://tea.example/b"),
        ("「https://tea.example/b」", "https://tea.example/b"),
        ("/https://tea.example", "https://tea.example"),
        ("[https://tea.example]", "https://tea.example"),
        ("<https://tea.example", "https://tea.example"),
        ("'https://tea.example'", "https://tea.example"),
        ('"https://tea.example"', "https://tea.example"),
        ("http://localhost:8080/x", "http://localhost:8080/x"),
        ("https://[::1]/x", "https://[::1]/x"),
        ("https://x.tea_pot.example/x", "https://x.tea_pot.example/x"),
        ("http://ada@tea.example/x", "http://ada@tea.example/x"),
        ("社区：www.tea.example", "www.tea.example"),
        ("信箱：ada@tea.example。", "ada@tea.example"),
    ],
)
def test_what_gfm_leaves_alone_is_bare(source, written):
    assert urls(source) == [f"bare {written}"]


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("https://tea.example/b。", "https://tea.example/b"),
        ("https://tea.example/b，以后", "https://tea.example/b"),
        ("https://tea.example/茶 x", "https://tea.example/"),
        ("https://tea.example/b（注）", "https://tea.example/b"),
        ("https://tea.example/b…", "https://tea.example/b"),
        ("https://tea.example/bカナ", "https://tea.example/b"),
        ("https://tea.example/b한국", "https://tea.example/b"),
        ("https://tea.example/b\u3000c", "https://tea.example/b"),
        ("https://tea.example/b🍵", "https://tea.example/b"),
        ("https://tea.example/é", "https://tea.example/é"),
    ],
)
def test_wide_text_ends_a_url(source, written):
    assert urls(source) == [written]


def test_a_wide_host_is_none():
    assert found("https://茶.example/x") == []


MAILS = [
    ("ada@tea.example", "ada@tea.example"),
    ("write to ada+pots@mail.tea.example.", "ada+pots@mail.tea.example"),
    ("a.b-c_d@a.b", "a.b-c_d@a.b"),
    ("a.b-c_d@a.b.", "a.b-c_d@a.b"),
    ("(ada@tea.example)", "ada@tea.example"),
    ("*ada@tea.example*", "ada@tea.example"),
]


@pytest.mark.parametrize(("source", "written"), MAILS)
def test_mail_addresses_are_linked(source, written):
    assert found(source) == [("literal", f"mailto:{written}", written)]


@pytest.mark.parametrize("source", ["mailto:ada@tea.example", "x mailto:ada@tea.example/"])
def test_mailto_is_part_of_the_link(source):
    assert found(source) == [("literal", "mailto:ada@tea.example", "mailto:ada@tea.example")]


@pytest.mark.parametrize(
    "source",
    ["@", "a@b", "@b.c", "ada@", "ada@tea+pot.example", "a.b@a.b-", "a.b@a.b_", "mailto:ada", "xmpp:ada@tea.example", "//ada@tea.example"],
)
def test_no_mail_address(source):
    assert found(source) == []


def test_two_mails_share_no_character():
    assert urls("a@b.c@d.e") == ["a@b.c"]
    assert urls("a@b.example,c@d.example") == ["a@b.example", "bare c@d.example"]


@pytest.mark.parametrize(
    "source",
    [
        "xhttps://tea.example",
        "1https://tea.example",
        "git+https://tea.example",
        "https://",
        "https:///x",
        "https://?x",
        "https://.",
        "://tea.example",
        "htps://tea.example",
        "`https://tea.example`",
        "    https://tea.example",
        "<!-- https://tea.example -->",
        "<b title='https://tea.example'>",
    ],
)
def test_nothing_to_link(source):
    assert found(source) == []


def test_links_hold_no_links():
    for source in (
        "[x https://tea.example y](z)",
        "[https://tea.example](z)",
        "[ada@tea.example](z)",
        "[www.tea.example][]\n\n[www.tea.example]: z",
    ):
        (link,) = references(source)
        assert link.url == "z"


def test_a_link_behind_a_url_is_not_swallowed():
    source = "https://tea.example[x](y)![z](w)"
    assert [source[item.start : item.end] for item in references(source)] == ["https://tea.example", "[x](y)", "![z](w)"]


@pytest.mark.parametrize(
    ("source", "written"),
    [
        (r"https://tea.example/a\_b", "https://tea.example/a"),
        ("https://tea.example/a\\\nb", "https://tea.example/a"),
        ("https://tea.example/a\\", "https://tea.example/a"),
        (r"https://tea.example/a\b", r"https://tea.example/a\b"),
        ("https://tea.example/a  \nb", "https://tea.example/a"),
    ],
)
def test_escapes_and_line_breaks_end_a_url(source, written):
    assert urls(source) == [written]


def test_entities_inside_are_decoded_and_stay_in_the_slice():
    assert found("https://tea.example/?a=1&amp;b=2") == [("literal", "https://tea.example/?a=1&b=2", "https://tea.example/?a=1&amp;b=2")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_places_in_containers(end):
    source = f"> - x https://one.example/a{end}>   ada@two.example{end}{end}| a | www.three.example |{end}|---|---|{end}| \\| | https://four.example"
    assert urls(source) == ["https://one.example/a", "ada@two.example", "www.three.example", "https://four.example"]


def test_where_a_url_may_begin():
    text = "a https://x.example, www.x.example, mailto:a@b.example WWW.x ftp://y"
    assert [text[start : start + 4] for start in literals.starts(text)] == ["http", "www.", "mail", "WWW.", "ftp:"]
    assert literals.starts("no sign at all") == []
    assert literals.starts("a://b") == []


PIECE = st.sampled_from(
    [
        "https://",
        "www.",
        "ftp://",
        "mailto:",
        "@",
        "a",
        "b.example",
        ".",
        "/",
        "(",
        ")",
        "[",
        "]",
        "，",
        "茶",
        "_",
        "&amp;",
        "\\",
        " ",
        "*",
        "\n",
        "?",
        "://",
    ]
)


@given(st.lists(PIECE, max_size=12).map("".join))
def test_every_url_is_what_stands_there(text):
    last = 0
    for start in literals.starts(text):
        item = literals.at(text, start)
        if item:
            assert item.start == start < item.end
            written = text[item.start : item.end]
            assert item.url in {written, f"http://{written}", f"mailto:{written}"}
            assert not written[-1].isspace()
            assert written[-1] not in "?!.,:;*~'"
    for form, url, written in found(text):
        assert form in {"literal", "bare"}
        assert url
        assert written in text
    for item in references(text):
        assert item.start >= last
        last = item.end


@pytest.mark.parametrize(
    "text",
    [
        "www." * 50_000,
        "https://" * 30_000,
        "a@" * 50_000,
        "https://x.example/" + "(" * 100_000,
        "&amp;" * 30_000 + "@",
        "https://x.example/" + "&a;" * 30_000,
    ],
)
def test_hostile_text_is_read_to_its_end(text):
    """Growth by the square would not end here."""
    assert len(found(text)) <= len(text)
