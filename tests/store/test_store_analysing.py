from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_samples import BODY, OUTLETS, T0, THEMES, analysis_of, annotation_of, article_of, at

from records import CopyDecision, JoinDecision, NotFound, ThemeScore
from store import Store
from store.analysing import mark_unread, save_analysis
from store.analysis_asking import articles_to_analyse, count_new, remembered
from store.crawling import mark_withdrawn, save_article, save_outlets
from store.fingerprint import DERIVED, derived_digest, derived_digests
from store.places import Place, save_places
from store.posts import better_name
from store.stories import (
    independent_witnesses,
    merge_stories,
    refresh_story,
    refresh_story_themes,
    resolve_story,
    save_themes,
)
from store.themes import theme_examples


def joined(article, story: str, **more):
    return analysis_of(
        article,
        join=JoinDecision(article=article.id, story=story, action="join", score=0.9, margin=0.5, reason="near"),
        **more,
    )


def test_order_limit_and_version(store: Store) -> None:
    articles = [article_of(n, hours=h) for n, h in ((1, 5), (2, 1), (3, 3))]
    for article in articles:
        save_article(store, None, article)
    order = [articles[i].id for i in (1, 2, 0)]
    assert [a.id for a in articles_to_analyse(store, "v1")] == order
    assert [a.id for a in articles_to_analyse(store, "v1", limit=2)] == order[:2]
    for waiting in articles_to_analyse(store, "v1"):  # writing while reading
        save_analysis(store, analysis_of(next(a for a in articles if a.id == waiting.id)))
    assert list(articles_to_analyse(store, "v1")) == []
    assert [a.id for a in articles_to_analyse(store, "v1", everything=True)] == order
    assert [a.id for a in articles_to_analyse(store, "v2")] == order
    mark_unread(store, [order[1]])
    assert [a.id for a in articles_to_analyse(store, "v1")] == [order[1]]
    mark_unread(store)
    assert len(list(articles_to_analyse(store, "v1"))) == 3


def test_one_analysis_fills_the_tables_and_twice_changes_nothing(store: Store) -> None:
    article = article_of()
    save_article(store, None, article)
    assert save_analysis(store, analysis_of(article)) == f"s-{article.id}"
    first = derived_digest(store)
    one = {t: store.connection.execute(f"SELECT * FROM {t}").fetchall() for t in DERIVED}
    assert [t for t in DERIVED if not one[t]] == [
        "revision",
        "official_settled",  # these three: the registry is settled after all articles
        "official_doubt",
        "official_alias",
        "organisation_name",  # of the list, when an analysis begins
        "figure_claim",
        "figure_meaning",
        "dispute",
        "story_alias",
        "story_summary",  # these two: stories are told after all articles
        "story_sentence",
        "emergent",  # made from all stories, at the end of an analysis
    ]
    save_analysis(store, analysis_of(article))
    assert derived_digest(store) == first
    official = store.connection.execute("SELECT id, name, aliases FROM official").fetchall()
    assert official == [("zul-hamdan", "Zul Hamdan", '["Zul Hamdan"]')]
    assert store.connection.execute("SELECT official FROM quote").fetchall() == [("zul-hamdan",)]
    features = store.connection.execute("SELECT features FROM decision WHERE about = 'story'").fetchone()[0]
    assert json.loads(features) == {"a": 2.0, "b": 1.0}
    vectors = store.connection.execute('SELECT model, "values" FROM vector').fetchall()
    assert vectors == [("test", b"\0\0\x80?")]
    with pytest.raises(NotFound):
        save_analysis(store, replace(analysis_of(article), article="absent"))


def test_every_derived_table_is_in_the_digest(store: Store) -> None:
    article = article_of()
    save_article(store, None, article)
    save_analysis(store, analysis_of(article))
    before = derived_digests(store)
    for table, column in (
        ("mention", "text"),
        ("figure", "value"),
        ("story", "title"),
        ("decision", "reason"),
        ("post", "role"),
        ("vector", '"values"'),
        ("passages", '"values"'),
        ("neighbourhood", '"values"'),
    ):
        with store.transaction() as connection:
            connection.execute(f"UPDATE {table} SET {column} = 'other'")
        after = derived_digests(store)
        assert {t for t in DERIVED if before[t] != after[t]} == {table}
        before = after


