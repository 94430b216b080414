"""What is asked of the ledger of figures: claims, series, disputes; no question reads a table of texts as a whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from store_samples import BODY, OUTLETS, THEMES, analysis_of, annotation_of, article_of, at, figure_of

from pantau.ledger import refresh_ledger
from store import Store, desk_find, desk_week, ledger_asking, ledger_disputes, weekly
from store.analysing import save_analysis
from store.crawling import mark_withdrawn, save_article, save_outlets
from store.exporting import export_rows
from store.stories import save_themes
from store.values import insert

# outlet, hours, value, as printed, and what differs from exports of Perak in 2024
REPORTS: tuple[tuple[str, float, str, str, dict[str, Any]], ...] = (
    ("wire", 0, "1000000000", "RM1.0 billion", {"period": "2022"}),
    ("pos", 24, "1100000000", "RM1.1 billion", {"period": "2023"}),
    ("petang", 48, "1200000000", "RM1.2 billion", {}),
    ("link", 72, "1300000000", "RM1.3 billion", {}),
    ("wire", 24 * 8, "400000000", "RM400 million", {"period": "2024-Q1", "owner": "Johor", "concept": "investment"}),
    ("pos", 24 * 9, "5", "5 tonnes", {"unit": "tonne", "kind": "mass", "status": "target", "owner": None}),
)


def fill(store: Store) -> None:
    save_outlets(store, OUTLETS)
    save_themes(store, THEMES)
    for number, (outlet, hours, value, text, more) in enumerate(REPORTS, start=1):
        body = BODY.replace("RM1.2 billion", text)
        article = article_of(number, outlet, hours=hours, body=body)
        save_article(store, None, article)
        save_analysis(store, analysis_of(article, annotation=annotation_of(body, value=value, text=text, **more)))
    refresh_ledger(store)
    with store.transaction() as connection:
        connection.execute("UPDATE figure_claim SET series = NULL, stated_by = NULL")
        connection.execute("DELETE FROM dispute")
        connection.execute("UPDATE figure_claim SET series = 'ser' WHERE owner = 'Perak'")
        connection.execute("UPDATE figure_claim SET stated_by = 'zul-hamdan' WHERE period = '2023'")
        for key, kind, (one, other), reason in (
            ("d1", "value", (3, 4), "1.2 billion and 1.3 billion for one measure of one period"),
            ("d2", "revision", (1, 2), "a newer text gives another value"),
            ("d3", "conversion", (5, 5), "the two currencies do not fit"),
        ):
            insert(connection, "dispute", dispute(key, kind, one, other, reason))


def dispute(key: str, kind: str, one: int, other: int, reason: str) -> dict[str, Any]:
    start = int(figure_of(1).rpartition(":")[2])
    ids = [article_of(n, REPORTS[n - 1][0]).id for n in (one, other)]
    return {
        "id": key,
        "kind": kind,
        "article": ids[0],
        "start": start,
        "other_article": ids[1],
        "other_start": start if one != other else start + 4,
        "claim": None,
        "other_claim": None,
        "reason": reason,
    }


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Store:
    path: Path = tmp_path_factory.mktemp("ledger") / "a.db"
    with Store(path) as store:
        fill(store)
    return Store.open(path, readonly=True)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["5 tonnes", "RM400 million", "RM1.3 billion", "RM1.2 billion", "RM1.1 billion", "RM1.0 billion"]),
        ({"limit": 2}, ["5 tonnes", "RM400 million"]),
        ({"words": "EXPORTS perak 1.1"}, ["RM1.1 billion"]),  # of the measure, the owner and the sentence
        ({"words": "gdp growth"}, []),
        ({"words": "100%"}, []),
        ({"concept": "Investment"}, ["RM400 million"]),
        ({"owners": ["johor", "Johore"]}, ["RM400 million"]),
        ({"owners": []}, []),
        ({"period": "2024"}, ["5 tonnes", "RM400 million", "RM1.3 billion", "RM1.2 billion"]),
        ({"period": "2024-Q1"}, ["RM400 million"]),
        ({"period": "202"}, []),
        ({"unit": "myr", "since": "2024-11-21T00:00:00Z"}, ["RM400 million", "RM1.3 billion"]),
        ({"status": "target"}, ["5 tonnes"]),
        ({"words": "exports", "status": "forecast"}, []),
    ],
)
def test_claims(ledger: Store, asked: dict[str, Any], found: list[str]) -> None:
    rows = ledger_asking.claims(ledger, **asked)
    assert [row["text"] for row in rows] == found
    if "limit" not in asked:
        assert ledger_asking.count_claims(ledger, **asked) == len(found)


def test_a_claim_leads_to_its_sentence_and_to_who_stated_it(ledger: Store) -> None:
    (row,) = ledger_asking.claims(ledger, period="2023")
    assert (row["stated_by"], row["stated_by_name"]) == ("zul-hamdan", "Zul Hamdan")
    assert (row["outlet"], row["first_seen"], row["url"]) == ("pos", "2024-11-19T01:00:00Z", "https://pos.example/2")
    assert row["sentence"][row["start"] - row["sentence_start"] : row["end"] - row["sentence_start"]] == row["text"]
    assert (row["series"], row["periods"], row["disputed"]) == ("ser", 3, False)
    disputed = {row["text"]: row["disputed"] for row in ledger_asking.claims(ledger)}
    assert [text for text, so in disputed.items() if so] == ["RM400 million", "RM1.3 billion", "RM1.2 billion"]
    (hidden,) = [row for row in ledger_asking.claims(ledger) if row["outlet"] == "link"]
    assert (hidden["text"], hidden["sentence"]) == ("RM1.3 billion", None)  # its outlet lets no sentence be shown


def test_series(ledger: Store) -> None:
    whole = ledger_asking.series(ledger, "ser")
    assert whole is not None
    assert (whole["measures"], whole["owner"], whole["unit"], whole["periods"]) == ("exports", "Perak", "MYR", 3)
    assert [(row["period"], row["text"]) for row in whole["claims"]] == [
        ("2022", "RM1.0 billion"),
        ("2023", "RM1.1 billion"),
        ("2024", "RM1.2 billion"),
        ("2024", "RM1.3 billion"),
    ]
    assert ledger_asking.series(ledger, "none") is None
    ids = [row["id"] for row in ledger_asking.claims(ledger)]
    assert ledger_asking.series_of_claims(ledger, ids) == [whole]
    assert ledger_asking.series_of_claims(ledger, []) == []


def test_disputes(ledger: Store) -> None:
    found = ledger_disputes.disputes(ledger)
    assert [(row["id"], row["kind"], row["alone"]) for row in found] == [
        ("d3", "conversion", True),
        ("d1", "value", False),
        ("d2", "revision", False),
    ]
    first, second = found[1]["sides"]
    assert (first["text"], second["text"]) == ("RM1.2 billion", "RM1.3 billion")
    assert (first["outlet"], second["outlet"], second["sentence"]) == ("petang", "link", None)
    assert "RM1.2 billion" in first["sentence"]
    assert [side["text"] for side in found[0]["sides"]] == ["RM400 million", None]  # a figure that is no longer read


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"kinds": ledger_disputes.CONTRADICTIONS}, ["d3", "d1"]),
        ({"kinds": ledger_disputes.REVISIONS}, ["d2"]),
        ({"kinds": ()}, []),
        ({"until_week": "2024-W47"}, ["d1", "d2"]),
        ({"until_week": "2024-W46"}, []),
        ({"limit": 1}, ["d3"]),
        ({"articles": [article_of(4, "link").id]}, ["d1"]),
        ({"articles": [article_of(1, "wire").id, article_of(5, "wire").id]}, ["d3", "d2"]),
        ({"articles": []}, []),
        ({"claims": []}, []),
    ],
)
def test_which_disputes(ledger: Store, asked: dict[str, Any], found: list[str]) -> None:
    assert [row["id"] for row in ledger_disputes.disputes(ledger, **asked)] == found


def test_disputes_of_claims(ledger: Store) -> None:
    (claim,) = ledger_asking.claims(ledger, words="1.3")
    assert [row["id"] for row in ledger_disputes.disputes(ledger, claims=[claim["id"]])] == ["d1"]
    assert [row["id"] for row in export_rows(ledger, "dispute")] == ["d3", "d2", "d1"]


def test_a_withdrawn_article_is_in_no_answer(store: Store) -> None:
    fill(store)
    mark_withdrawn(store, article_of(3, "petang").id, at(500), "410")
    assert [row["id"] for row in ledger_disputes.disputes(store)] == ["d3", "d2"]
    assert "RM1.2 billion" not in [row["text"] for row in ledger_asking.claims(store)]


QUESTIONS: dict[str, tuple[Callable[[Any], Any], set[str]]] = {
    # name -> (the question, tables of the ledger that it may read from end to end)
    "claims": (lambda c: ledger_asking.claims(c, words="exports"), {"c"}),
    "count_claims": (lambda c: ledger_asking.count_claims(c, period="2024"), set()),
    "series": (lambda c: ledger_asking.series(c, "ser"), set()),
    "series_of_claims": (lambda c: ledger_asking.series_of_claims(c, ["x"]), set()),
    "disputes": (lambda c: ledger_disputes.disputes(c), {"d"}),
    "disputes of articles": (lambda c: ledger_disputes.disputes(c, articles=["x"]), set()),
    "disputes of claims": (lambda c: ledger_disputes.disputes(c, claims=["x"]), set()),
    "week_figures": (lambda c: desk_week.week_figures(c, "2024-W47"), set()),
    "contradictions": (lambda c: desk_week.contradictions(c, "2024-W47"), {"d"}),
    "revised": (lambda c: desk_week.revised(c, "2024-W47"), {"d"}),
    "figures": (lambda c: desk_find.figures(c, concept="exports"), set()),
    "series_grown": (lambda c: weekly.series_grown(c, "2024-W47"), set()),
    "claims of ids": (lambda c: weekly.claims(c, ["x"]), set()),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_questions_are_answered_from_indexes(ledger: Store, name: str) -> None:
    question, whole = QUESTIONS[name]
    asked: list[str] = []
    ledger.connection.set_trace_callback(asked.append)
    try:
        question(ledger.connection)
    finally:
        ledger.connection.set_trace_callback(None)
    statements = [sql for sql in asked if sql.lstrip().startswith(("SELECT", "WITH"))]
    assert statements
    scanned = set()
    for sql in statements:
        for _, _, _, step in ledger.connection.execute(f"EXPLAIN QUERY PLAN {sql}"):
            found = re.match(r"SCAN (\w+)", step)
            # an index of nothing but what is withdrawn is short
            if (
                found
                and "VIRTUAL TABLE" not in step
                and "article_withdrawn" not in step
                and found[1] not in ("CONSTANT", "grown", "g")
            ):
                scanned.add(found[1])
    assert scanned == whole
