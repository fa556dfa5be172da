"""Edits add up, know their post, refuse what overlaps, and come out as unified diffs."""

from __future__ import annotations

import pickle
import shutil
import subprocess

import pytest

import cnposts
from cnposts import edit
from cnposts.edit import Edit, Edits

POST = cnposts.parse("---\ntitle: Tea\n---\n[a](b.md) and ![c](d.png)\n", path="posts/tea.md")


def test_edits_add_up_in_source_order():
    images = edit.rewrite_urls(POST, lambda record: "e.png" if isinstance(record, cnposts.Image) else None)
    both = images + edit.set_meta(POST, {"title": "Pot"})
    assert [edited.text for edited in both] == ["Pot", "e.png"]
    assert both.post is POST
    assert both
    assert len(both) == 2
    assert both.apply() == "---\ntitle: Pot\n---\n[a](b.md) and ![c](e.png)\n"
    assert repr(both) == "<Edits of posts/tea.md: 2 edits>"
    assert repr(images) == "<Edits of posts/tea.md: 1 edit>"


def test_a_sum_is_edits_too():
    parts = [edit.set_meta(POST, {"title": "Pot"}), edit.rewrite_urls(POST, lambda _: "x")]
    assert sum(parts) == parts[0] + parts[1]
    with pytest.raises(TypeError):
        1 + parts[0]


def test_edits_that_are_equal_count_once():
    edits = edit.rewrite_urls(POST, lambda _: "x")
    assert edits + edits == edits
    assert hash(edits + edits) == hash(edits)
    assert edits != Edits(POST)
    assert edits != "edits"


def test_insertions_at_one_place_stay_in_order():
    edits = edit.set_meta(POST, {"one": 1}) + edit.set_meta(POST, {"two": 2})
    assert edits.apply() == "---\ntitle: Tea\none: 1\ntwo: 2\n---\n[a](b.md) and ![c](d.png)\n"


def test_only_edits_of_one_post_add_up():
    other = cnposts.parse("x", path="other.md")
    with pytest.raises(ValueError, match=r"edits of posts/tea\.md and of other\.md do not add up"):
        Edits(POST) + Edits(other)
    with pytest.raises(TypeError):
        Edits(POST) + (Edit(0, 1, "x"),)  # noqa: RUF005 - that is the mistake


@pytest.mark.parametrize("wrong", [(-1, 2), (3, 2), (0, 10_000)])
def test_ranges_outside_of_the_source_are_refused(wrong):
    with pytest.raises(cnposts.EditError, match=r"posts/tea\.md: There is no range"):
        Edits(POST, [Edit(*wrong, "x")])


def test_overlaps_are_refused_with_their_place():
    with pytest.raises(cnposts.EditError, match=r"posts/tea\.md:2:3: Two edits overlap here") as caught:
        Edits(POST, [Edit(4, 9, "x"), Edit(6, 12, "y")])
    assert caught.value.span.line == 2
    with pytest.raises(cnposts.EditError):
        edit.rewrite_urls(POST, lambda _: "x") + edit.rewrite_urls(POST, lambda _: "y")


def test_edits_of_ones_own_are_checked_around_them():
    start = POST.source.index(" and ")
    assert Edits(POST, [Edit(start, start + 5, " or ")]).apply().endswith("[a](b.md) or ![c](d.png)\n")
    assert Edits(POST, [Edit(start, start, " [n](m)")]).apply().endswith("[a](b.md) [n](m) and ![c](d.png)\n")
    key = POST.source.index("title")
    assert Edits(POST, [Edit(key, key + 5, "headline")]).apply().startswith("---\nheadline: Tea\n")
    with pytest.raises(cnposts.EditError, match="This link would not be read any more"):
        Edits(POST, [Edit(start, start, " `"), Edit(19, 19, "`")]).apply()
    with pytest.raises(cnposts.EditError, match="front matter would be read as None"):
        Edits(POST, [Edit(0, 3, "--")]).apply()


