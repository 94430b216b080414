"""Claims and disputes in the tables."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from store_samples import analysis_of, annotation_of, article_of

from pantau.ledger import refresh_ledger
from records import CopyDecision
from store import Store
from store.analysing import save_analysis
from store.crawling import save_article
from store.fingerprint import derived_digests


def report(
    store: Store,
    number: int,
    text: str,
    value: str,
    outlet: str = "wire",
    before: str = "",
    copy_of: str | None = None,
    **figure: object,
) -> None:
    article = article_of(
        number, outlet, hours=number, body=f"Perak's Zul Hamdan said exports came to {before}{text} in all."
    )
    save_article(store, None, article)
    copy = (
        CopyDecision(article=article.id, copy_of=copy_of, kind="copy", containment=1.0, reason="same")
        if copy_of
        else None
    )
    save_analysis(
        store, analysis_of(article, annotation=annotation_of(article.body, value=value, text=text, **figure), copy=copy)
    )


def test_claims_in_the_store(store: Store) -> None:
    report(store, 1, "RM1.2 billion", "1200000000")
    report(store, 2, "RM1.23 billion", "1230000000", outlet="pos")
    report(store, 3, "RM1.23 billion", "1230000000", outlet="petang")  # of one owner with pos
    report(store, 4, "RM1.9 billion", "1900000000", outlet="link")
    report(store, 5, "RM7 billion", "7000000000", outlet="link", copy_of=article_of(1).id)
    report(store, 6, "RM8 billion", "8000000000", before="nearly ")
    report(store, 7, "RM9 billion", "9000000000", status="target")
    report(store, 8, "RM6 billion", "6000000000", low=Decimal(6))
    assert refresh_ledger(store) == 3
    claims = {
        row[0]: row[1:]
        for row in store.connection.execute(
            "SELECT value, id, reports, independent_reports, first_article, disagrees_with, status FROM figure_claim"
        )
    }
    big, small, target = claims["1900000000"], claims["1230000000"], claims["9000000000"]
    assert small[1:4] == (3, 2, article_of(1).id)
    assert (big[4], small[4], target[4]) == (small[0], big[0], None)
    assert store.connection.execute("SELECT count(*) FROM figure WHERE claim IS NULL").fetchone() == (3,)
    before = derived_digests(store)
    assert refresh_ledger(store) == 3
    assert derived_digests(store) == before


@pytest.mark.parametrize(
    ("texts", "disagree"),
    [
        (("12 straight years", "11 consecutive years"), True),
        (("12 straight years", "twelve consecutive years"), False),
        (("12 years", "11 years"), False),  # no streak and no period: two durations of anything
    ],
)
def test_a_streak_without_a_date_is_of_the_year_in_which_it_is_told(
    store: Store, texts: tuple[str, str], disagree: bool
) -> None:
    about = {"concept": "duration", "period": None, "unit": "year", "measures": "largest partner"}
    for number, text in enumerate(texts, start=1):
        report(store, number, text, "11" if "11" in text else "12", outlet="pos" if number == 1 else "link", **about)
    refresh_ledger(store)
    against = store.connection.execute("SELECT count(*) FROM figure_claim WHERE disagrees_with IS NOT NULL")
    assert (against.fetchone()[0] == 2) is disagree


def test_an_official_who_stated_a_figure_may_go_before_the_ledger_is_made_anew(store: Store) -> None:
    report(store, 1, "RM1.2 billion", "1200000000")
    refresh_ledger(store)
    with store.transaction() as connection:
        connection.execute("UPDATE figure_claim SET stated_by = (SELECT id FROM official)")
    article = article_of(1, hours=1, body="Perak's Zul Hamdan said exports came to RM1.2 billion in all.")
    annotation = replace(annotation_of(article.body, text="RM1.2 billion"), officials=(), quotes=())
    save_analysis(store, analysis_of(article, annotation=annotation))
    assert store.connection.execute("SELECT stated_by FROM figure_claim").fetchone() == (None,)
    assert store.connection.execute("SELECT count(*) FROM official").fetchone() == (0,)
