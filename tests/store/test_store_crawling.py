from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_samples import OUTLETS, analysis_of, article_of, at, fetch_of

from records import BadInput, NotFound, OutletHealth
from store import Store
from store.analysing import save_analysis
from store.analysis_asking import articles_to_analyse
from store.asking import search
from store.crawling import (
    finish_run,
    mark_withdrawn,
    outlets,
    save_article,
    save_fetch,
    save_outlets,
    start_run,
)
from store.fingerprint import derived_digest
from store.health import outlet_health, save_health
from store.known import known_pages
from store.stories import save_themes

TABLES = ("outlet", "fetch", "article", "body", "revision", "article_search")


def dump(store: Store) -> dict[str, list[tuple[object, ...]]]:
    return {t: store.connection.execute(f'SELECT rowid, * FROM "{t}" ORDER BY rowid').fetchall() for t in TABLES}


def texts(store: Store, article: str) -> list[str]:
    """Every text of an article, the first to the present one."""
    earlier = store.connection.execute("SELECT text FROM revision WHERE article = ? ORDER BY number", (article,))
    present = store.connection.execute("SELECT text FROM body WHERE article = ?", (article,))
    return [text for (text,) in (*earlier, *present)]


def test_outlets_come_back_as_they_were(store: Store) -> None:
    save_outlets(store, [replace(OUTLETS[0], name="Wira")])
    assert {o.id: o for o in outlets(store)} == {o.id: o for o in OUTLETS} | {"wire": replace(OUTLETS[0], name="Wira")}


def test_new_unchanged_revised(store: Store) -> None:
    first = article_of()
    assert save_article(store, None, first) == "new"
    save_analysis(store, analysis_of(first))
    assert save_article(store, None, article_of(hours=1)) == "unchanged"
    assert not list(articles_to_analyse(store, "v1"))
    assert save_article(store, None, article_of(hours=2, body="Corrected text about durian.")) == "revised"
    row = store.connection.execute("SELECT revision, analysed, first_seen, last_seen FROM article").fetchone()
    assert row == (2, None, "2024-11-18T01:00:00Z", "2024-11-18T03:00:00Z")
    assert [a.body for a in articles_to_analyse(store, "v1")] == ["Corrected text about durian."]
    revision = store.connection.execute("SELECT number, title, text, seen, replaced FROM revision").fetchall()
    assert revision == [(1, first.title, first.body, "2024-11-18T01:00:00Z", "2024-11-18T03:00:00Z")]
    assert [len(search(store, word)) for word in ("durian", "exports minister")] == [1, 0]
    assert (
        save_article(store, None, article_of(hours=3, body="Corrected text about durian.", title="Again")) == "revised"
    )
    assert store.connection.execute("SELECT count(*) FROM article").fetchone() == (1,)


def test_the_same_records_twice_change_nothing(store: Store) -> None:
    captures = [
        article_of(hours=0),
        article_of(hours=1, body="Second text."),
        article_of(2, hours=1),
        article_of(hours=2, published=at(-1)),
        article_of(hours=2.5, body="Second text.", section="A"),
        article_of(hours=3),
    ]
    for capture in captures:
        save_article(store, None, capture)
    before = dump(store)
    assert texts(store, captures[0].id) == [
        captures[0].body,
        "Second text.",
        captures[0].body,
        "Second text.",
        captures[0].body,
    ]
    for again in (captures, captures[:2], captures[3:4], captures[::-1]):
        for capture in again:
            assert save_article(store, None, capture) == "unchanged"
        assert dump(store) == before


@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_any_order_the_newest_text_is_present_and_none_is_lost(tmp_path_factory, data: st.DataObject) -> None:
    bodies = data.draw(st.lists(st.sampled_from("ABC"), min_size=1, max_size=5))
    captures = [article_of(hours=hour, body=f"Text {body}.") for hour, body in enumerate(bodies)]
    order = data.draw(st.permutations(captures))
    with Store(tmp_path_factory.mktemp("order") / "a.db") as store:
        save_outlets(store, OUTLETS)
        for capture in order:
            save_article(store, None, capture)
        kept = texts(store, captures[0].id)
        assert kept[-1] == captures[-1].body
        assert set(kept) == {capture.body for capture in captures}
        row = store.connection.execute("SELECT first_seen, last_seen, revision FROM article").fetchone()
        assert row == ("2024-11-18T01:00:00Z", f"2024-11-18T{len(bodies):02d}:00:00Z", len(kept))
        spans = store.connection.execute("SELECT seen, replaced FROM revision ORDER BY number").fetchall()
        assert all(seen <= replaced for seen, replaced in spans)
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
        if order == captures:
            assert kept == [text for text, _ in itertools.groupby(capture.body for capture in captures)]
        before = dump(store)
        for capture in captures:
            save_article(store, None, capture)
        assert dump(store) == before