NAMES = st.sampled_from(["Zul Hamdan", "ZUL HAMDAN", "Zul  Hamdan", "Mei Lin Tan"])
ROLES = st.sampled_from([None, "trade minister", "Trade Minister", "mayor"])


@given(data=st.data(), steps=st.lists(st.tuples(st.integers(0, 3), NAMES, ROLES), min_size=1, max_size=8))
@settings(max_examples=25, deadline=None)
def test_sums_do_not_depend_on_the_order_or_on_what_was_read_before(tmp_path_factory, data, steps) -> None:
    """Reading, re-reading and any order end in the same officials, organisations and posts."""
    articles = [article_of(n, hours=n % 2) for n in range(4)]
    digests = []
    last = {n: (name, role) for n, name, role in steps}
    final = [(n, *last[n]) for n in data.draw(st.permutations(sorted(last)))]
    for way in (steps, final):
        with Store(tmp_path_factory.mktemp("way") / "a.db") as store:
            save_outlets(store, OUTLETS)
            save_themes(store, THEMES)
            for article in articles:
                save_article(store, None, article)
            for n, name, role in way:
                save_analysis(store, analysis_of(articles[n], annotation=annotation_of(BODY, name=name, role=role)))
            digests.append(derived_digests(store))
            broken = store.connection.execute("PRAGMA foreign_key_check").fetchall()
            assert broken == []
    assert digests[0] == digests[1]


@pytest.mark.parametrize(
    ("known", "other", "best"),
    [
        ("ZUL", "Zul", "Zul"),
        ("zul", "Zul", "Zul"),
        (None, "Zul", "Zul"),
        ("Zul", None, "Zul"),
        ("Zul B", "Zul A", "Zul A"),
    ],
)
def test_better_name(known, other, best) -> None:
    assert better_name(known, other) == best == better_name(other, known)


def test_posts_are_dated_and_point_to_the_first_evidence(store: Store) -> None:
    for n, hours in ((1, 50), (2, 10), (3, 90)):
        article = article_of(n, hours=hours)
        save_article(store, None, article)
        save_analysis(store, analysis_of(article))
    row = store.connection.execute(
        "SELECT first_seen, last_seen, articles, evidence_article, evidence_sentence FROM post"
    ).fetchone()
    assert row == ("2024-11-18T11:00:00Z", "2024-11-21T19:00:00Z", 3, article_of(2).id, 0)
    mark_withdrawn(store, article_of(2).id, at(99), "410")
    row = store.connection.execute("SELECT first_seen, articles, evidence_article FROM post").fetchone()
    assert row == ("2024-11-20T03:00:00Z", 2, article_of(1).id)


_KILLED = """
import os, signal, sys
sys.path.insert(0, sys.argv[2])
import store.analysing as analysing
from store import Store
from store_samples import article_of, analysis_of
from store.crawling import save_article
store = Store.open(sys.argv[1])
what, after = sys.argv[3], int(sys.argv[4])
calls = 0
def trace(sql):
    global calls
    if sql.startswith(("INSERT", "UPDATE", "DELETE")):
        calls += 1
        if calls > after:
            os.kill(os.getpid(), signal.SIGKILL)
store.connection.set_trace_callback(trace)
if what == "analysis":
    analysing.save_analysis(store, analysis_of(article_of(2)))
else:
    save_article(store, None, article_of(1, hours=9, body="Edited."))
print("done")
"""


@pytest.mark.parametrize(
    ("what", "after"),
    [("analysis", 1), ("analysis", 12), ("analysis", 25), ("article", 1), ("article", 3), ("article", 5)],
)
def test_a_kill_within_leaves_all_or_nothing(store: Store, path: Path, what: str, after: int) -> None:
    for n in (1, 2):
        save_article(store, None, article_of(n, hours=n))
    save_analysis(store, analysis_of(article_of(1)))
    before = derived_digests(store)
    here = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(path), str(here), what, str(after)],
        cwd=here.parents[1],
        capture_output=True,
        check=False,
    )
    assert done.returncode == -9, done.stderr
    assert derived_digests(store) == before
    assert store.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert [a.id for a in articles_to_analyse(store, "v1")] == [article_of(2).id]
    save_analysis(store, analysis_of(article_of(2)))  # and started again, it goes on


