"""A figure that extends a series stands in the mail as a small table, in both parts and both languages."""

from __future__ import annotations

import pytest
from digest_samples import AFTER, DESK, WEEK, ZONE

import digest
from store import Store


@pytest.mark.parametrize(("language", "heading"), [("en", "New in a series"), ("ms", "Angka baharu dalam siri")])
def test_a_new_period_is_shown_with_those_before_it(store: Store, language: str, heading: str) -> None:
    connection = store.connection
    (new,) = connection.execute(
        "SELECT c.id FROM figure_claim c JOIN article a ON a.id = c.first_article"
        " WHERE a.week = ? AND c.status = 'actual' ORDER BY c.id LIMIT 1",
        (str(WEEK),),
    ).fetchone()
    old = connection.execute("SELECT id FROM article WHERE week < ? ORDER BY id LIMIT 1", (str(WEEK),)).fetchone()[0]
    assert heading not in digest.preview(connection, WEEK, ZONE, language, DESK, AFTER).html
    with store.transaction():
        for year in (2021, 2022):
            connection.execute(
                "INSERT INTO figure_claim (id, concept, measures, owner, period, unit, status, value, reports,"
                " independent_reports, first_article, series) SELECT ?, concept, measures, owner, ?, unit, status, ?,"
                " 1, 1, ?, 'ser' FROM figure_claim WHERE id = ?",
                (f"c{year}", str(year), str(year - 2000), old, new),
            )
        connection.execute("UPDATE figure_claim SET series = 'ser', period = '2023' WHERE id = ?", (new,))
    rendered = digest.preview(connection, WEEK, ZONE, language, DESK, AFTER)
    ((item,),) = (rendered.content.series,)
    fact = item.series
    assert [(reason.key, reason.count, reason.names) for reason in item.reason] == [("series.adds", 2, ("2023",))]
    assert [(point.period, point.new) for point in fact.points] == [("2021", False), ("2022", False), ("2023", True)]
    for part in (rendered.html, rendered.text):
        assert heading in part
        assert f"{DESK}/series/ser" in part
        for point in fact.points:
            assert point.period in part
            assert point.text in part
    assert all(len(line) <= 72 or "://" in line for line in rendered.text.splitlines())