def test_two_pages_of_one_second_do_not_swap_for_ever(store: Store) -> None:
    first = article_of()
    other = replace(first, body="Other.", fetch=replace(first.fetch, url="https://wire.example/lite/1", warc_offset=99))
    save_article(store, None, first)
    save_article(store, None, other)
    before = dump(store)
    for capture in (first, other):
        save_article(store, None, capture)
    assert dump(store) == before


def test_a_better_extraction_of_the_same_record_is_no_edit(store: Store) -> None:
    first, second = article_of(), article_of(hours=5, body="Edited, with a menu line.")
    for capture in (first, second):
        save_article(store, None, capture)
    better = [replace(first, body="First, cleaned."), replace(second, body="Edited.")]
    for capture in better * 2:
        save_article(store, None, capture)
    assert texts(store, first.id) == ["First, cleaned.", "Edited."]


def test_an_edit_of_what_is_said_about_a_text_is_read_again_but_no_revision(store: Store) -> None:
    first = article_of()
    save_article(store, None, first)
    save_analysis(store, analysis_of(first))
    save_article(store, None, article_of(hours=1, section="Business"))
    assert not list(articles_to_analyse(store, "v1"))
    save_article(store, None, article_of(hours=2, published=at(-3), language=None))
    assert [(a.published, a.language) for a in articles_to_analyse(store, "v1")] == [(at(-3), "en")]
    assert store.connection.execute("SELECT revision, section FROM article").fetchone() == (1, None)


def test_identity_not_address_makes_the_article(store: Store) -> None:
    first = article_of()
    save_article(store, None, first)
    moved = replace(
        first, url="https://wire.example/lite/1", fetch=fetch_of(url="https://wire.example/lite/1", hours=1)
    )
    assert save_article(store, None, moved) == "unchanged"
    assert save_article(store, None, article_of(outlet="pos")) == "new"  # the same number elsewhere
    with pytest.raises(BadInput, match="does not follow"):
        save_article(store, None, replace(first, identity="2"))


@pytest.mark.parametrize(
    ("zone", "moment", "week"),
    [
        ("Asia/Kuala_Lumpur", datetime(2024, 11, 17, 15, 59, 59, tzinfo=UTC), "2024-W46"),
        ("Asia/Kuala_Lumpur", datetime(2024, 11, 17, 16, 0, tzinfo=UTC), "2024-W47"),
        ("UTC", datetime(2024, 11, 17, 16, 0, tzinfo=UTC), "2024-W46"),
        ("America/New_York", datetime(2025, 1, 1, 3, 0, tzinfo=UTC), "2025-W01"),
        ("Asia/Kuala_Lumpur", datetime(2021, 1, 3, 15, 0, tzinfo=UTC), "2020-W53"),
    ],
)
def test_week_is_that_of_first_seen_in_the_zone(tmp_path, zone: str, moment: datetime, week: str) -> None:
    with Store(tmp_path / "a.db", zone) as store:
        save_outlets(store, OUTLETS)
        article = article_of()
        save_article(store, None, replace(article, first_seen=moment, fetch=replace(article.fetch, fetched=moment)))
        assert store.connection.execute("SELECT week FROM article").fetchone() == (week,)


def test_fetches(store: Store) -> None:
    run = start_run(store, "crawl", at(0))
    number = save_fetch(store, run, fetch_of(warc_file="a.warc.gz", warc_offset=0))
    assert save_fetch(store, None, fetch_of(warc_file="a.warc.gz", warc_offset=0)) == number
    assert save_fetch(store, run, fetch_of()) != save_fetch(store, run, fetch_of())  # no record, no identity
    with pytest.raises(BadInput, match="two WARC files of one name"):
        save_fetch(store, run, fetch_of(url="https://wire.example/2", warc_file="a.warc.gz", warc_offset=0))
    with pytest.raises(NotFound, match="outlet 'nobody'"):
        save_fetch(store, run, fetch_of(outlet="nobody"))
    with pytest.raises(BadInput, match="without zone"):
        save_fetch(store, run, replace(fetch_of(), fetched=datetime(2024, 1, 1)))


