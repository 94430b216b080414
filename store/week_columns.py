"""A whole week in columns, as the digest counts it: tuples and numbers, no row of a large table and no dict a row.

A week of a large archive has tens of thousands of articles, of which a digest shows a few. Knows the tables and their
indexes; it must not know what is counted or chosen. Where a list is asked of, answers name its members by their place
in it. A week is "2024-W47". Withdrawn articles are in none of the answers but ``origins``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from store.values import Source, connection_of


def _all(source: Source, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    return list(map(tuple, connection_of(source).execute(sql, values)))


def _columns(source: Source, count: int, sql: str, *values: Any) -> list[list[Any]]:
    """The answer by columns, a few hundred rows at a time: a tuple a row that stays costs more than its values."""
    found: list[list[Any]] = [[] for _ in range(count)]
    cursor = connection_of(source).execute(sql, values)
    while rows := cursor.fetchmany(500):
        for column, part in zip(found, zip(*rows, strict=True), strict=True):
            column.extend(part)
    return found


@lru_cache(maxsize=4)  # the texts and the stories of two weeks are asked about again and again
def _list(values: tuple[str, ...]) -> str:
    return json.dumps(values)


def articles(
    source: Source, week: str
) -> tuple[list[str], list[str | None], list[str], list[str | None], list[str | None]]:
    """article, story, outlet, origin (of a copy, which has no words of its own), language of the week's articles, a
    list each, by story; those without one first."""
    article, story, outlet, origin, language = _columns(
        source,
        5,
        "SELECT id, story, outlet, CASE WHEN copy_kind IN ('identical', 'copy') THEN copy_of END, language"
        " FROM article INDEXED BY article_of_week WHERE week = ? AND withdrawn IS NULL ORDER BY story",
        week,
    )
    return article, story, outlet, origin, language


def seen(source: Source, articles: Iterable[str]) -> dict[str, str]:
    """Article -> when it was first seen, as it is stored."""
    sql = (
        "SELECT a.id, a.first_seen FROM json_each(?) j CROSS JOIN article a INDEXED BY article_shown"
        " ON a.id = j.value AND a.withdrawn IS NULL"
    )
    return dict(_all(source, sql, json.dumps(sorted(articles))))


def late(source: Source, week: str, start: str) -> int:
    """How many of the week's articles that stand in a story were published before ``start`` (a stamp)."""
    sql = (
        "SELECT count(*) FROM article INDEXED BY article_of_week WHERE week = ? AND withdrawn IS NULL"
        " AND story IS NOT NULL AND published < ?"
    )
    return int(_all(source, sql, week, start)[0][0])


def witnesses(source: Source) -> dict[str, str]:
    """Outlet -> who stands behind it: outlets of one owner are one witness."""
    return dict(_all(source, "SELECT id, coalesce('owner ' || owner, 'outlet ' || id) FROM outlet"))


def origins(source: Source, wanted: Iterable[str]) -> list[tuple[str, str, str | None, str | None]]:
    """article, outlet, origin, withdrawn of these articles and of what they are copies of, and so on."""
    return _all(
        source,
        "WITH RECURSIVE known(id) AS (SELECT value FROM json_each(?)"
        " UNION SELECT a.copy_of FROM article a JOIN known k ON a.id = k.id WHERE a.copy_of IS NOT NULL)"
        " SELECT a.id, a.outlet, CASE WHEN a.copy_kind IN ('identical', 'copy') THEN a.copy_of END, a.withdrawn"
        " FROM known k JOIN article a ON a.id = k.id",
        json.dumps(sorted(wanted)),
    )


def places(source: Source, articles: tuple[str, ...]) -> tuple[list[int], list[str]]:
    """Article and code of each province or state that it writes about (no datelines), as often as it does."""
    article, place = _columns(
        source,
        2,
        "SELECT j.key, m.place FROM json_each(?) j CROSS JOIN mention m INDEXED BY mention_subject"
        " ON m.article = j.value AND m.kind = 'place' AND m.label = 'subject' WHERE instr(m.place, '-')",
        _list(articles),
    )
    return article, place


def place_names(source: Source) -> dict[str, tuple[str, str | None]]:
    """Code of a province or state -> its name, and its Malay one."""
    return {
        code: (name, malay)
        for code, name, malay in _all(source, "SELECT code, name, name_ms FROM place WHERE instr(code, '-')")
    }


def themes(source: Source, stories: tuple[str, ...]) -> tuple[list[int], list[str]]:
    """Story and theme, where one is assigned, by the model or a person."""
    story, theme = _columns(
        source,
        2,
        "SELECT j.key, t.theme FROM json_each(?) j CROSS JOIN story_theme t INDEXED BY story_theme_assigned"
        " ON t.story = j.value AND t.assigned = 1",
        _list(stories),
    )
    return story, theme


def quoting(source: Source, articles: tuple[str, ...]) -> list[int]:
    """Which of the articles quote an official."""
    (found,) = _columns(
        source,
        1,
        "SELECT j.key FROM json_each(?) j WHERE EXISTS (SELECT 1 FROM quote q INDEXED BY quote_said"
        " WHERE q.article = j.value AND q.official IS NOT NULL)",
        _list(articles),
    )
    return found


def weeks_before(source: Source, stories: tuple[str, ...], week: str) -> list[str | None]:
    """Of each story the last week before this one in which it had an article; None where it had none."""
    (found,) = _columns(
        source,
        1,
        "SELECT (SELECT max(week) FROM article INDEXED BY article_story_week"
        " WHERE story = j.value AND week < ? AND withdrawn IS NULL) FROM json_each(?) j ORDER BY j.key",
        week,
        _list(stories),
    )
    return found


def naming(source: Source, official: str) -> list[str]:
    """The articles of all weeks that name an official."""
    (found,) = _columns(source, 1, "SELECT DISTINCT article FROM mention WHERE official = ? ORDER BY article", official)
    return found


def official_names(source: Source, officials: Iterable[str]) -> dict[str, str]:
    """Official -> name, of those that there are."""
    sql = "SELECT id, name FROM official WHERE id IN (SELECT value FROM json_each(?))"
    return dict(_all(source, sql, json.dumps(sorted(officials))))
