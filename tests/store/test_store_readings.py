"""What a text was read to be is kept a statement a batch, goes with its text, and goes when it is too old."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from store_samples import T0, analysis_of, article_of, at

from records import KeptArticle
from store import Store
from store.analysing import save_analysis
from store.analysis_asking import remembered
from store.crawling import mark_withdrawn, save_article
from store.pruning import let_go_of_texts
from store.readings import KeptReading, keep_readings


def fill(store: Store, count: int) -> list[str]:
    articles = [article_of(number, hours=number) for number in range(1, count + 1)]
    for article in articles:
        save_article(store, None, article)
        save_analysis(store, analysis_of(article))
    return [article.id for article in articles]


def made(article: str, **more: bytes) -> KeptReading:
    return KeptReading(**{"article": article, "made_of": b"m", "copies": b"c", "signs": b"s"} | more)  # type: ignore[arg-type]


def held(store: Store) -> dict[str, tuple[bytes, ...]]:
    found = store.connection.execute("SELECT article, made_of, copies, signs, facts FROM reading").fetchall()
    return {row[0]: row[1:] for row in found}


def test_readings_come_back_with_the_articles_that_are_remembered(store: Store) -> None:
    one, two, three = fill(store, 3)
    keep_readings(store, [made(one), made(two, facts=b"f")], {}, T0)
    found = {each.article: each.reading for each in remembered(store, T0)}
    assert found == {one: made(one), two: made(two, facts=b"f"), three: None}
    keep_readings(store, [made(one, made_of=b"n", signs=b"t")], {two: b"g", three: b"none is there"}, T0)
    assert held(store) == {one: (b"n", b"c", b"t", None), two: (b"m", b"c", b"s", b"g")}


def test_a_batch_is_a_statement_and_what_is_too_old_goes(store: Store) -> None:
    names = fill(store, 30)
    asked: list[str] = []
    store.connection.set_trace_callback(asked.append)
    keep_readings(store, [made(name) for name in names], dict.fromkeys(names, b"f"), T0)
    store.connection.set_trace_callback(None)
    assert len(asked) == 5  # begin, insert, facts, delete, commit
    assert {row[3] for row in held(store).values()} == {b"f"}
    keep_readings(store, [], {}, at(20))
    assert sorted(held(store)) == sorted(names[19:])
    store.connection.execute("UPDATE story SET last_seen = '2031-01-01T00:00:00Z' WHERE id = ?", (f"s-{names[20]}",))
    keep_readings(store, [], {}, at(100))  # of a story that goes on
    assert list(held(store)) == [names[20]]


def _withdrawn(store: Store, article: str) -> None:
    mark_withdrawn(store, article, at(9), "HTTP 410")


def _revised(store: Store, article: str) -> None:
    del article
    save_article(store, None, article_of(1, hours=9, body="Another text."))


def _let_go(store: Store, article: str) -> None:
    kept = KeptArticle(
        id=article, outlet="wire", identity="1", url="u", analysed="v1", told=at(1), text=1, vectors=1, pointed_at=None
    )
    let_go_of_texts(store, [(kept, "old")], at(9) + timedelta(days=300))


def _deleted(store: Store, article: str) -> None:
    store.connection.execute("DELETE FROM body WHERE article = ?", (article,))


@pytest.mark.parametrize("goes", [_withdrawn, _revised, _let_go, _deleted])
def test_a_text_that_goes_takes_along_what_it_was_read_to_be(store: Store, goes: Callable[[Store, str], None]) -> None:
    one, two = fill(store, 2)
    keep_readings(store, [made(one), made(two)], {}, T0)
    goes(store, one)
    assert list(held(store)) == [two]


def test_the_same_text_again_leaves_it(store: Store) -> None:
    (one,) = fill(store, 1)
    keep_readings(store, [made(one)], {}, T0)
    save_article(store, None, article_of(1, hours=9))
    assert list(held(store)) == [one]


def test_letting_go_looks_for_what_is_remembered_along_indexes(store: Store) -> None:
    asked: list[str] = []
    store.connection.set_trace_callback(asked.append)
    keep_readings(store, [], {}, T0)
    store.connection.set_trace_callback(None)
    (question,) = (sql for sql in asked if sql.startswith("DELETE"))
    plan = [row[3] for row in store.connection.execute(f"EXPLAIN QUERY PLAN {question}")]
    assert [step for step in plan if step.startswith("SCAN") and step != "SCAN reading"] == []
