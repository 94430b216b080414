"""What a page says beside its text, and where each field stood: kept, brought forward, exported, explained."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from store_samples import BODY, OUTLETS, analysis_of, article_of, at

from nlp.copies import CopyIndex
from pantau.items import copy_item
from records import Article, Evidence
from store import Store, database
from store.analysing import save_analysis
from store.analysis_asking import articles_to_analyse, remembered
from store.asking import explain_article
from store.crawling import mark_withdrawn, save_article, save_outlets
from store.desk import article as desk_article
from store.exporting import export_rows
from store.fingerprint import derived_digests
from store.values import insert, one

SAID: dict[str, Any] = {
    "credited": ("Zul Hamdan", "Wira Wire"),
    "agency": "Wira Wire",
    "dateline": "IPOH",
    "dateline_day": date(2024, 11, 17),
    "image": "https://wire.example/quay.jpg",
    "evidence": {"title": Evidence("json-ld+h1", "agreed"), "agency": Evidence("dateline", "read")},
}
COLUMNS = ("credited", "agency", "dateline", "dateline_day", "image", "evidence")


def columns(store: Store, article: Article) -> dict[str, Any]:
    row = one(store, f"SELECT {', '.join(COLUMNS)} FROM article WHERE id = ?", (article.id,))
    assert row is not None
    return row


def test_every_field_is_a_column(store: Store) -> None:
    article = article_of(**SAID)
    save_article(store, None, article)
    assert columns(store, article) == {
        "credited": '["Zul Hamdan", "Wira Wire"]',
        "agency": "Wira Wire",
        "dateline": "IPOH",
        "dateline_day": "2024-11-17",
        "image": "https://wire.example/quay.jpg",
        "evidence": '{"agency": ["dateline", "read"], "title": ["json-ld+h1", "agreed"]}',
    }
    silent = article_of(2)
    save_article(store, None, silent)
    # read and nothing found: not the NULL of one that was read before this was kept
    assert columns(store, silent) == dict.fromkeys(COLUMNS) | {"credited": "[]", "evidence": "{}"}


def test_captures_in_any_order_and_read_again_give_the_same_rows(store: Store, tmp_path: Path) -> None:
    first = article_of(hours=1, **SAID)
    second = article_of(hours=5, body=BODY + " More.", **(SAID | {"dateline": "KUALA LUMPUR", "agency": None}))
    for article in (first, second):
        save_article(store, None, article)
    assert columns(store, first)["dateline"] == "KUALA LUMPUR"
    whole = derived_digests(store)
    for article in (first, second, second, first):
        assert save_article(store, None, article) == "unchanged"
    assert derived_digests(store) == whole
    with Store(tmp_path / "other.db") as other:
        save_outlets(other, OUTLETS)
        for article in (second, first):
            save_article(other, None, article)
        assert derived_digests(other)["article"] == whole["article"]


def test_what_the_feed_said_outlives_a_second_reading_of_the_page_but_no_new_page(store: Store) -> None:
    feed = {name: Evidence("feed", "said") for name in ("section", "published")}
    fed = SAID | {"section": "Business", "published": at(-3), "published_source": "feed", "evidence": feed}
    crawled = article_of(**fed)
    silent = SAID | {"dateline_day": None}  # without a publication it has no year
    save_article(store, None, crawled)
    whole = columns(store, crawled) | {"evidence": None}
    save_article(store, None, article_of(**silent))
    told = explain_article(store, crawled.id)
    assert (told["article"]["section"], told["article"]["published_source"]) == ("Business", "feed")
    assert told["evidence"] == {
        "section": "feed (said)",
        "published": "feed (said)",
        "title": "json-ld, h1 (agreed)",
        "agency": "dateline (read)",
    }
    assert columns(store, crawled) | {"evidence": None} == whole
    # another dateline may be of another day
    save_article(store, None, article_of(**(silent | {"dateline": "TAIPING"})))
    assert columns(store, crawled)["dateline_day"] is None
    # what the page itself says wins
    save_article(store, None, article_of(**(fed | {"section": "Ports", "evidence": SAID["evidence"]})))
    assert explain_article(store, crawled.id)["article"]["section"] == "Ports"
    save_article(store, None, article_of(**silent))
    assert explain_article(store, crawled.id)["article"]["section"] is None
    # a later page of which no feed spoke
    save_article(store, None, crawled)
    save_article(store, None, article_of(hours=30, **silent))
    assert explain_article(store, crawled.id)["article"]["section"] is None


@pytest.mark.parametrize("count", range(1, len(database.migrations())))
def test_old_rows_say_that_nothing_is_known_until_they_are_read_again(
    path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    article = article_of(**SAID)
    every = database.migrations()
    monkeypatch.setattr(database, "migrations", lambda: every[:count])
    with Store(path) as old:
        c = old.connection
        given = {"outlet": article.outlet, "url": article.url}
        insert(
            c,
            "outlet",
            {"id": "wire", "name": "Wira Wire", "country": "MY", "languages": "[]", "home": "h", "kind": "agency"},
        )
        times = {"fetched": "2024-11-18T01:00:00Z", "status": "ok", "purpose": "article"}
        record = {"warc_file": article.fetch.warc_file, "warc_offset": article.fetch.warc_offset}
        fetch = insert(c, "fetch", given | times | record)
        seen = "2024-11-18T01:00:00Z"
        row = {"id": article.id, "identity": "1", "title": "Exports rise", "body_sha256": "s", "fetch": fetch}
        insert(c, "article", given | row | {"first_seen": seen, "last_seen": seen, "week": "2024-W47"})
        insert(c, "body", {"article": article.id, "text": article.body})
        assert c.execute("PRAGMA user_version").fetchone() == (every[count - 1][0],)
    monkeypatch.undo()
    with Store.open(path) as now:
        assert now.connection.execute("PRAGMA user_version").fetchone() == (every[-1][0],)
        assert columns(now, article) == dict.fromkeys(COLUMNS)
        told = explain_article(now, article.id)
        assert told["evidence"] == {}
        assert "replay" in told["evidence_unknown"]
        found = desk_article(now.connection, article.id)
        assert found is not None
        assert found["evidence"] is None
        save_article(now, None, article)
        assert columns(now, article)["agency"] == "Wira Wire"
        assert "evidence_unknown" not in explain_article(now, article.id)


def test_explain_says_where_each_field_stood_and_how_sure(store: Store) -> None:
    save_article(store, None, article_of(**SAID))
    told = explain_article(store, article_of().id)
    assert told["evidence"] == {"agency": "dateline (read)", "title": "json-ld, h1 (agreed)"}
    assert told["article"]["credited"] == ["Zul Hamdan", "Wira Wire"]
    assert "evidence" not in told["article"]


def test_an_export_shows_a_picture_where_its_outlet_lets_texts_be_shown_in_full(store: Store) -> None:
    for outlet in ("wire", "petang", "link"):
        save_article(store, None, article_of(outlet=outlet, **SAID))
    exported = {row["outlet"]: row for row in export_rows(store, "article")}
    assert {outlet: row["image"] for outlet, row in exported.items()} == {
        "wire": "https://wire.example/quay.jpg",
        "petang": None,
        "link": None,
    }
    for row in exported.values():
        assert (row["agency"], row["dateline"], row["dateline_day"]) == ("Wira Wire", "IPOH", "2024-11-17")
        assert json.loads(row["evidence"])["title"] == ["json-ld+h1", "agreed"]


def test_the_picture_of_a_withdrawn_article_goes_with_its_texts(store: Store) -> None:
    article = article_of(**SAID)
    save_article(store, None, article)
    assert mark_withdrawn(store, article.id, at(2), "HTTP 410")
    assert columns(store, article)["image"] is None
    save_article(store, None, article)  # a replay of the old page does not bring it back
    assert columns(store, article)["image"] is None


def test_an_agency_that_becomes_known_has_the_article_read_again(store: Store) -> None:
    article = article_of(**(SAID | {"agency": None}))
    save_article(store, None, article)
    save_analysis(store, analysis_of(article))
    assert [(item.outlet_name, item.agency) for item in remembered(store, at(0))] == [("Wira Wire", None)]
    save_article(store, None, article)
    save_article(store, None, replace(article, image=None, dateline=None))
    assert not list(articles_to_analyse(store, "v1"))
    save_article(store, None, replace(article, agency="Wira Wire"))
    assert [(item.outlet_name, item.agency) for item in articles_to_analyse(store, "v1")] == [
        ("Wira Wire", "Wira Wire")
    ]


def test_copies_are_told_by_the_credit_that_the_store_keeps(store: Store) -> None:
    """A paper prints an agency's report before the agency's own page is seen: that page is the origin all the same."""
    body = " ".join(f"The quay at berth {number} of the port was mended in month {number}." for number in range(30))
    given = {"pos": "Wira Wire", "petang": None, "wire": "Wira Wire"}
    for hours, (outlet, agency) in enumerate(given.items()):
        save_article(store, None, article_of(outlet=outlet, hours=hours, body=body, agency=agency))
    copies = CopyIndex()
    *_, last = [copies.settle(copy_item(article)) for article in articles_to_analyse(store, "v1")]
    origin = article_of(outlet="wire").id
    assert {found.article: found.copy_of for found in last} == {
        origin: None,
        article_of(outlet="pos").id: origin,
        article_of(outlet="petang").id: origin,
    }
    assert last[0].reason.endswith("of Wira Wire, which that one credits")
