"""The generated archive is one of Pantau's own: whole, searchable, the same for a seed, shown by desk and digest."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk_site import Site

from benchmarks.generator import NOW, Summary, generate
from digest import preview
from records import BadInput, Week
from store import Store
from store.fingerprint import derived_digests
from store.stories import witnesses_of

ARTICLES = 600


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
    path = tmp_path_factory.mktemp("generated") / "pantau.db"
    return path, generate(path, ARTICLES, seed=3, days=40, words=60)


def test_rows_point_somewhere_and_the_search_finds_bodies(made: tuple[Path, Summary]) -> None:
    path, summary = made
    with Store.open(path, readonly=True) as store:
        assert store.damage() is None
        assert store.connection.execute("PRAGMA foreign_key_check").fetchall() == []
        (word,) = store.connection.execute("SELECT substr(title, 1, instr(title, ' ') - 1) FROM article").fetchone()
        found = store.connection.execute(
            "SELECT count(*) FROM article_search s JOIN body b ON b.id = s.rowid WHERE article_search MATCH ?",
            (f'"{word}"',),
        ).fetchone()[0]
        assert found >= 1
        indexes = {name for (name,) in store.connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
    with Store.create(path.with_name("empty.db")) as empty:
        assert indexes == {
            name for (name,) in empty.connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
        }
    assert summary.articles == ARTICLES
    assert 0.2 < summary.copies / ARTICLES < 0.4


def test_sums_are_those_of_the_articles(made: tuple[Path, Summary]) -> None:
    with Store.open(made[0], readonly=True) as store:
        stories = store.connection.execute(
            "SELECT id, lead, first_seen, last_seen, articles, outlets, independent_reports FROM story"
        ).fetchall()
        assert len(stories) == made[1].stories
        for story, lead, first, last, articles, outlets, reports in stories:
            members = store.connection.execute(
                "SELECT id, outlet, first_seen FROM article WHERE story = ? ORDER BY first_seen, id", (story,)
            ).fetchall()
            assert (members[0][0], members[0][2], members[-1][2]) == (lead, first, last)
            assert (len(members), len({row[1] for row in members})) == (articles, outlets)
            assert len(witnesses_of(store.connection, [row[0] for row in members])) == reports
        wrong = store.connection.execute(
            "SELECT p.id FROM post p WHERE p.articles <>"
            " (SELECT count(DISTINCT article) FROM post_mention WHERE post = p.id)"
        ).fetchall()
        assert wrong == []


def test_spans_are_where_they_say(made: tuple[Path, Summary]) -> None:
    with Store.open(made[0], readonly=True) as store:
        for table in ("sentence", "mention", "figure", "quote"):
            wrong = store.connection.execute(
                f'SELECT t.text, substr(b.text, t.start + 1, t."end" - t.start) FROM {table} t'
                ' JOIN body b ON b.article = t.article WHERE substr(b.text, t.start + 1, t."end" - t.start) <> t.text'
            ).fetchall()
            assert wrong == [], table
        assert store.connection.execute("SELECT count(*) FROM quote").fetchone()[0] > 10


def test_a_seed_makes_the_same_archive_and_another_one_another(tmp_path: Path) -> None:
    digests = []
    for name, seed in (("one", 5), ("two", 5), ("three", 6)):
        generate(tmp_path / f"{name}.db", 80, seed=seed, words=50)
        with Store.open(tmp_path / f"{name}.db", readonly=True) as store:
            digests.append(derived_digests(store))
    assert digests[0] == digests[1]
    assert digests[0]["article"] != digests[2]["article"]


def test_the_desk_and_the_digest_show_it(made: tuple[Path, Summary]) -> None:
    path, summary = made
    site = Site(path, {})
    try:
        page = site.page(f"/?week={summary.last_week}")
        assert site.get("/").status_code == 200
        assert page.xpath("//a[contains(@href, '/story/')]")
    finally:
        site.close()
    with Store.open(path, readonly=True) as store:
        week = Week.parse(summary.last_week)
        found = preview(store.connection, week, store.zone, "en", "http://127.0.0.1:8001", NOW)
    assert "independent reports" in found.text


def test_what_cannot_be_generated_is_said(made: tuple[Path, Summary], tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there already"):
        generate(made[0], 10)
    with pytest.raises(BadInput, match="at least one"):
        generate(tmp_path / "none.db", 0)