def test_interrupted_anywhere_the_same_rows_come_out(store: Store, tmp_path: Path) -> None:
    articles = [article_of(n, hours=n) for n in range(4)]

    def analyse(into: Store, fail_at: int | None) -> None:
        for count, waiting in enumerate(list(articles_to_analyse(into, "v1"))):
            found = next(a for a in articles if a.id == waiting.id)
            bad = (ThemeScore(theme="absent", score=1.0, assigned=True, why=""),) if count == fail_at else None
            save_analysis(into, joined(found, f"s-{articles[0].id}", **({"themes": bad} if bad else {})))

    with Store(tmp_path / "other.db") as other:
        for each in (store, other):
            save_outlets(each, OUTLETS)
            save_themes(each, THEMES)
            for article in articles:
                save_article(each, None, article)
        analyse(store, None)
        for fail_at in (2, 0, 1):
            with pytest.raises(Exception, match="FOREIGN KEY"):
                analyse(other, fail_at)
        analyse(other, None)
        assert derived_digests(store) == derived_digests(other)


@pytest.mark.parametrize(
    ("copies", "owners", "witnesses"),
    [
        ({}, {"a": "A", "b": "B"}, {"A", "B"}),
        ({"b": ("a", "copy")}, {"a": "A", "b": "B"}, {"A"}),
        ({"b": ("a", "derived")}, {"a": "A", "b": "B"}, {"A", "B"}),
        ({"c": ("b", "identical"), "b": ("a", "copy")}, {"a": "A", "b": "B", "c": "C"}, {"A"}),
        ({}, {"a": "G", "b": "G", "c": "C"}, {"G", "C"}),
        ({"a": ("b", "copy"), "b": ("a", "copy")}, {"a": "A", "b": "B"}, {"A", "B"}),  # no origin: nobody is lost
        ({"a": ("gone", "copy")}, {"a": "A"}, {"A"}),
    ],
)
def test_independent_witnesses(copies, owners, witnesses) -> None:
    assert independent_witnesses(sorted(owners), copies, owners) == witnesses


def test_story_counts_title_and_themes(store: Store) -> None:
    wire, pos, petang = (
        article_of(1, o, hours=h, title=f"By {o}") for o, h in (("wire", 2), ("pos", 1), ("petang", 3))
    )
    for article in (wire, pos, petang):
        save_article(store, None, article)
    high = (ThemeScore(theme="trade", score=0.9, assigned=True, why="best"),)
    low = (ThemeScore(theme="trade", score=0.2, assigned=False, why="low"),)
    save_analysis(store, joined(wire, "s", themes=high))
    save_analysis(store, joined(pos, "s", themes=low))
    copy = CopyDecision(article=petang.id, copy_of=wire.id, kind="copy", containment=0.8, reason="8 of 10")
    save_analysis(store, joined(petang, "s", copy=copy, annotation=None, themes=low))
    row = store.connection.execute(
        "SELECT title, lead, first_seen, last_seen, articles, outlets, independent_reports, week FROM story"
    ).fetchone()
    assert row == ("By pos", pos.id, "2024-11-18T02:00:00Z", "2024-11-18T04:00:00Z", 3, 3, 2, "2024-W47")
    assert store.connection.execute("SELECT score, assigned, why, decided_by FROM story_theme").fetchall() == [
        (0.55, 1, "best", "model")
    ]
    refresh_story_themes(store, "s", how="max")
    assert store.connection.execute("SELECT score FROM story_theme").fetchall() == [(0.9,)]
    mark_withdrawn(store, pos.id, at(9), "410")
    refresh_story(store, "s")
    assert store.connection.execute("SELECT title, articles, independent_reports FROM story").fetchone() == (
        "By wire",
        2,
        1,
    )
    with pytest.raises(NotFound):
        refresh_story(store, "absent")
    with pytest.raises(NotFound, match="cannot be a copy"):
        save_analysis(store, joined(wire, "s", copy=replace(copy, article=wire.id)))


def test_merge_and_empty_stories_leave_an_alias(store: Store) -> None:
    articles = [article_of(n, hours=n) for n in range(3)]
    for n, article in enumerate(articles):
        save_article(store, None, article)
        save_analysis(store, joined(article, f"s{n}"))
    merge_stories(store, "s1", "s0", at(9), "same event")
    assert resolve_story(store, "s1") == "s0"
    save_analysis(store, joined(articles[0], "s2"))
    save_analysis(store, joined(articles[1], "s2"))  # the last one leaves s0
    assert [resolve_story(store, s) for s in ("s0", "s1", "s2")] == ["s2", "s2", "s2"]
    assert store.connection.execute("SELECT id, articles FROM story").fetchall() == [("s2", 3)]
    assert save_analysis(store, joined(articles[2], "s1")) == "s2"  # an id is never used again
    with pytest.raises(NotFound):
        merge_stories(store, "s0", "s2", at(9), "gone already")


