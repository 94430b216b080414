"""What is counted of a week is what a plain question counts; answers are asked ahead, once, and within a limit."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.generator import generate
from browse import build_app, warming, weeks
from browse.access import PATIENCE, limited
from browse.keeping import RENEWED, kept, renew
from records import Week
from store import Store, desk_week, ledger_disputes
from store.freshness import mark_derived


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weeks") / "pantau.db"
    generate(path, 400, seed=5, days=60, words=40)
    with closing(sqlite3.connect(path)) as made, made:  # some of it is gone again, some not under its theme
        chance = random.Random(3)
        ids = made.execute("SELECT id FROM article ORDER BY id").fetchall()
        made.executemany("UPDATE article SET withdrawn = '2031-04-01T00:00:00Z' WHERE id = ?", chance.sample(ids, 60))
        figures = made.execute("SELECT article, start FROM figure ORDER BY id").fetchall()
        pairs = [(*chance.choice(figures), *chance.choice(figures)) for _ in range(200)]
        made.executemany(
            "INSERT INTO dispute (id, kind, article, start, other_article, other_start, reason)"
            " VALUES (?, ?, ?, ?, ?, ?, 'drawn')",
            [(f"d{at}", ("value", "revision")[at % 2], *pair) for at, pair in enumerate(dict.fromkeys(pairs))],
        )
        made.execute("UPDATE story_theme SET assigned = 0 WHERE rowid % 3 = 0")
        made.execute(
            "UPDATE story SET articles = (SELECT count(*) FROM article WHERE story = story.id AND withdrawn IS NULL)"
        )
        made.execute(
            "UPDATE story SET last_seen = coalesce((SELECT max(first_seen) FROM article WHERE story = story.id"
            " AND withdrawn IS NULL), last_seen)"
        )
    return path


@pytest.fixture
def reader(archive: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(archive)) as connection:
        yield connection


def test_a_week_is_counted_as_a_plain_question_counts_it(reader: sqlite3.Connection) -> None:
    named = [week for (week,) in reader.execute("SELECT DISTINCT week FROM article ORDER BY week")]
    assert len(named) > 5
    for week in named:
        themes = reader.execute(
            "SELECT t.theme, count(DISTINCT a.story) FROM article a JOIN story_theme t ON t.story = a.story"
            " WHERE a.week = ? AND a.withdrawn IS NULL AND t.assigned = 1 GROUP BY 1",
            (week,),
        )
        assert desk_week.themes_in(reader, week) == dict(themes)
        told = desk_week.places_in(reader, week)
        for name, place in (("places", "m.place"), ("countries", "substr(m.place, 1, 2)")):
            found = reader.execute(
                f"SELECT {place}, count(DISTINCT coalesce(a.story, a.id)) FROM article a JOIN mention m"
                " ON m.article = a.id AND m.kind = 'place' AND m.label = 'subject' AND m.place IS NOT NULL"
                " WHERE a.week = ? AND a.withdrawn IS NULL GROUP BY 1",
                (week,),
            )
            assert told[name] == dict(found)


def test_the_weeks_of_a_theme_are_those_that_a_plain_question_finds(archive: Path, reader: sqlite3.Connection) -> None:
    datasette = build_app(archive)
    themes = [theme for (theme,) in reader.execute("SELECT id FROM theme")]
    some = 0
    for theme in themes:
        plain = reader.execute(
            "SELECT a.week, count(DISTINCT a.story) FROM article a JOIN story_theme t ON t.story = a.story"
            " WHERE t.theme = ? AND t.assigned = 1 AND a.withdrawn IS NULL GROUP BY 1 ORDER BY 1 DESC",
            (theme,),
        ).fetchall()
        edge = str(Week.parse(plain[0][0]).back(weeks.MOST - 1)) if plain else ""
        wanted = [{"week": week, "stories": stories} for week, stories in plain if week >= edge]
        assert weeks.of_theme(datasette, reader, theme) == wanted
        some += len(wanted)
    assert some > 20


@pytest.mark.parametrize("looked_through", [1, 30, 10_000])
@pytest.mark.parametrize("kinds", [ledger_disputes.CONTRADICTIONS, ledger_disputes.REVISIONS])
def test_the_newest_disputes_are_the_same_however_far_is_looked(
    reader: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, looked_through: int, kinds: tuple[str, ...]
) -> None:
    named = [week for (week,) in reader.execute("SELECT DISTINCT week FROM article ORDER BY week")]
    monkeypatch.setattr(ledger_disputes, "LOOKED_THROUGH", looked_through)
    for week in named:
        every = ledger_disputes.disputes(reader, kinds=kinds, until_week=week, limit=None)
        assert ledger_disputes.disputes(reader, kinds=kinds, until_week=week, limit=3) == every[:3]
    assert len(every) > 20


def test_what_was_asked_lately_is_asked_again_of_itself_and_what_was_asked_long_ago_is_not(tmp_path: Path) -> None:
    path = tmp_path / "pantau.db"
    Store.create(path).close()
    instance, now, asked = build_app(path), [0.0], []

    def ask(name: str) -> int:
        def question(connection: sqlite3.Connection) -> int:
            asked.append(name)
            return int(connection.execute("SELECT count(*) FROM setting").fetchone()[0])

        return kept(instance, connection, name, question, clock=lambda: now[0])

    with closing(sqlite3.connect(path)) as connection, Store.open(path) as writer:
        ask("old")
        now[0] += RENEWED
        ask("first"), ask("last")
        assert renew(instance, connection, clock=lambda: now[0]) == 0
        with writer.transaction() as changed:
            mark_derived(changed)
        asked.clear()
        assert renew(instance, connection, clock=lambda: now[0]) == 2
        assert asked == ["last", "first"]
        assert ask("first") == ask("last") == 2  # and what is kept is of now
        assert asked == ["last", "first"]
        # that it was asked again of itself makes nobody ask for it
        now[0] += RENEWED
        with writer.transaction() as changed:
            mark_derived(changed)
        assert renew(instance, connection, clock=lambda: now[0]) == 0


def test_who_asks_what_is_being_asked_waits_for_that_answer(tmp_path: Path) -> None:
    path = tmp_path / "pantau.db"
    Store.create(path).close()
    instance, begun, go, asked, told = build_app(path), threading.Event(), threading.Event(), [], []

    def question(_: sqlite3.Connection) -> int:
        asked.append(1)
        begun.set()
        assert go.wait(10)
        return 7

    def reader() -> None:
        with closing(sqlite3.connect(path)) as connection:
            told.append(kept(instance, connection, "slow", question))

    threads = [threading.Thread(target=reader) for _ in range(5)]
    for thread in threads:
        thread.start()
    assert begun.wait(10)
    go.set()
    for thread in threads:
        thread.join(10)
    assert (told, asked) == ([7] * 5, [1])


def test_the_front_page_is_asked_ahead_at_the_start_and_after_each_change(archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "pantau.db"
    with closing(sqlite3.connect(archive)) as old, closing(sqlite3.connect(path)) as new:
        old.backup(new)
    instance = build_app(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection, Store.open(path) as writer:
        traced: list[str] = []

        def asked(seen: int | None) -> tuple[int, bool]:
            traced.clear()
            mark = warming.ask_ahead(instance, connection, seen)
            return mark, any("mention_subject" in sql for sql in traced)

        connection.set_trace_callback(traced.append)
        first, counted = asked(None)
        assert counted
        assert asked(first) == (first, False)
        with writer.transaction() as changed:
            mark_derived(changed)
        second, counted = asked(first)
        assert (second > first, counted) == (True, True)
        assert not connection.in_transaction


def test_a_page_is_refused_for_what_it_asks_and_not_for_the_clock() -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
    with closing(sqlite3.connect(":memory:")) as connection:
        begun = time.thread_time()
        with pytest.raises(sqlite3.OperationalError, match="interrupted"), limited(connection, 50):
            connection.execute(endless).fetchone()
        assert 0.04 < time.thread_time() - begun < 1
        connection.create_function("wait", 1, lambda seconds: time.sleep(seconds) or 1)
        with limited(connection, 50):  # waiting is no work
            assert connection.execute("SELECT wait(0.15)").fetchone() == (1,)
            rows = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 500) SELECT count(x) FROM n"
            assert connection.execute(rows).fetchone() == (500,)
        waits = "WITH RECURSIVE n(x) AS (SELECT wait(0.05) UNION ALL SELECT wait(0.02) FROM n) SELECT max(x) FROM n"
        begun = time.monotonic()
        with pytest.raises(sqlite3.OperationalError, match="interrupted"), limited(connection, 5):
            connection.execute(waits).fetchone()
        assert time.monotonic() - begun >= PATIENCE * 0.005
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the limit ends with its block
