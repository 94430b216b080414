from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_samples import BODY, OUTLETS, THEMES, analysis_of, article_of, at, fetch_of

from pantau.ledger import refresh_ledger
from records import BadInput, NotFound, OutletHealth
from store import Store
from store.analysing import save_analysis
from store.asking import (
    counts,
    explain_article,
    explain_story,
    explain_theme,
    search,
    status,
    weeks,
)
from store.crawling import finish_run, mark_withdrawn, save_article, save_fetch, save_outlets, start_run
from store.database import migrations
from store.exporting import EXCERPT, EXPORTABLE, export_rows
from store.health import save_health
from store.known import known_pages
from store.people import add_subscriber, deliveries, digests, subscriber
from store.stories import merge_stories, resolve_story, save_themes


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Four articles, one in each outlet, three stories of which one was merged; read-only in these tests."""
    path = tmp_path_factory.mktemp("asking") / "a.db"
    with Store(path) as store:
        save_outlets(store, OUTLETS)
        save_themes(store, THEMES)
        run = start_run(store, "crawl", at(0))
        for n, outlet in enumerate(("wire", "pos", "petang", "link"), start=1):
            article = article_of(n, outlet, hours=n * 50, body=BODY + " Café talk." + " More words." * 50)
            save_article(store, run, article)
            save_analysis(store, analysis_of(article, story=f"s{n}"))
        save_article(store, run, article_of(1, "wire", hours=400, body="Edited for durian."))
        save_fetch(store, run, fetch_of(hours=401, status="timeout", purpose="feed"))
        save_health(store, OutletHealth(outlet="wire", state="ok", reason="1 new", since=at(0), last_new=at(1)))
        finish_run(store, run, at(3), counts={"new": 4})
        merge_stories(store, "s2", "s3", at(4), "one event")
        mark_withdrawn(store, article_of(4, "link").id, at(5), "410")
        refresh_ledger(store)
        add_subscriber(store, "secret@b.example", at(0))
    return Store.open(path, readonly=True)


def test_status_counts_weeks(filled: Store) -> None:
    found = status(filled)
    assert (found["zone"], found["schema"], found["waiting"]) == ("Asia/Kuala_Lumpur", migrations()[-1][0], 1)
    assert [(r["command"], r["outcome"], r["counts"]) for r in found["runs"]] == [("crawl", "ok", {"new": 4})]
    assert {o["outlet"]: (o["state"], o["articles"]) for o in found["outlets"]} == {
        "wire": ("ok", 1),
        "pos": ("never", 1),
        "petang": ("never", 1),
        "link": ("never", 1),
    }
    assert counts(filled) == found["counts"]
    assert {
        name: counts(filled)[name] for name in ("article", "withdrawn", "analysed", "revision", "fetch", "subscriber")
    } == {"article": 4, "withdrawn": 1, "analysed": 3, "revision": 1, "fetch": 6, "subscriber": 1}
    assert weeks(filled) == [
        {"week": "2024-W47", "articles": 3, "outlets": 3, "stories": 2},
    ]


def test_explain(filled: Store) -> None:
    article = explain_article(filled, "https://wire.example/1")
    assert article["article"]["id"] == article_of(1).id
    assert article["fetch"]["warc_file"] == "wire.warc.gz"
    assert [r["number"] for r in article["revisions"]] == [1]
    assert [(d["about"], d["action"], d["features"]) for d in article["decisions"]] == [
        ("story", "new", {"a": 2.0, "b": 1.0})
    ]
    assert [t["theme"] for t in article["themes"]] == ["trade", "energy"]
    story = explain_story(filled, "s2")
    assert (story["story"]["id"], [a["old"] for a in story["aliases"]], len(story["articles"])) == ("s3", ["s2"], 2)
    theme = explain_theme(filled, "trade")
    assert theme["theme"]["definition"]["seeds"] == ["trade talks"]
    assert (theme["stories"], len(theme["lowest_in"]), theme["highest_out"], theme["decided_by_people"]) == (
        3,
        3,
        [],
        [],
    )
    assert len(explain_theme(filled, "energy", limit=1)["highest_out"]) == 1


def test_a_plain_connection_asks_the_same(filled: Store) -> None:
    plain = sqlite3.connect(filled.path)
    plain.row_factory = sqlite3.Row
    try:
        assert status(plain) == status(filled)
        assert explain_story(plain, "s3") == explain_story(filled, "s3")
        assert [list(export_rows(plain, t)) for t in EXPORTABLE] == [list(export_rows(filled, t)) for t in EXPORTABLE]
    finally:
        plain.close()


def test_export_obeys_what_may_be_shown(filled: Store) -> None:
    texts = {row["article"]: row["text"] for row in export_rows(filled, "body")}
    assert texts[article_of(1).id] == "Edited for durian."
    assert len(texts[article_of(3, "petang").id]) == EXCERPT
    assert article_of(4, "link").id not in texts
    assert {row["article"] for row in export_rows(filled, "sentence")} == {article_of(1).id, article_of(2, "pos").id}
    exported = [row for table in EXPORTABLE for row in export_rows(filled, table)]
    assert "secret@b.example" not in str(exported)
    assert all("id" not in row for table in ("mention", "figure", "quote") for row in export_rows(filled, table))
    for table in ("subscriber", "delivery", "sqlite_master", "article; DROP TABLE article", ""):
        with pytest.raises(NotFound, match="no table to export"):
            export_rows(filled, table)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("durian", 1),
        ("DURIAN edited", 1),
        ("cafe", 2),
        ('"trade minister"', 2),
        ('"minister trade"', 0),
        ("exports OR durian", 3),
        ("", 0),
    ],
)
def test_search(filled: Store, text: str, number: int) -> None:
    assert len(search(filled, text)) == number


@given(text=st.text(max_size=60) | st.text(alphabet="\"'*()^:-+{}~ aORNOTNEAR\0", max_size=60))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_search_never_raises(filled: Store, text: str) -> None:
    assert isinstance(search(filled, text), list)


def test_search_takes_a_whole_page_pasted(filled: Store) -> None:
    assert search(filled, "word " * 20_000) == []
    assert search(filled, "exports " * 20_000, limit=-1) == []


HOSTILE = [
    "'",
    "';DROP TABLE article;--",
    "' OR '1'='1",
    '"',
    "%",
    "\0",
    "x' UNION SELECT email FROM subscriber --",
    "\ud800",
    "?",
    ":target",
]
QUERIES: list[Callable[[Any, str], Any]] = [
    explain_article,
    explain_story,
    explain_theme,
    lambda source, text: list(export_rows(source, text)),
    search,
    resolve_story,
    subscriber,
    deliveries,
    digests,
    lambda source, text: known_pages(source).lookup(text),
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("query", range(len(QUERIES)))
def test_what_a_person_types_is_a_value(filled: Store, query: int, text: str) -> None:
    before = counts(filled)
    try:
        found = QUERIES[query](filled, text)
    except (NotFound, BadInput) as error:
        found = str(error).replace(text, "")
    assert found in ([], None, text) or isinstance(found, str)
    assert "secret@" not in str(found)
    assert counts(filled) == before


def test_a_reader_of_a_file_that_goes(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no database"):
        Store.open(tmp_path / "absent.db", readonly=True)
