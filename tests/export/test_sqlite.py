"""The database is sound, and its search finds what is there, in any script and for any query."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnposts
from cnposts import TableName, export
from cnposts._tables import TABLES


def database(posts, path):
    export.to_sqlite(posts, path)
    return closing(sqlite3.connect(path))


def value(cell):
    return cell.isoformat() if hasattr(cell, "isoformat") else cell


@pytest.mark.parametrize("table", get_args(TableName))
def test_tables_are_those_of_the_archive(archive, tmp_path, table):
    wanted = archive.to_arrow(table)
    with database(archive, tmp_path / "posts.db") as connection:
        connection.row_factory = sqlite3.Row
        rows = [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY rowid")]  # noqa: S608
    assert [{name: row[name] for name in wanted.column_names} for row in rows] == [
        {name: value(cell) for name, cell in row.items()} for row in wanted.to_pylist()
    ]
    paths = [post.path for post in archive]
    assert [row["id" if table == "posts" else "post"] for row in rows] == [paths.index(row["path"]) + 1 for row in rows]


def test_the_database_is_sound(archive, odd, tmp_path):
    for posts in (archive, iter([*archive, *odd])):
        with database(posts, tmp_path / "posts.db") as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            keys = {table for table in TABLES if connection.execute(f"PRAGMA foreign_key_list({table})").fetchall()}
            assert keys == TABLES.keys() - {"posts"}
            assert connection.execute("EXPLAIN QUERY PLAN SELECT * FROM links WHERE host = 'x'").fetchone()[3].startswith("SEARCH")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("DELETE FROM posts WHERE id = 1")
            assert connection.execute("SELECT count(*) FROM links WHERE post = 1").fetchone() == (0,)


def test_messages_of_files_that_gave_no_post_have_none(folder, tmp_path):
    (folder / "gone.md").symlink_to(folder / "nowhere")
    with database(cnposts.load_archive(folder), tmp_path / "posts.db") as connection:
        assert connection.execute("SELECT post, path FROM messages").fetchall() == [(None, "gone.md")]


def test_odd_cells(odd, tmp_path):
    with database(odd, tmp_path / "posts.db") as connection:
        rows = connection.execute("SELECT path, summary, date FROM posts ORDER BY id").fetchall()
    assert rows[0][0] == "odd\ufffd.md"
    assert rows[0][1].startswith("x\ufffdy")
    assert len(rows[2][1]) > 9_000_000
    assert [export.search(tmp_path / "posts.db", "长 LINE")[0].path, export.search(tmp_path / "posts.db", "y")[0].path] == [
        "long.md",
        "odd\ufffd.md",
    ]


TEXTS = {
    "mesh.md": "服务网格（Service Mesh）是一层基础设施。",
    "grid.md": "网络的格子",
    "kana.md": "サービスメッシュとは",
    "rare.md": "𠮷野家と𠮷祥",
    "hangul.md": "서비스 메시는 좋다",
    "accents.md": "Café naïve Ångström",
    "code.md": "`kubectl get pods -n istio-system` C++ v1.10",
    "quotes.md": 'He said "never again" and NOT (x OR y)*',
}
FINDS = {
    "网格": ["mesh.md"],
    "服务 基础": ["mesh.md"],
    "格子": ["grid.md"],
    "网": ["grid.md", "mesh.md"],
    "格网": [],
    "service": ["mesh.md"],
    "网格service": ["mesh.md"],
    "ッシ": ["kana.md"],
    "𠮷祥": ["rare.md"],
    "서비스": ["hangul.md"],
    "cafe": ["accents.md"],
    "angstrom": ["accents.md"],
    "istio-system": ["code.md"],
    "v1.10": ["code.md"],
    '"never again"': ["quotes.md"],
    '"again never"': [],
    "again never": ["quotes.md"],
    "NOT": ["quotes.md"],
    'AND" OR (': ["quotes.md"],
    '"never': ["quotes.md"],
    "title:never": [],
    "nev*": [],
    "": [],
    "  ": [],
    '"': [],
    "(*^)": [],
}


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    path = tmp_path_factory.mktemp("search") / "posts.db"
    export.to_sqlite((cnposts.parse(text, path=name) for name, text in TEXTS.items()), path)
    return path


@pytest.mark.parametrize(("query", "found"), FINDS.items())
def test_what_a_search_finds(texts, query, found):
    assert sorted(hit.path for hit in export.search(texts, query)) == found


def test_hits_tell_enough_for_a_list_of_results(archive, tmp_path):
    export.to_sqlite(archive, tmp_path / "posts.db")
    (hit,) = export.search(tmp_path / "posts.db", "网格")
    assert hit[:5] == ("posts/cups.md", "/posts/cups/", "茶杯", "2022-01-01T00:00:00+00:00", "Big 用服务网格做茶。")
    with closing(sqlite3.connect(tmp_path / "posts.db")) as connection:
        assert export.search(connection, "网格") == (hit,)


def test_titles_go_before_tags_and_these_before_texts(tmp_path):
    texts = [
        "---\ntitle: x\n---\ntea tea tea and water",
        "---\ntitle: x\ntags: tea\n---\nwater and milk here",
        "---\ntitle: tea\n---\nwater and milk here",
    ]
    texts += [f"---\ntitle: other {number}\n---\nmilk" for number in range(10)]
    export.to_sqlite((cnposts.parse(text, path=f"{number}.md") for number, text in enumerate(texts)), tmp_path / "posts.db")
    hits = export.search(tmp_path / "posts.db", "tea")
    assert [hit.path for hit in hits] == ["2.md", "1.md", "0.md"]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert [hit.path for hit in export.search(tmp_path / "posts.db", "tea", limit=1)] == ["2.md"]


@given(st.text())
def test_any_text_can_be_asked_for(texts, query):
    assert isinstance(export.search(texts, query), tuple)


@given(st.sampled_from([text for text in TEXTS.values() if not text.startswith("`")]), st.data())
def test_a_run_of_chinese_is_found_wherever_it_stands(texts, text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    part = text[start : data.draw(st.integers(start + 1, len(text)))]
    if all("\u4e00" <= character <= "\u9fff" for character in part):
        wanted = {name for name, whole in TEXTS.items() if part in whole}
        assert {hit.path for hit in export.search(texts, part)} == wanted


def test_no_such_database(tmp_path):
    with pytest.raises(FileNotFoundError):
        export.search(tmp_path / "none.db", "tea")
    assert not (tmp_path / "none.db").exists()
    (tmp_path / "text.db").write_text("no database at all, but long enough to be one")
    with pytest.raises(sqlite3.DatabaseError):
        export.search(tmp_path / "text.db", "tea")


def test_words_on_both_sides_of_a_stop_are_no_word(tmp_path):
    texts = ["上网。格式化", "- 上网\n- 格式", "服务网格", "网 格", "换行的网\n格", "他说。网格很好"]
    export.to_sqlite((cnposts.parse(text, path=str(number)) for number, text in enumerate(texts)), tmp_path / "posts.db")
    assert sorted(hit.path for hit in export.search(tmp_path / "posts.db", "网格")) == ["2", "3", "4", "5"]
    assert [hit.snippet for hit in export.search(tmp_path / "posts.db", "网。格")] == ["上网 格式", "上网。格式化"]


def test_korean_words_are_found_with_their_particles(texts):
    assert [hit.path for hit in export.search(texts, "서비")] == ["hangul.md"]


def test_a_post_that_repeats_a_word_does_not_hold_up_a_search(tmp_path):
    export.to_sqlite(cnposts.parse("网格 a" * 200_000, path="long.md"), tmp_path / "posts.db")
    (hit,) = export.search(tmp_path / "posts.db", "网格")
    assert len(hit.snippet) < 200


def test_one_post_twice_is_two(archive, tmp_path):
    with database([archive[2]] * 2, tmp_path / "posts.db") as connection:
        assert connection.execute("SELECT post, count(*) FROM links GROUP BY post").fetchall() == [(1, 6), (2, 6)]


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_a_database_in_use_stays(archive, tmp_path, mode):
    path = tmp_path / "posts.db"
    export.to_sqlite(archive, path)
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA journal_mode = {mode}")
        other.execute("DELETE FROM tags")
        with pytest.raises(OSError, match="the database is in use"):
            export.to_sqlite(archive[:1], path)
        other.commit()
    export.to_sqlite(archive[:1], path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM posts").fetchone() == (1,)


def test_connections_with_rows_of_another_kind(archive, tmp_path):
    export.to_sqlite(archive, tmp_path / "posts.db")
    with closing(sqlite3.connect(tmp_path / "posts.db")) as connection:
        connection.row_factory = lambda cursor, row: dict(zip([column[0] for column in cursor.description], row, strict=True))
        assert export.search(connection, "网格")[0].path == "posts/cups.md"


@pytest.mark.parametrize("limit", [-1, None, "3"])
def test_limits_are_numbers(texts, limit):
    with pytest.raises(ValueError, match="limit must be a number"):
        export.search(texts, "x", limit=limit)


def test_snippets_show_what_was_found(tmp_path):
    text = "digital " + "pad " * 60 + "my git résumé, " + "pad " * 60
    export.to_sqlite(cnposts.parse(text, path="a.md"), tmp_path / "posts.db")
    for query in ("git", "resume", "GIT"):
        assert "my git résumé," in export.search(tmp_path / "posts.db", query)[0].snippet


def test_hits_of_one_score_come_newest_first(tmp_path):
    export.to_sqlite((cnposts.parse(f"---\ndate: 20{year}-01-01\n---\ntea", path=f"{year}.md") for year in (19, 21, 20)), tmp_path / "x.db")
    assert [hit.path for hit in export.search(tmp_path / "x.db", "tea")] == ["21.md", "20.md", "19.md"]


def test_a_database_is_a_file(archive):
    with pytest.raises(ValueError, match="':memory:' is no file"):
        export.to_sqlite(archive, ":memory:")


def test_posts_without_paths_are_no_two_of_one(tmp_path):
    with database([cnposts.parse("a"), cnposts.parse("b")], tmp_path / "posts.db") as connection:
        assert connection.execute("SELECT count(*) FROM posts").fetchone() == (2,)
