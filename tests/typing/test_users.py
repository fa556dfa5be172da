"""What type checkers are told is true at run time."""

from __future__ import annotations

import io

import pytest

import cnposts
from tests.typing import users


@pytest.fixture
def folder(tmp_path):
    """An archive of one post."""
    (tmp_path / "tea.md").write_text(users.TEXT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def post():
    """A post with a user's model."""
    return cnposts.parse(users.TEXT, model=users.Event, path="tea.md")


def test_posts_and_archives_have_their_types(folder):
    users.a_post()
    users.a_model(folder)
    users.an_archive(folder)


def test_edits_and_exports_take_posts_of_any_model(post):
    users.edits(post, file := io.BytesIO())
    assert b'"venue":"the shed"' in file.getvalue().replace(b": ", b":")
    assert users.own_code(post) == "Tea"


def test_mistakes_are_mistakes_at_run_time(post):
    for mistake in (lambda: post.meta.venu, lambda: cnposts.parse("", engine="goldmark"), lambda: cnposts.parse("", model=cnposts.Person)):
        with pytest.raises((AttributeError, ValueError, TypeError)):
            mistake()
