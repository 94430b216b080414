"""What people say of a figure wins for ever: over later readings, edited texts, and in the ledger."""

from __future__ import annotations

from decimal import Decimal

import pytest
from store_samples import BODY, analysis_of, annotation_of, article_of, at, figure_of, read, two_stories

from pantau.ledger import refresh_ledger
from store import Store
from store.analysing import save_analysis
from store.correcting import moved
from store.corrections import add_correction, undo_correction
from store.crawling import save_article


def test_what_people_say_of_a_figure_is_what_its_claim_says(store: Store) -> None:
    two_stories(store)
    for field, value in (("owner", "Johor"), ("period", "2023"), ("concept", "trade"), ("value", "1230000000")):
        add_correction(store, "figure", figure_of(2), field, value, "Aina", at(50))
    add_correction(store, "figure", figure_of(3), "rejected", "yes", "Aina", at(50))
    for n in (1, 2, 3):
        read(store, n)
    refresh_ledger(store)
    told = store.connection.execute("SELECT owner, period, concept, value, reports FROM figure_claim ORDER BY owner")
    assert told.fetchall() == [
        ("Johor", "2023", "trade", "1230000000", 1),
        ("Perak", "2024", "exports", "1200000000", 1),
    ]


def test_a_value_that_a_person_gives_has_no_bounds(store: Store) -> None:
    article = article_of(1)
    save_article(store, None, article)
    bounded = analysis_of(article, annotation=annotation_of(low=Decimal(1_200_000_000)))
    save_analysis(store, bounded)
    add_correction(store, "figure", figure_of(1), "owner", "Johor", "Aina", at(50))
    sql = "SELECT value, low, owner FROM figure"
    assert store.connection.execute(sql).fetchall() == [("1200000000", "1200000000", "Johor")]
    add_correction(store, "figure", figure_of(1), "value", "1250000000", "Aina", at(51))
    save_analysis(store, bounded)
    assert store.connection.execute(sql).fetchall() == [("1250000000", None, "Johor")]


def test_a_rejected_figure_can_be_corrected_and_rejected_again(store: Store) -> None:
    two_stories(store)
    first = add_correction(store, "figure", figure_of(2), "rejected", "yes", "Aina", at(50))
    add_correction(store, "figure", figure_of(2), "period", "2023", "Aina", at(51))
    second = add_correction(store, "figure", figure_of(2), "rejected", "yes", "Badrul", at(52))
    undo_correction(store, first.id, at(53))
    read(store, 2)
    sql = "SELECT period FROM figure WHERE article = ?"
    assert store.connection.execute(sql, (article_of(2).id,)).fetchall() == []
    undo_correction(store, second.id, at(54))
    read(store, 2)
    assert store.connection.execute(sql, (article_of(2).id,)).fetchall() == [("2023",)]


@pytest.mark.parametrize(
    ("edited", "owner"),
    [
        (BODY.replace("Perak's trade", "Late on Monday Perak's trade"), "Johor"),  # words before it
        (BODY.replace("RM1.2 billion", "RM1.5 billion"), "Perak"),  # the figure itself: nobody spoke of this one
        (BODY.replace("on Monday that", "that") + " More lines came.", "Johor"),
    ],
)
def test_a_correction_follows_its_words_when_the_text_is_edited(store: Store, edited: str, owner: str) -> None:
    save_article(store, None, article_of(1))
    read(store, 1)
    add_correction(store, "figure", figure_of(1), "owner", "Johor", "Aina", at(50))
    article = article_of(1, hours=60, body=edited)
    assert save_article(store, None, article) == "revised"
    printed = "RM1.2 billion" if "RM1.2" in edited else "RM1.5 billion"
    save_analysis(store, analysis_of(article, annotation=annotation_of(edited, text=printed)))
    assert store.connection.execute("SELECT text, owner FROM figure").fetchall() == [(printed, owner)]


def test_a_correction_holds_where_readers_cut_the_figure_otherwise(store: Store) -> None:
    save_article(store, None, article_of(1))
    read(store, 1)
    start = int(figure_of(1).rpartition(":")[2])
    later = f"{article_of(1).id}:{start + 2}"  # "1.2 billion", which is what an earlier version read
    store.connection.execute("UPDATE figure SET start = start + 2")
    add_correction(store, "figure", later, "owner", "Johor", "Aina", at(50))
    read(store, 1)
    assert store.connection.execute("SELECT start, owner FROM figure").fetchall() == [(start, "Johor")]


@pytest.mark.parametrize(
    ("then", "now", "start", "place"),
    [
        ("a 5 b", "a 5 b", 2, 2),
        ("Sales rose to 5 tonnes.", "On Monday sales fell. Sales rose to 5 tonnes.", 14, 36),
        ("Sales rose to 5 tonnes.", "Sales rose to 6 tonnes.", 14, None),
        ("Sales rose to 5 tonnes.", "Sales rose to 5 tonnes. Sales rose to 5 tonnes.", 14, None),  # which of them?
        ("Sales rose to 5 tonnes.", "", 14, None),
        ("   ", "    ", 1, None),
    ],
)
def test_a_place_in_an_edited_text(then: str, now: str, start: int, place: int | None) -> None:
    assert moved(then, now, start) == place
