"""A cache that was damaged or tampered with: the posts are those of the files, and nothing in it runs."""

from __future__ import annotations

import os
import pickle
import random
import secrets
import sqlite3
import warnings
import zlib
from contextlib import closing
from pathlib import Path

import pytest

import cnposts

SEEDS = 120
PAGE = 4096


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Posts of a few words, so that a cache has many of them in few pages."""
    root = tmp_path_factory.mktemp("posts")
    for number in range(48):
        (root / f"p{number:02}.md").write_text(f"---\ntitle: Tea {number}\n---\n[cup](https://tea.example/{number})\n", encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def posts(folder):
    return list(cnposts.load_archive(folder))


@pytest.fixture(scope="module")
def good(folder, tmp_path_factory):
    """The bytes of a whole cache."""
    file = tmp_path_factory.mktemp("cache") / "posts.sqlite"
    cnposts.load_archive(folder, cache=file)
    return file.read_bytes()


@pytest.fixture
def file(tmp_path, good):
    (tmp_path / "posts.sqlite").write_bytes(good)
    return tmp_path / "posts.sqlite"


def load(folder, file):
    """The posts, and what was said."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = list(cnposts.load_archive(folder, cache=file))
    assert {warning.category for warning in caught} <= {cnposts.CnpostsWarning}
    return found, [str(warning.message) for warning in caught]


def noise(data, chance):
    for _ in range(chance.choice([1, 10, 100])):
        data[chance.randrange(len(data))] = chance.randrange(256)


def header(data, chance):
    data[chance.randrange(100)] = chance.randrange(256)


def cut(data, chance):
    del data[chance.randrange(len(data)) :]


def hole(data, chance):
    start = chance.randrange(len(data) - 512)
    data[start : start + 512] = bytes(512)


def page(data, chance):
    here, there = (chance.randrange(len(data) // PAGE) * PAGE for _ in range(2))
    data[here : here + PAGE] = data[there : there + PAGE]


@pytest.mark.parametrize("damage", [noise, header, cut, hole, page])
def test_damage_at_random_places(folder, posts, file, good, damage):
    first = secrets.randbits(32)
    for seed in range(first, first + SEEDS // 5):
        data = bytearray(good)
        damage(data, random.Random(seed))  # noqa: S311 - places, not secrets
        file.write_bytes(data)
        for _ in range(2):
            found, said = load(folder, file)
            assert found == posts, f"{damage.__name__} with random.Random({seed})"
            assert len(said) <= 1, f"{damage.__name__} with random.Random({seed}): {said}"


def test_an_empty_file_becomes_a_cache(folder, posts, file, good):
    file.write_bytes(b"")
    assert load(folder, file) == (posts, [])
    assert len(file.read_bytes()) == len(good)


def run(file, *statements):
    with closing(sqlite3.connect(file)) as database, database:
        for statement in statements:
            database.execute(*([statement] if isinstance(statement, str) else statement))


def test_a_post_under_the_key_of_another_is_not_taken(folder, posts, file):
    run(file, "UPDATE posts SET (sum, post) = (SELECT sum, post FROM posts AS other WHERE other.rowid = 49 - posts.rowid)")
    assert load(folder, file) == (posts, [])


@pytest.mark.parametrize("column", ["key", "used", "sum", "post"])
@pytest.mark.parametrize("value", ["CAST(x'fffe00ff' AS TEXT)", "x'00'", "1e300", "-9223372036854775808", "''", "'text'"])
def test_values_of_other_types_are_not_taken(folder, posts, file, column, value):
    where = " WHERE rowid = 7" if column == "key" else ""
    run(file, f"UPDATE OR REPLACE posts SET {column} = {value}{where}")  # noqa: S608 - ours
    found, said = load(folder, file)
    assert found == posts
    assert len(said) <= 1
    assert load(folder, file) == (posts, [])


class Bomb:
    """What would run if a cache were unpickled."""

    def __init__(self, file):
        self.file = file

    def __reduce__(self):
        return Path.touch, (self.file,)


def test_nothing_in_a_row_runs(folder, posts, file, tmp_path):
    bomb = pickle.dumps(Bomb(tmp_path / "ran"))
    with closing(sqlite3.connect(file)) as database, database:
        for (key,) in database.execute("SELECT key FROM posts").fetchall():
            database.execute("UPDATE posts SET post = ?, sum = ? WHERE key = ?", (bomb, zlib.crc32(bomb, zlib.crc32(key)), key))
    assert load(folder, file) == (posts, [])
    assert not (tmp_path / "ran").exists()
    pickle.loads(bomb)  # noqa: S301 - ours: the test could fail
    assert (tmp_path / "ran").exists()


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
TAMPERED = {
    "a trigger": ["CREATE TRIGGER seen AFTER UPDATE ON posts BEGIN DELETE FROM posts; END"],
    "a view": [
        "ALTER TABLE posts RENAME TO real",
        f"CREATE VIEW posts AS {ENDLESS} SELECT i AS key, 0 AS used, 0 AS sum, '' AS post FROM n",  # noqa: S608 - ours
    ],
    "another table": ["CREATE TABLE notes (text)"],
    "other columns": ["DROP TABLE posts", "CREATE TABLE posts (key)"],
}


@pytest.mark.parametrize("statements", TAMPERED.values(), ids=list(TAMPERED))
def test_a_cache_with_other_tables_is_made_anew(folder, posts, file, statements):
    run(file, *statements)
    found, (said,) = load(folder, file)
    assert found == posts
    assert "was made anew" in said
    assert load(folder, file) == (posts, [])
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("SELECT type, name FROM sqlite_master").fetchall() == [
            ("table", "posts"),
            ("index", "sqlite_autoindex_posts_1"),
        ]


def test_a_journal_of_something_else_does_no_harm(folder, posts, file, good):
    journal = Path(f"{file}-journal")
    for content in (b"", b"x" * 5_000, good, bytes.fromhex("d9d505f920a163d7") + os.urandom(8_000)):
        journal.write_bytes(content)
        assert load(folder, file)[0] == posts