def test_runs_left_open_are_marked_at_the_next_start(store: Store) -> None:
    killed = start_run(store, "crawl", at(0))
    done = start_run(store, "analyse", at(1))
    finish_run(store, done, at(2), counts={"articles": 3})
    found = store.connection.execute("SELECT id, finished, outcome, counts FROM run ORDER BY id").fetchall()
    assert found == [
        (killed.id, "2024-11-18T02:00:00Z", "died", "{}"),
        (done.id, "2024-11-18T03:00:00Z", "ok", '{"articles": 3}'),
    ]


def test_known_pages(store: Store) -> None:
    known = known_pages(store)
    url = "https://wire.example/1"
    assert known.lookup(url) is None
    article = article_of(published=at(-1))
    article = replace(article, fetch=replace(article.fetch, etag='"a"', last_modified="Mon"))
    save_article(store, None, article)
    save_fetch(store, None, fetch_of(hours=1, status="not_modified", http_status=304))
    page = known.lookup(url)
    assert page is not None
    assert (page.first_seen, page.last_fetched, page.last_success) == (at(0), at(1), at(1))
    assert (page.published, page.etag, page.last_modified, page.article) == (at(-1), '"a"', "Mon", article.id)
    save_fetch(store, None, fetch_of(hours=2, status="gone", http_status=404))
    page = known.lookup(url)
    assert page is not None
    assert (page.gone, page.refused, page.last_success, page.etag) == (True, False, at(1), '"a"')
    other = replace(article_of(7), url="https://wire.example/canonical/7")
    save_article(store, None, other)
    assert [known.lookup(u).article for u in (other.url, other.fetch.url)] == [other.id, other.id]  # type: ignore[union-attr]


def test_health_is_renewed(store: Store) -> None:
    first = OutletHealth(
        outlet="wire",
        state="ok",
        reason="20 items",
        since=at(0),
        last_attempt=at(1),
        last_success=at(1),
        last_new=at(1),
    )
    save_health(store, first)
    second = replace(first, state="blocked", reason="403", since=at(2), last_attempt=at(2))
    save_health(store, second)
    assert outlet_health(store) == {"wire": second}
    assert known_pages(store).health("wire") == second
    assert known_pages(store).health("pos") is None


def test_a_withdrawn_article_keeps_its_record_and_no_text(store: Store) -> None:
    article = article_of()
    save_article(store, None, article_of(hours=-1, body="An earlier text on durian."))
    save_article(store, None, article)
    save_analysis(store, analysis_of(article))
    assert mark_withdrawn(store, article.url, at(1), "404")
    assert not mark_withdrawn(store, article.id, at(2), "404")
    for table, column in (
        ("body", "text"),
        ("revision", "text"),
        ("sentence", "text"),
        ("mention", "text"),
        ("quote", "text"),
        ("figure", "text"),
        ("article_search", "text"),
        ("post_mention", "printed"),
    ):
        assert not store.connection.execute(f"SELECT 1 FROM {table} WHERE {column} <> ''").fetchall(), table
    assert store.connection.execute("SELECT count(*) FROM official").fetchone() == (0,)
    assert not list(articles_to_analyse(store, "v2", everything=True))
    assert save_article(store, None, article) == "unchanged"  # a replay of what was withdrawn later
    assert store.connection.execute("SELECT withdrawn, withdrawn_reason FROM article").fetchone() == (
        "2024-11-18T02:00:00Z",
        "404",
    )
    assert save_article(store, None, article_of(hours=9)) == "revised"
    assert [a.body for a in articles_to_analyse(store, "v1")] == [article.body]
    assert len(search(store, "exports")) == 1
    with pytest.raises(NotFound):
        mark_withdrawn(store, "nothing", at(1), "404")


def test_hostile_texts_are_only_texts(store: Store) -> None:
    nasty = "x'); DROP TABLE article; --\0 \" ' \u202e {{7*7}} <script>"
    article = article_of(title=nasty, body=nasty * 3, section=nasty)
    save_article(store, None, article)
    save_themes(store, [])
    digest = derived_digest(store)
    assert store.connection.execute("SELECT title FROM article").fetchone() == (nasty,)
    save_article(store, None, article)
    assert derived_digest(store) == digest