def test_headings_and_code_beside_edits_of_ones_own_stay():
    post = cnposts.parse("para\n\n# Head\n\n    code\n")
    for text in ("```\n", "<!--", "<script>"):
        with pytest.raises(cnposts.EditError, match="The edit would change a heading"):
            Edits(post, [Edit(0, 0, text)]).apply()
    assert Edits(post, [Edit(0, 4, "text")]).apply().startswith("text\n\n# Head")


@pytest.mark.parametrize("wrong", [(0, 1, 5), (0.0, 1.0, "a"), (False, True, "a")])
def test_an_edit_is_two_numbers_and_a_text(wrong):
    with pytest.raises(TypeError, match=r"an edit is Edit\(start, end, text\), two numbers and a text, not Edit"):
        Edits(POST, [wrong])


def test_what_changes_nothing_is_no_edit():
    assert not Edits(POST, [Edit(0, 3, "---"), Edit(5, 5, "")])


def test_a_context_is_no_less_than_nothing():
    with pytest.raises(ValueError, match="context is a number of lines, not -1"):
        edit.set_meta(POST, {"title": "Pot"}).diff(-1)


def test_the_place_of_a_refusal_is_that_of_what_was_asked():
    post = cnposts.parse("<img srcset='a.png 1x'>\n\ntext\n\n[far](b.html)\n")
    with pytest.raises(cnposts.EditError, match=r"^<text>:1:14: "):
        edit.rewrite_urls(post, lambda record: "," if record.url == "a.png" else None).apply()


def test_a_text_that_was_decoded_with_losses_is_not_edited():
    lost = cnposts.parse(b"[a](b) \xff\xfe\x00\xfa", encoding="utf-8")
    with pytest.raises(cnposts.EditError, match="Parts of this text were lost when it was decoded"):
        edit.rewrite_urls(lost, lambda _: "c")
    assert not edit.rewrite_urls(lost, lambda _: None)
    half = cnposts.parse("[a](b) \ud800")
    with pytest.raises(cnposts.EditError, match="Parts of this text were lost"):
        edit.rewrite_urls(half, lambda _: "c")


def test_a_diff_is_a_unified_diff():
    assert edit.set_meta(POST, {"title": "Pot"}).diff(0) == (
        "--- a/posts/tea.md\n+++ b/posts/tea.md\n@@ -2 +2 @@\n-title: Tea\n+title: Pot\n"
    )


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not there")
@pytest.mark.parametrize(
    "text",
    [
        "[a](b)",
        "[a](b)\n",
        "x\r\n[a](b)\r\n",
        "\ufeff[a](b)\n\u2028\x0c\nlast\u2028line",
        "x\n\n[a](b)\ny",
        "x\ry\r[a](b)\rz",
        "a\n\n[x](b) c\rd\n\nz\n",
    ],
)
def test_git_applies_a_diff(text, tmp_path):
    post = cnposts.parse(text, path="dir/a b.md")
    edits = edit.rewrite_urls(post, lambda _: "c")
    (tmp_path / "dir").mkdir()
    (tmp_path / "dir" / "a b.md").write_bytes(text.encode())
    (tmp_path / "patch").write_bytes(edits.diff().encode())
    subprocess.run(["git", "apply", "--whitespace=nowarn", "patch"], cwd=tmp_path, check=True)  # noqa: S607 - whichever git is there
    assert (tmp_path / "dir" / "a b.md").read_bytes() == edits.apply().encode()


def test_an_edit_error_crosses_processes():
    with pytest.raises(cnposts.EditError) as caught:
        Edits(POST, [Edit(4, 9, "x"), Edit(6, 12, "y")])
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert (str(again), again.span, again.path, again.reason) == (str(caught.value), caught.value.span, "posts/tea.md", caught.value.reason)


def test_a_post_out_of_json_is_edited_as_well():
    post = cnposts.Post.model_validate_json(POST.model_dump_json())
    assert edit.rewrite_urls(post, lambda _: "x").apply() == edit.rewrite_urls(POST, lambda _: "x").apply()
