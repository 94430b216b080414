"""Officials settled as articles come are those that settling everybody gives, whatever happened in whatever order."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pantau.registry import settle_officials
from records import Annotation, Article, Fetch, OfficialMention, Outlet, Sentence, article_id
from store import Store, officials, ruling
from store.analysing import AnalysisOf, save_analysis
from store.crawling import mark_withdrawn, save_article, save_outlets
from store.fingerprint import derived_digests
from store.values import rows

T0 = datetime(2031, 3, 3, 2, tzinfo=UTC)
NAMES = (
    "Lim Ah Kow", "Lim", "Ah Kow", "Tan Ah Kow", "Zul Hamdan", "Zul bin Hamdan", "Zul", "Siti Zul Hamdan",
    "Zul Hamdan Ismail", "Hamdan Ismail", "Maria Lim", "Maria",
)  # fmt: skip
POSTS = (
    ("trade minister", "Ministry of Trade of Perak"), ("minister", None), ("chief executive", "Nusa Tin Berhad"),
    ("mayor", "Elder City Council"), ("spokesman", None),
)  # fmt: skip
TABLES = (
    "official_settled", "official_doubt", "official_alias", "official", "post", "post_mention", "mention",
)  # fmt: skip


def read(store: Store, number: int, day: int, said: list[tuple[str, tuple[str, str | None]]]) -> None:
    lines = [f"{name}, {role} of {organisation or 'this'}, spoke." for name, (role, organisation) in said]
    body, sentences, mentions, at = "\n".join(lines), [], [], 0
    for line_number, (line, (name, (role, organisation))) in enumerate(zip(lines, said, strict=True)):
        sentences.append(Sentence(number=line_number, start=at, end=at + len(line), text=line, paragraph=line_number))
        mentions.append(
            OfficialMention(name=name, resolved_from=None, role=role, organisation=organisation,
                            organisation_short=None, status="current", public_office=True, start=at,
                            end=at + len(name), sentence=line_number, confidence=1.0, found_by="made")
        )  # fmt: skip
        at += len(line) + 1
    seen, key, url = (
        T0 + timedelta(days=day, minutes=number),
        article_id("pos", str(number)),
        f"https://pos.example/{number}",
    )
    fetch = Fetch(url=url, outlet="pos", fetched=seen, status="ok", purpose="article", http_status=200)
    article = Article(id=key, outlet="pos", identity=str(number), url=url, title=f"Of {number}", body=body,
                      language="en", words=9, first_seen=seen, fetch=fetch)  # fmt: skip
    save_article(store, None, article)
    annotation = Annotation(language="en", sentences=tuple(sentences), entities=(), officials=tuple(mentions),
                            places=(), figures=(), quotes=())  # fmt: skip
    save_analysis(store, AnalysisOf(article=key, version="v1", annotation=annotation, awaits=True))


SAID = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(POSTS)), min_size=0, max_size=2)
READ = st.tuples(st.just("read"), st.integers(0, 9), st.integers(0, 5), SAID)
SETTLE = ("settle", 0, 0, [])
OTHER = st.tuples(
    st.sampled_from(("withdraw", "withdraw", "merge", "apart", "undo")),
    st.integers(0, 9),
    st.integers(0, 99),
    st.just([]),
)
#: Few things happen between two settlings, so that most of them are of a few people.
ROUND = st.lists(st.one_of(READ, READ, READ, OTHER), min_size=1, max_size=2).map(lambda steps: [*steps, SETTLE])


def happens(store: Store, step: Any, *, whole: bool) -> None:
    what, number, other, said = step
    match what:
        case "read":
            read(store, number, other, said)
        case "withdraw":
            key = article_id("pos", str(number))
            if next(rows(store, "SELECT 1 FROM article WHERE id = ? AND withdrawn IS NULL", (key,)), None):
                mark_withdrawn(store, key, T0, "410")
        case "merge" | "apart":
            there = [row["id"] for row in rows(store, "SELECT id FROM official ORDER BY id")]
            if not officials.unsettled(store) and len(there) > 1:
                one, two = there[number % len(there)], there[other % len(there)]
                if one != two:
                    getattr(ruling, what if what == "merge" else "keep_apart")(store, one, two, "Aina", T0)
                    settle(store, whole=whole)
        case "undo":
            store.connection.execute("UPDATE correction SET undone = '2031-03-04T00:00:00Z'")
        case "settle":
            settle(store, whole=whole)


def settle(store: Store, *, whole: bool) -> None:
    if whole:
        store.connection.execute("DELETE FROM setting WHERE name = 'registry_made_with'")
    settle_officials(store, "v1")
    assert not officials.unsettled(store)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "pantau.db"
    with Store(path) as store:
        home = "https://pos.example"
        save_outlets(
            store, [Outlet(id="pos", name="Pos", country="MY", languages=("en",), home=home, kind="newspaper")]
        )
    return path


def history(empty: Path, steps: list[Any], *, whole: bool) -> tuple[dict[str, str], list[Any]]:
    path = empty.with_name(f"{whole}.db")
    shutil.copyfile(empty, path)
    with Store(path) as store:
        store.connection.execute("PRAGMA synchronous = OFF")  # nothing here outlives the test
        for step in steps:
            happens(store, step, whole=whole)
        settle(store, whole=whole)
        minted = store.connection.execute("SELECT id, article, person FROM official_minted ORDER BY number").fetchall()
        digests = derived_digests(store)
        return {name: digests[name] for name in TABLES}, minted


@pytest.mark.timeout(600)
@settings(max_examples=60)
@given(st.lists(ROUND, min_size=2, max_size=12))
@example(
    [[("read", 0, 0, [("Lim Ah Kow", POSTS[0])]), ("read", 1, 0, [("Lim", POSTS[0])]), SETTLE],
     [("read", 0, 0, [("Tan Ah Kow", POSTS[0])]), SETTLE]]
)  # fmt: skip
def test_officials_that_follow_are_those_of_everything(empty: Path, rounds: list[Any]) -> None:
    steps = [step for each in rounds for step in each]
    assert history(empty, steps, whole=False) == history(empty, steps, whole=True)


def test_who_has_nothing_to_do_with_what_changed_is_left_alone(empty: Path) -> None:
    path = empty.with_name("few.db")
    shutil.copyfile(empty, path)
    with Store(path) as store:
        for number, name in enumerate(("Lim Ah Kow", "Zul Hamdan", "Zul bin Hamdan", "Bram Oster")):
            read(store, number, 0, [(name, POSTS[0])])
        settle(store, whole=False)
        store.connection.execute("UPDATE official_settled SET reason = 'as before'")
        read(store, 9, 1, [("Zul Hamdan", POSTS[0])])
        settle(store, whole=False)
        left = rows(store, "SELECT person FROM official_settled WHERE reason = 'as before' ORDER BY person")
        assert [row["person"] for row in left] == ["bram-oster", "lim-ah-kow"]


def test_settling_a_few_searches_and_does_not_scan(empty: Path) -> None:
    """Two counts of names run along an index; all else looks for the people that it is about."""
    path = empty.with_name("plans.db")
    shutil.copyfile(empty, path)
    with Store(path) as store:
        for number, name in enumerate(NAMES):
            read(store, number, 0, [(name, POSTS[number % len(POSTS)])])
        settle(store, whole=False)
        read(store, 3, 1, [("Zul Hamdan", POSTS[0]), ("Lim", POSTS[1])])
        asked: list[str] = []
        store.connection.set_trace_callback(asked.append)
        settle(store, whole=False)
        store.connection.set_trace_callback(None)
        queries = [query for query in dict.fromkeys(asked) if query.startswith(("SELECT", "UPDATE", "DELETE"))]
        assert len(queries) > 20
        small = ("SCAN changed", "SCAN json_each", "SCAN official_minted", "SCAN t", "SCAN seat_of", "SCAN correction",
                 "SCAN official_pin")  # fmt: skip
        store.connection.execute("CREATE TEMP TABLE seat_of (printed TEXT PRIMARY KEY, seat TEXT NOT NULL)")
        whole = []
        for query in queries:
            plan = [row[3] for row in store.connection.execute(f"EXPLAIN QUERY PLAN {query}")]
            scans = [step for step in plan if step.startswith("SCAN") and not step.startswith(small)]
            if scans and "count(DISTINCT article)" not in query:
                whole.append((query, scans))
        assert whole == []