def test_remembered(store: Store) -> None:
    for n, hours, story in ((1, 0, "old"), (2, 300, "long"), (3, 20, "long"), (4, 301, "new")):
        article = article_of(n, hours=hours)
        save_article(store, None, article)
        save_analysis(store, joined(article, story))
    save_article(store, None, article_of(5, hours=400))
    found = list(remembered(store, at(290)))
    assert [(r.article, r.story) for r in found] == [
        (article_of(n).id, s) for n, s in ((3, "long"), (2, "long"), (4, "new"))
    ]
    assert found[0].vector is not None
    assert (found[0].vector.values, found[0].action, found[0].outlet_kind, found[0].body) == (
        b"\0\0\x80?",
        "join",
        "agency",
        BODY,
    )
    assert list(remembered(store, T0, version="v2")) == []


def test_remembered_searches_and_does_not_scan_the_archive(store: Store) -> None:
    asked: list[str] = []
    store.connection.set_trace_callback(asked.append)
    list(remembered(store, at(290)))
    store.connection.set_trace_callback(None)
    (question,) = (query for query in asked if "outlet_kind" in query)
    plan = [row[3] for row in store.connection.execute(f"EXPLAIN QUERY PLAN {question}")]
    assert any("article_order" in step for step in plan)
    assert [step for step in plan if step.startswith("SCAN")] == []


def test_new_articles_are_counted_up_to_what_is_asked_for(store: Store) -> None:
    articles = [article_of(n, hours=n) for n in range(1, 5)]
    for article in articles:
        save_article(store, None, article)
    save_analysis(store, analysis_of(articles[0]))
    mark_withdrawn(store, articles[1].id, at(9), "gone")
    assert [count_new(store, most) for most in (0, 1, 2, 9)] == [0, 1, 2, 2]


def test_themes_that_leave_the_file_leave_with_their_scores(store: Store) -> None:
    article = article_of()
    save_article(store, None, article)
    save_analysis(store, analysis_of(article))
    save_themes(store, THEMES[:1])
    for table in ("article_theme", "story_theme"):
        assert store.connection.execute(f"SELECT theme FROM {table}").fetchall() == [("trade",)]
    assert store.connection.execute("SELECT id, version FROM theme").fetchall() == [("trade", "")]


def test_places_and_exact_decimals(store: Store) -> None:
    save_places(store, [Place(code="MY-08", name="Perak", name_ms="Perak", country="MY", latitude=4.8)])
    article = article_of()
    save_article(store, None, article)
    for printed, kept in (
        ("1E+9", "1000000000"),
        ("0.10", "0.1"),
        ("-0", "0"),
        ("123456789012345678901234567890.12", "123456789012345678901234567890.12"),
    ):
        save_analysis(store, analysis_of(article, annotation=annotation_of(value=printed)))
        assert store.connection.execute("SELECT value FROM figure").fetchone() == (kept,)
        assert Decimal(kept) == Decimal(printed)
    assert store.connection.execute("SELECT name_ms, latitude FROM place").fetchall() == [("Perak", 4.8)]


def test_a_withdrawn_article_leaves_its_story(store: Store) -> None:
    for number in (1, 2):
        article = article_of(number, hours=number)
        save_article(store, None, article)
        save_analysis(store, joined(article, "s1"))
    mark_withdrawn(store, article_of(1).id, at(9), "404")
    row = store.connection.execute("SELECT articles, lead FROM story WHERE id = 's1'").fetchone()
    assert tuple(row) == (1, article_of(2).id)


def test_which_stories_people_decided_on_is_asked_of_the_decisions(store: Store) -> None:
    """It is asked of each theme at each analysis: an archive of a million has half a million stories."""
    asked: list[str] = []
    store.connection.set_trace_callback(asked.append)
    theme_examples(store, "ai")
    store.connection.set_trace_callback(None)
    plans = [row[3] for query in asked for row in store.connection.execute(f"EXPLAIN QUERY PLAN {query}")]
    assert len(plans) >= 4
    assert [step for step in plans if step.startswith("SCAN") and not step.startswith("SCAN j ")] == []
